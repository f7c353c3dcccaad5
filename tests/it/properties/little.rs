//! Little's law as an identity: over a whole run the mean number that waits is the sum of all waits, per hour.
//!
//! Facilities measure both sides; of vessels, locomotives and carriers the waits are added up from the facts.

use std::collections::HashMap;

use corridor::kernel::Time;
use corridor::model::measure::facilities;
use corridor::model::{Corridor, Fact, Held, Measure, Outcome, Units, measures};
use proptest::prelude::*;
use serde_json::json;

use super::gate::pooled;
use super::random::sketch;
use super::{RANDOM, corridor, properties, run, run_unless_in_gridlock, sample};

/// Where everybody has left again, unit-hours present are the sum of the hours spent. Returns whether anybody came and
/// all have left.
fn little(list: &[Measure], outcome: &Outcome, of: &str, hours: f64) -> Result<bool, TestCaseError> {
    let sample = |name| sample(list, outcome, name, of);
    let (Some((arrived, _)), Some((refused, _)), Some((spent, left)), Some((present, weight))) =
        (sample("arrivals"), sample("diverted_share"), sample("time_mean"), sample("present_mean"))
    else {
        return Err(TestCaseError::fail(format!("{of} is not measured")));
    };
    let all_left = arrived - refused == left;
    if all_left {
        near(present / weight * hours, spent, of)?;
    }
    Ok(all_left && arrived > 0.0)
}

fn near(found: f64, expected: f64, of: &str) -> Result<(), TestCaseError> {
    prop_assert!((found - expected).abs() <= 1e-9 * expected.max(1.0), "{}: {} and {}", of, found, expected);
    Ok(())
}

/// Waits under way and over, in ms times those who wait.
#[derive(Default)]
struct Waits {
    since: HashMap<(usize, u64), (Time, u64)>,
    over: u128,
}

impl Waits {
    fn begin(&mut self, who: (usize, u64), many: u64, now: Time) {
        self.since.insert(who, (now, many));
    }

    fn end(&mut self, who: (usize, u64), now: Time) {
        if let Some((since, many)) = self.since.remove(&who) {
            self.over += u128::from(now.since(since).ms()) * u128::from(many);
        }
    }

    /// Hours until the end of the run, of those included that wait still.
    fn hours(mut self, end: Time) -> f64 {
        let left: Vec<_> = self.since.keys().copied().collect();
        left.into_iter().for_each(|who| self.end(who, end));
        self.over as f64 / 3_600_000.0
    }
}

/// Vessel-hours at anchor, breakdowns left out.
fn at_anchor(facts: &[(Time, Fact)], end: Time) -> f64 {
    let mut waits = Waits::default();
    let (mut lie, mut down) = (Vec::new(), Vec::new());
    for &(now, fact) in facts {
        match fact {
            Fact::VesselArrived { ship, .. } => {
                lie.push(ship);
                waits.begin((ship.fleet.index(), ship.number.into()), 1, now);
            }
            Fact::VesselBerthed { ship, .. } | Fact::VesselLeft { ship } | Fact::VesselDocked { ship } => {
                lie.retain(|&other| other != ship);
                waits.end((ship.fleet.index(), ship.number.into()), now);
            }
            Fact::VesselBrokeDown { ship } => {
                down.push(ship);
                waits.end((ship.fleet.index(), ship.number.into()), now);
            }
            Fact::VesselRepaired { ship } => {
                down.retain(|&other| other != ship);
                if lie.contains(&ship) {
                    waits.begin((ship.fleet.index(), ship.number.into()), 1, now);
                }
            }
            _ => {}
        }
    }
    waits.hours(end)
}

fn for_locomotives(facts: &[(Time, Fact)], end: Time) -> f64 {
    let mut waits = Waits::default();
    let who = |head: Units| (head.flow.index(), head.first);
    for &(now, fact) in facts {
        match fact {
            Fact::TrainHeldForLocomotive { head, .. } => waits.begin(who(head), 1, now),
            Fact::TrainHeld { head, .. } | Fact::TrainDeparted { head, .. } => waits.end(who(head), now),
            _ => {}
        }
    }
    waits.hours(end)
}

/// Unit-hours at the origins of flows without carriers; a lot that waits is served from its front.
fn for_carriers(facts: &[(Time, Fact)], end: Time) -> f64 {
    let mut waits = Waits::default();
    for &(now, fact) in facts {
        let each = |units: Units| {
            (units.first..units.first + u64::from(units.count)).map(move |unit| (units.flow.index(), unit))
        };
        match fact {
            Fact::UnitsHeldAtOrigin { units, by: Held::Pool } => each(units).for_each(|who| waits.begin(who, 1, now)),
            Fact::UnitsEquipped { units } => each(units).for_each(|who| waits.end(who, now)),
            _ => {}
        }
    }
    waits.hours(end)
}

fn hours(corridor: &Corridor) -> f64 {
    corridor.horizon.measured().hours()
}

properties! {
    #[test]
    fn the_number_present_integrates_to_the_time_spent(sketch in sketch()) {
        let corridor = corridor(&sketch.scenario(RANDOM), &[]);
        let (_, outcome) = run(&corridor, sketch.seed);
        let list = measures(&corridor);
        for facility in facilities(&corridor) {
            little(&list, &outcome, &facility.to_string(), hours(&corridor))?;
        }
    }

    #[test]
    fn vessels_at_anchor_and_trains_without_locomotives_add_up_to_their_waits(mut sketch in sketch()) {
        sketch.west = sketch.west.max(1);
        let corridor = corridor(&sketch.scenario(RANDOM), &[]);
        let (record, outcome) = run(&corridor, sketch.seed);
        let (list, end) = (measures(&corridor), corridor.horizon.end);
        let anchored = corridor.fleets.iter().map(|fleet| {
            sample(&list, &outcome, "state_share", &format!("{}/at_anchor", fleet.name)).expect("a state").0
        });
        near(anchored.sum::<f64>() / 3_600_000.0, at_anchor(&record.facts, end), "at anchor")?;
        if let Some((trains, weight)) = sample(&list, &outcome, "locomotives_waiting_mean", "region") {
            near(trains / weight * hours(&corridor), for_locomotives(&record.facts, end), "locomotives")?;
        }
    }

    #[test]
    fn units_without_carriers_add_up_to_their_waits(sketch in sketch(), stock in 1u32..12) {
        let empties = json!({ "empties": { "keep": 0, "group": 1 } });
        let corridor = corridor(&pooled(&sketch.scenario(RANDOM), Some(stock), &empties), &[]);
        let Ok((record, outcome)) = run_unless_in_gridlock(&corridor, sketch.seed) else { return Ok(()) };
        let list = measures(&corridor);
        let waiting = corridor.depots.iter().map(|depot| {
            let (units, weight) = sample(&list, &outcome, "pool_waiting_mean", &depot.name).expect("a depot");
            units / weight
        });
        near(waiting.sum::<f64>() * hours(&corridor), for_carriers(&record.facts, corridor.horizon.end), "carriers")?;
    }
}

/// An identity that is never tried proves nothing.
#[test]
fn everybody_leaves_many_facilities() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(super::always_the_same());
    let (mut tried, mut all) = (0, 0);
    for _ in 0..30 {
        let sketch = sketch().new_tree(&mut runner).expect("a sketch").current();
        let corridor = corridor(&sketch.scenario(RANDOM), &[]);
        let (_, outcome) = run(&corridor, sketch.seed);
        for facility in facilities(&corridor) {
            let left = little(&measures(&corridor), &outcome, &facility.to_string(), hours(&corridor));
            tried += u32::from(left.expect("the law holds"));
            all += 1;
        }
    }
    assert!(5 * tried > all, "{tried} of {all}");
}
