//! Ports: calls, berths and weather.

use super::stages::shares;
use crate::report::document::{Document, Table};
use crate::report::figures::{Figures, cell};
use crate::report::input::{ResourceKind, Results};

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    if !results.network.ports.is_empty() {
        document.heading("Ports");
        calls(document, results, figures);
        let berths = results.network.resources.iter().filter(|resource| resource.kind == ResourceKind::Berth);
        let berths: Vec<&str> = berths.map(|berth| berth.name.as_str()).collect();
        shares(document, figures, "What the berths did, % of their time", "berths", &berths);
    }
    weather(document, results, figures);
}

fn calls(document: &mut Document, results: &Results, figures: &Figures) {
    let mut table = Table::new(
        "Calls, and the hours of a call",
        2,
        &["port", "fleet", "calls/d", "wait for berth", "wait P90", "at berth"],
    );
    for port in &results.network.ports {
        let mut row = |fleet: &str, of: &str| {
            table.row(vec![
                port.clone(),
                fleet.to_owned(),
                figures.cell("calls_per_day", of),
                figures.cell("berth_wait_mean", of),
                figures.cell("berth_wait_p90", of),
                figures.cell("berth_time_mean", of),
            ]);
        };
        let calling: Vec<(&str, String)> = results
            .network
            .fleets
            .iter()
            .map(|fleet| (fleet.as_str(), format!("{port}/{fleet}")))
            .filter(|(_, of)| figures.value("calls_per_day", of).is_some_and(|calls| calls > 0.0))
            .collect();
        if calling.len() != 1 {
            row("all", port);
        }
        for (fleet, of) in &calling {
            row(fleet, of);
        }
    }
    document.table(table);
}

/// Rows are periods, columns places.
fn weather(document: &mut Document, results: &Results, figures: &Figures) {
    const MEASURE: &str = "weather_closed_share";
    let places: Vec<&str> = figures
        .objects(MEASURE)
        .into_iter()
        .filter(|of| figures.value(MEASURE, of).is_some_and(|share| share > 0.0))
        .collect();
    if places.is_empty() {
        return;
    }
    document.heading("Weather");
    let mut table = Table::new("Closed by weather, % of the time", 1, &["period"]);
    places.iter().for_each(|place| table.column(*place));
    let periods = std::iter::once("all").chain(results.network.periods.iter().map(|period| period.name.as_str()));
    for period in periods {
        let cells: Vec<String> = places.iter().map(|place| cell(figures.get(MEASURE, place, period))).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            table.row(std::iter::once(period.to_owned()).chain(cells).collect());
        }
    }
    document.table(table);
}
