//! The gallery of invalid scenarios: `tests/invalid/x.json` beside `x.txt`, the exact message.
//!
//! After a wanted change of messages, `BLESS=1 cargo test --test it invalid` writes them anew; review the difference.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::scenario::load;

/// Smallest gallery: more cases are welcome, none may get lost.
const LEAST_CASES: usize = 45;

fn cases() -> Vec<PathBuf> {
    let folder = fs::read_dir("tests/invalid").expect("the gallery is there");
    let mut cases: Vec<PathBuf> = folder.map(|entry| entry.expect("can be read").path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    cases.sort();
    cases
}

/// What `check` would say, with the same file names on every system.
fn message(path: &Path) -> String {
    match load(path, &[], &[]) {
        Ok(scenario) => scenario.warnings.iter().map(|warning| format!("{warning}\n")).collect(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn every_mistake_has_its_message() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for path in cases() {
        let (expected, found) = (path.with_extension("txt"), message(&path));
        if bless {
            fs::write(&expected, &found).expect("the gallery can be written");
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        if found != expected || found.is_empty() {
            wrong.push(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_gallery_is_complete() {
    assert!(cases().len() >= LEAST_CASES);
    for base in ["tests/invalid/base/strait.json", "tests/invalid/base/queue.json"] {
        assert_eq!(message(Path::new(base)), "", "{base} is sound");
    }
}
