//! `corridor backtest` as a user meets it.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::cli::{corridor, strait};

fn observed() -> PathBuf {
    strait().with_file_name("strait-observed.json")
}

fn backtest(arguments: &[&str], code: i32) -> (String, String) {
    let output = corridor().arg("backtest").arg(observed()).args(arguments).assert().code(code).get_output().clone();
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (text(output.stdout), text(output.stderr))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("output is JSON")
}

/// The fact of this name.
fn fact<'j>(json: &'j Value, name: &str) -> &'j Value {
    let facts = json["facts"].as_array().expect("there are facts");
    facts.iter().find(|fact| fact["name"] == name).unwrap_or_else(|| panic!("there is no {name}"))
}

#[test]
fn the_verdict_is_by_the_share_that_is_asked_for() {
    let (out, _) = backtest(&["--format", "json"], 3);
    let result = json(&out);
    assert_eq!((&result["passed"], &result["pass_share"]), (&false.into(), &0.75.into()));
    let predicted = &result["scores"][0];
    let count = |key: &str| predicted[key].as_u64().expect("is a count");
    let share = count("agreeing") as f64 / count("judged") as f64;
    assert!(share < 0.75, "{predicted}");
    let passes = |asked: f64, code| backtest(&["--pass-share", &asked.to_string(), "--quiet"], code);
    assert!(passes(share - 0.001, 0).0.contains("asked for: passed."));
    assert!(passes(share + 0.001, 3).0.contains("asked for: FAILED."));
}

#[test]
fn only_predicted_figures_are_counted() {
    let result = json(&backtest(&["--format", "json"], 3).0);
    let facts = result["facts"].as_array().expect("there are facts");
    let predicted = facts.iter().filter(|fact| fact["role"] == "predicted");
    let agreeing = predicted.clone().filter(|fact| fact["inside_range"] == true).count();
    assert_eq!(result["scores"][0]["judged"], predicted.count());
    assert_eq!(result["scores"][0]["agreeing"], agreeing);
    assert_eq!(fact(&result, "goods")["role"], "input");
    assert_eq!(fact(&result, "spring")["role"], "fitted");
}

#[test]
fn every_row_of_the_measured_year_is_found_and_no_other() {
    let result = json(&backtest(&["--format", "json"], 3).0);
    assert_eq!(result["scenarios"][0]["passed_over"], 4, "two years and two months of the lead-in");
    let year = fact(&result, "yearly/throughput/metal_west/wagon/2023");
    assert_eq!(year["period"], "2023");
    assert_eq!(fact(&result, "metal_time")["period"], "all", "transit times are not kept by year");
    let months = (1..=12).map(|month| fact(&result, &format!("metal/2023-{month:02}"))["mean"].as_f64());
    let sum: f64 = months.map(|mean| mean.expect("is a number")).sum();
    let mean = year["mean"].as_f64().expect("is a number");
    assert!((sum - mean).abs() < 1e-6 * mean, "months add up to {sum}, the year to {mean}");
    let spring: f64 = (2..=4)
        .map(|month| fact(&result, &format!("metal/2023-{month:02}"))["mean"].as_f64().expect("is a number"))
        .sum();
    assert!((fact(&result, "spring")["mean"].as_f64().expect("is a number") - spring).abs() < 1e-6 * spring);
}

/// The band is that of the single replications that a run files.
#[test]
fn the_band_is_between_order_statistics_of_single_replications() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    corridor().arg("run").arg(observed()).args(["--quiet", "--out"]).arg(dir.path()).assert().code(0);
    let rows = fs::read_to_string(dir.path().join("replications.csv")).expect("the rows are there");
    let calls = rows.lines().map(|row| row.split(',').collect::<Vec<_>>());
    let calls = calls.filter(|row| row[2] == "calls_per_day" && row[3] == "eastport" && row[4] == "all");
    let mut values: Vec<f64> = calls.map(|row| row[6].parse().expect("is a number")).collect();
    values.sort_by(f64::total_cmp);
    assert_eq!(values.len(), 20);
    let result = json(&backtest(&["--format", "json"], 3).0);
    let found = fact(&result, "east_calls");
    // Of twenty the first and the last: 0.05 x 21 is 1, rounded down.
    assert_eq!((found["band_low"].as_f64(), found["band_high"].as_f64()), (Some(values[0]), Some(values[19])));
    let few = json(&backtest(&["--format", "json", "-n", "18"], 3).0);
    assert_eq!(fact(&few, "east_calls")["band_low"], Value::Null);
    assert!(backtest(&["-n", "18"], 3).0.contains("needs 19 runs"));
}

#[test]
fn several_scenarios_are_judged_together() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let out = dir.path().join("out");
    let run = || {
        let mut command = corridor();
        command.arg("backtest").arg(observed()).arg(strait()).args(["--quiet", "--out"]).arg(&out);
        let output = command.assert().code(3).get_output().clone();
        String::from_utf8(output.stdout).expect("output is UTF-8")
    };
    let printed = run();
    assert!(printed.starts_with("Backtest of 2 scenarios\n"));
    let result = json(&fs::read_to_string(out.join("backtest.json")).expect("the file is there"));
    let facts = result["facts"].as_array().expect("there are facts");
    let calls = facts.iter().filter(|fact| fact["name"] == "east_calls").map(|fact| fact["scenario"].clone());
    assert_eq!(calls.collect::<Vec<_>>(), ["strait-observed", "strait"]);
    let rows = fs::read_to_string(out.join("backtest.csv")).expect("the file is there");
    assert_eq!(rows.lines().count(), 1 + facts.len());
    assert!(fs::read_to_string(out.join("backtest.md")).expect("the file is there").starts_with("# Backtest of 2"));
    assert_eq!(run(), printed, "the folder takes the same backtest again");
    corridor().arg("run").arg(strait()).arg("--out").arg(&out).assert().code(2);
}

#[test]
fn months_are_drawn_and_misses_are_told() {
    let (out, _) = backtest(&[], 3);
    let november = out.lines().find(|line| line.starts_with("2023-11")).expect("there is a row for November");
    assert!(november.contains("OUTSIDE") && november.contains("..x..") && november.contains("==+=="), "{november}");
    assert!(out.contains("- metal_time (") && out.contains("guessed by the port"), "{out}");
    assert!(out.contains("- metal/2023-11 (") && out.contains(": not explained"), "{out}");
    let report = corridor().arg("run").arg(observed()).assert().code(0).get_output().stdout.clone();
    let report = String::from_utf8_lossy(&report).into_owned();
    assert!(report.contains("Of 12 figures in monthly series") && !report.contains("metal/2023-11"), "{report}");
}

#[test]
fn nothing_to_judge_by_is_said() {
    let (_, err) = backtest(&["--set", "observed=null", "--set", "observed_series=null"], 2);
    assert!(err.contains("no observed figure to hold it against"), "{err}");
    let only_input = ["--set", "observed_series=null", "--set", "observed/east_calls=null", "-n", "2"];
    assert!(backtest(&only_input, 4).0.contains("there is nothing to judge by"));
}

#[test]
fn an_unknown_measure_is_told_with_its_line() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let folder = strait().parent().expect("has a folder").to_owned();
    for name in ["strait.json", "strait-observed.json", "data/observed-metal.csv", "data/observed-yearly.csv"] {
        let to = dir.path().join(name);
        fs::create_dir_all(to.parent().expect("has a folder")).expect("a folder can be made");
        fs::copy(folder.join(name), to).expect("the file can be copied");
    }
    let file = dir.path().join("data/observed-yearly.csv");
    let rows = fs::read_to_string(&file).expect("the file is there");
    fs::write(&file, rows.replace("calls_per_day,westport,", "calls_per_day,westprot,")).expect("can be written");
    for command in ["check", "run", "backtest"] {
        let path = dir.path().join("strait-observed.json");
        let output = corridor().arg(command).arg(path).assert().code(2).get_output().clone();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(err.contains("observed-yearly.csv:7:1") && err.contains("did you mean \"westport\"?"), "{err}");
    }
}
