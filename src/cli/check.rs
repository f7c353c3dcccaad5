//! `corridor check`: every problem of a scenario at once, or what it holds.

use corridor::model::measures;
use corridor::report::counted;

use super::args::CheckArguments;
use super::exit::{Exit, Failure};
use super::{expect, input, terminal};

pub fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let scenario = input::scenario(&arguments.scenario)?;
    let measures = measures(&scenario.corridor);
    input::headline(&scenario, &measures)?;
    expect::expecting(&scenario, &measures)?;
    for warning in &scenario.warnings {
        terminal::say(&warning.to_string());
    }
    let corridor = &scenario.corridor;
    let parts = [
        counted(corridor.flows.len() as u64, "flow"),
        counted(corridor.stages.len() as u64, "stage"),
        counted(corridor.lines.len() as u64, "line"),
        counted(corridor.ports.len() as u64, "port"),
        counted(corridor.fleets.len() as u64, "fleet"),
        counted(measures.len() as u64, "measure"),
    ];
    let verdict = match scenario.warnings.len() {
        0 => "no problems".to_owned(),
        count => counted(count as u64, "warning"),
    };
    let text = format!("{}: {verdict}; {}\n", arguments.scenario.scenario.display(), parts.join(", "));
    terminal::print(text.as_bytes())?;
    Ok(Exit::Done)
}
