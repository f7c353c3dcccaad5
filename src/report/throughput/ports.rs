//! Ports: calls, berths and weather.

use super::stages::shares;
use crate::report::document::{Document, Table};
use crate::report::figures::{ALL, Figures, cell};
use crate::report::input::{ResourceKind, Results};

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    if !results.network.ports.is_empty() {
        document.heading("Ports");
        calls(document, results, figures);
        let ports: Vec<&str> = results.network.ports.iter().map(String::as_str).collect();
        by_month(document, results, figures, "Calls a day by month", "calls_per_day", &ports);
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
    by_month(document, results, figures, "Closed by weather, % of the time", "weather_closed_share", &places);
}

/// Rows are months, columns what the measure is told of.
pub(super) fn by_month(
    document: &mut Document,
    results: &Results,
    figures: &Figures,
    caption: &str,
    measure: &str,
    objects: &[&str],
) {
    let mut table = Table::new(caption, 1, &["month"]);
    objects.iter().for_each(|of| table.column(*of));
    let months = results.network.periods.iter().filter(|period| period.month);
    for period in months.map(|month| month.name.as_str()).chain([ALL]) {
        let cells = objects.iter().map(|of| cell(figures.get(measure, of, period)));
        table.row(std::iter::once(period.to_owned()).chain(cells).collect());
    }
    document.table(table);
}
