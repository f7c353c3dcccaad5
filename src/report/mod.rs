//! Reports: the same results as text, Markdown, JSON and CSV, and the folder they are filed in.
//!
//! Everything here is a function of [`Results`]: no clock, host, path or thread count, so that the same results give
//! the same bytes.

mod answer;
mod assumptions_csv;
mod backtest;
mod bound;
mod calibration;
mod document;
mod facts_jsonl;
mod figures;
mod finished;
mod folder;
mod identity;
mod input;
mod journal;
mod ledger_csv;
mod manifest;
mod markdown;
mod measures_csv;
mod monthly_csv;
mod number;
mod origin;
mod plans;
mod record;
mod replications_csv;
mod resources_csv;
mod selftest;
mod sensitivity;
mod streams;
mod summary_json;
mod text;
mod throughput;
mod units_csv;

pub use answer::{Answer, CutShort, Filed};
pub use backtest::{Backtest, BacktestFact, Backtested, backtest_fingerprint};
pub use bound::{Bounded, Simulated};
pub use calibration::{
    Calibration, Correlated, FittedFact, FittedParameter, Iteration, NotTold, calibration_fingerprint,
};
pub use facts_jsonl::fact_line;
pub use finished::{Finished, line as finished_line, outcome as finished_outcome};
pub use folder::{Folder, FolderError, Held, StreamFile};
pub use identity::{Identity, Input};
pub use input::{
    Assumption, DatedChange, Expected, FlowNote, Network, Observed, PeriodNote, Program, Resource, ResourceKind,
    Results, Role, Span, Support, TriggeredChange,
};
pub use journal::Journal;
pub use manifest::{Exclusion, Manifest, fingerprint, resolved};
pub use number::{counted, figure};
pub use origin::Origin;
pub use plans::{
    Addition, ComparedPlans, NPV, NextBest, PairGain, PlanNote, RankedPlans, RegrettedPlans, SweptGrid, Switched,
    best_first, is_gain,
};
pub use replications_csv::Replications;
pub use selftest::{Proof, Proved};
pub use sensitivity::{Screened, ScreenedGroup, Sensitivity, Shared};
pub use streams::Streams;
pub use units_csv::{UnitRow, Units};

/// The throughput report and every estimate.
impl Answer for Results {
    fn document(&self) -> document::Document {
        throughput::document(self)
    }

    fn csv(&self) -> Vec<u8> {
        measures_csv::render(self)
    }

    fn json(&self) -> String {
        summary_json::render(self)
    }
}

/// The files of the results folder, but for those that grow while the experiment runs; the manifest last, so that a
/// folder with a manifest is whole.
pub fn files(results: &Results, resolved: &str) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("resolved.json", resolved.as_bytes().to_vec()),
        ("summary.json", results.json().into_bytes()),
        ("monthly.csv", monthly_csv::render(results)),
        ("ledger.csv", ledger_csv::render(results)),
        ("resources.csv", resources_csv::render(results)),
        ("assumptions.csv", assumptions_csv::render(results)),
        ("report.md", results.markdown().into_bytes()),
        ("manifest.json", Manifest::new(results).render().into_bytes()),
    ]
}
