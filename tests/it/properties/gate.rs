//! What is held at the gate is held as the rule says, and nobody else.

use std::collections::HashMap;

use corridor::kernel::Id;
use corridor::model::corridor::{Arrivals, Corridor, Depot, Flow, StepKind};
use corridor::model::{Fact, Held, Units, measures};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::random::sketch;
use super::{RANDOM, corridor, first_difference, properties, run, run_unless_in_gridlock, sample};

/// Where the units of a flow wait, in the words of a ban.
fn waiting_places(corridor: &Corridor, flow: &Flow) -> Vec<String> {
    let end = |name: &str, place| format!("{name}@{}", corridor.places[place].name);
    let mut places: Vec<String> = Vec::new();
    for step in flow.steps() {
        let place = match step.kind {
            StepKind::Stage { stage, .. } => corridor.stages[stage].name.clone(),
            StepKind::Yard(yard) => corridor.yards[yard].name.clone(),
            StepKind::Line { line, from, .. } => {
                let line = &corridor.lines[line];
                end(&line.name, line.ends[usize::from(from)])
            }
            StepKind::Lane { lane, from } => {
                let lane = &corridor.lanes[lane];
                end(&lane.name, lane.ends[usize::from(from)])
            }
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// The scenario with a ban on every flow of the first flow's kind of unit that can be banned; `None` where none can.
pub fn banned(scenario: &Value, above: u32, below: u32) -> Option<Value> {
    let plain = corridor(scenario, &[]);
    let first = plain.flows.iter().find(|flow| !matches!(flow.arrivals, Arrivals::Always))?;
    let flows = plain.flows.iter().filter(|flow| flow.unit == first.unit && !matches!(flow.arrivals, Arrivals::Always));
    let mut scenario = scenario.clone();
    scenario["bans"] = json!({ "ban": {
        "waiting_at": waiting_places(&plain, first), "flows": flows.map(|flow| flow.name.as_str()).collect::<Vec<_>>(),
        "above": above, "below": below, "review_h": 5,
    } });
    Some(scenario)
}

/// The scenario with a pool for each flow that can have one, its empties by the way back with these arrivals, and this
/// stock at the origin. Without a pool the empties are a flow like any other.
pub fn pooled(scenario: &Value, stock: Option<u32>, arrivals: &Value) -> Value {
    let mut scenario = scenario.clone();
    let flows = scenario["flows"].as_object().expect("flows").clone();
    for (name, flow) in flows.iter().filter(|(_, flow)| flow["arrivals"].get("always").is_none()) {
        let mut back = flow.clone();
        (back["from"], back["to"]) = (flow["to"].clone(), flow["from"].clone());
        let is_yard = |step: &&Value| scenario["yards"].get(step.as_str().expect("a name")).is_some();
        let steps = flow["route"].as_array().expect("a route").iter().rev().filter(|step| !is_yard(step));
        back["route"] = steps.cloned().collect::<Vec<Value>>().into();
        back["t_per_unit"] = 0.into();
        back["arrivals"] = arrivals.clone();
        if let Some(stock) = stock {
            let pool = format!("pool_{name}");
            scenario["pools"][&pool] =
                json!({ "unit": flow["unit"], "stock": { flow["from"].as_str().expect("a place"): stock } });
            scenario["flows"][name]["pool"] = pool.clone().into();
            back["pool"] = pool.into();
        }
        scenario["flows"][format!("empties_of_{name}")] = back;
    }
    scenario
}

/// The units a fact is about, as they are first named.
fn named(fact: &Fact) -> Option<Units> {
    match *fact {
        Fact::UnitsJoined { units, .. } | Fact::UnitsHeld { units, .. } | Fact::UnitsDiverted { units, .. } => {
            Some(units)
        }
        Fact::HandlingStarted { head, .. } | Fact::TrainDeparted { head, .. } | Fact::TrainHeld { head, .. } => {
            Some(head)
        }
        _ => None,
    }
}

properties! {
    #[test]
    fn a_ban_that_is_never_imposed_changes_nothing(sketch in sketch()) {
        let scenario = sketch.scenario(RANDOM);
        let Some(with) = banned(&scenario, 1_000_000_000, 0) else { return Ok(()) };
        let (plain, with) = (corridor(&scenario, &[]), corridor(&with, &[]));
        let ((facts, outcome), (same, other)) = (run(&plain, sketch.seed), run(&with, sketch.seed));
        prop_assert_eq!(first_difference(&facts.facts, &same.facts), None);
        let others = measures(&with);
        for (measure, sample) in measures(&plain).iter().zip(&outcome.samples) {
            let at = others.iter().position(|other| other == measure).expect("a ban takes no measure away");
            prop_assert_eq!(sample, &other.samples[at], "{}", measure);
        }
    }

    #[test]
    fn a_ban_holds_its_flows_until_it_is_lifted_and_loses_nobody(sketch in sketch(), above in 0u32..6) {
        let Some(scenario) = banned(&sketch.scenario(RANDOM), above, above / 2) else { return Ok(()) };
        let corridor = corridor(&scenario, &[]);
        let (record, outcome) = run(&corridor, sketch.seed);
        let (mut imposed, mut held) = (false, Vec::new());
        let mut released: HashMap<(Id<Flow>, u64), bool> = HashMap::new();
        let counted = corridor.bans.iter().next().expect("the ban").unit;
        let of_kind = |units: Units| if corridor.flows[units.flow].unit == counted { u64::from(units.count) } else { 0 };
        let mut inside = 0;
        for (_, fact) in &record.facts {
            match *fact {
                Fact::UnitsAppeared { units } => inside += of_kind(units),
                Fact::UnitsDelivered { units } | Fact::UnitsDiverted { units, .. } => inside -= of_kind(units),
                _ => {}
            }
            match *fact {
                Fact::BanImposed { waiting, .. } => {
                    prop_assert!(!imposed && waiting > u64::from(above));
                    // Nobody is counted twice.
                    prop_assert!(waiting <= inside, "{} wait of {} inside", waiting, inside);
                    imposed = true;
                }
                Fact::BanLifted { waiting, .. } => {
                    prop_assert!(imposed && waiting <= u64::from(above / 2));
                    imposed = false;
                    released.extend(held.drain(..).map(|units: Units| ((units.flow, units.first), true)));
                }
                Fact::UnitsHeldAtOrigin { units, .. } => {
                    prop_assert!(imposed);
                    released.insert((units.flow, units.first), false);
                    held.push(units);
                }
                _ => {
                    let gone = named(fact).and_then(|units| released.get(&(units.flow, units.first)));
                    prop_assert!(gone != Some(&false), "{:?} under a ban", fact);
                }
            }
        }
        let days = record.facts.iter().filter(|(_, fact)| matches!(fact, Fact::BanImposed { .. })).count();
        let bans = sample(&measures(&corridor), &outcome, "bans", "ban").map(|(bans, weight)| bans / weight);
        let years = corridor.horizon.periods[0].years;
        prop_assert_eq!(bans.map(|bans| (bans * years).round()), Some(days as f64));
        for left in record.left {
            prop_assert_eq!(left.ledger_ms, left.clock_ms);
        }
    }

    #[test]
    fn carriers_are_at_a_depot_or_under_a_unit(sketch in sketch(), stock in 1u32..12, keep in 0u32..3, looks in any::<bool>()) {
        let mut empties = json!({ "empties": { "keep": keep.min(stock - 1), "group": 1 } });
        if looks {
            empties["empties"]["review_h"] = 6.into();
        }
        let corridor = corridor(&pooled(&sketch.scenario(RANDOM), Some(stock), &empties), &[]);
        // The audit of the run counts the carriers where they are; here they are followed from fact to fact.
        let Ok((record, _)) = run_unless_in_gridlock(&corridor, sketch.seed) else { return Ok(()) };
        let mut stock: Vec<u64> = corridor.depots.iter().map(|depot| depot.stock).collect();
        let depots = |units: Units| -> Option<[Id<Depot>; 2]> { corridor.flows[units.flow].depots };
        for (_, fact) in &record.facts {
            match *fact {
                Fact::UnitsEquipped { units } => {
                    let [from, _] = depots(units).expect("only of a pool is anything equipped");
                    prop_assert!(stock[from.index()] >= u64::from(units.count), "{:?}", fact);
                    stock[from.index()] -= u64::from(units.count);
                }
                Fact::UnitsHeldAtOrigin { units, by: Held::Pool } => {
                    let [from, _] = depots(units).expect("only for a pool anybody waits");
                    prop_assert_eq!(stock[from.index()], 0);
                }
                Fact::UnitsDelivered { units } | Fact::UnitsDiverted { units, .. } => {
                    if let Some([_, to]) = depots(units) {
                        stock[to.index()] += u64::from(units.count);
                    }
                }
                _ => {}
            }
        }
        for left in record.left {
            prop_assert_eq!(left.ledger_ms, left.clock_ms);
        }
    }

    #[test]
    fn a_pool_that_is_never_empty_changes_nothing(sketch in sketch()) {
        let scenario = sketch.scenario(RANDOM);
        let never = json!({ "timetable": { "first_h": 1e6, "every_h": 1e6 } });
        let kept = json!({ "empties": { "keep": 999_999_999, "group": 1 } });
        let plain = corridor(&pooled(&scenario, None, &never), &[]);
        let ample = corridor(&pooled(&scenario, Some(1_000_000_000), &kept), &[]);
        // One carrier more than is kept lies at the origins, where no empties leave.
        let ((facts, _), (mut same, _)) = (run(&plain, sketch.seed), run(&ample, sketch.seed));
        same.facts.retain(|(_, fact)| !matches!(fact, Fact::UnitsEquipped { .. }));
        prop_assert_eq!(first_difference(&facts.facts, &same.facts), None);
    }

    #[test]
    fn a_loop_of_wagons_turns_over_once_a_cycle(wagons in 1u32..9, there in 1u32..12, back in 1u32..12) {
        let (mut scenario, hours) = (closed_loop(there, back), 500);
        scenario["pools"]["wagons"]["stock"]["dostyk"] = wagons.into();
        let corridor = corridor(&scenario, &[]);
        let (_, outcome) = run(&corridor, 1);
        let delivered = sample(&measures(&corridor), &outcome, "delivered", "west").map(|(units, _)| units);
        // The wagons arrive together at there, there + cycle, there + 2 cycles, ..., before the end.
        let turns = (hours - 1 - there) / (there + back) + 1;
        prop_assert_eq!(delivered, Some(f64::from(turns * wagons)));
    }
}

/// Wagons between two places, with more to carry than they ever can.
fn closed_loop(there: u32, back: u32) -> Value {
    json!({
        "title": "Wagons in a closed loop",
        "horizon_h": 500,
        "places": { "dostyk": { "kind": "border" }, "aktau": { "kind": "terminal" } },
        "lines": { "dostyk_aktau": {
            "between": ["dostyk", "aktau"], "track": "double", "paths_per_day": "unlimited", "room": "unlimited",
            "running_h": { "there": there, "back": back }, "trains": { "wagon": "as_they_come" },
        } },
        "pools": { "wagons": { "unit": "wagon", "stock": {} } },
        "flows": {
            "west": {
                "commodity": "metal", "direction": "westbound", "unit": "wagon", "t_per_unit": 60, "pool": "wagons",
                "from": "dostyk", "to": "aktau", "route": ["dostyk_aktau"],
                "arrivals": { "timetable": { "first_h": 0, "every_h": 1000, "units": 10_000 } },
            },
            "empties": {
                "commodity": "empty", "direction": "eastbound", "unit": "wagon", "t_per_unit": 0, "pool": "wagons",
                "from": "aktau", "to": "dostyk", "route": ["dostyk_aktau"],
                "arrivals": { "empties": { "keep": 0, "group": 1 } },
            },
        },
    })
}
