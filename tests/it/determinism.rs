//! The same scenario and seed give the same bytes, whatever the number of threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use corridor::kernel::Time;
use corridor::model::{Fact, Observer, World};

use crate::cli::{corridor, strait};

const FILES: [&str; 10] = [
    "assumptions.csv",
    "ledger.csv",
    "manifest.json",
    "monthly.csv",
    "replications.csv",
    "report.md",
    "resolved.json",
    "resources.csv",
    "summary.json",
    "units.csv",
];

/// What a run prints, and the files it writes.
fn results(arguments: &[&str]) -> (Vec<u8>, BTreeMap<String, Vec<u8>>) {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let mut command = corridor();
    command.arg("run").arg(strait()).arg("--out").arg(dir.path()).arg("--units").args(arguments);
    let printed = command.assert().code(0).get_output().stdout.clone();
    (printed, files(dir.path()))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry"));
    let shown = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let file = |entry: fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("the file can be read"))
    };
    shown.map(file).collect()
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let (printed, files) = results(&["--threads", "1"]);
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), FILES);
    for threads in ["2", "3", "7"] {
        let (again, others) = results(&["--threads", threads]);
        assert!(printed == again, "{threads} threads print something else");
        for (name, bytes) in &files {
            assert!(*bytes == others[name], "{threads} threads write another {name}");
        }
    }
}

/// What each replication calls for is its own affair, whoever ran before it on the same thread.
#[test]
fn triggered_changes_give_the_same_bytes() {
    let plan = r#"{"timeline": {"more": {
        "when": {"measure": "wait_p90", "of": "strait@eastport", "above": 30, "window_d": 30, "at_most": 3},
        "because": "waits are long", "add": {"fleets": {"ferry": {"count": 1}}}}}}"#;
    let dir = tempfile::tempdir().expect("a folder can be made");
    let path = dir.path().join("more.json");
    fs::write(&path, plan).expect("the file can be written");
    let plan = ["--plan", &*path.to_string_lossy()];
    let (printed, files) = results(&[&plan[..], &["--threads", "1"]].concat());
    let (again, others) = results(&[&plan[..], &["--threads", "5"]].concat());
    let report = String::from_utf8_lossy(&files["report.md"]).into_owned();
    assert!(report.contains("Triggered changes"), "{report}");
    assert!(printed == again && files == others);
}

#[test]
fn a_precision_is_reached_at_the_same_replication_by_any_number_of_threads() {
    let arguments = ["--precision", "1%", "--threads"];
    let (printed, files) = results(&[&arguments[..], &["1"]].concat());
    let (again, others) = results(&[&arguments[..], &["7"]].concat());
    assert!(printed == again && files == others);
}

#[test]
fn another_seed_gives_other_results() {
    let (_, files) = results(&[]);
    let (_, others) = results(&["--seed", "8"]);
    assert!(files["replications.csv"] != others["replications.csv"], "the comparison above can fail");
}

#[test]
fn more_replications_only_add() {
    let (_, few) = results(&["--replications", "5"]);
    let (_, many) = results(&["--replications", "12"]);
    for name in ["replications.csv", "units.csv"] {
        assert!(many[name].starts_with(&few[name]) && many[name].len() > few[name].len(), "{name}");
    }
}

#[test]
fn a_patch_that_changes_nothing_changes_nothing() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let plan = dir.path().join("base.json");
    fs::write(&plan, "{}").expect("the file can be written");
    let (printed, files) = results(&[]);
    let (again, others) = results(&["--plan", &plan.to_string_lossy()]);
    assert!(printed == again && files == others);
}

#[test]
fn a_replay_is_the_replication_again() {
    let (_, files) = results(&[]);
    let units = String::from_utf8(files["units.csv"].clone()).expect("units.csv is UTF-8");
    let header = units.lines().next().into_iter();
    let expected: Vec<&str> = header.chain(units.lines().filter(|row| row.starts_with("3,"))).collect();
    let mut command = corridor();
    command.arg("replay").arg(strait()).args(["--replication", "3", "--units"]);
    let printed = String::from_utf8(command.assert().code(0).get_output().stdout.clone()).expect("output is UTF-8");
    assert!(expected == printed.lines().collect::<Vec<_>>());
}

/// A flow that passes a stage twice draws twice: the time of a visit is not the time of the one before.
#[test]
fn a_second_visit_has_luck_of_its_own() {
    #[derive(Default)]
    struct Handled(Vec<(Time, bool)>);
    impl Observer for Handled {
        fn record(&mut self, time: Time, fact: Fact) {
            match fact {
                Fact::HandlingStarted { .. } => self.0.push((time, true)),
                Fact::HandlingEnded { .. } => self.0.push((time, false)),
                _ => {}
            }
        }
    }
    let text = r#"{
        "title": "One wagon, twice through one hall",
        "horizon_h": 1000,
        "places": {"dostyk": {"kind": "border"}},
        "stages": {"hall": {"place": "dostyk", "kind": "border", "servers": 1, "room": "unlimited",
            "handling": {"unit_h": {"exponential": {"mean": 8}}}}},
        "flows": {"grain": {"commodity": "grain", "direction": "westbound", "unit": "wagon", "t_per_unit": 62,
            "from": "dostyk", "to": "dostyk", "route": ["hall", "hall"],
            "arrivals": {"timetable": {"first_h": 0, "every_h": 100, "units_in_all": 1}}}}
    }"#;
    let scenario = corridor::scenario::parse(text, "twice.json", &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut world = World::new(&scenario.corridor, Handled::default());
    world.replicate(1, 1).expect("everything adds up");
    let times = &world.observer().0;
    assert_eq!(times.len(), 4, "{times:?}");
    let visits = [times[1].0.since(times[0].0), times[3].0.since(times[2].0)];
    assert_ne!(visits[0], visits[1]);
}
