//! Vessels, berths and lanes.

use super::{Case, Row, Seen, row};

fn case(file: &'static str, wrong: &'static [&'static str], rows: Vec<Row>) -> Case {
    Case { file, sets: &[], wrong, rows }
}

const KURYK: &str = "kuryk_alat@kuryk";
/// Wagons that come to Kuryk in P13 and P14, per hour.
const RATE: f64 = 8.0 / 24.0;

/// Hours from the appearance of a wagon to its departure, with the wagons they are over: all of its time but the
/// crossing.
fn wait(seen: &Seen, sailing_h: f64) -> (f64, f64) {
    let (days, wagons) = seen.of("transit_mean", "wagons");
    (24.0 * days - sailing_h * wagons, wagons)
}

pub fn p13() -> Case {
    case(
        "p13",
        &["flows/wagons/arrivals/poisson/rate_per_h=0.35"],
        vec![
            row("P13", "left_behind", |seen| seen.of("left_behind_mean", KURYK)),
            row("P13", "waiting_before", |seen| {
                let load = seen.value("load_mean", "daily_ferry@kuryk/wagon");
                (seen.value("left_behind_mean", KURYK) + load, 1.0)
            }),
            row("P13", "wait", |seen| wait(seen, 6.0)),
            row("P13", "mean_waiting", |seen| wait(seen, 6.0)).exact(|level| level / RATE),
            row("P13", "P_full", |seen| seen.of("full_share", "daily_ferry@kuryk")),
            row("P13", "mean_load", |seen| seen.of("load_mean", "daily_ferry@kuryk/wagon")),
        ],
    )
}

pub fn p14() -> Case {
    case(
        "p14",
        &["flows/wagons/arrivals/poisson/rate_per_h=0.35"],
        vec![
            row("P14", "wait", |seen| wait(seen, 0.0)),
            // By Little's law, and with the number waiting geometric of this ratio.
            row("P14", "mean_waiting", |seen| wait(seen, 0.0)).exact(|level| level / RATE),
            row("P14", "r", |seen| wait(seen, 0.0)).exact(|ratio| ratio / (1.0 - ratio) / RATE),
        ],
    )
}

/// Every cycle delivers one deck of 50 wagons.
fn cycles(statistic: &'static str) -> Row {
    row("P15", statistic, |seen| (seen.per_hour("wagons", "wagon/year") / 50.0, 1.0))
}

/// Mean number at anchor by Little's law: calls an hour times the wait of a call.
fn at_anchor(seen: &Seen, port: &str) -> (f64, f64) {
    let of = format!("{port}/ferries");
    (seen.value("calls_per_day", &of) / 24.0 * seen.value("berth_wait_mean", &of), 1.0)
}

pub fn p15_f1() -> Case {
    case("p15-f1", &["lanes/kuryk_alat/sailing_h=22"], vec![cycles("cycles_per_h_F1")])
}

pub fn p15_f2() -> Case {
    case("p15-f2", &["fleets/ferries/count=3"], vec![cycles("cycles_per_h_F2")])
}

pub fn p15_f4() -> Case {
    case(
        "p15-f4",
        &["fleets/ferries/count=5"],
        vec![
            cycles("cycles_per_h_F4"),
            row("P15", "queue_A_F4", |seen| at_anchor(seen, "kuryk")),
            row("P15", "queue_B_F4", |seen| at_anchor(seen, "alat")),
            row("P15", "berthA_util_F4", |seen| seen.of("busy_share", "kuryk/rail")),
        ],
    )
}

pub fn p15_f6() -> Case {
    case("p15-f6", &["fleets/ferries/count=5"], vec![cycles("cycles_per_h_F6")])
}

fn departures(seen: &Seen) -> (f64, f64) {
    (seen.watch.departures as f64, 1.0)
}

fn delivered(seen: &Seen) -> (f64, f64) {
    seen.of("delivered", "wagons")
}

pub fn p23_a() -> Case {
    case(
        "p23-a",
        &["lanes/kuryk_alat/sailing_h=25"],
        vec![
            row("P23", "a_departures", departures),
            row("P23", "a_delivered", delivered),
            row("P23", "a_first_delivery", |seen| (seen.watch.first_lots[0].at, 1.0)),
        ],
    )
}

pub fn p23_b() -> Case {
    case(
        "p23-b",
        &["ports/kuryk/berths/rail/handling/wagon/load/call_h=11"],
        vec![row("P23", "b_departures", departures), row("P23", "b_delivered", delivered)],
    )
}

/// The same loop over forty of its cycles of 10 h.
pub fn p23_b_rate() -> Case {
    Case {
        file: "p23-b",
        sets: &["measure_from_h=105"],
        wrong: &["ports/kuryk/berths/rail/handling/wagon/load/call_h=11"],
        rows: vec![row("P23", "b_rate", |seen| (seen.per_hour("wagons", "wagon/year"), 1.0))],
    }
}

pub fn p23_c() -> Case {
    case(
        "p23-c",
        &["flows/wagons/arrivals/timetable/units=17"],
        vec![
            row("P23", "c_first_departure", |seen| (seen.watch.first_departure.expect("ferries depart"), 1.0)),
            row("P23", "c_departures", departures),
            row("P23", "c_delivered", delivered),
            row("P23", "c_yard_end", |seen| seen.of("inside", "wagons")),
        ],
    )
}

/// Breakdowns at 0.01 an hour of elapsed time and repairs of 20 h on average: up for 100 h, down for 20 h.
pub fn p28() -> Case {
    case(
        "p28",
        &["fleets/ferries/breakdowns/per_year=105"],
        vec![
            row("P28", "down_share", |seen| seen.of("state_share", "ferries/broken_down")),
            row("P28", "repairs_per_year", |seen| seen.of("breakdowns", "ferries")),
        ],
    )
}
