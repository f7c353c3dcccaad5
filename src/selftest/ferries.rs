//! Vessels, berths and lanes.

use super::case::{Case, Row, row, scenario};
use super::seen::Seen;

pub(super) fn cases() -> Vec<Case> {
    vec![p13(), p14(), p15_f1(), p15_f2(), p15_f4(), p15_f6(), p23_a(), p23_b(), p23_b_rate(), p23_c(), p28()]
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

fn p13() -> Case {
    scenario(
        "P13",
        "p13",
        &["flows/wagons/arrivals/poisson/rate_per_h=0.35"],
        vec![
            row("left_behind", |seen| seen.of("left_behind_mean", KURYK)),
            row("waiting_before", |seen| {
                let load = seen.value("load_mean", "daily_ferry@kuryk/wagon");
                (seen.value("left_behind_mean", KURYK) + load, 1.0)
            }),
            row("wait", |seen| wait(seen, 6.0)),
            row("mean_waiting", |seen| wait(seen, 6.0)).shown(|wait| wait * RATE),
            row("P_full", |seen| seen.of("full_share", "daily_ferry@kuryk")),
            row("mean_load", |seen| seen.of("load_mean", "daily_ferry@kuryk/wagon")),
        ],
    )
}

fn p14() -> Case {
    scenario(
        "P14",
        "p14",
        &["flows/wagons/arrivals/poisson/rate_per_h=0.35"],
        vec![
            row("wait", |seen| wait(seen, 0.0)),
            // By Little's law, and with the number waiting geometric of this ratio.
            row("mean_waiting", |seen| wait(seen, 0.0)).shown(|wait| wait * RATE),
            row("r", |seen| wait(seen, 0.0)).shown(|wait| wait * RATE / (1.0 + wait * RATE)),
        ],
    )
}

/// Every cycle delivers one deck of 50 wagons.
fn cycles(statistic: &'static str) -> Row {
    row(statistic, |seen| (seen.per_hour("wagons", "wagon/year") / 50.0, 1.0))
}

/// Mean number at anchor by Little's law: calls an hour times the wait of a call.
fn at_anchor(seen: &Seen, port: &str) -> (f64, f64) {
    let of = format!("{port}/ferries");
    (seen.value("calls_per_day", &of) / 24.0 * seen.value("berth_wait_mean", &of), 1.0)
}

fn p15_f1() -> Case {
    scenario("P15-f1", "p15-f1", &["lanes/kuryk_alat/sailing_h=22"], vec![cycles("cycles_per_h_F1")])
}

fn p15_f2() -> Case {
    scenario("P15-f2", "p15-f2", &["fleets/ferries/count=3"], vec![cycles("cycles_per_h_F2")])
}

fn p15_f4() -> Case {
    scenario(
        "P15-f4",
        "p15-f4",
        &["fleets/ferries/count=5"],
        vec![
            cycles("cycles_per_h_F4"),
            row("queue_A_F4", |seen| at_anchor(seen, "kuryk")),
            row("queue_B_F4", |seen| at_anchor(seen, "alat")),
            row("berthA_util_F4", |seen| seen.of("busy_share", "kuryk/rail")),
        ],
    )
}

fn p15_f6() -> Case {
    scenario("P15-f6", "p15-f6", &["fleets/ferries/count=5"], vec![cycles("cycles_per_h_F6")])
}

fn departures(seen: &Seen) -> (f64, f64) {
    (seen.watch.departures as f64, 1.0)
}

fn delivered(seen: &Seen) -> (f64, f64) {
    seen.of("delivered", "wagons")
}

fn p23_a() -> Case {
    scenario(
        "P23-a",
        "p23-a",
        &["lanes/kuryk_alat/sailing_h=25"],
        vec![
            row("a_departures", departures),
            row("a_delivered", delivered),
            row("a_first_delivery", |seen| (seen.watch.first_lots[0].at, 1.0)),
        ],
    )
}

fn p23_b() -> Case {
    scenario(
        "P23-b",
        "p23-b",
        &["ports/kuryk/berths/rail/handling/wagon/load/call_h=11"],
        vec![row("b_departures", departures), row("b_delivered", delivered)],
    )
}

/// The same loop over forty of its cycles of 10 h.
fn p23_b_rate() -> Case {
    scenario(
        "P23-b-rate",
        "p23-b",
        &["ports/kuryk/berths/rail/handling/wagon/load/call_h=11"],
        vec![row("b_rate", |seen| (seen.per_hour("wagons", "wagon/year"), 1.0))],
    )
    .with(&["measure_from_h=105"])
}

fn p23_c() -> Case {
    scenario(
        "P23-c",
        "p23-c",
        &["flows/wagons/arrivals/timetable/units=17"],
        vec![
            row("c_first_departure", |seen| (seen.watch.first_departure.expect("ferries depart"), 1.0)),
            row("c_departures", departures),
            row("c_delivered", delivered),
            row("c_yard_end", |seen| seen.of("inside", "wagons")),
        ],
    )
}

/// Breakdowns at 0.01 an hour of elapsed time and repairs of 20 h on average: up for 100 h, down for 20 h.
fn p28() -> Case {
    scenario(
        "P28",
        "p28",
        &["fleets/ferries/breakdowns/per_year=105"],
        vec![
            row("down_share", |seen| seen.of("state_share", "ferries/broken_down")),
            row("repairs_per_year", |seen| seen.of("breakdowns", "ferries")),
        ],
    )
}
