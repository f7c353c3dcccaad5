//! Fuzzes what is laid over a scenario: values set on the command line, a plan, a table of recorded values.
//!
//! An input is four parts with a line `===` between them: which scenario (a number), one `PATH=VALUE` a line, a plan,
//! a table that every scenario may name as `table.csv`. Built and started like `scenario`.

#![no_main]

mod trial;

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::LazyLock;

use corridor::scenario::{Set, Vary};
use libfuzzer_sys::{Corpus, fuzz_target};

const RECORDED: &str = r#"{
    "title": "Recorded", "start": "2023-01-01", "end": "2024-01-01",
    "places": {"dostyk": {"kind": "border"}},
    "stages": {"hall": {"place": "dostyk", "kind": "border", "servers": 1, "room": "unlimited",
        "handling": {"unit_h": {"empirical": {"file": "table.csv"}}}}},
    "flows": {"grain": {"commodity": "grain", "direction": "westbound", "unit": "wagon", "t_per_unit": 62,
        "from": "dostyk", "to": "dostyk", "route": ["hall"], "arrivals": {"recorded": {"file": "table.csv"}}}}
}"#;

/// Scenarios small enough to be loaded often.
static SCENARIOS: LazyLock<Vec<PathBuf>> = LazyLock::new(|| {
    let whole = |path: &PathBuf| corridor::scenario::load(path, &[], &[]).is_ok();
    let mut all: Vec<PathBuf> = trial::seeds().into_iter().filter(whole).take(40).collect();
    all.push(trial::write("recorded.json", RECORDED.as_bytes()));
    all
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let mut parts = text.split("\n===\n");
    let mut part = || parts.next().unwrap_or("");
    let Ok(number) = part().trim().parse::<usize>() else { return Corpus::Reject };
    let scenarios = &*SCENARIOS;
    let path = &scenarios[number % scenarios.len()];
    let mut sets = Vec::new();
    for line in part().lines().take(8) {
        let _ = Vary::from_str(line);
        sets.extend(Set::from_str(line));
    }
    let plan = part();
    let patches = if plan.trim().is_empty() { vec![] } else { vec![trial::write("plan.json", plan.as_bytes())] };
    trial::write("table.csv", part().as_bytes());
    trial::trial(path, &sets, &patches);
    Corpus::Keep
});
