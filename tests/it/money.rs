//! Money: to the cent by hand, adding up exactly, and without prices not there.

use std::path::Path;

use corridor::model::corridor::MoneyKind;
use corridor::model::measure::Statement;
use corridor::model::{Outcome, World, measures};
use corridor::scenario::{self, Scenario, Set};

/// A scenario of the repository with some values set.
pub fn load(file: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let sets: Vec<Set> = sets.iter().map(|set| set.parse().expect("a path and a value")).collect();
    scenario::load(&path, &sets, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn outcome(scenario: &Scenario, replication: u64) -> Outcome {
    let outcome = World::new(&scenario.corridor, ()).replicate(scenario.run.seed, replication);
    outcome.unwrap_or_else(|violation| panic!("{violation}"))
}

fn statement(scenario: &Scenario, replication: u64) -> Statement {
    *outcome(scenario, replication).statement.expect("there are prices")
}

/// The value of a measure over the whole measured part.
fn measured(scenario: &Scenario, name: &str, of: &str) -> f64 {
    let at = measures(&scenario.corridor).iter().position(|m| m.name == name && m.of == of && m.period == "all");
    outcome(scenario, 1).samples[at.unwrap_or_else(|| panic!("there is no {name} of {of}"))].value()
}

/// Of 20 h: measures tell a year's worth.
const YEARS: f64 = 20.0 / 8760.0;

/// Whole money in cents.
fn eur(whole: i128) -> i128 {
    whole * 100
}

#[test]
fn two_ferries_cost_what_they_cost_by_hand() {
    let scenario = load("tests/exact/two_ferries_money.json", &[]);
    let whole = statement(&scenario, 1);
    let cents = |kind: MoneyKind| whole.years[0][kind as usize];
    // 876,000 a year is 100 an hour of each ferry.
    assert_eq!(cents(MoneyKind::Capital), 40 * eur(100));
    assert_eq!(cents(MoneyKind::Vessels), 40 * eur(100));
    // 20 t at sea and 2 t in port.
    assert_eq!(cents(MoneyKind::Fuel), 22 * eur(700));
    assert_eq!(cents(MoneyKind::Dues), 5 * eur(150));
    assert_eq!(cents(MoneyKind::Sea), 4 * eur(7));
    // 30 at Kuryk, 20 at Alat.
    assert_eq!(cents(MoneyKind::Handling), 4 * eur(50));
    assert_eq!(cents(MoneyKind::Tariffs), 4 * eur(1200));
    // 44 wagon-hours of 60 t: 110 t-days.
    assert_eq!(cents(MoneyKind::Time), 1650);
    // 70.4 t of fuel, 0.48 t of the lane.
    assert_eq!(cents(MoneyKind::Carbon), eur(704) + 480);
    assert_eq!(cents(MoneyKind::Rail) + cents(MoneyKind::Storage) + cents(MoneyKind::Upkeep), 0);
    let close = |name: &str, of: &str, expected: f64| {
        let found = measured(&scenario, name, of);
        assert!((found - expected).abs() < 1e-9 * expected, "{name} of {of} is {found} instead of {expected}");
    };
    let billed = 4000.0 + 4000.0 + 15_400.0 + 750.0 + 28.0 + 200.0;
    close("cost", "all", billed / YEARS);
    close("cost", "wagons", billed / YEARS);
    close("cost", "kind:fuel", 15_400.0 / YEARS);
    close("revenue", "all", 4800.0 / YEARS);
    close("co2", "all", 70.88 / YEARS);
    close("cost_per_t", "all", billed / 240.0);
    close("cost_per_teu", "all", billed / 10.0);
    close("full_cost_per_t", "all", (billed + 16.5 + 708.8) / 240.0);
    close("co2_kg_per_t", "wagons", 70_880.0 / 240.0);
    assert_eq!(measured(&scenario, "cost", "flow:none"), 0.0);
}

/// By hand from `tests/exact/service.txt`: one ferry is there, three enter; they serve 39.5 h.
#[test]
fn vessels_are_bought_when_they_enter() {
    let prices = r#"economics={"currency": "EUR", "price_year": 2023, "discount_rate_percent": 0, "appraisal_years": 5,
        "value_of_time_per_t_day": {}, "fleets": {"ferry": {"capital_per_vessel": 8760, "life_years": 1}}}"#;
    let scenario = load("tests/exact/service.json", &[prices]);
    let whole = statement(&scenario, 1);
    assert_eq!(whole.purchases.there.iter().sum::<u64>(), 1);
    assert_eq!(whole.purchases.bought[0].iter().sum::<u64>(), 3);
    assert_eq!(whole.years[0][MoneyKind::Capital as usize], 3950);
}

/// What is told by year, by kind and by who bears it are the same cents.
#[test]
fn money_adds_up_exactly() {
    let scenario = strait();
    for replication in 1..=3 {
        let whole = statement(&scenario, replication);
        assert_eq!(whole.years.len(), 2);
        for kind in MoneyKind::ALL {
            let years: i128 = whole.years.iter().map(|year| year[kind as usize]).sum();
            let borne: i128 = whole.flows.iter().map(|flow| flow[kind as usize]).sum();
            assert_eq!(years, borne + whole.shared[kind as usize], "{kind:?}, replication {replication}");
            let is_there = kind != MoneyKind::Charter;
            assert_eq!(years > 0, is_there, "{kind:?} is {years}");
        }
        let (by_year, by_flow) = (whole.co2_by_year.iter().sum::<f64>(), whole.co2_of.iter().sum::<f64>());
        assert!((by_year - by_flow).abs() < 1e-6 * by_year, "{by_year} kg by year, {by_flow} kg by flow");
    }
}

/// Money is linear in every price: with all of them doubled there is twice as much, to the rounding of each price.
#[test]
fn twice_the_prices_are_twice_the_money() {
    let (once, twice) = (statement(&strait(), 1), statement(&strait_with(&PRICES.replace("900", "1800")), 1));
    for kind in MoneyKind::ALL {
        let factor = if [MoneyKind::Dues, MoneyKind::Upkeep].contains(&kind) { 2 } else { 1 };
        for (once, twice) in once.years.iter().zip(&twice.years) {
            assert!((twice[kind as usize] - factor * once[kind as usize]).abs() <= 1, "{kind:?}");
        }
    }
}

/// Two years of a strait with every kind of price but charter; `900` stands for dues and upkeep.
const PRICES: &str = r#"{ "currency": "USD", "price_year": 2023, "discount_rate_percent": 8, "appraisal_years": 10,
    "value_of_time_per_t_day": { "wagon": 0.15, "lorry": 1, "tonne": 0.1 }, "carbon_price_per_t": 50,
    "every_line": { "cost_per_t_km": { "wagon": 0.025 }, "cost_per_unit_km": { "lorry": 1 }, "co2_kg_per_t_km": 0.02 },
    "lanes": { "strait": { "cost_per_unit": { "wagon": 3 }, "tariff_per_unit": { "wagon": 1210, "lorry": 1100 } } },
    "stages": { "east_front": { "cost_per_t": { "wagon": 1.5 } } },
    "ports": { "west": { "cost_per_t": { "wagon": 1.5, "tonne": 0.7 } } },
    "yards": { "east_yard": { "cost_per_unit_day": 12 } },
    "fleets": {
      "ferry": { "capital_per_vessel": 35e6, "life_years": 25, "fixed_per_day": 8000, "dues_per_call": 900,
        "fuel": "oil", "fuel_t_per_day_at_sea": 18, "fuel_t_per_day_in_port": 2.5 },
      "tanker": { "capital_per_vessel": 15e6, "life_years": 25, "fixed_per_day": 6500 } },
    "fuels": { "oil": { "price_per_t": 750, "co2_t_per_t": 3.2 } },
    "investments": { "quay": { "capital": 20e6, "life_years": 40, "date": "2023-07-01", "upkeep_per_year": 900,
      "because": "a second berth" } } }"#;

fn strait_with(prices: &str) -> Scenario {
    let prices = format!("economics={prices}");
    let sets = ["end=\"2025-01-01\"", "flows/grain/arrivals/poisson/volume=9500", "lines/west_market/km=300", &prices];
    load("tests/invalid/base/strait.json", &sets)
}

fn strait() -> Scenario {
    strait_with(PRICES)
}

/// Prices of 0 cost nothing and change nothing that happens; without prices there is nothing about money.
#[test]
fn prices_change_nothing_that_happens() {
    let plain = load("tests/exact/two_ferries_one_berth.json", &["flows/wagons/teu_per_unit=2.5"]);
    let priced = load("tests/exact/two_ferries_money.json", &[]);
    let (before, after) = (measures(&plain.corridor), measures(&priced.corridor));
    assert_eq!(before[..], after[..before.len()]);
    assert_eq!(outcome(&plain, 1).samples[..], outcome(&priced, 1).samples[..before.len()]);
    assert!(outcome(&plain, 1).statement.is_none());
    assert!(after[before.len()..].iter().all(|measure| {
        ["cost", "revenue", "co2", "cost_per_t", "full_cost_per_t", "cost_per_teu", "co2_kg_per_t"]
            .contains(&measure.name)
    }));
}
