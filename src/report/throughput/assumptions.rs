//! What the result rests on: the numbers of the scenario that may be otherwise.

use crate::report::document::{Document, Table};
use crate::report::input::{Assumption, Results};
use crate::report::number::input;

/// Widest ranges that are printed.
const SHOWN: usize = 10;

pub fn write(document: &mut Document, results: &Results) {
    if results.assumptions.is_empty() {
        return;
    }
    document.heading("Assumptions");
    let sourced = results.assumptions.iter().filter(|assumption| assumption.source.is_some()).count();
    let mut ranged: Vec<(f64, &Assumption)> =
        results.assumptions.iter().filter_map(|assumption| Some((width(assumption)?, assumption))).collect();
    document.text(format!(
        "{} numbers of the scenario carry a range, a source or a note; {} have a source, {} a range. resolved.json has \
         them all.",
        results.assumptions.len(),
        sourced,
        ranged.len(),
    ));
    ranged.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut table = Table::new("Widest ranges, relative to the value", 1, &["number", "value", "from", "to", "source"]);
    table.columns[4].align = crate::report::document::Align::Left;
    for (_, assumption) in ranged.iter().take(SHOWN) {
        let (low, high) = assumption.range.unwrap_or((assumption.value, assumption.value));
        table.row(vec![
            assumption.pointer.clone(),
            input(assumption.value),
            input(low),
            input(high),
            assumption.source.clone().unwrap_or_else(|| "assumed".to_owned()),
        ]);
    }
    document.table(table);
}

/// Width of the range relative to the value, and to half of itself where the value is smaller.
fn width(assumption: &Assumption) -> Option<f64> {
    let (low, high) = assumption.range?;
    let width = high - low;
    Some(if width == 0.0 { 0.0 } else { width / assumption.value.abs().max(width / 2.0) })
}
