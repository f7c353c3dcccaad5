//! The response along a grid, and the knee of a curve.

use super::series::Series;
use crate::stats::Estimate;
use crate::stats::contrast::contrast;
use crate::stats::paired::difference;
use crate::stats::precision::confidence_each;

/// Distances from the chord below this share of the whole change are rounding.
const ROUNDING: f64 = 1e-9;

/// One measure at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// `None` where nothing was observed.
    pub mean: Option<Estimate>,
    /// To the first point, pair by pair.
    pub difference: Option<Estimate>,
}

/// One measure at every point, in their order.
pub fn responses(points: &[Series], measure: usize, confidence: f64) -> Vec<Response> {
    let response = |point: &Series| Response {
        mean: point.estimate(measure, confidence),
        difference: difference(points[0].of(measure), point.of(measure), confidence).map(|found| found.estimate),
    };
    points.iter().map(response).collect()
}

/// Why a curve has no knee that could be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKnee {
    /// It has fewer than three points, or not all of them were simulated.
    TooFew,
    /// The values are no numbers, or neither rise nor fall.
    Unordered,
    /// A point has nothing of the measure.
    Unseen,
    /// It is not known whether the last point differs from the first.
    NoChange,
    /// It is not known whether the curve leaves its chord on the side of diminishing returns.
    NoBend,
}

/// Where returns diminish most along a curve: the point that is farthest ahead of the chord from the first to the last,
/// both axes scaled to 1 (Kneedle, Satopaa et al. 2011), on the means.
///
/// # Errors
/// Where that cannot be told: the whole change must be known with the stated confidence, and so must be that the point
/// is ahead of the chord, for all points between the ends at once (Bonferroni).
pub fn knee(points: &[Series], measure: usize, values: &[f64], confidence: f64) -> Result<usize, NoKnee> {
    let last = points.len().checked_sub(1).filter(|last| *last >= 2).ok_or(NoKnee::TooFew)?;
    let rises = values.windows(2).all(|pair| pair[0] < pair[1]);
    let falls = values.windows(2).all(|pair| pair[0] > pair[1]);
    if values.len() != points.len() || !(rises || falls) {
        return Err(NoKnee::Unordered);
    }
    let samples = |point: usize| points[point].of(measure);
    let change = contrast(&[(1.0, samples(last)), (-1.0, samples(0))], confidence).ok_or(NoKnee::Unseen)?;
    if !is_known(&change) {
        return Err(NoKnee::NoChange);
    }
    let each = confidence_each(confidence, last as u64 - 1);
    let mut farthest: Option<(usize, Estimate)> = None;
    for point in 1..last {
        let along = (values[point] - values[0]) / (values[last] - values[0]);
        let sign = change.mean.signum();
        let arms = [(sign, samples(point)), (-sign * (1.0 - along), samples(0)), (-sign * along, samples(last))];
        let ahead = contrast(&arms, each).ok_or(NoKnee::Unseen)?;
        let rounding = ROUNDING * change.mean.abs();
        if ahead.mean > farthest.map_or(rounding, |(_, farthest)| farthest.mean + rounding) {
            farthest = Some((point, ahead));
        }
    }
    farthest.filter(|(_, ahead)| is_known(ahead)).map(|(point, _)| point).ok_or(NoKnee::NoBend)
}

/// Whether its sign is known.
fn is_known(estimate: &Estimate) -> bool {
    estimate.half_width.is_some_and(|half_width| estimate.mean.abs() > half_width)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three replications of a curve, with luck that all points share and luck of their own.
    fn curve(means: &[f64], own: f64) -> Vec<Series> {
        let luck = |point: usize, k: usize| 3.0 * k as f64 + own * f64::from(((point * 7 + k * 5) % 3) as u8);
        let point =
            |(at, mean): (usize, &f64)| Series::plain(&(0..3).map(|k| mean + luck(at, k)).collect::<Vec<f64>>());
        means.iter().enumerate().map(point).collect()
    }

    #[test]
    fn the_knee_is_where_a_curve_saturates() {
        let to = |high: u32| (0..=high).map(f64::from).collect::<Vec<f64>>();
        let found = |means: &[f64]| knee(&curve(means, 0.0), 0, &to(means.len() as u32 - 1), 0.95);
        assert_eq!(found(&[0.0, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0]), Ok(3));
        assert_eq!(found(&[9.0, 5.0, 4.0, 3.8, 3.7]), Ok(1), "a falling wait");
        assert_eq!(found(&[0.0, 1.0, 2.0, 3.0]), Err(NoKnee::NoBend), "a straight line");
        assert_eq!(found(&[0.0, 0.0, 0.0, 1.0]), Err(NoKnee::NoBend), "it only begins");
        assert_eq!(found(&[2.0, 2.0, 2.0]), Err(NoKnee::NoChange));
        assert_eq!(found(&[2.0, 3.0]), Err(NoKnee::TooFew));
        let means = [0.0, 1.0, 2.0, 3.0, 3.0, 3.0];
        assert_eq!(knee(&curve(&means, 0.0), 0, &[10.0, 8.0, 6.0, 4.0, 2.0, 0.0], 0.95), Ok(3));
        assert_eq!(knee(&curve(&means, 0.0), 0, &[0.0, 2.0, 1.0, 3.0, 4.0, 5.0], 0.95), Err(NoKnee::Unordered));
        assert_eq!(knee(&curve(&means, 9.0), 0, &to(5), 0.95), Err(NoKnee::NoChange), "luck hides it");
    }

    #[test]
    fn the_first_point_differs_by_nothing_from_itself() {
        let found = responses(&curve(&[4.0, 7.0], 0.5), 0, 0.95);
        let first = found[0].difference.unwrap();
        assert_eq!((first.mean, first.half_width), (0.0, Some(0.0)));
        assert_eq!(found[1].difference.unwrap().n, 3);
        let nothing = Series { samples: vec![vec![(0.0, 0.0); 3]], replications: 3, failed: Vec::new() };
        let mut points = curve(&[4.0, 5.0, 5.0], 0.0);
        points[1] = nothing;
        assert_eq!(responses(&points, 0, 0.95)[1], Response { mean: None, difference: None });
        assert_eq!(knee(&points, 0, &[0.0, 1.0, 2.0], 0.95), Err(NoKnee::Unseen));
    }
}
