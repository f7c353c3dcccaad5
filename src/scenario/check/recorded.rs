//! Recorded arrivals and closures: the rows of their files as instants of the run.

use std::sync::Arc;

use super::View;
use super::report::Report;
use crate::kernel::Time;
use crate::scenario::calendar::Calendar;
use crate::scenario::format::{ArrivalsEntry, CsvFile, LARGEST_LOT, Row, instant};
use crate::scenario::problem::{Problem, quoted};

/// Lots, ascending.
pub(in crate::scenario) type Arrived = Arc<Vec<(Time, u32)>>;
/// Closures [from, to), ascending and apart.
pub(in crate::scenario) type Closed = Arc<Vec<(Time, Time)>>;

/// Fills the recorded arrivals and closures of the view and reports what is wrong with their files.
pub(super) fn read(view: &mut View, report: &mut Report) {
    let (file, Some(calendar)) = (view.file, view.calendar) else { return };
    for (name, flow) in file.flows.iter() {
        if let ArrivalsEntry::Recorded(recorded) = &flow.arrivals
            && let Some(lots) = told(arrivals(&recorded.file, &calendar), report)
        {
            let late = lots.iter().filter(|(hours, _)| *hours >= calendar.hours()).count();
            if late == lots.len() {
                let at = format!("/flows/{name}/arrivals/recorded/file");
                let message = "none of the recorded lots arrives before the end of the run";
                report.warning("no_arrivals", at, message, "check the dates or hours in the file");
            }
            let lots = lots.into_iter().filter(|(hours, _)| *hours < calendar.hours());
            let mut lots: Vec<(Time, u32)> = lots.map(|(hours, units)| (Time::from_hours(hours), units)).collect();
            lots.sort_by_key(|(time, _)| *time);
            view.arrived.insert(name.to_owned(), Arc::new(lots));
        }
    }
    for (name, weather) in file.weather.iter() {
        if let Some(recorded) = &weather.recorded
            && let Some(spells) = told(closures(&recorded.file, &calendar), report)
        {
            view.closed.insert(name.to_owned(), Arc::new(spells));
        }
    }
}

fn told<T>(result: Result<T, Vec<Problem>>, report: &mut Report) -> Option<T> {
    result.map_err(|problems| problems.into_iter().for_each(|problem| report.push(problem))).ok()
}

/// Lots as (hours, units).
fn arrivals(file: &CsvFile, calendar: &Calendar) -> Result<Vec<(f64, u32)>, Vec<Problem>> {
    let by_date = file.columns().iter().any(|column| column == "date");
    let time = if by_date { "date" } else { "time_h" };
    file.parsed(&[time, "units"], |row| {
        let hours = if by_date { hours_of_date(row, "date", calendar)? } else { row.number("time_h")? };
        if hours < 0.0 {
            return Err(format!("{time} {} lies before the start of the run", quoted(row.text(time))));
        }
        let units = row.number("units")?;
        if units.fract() != 0.0 || !(1.0..=LARGEST_LOT as f64).contains(&units) {
            return Err(format!("units must be a whole number from 1 to {LARGEST_LOT}, found {units}"));
        }
        Ok((hours, units as u32))
    })
}

/// Closures within the run, ascending; those that touch are one.
fn closures(file: &CsvFile, calendar: &Calendar) -> Result<Vec<(Time, Time)>, Vec<Problem>> {
    let hours = |row: &Row, column: &str| {
        if calendar.is_dated() { hours_of_date(row, column, calendar) } else { row.number(column) }
    };
    let rows = file.parsed(&["from", "to"], |row| {
        let (from, to) = (hours(row, "from")?, hours(row, "to")?);
        if from >= to {
            return Err(format!("the closure ends at {}, not after it begins at {}", row.text("to"), row.text("from")));
        }
        Ok((from, to))
    })?;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| rows[*a].0.total_cmp(&rows[*b].0));
    let mut spells: Vec<(Time, Time)> = Vec::new();
    let mut latest = f64::NEG_INFINITY;
    for index in order {
        let (from, to) = rows[index];
        if from < latest {
            return Err(vec![file.row_problem(index, "this closure begins before another one has ended".into())]);
        }
        let touches = from == latest;
        latest = to;
        if to <= 0.0 || from >= calendar.hours() {
            continue;
        }
        let (from, to) = (Time::from_hours(from), Time::from_hours(to));
        match spells.last_mut() {
            Some(last) if touches || last.1 >= from => last.1 = to,
            Some(_) | None if from < to => spells.push((from, to)),
            Some(_) | None => {} // shorter than a millisecond
        }
    }
    Ok(spells)
}

fn hours_of_date(row: &Row, column: &str, calendar: &Calendar) -> Result<f64, String> {
    let text = row.text(column);
    let Some(instant) = instant(text) else {
        return Err(format!("{column} must be a date such as 2023-01-31 or 2023-01-31T06:00, found {}", quoted(text)));
    };
    calendar.hours_to(instant).ok_or_else(|| format!("{column} is a date, but the run has none; use hours"))
}
