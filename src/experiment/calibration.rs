//! Fitting parameters of a scenario to observed figures.

use super::Watch;
use crate::model::Sample;
use crate::stats::covariance::of_ratios;
use crate::stats::identify::{Knowledge, knowledge};
use crate::stats::least_squares::{Fit, Parameter, Step, fit};

/// An observed figure to fit to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    pub value: f64,
    /// How far off agrees, above 0; residuals are counted in it.
    pub tolerance: f64,
}

/// Why a calibration came to no end.
#[derive(Debug)]
pub enum Uncalibrated<E> {
    /// The simulation of some set of parameters failed.
    Failed(E),
    /// Of the target at this position nothing was simulated at these values.
    NothingSeen { target: usize, values: Vec<f64> },
}

/// What a calibration came to.
#[derive(Clone, Debug)]
pub struct Calibrated {
    pub fit: Fit,
    /// Simulated figures before and after, in the order of the targets.
    pub before: Vec<f64>,
    pub after: Vec<f64>,
    /// Standard errors of `after` by luck.
    pub errors: Vec<f64>,
    pub knowledge: Knowledge,
    /// Sets of parameters that were simulated.
    pub evaluations: usize,
}

/// Fits by least squares within the ranges. `simulate` gives the samples of the targets' measures for a set of values,
/// always with the same luck; `each` sees every iteration.
///
/// # Errors
/// Where a set of values cannot be simulated, or says nothing of a target.
pub fn calibrate<E>(
    parameters: &[Parameter],
    targets: &[Target],
    mut simulate: impl FnMut(&[f64]) -> Result<Watch, E>,
    each: impl FnMut(&Step),
) -> Result<Calibrated, Uncalibrated<E>> {
    let mut runs: Vec<(Vec<f64>, Watch)> = Vec::new();
    let residuals = |values: &[f64]| {
        let watch = simulate(values).map_err(Uncalibrated::Failed)?;
        let means = watch.samples().iter().enumerate().map(|(target, samples)| {
            mean(samples).ok_or_else(|| Uncalibrated::NothingSeen { target, values: values.to_vec() })
        });
        let means = means.collect::<Result<Vec<f64>, _>>()?;
        runs.push((values.to_vec(), watch));
        Ok(means.iter().zip(targets).map(|(mean, target)| (mean - target.value) / target.tolerance).collect())
    };
    let fit = fit(parameters, residuals, each)?;
    let back = |residuals: &[f64]| -> Vec<f64> {
        residuals.iter().zip(targets).map(|(residual, target)| target.value + residual * target.tolerance).collect()
    };
    let (_, last) = runs.iter().find(|(values, _)| *values == fit.values).expect("the end was simulated");
    let samples: Vec<Vec<(f64, f64)>> =
        last.samples().iter().map(|list| list.iter().map(|sample| (sample.sum, sample.weight)).collect()).collect();
    let mut covariance = of_ratios(&samples);
    let errors = (0..targets.len()).map(|i| covariance[i][i].sqrt()).collect();
    for (i, row) in covariance.iter_mut().enumerate() {
        row.iter_mut().zip(targets).for_each(|(cell, other)| *cell /= targets[i].tolerance * other.tolerance);
    }
    let held: Vec<bool> =
        parameters.iter().zip(&fit.values).map(|(one, value)| *value <= one.low || *value >= one.high).collect();
    Ok(Calibrated {
        before: back(&fit.before),
        after: back(&fit.after),
        errors,
        knowledge: knowledge(&fit.jacobian, &covariance, &held),
        evaluations: runs.len(),
        fit,
    })
}

/// Sum of all sums over sum of all weights.
fn mean(samples: &[Sample]) -> Option<f64> {
    let (sum, weight) = samples.iter().fold((0.0, 0.0), |all, one| (all.0 + one.sum, all.1 + one.weight));
    (weight > 0.0).then_some(sum / weight)
}
