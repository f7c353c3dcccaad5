//! Locomotives: never more trains run than there are, one more never makes a train later, and where there are enough
//! nothing changes.

use corridor::kernel::Time;
use corridor::model::Fact;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::random::sketch;
use super::{RANDOM, corridor, first_difference, properties, run};

/// Trains from both ends of one line, first come first served.
#[derive(Clone, Debug)]
struct Shuttle {
    locomotives: u64,
    gap: u32,
    running: u32,
    turn: u32,
    size: u32,
    seed: u64,
}

fn shuttle() -> impl Strategy<Value = Shuttle> {
    (1u64..5, 2u32..12, 1u32..20, 0u32..6, 1u32..4, 0u64..1_000_000).prop_map(
        |(locomotives, gap, running, turn, size, seed)| Shuttle { locomotives, gap, running, turn, size, seed },
    )
}

impl Shuttle {
    fn scenario(&self) -> Value {
        let flow = |from: &str, to: &str| {
            json!({
                "commodity": "metal", "direction": "any", "unit": "wagon", "t_per_unit": 60, "from": from, "to": to,
                "route": ["line"], "arrivals": { "gaps": { "gap_h": { "exponential": { "mean": self.gap } } } },
            })
        };
        json!({
            "title": "A shuttle", "horizon_h": 500,
            "places": { "aktau": { "kind": "terminal" }, "beyneu": { "kind": "terminal" } },
            "trains": { "block": { "unit": "wagon", "size": self.size, "patience_h": 10 } },
            "locomotives": { "west": { "count": self.locomotives, "turn_h": { "gamma": { "mean": self.turn.max(1), "cv": 0.8 } } } },
            "lines": { "line": {
                "between": ["aktau", "beyneu"], "track": "single", "paths_per_day": "unlimited", "room": "unlimited",
                "running_h": { "gamma": { "mean": self.running, "cv": 0.5 } }, "trains": { "wagon": "block" },
                "locomotives": "west",
            } },
            "flows": { "west": flow("beyneu", "aktau"), "east": flow("aktau", "beyneu") },
        })
    }

    fn facts(&self) -> Vec<(Time, Fact)> {
        run(&corridor(&self.scenario(), &[]), self.seed).0.facts
    }
}

/// When each train left, by the name of its first unit.
fn departures(facts: &[(Time, Fact)]) -> Vec<(usize, u64, Time)> {
    let left = facts.iter().filter_map(|&(time, fact)| match fact {
        Fact::TrainDeparted { head, .. } => Some((head.flow.index(), head.first, time)),
        _ => None,
    });
    left.collect()
}

properties! {
    #[test]
    fn no_more_trains_run_than_there_are_locomotives(one in shuttle()) {
        let mut running = 0;
        for (time, fact) in one.facts() {
            match fact {
                Fact::TrainDeparted { .. } => running += 1,
                Fact::TrainArrived { .. } => running -= 1,
                _ => {}
            }
            prop_assert!(running <= one.locomotives, "{} trains at {}", running, time);
        }
    }

    #[test]
    fn one_more_locomotive_makes_no_train_later(one in shuttle()) {
        let more = Shuttle { locomotives: one.locomotives + 1, ..one.clone() };
        let (few, more) = (departures(&one.facts()), departures(&more.facts()));
        prop_assert!(more.len() >= few.len());
        for (flow, first, time) in few {
            let other = more.iter().find(|other| (other.0, other.1) == (flow, first)).map(|other| other.2);
            prop_assert!(other.is_some_and(|other| other <= time), "{} of {}: {:?} after {}", first, flow, other, time);
        }
    }

    #[test]
    fn enough_locomotives_change_nothing(mut sketch in sketch()) {
        sketch.line.locomotives = 0;
        let plain = sketch.scenario(RANDOM);
        let mut pulled = plain.clone();
        pulled["locomotives"] = json!({ "pool": { "count": 100_000 } });
        for line in pulled["lines"].as_object_mut().expect("lines by name").values_mut() {
            line["locomotives"] = json!("pool");
        }
        let ((facts, _), (same, _)) =
            (run(&corridor(&plain, &[]), sketch.seed), run(&corridor(&pulled, &[]), sketch.seed));
        prop_assert_eq!(first_difference(&facts.facts, &same.facts), None);
    }
}
