//! Values varied over a grid: what must come out exactly, where the knee is, and what is refused.

use assert_cmd::Command;

use crate::cli::{corridor, rows, strait, told as text};

fn swept(vary: &[&str], more: &[&str]) -> Command {
    let mut command = corridor();
    command.arg("sweep").arg(strait()).args(["-n", "5", "--quiet"]);
    vary.iter().for_each(|vary| {
        command.args(["--vary", vary]);
    });
    command.args(more);
    command
}

/// The strait has three ferries.
#[test]
fn a_point_that_changes_nothing_is_the_base_to_the_last_digit() {
    let points = rows(&text(&mut swept(&["fleets/ferry/count=3,2"], &["--format", "csv"]), 0));
    let mut run = corridor();
    let base = rows(&text(run.arg("run").arg(strait()).args(["-n", "5", "--quiet", "--format", "csv"]), 0));
    let named = |row: &csv::StringRecord| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned(), row[3].to_owned());
    let own = |row: &csv::StringRecord| (row[1].to_owned(), row[2].to_owned(), row[3].to_owned(), row[4].to_owned());
    let first: Vec<_> = points.iter().filter(|row| &row[0] == "3").collect();
    assert_eq!(first.len(), 2, "there are two headline measures");
    for row in first {
        let same = base.iter().find(|base| named(base) == own(row)).expect("the run has the measure");
        assert_eq!((&row[5], &row[6], &row[8], &row[9]), (&same[4], &same[5], "0.0", "0.0"));
    }
    assert!(points.iter().filter(|row| &row[0] == "2").all(|row| &row[8] != "0.0"));
    for row in rows(&text(&mut swept(&["title=one,other"], &["--format", "csv"]), 0)) {
        assert_eq!((&row[8], &row[9]), ("0.0", "0.0"), "a title changes nothing");
    }
}

#[test]
fn a_grid_has_all_combinations_in_order() {
    let vary = ["fleets/ferry/count=1..3/2", "ports/westport/berths/rail/count=1,2"];
    let rows = rows(&text(&mut swept(&vary, &["--format", "csv"]), 0));
    let points: Vec<String> = rows.iter().step_by(2).map(|row| format!("{} {}", &row[0], &row[1])).collect();
    assert_eq!(points, ["1 1", "1 2", "3 1", "3 2"]);
    let told = |threads| text(&mut swept(&vary, &["--format", "json", "--threads", threads]), 0);
    assert_eq!(told("1"), told("3"));
}

/// One ferry cannot carry what two can, and a third has next to nothing left to carry.
#[test]
fn the_knee_is_marked_where_ferries_saturate() {
    let out = tempfile::tempdir().expect("a folder can be made");
    let out = out.path().join("out");
    let table = text(&mut swept(&["fleets/ferry/count=1..5"], &["--out", out.to_str().expect("a plain name")]), 0);
    assert!(table.contains(" knee\n"), "{table}");
    let filed = std::fs::read_to_string(out.join("sweep.csv")).expect("the folder has it");
    let knee: Vec<String> =
        rows(&filed).iter().filter(|row| &row[10] == "true").map(|row| format!("{} {}", &row[0], &row[1])).collect();
    assert_eq!(knee, ["2 throughput", "2 transit_p90"]);
    let flat = text(&mut swept(&["title=a,b,c"], &[]), 0);
    assert!(flat.contains("No knee: the values are no numbers in order."), "{flat}");
}

#[test]
fn grids_that_make_no_sense_are_refused() {
    let rows: [(&[&str], &str); 8] = [
        (&[], "required"),
        (&["fleets/ferry/count"], "expected PATH=VALUES"),
        (&["fleets/ferry/count=3..1"], "ends before it begins"),
        (&["fleets/ferry/count=1..200", "lanes/strait/km=1..200"], "more than 10000 points"),
        (&["fleets/ferry/count=1", "fleets/ferry/count=2"], "the same path twice"),
        (&["fleets/fery/count=1..3"], "did you mean \"ferry\"?"),
        (&["fleets/ferry/count=1,2.5"], "--vary fleets/ferry/count=2.5: this point is no valid scenario"),
        (&["end=2024-01-01,2024-02-01"], "--vary end=2024-02-01: the plan measures another span"),
    ];
    for (vary, told) in rows {
        let message = text(&mut swept(vary, &[]), 2);
        assert!(message.contains(told), "{told} is missing in {message}");
    }
}
