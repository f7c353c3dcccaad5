//! Reading the scenario that a command names.

use corridor::model::Measure;
use corridor::scenario::{self, Known, MeasureRef, Scenario};

use super::args::ScenarioArguments;
use super::exit::{Exit, Failure};

/// Reads the scenario with its plans and settings.
pub fn scenario(arguments: &ScenarioArguments) -> Result<Scenario, Failure> {
    let loaded = scenario::load(&arguments.scenario, &arguments.set, &arguments.plan);
    loaded.map_err(|problems| Failure::new(Exit::Invalid, problems.to_string().trim_end()))
}

/// What the plans laid over the scenario are called together: `base` where there is none.
pub fn plan_name(arguments: &ScenarioArguments) -> String {
    let stems = arguments.plan.iter().map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned());
    let stems: Vec<String> = stems.collect();
    if stems.is_empty() { "base".to_owned() } else { stems.join("+") }
}

/// The positions among `measures` of the headline, and all observed figures there.
pub fn headline(scenario: &Scenario, measures: &[Measure]) -> Result<Vec<usize>, Failure> {
    let known = || {
        measures.iter().map(|measure| Known {
            measure: measure.name,
            of: &measure.of,
            period: &measure.period,
            unit: &measure.unit,
        })
    };
    let find = |reference: &MeasureRef| known().position(|known| known.answers(reference));
    let observed: Vec<MeasureRef> = scenario.observed.iter().map(|observed| observed.reference()).collect();
    let unknown: Vec<String> = scenario
        .headline
        .iter()
        .chain(&observed)
        .filter(|reference| find(reference).is_none())
        .map(|reference| scenario.no_such_measure(reference, known()).to_string())
        .collect();
    if unknown.is_empty() {
        Ok(scenario.headline.iter().filter_map(find).collect())
    } else {
        Err(Failure::new(Exit::Invalid, unknown.join("\n")))
    }
}
