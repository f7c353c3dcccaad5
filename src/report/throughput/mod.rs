//! The throughput report: what a port planner reads from top to bottom.

mod assumptions;
mod balance;
mod cargo;
mod expected;
mod fleets;
mod gate;
mod money;
mod observed;
mod opening;
mod ports;
mod routes;
mod stages;
mod timeline;
mod transit;

pub(super) use observed::verdict;

use super::document::Document;
use super::figures::Figures;
use super::input::Results;

/// The whole report as a document; [`text`](super::text) and [`markdown`](super::markdown) give it a form.
pub fn document(results: &Results) -> Document {
    let figures = Figures::new(&results.summary);
    let mut document = Document::new(&results.title);
    opening::write(&mut document, results);
    expected::write(&mut document, results);
    timeline::write(&mut document, results);
    observed::write(&mut document, results, &figures);
    cargo::write(&mut document, results, &figures);
    transit::write(&mut document, results, &figures);
    routes::write(&mut document, &figures);
    gate::write(&mut document, results, &figures);
    ports::write(&mut document, results, &figures);
    fleets::write(&mut document, results, &figures);
    stages::write(&mut document, results, &figures);
    money::write(&mut document, &figures);
    assumptions::write(&mut document, results);
    balance::write(&mut document, results, &figures);
    document
}

/// A name as people read it: `waiting_for_window` becomes `waiting for window`.
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}
