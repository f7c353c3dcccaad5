//! The spread of the answer: inputs against chance, and shared out over those that matter.

use super::Sensitivity;
use crate::report::document::{Document, Table};
use crate::report::number::{Scale, brief, counted};
use crate::stats::sobol::{Indices, Share};

/// The spread over a few inputs.
#[derive(Clone, Debug)]
pub struct Shared {
    pub names: Vec<String>,
    /// Rows that count, and those planned.
    pub rows: usize,
    pub planned: usize,
    /// `None` where the answer does not vary, or too few rows are whole.
    pub indices: Option<Indices>,
}

/// All inputs against chance.
pub fn write_spread(document: &mut Document, found: &Sensitivity) {
    let Some(spread) = found.spread else { return };
    document.heading("Inputs or chance");
    let deviations = [spread.between, spread.within, spread.between + spread.within].map(f64::sqrt);
    let scale = Scale::fitting(&found.measure.unit, deviations[2]);
    document.text(format!(
        "{} of the variance of one replication {} from not knowing the inputs ({}), the rest from chance, by {} at random \
         in all ranges, with luck of their own at each; the interval by the jackknife over points (Arvesen & Schmitz \
         1970). More replications average chance away, and nothing but better sources narrows the inputs.",
        percent(spread.share),
        if spread.within > 0.0 { "comes" } else { "come" },
        between(spread.low, spread.high),
        counted(spread.points as u64, "point"),
    ));
    let caption = format!("Spread of {}, {}", found.subject(), scale.unit);
    let mut table = Table::new(caption, 1, &["source", "standard deviation", "share of variance"]);
    let shares = [spread.share, 1.0 - spread.share, 1.0];
    for ((name, deviation), share) in ["inputs", "chance", "one replication"].iter().zip(deviations).zip(shares) {
        table.row(vec![(*name).to_owned(), brief(deviation * scale.factor), percent(share)]);
    }
    document.table(table);
}

/// The inputs that matter.
pub fn write(document: &mut Document, found: &Sensitivity) {
    let Some(shared) = &found.shares else { return };
    document.heading("Shares of the spread");
    let rows = counted(shared.rows as u64, "row");
    let rows = if shared.rows == shared.planned { rows } else { format!("{rows} of {}", shared.planned) };
    let Some(indices) = &shared.indices else {
        document.text(format!("By {rows} the answer does not vary, or too little was observed."));
        return;
    };
    let deviation = indices.variance.sqrt();
    let scale = Scale::fitting(&found.measure.unit, deviation);
    let firsts: f64 = indices.inputs.iter().map(|index| index.first.value).sum();
    document.text(format!(
        "Variance of the mean of {}, over {} alone, all others at their values (Sobol' indices by {rows} of a scrambled \
         sequence, Saltelli et al. 2010, Jansen 1999; intervals by the bootstrap over rows). Alone: what would go if this \
         input were known; in all: what would stay if only this one were unknown. Standard deviation {} {}; {} of the \
         variance is told by inputs each alone, the rest by what they do together and by the same luck falling elsewhere.",
        counted(found.replications, "replication"),
        counted(shared.names.len() as u64, "input"),
        brief(deviation * scale.factor),
        scale.unit,
        percent(firsts.clamp(0.0, 1.0)),
    ));
    let titles = ["input", "alone", "interval", "in all", "its interval"];
    let mut table = Table::new(format!("Share of the variance of {}", found.subject()), 1, &titles);
    let cells = |share: Share| [percent(share.value), between(share.low, share.high)];
    for (name, index) in shared.names.iter().zip(&indices.inputs) {
        table.row([name.clone()].into_iter().chain(cells(index.first)).chain(cells(index.total)).collect());
    }
    document.table(table);
}

fn percent(share: f64) -> String {
    let text = format!("{:.0} %", share * 100.0);
    if text == "-0 %" { "0 %".to_owned() } else { text }
}

fn between(low: f64, high: f64) -> String {
    let digits = |share: f64| percent(share).replace(" %", "");
    format!("{} to {} %", digits(low), digits(high))
}
