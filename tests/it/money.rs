//! Money: to the cent by hand, adding up exactly, and without prices not there.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use corridor::experiment::{Appraisal, Part, Switching, Terms, compare};
use corridor::model::corridor::MoneyKind;
use corridor::model::measure::Statement;
use corridor::model::{Outcome, World, measures};
use corridor::scenario::{self, Scenario, Set};
use corridor::stats::cash::Return;

use crate::cli::{corridor, told};

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

/// A plan against the two ferries at 10 % a year over ten years, both without chance.
fn appraised(sets: &[&str]) -> Appraisal {
    let rate = "economics/discount_rate_percent=10";
    let base = load("tests/exact/two_ferries_money.json", &[rate]);
    let sets: Vec<&str> = [rate].into_iter().chain(sets.iter().copied()).collect();
    let plan = load("tests/exact/two_ferries_money.json", &sets);
    let threads = NonZeroUsize::MIN;
    let terms = Terms { seed: 1, confidence: 0.95, replications: 2, threads };
    let mut contrasts = compare(&base.corridor, &[&plan.corridor], &terms, &AtomicBool::new(false), |_| {});
    contrasts.appraisals.remove(0).expect("both have prices")
}

/// What 1 a year, paid at its end for ten years, is worth at 10 %.
fn annuity() -> f64 {
    (1.0 - 1.1f64.powi(-10)) / 0.1
}

fn is_close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} instead of {expected}");
}

/// 20 h cost 2,000 of upkeep when a year costs 876,000; the quay lasts four years, so it is built again at 4 and at 8 and
/// half of the last one is left.
#[test]
fn an_investment_is_worth_what_its_formula_says() {
    let quay = r#"economics/investments={"quay": {"capital": 1e6, "life_years": 4, "upkeep_per_year": 876000,
        "because": "an example"}}"#;
    let found = appraised(&[quay]);
    let built = 1e6 * (1.0 + 1.1f64.powi(-4) + 1.1f64.powi(-8) - 0.5 * 1.1f64.powi(-10));
    is_close(found.worth.mean, -built - 876_000.0 * annuity());
    assert_eq!((found.negative.hits, found.negative.n, found.with_rate), (2, 2, 0));
    assert_eq!(found.paid_back, 0);
    assert_eq!(found.rate_of_means, Return::None);
}

/// Four wagons in 20 h pay 100 more each: 175,200 a year for a quay of 1,000,000 that lasts ten years.
#[test]
fn rate_ratio_payback_and_switching_values_are_those_of_their_formulas() {
    let quay = r#"economics/investments={"quay": {"capital": 1e6, "life_years": 10, "because": "an example"}}"#;
    let found = appraised(&[quay, "economics/lanes/kuryk_alat/tariff_per_unit/wagon=1300"]);
    let benefits = 175_200.0 * annuity();
    is_close(found.worth.mean, benefits - 1e6);
    is_close(found.benefit_cost.expect("capital is spent").mean, benefits / 1e6);
    let Return::Rate(rate) = found.rate_of_means else { panic!("there is a rate") };
    is_close(175_200.0 * (1.0 - (1.0 + rate).powi(-10)) / rate, 1e6);
    assert_eq!((found.with_rate, found.payback), (2, Some([6.0; 3])));
    let switching = |wanted: &dyn Fn(&Switching) -> Option<f64>| found.switching.iter().find_map(wanted);
    let capital = switching(&|one| match one {
        Switching::AllCapital { factor } => Some(factor.mean),
        _ => None,
    });
    is_close(capital.expect("capital turns it"), benefits / 1e6);
    let tariffs = switching(&|one| match one {
        Switching::Kind { kind: MoneyKind::Tariffs, factor } => Some(factor.mean),
        _ => None,
    });
    is_close(tariffs.expect("tariffs turn it"), 1e6 / benefits);
}

/// A third ferry costs its price, and lies idle.
#[test]
fn a_vessel_of_a_plan_is_paid_for_and_those_of_the_base_are_not() {
    let found = appraised(&["fleets/ferry/count=3"]);
    let part = |wanted: Part| found.parts.iter().find(|(part, _)| *part == wanted).map(|(_, worth)| worth.mean);
    is_close(part(Part::Outlays).expect("it is bought"), -8.76e6);
    assert_eq!(part(Part::LeftAtTheEnd), None);
    // 100 an hour of crew.
    is_close(part(Part::Running(MoneyKind::Vessels)).expect("it has a crew"), -876_000.0 * annuity());
    let price = found.switching.iter().find_map(|one| match one {
        Switching::Price { fleet, factor } if fleet.name == "ferry" => Some(factor.mean * fleet.price),
        _ => None,
    });
    is_close(price.expect("the price turns it"), 8.76e6 + found.worth.mean);
}

/// What plan and base both buy cancels in whole vessels: only the price of what is bought more turns anything.
#[test]
fn only_what_is_bought_more_has_a_switching_price() {
    let base = strait();
    let prices = format!("economics={PRICES}");
    let sets = ["end=\"2025-01-01\"", "flows/grain/arrivals/poisson/volume=9500", "lines/west_market/km=300", &prices];
    let plan = load("tests/invalid/base/strait.json", &[&sets[..], &["fleets/ferry/count=3"]].concat());
    let terms = Terms { seed: 1, confidence: 0.95, replications: 3, threads: NonZeroUsize::MIN };
    let contrasts = compare(&base.corridor, &[&plan.corridor], &terms, &AtomicBool::new(false), |_| {});
    let found = contrasts.appraisals[0].as_ref().expect("both have prices");
    let names = found.switching.iter().filter_map(|one| match one {
        Switching::Price { fleet, .. } => Some(fleet.name.as_str()),
        _ => None,
    });
    assert_eq!(names.collect::<Vec<&str>>(), ["ferry"]);
}

/// Nothing changed is worth nothing, to the last digit.
#[test]
fn a_plan_that_changes_nothing_is_worth_exactly_nothing() {
    let found = appraised(&[]);
    assert_eq!((found.worth.mean, found.worth.sd), (0.0, 0.0));
    assert!(found.parts.is_empty() && found.switching.is_empty() && found.benefit_cost.is_none());
    assert_eq!((found.negative.hits, found.with_rate), (0, 0));
}

/// What is bought in a later year is paid at its start; a quay of 20 years of which 18 are left after the two measured
/// ones and the eight that the second stands for: built in the second year, it is nine years old in the end.
#[test]
fn later_years_are_discounted_and_the_last_one_stands_for_the_rest() {
    let quay = r#""investments": { "pier": { "capital": 20e6, "life_years": 18, "date": "2024-07-01",
        "upkeep_per_year": 365000, "because": "an example" } } }"#;
    let (before, _) = PRICES.split_once("\"investments\"").expect("there is an investment");
    let (base, plan) = (strait_with(&format!("{} }}", before.trim_end().trim_end_matches(','))), {
        strait_with(&format!("{before}{quay}"))
    });
    let terms = Terms { seed: 1, confidence: 0.95, replications: 2, threads: NonZeroUsize::MIN };
    let contrasts = compare(&base.corridor, &[&plan.corridor], &terms, &AtomicBool::new(false), |_| {});
    let found = contrasts.appraisals[0].as_ref().expect("both have prices");
    // 2024-07-01 to 2025-01-01 are 184 days at 1,000 of 366, which is what each of the eight years is made of.
    let discounted = |years: i32| 1.08f64.powi(-years);
    let upkeep: f64 = (2..=10).map(|year| 184_000.0 * discounted(year)).sum();
    is_close(found.worth.mean, -20e6 * discounted(1) + 20e6 * 0.5 * discounted(10) - upkeep);
}

#[test]
fn compare_tells_and_files_the_economics() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).expect("the file can be written");
        path
    };
    let plan = file("third.json", r#"{ "fleets": { "ferry": { "count": 3 } } }"#);
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact/two_ferries_money.json");
    let headline = r#"headline=[{"measure": "cost_per_t", "of": "all"}]"#;
    let out = dir.path().join("out");
    let run = |plans: &[&Path]| {
        let mut command = corridor();
        command.arg("compare").arg(&base).args(plans).args(["-n", "3", "--quiet", "--set", headline]);
        command
    };
    let text = told(run(&[&plan]).arg("--out").arg(&out), 0);
    assert!(text.contains("Economics\n") && text.contains("price of ferry"), "{text}");
    let filed = std::fs::read_to_string(out.join("economics.csv")).expect("the economics are filed");
    assert!(
        filed.starts_with("plan,item,unit,value,half_width,p10,p50,p90,n\nthird,net_present_value,EUR,-"),
        "{filed}"
    );
    let json = told(run(&[&plan]).args(["--format", "json"]), 0);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["economics"][0]["item"], "net_present_value");
    let mut rank = corridor();
    rank.arg("rank").arg(&base).arg(&plan).args(["--by", "min cost_per_t of all", "--quiet", "-n", "20"]);
    assert!(told(&mut rank, 0).contains("base is the best"));
}

/// The rate at which the worth is nothing is the rate of return: about 11.7 % for the quay of the formulas.
#[test]
fn a_choice_turns_where_it_is_known_to() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let plan = dir.path().join("quay.json");
    let text = r#"{ "economics": { "lanes": { "kuryk_alat": { "tariff_per_unit": { "wagon": 1300 } } },
        "investments": { "quay": { "capital": 1000000, "life_years": 10, "because": "an example" } } } }"#;
    std::fs::write(&plan, text).expect("the file can be written");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact/two_ferries_money.json");
    let run = |switch: &str| {
        let mut command = corridor();
        command.arg("compare").arg(&base).arg(&plan).args(["-n", "2", "--quiet", "--switch", switch]);
        command.args(["--set", r#"headline=[{"measure": "cost_per_t", "of": "all"}]"#]);
        command
    };
    let out = dir.path().join("out");
    let told_of = told(run("economics/discount_rate_percent=9..13").arg("--out").arg(&out), 0);
    let turn = told_of.lines().find(|line| line.contains("below 0 from there on")).expect("it turns");
    assert!(turn.starts_with("quay  11 and 12") && turn.contains(" 11.7"), "{turn}");
    let filed = std::fs::read_to_string(out.join("switches.csv")).expect("it is filed");
    assert_eq!(filed.lines().count(), 6, "{filed}");
    let through = told(&mut run("economics/discount_rate_percent=1..3"), 0);
    assert!(through.contains("does not turn: above 0 throughout"), "{through}");
    for (switch, message) in [
        ("demand=1,0.5", "0.5 is not a number above the one before"),
        ("demand=-1..1", "take numbers from 0"),
        ("economics/discount_rate_percent=50..150/50", "this is no valid scenario"),
        ("fleets/canoe/count=1..2", "has nothing called \"canoe\""),
    ] {
        let refused = told(&mut run(switch), 2);
        assert!(refused.contains(message), "{message} is missing in {refused}");
    }
}
