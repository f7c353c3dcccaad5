//! The shipped plans and futures: sound on the outlook and on today's fleet, of the same money, and different from today's
//! fleet only where they say so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use corridor::kernel::Time;
use corridor::model::{Fact, World};
use corridor::scenario::{Scenario, load};
use serde_json::{Map, Value};

use crate::shipped::{Before, files, scenarios};

fn today() -> PathBuf {
    scenarios().join("corridor-today-2030.json")
}

fn outlook() -> PathBuf {
    scenarios().join("corridor-outlook-2030.json")
}

fn plans() -> Vec<PathBuf> {
    files(&scenarios().join("plans"))
}

fn futures() -> Vec<PathBuf> {
    files(&scenarios().join("futures"))
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

fn laid(base: &Path, over: &[PathBuf]) -> Scenario {
    load(base, &[], over).unwrap_or_else(|problems| panic!("{over:?} over {}: {problems}", base.display()))
}

/// Everything that is simulated, without what is only told of it.
fn meant(scenario: &Scenario) -> Map<String, Value> {
    let mut meant = scenario.resolved.as_object().expect("a scenario is an object").clone();
    for words in ["title", "note", "extends", "headline"] {
        meant.remove(words);
    }
    meant
}

/// A plan means the same on the outlook and on today's fleet: it states all that the outlook would do otherwise.
#[test]
fn a_plan_means_the_same_on_the_outlook_and_on_todays_fleet() {
    for plan in plans() {
        let plan = [plan];
        assert!(meant(&laid(&today(), &plan)) == meant(&laid(&outlook(), &plan)), "{plan:?}");
    }
    let todays_fleet = laid(&outlook(), &[scenarios().join("plans/todays-fleet.json")]);
    assert!(meant(&todays_fleet) == meant(&laid(&today(), &[])));
}

/// A plan differs from today's fleet in entries of the timeline and in what they cost, and in nothing else.
#[test]
fn plans_differ_from_todays_fleet_only_where_they_say_so() {
    let base = meant(&laid(&today(), &[]));
    for path in plans() {
        let plan = meant(&laid(&today(), std::slice::from_ref(&path)));
        for (section, value) in &plan {
            match section.as_str() {
                "timeline" => {}
                "economics" => {
                    let mut prices = value.clone();
                    prices.as_object_mut().expect("prices are an object").remove("investments");
                    assert_eq!(Some(&prices), base.get("economics"), "{path:?}");
                }
                _ => assert_eq!(Some(value), base.get(section), "{path:?}: {section}"),
            }
        }
        let changed = plan["timeline"] != base["timeline"];
        assert_eq!(changed, stem(&path) != "todays-fleet", "{path:?}");
    }
}

/// A future changes demand or the sea, and goes with every plan.
#[test]
fn every_future_goes_with_every_plan() {
    let base = meant(&laid(&today(), &[]));
    for future in futures() {
        let section = if stem(&future).starts_with("demand-") { "flows" } else { "levels" };
        let changed = meant(&laid(&today(), std::slice::from_ref(&future)));
        let differing: Vec<&String> = changed.keys().filter(|key| changed.get(*key) != base.get(*key)).collect();
        let expected: &[&str] = if stem(&future).ends_with("-middle") { &[] } else { &[section] };
        assert_eq!(differing, expected, "{future:?}");
        for plan in plans() {
            laid(&today(), &[future.clone(), plan]);
        }
    }
}

/// The first day on which something is other than with today's fleet. A trigger may call after two quarters of 91 days.
fn first_change(plan: &Scenario) -> String {
    let base = laid(&today(), &[]);
    let entries = plan.resolved["timeline"].as_object().expect("there are changes");
    let new = entries.iter().filter(|(name, entry)| base.resolved["timeline"].get(*name) != Some(*entry));
    let dates = new.map(|(_, entry)| entry.get("date").map_or("2026-07-02", |date| date.as_str().expect("a day")));
    dates.min().expect("the plan changes something").to_owned()
}

/// Until its first date a plan is today's fleet, fact by fact; then it is not.
#[test]
fn nothing_differs_before_a_plan_begins() {
    let hours = |day: &str| {
        let days = |day: &str| day.parse::<jiff::civil::Date>().expect("a day");
        f64::from((days(day) - days("2025-09-01")).get_days()) * 24.0
    };
    let happens = |scenario: &Scenario| {
        let mut before = Before { end: Time::from_hours(hours("2031-01-01")), facts: Vec::new() };
        World::new(&scenario.corridor, &mut before).replicate(scenario.run.seed, 1).expect("everything adds up");
        before.facts
    };
    let todays = happens(&laid(&today(), &[]));
    for path in plans().into_iter().filter(|path| stem(path) != "todays-fleet") {
        let plan = laid(&today(), std::slice::from_ref(&path));
        let begins = Time::from_hours(hours(&first_change(&plan)));
        let until = |facts: &[(Time, Fact)]| facts.iter().take_while(|(at, _)| *at < begins).count();
        let facts = happens(&plan);
        let (ours, theirs) = (until(&facts), until(&todays));
        assert!(ours > 100_000 && facts[..ours] == todays[..theirs], "{path:?}");
        assert!(facts != todays, "{path:?} does nothing");
    }
}

/// What a plan costs in all: vessels beyond today's, as many as triggers may call for, and investments.
fn money(plan: &Scenario) -> f64 {
    let (base, plan) = (laid(&today(), &[]).resolved, &plan.resolved);
    let value = |number: &Value| number.get("value").unwrap_or(number).as_f64().expect("a number");
    let counts = |document: &Value| -> BTreeMap<String, f64> {
        let entries = document["timeline"].as_object().expect("there are changes").values();
        let mut dated: Vec<&Value> = entries.filter(|entry| entry.get("date").is_some()).collect();
        dated.sort_by_key(|entry| entry["date"].as_str().expect("a day"));
        let mut counts = BTreeMap::new();
        for entry in dated {
            let fleets = entry["set"].get("fleets").and_then(Value::as_object);
            for (name, fleet) in fleets.into_iter().flatten() {
                counts.insert(name.clone(), fleet.get("count").map_or(0.0, value));
            }
        }
        counts
    };
    let price = |fleet: &str| value(&plan["economics"]["fleets"][fleet]["capital_per_vessel"]);
    let (before, after) = (counts(&base), counts(plan));
    let dated: f64 = after.iter().map(|(name, n)| (n - before.get(name).unwrap_or(&0.0)) * price(name)).sum();
    let triggered = plan["timeline"].as_object().expect("there are changes").values().filter_map(|entry| {
        let added = entry.get("add")?["fleets"].as_object()?;
        let times = value(entry["when"].get("at_most")?);
        Some(added.iter().map(|(name, fleet)| times * value(&fleet["count"]) * price(name)).sum::<f64>())
    });
    let investments = plan["economics"].get("investments").and_then(Value::as_object).into_iter().flatten();
    let works: f64 = investments.map(|(_, works)| value(&works["capital"])).sum();
    dated + triggered.sum::<f64>() + works
}

#[test]
fn the_same_money_is_the_same_money() {
    let spent = |name: &str| money(&laid(&today(), &[scenarios().join("plans").join(name).with_extension("json")]));
    let four = spent("four-ferries");
    assert_eq!(four, 140e6);
    for name in ["feeders", "berths-and-cranes", "dredging", "mixed", "ferries-when-needed"] {
        let share = spent(name) / four;
        assert!((0.97..=1.03).contains(&share), "{name} costs {share} times as much as four ferries");
    }
    assert_eq!([spent("todays-fleet"), spent("ten-ferries")], [0.0, 350e6]);
}

fn kept(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("results/plans-2030").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// A table of a Markdown text, the one behind a caption or with a heading, cell by cell; its heading first.
fn table(text: &str, behind: &str) -> Vec<Vec<String>> {
    let lines = text.lines().skip_while(|line| !line.replace('\\', "").starts_with(behind));
    let rows = lines.skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = rows.filter(|row| !row.contains("---")).map(cells).collect();
    assert!(rows.len() > 1, "there is no table behind {behind}");
    rows
}

/// The figure of a row in the column of a heading.
fn figure(rows: &[Vec<String>], row: &str, column: &str) -> String {
    let at = rows[0].iter().rposition(|heading| heading == column);
    let at = at.unwrap_or_else(|| panic!("there is no column {column}"));
    let found = rows.iter().find(|cells| cells[0] == row).unwrap_or_else(|| panic!("there is no row {row}"));
    found[at].clone()
}

/// The README's table of plans says what the kept results say.
#[test]
fn the_table_of_plans_is_that_of_the_results() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).expect("the README can be read");
    let shown = table(&readme, "| plan | million USD |");
    let compare = kept("compare/compare.md");
    let tonnes = table(&compare, "throughput of azerbaijan_crossings (2030), Mt");
    let boxes = table(&compare, "transit mean of box_china_train_west (all), d");
    let metal = table(&compare, "transit mean of metal_wagon_west (all), d");
    let worth = table(&compare, "Net present value, million USD");
    let parts = table(&compare, "Where it comes from");
    let mut told = Vec::new();
    for cells in &shown[1..] {
        let plan = cells[0].trim_matches('`');
        told.push(plan.to_owned());
        let spent = money(&laid(&today(), &[scenarios().join("plans").join(plan).with_extension("json")])) / 1e6;
        assert_eq!(cells[1].trim_start_matches("at most "), spent.to_string(), "{plan}");
        let difference = |rows: &[Vec<String>]| figure(rows, plan, "difference");
        let expected = [
            difference(&tonnes),
            difference(&boxes),
            difference(&metal),
            figure(&worth, plan, "NPV"),
            figure(&parts, "time", plan),
        ];
        assert_eq!(cells[2..7], expected, "{plan}");
    }
    told.sort();
    let named: Vec<String> = plans().iter().map(|plan| stem(plan)).filter(|name| name != "todays-fleet").collect();
    assert_eq!(told, named, "plans in the README");
}

/// So does its table of futures.
#[test]
fn the_table_of_futures_is_that_of_the_results() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).expect("the README can be read");
    let shown = table(&readme, "| plan | low demand |");
    let regret = kept("regret/regret.md");
    let (worth, worst) =
        (table(&regret, "net present value beside the base"), table(&regret, "The worst regret of every plan"));
    for cells in &shown[1..] {
        let plan = cells[0].trim_matches('`');
        let of = |demand: &str| figure(&worth, &format!("demand-{demand}, sea-middle"), plan);
        let mut expected: Vec<String> = ["low", "middle", "high"].map(of).into();
        expected.extend(["worst regret", "from", "to"].map(|column| figure(&worst, plan, column)));
        assert_eq!(cells[1..], expected, "{plan}");
    }
    assert_eq!(shown.len(), worst.len() - 1, "all plans but the base");
}

/// The kept results are of the plans as they are shipped.
#[test]
fn the_results_are_of_these_plans() {
    let of = |base: &Path, what: &str| {
        let mut whole = format!("{what}\n");
        let resolved = |over: &[PathBuf]| corridor::report::resolved(&laid(base, over).resolved);
        whole += &format!("base\n{}\n", resolved(&[]));
        for plan in plans() {
            whole += &format!("{}\n{}\n", stem(&plan), resolved(&[plan]));
        }
        corridor::report::fingerprint(whole.as_bytes())
    };
    let manifest: Value = serde_json::from_str(&kept("compare/manifest.json")).expect("JSON");
    assert_eq!(manifest["scenario_sha256"], of(&today(), "compare"), "see results/README.md");
}
