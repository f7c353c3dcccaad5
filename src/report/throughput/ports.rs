//! Ports: calls, berths and weather.

use super::stages::shares;
use crate::report::document::{Document, Table};
use crate::report::figures::{ALL, Figures, cell};
use crate::report::input::{ResourceKind, Results};

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    if !results.network.ports.is_empty() {
        document.heading("Ports");
        calls(document, results, figures);
        if !results.network.periods.is_empty() {
            let ports: Vec<&str> = results.network.ports.iter().map(String::as_str).collect();
            by_period(document, results, figures, "Calls a day by period", "calls_per_day", &ports);
        }
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

fn weather(document: &mut Document, results: &Results, figures: &Figures) {
    let closed = |of: &&str| figures.value("weather_closed_share", of).is_some_and(|share| share > 0.0);
    let places: Vec<&str> = figures.objects("weather_closed_share").into_iter().filter(closed).collect();
    if places.is_empty() {
        return;
    }
    document.heading("Weather");
    by_period(document, results, figures, "Closed by weather, % of the time", "weather_closed_share", &places);
}

/// Rows are periods, columns what the measure is told of.
fn by_period(
    document: &mut Document,
    results: &Results,
    figures: &Figures,
    caption: &str,
    measure: &str,
    objects: &[&str],
) {
    let mut table = Table::new(caption, 1, &["period"]);
    objects.iter().for_each(|of| table.column(*of));
    for period in std::iter::once(ALL).chain(results.network.periods.iter().map(|period| period.name.as_str())) {
        let cells: Vec<String> = objects.iter().map(|of| cell(figures.get(measure, of, period))).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            table.row(std::iter::once(period.to_owned()).chain(cells).collect());
        }
    }
    document.table(table);
}
