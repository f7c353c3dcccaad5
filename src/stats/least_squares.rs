//! Least squares within bounds: the Levenberg-Marquardt method for responses that are simulated.
//!
//! Parameters are moved as shares of their ranges. Derivatives are central differences over a twentieth of the range to
//! either side, for a simulated response has no smooth detail; what makes them usable is that all sets of parameters
//! share their luck. Source: Nocedal & Wright, Numerical Optimization, chapter 10; bounds by projection with the
//! parameters that press against one held (Kanzow, Yamashita & Fukushima 2004).

use std::collections::HashMap;

use super::symmetric::Eigen;

/// Part of the range to either side of a derivative.
const REACH: f64 = 0.05;
/// Iterations of one descent.
const ITERATIONS: usize = 20;
/// Dampings tried in one iteration.
const TRIES: usize = 7;
/// An iteration that saves a smaller share of the misfit is the last.
const WORTH: f64 = 1e-4;
/// Digits of a fitted value within its range.
const DIGITS: i32 = 4;

/// A number to be fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Between `low` and `high`, which differ.
    pub start: f64,
    pub low: f64,
    pub high: f64,
    /// Only whole numbers are allowed.
    pub whole: bool,
}

impl Parameter {
    fn share(&self) -> f64 {
        (self.start - self.low) / (self.high - self.low)
    }

    /// The value at a share of the range, with no more digits than it deserves.
    fn value(&self, share: f64) -> f64 {
        let value = self.low + share * (self.high - self.low);
        let decimals = if self.whole { 0 } else { (DIGITS - (self.high - self.low).log10().floor() as i32).max(0) };
        let rounded: f64 = format!("{value:.*}", decimals as usize).parse().expect("a number was written");
        rounded.clamp(self.low, self.high)
    }

    /// The nearest share that is allowed.
    fn allowed(&self, share: f64) -> f64 {
        let share = share.clamp(0.0, 1.0);
        if self.whole { (self.value(share) - self.low) / (self.high - self.low) } else { share }
    }

    fn reach(&self) -> f64 {
        if self.whole { REACH.max(1.0 / (self.high - self.low)) } else { REACH }
    }
}

/// Where a fit stood after an iteration.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub values: Vec<f64>,
    /// Sum of the squares of the residuals.
    pub misfit: f64,
    /// Sets of parameters evaluated so far.
    pub evaluations: usize,
}

/// What a fit came to.
#[derive(Clone, Debug)]
pub struct Fit {
    pub values: Vec<f64>,
    pub before: Vec<f64>,
    pub after: Vec<f64>,
    /// Entry (i, j): what residual i gains over the whole range of parameter j, at the rate where the fit ended.
    pub jacobian: Vec<Vec<f64>>,
    /// The start, then every iteration.
    pub trace: Vec<Step>,
}

/// Minimises the sum of the squares of `residuals` from the starts of the parameters. `each` sees every iteration.
///
/// # Errors
/// The first error of `residuals`.
pub fn fit<E>(
    parameters: &[Parameter],
    residuals: impl FnMut(&[f64]) -> Result<Vec<f64>, E>,
    each: impl FnMut(&Step),
) -> Result<Fit, E> {
    let start: Vec<f64> = parameters.iter().map(|one| one.allowed(one.share())).collect();
    let mut search = Search { parameters, residuals, each, known: HashMap::new(), trace: Vec::new() };
    let before = search.at(&start)?;
    let mut here = (start, before.clone());
    search.log(&here);
    for _ in 0..3 {
        here = search.descend(here)?;
        let better = search.neighbours(here.clone())?;
        let moved = better.0 != here.0;
        here = better;
        if !moved {
            break;
        }
        search.log(&here);
    }
    let jacobian = search.jacobian(&here.0)?;
    Ok(Fit { values: search.values(&here.0), before, after: here.1, jacobian, trace: search.trace })
}

/// Shares of the ranges, and the residuals there.
type Place = (Vec<f64>, Vec<f64>);

struct Search<'p, R, S> {
    parameters: &'p [Parameter],
    residuals: R,
    each: S,
    /// By the bits of the values.
    known: HashMap<Vec<u64>, Vec<f64>>,
    trace: Vec<Step>,
}

impl<E, R: FnMut(&[f64]) -> Result<Vec<f64>, E>, S: FnMut(&Step)> Search<'_, R, S> {
    fn values(&self, shares: &[f64]) -> Vec<f64> {
        self.parameters.iter().zip(shares).map(|(one, share)| one.value(*share)).collect()
    }

    fn at(&mut self, shares: &[f64]) -> Result<Vec<f64>, E> {
        let values = self.values(shares);
        let key = values.iter().map(|value| value.to_bits()).collect();
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let residuals = (self.residuals)(&values)?;
        self.known.insert(key, residuals.clone());
        Ok(residuals)
    }

    fn log(&mut self, (shares, residuals): &Place) {
        let step = Step { values: self.values(shares), misfit: misfit(residuals), evaluations: self.known.len() };
        (self.each)(&step);
        self.trace.push(step);
    }

    fn jacobian(&mut self, shares: &[f64]) -> Result<Vec<Vec<f64>>, E> {
        let mut columns = Vec::new();
        for (j, one) in self.parameters.iter().enumerate() {
            let beside = |off: f64| {
                let mut shares = shares.to_vec();
                shares[j] = one.allowed(shares[j] + off);
                shares
            };
            let (up, down) = (beside(one.reach()), beside(-one.reach()));
            let width = up[j] - down[j];
            let (above, below) = (self.at(&up)?, self.at(&down)?);
            columns.push(above.iter().zip(&below).map(|(above, below)| (above - below) / width).collect::<Vec<f64>>());
        }
        let rows = columns.first().map_or(0, Vec::len);
        Ok((0..rows).map(|i| columns.iter().map(|column| column[i]).collect()).collect())
    }

    /// Goes down until it is not worth while.
    fn descend(&mut self, mut here: Place) -> Result<Place, E> {
        let mut damping = 1e-3;
        for _ in 0..ITERATIONS {
            let jacobian = self.jacobian(&here.0)?;
            let gradient = product(&jacobian, &here.1);
            let free: Vec<usize> = (0..self.parameters.len())
                .filter(|&j| !(here.0[j] <= 0.0 && gradient[j] > 0.0 || here.0[j] >= 1.0 && gradient[j] < 0.0))
                .collect();
            let mut next = None;
            for _ in 0..TRIES {
                let step = damped(&jacobian, &gradient, &free, damping);
                let mut shares = here.0.clone();
                free.iter().zip(&step).for_each(|(&j, off)| shares[j] = self.parameters[j].allowed(shares[j] + off));
                if shares == here.0 {
                    break;
                }
                let residuals = self.at(&shares)?;
                if misfit(&residuals) < misfit(&here.1) {
                    damping = (damping / 5.0).max(1e-9);
                    next = Some((shares, residuals));
                    break;
                }
                damping *= 5.0;
            }
            let Some(next) = next else { break };
            let saved = misfit(&here.1) - misfit(&next.1);
            let worth = saved > WORTH * misfit(&here.1);
            here = next;
            self.log(&here);
            if !worth {
                break;
            }
        }
        Ok(here)
    }

    /// Tries the whole numbers next to those found, one parameter at a time, until none is better.
    fn neighbours(&mut self, mut here: Place) -> Result<Place, E> {
        loop {
            let mut moved = false;
            for j in (0..self.parameters.len()).filter(|&j| self.parameters[j].whole) {
                let one = &self.parameters[j];
                for off in [1.0, -1.0] {
                    let mut shares = here.0.clone();
                    shares[j] = one.allowed(shares[j] + off / (one.high - one.low));
                    let residuals = self.at(&shares)?;
                    if misfit(&residuals) < misfit(&here.1) {
                        here = (shares, residuals);
                        moved = true;
                    }
                }
            }
            if !moved {
                return Ok(here);
            }
        }
    }
}

/// Sum of the squares.
pub fn misfit(residuals: &[f64]) -> f64 {
    residuals.iter().map(|residual| residual * residual).sum()
}

/// The transposed matrix times a vector.
fn product(jacobian: &[Vec<f64>], residuals: &[f64]) -> Vec<f64> {
    let columns = jacobian.first().map_or(0, Vec::len);
    (0..columns).map(|j| jacobian.iter().zip(residuals).map(|(row, residual)| row[j] * residual).sum()).collect()
}

/// The transposed matrix times itself.
pub fn normal_matrix(jacobian: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let columns = jacobian.first().map_or(0, Vec::len);
    let cell = |i: usize, j: usize| jacobian.iter().map(|row| row[i] * row[j]).sum();
    (0..columns).map(|i| (0..columns).map(|j| cell(i, j)).collect()).collect()
}

/// The damped step of the free parameters.
fn damped(jacobian: &[Vec<f64>], gradient: &[f64], free: &[usize], damping: f64) -> Vec<f64> {
    let part: Vec<Vec<f64>> = jacobian.iter().map(|row| free.iter().map(|&j| row[j]).collect()).collect();
    let mut matrix = normal_matrix(&part);
    let largest = (0..matrix.len()).map(|j| matrix[j][j]).fold(f64::MIN_POSITIVE, f64::max);
    for (j, row) in matrix.iter_mut().enumerate() {
        row[j] += damping * row[j].max(1e-6 * largest);
    }
    let inverse = Eigen::of(&matrix).inverse(1e-14 * largest, 0.0);
    let along = |row: &Vec<f64>| -free.iter().zip(row).map(|(&j, cell)| gradient[j] * cell).sum::<f64>();
    inverse.iter().map(along).collect()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn parameter(start: f64, low: f64, high: f64) -> Parameter {
        Parameter { start, low, high, whole: false }
    }

    fn fitted(parameters: &[Parameter], residuals: impl Fn(&[f64]) -> Vec<f64>) -> Fit {
        let fit = fit(parameters, |values| Ok::<_, Infallible>(residuals(values)), |_| {});
        let Ok(fit) = fit;
        assert!(fit.trace.windows(2).all(|pair| pair[1].misfit < pair[0].misfit), "{:?}", fit.trace);
        fit
    }

    #[test]
    fn a_parameter_knows_its_place_in_its_range() {
        let share = parameter(4.0, 2.0, 10.0);
        assert_eq!((share.share(), share.value(0.75), share.allowed(0.3), share.reach()), (0.25, 8.0, 0.3, 0.05));
        assert_eq!((share.allowed(-0.1), share.allowed(1.1)), (0.0, 1.0));
        let whole = Parameter { whole: true, ..share };
        assert_eq!((whole.value(0.3), whole.allowed(0.3), whole.reach()), (4.0, 0.25, 0.125));
        assert_eq!(Parameter { high: 1002.0, ..whole }.reach(), 0.05);
    }

    #[test]
    fn values_have_the_digits_that_their_range_deserves() {
        let third = |low: f64, high: f64| parameter(low, low, high).value(1.0 / 3.0);
        assert_eq!(third(0.0, 1.0), 0.3333);
        assert_eq!(third(0.0, 0.01), 0.003_333);
        assert_eq!(third(10.0, 40.0), 20.0);
        assert_eq!(third(50.0, 1050.0), 383.3);
        assert_eq!(third(0.0, 1e7), 3_333_333.0);
    }

    #[test]
    fn every_iteration_is_seen_from_the_start_to_what_was_found() {
        let mut seen = Vec::new();
        let residuals = |values: &[f64]| Ok::<_, Infallible>(vec![values[0] * values[0] - 2.0]);
        let Ok(fit) = fit(&[parameter(1.0, 0.0, 2.0)], residuals, |step| seen.push(step.clone()));
        assert_eq!(seen, fit.trace);
        let (first, last) = (&seen[0], &seen[seen.len() - 1]);
        assert_eq!((&first.values, first.misfit, first.evaluations), (&vec![1.0], misfit(&fit.before), 1));
        assert_eq!((&last.values, last.misfit), (&fit.values, misfit(&fit.after)));
        assert!(seen.len() > 2 && seen.is_sorted_by_key(|step| step.evaluations), "{seen:?}");
        assert!((fit.values[0] - 2f64.sqrt()).abs() < 1e-3);
    }

    #[test]
    fn a_step_is_that_of_the_damped_normal_equations() {
        // J'J is diag(4, 1), and half of it is added.
        let steep = [vec![2.0, 0.0], vec![0.0, 1.0]];
        assert_eq!(damped(&steep, &[3.0, -6.0], &[0, 1], 0.5), [-0.5, 4.0]);
        assert_eq!(damped(&steep, &[3.0, -6.0], &[1], 0.5), [4.0]);
        // What moves nothing is damped, and at least divided, by a share of what moves most.
        let flat = [vec![2.0, 0.0]];
        let second = |gradient: f64, damping: f64| damped(&flat, &[0.0, gradient], &[0, 1], damping)[1];
        assert!((second(1e-6, 0.5) + 0.5).abs() < 1e-12 && (second(4e-14, 0.0) + 1.0).abs() < 1e-12);
    }

    #[test]
    fn neighbours_are_walked_to_the_best() {
        let parameters = [Parameter { start: 10.0, low: 10.0, high: 14.0, whole: true }];
        for (best, from, exact) in [(13.0, 11.0, 13.0), (11.0, 13.0, 11.0), (12.5, 10.0, 12.0), (12.5, 14.0, 13.0)] {
            let residuals = |values: &[f64]| Ok::<_, Infallible>(vec![values[0] - best]);
            let mut search = Search {
                parameters: &parameters,
                residuals,
                each: |_: &Step| {},
                known: HashMap::new(),
                trace: vec![],
            };
            let shares = vec![(from - 10.0) / 4.0];
            let Ok(residuals) = search.at(&shares);
            let Ok(found) = search.neighbours((shares, residuals));
            assert_eq!(search.values(&found.0), [exact], "from {from} to {best}");
        }
    }

    #[test]
    fn an_iteration_that_saves_little_is_the_last() {
        let fit = fitted(&[parameter(0.1, 0.0, 1.0)], |values| vec![values[0] - 0.5, 1000.0]);
        assert_eq!(fit.trace.len(), 2, "{:?}", fit.trace);
    }

    #[test]
    fn a_step_too_long_is_shortened() {
        // Far out the arc tangent is so flat that the straight line overshoots to where it is worse.
        let fit = fitted(&[parameter(20.0, -100.0, 100.0)], |values| vec![values[0].atan()]);
        assert!(fit.values[0].abs() < 0.1, "{:?}", fit.values);
    }

    #[test]
    fn a_curve_is_found_again() {
        // y = a exp(-b t) at a = 3, b = 0.7.
        let times = [0.0f64, 0.5, 1.0, 2.0, 4.0];
        let curve = |values: &[f64]| -> Vec<f64> {
            times.iter().map(|t| values[0] * (-values[1] * t).exp() - 3.0 * (-0.7 * t).exp()).collect()
        };
        let fit = fitted(&[parameter(1.0, 0.0, 9.0), parameter(0.1, 0.0, 2.0)], curve);
        assert!((fit.values[0] - 3.0).abs() < 2e-3 && (fit.values[1] - 0.7).abs() < 2e-3, "{:?}", fit.values);
        assert!(misfit(&fit.after) < 1e-5 && misfit(&fit.before) > 1.0);
    }

    #[test]
    fn a_parameter_that_would_go_beyond_its_range_ends_at_its_bound() {
        let fit = fitted(&[parameter(1.0, 0.0, 2.0), parameter(0.5, 0.0, 4.0)], |values| {
            vec![values[0] - 5.0, values[0] + values[1] - 4.0]
        });
        assert_eq!(fit.values[0], 2.0);
        assert!((fit.values[1] - 2.0).abs() < 1e-3, "{:?}", fit.values);
    }

    #[test]
    fn whole_parameters_stay_whole_and_end_at_the_best_of_them() {
        let whole = Parameter { start: 1.0, low: 1.0, high: 9.0, whole: true };
        let fit = fitted(&[whole, parameter(0.0, 0.0, 1.0)], |values| {
            vec![values[0] - 6.3, 10.0 * (values[1] - 0.25), 0.2 * values[0] * values[1]]
        });
        assert_eq!(fit.values[0], 6.0);
    }

    #[test]
    fn the_jacobian_is_per_range() {
        let fit = fitted(&[parameter(1.0, 0.0, 2.0), parameter(1.0, 0.0, 5.0)], |values| {
            vec![values[0], 3.0 * values[1] - values[0]]
        });
        for (row, exact) in fit.jacobian.iter().zip([[2.0, 0.0], [-2.0, 15.0]]) {
            assert!(row.iter().zip(exact).all(|(found, exact)| (found - exact).abs() < 0.01), "{row:?}");
        }
    }

    #[test]
    fn the_first_error_ends_it() {
        let mut left = 3;
        let found = fit(
            &[parameter(1.0, 0.0, 2.0)],
            |values| {
                left -= 1;
                if left == 0 { Err("spent") } else { Ok(vec![values[0]]) }
            },
            |_| {},
        );
        assert_eq!(found.unwrap_err(), "spent");
    }
}
