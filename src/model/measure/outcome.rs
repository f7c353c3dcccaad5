//! Outcomes: the numbers of one replication, in the order of the list of measures.

use std::fmt;

use super::{Counts, Statement, facilities, flows, gate, money, triggers};
use crate::kernel::Time;
use crate::model::Observer;
use crate::model::corridor::Corridor;
use crate::model::world::World;
use crate::stats::Tally;

/// One number that every replication yields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Measure {
    /// What is measured, such as `wait_mean`.
    pub name: &'static str,
    /// What it is measured of: a flow, a stage, `stage/flow`, `fleet@port`, ...
    pub of: String,
    /// `all`, a year, a month, a period of the scenario, or an instant.
    pub period: String,
    pub unit: String,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} of {} ({}), {}", self.name, self.of, self.period, self.unit)
    }
}

/// The value of a measure in one replication, as a ratio: sums over replications make the estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub sum: f64,
    /// Units, vessels or time the sum is over; 1 for totals and quantiles, 0 where nothing was observed.
    pub weight: f64,
}

impl Sample {
    /// NaN where nothing was observed.
    pub fn value(self) -> f64 {
        self.sum / self.weight
    }
}

/// The numbers of one replication, aligned with [`measures`].
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub samples: Vec<Sample>,
    /// What the prices make of it; `None` without prices.
    pub statement: Option<Box<Statement>>,
    /// Events handled: the work it took.
    pub events: u64,
}

/// Every measure of a corridor, in the order of the samples of an outcome.
pub fn measures(corridor: &Corridor) -> Vec<Measure> {
    let mut list = Vec::new();
    let world = World::new(corridor, ());
    tabulate(&world, world.statement().as_ref(), &mut list);
    list
}

/// The numbers of a replication that has reached its end.
pub fn outcome<O: Observer>(world: &World<'_, O>, events: u64) -> Outcome {
    let mut samples = Vec::with_capacity(world.counts.points.len() * 20);
    let statement = world.statement();
    tabulate(world, statement.as_ref(), &mut samples);
    Outcome { samples, statement: statement.map(Box::new), events }
}

fn tabulate<O: Observer>(world: &World<'_, O>, statement: Option<&Statement>, sheet: &mut impl Sheet) {
    flows::tabulate(world, sheet);
    facilities::tabulate(world, sheet);
    gate::tabulate(world, sheet);
    if let Some(statement) = statement {
        money::tabulate(world, statement, sheet);
    }
    triggers::tabulate(world, sheet);
}

/// Takes the rows of the table of measures: their headings once, their numbers for every replication.
pub(super) trait Sheet {
    fn row(&mut self, name: &'static str, of: fmt::Arguments, period: &str, unit: &str, sum: f64, weight: f64);

    /// A mean over occurrences: total and count.
    fn mean(&mut self, name: &'static str, of: fmt::Arguments, unit: &str, total: f64, count: u64) {
        self.row(name, of, "all", unit, total, count as f64);
    }

    /// A number of its own: a total, a level, a quantile; `None` where there was nothing to observe.
    fn value(&mut self, name: &'static str, of: fmt::Arguments, unit: &str, value: Option<f64>) {
        self.row(name, of, "all", unit, value.unwrap_or(0.0), f64::from(u8::from(value.is_some())));
    }
}

impl Sheet for Vec<Measure> {
    fn row(&mut self, name: &'static str, of: fmt::Arguments, period: &str, unit: &str, _: f64, _: f64) {
        self.push(Measure { name, of: of.to_string(), period: period.to_owned(), unit: unit.to_owned() });
    }
}

impl Sheet for Vec<Sample> {
    fn row(&mut self, _: &'static str, _: fmt::Arguments, _: &str, _: &str, sum: f64, weight: f64) {
        self.push(Sample { sum, weight });
    }
}

impl<O: Observer> World<'_, O> {
    /// The measured part begins: forgets what was counted, keeps every level.
    pub(in crate::model) fn counts_restart(&mut self, now: Time) {
        self.counts.restart(now);
        for stage in self.stages.iter_mut() {
            stage.servers_there.reset(now);
            stage.busy_servers.reset(now);
            stage.blocked_servers.reset(now);
            stage.closed_servers.reset(now);
        }
        self.bans.iter_mut().for_each(|ban| ban.found = Tally::new());
        self.depots.iter_mut().for_each(|depot| depot.restart(now));
        self.locomotives.iter_mut().for_each(|pool| pool.restart(now));
        for berth in self.berths.iter_mut() {
            berth.there.reset(now);
            berth.uses.iter_mut().for_each(|level| level.reset(now));
        }
        self.restart_vessel_states(now);
        self.open_books();
    }

    pub(in crate::model) fn on_month_begins(&mut self, now: Time) {
        self.counts.on_month_begins();
        self.close_books(now);
    }

    /// Records the units at every point.
    pub(in crate::model) fn on_observation(&mut self, number: u32) {
        debug_assert_eq!(self.counts.levels.len(), number as usize * self.counts.points.len());
        let Counts { levels, points, .. } = &mut self.counts;
        levels.extend(points.iter().map(|point| point.present.level()));
    }
}
