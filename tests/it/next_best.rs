//! One more of everything: what is known exactly must come out, and what cannot be is refused.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

use crate::cli::{corridor, rows, strait, told as text};

fn theory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory").join(name)
}

fn added(scenario: &Path, more: &[&str]) -> Command {
    let mut command = corridor();
    command.arg("next-best").arg(scenario).args(["--quiet"]).args(more);
    command
}

/// A lone ferry never waits for a berth: more of them gain exactly nothing, and a second ferry what mean value analysis
/// says (P15): 0.030332681 - 0.016129032 cycles an hour of 50 wagons. Outside its interval of 1 - 1e-5 / 3 by chance as
/// often as that says.
#[test]
fn the_second_ferry_is_best_where_one_never_waits() {
    let settings = ["--set", "run/confidence=0.99999", "-n", "10", "--format", "csv"];
    let rows = rows(&text(&mut added(&theory("p15-f1.json"), &settings), 0));
    let told: Vec<(&str, &str)> = rows.iter().map(|row| (&row[0], &row[2])).collect();
    assert_eq!(told[0], ("1", "fleets/ferries/count"));
    assert_eq!(told.len(), 3, "a fleet and two berths");
    let number = |row: usize, column: usize| rows[row][column].parse::<f64>().expect("a number");
    let exact = (0.030332681 - 0.016129032) * 50.0 * 8760.0;
    let (gain, half_width) = (number(0, 10), number(0, 11));
    assert!((gain - exact).abs() <= half_width, "{gain} +- {half_width}, exactly {exact}");
    assert!(half_width < 0.05 * exact, "{half_width} would hold anything");
    assert_eq!([number(1, 10), number(1, 11), number(2, 10), number(2, 11)], [0.0; 4]);
}

#[test]
fn additions_are_filed_and_do_not_depend_on_threads() {
    let out = tempfile::tempdir().expect("a folder can be made");
    let out = out.path().join("out");
    let folder = out.to_str().expect("a plain name");
    let told = |threads, more: &[&str]| {
        text(added(&strait(), &["-n", "4", "--set", "fleets/ferry/count=1", "--threads", threads]).args(more), 0)
    };
    let table = told("1", &["--out", folder]);
    assert!(table.contains("one more vessel: ferry") && table.contains("What the best gain together"), "{table}");
    let filed = std::fs::read_to_string(out.join("next-best.csv")).expect("the folder has it");
    assert_eq!(filed, told("3", &["--format", "csv"]));
    assert!(rows(&filed)[0][1].contains("one more vessel"), "{filed}");
    let least = told("2", &["--by", "min transit_p90 of metal_west", "--format", "csv"]);
    assert_eq!(&rows(&least)[0][5], "transit_p90");
}

#[test]
fn what_cannot_be_added_to_is_refused() {
    let message = text(&mut added(&strait(), &["--by", "max thruput"]), 2);
    assert!(message.contains("there is no such measure"), "{message}");
    let message = text(&mut added(&strait(), &["--set", "fleets/ferry/cout=1"]), 2);
    assert!(message.contains("did you mean \"count\"?"), "{message}");
}

/// A ferry that costs 1,000 a day and carries what mean value analysis says, 62 t in a wagon.
#[test]
fn an_extra_tonne_costs_what_the_added_ferry_costs_over_what_it_adds() {
    let prices = r#"economics={"currency": "EUR", "price_year": 2023, "discount_rate_percent": 0, "appraisal_years": 25,
        "value_of_time_per_t_day": {}, "fleets": {"ferries": {"fixed_per_day": 1000}}}"#;
    let settings = ["--set", "run/confidence=0.99999", "--set", prices, "-n", "10"];
    let table = text(&mut added(&theory("p15-f1.json"), &settings), 0);
    assert!(table.contains("What they cost\n") && !table.contains("no prices"), "{table}");
    let rows = rows(&text(&mut added(&theory("p15-f1.json"), &[&settings[..], &["--format", "csv"]].concat()), 0));
    let of = |addition: &str, measure: &str| {
        let row = rows.iter().find(|row| row[2].contains(addition) && &row[5] == measure).expect("it is told");
        (row[10].parse::<f64>().ok(), row[11].parse::<f64>().ok())
    };
    let exact = 365_000.0 / ((0.030332681 - 0.016129032) * 50.0 * 8760.0 * 62.0);
    let (Some(cost), Some(half_width)) = of("fleets", "cost_per_extra_t") else { panic!("a ferry carries more") };
    assert!((cost - exact).abs() <= half_width && half_width < 0.05 * exact, "{cost} +- {half_width}, exactly {exact}");
    let (Some(net), _) = of("fleets", "net_gain") else { panic!("it costs something") };
    assert!((net + 365_000.0).abs() < 0.02, "{net}");
    assert_eq!(of("kuryk", "cost_per_extra_t"), (None, None));
    assert_eq!(of("kuryk", "net_gain"), (Some(0.0), Some(0.0)));
}
