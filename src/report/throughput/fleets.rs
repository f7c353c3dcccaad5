//! Fleets: departures, loads, cycles and what the time went into.

use super::spoken;
use crate::report::document::{Document, Table};
use crate::report::figures::Figures;
use crate::report::input::Results;

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    let fleets = &results.network.fleets;
    if fleets.is_empty() {
        return;
    }
    document.heading("Fleets");
    let mut table = Table::new("Departures and cycles of a fleet", 1, &["fleet", "departures/year", "cycle, days"]);
    for fleet in fleets {
        table.row(vec![fleet.clone(), figures.cell("departures", fleet), figures.cell("cycle_mean", fleet)]);
    }
    document.table(table);
    loads(document, figures);
    states(document, fleets, figures);
    left_behind(document, figures);
}

/// One row for every port a fleet leaves from and every kind of unit it takes there.
fn loads(document: &mut Document, figures: &Figures) {
    let mut table = Table::new(
        "Loads at departure",
        3,
        &["fleet", "from", "unit", "departures/year", "units a departure", "deck filled, %", "left full, %"],
    );
    let limited = !figures.objects("draught_limit_mean").is_empty();
    if limited {
        table.column("water allows, %");
    }
    for of in figures.objects("load_mean") {
        let Some((at, unit)) = of.rsplit_once('/') else { continue };
        let Some((fleet, port)) = at.split_once('@') else { continue };
        if figures.value("load_mean", of).is_some_and(|load| load > 0.0) {
            let mut row = vec![
                fleet.to_owned(),
                port.to_owned(),
                unit.to_owned(),
                figures.cell("departures", at),
                figures.cell("load_mean", of),
                figures.cell("load_share_mean", at),
                figures.cell("full_share", at),
            ];
            if limited {
                row.push(figures.cell("draught_limit_mean", at));
            }
            table.row(row);
        }
    }
    document.table(table);
}

fn states(document: &mut Document, fleets: &[String], figures: &Figures) {
    let mut states: Vec<&str> = Vec::new();
    for of in figures.objects("state_share") {
        let Some((_, state)) = of.split_once('/') else { continue };
        if !states.contains(&state) {
            states.push(state);
        }
    }
    let mut table = Table::new("What the vessels did, % of their time", 1, &["fleet"]);
    states.iter().for_each(|state| table.column(spoken(state)));
    for fleet in fleets {
        let cells = states.iter().map(|state| figures.cell("state_share", &format!("{fleet}/{state}")));
        table.row(std::iter::once(fleet.clone()).chain(cells).collect());
    }
    document.table(table.without_empty_columns());
}

fn left_behind(document: &mut Document, figures: &Figures) {
    let mut table = Table::new("Left on the quay when a vessel departed, mean units", 1, &["lane@port", "units"]);
    for of in figures.objects("left_behind_mean") {
        if figures.value("left_behind_mean", of).is_some() {
            table.row(vec![of.to_owned(), figures.cell("left_behind_mean", of)]);
        }
    }
    document.table(table);
}
