//! How long it took: transit times, the ledger and the sections.

use super::spoken;
use crate::report::document::{Document, Table};
use crate::report::figures::Figures;
use crate::report::input::Results;

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    let flows: Vec<&str> = results.network.flows.iter().map(|flow| flow.name.as_str()).collect();
    let timed: Vec<&str> = flows.iter().copied().filter(|of| figures.value("transit_mean", of).is_some()).collect();
    if !timed.is_empty() {
        document.heading("Transit times");
        document.text(
            "From a unit's appearance at the origin to the end of its last handling at the destination, units delivered \
             in the measured part.",
        );
        quantiles(document, figures, "Days by flow", "flow", "transit", &timed);
        ledger(document, figures, &timed);
    }
    let sections: Vec<&str> = results.network.sections.iter().map(String::as_str).collect();
    if !sections.is_empty() {
        document.heading("Sections");
        quantiles(document, figures, "Days from one point to another", "section", "section", &sections);
    }
}

fn quantiles(document: &mut Document, figures: &Figures, caption: &str, column: &str, prefix: &str, objects: &[&str]) {
    let mut table = Table::new(caption, 1, &[column, "mean", "P50", "P90", "P95"]);
    for of in objects {
        let cells = ["mean", "p50", "p90", "p95"].map(|kind| figures.cell(&format!("{prefix}_{kind}"), of));
        table.row(std::iter::once((*of).to_owned()).chain(cells).collect());
    }
    document.table(table);
}

/// One row a flow, one column for every cause that took any time.
fn ledger(document: &mut Document, figures: &Figures, flows: &[&str]) {
    let mut causes: Vec<&str> = Vec::new();
    for of in figures.objects("ledger") {
        let Some((_, cause)) = of.split_once('/') else { continue };
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    let of = |flow: &str, cause: &str| format!("{flow}/{cause}");
    causes.retain(|cause| flows.iter().any(|flow| figures.value("ledger", &of(flow, cause)).is_some_and(|d| d > 0.0)));
    let mut table = Table::new(
        "Where the days went: mean days of a delivered unit by cause; they add up to its transit time",
        1,
        &["flow"],
    );
    causes.iter().for_each(|cause| table.column(spoken(cause)));
    for flow in flows {
        let cells = causes.iter().map(|cause| match figures.value("ledger", &of(flow, cause)) {
            Some(0.0) => String::new(),
            _ => figures.brief("ledger", &of(flow, cause)),
        });
        table.row(std::iter::once((*flow).to_owned()).chain(cells).collect());
    }
    if !causes.is_empty() {
        document.table(table);
    }
}
