//! Water: in a saturated loop every departure takes just what the shallowest place allows, and water that is deep enough
//! changes nothing.

use corridor::model::Fact;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::random::sketch;
use super::{RANDOM, corridor, first_difference, properties, run, sample};
use corridor::model::measures;

/// Two ports with cargo without end, in whole centimetres.
#[derive(Clone, Debug)]
struct Loop {
    capacity: u64,
    light: u64,
    loaded: u64,
    channel: u64,
    basin: u64,
    /// What the level has fallen since the depths were taken.
    fallen: u64,
    least_fill: u32,
    seed: u64,
}

fn saturated() -> impl Strategy<Value = Loop> {
    (1u64..60, 200u64..400, 1u64..300, 400u64..800, 400u64..800, 0u64..400, 1u32..11, 0u64..1_000_000).prop_map(
        |(capacity, light, payload, channel, basin, fallen, least_fill, seed)| Loop {
            capacity,
            light,
            loaded: light + payload,
            channel,
            basin,
            fallen,
            least_fill,
            seed,
        },
    )
}

fn metres(centimetres: u64) -> f64 {
    centimetres as f64 / 100.0
}

impl Loop {
    fn scenario(&self) -> Value {
        let work = json!({ "unit_h": { "exponential": { "mean": 0.1 } } });
        let port = |depth: u64| {
            json!({
                "berths": { "quay": {
                    "count": 1, "accepts": ["ferry"], "handling": { "wagon": { "unload": work, "load": work } },
                } },
                "depths": { "way": { "level": "sea", "depth_m": metres(depth + 30), "at_level_m": -28.9, "under_keel_m": 0.3 } },
            })
        };
        let flow = |from: &str, to: &str| {
            json!({
                "commodity": "metal", "direction": "any", "unit": "wagon", "t_per_unit": 60, "from": from, "to": to,
                "route": ["lane"], "arrivals": { "always": {} },
            })
        };
        let rule = json!({ "when_loaded": { "least_fill_share": f64::from(self.least_fill) / 10.0, "patience_h": "unlimited" } });
        json!({
            "title": "A saturated loop", "horizon_h": 300,
            "places": { "aktau": { "kind": "port" }, "alat": { "kind": "port" } },
            "levels": { "sea": { "points": [[0, -28.9 - metres(self.fallen)]] } },
            "ports": { "aktau": port(self.channel), "alat": port(self.basin) },
            "lanes": { "lane": { "between": ["aktau", "alat"], "sailing_h": { "gamma": { "mean": 5, "cv": 0.5 } }, "room": "unlimited" } },
            "fleets": { "ferry": {
                "count": 2, "capacity": { "wagon": self.capacity },
                "draught": { "light_m": metres(self.light), "loaded_m": metres(self.loaded) },
                "lanes": ["lane"], "starts_at": ["aktau", "alat"], "departures": { "aktau": rule, "alat": rule },
            } },
            "flows": { "west": flow("aktau", "alat"), "east": flow("alat", "aktau") },
        })
    }

    /// Wagons that the water allows, in whole numbers throughout.
    fn allowed(&self) -> u64 {
        let water = self.channel.min(self.basin).saturating_sub(self.fallen);
        let payload = self.loaded - self.light;
        (water.saturating_sub(self.light).min(payload) * self.capacity) / payload
    }

    fn loads(&self) -> Vec<u64> {
        let (record, _) = run(&corridor(&self.scenario(), &[]), self.seed);
        let departures = record.facts.iter().filter_map(|(_, fact)| match fact {
            Fact::VesselDeparted { total, .. } => Some(*total),
            _ => None,
        });
        departures.collect()
    }
}

properties! {
    #[test]
    fn every_departure_takes_what_the_shallowest_place_allows(one in saturated()) {
        let loads = one.loads();
        prop_assert_eq!(loads.is_empty(), one.allowed() == 0);
        prop_assert!(loads.iter().all(|&load| load == one.allowed()), "{:?} of {}", loads, one.allowed());
    }

    #[test]
    fn lower_water_never_carries_more_per_departure(one in saturated(), lower in 1u64..200) {
        let low = Loop { fallen: one.fallen + lower, ..one.clone() };
        let most = |case: &Loop| case.loads().into_iter().max().unwrap_or(0);
        prop_assert!(most(&low) <= most(&one));
    }

    #[test]
    fn water_that_is_deep_enough_changes_nothing(mut sketch in sketch()) {
        sketch.west = sketch.west.max(1);
        let plain = sketch.scenario(RANDOM);
        let mut deep = plain.clone();
        deep["levels"] = json!({ "sea": { "points": [[0, -28], [50, -29]] } });
        for port in deep["ports"].as_object_mut().expect("ports by name").values_mut() {
            port["depths"] = json!({ "way": { "level": "sea", "depth_m": 9, "at_level_m": -28 } });
        }
        for fleet in deep["fleets"].as_object_mut().expect("fleets by name").values_mut() {
            fleet["draught"] = json!({ "light_m": 4, "loaded_m": 8 });
        }
        let (plain, deep) = (corridor(&plain, &[]), corridor(&deep, &[]));
        let ((facts, outcome), (same, other)) = (run(&plain, sketch.seed), run(&deep, sketch.seed));
        prop_assert_eq!(first_difference(&facts.facts, &same.facts), None);
        let list = measures(&deep);
        for (measure, found) in measures(&plain).iter().zip(&outcome.samples) {
            if measure.period == "all" && list.iter().filter(|m| (m.name, &m.of) == (measure.name, &measure.of)).count() == 1 {
                prop_assert_eq!(sample(&list, &other, measure.name, &measure.of), Some((found.sum, found.weight)));
            }
        }
    }
}
