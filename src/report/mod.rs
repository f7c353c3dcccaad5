//! Reports: the same results as text, Markdown, JSON and CSV, and the folder they are filed in.
//!
//! Everything here is a function of [`Results`]: no clock, host, path or thread count, so that the same results give
//! the same bytes.

mod assumptions_csv;
mod backtest;
mod bound;
mod calibration;
mod document;
mod facts_jsonl;
mod figures;
mod folder;
mod input;
mod journal;
mod ledger_csv;
mod manifest;
mod markdown;
mod measures_csv;
mod monthly_csv;
mod number;
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

pub use backtest::{
    Backtest, BacktestFact, Backtested, backtest_csv, backtest_files, backtest_fingerprint, backtest_json,
    backtest_markdown, backtest_table,
};
pub use bound::{Bounded, Simulated, bound_csv, bound_files, bound_json, bound_markdown, bound_table};
pub use calibration::{
    Calibration, Correlated, FittedFact, FittedParameter, Iteration, NotTold, calibration_csv, calibration_files,
    calibration_fingerprint, calibration_json, calibration_markdown, calibration_table,
};
pub use facts_jsonl::fact_line;
pub use folder::{Folder, FolderError, Identity, StreamFile};

pub use input::{
    Assumption, DatedChange, Expected, FlowNote, Network, Observed, PeriodNote, Program, Resource, ResourceKind,
    Results, Role, Span, Support, TriggeredChange,
};
pub use journal::Journal;
pub use manifest::{Exclusion, Manifest, fingerprint, resolved};
pub use number::{counted, figure};
pub use plans::{
    Addition, ComparedPlans, NPV, NextBest, PairGain, PlanNote, RankedPlans, RegrettedPlans, SweptGrid, Switched,
    best_first, compare_csv, compare_files, compare_json, compare_markdown, compare_table, is_gain, next_best_csv,
    next_best_files, next_best_json, next_best_markdown, next_best_table, rank_csv, rank_files, rank_json,
    rank_markdown, rank_table, regret_csv, regret_files, regret_json, regret_markdown, regret_table, sweep_csv,
    sweep_files, sweep_json, sweep_markdown, sweep_table,
};
pub use replications_csv::Replications;
pub use selftest::{Proof, Proved, selftest_csv, selftest_json, selftest_markdown, selftest_table};
pub use sensitivity::{
    Screened, ScreenedGroup, Sensitivity, Shared, sensitivity_csv, sensitivity_files, sensitivity_json,
    sensitivity_markdown, sensitivity_table,
};
pub use streams::Streams;
pub use units_csv::{UnitRow, Units};

/// The throughput report for a terminal.
pub fn table(results: &Results) -> String {
    text::render(&throughput::document(results))
}

/// `report.md`: the throughput report in Markdown.
pub fn markdown(results: &Results) -> String {
    markdown::render(&throughput::document(results))
}

/// `summary.json`: every estimate.
pub fn json(results: &Results) -> String {
    summary_json::render(results)
}

/// Every estimate, one a row.
pub fn csv(results: &Results) -> Vec<u8> {
    measures_csv::render(results)
}

/// The files of the results folder, but for those that grow while the experiment runs; the manifest last, so that a
/// folder with a manifest is whole.
pub fn files(results: &Results, resolved: &str) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("resolved.json", resolved.as_bytes().to_vec()),
        ("summary.json", json(results).into_bytes()),
        ("monthly.csv", monthly_csv::render(results)),
        ("ledger.csv", ledger_csv::render(results)),
        ("resources.csv", resources_csv::render(results)),
        ("assumptions.csv", assumptions_csv::render(results)),
        ("report.md", markdown(results).into_bytes()),
        ("manifest.json", Manifest::new(results).render().into_bytes()),
    ]
}
