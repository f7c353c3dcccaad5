//! Constants of the procedures that choose the best of several plans.

use super::student::normal_cdf;

/// How the plans get their random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Luck {
    /// All plans share those of a replication.
    Shared,
    /// Every plan has its own.
    Independent,
}

/// Constants of the procedure that drops plans as soon as they have lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KimNelson {
    pub eta: f64,
    /// 2 eta (n0 - 1): the most replications are h2 S^2 / delta^2.
    pub h2: f64,
}

impl KimNelson {
    /// For `plans` >= 2 and `first` >= 2 replications of each, to be right but for the probability `alpha`, 0 < `alpha`
    /// < 1.
    ///
    /// Source: Kim & Nelson, ACM TOMACS 11 (2001), with c = 1.
    ///
    /// ```
    /// use corridor::stats::selection::{KimNelson, Luck};
    ///
    /// let constants = KimNelson::new(5, 0.05, 10, Luck::Shared);
    /// assert!((constants.h2 - 11.429411).abs() < 1e-6);
    /// ```
    pub fn new(plans: u64, alpha: f64, first: u64, luck: Luck) -> KimNelson {
        assert!(
            plans >= 2 && first >= 2 && alpha > 0.0 && alpha < 1.0,
            "no choice of {plans} after {first} at {alpha}"
        );
        let rivals = (plans - 1) as f64;
        let each = match luck {
            Luck::Shared => alpha / rivals,
            Luck::Independent => 1.0 - (1.0 - alpha).powf(1.0 / rivals),
        };
        let degrees = (first - 1) as f64;
        let eta = 0.5 * ((2.0 * each).powf(-2.0 / degrees) - 1.0);
        KimNelson { eta, h2: 2.0 * eta * degrees }
    }
}

/// Rinott's constant h: with max(`first`, ceil(h^2 S^2 / delta^2)) independent replications of each of `plans` >= 2
/// plans the one with the largest mean is the best with probability `right`, 1 / `plans` < `right` < 1.
///
/// Solves right = int [int Phi(h / sqrt((n0 - 1)(1/x + 1/y))) f(x) dx]^(k-1) f(y) dy, f the chi-square density with
/// n0 - 1 degrees of freedom; good to nine digits, in some ten milliseconds. Source: Rinott 1978.
///
/// ```
/// assert!((corridor::stats::selection::rinott(2, 0.95, 10) - 2.6141192).abs() < 1e-7);
/// ```
pub fn rinott(plans: u64, right: f64, first: u64) -> f64 {
    assert!(plans >= 2 && first >= 2, "no choice of {plans} after {first}");
    assert!(right < 1.0 && right * plans as f64 > 1.0, "{right} is no better than chance or more than certain");
    let degrees = (first - 1) as f64;
    let grid = chi_square_grid(degrees);
    let excess = |h: f64| {
        let rivals = (plans - 1) as f64;
        let beats = |y: f64| -> f64 {
            grid.iter().map(|(x, share)| normal_cdf(h / (degrees * (1.0 / x + 1.0 / y)).sqrt()) * share).sum()
        };
        grid.iter().map(|(y, share)| beats(*y).powf(rivals) * share).sum::<f64>() - right
    };
    let (mut low, mut high) = (0.0, 1.0);
    while excess(high) < 0.0 {
        (low, high) = (high, 2.0 * high);
    }
    root(excess, low, high)
}

/// The grid ends where the density has fallen by this factor, as a natural logarithm: below the last digit.
const FAR: f64 = 40.0;

/// Points and shares (adding to 1) for integrals over the chi-square law: the trapezoid rule in ln x, which converges
/// exponentially because the density falls off on both sides.
fn chi_square_grid(degrees: f64) -> Vec<(f64, f64)> {
    // Logarithm of density times x, but for a constant; highest at ln x = ln degrees.
    let height = |t: f64| 0.5 * degrees * t - 0.5 * t.exp();
    let top = degrees.ln();
    let step = (0.4 * (2.0 / degrees).sqrt()).min(0.15);
    let side =
        |step: f64| (1..).map(move |k| top + step * f64::from(k)).take_while(move |&t| height(t) > height(top) - FAR);
    let points: Vec<f64> = std::iter::once(top).chain(side(step)).chain(side(-step)).collect();
    let total: f64 = points.iter().map(|&t| (height(t) - height(top)).exp()).sum();
    points.iter().map(|&t| (t.exp(), (height(t) - height(top)).exp() / total)).collect()
}

/// The root of an increasing function between `low` and `high`, by false position with Illinois' correction.
fn root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let (mut at_low, mut at_high) = (f(low), f(high));
    for _ in 0..100 {
        let middle = high - at_high * (high - low) / (at_high - at_low);
        let at_middle = f(middle);
        if at_middle.abs() < 1e-14 || high - low < 1e-12 * high {
            return middle;
        }
        if at_middle > 0.0 {
            (high, at_high) = (middle, at_middle);
            at_low *= 0.5;
        } else {
            (low, at_low) = (middle, at_middle);
            at_high *= 0.5;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_luck_needs_slightly_fewer_runs_for_several_plans() {
        let shared = KimNelson::new(5, 0.05, 10, Luck::Shared);
        let independent = KimNelson::new(5, 0.05, 10, Luck::Independent);
        assert!(independent.h2 < shared.h2 && independent.h2 > 0.98 * shared.h2);
        let pair = [Luck::Shared, Luck::Independent].map(|luck| KimNelson::new(2, 0.05, 10, luck).h2);
        assert!((pair[0] / pair[1] - 1.0).abs() < 1e-12, "with two plans there is one comparison: {pair:?}");
    }

    #[test]
    fn rinott_tends_to_the_normal_case() {
        // With known variances and two plans h is sqrt(2) times the normal quantile.
        let h = rinott(2, 0.95, 20_000);
        assert!((h - 2f64.sqrt() * 1.644_853_627).abs() < 1e-3, "{h}");
        assert!(rinott(2, 0.95, 2) > rinott(2, 0.95, 3));
    }

    #[test]
    fn the_grid_integrates_chi_square_moments() {
        for degrees in [1.0, 2.0, 9.0, 40.0] {
            let grid = chi_square_grid(degrees);
            let moment = |power: i32| grid.iter().map(|(x, share)| x.powi(power) * share).sum::<f64>();
            assert!((moment(1) / degrees - 1.0).abs() < 1e-10, "{degrees}: {}", moment(1));
            assert!((moment(2) / (degrees * (degrees + 2.0)) - 1.0).abs() < 1e-10, "{degrees}: {}", moment(2));
        }
    }

    #[test]
    fn roots_are_found_however_bent_the_function() {
        assert!((root(|x| x * x - 2.0, 0.0, 2.0) - 2f64.sqrt()).abs() < 1e-12);
        // The secant alone would creep: one end would stay for ever.
        assert!((root(|x| x.powi(9) - 1e-3, 0.0, 2.0) - 1e-3f64.powf(1.0 / 9.0)).abs() < 1e-12);
        assert!((root(|x| 1e-3 - (2.0 - x).powi(9), 0.0, 2.0) - (2.0 - 1e-3f64.powf(1.0 / 9.0))).abs() < 1e-12);
    }
}
