//! `corridor bound`: textbook loops to the digit, links by hand, accounts that add up, and what is refused.

use corridor::selftest::oracles;
use std::collections::HashMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::cli::{corridor, rows, strait, told};

fn theory(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory").join(name).with_extension("json")
}

fn shipped(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// Figures by table, object and name.
fn figures(path: PathBuf, arguments: &[&str]) -> HashMap<(String, String, String), f64> {
    let text = told(corridor().arg("bound").arg(path).args(["--format", "csv", "--quiet"]).args(arguments), 0);
    let rows = rows(&text);
    let cell = |row: &csv::StringRecord, at: usize| row[at].to_owned();
    rows.iter().map(|row| ((cell(row, 0), cell(row, 1), cell(row, 2)), row[3].parse().expect("a number"))).collect()
}

fn figure(figures: &HashMap<(String, String, String), f64>, table: &str, of: &str, name: &str) -> f64 {
    let key = (table.to_owned(), of.to_owned(), name.to_owned());
    *figures.get(&key).unwrap_or_else(|| panic!("there is no {key:?}"))
}

fn oracle(statistic: &str) -> f64 {
    let row = oracles().iter().find(|row| (row.id.as_str(), row.statistic.as_str()) == ("P15", statistic));
    row.unwrap_or_else(|| panic!("there is no {statistic}")).exact
}

#[test]
fn closed_loops_agree_with_the_exact_table() {
    for ferries in [1, 2, 4, 6] {
        let found = figures(theory(&format!("p15-f{ferries}")), &[]);
        let cycles = figure(&found, "loops", "ferries", "round_trips_expected") / 8760.0;
        let exact = oracle(&format!("cycles_per_h_F{ferries}"));
        assert!((cycles / exact - 1.0).abs() < 1e-6, "{ferries} ferries: {cycles}, not {exact}");
        let [low, high] =
            ["low", "high"].map(|name| figure(&found, "loops", "ferries", &format!("round_trips_{name}")));
        assert!(low <= cycles * 8760.0 * 1.000_001 && cycles * 8760.0 <= high * 1.000_001, "{low} {cycles} {high}");
    }
    let found = figures(theory("p15-f4"), &[]);
    for (of, name, statistic) in [
        ("ferries@kuryk", "waiting", "queue_A_F4"),
        ("ferries@alat", "waiting", "queue_B_F4"),
        ("ferries@kuryk", "use_share", "berthA_util_F4"),
    ] {
        let (value, exact) = (figure(&found, "calls", of, name), oracle(statistic));
        assert!((value / exact - 1.0).abs() < 1e-6, "{statistic}: {value}, not {exact}");
    }
}

#[test]
fn a_simulated_loop_agrees_with_its_bound() {
    // Means of seven long runs, of which the half-width at 1 - 1e-5 is below 2 %; another fleet is farther off.
    let simulated = |sets: &[&str]| {
        let found = figures(theory("p15-f4"), &[&["--replications", "7"], sets].concat());
        figure(&found, "gaps", "ferries@kuryk", "simulated")
    };
    let exact = 8760.0 * oracle("cycles_per_h_F4");
    assert!((simulated(&[]) / exact - 1.0).abs() < 0.02);
    assert!((simulated(&["--set", "fleets/ferries/count=3"]) / exact - 1.0).abs() > 0.1);
}

#[test]
fn links_are_used_as_the_textbook_says() {
    let rows = [
        ("p01", "alat_crane", 0.8),
        ("p02", "alat_cranes", 0.8),
        ("p02-locomotives", "kz_east", 0.8),
        ("p03", "aktogay_tracks", 0.8),
        ("p08", "alat_rail_front", 0.72),
        ("p10", "aktau_crane", 0.72), // 0.6 of the time, five sixths of which are open
        ("p12", "dostyk_crane", 0.75),
        ("p13", "kuryk_alat@kuryk", 0.8), // eight wagons for every ten places
        ("p18", "altynkol_crane", 0.75),
    ];
    for (file, of, use_) in rows {
        let found = figures(theory(file), &[]);
        let value = figure(&found, "links", of, "utilisation");
        assert!((value - use_).abs() < 1e-9, "{file}: {of} is used {value}, not {use_}");
    }
    let closures = figures(theory("p10"), &[]);
    assert!((figure(&closures, "links", "aktau_crane", "open_share") - 5.0 / 6.0).abs() < 1e-12);
    let breakdowns = figures(theory("p28"), &[]);
    assert!((figure(&breakdowns, "loops", "ferries", "fit_share") - 5.0 / 6.0).abs() < 1e-12);
    let by_hand = figures(theory("p23-b"), &[]);
    assert_eq!(figure(&by_hand, "loops", "ferries", "round_trips_allowed"), 876.0); // a berth of 10 h
    assert_eq!(figure(&by_hand, "loops", "ferries", "round_trips_unhindered"), 1095.0); // four ferries in 32 h
}

#[test]
fn a_path_or_berth_more_is_worth_what_it_should() {
    let use_of = |of: &str, sets: &[&str]| figure(&figures(strait(), sets), "links", of, "utilisation");
    // 6,000 wagons in trains of 20 need 300 of 8 x 365 paths.
    assert!((use_of("mine_eastport", &[]) - 300.0 / 2920.0).abs() < 1e-9);
    let twice = use_of("mine_eastport", &["--set", "lines/mine_eastport/paths_per_day=16"]);
    assert!((twice - 150.0 / 2920.0).abs() < 1e-9);
    let berths = |count: u32| use_of("eastport/rail", &["--set", &format!("ports/eastport/berths/rail/count={count}")]);
    assert!((berths(2) - berths(1) / 2.0).abs() < 1e-12);
    // One more ferry brings no more than its share.
    let lane = |count: u32| use_of("strait@eastport", &["--set", &format!("fleets/ferry/count={count}")]);
    assert!(lane(4) < lane(3) && lane(4) > lane(3) * 0.75);
}

#[test]
fn the_account_adds_up() {
    for (path, replications) in [(strait(), "3"), (theory("p15-f6"), "1"), (shipped("corridor-2023.json"), "2")] {
        let text = told(
            corridor().arg("bound").arg(&path).args(["--format", "json", "--quiet", "--replications", replications]),
            0,
        );
        let whole: Value = serde_json::from_str(&text).expect("JSON");
        let gaps = whole["gaps"].as_array().expect("a list");
        assert!(!gaps.is_empty());
        for gap in gaps {
            let number = |name: &str| gap[name].as_f64().expect("a number");
            let lost: f64 =
                gap["lost"].as_array().expect("a list").iter().map(|lost| lost["decks"].as_f64().unwrap()).sum();
            let (possible, simulated) = (number("possible"), number("simulated"));
            assert!(simulated > 0.0 && (possible - lost - simulated).abs() < 1e-6 * possible, "{gap}");
        }
        for use_ in whole["use_measured"].as_array().expect("a list") {
            let shares: Vec<f64> =
                use_["shares"].as_array().unwrap().iter().map(|share| share["share"].as_f64().unwrap()).collect();
            assert!(shares.is_empty() || (shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{use_}");
        }
    }
}

#[test]
fn results_of_a_run_serve_as_well() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let out = dir.path().join("results");
    corridor().args(["run", "--quiet", "-n", "3", "--out"]).arg(&out).arg(strait()).assert().code(0);
    let against = told(corridor().arg("bound").arg(strait()).arg("--against").arg(&out), 0);
    let anew = told(corridor().arg("bound").arg(strait()).args(["-n", "3", "--quiet"]), 0);
    assert_eq!(against, anew);
    let other =
        told(corridor().arg("bound").arg(strait()).args(["--set", "fleets/ferry/count=4", "--against"]).arg(&out), 2);
    assert!(other.contains("results of another scenario"), "{other}");
    let none = told(corridor().arg("bound").arg(strait()).arg("--against").arg(dir.path()), 2);
    assert!(none.contains("manifest.json cannot be read"), "{none}");
}

#[test]
fn dated_changes_count_from_their_date() {
    let outlook = || shipped("corridor-outlook-2030.json");
    let ferries =
        |period: &str| figure(&figures(outlook(), &["--period", period]), "loops", "kz_rail_ferry", "vessels");
    assert!(ferries("2030") > ferries("2027"), "ferries are ordered for later");
    let unknown = told(corridor().arg("bound").arg(outlook()).args(["--period", "1999"]), 2);
    assert!(unknown.contains("measures no such period") && unknown.contains("2027"), "{unknown}");
    let both = told(corridor().arg("bound").arg(strait()).args(["--period", "all", "-n", "2"]), 2);
    assert!(both.contains("cannot be used with"), "{both}");
}

#[test]
fn every_shipped_scenario_has_a_bound() {
    let theory = std::fs::read_dir(theory("p01").parent().unwrap()).expect("the folder can be read");
    let own = ["corridor-2023.json", "corridor-2025.json", "corridor-outlook-2030.json"].map(shipped);
    let scenarios =
        theory.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "json"));
    for path in scenarios.chain(own) {
        let text = told(corridor().arg("bound").arg(&path), 0);
        assert!(!text.contains("NaN") && !text.contains(" inf"), "{}: {text}", path.display());
    }
}

#[test]
fn the_table_has_the_account_too() {
    let found = figures(theory("p15-f4"), &["--replications", "1"]);
    let number = |name: &str| figure(&found, "gaps", "ferries@kuryk", name);
    let lost: f64 = found.iter().filter(|((_, _, name), _)| name.starts_with("lost_")).map(|(_, decks)| decks).sum();
    assert!((number("possible") - lost - number("simulated")).abs() < 1e-6);
    assert!(number("lost_waiting_for_a_berth") > 50.0);
    let busy = figure(&found, "use_measured", "kuryk/rail", "shares_busy");
    assert!((busy - 0.627).abs() < 0.02, "{busy}");
}
