//! Reports: the same results as text, Markdown, JSON and CSV, and the folder they are filed in.
//!
//! Everything here is a function of [`Results`]: no clock, host, path or thread count, so that the same results give the
//! same bytes.

mod document;
mod figures;
mod input;
mod markdown;
mod number;
mod text;
mod throughput;

pub use input::{
    Assumption, FlowNote, Network, Observed, PeriodNote, Program, Resource, ResourceKind, Results, Role, Span,
};

/// The throughput report for a terminal.
pub fn table(results: &Results) -> String {
    text::render(&throughput::document(results))
}

/// `report.md`: the throughput report in Markdown.
pub fn markdown(results: &Results) -> String {
    markdown::render(&throughput::document(results))
}
