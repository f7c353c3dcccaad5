//! The backtest report: simulated beside observed, fact by fact and in sum, with a verdict.

mod facts_csv;
mod months;
mod opening;
mod summary_json;
mod tables;

use super::answer::{Answer, CutShort, Filed};
use super::document::Document;
use super::input::{Observed, Program, Role};
use super::manifest::{Exclusion, Manifest, fingerprint};
use crate::experiment::{Comparison, Failed, Score};

/// One or several scenarios held against what was observed.
#[derive(Clone, Debug)]
pub struct Backtest {
    pub program: Program,
    /// Share of the predicted figures that must agree.
    pub pass_share: f64,
    /// At least one.
    pub scenarios: Vec<Backtested>,
    /// How far it came, where it is not whole.
    pub cut_short: Option<CutShort>,
}

/// One scenario held against what was observed.
#[derive(Clone, Debug)]
pub struct Backtested {
    /// The file's stem.
    pub name: String,
    pub title: String,
    /// `2023-01-01 to 2023-12-31`, or `0 h to 520 h`.
    pub measured: String,
    pub replications: u64,
    pub seed: u64,
    pub confidence: f64,
    /// Anything about the run that a reader must know, one sentence each.
    pub remarks: Vec<String>,
    /// Figures of its series that are of times it does not measure.
    pub passed_over: usize,
    pub facts: Vec<BacktestFact>,
    /// Replications that failed.
    pub left_out: Vec<(u64, Failed)>,
    /// The resolved scenario.
    pub resolved: String,
}

/// An observed figure and the model's.
#[derive(Clone, Debug)]
pub struct BacktestFact {
    pub observed: Observed,
    pub comparison: Comparison,
}

impl Backtest {
    /// Every fact with the name of its scenario.
    fn facts(&self) -> impl Iterator<Item = (&str, &BacktestFact)> {
        self.scenarios.iter().flat_map(|one| one.facts.iter().map(|fact| (one.name.as_str(), fact)))
    }

    /// Facts of one role that `select` wants.
    fn score(&self, role: Role, select: impl Fn(&Observed) -> bool) -> Score {
        let facts = self.facts().filter(|(_, fact)| fact.observed.role == role && select(&fact.observed));
        Score::of(facts.map(|(_, fact)| &fact.comparison), self.scenarios[0].confidence)
    }

    /// Replications that failed, with the scenario they are of.
    fn left_out(&self) -> impl Iterator<Item = (&Backtested, u64, &Failed)> {
        self.scenarios.iter().flat_map(|one| one.left_out.iter().map(move |(number, why)| (one, *number, why)))
    }

    /// Nothing but the title.
    fn titled(&self) -> Document {
        Document::new(&match &self.scenarios[..] {
            [one] => format!("Backtest: {}", one.title),
            several => format!("Backtest of {} scenarios", several.len()),
        })
    }

    /// Whether enough of the predicted figures agree; `None` where there are none.
    pub fn passed(&self) -> Option<bool> {
        self.score(Role::Predicted, |_| true).passes(self.pass_share)
    }
}

/// What a backtest is of: the seed of every scenario and the scenario, resolved.
pub fn backtest_fingerprint<'a>(scenarios: impl IntoIterator<Item = (u64, &'a str)>) -> String {
    let mut whole = String::from("backtest\n");
    for (seed, resolved) in scenarios {
        whole += &format!("{seed}\n{resolved}");
    }
    fingerprint(whole.as_bytes())
}

impl Answer for Backtest {
    fn document(&self) -> Document {
        let mut document = self.titled();
        opening::write(&mut document, self);
        tables::write(&mut document, self);
        months::write(&mut document, self);
        tables::misses(&mut document, self);
        document.left_out(self.excluded());
        document
    }

    /// `backtest.csv`: every fact, one a row.
    fn csv(&self) -> Vec<u8> {
        facts_csv::render(self)
    }

    /// `backtest.json`.
    fn json(&self) -> String {
        summary_json::render(self)
    }
}

impl Filed for Backtest {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        self.left_out().map(|(one, replication, why)| Exclusion::new(replication, one.seed, &one.name, why)).collect()
    }

    fn manifest(&self) -> Manifest {
        let first = &self.scenarios[0];
        Manifest {
            program: self.program.name.clone(),
            version: self.program.version.clone(),
            title: self.titled().title,
            scenario_sha256: backtest_fingerprint(self.scenarios.iter().map(|one| (one.seed, one.resolved.as_str()))),
            seed: first.seed,
            confidence: first.confidence,
            replications: self.scenarios.iter().map(|one| one.replications).min().unwrap_or(0),
            complete: self.cut_short.is_none(),
            finished: self.cut_short.as_ref().map(|cut_short| cut_short.finished),
            excluded: self.excluded(),
        }
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        self.forms(["backtest.csv", "backtest.json", "backtest.md"])
    }
}
