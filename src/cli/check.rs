//! `corridor check`: every problem of a scenario at once, or what it holds.

use corridor::model::measures;

use super::args::CheckArguments;
use super::exit::{Exit, Failure};
use super::{input, terminal};

pub fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let scenario = input::scenario(&arguments.scenario)?;
    let measures = measures(&scenario.corridor);
    input::headline(&scenario, &measures)?;
    for warning in &scenario.warnings {
        terminal::say(&warning.to_string());
    }
    let corridor = &scenario.corridor;
    let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let parts = [
        counted(corridor.flows.len(), "flow", "flows"),
        counted(corridor.stages.len(), "stage", "stages"),
        counted(corridor.lines.len(), "line", "lines"),
        counted(corridor.ports.len(), "port", "ports"),
        counted(corridor.fleets.len(), "fleet", "fleets"),
        counted(measures.len(), "measure", "measures"),
    ];
    let verdict = match scenario.warnings.len() {
        0 => "no problems".to_owned(),
        count => counted(count, "warning", "warnings"),
    };
    let text = format!("{}: {verdict}; {}\n", arguments.scenario.scenario.display(), parts.join(", "));
    terminal::print(text.as_bytes())?;
    Ok(Exit::Done)
}
