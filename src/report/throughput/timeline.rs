//! What changed while the corridor ran.

use crate::report::document::{Align, Document, Table};
use crate::report::input::Results;

pub fn write(document: &mut Document, results: &Results) {
    if results.timeline.is_empty() && results.triggered.is_empty() {
        return;
    }
    document.heading("Timeline");
    let mut table = Table::new("Dated changes", 3, &["from", "change", "because"]);
    table.columns[2].align = Align::Left;
    for change in &results.timeline {
        table.row(vec![change.at.clone(), change.name.clone(), change.because.clone()]);
    }
    document.table(table);
    triggered(document, results);
}

/// What was called for, and in how many of the replications.
fn triggered(document: &mut Document, results: &Results) {
    let titles = ["change", "called for by", "triggered in", "first in force: median", "10 to 90 %", "because"];
    let mut table = Table::new("Triggered changes", titles.len(), &titles);
    for change in &results.triggered {
        let (median, between) = match &change.in_force {
            Some([early, median, late]) => (median.clone(), format!("{early} to {late}")),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let share = format!("{} of {}", change.triggered, results.summary.replications);
        let triggered = change.times.map_or(share.clone(), |times| format!("{share}, {times:.1} times on average"));
        table.row(vec![change.name.clone(), change.when.clone(), triggered, median, between, change.because.clone()]);
    }
    document.table(table);
}
