//! Loops: round trips of every fleet, and what its vessels do at their ports.

use serde::Serialize;

use crate::model::bound::{Bound, Call, Loop};
use crate::report::document::{Document, Table};
use crate::report::number::brief;

#[derive(Serialize)]
pub struct Row<'a> {
    of: &'a str,
    vessels: f64,
    fit_share: f64,
    round_trip_h: f64,
    sailing_h: f64,
    /// A year, as the following.
    round_trips_unhindered: f64,
    round_trips_allowed: Option<f64>,
    round_trips_expected: Option<f64>,
    round_trips_low: f64,
    round_trips_high: f64,
    calls: Vec<CallRow<'a>>,
}

#[derive(Serialize)]
struct CallRow<'a> {
    port: &'a str,
    visits: f64,
    berths: f64,
    berth_h: f64,
    open_share: f64,
    use_share: f64,
    waiting: f64,
    load_share: f64,
    load_t: f64,
}

pub fn rows(bound: &Bound) -> Vec<Row<'_>> {
    fn call(call: &Call) -> CallRow<'_> {
        CallRow {
            port: call.port.as_str(),
            visits: call.visits,
            berths: call.berths,
            berth_h: call.hours,
            open_share: call.open,
            use_share: call.use_,
            waiting: call.waiting,
            load_share: call.load,
            load_t: call.tonnes,
        }
    }
    fn row(one: &Loop) -> Row<'_> {
        Row {
            of: one.fleet.as_str(),
            vessels: one.vessels,
            fit_share: one.fit,
            round_trip_h: one.cycle(),
            sailing_h: one.sailing,
            round_trips_unhindered: one.unhindered,
            round_trips_allowed: Some(one.allowed).filter(|allowed| allowed.is_finite()),
            round_trips_expected: one.expected,
            round_trips_low: one.low,
            round_trips_high: one.high,
            calls: one.calls.iter().map(call).collect(),
        }
    }
    bound.loops.iter().map(row).collect()
}

pub fn write(document: &mut Document, bound: &Bound) {
    if bound.loops.is_empty() {
        return;
    }
    document.heading("Loops of vessels");
    let columns = [
        "fleet",
        "vessels",
        "in repair or dock, %",
        "round trip, h",
        "at sea, h",
        "nothing waits",
        "berths allow",
        "exact",
        "at least",
        "at most",
    ];
    let mut table = Table::new("Round trips a year", 1, &columns);
    for one in &bound.loops {
        let figures = [
            one.vessels,
            (1.0 - one.fit) * 100.0,
            one.cycle(),
            one.sailing,
            one.unhindered,
            one.allowed,
            one.expected.unwrap_or(f64::NAN),
            one.low,
            one.high,
        ];
        table.row(std::iter::once(one.fleet.clone()).chain(figures.map(told)).collect());
    }
    document.table(table.without_empty_columns());
    let columns = [
        "fleet@port",
        "calls a round trip",
        "berths",
        "at berth, h",
        "open, %",
        "berths in use, %",
        "vessels waiting",
        "load, % of deck",
        "load, t",
    ];
    let mut table = Table::new("At their ports, the berths to themselves; load is that of a departure", 1, &columns);
    for one in &bound.loops {
        for call in one.calls.iter().filter(|call| call.visits > 0.0) {
            let figures = [
                call.visits,
                call.berths,
                call.hours,
                call.open * 100.0,
                call.use_ * 100.0,
                call.waiting,
                call.load * 100.0,
                call.tonnes,
            ];
            let name = format!("{}@{}", one.fleet, call.port);
            table.row(std::iter::once(name).chain(figures.map(told)).collect());
        }
    }
    document.table(table);
}

fn told(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => "-".to_owned(),
        size if size < 0.000_5 => "0".to_owned(),
        _ => brief(value),
    }
}
