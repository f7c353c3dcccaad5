//! What can go wrong around a run: folders, disks, pipes, signals, inputs that change, a mistake of our own. Nothing that
//! is finished is lost, and the message says what to do. Kills are in `resume`.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use corridor::experiment::{Ending, Failed, Finished, Settings, Stop, Terms, compare, run as simulate};
use corridor::kernel::Time;
use corridor::model::{Corridor, Fact, Observer};
use corridor::scenario::{Set, Variants, load};

use crate::cli::strait;

/// The commands that file results, each with a small job.
const COMMANDS: [&str; 10] =
    ["run", "compare", "rank", "regret", "sweep", "next-best", "sensitivity", "backtest", "calibrate", "bound"];

pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

/// A plan that changes next to nothing, so that a race with it never ends.
fn plan(dir: &Path) -> PathBuf {
    let plan = dir.join("an_hour_more.json");
    let patience =
        "{\"fleets\": {\"ferry\": {\"departures\": {\"eastport\": {\"when_loaded\": {\"patience_h\": 25}}}}}}";
    fs::write(&plan, patience).expect("the plan can be written");
    plan
}

/// A command with its job over so many replications; `dir` is for its plan.
pub fn command(name: &str, dir: &Path, replications: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
    let scenario = match name {
        "backtest" => strait().with_file_name("strait-observed.json"),
        "calibrate" => strait().with_file_name("strait-calibrate.json"),
        _ => strait(),
    };
    command.arg(name).arg(scenario);
    match name {
        "compare" => command.arg(plan(dir)),
        "rank" => command.arg(plan(dir)).args(["--by", "max throughput", "--zone", "0.0001"]),
        "regret" => {
            let future = dir.join("as_today.json");
            fs::write(&future, "{}").expect("the future can be written");
            command.arg(plan(dir)).arg("--futures").arg(future)
        }
        "sensitivity" => {
            command.args(["--trajectories", "2", "--rows", "0", "--points", "0", "--input", "fleets/ferry/count"])
        }
        "sweep" => command.args(["--vary", "fleets/ferry/count=2,3"]),
        _ => &mut command,
    };
    command.args(["-n", replications, "--threads", "2"]);
    command
}

pub fn output(mut command: Command) -> Output {
    command.stdin(Stdio::null()).output().expect("the program starts")
}

/// Refused or failed before anything was simulated: nothing on standard output. What is said.
fn at_once(command: Command, code: i32) -> String {
    let begin = Instant::now();
    let output = output(command);
    let told = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(code), ""), "{told}");
    assert!(begin.elapsed() < Duration::from_secs(60), "after hours of work: {told}");
    assert!(told.contains("\n  help: ") && !told.contains("panicked"), "{told}");
    told
}

/// Enough replications for hours.
const HOURS: &str = "10000000";

#[test]
fn a_folder_that_cannot_be_made_is_told_before_the_work() {
    let dir = folder();
    let file = dir.path().join("file");
    fs::write(&file, "mine").expect("the file can be written");
    for name in COMMANDS {
        let mut in_the_way = command(name, dir.path(), HOURS);
        in_the_way.arg("--out").arg(&file);
        let told = at_once(in_the_way, 1);
        assert!(told.contains("cannot write") && told.contains("choose another name with --out"), "{name}: {told}");
        if cfg!(target_os = "linux") {
            let mut nowhere = command(name, dir.path(), HOURS);
            nowhere.args(["--out", "/proc/no/such/folder"]); // not even for the superuser
            let told = at_once(nowhere, 1);
            assert!(told.contains("cannot write /proc/no/such/folder"), "{name}: {told}");
        }
    }
    assert_eq!(fs::read_to_string(&file).expect("the file is there"), "mine");
}

#[test]
fn a_folder_in_use_is_told_before_the_work() {
    let dir = folder();
    let out = dir.path().join("out");
    fs::create_dir(&out).expect("the folder can be made");
    let lock = File::create(out.join(".lock")).expect("the lock can be made");
    lock.lock().expect("the lock can be taken");
    for name in COMMANDS {
        let mut second = command(name, dir.path(), HOURS);
        second.arg("--out").arg(&out);
        let told = at_once(second, 2);
        assert!(told.contains("another run is writing to this folder"), "{name}: {told}");
    }
}

#[test]
fn results_of_something_else_are_told_before_the_work() {
    let dir = folder();
    let out = dir.path().join("out");
    let mut first = command("run", dir.path(), "2");
    assert!(
        output({
            first.arg("--out").arg(&out);
            first
        })
        .status
        .success()
    );
    for name in COMMANDS.into_iter().skip(1) {
        let mut second = command(name, dir.path(), HOURS);
        second.arg("--out").arg(&out);
        let told = at_once(second, 2);
        assert!(told.contains("of another scenario"), "{name}: {told}");
    }
}

#[test]
fn numbers_of_threads_out_of_range_are_refused_by_all() {
    let dir = folder();
    for name in COMMANDS {
        for threads in ["0", "100000", "-1", "two"] {
            let mut command = command(name, dir.path(), "1");
            command.arg(format!("--threads={threads}"));
            let output = output(command);
            assert_eq!(output.status.code(), Some(2), "{name} --threads={threads}");
        }
    }
}

/// A reader that closes the pipe, at once or after a few bytes, as `head` does.
#[test]
fn a_reader_that_leaves_early_is_no_failure_of_any_command() {
    let dir = folder();
    let shown = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
        command.args(arguments);
        command
    };
    let mut commands: Vec<(String, Command)> = Vec::new();
    for name in COMMANDS {
        for format in ["table", "json", "csv", "md"] {
            let mut command = command(name, dir.path(), "2");
            command.args(["--quiet", "--format", format]);
            commands.push((format!("{name} {format}"), command));
        }
    }
    let scenario = strait();
    let scenario = scenario.to_str().expect("the path is UTF-8");
    let others: [&[&str]; 6] = [
        &["replay", scenario, "--replication", "1"],
        &["replay", scenario, "--replication", "1", "--units"],
        &["check", scenario],
        &["schema"],
        &["man"],
        &["--help"],
    ];
    commands.extend(others.map(|arguments| (arguments[0].to_owned(), shown(arguments))));
    for (name, mut command) in commands {
        for bytes in [0, 10] {
            let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
            let mut child = child.expect("the program starts");
            let mut pipe = child.stdout.take().expect("there is a pipe");
            pipe.read_exact(&mut vec![0; bytes]).expect("there are some bytes");
            drop(pipe);
            let output = child.wait_with_output().expect("the program ends");
            let told = text(&output.stderr);
            // A backtest or an undecided race has a verdict of its own.
            assert!([Some(0), Some(3), Some(4)].contains(&output.status.code()), "{name}: {told}");
            assert_eq!(told, "", "{name}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told_by_all() {
    let dir = folder();
    for name in COMMANDS {
        let full = File::options().write(true).open("/dev/full").expect("/dev/full is there");
        let out = dir.path().join(name);
        let mut command = command(name, dir.path(), "2");
        command.arg("--out").arg(&out).stdout(full).stderr(Stdio::piped());
        let output = command.spawn().expect("the program starts").wait_with_output().expect("it ends");
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {told}");
        assert!(told.contains("cannot write to standard output") && told.contains("help: "), "{name}: {told}");
        assert!(out.join("manifest.json").exists(), "{name}: what can be filed is filed");
        spared_by_others(&out, dir.path());
    }
}

/// Every file that a command writes is spared by the others where it lies alone: it may be somebody's own.
fn spared_by_others(out: &Path, dir: &Path) {
    for entry in fs::read_dir(out).expect("the folder is there") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue; // the lock and the journal
        }
        let alone = folder();
        fs::write(alone.path().join(&name), "mine").expect("the file can be written");
        let mut bound = command("bound", dir, "1");
        bound.arg("--out").arg(alone.path());
        let told = at_once(bound, 2);
        assert!(told.contains("not of this program") || told.contains("not one of this program"), "{name}: {told}");
    }
}

/// Waits until a command has taken its folder; from there on an interruption is heard.
#[cfg(unix)]
pub fn started(mut command: Command, out: &Path) -> Child {
    command.arg("--out").arg(out).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program starts");
    wait_until("the folder is taken", || out.join(".lock").exists());
    child
}

pub fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "in a minute not: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(unix)]
pub fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill can be called").success());
}

#[cfg(unix)]
#[test]
fn every_command_is_interrupted_with_130() {
    let dir = folder();
    for name in COMMANDS {
        for pause in [0, 400] {
            let out = dir.path().join(format!("{name}-{pause}"));
            let child = started(command(name, dir.path(), HOURS), &out);
            std::thread::sleep(Duration::from_millis(pause));
            interrupt(&child);
            let output = child.wait_with_output().expect("the program ends");
            let (shown, told) = (text(&output.stdout), text(&output.stderr));
            assert_eq!(output.status.code(), Some(130), "{name}: {told}");
            // What is finished is shown, and filed where a part is worth it; else it is said that there is nothing.
            assert!(!told.contains("panicked"), "{name}: {told}");
            assert!(!shown.is_empty() || !told.is_empty(), "{name}");
            let names =
                fs::read_dir(&out).expect("the folder is there").map(|entry| entry.expect("an entry").file_name());
            let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
            assert!(!names.iter().any(|name| name.starts_with(".unfinished")), "{name}: {names:?}");
            if names.iter().any(|name| name == "manifest.json") {
                let manifest = fs::read_to_string(out.join("manifest.json")).expect("the manifest can be read");
                assert!(!shown.is_empty() && manifest.contains("\"complete\": false"), "{name}: {manifest}");
            }
        }
    }
}

/// One replication takes long here: the first interruption lets it come to its end, the second does not.
#[cfg(target_os = "linux")]
#[test]
fn a_second_interruption_ends_at_once() {
    let dir = folder();
    let mut long = Command::new(env!("CARGO_BIN_EXE_corridor"));
    long.arg("run").arg(strait().with_file_name("queue.json"));
    let set = ["measure_from_h=10", "horizon_h=1e8", "flows/boxes/arrivals/poisson/rate_per_h=0.9"];
    long.args(set.iter().flat_map(|set| ["--set", set]));
    let out = dir.path().join("out");
    let mut child = started(long, &out);
    let tasks = format!("/proc/{}/task", child.id());
    wait_until("workers are at work", || {
        let names = fs::read_dir(&tasks).into_iter().flatten().flatten().map(|task| task.path().join("comm"));
        names.filter_map(|name| fs::read_to_string(name).ok()).any(|name| name.starts_with("replications"))
    });
    std::thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().expect("it can be asked").is_none(), "the first lets replications come to their end");
    let begin = Instant::now();
    interrupt(&child);
    assert_eq!(child.wait().expect("the program ends").code(), Some(130));
    assert!(begin.elapsed() < Duration::from_secs(10), "the second does not wait");
    assert!(!out.join("manifest.json").exists());
}

/// What the system does when a disk is full, by the largest file it allows: the run goes on and shows its results, and
/// the next one goes on where this one could not write any more.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_that_was_filed() {
    let dir = folder();
    let (whole, out) = (dir.path().join("whole"), dir.path().join("out"));
    let run = |out: &Path| {
        let mut command = command("run", dir.path(), "60");
        command.arg("--out").arg(out);
        command
    };
    let undisturbed = output(run(&whole));
    let rows = fs::metadata(whole.join("replications.csv")).expect("the rows are there").len();
    let limited = |blocks: u64| {
        let run = run(&out);
        let mut shell = Command::new("sh");
        // A signal comes before the error; ignored, it leaves the error alone. Blocks of `ulimit` have 512 bytes.
        shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
        shell.arg(run.get_program()).args(run.get_args());
        output(shell)
    };
    let mut held = 0;
    for share in [3, 2] {
        let failed = limited(rows / share / 512);
        let told = text(&failed.stderr);
        assert_eq!(failed.status.code(), Some(1), "{told}");
        assert!(told.contains("warning: cannot write") && told.contains("the run goes on"), "{told}");
        assert!(told.contains("error: cannot write") && told.contains("help: "), "{told}");
        assert_eq!(text(&failed.stdout), text(&undisturbed.stdout), "the results are shown all the same");
        assert!(!out.join("manifest.json").exists(), "a folder with a manifest is whole");
        let now = fs::metadata(out.join("replications.csv.part")).expect("the rows are there").len();
        assert!(now > held && now < rows, "{now} of {rows} after {held}");
        held = now;
    }
    // The rows have room, the summary of them has none: nothing that was there is replaced.
    let failed = limited(40);
    assert_eq!(failed.status.code(), Some(1));
    let resumed = output(run(&out));
    let told = text(&resumed.stderr);
    assert!(resumed.status.success() && told.contains("in the folder are taken over"), "{told}");
    for name in ["replications.csv", "summary.json", "manifest.json", "report.md"] {
        let read = |folder: &Path| fs::read(folder.join(name)).expect("the file is there");
        assert!(read(&whole) == read(&out), "another {name}");
    }
}

/// A disk that is full while the results of plans are filed changes nothing in the folder.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_too_full_for_the_results_keeps_the_older_ones() {
    let dir = folder();
    let out = dir.path().join("out");
    let compare = |replications: &str| {
        let mut command = command("compare", dir.path(), replications);
        command.arg("--out").arg(&out);
        command
    };
    assert!(output(compare("2")).status.success());
    let files = || {
        let entries = fs::read_dir(&out).expect("the folder is there").map(|entry| entry.expect("an entry").path());
        let mut files: Vec<(PathBuf, Vec<u8>)> =
            entries.map(|path| (path.clone(), fs::read(path).expect("the file can be read"))).collect();
        files.sort();
        files
    };
    let before = files();
    let again = compare("3");
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\""]).arg(again.get_program()).args(again.get_args());
    let failed = output(shell);
    let told = text(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1), "{told}");
    assert!(told.contains("cannot write") && !failed.stdout.is_empty(), "{told}");
    assert!(files() == before, "nothing is replaced, nothing is left behind");
}

/// Nobody but the superuser can write here, and he is asked to be somebody else.
#[cfg(unix)]
fn as_anybody(program: &Path, arguments: &[&str], dir: &Path) -> Output {
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(dir);
    if fs::metadata(dir).expect("the folder is there").uid() == 0 {
        command.uid(65534).gid(65534);
    }
    output(command)
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = folder();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    let (program, scenario) = (dir.path().join("corridor"), dir.path().join("s.json"));
    fs::copy(env!("CARGO_BIN_EXE_corridor"), &program).expect("the program can be copied");
    fs::copy(strait(), &scenario).expect("the scenario can be copied");
    let sealed = dir.path().join("sealed");
    fs::create_dir(&sealed).expect("the folder can be made");
    mode(&program, 0o755);
    mode(&scenario, 0o644);
    mode(&sealed, 0o555);
    mode(dir.path(), 0o755);
    for out in ["sealed", "sealed/new"] {
        let output = as_anybody(&program, &["run", "s.json", "-n", HOURS, "--out", out], dir.path());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("cannot write sealed") && told.contains("a folder you may write to"), "{told}");
    }
    mode(&scenario, 0o000);
    let output = as_anybody(&program, &["run", "s.json"], dir.path());
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("s.json") && told.contains("permission denied") && told.contains("help: "), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_no_file_is_not_waited_for() {
    for path in ["/dev/zero", "/dev/stdin", "/"] {
        for name in ["run", "check", "backtest"] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
            command.args([name, path]);
            assert!(at_once(command, 2).contains("this is not a file"), "{name} {path}");
        }
    }
}

/// The folder is removed under a run that is under way: what was simulated is shown.
#[cfg(unix)]
#[test]
fn a_folder_that_vanishes_is_told_and_the_results_are_shown() {
    let dir = folder();
    for name in ["run", "compare"] {
        let out = dir.path().join(name);
        let child = started(command(name, dir.path(), HOURS), &out);
        std::thread::sleep(Duration::from_millis(500));
        fs::remove_dir_all(&out).expect("the folder can be removed");
        interrupt(&child);
        let output = child.wait_with_output().expect("the program ends");
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {told}");
        assert!(told.contains("cannot write") && told.contains("help: "), "{name}: {told}");
        assert!(text(&output.stdout).starts_with("A strait"), "{name}: the results are shown");
    }
}

/// Variants of a scenario are compiled hours apart; they see its tables as they were first.
#[test]
fn a_table_that_changes_meanwhile_is_not_read_again() {
    let dir = folder();
    let exact = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact");
    for name in ["service.json", "service-cargo.csv"] {
        fs::copy(exact.join(name), dir.path().join(name)).expect("the file can be copied");
    }
    let variants = Variants::read(&dir.path().join("service.json"), &[], &[]).expect("it can be read");
    let compiled = || format!("{:?}", variants.with(&[]).expect("it is sound").corridor);
    let before = compiled();
    fs::write(dir.path().join("service-cargo.csv"), "time_h,units\n1,1\n").expect("the file can be written");
    assert_eq!(compiled(), before);
    fs::remove_file(dir.path().join("service-cargo.csv")).expect("the file is there");
    assert_eq!(compiled(), before);
    let set: Set = "title=Other".parse().expect("a setting");
    assert_eq!(variants.with(&[set]).expect("it is sound").title, "Other");
}

/// Panics while it watches the replication that was given to it as the seventh.
struct Clumsy {
    number: u64,
}

static CLUMSY: AtomicU64 = AtomicU64::new(0);

impl Default for Clumsy {
    fn default() -> Clumsy {
        Clumsy { number: CLUMSY.fetch_add(1, Ordering::Relaxed) + 1 }
    }
}

impl Observer for Clumsy {
    fn record(&mut self, _: Time, _: Fact) {
        assert!(self.number != 7, "a mistake of our own");
    }
}

#[test]
fn a_panic_of_a_worker_keeps_what_was_finished_before() {
    let scenario = load(&strait(), &[], &[]).expect("it is sound");
    let settings = Settings {
        seed: 1,
        confidence: 0.95,
        stop: Stop::After(50),
        headline: vec![],
        threads: std::num::NonZeroUsize::MIN, // so that the seventh observer has the seventh replication
    };
    let mut seen = 0;
    let run = simulate(&scenario.corridor, &settings, &AtomicBool::new(false), |finished: Finished<Clumsy>| {
        seen = finished.replication;
    });
    assert_eq!((seen, run.summary.replications), (6, 6));
    let Ending::Panicked { replication, message } = run.ending else { panic!("{:?}", run.ending) };
    assert_eq!((replication, message.as_str()), (7, "a mistake of our own"));
}

/// A plan with a mistake of our own in it is left out; the others are compared.
#[test]
fn a_panic_of_one_plan_leaves_the_others_alone() {
    let base = load(&strait(), &[], &[]).expect("it is sound").corridor;
    let mut broken: Corridor = base.clone();
    broken.fleets.iter_mut().for_each(|fleet| fleet.sailing.clear()); // every lane takes some time
    let terms =
        Terms { seed: 1, confidence: 0.95, replications: 5, threads: std::num::NonZeroUsize::new(2).expect("above 0") };
    let found = compare(&base, &[&broken, &base], &terms, &AtomicBool::new(false), |_| {});
    assert!(found.complete && found.replications == 5);
    let left_out: Vec<(u64, Option<usize>)> = found.left_out.iter().map(|out| (out.replication, out.plan)).collect();
    assert_eq!(left_out, (1..=5).map(|replication| (replication, Some(0))).collect::<Vec<_>>());
    assert!(found.left_out.iter().all(|out| matches!(out.why, Failed::Panicked(_))));
    let same = found.contrasts[1].iter().filter_map(|contrast| contrast.difference.as_ref());
    assert!(same.clone().count() > 10);
    assert!(same.into_iter().all(|difference| difference.estimate.mean == 0.0));
}
