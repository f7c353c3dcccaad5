//! What one replication of a scenario showed.

use crate::kernel::Time;
use crate::model::cargo::Cause;
use crate::model::{Departed, Fact, Measure, Observer, Outcome};

/// The measures of one replication, and what its observer saw.
pub struct Seen<'a> {
    pub measures: &'a [Measure],
    pub outcome: &'a Outcome,
    /// Measured.
    pub hours: f64,
    pub watch: &'a Watch,
}

impl Seen<'_> {
    /// Sum and weight of a measure over all that was measured.
    pub fn of(&self, name: &str, of: &str) -> (f64, f64) {
        self.at(name, of, "all")
    }

    pub fn at(&self, name: &str, of: &str, period: &str) -> (f64, f64) {
        let found = self.sample(name, of, |measure| measure.period == period);
        found.unwrap_or_else(|| panic!("there is no {name} of {of} ({period})"))
    }

    /// As [`Seen::of`], where there is such a measure.
    pub fn any(&self, name: &str, of: &str) -> Option<(f64, f64)> {
        self.sample(name, of, |measure| measure.period == "all")
    }

    /// Units a year of a flow, per hour.
    pub fn per_hour(&self, flow: &str, unit: &str) -> f64 {
        let found = self.sample("throughput", flow, |measure| measure.period == "all" && measure.unit == unit);
        let (sum, weight) = found.unwrap_or_else(|| panic!("there is no throughput of {flow} in {unit}"));
        sum / weight / 8760.0
    }

    pub fn value(&self, name: &str, of: &str) -> f64 {
        let (sum, weight) = self.of(name, of);
        sum / weight
    }

    fn sample(&self, name: &str, of: &str, also: impl Fn(&Measure) -> bool) -> Option<(f64, f64)> {
        let mut found = self.measures.iter().zip(&self.outcome.samples).filter(|(m, _)| m.name == name && m.of == of);
        found.find(|(measure, _)| also(measure)).map(|(_, sample)| (sample.sum, sample.weight))
    }
}

/// What measures do not tell: who left when, and when vessels departed with cargo.
#[derive(Debug, Default)]
pub struct Watch {
    /// Lots that left.
    pub lots: u64,
    /// The first of them.
    pub first_lots: Vec<Left>,
    pub departures: u64,
    /// Hours.
    pub first_departure: Option<f64>,
    /// Of all lots that left: milliseconds by which ledger and clock differ.
    pub unbooked_ms: u64,
}

/// Lots that are remembered one by one.
const REMEMBERED: usize = 25;

/// A lot that left.
#[derive(Debug)]
pub struct Left {
    /// Of the lot's first unit within its flow.
    pub number: u64,
    /// Hours.
    pub at: f64,
    /// Hours in queues before borders.
    pub border_queue: f64,
}

impl Observer for Watch {
    fn record(&mut self, time: Time, fact: Fact) {
        if let Fact::VesselDeparted { total, .. } = fact
            && total > 0
        {
            self.departures += 1;
            self.first_departure.get_or_insert(time.hours());
        }
    }

    fn left(&mut self, time: Time, departed: Departed) {
        self.lots += 1;
        self.unbooked_ms += departed.ledger.total().ms().abs_diff(time.since(departed.created).ms());
        if self.first_lots.len() < REMEMBERED {
            let border_queue = departed.ledger.of(Cause::BorderQueue).hours();
            self.first_lots.push(Left { number: departed.units.first, at: time.hours(), border_queue });
        }
    }
}
