//! What was compared, the verdict, and the errors by group.

use super::{Backtest, Backtested};
use crate::experiment::{BAND, Score};
use crate::report::document::{Document, Table};
use crate::report::input::Role;
use crate::report::number::{brief, counted, input};

pub fn write(document: &mut Document, backtest: &Backtest) {
    for one in &backtest.scenarios {
        document.text(what_was_run(one));
        one.remarks.iter().for_each(|remark| document.text(remark));
    }
    document.cut_short(backtest.cut_short.as_ref());
    document.heading("Verdict");
    document.text(verdict(backtest));
    groups(document, backtest);
    document.text(format!(
        "Off and bias are the mean size and the mean of the errors, per cent of the observed figures. In the band: \
         observed figures among {} in a hundred single replications, as far as the model is right as often; behind it \
         the {} % interval of that chance, as if the figures were independent.",
        brief(BAND * 100.0),
        input(backtest.scenarios[0].confidence * 100.0),
    ));
}

fn what_was_run(one: &Backtested) -> String {
    let passed_over = match one.passed_over {
        0 => String::new(),
        count => format!(" {} of other times passed over.", counted(count as u64, "figure")),
    };
    format!(
        "{}: {}. Measured: {}. {}, seed {}.{passed_over}",
        one.name,
        one.title,
        one.measured,
        counted(one.replications, "replication"),
        one.seed,
    )
}

fn verdict(backtest: &Backtest) -> String {
    let score = backtest.score(Role::Predicted, |_| true);
    let asked = input(backtest.pass_share * 100.0);
    match score.passes(backtest.pass_share) {
        Some(passed) => format!(
            "{} of {} lie in their agreed range, {} %; {asked} % are asked for: {}.",
            score.agreeing,
            counted(score.judged as u64, "predicted figure"),
            (score.agreeing as f64 / score.judged as f64 * 100.0).floor(),
            if passed { "passed" } else { "FAILED" },
        ),
        None => "No figure is predicted: there is nothing to judge by.".to_owned(),
    }
}

fn groups(document: &mut Document, backtest: &Backtest) {
    let titles = ["role", "measure", "figures", "in range", "in the band", "90 % band holds", "off, %", "bias, %"];
    let mut table = Table::new("Errors by role; only what is predicted counts", 2, &titles);
    for role in [Role::Predicted, Role::Fitted, Role::Input] {
        let score = backtest.score(role, |_| true);
        if score.facts == 0 {
            continue;
        }
        table.row(row(role, "all", &score));
        let mut measures: Vec<&str> = Vec::new();
        for (_, fact) in backtest.facts().filter(|(_, fact)| fact.observed.role == role) {
            if !measures.contains(&fact.observed.measure.as_str()) {
                measures.push(&fact.observed.measure);
            }
        }
        for measure in measures.iter().filter(|_| measures.len() > 1) {
            let score = backtest.score(role, |observed| observed.measure == *measure);
            table.row(row(role, &measure.replace('_', " "), &score));
        }
    }
    document.table(table);
}

fn row(role: Role, measure: &str, score: &Score) -> Vec<String> {
    let signed = |share: f64| format!("{:+.1}", share * 100.0);
    let (band, interval) = score.in_band.map_or_else(
        || ("-".to_owned(), "-".to_owned()),
        |cover| {
            let [share, low, high] = [cover.share(), cover.low, cover.high].map(|share| share * 100.0);
            let interval = format!("{share:.0} % ({low:.0} to {high:.0})");
            (format!("{} of {}", cover.hits, cover.n), interval)
        },
    );
    vec![
        role.word().replace('_', " "),
        measure.to_owned(),
        score.facts.to_string(),
        if score.judged > 0 { format!("{} of {}", score.agreeing, score.judged) } else { "-".to_owned() },
        band,
        interval,
        score.mean_error.map_or("-".to_owned(), |error| format!("{:.1}", error * 100.0)),
        score.bias.map_or("-".to_owned(), signed),
    ]
}
