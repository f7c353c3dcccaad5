//! Stub: a world that draws its results out of a hat.

use std::fmt;

use super::fact::{Departed, Fact, Observer, Units};
use super::ledger::{Cause, Ledger};
use super::outcome::{Outcome, Sample};
use super::{Corridor, measures};
use crate::kernel::{Duration, Stream, Time};

/// Integrity broken.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    pub replication: u64,
    pub time: Time,
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "replication {}, at {}: {}", self.replication, self.time, self.what)
    }
}

impl std::error::Error for Violation {}

/// The state of one replication.
pub struct World<'c, O = ()> {
    corridor: &'c Corridor,
    observer: O,
    names: Vec<String>,
}

impl<'c, O: Observer> World<'c, O> {
    pub fn new(corridor: &'c Corridor, observer: O) -> World<'c, O> {
        World { corridor, observer, names: measures(corridor).iter().map(ToString::to_string).collect() }
    }

    pub fn observer_mut(&mut self) -> &mut O {
        &mut self.observer
    }

    pub fn replicate(&mut self, seed: u64, replication: u64) -> Result<Outcome, Violation> {
        if std::env::var("STUB_VIOLATES").is_ok_and(|bad| bad == replication.to_string()) {
            return Err(Violation {
                replication,
                time: Time::ZERO,
                what: "metal_west: created 10, delivered 9".into(),
            });
        }
        if std::env::var("STUB_PANICS").is_ok_and(|bad| bad == replication.to_string()) {
            panic!("stub panics");
        }
        if let Ok(slow) = std::env::var("STUB_MS") {
            std::thread::sleep(std::time::Duration::from_millis(slow.parse().unwrap_or(0)));
        }
        let stream = Stream::root(seed, replication);
        for (number, flow) in self.corridor.flows.ids().enumerate() {
            let time = Time::from_hours(number as f64);
            let units = Units { flow, first: 1, count: 2 };
            self.observer.record(time, Fact::UnitsAppeared { units });
            let mut ledger = Ledger::default();
            ledger.book(Cause::RailRun, Duration::from_hours(15.0));
            let left = Time::from_hours(number as f64 + 15.0);
            self.observer.record(left, Fact::UnitsDelivered { units });
            self.observer.left(left, Departed { units, created: time, diverted: false, ledger: &ledger });
        }
        let samples = self.names.iter().map(|name| {
            let stream = stream.named(name);
            let size = 1.0 + (Stream::root(9, 9).named(name).uniform(0) * 900.0);
            if name.contains("share") {
                return Sample { sum: 0.1 * (1.0 + stream.uniform(0)), weight: 1.0 };
            }
            Sample { sum: size * (1.0 + 0.1 * stream.uniform(0)), weight: 1.0 }
        });
        Ok(Outcome { samples: samples.collect(), events: 1000 })
    }

    pub fn present_series(&mut self, seed: u64, replication: u64, buckets: usize) -> Result<Vec<f64>, Violation> {
        let stream = Stream::root(seed, replication).named("series");
        Ok((0..buckets).map(|t| 100.0 - 60.0 * 0.97f64.powi(t as i32) + 40.0 * stream.uniform(t as u64)).collect())
    }
}
