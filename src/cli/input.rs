//! Reading the scenario that a command names.

use corridor::model::Measure;
use corridor::scenario::{self, Known, MeasureRef, Scenario};

use super::args::ScenarioArguments;
use super::exit::{Exit, Failure};

/// Reads the scenario with its plans and settings.
pub fn scenario(arguments: &ScenarioArguments) -> Result<Scenario, Failure> {
    let loaded = scenario::load(&arguments.scenario, &arguments.set, &arguments.plan);
    Ok(loaded?)
}

/// What the plans laid over the scenario are called together: `base` where there is none.
pub fn plan_name(arguments: &ScenarioArguments) -> String {
    let stems = arguments.plan.iter().map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned());
    let stems: Vec<String> = stems.collect();
    if stems.is_empty() { "base".to_owned() } else { stems.join("+") }
}

/// The positions among `measures` of the headline; the observed figures must be there as well.
pub fn headline(scenario: &Scenario, measures: &[Measure]) -> Result<Vec<usize>, Failure> {
    positions(scenario, measures).map(|(headline, _)| headline)
}

/// The positions among `measures` of the headline, and of the observed figures.
pub fn positions(scenario: &Scenario, measures: &[Measure]) -> Result<(Vec<usize>, Vec<usize>), Failure> {
    let known = || {
        measures.iter().map(|measure| Known {
            measure: measure.name,
            of: &measure.of,
            period: &measure.period,
            unit: &measure.unit,
        })
    };
    let mut unknown: Vec<String> = Vec::new();
    let mut find = |reference: &MeasureRef| {
        let found = known().position(|known| known.answers(reference));
        if found.is_none() {
            unknown.push(scenario.no_such_measure(reference, known()).to_string());
        }
        found
    };
    let headline = scenario.headline.iter().filter_map(&mut find).collect();
    let observed = scenario.observed.iter().filter_map(|observed| find(&observed.reference())).collect();
    if unknown.is_empty() { Ok((headline, observed)) } else { Err(Failure::new(Exit::Invalid, unknown.join("\n"))) }
}
