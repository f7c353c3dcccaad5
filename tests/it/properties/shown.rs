//! A property that fails shows the scenarios it failed on: small, and as files that can be run.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

thread_local! {
    /// The scenarios of the case under way.
    static SEEN: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
}

/// Properties as `proptest!` writes them, of which those that fail show their scenarios.
macro_rules! properties {
    (#![config($config:expr)] $($(#[$meta:meta])* fn $name:ident($($value:pat in $strategy:expr),+ $(,)?) $body:block)+) => {$(
        $(#[$meta])*
        fn $name() {
            let failure = $crate::properties::shown::failure($config, ($($strategy,)+), |($($value,)+)| {
                $body;
                Ok(())
            });
            if let Some(failure) = failure {
                panic!("{failure}");
            }
        }
    )+};
    ($($properties:tt)+) => {
        properties! { #![config($crate::properties::always_the_same())] $($properties)+ }
    };
}
pub(super) use properties;

/// A scenario is about to be simulated.
pub fn saw(scenario: &Value) {
    SEEN.with_borrow_mut(|seen| {
        if !seen.contains(scenario) {
            seen.push(scenario.clone());
        }
    });
}

/// Those seen so far are simulated with this seed.
pub fn saw_seed(seed: u64) {
    SEEN.with_borrow_mut(|seen| {
        for scenario in seen {
            scenario["run"]["seed"] = seed.into();
            scenario["run"]["replications"] = 1.into();
        }
    });
}

/// What is wrong with the smallest case for which a property does not hold, and the scenarios of that case.
pub fn failure<S: Strategy>(
    config: ProptestConfig,
    strategy: S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) -> Option<String> {
    let mut runner = TestRunner::new(config);
    let tried = runner.run(&strategy, |value| {
        SEEN.with_borrow_mut(Vec::clear);
        let held = catch_unwind(AssertUnwindSafe(|| property(value)));
        match held.unwrap_or_else(|panic| Err(TestCaseError::fail(words(&*panic)))) {
            Err(TestCaseError::Fail(reason)) => Err(TestCaseError::fail(format!("{reason}\n{}", scenarios()))),
            other => other,
        }
    });
    tried.err().map(|failure| failure.to_string())
}

fn words(panic: &(dyn Any + Send)) -> String {
    let told = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    told.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".into())
}

/// The files of the case, one after the other.
fn scenarios() -> String {
    SEEN.with_borrow(|seen| {
        let files = seen.iter().enumerate().map(|(number, scenario)| {
            let text = serde_json::to_string_pretty(&without_unused(scenario)).expect("a value can be written");
            format!("Scenario {} of {}, for `corridor run`:\n{text}\n", number + 1, seen.len())
        });
        files.collect()
    })
}

/// Without stages, yards, lines and trains that no flow passes, and units that there are none of, which make no
/// difference.
pub fn without_unused(scenario: &Value) -> Value {
    let mut scenario = scenario.clone();
    let used = ["flows", "bans", "timeline"].map(|key| scenario[key].to_string()).concat();
    let retain = |entries: &mut Value, used: &str| {
        if let Some(entries) = entries.as_object_mut() {
            entries.retain(|name, _| used.contains(name.as_str()));
        }
    };
    for group in ["stages", "yards", "lines"] {
        retain(&mut scenario[group], &used);
    }
    let units = scenario["flows"].to_string();
    for (_, line) in scenario["lines"].as_object_mut().into_iter().flatten() {
        retain(&mut line["trains"], &units);
    }
    let trains = format!("{}{used}", scenario["lines"]);
    retain(&mut scenario["trains"], &trains);
    for (_, fleet) in scenario["fleets"].as_object_mut().into_iter().flatten() {
        ["capacity", "at_most"].iter().for_each(|&key| retain(&mut fleet[key], &units));
    }
    let berths = scenario["ports"].as_object_mut().into_iter().flatten().map(|(_, port)| &mut port["berths"]);
    for (_, berth) in berths.filter_map(Value::as_object_mut).flatten() {
        retain(&mut berth["handling"], &units);
    }
    if let Some(groups) = scenario.as_object_mut() {
        groups.retain(|_, group| !group.is_null() && group.as_object().is_none_or(|group| !group.is_empty()));
    }
    scenario
}

#[test]
fn a_property_that_fails_shows_a_small_scenario_that_runs() {
    use super::{RANDOM, corridor, run};
    use corridor::model::Fact;
    let departs =
        |record: &super::Record| record.facts.iter().any(|(_, fact)| matches!(fact, Fact::VesselDeparted { .. }));
    let config = ProptestConfig { cases: 2000, ..super::always_the_same() };
    let no_vessel_ever_leaves = |sketch: super::sketch::Sketch| {
        let (record, _) = run(&corridor(&sketch.scenario(RANDOM), &[]), sketch.seed);
        prop_assert!(!departs(&record), "a vessel has left");
        Ok(())
    };
    let failure = failure(config, super::random::sketch(), no_vessel_ever_leaves).expect("vessels leave");
    assert!(
        failure.contains("a vessel has left") && failure.contains("Scenario 1 of 1, for `corridor run`:\n{"),
        "{failure}"
    );
    let (from, to) = (failure.find("\n{").expect("it begins"), failure.find("\n}\n").expect("it ends"));
    let text = &failure[from..to + 2];
    assert!(text.lines().count() < 200, "{text}");
    let shown: Value = serde_json::from_str(text).expect("it is a file");
    let seed = shown["run"]["seed"].as_u64().expect("its seed is in it");
    assert!(departs(&run(&corridor(&shown, &[]), seed).0), "{text}");
}
