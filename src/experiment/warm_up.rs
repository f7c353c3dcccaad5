//! How long a run must be: the part that still remembers the empty start, and whether the rest is long enough.
//!
//! For long-run figures only. A planning year from a stated state is a terminating run and drops nothing.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::runner::pool;
use super::{Ending, Finished, Settings, Stop, Summary, run};
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
pub enum TooShort {
    /// The units present still drift after half of the run.
    Drifts { end: Time },
    /// A pilot replication broke integrity.
    Violated { replication: u64, violation: Violation },
}

impl fmt::Display for TooShort {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            TooShort::Drifts { end } => write!(
                f,
                "the run is too short to find its warm-up: MSER-5 would drop half of it or more ({:.0} h of {:.0} h), \
                 so the number of units present still drifts at the end",
                end.hours() / 2.0,
                end.hours()
            ),
            TooShort::Violated { replication, violation } => write!(f, "pilot replication {replication}: {violation}"),
        }
    }
}

impl std::error::Error for TooShort {}

/// Finds the warm-up by MSER-5 on the mean number of units present, averaged over the first replications.
///
/// # Errors
/// Where the cut falls at half of the run, or a pilot replication breaks integrity.
pub fn lead_in(corridor: &Corridor, seed: u64, threads: NonZeroUsize) -> Result<LeadIn, TooShort> {
    let pilot = |replication| {
        let series = World::new(corridor, ()).present_series(seed, replication, BUCKETS);
        series.map_err(|violation| TooShort::Violated { replication, violation })
    };
    let pilots: Vec<_> = pool(threads).install(|| (1..=PILOT).into_par_iter().map(pilot).collect());
    let mut mean = vec![0.0; BUCKETS];
    for series in pilots {
        for (mean, present) in mean.iter_mut().zip(series?) {
            *mean += present / PILOT as f64;
        }
    }
    let end = corridor.horizon.end;
    let warm_up = mser5(&mean).map_err(|_| TooShort::Drifts { end })?;
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

/// Doubles the measured part of an undated corridor, with as many replications, and compares the first headline measure.
/// `each` sees the progress. Where the run is long enough, the mean moves by more than its half-width once in some 200
/// times.
///
/// `None` where there is no such measure, it counts a total, nothing of it was observed, or the longer run did not finish.
pub fn run_length(
    corridor: &Corridor,
    settings: &Settings,
    interrupted: &AtomicBool,
    summary: &Summary,
    each: impl FnMut(Finished<()>),
) -> Option<RunLength> {
    let row = &summary.rows[*settings.headline.first()?];
    let once = row.estimate.filter(|_| !TOTALS.contains(&row.measure.name))?;
    let horizon = &corridor.horizon;
    let longer = measured(corridor, horizon.measure_from, horizon.end + horizon.measured());
    let settings = Settings { stop: Stop::After(summary.replications), ..settings.clone() };
    let run = run(&longer, &settings, interrupted, each);
    let twice = run.summary.rows[settings.headline[0]].estimate.filter(|_| matches!(run.ending, Ending::Complete))?;
    Some(RunLength { measure: row.measure.clone(), once, twice })
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
