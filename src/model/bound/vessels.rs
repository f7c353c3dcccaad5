//! Loops: the vessels of a fleet as a closed network, and what is told of it.

use super::between;
use crate::facility::{ClosedNetwork, Station};
use crate::model::corridor::{Corridor, Fleet};

/// The vessels of a fleet, which go round and round between berths and lanes. Every fleet is taken as if it had the
/// berths that accept it to itself.
#[derive(Clone, Debug)]
pub struct Loop {
    pub fleet: String,
    /// Vessels in service, on average.
    pub vessels: f64,
    /// Share of their time in service that they are neither in repair nor in dock.
    pub fit: f64,
    /// Hours at sea in a round trip.
    pub sailing: f64,
    /// Calls at ports, in the order of the ports.
    pub calls: Vec<Call>,
    /// Round trips a year if nothing ever waits, closes, breaks or docks.
    pub unhindered: f64,
    /// Round trips a year that berths and timetables allow, however many vessels there are; closures have their share.
    pub allowed: f64,
    /// Round trips a year with waiting for berths, closures, repairs and docks; `None` with too many vessels to tell.
    pub expected: Option<f64>,
    /// Bounds of balanced networks about that.
    pub low: f64,
    pub high: f64,
}

/// What a vessel does at a port.
#[derive(Clone, Debug)]
pub struct Call {
    pub port: String,
    /// Calls of a round trip.
    pub visits: f64,
    /// Berths that accept it.
    pub berths: f64,
    /// Hours at the berth: papers, unloading and loading.
    pub hours: f64,
    /// Share of the time without a closure.
    pub open: f64,
    /// Vessels that wait for a berth, on average.
    pub waiting: f64,
    /// Share of the berths' open time in use.
    pub use_: f64,
    /// Load on departure as a share of the deck, and in tonnes.
    pub load: f64,
    pub tonnes: f64,
}

impl Call {
    fn nothing(port: &str) -> Call {
        Call {
            port: port.to_owned(),
            visits: 0.0,
            berths: 0.0,
            hours: 0.0,
            open: 0.0,
            waiting: 0.0,
            use_: 0.0,
            load: 0.0,
            tonnes: 0.0,
        }
    }
}

/// A loop in one edition.
#[derive(Debug)]
pub struct Setting {
    pub hours: f64,
    pub vessels: f64,
    pub fit: f64,
    pub sailing: f64,
    /// Round trips an hour that timetables allow.
    pub timetable: f64,
    /// Of every port of the fleet; what waits and is in use is still open.
    pub calls: Vec<Call>,
}

impl Setting {
    /// Round trips an hour, with waiting.
    pub fn solve(&mut self) -> Solved {
        let station = |call: &Call| Station {
            demand: call.visits * call.hours / call.open.max(f64::MIN_POSITIVE),
            servers: (call.berths as u32).max(1),
        };
        let served = |call: &&Call| call.visits * call.hours > 0.0;
        let network =
            ClosedNetwork { stations: self.calls.iter().filter(served).map(station).collect(), delay: self.sailing };
        let shut = self.calls.iter().any(|call| call.visits > 0.0 && (call.berths < 1.0 || call.open <= 0.0));
        let fit = self.vessels * self.fit;
        let ashore: f64 = self.calls.iter().map(|call| call.visits * call.hours).sum();
        let cycle = self.sailing + ashore;
        let unhindered = if cycle > 0.0 { self.vessels / cycle } else { 0.0 };
        if shut || cycle <= 0.0 {
            return Solved { unhindered, allowed: 0.0, expected: Some(0.0), low: 0.0, high: 0.0 };
        }
        let allowed = network.most().min(self.timetable);
        let bounds = |vessels: f64| network.balanced_bounds(vessels as u32);
        let ((low, high), part) = (bounds(fit.floor()), fit - fit.floor());
        let (next_low, next_high) = bounds(fit.ceil());
        let mix = |a: f64, b: f64| (a + part * (b - a)).min(self.timetable);
        let mut expected = None;
        if let Some((throughput, waiting)) = between(&network, fit) {
            let throughput = throughput.min(self.timetable);
            expected = Some(throughput);
            for (call, waiting) in self.calls.iter_mut().filter(|call| served(&&**call)).zip(waiting) {
                call.waiting = waiting;
                call.use_ = throughput * call.visits * call.hours / call.open / call.berths;
            }
        }
        Solved { unhindered, allowed, expected, low: mix(low, next_low), high: mix(high, next_high) }
    }
}

/// Round trips an hour.
#[derive(Clone, Copy, Debug)]
pub struct Solved {
    pub unhindered: f64,
    pub allowed: f64,
    pub expected: Option<f64>,
    pub low: f64,
    pub high: f64,
}

impl Loop {
    pub fn new(corridor: &Corridor, fleet: &Fleet) -> Loop {
        let calls = corridor.ports.iter().zip(&fleet.departures).filter(|(_, departure)| departure.is_some());
        Loop {
            fleet: fleet.name.clone(),
            vessels: 0.0,
            fit: 0.0,
            sailing: 0.0,
            calls: calls.map(|(port, _)| Call::nothing(&port.name)).collect(),
            unhindered: 0.0,
            allowed: 0.0,
            expected: Some(0.0),
            low: 0.0,
            high: 0.0,
        }
    }

    /// Hours of a round trip in which nothing waits.
    pub fn cycle(&self) -> f64 {
        self.sailing + self.calls.iter().map(|call| call.visits * call.hours).sum::<f64>()
    }

    /// Sums up: round trips by hours, what describes one by vessel-hours.
    pub fn add(&mut self, setting: &Setting, solved: Solved) {
        let (hours, weight) = (setting.hours, setting.vessels * setting.hours);
        self.vessels += weight;
        self.fit += setting.fit * weight;
        self.sailing += setting.sailing * weight;
        for (sum, call) in self.calls.iter_mut().zip(&setting.calls) {
            sum.visits += call.visits * weight;
            sum.berths += call.berths * weight;
            sum.hours += call.hours * weight;
            sum.open += call.open * weight;
            sum.waiting += call.waiting * weight;
            sum.use_ += call.use_ * weight;
            sum.load += call.load * weight;
            sum.tonnes += call.tonnes * weight;
        }
        self.unhindered += solved.unhindered * hours;
        self.allowed += solved.allowed * hours;
        self.expected = self.expected.zip(solved.expected).map(|(sum, one)| sum + one * hours);
        self.low += solved.low * hours;
        self.high += solved.high * hours;
    }

    /// Sums become means, and amounts a year.
    pub fn finish(&mut self, hours: f64, years: f64) {
        let weight = self.vessels;
        if weight <= 0.0 {
            return;
        }
        self.vessels /= hours;
        self.fit /= weight;
        self.sailing /= weight;
        for call in &mut self.calls {
            for sum in [
                &mut call.visits,
                &mut call.berths,
                &mut call.hours,
                &mut call.open,
                &mut call.waiting,
                &mut call.use_,
                &mut call.load,
                &mut call.tonnes,
            ] {
                *sum /= weight;
            }
        }
        for sum in [&mut self.unhindered, &mut self.allowed, &mut self.low, &mut self.high] {
            *sum /= years;
        }
        self.expected = self.expected.map(|sum| sum / years);
    }
}
