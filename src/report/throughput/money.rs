//! Money and carbon: what the year cost, what cargo paid, and what a tonne costs.

use super::spoken;
use crate::report::document::{Document, Table};
use crate::report::figures::{ALL, Figures, cell_in};
use crate::report::number::Scale;

pub fn write(document: &mut Document, figures: &Figures) {
    if figures.objects("cost").is_empty() {
        return;
    }
    document.heading("Money and carbon");
    kinds(document, figures);
    averages(document, figures);
}

/// Where the money of a year goes.
fn kinds(document: &mut Document, figures: &Figures) {
    let total = figures.get("cost", ALL, ALL);
    let unit = total.map_or("", |row| row.measure.unit.as_str());
    let largest = total.and_then(|row| row.estimate).map_or(0.0, |estimate| estimate.mean);
    let scale = Scale::of_money(unit, largest);
    let caption = format!(
        "Cost and revenue, {}; capital as yearly payments over the lives of what is there; time and carbon are no bills",
        scale.unit
    );
    let mut table = Table::new(caption, 1, &["kind", "a year"]);
    let mut row = |name: &str, told: String, of: &str| {
        let row = figures.get(name, of, ALL);
        if row.and_then(|row| row.estimate).is_some_and(|estimate| estimate.mean != 0.0) {
            table.row(vec![told, cell_in(row, &scale)]);
        }
    };
    for of in figures.objects("cost") {
        if let Some(kind) = of.strip_prefix("kind:").filter(|kind| !["time", "carbon"].contains(kind)) {
            row("cost", spoken(kind), of);
        }
    }
    row("cost", "all cost".into(), ALL);
    row("cost", "time of the cargo".into(), "kind:time");
    row("cost", "carbon".into(), "kind:carbon");
    row("revenue", "paid by cargo".into(), ALL);
    document.table(table);
}

/// What a tonne and a TEU cost, by what is told of them.
fn averages(document: &mut Document, figures: &Figures) {
    let unit = figures.get("cost_per_t", ALL, ALL).map_or("", |row| row.measure.unit.trim_end_matches("/t"));
    let caption = format!("Cost in {unit} and CO2 of what was delivered; the full cost has time and carbon in it");
    let mut table = Table::new(caption, 1, &["of", "cost per t", "full cost per t", "cost per TEU", "CO2, kg/t"]);
    for of in figures.objects("cost_per_t") {
        if figures.value("cost_per_t", of).is_some() {
            let names = ["cost_per_t", "full_cost_per_t", "cost_per_teu", "co2_kg_per_t"];
            let cells = names.map(|name| figures.cell(name, of));
            table.row(std::iter::once(of.to_owned()).chain(cells).collect());
        }
    }
    document.table(table.without_empty_columns());
}
