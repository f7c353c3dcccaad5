//! Which ranges drive an answer: known answers through the command, the same bytes for any number of threads, and what
//! is refused.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

use crate::cli::{corridor, rows, strait, told as text};

/// A transit time that is the sum of two ranges, a day and a quarter of a day wide.
fn linear() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/linear.json")
}

fn sensitivity(scenario: &Path, more: &[&str]) -> Command {
    let mut command = corridor();
    command.arg("sensitivity").arg(scenario).args(["--quiet"]).args(more);
    command
}

#[test]
fn a_sum_of_ranges_has_its_parts_exactly() {
    let found = rows(&text(&mut sensitivity(&linear(), &["--format", "csv"]), 0));
    let screened: Vec<String> = found
        .iter()
        .filter(|row| &row[0] == "inputs")
        .map(|row| format!("{}: {} ± {}, {}, {}", &row[1], &row[6], &row[7], &row[8], &row[9]))
        .collect();
    let exact = [
        "lines/port_town/running_h: 1.0 ± 0.0, 1.0, 0.0",
        "stages/crane/handling/group_h: 0.25 ± 0.0, 0.25, 0.0",
        "stages/crane/servers: 0.0 ± 0.0, 0.0, 0.0",
    ];
    assert_eq!(screened, exact);
    let table = text(&mut sensitivity(&linear(), &[]), 0);
    assert!(table.contains("no effect"), "{table}");
}

/// Its parts are a day and a quarter of a day wide: 16/17 and 1/17 of the variance, and nothing is left to chance.
#[test]
fn a_sum_of_ranges_has_its_shares() {
    let found = rows(&text(&mut sensitivity(&linear(), &["--format", "csv"]), 0));
    let told = |step: &str, name: &str| {
        let row = found.iter().find(|row| &row[0] == step && &row[1] == name).expect("there is a row");
        (11..=17).map(|at| row[at].parse().unwrap_or(f64::NAN)).collect::<Vec<f64>>()
    };
    assert_eq!(told("spread", "inputs")[..3], [1.0, 1.0, 1.0]);
    assert_eq!(told("spread", "chance")[..3], [0.0, 0.0, 0.0]);
    assert_eq!(told("spread", "chance")[6], 0.0);
    // A uniform number a day wide has a variance of 1/12; 200 points tell it within 20 %.
    let (whole, points) = (17.0 / 16.0 / 12.0, told("spread", "inputs")[6]);
    assert!((points / whole - 1.0).abs() < 0.2, "{points} {whole}");
    for (name, exact) in [("lines/port_town/running_h", 16.0 / 17.0), ("stages/crane/handling/group_h", 1.0 / 17.0)] {
        let told = told("shares", name);
        assert!((told[0] - exact).abs() < 0.01 && (told[3] - exact).abs() < 0.01, "{name}: {told:?}");
        assert!(told[1] <= exact && exact <= told[2] && told[4] <= exact && exact <= told[5], "{name}: {told:?}");
    }
    assert_eq!(found.iter().filter(|row| &row[0] == "shares").count(), 2, "what has no effect does not go on");
    let on = ["--on", "stages/crane/servers", "--on", "/lines/port_town/running_h", "--points", "0", "--rows", "64"];
    let table = text(&mut sensitivity(&linear(), &on), 0);
    assert!(!table.contains("Screening") && !table.contains("Inputs or chance"), "{table}");
    assert!(table.contains("Shares of the spread"), "{table}");
}

/// Volume and payload are certain here, arrivals are not: the ranges of the strait account for most of its tonnes.
#[test]
fn chance_is_told_from_inputs() {
    let told = |more: &[&str]| {
        let found = rows(&text(&mut sensitivity(&strait(), &[&["--format", "csv", "--rows", "0"], more].concat()), 0));
        let row = found.iter().find(|row| &row[0] == "spread" && &row[1] == "inputs").expect("there is a row").clone();
        [11, 12, 13].map(|at| row[at].parse::<f64>().expect("a number"))
    };
    let [share, low, high] = told(&["--input", "*t_per_unit"]);
    assert!(low < share && share < high && low > 0.5, "{low} {share} {high}");
    let [share, low, _] = told(&["--input", "fleets"]);
    assert!(low == 0.0 && share < 0.2, "two ferries carry what three do: {low} {share}");
}

#[test]
fn threads_change_nothing_and_the_seed_does() {
    let told = |more: &[&str]| text(&mut sensitivity(&strait(), &[&["--format", "json", "-n", "2"], more].concat()), 0);
    let one = told(&["--threads", "1"]);
    assert_eq!(one, told(&["--threads", "3"]));
    assert_ne!(one, told(&["--seed", "8"]));
    let json: Value = serde_json::from_str(&one).expect("is JSON");
    let names: Vec<&str> =
        json["screenings"][0]["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["flows/metal_west/t_per_unit", "fleets/ferry/count"], "the strongest first");
}

#[test]
fn inputs_are_chosen_by_pattern_and_filed() {
    let out = tempfile::tempdir().expect("a folder can be made");
    let out = out.path().join("out");
    let place = out.to_str().expect("a plain name");
    let more = ["--input", "flows", "--measure", "transit_mean", "--of", "metal_west", "--out", place];
    let first = text(&mut sensitivity(&strait(), &more), 0);
    assert!(first.contains("what drives transit mean of metal_west") && !first.contains("fleets/ferry"), "{first}");
    for name in ["sensitivity.csv", "sensitivity.json", "sensitivity.md", "manifest.json"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    assert_eq!(first, text(&mut sensitivity(&strait(), &more), 0), "filed again, it is the same");
    let other = ["--input", "fleets", "--out", place];
    let mut other = sensitivity(&strait(), &other);
    let told = other.assert().code(2).get_output().stderr.clone();
    assert!(String::from_utf8_lossy(&told).contains("other"), "{}", String::from_utf8_lossy(&told));
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let exact = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact/timetable.json");
    let strait = strait();
    let rows: [(&Path, &[&str], &str); 13] = [
        (&exact, &["--measure", "transit_mean", "--of", "wagons"], "there is no number with a range to vary"),
        (&exact, &[], "the scenario has no headline"),
        (&strait, &["--measure", "transit_meen"], "--measure transit_meen: there is no such measure"),
        (&strait, &["--measure", "transit_mean", "--of", "metal_est"], "there is no transit_mean of metal_est"),
        (&strait, &["--of", "metal_west"], "--measure"),
        (&strait, &["--input", "fleets/fery"], "--input \"fleets/fery\" means no number with a range"),
        (&strait, &["--input", "lanes/strait/km"], "means no number with a range"),
        (&strait, &["--input", "fleets", "--except", "*count"], "there is no number with a range to vary"),
        (&strait, &["--trajectories", "1"], "1 is not in 2..=1000"),
        (&strait, &["--on", "fleets/fery/count"], "no number with a range is called \"fleets/fery/count\""),
        (&strait, &["--on", "fleets/ferry/count", "--input", "flows"], "fleets/ferry/count is not among the inputs"),
        (&strait, &["--on", "fleets/ferry/count", "--on", "/fleets/ferry/count"], "the same input twice"),
        (&strait, &["--rows=70000"], "70000 is not in 0..=65536"),
    ];
    for (scenario, more, told) in rows {
        let message = text(&mut sensitivity(scenario, more), 2);
        assert!(message.contains(told), "{told} is missing in {message}");
    }
}

/// Each end alone is sound, but the least may come to lie above the most.
#[test]
fn values_that_make_no_valid_scenario_are_named() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let path = dir.path().join("spoilt.json");
    let read = fs::read_to_string(linear()).expect("can be read");
    let spoilt = |from: &str, to: &str| {
        assert!(read.contains(from));
        fs::write(&path, read.replace(from, to)).expect("can be written");
        text(&mut sensitivity(&path, &["--seed", "2", "--points", "0"]), 2)
    };
    let law = r#"{ "uniform": { "min": { "value": 1, "range": [0, 4] }, "max": { "value": 5, "range": [3, 6] } } }"#;
    let told = spoilt(r#"{ "value": 5, "range": [2, 8], "note": "assumption" }"#, law);
    let named =
        "stages/crane/handling/group_h/uniform/max=3, stages/crane/handling/group_h/uniform/min=4: these values";
    let swapped =
        "stages/crane/handling/group_h/uniform/min=4, stages/crane/handling/group_h/uniform/max=3: these values";
    assert!(told.contains(named) || told.contains(swapped), "{told}");
    assert!(!told.contains("running_h") && told.contains("--except stages/crane/handling/group_h"), "{told}");
    let law = r#"{ "uniform": { "min": { "value": 1, "range": [0, 6] }, "max": 5 } }"#;
    let told = spoilt(r#"{ "value": 5, "range": [2, 8], "note": "assumption" }"#, law);
    assert!(told.starts_with("error: stages/crane/handling/group_h/uniform/min=6: this value of its range"), "{told}");
}
