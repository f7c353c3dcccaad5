//! Gridlocks by name: who waits for whom in a circle, and what each of them holds, word for word.
//! `BLESS=1 cargo test gridlock` takes a change of the words over; review it as a diff.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::model::World;

use crate::cli::corridor;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gridlock");
    let files = fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("can be read").path());
    let mut cases: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    cases.sort();
    cases
}

#[test]
fn every_circle_is_told_with_its_state() {
    for path in cases() {
        let scenario = corridor::scenario::load(&path, &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let ended = World::new(&scenario.corridor, ()).replicate(scenario.run.seed, 1);
        let violation = ended.expect_err(&format!("{} is a gridlock", path.display()));
        let told = format!("{}\n", violation.to_string().replace(". What", ".\nWhat").replace("; ", ";\n"));
        let expected = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &told).expect("the message can be written");
        }
        let expected = fs::read_to_string(&expected).expect("the message is there");
        assert_eq!(told, expected, "{}", path.display());
    }
}

/// The command ends with 5, and both streams say why.
#[test]
fn a_gridlock_is_no_empty_run() {
    for path in cases() {
        let output = corridor().arg("run").arg(&path).assert().code(5).get_output().clone();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("gridlock: ") && told.contains("What holds what: "), "{}: {told}", path.display());
    }
}
