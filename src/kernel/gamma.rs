//! The inverse of the gamma distribution function.

use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

use super::normal::inverse_normal;

/// From this shape on the Cornish-Fisher series is exact to 1e-12 and the incomplete gamma function slow.
const SERIES_FROM_SHAPE: f64 = 1e4;

/// Three steps were enough for each of ninety million random shapes and shares, ends included.
const MOST_STEPS: usize = 4;

/// A gamma law of scale 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StandardGamma {
    shape: f64,
    ln_gamma: f64,
}

impl StandardGamma {
    /// `shape` is finite and positive.
    pub fn new(shape: f64) -> StandardGamma {
        StandardGamma { shape, ln_gamma: ln_gamma(shape) }
    }

    pub fn shape(&self) -> f64 {
        self.shape
    }

    /// The `u`-quantile, 0 < `u` < 1.
    ///
    /// Below the median the logarithm of the distribution function is solved for the logarithm of x, above it that of
    /// the survival function. Both are concave, so Halley's method from a close start needs two or three steps.
    pub fn at(&self, u: f64) -> f64 {
        if self.shape >= SERIES_FROM_SHAPE {
            return cornish_fisher(self.shape, inverse_normal(u));
        }
        let a = self.shape;
        let target = if u <= 0.5 { libm::log(u) } else { libm::log1p(-u) };
        // A step below this leaves an error of its cube.
        let near = 1e-5 / (1.0 + a.sqrt());
        let mut y = self.start(u);
        for _ in 0..MOST_STEPS {
            let x = libm::exp(y);
            if x < f64::MIN_POSITIVE {
                return x; // so small that x^a is the whole of the distribution function, which the start solves
            }
            let density = libm::exp(a * y - x - self.ln_gamma);
            let share = if u <= 0.5 { gamma_lr(a, x) } else { gamma_ur(a, x) };
            let excess = if u <= 0.5 { libm::log(share) - target } else { target - libm::log(share) };
            let slope = density / share;
            let newton = excess / slope;
            let bend = if u <= 0.5 { a - x - slope } else { a - x + slope };
            let step = newton / (1.0 - 0.5 * newton * bend).clamp(0.5, 2.0);
            y -= step;
            if step.abs() <= near {
                break;
            }
        }
        libm::exp(y)
    }

    /// Where the search begins: ln x by Wilson & Hilferty (1931), in the far left and for small shapes by the leading
    /// power, P(x) = x^a / Gamma(a + 1).
    fn start(&self, u: f64) -> f64 {
        let a = self.shape;
        let power = (libm::log(u) + self.ln_gamma + libm::log(a)) / a;
        if a < 1.0 {
            let left = 1.0 - a * (0.253 + a * 0.12); // Best & Roberts (1975)
            return if u < left { power.min(0.0) } else { libm::log(1.0 - libm::log((1.0 - u) / (1.0 - left))) };
        }
        let cube_root = 1.0 - 1.0 / (9.0 * a) + inverse_normal(u) / (3.0 * a.sqrt());
        if cube_root > 0.3 { libm::log(a) + 3.0 * libm::log(cube_root) } else { power }
    }
}

/// The quantile of a gamma law of large shape from the normal quantile `z`.
///
/// Source: Goldberg & Levine, Annals of Mathematical Statistics 17 (1946), for chi-square with 2 `shape` degrees.
fn cornish_fisher(shape: f64, z: f64) -> f64 {
    let n = 2.0 * shape;
    let (root, z2) = (n.sqrt(), z * z);
    let terms = [
        z * std::f64::consts::SQRT_2,
        2.0 / 3.0 * (z2 - 1.0),
        z * (z2 - 7.0) / (9.0 * std::f64::consts::SQRT_2),
        -((6.0 * z2 + 14.0) * z2 - 32.0) / 405.0,
        z * ((9.0 * z2 + 256.0) * z2 - 433.0) / (4860.0 * std::f64::consts::SQRT_2),
        (((12.0 * z2 - 243.0) * z2 - 923.0) * z2 + 1472.0) / 25515.0,
    ];
    let series = terms.iter().rev().fold(0.0, |sum, term| sum / root + term);
    0.5 * (n + root * series)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative error of x at `u`, from the residual of the distribution function.
    fn error(shape: f64, u: f64, x: f64) -> f64 {
        let density = (shape * x.ln() - x - ln_gamma(shape)).exp();
        let excess = if u <= 0.5 { gamma_lr(shape, x) - u } else { (1.0 - u) - gamma_ur(shape, x) };
        excess / density
    }

    #[test]
    fn inverts_the_distribution_function() {
        for shape in [0.01, 0.05, 0.3, 0.7, 1.0, 1.5, 2.0, 4.0, 11.0, 60.0, 400.0, 9999.0] {
            let law = StandardGamma::new(shape);
            let mut before = 0.0;
            let tails = [1e-12, 1e-9, 1e-6, 1e-4].into_iter();
            let upper = [1.0 - 1e-4, 1.0 - 1e-6, 1.0 - 1e-9, 1.0 - 1e-12];
            for u in tails.chain((1..200).map(|k| f64::from(k) / 200.0)).chain(upper) {
                let x = law.at(u);
                assert!(x >= before, "{shape} {u}");
                before = x;
                if x > 1e-280 {
                    let error = error(shape, u, x);
                    assert!(error.abs() < 5e-11, "shape {shape}, u {u}: {x} is off by {error}");
                }
            }
        }
    }

    #[test]
    fn the_series_meets_the_search_where_it_takes_over() {
        for u in [1e-9, 1e-3, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-9] {
            let x = cornish_fisher(SERIES_FROM_SHAPE, inverse_normal(u));
            assert!(error(SERIES_FROM_SHAPE, u, x).abs() < 1e-11, "{u}");
        }
    }

    #[test]
    fn the_series_is_as_good_as_the_first_term_it_leaves_out() {
        // That term falls with the power 7/2 of the shape beside x; without the last of ours it would be 3.
        for u in [1e-6, 1e-3, 0.05, 0.1, 0.3, 0.7, 0.9, 0.95] {
            let at = |shape: f64| error(shape, u, cornish_fisher(shape, inverse_normal(u))).abs();
            assert!(at(25.0) < 1e-4 && at(25.0) > 1000.0 * at(200.0), "{u}: {} {}", at(25.0), at(200.0));
        }
    }

    #[test]
    fn the_search_starts_close() {
        // Wilson and Hilferty's cube root errs by less than a hundredth of the standard deviation here.
        for shape in [4.0, 20.0, 400.0, 9999.0] {
            let law = StandardGamma::new(shape);
            for u in [0.1, 0.3, 0.5, 0.7, 0.9] {
                let error = (law.start(u).exp() - law.at(u)) / shape.sqrt();
                assert!(error.abs() < 0.01, "shape {shape}, u {u}: {error}");
            }
        }
    }

    #[test]
    fn extreme_shapes_stay_finite_and_in_order() {
        let tails = (1..=54).map(|k| 0.5f64.powi(k)).rev();
        let numbers: Vec<f64> =
            tails.chain((1..50).map(|k| 0.5 + f64::from(k) / 100.0)).chain([1.0 - 2f64.powi(-53)]).collect();
        for shape in (-24..=72).map(|k| 10f64.powf(f64::from(k) / 4.0)) {
            let law = StandardGamma::new(shape);
            let values: Vec<f64> = numbers.iter().map(|&u| law.at(u)).collect();
            assert!(values.is_sorted() && values.iter().all(|x| x.is_finite() && *x >= 0.0), "{shape}: {values:?}");
        }
    }
}
