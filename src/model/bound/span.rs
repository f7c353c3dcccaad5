//! Spans: one edition of the description for as long as it is in force, and the weather in that time.

use crate::kernel::{Id, Time};
use crate::model::corridor::{Breakdowns, Corridor, Fleet, Onset, Place, Spells, Storm};

/// Hours over which the rate of closures is taken as constant.
const SLICE: f64 = 24.0;

/// One edition and the time it is in force.
#[derive(Debug)]
pub struct Span<'c> {
    pub corridor: &'c Corridor,
    pub from: Time,
    pub to: Time,
}

/// What a closure stops.
#[derive(Clone, Copy, Debug)]
pub enum Stopped {
    Handling,
    /// Whatever a vessel in port needs: berthing, handling or departure.
    Calls,
}

impl<'c> Span<'c> {
    pub fn new(corridor: &'c Corridor, from: Time, to: Time) -> Span<'c> {
        Span { corridor, from, to }
    }

    pub fn hours(&self) -> f64 {
        self.to.since(self.from).hours()
    }

    /// The hour in the middle.
    pub fn middle(&self) -> f64 {
        0.5 * (self.from.hours() + self.to.hours())
    }

    /// Long-run share of the time in which no closure stops work at a place. Storms are independent of each other.
    pub fn open(&self, place: Id<Place>, stopped: Stopped) -> f64 {
        let concerns = |storm: &&Storm| match stopped {
            Stopped::Handling => storm.stops_handling,
            Stopped::Calls => storm.stops_handling || storm.stops_berthing || storm.stops_departure,
        };
        let spared = |storm: &Storm| {
            let reach = storm.reach.iter().filter(|reach| reach.place == place).map(|reach| reach.chance);
            let chance = reach.fold(0.0, f64::max);
            if chance > 0.0 { 1.0 - chance * self.closed(storm) } else { 1.0 }
        };
        self.corridor.storms.iter().filter(concerns).map(spared).product()
    }

    fn closed(&self, storm: &Storm) -> f64 {
        match &storm.spells {
            Spells::Alternating { open, closed } => closed.mean() / (open.mean() + closed.mean()),
            Spells::Seasonal { onset, closed } => {
                let (start, hours) = (self.from.hours(), self.hours());
                let slices = (hours / SLICE).ceil().max(1.0);
                let width = hours / slices;
                let share = |slice: u64| {
                    let from = start + slice as f64 * width;
                    let load = onset.integral(from, from + width) / width * closed.mean();
                    load / (1.0 + load)
                };
                (0..slices as u64).map(share).sum::<f64>() / slices
            }
            Spells::Recorded(closures) => {
                let within = |&(from, to): &(Time, Time)| {
                    let (from, to) = (from.max(self.from), to.min(self.to));
                    if from < to { to.since(from).hours() } else { 0.0 }
                };
                closures.iter().map(within).sum::<f64>() / self.hours()
            }
        }
    }

    /// Vessels of a fleet in service, on average over the span.
    pub fn in_service(&self, fleet: &Fleet) -> f64 {
        let share = |number: u32| match fleet.service.get(number as usize) {
            None => 1.0,
            Some(service) => {
                let (from, to) = (service.enters.max(self.from), service.leaves.min(self.to));
                if from < to { to.since(from).hours() / self.hours() } else { 0.0 }
            }
        };
        (0..fleet.count).map(share).sum()
    }

    /// Share of their time in service that vessels of a fleet are neither in repair nor in dock.
    pub fn fit(&self, fleet: &Fleet) -> f64 {
        let docked = fleet.dry_dock.as_ref().map_or(0.0, |dock| dock.stay.mean() / dock.every.hours());
        let down = fleet.breakdowns.as_ref().map_or(0.0, |breakdowns| self.down(breakdowns));
        (1.0 - docked.min(1.0)) * (1.0 - down)
    }

    fn down(&self, breakdowns: &Breakdowns) -> f64 {
        let repair = breakdowns.repair.mean();
        match &breakdowns.onset {
            Onset::Gaps(gaps) => (repair / gaps.mean()).min(1.0),
            Onset::Rates(rates) => {
                let share = |rates: &crate::kernel::RateTable| {
                    let load = rates.integral(self.from.hours(), self.to.hours()) / self.hours() * repair;
                    load / (1.0 + load)
                };
                rates.iter().map(share).sum::<f64>() / rates.len() as f64
            }
        }
    }
}
