//! Corridors made to jam: what cannot move is named as a circle, and whatever is no gridlock goes on to its end.

use std::cell::Cell;

use corridor::model::World;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::random::sketch;
use super::sketch::Sketch;
use super::{FIXED, RANDOM, always_the_same, corridor, first_difference, properties, run};

/// One small yard at each port for both directions, cargo of one kind both ways, and no room before stages: full yards
/// can hold one another.
fn tight(sketch: &Sketch) -> Value {
    let mut sketch = sketch.clone();
    (sketch.east, sketch.west) = (1, 1);
    sketch.flows.push(sketch.flows[0].clone());
    for (number, flow) in sketch.flows.iter_mut().enumerate() {
        (flow.westbound, flow.unit, flow.by_yard) = (number % 2 == 0, 0, true);
        (flow.from_inland, flow.to_inland) = (false, true);
    }
    let mut scenario = sketch.scenario(RANDOM);
    let shared = |name: &str| {
        let of_one_way = name.strip_suffix("_west").or(name.strip_suffix("_east"));
        of_one_way.map_or(name.to_owned(), |yard| format!("{yard}_both"))
    };
    let yards = scenario["yards"].as_object().cloned().unwrap_or_default();
    let mut merged = json!({});
    for (name, mut yard) in yards {
        yard["when_full"] = json!("hold");
        yard["capacity"] = json!(3);
        merged[shared(&name)] = yard;
    }
    scenario["yards"] = merged;
    for stage in scenario["stages"].as_object_mut().into_iter().flatten().map(|(_, stage)| stage) {
        stage["room"] = json!(0);
        stage["when_full"] = json!("hold");
    }
    for flow in scenario["flows"].as_object_mut().into_iter().flatten().map(|(_, flow)| flow) {
        for step in flow["route"].as_array_mut().into_iter().flatten() {
            if let Some(name) = step.as_str().map(shared) {
                *step = name.into();
            }
        }
    }
    scenario
}

/// The links of the circle that a message names, the first one again at its end.
fn links(message: &str) -> Vec<String> {
    let circle = message.split("gridlock: ").nth(1).unwrap_or_default().split(". What holds what: ").next();
    let plain = circle.unwrap_or_default().replace(", which waits for ", "|").replace(" waits for ", "|");
    plain.replace(", served by ", "|").replace(", taken by ", "|").split('|').map(str::to_owned).collect()
}

#[test]
fn a_tight_corridor_ends_or_names_its_circle() {
    let jams = Cell::new(0);
    let config = always_the_same();
    let cases = config.cases;
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let tried = runner.run(&sketch(), |sketch| {
        let corridor = corridor(&tight(&sketch), &[]);
        if let Err(violation) = World::new(&corridor, ()).replicate(sketch.seed, 1) {
            let links = links(&violation.what);
            prop_assert!(violation.what.starts_with("gridlock: ") && links.len() > 2, "{}", violation);
            prop_assert_eq!(links.first(), links.last(), "{}", violation);
            jams.set(jams.get() + 1);
        }
        Ok(())
    });
    tried.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(jams.get() > 0 && jams.get() < cases, "{} of {cases} corridors are in gridlock", jams.get());
}

properties! {
    /// Names are for people. Those of laws are left out, because draws are addressed by name.
    #[test]
    fn other_names_change_nothing(sketch in sketch()) {
        let plain = sketch.scenario(FIXED);
        let mut text = plain.to_string();
        let names = [
            ("aktau", "sarzha"), ("kuryk", "ayrakty"), ("bautino", "karagan"), ("alat", "hovsan"),
            ("turkmenbashi", "kiyanly"), ("baku", "zigh"), ("dostyk", "khorgos"), ("flow_", "cargo_"),
        ];
        for (name, other) in names {
            text = text.replace(name, other);
        }
        let renamed: Value = serde_json::from_str(&text).expect("it is JSON as before");
        let [(facts, outcome), (same, other)] = [plain, renamed].map(|scenario| run(&corridor(&scenario, &[]), sketch.seed));
        prop_assert_eq!(first_difference(&facts.facts, &same.facts), None);
        prop_assert_eq!(outcome.samples.len(), other.samples.len());
    }

    /// What nothing passes is as good as not there.
    #[test]
    fn a_facility_that_nobody_uses_changes_nothing(sketch in sketch()) {
        let plain = sketch.scenario(RANDOM);
        let mut more = plain.clone();
        more["places"]["nowhere"] = json!({ "kind": "terminal" });
        more["stages"]["nowhere_crane"] =
            json!({ "place": "nowhere", "kind": "crane", "servers": 1, "room": 0, "handling": { "unit_h": 1 } });
        more["yards"]["nowhere_yard"] = json!({ "place": "nowhere", "unit": "wagon", "capacity": 1 });
        let [(facts, _), (same, _)] = [plain, more].map(|scenario| run(&corridor(&scenario, &[]), sketch.seed));
        prop_assert_eq!(first_difference(&facts.facts, &same.facts), None);
    }
}
