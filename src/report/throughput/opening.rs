//! What was run, and the main figures.

use crate::experiment::Row;
use crate::report::document::{Document, Table};
use crate::report::figures::cell_in;
use crate::report::input::Results;
use crate::report::number::{Scale, beside, brief, counted, input};

pub fn write(document: &mut Document, results: &Results) {
    if let Some(note) = &results.note {
        document.text(note);
    }
    document.text(what_was_run(results));
    if let Some(warm_up) = &results.span.warm_up {
        document.text(warm_up);
    }
    for remark in results.remarks_and_failures() {
        document.text(remark);
    }
    headline(document, results);
}

fn what_was_run(results: &Results) -> String {
    let (span, summary) = (&results.span, &results.summary);
    let lead_in = if span.lead_in_days > 0.0 {
        format!("after a lead-in of {} days", brief(span.lead_in_days))
    } else {
        "without a lead-in".to_owned()
    };
    format!(
        "Measured: {}, {} days, {lead_in}. {}, seed {}. A figure after ± is the half-width of the {} % \
         confidence interval over replications.",
        span.measured,
        brief(span.days),
        counted(summary.replications, "replication"),
        summary.seed,
        input(summary.confidence * 100.0),
    )
}

fn headline(document: &mut Document, results: &Results) {
    if results.summary.headline.is_empty() {
        return;
    }
    document.heading("Headline");
    let mut table = Table::new(
        "Main figures; P10 to P90 is the range of eight in ten single runs.",
        3,
        &["measure", "of", "period", "mean", "unit", "P10 to P90"],
    );
    table.columns[4].align = crate::report::document::Align::Left;
    for &at in &results.summary.headline {
        let row = &results.summary.rows[at];
        let scale = Scale::fitting(&row.measure.unit, row.estimate.map_or(0.0, |estimate| estimate.mean.abs()));
        let measure = &row.measure;
        table.row(vec![
            super::spoken(measure.name),
            measure.of.clone(),
            measure.period.clone(),
            cell_in(Some(row), &scale),
            scale.unit.clone(),
            spread(row, &scale),
        ]);
    }
    document.table(table);
}

/// Single runs that such a range needs: of fewer, one in ten is none.
const FEWEST: u64 = 10;

fn spread(row: &Row, scale: &Scale) -> String {
    let point = |probability| {
        let points = &row.spread.as_ref()?.points;
        let estimate = row.estimate.filter(|estimate| estimate.n >= FEWEST)?;
        let point = points.iter().find(|point| point.probability == probability)?;
        Some(beside(point.value, &estimate, scale))
    };
    match (point(0.1), point(0.9)) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        _ => "-".to_owned(),
    }
}
