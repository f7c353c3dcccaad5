//! Where the days went: the ledger of the flows in the headline, cause by cause.

use super::ComparedPlans;
use crate::report::document::{Document, Table};
use crate::report::number::{Scale, interval, mean};

pub fn write(document: &mut Document, plans: &ComparedPlans) {
    let flows: Vec<&str> = flows(plans);
    if flows.is_empty() {
        return;
    }
    document.heading("Where the days went");
    for flow in flows {
        one(document, plans, flow);
    }
}

/// Flows whose transit time is in the headline, each once.
fn flows(plans: &ComparedPlans) -> Vec<&str> {
    let measures = &plans.contrasts.measures;
    let mut flows: Vec<&str> = Vec::new();
    for &at in &plans.headline {
        let measure = &measures[at];
        let booked = || measures.iter().any(|other| other.name == "ledger" && flow_of(&other.of) == measure.of);
        if measure.name.starts_with("transit_") && !flows.contains(&measure.of.as_str()) && booked() {
            flows.push(&measure.of);
        }
    }
    flows
}

/// The flow of an entry called `flow/cause`.
fn flow_of(of: &str) -> &str {
    of.rsplit_once('/').map_or(of, |(flow, _)| flow)
}

/// Causes are rows, from the base's days through every plan's change; they add up to the change of the mean transit
/// time.
fn one(document: &mut Document, plans: &ComparedPlans, flow: &str) {
    let scale = Scale::one("d");
    let mut table = Table::new(format!("{flow}, days of a unit: base, and change by plan"), 1, &["cause", "base"]);
    plans.plans.iter().for_each(|plan| table.column(plan.name.as_str()));
    let entries = plans.contrasts.measures.iter().enumerate();
    let ledger = entries.clone().filter(|(_, measure)| measure.name == "ledger" && flow_of(&measure.of) == flow);
    let total = entries.filter(|(_, measure)| measure.name == "transit_mean" && measure.of == flow);
    for (at, measure) in ledger.chain(total) {
        let base = plans.contrasts.contrasts.iter().find_map(|contrasts| contrasts[at].base);
        let changes = plans.contrasts.contrasts.iter().map(|contrasts| &contrasts[at].difference);
        let nothing = base.is_none_or(|base| base.mean == 0.0)
            && changes.clone().all(|change| change.as_ref().is_none_or(|change| change.estimate.mean == 0.0));
        if nothing {
            continue;
        }
        let cause = match measure.name {
            "ledger" => measure.of.rsplit_once('/').map_or("", |(_, cause)| cause).replace('_', " "),
            _ => "all".to_owned(),
        };
        let mut row = vec![cause, base.map_or("-".to_owned(), |base| mean(&base, &scale))];
        row.extend(
            changes.map(|change| change.as_ref().map_or("-".to_owned(), |change| interval(&change.estimate, &scale))),
        );
        table.row(row);
    }
    document.table(table);
}
