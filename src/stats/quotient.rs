//! The quotient of two means that share their luck, such as the cost of an extra tonne.

use super::{Estimate, RatioFold};

/// The mean of `above` over that of `below`, entry i of both being replication i, with the interval of the delta method.
/// `below` may have either sign, but its sign must be known at level `confidence`: else, and with fewer than two
/// replications, there is no quotient that says anything, and `None`. `min` and `max` are those of the linear parts.
///
/// ```
/// use corridor::stats::quotient::quotient;
///
/// let found = quotient(&[10.0, 14.0], &[-2.0, -2.0], 0.95).unwrap();
/// assert_eq!(found.mean, -6.0);
/// assert_eq!(quotient(&[10.0, 14.0], &[-2.0, 2.0], 0.95), None);
/// ```
///
/// # Panics
/// Where the numbers of replications differ.
pub fn quotient(above: &[f64], below: &[f64], confidence: f64) -> Option<Estimate> {
    assert_eq!(above.len(), below.len(), "both are of the same replications");
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        let mut fold = RatioFold::new();
        values.for_each(|value| fold.push(value, 1.0));
        fold.estimate(confidence)
    };
    let bottom = mean(&mut below.iter().copied())?;
    bottom.half_width.filter(|half_width| *half_width < bottom.mean.abs())?;
    let factor = mean(&mut above.iter().copied())?.mean / bottom.mean;
    let parts = above.iter().zip(below).map(|(above, below)| factor + (above - factor * below) / bottom.mean);
    let parts = mean(&mut parts.into_iter())?;
    Some(Estimate { mean: factor, ..parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_one_sign_it_is_the_ratio_of_sums() {
        let (above, below) = ([10.0, 6.0, 1.0, 9.0], [4.0, 2.0, 5.0, 3.0]);
        let mut fold = RatioFold::new();
        above.iter().zip(below).for_each(|(&above, below)| fold.push(above, below));
        let (ratio, found) = (fold.estimate(0.9).unwrap(), quotient(&above, &below, 0.9).unwrap());
        assert!((ratio.mean - found.mean).abs() < 1e-12);
        assert!((ratio.half_width.unwrap() - found.half_width.unwrap()).abs() < 1e-12);
    }

    /// The quotient is 7/4; its linear parts are 7/4 + (10 - 7) / 4, 7/4 + (6 - 7) / 4 and 7/4 + (5 - 7) / 4.
    #[test]
    fn extremes_are_those_of_the_linear_parts() {
        let found = quotient(&[10.0, 6.0, 5.0], &[4.0, 4.0, 4.0], 0.95).unwrap();
        assert_eq!((found.mean, found.min, found.max), (1.75, 1.25, 2.5));
    }

    #[test]
    fn what_never_varies_is_exact() {
        let found = quotient(&[6.0, 6.0, 6.0], &[-3.0, -3.0, -3.0], 0.95).unwrap();
        assert_eq!((found.mean, found.half_width), (-2.0, Some(0.0)));
        assert_eq!(quotient(&[6.0], &[3.0], 0.95), None);
        assert_eq!(quotient(&[6.0, 6.0], &[0.0, 0.0], 0.95), None);
    }
}
