//! What changed while the corridor ran.

use crate::report::document::{Align, Document, Table};
use crate::report::input::Results;

pub fn write(document: &mut Document, results: &Results) {
    if results.timeline.is_empty() {
        return;
    }
    document.heading("Timeline");
    let mut table = Table::new("Dated changes", 3, &["from", "change", "because"]);
    table.columns[2].align = Align::Left;
    for change in &results.timeline {
        table.row(vec![change.at.clone(), change.name.clone(), change.because.clone()]);
    }
    document.table(table);
}
