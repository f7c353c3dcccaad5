//! Triggered changes: what they do to a run, and what they leave as it was.

use corridor::kernel::Time;
use corridor::model::Fact;
use corridor::model::measure::facilities;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::random::sketch;
use super::{RANDOM, change, corridor, first_difference, properties, run};

/// Adds so much to everything that can be counted when anybody has waited, up to three times.
pub fn trigger(scenario: &Value, of: &str, more: u64) -> Value {
    let (plain, grown) = (change(0.0, scenario, 0), change(0.0, scenario, more));
    json!({ "more": {
        "when": { "measure": "queue_mean", "of": of, "above": 0.01, "window_d": 0.17, "delay_d": 0.03, "at_most": 3 },
        "because": "to see what differs",
        "add": difference(&grown["more"]["set"], &plain["more"]["set"]),
    } })
}

fn difference(grown: &Value, plain: &Value) -> Value {
    match grown {
        Value::Object(members) => {
            members.iter().map(|(key, grown)| (key.clone(), difference(grown, &plain[key]))).collect()
        }
        number => (number.as_u64().expect("a number") - plain.as_u64().expect("a number")).into(),
    }
}

fn without(facts: &[(Time, Fact)]) -> Vec<(Time, Fact)> {
    let trigger = |fact: &Fact| matches!(fact, Fact::ChangeTriggered { .. } | Fact::ChangeTookEffect { .. });
    facts.iter().copied().filter(|(_, fact)| !trigger(fact)).collect()
}

properties! {
    #![config(super::some_of_the_same(3))]

    #[test]
    fn nothing_differs_before_a_triggered_change_is_in_force(sketch in sketch(), at in any::<prop::sample::Index>()) {
        let plain = sketch.scenario(RANDOM);
        let world = corridor(&plain, &[]);
        let names: Vec<String> = facilities(&world).iter().map(|facility| facility.to_string()).collect();
        let (mut same, mut other) = (plain.clone(), plain.clone());
        let of = &names[at.index(names.len())];
        same["timeline"] = trigger(&plain, of, 0);
        other["timeline"] = trigger(&plain, of, 1);
        let [plain, same, other] = [plain, same, other].map(|scenario| run(&corridor(&scenario, &[]), sketch.seed).0.facts);
        let effects = |facts: &[(Time, Fact)]| -> Vec<Time> {
            let effect = |(_, fact): &&(Time, Fact)| matches!(fact, Fact::ChangeTookEffect { .. });
            facts.iter().filter(effect).map(|(time, _)| *time).collect()
        };
        let first = effects(&other).first().copied().unwrap_or(Time::NEVER);
        let before = |facts: &[(Time, Fact)]| {
            without(facts).into_iter().take_while(|(time, _)| *time < first).collect::<Vec<_>>()
        };
        prop_assert!(effects(&same).len() <= 3 && effects(&other).len() <= 3);
        prop_assert_eq!(effects(&same).first().copied().unwrap_or(Time::NEVER), first);
        prop_assert_eq!(first_difference(&before(&plain), &before(&other)), None);
        prop_assert_eq!(first_difference(&plain, &without(&same)), None);
    }
}

/// A change that nothing calls for leaves every number as it was, bit by bit.
#[test]
fn a_change_that_is_not_called_for_changes_nothing() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact/triggered.json");
    let load = |set: &str| {
        let sets = [set.parse().expect("a path and a value")];
        corridor::scenario::load(&path, &sets, &[]).unwrap_or_else(|problems| panic!("{problems}")).corridor
    };
    let (never, none) = (load("timeline/second/when/above=1000"), load("timeline=null"));
    let [(facts, outcome), (plain, expected)] = [&never, &none].map(|corridor| run(corridor, 1));
    assert_eq!(first_difference(&facts.facts, &plain.facts), None);
    let own = outcome.samples.len() - expected.samples.len();
    assert_eq!(own, 3, "share, and instants of which there are none");
    assert_eq!(outcome.samples[..expected.samples.len()], expected.samples);
    assert_eq!(outcome.samples[expected.samples.len()..].iter().map(|one| one.sum).sum::<f64>(), 0.0);
}
