//! Commands of several corridors that are cut short: what is finished is told and kept, the same command goes on from
//! there, and ends as if nothing had happened. Those of `run` are in `resume`, panics of the process with the command
//! line itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::faults::{command, folder, output, text};

/// A command long enough to be cut short, and what it says then.
struct Job {
    name: &'static str,
    replications: u64,
    /// Replications after which a part of the answer is there.
    part: u64,
    told: &'static str,
}

const JOBS: [Job; 9] = [
    Job { name: "compare", replications: 120, part: 30, told: " of 120 replications" },
    Job { name: "rank", replications: 120, part: 30, told: " replications of all plans together, the race is" },
    Job { name: "regret", replications: 60, part: 160, told: "1 of 2 futures, and " },
    Job { name: "sweep", replications: 120, part: 150, told: "1 of 2 points, and " },
    Job { name: "next-best", replications: 40, part: 100, told: " additions" },
    Job { name: "sensitivity", replications: 60, part: 130, told: " of 4 points of the screening of inputs" },
    Job { name: "backtest", replications: 250, part: 30, told: "0 of 1 scenario, and " },
    Job { name: "calibrate", replications: 60, part: 70, told: " and the best of them" },
    Job { name: "bound", replications: 250, part: 30, told: "the bound, and " },
];

impl Job {
    fn of(name: &str) -> &'static Job {
        JOBS.iter().find(|job| job.name == name).expect("there is this command")
    }

    /// The command into a folder.
    fn into(&self, dir: &Path, out: &Path) -> Command {
        let mut command = self.command(dir);
        command.arg("--out").arg(out);
        command
    }

    /// The command, with its files in `dir`.
    fn command(&self, dir: &Path) -> Command {
        let mut command = command(self.name, dir, &self.replications.to_string());
        if self.name == "regret" {
            // A second list has combinations with the first.
            command.arg("--futures");
            for ferries in [3, 4] {
                let future = dir.join(format!("{ferries}_ferries.json"));
                let fleet = format!("{{\"fleets\": {{\"ferry\": {{\"count\": {ferries}}}}}}}");
                fs::write(&future, fleet).expect("the future can be written");
                command.arg(future);
            }
        }
        command
    }
}

/// All files but the lock, the journal and what is finished.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry"));
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let shown = named.filter(|(name, _)| !name.starts_with('.'));
    shown.map(|(name, path)| (name, fs::read(path).expect("the file can be read"))).collect()
}

/// The whole lines of what is finished, in no order: threads finish as they do.
fn finished(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join(".finished")).unwrap_or_default();
    let whole = &text[..text.rfind('\n').map_or(0, |end| end + 1)];
    let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

fn assert_same(out: &Path, whole: &Path, what: &str) {
    let (found, expected) = (files(out), files(whole));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in &found {
        assert!(*bytes == expected[name], "{what}: another {name}");
    }
    assert!(finished(out) == finished(whole), "{what}: every replication is simulated once");
}

/// How it ended, what it showed and what it said.
fn told(output: &Output) -> (Option<i32>, String, String) {
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Interrupted with a part of the answer there: that is shown as a part, filed as a part, and gone on from.
#[cfg(unix)]
#[test]
fn an_interruption_tells_a_part_and_the_same_command_goes_on() {
    use crate::faults::{interrupt, started, wait_until};
    for job in &JOBS {
        let (dir, name) = (folder(), job.name);
        let (out, whole) = (dir.path().join("out"), dir.path().join("whole"));
        let child = started(job.command(dir.path()), &out);
        wait_until("a part is there", || finished(&out).len() as u64 >= job.part);
        interrupt(&child);
        let (code, shown, said) = told(&child.wait_with_output().expect("the program ends"));
        assert_eq!(code, Some(130), "{name}: {said}");
        assert!(shown.contains("This was cut short. It tells what was finished: "), "{name}: {shown}");
        assert!(shown.contains(job.told) && said.contains(job.told), "{name}: {said}");
        assert!(said.contains("\n  help: the same command goes on from there: "), "{name}: {said}");
        let manifest = fs::read_to_string(out.join("manifest.json")).expect("a part is filed");
        assert!(manifest.contains("\"complete\": false") && manifest.contains("\"finished\": "), "{name}: {manifest}");
        let held = finished(&out).len();
        assert!(said.contains(&format!("from there: {held} finished replications in the folder")), "{name}: {said}");
        let (code, shown, said) = told(&output(job.into(dir.path(), &out)));
        assert!(said.contains(&format!("{held} finished replications in the folder: ")), "{name}: {said}");
        let (whole_code, whole_shown, _) = told(&output(job.into(dir.path(), &whole)));
        assert_eq!((code, shown), (whole_code, whole_shown), "{name}");
        assert_same(&out, &whole, name);
    }
}

/// Without a folder nothing is kept, and that is said.
#[cfg(unix)]
#[test]
fn an_interruption_without_a_folder_says_how_to_keep() {
    use std::process::Stdio;
    let dir = folder();
    let mut endless = command("compare", dir.path(), "10000000");
    let child = endless.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the program starts");
    std::thread::sleep(std::time::Duration::from_millis(1500)); // nothing shows from outside that it has begun
    crate::faults::interrupt(&child);
    let (code, shown, said) = told(&child.wait_with_output().expect("the program ends"));
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("with --out DIR finished replications are kept"), "{said}");
    assert!(shown.is_empty() || shown.contains("This was cut short"), "{shown}");
}

/// Whenever a process is killed, nothing is lost that was finished, and the end is that of one undisturbed process.
#[cfg(unix)]
#[test]
fn commands_killed_at_random_are_gone_on_with() {
    use std::hash::{BuildHasher, RandomState};
    use std::process::Stdio;
    use std::time::Instant;
    let luck = RandomState::new();
    for name in ["compare", "rank", "sweep", "regret", "calibrate"] {
        let (dir, job) = (folder(), Job::of(name));
        let (out, whole) = (dir.path().join("out"), dir.path().join("whole"));
        let begin = Instant::now();
        let (code, shown, _) = told(&output(job.into(dir.path(), &whole)));
        let once = begin.elapsed();
        let (mut held, mut waits) = (0, Vec::new());
        for round in 0..5_u64 {
            let share = (luck.hash_one((name, round)) >> 11) as f64 / (1_u64 << 53) as f64;
            waits.push(once.mul_f64(share * 0.5));
            let mut command = job.into(dir.path(), &out);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("the program starts");
            std::thread::sleep(waits[waits.len() - 1]);
            child.kill().expect("the program can be killed");
            child.wait().expect("the program ends");
            let now = finished(&out).len();
            assert!(now >= held, "{name}: {held} replications were there, now {now}: {waits:?}");
            held = now;
        }
        let (resumed, again, said) = told(&output(job.into(dir.path(), &out)));
        assert_eq!((resumed, again), (code, shown), "{name} after {waits:?}: {said}");
        assert_same(&out, &whole, &format!("{name} killed after {waits:?}"));
    }
}

/// More replications go on from fewer, as those of `run` do.
#[test]
fn a_comparison_is_extended() {
    let dir = folder();
    let (out, whole) = (dir.path().join("out"), dir.path().join("whole"));
    let compare = |replications: &str, out: &Path| {
        let mut command = command("compare", dir.path(), replications);
        command.arg("--out").arg(out);
        told(&output(command))
    };
    assert_eq!(compare("4", &out).0, Some(0));
    let (code, _, said) = compare("10", &out);
    assert!(code == Some(0) && said.contains("8 finished replications in the folder"), "{said}");
    assert_eq!(compare("10", &whole).0, Some(0));
    assert_same(&out, &whole, "4, then 10");
}

/// What was changed since is named, whether results are there or only what is finished.
#[test]
fn inputs_that_changed_meanwhile_are_refused_by_name() {
    let dir = folder();
    let out = dir.path().join("out");
    let refused = |mut command: Command, reason: &str| {
        command.arg("--out").arg(&out);
        let before = (files(&out), finished(&out));
        let (code, shown, said) = told(&output(command));
        assert_eq!((code, shown.as_str()), (Some(2), ""), "{said}");
        assert!(said.contains(reason) && said.contains("\n  help: "), "{said}");
        assert!((files(&out), finished(&out)) == before, "nothing was touched");
    };
    let fresh = |mut command: Command| {
        let _ = fs::remove_dir_all(&out);
        command.arg("--out").arg(&out);
        let (code, _, said) = told(&output(command));
        assert_eq!(code, Some(0), "{said}");
    };
    fresh(command("compare", dir.path(), "2"));
    for what in ["results", "an unfinished run"] {
        let mut changed = command("compare", dir.path(), "2");
        let plan = dir.path().join("an_hour_more.json"); // as it was written just now
        fs::write(&plan, r#"{"title": "Changed"}"#).expect("the plan can be written");
        changed.arg("--quiet");
        refused(changed, &format!("the folder holds {what} of another scenario"));
        let mut changed = command("rank", dir.path(), "2");
        changed.arg("--quiet");
        refused(changed, "compare was asked, now it is rank max throughput");
        let _ = fs::remove_file(out.join("manifest.json"));
    }
    let changed = command("compare", dir.path(), "2");
    fs::write(dir.path().join("an_hour_more.json"), r#"{"title": "Changed"}"#).expect("the plan can be written");
    refused(changed, "an_hour_more, or a file that it names, has changed since");
    let mut base = command("compare", dir.path(), "2");
    base.args(["--set", "fleets/ferry/count=4"]);
    refused(base, "(base, or a file that it names, has changed since)");

    let sweep = |values: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
        let vary = format!("fleets/ferry/count={values}");
        command.arg("sweep").arg(crate::cli::strait()).args(["-n", "2", "--vary", &vary]);
        command
    };
    fresh(sweep("2,3"));
    refused(sweep("2,3,4"), "(sweep fleets/ferry/count=2,3 was asked, now it is sweep fleets/ferry/count=2,3,4)");

    // A table has the same name and other contents.
    let exact = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact");
    let [scenario, table] = ["service.json", "service-cargo.csv"].map(|name| {
        let copy: PathBuf = dir.path().join(name);
        fs::copy(exact.join(name), &copy).expect("the file can be copied");
        copy
    });
    let nothing = dir.path().join("nothing.json");
    fs::write(&nothing, "{}").expect("the plan can be written");
    let recorded = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
        command.arg("compare").arg(&scenario).arg(&nothing).args(["-n", "2"]);
        command
    };
    fresh(recorded());
    let text = fs::read_to_string(&table).expect("the table can be read");
    let rows: Vec<&str> = text.lines().collect();
    fs::write(&table, rows[..rows.len() - 1].join("\n") + "\n").expect("the table can be written");
    refused(recorded(), "other contents of the same files: base, or a file that it names, has changed since");
}

/// The system allows no file above a kilobyte: everything is shown, nothing is half filed, and the next one goes on.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_no_command_from_telling() {
    for Job { name, .. } in &JOBS {
        let dir = folder();
        let (out, whole) = (dir.path().join("out"), dir.path().join("whole"));
        let small = |out: &Path| {
            let mut command = command(name, dir.path(), "12");
            command.arg("--out").arg(out);
            command
        };
        let (whole_code, whole_shown, _) = told(&output(small(&whole)));
        let small_again = small(&out);
        let mut shell = Command::new("sh");
        // A signal comes before the error; ignored, it leaves the error alone. Blocks of `ulimit` have 512 bytes.
        shell.args(["-c", "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\""]);
        shell.arg(small_again.get_program()).args(small_again.get_args());
        let (code, shown, said) = told(&output(shell));
        assert!(shown == whole_shown && said.contains("free some space"), "{name}: {said}");
        if code == Some(1) {
            assert!(said.contains("error: cannot write "), "{name}: {said}");
            assert!(files(&out).is_empty(), "{name}: nothing is half there");
        } else {
            // There was room for the results, and none for all replications behind them.
            assert!(*name == "rank" && code == whole_code && said.contains("warning: cannot write "), "{name}: {said}");
            assert!(files(&out) == files(&whole), "{name}: what is filed is whole");
        }
        let (code, shown, said) = told(&output(small(&out)));
        assert_eq!((code, shown), (whole_code, whole_shown), "{name}: {said}");
        assert_same(&out, &whole, name);
    }
}

/// A real disk that is full midway, where a process may have one of its own; elsewhere the limit above stands for it.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_midway_keeps_what_was_finished_before() {
    let alone = Command::new("unshare").args(["-rm", "true"]).output();
    if !alone.is_ok_and(|alone| alone.status.success()) {
        return;
    }
    let dir = folder();
    let [disk, copy, whole] = ["disk", "copy", "whole"].map(|name| dir.path().join(name));
    fs::create_dir(&disk).expect("the folder can be made");
    let compare = |out: &Path| {
        let mut command = command("compare", dir.path(), "20");
        command.arg("--out").arg(out);
        command
    };
    let whole_told = told(&output(compare(&whole)));
    let out = disk.join("out");
    let again = compare(&out);
    let script = "disk=$1; copy=$2; shift 2; mount -t tmpfs -o size=100k none \"$disk\" || exit 77; \"$@\" >/dev/null; echo \"ended $?\" >&2; \
                  ls -A \"$disk/out\" >&2; mount -o remount,size=100m \"$disk\"; \"$@\"; code=$?; cp -a \"$disk/out\" \"$copy\"; exit $code";
    let mut shell = Command::new("unshare");
    shell.args(["-rm", "sh", "-c", script, "sh"]).arg(&disk).arg(&copy).arg(again.get_program()).args(again.get_args());
    let (code, shown, said) = told(&output(shell));
    if code == Some(77) {
        return;
    }
    let (full, resumed) = said.split_once("ended 1\n").unwrap_or_else(|| panic!("the disk is full: {said}"));
    assert!(full.contains("warning: cannot write ") && full.contains("free some space and run again"), "{full}");
    assert!(full.contains("error: cannot write ") && !resumed.contains("manifest.json\n"), "{said}");
    assert!(resumed.contains(" finished replications in the folder: "), "{resumed}");
    assert_eq!((code, shown), (whole_told.0, whole_told.1), "{said}");
    assert_same(&copy, &whole, "on a disk that was full");
}
