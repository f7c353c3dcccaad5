//! The house rules that a machine can see: layers, file length, module docs.

use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first; a layer uses only those before it, and `scenario` and `report` do not see each other, nor `report` and
/// `selftest`.
const LAYERS: [(&str, &[&str]); 8] = [
    ("kernel", &[]),
    ("stats", &["kernel"]),
    ("facility", &["kernel", "stats"]),
    ("model", &["kernel", "stats", "facility"]),
    ("experiment", &["kernel", "stats", "facility", "model"]),
    ("scenario", &["kernel", "stats", "facility", "model", "experiment"]),
    ("report", &["kernel", "stats", "facility", "model", "experiment"]),
    ("selftest", &["kernel", "stats", "facility", "model", "experiment", "scenario"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// What a layer mentions of the other layers.
fn layers_used_by(layer: &str, text: &str) -> Vec<&'static str> {
    // Doc comments may point anywhere.
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let others = LAYERS.iter().map(|&(name, _)| name).filter(|&name| name != layer);
    // Names grouped behind `crate::{` could not be seen here.
    assert!(!code.contains("crate::{"), "{layer} groups imports over layers: write one `use` for each");
    others
        .filter(|name| code.contains(&format!("crate::{name}::")) || code.contains(&format!("corridor::{name}::")))
        .collect()
}

#[test]
fn every_layer_uses_only_those_below() {
    let mut wrong = Vec::new();
    for (layer, below) in LAYERS {
        for file in sources(&src().join(layer)) {
            let text = fs::read_to_string(&file).expect("the file can be read");
            for used in layers_used_by(layer, &text) {
                if !below.contains(&used) {
                    wrong.push(format!("{} uses {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_layer_that_reaches_up_is_seen() {
    assert_eq!(layers_used_by("kernel", "use crate::model::World;"), ["model"]);
    assert_eq!(layers_used_by("kernel", "/// See crate::model::World.\nuse crate::kernel::Time;"), Vec::<&str>::new());
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for file in sources(&src()) {
        let text = fs::read_to_string(&file).expect("the file can be read");
        if text.lines().count() > 500 {
            wrong.push(format!("{} has {} lines; 500 is the most", file.display(), text.lines().count()));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{} does not begin with its module doc", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_top_level_is_fixed() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "LICENSE",
        "rustfmt.toml",
        "src",
        "scenarios",
        "tests",
        "benches",
        "results",
        "target",
    ];
    let entries = fs::read_dir(env!("CARGO_MANIFEST_DIR")).expect("the project can be read");
    let names = entries.map(|entry| entry.expect("the entry can be read").file_name().to_string_lossy().into_owned());
    let extra: Vec<String> = names.filter(|name| !name.starts_with('.') && !known.contains(&name.as_str())).collect();
    assert!(extra.is_empty(), "beside the fixed top level: {extra:?}");
}
