//! Plans crossed with futures: a case by hand through the command, net present values as compare tells them, and what is
//! refused.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

use crate::cli::{corridor, rows, strait, told};

/// A crane of 4 h that ten wagons come to. In calm times they come every 5 h and none waits: 4 h each. In a rush they come
/// every 2 h and the k-th waits for 2k h, from 0: 13 h in the mean. With two cranes of 6 h it is 6 h in calm times; in a
/// rush two wagons at a time wait for 0, 2, 4, 6 and 8 h: 10 h in the mean.
const CRANE: &str = r#"{ "title": "crane", "horizon_h": 1000, "run": { "replications": 3 },
    "headline": [{ "measure": "time_mean", "of": "crane" }],
    "places": { "here": { "kind": "terminal" } },
    "stages": { "crane": { "place": "here", "kind": "crane", "servers": 1, "room": "unlimited", "handling": { "unit_h": 4 } } },
    "flows": { "wagons": { "commodity": "metal", "direction": "in", "unit": "wagon", "t_per_unit": 60, "from": "here",
        "to": "here", "route": ["crane"],
        "arrivals": { "timetable": { "first_h": 0, "every_h": 5, "units_in_all": 10 } } } } }"#;
const TWO_SLOW: &str = r#"{ "stages": { "crane": { "servers": 2, "handling": { "unit_h": 6 } } } }"#;
const RUSH: &str = r#"{ "flows": { "wagons": { "arrivals": { "timetable": { "every_h": 2 } } } } }"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a folder can be made"));
        for (name, text) in [("crane", CRANE), ("two_slow", TWO_SLOW), ("rush", RUSH), ("calm", "{}"), ("plain", "{}")]
        {
            folder.write(name, text);
        }
        folder
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("a file can be written");
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name).with_extension("json")
    }

    /// The crane with a plan and futures, and more that is typed.
    fn regret(&self, futures: &[&[&str]], more: &[&str]) -> Command {
        let mut command = corridor();
        command.arg("regret").arg(self.path("crane")).arg(self.path("two_slow"));
        for list in futures {
            command.arg("--futures").args(list.iter().map(|name| self.path(name)));
        }
        command.args(["--quiet"]).args(more);
        command
    }
}

#[test]
fn the_regrets_of_a_case_by_hand() {
    let folder = Folder::new();
    let csv = told(&mut folder.regret(&[&["calm", "rush"]], &["--format", "csv"]), 0);
    let found: Vec<[String; 6]> =
        rows(&csv).iter().map(|row| [0, 1, 4, 7, 8, 9].map(|column| row[column].to_owned())).collect();
    let expected = [
        ["calm", "base", "4.0", "0.0", "0.0", "0.0"],
        ["calm", "two_slow", "6.0", "2.0", "2.0", "2.0"],
        ["rush", "base", "13.0", "3.0", "3.0", "3.0"],
        ["rush", "two_slow", "10.0", "0.0", "0.0", "0.0"],
        ["worst", "base", "", "3.0", "3.0", "3.0"],
        ["worst", "two_slow", "", "2.0", "2.0", "2.0"],
    ];
    assert_eq!(found, expected.map(|row| row.map(str::to_owned)), "{csv}");
    let table = told(&mut folder.regret(&[&["calm", "rush"]], &[]), 0);
    let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("two_slow has the least to regret: about 2 and no more than 2 h"), "{table}");
    // In calm times alone nothing speaks for two.
    let calm = told(&mut folder.regret(&[&["calm"]], &[]), 0);
    assert!(calm.contains("base is the best in every future"), "{calm}");
}

#[test]
fn lists_of_futures_are_crossed() {
    let folder = Folder::new();
    let quick = folder.write("quick", r#"{ "stages": { "crane": { "room": 100 } } }"#);
    assert!(quick.exists());
    let csv = told(&mut folder.regret(&[&["calm", "rush"], &["plain", "quick"]], &["--format", "csv"]), 0);
    let mut futures: Vec<String> = rows(&csv).iter().map(|row| row[0].to_owned()).collect();
    futures.dedup();
    assert_eq!(futures, ["calm, plain", "calm, quick", "rush, plain", "rush, quick", "worst"]);
}

/// Where luck hides which plan is best, the regrets say so, and so does the exit code; threads change nothing.
#[test]
fn what_luck_hides_is_not_told() {
    let folder = Folder::new();
    let [more, calm] =
        [("more", r#"{"fleets":{"ferry":{"count":4}}}"#), ("same", "{}")].map(|(name, text)| folder.write(name, text));
    let regret = |threads: &str| {
        let mut command = corridor();
        command.arg("regret").arg(strait()).arg(&more).arg("--futures").arg(&calm);
        command.args(["--by", "max load_mean of ferry@westport/wagon", "-n", "2", "--quiet", "--threads", threads]);
        command
    };
    let (one, three) = (told(&mut regret("1"), 4), told(&mut regret("3"), 4));
    assert_eq!(one, three);
    assert!(one.split_whitespace().collect::<Vec<_>>().join(" ").contains("It cannot be told yet"), "{one}");
}

/// A race for money is one for the net present value that compare tells.
#[test]
fn a_rank_by_money_is_by_the_net_present_value() {
    let folder = Folder::new();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact/two_ferries_money.json");
    let one = folder.write("one", r#"{"fleets":{"ferry":{"count":1}}}"#);
    let command = |name: &str, more: &[&str]| {
        let mut command = corridor();
        command.arg(name).arg(&base).arg(&one).args(["--quiet", "-n", "10", "--format"]).args(more);
        told(&mut command, 0)
    };
    let json: serde_json::Value = serde_json::from_str(&command("compare", &["json"])).expect("JSON");
    let worth = rows(&command("rank", &["csv", "--by", "max npv", "--zone", "1"]));
    let mean =
        |plan: &str| worth.iter().find(|row| &row[1] == plan).map(|row| row[2].parse::<f64>().expect("a number"));
    let npv = json["economics"].as_array().expect("figures").iter().find(|row| row["item"] == "net_present_value");
    let npv = npv.expect("compare tells it")["value"].as_f64().expect("a number");
    assert!(npv != 0.0 && (mean("one").expect("a row") - npv).abs() < 1e-6 * npv.abs(), "{npv} and {worth:?}");
    assert_eq!(mean("base"), Some(0.0));
}

#[test]
fn what_cannot_be_crossed_is_refused() {
    let folder = Folder::new();
    folder.write("longer", r#"{ "horizon_h": 2000 }"#);
    folder.write("wrong", r#"{ "stages": { "crain": { "servers": 2 } } }"#);
    type Case<'a> = (&'a [&'a [&'a str]], &'a [&'a str], &'a str);
    let cases: [Case; 8] = [
        (&[], &[], "--futures <FUTURE>..."),
        (&[&["calm", "calm"]], &[], "two futures are called calm"),
        (&[&["calm"], &["rush", "calm"]], &[], "two futures are called calm"),
        (&[&["longer"]], &[], "another span of time"),
        (&[&["wrong"]], &[], "crain"),
        (&[&["absent"]], &[], "absent.json"),
        (&[&["calm"]], &["--by", "max npv"], "the scenario has no prices"),
        (&[&["calm"]], &["-n", "1"], "one replication says nothing"),
    ];
    for (futures, more, message) in cases {
        let found = told(&mut folder.regret(futures, more), 2);
        assert!(found.contains(message), "{message} is missing in {found}");
    }
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact/two_ferries_money.json");
    let mut rank = corridor();
    let found = told(rank.arg("rank").arg(base).arg(folder.path("plain")).args(["--by", "max npv"]), 2);
    assert!(found.contains("1 % of that is no zone") && found.contains("--zone"), "{found}");
}
