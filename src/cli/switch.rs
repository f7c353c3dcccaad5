//! Where the choice of a plan turns: the comparison made again along a number.

use std::path::{Path, PathBuf};

use corridor::experiment::{Appraisal, Around, Terms, compare, course};
use corridor::model::Measure;
use corridor::report::Switched;
use corridor::scenario::{Scenario, Set, Variants, Vary};
use corridor::stats::precision::confidence_each;

use super::exit::{Exit, Failure};
use super::plans::same_span;
use super::progress::Progress;

/// The path that stands for all demand of the corridor, in multiples of what it is.
const DEMAND: &str = "demand";

/// Base and plans, to be compiled with other values.
pub struct Switchable {
    /// The base first.
    scenarios: Vec<(Variants, Scenario)>,
}

impl Switchable {
    pub fn read(base: &Path, plans: &[PathBuf], sets: &[Set]) -> Result<Switchable, Failure> {
        let read = |patches: &[PathBuf]| -> Result<(Variants, Scenario), Failure> {
            let variants = Variants::read(base, sets, patches)?;
            let scenario = variants.with(&[])?;
            Ok((variants, scenario))
        };
        let mut scenarios = vec![read(&[])?];
        for plan in plans {
            scenarios.push(read(std::slice::from_ref(plan))?);
        }
        Ok(Switchable { scenarios })
    }

    /// Base and plans with a value set.
    fn at(&self, vary: &Vary, value: &str) -> Result<Vec<Scenario>, Failure> {
        let refuse =
            |why: String| Failure::new(Exit::Invalid, format!("error: --switch {}={value}: {why}", vary.name()));
        let one = |(variants, own): &(Variants, Scenario)| -> Result<Scenario, Failure> {
            let sets = match value.parse::<f64>() {
                Ok(factor) if vary.path == [DEMAND] && factor >= 0.0 => own.scaled_demand(factor),
                Ok(_) if vary.path != [DEMAND] => vec![own.setting(&vary.path, value).map_err(&refuse)?],
                _ => return Err(refuse("this is not a number that can be set\n  help: take numbers from 0".into())),
            };
            let scenario = variants.with(&sets).map_err(|problems| {
                refuse(format!("this is no valid scenario\n{}", problems.to_string().trim_end()))
            })?;
            same_span(own, &scenario, &format!("--switch {}={value}", vary.name()))?;
            Ok(scenario)
        };
        self.scenarios.iter().map(one).collect()
    }

    /// Whether every value makes a scenario: a mistake in the last would come after hours.
    pub fn check(&self, vary: &Vary) -> Result<(), Failure> {
        numbers(vary)?;
        vary.values.iter().try_for_each(|value| self.at(vary, value).map(drop))
    }

    /// The comparison along a number: the worth of each plan where there are prices, else what it changes the first
    /// measure of the headline by. Where it is interrupted, up to the last value that was simulated whole.
    pub fn along(
        &self,
        vary: &Vary,
        first: &Measure,
        terms: &Terms,
        around: Around,
        quiet: bool,
    ) -> Result<Switched, Failure> {
        let numbers = numbers(vary)?;
        let each = confidence_each(terms.confidence, numbers.len() as u64);
        let terms = Terms { confidence: each, ..terms.clone() };
        let mut progress = Progress::new(Some(numbers.len() as u64 * terms.replications), quiet);
        let plans = self.scenarios.len() - 1;
        let mut estimates = vec![Vec::new(); plans];
        let (mut currency, mut left_out) = (None, Vec::new());
        let mut done = 0;
        for value in &vary.values {
            let scenarios = self.at(vary, value)?;
            let corridors: Vec<_> = scenarios.iter().skip(1).map(|scenario| &scenario.corridor).collect();
            let message = format!("{} {value}", vary.name());
            let found = compare(&scenarios[0].corridor, &corridors, &terms, around, |_| progress.step(&message));
            if !found.complete {
                break;
            }
            done += 1;
            left_out.extend(found.left_out.into_iter().map(|out| (value.clone(), out)));
            let at = found.measures.iter().position(|measure| measure == first);
            for (plan, estimates) in estimates.iter_mut().enumerate() {
                let worth = found.appraisals[plan].as_ref().map(|appraisal: &Appraisal| {
                    currency = Some(appraisal.currency.clone());
                    appraisal.worth
                });
                let changed = at.and_then(|at| Some(found.contrasts[plan][at].difference.as_ref()?.estimate));
                estimates.push(worth.or(changed));
            }
        }
        progress.finish();
        let (what, unit) = match currency {
            Some(currency) => ("net present value".to_owned(), currency),
            None => (format!("{} of {}", first.name.replace('_', " "), first.of), first.unit.clone()),
        };
        let courses = estimates.iter().map(|estimates| course(&numbers[..done], estimates)).collect();
        let values = vary.values[..done].to_vec();
        Ok(Switched { path: vary.name(), values, what, unit, estimates, courses, left_out })
    }
}

/// The values as numbers, which must ascend.
fn numbers(vary: &Vary) -> Result<Vec<f64>, Failure> {
    let mut numbers: Vec<f64> = Vec::new();
    for value in &vary.values {
        let number = value.parse().ok().filter(|number| numbers.last().is_none_or(|last| number > last));
        let Some(number) = number else {
            let message = format!("error: --switch {}: {value} is not a number above the one before", vary.name());
            let help = "\n  help: take numbers in ascending order, as in 0.5..1.5/0.25";
            return Err(Failure::new(Exit::Invalid, message + help));
        };
        numbers.push(number);
    }
    Ok(numbers)
}
