//! The shipped scenarios: sound, and every fact they cite is shipped with them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ::corridor::kernel::Time;
use ::corridor::model::{Fact, Observer, World};
use ::corridor::scenario::Set;

use crate::cli::corridor;

pub fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// The JSON files of a folder, not of those in it.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    files_of("json", folder)
}

fn files_of(kind: &str, folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("the entry can be read").path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == kind)).collect();
    files.sort();
    assert!(!files.is_empty(), "there are {kind} files in {}", folder.display());
    files
}

/// Ids of facts, three capitals and three digits, in a text.
fn cited(text: &str) -> BTreeSet<String> {
    let is_id = |word: &&str| {
        let (topic, number) = word.split_once('-').unwrap_or_default();
        let capitals = topic.len() == 3 && topic.bytes().all(|byte| byte.is_ascii_uppercase());
        capitals && number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    words.filter(is_id).map(str::to_owned).collect()
}

#[test]
fn every_scenario_is_sound() {
    for file in files(&scenarios()) {
        let assert = corridor().arg("check").arg(&file).assert().code(0);
        let warned = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(!warned.contains("warning[unused]"), "{}: {warned}", file.display());
    }
}

#[test]
fn the_facts_cited_are_those_shipped() {
    let facts = fs::read_to_string(scenarios().join("data/facts.csv")).expect("the facts can be read");
    let shipped: BTreeSet<String> =
        facts.lines().skip(1).flat_map(|line| line.split(',').next()).map(str::to_owned).collect();
    let folders = ["", "projects", "headlines", "questions", "plans", "futures"].map(|folder| scenarios().join(folder));
    let tables = files_of("csv", &scenarios().join("data"));
    let observed = tables.into_iter().filter(|file| !file.ends_with("facts.csv"));
    let texts = folders.iter().flat_map(|folder| files(folder)).chain(observed);
    let texts = texts.map(|file| fs::read_to_string(file).expect("a scenario can be read"));
    let cited: BTreeSet<String> = texts.flat_map(|text| cited(&text)).collect();
    assert!(cited.len() > 200, "the scenarios cite facts: {}", cited.len());
    let missing: Vec<&String> = cited.difference(&shipped).collect();
    assert!(missing.is_empty(), "cited but not in data/facts.csv: {missing:?}");
    let idle: Vec<&String> = shipped.difference(&cited).collect();
    assert!(idle.is_empty(), "in data/facts.csv but cited nowhere: {idle:?}");
}

/// What published studies state in a line is asked of a scenario by a plan.
#[test]
fn every_headline_is_a_plan_on_its_year() {
    let asked = [("six-feeders", "corridor-2025"), ("ferries-full", "corridor-2023")];
    assert_eq!(asked.len(), files(&scenarios().join("headlines")).len());
    for (plan, year) in asked {
        let plan = scenarios().join("headlines").join(plan).with_extension("json");
        let year = scenarios().join(year).with_extension("json");
        corridor().arg("check").arg(year).arg("--plan").arg(plan).assert().code(0);
    }
}

/// Everything that happens before an instant.
pub struct Before {
    pub end: Time,
    pub facts: Vec<(Time, Fact)>,
}

impl Observer for Before {
    fn record(&mut self, time: Time, fact: Fact) {
        if time < self.end {
            self.facts.push((time, fact));
        }
    }
}

/// Two years that differ from 15 June on are the same until then, fact by fact.
#[test]
fn nothing_differs_before_the_first_date_that_does() {
    const JUNE: f64 = 6888.0; // hours from the first of September to the fifteenth of June
    let change = r#"timeline/more={"date":"2025-06-15","because":"to see what differs","set":{
        "fleets":{"asco_rail_54":{"count":8}},"stages":{"kuryk_wagon_unloading":{"servers":4}},
        "bans":{"kuryk":{"above":500,"below":300}},"lanes":{"kuryk_alat":{"room":"unlimited"}}}}"#;
    let happens = |sets: &[Set], end: f64| {
        let path = scenarios().join("corridor-2025.json");
        let scenario = ::corridor::scenario::load(&path, sets, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let mut before = Before { end: Time::from_hours(end), facts: Vec::new() };
        World::new(&scenario.corridor, &mut before).replicate(scenario.run.seed, 3).expect("everything adds up");
        before.facts
    };
    let sets: [Set; 1] = [change.parse().expect("a path and a value")];
    let (plain, changed) = (happens(&[], JUNE), happens(&sets, JUNE));
    assert!(plain.len() > 100_000 && plain == changed, "{} and {} facts", plain.len(), changed.len());
    assert!(happens(&[], JUNE + 2000.0) != happens(&sets, JUNE + 2000.0), "the change does something");
}

/// What sources name without a number is asked of a scenario by a plan.
#[test]
fn every_question_is_a_plan_on_its_year() {
    let asked = [("platforms", "corridor-2025")];
    assert_eq!(asked.len(), files(&scenarios().join("questions")).len());
    for (plan, year) in asked {
        let plan = scenarios().join("questions").join(plan).with_extension("json");
        let year = scenarios().join(year).with_extension("json");
        corridor().arg("check").arg(year).arg("--plan").arg(plan).assert().code(0);
    }
}

/// A project is a plan on the outlook; what the outlook does at its dates is what the project says.
#[test]
fn every_project_is_part_of_the_outlook() {
    let outlook = scenarios().join("corridor-outlook-2030.json");
    for project in files(&scenarios().join("projects")) {
        corridor().arg("check").arg(&outlook).arg("--plan").arg(&project).assert().code(0);
        let resolved = |plans: &[PathBuf]| {
            let scenario = ::corridor::scenario::load(&outlook, &[], plans).expect("the outlook is sound");
            ::corridor::report::resolved(&scenario.resolved)
        };
        let strip = |text: String| -> String {
            // A plan may carry a title and a note of its own.
            text.lines().filter(|line| !line.starts_with("  \"title\"") && !line.starts_with("  \"note\"")).collect()
        };
        assert!(
            strip(resolved(&[])) == strip(resolved(std::slice::from_ref(&project))),
            "{} is not in the outlook",
            project.display()
        );
    }
}
