//! More capacity does not lose throughput.
//!
//! In a chain of stages and lines that lots of one flow pass in order it is a theorem, unit by unit: every start is the
//! latest of the arrival, of the start or end of the lot so many places ahead, and of the last path, all of them sums and
//! maxima of the same draws (Shanthikumar and Yao 1989; Glasserman and Yao 1994). There the tolerance is nothing at all.
//!
//! In networks it is none: with one machine more a schedule may end later (Graham 1969), and a vessel that leaves
//! earlier leaves with less. So there the claim is weaker, and is made for one kind of unit without diversion: a corridor
//! loses no more than what can be under way at once, every deck and a train at each end of each line, which may be on
//! either side of the end of a run; and over all corridors together nothing is lost.

use std::cell::RefCell;
use std::collections::HashMap;

use corridor::kernel::Time;
use corridor::model::{Fact, measures};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::random::sketch;
use super::shown::{self, without_unused};
use super::sketch::{RuleSketch, Sketch};
use super::{RANDOM, always_the_same, corridor, properties, run, sample};

/// A stage, and the line to the next one.
#[derive(Clone, Copy, Debug)]
struct Link {
    servers: u32,
    hours: u32,
    room: u32,
    /// Paths a day of the line behind it, and room before that.
    paths: u32,
    line_room: u32,
}

#[derive(Clone, Debug)]
struct Chain {
    links: Vec<Link>,
    gap: u32,
    storm: bool,
    /// A stage with one server, the handling of which is random; that of the last one always is.
    random: Index,
    seed: u64,
}

fn chain() -> impl Strategy<Value = Chain> {
    let link = (1u32..4, 1u32..9, 0u32..4, 2u32..25, 1u32..5)
        .prop_map(|(servers, hours, room, paths, line_room)| Link { servers, hours, room, paths, line_room });
    (proptest::collection::vec(link, 1..5), 1u32..7, any::<bool>(), any::<Index>(), 0u64..1_000_000)
        .prop_map(|(links, gap, storm, random, seed)| Chain { links, gap, storm, random, seed })
}

impl Chain {
    fn random(&self) -> usize {
        self.random.index(self.links.len())
    }

    fn scenario(&self) -> Value {
        let place = |number: usize| format!("place_{number}");
        let mut scenario = json!({
            "title": "A chain of stages", "horizon_h": 400, "measure_from_h": 0, "run": { "replications": 1, "seed": self.seed },
            "places": {}, "stages": {}, "lines": {},
        });
        let mut route = Vec::new();
        for (number, link) in self.links.iter().enumerate() {
            scenario["places"][place(number)] = json!({ "kind": "terminal" });
            let (stage, line) = (format!("stage_{number}"), format!("line_{number}"));
            let is_last = number + 1 == self.links.len();
            let is_random = is_last || number == self.random();
            let law = if is_random { json!({ "gamma": { "mean": link.hours, "cv": 0.8 } }) } else { json!(link.hours) };
            scenario["stages"][&stage] = json!({
                "place": place(number), "kind": "crane", "servers": if is_random && !is_last { 1 } else { link.servers },
                "room": link.room, "when_full": "hold", "handling": { "train_h": law },
            });
            route.push(stage);
            if !is_last {
                scenario["lines"][&line] = json!({
                    "between": [place(number), place(number + 1)], "track": "double", "paths_per_day": link.paths,
                    "running_h": 3, "room": link.line_room, "trains": { "wagon": "as_they_come" },
                });
                route.push(line);
            }
        }
        if self.storm {
            let law = |mean: u32| json!({ "exponential": { "mean": mean } });
            scenario["weather"]["gales"] =
                json!({ "open_h": law(20), "closed_h": law(6), "stops": ["handling"], "reaches": { "place_0": 1 } });
        }
        let law = json!({ "exponential": { "mean": self.gap } });
        let to = place(self.links.len() - 1);
        scenario["flows"]["metal"] = json!({
            "commodity": "metal", "direction": "westbound", "unit": "wagon", "t_per_unit": 60, "from": "place_0", "to": to,
            "route": route, "arrivals": { "gaps": { "gap_h": law } },
        });
        scenario
    }

    /// With one more server, place or path somewhere; a stage with random handling keeps its one server, unless it is
    /// the last, because lots would pass one another.
    fn more(&self, at: Index) -> Chain {
        let mut more = self.clone();
        let link = at.index(4 * self.links.len());
        let (link, what) = (link / 4, link % 4);
        let keeps_one = link == self.random() && link + 1 < self.links.len();
        let raised = &mut more.links[link];
        match what {
            0 if !keeps_one => raised.servers += 1,
            0 | 1 => raised.room += 1,
            2 => raised.paths += 1,
            _ => raised.line_room += 1,
        }
        more
    }

    /// When each unit was begun by each stage, and when it was delivered.
    fn times(&self) -> HashMap<(Option<usize>, u64), Time> {
        let (record, _) = run(&corridor(&self.scenario(), &[]), self.seed);
        let time = |&(time, fact): &(Time, Fact)| match fact {
            Fact::HandlingStarted { stage, head, .. } => Some(((Some(stage.index()), head.first), time)),
            Fact::UnitsDelivered { units } => Some(((None, units.first), time)),
            _ => None,
        };
        record.facts.iter().filter_map(time).collect()
    }
}

properties! {
    #[test]
    fn one_more_of_anything_makes_nobody_later_in_a_chain(chain in chain(), at in any::<Index>()) {
        let (few, more) = (chain.times(), chain.more(at).times());
        for (what, time) in few {
            let other = more.get(&what).copied().unwrap_or(Time::NEVER);
            prop_assert!(other <= time, "{:?} at {} instead of {}", what, other, time);
        }
    }
}

/// One kind of unit, one priority, everybody is held where there is no room, and vessels leave empty in the end: one that
/// may not and has chosen a lane without demand, because others are on their way to serve the rest, lies at its berth
/// for ever.
fn alike(mut sketch: Sketch) -> Sketch {
    for fleet in &mut sketch.fleets {
        if let RuleSketch::Loaded { empty, .. } = &mut fleet.rule {
            *empty = true;
        }
    }
    (sketch.yard_diverts, sketch.border.diverts, sketch.front.diverts) = (false, false, false);
    sketch.flows.iter_mut().for_each(|flow| (flow.unit, flow.priority) = (0, 5));
    sketch
}

/// The limits of a scenario, by JSON pointer.
fn limits(scenario: &Value) -> Vec<String> {
    let keys = [
        ("stages", &["servers", "room"][..]),
        ("yards", &["capacity"]),
        ("lines", &["room", "paths_per_day"]),
        ("locomotives", &["count"]),
        ("lanes", &["room"]),
        ("fleets", &["count"]),
    ];
    let mut found = Vec::new();
    for (group, keys) in keys {
        for (name, entry) in scenario[group].as_object().into_iter().flatten() {
            found
                .extend(keys.iter().filter(|&&key| entry[key].is_number()).map(|key| format!("/{group}/{name}/{key}")));
        }
    }
    for port in scenario["ports"].as_object().into_iter().flatten().map(|(port, _)| port) {
        found.push(format!("/ports/{port}/berths/quay/count"));
    }
    found
}

/// Units that can be under way at once: aboard, and a train or lot at each end of each line.
fn under_way(sketch: &Sketch) -> f64 {
    let decks: u32 = sketch.fleets.iter().map(|fleet| fleet.count * fleet.capacity).sum();
    let lines = 2 * (sketch.east + sketch.west) as u32;
    f64::from(decks + lines * sketch.line.size.max(4))
}

/// Units delivered, before and with one more of something; `None` where there is nothing of which there could be more.
fn delivered(sketch: &Sketch, at: Index) -> Option<[f64; 2]> {
    let scenario = without_unused(&sketch.scenario(RANDOM));
    let limits = limits(&scenario);
    let pointer = limits.get(at.index(limits.len().max(1)))?;
    let mut more = scenario.clone();
    let limit = more.pointer_mut(pointer).expect("it was found there");
    *limit = match limit.as_u64() {
        Some(number) => (number + 1).into(),
        None => (limit.as_f64().expect("a number") + 1.0).into(),
    };
    Some([scenario, more].map(|scenario| {
        let corridor = corridor(&scenario, &[]);
        let (_, outcome) = run(&corridor, sketch.seed);
        let list = measures(&corridor);
        let of = |name: &str| sample(&list, &outcome, "delivered", name).map_or(0.0, |(units, _)| units);
        corridor.flows.iter().map(|flow| of(&flow.name)).sum()
    }))
}

#[test]
fn one_more_of_anything_loses_little_anywhere_and_nothing_on_the_whole() {
    let differences = RefCell::new(Vec::new());
    let failure = shown::failure(always_the_same(), (sketch(), any::<Index>()), |(sketch, at)| {
        let sketch = alike(sketch);
        let Some([few, more]) = delivered(&sketch, at) else { return Ok(()) };
        prop_assert!(few - more <= under_way(&sketch), "{} instead of {}", more, few);
        differences.borrow_mut().push(more - few);
        Ok(())
    });
    assert!(failure.is_none(), "{}", failure.unwrap_or_default());
    let differences = differences.into_inner();
    let (lost, won): (f64, f64) = differences.iter().fold((0.0, 0.0), |(lost, won), &difference| {
        if difference < 0.0 { (lost - difference, won) } else { (lost, won + difference) }
    });
    println!("{} corridors, {won} units won, {lost} lost", differences.len());
    assert!(won >= lost, "{won} units won, {lost} lost");
}
