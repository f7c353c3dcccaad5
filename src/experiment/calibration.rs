//! Fitting parameters of a scenario to observed figures.

use super::Series;
use crate::stats::contrast::Samples;
use crate::stats::covariance::of_ratios;
use crate::stats::identify::{Knowledge, knowledge};
use crate::stats::least_squares::{Parameter, Step, fit, misfit};

/// An observed figure to fit to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    pub value: f64,
    /// How far off agrees, above 0; residuals are counted in it.
    pub tolerance: f64,
}

/// Why a calibration came to no end.
#[derive(Clone, Debug)]
pub enum Uncalibrated<E> {
    /// The simulation of some set of parameters failed.
    Failed(E),
    /// Of the target at this position nothing was simulated at these values.
    NothingSeen { target: usize, values: Vec<f64> },
}

/// What a calibration came to.
#[derive(Clone, Debug)]
pub struct Calibrated<E> {
    /// Of the parameters: where the fit ended, or the best set that was simulated.
    pub values: Vec<f64>,
    /// Simulated figures before and after, in the order of the targets.
    pub before: Vec<f64>,
    pub after: Vec<f64>,
    /// Standard errors of `after` by luck.
    pub errors: Vec<f64>,
    /// `None` where the fit was cut short.
    pub knowledge: Option<Knowledge>,
    /// The start, then every iteration.
    pub trace: Vec<Step>,
    /// Sets of parameters that were simulated.
    pub evaluations: usize,
    /// Why the fit did not come to its end.
    pub cut_short: Option<Uncalibrated<E>>,
}

/// Fits by least squares within the ranges. `simulate` gives the samples of the targets' measures for a set of values,
/// always with the same luck; `each` sees every iteration.
///
/// # Errors
/// Where the first set of values cannot be simulated, or says nothing of a target. After that, what was found so far is
/// told, with the reason.
pub fn calibrate<E>(
    parameters: &[Parameter],
    targets: &[Target],
    mut simulate: impl FnMut(&[f64]) -> Result<Series, E>,
    mut each: impl FnMut(&Step),
) -> Result<Calibrated<E>, Uncalibrated<E>> {
    let mut runs: Vec<Run> = Vec::new();
    let mut trace = Vec::new();
    let residuals = |values: &[f64]| {
        let series = simulate(values).map_err(Uncalibrated::Failed)?;
        let means = (0..targets.len()).map(|target| {
            mean(series.of(target)).ok_or_else(|| Uncalibrated::NothingSeen { target, values: values.to_vec() })
        });
        let means = means.collect::<Result<Vec<f64>, _>>()?;
        let off = |(mean, target): (&f64, &Target)| (mean - target.value) / target.tolerance;
        let residuals: Vec<f64> = means.iter().zip(targets).map(off).collect();
        runs.push(Run { values: values.to_vec(), residuals: residuals.clone(), series });
        Ok(residuals)
    };
    let fitted = fit(parameters, residuals, |step| {
        each(step);
        trace.push(step.clone());
    });
    let off = |run: &Run| misfit(&run.residuals);
    let Some(best) = runs.iter().min_by(|one, other| off(one).total_cmp(&off(other))) else {
        return Err(fitted.expect_err("a fit simulates its start"));
    };
    let last = match &fitted {
        Ok(fit) => runs.iter().find(|run| run.values == fit.values).expect("the end was simulated"),
        Err(_) => best,
    };
    let back = |residuals: &[f64]| -> Vec<f64> {
        residuals.iter().zip(targets).map(|(residual, target)| target.value + residual * target.tolerance).collect()
    };
    let samples: Vec<Vec<(f64, f64)>> = (0..targets.len()).map(|target| last.series.of(target).to_vec()).collect();
    let mut covariance = of_ratios(&samples);
    let errors = (0..targets.len()).map(|i| covariance[i][i].sqrt()).collect();
    for (i, row) in covariance.iter_mut().enumerate() {
        row.iter_mut().zip(targets).for_each(|(cell, other)| *cell /= targets[i].tolerance * other.tolerance);
    }
    let held: Vec<bool> =
        parameters.iter().zip(&last.values).map(|(one, value)| *value <= one.low || *value >= one.high).collect();
    Ok(Calibrated {
        values: last.values.clone(),
        before: back(&runs[0].residuals),
        after: back(&last.residuals),
        errors,
        knowledge: fitted.as_ref().ok().map(|fit| knowledge(&fit.jacobian, &covariance, &held)),
        trace,
        evaluations: runs.len(),
        cut_short: fitted.err(),
    })
}

/// A set of values that was simulated.
struct Run {
    values: Vec<f64>,
    /// In tolerances.
    residuals: Vec<f64>,
    series: Series,
}

/// Sum of all sums over sum of all weights.
fn mean(samples: &Samples) -> Option<f64> {
    let (sum, weight) = samples.iter().fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
    (weight > 0.0).then_some(sum / weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A figure that is twice the parameter, to be 5; the parameter starts at 1 of 0 to 4.
    fn calibrated(simulations: usize) -> Result<Calibrated<&'static str>, Uncalibrated<&'static str>> {
        let parameter = Parameter { start: 1.0, low: 0.0, high: 4.0, whole: false };
        let mut left = simulations;
        let simulate = |values: &[f64]| {
            left = left.checked_sub(1).ok_or("spent")?;
            Ok(Series::plain(&[2.0 * values[0] - 0.5, 2.0 * values[0] + 0.5]))
        };
        calibrate(&[parameter], &[Target { value: 5.0, tolerance: 0.1 }], simulate, |_| {})
    }

    #[test]
    fn what_was_found_before_it_was_cut_short_is_told() {
        let whole = calibrated(1000).unwrap();
        assert!(whole.cut_short.is_none() && whole.knowledge.is_some());
        assert!((whole.values[0] - 2.5).abs() < 0.01, "{:?}", whole.values);
        assert!(matches!(calibrated(0), Err(Uncalibrated::Failed("spent"))));
        let mut misfits = Vec::new();
        for simulations in 1..whole.evaluations {
            let part = calibrated(simulations).unwrap();
            assert!(matches!(part.cut_short, Some(Uncalibrated::Failed("spent"))) && part.knowledge.is_none());
            assert_eq!((part.evaluations, &part.before), (simulations, &whole.before));
            assert_eq!(part.after, [2.0 * part.values[0]], "figures and parameters belong together");
            misfits.push((part.after[0] - 5.0).abs());
        }
        assert!(misfits[0] == 3.0 && misfits.is_sorted_by(|one, next| next <= one), "{misfits:?}");
    }
}
