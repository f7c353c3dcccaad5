//! Stage by stage: waits, queues and the use of servers.

use std::cmp::Reverse;

use crate::report::document::{Document, Table};
use crate::report::figures::{Figures, cell};
use crate::report::input::{Resource, ResourceKind, Results};

/// Longest waits of single flows that are printed; `resources.csv` has them all.
const FLOWS_SHOWN: usize = 15;

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    let mut stages: Vec<&Resource> = results
        .network
        .resources
        .iter()
        .filter(|stage| figures.value("arrivals", &stage.name).is_some_and(|arrivals| arrivals > 0.0))
        .collect();
    if stages.is_empty() {
        return;
    }
    document.heading("Stages, yards, lines and lanes");
    stages.sort_by_key(|stage| Reverse(ordered(figures.value("wait_mean", &stage.name))));
    waits(document, figures, &stages);
    presence(document, figures, &stages);
    let served = results.network.resources.iter().filter(|resource| resource.kind != ResourceKind::Berth);
    // Servers are not told apart by the kinds of unit they serve.
    let mut servers: Vec<&str> = served.filter_map(|resource| resource.name.split(':').next()).collect();
    servers.dedup();
    shares(document, figures, "What the servers did, % of their time", "stage", &servers);
    locomotives(document, figures);
    by_flow(document, results, figures);
    levels(document, results, figures);
}

/// Sorting key of a value that may be missing.
fn ordered(value: Option<f64>) -> u64 {
    value.filter(|value| *value > 0.0).map_or(0, f64::to_bits) // bits of positive numbers sort as the numbers do
}

fn waits(document: &mut Document, figures: &Figures, stages: &[&Resource]) {
    let waited = |stage: &&&Resource| figures.value("wait_mean", &stage.name).is_some_and(|wait| wait > 0.0);
    let mut table = Table::new(
        "Waiting, hours, the longest first; where nobody waited is left out, and units in a yard wait for what is behind it",
        1,
        &["stage", "mean", "P50", "P90", "P95", "waited at all, %", "diverted, %"],
    );
    for stage in stages.iter().filter(waited) {
        let names = ["wait_mean", "wait_p50", "wait_p90", "wait_p95", "waited_share", "diverted_share"];
        let cells = names.map(|name| figures.cell(name, &stage.name));
        table.row(std::iter::once(stage.name.clone()).chain(cells).collect());
    }
    document.table(table.without_empty_columns());
}

fn presence(document: &mut Document, figures: &Figures, stages: &[&Resource]) {
    let mut table = Table::new(
        "Units, and their hours there with waiting; resources.csv has more quantiles",
        2,
        &["stage", "kind", "units arrived", "mean waiting", "mean present", "hours, mean", "hours, P90"],
    );
    for stage in stages {
        let names = ["arrivals", "queue_mean", "present_mean", "time_mean", "time_p90"];
        let cells = names.map(|name| figures.cell(name, &stage.name));
        table.row([stage.name.clone(), stage.kind.word().to_owned()].into_iter().chain(cells).collect());
    }
    document.table(table);
}

/// How servers or berths divide their time.
pub(super) fn shares(document: &mut Document, figures: &Figures, caption: &str, column: &str, servers: &[&str]) {
    let names = ["busy_share", "blocked_share", "starved_share", "closed_share", "down_share", "idle_share"];
    let mut table = Table::new(caption, 1, &[column, "busy", "blocked", "starved", "closed", "down", "idle"]);
    for of in servers.iter().filter(|of| figures.value("busy_share", of).is_some()) {
        let cells = names.map(|name| figures.cell(name, of));
        table.row(std::iter::once((*of).to_owned()).chain(cells).collect());
    }
    document.table(table.without_empty_columns());
}

fn locomotives(document: &mut Document, figures: &Figures) {
    let caption = "Locomotives: with a train and turning, % of their time, and trains that wait for one, on average";
    let mut table = Table::new(caption, 1, &["locomotives", "with a train", "turning", "trains waiting"]);
    for of in figures.objects("locomotives_busy_share") {
        let names = ["locomotives_busy_share", "locomotives_turning_share", "locomotives_waiting_mean"];
        let cells = names.map(|name| figures.cell(name, of));
        table.row(std::iter::once(of.to_owned()).chain(cells).collect());
    }
    document.table(table);
}

fn by_flow(document: &mut Document, results: &Results, figures: &Figures) {
    let mut waiting: Vec<(f64, &str, &str)> = Vec::new();
    for of in figures.objects("wait_mean") {
        let Some((stage, flow)) = of.split_once('/') else { continue };
        let known = results.network.resources.iter().any(|resource| resource.is_called(stage));
        if let Some(wait) = figures.value("wait_mean", of).filter(|wait| known && *wait > 0.0) {
            waiting.push((wait, stage, flow));
        }
    }
    waiting.sort_by(|a, b| b.0.total_cmp(&a.0));
    let caption = if waiting.len() > FLOWS_SHOWN {
        format!("The {FLOWS_SHOWN} longest waits of a flow, hours; resources.csv has all {}", waiting.len())
    } else {
        "Waits by flow, hours".to_owned()
    };
    let mut table = Table::new(caption, 2, &["stage", "flow", "mean", "P90", "waited at all, %"]);
    for (_, stage, flow) in waiting.iter().take(FLOWS_SHOWN) {
        let of = format!("{stage}/{flow}");
        let cells = ["wait_mean", "wait_p90", "waited_share"].map(|name| figures.cell(name, &of));
        table.row([(*stage).to_owned(), (*flow).to_owned()].into_iter().chain(cells).collect());
    }
    document.table(table);
}

/// Units present at the instants the scenario asks for.
fn levels(document: &mut Document, results: &Results, figures: &Figures) {
    let mut instants: Vec<&str> = Vec::new();
    let mut objects: Vec<&str> = Vec::new();
    for row in results.summary.rows.iter().filter(|row| row.measure.name == "level") {
        if !instants.contains(&row.measure.period.as_str()) {
            instants.push(&row.measure.period);
        }
        if !objects.contains(&row.measure.of.as_str()) {
            objects.push(&row.measure.of);
        }
    }
    let mut table = Table::new("Units present", 1, &["stage"]);
    instants.iter().for_each(|instant| table.column(*instant));
    for of in objects {
        let cells = instants.iter().map(|instant| cell(figures.get("level", of, instant)));
        table.row(std::iter::once(of.to_owned()).chain(cells).collect());
    }
    document.table(table);
}
