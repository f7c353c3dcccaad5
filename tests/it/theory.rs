//! Systems with exact answers: the cases of `corridor selftest`, held and with a rule broken.
//!
//! Where one fails after a change of the generator or of the order of sampling, `THEORY_SEEDS=second cargo test theory`
//! takes other seeds and four times the replications. Where that fails too there is a mistake: the bound is never
//! widened, and no seed is searched for.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use corridor::selftest::constants::settling;
use corridor::selftest::{Case, Claim, Finding, Luck, POWER, Rule, cases, oracles};
use corridor::stats::mser::{TooShort, mser5};

use crate::cli::corridor;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory")
}

fn found(case: &Case, rule: Rule, luck: Luck) -> Vec<Finding> {
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let findings = case.run(rule, luck, threads, &AtomicBool::new(false), || {});
    findings.unwrap_or_else(|why| panic!("{}: {why:?}", case.name))
}

/// All cases as they are stated, tried once for all tests.
pub static FINDINGS: LazyLock<Vec<Finding>> = LazyLock::new(|| {
    let second = std::env::var("THEORY_SEEDS").is_ok_and(|seeds| seeds == "second");
    let luck = if second { Luck { seed: 1_000_000, times: 4 } } else { Luck::STATED };
    cases().iter().flat_map(|case| found(case, Rule::Stated, luck)).collect()
});

fn told(finding: &Finding) -> String {
    let Finding { case, oracle, simulated, .. } = finding;
    format!("{case} {}: exact {}, {simulated:?}", oracle.statistic, oracle.exact)
}

#[test]
fn every_case_holds() {
    let outside: Vec<String> = FINDINGS.iter().filter(|finding| !finding.holds).map(told).collect();
    assert!(outside.is_empty(), "{}", outside.join("\n"));
}

#[test]
fn every_case_with_a_rule_broken_is_rejected() {
    let tried = cases();
    let findings = tried.iter().flat_map(|case| found(case, Rule::Broken, Luck::STATED));
    let unnoticed: Vec<String> = findings.filter(|finding| finding.holds).map(|finding| told(&finding)).collect();
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}

#[test]
fn an_error_of_five_percent_would_be_found() {
    let claimed = FINDINGS.iter().filter(|finding| finding.claim == Claim::Equals);
    let blind: Vec<String> = claimed
        .filter(|finding| finding.simulated.and_then(|simulated| simulated.detects).is_some_and(|share| share > 0.05))
        .map(told)
        .collect();
    assert!(blind.is_empty(), "power {POWER}:\n{}", blind.join("\n"));
}

#[test]
fn every_row_of_the_table_is_tried() {
    let tried: BTreeSet<(&str, &str)> =
        cases().iter().flat_map(|case| case.statistics().map(|name| (case.id(), name)).collect::<Vec<_>>()).collect();
    let rows = oracles().iter().map(|oracle| (oracle.id.as_str(), oracle.statistic.as_str()));
    let missing: Vec<_> = rows.filter(|row| !tried.contains(row)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_file_of_the_folder_is_a_case_and_measures_its_headline() {
    let cases = cases();
    for entry in fs::read_dir(folder()).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in plain letters");
        assert!(cases.iter().any(|case| case.file() == Some(name)), "{name} is no case");
        let scenario = corridor::scenario::load(&path, &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let measures = corridor::model::measures(&scenario.corridor);
        for main in &scenario.headline {
            let known = measures.iter().any(|known| {
                (known.name, &known.of, &known.period) == (main.measure.as_str(), &main.of, &main.period)
                    && main.unit.as_ref().is_none_or(|unit| *unit == known.unit)
            });
            assert!(known, "{name}: nothing measures {main:?}");
        }
    }
}

#[test]
fn a_series_too_short_for_mser5_is_refused() {
    assert_eq!(mser5(&settling(60.0)[..60]), Err(TooShort { batches: 12 }));
}

/// The command prints what the library finds, and its exit code says how it went.
#[test]
fn the_command_tells_what_was_found() {
    let told = |arguments: &[&str], code: i32| {
        let mut command = corridor();
        let output = command.arg("selftest").args(arguments).assert().code(code).get_output().clone();
        (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (table, _) = told(&["--case", "p23-a", "--case", "P22"], 0);
    assert!(table.contains("All of 4 statistics agree with the exact values."), "{table}");
    let (json, _) = told(&["--case", "P23-a", "--format", "json"], 0);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["statistics"][1]["simulated"], 500.0);
    let (table, _) = told(&["--case", "P22", "--case", "P26", "--case", "P23-a", "--broken"], 5);
    assert!(table.contains("With a rule broken, all of 23 statistics are rejected, as they must be."), "{table}");
    let (_, refused) = told(&["--case", "P99"], 2);
    assert!(refused.contains("there is no such case") && refused.contains("P28"), "{refused}");
}
