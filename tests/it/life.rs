//! The life of vessels in numbers: what is booked, and what it costs.

use std::path::Path;

use corridor::model::{World, measures};
use corridor::scenario::{self, Scenario, Set};

fn load(file: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact").join(file);
    let sets: Vec<Set> = sets.iter().map(|set| set.parse().expect("a path and a value")).collect();
    scenario::load(&path, &sets, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Sum over weight of a measure of one replication.
fn measured(scenario: &Scenario, replication: u64, name: &str, of: &str) -> f64 {
    let list = measures(&scenario.corridor);
    let outcome = World::new(&scenario.corridor, ()).replicate(scenario.run.seed, replication);
    let outcome = outcome.unwrap_or_else(|violation| panic!("{violation}"));
    assert_eq!(list.len(), outcome.samples.len());
    let at = list.iter().position(|measure| measure.name == name && measure.of == of && measure.period == "all");
    outcome.samples[at.unwrap_or_else(|| panic!("there is no {name} of {of}"))].value()
}

/// By hand from `tests/exact/breakdown.txt`: nine repairs of 2 h in 97 h. Wagons 1 to 8 are aboard, or in hand, during
/// 2, 2, 3, 1, 1, 1, 1 and 1 of them; the ferry lies at Kuryk during five, at Alat during three, and sails during one.
#[test]
fn a_repair_is_booked_to_the_cargo_the_vessel_and_the_berth() {
    let scenario = load("breakdown.json", &[]);
    let close = |name: &str, of: &str, expected: f64| {
        let found = measured(&scenario, 1, name, of);
        assert!((found - expected).abs() < 1e-9, "{name} of {of} is {found} instead of {expected}");
    };
    close("ledger", "wagons/breakdown", 24.0 / 8.0 / 24.0);
    close("state_share", "ferry/broken_down", 18.0 / 97.0);
    close("down_share", "kuryk/rail", 10.0 / 97.0);
    close("down_share", "alat/rail", 6.0 / 97.0);
    close("breakdowns", "ferry", 9.0 * 8760.0 / 97.0);
}

/// By hand from `tests/exact/service.txt`: the four ferries serve 10.5, 20, 3 and 6 h, the old one unloads papers
/// included from 0 to 1 and from 9 to 10.5 h.
#[test]
fn shares_of_time_are_over_the_time_in_service() {
    let scenario = load("service.json", &[]);
    let in_service = measured(&scenario, 1, "in_service_mean", "ferry");
    assert!((in_service - 39.5 / 45.0).abs() < 1e-9, "{in_service}");
    let states = measures(&scenario.corridor).into_iter().filter(|measure| measure.name == "state_share");
    let sum: f64 = states.map(|measure| measured(&scenario, 1, "state_share", &measure.of)).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
}

/// What belongs to a feature is told only where it is used.
#[test]
fn a_fleet_without_a_life_has_no_measures_of_it() {
    let plain = load("two_ferries_one_berth.json", &[]);
    let named = measures(&plain.corridor);
    for (name, of) in [
        ("breakdowns", "ferry"),
        ("in_service_mean", "ferry"),
        ("down_share", "kuryk/rail"),
        ("state_share", "ferry/broken_down"),
        ("state_share", "ferry/in_dry_dock"),
        ("state_share", "ferry/out_of_service"),
        ("ledger", "wagons/breakdown"),
    ] {
        assert!(!named.iter().any(|measure| measure.name == name && measure.of == of), "{name} of {of}");
    }
}

/// Two ferries that never break down until 100 h, and from then on once in ten hours: in fifty runs of 101 h there are
/// ten breakdowns (Poisson: 29 or more with a chance of 1e-6), and not one of every ferry at 100 h.
#[test]
fn where_a_rate_begins_the_vessels_do_not_break_down_at_once() {
    let sets = [
        "horizon_h=101",
        r#"fleets/ferry/breakdowns={"per_year":0,"repair_h":0.1}"#,
        r#"timeline={"wear":{"at_h":100,"because":"age","set":{"fleets":{"ferry":{"breakdowns":{"per_year":876}}}}}}"#,
    ];
    let scenario = load("two_ferries_one_berth.json", &sets);
    let breakdowns = |replication| measured(&scenario, replication, "breakdowns", "ferry") * 101.0 / 8760.0;
    let found: f64 = (0..50).map(breakdowns).sum();
    assert!((1.0..28.5).contains(&found), "{found}");
}

/// A lone ferry that always finds cargo: whatever delays it, no crossing comes earlier. Draws are common to both runs.
#[test]
fn breakdowns_never_add_a_crossing_to_a_lone_ferry_in_a_saturated_loop() {
    let always = "flows/wagons/arrivals={\"timetable\":null,\"always\":{}}";
    let common =
        ["fleets/ferry/count=1", "horizon_h=2000", "lanes/kuryk_alat/sailing_h={\"gamma\":{\"mean\":5,\"cv\":0.7}}"];
    let departures = |replication: u64, breakdowns: Option<&str>| {
        let sets: Vec<&str> = common.iter().copied().chain([always]).chain(breakdowns).collect();
        measured(&load("two_ferries_one_berth.json", &sets), replication, "departures", "ferry")
    };
    let rarely = "fleets/ferry/breakdowns={\"per_year\":40,\"repair_h\":{\"exponential\":{\"mean\":20}}}";
    let longer = "fleets/ferry/breakdowns={\"per_year\":40,\"repair_h\":{\"exponential\":{\"mean\":60}}}";
    for replication in 0..30 {
        let [whole, some, more] = [None, Some(rarely), Some(longer)].map(|set| departures(replication, set));
        assert!(whole >= some && whole >= more, "replication {replication}: {whole}, {some}, {more}");
        assert!(whole > more, "replication {replication}: breakdowns cost nothing");
    }
}

/// By hand from `tests/exact/all_to_the_queue.txt`: the first ferry leaves Kuryk at 2 and 11 h. The second leaves Kuryk at
/// 2 and Turkmenbashi at 15 h, which is no round trip on either lane.
#[test]
fn a_round_trip_is_on_one_lane() {
    let found = measured(&load("all_to_the_queue.json", &[]), 1, "cycle_mean", "ferry");
    assert!((found - 9.0 / 24.0).abs() < 1e-9, "{found}");
}
