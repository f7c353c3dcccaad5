//! `corridor calibrate`: parameters are found again from data that the simulator made, and what data cannot tell is
//! said.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::cli::{corridor, strait};

/// The world that the figures are of; none of the starts is near.
const TRUTH: [(&str, f64); 3] = [
    ("lanes/strait/sailing_h/lognormal/mean", 22.0),
    ("flows/goods_east/t_per_unit", 21.0),
    ("flows/goods_east/arrivals/poisson/volume", 3400.0),
];
const FACTS: [(&str, &str, &str, &str); 3] = [
    ("crossing", "section_mean", "quay_to_quay", "d"),
    ("lorries", "throughput", "goods_east", "lorry/year"),
    ("goods", "throughput", "goods_east", "t/year"),
];
/// Replications of the world, and of a fit.
const WORLD: f64 = 200.0;
const FIT: f64 = 20.0;

fn scenario() -> PathBuf {
    strait().with_file_name("strait-calibrate.json")
}

fn json(text: &[u8]) -> Value {
    serde_json::from_slice(text).expect("output is JSON")
}

fn printed(command: &str, arguments: &[String]) -> Value {
    let output = corridor().arg(command).arg(scenario()).args(["--format", "json", "--quiet"]).args(arguments).assert();
    json(&output.code(0).get_output().stdout)
}

/// The mean of a measure in a report.
fn mean(report: &Value, (_, name, of, unit): (&str, &str, &str, &str)) -> f64 {
    let measures = report["measures"].as_array().expect("there are measures");
    let found = measures
        .iter()
        .find(|one| one["name"] == name && one["of"] == of && one["unit"] == unit && one["period"] == "all");
    found.and_then(|one| one["mean"].as_f64()).expect("the measure is there")
}

fn set(path: &str, value: f64) -> [String; 2] {
    ["--set".to_owned(), format!("{path}={value}")]
}

/// What the figures of a world are: settings that put them into the scenario.
fn observed(truth: &[(&str, f64)], facts: &[(&'static str, &'static str, &'static str, &'static str)]) -> Vec<String> {
    let mut arguments = vec!["--seed".to_owned(), "99".to_owned(), "-n".to_owned(), WORLD.to_string()];
    arguments.extend(truth.iter().flat_map(|(path, value)| set(&format!("{path}/value"), *value)));
    let world = printed("run", &arguments);
    facts.iter().flat_map(|fact| set(&format!("observed/{}/value", fact.0), mean(&world, *fact))).collect()
}

fn with(mut arguments: Vec<String>, more: &[&str]) -> Vec<String> {
    arguments.extend(more.iter().map(|one| (*one).to_owned()));
    arguments
}

#[test]
fn known_parameters_are_found_within_the_stated_error() {
    let figures = observed(&TRUTH, &FACTS);
    let result = printed("calibrate", &figures);
    for (one, (path, truth)) in result["parameters"].as_array().expect("there are some").iter().zip(TRUTH) {
        assert_eq!(one["parameter"], path);
        let number = |key: &str| one[key].as_f64().unwrap_or_else(|| panic!("{one} has no {key}"));
        // The figures have luck of their own; a normal law is this far off once in 1e5.
        let error = number("error_by_luck") * (1.0 + FIT / WORLD).sqrt();
        let off = (number("fitted") - truth).abs();
        assert!(off <= 4.42 * error, "{path}: {off} off with an error of {error}: {one}");
        assert!(error < 0.05 * truth, "{path}: {error} says little");
        assert!((number("before") - truth).abs() > 4.42 * error, "{path}: the start would have passed");
    }
    assert_eq!(result["not_told"].as_array().map(Vec::len), Some(0), "{result}");
    let facts = result["facts"].as_array().expect("there are some");
    let off = |fact: &Value, key: &str| {
        let number = |key: &str| fact[key].as_f64().expect("is a number");
        (number(key) - number("observed")).abs() / number("tolerance")
    };
    assert!(facts.iter().all(|fact| off(fact, "after") < 0.2 && off(fact, "before") > 1.0), "{facts:?}");
}

#[test]
fn parameters_that_act_only_as_a_product_are_not_separable() {
    let figures = with(observed(&TRUTH, &FACTS), &["--fact", "crossing", "--fact", "goods"]);
    let result = printed("calibrate", &figures);
    let not_told = result["not_told"].as_array().expect("is a list");
    assert_eq!(not_told.len(), 1, "{not_told:?}");
    let parts = not_told[0]["parts"].as_array().expect("is a list");
    let mut named: Vec<&str> = parts.iter().filter_map(|part| part[0].as_str()).collect();
    named.sort_unstable();
    assert_eq!(named, [TRUTH[2].0, TRUTH[1].0]);
    let errors: Vec<bool> = result["parameters"]
        .as_array()
        .expect("is a list")
        .iter()
        .map(|one| one["error_by_luck"].is_number())
        .collect();
    assert_eq!(errors, [true, false, false], "of these two no error can be stated");
    let pair = &result["correlated"][0];
    assert!(pair["correlation"].as_f64().is_some_and(|correlation| correlation < -0.9), "{pair}");
    let told = corridor().arg("calibrate").arg(scenario()).args(&figures).assert().code(0).get_output().stdout.clone();
    let told = String::from_utf8_lossy(&told).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("flows/goods_east/t_per_unit and flows/goods_east/arrivals/poisson/volume: not separable"));
}

#[test]
fn a_count_is_fitted_as_a_whole_number() {
    let calls = ("east_calls", "calls_per_day", "eastport", "1/d");
    let figures = observed(&[("fleets/ferry/count", 4.0)], &[calls]);
    let asked = ["--parameter", "fleets/ferry/count", "--fact", "east_calls"];
    let result = printed("calibrate", &with(figures, &asked));
    assert_eq!(result["parameters"][0]["fitted"], 4.0, "{result}");
}

#[test]
fn the_patch_gives_the_fitted_figures_and_keeps_what_is_known_of_the_numbers() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let out = dir.path().join("fit");
    let figures = observed(&TRUTH, &FACTS);
    let filed = [&["--out".to_owned(), out.display().to_string()][..], &figures].concat();
    let result = printed("calibrate", &filed);
    let patch = out.join("fitted.json");
    let plan = json(&fs::read(&patch).expect("the patch is there"));
    let weight = &plan["flows"]["goods_east"]["t_per_unit"];
    assert_eq!((&weight["range"][0], &weight["range"][1]), (&10.into(), &30.into()));
    let note = weight["note"].as_str().expect("there is a note");
    assert_eq!(note, "fitted to crossing, lorries, goods; 14 before; as weighed at the gate");
    let sailing = &plan["lanes"]["strait"]["sailing_h"]["lognormal"];
    assert_eq!((&sailing["mean"]["source"], &sailing["cv"]), (&"TST-010".into(), &0.15.into()), "a law stands whole");
    let again = printed("run", &with(figures.clone(), &["--plan", &patch.display().to_string()]));
    for (fact, told) in FACTS.iter().zip(result["facts"].as_array().expect("is a list")) {
        let (after, mean) = (told["after"].as_f64().expect("is a number"), mean(&again, *fact));
        assert!((after / mean - 1.0).abs() < 1e-9, "{}: {after} fitted, {mean} with the patch", fact.0);
    }
    let one = [&["--threads".to_owned(), "1".to_owned()][..], &figures].concat();
    assert_eq!(printed("calibrate", &one), result, "any number of threads");
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let rows: [(&[&str], &str); 9] = [
        (&["--parameter", "fleets/ferry/cuont"], "did you mean \"fleets/ferry/count\"?"),
        (&["--parameter", "lanes/strait/sailing_h"], "no number with a range is called"),
        (
            &["--parameter", "flows/metal_west/t_per_unit", "--set", "flows/metal_west/t_per_unit={\"value\":5}"],
            "no range",
        ),
        (&["--parameter", "fleets/ferry/count", "--parameter", "fleets/ferry/count"], "is named twice"),
        (&["--fact", "crosing"], "did you mean \"crossing\"?"),
        (&["--fact", "lorries", "--set", "observed/lorries/tolerance_pct=0"], "lorries has no tolerance"),
        (&["--set", "calibration=null"], "there is no parameter to fit"),
        (&["--set", "calibration=null", "--parameter", "fleets/ferry/count"], "there is no figure to fit to"),
        (
            &["--parameter", "profiles/autumn/0", "--set", "profiles/autumn/0={\"value\":0.06,\"range\":[0.06,0.061]}"],
            "stands in a list",
        ),
    ];
    for (arguments, said) in rows {
        let output = corridor().arg("calibrate").arg(scenario()).args(arguments).assert().code(2).get_output().clone();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.stdout.is_empty() && err.contains(said) && err.contains("help: "), "{arguments:?}: {err}");
    }
}
