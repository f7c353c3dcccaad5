//! `assumptions.csv`: the whole assumption ledger, the weakest support first, then the widest range.

use serde::Serialize;

use super::Results;
use super::input::Assumption;
use super::record::csv;

const HEADER: [&str; 9] = ["number", "support", "value", "law", "low", "high", "width", "source", "note"];

#[derive(Serialize)]
struct Row<'a> {
    number: &'a str,
    support: &'static str,
    value: f64,
    law: Option<&'static str>,
    low: Option<f64>,
    high: Option<f64>,
    width: Option<f64>,
    source: Option<&'a str>,
    note: Option<&'a str>,
}

pub fn render(results: &Results) -> Vec<u8> {
    csv(&HEADER, weakest_first(&results.assumptions).into_iter().map(row))
}

fn row(assumption: &Assumption) -> Row<'_> {
    Row {
        number: &assumption.pointer,
        support: assumption.support.word(),
        value: assumption.value,
        law: assumption.law,
        low: assumption.range.map(|(low, _)| low),
        high: assumption.range.map(|(_, high)| high),
        width: width(assumption),
        source: assumption.source.as_deref(),
        note: assumption.note.as_deref(),
    }
}

/// The ledger by support, then by the width of the range, then as in the scenario.
pub(super) fn weakest_first(assumptions: &[Assumption]) -> Vec<&Assumption> {
    let mut list: Vec<&Assumption> = assumptions.iter().collect();
    list.sort_by(|a, b| {
        let width = |assumption| width(assumption).unwrap_or(-1.0);
        a.support.cmp(&b.support).then(width(b).total_cmp(&width(a)))
    });
    list
}

/// Width of the range relative to the value, and to half of itself where the value is smaller.
fn width(assumption: &Assumption) -> Option<f64> {
    let (low, high) = assumption.range?;
    let width = high - low;
    Some(if width == 0.0 { 0.0 } else { width / assumption.value.abs().max(width / 2.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::input::Support;

    fn assumption(pointer: &str, value: f64, range: Option<(f64, f64)>, support: Support) -> Assumption {
        Assumption { pointer: pointer.into(), value, law: None, range, source: None, note: None, support }
    }

    #[test]
    fn the_weakest_come_first_and_of_these_the_widest() {
        let list = [
            assumption("published", 1.0, Some((0.0, 9.0)), Support::Published),
            assumption("narrow", 10.0, Some((9.0, 11.0)), Support::Assumed),
            assumption("unknown", 10.0, None, Support::Assumed),
            assumption("wide", 10.0, Some((5.0, 15.0)), Support::Assumed),
            assumption("general", 1.0, None, Support::General),
        ];
        let names: Vec<&str> = weakest_first(&list).iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!(names, ["wide", "narrow", "unknown", "general", "published"]);
    }
}
