//! Demand: where lots come from.
//!
//! Every lot has a number within its flow, and its instant and size are draws of that number. Poisson arrivals with a
//! varying rate are the points of a unit-rate process on the scale of the expected number of lots so far, so that a
//! changed volume moves arrivals but keeps their luck.

use super::{Cause, Holder, Ledger, Lot};
use crate::kernel::{Agenda, Id, Time};
use crate::model::corridor::{Arrivals, Flow, RateTable, Step};
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
}

impl<O: Observer> World<'_, O> {
    pub(in crate::model) fn start_demand(&mut self, agenda: &mut Agenda<Event>) {
        for flow in self.corridor.flows.ids() {
            self.sources[flow] = Source::default();
            self.schedule_lot(flow, agenda);
        }
    }

    fn schedule_lot(&mut self, flow: Id<Flow>, agenda: &mut Agenda<Event>) {
        let source = &mut self.sources[flow];
        let stream = self.streams.arrivals(flow);
        let number = source.lots;
        let time = match &self.corridor.flows[flow].arrivals {
            Arrivals::Poisson { rate, .. } => {
                source.clock = rate.advance(source.clock, -stream.uniform(number).ln());
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
            Arrivals::Always => Time::NEVER,
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
                (units.draw(self.streams.lot_sizes(flow), number).round() as u32, at_most - created)
            }
            Arrivals::Recorded(lots) => (lots[number as usize].1, u64::MAX),
            Arrivals::Always => unreachable!("an always-available flow has no arrivals"),
        };
        let units = u64::from(units).min(left) as u32;
        if units > 0 {
            let lot = self.create(flow, units, agenda.now());
            self.enter(lot, Holder::Nothing, agenda);
        }
        if u64::from(units) < left {
            self.schedule_lot(flow, agenda);
        }
    }

    /// Makes a lot at the door of its first step.
    pub(in crate::model) fn create(&mut self, flow: Id<Flow>, units: u32, now: Time) -> Id<Lot> {
        let source = &mut self.sources[flow];
        let first = source.units + 1;
        source.units += u64::from(units);
        let lot = self.lots.add(Lot {
            flow,
            units,
            step: 0,
            cause: Cause::YardFull,
            since: now,
            created: now,
            joined: now,
            first,
            point: None,
            next: None,
            room: None,
            holder: Holder::Nothing,
            train: None,
            clocks: [Time::ZERO; 4],
            ledger: Ledger::default(),
        });
        self.counts.created(flow, u64::from(units), now);
        self.tell(now, Fact::UnitsAppeared { units: Units { flow, first, count: units } });
        self.mark(lot, crate::model::corridor::Moment::Reached, now);
        if !matches!(self.step(lot).map(|step| step.kind), Some(crate::model::corridor::StepKind::Yard(_))) {
            self.join_point(lot, now);
        }
        lot
    }

    /// The step a lot is in or waits for; `None` behind the last one.
    pub(in crate::model) fn step(&self, lot: Id<Lot>) -> Option<&Step> {
        let lot = &self.lots[lot];
        self.corridor.flows[lot.flow].itinerary.get(usize::from(lot.step))
    }
}

impl RateTable {
    /// The hour at which, starting at `hour`, the integral of the rate has grown by `amount`; infinite where it never does.
    fn advance(&self, hour: f64, mut amount: f64) -> f64 {
        let mut at = hour;
        // Whole periods first: a table may repeat thousands of times within one gap.
        if let Some(period) = self.period {
            let whole = self.integral(0.0, period);
            if whole <= 0.0 {
                return f64::INFINITY;
            }
            let periods = (amount / whole).floor();
            at += periods * period;
            amount -= periods * whole;
        }
        loop {
            let (until, from_rate, slope) = self.piece(at);
            let span = until - at;
            let within = if span.is_finite() { span * (from_rate + 0.5 * slope * span) } else { f64::INFINITY };
            if amount <= within && (from_rate > 0.0 || slope > 0.0) {
                return at + solve(from_rate, slope, amount);
            }
            if span.is_infinite() {
                return f64::INFINITY;
            }
            amount -= within;
            at = until;
        }
    }

    /// The linear piece that begins at `hour`: until when it holds, its rate there and its slope.
    fn piece(&self, hour: f64) -> (f64, f64, f64) {
        let base = self.period.map_or(0.0, |period| (hour / period).floor() * period);
        let local = hour - base;
        let next = self.points.partition_point(|&(at, _)| at <= local);
        let until = |end: f64| {
            let end = base + end;
            // Rounding must never make a piece of no length.
            if end > hour { end } else { hour.next_up() }
        };
        let last = self.period.unwrap_or(f64::INFINITY);
        match (next.checked_sub(1).map(|index| self.points[index]), self.points.get(next)) {
            (Some((from, rate)), Some(&(to, end_rate))) => {
                let slope = (end_rate - rate) / (to - from);
                (until(to), rate + slope * (local - from), slope)
            }
            (Some((_, rate)), None) => (until(last), rate, 0.0),
            (None, Some(&(to, rate))) => (until(to), rate, 0.0),
            (None, None) => unreachable!("a rate table has at least one point"),
        }
    }

    fn integral(&self, from: f64, to: f64) -> f64 {
        let (mut at, mut sum) = (from, 0.0);
        while at < to {
            let (until, rate, slope) = self.piece(at);
            let span = until.min(to) - at;
            sum += span * (rate + 0.5 * slope * span);
            at = until;
        }
        sum
    }
}

/// The time after which a rate that starts at `rate` and changes by `slope` has added up to `amount`.
fn solve(rate: f64, slope: f64, amount: f64) -> f64 {
    let root = (rate * rate + 2.0 * slope * amount).max(0.0).sqrt();
    // The form that does not cancel for a small slope.
    2.0 * amount / (rate + root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(points: &[(f64, f64)], period: Option<f64>) -> RateTable {
        RateTable { points: points.to_vec(), period }
    }

    #[test]
    fn a_constant_rate_is_a_division() {
        assert_eq!(table(&[(0.0, 0.5)], None).advance(3.0, 2.0), 7.0);
        assert_eq!(table(&[(0.0, 0.0)], None).advance(3.0, 2.0), f64::INFINITY);
    }

    #[test]
    fn steps_and_slopes_add_up() {
        // 1 per hour until 10 h, then nothing until 20 h, then 2 per hour.
        let steps = table(&[(0.0, 1.0), (10.0, 1.0), (10.0, 0.0), (20.0, 0.0), (20.0, 2.0)], None);
        assert!((steps.advance(5.0, 5.0 + 4.0) - 22.0).abs() < 1e-9);
        // From 0 to 2 per hour within 4 h: the integral after t hours is t^2/4.
        let slope = table(&[(0.0, 0.0), (4.0, 2.0)], None);
        assert!((slope.advance(0.0, 1.0) - 2.0).abs() < 1e-9);
        assert!((slope.advance(0.0, 4.0 + 2.0) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn a_table_repeats_with_its_period() {
        let day = table(&[(0.0, 0.0), (6.0, 1.0), (12.0, 0.0)], Some(24.0));
        // Six lots a day: the peak hour of the third day follows 15 lots.
        assert!((day.advance(0.0, 15.0) - 54.0).abs() < 1e-9);
        assert!((day.advance(54.0, 6.0) - 78.0).abs() < 1e-9);
    }
}
