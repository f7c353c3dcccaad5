//! Stub: a world that draws its results out of a hat.

use std::fmt;

use super::fact::{CAUSES, Departed, Fact, Observer};
use super::outcome::{Outcome, Sample};
use super::{Corridor, measures};
use crate::kernel::{Duration, Stream, Time};

/// Integrity broken.
#[derive(Clone, Debug)]
pub struct Violation(pub String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The state of one replication.
pub struct World<'c> {
    corridor: &'c Corridor,
    names: Vec<String>,
}

impl<'c> World<'c> {
    pub fn new(corridor: &'c Corridor) -> World<'c> {
        World { corridor, names: measures(corridor).iter().map(ToString::to_string).collect() }
    }

    pub fn replicate<O: Observer>(
        &mut self,
        seed: u64,
        replication: u64,
        observer: &mut O,
    ) -> Result<Outcome, Violation> {
        if let Ok(bad) = std::env::var("STUB_VIOLATES")
            && bad == replication.to_string()
        {
            return Err(Violation("metal_west: created 10, delivered 9, diverted 0, inside 0".into()));
        }
        if let Ok(bad) = std::env::var("STUB_PANICS")
            && bad == replication.to_string()
        {
            panic!("stub panics");
        }
        if let Ok(slow) = std::env::var("STUB_MS") {
            std::thread::sleep(std::time::Duration::from_millis(slow.parse().unwrap_or(0)));
        }
        let stream = Stream::root(seed, replication);
        for (number, flow) in self.corridor.flows.ids().enumerate() {
            let time = Time::from_hours(number as f64);
            observer.record(time, Fact::Created { flow, first_number: 1, units: 2 });
            let ledger = [Duration::from_hours(5.0); CAUSES.len()];
            let lot = Departed { flow, first_number: 1, units: 2, created: time, diverted: false, ledger: &ledger };
            observer.left(Time::from_hours(number as f64 + 15.0), &lot);
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
