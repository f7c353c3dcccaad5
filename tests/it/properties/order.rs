//! Work goes on where it can, in the order in which it came, and nothing goes beyond its limit.

use std::collections::HashMap;

use corridor::kernel::Time;
use corridor::model::corridor::StepKind;
use corridor::model::{Corridor, Fact, World};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::gate::pooled;
use super::queues::{Journal, Told, first_broken};
use super::random::sketch;
use super::{RANDOM, always_the_same, corridor, properties, run};

/// Where a flow begins with a stage no lot has been split or overtaken before: the stage takes it in order.
fn begins_with(corridor: &Corridor, flow: usize, stage: usize) -> bool {
    let flow = corridor.flows.iter().nth(flow).expect("the flow is there");
    let kinds: Vec<StepKind> = flow.steps().map(|step| step.kind).collect();
    matches!(kinds.first(), Some(StepKind::Stage { stage: first, .. }) if first.index() == stage)
}

properties! {
    #[test]
    fn time_goes_on_and_a_stage_takes_a_flow_in_order(sketch in sketch()) {
        let corridor = corridor(&sketch.scenario(RANDOM), &[]);
        let (record, _) = run(&corridor, sketch.seed);
        prop_assert!(record.facts.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        let mut last: HashMap<(usize, usize), u64> = HashMap::new();
        for (time, fact) in &record.facts {
            if let Fact::HandlingStarted { stage, head, .. } = *fact
                && begins_with(&corridor, head.flow.index(), stage.index())
            {
                let before = last.insert((stage.index(), head.flow.index()), head.first).unwrap_or(0);
                prop_assert!(before < head.first, "at {time}: {before} before {head:?}");
            }
        }
    }

    /// Servers, berths, paths, locomotives, places, decks: at every instant, not only at the end.
    #[test]
    fn nothing_is_idle_that_can_work_and_everything_adds_up_at_every_instant(sketch in sketch()) {
        let corridor = corridor(&sketch.scenario(RANDOM), &[]);
        let ended = World::new(&corridor, ()).replicate_audited(sketch.seed, 1).map(drop);
        prop_assert!(ended.is_ok(), "{ended:?}");
    }

    #[test]
    fn everybody_is_served_in_turn_and_nothing_goes_beyond_its_limit(sketch in sketch()) {
        let corridor = corridor(&sketch.scenario(RANDOM), &[]);
        prop_assert_eq!(first_broken(&corridor, &told(&corridor, sketch.seed).expect("it moves")), None);
    }

    #[test]
    fn carriers_are_given_in_turn(sketch in sketch(), stock in 1u32..12) {
        let empties = json!({ "empties": { "keep": 0, "group": 1 } });
        let corridor = corridor(&pooled(&sketch.scenario(RANDOM), Some(stock), &empties), &[]);
        let Some(told) = told(&corridor, sketch.seed) else { return Ok(()) };
        prop_assert_eq!(first_broken(&corridor, &told), None);
    }
}

/// `None` where a corridor is in gridlock, which may be where empties come back by the stages that the loaded leave by.
fn told(corridor: &Corridor, seed: u64) -> Option<Vec<(Time, Told)>> {
    let mut world = World::new(corridor, Journal::default());
    match world.replicate(seed, 1) {
        Ok(_) => Some(world.into_observer().0),
        Err(violation) => {
            assert!(violation.what.starts_with("gridlock: "), "{violation}");
            None
        }
    }
}

/// Whether two facts are about those that come to the same queue, of the same flow, or about vessels.
fn come_to_the_same(one: Fact, other: Fact) -> bool {
    match (one, other) {
        (Fact::UnitsJoined { units, step }, Fact::UnitsJoined { units: others, step: at })
        | (Fact::UnitsHeld { units, step }, Fact::UnitsHeld { units: others, step: at }) => {
            (units.flow, step) == (others.flow, at)
        }
        (Fact::TrainHeld { line, from, head, .. }, Fact::TrainHeld { line: at, from: end, head: other, .. })
        | (
            Fact::TrainHeldForLocomotive { line, from, head, .. },
            Fact::TrainHeldForLocomotive { line: at, from: end, head: other, .. },
        ) => (line, from, head.flow) == (at, end, other.flow),
        (Fact::VesselArrived { port, .. }, Fact::VesselArrived { port: at, .. }) => port == at,
        _ => false,
    }
}

/// The negative control: where two are told to have come in the other order, their service is seen to be out of turn.
#[test]
fn a_turn_that_is_not_kept_is_found() {
    let mut runner = TestRunner::new(always_the_same());
    let mut found: HashMap<&str, u32> = HashMap::new();
    for _ in 0..100 {
        let sketch = sketch().new_tree(&mut runner).expect("a sketch").current();
        let corridor = corridor(&sketch.scenario(RANDOM), &[]);
        let told = told(&corridor, sketch.seed).expect("it moves");
        let facts: Vec<(usize, Fact)> = told
            .iter()
            .enumerate()
            .filter_map(|(at, (_, told))| match *told {
                Told::Fact(fact) => Some((at, fact)),
                Told::Began(..) => None,
            })
            .collect();
        for (number, &(at, fact)) in facts.iter().enumerate() {
            let next = facts[number + 1..].iter().find(|(_, other)| come_to_the_same(fact, *other));
            let Some(&(other, _)) = next else { continue };
            let mut exchanged = told.clone();
            (exchanged[at].1, exchanged[other].1) = (told[other].1, told[at].1);
            let broken = first_broken(&corridor, &exchanged).unwrap_or_default();
            for queue in ["Door", "Stage", "Lane", "Path", "Locomotive"] {
                *found.entry(queue).or_default() += u32::from(broken.contains(&format!("is the first in {queue}(")));
            }
            *found.entry("Formation").or_default() += u32::from(broken.contains(": it was formed of ["));
            *found.entry("anchorage").or_default() += u32::from(broken.contains("came before"));
        }
    }
    assert!(found.len() == 7 && found.values().all(|&times| times > 0), "{found:?}");
}
