//! Quantiles of the normal, Student's and the chi-square law, to ten digits.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

fn student(degrees: u64) -> StudentsT {
    StudentsT::new(0.0, 1.0, degrees as f64).expect("there is at least one degree of freedom")
}

/// The `p`-quantile of Student's law, 0 < `p` < 1, `degrees` >= 1.
pub fn t(p: f64, degrees: u64) -> f64 {
    student(degrees).inverse_cdf(p)
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
