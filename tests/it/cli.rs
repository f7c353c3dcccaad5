//! The command line as a user meets it: exit codes, what goes where, and what is refused.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;

pub fn corridor() -> Command {
    Command::new(env!("CARGO_BIN_EXE_corridor"))
}

/// The small scenario that these tests run.
pub fn strait() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/strait.json")
}

fn run() -> Command {
    let mut command = corridor();
    command.arg("run").arg(strait());
    command
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

fn output(command: &mut Command, code: i32) -> (String, String) {
    let output = command.assert().code(code).get_output().clone();
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (text(output.stdout), text(output.stderr))
}

/// What a command has to say: its mistakes where it is refused, else its results.
pub fn told(command: &mut Command, code: i32) -> String {
    let (out, err) = output(command, code);
    if code == 2 { err } else { out }
}

/// The rows of a CSV text, but for its header.
pub fn rows(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row")).collect()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("output is JSON")
}

#[test]
fn help_is_a_result() {
    let (out, err) = output(corridor().arg("--help"), 0);
    for command in [
        "run",
        "backtest",
        "calibrate",
        "compare",
        "rank",
        "regret",
        "next-best",
        "sweep",
        "sensitivity",
        "bound",
        "check",
        "schema",
        "init",
        "replay",
        "completions",
        "man",
    ] {
        assert!(out.contains(&format!("\n  {command} ")), "{command} is missing in {out}");
    }
    assert!(out.ends_with('\n') && err.is_empty(), "{err}");
    let (out, _) = output(corridor().arg("--version"), 0);
    assert_eq!(out, format!("corridor {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn mistakes_of_usage_end_with_2() {
    let rows: [&[&str]; 14] = [
        &[],
        &["walk"],
        &["run"],
        &["run", "x.json", "--threads", "0"],
        &["run", "x.json", "--threads", "100000"],
        &["run", "x.json", "--replications", "0"],
        &["run", "x.json", "--precision", "2"],
        &["run", "x.json", "--precision", "nan%"],
        &["run", "x.json", "--units"],
        &["run", "x.json", "--set", "novalue"],
        &["run", "x.json", "--format", "pdf"],
        &["backtest"],
        &["backtest", "x.json", "--pass-share", "1.1"],
        &["replay", "x.json"],
    ];
    for arguments in rows {
        let (out, err) = output(corridor().args(arguments), 2);
        assert!(out.is_empty() && !err.is_empty(), "{arguments:?}: {out} {err}");
    }
}

#[test]
fn an_invalid_scenario_ends_with_2() {
    let dir = folder();
    let bad = dir.path().join("bad.json");
    fs::write(&bad, "{\"title\": \"x\"").expect("the file can be written");
    for command in ["run", "check"] {
        let (out, err) = output(corridor().arg(command).arg(&bad), 2);
        assert!(out.is_empty() && err.contains("bad.json:1:"), "{err}");
        let (_, err) = output(corridor().arg(command).arg(dir.path().join("none.json")), 2);
        assert!(err.contains("none.json"), "{err}");
    }
    let (_, err) = output(run().args(["--set", "headline=[{\"measure\": \"throughpt\", \"of\": \"strait\"}]"]), 2);
    assert!(err.contains("\"throughpt\"") && err.contains("throughput"), "{err}");
}

#[test]
fn check_says_what_the_scenario_holds() {
    let (out, err) = output(corridor().arg("check").arg(strait()), 0);
    assert!(out.contains("no problems") && out.contains("2 flows"), "{out}");
    assert!(err.is_empty(), "{err}");
}

#[test]
fn every_format_is_what_it_says() {
    let (table, err) = output(&mut run(), 0);
    assert!(table.starts_with("A strait with two ports\n====") && table.contains(" ± "), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 120), "{table}");
    assert!(err.is_empty(), "no progress where there is no terminal: {err}");
    let (summary, _) = output(run().args(["--format", "json"]), 0);
    let summary = json(&summary);
    let total = summary["measures"].as_array().and_then(|measures| {
        measures
            .iter()
            .find(|measure| measure["name"] == "throughput" && measure["of"] == "strait" && measure["unit"] == "t/year")
    });
    let total = total.expect("the total is there");
    assert_eq!((&total["period"], &total["n"]), (&"all".into(), &12.into()));
    assert!(total["half_width"].as_f64().is_some_and(|half_width| half_width > 0.0));
    let (csv, _) = output(run().args(["--format", "csv"]), 0);
    assert!(csv.starts_with("measure,of,period,unit,mean,half_width,"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + summary["measures"].as_array().map_or(0, Vec::len));
    let (markdown, _) = output(run().args(["--format", "md"]), 0);
    assert!(markdown.starts_with("# A strait with two ports\n") && markdown.contains("| ---: |"), "{markdown}");
}

#[test]
fn replications_and_seed_can_be_changed() {
    let (out, _) = output(run().args(["--replications", "3", "--seed", "5", "--format", "json"]), 0);
    let summary = json(&out);
    assert_eq!((&summary["replications"], &summary["seed"]), (&3.into(), &5.into()));
    let (one, _) = output(run().args(["-n", "1"]), 0);
    assert!(!one.contains("± 0.0"), "one replication claims no interval: {one}");
    assert!(one.contains(" 1 replication, seed 7") && one.contains("In the one replication, "), "{one}");
}

#[test]
fn a_thousand_threads_are_as_good_as_one() {
    let [many, one] = ["1000", "1"].map(|threads| output(run().args(["-n", "2", "--threads", threads]), 0));
    assert_eq!(many, one);
}

#[test]
fn a_gridlock_ends_with_5_and_is_named() {
    let jam = strait().with_file_name("jam.json");
    let (_, err) = output(corridor().arg("run").arg(&jam).args(["-n", "2"]), 5);
    assert!(err.contains("gridlock: ") && err.contains("What holds what: "), "{err}");
    // With room before the front, trains wait there instead of on its server, and everything moves.
    let room = ["--set", "stages/westport_front/room=\"unlimited\"", "--set", "yards/westport_wagons/capacity=5000"];
    output(corridor().arg("run").arg(&jam).args(["-n", "2"]).args(room), 0);
}

#[test]
fn precision_stops_when_reached_or_says_that_it_was_not() {
    let (out, err) = output(run().args(["--precision", "5%", "--format", "json"]), 0);
    assert_eq!(json(&out)["replications"], 10);
    assert!(err.is_empty(), "{err}");
    let (out, err) = output(run().args(["--precision", "0.01%", "--replications", "15"]), 4);
    assert!(err.contains("not reached within the 15 replications"), "{err}");
    let (_, err) = output(run().args(["--precision", "5%", "--replications", "1"]), 4);
    assert!(err.contains("not reached within the 1 replication allowed"), "{err}");
    assert!(out.contains("not reached within the 15 replications"), "{out}");
}

#[test]
fn a_warm_up_is_found_or_refused() {
    let queue = |arguments: &[&str], code| {
        let mut command = corridor();
        let scenario = strait().with_file_name("queue.json");
        output(command.arg("run").arg(scenario).args(arguments), code)
    };
    let (out, _) = queue(&[], 0);
    assert!(out.contains("The lead-in of 200.0 h was found by MSER-5"), "{out}");
    assert!(!out.contains("too short"), "{out}");
    let (out, err) = queue(&["--set", "flows/boxes/arrivals/poisson/rate_per_h=0.999"], 2);
    assert!(out.is_empty() && err.contains("too short") && err.contains("lengthen horizon_h"), "{err}");
    assert!(err.contains("queue.json:5:21 (/measure_from_h)"), "{err}");
    let (out, _) =
        queue(&["--set", "headline/0={\"measure\": \"delivered\", \"of\": \"boxes\", \"unit\": \"teu\"}"], 0);
    let told = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("the first headline measure, delivered of boxes, is a total"), "{out:.900}");
    let saturated = ["--set", "flows/boxes/arrivals/poisson/rate_per_h=0.98", "--set", "horizon_h=1000"];
    let (out, _) = queue(&[&saturated[..], &["--format", "json"]].concat(), 0);
    let warning = json(&out)["warnings"][0].to_string();
    assert!(warning.contains("measured twice as long, wait_mean of crane moves from"), "{warning}");
}

#[test]
fn a_flow_that_gets_stuck_is_told() {
    let (out, _) = output(run().args(["-n", "2", "--format", "json"]), 0);
    assert_eq!(json(&out)["warnings"].as_array().map(Vec::len), Some(0), "{out:.600}");
    let hold = "stages/mine_border/handling={\"group_h\": 1000000}";
    let (out, _) = output(run().args(["-n", "2", "--format", "json", "--set", hold]), 0);
    let warning = json(&out)["warnings"][0].to_string();
    assert!(warning.contains("flows.metal_west: nothing was delivered in the measured part"), "{warning}");
}

#[test]
fn a_plan_and_a_setting_change_the_scenario() {
    let dir = folder();
    let plan = dir.path().join("more_ferries.json");
    fs::write(&plan, "{\"fleets\": {\"ferry\": {\"count\": 5}}}").expect("the file can be written");
    let out = dir.path().join("out");
    run().arg("--plan").arg(&plan).arg("--out").arg(&out).args(["-n", "2"]).assert().code(0);
    let resolved = json(&fs::read_to_string(out.join("resolved.json")).expect("resolved.json is there"));
    assert_eq!(resolved["fleets"]["ferry"]["count"], 5);
    let rows = fs::read_to_string(out.join("replications.csv")).expect("replications.csv is there");
    assert!(rows.lines().nth(1).is_some_and(|row| row.starts_with("more_ferries,1,")), "{rows:.200}");
    let (changed, _) = output(run().args(["-n", "2", "--set", "fleets/ferry/count=5", "--format", "csv"]), 0);
    let (planned, _) = output(run().arg("--plan").arg(&plan).args(["-n", "2", "--format", "csv"]), 0);
    assert_eq!(changed, planned);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_corridor"))
        .arg("run")
        .arg(strait())
        .args(["--format", "json"]) // more than a pipe holds
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let full = File::options().write(true).open("/dev/full").expect("/dev/full is there");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_corridor"))
        .args([Path::new("run"), &strait()])
        .stdout(full)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"), "{output:?}");
}

#[test]
fn a_folder_holds_one_experiment() {
    let dir = folder();
    let out = dir.path().join("new/results");
    run().arg("--out").arg(&out).assert().code(0);
    let report = fs::read(out.join("report.md")).expect("report.md is there");
    run().arg("--out").arg(&out).assert().code(0);
    assert_eq!(fs::read(out.join("report.md")).expect("report.md is there"), report);
    for (other, reason) in [("--seed=8", "seed 7, this run has seed 8"), ("--set=title=Other", "another scenario")] {
        let (printed, err) = output(run().arg(other).arg("--out").arg(&out), 2);
        assert!(printed.is_empty() && err.contains(reason), "{err}");
    }
    assert_eq!(fs::read(out.join("report.md")).expect("report.md is there"), report);
    let leftovers: Vec<String> = fs::read_dir(&out)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".part") || name.starts_with(".unfinished"))
        .collect();
    assert!(leftovers.is_empty(), "{leftovers:?}");
}

#[test]
fn a_folder_has_one_writer() {
    let dir = folder();
    let lock = File::create(dir.path().join(".lock")).expect("the lock can be made");
    lock.lock().expect("the lock can be taken");
    let (_, err) = output(run().arg("--out").arg(dir.path()), 2);
    assert!(err.contains("another run is writing"), "{err}");
    drop(lock);
    run().arg("--out").arg(dir.path()).assert().code(0);
}

#[test]
fn what_cannot_be_filed_is_still_printed() {
    let dir = folder();
    fs::write(dir.path().join("file"), "").expect("the file can be written");
    let (_, err) = output(run().arg("--out").arg(dir.path().join("file")), 1);
    assert!(err.contains("cannot write") && err.contains("--out"), "{err}");
    fs::create_dir_all(dir.path().join("out/summary.json/in_the_way")).expect("the folder can be made");
    let (out, err) = output(run().arg("--out").arg(dir.path().join("out")), 1);
    assert!(err.contains("summary.json"), "{err}");
    assert!(out.starts_with("A strait with two ports"), "{out}");
}

#[test]
fn init_gives_a_sound_start_and_overwrites_nothing() {
    let dir = folder();
    corridor().arg("init").current_dir(dir.path()).assert().code(0);
    corridor().args(["check", "scenario.json"]).current_dir(dir.path()).assert().code(0);
    fs::write(dir.path().join("mine.json"), "mine").expect("the file can be written");
    let (_, err) = output(corridor().args(["init", "mine.json"]).current_dir(dir.path()), 2);
    assert!(err.contains("mine.json exists"), "{err}");
    assert_eq!(fs::read_to_string(dir.path().join("mine.json")).expect("the file is there"), "mine");
    corridor().args(["init", "no/such/folder.json"]).current_dir(dir.path()).assert().code(1);
}

#[test]
fn schema_completions_and_man_page_are_printed() {
    let (schema, _) = output(corridor().arg("schema"), 0);
    assert!(json(&schema)["properties"]["fleets"].is_object());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = output(corridor().args(["completions", shell]), 0);
        assert!(script.contains("corridor"), "{shell}");
    }
    let (page, _) = output(corridor().arg("man"), 0);
    assert!(page.contains(".TH corridor") && page.contains("CORRIDOR RUN"), "{page}");
}

#[test]
fn replay_tells_a_replication_fact_by_fact() {
    let replay = |arguments: &[&str]| {
        let mut command = corridor();
        output(command.arg("replay").arg(strait()).args(arguments), 0).0
    };
    let facts = replay(&["--replication", "3"]);
    let mut last = 0.0;
    for line in facts.lines() {
        let fact = json(line);
        let time = fact["t_h"].as_f64().expect("a fact has a time");
        assert!(time >= last && fact["fact"].is_string(), "{line}");
        assert!(fact["date"].as_str().is_some_and(|date| date.starts_with("202")), "{line}");
        last = time;
    }
    assert!(facts.contains("\"vessel\":\"ferry/3\"") && facts.contains("\"lane\":\"strait\""));
    assert_eq!(replay(&["--replication", "3"]), facts);
    assert_ne!(replay(&["--replication", "4"]), facts);
    assert_ne!(replay(&["--replication", "3", "--seed", "8"]), facts);
}

/// Starts a run that would take hours and waits until it has finished some replications.
#[cfg(unix)]
fn long_run(out: &Path) -> Child {
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_corridor"))
        .arg("run")
        .arg(strait())
        .args(["-n", "10000000", "--out"])
        .arg(out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    let part = out.join("replications.csv.part");
    while fs::metadata(&part).map_or(0, |part| part.len()) < 200_000 {
        assert!(Instant::now() < deadline, "no replication is finished in a minute");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    let sent = std::process::Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.expect("kill can be called").success());
}

#[cfg(unix)]
#[test]
fn an_interruption_keeps_what_is_finished() {
    let dir = folder();
    let child = long_run(dir.path());
    signal(&child, "-INT");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Interrupted"), "the report says so");
    let manifest = json(&fs::read_to_string(dir.path().join("manifest.json")).expect("the manifest is there"));
    assert_eq!(manifest["complete"], false);
    let rows = fs::read_to_string(dir.path().join("replications.csv")).expect("replications.csv is there");
    let last = rows.lines().last().and_then(|row| row.split(',').nth(1)).expect("there are rows");
    assert_eq!(manifest["replications"].to_string(), last);
}

#[cfg(unix)]
#[test]
fn a_run_cut_short_does_not_replace_a_longer_one() {
    let dir = folder();
    run().args(["-n", "2"]).arg("--out").arg(dir.path()).assert().code(0);
    let path = dir.path().join("manifest.json");
    let manifest = fs::read_to_string(&path).expect("the manifest is there");
    let longer = manifest.replace("\"replications\": 2", "\"replications\": 20000000");
    assert_ne!(longer, manifest);
    fs::write(&path, &longer).expect("the manifest can be written");
    let child = long_run(dir.path());
    signal(&child, "-INT");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing was filed"));
    assert_eq!(fs::read_to_string(&path).expect("the manifest is there"), longer);
    assert!(!dir.path().join("replications.csv.part").exists());
}

#[cfg(unix)]
#[test]
fn a_killed_run_leaves_whole_replications() {
    let dir = folder();
    let mut child = long_run(dir.path());
    child.kill().expect("the program can be killed");
    child.wait().expect("the program ends");
    let rows = fs::read_to_string(dir.path().join("replications.csv.part")).expect("the rows are there");
    assert!(rows.lines().filter(|row| row.starts_with("base,1,")).count() > 100, "{rows:.300}");
    run().args(["-n", "2"]).arg("--out").arg(dir.path()).assert().code(0); // and is no hindrance
}
