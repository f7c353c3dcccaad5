//! Everything at once: bans, pools, a choice of ways, falling water, dated and triggered changes, on random corridors.
//! Each run ends, and is audited at every instant.

use corridor::model::World;
use corridor::model::measure::facilities;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::gate::{banned, pooled};
use super::random::sketch;
use super::routes::with_alternatives;
use super::sketch::Sketch;
use super::triggers::trigger;
use super::{RANDOM, change, corridor, properties};

/// What a corridor has beside what is sketched.
#[derive(Clone, Debug)]
struct Extras {
    /// Carriers at every origin.
    stock: Option<u32>,
    two_ways: bool,
    /// Units that wait when a ban is imposed.
    ban: Option<u32>,
    water: bool,
    /// Hours at which there is one more of everything, and at which there no longer is.
    changes: Option<(u32, u32)>,
    /// With the first change other rules hold.
    rules: bool,
    /// Where somebody waits there will be one more of everything.
    trigger: Option<prop::sample::Index>,
}

fn extras() -> impl Strategy<Value = Extras> {
    use proptest::option::of;
    let (changes, trigger) = (of((1u32..58, 1u32..58)), of(any::<prop::sample::Index>()));
    (of(1u32..12), any::<bool>(), of(0u32..8), any::<bool>(), changes, any::<bool>(), trigger).prop_map(
        |(stock, two_ways, ban, water, changes, rules, trigger)| Extras {
            stock,
            two_ways,
            ban,
            water,
            changes,
            rules,
            trigger,
        },
    )
}

fn with_all(sketch: &Sketch, extras: &Extras) -> Value {
    let mut scenario = sketch.scenario(RANDOM);
    if let Some(stock) = extras.stock {
        scenario = pooled(&scenario, Some(stock), &json!({ "empties": { "keep": stock / 2, "group": 1 } }));
    }
    if extras.two_ways {
        scenario = with_alternatives(&scenario, &[("one", 0.4), ("other", 0.6)]);
    }
    if let Some(above) = extras.ban {
        scenario = banned(&scenario, above, above / 2).unwrap_or(scenario);
    }
    if extras.water && sketch.west > 0 {
        fall(&mut scenario);
    }
    if let Some((first, second)) = extras.changes {
        let at = |hour: u32| f64::from(hour) + 0.37;
        let mut more = change(at(first.min(second)), &scenario, 1);
        let less = change(at(first.max(second) + 1), &scenario, 0);
        if extras.rules {
            relax(&scenario, &mut more["more"]["set"]);
        }
        scenario["timeline"] = json!({ "more": more["more"], "less": less["more"] });
    } else if let Some(place) = extras.trigger {
        let corridor = corridor(&scenario, &[]);
        let list = facilities(&corridor);
        scenario["timeline"] = trigger(&scenario, &list[place.index(list.len())].to_string(), 1);
    }
    scenario
}

/// Trains and vessels wait less long, vessels need no window and may leave empty, tracks are double and have more
/// paths.
fn relax(scenario: &Value, set: &mut Value) {
    for (name, train) in scenario["trains"].as_object().into_iter().flatten() {
        let patience = train["patience_h"].as_f64().expect("hours");
        set["trains"][name]["patience_h"] = (patience / 3.0).into();
    }
    for (name, fleet) in scenario["fleets"].as_object().into_iter().flatten() {
        let ports = fleet["departures"].as_object().expect("rules by port").iter();
        for (port, rule) in ports.filter(|(_, rule)| rule["when_loaded"].is_object()) {
            let patience = rule["when_loaded"]["patience_h"].as_f64().expect("hours");
            let set = &mut set["fleets"][name]["departures"][port];
            set["when_loaded"]["patience_h"] = (patience / 3.0).into();
            set["may_leave_empty"] = true.into();
            if rule["needs_window_h"].is_number() {
                set["needs_window_h"] = 1.into();
            }
        }
    }
    for (name, line) in scenario["lines"].as_object().into_iter().flatten() {
        set["lines"][name]["track"] = "double".into();
        if line["paths_per_day"].is_number() {
            set["lines"][name]["paths_per_day"] = 48.into();
        }
    }
}

/// The water falls until vessels can take nothing, and rises again.
fn fall(scenario: &mut Value) {
    scenario["levels"] = json!({ "sea": { "points": [[0, -28], [60, -31], [100, -32], [140, -29], [200, -28]] } });
    for port in scenario["ports"].as_object_mut().expect("ports by name").values_mut() {
        port["depths"] = json!({ "way": { "level": "sea", "depth_m": 8, "at_level_m": -28 } });
    }
    for fleet in scenario["fleets"].as_object_mut().expect("fleets by name").values_mut() {
        fleet["draught"] = json!({ "light_m": 4, "loaded_m": 7 });
    }
}

properties! {
    #[test]
    fn with_everything_at_once_a_run_ends_and_nothing_is_idle(sketch in sketch(), extras in extras()) {
        let scenario = with_all(&sketch, &extras);
        let ended = World::new(&corridor(&scenario, &[]), ()).replicate_audited(sketch.seed, 1).map(drop);
        let is_gridlock = ended.as_ref().is_err_and(|violation| violation.what.starts_with("gridlock: "));
        prop_assert!(ended.is_ok() || extras.stock.is_some() && is_gridlock, "{ended:?}");
    }
}
