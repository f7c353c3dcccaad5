//! A mistake of our own, seen from outside: the whole program as a process, with a panic in one of its replications.
//!
//! Only the test binary has it. It starts itself and asks for the test below that then becomes the program.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use corridor::kernel::Time;
use corridor::model::{Fact, Observer};

/// Arguments of the program that the process is to become, one a line.
const ARGUMENTS: &str = "CLUMSY_ARGUMENTS";
/// The how manieth replication that is asked for panics.
const AT: &str = "CLUMSY_AT";

static ASKED: AtomicU64 = AtomicU64::new(0);

/// Whether this is the replication that panics.
fn is_next() -> bool {
    let at = env::var(AT).ok().and_then(|at| at.parse().ok());
    at == Some(ASKED.fetch_add(1, Ordering::Relaxed) + 1)
}

/// Called before a replication of a command with several corridors.
pub fn stumble() {
    assert!(!is_next(), "a mistake of our own");
}

/// Watches a replication of `run`.
pub struct Silent {
    clumsy: bool,
}

impl Default for Silent {
    fn default() -> Silent {
        Silent { clumsy: is_next() }
    }
}

impl Observer for Silent {
    fn record(&mut self, _: Time, _: Fact) {
        assert!(!self.clumsy, "a mistake of our own");
    }
}

#[test]
fn the_program() {
    if let Ok(arguments) = env::var(ARGUMENTS) {
        let exit = super::ended(["corridor"].into_iter().chain(arguments.lines()).map(Into::into));
        std::process::exit(i32::from(exit.code()));
    }
}

/// The program with these arguments, on one thread, so that replications are asked for in order.
fn program(arguments: &[&str], at: Option<u64>) -> Output {
    let mut command = Command::new(env::current_exe().expect("this is a program"));
    command.args(["--exact", "cli::clumsy::the_program", "--nocapture", "--test-threads=1"]);
    command.env(ARGUMENTS, format!("{}\n--threads=1", arguments.join("\n")));
    if let Some(at) = at {
        command.env(AT, at.to_string());
    }
    command.stdin(Stdio::null()).output().expect("the program starts")
}

/// All files of a folder by name, but hidden ones.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry"));
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let mut files: Vec<(String, Vec<u8>)> = named
        .filter(|(name, _)| !name.starts_with('.'))
        .map(|(name, path)| (name, fs::read(path).expect("the file can be read")))
        .collect();
    files.sort();
    files
}

/// Who failed in which replication, when the so manieth stumbles.
struct Case {
    command: &'static str,
    scenario: &'static str,
    more: &'static [&'static str],
    at: u64,
    told: &'static str,
    /// How the undisturbed command ends.
    ends: i32,
}

const fn case(command: &'static str, more: &'static [&'static str], at: u64, told: &'static str) -> Case {
    Case { command, scenario: "strait.json", more, at, told, ends: 0 }
}

const CASES: [Case; 10] = [
    case("run", &["-n", "5"], 3, "replication 3 failed"),
    case("compare", &["PLAN", "-n", "5"], 4, "replication 2 of plan failed"),
    case(
        "compare",
        &["PLAN", "-n", "2", "--switch", "demand=0.5,1.5"],
        7,
        "replication 2 of base at demand=0.5 failed",
    ),
    Case {
        ends: 4,
        ..case(
            "rank",
            &["PLAN", "-n", "12", "--by", "max throughput", "--zone", "0.1"],
            4,
            "replication 2 of plan failed",
        )
    },
    Case {
        ends: 4,
        ..case("regret", &["PLAN", "--futures", "FUTURE", "-n", "5"], 4, "replication 2 of plan in future failed")
    },
    case("sweep", &["--vary", "fleets/ferry/count=2,3", "-n", "5"], 7, "replication 2 of fleets/ferry/count=3 failed"),
    case("next-best", &["-n", "3"], 2, "replication 2 of the base failed"),
    case("bound", &["-n", "5"], 2, "replication 2 of the scenario failed"),
    Case {
        scenario: "strait-observed.json",
        ends: 3,
        ..case("backtest", &["-n", "5"], 2, "replication 2 of strait-observed failed")
    },
    Case { scenario: "strait-calibrate.json", ..case("calibrate", &["-n", "3"], 5, "replication 2 of ") },
];

/// The process ends with 1, names the replication with its seed and how to see it again, tells what else was finished,
/// and what was finished is not simulated again by the next.
#[test]
fn a_panic_is_told_by_the_process_and_all_else_is_kept() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let written = |name: &str, text: &str| -> PathBuf {
        let path = dir.path().join(name);
        fs::write(&path, text).expect("the file can be written");
        path
    };
    let fleet = r#"{"fleets": {"ferry": {"departures": {"eastport": {"when_loaded": {"patience_h": 25}}}}}}"#;
    let (plan, future) = (written("plan.json", fleet), written("future.json", "{}"));
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    for (number, Case { command, scenario, more, at, told, ends }) in CASES.into_iter().enumerate() {
        let scenario = scenarios.join(scenario);
        let mut arguments = vec![command, scenario.to_str().expect("the path is UTF-8")];
        arguments.extend(more.iter().map(|&word| match word {
            "PLAN" => plan.to_str().expect("the path is UTF-8"),
            "FUTURE" => future.to_str().expect("the path is UTF-8"),
            word => word,
        }));
        let [out, whole] =
            ["out", "whole"].map(|name| dir.path().join(format!("{number}-{name}")).display().to_string());
        let into = |folder: &str, at| {
            let folder = format!("--out={folder}");
            let output = program(&arguments.iter().copied().chain([folder.as_str()]).collect::<Vec<_>>(), at);
            let said = String::from_utf8(output.stderr).expect("output is UTF-8");
            (output.status.code(), String::from_utf8(output.stdout).expect("output is UTF-8"), said)
        };
        let (code, shown, said) = into(&out, Some(at));
        assert_eq!(code, Some(1), "{command}: {said}");
        assert!(
            said.contains(told) && said.contains(": a mistake of the program: a mistake of our own"),
            "{command}: {said}"
        );
        assert!(
            said.contains("help: to see what happened: corridor replay ") || told.contains("demand="),
            "{command}: {said}"
        );
        assert!(shown.contains("A strait") || shown.contains("Calibration"), "{command}: {shown}");
        let manifest = fs::read_to_string(Path::new(&out).join("manifest.json")).expect("what is finished is filed");
        assert!(
            manifest.contains("\"reason\": \"a mistake of the program: a mistake of our own\""),
            "{command}: {manifest}"
        );
        // Once it is mended, the same command finds all the others.
        let (code, _, said) = into(&out, None);
        assert_eq!(code, Some(ends), "{command}: {said}");
        assert!(said.contains("in the folder"), "{command}: {said}");
        let (code, _, said) = into(&whole, None);
        assert_eq!(code, Some(ends), "{command}: {said}");
        let names = |folder: &str| files(Path::new(folder)).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(&out), names(&whole), "{command}");
        assert!(files(Path::new(&out)) == files(Path::new(&whole)), "{command}: as if nothing had happened");
        if command != "run" {
            let lines = |folder: &str| {
                let text = fs::read_to_string(Path::new(folder).join(".finished")).expect("there are lines");
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                lines.sort();
                lines
            };
            assert!(lines(&out) == lines(&whole), "{command}: every replication is simulated once");
        }
    }
}
