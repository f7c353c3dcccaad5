//! Every fact by its role, and the misses with what explains them.

use super::{Backtest, BacktestFact};
use crate::report::document::{Align, Document, Table};
use crate::report::input::Role;
use crate::report::number::{Scale, beside, brief, input, interval};

pub fn write(document: &mut Document, backtest: &Backtest) {
    document.heading("Figures");
    for (role, caption) in [
        (Role::Predicted, "Predicted: nothing in the scenario was set by these figures"),
        (Role::Fitted, "Came out, with some setting chosen in view of them: not counted"),
        (Role::Input, "Fed in: not counted"),
        (Role::OtherYear, "Observed in other years: for orientation, no verdict"),
    ] {
        table(document, backtest, role, caption);
    }
}

fn table(document: &mut Document, backtest: &Backtest, role: Role, caption: &str) {
    let several = backtest.scenarios.len() > 1;
    let mut titles =
        vec!["figure", "model", "observed", "agreed range", "90 % band", "off, %", "unit", "range", "band"];
    if several {
        titles.push("scenario");
    }
    let mut table = Table::new(caption, 1, &titles);
    for column in &mut table.columns[6..] {
        column.align = Align::Left;
    }
    for (scenario, fact) in backtest.facts() {
        if fact.observed.role != role || fact.observed.monthly.is_some() {
            continue;
        }
        let scale = Scale::fitting(&fact.observed.unit, fact.observed.value.abs());
        let mut row = cells(fact, &scale);
        row.insert(0, fact.observed.name.clone());
        row.insert(6, scale.unit.clone());
        if several {
            row.push(scenario.to_owned());
        }
        table.row(row);
    }
    document.table(table);
}

/// Model, observed, agreed range, band, error in per cent, verdict on the range and on the band.
pub(super) fn cells(fact: &BacktestFact, scale: &Scale) -> Vec<String> {
    let dash = || "-".to_owned();
    let comparison = &fact.comparison;
    let between = |(low, high): (f64, f64), print: &dyn Fn(f64) -> String| format!("{} to {}", print(low), print(high));
    let rounded = |value: f64| brief(value * scale.factor);
    let band = match (&comparison.band, comparison.estimate) {
        (Ok(band), Some(estimate)) => between(*band, &|value| beside(value, &estimate, scale)),
        (Err(few), Some(_)) => format!("needs {} runs", few.least),
        (_, None) => dash(),
    };
    vec![
        comparison.estimate.map_or_else(dash, |estimate| interval(&estimate, scale)),
        input(fact.observed.value * scale.factor),
        fact.observed.range.map_or_else(dash, |range| between(range, &rounded)),
        band,
        error(fact),
        in_range(fact).to_owned(),
        in_band(fact).to_owned(),
    ]
}

fn error(fact: &BacktestFact) -> String {
    fact.comparison.error().map_or("-".to_owned(), |error| format!("{:+.1}", error * 100.0))
}

/// Whether the model's mean lies in the agreed range.
pub(super) fn in_range(fact: &BacktestFact) -> &'static str {
    match (fact.observed.role, fact.comparison.estimate, fact.comparison.agrees()) {
        (_, None, _) => "nothing seen",
        (Role::OtherYear, _, _) | (_, _, None) => "-",
        (_, _, Some(true)) => "inside",
        (_, _, Some(false)) => "OUTSIDE",
    }
}

/// Whether the observed figure lies among single replications.
pub(super) fn in_band(fact: &BacktestFact) -> &'static str {
    match (fact.observed.role, fact.comparison.is_in_band()) {
        (Role::OtherYear, _) | (_, None) => "-",
        (_, Some(true)) => "inside",
        (_, Some(false)) => "outside",
    }
}

/// Figures outside their agreed range with what explains them, and the notes of the others.
pub fn misses(document: &mut Document, backtest: &Backtest) {
    let several = backtest.scenarios.len() > 1;
    let named = |scenario: &str, fact: &BacktestFact| {
        if several { format!("{}, {scenario}", fact.observed.name) } else { fact.observed.name.clone() }
    };
    let is_miss = |fact: &BacktestFact| {
        matches!(fact.observed.role, Role::Predicted | Role::Fitted) && fact.comparison.agrees() == Some(false)
    };
    let missed = backtest.facts().filter(|(_, fact)| is_miss(fact)).map(|(scenario, fact)| {
        let why = fact.observed.note.as_deref().unwrap_or("not explained");
        let off = if fact.comparison.estimate.is_some() { format!("{} %", error(fact)) } else { in_range(fact).into() };
        format!("{} ({off}): {why}", named(scenario, fact))
    });
    let missed: Vec<String> = missed.collect();
    if !missed.is_empty() {
        document.heading("Misses");
        document.list(missed);
    }
    let noted = backtest
        .facts()
        .filter(|(_, fact)| !is_miss(fact))
        .filter_map(|(scenario, fact)| Some(format!("{}: {}", named(scenario, fact), fact.observed.note.as_ref()?)));
    let noted: Vec<String> = noted.collect();
    if !noted.is_empty() {
        document.heading("Notes");
        document.list(noted);
    }
}
