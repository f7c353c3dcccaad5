//! Why a simulation falls short of the bound: an account that adds up.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::experiment::Summary;
use crate::model::bound::{Bound, Call, Loop};
use crate::report::document::{Document, Table};
use crate::report::figures::ALL;
use crate::report::number::{brief, counted};

/// The means that a run came to, over the whole measured part.
#[derive(Clone, Debug, Default)]
pub struct Simulated {
    pub replications: u64,
    means: HashMap<(String, String), f64>,
}

impl Simulated {
    pub fn of(summary: &Summary) -> Simulated {
        let rows = summary.rows.iter().filter(|row| row.measure.period == ALL);
        let means =
            rows.filter_map(|row| Some(((row.measure.name.to_owned(), row.measure.of.clone()), row.estimate?.mean)));
        Simulated { replications: summary.replications, means: means.collect() }
    }

    /// Of a `summary.json`; `None` where it is none.
    pub fn read(summary: &str) -> Option<Simulated> {
        let summary: Value = serde_json::from_str(summary).ok()?;
        let rows = summary["measures"].as_array()?.iter().filter(|row| row["period"] == ALL);
        let means = rows.filter_map(|row| {
            Some(((row["name"].as_str()?.to_owned(), row["of"].as_str()?.to_owned()), row["mean"].as_f64()?))
        });
        Some(Simulated { replications: summary["replications"].as_u64()?, means: means.collect() })
    }

    fn mean(&self, name: &str, of: &str) -> Option<f64> {
        self.means.get(&(name.to_owned(), of.to_owned())).copied()
    }

    /// The sum of a measure over a facility, over its ends and the kinds of unit that are told apart there.
    fn sum(&self, name: &str, of: &str) -> Option<f64> {
        let belongs = |object: &str| {
            let rest = object.strip_prefix(of);
            rest.is_some_and(|rest| (rest.is_empty() || rest.starts_with(['@', ':'])) && !rest.contains('/'))
        };
        let found = self.means.iter().filter(|((measure, object), _)| measure == name && belongs(object));
        let mut values: Vec<f64> = found.map(|(_, mean)| *mean).collect();
        values.sort_by(f64::total_cmp); // a sum must not depend on the order of a map
        (!values.is_empty()).then(|| values.iter().sum())
    }
}

/// States in which a vessel gets no further, and what is lost to them.
const STATES: [(&str, &str); 8] = [
    ("at_anchor", "waiting for a berth"),
    ("yard_full", "yard full"),
    ("waiting_for_cargo", "waiting for cargo"),
    ("waiting_for_window", "waiting for a window"),
    ("interrupted", "interrupted"),
    ("waiting_for_water", "waiting for water"),
    ("broken_down", "broken down"),
    ("in_dry_dock", "in dry dock"),
];
const AT_WORK: [&str; 3] = ["sailing", "unloading", "loading"];

/// Decks a year that leave a port: as many as could, and where the others went.
#[derive(Serialize)]
pub struct Gap<'a> {
    /// `fleet@port`.
    of: String,
    /// Full decks a year if nothing ever waits.
    possible: f64,
    simulated: f64,
    /// Decks lost to each cause; less than nothing is a gain. They add up to what is missing.
    lost: Vec<Lost<'a>>,
}

#[derive(Serialize)]
pub struct Lost<'a> {
    cause: &'a str,
    decks: f64,
}

/// The account of every departure with cargo.
///
/// Every hour of a vessel could bring the same part of a deck. Hours in which it waits are lost to what it waits for.
/// In the hours at work so many voyages could be made; those that are missing were slower, with more or less in hand
/// or another choice of lanes. What they carried less than the bound's load is lost to that.
pub fn gaps(bound: &Bound, simulated: &Simulated) -> Vec<Gap<'static>> {
    let calls = bound.loops.iter().flat_map(|one| one.calls.iter().map(move |call| (one, call)));
    let loaded = calls.filter(|(_, call)| call.visits > 0.0 && call.load > 0.0);
    loaded.filter_map(|(one, call)| gap(one, call, simulated)).collect()
}

fn gap(one: &Loop, call: &Call, simulated: &Simulated) -> Option<Gap<'static>> {
    let of = format!("{}@{}", one.fleet, call.port);
    let voyages = simulated.mean("departures", &of)?;
    let load = simulated.mean("load_share_mean", &of).unwrap_or(0.0);
    let possible = call.visits * one.unhindered * call.load;
    let there = simulated.mean("in_service_mean", &one.fleet).map_or(1.0, |vessels| vessels / one.vessels);
    let share = |state: &str| simulated.mean("state_share", &format!("{}/{state}", one.fleet)).unwrap_or(0.0);
    let mut lost = Vec::new();
    let mut lose = |cause, decks: f64| lost.push(Lost { cause, decks });
    lose("not in service", possible * (1.0 - there));
    for (state, cause) in STATES {
        lose(cause, possible * there * share(state));
    }
    let at_work: f64 = AT_WORK.iter().map(|state| share(state)).sum();
    let could = call.visits * one.unhindered * there * at_work;
    lose("slower or elsewhere", (could - voyages) * call.load);
    lose("decks not full", voyages * (call.load - load));
    Some(Gap { of, possible, simulated: voyages * load, lost })
}

/// What a link came to in the run, beside what was expected of it.
#[derive(Serialize)]
pub struct Use {
    of: String,
    expected: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units_offered: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units_came: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units_waiting: Option<f64>,
    /// Shares of the time of servers and berths; they add up to 1.
    shares: Vec<Share>,
}

#[derive(Serialize)]
struct Share {
    name: &'static str,
    share: f64,
}

const SHARES: [(&str, &str); 6] = [
    ("busy_share", "busy"),
    ("blocked_share", "blocked"),
    ("starved_share", "starved"),
    ("closed_share", "closed"),
    ("down_share", "down"),
    ("idle_share", "idle"),
];

/// The busiest first.
pub fn uses(bound: &Bound, simulated: &Simulated) -> Vec<Use> {
    let of_link = |link: &&crate::model::bound::Link| {
        let shares = SHARES
            .iter()
            .filter_map(|&(measure, name)| Some(Share { name, share: simulated.mean(measure, &link.name)? }));
        let came = simulated.sum("arrivals", &link.name).map(|units| units / bound.years);
        Use {
            of: link.name.clone(),
            // Measured shares are of all the time, closures and all.
            expected: link.utilisation().filter(|use_| use_.is_finite()).map(|use_| use_ * link.open),
            units_offered: came.filter(|_| !link.endless).map(|_| link.demand.iter().sum()),
            units_came: came,
            units_waiting: simulated.sum("queue_mean", &link.name),
            shares: shares.collect(),
        }
    };
    let list = bound.busiest();
    list.iter().map(of_link).filter(|use_| use_.units_came.is_some() || !use_.shares.is_empty()).collect()
}

/// Links that are printed.
const SHOWN: usize = 25;

pub fn write(document: &mut Document, bound: &Bound, simulated: &Simulated) {
    document.heading("Where the rest went");
    document.text(format!("Beside {} of the scenario.", counted(simulated.replications, "replication")));
    let gaps = gaps(bound, simulated);
    let caption = "Full decks a year that leave a port: possible if nothing ever waits, simulated, and lost to each \
                   cause (less than 0: gained); possible less all that is lost is simulated";
    let mut table = Table::new(caption, 1, &["fleet@port", "possible", "simulated"]);
    if let Some(first) = gaps.first() {
        first.lost.iter().for_each(|lost| table.column(lost.cause));
    }
    for gap in &gaps {
        let figures = [gap.possible, gap.simulated].into_iter().chain(gap.lost.iter().map(|lost| lost.decks));
        table.row(std::iter::once(gap.of.clone()).chain(figures.map(decks)).collect());
    }
    document.table(table.without_empty_columns());
    let caption = "Use expected with all that is offered, and measured, % of the time of servers and berths; units a \
                   year that were offered and came, and wait on average";
    let mut table = Table::new(caption, 1, &["link", "expected"]);
    SHARES.iter().for_each(|(_, name)| table.column(*name));
    ["units offered", "units came", "units waiting"].iter().for_each(|title| table.column(*title));
    for use_ in uses(bound, simulated).iter().take(SHOWN) {
        let share = |name: &str| use_.shares.iter().find(|share| share.name == name).map(|share| share.share);
        let percent = |share: Option<f64>| share.map_or(String::new(), |share| brief(share * 100.0));
        let mut row = vec![use_.of.clone(), percent(use_.expected)];
        row.extend(SHARES.iter().map(|(_, name)| percent(share(name))));
        let amounts = [use_.units_offered, use_.units_came, use_.units_waiting];
        row.extend(amounts.map(|amount| amount.map_or(String::new(), brief)));
        table.row(row);
    }
    document.table(table.without_empty_columns());
}

/// Decks to a tenth: more would claim that the account is finer than it is.
fn decks(value: f64) -> String {
    let text = format!("{value:.1}");
    if matches!(text.as_str(), "0.0" | "-0.0") { "0".to_owned() } else { text }
}
