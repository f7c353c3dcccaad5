//! Whole scenarios: they load, mean what they say, and survive being written and read again.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::kernel::{Duration, Law, Time};
use corridor::model::corridor::{
    Arrivals, Capacity, DepartureRule, Handling, LeastFill, Mark, MarkAction, Moment, Spells, StepKind, UnitKind,
};
use corridor::scenario::{Known, Scenario, Set, Support, WarmUp, load, parse, schema, starter};

const STRAIT: &str = "tests/invalid/base/strait.json";
const QUEUE: &str = "tests/invalid/base/queue.json";

fn strait() -> Scenario {
    load(Path::new(STRAIT), &[], &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The queue with single values set.
fn queue(sets: &[&str]) -> Result<Scenario, String> {
    let sets: Vec<Set> = sets.iter().map(|set| set.parse().expect("is a set")).collect();
    load(Path::new(QUEUE), &sets, &[]).map_err(|problems| problems.to_string())
}

/// A folder of its own for a test, emptied first.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("has a folder")).expect("a folder can be made");
    fs::write(&path, text).expect("a file can be written");
    path
}

#[test]
fn the_starter_loads_without_a_word() {
    let scenario = parse(starter(), "starter.json", &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(scenario.warnings, []);
    assert_eq!(scenario.assumptions.len(), 2);
}

#[test]
fn units_are_converted_and_defaults_resolved() {
    let corridor = strait().corridor;
    let berth = corridor.berth_classes.iter().next().expect("there is one");
    assert_eq!(berth.name, "east/rail");
    let wagon = berth.handling[UnitKind::Wagon as usize].as_ref().expect("wagons are handled");
    assert_eq!(wagon.load, Handling::PerUnit(Law::Constant(4.0 / 60.0)));
    let lines: Vec<_> = corridor.lines.iter().collect();
    assert_eq!(lines[0].headway, Duration::from_hours(2.0));
    assert_eq!((lines[0].single_track, lines[0].running[1].clone()), (true, Law::Constant(24.0)));
    assert_eq!((lines[1].headway, lines[1].running.clone()), (Duration::ZERO, [10.0, 12.0].map(Law::Constant)));
    assert_eq!(lines[1].room, Capacity::Unlimited);
}

#[test]
fn decks_are_shared_exactly() {
    let corridor = strait().corridor;
    let fleets: Vec<_> = corridor.fleets.iter().collect();
    let ferry = fleets[0];
    assert_eq!(ferry.deck, 1400);
    assert_eq!(ferry.share, [None, Some(25), Some(28), None]);
    assert_eq!(ferry.at_most, [0, 56, 50, 0]);
    assert_eq!(ferry.starts.len(), 2);
    let rules: Vec<_> = ferry.departures.iter().flatten().map(|departure| &departure.rule).collect();
    let DepartureRule::WhenLoaded { least_fill, patience } = rules[0] else { panic!("{rules:?}") };
    assert_eq!((*least_fill, *patience), (LeastFill::Deck(1400), Duration::from_hours(72.0)));
    let DepartureRule::WhenLoaded { least_fill, .. } = rules[1] else { panic!("{rules:?}") };
    assert_eq!(*least_fill, LeastFill::Units(20));
    // The tanker sails by its speed, 12 knots over 400 km.
    let sailing = fleets[1].sailing[0][0].constant_value().expect("a constant");
    assert!((sailing - 400.0 / (12.0 * 1.852)).abs() < 1e-12);
    assert_eq!(ferry.sailing[0], [Law::Constant(20.0), Law::Constant(20.0)]);
}

#[test]
fn volumes_become_lots_an_hour_by_month() {
    let corridor = strait().corridor;
    let Arrivals::Poisson { rate, at_most, .. } = &corridor.flows.iter().next().expect("there is one").arrivals else {
        panic!("a Poisson process")
    };
    assert_eq!((*at_most, rate.period), (u64::MAX, None));
    // September 2022: 9000 units a year, a share of 0.05, 30 days, lots of 10.
    let (from, first) = rate.points[0];
    assert_eq!(from, 0.0);
    assert!((first - 9000.0 * 0.05 / (30.0 * 24.0) / 10.0).abs() < 1e-12);
    // Expected lots from the start: the shares of the last four months of 2022 and all of 2023.
    let lots: f64 = rate.points.chunks(2).map(|pair| (pair[1].0 - pair[0].0) * pair[0].1).sum();
    assert!((lots - (9000.0 * 0.2 + 9500.0) / 10.0).abs() < 1e-9);
}

#[test]
fn closed_shares_become_onsets() {
    let corridor = strait().corridor;
    let storm = corridor.storms.iter().next().expect("there is one");
    let Spells::Seasonal { onset, closed } = &storm.spells else { panic!("a season") };
    assert_eq!(closed.mean(), 12.0);
    assert!((onset.points[0].1 - 0.1 / 0.9 / 12.0).abs() < 1e-15);
    assert!(onset.points.iter().any(|point| point.1 == 0.0), "May to August are open");
    assert_eq!((storm.stops_berthing, storm.stops_departure, storm.stops_handling), (true, true, false));
}

#[test]
fn routes_become_itineraries_with_marks() {
    let corridor = strait().corridor;
    let flows: Vec<_> = corridor.flows.iter().collect();
    let grain = flows[0];
    let kinds: Vec<StepKind> = grain.alternatives[0].itinerary.iter().map(|step| step.kind).collect();
    assert_eq!(kinds.len(), 5);
    let StepKind::Line { from: 0, train: Some(train), .. } = kinds[0] else { panic!("{kinds:?}") };
    assert_eq!(corridor.train_kinds[train].name, "block", "the flow replaces the train of the line");
    assert!(matches!(kinds[1], StepKind::Stage { loads: false, .. }), "the units go on by sea");
    assert!(matches!(kinds[3], StepKind::Lane { from: 0, .. }));
    let definition = corridor.definitions.ids().next().expect("there is one");
    let section = corridor.sections.ids().next().expect("there is one");
    let mark = |moment, action| Mark { moment, action };
    assert_eq!(grain.alternatives[0].itinerary[0].marks, [mark(Moment::RunEnded, MarkAction::StartClock(0))]);
    let sea =
        [mark(Moment::Done, MarkAction::Count(definition)), mark(Moment::RunEnded, MarkAction::StopClock(0, section))];
    assert_eq!(grain.alternatives[0].itinerary[3].marks, sea);
    let StepKind::Line { from: 1, train: None, .. } = flows[1].alternatives[0].itinerary[0].kind else {
        panic!("lorries come as they are")
    };
    assert!(flows.iter().all(|flow| flow.counted_on_delivery.is_empty()));
    let strait = corridor.lanes.iter().next().expect("there is one");
    assert_eq!(strait.offered, [[false, true, false, false], [false, false, true, false]]);
}

#[test]
fn the_horizon_is_civil_time() {
    let scenario = strait();
    let horizon = &scenario.corridor.horizon;
    assert_eq!(scenario.start.map(|start| start.to_string()), Some("2022-09-01".into()));
    assert_eq!(horizon.measure_from, Time::from_hours(122.0 * 24.0));
    assert_eq!(horizon.end, Time::from_hours(487.0 * 24.0));
    assert_eq!(horizon.periods.len(), 1 + 1 + 12 + 1);
    let [observation] = &scenario.corridor.observe_at[..] else { panic!("one observation") };
    assert_eq!((observation.at, observation.name.as_str()), (Time::from_hours(273.0 * 24.0), "at 2023-06-01"));
}

#[test]
fn the_resolved_scenario_is_the_same_scenario() {
    for path in [STRAIT, QUEUE] {
        let scenario = load(Path::new(path), &[], &[]).expect("is sound");
        let again = parse(&scenario.resolved.to_string(), "resolved.json", &[]).expect("is sound");
        assert_eq!(format!("{:?}", again.corridor), format!("{:?}", scenario.corridor));
        assert_eq!(again.resolved, scenario.resolved);
        assert_eq!(again.resolved.to_string(), scenario.resolved.to_string());
    }
}

#[test]
fn an_empty_patch_changes_nothing() {
    let folder = folder("empty_patch");
    let patch = write(&folder, "nothing.json", "{}");
    let patched = load(Path::new(STRAIT), &[], &[patch]).expect("is sound");
    assert_eq!(format!("{:?}", patched.corridor), format!("{:?}", strait().corridor));
    assert_eq!(patched.resolved.to_string(), strait().resolved.to_string());
}

#[test]
fn a_set_is_located_by_its_path() {
    let scenario =
        queue(&["stages/server/servers=3", "title=Three servers", "measure_from_h=mser5"]).expect("is sound");
    assert_eq!(scenario.title, "Three servers");
    assert_eq!(scenario.run.warm_up, WarmUp::Mser5);
    let stage = scenario.corridor.stages.iter().next().expect("there is one");
    assert_eq!(stage.servers, Capacity::Limited(3));
    let problem = queue(&["stages/server/servers=0"]).expect_err("is refused");
    assert!(problem.contains("\n  --> --set stages/server/servers (/stages/server/servers)\n"), "{problem}");
    let problem = queue(&["stages/sever/servers=0"]).expect_err("is refused");
    assert!(problem.contains("--> --set stages/sever/servers (/stages/sever"), "{problem}");
    let problem = queue(&["flows/boxes/route/3=\"server\""]).expect_err("is refused");
    assert!(problem.contains("the list has 1 entries"), "{problem}");
    assert!("stages/server".parse::<Set>().is_err());
    assert!("stages//server=1".parse::<Set>().is_err());
}

#[test]
fn problems_of_a_patch_point_into_the_patch() {
    let folder = folder("patch_positions");
    let patch = write(&folder, "plan.json", "{\n  \"stages\": {\n    \"server\": { \"servers\": -1 }\n  }\n}\n");
    let problems = load(Path::new(QUEUE), &[], std::slice::from_ref(&patch)).expect_err("is refused").to_string();
    assert!(problems.contains(&format!("--> {}:3:28 (/stages/server/servers)", patch.display())), "{problems}");
}

#[test]
fn a_mistyped_name_in_a_patch_is_not_taken_for_a_new_thing() {
    let folder = folder("mistyped");
    let patch = write(&folder, "plan.json", r#"{ "stages": { "servr": { "servers": 2 } } }"#);
    let patched = load(Path::new(QUEUE), &[], &[patch]).expect_err("is refused").to_string();
    for problems in [patched, queue(&["stages/servr/servers=2"]).expect_err("is refused")] {
        assert!(problems.contains("help: did you mean \"server\"? Else state \"place\""), "{problems}");
        assert_eq!(problems.matches("did you mean").count(), 1, "{problems}");
    }
}

#[test]
fn the_ledger_holds_every_number_with_its_source() {
    let mean = r#"{"value":8,"range":[6,9],"source":"TRN-1"}"#;
    let source = &format!(r#"stages/server/handling={{"unit_h":{{"gamma":{{"mean":{mean},"cv":1}},"note":"guess"}}}}"#);
    let servers = r#"stages/server/servers={"value":2,"source":"Assumption"}"#;
    let assumptions = queue(&[source, servers]).expect("is sound").assumptions;
    let told: Vec<(&str, f64, bool)> = assumptions
        .iter()
        .map(|entry| (entry.pointer.as_str(), entry.value, entry.support == Support::Assumed))
        .collect();
    let expected = [
        ("/stages/server/handling/unit_h", 8.0, true),
        ("/stages/server/handling/unit_h/gamma/mean", 8.0, false),
        ("/stages/server/servers", 2.0, true),
    ];
    assert_eq!(told, expected);
    assert_eq!(assumptions[0].law, Some("gamma"));
    assert_eq!(assumptions[1].range, Some((6.0, 9.0)));
}

#[test]
fn links_do_not_lead_out_of_the_folder() {
    let folder = folder("links");
    let outside = write(&folder, "outside.json", "{}");
    let top = write(&folder, "inside/top.json", "{ \"extends\": \"link.json\" }");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, folder.join("inside/link.json")).expect("a link can be made");
    let problems = load(&top, &[], &[]).expect_err("is refused").to_string();
    assert!(problems.starts_with("error[outside_folder]") || cfg!(not(unix)), "{problems} {outside:?}");
}

#[test]
fn hopeless_files_are_refused_in_plain_words() {
    let folder = folder("hopeless");
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("deep.json", b"[".repeat(10 << 20), "error[syntax]: values are nested deeper than 64 levels"),
        ("huge.json", b" ".repeat((16 << 20) + 1), "error[too_large]: the file is larger than 16 MiB"),
        ("latin.json", b"{\n \"title\": \"M\xfcnchen\" }".to_vec(), "the file is not UTF-8 at line 2, column 13"),
        ("empty.json", Vec::new(), "error[syntax]: expected a value, found the end of the file"),
    ];
    for (name, bytes, expected) in cases {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file can be written");
        let problems = load(&path, &[], &[]).expect_err("is refused").to_string();
        assert!(problems.contains(expected), "{problems}");
    }
    let problems = load(&folder, &[], &[]).expect_err("is refused").to_string();
    assert!(problems.contains("this is not a file"), "{problems}");
    let problems = load(&folder.join("none.json"), &[], &[]).expect_err("is refused").to_string();
    assert!(problems.contains("there is no such file"), "{problems}");
}

#[test]
fn recorded_arrivals_and_closures_are_read() {
    let folder = folder("recorded");
    write(&folder, "data/lots.csv", "time_h,units\n5,2\n1.5,1\n2000,9\n");
    write(&folder, "data/closed.csv", "from,to\n10,12\n2,5\n5,6\n");
    write(&folder, "base.json", &fs::read_to_string(QUEUE).expect("is there"));
    let patch = r#"{
        "extends": "base.json",
        "flows": { "boxes": { "arrivals": { "poisson": null, "recorded": { "file": "data/lots.csv" } } } },
        "weather": {
            "wind": { "recorded": { "file": "data/closed.csv" }, "stops": ["handling"], "reaches": { "here": 1 } }
        }
    }"#;
    let top = write(&folder, "top.json", patch);
    let scenario = load(&top, &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let Arrivals::Recorded(lots) = &scenario.corridor.flows.iter().next().expect("there is one").arrivals else {
        panic!("recorded arrivals")
    };
    let hours = Time::from_hours;
    assert_eq!(**lots, [(hours(1.5), 1), (hours(5.0), 2)], "in order, and none beyond the end");
    let Spells::Recorded(spells) = &scenario.corridor.storms.iter().next().expect("there is one").spells else {
        panic!("recorded closures")
    };
    assert_eq!(**spells, [(hours(2.0), hours(6.0)), (hours(10.0), hours(12.0))], "in order, those that touch as one");
}

#[test]
fn an_unknown_measure_is_told_with_its_neighbours() {
    let set = r#"headline=[{"measure":"transit_men","of":"boxes"},{"measure":"transit_mean","of":"boxs","unit":"h"}]"#;
    let scenario = queue(&[set]).expect("is sound");
    let known = [Known { measure: "transit_mean", of: "boxes", period: "all", unit: "d" }];
    let told: Vec<String> =
        scenario.headline.iter().map(|entry| scenario.no_such_measure(entry, known).to_string()).collect();
    assert!(told[0].contains("help: did you mean \"transit_mean\"?"), "{}", told[0]);
    assert!(told[1].contains("(/headline/1/of)") && told[1].contains("did you mean \"boxes\"?"), "{}", told[1]);
    assert!(known[0].answers(&corridor::scenario::MeasureRef {
        measure: "transit_mean".into(),
        of: "boxes".into(),
        ..scenario.headline[0].clone()
    }));
}

#[test]
fn the_schema_knows_every_key_of_the_starter() {
    let schema = schema();
    let starter: serde_json::Value = serde_json::from_str(starter()).expect("is JSON");
    for key in starter.as_object().expect("an object").keys() {
        assert!(schema["properties"].get(key).is_some(), "{key}");
    }
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let stage = &schema["$defs"]["StageEntry"];
    assert_eq!(stage["required"], serde_json::json!(["place", "kind", "servers", "room", "handling"]));
    // Every reference leads somewhere.
    let text = schema.to_string();
    for reference in text.split("\"#/$defs/").skip(1) {
        let name = reference.split('"').next().expect("is closed");
        assert!(schema["$defs"][name].is_object(), "{name}");
    }
}

/// Four times the flows may take no more than eight times the time: checking does not grow with their square.
#[test]
fn checking_grows_with_the_size_of_a_scenario() {
    let with_flows = |count: usize| {
        let mut text: serde_json::Value = serde_json::from_str(starter()).expect("is JSON");
        let flow = text["flows"]["grain_west"].clone();
        for number in 0..count {
            text["flows"][format!("grain_{number}")] = flow.clone();
        }
        text.to_string()
    };
    let [few, many] = [250, 1000].map(with_flows);
    let time = |text: &str| {
        let best = (0..5).map(|_| {
            let start = std::time::Instant::now();
            parse(text, "large.json", &[]).expect("is sound");
            start.elapsed()
        });
        best.min().expect("five times").as_secs_f64()
    };
    let ratio = time(&many) / time(&few);
    assert!(ratio < 8.0, "four times as many flows take {ratio:.1} times as long");
}

#[test]
fn patches_and_texts_extend_nothing() {
    let folder = folder("extends_nothing");
    let patch = write(&folder, "plan.json", "{ \"extends\": \"x.json\" }");
    let problems = load(Path::new(QUEUE), &[], &[patch]).expect_err("is refused").to_string();
    assert!(problems.starts_with("error[patch_extends]"), "{problems}");
    let problems = parse("{ \"extends\": \"x.json\" }", "text.json", &[]).expect_err("is refused").to_string();
    assert!(problems.contains("error[no_files]"), "{problems}");
}

#[test]
fn chains_of_files_end() {
    let folder = folder("chain");
    for number in 0..20 {
        write(&folder, &format!("{number}.json"), &format!("{{ \"extends\": \"{}.json\" }}", number + 1));
    }
    let problems = load(&folder.join("0.json"), &[], &[]).expect_err("is refused").to_string();
    assert!(problems.starts_with("error[extends_too_long]"), "{problems}");
    // Each file lies over the one it extends, and file names count from the file that holds them.
    write(&folder, "base/far.json", &fs::read_to_string(QUEUE).expect("is there"));
    write(
        &folder,
        "base/near.json",
        r#"{ "extends": "far.json", "title": "near", "stages": { "server": { "servers": 2 } } }"#,
    );
    let top = write(&folder, "top.json", r#"{ "extends": "base/near.json", "stages": { "server": { "room": 5 } } }"#);
    let scenario = load(&top, &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let stage = scenario.corridor.stages.iter().next().expect("there is one");
    assert_eq!((stage.servers, stage.room), (Capacity::Limited(2), Capacity::Limited(5)));
    assert_eq!(scenario.title, "near");
}
