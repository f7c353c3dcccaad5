//! Where along a number the choice turns.

use crate::stats::Estimate;

/// A change of sign along a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// The last value at which the sign is known to be the old one, and the first at which it is known to be the new.
    pub from: f64,
    pub to: f64,
    /// Where the means, taken as straight between values, cross.
    pub at: f64,
    /// It is above 0 behind the turn.
    pub rises: bool,
}

/// What is known of a sign along a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// It is known at every value, and the same.
    Throughout { above: bool },
    /// It turns, once or more often.
    Turns(Vec<Turn>),
    /// It is not known at every value, and nowhere known to turn.
    Unknown,
}

/// The course of estimates along ascending values. A sign is known where 0 lies outside the interval.
///
/// # Panics
/// Where there are not as many estimates as values.
pub fn course(values: &[f64], estimates: &[Option<Estimate>]) -> Course {
    assert_eq!(values.len(), estimates.len(), "an estimate for every value");
    let sign = |estimate: &Estimate| {
        let half_width = estimate.half_width?;
        (estimate.mean.abs() > half_width).then_some(estimate.mean > 0.0)
    };
    let signs: Vec<Option<bool>> = estimates.iter().map(|estimate| sign(estimate.as_ref()?)).collect();
    let mut turns = Vec::new();
    let mut last: Option<(usize, bool)> = None;
    for (at, above) in signs.iter().enumerate().filter_map(|(at, sign)| Some((at, (*sign)?))) {
        if let Some((before, was_above)) = last
            && was_above != above
        {
            let cross = crossing(&values[before..=at], &estimates[before..=at]);
            turns.push(Turn { from: values[before], to: values[at], at: cross, rises: above });
        }
        last = Some((at, above));
    }
    match (turns.is_empty(), last) {
        (false, _) => Course::Turns(turns),
        (true, Some((_, above))) if signs.iter().all(Option::is_some) => Course::Throughout { above },
        (true, _) => Course::Unknown,
    }
}

/// Where the means first change their sign; values without a mean are passed over.
fn crossing(values: &[f64], estimates: &[Option<Estimate>]) -> f64 {
    let means: Vec<(f64, f64)> =
        values.iter().zip(estimates).filter_map(|(value, estimate)| Some((*value, estimate.as_ref()?.mean))).collect();
    let pair = means.windows(2).find(|pair| (pair[0].1 > 0.0) != (pair[1].1 > 0.0));
    let [(x, y), (next_x, next_y)] = *pair.expect("the ends differ in sign") else { unreachable!("a window of two") };
    x + (next_x - x) * y / (y - next_y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimates(points: &[(f64, f64)]) -> Vec<Option<Estimate>> {
        let estimate = |&(mean, half): &(f64, f64)| {
            Some(Estimate { mean, half_width: Some(half), sd: half, n: 9, min: mean, max: mean })
        };
        points.iter().map(estimate).collect()
    }

    #[test]
    fn the_choice_turns_between_what_is_known() {
        let values = [1.0, 2.0, 3.0, 4.0];
        let found = course(&values, &estimates(&[(-3.0, 1.0), (-1.0, 2.0), (3.0, 4.0), (5.0, 1.0)]));
        assert_eq!(found, Course::Turns(vec![Turn { from: 1.0, to: 4.0, at: 2.25, rises: true }]));
        let found = course(&values, &estimates(&[(-3.0, 1.0), (1.0, 0.5), (-1.0, 0.5), (-2.0, 1.0)]));
        let Course::Turns(turns) = found else { panic!("it turns twice") };
        assert_eq!(
            turns.iter().map(|turn| (turn.from, turn.to, turn.rises)).collect::<Vec<_>>(),
            [(1.0, 2.0, true), (2.0, 3.0, false)]
        );
    }

    #[test]
    fn where_it_does_not_turn_that_is_said() {
        let values = [1.0, 2.0];
        assert_eq!(course(&values, &estimates(&[(3.0, 1.0), (2.0, 1.0)])), Course::Throughout { above: true });
        assert_eq!(course(&values, &estimates(&[(-3.0, 1.0), (-2.0, 1.0)])), Course::Throughout { above: false });
        assert_eq!(course(&values, &estimates(&[(3.0, 1.0), (-0.5, 1.0)])), Course::Unknown);
        assert_eq!(course(&values, &[None, None]), Course::Unknown);
    }
}
