//! What was expected of the run, and whether it bears that out.

use crate::experiment::Verdict;
use crate::report::document::{Align, Document, Table};
use crate::report::input::{Expected, Results};
use crate::report::number::{Scale, brief, input, interval};

pub fn write(document: &mut Document, results: &Results) {
    if results.expected.is_empty() {
        return;
    }
    document.heading("Expectations");
    let caption = "Each judged by itself, by a one-sided bound at its confidence: no more than so often a claim that is \
                   false passes, or one that is true fails";
    let mut table = Table::new(caption, 2, &["expectation", "claim", "of", "found", "unit", "at, %", "verdict"]);
    for column in [2, 4, 6] {
        table.columns[column].align = Align::Left;
    }
    for one in &results.expected {
        let row = &results.summary.rows[one.at];
        let scale = Scale::fitting(&row.measure.unit, one.claim.limit.abs());
        let (found, unit) = match (one.judgement.kept, one.claim.runs) {
            (Some(kept), _) => (brief(kept * 100.0), "% of runs".to_owned()),
            (None, Some(_)) => ("-".to_owned(), "% of runs".to_owned()),
            (None, None) => {
                (row.estimate.map_or("-".to_owned(), |estimate| interval(&estimate, &scale)), scale.unit.clone())
            }
        };
        table.row(vec![
            one.name.clone(),
            one.sentence.clone(),
            row.measure.of.clone(),
            found,
            unit,
            input(one.claim.confidence * 100.0),
            verdict(one),
        ]);
    }
    document.table(table);
    let notes = results.expected.iter().filter_map(|one| Some(format!("{}: {}", one.name, one.note.as_ref()?)));
    let notes: Vec<String> = notes.collect();
    if !notes.is_empty() {
        document.list(notes);
    }
}

fn verdict(expected: &Expected) -> String {
    match (expected.judgement.verdict, expected.judgement.more) {
        (Verdict::Pass, _) => "pass".to_owned(),
        (Verdict::Fail, _) => "FAIL".to_owned(),
        (Verdict::Undecided, Some(more)) => format!("undecided: about {} more", brief(more as f64)),
        (Verdict::Undecided, None) => "undecided".to_owned(),
    }
}
