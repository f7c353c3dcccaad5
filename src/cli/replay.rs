//! `corridor replay`: one replication again, bit for bit, told as JSON Lines.

use std::io::{self, BufWriter, Write};
use std::sync::atomic::AtomicBool;

use corridor::kernel::Time;
use corridor::model::{Corridor, Departed, Fact, Observer, World};
use corridor::report::{Units, fact_line};
use corridor::scenario::WarmUp;

use super::args::ReplayArguments;
use super::calendar::Calendar;
use super::exit::{Exit, Failure};
use super::log::row;
use super::{input, terminal};

pub fn replay(arguments: &ReplayArguments) -> Result<Exit, Failure> {
    let mut scenario = input::scenario(&arguments.scenario)?;
    let seed = arguments.seed.unwrap_or(scenario.run.seed);
    if scenario.run.warm_up == WarmUp::Mser5
        && let Ok(lead_in) =
            corridor::experiment::lead_in(&scenario.corridor, seed, super::run::cores(), &AtomicBool::new(false))
    {
        // Where there is no warm-up, a run says why; the facts, which are wanted to find out, are the same without.
        scenario.corridor = lead_in.corridor;
    }
    let corridor = &scenario.corridor;
    let flows = corridor.flows.iter().map(|flow| (flow.name.as_str(), flow.unit.name())).collect();
    let units = arguments.units.then(|| Units::new(flows, super::log::columns(corridor)));
    let mut out = BufWriter::new(io::stdout().lock());
    let started = match &units {
        Some(units) => out.write_all(units.header().as_bytes()),
        None => Ok(()),
    };
    let teller = Teller {
        corridor,
        calendar: Calendar::new(scenario.start),
        replication: arguments.replication,
        units,
        out,
        written: started,
    };
    let mut world = World::new(corridor, teller);
    let outcome = world.replicate(seed, arguments.replication);
    let teller = world.observer_mut();
    let told = std::mem::replace(&mut teller.written, Ok(())).and_then(|()| teller.out.flush());
    terminal::judged(told)?;
    match outcome {
        Ok(_) => Ok(Exit::Done),
        Err(violation) => Err(Failure::new(Exit::Integrity, format!("error: integrity broken: {violation}"))),
    }
}

/// Writes down what it sees. After the first failure to write it keeps silent.
struct Teller<'a, W> {
    corridor: &'a Corridor,
    calendar: Calendar,
    replication: u64,
    /// Units that left instead of facts.
    units: Option<Units<'a>>,
    out: W,
    written: io::Result<()>,
}

impl<W: Write> Observer for Teller<'_, W> {
    fn record(&mut self, time: Time, fact: Fact) {
        if self.units.is_none() && self.written.is_ok() {
            let line = fact_line(self.corridor, time, self.calendar.instant(time), fact);
            self.written = self.out.write_all(line.as_bytes());
        }
    }

    fn left(&mut self, time: Time, departed: Departed) {
        if let Some(units) = &self.units
            && self.written.is_ok()
        {
            self.written = self.out.write_all(units.rows(self.replication, &[row(time, &departed)]).as_bytes());
        }
    }
}
