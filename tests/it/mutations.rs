//! No mutation of a scenario makes the loader panic or hang: it loads, or it is refused with positions. What loads runs.
//!
//! The last test is the bounded form of the coverage-guided search in `tests/fuzz`, with the same mutations.

#[path = "../fuzz/mutation.rs"]
mod mutation;
#[path = "../fuzz/trial.rs"]
mod trial;

use corridor::scenario::{Severity, parse, starter};
use proptest::prelude::*;
use serde_json::{Value, json};

use mutation::{Luck, cross};

const STRAIT: &str = include_str!("../invalid/base/strait.json");
const QUEUE: &str = include_str!("../invalid/base/queue.json");

/// Something that might stand anywhere.
fn anything() -> impl Strategy<Value = Value> {
    let names =
        ["eastport", "ferry", "wagon", "teu", "unlimited", "east_west", "freight", "flat", "delivery", "2025-01", ""];
    let objects = [
        json!({}),
        json!({ "value": 3, "range": [1, 4] }),
        json!({ "value": "x" }),
        json!({ "exponential": { "mean": 0 } }),
        json!({ "lognormal": { "mean": 1e-300, "cv": 1e300 } }),
        json!({ "weibull": { "shape": 1e-9, "scale": 1 } }),
        json!({ "discrete": { "values": [], "weights": [] } }),
        json!({ "empirical": { "file": "x.csv" } }),
        json!({ "there": 1, "back": { "uniform": { "min": 2, "max": 1 } } }),
        json!({ "always": {} }),
        json!({ "timetable": { "first_h": 0, "every_h": 1e-9 } }),
        json!({ "2024": 1 }),
        json!([]),
        json!([1, 2]),
        json!(["eastport", "eastport"]),
        json!([[0, 1], [0, 1]]),
        json!({ "date": "2025-03-01", "because": "x", "set": { "fleets": null } }),
        json!({ "when": { "measure": "queue", "of": "ferry", "above": 1e300, "window_d": 0 }, "set": {} }),
        json!({ "measure": "throughput", "of": "strait", "above": 1, "at": "95 %" }),
        json!({ "currency": "EUR", "discount_pct": -100, "base_year": 1e9 }),
        json!("p95 transit_days <= 15 at 95 %"),
        json!({ "capital": 1e300, "life_years": 0 }),
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(0.0), Just(-1.0), Just(0.5), Just(1.0), Just(1e12), Just(1e300), Just(1e-300), any::<f64>()]
            .prop_map(|number| serde_json::Number::from_f64(number).map_or(json!(7), Value::Number)),
        proptest::sample::select(names.to_vec()).prop_map(Value::from),
        proptest::sample::select(objects.to_vec()),
    ]
}

/// Every value of a document, by JSON pointer.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(object) => object.iter().for_each(|(key, inner)| pointers(inner, &format!("{at}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, inner)| pointers(inner, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// What is done to one value.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(Value),
    Remove,
    /// Replaced by another value of the same document.
    Move(prop::sample::Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        anything().prop_map(Mutation::Replace),
        Just(Mutation::Remove),
        any::<prop::sample::Index>().prop_map(Mutation::Move),
    ]
}

fn mutate(document: &mut Value, place: &prop::sample::Index, mutation: &Mutation) {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    let pointer = place.get(&all).clone();
    match mutation {
        Mutation::Replace(value) => *document.pointer_mut(&pointer).expect("exists") = value.clone(),
        Mutation::Move(from) => {
            let value = document.pointer(from.get(&all).as_str()).expect("exists").clone();
            *document.pointer_mut(&pointer).expect("exists") = value;
        }
        Mutation::Remove => {
            let Some((parent, key)) = pointer.rsplit_once('/') else { return };
            match document.pointer_mut(parent).expect("exists") {
                Value::Object(object) => {
                    object.shift_remove(key);
                }
                Value::Array(items) => {
                    items.remove(key.parse::<usize>().expect("an index"));
                }
                _ => {}
            }
        }
    }
}

/// Loads, or is refused with at least one error that says where.
fn survives(text: &str) {
    if let Err(problems) = parse(text, "mutant.json", &[]) {
        let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error).peekable();
        assert!(errors.peek().is_some(), "refused without an error");
        assert!(errors.all(|problem| problem.location.is_some()));
        assert!(!problems.to_string().contains('\u{1b}'));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_values_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), mutation()), 1..4)) {
        for source in [starter(), STRAIT, QUEUE] {
            let mut document: Value = serde_json::from_str(source).expect("is JSON");
            for (place, mutation) in &changes {
                mutate(&mut document, place, mutation);
            }
            survives(&document.to_string());
        }
    }

    #[test]
    fn changed_bytes_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0..3_usize), 1..6)
    ) {
        let mut text: Vec<char> = starter().chars().collect();
        for (place, c, kind) in edits {
            let at = place.index(text.len());
            match kind {
                0 => text[at] = c,
                1 => text.insert(at, c),
                _ => drop(text.remove(at)),
            }
        }
        survives(&text.into_iter().collect::<String>());
    }
}

/// Scenarios of up to so many bytes are mutated: those with one thing in them.
const SMALL: u64 = 8_000;

/// Every word of the small scenarios, the newest among them, in places where others have it. What is sound runs twice;
/// an endless run would be stopped by its facts, and a circle without time by the model itself.
#[test]
fn scenarios_made_of_others_load_and_run_or_are_refused() {
    let small = |path: &std::path::PathBuf| std::fs::metadata(path).is_ok_and(|file| file.len() <= SMALL);
    let read = |path: &std::path::PathBuf| serde_json::from_slice::<Value>(&std::fs::read(path).ok()?).ok();
    let seeds: Vec<Value> = trial::seeds().iter().filter(|path| small(path)).filter_map(read).collect();
    assert!(seeds.len() > 60, "{} scenarios", seeds.len());
    let mut sound = 0;
    for number in 0..MUTANTS {
        let mut luck = Luck::new(number);
        let mut mutant = seeds[number as usize % seeds.len()].clone();
        if luck.one_in(4) {
            let other = luck.below(seeds.len());
            cross(&mut mutant, &seeds[other], &mut luck);
        }
        for _ in 0..luck.below(3) {
            mutation::mutate(&mut mutant, &mut luck);
        }
        // The file stays where it is when this panics.
        let path = trial::write("mutant.json", mutant.to_string().as_bytes());
        sound += u32::from(trial::trial(&path, &[], &[]));
    }
    assert!(sound > MUTANTS / 20, "hardly any is sound: {sound} of {MUTANTS}");
}

/// Enough for the words to meet, few enough for a test.
const MUTANTS: u32 = 2_000;
