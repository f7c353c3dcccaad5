//! Points in the ranges of a scenario's inputs: each a valid scenario or refused by name, all simulated side by side.

use std::ops::RangeInclusive;

use corridor::experiment::{Around, Series, Terms, in_order, point};
use corridor::model::Measure;
use corridor::scenario::{Input, Problems, Scenario, Severity, Variants};

use super::exit::{Exit, Failure};
use super::interrupt;
use super::plans::same_span;
use super::progress::Progress;

/// Inputs that are named where a combination makes no valid scenario, at most.
const MOST_NAMED: usize = 5;

/// A scenario whose numbers with a range are varied.
pub struct Study {
    pub variants: Variants,
    pub base: Scenario,
    /// Stands for all that scenarios are made from before values are set.
    pub known_as: String,
    /// Those that may be varied.
    pub inputs: Vec<Input>,
    pub measure: Measure,
    pub terms: Terms,
    pub quiet: bool,
}

impl Study {
    /// Sees that every input alone can stand at both ends of its range: a mistake should not come to light after hours.
    pub fn check_ends(&self) -> Result<(), Failure> {
        let ends = |at: usize| {
            let input = &self.inputs[at];
            let check = |value: &f64| self.scenario(&[(at, *value)]).map(drop);
            [input.low, input.high].iter().filter(|value| **value != input.value).try_for_each(check).map(Some)
        };
        let checked = in_order(self.inputs.len(), self.terms.threads, interrupt::flag(), ends, |()| ())?;
        if checked.len() < self.inputs.len() {
            return Err(Failure::new(Exit::Interrupted, "interrupted: nothing was simulated yet"));
        }
        Ok(())
    }

    /// Simulates points, the longest unbroken row of them where it is interrupted. `values` gives those of the inputs at a
    /// point; inputs that are not named stay as stated.
    pub fn simulate(
        &self,
        what: &str,
        points: usize,
        values: impl Fn(usize) -> Vec<(usize, f64)> + Sync,
        luck: impl Fn(usize) -> RangeInclusive<u64> + Sync,
        around: Around,
    ) -> Result<Vec<Series>, Failure> {
        let replications = self.terms.replications;
        let mut progress = Progress::new(Some(points as u64 * replications), self.quiet);
        let work = |at: usize| {
            let values = values(at);
            let corridor = self.scenario(&values)?.corridor;
            let made_of = (&self.known_as, self.named(&values));
            Ok(point(&corridor, made_of, &self.measure, self.terms.seed, luck(at), &around))
        };
        let done =
            in_order(points, self.terms.threads, around.interrupted, work, |_| progress.more(replications, what));
        progress.finish();
        done
    }

    /// The scenario at a point, or the inputs that spoil it.
    fn scenario(&self, values: &[(usize, f64)]) -> Result<Scenario, Failure> {
        match self.tried(values) {
            Ok(scenario) => Ok(scenario),
            Err(_) => {
                let spoiling = spoiling(values, |values| self.tried(values).is_err());
                let why = self.tried(&spoiling).err().or_else(|| self.tried(values).err());
                Err(self.refusal(&spoiling, &why.unwrap_or_default()))
            }
        }
    }

    /// Those that are not as stated, by name.
    fn named(&self, values: &[(usize, f64)]) -> Vec<(&str, f64)> {
        let changed = values.iter().filter(|(at, value)| self.inputs[*at].value != *value);
        changed.map(|&(at, value)| (self.inputs[at].name.as_str(), value)).collect()
    }

    fn tried(&self, values: &[(usize, f64)]) -> Result<Scenario, String> {
        let changed = values.iter().filter(|(at, value)| self.inputs[*at].value != *value);
        let changed: Vec<(&Input, f64)> = changed.map(|(at, value)| (&self.inputs[*at], *value)).collect();
        let scenario = self.variants.with(&self.base.sets(&changed)).map_err(|problems| errors(&problems))?;
        match same_span(&self.base, &scenario, "the ranges") {
            Ok(()) => Ok(scenario),
            Err(failure) => Err(failure.message),
        }
    }

    fn refusal(&self, spoiling: &[(usize, f64)], why: &str) -> Failure {
        let names: Vec<&str> = spoiling.iter().map(|(at, _)| self.inputs[*at].name.as_str()).collect();
        let pairs: Vec<String> =
            names.iter().zip(spoiling).map(|(name, (_, value))| format!("{name}={value}")).collect();
        let (values, ranges) = match names[..] {
            [_] => ("this value of its range makes", "narrow its range, or leave it out with"),
            _ => ("these values of their ranges together make", "narrow their ranges, or leave one of them out with"),
        };
        let message = format!("error: {}: {values} no valid scenario\n{why}", pairs.join(", "));
        let except = names.last().map(|name| format!("--except {name}")).unwrap_or_default();
        Failure::new(Exit::Invalid, format!("{message}\n  help: {ranges} {except}"))
    }
}

/// The errors alone, of which one is enough to see what is wrong.
fn errors(problems: &Problems) -> String {
    let errors: Vec<String> =
        problems.iter().filter(|one| one.severity == Severity::Error).take(3).map(ToString::to_string).collect();
    errors.join("\n")
}

/// A few of the values that spoil a scenario without the others, the last of them each needed.
fn spoiling(values: &[(usize, f64)], fails: impl Fn(&[(usize, f64)]) -> bool) -> Vec<(usize, f64)> {
    let mut found: Vec<(usize, f64)> = Vec::new();
    let mut rest = values;
    while !rest.is_empty() && found.len() < MOST_NAMED && (found.is_empty() || !fails(&found)) {
        // With this many more of the rest it fails, with that many it does not.
        let (mut with, mut without) = (rest.len(), 0);
        while with - without > 1 {
            let middle = usize::midpoint(with, without);
            let some: Vec<(usize, f64)> = found.iter().chain(&rest[..middle]).copied().collect();
            if fails(&some) { with = middle } else { without = middle }
        }
        found.push(rest[with - 1]);
        rest = &rest[..with - 1];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_spoil_a_scenario_are_found_among_many() {
        let values: Vec<(usize, f64)> = (0..500).map(|at| (at, 1.0)).collect();
        for guilty in [vec![0], vec![499], vec![3, 250], vec![7, 8, 490]] {
            let fails = |some: &[(usize, f64)]| guilty.iter().all(|guilty| some.iter().any(|(at, _)| at == guilty));
            let mut found: Vec<usize> = spoiling(&values, fails).into_iter().map(|(at, _)| at).collect();
            found.sort_unstable();
            assert_eq!(found, guilty);
        }
    }
}
