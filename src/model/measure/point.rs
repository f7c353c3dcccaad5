//! Points: one step of one flow's itinerary, with everything that is counted there.

use crate::kernel::{Duration, Time};
use crate::stats::{Quantiles, TimeWeighted};

/// The numbers of a point. Several points make up the numbers of a stage.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// Units that came, those that found no room included.
    pub arrivals: u64,
    /// Units that left because there was no room.
    pub diverted: u64,
    /// Units that did not start at once.
    pub waited: u64,
    /// ms from joining to the start of handling.
    pub wait: Quantiles,
    /// ms from joining to leaving.
    pub time: Quantiles,
    /// Units that wait.
    pub queue: TimeWeighted,
    /// Units that wait or are handled.
    pub present: TimeWeighted,
}

impl Point {
    /// Forgets what was counted; levels stay.
    pub fn restart(&mut self, now: Time) {
        (self.arrivals, self.diverted, self.waited) = (0, 0, 0);
        self.wait.clear();
        self.time.clear();
        self.queue.reset(now);
        self.present.reset(now);
    }

    /// Empties the point.
    pub fn clear(&mut self) {
        self.queue = TimeWeighted::new();
        self.present = TimeWeighted::new();
        self.restart(Time::ZERO);
    }

    pub fn joined(&mut self, units: u64, now: Time) {
        self.arrivals += units;
        self.queue.add(now, units);
        self.present.add(now, units);
    }

    /// Units in a yard: all of them wait, so the queue is what is present and kept once.
    pub fn stored(&mut self, units: u64, now: Time) {
        self.arrivals += units;
        self.present.add(now, units);
    }

    pub fn started(&mut self, units: u64, waited: Duration, now: Time) {
        self.queue.sub(now, units);
        self.wait.add(waited.ms(), units);
        if waited > Duration::ZERO {
            self.waited += units;
        }
    }

    pub fn left(&mut self, units: u64, stayed: Duration, now: Time) {
        self.present.sub(now, units);
        self.time.add(stayed.ms(), units);
    }

    /// Units that had joined at the door turn away.
    pub fn withdrew(&mut self, units: u64, now: Time) {
        self.queue.sub(now, units);
        self.present.sub(now, units);
    }

    /// Adds the numbers of another point; levels are not added up.
    pub fn merge(&mut self, other: &Point) {
        self.arrivals += other.arrivals;
        self.diverted += other.diverted;
        self.waited += other.waited;
        self.wait.merge(&other.wait);
        self.time.merge(&other.time);
    }
}
