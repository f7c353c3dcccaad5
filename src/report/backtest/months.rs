//! Monthly series: month by month, drawn to scale.

use super::tables::cells;
use super::{Backtest, BacktestFact};
use crate::report::document::{Align, Document, Table};
use crate::report::input::Observed;
use crate::report::number::{Scale, input};

/// Characters of a plot.
const WIDTH: usize = 40;

pub fn write(document: &mut Document, backtest: &Backtest) {
    let mut shown: Vec<[&str; 5]> = Vec::new();
    for (scenario, fact) in backtest.facts() {
        let Some(own) = key(scenario, &fact.observed).filter(|own| !shown.contains(own)) else { continue };
        if shown.is_empty() {
            document.heading("Months");
            document.text(
                "In the plots = is the 90 % band, + the model's mean, o an observed figure inside the band and x one \
                 outside of it.",
            );
        }
        shown.push(own);
        let same = backtest.facts().filter(|(other, fact)| key(other, &fact.observed) == Some(own));
        let facts: Vec<&BacktestFact> = same.map(|(_, fact)| fact).collect();
        let whose = if backtest.scenarios.len() > 1 { format!("{scenario}, ") } else { String::new() };
        table(document, &whose, &facts);
    }
}

/// What the months of one table share.
fn key<'o>(scenario: &'o str, observed: &'o Observed) -> Option<[&'o str; 5]> {
    Some([scenario, observed.monthly.as_ref()?, &observed.measure, &observed.of, &observed.unit])
}

fn table(document: &mut Document, whose: &str, facts: &[&BacktestFact]) {
    let first = &facts[0].observed;
    let reach = facts
        .iter()
        .map(|fact| reach(fact))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1)));
    let scale = Scale::fitting(&first.unit, reach.1.abs());
    let ends = [reach.0, reach.1].map(|end| input(end * scale.factor));
    let caption = format!(
        "{whose}{}: {} of {} by month, {}, {}; drawn from {} to {}",
        first.monthly.as_deref().unwrap_or_default(),
        first.measure.replace('_', " "),
        first.of,
        scale.unit,
        first.role.word().replace('_', " "),
        ends[0],
        ends[1],
    );
    let mut table = Table::new(caption, 1, &["month", "model", "observed", "off, %", "range", "plot"]);
    table.columns[4].align = Align::Left;
    table.columns[5].align = Align::Left;
    for fact in facts {
        let [model, observed, _, _, error, range, _] = cells(fact, &scale).try_into().expect("there are seven cells");
        table.row(vec![fact.observed.period.clone(), model, observed, error, range, plot(fact, reach)]);
    }
    document.table(table);
}

/// Lowest and highest of what is drawn.
fn reach(fact: &BacktestFact) -> (f64, f64) {
    let value = fact.observed.value;
    let mean = fact.comparison.estimate.map_or(value, |estimate| estimate.mean);
    let (low, high) = fact.comparison.band.unwrap_or((value, value));
    (low.min(value).min(mean), high.max(value).max(mean))
}

fn plot(fact: &BacktestFact, (low, high): (f64, f64)) -> String {
    let place = |value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        ((share * (WIDTH - 1) as f64).round() as usize).min(WIDTH - 1)
    };
    let mut drawn = ['.'; WIDTH];
    if let Ok((from, to)) = fact.comparison.band {
        drawn[place(from)..=place(to)].fill('=');
    }
    if let Some(estimate) = fact.comparison.estimate {
        drawn[place(estimate.mean)] = '+';
    }
    let mark = if fact.comparison.is_in_band() == Some(false) { 'x' } else { 'o' };
    drawn[place(fact.observed.value)] = mark;
    drawn.iter().collect()
}
