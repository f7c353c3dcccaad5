//! Throughput: by definition, direction, commodity, unit and flow, and by month.

use crate::experiment::Row;
use crate::report::document::{Document, Table};
use crate::report::figures::{ALL, Figures, cell_in, largest};
use crate::report::input::Results;
use crate::report::number::Scale;

const MEASURE: &str = "throughput";
/// Flows that share the facilities without belonging to the corridor.
const COMPETING: &str = "competing";

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    let objects = figures.objects(MEASURE);
    if objects.is_empty() {
        return;
    }
    let network = &results.network;
    document.heading("Throughput");
    document.text("Units count when they are delivered, or where their definition says, whenever they were created.");
    let definitions: Vec<&str> = network.definitions.iter().map(String::as_str).collect();
    table(document, figures, "By definition", "definition", &definitions);
    for (caption, column, prefix) in [
        ("By direction", "direction", "direction:"),
        ("By commodity", "commodity", "commodity:"),
        ("By unit", "unit", "unit:"),
    ] {
        let chosen: Vec<&str> = objects.iter().copied().filter(|of| of.starts_with(prefix)).collect();
        table(document, figures, caption, column, &chosen);
    }
    by_flow(document, results, figures);
    periods(document, results, figures, &definitions);
}

/// Rows are the objects, columns the units that any of them is counted in.
fn table(document: &mut Document, figures: &Figures, caption: &str, column: &str, objects: &[&str]) {
    let rows: Vec<Vec<&Row>> = objects.iter().map(|of| figures.all(MEASURE, of, ALL)).collect();
    let mut units: Vec<&str> = Vec::new();
    for row in rows.iter().flatten() {
        if !units.contains(&row.measure.unit.as_str()) {
            units.push(&row.measure.unit);
        }
    }
    let with = |row: &[&'_ Row], unit: &str| row.iter().position(|row| row.measure.unit == unit);
    let mut table = Table::new(caption, 1, &[column]);
    let mut scales = Vec::new();
    for unit in &units {
        let scale = Scale::fitting(unit, largest(rows.iter().map(|row| with(row, unit).map(|at| row[at]))));
        table.column(scale.unit.clone());
        scales.push(scale);
    }
    for (of, row) in objects.iter().zip(&rows).filter(|(_, row)| !row.is_empty()) {
        let name = of.split_once(':').map_or(*of, |(_, name)| name);
        let cells = units.iter().zip(&scales).map(|(unit, scale)| cell_in(with(row, unit).map(|at| row[at]), scale));
        table.row(std::iter::once(name.to_owned()).chain(cells).collect());
    }
    document.table(table.without_empty_columns());
}

/// One row a flow, in its own units and as mass.
fn by_flow(document: &mut Document, results: &Results, figures: &Figures) {
    const MASS: &str = "t/year";
    let mass = |of: &str| figures.get_in(MEASURE, of, ALL, MASS);
    let flows = &results.network.flows;
    let scale = Scale::fitting(MASS, largest(flows.iter().map(|flow| mass(&flow.name))));
    let caption = if mass(COMPETING).is_some() { "By flow; all is without the competing ones" } else { "By flow" };
    let mut table = Table::new(caption, 2, &["flow", "unit", "units/year", &scale.unit]);
    for flow in flows {
        let units = figures.get_in(MEASURE, &flow.name, ALL, &format!("{}/year", flow.unit));
        let units = cell_in(units, &Scale::one(flow.unit));
        table.row(vec![flow.name.clone(), flow.unit.to_owned(), units, cell_in(mass(&flow.name), &scale)]);
    }
    if flows.len() > 1 {
        table.row(vec!["all".to_owned(), String::new(), String::new(), cell_in(mass(ALL), &scale)]);
    }
    if mass(COMPETING).is_some() {
        table.row(vec![COMPETING.to_owned(), String::new(), String::new(), cell_in(mass(COMPETING), &scale)]);
    }
    document.table(table);
}

/// Rows are the periods, columns the definitions.
fn periods(document: &mut Document, results: &Results, figures: &Figures, definitions: &[&str]) {
    for (unit, caption) in [("t", "By period, mass"), ("teu", "By period, containers")] {
        let at = |of: &str, period: &str| figures.get_in(MEASURE, of, period, unit);
        let periods = &results.network.periods;
        let shown: Vec<&str> = definitions
            .iter()
            .copied()
            .filter(|of| largest(periods.iter().map(|period| at(of, &period.name))) > 0.0)
            .collect();
        let scale = Scale::fitting(
            unit,
            largest(
                periods
                    .iter()
                    .filter(|period| period.month)
                    .flat_map(|period| shown.iter().map(move |of| at(of, &period.name))),
            ),
        );
        let mut table = Table::new(format!("{caption}, {}", scale.unit), 1, &["period"]);
        shown.iter().for_each(|of| table.column(*of));
        for period in periods.iter().filter(|_| !shown.is_empty()) {
            let cells = shown.iter().map(|of| cell_in(at(of, &period.name), &scale));
            table.row(std::iter::once(period.name.clone()).chain(cells).collect());
        }
        document.table(table);
    }
}
