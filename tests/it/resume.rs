//! A results folder is extended or gone on with after an end of any kind: its files are those of one undisturbed run.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::cli::{corridor, strait};

/// Three months of lead-in and one that is measured: quick.
const SHORT: [&str; 2] = ["--set", "end=\"2023-02-01\""];

fn command(out: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_corridor"));
    command.arg("run").arg(strait()).args(SHORT).args(arguments).arg("--out").arg(out);
    command
}

/// Runs to the end; what is said on standard error.
fn run(out: &Path, arguments: &[&str]) -> String {
    let output = command(out, arguments).output().expect("the program starts");
    let told = String::from_utf8(output.stderr).expect("output is UTF-8");
    assert_eq!(output.status.code(), Some(0), "{told}");
    told
}

fn refused(out: &Path, arguments: &[&str]) -> String {
    let output = command(out, arguments).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).expect("output is UTF-8")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// All files but the lock and the journal.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry"));
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let shown = entries.filter(|entry| ![".lock", ".experiment"].contains(&name(entry).as_str()));
    shown.map(|entry| (name(&entry), fs::read(entry.path()).expect("the file can be read"))).collect()
}

fn assert_same(folder: &Path, whole: &Path, what: &str) {
    let (found, expected) = (files(folder), files(whole));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in &found {
        assert!(*bytes == expected[name], "{what}: another {name}");
    }
}

/// A folder left by a killed run: two whole replications of three, and a torn one.
fn killed(units: bool) -> tempfile::TempDir {
    let dir = folder();
    run(dir.path(), if units { &["-n", "3", "--units"] } else { &["-n", "3"] });
    fs::remove_file(dir.path().join("manifest.json")).expect("the manifest is there");
    for name in ["replications.csv", "units.csv"].into_iter().take(1 + usize::from(units)) {
        let bytes = fs::read(dir.path().join(name)).expect("the file is there");
        fs::write(dir.path().join(format!("{name}.part")), &bytes[..bytes.len() - 9]).expect("the file can be written");
        fs::remove_file(dir.path().join(name)).expect("the file is there");
    }
    dir
}

#[test]
fn a_folder_is_extended() {
    let (whole, dir) = (folder(), folder());
    run(whole.path(), &["-n", "100"]);
    run(dir.path(), &["-n", "40"]);
    let told = run(dir.path(), &["-n", "100", "--threads", "1"]);
    assert!(told.contains("40 replications in the folder are taken over and not simulated again"), "{told}");
    assert_same(dir.path(), whole.path(), "40, then 100");
    run(dir.path(), &["-n", "100"]);
    assert_same(dir.path(), whole.path(), "100 again");
    assert_eq!(run(dir.path(), &["-n", "100", "--quiet"]), "");
    let fewer = folder();
    run(fewer.path(), &["-n", "7"]);
    let told = run(dir.path(), &["-n", "7"]);
    assert!(told.contains("7 of the 100 replications in the folder are taken over"), "{told}");
    assert_same(dir.path(), fewer.path(), "7 of 100");
}

#[test]
fn units_are_extended_or_all_is_simulated_anew() {
    let (whole, dir) = (folder(), folder());
    run(whole.path(), &["-n", "9", "--units"]);
    run(dir.path(), &["-n", "4", "--units"]);
    let told = run(dir.path(), &["-n", "9", "--units"]);
    assert!(told.contains("4 replications in the folder are taken over"), "{told}");
    assert_same(dir.path(), whole.path(), "4, then 9");
    let (few, bare) = (folder(), folder());
    run(few.path(), &["-n", "5", "--units"]);
    run(dir.path(), &["-n", "5", "--units"]);
    assert_same(dir.path(), few.path(), "5 of 9");
    run(bare.path(), &["-n", "9"]);
    run(dir.path(), &["-n", "9"]);
    assert_same(dir.path(), bare.path(), "9 without units");
    let told = run(dir.path(), &["-n", "9", "--units"]);
    assert!(told.contains("simulated anew: their units were not filed"), "{told}");
    assert_same(dir.path(), whole.path(), "9 with units after all");
}

#[test]
fn a_precision_is_reached_at_the_same_replication() {
    let arguments = ["--precision", "0.5%"];
    let whole = folder();
    run(whole.path(), &arguments);
    let reached = count(whole.path());
    assert!(reached > 20, "the rule looks more than once: {reached}");
    for held in [3, 10, 17, reached, reached + 20] {
        let dir = folder();
        run(dir.path(), &["-n", &held.to_string()]);
        run(dir.path(), &arguments);
        assert_same(dir.path(), whole.path(), &format!("a precision after {held} replications"));
    }
}

/// Replications that a folder holds by its manifest.
fn count(folder: &Path) -> u64 {
    let text = fs::read_to_string(folder.join("manifest.json")).expect("the manifest is there");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("the manifest is JSON");
    manifest["replications"].as_u64().expect("a number of replications")
}

#[test]
fn a_torn_record_is_simulated_again() {
    for units in [false, true] {
        let arguments: &[&str] = if units { &["-n", "5", "--units"] } else { &["-n", "5"] };
        let (whole, dir) = (folder(), killed(units));
        run(whole.path(), arguments);
        let told = run(dir.path(), arguments);
        assert!(told.contains("2 replications in the folder are taken over"), "{told}");
        assert_same(dir.path(), whole.path(), "after a torn record");
    }
}

#[test]
fn an_unfinished_run_of_another_experiment_is_spared() {
    let dir = killed(false);
    let before = files(dir.path());
    for (other, reason) in
        [("--seed=8", "an unfinished run of seed 7, this run has seed 8"), ("--set=title=Other", "of another scenario")]
    {
        let told = refused(dir.path(), &[other]);
        assert!(told.contains(reason) && told.contains("choose another folder"), "{told}");
    }
    assert!(files(dir.path()) == before, "nothing was touched");
    let journal = dir.path().join(".experiment");
    let text = fs::read_to_string(&journal).expect("the journal is there");
    let elder = text.replace(env!("CARGO_PKG_VERSION"), "0.0.1");
    fs::write(&journal, elder).expect("the journal can be written");
    let told = refused(dir.path(), &[]);
    assert!(told.contains("an unfinished run of version 0.0.1"), "{told}");
    fs::write(&journal, text.replace("corridor_sha256\":\"", "corridor_sha256\":\"0")).expect("it can be written");
    let told = refused(dir.path(), &[]);
    assert!(told.contains("other contents of the files it names"), "{told}");
    let part = dir.path().join("replications.csv.part");
    fs::write(&part, "plan,").expect("the file can be written");
    run(dir.path(), &["-n", "1", "--seed", "8"]); // there is nothing to lose
}

/// The names by which the same files go while a folder is filed.
#[test]
fn a_run_killed_while_it_filed_is_gone_on_with() {
    let whole = folder();
    run(whole.path(), &["-n", "6", "--units"]);
    let grown: [&[&str]; 3] = [&[], &["replications.csv"], &["replications.csv", "units.csv"]];
    for names in grown {
        for older in ["", "2", "9"] {
            // What was there before: nothing, fewer or more replications.
            let dir = folder();
            run(dir.path(), &["-n", "6", "--units"]);
            fs::remove_file(dir.path().join("manifest.json")).expect("the manifest is there");
            fs::write(dir.path().join(".unfinished-abc"), "").expect("the file can be written");
            for name in names {
                let path = dir.path().join(name);
                fs::rename(&path, dir.path().join(format!("{name}.part"))).expect("the file is there");
                if !older.is_empty() {
                    let elder = folder();
                    run(elder.path(), &["-n", older, "--units"]);
                    fs::copy(elder.path().join(name), &path).expect("the file can be copied");
                }
            }
            let told = run(dir.path(), &["-n", "6", "--units"]);
            assert!(told.contains("6 replications in the folder are taken over"), "{names:?} {older}: {told}");
            assert_same(dir.path(), whole.path(), &format!("{names:?} over {older}"));
        }
    }
}

#[test]
fn what_grew_in_a_whole_folder_is_taken_if_it_is_more() {
    let (whole, more, dir) = (folder(), folder(), folder());
    run(whole.path(), &["-n", "8", "--units"]);
    run(more.path(), &["-n", "6", "--units"]);
    for (held, taken, units) in [("3", 6, true), ("7", 7, true), ("3", 3, false)] {
        run(dir.path(), &["-n", held, "--units"]);
        for name in ["replications.csv", "units.csv"].into_iter().take(1 + usize::from(units)) {
            let part = dir.path().join(format!("{name}.part"));
            fs::copy(more.path().join(name), part).expect("the file can be copied");
        }
        let told = run(dir.path(), &["-n", "8", "--units"]);
        assert!(told.contains(&format!("{taken} replications in the folder are taken over")), "{told}");
        assert_same(dir.path(), whole.path(), &format!("{held} whole, 6 grown"));
    }
}

#[test]
fn what_is_not_known_is_simulated_anew() {
    let (whole, dir) = (folder(), folder());
    run(whole.path(), &["-n", "4"]);
    run(dir.path(), &["-n", "3"]);
    fs::remove_file(dir.path().join(".experiment")).expect("the journal is there");
    let told = run(dir.path(), &["-n", "4"]);
    assert!(told.contains("simulated anew: it is not known"), "{told}");
    assert_same(dir.path(), whole.path(), "without a journal");
    let plan = dir.path().with_extension("json");
    fs::write(&plan, "{}").expect("the plan can be written");
    let told = run(dir.path(), &["-n", "4", "--plan", &plan.to_string_lossy()]);
    fs::remove_file(&plan).expect("the plan is there");
    assert!(told.contains("simulated anew: they are of another plan"), "{told}");
    let told = run(dir.path(), &["-n", "4"]);
    assert!(told.contains("simulated anew: they are of another plan"), "{told}");
    assert_same(dir.path(), whole.path(), "after another plan");
}

/// The scenario has the name of the file, its fingerprint not what is in it.
#[test]
fn a_changed_table_is_another_experiment() {
    let dir = folder();
    let (scenario, table, out) = (dir.path().join("s.json"), dir.path().join("t.csv"), dir.path().join("out"));
    let text = r#"{
        "title": "Recorded wagons", "horizon_h": 100,
        "places": {"dostyk": {"kind": "border"}},
        "stages": {"hall": {"place": "dostyk", "kind": "border", "servers": 1, "room": "unlimited",
            "handling": {"unit_h": {"exponential": {"mean": 2}}}}},
        "flows": {"grain": {"commodity": "grain", "direction": "westbound", "unit": "wagon", "t_per_unit": 62,
            "from": "dostyk", "to": "dostyk", "route": ["hall"], "arrivals": {"recorded": {"file": "t.csv"}}}}
    }"#;
    fs::write(&scenario, text).expect("the file can be written");
    let run = |rows: &str, code| {
        fs::write(&table, format!("time_h,units\n{rows}")).expect("the file can be written");
        let mut command = corridor();
        let output = command.arg("run").arg(&scenario).args(["-n", "3", "--out"]).arg(&out).assert().code(code);
        String::from_utf8_lossy(&output.get_output().stderr).into_owned()
    };
    run("1,3\n", 0);
    assert!(run("1,3\n", 0).contains("3 replications in the folder are taken over"));
    let told = run("1,4\n", 2);
    assert!(told.contains("other contents of the files it names"), "{told}");
}

#[cfg(unix)]
fn start(out: &Path, arguments: &[&str]) -> Child {
    let mut command = command(out, arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

/// Waits until a run has appended some rows.
#[cfg(unix)]
fn wait_for(part: &PathBuf, bytes: u64) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while fs::metadata(part).map_or(0, |part| part.len()) < bytes {
        assert!(Instant::now() < deadline, "no replication is finished in a minute");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_is_gone_on_with() {
    let (whole, dir) = (folder(), folder());
    let part = dir.path().join("replications.csv.part");
    for round in 1..=3 {
        let mut child = start(dir.path(), &["-n", "1000000", "--units"]);
        wait_for(&part, 300_000 * round);
        let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(sent.expect("kill can be called").success());
        assert_eq!(child.wait().expect("the program ends").code(), Some(130));
        assert!(!part.exists(), "what is finished is filed");
    }
    let all = (count(dir.path()) + 3).to_string();
    run(dir.path(), &["-n", &all, "--units"]);
    run(whole.path(), &["-n", &all, "--units"]);
    assert_same(dir.path(), whole.path(), "interrupted three times");
}

/// Whenever a process is killed, no replication is lost that had been appended.
#[cfg(unix)]
#[test]
fn a_run_killed_at_random_is_gone_on_with() {
    let (whole, luck) = (folder(), RandomState::new());
    let arguments = ["-n", "150", "--units"];
    let begin = Instant::now();
    run(whole.path(), &arguments);
    let once = begin.elapsed();
    let each = rows(&whole.path().join("replications.csv"))[&1];
    for story in 0..3_u64 {
        let dir = folder();
        if story == 1 {
            run(dir.path(), &["-n", "30", "--units"]); // a whole folder, to be extended
        }
        let (mut waits, mut ends, mut held) = (Vec::new(), 0, 0);
        for round in 0..12_u64 {
            // Short ones more often: some fall into the start, others into the filing.
            let share = (luck.hash_one((story, round)) >> 11) as f64 / (1_u64 << 53) as f64;
            let wait = once.mul_f64(share * share * 0.7);
            waits.push(wait);
            let mut child = start(dir.path(), &arguments);
            std::thread::sleep(wait);
            child.kill().expect("the program can be killed");
            ends += u64::from(child.wait().expect("the program ends").success());
            let now = finished(dir.path(), each);
            assert!(now >= held, "{held} replications were there, now {now}: {waits:?}");
            held = now;
        }
        run(dir.path(), &arguments);
        assert_same(dir.path(), whole.path(), &format!("killed after {waits:?}, {ends} of them too late"));
    }
}

/// Rows of each replication in a file, torn ones left out.
#[cfg(unix)]
fn rows(file: &Path) -> BTreeMap<u64, usize> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let whole = &text[..text.rfind('\n').map_or(0, |end| end + 1)];
    let mut rows = BTreeMap::new();
    for row in whole.lines().skip(1) {
        let number = row.split(',').nth(1).and_then(|number| number.parse().ok()).expect("a row has a number");
        *rows.entry(number).or_default() += 1;
    }
    rows
}

/// Replications that stand whole in one of the files, with `each` rows.
#[cfg(unix)]
fn finished(folder: &Path, each: usize) -> usize {
    let of = |name: &str| rows(&folder.join(name)).values().filter(|count| **count == each).count();
    of("replications.csv").max(of("replications.csv.part"))
}
