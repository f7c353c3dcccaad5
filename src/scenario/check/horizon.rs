//! The span of the run, its periods and the instants observed.

use jiff::civil::Date;

use super::View;
use super::report::Report;
use crate::scenario::calendar::{Calendar, after_month};
use crate::scenario::format::{File, MeasureFrom};
use crate::scenario::problem::shown;

/// Days that fill the corridor before anything is measured.
const LEAD_IN_DAYS: i32 = 120;
/// Longest dated run, years.
const LONGEST_YEARS: i16 = 200;
/// Longest run without dates, hours.
const LONGEST_HOURS: f64 = 1e8;
/// Shortest run without dates, and shortest part of one that is measured, hours: a second.
const SHORTEST_HOURS: f64 = 1.0 / 3600.0;

/// The scenario has a title.
pub(super) fn it_has_a_title(view: &View, report: &mut Report) {
    let help = "state in one line what the scenario is about";
    if view.file.title.is_absent() {
        report.error("missing_key", "", "title is not stated", help);
    }
    if let Some(title) = view.file.title.get()
        && (title.trim().is_empty() || title.contains(char::is_control))
    {
        let message = if title.trim().is_empty() { "the title is empty" } else { "the title is more than one line" };
        report.error("bad_title", "/title", message, help);
    }
}

/// The span of the run, where it is sound: dates or hours, in order.
pub(super) fn calendar(file: &File, report: &mut Report) -> Option<Calendar> {
    let dates = [("start", &file.start), ("measure_from", &file.measure_from), ("end", &file.end)];
    let broken = dates.iter().any(|(_, date)| date.is_broken());
    if broken || file.horizon_h.is_broken() || file.measure_from_h.is_broken() {
        return None;
    }
    let stated = dates.iter().find(|(_, date)| !date.is_absent()).map(|(key, _)| *key);
    match (stated, file.horizon_h.get()) {
        (None, Some(horizon)) => hours(file, horizon.0, report),
        (Some(_), None) => {
            for (key, _) in dates.iter().filter(|(_, date)| date.is_absent()) {
                let help = "a dated scenario states start, measure_from and end";
                report.error("missing_key", "", format!("{key} is not stated"), help);
            }
            if !file.measure_from_h.is_absent() {
                let message = "measure_from_h belongs to scenarios without dates";
                report.error("exclusive_keys", "/measure_from_h", message, "state measure_from, a date");
            }
            dated(file.start.get()?.0, file.measure_from.get()?.0, file.end.get()?.0, report)
        }
        (Some(key), Some(_)) => {
            let message = format!("horizon_h and {key} exclude each other");
            let help = "a scenario has either start, measure_from and end, or horizon_h";
            report.error("exclusive_keys", "/horizon_h", message, help);
            None
        }
        (None, None) => {
            let help = "state the dates start, measure_from and end, or a length, horizon_h";
            report.error("missing_key", "", "the length of the run is not stated", help);
            None
        }
    }
}

fn hours(file: &File, end: f64, report: &mut Report) -> Option<Calendar> {
    let (measure_from, mser5) = match file.measure_from_h.get() {
        None => (0.0, false),
        Some(MeasureFrom::Hours(hours)) => (*hours, false),
        Some(MeasureFrom::Mser5) => (0.0, true),
    };
    if end > LONGEST_HOURS {
        let message = format!("a run of {end} hours is longer than {LONGEST_HOURS}");
        report.error("horizon_too_long", "/horizon_h", message, "check the unit");
        return None;
    }
    if end < SHORTEST_HOURS {
        let message = format!("a run of {} hours is shorter than a second", shown(end));
        report.error("horizon_too_short", "/horizon_h", message, "check the unit");
        return None;
    }
    if measure_from >= end {
        let message = format!("measuring starts at {measure_from} h, but the run ends at {end} h");
        report.error("horizon_order", "/measure_from_h", message, "measure_from_h must be below horizon_h");
        return None;
    }
    if end - measure_from < SHORTEST_HOURS {
        let message = "less than a second of the run is measured";
        report.error("horizon_too_short", "/measure_from_h", message, "start to measure earlier");
        return None;
    }
    Some(Calendar::Hours { measure_from, end, mser5 })
}

fn dated(start: Date, measure_from: Date, end: Date, report: &mut Report) -> Option<Calendar> {
    let days = (measure_from - start).get_days();
    if days < LEAD_IN_DAYS {
        let message = format!("measuring starts {days} days after the start, {start}");
        let help = format!("leave at least {LEAD_IN_DAYS} days, with their own volumes, in which the corridor fills");
        report.error("lead_in_too_short", "/measure_from", message, help);
        return None;
    }
    if end <= measure_from {
        let message = format!("the run ends on {end}, before measuring starts on {measure_from}");
        report.error(
            "horizon_order",
            "/end",
            message,
            "the end must lie behind measure_from; it is not part of the run",
        );
        return None;
    }
    if end.year() - start.year() > LONGEST_YEARS {
        let message = format!("a run from {start} to {end} is longer than {LONGEST_YEARS} years");
        report.error("horizon_too_long", "/end", message, "check the dates");
        return None;
    }
    Some(Calendar::Dated { start, measure_from, end })
}

/// Named periods are whole months of the measured part of a dated run.
pub(super) fn periods_are_measured(view: &View, report: &mut Report) {
    for (name, period) in view.file.periods.iter() {
        let at = format!("/periods/{name}");
        let (from, to) = (period.from.0, period.to.0);
        if to < from {
            let message = format!("the period ends in {}, before it begins in {}", month(to), month(from));
            report.error("period_order", format!("{at}/to"), message, "state the earlier month first");
            continue;
        }
        match view.calendar {
            Some(Calendar::Dated { measure_from, end, .. }) => {
                let help = format!("the measured part goes from {measure_from} until {end}, that day excluded");
                if from < measure_from {
                    let message = format!("{} is not wholly in the measured part of the run", month(from));
                    report.error("period_not_measured", format!("{at}/from"), message, help);
                } else if after_month(to) > end {
                    let message = format!("{} is not wholly in the measured part of the run", month(to));
                    report.error("period_not_measured", format!("{at}/to"), message, help);
                }
            }
            Some(Calendar::Hours { .. }) => {
                let message = "a run without dates has no months";
                report.error("needs_dates", at, message, "state start, measure_from and end, or remove the period");
            }
            None => {}
        }
    }
}

fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// Instants at which levels are recorded lie within the run and are told in its own terms.
pub(super) fn levels_are_observed_during_the_run(view: &View, report: &mut Report) {
    let file = view.file;
    match view.calendar {
        Some(Calendar::Hours { end, .. }) => {
            if !file.observe_at.entries().is_empty() {
                let message = "a run without dates is observed at hours";
                report.error("needs_dates", "/observe_at", message, "use observe_at_h");
            }
            for (index, hour) in file.observe_at_h.entries().iter().enumerate().filter(|(_, hour)| hour.0 >= end) {
                let message = format!("{} h is not before the end of the run, {end} h", hour.0);
                report.error("outside_run", format!("/observe_at_h/{index}"), message, "observe earlier");
            }
        }
        Some(Calendar::Dated { start, end, .. }) => {
            if !file.observe_at_h.entries().is_empty() {
                let message = "a dated run is observed on dates";
                report.error("exclusive_keys", "/observe_at_h", message, "use observe_at");
            }
            for (index, day) in
                file.observe_at.entries().iter().enumerate().filter(|(_, day)| !(start..end).contains(&day.0))
            {
                let message = format!("{} is not within the run, {start} until {end}, that day excluded", day.0);
                report.error("outside_run", format!("/observe_at/{index}"), message, "choose a day of the run");
            }
        }
        None => {}
    }
}
