//! Work goes on where it can, in the order in which it came.

use std::collections::HashMap;

use corridor::model::corridor::StepKind;
use corridor::model::{Corridor, Fact, World};
use proptest::prelude::*;

use super::random::sketch;
use super::{RANDOM, always_the_same, corridor, run};

/// Where a flow begins with a stage no lot has been split or overtaken before: the stage takes it in order.
fn begins_with(corridor: &Corridor, flow: usize, stage: usize) -> bool {
    let flow = corridor.flows.iter().nth(flow).expect("the flow is there");
    let kinds: Vec<StepKind> = flow.steps().map(|step| step.kind).collect();
    matches!(kinds.first(), Some(StepKind::Stage { stage: first, .. }) if first.index() == stage)
}

proptest! {
    #![proptest_config(always_the_same())]

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
}
