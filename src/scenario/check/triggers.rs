//! Triggered changes: what they say of when they come can happen, and it is plain what holds once they have come.

use super::View;
use super::report::Report;
use super::timeline::{values_added, values_set};
use crate::kernel::{Duration, Time};
use crate::scenario::calendar::Calendar;
use crate::scenario::format::{ChangeEntry, WhenEntry};
use crate::scenario::problem::{escaped, shown};

/// An hour.
const SHORTEST_WINDOW_D: f64 = 1.0 / 24.0;

/// Changes with what calls for them, and their pointers.
fn triggers<'f>(view: &View<'f>) -> impl Iterator<Item = (&'f str, &'f ChangeEntry, &'f WhenEntry, String)> + use<'f> {
    let changes = view.file.timeline.iter();
    changes.filter_map(|(name, change)| {
        Some((name, change, change.when.as_ref()?, format!("/timeline/{}/when", escaped(name))))
    })
}

/// The first instant at which the change can be in force for the `times`-th time.
pub(in crate::scenario) fn earliest(calendar: &Calendar, when: &WhenEntry, times: u32) -> Time {
    let window = Duration::from_hours(when.window_d.0 * 24.0).ms();
    let delay = Duration::from_hours(when.delay_d.0 * 24.0).ms();
    let each = u128::from(window) * u128::from(when.checks.0) + u128::from(delay);
    let measured_from = calendar.horizon(&[]).measure_from.ms();
    Time::from_ms(u64::try_from(u128::from(measured_from) + each * u128::from(times)).unwrap_or(u64::MAX))
}

/// A trigger has one limit.
pub(super) fn triggers_have_a_limit(view: &View, report: &mut Report) {
    for (_, _, when, at) in triggers(view) {
        match (when.above, when.below) {
            (Some(_), Some(_)) => {
                report.error("exclusive_keys", at, "above and below exclude each other", "state one of them");
            }
            (None, None) => {
                let help = "state above or below, in the unit of the measure";
                report.error("missing_key", at, "the limit is not stated", help);
            }
            (Some(_), None) | (None, Some(_)) => {}
        }
    }
}

/// A trigger can come into force before the end.
pub(super) fn triggers_can_come(view: &View, report: &mut Report) {
    let Some(calendar) = view.calendar else { return };
    let end = Time::from_hours(calendar.hours());
    let measured = (end.hours() - calendar.horizon(&[]).measure_from.hours()) / 24.0;
    for (_, _, when, at) in triggers(view) {
        if when.window_d.0 < SHORTEST_WINDOW_D {
            let message = "the window is shorter than an hour";
            report.error("window_too_short", format!("{at}/window_d"), message, "state 0.042 or more");
        } else if when.window_d.0 > measured {
            let window = shown(when.window_d.0);
            let message = format!("a window of {window} d does not fit in the {} d that are measured", shown(measured));
            report.error(
                "outside_run",
                format!("{at}/window_d"),
                message,
                "state a shorter window, or let the run end later",
            );
        } else if earliest(&calendar, when, 1) >= end {
            let days = when.window_d.0 * when.checks.0 as f64 + when.delay_d.0;
            let message = format!(
                "the change never comes: windows and delay take {} d, and {} d are measured",
                shown(days),
                shown(measured)
            );
            report.error("outside_run", at, message, "state less of them, or let the run end later");
        }
    }
}

/// Where measuring starts is stated: windows begin there.
pub(super) fn triggers_know_where_measuring_starts(view: &View, report: &mut Report) {
    if let Some(Calendar::Hours { mser5: true, .. }) = view.calendar
        && triggers(view).next().is_some()
    {
        let message = "where measuring starts cannot be left to \"mser5\" where changes are triggered: it is where their \
                       windows begin";
        report.error("exclusive_keys", "/measure_from_h", message, "state hours");
    }
}

/// A change that may come again does more each time.
pub(super) fn repeated_changes_add(view: &View, report: &mut Report) {
    for (name, change, when, at) in triggers(view) {
        if when.at_most.0 > 1 && !values_set(change).is_empty() {
            let message = format!("{name} may come {} times, but what it sets is the same each time", when.at_most.0);
            let help =
                "state what grows under add, such as {\"fleets\": {\"ferry\": {\"count\": 1}}}, or leave at_most out";
            report.error("repeats_nothing", format!("{at}/at_most"), message, help);
        }
    }
}

/// What a triggered change sets, nothing else changes at a time that may be later: what holds must not depend on luck.
pub(super) fn triggered_values_have_one_change(view: &View, report: &mut Report) {
    let Some(calendar) = view.calendar else { return };
    for (name, change, when, _) in triggers(view) {
        let first = earliest(&calendar, when, 1);
        let comes_before = |other: &ChangeEntry| {
            let hours = match (other.date, other.at_h) {
                (Some(day), _) => calendar.hours_to(day.0.at(0, 0, 0, 0)),
                (None, at) => at.map(|hours| hours.0),
            };
            other.when.is_none() && hours.is_some_and(|hours| Time::from_hours(hours.max(0.0)) <= first)
        };
        for value in values_set(change) {
            let others = view.file.timeline.iter().filter(|(other, entry)| *other != name && !comes_before(entry));
            let mut same =
                others.filter(|(_, entry)| values_set(entry).contains(&value) || values_added(entry).contains(&value));
            if let Some((other, _)) = same.next() {
                let path = value.trim_start_matches('/');
                let message =
                    format!("{path} is changed by {other} too: which of the two holds would be left to chance");
                let help = "state under add by how much it grows, which goes with any other change";
                report.error("competing_changes", format!("/timeline/{}/set{value}", escaped(name)), message, help);
            }
        }
    }
}
