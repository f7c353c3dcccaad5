//! Choice of route on random small corridors: by shares and by least cost.

use corridor::kernel::{Id, Time};
use corridor::model::Fact;
use corridor::model::corridor::{Corridor, Flow, StepKind};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::random::sketch;
use super::{RANDOM, corridor, first_difference, measures, properties, run, sample};

/// Standard errors that a share may be off: beyond them lies one case in 1.7 million, so of the 256 that are tried one
/// in some 6,000 runs with fresh seeds.
const FAR: f64 = 5.0;

/// Every flow but those that are always available gets its route under these names, each with its share.
pub fn with_alternatives(scenario: &Value, shares: &[(&str, f64)]) -> Value {
    let mut changed = scenario.clone();
    for flow in changed["flows"].as_object_mut().expect("flows by name").values_mut() {
        if flow["arrivals"].get("always").is_some() {
            continue;
        }
        let route = flow.as_object_mut().expect("a flow").remove("route").expect("a route");
        let way = |&(name, share): &(&str, f64)| (name.to_owned(), json!({ "route": route, "share": share }));
        flow["alternatives"] = Value::Object(shares.iter().map(way).collect());
        flow["route_choice"] = json!("by_share");
    }
    changed
}

/// Three lines side by side, and every hour a lot that takes one of them.
fn three_lines(shares: [f64; 3], lots: u32) -> Value {
    let line = |hours: u32| {
        json!({
            "between": ["dostyk", "aktau"], "track": "double", "paths_per_day": "unlimited", "running_h": hours,
            "room": "unlimited", "trains": { "wagon": "as_they_come" },
        })
    };
    let way = |line: &str, share: f64| json!({ "route": [line], "share": share });
    json!({
        "title": "Three lines side by side", "horizon_h": lots + 10, "measure_from_h": 0,
        "run": { "replications": 1, "seed": 1 },
        "places": { "dostyk": { "kind": "border" }, "aktau": { "kind": "port" } },
        "lines": { "north": line(3), "middle": line(4), "south": line(5) },
        "flows": { "metal": {
            "commodity": "metal", "direction": "westbound", "unit": "wagon", "t_per_unit": 20, "from": "dostyk", "to": "aktau",
            "alternatives": {
                "by_north": way("north", shares[0]), "by_middle": way("middle", shares[1]), "by_south": way("south", shares[2]),
            },
            "route_choice": "by_share",
            "arrivals": { "timetable": { "first_h": 1, "every_h": 1, "units_in_all": lots } },
        } },
    })
}

/// The same lines, each with what is paid on it, chosen by least cost.
fn priced_lines(costs: [u32; 3], value_of_time: u32, spread: f64, lots: u32) -> Value {
    let mut scenario = three_lines([1.0, 0.0, 0.0], lots);
    let flow = &mut scenario["flows"]["metal"];
    flow["route_choice"] = json!({ "least_cost": { "value_of_time_per_d": value_of_time, "spread": spread } });
    for (way, cost) in WAYS.into_iter().zip(costs) {
        let line = way.trim_start_matches("by_");
        flow["alternatives"][way] = json!({ "route": [line], "cost_per_unit": cost });
    }
    scenario
}

/// What a lot pays on each of these lines, time included, by hand: they take 3, 4 and 5 hours.
fn generalised(costs: [u32; 3], value_of_time: u32) -> [f64; 3] {
    [0, 1, 2].map(|way| f64::from(costs[way]) + f64::from(value_of_time) * (3.0 + way as f64) / 24.0)
}

const WAYS: [&str; 3] = ["by_north", "by_middle", "by_south"];

/// The way of every lot, in order.
fn chosen(facts: &[(Time, Fact)]) -> Vec<u16> {
    let way = |fact: &Fact| match *fact {
        Fact::UnitsRouted { alternative, .. } => Some(alternative),
        _ => None,
    };
    facts.iter().filter_map(|(_, fact)| way(fact)).collect()
}

/// The places from which a way of a flow goes to sea.
fn boards_at(corridor: &Corridor, flow: Id<Flow>, alternative: usize) -> Vec<usize> {
    let steps = &corridor.flows[flow].alternatives[alternative].itinerary;
    let from = steps.iter().filter_map(|step| match step.kind {
        StepKind::Lane { lane, from } => Some(corridor.lanes[lane].ends[usize::from(from)].index()),
        _ => None,
    });
    from.collect()
}

/// The first lot that took a way which was shut while another was not.
fn into_a_closed_port(corridor: &Corridor, facts: &[(Time, Fact)]) -> Option<String> {
    let mut closed: Vec<usize> = Vec::new();
    for &(time, fact) in facts {
        match fact {
            Fact::PlaceClosed { place } => closed.push(place.index()),
            Fact::PlaceOpened { place } => closed.retain(|&other| other != place.index()),
            Fact::UnitsRouted { units, alternative } => {
                let shut = |way| boards_at(corridor, units.flow, way).iter().any(|place| closed.contains(place));
                let ways = 0..corridor.flows[units.flow].alternatives.len();
                if shut(alternative.into()) && !ways.into_iter().all(shut) {
                    return Some(format!("{time}: {fact:?}"));
                }
            }
            _ => {}
        }
    }
    None
}

/// A gale every other day, and cargo for Alat that may be shipped at Aktau or at Kuryk, each closed by its own gales.
fn two_ports(share: f64, open_h: u32, closed_h: u32) -> Value {
    let berths = json!({ "berths": { "quay": {
        "count": 2, "accepts": ["ferry", "other"],
        "handling": { "wagon": { "unload": { "unit_h": 0.1 }, "load": { "unit_h": 0.1 } } },
    } } });
    let fleet = |lane: &str, port: &str| {
        let rule = json!({ "when_loaded": { "least_fill_units": 1, "patience_h": 5 }, "may_leave_empty": true });
        json!({
            "count": 2, "capacity": { "wagon": 10 }, "lanes": [lane], "starts_at": [port],
            "departures": { port: rule, "alat": rule },
        })
    };
    let gales = |port: &str| {
        json!({
            "open_h": { "exponential": { "mean": open_h } }, "closed_h": { "exponential": { "mean": closed_h } },
            "stops": ["departure"], "reaches": { port: 1 },
        })
    };
    let lane = |port: &str| json!({ "between": [port, "alat"], "sailing_h": 10, "room": "unlimited" });
    let stage =
        json!({ "place": "kuryk", "kind": "crane", "servers": "unlimited", "room": 0, "handling": { "group_h": 0 } });
    let line = json!({
        "between": ["aktau", "kuryk"], "track": "double", "paths_per_day": "unlimited", "running_h": 1,
        "room": "unlimited", "trains": { "wagon": "as_they_come" },
    });
    json!({
        "title": "Two ports", "horizon_h": 1000, "measure_from_h": 0, "run": { "replications": 1, "seed": 1 },
        "places": { "kuryk": { "kind": "port" }, "aktau": { "kind": "port" }, "alat": { "kind": "port" } },
        "stages": { "ramp": stage }, "lines": { "aktau_kuryk": line },
        "ports": { "kuryk": berths, "aktau": berths, "alat": berths },
        "lanes": { "kuryk_alat": lane("kuryk"), "aktau_alat": lane("aktau") },
        "fleets": { "ferry": fleet("kuryk_alat", "kuryk"), "other": fleet("aktau_alat", "aktau") },
        "weather": { "at_kuryk": gales("kuryk"), "at_aktau": gales("aktau") },
        "flows": { "metal": {
            "commodity": "metal", "direction": "westbound", "unit": "wagon", "t_per_unit": 20, "from": "aktau", "to": "alat",
            "alternatives": {
                "via_aktau": { "route": ["aktau_alat"], "share": share },
                "via_kuryk": { "route": ["aktau_kuryk", "ramp", "kuryk_alat"], "share": 1.0 - share },
            },
            "route_choice": "by_share",
            "arrivals": { "poisson": { "rate_per_h": 1 } },
        } },
    })
}

/// The two ports chosen by least cost, Kuryk dearer by some money.
fn priced(flow: &mut Value, dearer: u32) {
    flow["route_choice"] = json!({ "least_cost": { "value_of_time_per_d": 20, "spread": 4 } });
    for (way, cost) in [("via_aktau", 0), ("via_kuryk", dearer)] {
        let entry = flow["alternatives"][way].as_object_mut().expect("an alternative");
        entry.remove("share");
        entry.insert("cost_per_unit".into(), json!(cost));
    }
}

properties! {
    #[test]
    fn a_flow_with_one_alternative_is_the_plain_flow(sketch in sketch()) {
        let scenario = sketch.scenario(RANDOM);
        let (plain, only) = (corridor(&scenario, &[]), corridor(&with_alternatives(&scenario, &[("only", 1.0)]), &[]));
        let ((facts, outcome), (again, other)) = (run(&plain, sketch.seed), run(&only, sketch.seed));
        prop_assert_eq!(first_difference(&facts.facts, &again.facts), None);
        prop_assert_eq!(measures(&plain), measures(&only));
        let bits = |outcome: &corridor::model::Outcome| -> Vec<(u64, u64)> {
            outcome.samples.iter().map(|sample| (sample.sum.to_bits(), sample.weight.to_bits())).collect()
        };
        prop_assert_eq!(bits(&outcome), bits(&other));
    }

    #[test]
    fn a_way_that_nobody_takes_changes_nothing(sketch in sketch()) {
        let scenario = sketch.scenario(RANDOM);
        let two = with_alternatives(&scenario, &[("taken", 1.0), ("left", 0.0)]);
        let (plain, two) = (corridor(&scenario, &[]), corridor(&two, &[]));
        let ((facts, outcome), (more, other)) = (run(&plain, sketch.seed), run(&two, sketch.seed));
        let told = more.facts.iter().copied().filter(|(_, fact)| !matches!(fact, Fact::UnitsRouted { .. }));
        prop_assert_eq!(first_difference(&facts.facts, &told.collect::<Vec<_>>()), None);
        let (fewer, list) = (measures(&plain), measures(&two));
        for (measure, known) in fewer.iter().zip(&outcome.samples) {
            let at = list.iter().position(|other| other == measure).expect("every measure is kept");
            prop_assert_eq!(known, &other.samples[at], "{}", measure);
        }
    }

    #[test]
    fn ways_that_are_the_same_make_up_the_plain_flow(sketch in sketch()) {
        let scenario = sketch.scenario(RANDOM);
        let two = with_alternatives(&scenario, &[("one", 0.4), ("other", 0.6)]);
        let (plain, two) = (corridor(&scenario, &[]), corridor(&two, &[]));
        let ((_, outcome), (_, other)) = (run(&plain, sketch.seed), run(&two, sketch.seed));
        let (fewer, list) = (measures(&plain), measures(&two));
        for (measure, known) in fewer.iter().zip(&outcome.samples) {
            let at = list.iter().position(|other| other == measure).expect("every measure is kept");
            let found = other.samples[at];
            // Levels are means over each way, added up: the last digits are those of another sum.
            prop_assert_eq!(known.weight, found.weight, "{}", measure);
            prop_assert!((known.sum - found.sum).abs() <= 1e-9 * known.sum.abs().max(1.0), "{}", measure);
        }
    }

    #[test]
    fn shares_come_out(one in 0u32..=10, other in 0u32..=10, seed in any::<u32>()) {
        const LOTS: u32 = 2000;
        let (one, other) = (one.min(10 - other), other);
        let shares = [one, other, 10 - one - other].map(|tenths| f64::from(tenths) / 10.0);
        let corridor = corridor(&three_lines(shares, LOTS), &[]);
        let (_, outcome) = run(&corridor, seed.into());
        let list = measures(&corridor);
        for (way, share) in WAYS.into_iter().zip(shares) {
            let (taken, all) = sample(&list, &outcome, "route_share", &format!("metal/{way}")).expect("a share");
            prop_assert_eq!(all, f64::from(LOTS));
            let error = (share * (1.0 - share) / f64::from(LOTS)).sqrt();
            prop_assert!((taken / all - share).abs() <= FAR * error, "{} {} {}", way, taken / all, share);
        }
    }

    #[test]
    fn a_larger_share_takes_lots_and_gives_none(one in 1u32..5, more in 1u32..5, seed in any::<u32>()) {
        let shares = |first: u32| [first, 10 - first, 0].map(|tenths| f64::from(tenths) / 10.0);
        let ways = |first| chosen(&run(&corridor(&three_lines(shares(first), 200), &[]), seed.into()).0.facts);
        let (small, large) = (ways(one), ways(one + more));
        prop_assert!(small.iter().zip(&large).all(|(before, after)| *before != 0 || *after == 0));
        prop_assert!(small != large);
    }

    #[test]
    fn without_a_spread_all_take_the_cheapest(
        costs in [0u32..10, 0u32..10, 0u32..10], value in 0u32..100, seed in any::<u32>(),
    ) {
        let corridor = corridor(&priced_lines(costs, value, 0.0, 20), &[]);
        let paid = generalised(costs, value);
        let least = paid.iter().copied().fold(f64::INFINITY, f64::min);
        let ways = chosen(&run(&corridor, seed.into()).0.facts);
        prop_assert_eq!(ways.len(), 20);
        prop_assert!(ways.iter().all(|&way| paid[usize::from(way)] <= least + 1e-9 && way == ways[0]));
        // Of ways that are equal in every digit the first is taken.
        if value == 0 {
            prop_assert_eq!(paid.iter().position(|&cost| cost == least), Some(usize::from(ways[0])));
        }
    }

    #[test]
    fn with_a_spread_shares_are_those_of_a_logit(
        costs in [0u32..10, 0u32..10, 0u32..10], value in 0u32..100, spread in 1u32..20, seed in any::<u32>(),
    ) {
        const LOTS: u32 = 2000;
        let corridor = corridor(&priced_lines(costs, value, spread.into(), LOTS), &[]);
        let (_, outcome) = run(&corridor, seed.into());
        let list = measures(&corridor);
        let weights = generalised(costs, value).map(|cost| (-cost / f64::from(spread)).exp());
        for (way, weight) in WAYS.into_iter().zip(weights) {
            let share = weight / weights.iter().sum::<f64>();
            let (taken, all) = sample(&list, &outcome, "route_share", &format!("metal/{way}")).expect("a share");
            // Few lots are not normally distributed: the bound of Bernstein holds for any number of them.
            let log = FAR * FAR / 2.0;
            let far = (2.0 * log * share * (1.0 - share) * all).sqrt() + 2.0 * log / 3.0;
            prop_assert!((taken - share * all).abs() <= far, "{} {} {}", way, taken, share * all);
        }
    }

    #[test]
    fn a_dearer_way_wins_no_lot(
        costs in [0u32..10, 0u32..10, 0u32..10], value in 0u32..100, spread in 0u32..20, way in 0u16..3, more in 1u32..20,
        seed in any::<u32>(),
    ) {
        let ways = |costs| {
            let scenario = priced_lines(costs, value, spread.into(), 300);
            chosen(&run(&corridor(&scenario, &[]), seed.into()).0.facts)
        };
        let mut dearer = costs;
        dearer[usize::from(way)] += more;
        let (before, after) = (ways(costs), ways(dearer));
        prop_assert!(before.iter().zip(&after).all(|(before, after)| *after != way || *before == way));
    }

    #[test]
    fn a_way_too_dear_changes_nothing(mut sketch in sketch()) {
        sketch.storm = None; // a closed port would make it worth its price
        let scenario = sketch.scenario(RANDOM);
        let mut two = with_alternatives(&scenario, &[("taken", 1.0), ("left", 0.0)]);
        for flow in two["flows"].as_object_mut().expect("flows by name").values_mut() {
            if flow.get("alternatives").is_none() {
                continue;
            }
            flow["route_choice"] = json!({ "least_cost": { "value_of_time_per_d": 1, "spread": 1 } });
            for (way, cost) in [("taken", 0), ("left", 1_000_000)] {
                let entry = flow["alternatives"][way].as_object_mut().expect("an alternative");
                entry.remove("share");
                entry.insert("cost_per_unit".into(), json!(cost));
            }
        }
        let (plain, two) = (corridor(&scenario, &[]), corridor(&two, &[]));
        let ((facts, _), (more, _)) = (run(&plain, sketch.seed), run(&two, sketch.seed));
        let told = more.facts.iter().copied().filter(|(_, fact)| !matches!(fact, Fact::UnitsRouted { .. }));
        prop_assert_eq!(first_difference(&facts.facts, &told.collect::<Vec<_>>()), None);
    }

    #[test]
    fn nobody_goes_by_a_closed_port_while_another_is_open(
        tenths in 1u32..10, open in 5u32..80, closed in 5u32..80, by_cost in any::<bool>(), seed in any::<u32>(),
    ) {
        let mut scenario = two_ports(f64::from(tenths) / 10.0, open, closed);
        if by_cost {
            priced(&mut scenario["flows"]["metal"], tenths);
        }
        let corridor = corridor(&scenario, &[]);
        let (record, _) = run(&corridor, seed.into());
        let closures = record.facts.iter().filter(|(_, fact)| matches!(fact, Fact::PlaceClosed { .. })).count();
        prop_assert!(closures > 0);
        prop_assert_eq!(into_a_closed_port(&corridor, &record.facts), None);
        // Luck alone would send lots to both: the ways differ from those of calm weather.
        let mut calm = scenario;
        calm["weather"] = json!({});
        let calm = run(&super::corridor(&calm, &[]), seed.into()).0;
        prop_assert!(chosen(&record.facts) != chosen(&calm.facts));
    }
}
