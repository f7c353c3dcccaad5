//! How long a run must be: the part that still remembers the empty start, and whether the rest is long enough.
//!
//! For long-run figures only. A planning year from a stated state is a terminating run and drops nothing.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::runner::pool;
use super::{Ending, Finished, Row, Run, Settings, Stop, Summary, run};
use crate::kernel::{Duration, Time};
use crate::model::{Corridor, Measure, Violation, World};
use crate::stats::Estimate;
use crate::stats::mser::{BATCH, mser5};

/// Replications of a pilot.
const PILOT: u64 = 10;
/// Equal parts of the run whose mean number of units present make the series, a multiple of the batch of five.
const BUCKETS: usize = 1000;
/// Hours of a year where there is no calendar.
const HOURS_PER_YEAR: f64 = 8760.0;
/// Measures that count over the whole measured part and so grow with it.
const TOTALS: [&str; 4] = ["created", "delivered", "diverted", "arrivals"];

/// A warm-up that was found.
#[derive(Debug)]
pub struct LeadIn {
    pub measure_from: Time,
    /// The corridor, measured from there.
    pub corridor: Corridor,
}

/// Why no warm-up could be found.
#[derive(Debug)]
pub enum NoWarmUp {
    /// The units present still drift after half of the run.
    Drifts { end: Time },
    /// A pilot replication broke integrity.
    Violated(Violation),
    /// The pilot was stopped.
    Interrupted,
}

impl fmt::Display for NoWarmUp {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            NoWarmUp::Drifts { end } => write!(
                f,
                "the run is too short to find its warm-up: MSER-5 would drop half of it or more ({:.0} h of {:.0} h), \
                 so the number of units present still drifts at the end",
                end.hours() / 2.0,
                end.hours()
            ),
            NoWarmUp::Violated(violation) => write!(f, "in the pilot, {violation}"),
            NoWarmUp::Interrupted => f.write_str("interrupted before the warm-up was found: nothing was simulated"),
        }
    }
}

impl std::error::Error for NoWarmUp {}

/// Finds the warm-up by MSER-5 on the mean number of units present, averaged over the first replications.
///
/// # Errors
/// Where the cut falls at half of the run, a pilot replication breaks integrity, or `interrupted` becomes true.
pub fn lead_in(
    corridor: &Corridor,
    seed: u64,
    threads: NonZeroUsize,
    interrupted: &AtomicBool,
) -> Result<LeadIn, NoWarmUp> {
    let pilot = |replication| {
        if interrupted.load(Ordering::Relaxed) {
            return Err(NoWarmUp::Interrupted);
        }
        World::new(corridor, ()).present_series(seed, replication, BUCKETS).map_err(NoWarmUp::Violated)
    };
    let pilots: Vec<_> = pool(threads).install(|| (1..=PILOT).into_par_iter().map(pilot).collect());
    let mut mean = vec![0.0; BUCKETS];
    for series in pilots {
        for (mean, present) in mean.iter_mut().zip(series?) {
            *mean += present / PILOT as f64;
        }
    }
    let end = corridor.horizon.end;
    let warm_up = mser5(&mean).map_err(|_| NoWarmUp::Drifts { end })?;
    let share = (warm_up.batches * BATCH) as f64 / BUCKETS as f64;
    let measure_from = Time::from_hours(end.hours() * share);
    Ok(LeadIn { measure_from, corridor: measured(corridor, measure_from, end) })
}

/// What doubling the measured part does to a mean.
#[derive(Debug)]
pub struct RunLength {
    pub measure: Measure,
    pub once: Estimate,
    pub twice: Estimate,
}

impl RunLength {
    /// The mean moves by less than its half-width.
    pub fn suffices(&self) -> bool {
        let moved = (self.twice.mean - self.once.mean).abs();
        self.once.half_width.is_some_and(|half_width| moved <= half_width)
    }
}

/// Why it is not known whether a run is long enough.
#[derive(Debug)]
pub enum Unjudged {
    /// There is no headline measure to judge by.
    NoHeadline,
    /// The first headline measure counts over the whole measured part, so that it grows with it.
    Total(Measure),
    /// Nothing of the first headline measure was observed.
    NothingSeen(Measure),
    /// The run of twice the length did not come to its end.
    Unfinished(Ending),
}

impl fmt::Display for Unjudged {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("it is not known whether the run is long enough for its warm-up: ")?;
        match self {
            Unjudged::NoHeadline => f.write_str("there is no headline measure to judge by"),
            Unjudged::Total(Measure { name, of, .. }) => {
                write!(f, "the first headline measure, {name} of {of}, is a total, which grows with the run")
            }
            Unjudged::NothingSeen(Measure { name, of, .. }) => write!(f, "nothing of {name} of {of} was observed"),
            Unjudged::Unfinished(Ending::Violated { violation, .. }) => {
                write!(f, "measured twice as long, {violation}")
            }
            Unjudged::Unfinished(Ending::Panicked { replication, message }) => {
                write!(f, "measured twice as long, replication {replication} met a mistake of the program: {message}")
            }
            Unjudged::Unfinished(Ending::Complete | Ending::Spent | Ending::Interrupted) => f.write_str("interrupted"),
        }
    }
}

/// Doubles the measured part of an undated corridor, with as many replications, and compares the first headline
/// measure. `each` sees the progress. Where the run is long enough, the mean moves by more than its half-width once in
/// some 200 times.
///
/// # Errors
/// Where the measure cannot be compared, or the longer run does not finish.
pub fn run_length(
    corridor: &Corridor,
    settings: &Settings,
    interrupted: &AtomicBool,
    summary: &Summary,
    each: impl FnMut(Finished<()>),
) -> Result<RunLength, Unjudged> {
    let &main = settings.headline.first().ok_or(Unjudged::NoHeadline)?;
    let Row { measure, estimate, .. } = &summary.rows[main];
    if TOTALS.contains(&measure.name) {
        return Err(Unjudged::Total(measure.clone()));
    }
    let nothing_seen = || Unjudged::NothingSeen(measure.clone());
    let once = estimate.ok_or_else(nothing_seen)?;
    let horizon = &corridor.horizon;
    let longer = measured(corridor, horizon.measure_from, horizon.end + horizon.measured());
    let settings = Settings { stop: Stop::After(summary.replications), ..settings.clone() };
    let Run { summary: longer, ending } = run(&longer, &settings, interrupted, each);
    match ending {
        Ending::Complete => {
            let twice = longer.rows[main].estimate.ok_or_else(nothing_seen)?;
            Ok(RunLength { measure: measure.clone(), once, twice })
        }
        unfinished => Err(Unjudged::Unfinished(unfinished)),
    }
}

/// The same corridor with another measured part. It has no calendar: one period, one "month".
fn measured(corridor: &Corridor, from: Time, end: Time) -> Corridor {
    let mut corridor = corridor.clone();
    let horizon = &mut corridor.horizon;
    (horizon.measure_from, horizon.end) = (from, end);
    horizon.months = vec![from];
    let span: Duration = end.since(from);
    for period in &mut horizon.periods {
        (period.years, period.days) = (span.hours() / HOURS_PER_YEAR, span.days());
    }
    corridor
}
