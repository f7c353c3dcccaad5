//! Windows of the past: what triggers look at, as sums that only grow, so that a window is a difference of two.

use super::{Counts, FacilityPoints, Point};
use crate::kernel::{Table, Time};
use crate::model::Observer;
use crate::model::corridor::{Flow, StepKind, Watched};
use crate::model::sea::BerthUse;
use crate::model::world::World;
use crate::stats::{Quantiles, TimeWeighted};

const MS_PER_HOUR: f64 = 3_600_000.0;

/// What had added up by an instant, and the time, units or departures it had added up over.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    sum: f64,
    /// `None` for a total.
    weight: Option<f64>,
}

impl Reading {
    fn of(sum: f64, weight: f64) -> Reading {
        Reading { sum, weight: Some(weight) }
    }

    /// The mean, or the total, of what came between; `None` where there was nothing.
    pub fn since(self, before: Reading) -> Option<f64> {
        let sum = self.sum - before.sum;
        match (self.weight, before.weight) {
            (Some(weight), Some(earlier)) => (weight > earlier).then(|| sum / (weight - earlier)),
            (_, _) => Some(sum),
        }
    }
}

/// Puts together the waits at a facility.
pub fn gather(counts: &Counts, facility: &FacilityPoints, waits: &mut Quantiles) {
    waits.clear();
    facility.visits.iter().flat_map(|visit| &visit.points).for_each(|&point| waits.merge(&counts.points[point].wait));
}

impl<O: Observer> World<'_, O> {
    /// What a number that a trigger looks at has added up to. A quantile does not add up: see [`gather`].
    pub(in crate::model) fn reading(&self, watched: &Watched, now: Time) -> Reading {
        let level = |sum: u128| Reading::of(sum as f64, now.ms() as f64);
        let share =
            |some: &TimeWeighted, all: &TimeWeighted| Reading::of(some.integral(now) as f64, all.integral(now) as f64);
        match watched {
            &Watched::Queue(facility) => match self.facilities[facility].facility.step {
                StepKind::Yard(_) => level(self.at_facility(facility, |point| point.present.integral(now))),
                StepKind::Stage { .. } | StepKind::Line { .. } | StepKind::Lane { .. } => {
                    level(self.at_facility(facility, |point| point.queue.integral(now)))
                }
            },
            &Watched::Present(facility) => level(self.at_facility(facility, |point| point.present.integral(now))),
            &Watched::MeanWait(facility) => {
                let waits = self.at_facility(facility, |point| point.wait.sum()) as f64;
                Reading::of(
                    waits / MS_PER_HOUR,
                    self.at_facility(facility, |point| u128::from(point.wait.count())) as f64,
                )
            }
            Watched::Wait(..) => Reading::default(),
            &Watched::Servers(stage) => share(&self.stages[stage].busy_servers, &self.stages[stage].servers_there),
            &Watched::Berths(class) => {
                share(&self.berths[class].uses[BerthUse::Busy as usize], &self.berths[class].there)
            }
            &Watched::Locomotives(pool) => share(&self.locomotives[pool].busy, &self.locomotives[pool].there),
            &Watched::Decks(fleet, port) => {
                let calls = self.counts.calls(fleet, port);
                Reading::of(calls.deck_shares, calls.departures as f64)
            }
            Watched::Delivered(tonnes) => {
                let delivered = self.counts.flows.iter().map(|flow| flow.delivered.iter().sum());
                Reading { sum: weighed(delivered, tonnes), weight: None }
            }
            Watched::Counted(definition, tonnes) => {
                let counted = tonnes.ids().map(|flow| self.counts.counted(*definition, flow).iter().sum());
                Reading { sum: weighed(counted, tonnes), weight: None }
            }
        }
    }

    fn at_facility(&self, facility: usize, of: impl Fn(&Point) -> u128) -> u128 {
        let visits = &self.facilities[facility].visits;
        visits.iter().flat_map(|visit| &visit.points).map(|&point| of(&self.counts.points[point])).sum()
    }
}

fn weighed(units: impl Iterator<Item = u64>, tonnes: &Table<f64, Flow>) -> f64 {
    units.zip(tonnes.iter()).map(|(units, tonnes)| units as f64 * tonnes).sum()
}
