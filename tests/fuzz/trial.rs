//! What every input is put to: it loads and runs, or it is refused with positions.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use corridor::kernel::Time;
use corridor::model::bound::bound;
use corridor::model::{Departed, Fact, Observer, Outcome, Violation, World};
use corridor::scenario::{Problems, Scenario, Set, Severity, load};

/// Facts after which a replication has shown enough, and one that is audited at every instant.
const ENOUGH: u32 = 20_000;
const ENOUGH_AUDITED: u32 = 2_000;

/// The folder of this process, with all that a scenario may name. A search is fastest with one in memory (`TMPDIR`).
pub static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = match option_env!("CARGO_TARGET_TMPDIR") {
        Some(tests) => PathBuf::from(tests).join("mutants"),
        None => std::env::temp_dir().join(format!("corridor-fuzz-{}", std::process::id())),
    };
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let project = above.find(|folder| folder.join("tests/fuzz").is_dir()).expect("this is inside the project");
    for shelf in ["tests/exact", "tests/scenarios", "tests/invalid/base", "scenarios/theory", "scenarios"] {
        copy(&project.join(shelf), &folder);
    }
    folder
});

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_name().expect("an entry has a name");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("the file can be copied");
        }
    }
}

/// Every scenario and patch of the folder, the small ones first.
pub fn seeds() -> Vec<PathBuf> {
    fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                gather(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    gather(&FOLDER, &mut found);
    found.sort_by_key(|path| (fs::metadata(path).map_or(0, |file| file.len()), path.clone()));
    found
}

/// Writes a file of the folder.
pub fn write(name: &str, bytes: &[u8]) -> PathBuf {
    let path = FOLDER.join(name);
    fs::write(&path, bytes).expect("the file can be written");
    path
}

/// Loads a scenario; what is sound is run twice, what is not says where.
pub fn trial(path: &Path, sets: &[Set], patches: &[PathBuf]) -> bool {
    match load(path, sets, patches) {
        Ok(scenario) => {
            run(&scenario);
            true
        }
        Err(problems) => {
            refused(&problems);
            false
        }
    }
}

fn refused(problems: &Problems) {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error).peekable();
    assert!(errors.peek().is_some(), "refused without an error");
    assert!(errors.all(|problem| problem.location.is_some()), "an error without a place: {problems}");
    assert!(!problems.to_string().contains('\u{1b}'), "an escape in a message");
}

/// Facts until a replication that has gone on for long is left, by a panic that no hook sees.
struct Patience(u32);

struct Enough;

impl Patience {
    fn tick(&mut self) {
        self.0 -= 1;
        if self.0 == 0 {
            std::panic::resume_unwind(Box::new(Enough));
        }
    }
}

impl Observer for Patience {
    fn record(&mut self, _: Time, _: Fact) {
        self.tick();
    }

    fn left(&mut self, _: Time, _: Departed) {
        self.tick();
    }
}

fn run(scenario: &Scenario) {
    let corridor = &scenario.corridor;
    for period in &corridor.horizon.periods {
        std::hint::black_box(bound(corridor, period));
    }
    let world = |facts| World::new(corridor, Patience(facts));
    let seed = scenario.run.seed;
    attempt(|| world(ENOUGH).replicate(seed, 1));
    attempt(|| world(ENOUGH_AUDITED).replicate_audited(seed, 2));
}

/// What breaks the books is a mistake of the program; a gridlock, or a circle without time, is one of the scenario.
fn attempt(replicate: impl FnOnce() -> Result<Outcome, Violation>) {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(replicate)) {
        Ok(Ok(_)) => {}
        Ok(Err(violation)) => assert!(
            violation.what.starts_with("gridlock") || violation.what.contains("events at one instant"),
            "integrity broken at {}: {}",
            violation.time,
            violation.what
        ),
        Err(payload) if payload.is::<Enough>() => {}
        Err(payload) => std::panic::resume_unwind(payload),
    }
}
