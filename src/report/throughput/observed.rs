//! The model beside the world: what it predicted, what it was fed, what was seen in other years.

use crate::report::document::{Align, Document, Table};
use crate::report::figures::{Figures, cell_in};
use crate::report::input::{Observed, Results, Role};
use crate::report::number::{Scale, brief, counted, input};

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    if results.observed.is_empty() {
        return;
    }
    document.heading("Model against observed");
    for (role, caption) in [
        (Role::Predicted, "Predicted: nothing in the scenario was set by these figures"),
        (Role::Fitted, "Came out, with some setting chosen in view of them: agreement says less"),
        (Role::Input, "Fed in: agreement only says that the input arrived"),
        (Role::OtherYear, "Observed in other years: for orientation, no verdict"),
    ] {
        table(document, results, figures, role, caption);
    }
    months(document, results, figures);
    let noted = results.observed.iter().filter_map(|observed| Some((&observed.name, observed.note.as_ref()?)));
    let notes: Vec<String> = noted.map(|(name, note)| format!("{name}: {note}")).collect();
    if !notes.is_empty() {
        document.list(notes);
    }
}

/// Months are shown one by one by a backtest; here they are counted.
fn months(document: &mut Document, results: &Results, figures: &Figures) {
    let judged = results.observed.iter().filter(|observed| observed.monthly.is_some() && observed.range.is_some());
    let verdicts: Vec<&str> = judged.map(|observed| verdict(observed, model(observed, figures))).collect();
    if !verdicts.is_empty() {
        let inside = verdicts.iter().filter(|verdict| **verdict == "inside").count();
        document.text(format!(
            "Of {} in monthly series {inside} lie inside their agreed range; corridor backtest shows them all.",
            counted(verdicts.len() as u64, "figure"),
        ));
    }
}

fn model(observed: &Observed, figures: &Figures) -> Option<f64> {
    let row = figures.get_in(&observed.measure, &observed.of, &observed.period, &observed.unit);
    row.and_then(|row| row.estimate).map(|estimate| estimate.mean)
}

fn table(document: &mut Document, results: &Results, figures: &Figures, role: Role, caption: &str) {
    let mut table = Table::new(
        caption,
        1,
        &["figure", "model", "observed", "agreed range", "off, %", "unit", "verdict", "year", "source"],
    );
    for column in &mut table.columns[5..] {
        column.align = Align::Left;
    }
    let single = |observed: &&Observed| observed.role == role && observed.monthly.is_none();
    for observed in results.observed.iter().filter(single) {
        let row = figures.get_in(&observed.measure, &observed.of, &observed.period, &observed.unit);
        let scale = Scale::fitting(&observed.unit, observed.value.abs());
        let scaled = |value: f64| input(value * scale.factor);
        let rounded = |value: f64| brief(value * scale.factor);
        let model = model(observed, figures);
        table.row(vec![
            observed.name.clone(),
            cell_in(row, &scale),
            scaled(observed.value),
            observed.range.map_or("-".to_owned(), |(low, high)| format!("{} to {}", rounded(low), rounded(high))),
            off(model, observed.value),
            scale.unit.clone(),
            verdict(observed, model).to_owned(),
            observed.year.clone(),
            observed.source.clone(),
        ]);
    }
    document.table(table);
}

fn off(model: Option<f64>, observed: f64) -> String {
    match model {
        Some(model) if observed != 0.0 => format!("{:+.1}", (model - observed) / observed.abs() * 100.0),
        _ => "-".to_owned(),
    }
}

/// Whether the model's figure lies in the agreed range.
pub fn verdict(observed: &Observed, model: Option<f64>) -> &'static str {
    match (observed.role, observed.range, model) {
        (_, _, None) => "nothing seen",
        (Role::OtherYear, _, _) => "-",
        (_, None, Some(_)) => "no range given",
        (_, Some((low, high)), Some(model)) if low <= model && model <= high => "inside",
        (_, Some(_), Some(_)) => "OUTSIDE",
    }
}
