//! The report of a small scenario, word for word. `BLESS=1 cargo test golden` takes a change over; review it as a diff.

use std::fs;
use std::path::Path;

use crate::cli::{corridor, strait};

fn golden(name: &str, arguments: &[&str]) {
    let mut command = corridor();
    let printed = command.arg("run").arg(strait()).args(arguments).assert().code(0).get_output().stdout.clone();
    let printed = String::from_utf8(printed).expect("output is UTF-8");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &printed).expect("the golden file can be written");
    }
    let expected = fs::read_to_string(&path).expect("the golden file is there");
    assert!(printed == expected, "{name} differs; see it with BLESS=1 and git diff\n{printed}");
}

#[test]
fn the_report_for_reading() {
    golden("strait.txt", &[]);
}

#[test]
fn the_report_in_markdown() {
    golden("strait.md", &["--format", "md"]);
}

/// The shipped results are those of the shipped scenario, byte for byte; the README says how to make them anew.
#[test]
fn the_shipped_results_come_out_again() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().expect("a folder can be made");
    let anew = scratch.path().join("corridor-2023");
    let scenario = project.join("scenarios/corridor-2023.json");
    corridor().arg("run").arg(scenario).arg("--quiet").arg("--out").arg(&anew).assert().code(0);
    let shipped = project.join("results/corridor-2023");
    let names = [
        "report.md",
        "summary.json",
        "monthly.csv",
        "ledger.csv",
        "resources.csv",
        "assumptions.csv",
        "resolved.json",
        "manifest.json",
    ];
    for name in names {
        let [shipped, anew] =
            [&shipped, &anew].map(|folder| fs::read(folder.join(name)).expect("the file can be read"));
        assert!(shipped == anew, "results/corridor-2023/{name} is not what the scenario gives: see results/README.md");
    }
}
