//! Demand: where lots come from.
//!
//! Every lot has a number within its flow, and its instant and size are draws of that number. Poisson arrivals with a
//! varying rate are the points of a unit-rate process on the scale of the expected number of lots so far, so that a
//! changed volume moves arrivals but keeps their luck.

use super::Lot;
use crate::kernel::{Agenda, Id, Time};
use crate::model::corridor::{Arrivals, Flow, Moment};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer, Units};
use crate::model::world::World;

/// How far a flow's demand has come.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Lots put on the agenda so far.
    lots: u64,
    /// Units created so far, the lead-in included.
    pub units: u64,
    /// Hours: the last point of the arrival process.
    clock: f64,
    /// Until when the rate is level, and the rate.
    level_piece: (f64, f64),
}

impl<O: Observer> World<'_, O> {
    pub(in crate::model) fn start_demand(&mut self, agenda: &mut Agenda<Event>) {
        for flow in self.corridor.flows.ids() {
            self.sources[flow] = Source { level_piece: (0.0, 1.0), ..Source::default() };
            self.schedule_lot(flow, agenda);
        }
    }

    fn schedule_lot(&mut self, flow: Id<Flow>, agenda: &mut Agenda<Event>) {
        let source = &mut self.sources[flow];
        let stream = self.streams.arrivals(flow);
        let number = source.lots;
        let time = match &self.corridor.flows[flow].arrivals {
            Arrivals::Poisson { rate, .. } => {
                let amount = stream.exponential(number);
                let (until, level) = source.level_piece;
                let soon = source.clock + amount / level;
                if soon <= until {
                    source.clock = soon;
                } else {
                    source.clock = rate.advance(source.clock, amount);
                    source.level_piece = rate.level_piece(source.clock);
                }
                Time::from_hours(source.clock)
            }
            Arrivals::Renewal { gaps, .. } => {
                source.clock += gaps.draw(stream, number);
                Time::from_hours(source.clock)
            }
            Arrivals::Timetable { first, every, jitter, .. } => {
                Time::from_hours(first.hours() + every * number as f64 + jitter.draw(stream, number))
            }
            Arrivals::Recorded(lots) => lots.get(number as usize).map_or(Time::NEVER, |&(time, _)| time),
            // They appear where they are taken, or where carriers are left over.
            Arrivals::Always | Arrivals::Empties { .. } => Time::NEVER,
        };
        source.lots += 1;
        agenda.at(time.max(agenda.now()), Event::LotArrives { flow });
    }

    pub(in crate::model) fn on_lot_arrives(&mut self, flow: Id<Flow>, agenda: &mut Agenda<Event>) {
        let number = self.sources[flow].lots - 1;
        let created = self.sources[flow].units;
        let (units, left) = match &self.corridor.flows[flow].arrivals {
            Arrivals::Poisson { units, at_most, .. }
            | Arrivals::Renewal { units, at_most, .. }
            | Arrivals::Timetable { units, at_most, .. } => {
                ((units.draw(self.streams.lot_sizes(flow), number) + 0.5) as u32, at_most - created)
            }
            Arrivals::Recorded(lots) => (lots[number as usize].1, u64::MAX),
            Arrivals::Always | Arrivals::Empties { .. } => unreachable!("this flow has no arrivals"),
        };
        let units = u64::from(units).min(left) as u32;
        if units > 0 {
            let alternative = self.choose_alternative(flow, number, agenda.now());
            let lot = self.appear(flow, alternative, units, agenda.now());
            self.leave_origin(lot, agenda);
        }
        if u64::from(units) < left {
            self.schedule_lot(flow, agenda);
        }
    }

    /// A group of empties appears.
    pub(in crate::model) fn empties_appear(&mut self, flow: Id<Flow>, group: u32, now: Time) -> Id<Lot> {
        let number = self.sources[flow].lots;
        self.sources[flow].lots += 1;
        let alternative = self.choose_alternative(flow, number, now);
        self.appear(flow, alternative, group, now)
    }

    /// Makes a lot at the door of the first step of its way.
    pub(in crate::model) fn create(&mut self, flow: Id<Flow>, alternative: usize, units: u32, now: Time) -> Id<Lot> {
        let lot = self.appear(flow, alternative, units, now);
        self.join_point(lot, now);
        lot
    }

    /// Makes a lot at its origin, not yet counted in the first step of its way.
    fn appear(&mut self, flow: Id<Flow>, alternative: usize, units: u32, now: Time) -> Id<Lot> {
        let at = self.origins[flow][alternative];
        let source = &mut self.sources[flow];
        let first = source.units + 1;
        source.units += u64::from(units);
        let lot = self.lots.add(Lot::new(flow, at, first, units, now));
        self.counts.created(flow, alternative, u64::from(units), now);
        let named = Units { flow, first, count: units };
        self.tell(now, Fact::UnitsAppeared { units: named });
        if self.corridor.flows[flow].has_choice() {
            self.tell(now, Fact::UnitsRouted { units: named, alternative: alternative as u16 });
        }
        self.mark(lot, Moment::Reached, now);
        lot
    }
}
