//! Quantiles of the normal, Student's and the chi-square law, to ten digits.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

fn student(degrees: u64) -> StudentsT {
    StudentsT::new(0.0, 1.0, degrees as f64).expect("there is at least one degree of freedom")
}

/// From here on the series is exact to ten digits and the inverse of the incomplete beta function is not: with ten
/// million degrees it is two per cent off.
const SERIES_FROM: u64 = 1000;

/// The `p`-quantile of Student's law, 0 < `p` < 1, `degrees` >= 1.
pub fn t(p: f64, degrees: u64) -> f64 {
    if degrees < SERIES_FROM { student(degrees).inverse_cdf(p) } else { series(p, degrees as f64) }
}

/// Student's quantile from the normal one, for many degrees. Source: Abramowitz & Stegun 1964, 26.7.5.
fn series(p: f64, degrees: f64) -> f64 {
    let z = normal(p);
    let y = z * z;
    let terms = [
        z,
        z * (y + 1.0) / 4.0,
        z * ((5.0 * y + 16.0) * y + 3.0) / 96.0,
        z * (((3.0 * y + 19.0) * y + 17.0) * y - 15.0) / 384.0,
        z * ((((79.0 * y + 776.0) * y + 1482.0) * y - 1920.0) * y - 945.0) / 92_160.0,
    ];
    terms.iter().rev().fold(0.0, |sum, term| sum / degrees + term)
}

/// How often Student's law is at least as far from 0 as `t`, on either side.
pub fn two_sided_p(t: f64, degrees: u64) -> f64 {
    2.0 * student(degrees).sf(t.abs())
}

/// The `p`-quantile of the standard normal law, 0 < `p` < 1.
pub fn normal(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// The standard normal distribution function.
pub fn normal_cdf(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

/// The `p`-quantile of the chi-square law, 0 < `p` < 1, `degrees` >= 1.
pub fn chi_square(p: f64, degrees: u64) -> f64 {
    ChiSquared::new(degrees as f64).expect("there is at least one degree of freedom").inverse_cdf(p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_takes_over_where_both_are_exact() {
        for p in [0.6, 0.9, 0.975, 0.995, 1.0 - 5e-6] {
            for degrees in [600, 999] {
                let exact = student(degrees).inverse_cdf(p);
                let off = (series(p, degrees as f64) / exact - 1.0).abs();
                assert!(off < 1e-10, "{p} {degrees}: {off:e}");
            }
        }
    }

    #[test]
    fn students_law_tends_to_the_normal_one() {
        for p in [0.1, 0.6, 0.975, 1.0 - 5e-6] {
            assert!((t(p, 9_999_999) / normal(p) - 1.0).abs() < 1e-6, "{p}");
            let quantiles = [10, 100, 999, 1_000, 10_000, 1_000_000].map(|degrees| t(p, degrees).abs());
            assert!(quantiles.windows(2).all(|pair| pair[1] < pair[0]), "{p}: {quantiles:?}");
        }
    }
}
