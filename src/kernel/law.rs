//! Probability laws of durations and sizes, each drawn through its inverse distribution function.
//!
//! One uniform number makes one draw, and a larger uniform number never makes a smaller draw: two plans that share
//! their luck share it unit by unit.
//!
//! ```
//! use corridor::kernel::{Law, Stream};
//!
//! let handling = Law::lognormal(8.0, 0.5)?; // mean 8 h, standard deviation 4 h
//! assert_eq!(handling.sd(), 4.0);
//! let berth = Stream::root(1, 0).named("ports/aktau/handling");
//! assert_eq!(handling.draw(berth, 17), handling.at(berth.uniform(17)));
//! assert!(Law::exponential(-1.0).is_err());
//! # Ok::<(), corridor::kernel::BadLaw>(())
//! ```

use std::ops::Range;

use statrs::function::gamma::gamma;

use super::Stream;
use super::bad_law::{BadLaw, cv_allowed, finite, finite_all, not_empty, positive, refuse_unless, require};
use super::gamma::StandardGamma;
use super::normal::inverse_normal;

/// A law with a finite mean. Made by the constructors, which refuse parameters that make none.
///
/// `Law::Constant` may be written directly, with a finite value.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    Constant(f64),
    Exponential(Exponential),
    Uniform(Uniform),
    Triangular(Triangular),
    Lognormal(Lognormal),
    Gamma(Gamma),
    Weibull(Weibull),
    Discrete(Discrete),
    Empirical(Empirical),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Exponential {
    mean: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Uniform {
    min: f64,
    max: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lognormal {
    mean: f64,
    cv: f64,
    mu: f64,
    sigma: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Gamma {
    scale: f64,
    standard: StandardGamma,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

/// Values in ascending order, each with the sum of the weights up to its own as a share of all.
#[derive(Clone, Debug, PartialEq)]
pub struct Discrete {
    values: Box<[f64]>,
    cumulative: Box<[f64]>,
    mean: f64,
    sd: f64,
}

/// Observed values in ascending order, all equally likely.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    values: Box<[f64]>,
    mean: f64,
    sd: f64,
}

/// Mean and standard deviation of values with weights that add to 1.
fn moments(values: impl Iterator<Item = (f64, f64)> + Clone) -> (f64, f64) {
    let mean: f64 = values.clone().map(|(value, weight)| value * weight).sum();
    let variance: f64 = values.map(|(value, weight)| (value - mean).powi(2) * weight).sum();
    (mean, variance.sqrt())
}

impl Law {
    /// Always `value`, which is finite.
    pub fn constant(value: f64) -> Result<Law, BadLaw> {
        finite("value", value)?;
        Ok(Law::Constant(value))
    }

    /// The exponential law; `mean` > 0.
    pub fn exponential(mean: f64) -> Result<Law, BadLaw> {
        positive("mean", mean)?;
        Ok(Law::Exponential(Exponential { mean }))
    }

    /// Evenly between `min` and `max`; a constant where they are equal.
    pub fn uniform(min: f64, max: f64) -> Result<Law, BadLaw> {
        finite("min", min)?;
        finite("max", max)?;
        require(min <= max, "max", max, &format!("no less than min, {min}"))?;
        finite("max", max - min)?;
        Ok(if min == max { Law::Constant(min) } else { Law::Uniform(Uniform { min, max }) })
    }

    /// The triangular law, `min` <= `mode` <= `max`; a constant where `min` and `max` are equal.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Law, BadLaw> {
        finite("min", min)?;
        finite("mode", mode)?;
        finite("max", max)?;
        require(min <= max, "max", max, &format!("no less than min, {min}"))?;
        require(min <= mode && mode <= max, "mode", mode, &format!("between min, {min}, and max, {max}"))?;
        finite("max", max - min)?;
        Ok(if min == max { Law::Constant(min) } else { Law::Triangular(Triangular { min, mode, max }) })
    }

    /// The lognormal law by its own mean, > 0, and coefficient of variation, >= 0.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Law, BadLaw> {
        cv_allowed(cv)?;
        if cv == 0.0 {
            finite("mean", mean)?;
            return Ok(Law::Constant(mean));
        }
        positive("mean", mean)?;
        let variance = libm::log1p(cv * cv);
        Ok(Law::Lognormal(Lognormal { mean, cv, mu: libm::log(mean) - 0.5 * variance, sigma: variance.sqrt() }))
    }

    /// The gamma law by its mean, > 0, and coefficient of variation, >= 0; shape 1 / cv^2.
    pub fn gamma(mean: f64, cv: f64) -> Result<Law, BadLaw> {
        cv_allowed(cv)?;
        if cv == 0.0 {
            finite("mean", mean)?;
            return Ok(Law::Constant(mean));
        }
        positive("mean", mean)?;
        let square = cv * cv;
        Ok(Law::Gamma(Gamma { scale: mean * square, standard: StandardGamma::new(1.0 / square) }))
    }

    /// The Weibull law; both parameters > 0 and the mean within the numbers a computer has.
    pub fn weibull(shape: f64, scale: f64) -> Result<Law, BadLaw> {
        positive("shape", shape)?;
        positive("scale", scale)?;
        let law = Weibull { shape, scale };
        require(law.mean().is_finite(), "shape", shape, "large enough for a finite mean")?;
        Ok(Law::Weibull(law))
    }

    /// One of `values`, as often as its weight says. Weights are >= 0, not all 0, and need not add to 1.
    pub fn discrete(values: &[f64], weights: &[f64]) -> Result<Law, BadLaw> {
        not_empty(values)?;
        let counts = format!("are {}, but must be as many as values, {}", weights.len(), values.len());
        refuse_unless(values.len() == weights.len(), "weights", counts)?;
        finite_all(values)?;
        for weight in weights {
            let allowed = weight.is_finite() && *weight >= 0.0;
            refuse_unless(allowed, "weights", format!("hold {weight}, but must be finite numbers of at least 0"))?;
        }
        let total: f64 = weights.iter().sum();
        refuse_unless(total > 0.0, "weights", "are all 0, but at least one must be above 0".into())?;
        refuse_unless(total.is_finite(), "weights", "add to more than a computer can hold".into())?;
        let mut pairs: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().map(|w| w / total)).collect();
        pairs.retain(|(_, share)| *share > 0.0);
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mean, sd) = moments(pairs.iter().copied());
        if pairs[0].0 == pairs[pairs.len() - 1].0 {
            return Ok(Law::Constant(pairs[0].0));
        }
        let mut sum = 0.0;
        let mut cumulative: Box<[f64]> = pairs
            .iter()
            .map(|(_, share)| {
                sum += share;
                sum
            })
            .collect();
        let last = cumulative.len() - 1;
        cumulative[last] = 1.0; // whatever rounding left of it
        Ok(Law::Discrete(Discrete { values: pairs.iter().map(|pair| pair.0).collect(), cumulative, mean, sd }))
    }

    /// One of the observed `values`, each as likely as any other; nothing between them and nothing beyond them.
    pub fn empirical(values: &[f64]) -> Result<Law, BadLaw> {
        not_empty(values)?;
        finite_all(values)?;
        let mut values: Box<[f64]> = values.into();
        values.sort_by(f64::total_cmp);
        if values[0] == values[values.len() - 1] {
            return Ok(Law::Constant(values[0]));
        }
        let share = 1.0 / values.len() as f64;
        let (mean, sd) = moments(values.iter().map(|value| (*value, share)));
        Ok(Law::Empirical(Empirical { values, mean, sd }))
    }

    /// The value that a draw falls short of with probability `u`, 0 < `u` < 1.
    pub fn at(&self, u: f64) -> f64 {
        match self {
            Law::Constant(value) => *value,
            Law::Exponential(law) => law.mean * standard_exponential(u),
            Law::Uniform(law) => law.min + u * (law.max - law.min),
            Law::Triangular(law) => law.at(u),
            Law::Lognormal(law) => libm::exp(law.mu + law.sigma * inverse_normal(u)),
            Law::Gamma(law) => law.scale * law.standard.at(u),
            Law::Weibull(law) => law.scale * libm::pow(standard_exponential(u), 1.0 / law.shape),
            Law::Discrete(law) => law.values[law.cumulative.partition_point(|sum| *sum < u)],
            // Below u = 1 the product rounds to less than the number of values.
            Law::Empirical(law) => law.values[(u * law.values.len() as f64) as usize],
        }
    }

    /// The draw of the given occurrence in `stream`. A constant asks for no randomness.
    pub fn draw(&self, stream: Stream, occurrence: u64) -> f64 {
        match self {
            Law::Constant(value) => *value,
            law => law.at(stream.uniform(occurrence)),
        }
    }

    /// The sum of the draws of a range of occurrences.
    pub fn draw_sum(&self, stream: Stream, occurrences: Range<u64>) -> f64 {
        match self.constant_value() {
            Some(value) => value * (occurrences.end - occurrences.start) as f64,
            None => occurrences.map(|occurrence| self.draw(stream, occurrence)).sum(),
        }
    }

    pub fn mean(&self) -> f64 {
        match self {
            Law::Constant(value) => *value,
            Law::Exponential(law) => law.mean,
            Law::Uniform(law) => law.min + 0.5 * (law.max - law.min),
            Law::Triangular(law) => law.min / 3.0 + law.mode / 3.0 + law.max / 3.0,
            Law::Lognormal(law) => law.mean,
            Law::Gamma(law) => law.scale * law.standard.shape(),
            Law::Weibull(law) => law.mean(),
            Law::Discrete(law) => law.mean,
            Law::Empirical(law) => law.mean,
        }
    }

    /// The standard deviation, >= 0.
    pub fn sd(&self) -> f64 {
        match self {
            Law::Constant(_) => 0.0,
            Law::Exponential(law) => law.mean,
            Law::Uniform(law) => (law.max - law.min) / 12f64.sqrt(),
            Law::Triangular(law) => law.sd(),
            Law::Lognormal(law) => law.mean * law.cv,
            Law::Gamma(law) => law.scale * law.standard.shape().sqrt(),
            Law::Weibull(law) => law.sd(),
            Law::Discrete(law) => law.sd,
            Law::Empirical(law) => law.sd,
        }
    }

    /// The lower end of what can be drawn.
    pub fn min(&self) -> f64 {
        match self {
            Law::Constant(value) => *value,
            Law::Exponential(_) | Law::Lognormal(_) | Law::Gamma(_) | Law::Weibull(_) => 0.0,
            Law::Uniform(law) => law.min,
            Law::Triangular(law) => law.min,
            Law::Discrete(law) => law.values[0],
            Law::Empirical(law) => law.values[0],
        }
    }

    /// The upper end of what can be drawn; infinite for the laws with a tail.
    pub fn max(&self) -> f64 {
        match self {
            Law::Constant(value) => *value,
            Law::Exponential(_) | Law::Lognormal(_) | Law::Gamma(_) | Law::Weibull(_) => f64::INFINITY,
            Law::Uniform(law) => law.max,
            Law::Triangular(law) => law.max,
            Law::Discrete(law) => law.values[law.values.len() - 1],
            Law::Empirical(law) => law.values[law.values.len() - 1],
        }
    }

    /// The value, where the law has only one.
    pub fn constant_value(&self) -> Option<f64> {
        if let Law::Constant(value) = self { Some(*value) } else { None }
    }

    /// The law of `factor` times a draw.
    ///
    /// # Panics
    /// Where `factor` is negative or not finite.
    pub fn scaled(&self, factor: f64) -> Law {
        assert!(factor.is_finite() && factor >= 0.0, "a law cannot be scaled by {factor}");
        if factor == 0.0 {
            return Law::Constant(0.0);
        }
        let all = |values: &[f64]| values.iter().map(|value| factor * value).collect();
        match self.clone() {
            Law::Constant(value) => Law::Constant(factor * value),
            Law::Exponential(law) => Law::Exponential(Exponential { mean: factor * law.mean }),
            Law::Uniform(law) => Law::Uniform(Uniform { min: factor * law.min, max: factor * law.max }),
            Law::Triangular(Triangular { min, mode, max }) => {
                Law::Triangular(Triangular { min: factor * min, mode: factor * mode, max: factor * max })
            }
            Law::Lognormal(law) => {
                Law::Lognormal(Lognormal { mean: factor * law.mean, mu: law.mu + libm::log(factor), ..law })
            }
            Law::Gamma(law) => Law::Gamma(Gamma { scale: factor * law.scale, ..law }),
            Law::Weibull(law) => Law::Weibull(Weibull { scale: factor * law.scale, ..law }),
            Law::Discrete(law) => Law::Discrete(Discrete {
                values: all(&law.values),
                mean: factor * law.mean,
                sd: factor * law.sd,
                ..law
            }),
            Law::Empirical(law) => {
                Law::Empirical(Empirical { values: all(&law.values), mean: factor * law.mean, sd: factor * law.sd })
            }
        }
    }
}

/// -ln(1 - u). The plain logarithm is three times as fast, and from a tenth on the difference costs it no digit.
fn standard_exponential(u: f64) -> f64 {
    if u < 0.1 { -libm::log1p(-u) } else { -libm::log(1.0 - u) }
}

impl Triangular {
    fn at(&self, u: f64) -> f64 {
        let (width, left, right) = (self.max - self.min, self.mode - self.min, self.max - self.mode);
        if u * width < left {
            self.min + (u * width * left).sqrt()
        } else {
            self.max - ((1.0 - u) * width * right).sqrt()
        }
    }

    fn sd(&self) -> f64 {
        let (left, right) = (self.mode - self.min, self.max - self.mode);
        ((left * left + right * right + left * right) / 18.0).sqrt()
    }
}

impl Weibull {
    fn mean(&self) -> f64 {
        self.scale * gamma(1.0 + 1.0 / self.shape)
    }

    fn sd(&self) -> f64 {
        let first = gamma(1.0 + 1.0 / self.shape);
        self.scale * (gamma(1.0 + 2.0 / self.shape) - first * first).max(0.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_draws_are_pinned() {
        let stream = Stream::root(1, 0).named("test");
        let rows = [
            (Law::exponential(8.0), [2.6279250067744178, 9.040354644095087, 7.9226873832827565]),
            (Law::uniform(-1.0, 3.0), [0.11996128929916972, 1.7079242539598143, 1.5141924365545139]),
            (Law::triangular(1.0, 2.0, 6.0), [2.2052413049702158, 3.458272490961919, 3.274373866938565]),
            (Law::lognormal(8.0, 0.5), [5.433226141178326, 8.889063061102277, 8.354627426623392]),
            (Law::gamma(8.0, 0.5), [5.346235758239149, 9.23305495302226, 8.663734473721533]),
            (Law::gamma(8.0, 2.0), [0.13318378416825438, 5.14029399981748, 3.690149230595782]),
            (Law::weibull(1.5, 8.0), [3.808657976235859, 8.679345448564858, 7.948374879695595]),
            (Law::discrete(&[5.0, 1.0, 2.0], &[1.0, 2.0, 1.0]), [1.0, 2.0, 2.0]),
            (Law::empirical(&[3.0, 1.0, 4.0, 1.0, 5.0]), [1.0, 4.0, 4.0]),
            (Law::constant(2.5), [2.5; 3]),
        ];
        for (law, pinned) in rows {
            let law = law.unwrap();
            assert_eq!([0, 1, 2].map(|occurrence| law.draw(stream, occurrence)), pinned, "{law:?}");
        }
    }

    #[test]
    fn a_sum_of_draws_is_what_its_draws_add_up_to() {
        let stream = Stream::root(1, 0).named("test");
        assert_eq!(Law::Constant(2.5).draw_sum(stream, 3..7), 10.0);
        let law = Law::uniform(1.0, 2.0).unwrap();
        assert_eq!(law.draw_sum(stream, 3..6), law.draw(stream, 3) + law.draw(stream, 4) + law.draw(stream, 5));
        assert_eq!(law.draw_sum(stream, 3..3), 0.0);
    }

    #[test]
    fn a_scaled_law_draws_scaled_values() {
        let laws = [Law::constant(2.0), Law::uniform(-2.0, 5.0), Law::triangular(2.0, 4.0, 7.0)];
        for law in laws.map(Result::unwrap) {
            for u in [0.01, 0.3, 0.99] {
                let (scaled, drawn) = (law.scaled(1.5).at(u), law.at(u));
                assert!((scaled - 1.5 * drawn).abs() < 1e-14, "{law:?} at {u}: {scaled} for {drawn}");
            }
        }
    }

    #[test]
    fn the_triangle_is_left_of_its_mode_and_right_of_it() {
        let law = Law::triangular(2.0, 3.0, 7.0).unwrap();
        // The distribution function is (x - 2)^2 / 5 up to 3 and 1 - (7 - x)^2 / 20 from there on.
        for (u, exact) in [(0.05, 2.5), (0.2, 3.0), (0.8, 5.0), (0.95, 6.0)] {
            assert!((law.at(u) - exact).abs() < 1e-14, "{u}: {}", law.at(u));
        }
    }

    #[test]
    fn steps_end_where_the_weights_add_up() {
        let coin = Law::discrete(&[1.0, 2.0], &[1.0, 1.0]).unwrap();
        assert_eq!([0.5, 0.5f64.next_up()].map(|u| coin.at(u)), [1.0, 2.0]);
        let last = 1.0f64.next_down();
        for n in 2..1000 {
            let values: Vec<f64> = (1..=n).map(f64::from).collect();
            let law = Law::empirical(&values).unwrap();
            assert_eq!((law.at(0.5f64.powi(54)), law.at(last)), (1.0, f64::from(n)));
        }
    }

    #[test]
    fn short_times_keep_their_digits() {
        // The first terms of -ln(1 - u) = u + u^2 / 2 + ...
        let law = Law::exponential(1.0).unwrap();
        assert_eq!(law.at(1e-20), 1e-20);
        assert!((law.at(1e-6) - (1e-6 + 0.5e-12)).abs() < 1e-18);
    }

    #[test]
    fn a_law_without_spread_is_a_constant() {
        for law in [
            Law::uniform(3.0, 3.0),
            Law::triangular(3.0, 3.0, 3.0),
            Law::lognormal(3.0, 0.0),
            Law::gamma(3.0, 0.0),
            Law::discrete(&[3.0, 4.0], &[1.0, 0.0]),
            Law::empirical(&[3.0, 3.0]),
        ] {
            assert_eq!(law.unwrap().constant_value(), Some(3.0));
        }
        assert_eq!(Law::constant(0.0), Ok(Law::Constant(0.0)));
        assert_eq!(Law::exponential(3.0).unwrap().constant_value(), None);
    }

    #[test]
    fn refusals_name_the_parameter_and_what_is_allowed() {
        let nan = f64::NAN;
        let rows = [
            (Law::constant(nan), "value is NaN, but must be a finite number"),
            (Law::exponential(0.0), "mean is 0, but must be a finite number above 0"),
            (Law::exponential(f64::INFINITY), "mean is inf, but must be a finite number above 0"),
            (Law::uniform(2.0, 1.0), "max is 1, but must be no less than min, 2"),
            (Law::uniform(nan, 1.0), "min is NaN, but must be a finite number"),
            (Law::uniform(-1e308, 1e308), "max is inf, but must be a finite number"),
            (Law::triangular(-1e308, 0.0, 1e308), "max is inf, but must be a finite number"),
            (Law::triangular(1.0, 4.0, 3.0), "mode is 4, but must be between min, 1, and max, 3"),
            (Law::lognormal(0.0, 0.5), "mean is 0, but must be a finite number above 0"),
            (
                Law::lognormal(1.0, -0.5),
                "cv is -0.5, but must be 0 (then the law is a constant) or a share between 1e-9 and 1000",
            ),
            (Law::gamma(-1.0, 0.5), "mean is -1, but must be a finite number above 0"),
            (Law::weibull(0.0, 1.0), "shape is 0, but must be a finite number above 0"),
            (Law::weibull(0.001, 1.0), "shape is 0.001, but must be large enough for a finite mean"),
            (Law::discrete(&[1.0, 2.0], &[0.0, 0.0]), "weights are all 0, but at least one must be above 0"),
            (Law::discrete(&[1.0, 2.0], &[1.0, -1.0]), "weights hold -1, but must be finite numbers of at least 0"),
            (Law::discrete(&[1.0, 2.0], &[1.0]), "weights are 1, but must be as many as values, 2"),
            (Law::empirical(&[]), "values hold nothing, but must be at least one number"),
            (Law::empirical(&[1.0, nan]), "values hold NaN, but must be finite numbers"),
        ];
        for (law, message) in rows {
            let bad = law.unwrap_err();
            assert_eq!(bad.to_string(), message);
            assert!(message.starts_with(bad.parameter));
        }
    }
}
