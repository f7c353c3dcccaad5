//! Expectations: what is read in a sentence, and how a run ends by it.

use serde_json::Value;

use crate::cli::{corridor, strait, told};

/// What a run of ten replications says of one expectation, and all it writes where it is refused.
fn run(sentence: &str, code: i32) -> String {
    let set = format!("expect/it={sentence}");
    told(corridor().arg("run").arg(strait()).args(["-n", "10", "--quiet", "--format", "json", "--set", &set]), code)
}

fn verdict(sentence: &str, code: i32) -> Value {
    let summary: Value = serde_json::from_str(&run(sentence, code)).expect("JSON");
    summary["expect"][0].clone()
}

#[test]
fn a_run_ends_by_its_expectations() {
    // 5,000 to 6,000 wagons of 60 t a year.
    let pass = verdict("throughput of metal_west >= 100000 t/year at 99 %", 0);
    assert_eq!((&pass["verdict"], &pass["confidence"]), (&"pass".into(), &0.99.into()));
    let fail = verdict("throughput of metal_west >= 500,000 t/year", 3);
    assert_eq!((&fail["verdict"], &fail["more_replications"]), (&"fail".into(), &Value::Null));
    // At the mean itself, to one part in a thousand.
    let mean = pass["mean"].as_f64().unwrap();
    let close = verdict(&format!("throughput of metal_west >= {} t/year", mean * 0.999), 4);
    assert_eq!(close["verdict"], "undecided");
    assert!(close["more_replications"].as_u64().unwrap() > 10, "{close}");
}

#[test]
fn what_a_sentence_leaves_open_is_taken_from_the_headline() {
    let found = verdict("throughput >= 1", 0);
    assert_eq!((&found["of"], &found["unit"]), (&"strait".into(), &"t/year".into()));
    let quantile = verdict("p90 transit_days <= 1000", 0);
    assert_eq!((&quantile["measure"], &quantile["of"]), (&"transit_p90".into(), &"metal_west".into()));
    let share = verdict("diverted_share of mine_border <= 5 %", 0);
    assert_eq!(share["limit"], 0.05);
}

#[test]
fn single_runs_are_judged_by_their_number() {
    // Ten of ten are too few to say nine in ten, and enough to say half: 0.9^10 is 0.35, 0.5^10 below 0.05.
    let few = verdict("throughput >= 1 in 90 % of runs", 4);
    assert_eq!((&few["verdict"], &few["kept"]), (&"undecided".into(), &1.0.into()));
    let more = few["more_replications"].as_u64().unwrap();
    assert!((19..=22).contains(&more), "29 suffice: {more}");
    assert_eq!(verdict("throughput >= 1 in 50 % of runs", 0)["verdict"], "pass");
    assert_eq!(verdict("throughput <= 1 in 50 % of runs", 3)["verdict"], "fail");
}

#[test]
fn several_end_with_the_worst() {
    let sets = ["expect/a=throughput >= 1", "expect/b=throughput >= 1 in 90 % of runs", "expect/c=throughput <= 1"];
    let run = |sets: &[&str], code: i32| {
        let mut command = corridor();
        command.arg("run").arg(strait()).args(["-n", "10"]);
        command.args(sets.iter().flat_map(|set| ["--set", set]));
        let assert = command.assert().code(code);
        String::from_utf8(assert.get_output().stdout.clone()).expect("UTF-8")
            + &String::from_utf8(assert.get_output().stderr.clone()).expect("UTF-8")
    };
    let text = run(&sets, 3);
    assert!(text.contains("expectations failed: c; undecided: b"), "{text}");
    assert!(text.contains("FAIL") && text.contains("undecided: about"), "{text}");
    assert!(run(&sets[..2], 4).contains("expectations undecided: b"));
    assert!(!run(&sets[..1], 0).contains("expectations "));
}

#[test]
fn a_measure_that_is_not_there_is_refused() {
    for (sentence, why) in [
        ("transit_men of metal_west <= 4", "did you mean \"transit_mean\""),
        ("transit_mean of metal_est <= 4", "did you mean \"metal_west\""),
        ("transit_mean of metal_west in 2024 <= 4", "is not kept for \"2024\""),
        ("transit_mean of metal_west <= 4 h", "is not told in \"h\""),
        ("transit_hours of metal_west <= 4", "there is no measure"),
        ("throughput of metal_west >= 4", "2 measures answer"),
        ("transit_mean of metal_west <= 4 at 95", "is not understood"),
    ] {
        let told = run(sentence, 2);
        assert!(told.contains(why) && told.contains("expect"), "{sentence}: {told}");
    }
    let check = told(corridor().arg("check").arg(strait()).args(["--set", "expect/it=transit_men <= 4"]), 2);
    assert!(check.contains("did you mean"), "{check}");
}
