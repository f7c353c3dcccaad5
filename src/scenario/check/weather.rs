//! Weather: when places are closed, and what that stops.

use super::View;
use super::report::Report;
use crate::scenario::format::WeatherEntry;

/// Spells that begin more often than this within a run are a mistake, not weather.
const MOST_SPELLS: f64 = 1e8;

/// Closures come by season, in turn with open spells, or as recorded.
pub(super) fn spells_are_of_one_kind(view: &View, report: &mut Report) {
    for (name, weather) in view.file.weather.iter() {
        let at = format!("/weather/{name}");
        let WeatherEntry { closed_share_by_month, open_h, closed_h, recorded, .. } = weather;
        let kinds = [
            ("closed_share_by_month", closed_share_by_month.is_some()),
            ("open_h", open_h.is_some()),
            ("recorded", recorded.is_some()),
        ];
        let stated: Vec<&str> = kinds.iter().filter(|(_, stated)| *stated).map(|(key, _)| *key).collect();
        match (&stated[..], closed_h.is_some()) {
            ([], _) => {
                let help = "state closed_share_by_month with closed_h, open_h with closed_h, or recorded";
                report.error("missing_key", at, "when it is closed is not stated", help);
            }
            (["recorded"], true) => {
                let message = "recorded closures have their own lengths";
                report.error("exclusive_keys", format!("{at}/closed_h"), message, "remove closed_h");
            }
            (["recorded"], false) | ([_], true) => {}
            ([kind], false) => {
                let message = format!("closed_h is not stated beside {kind}");
                report.error("missing_key", at, message, "state how long a closure lasts");
            }
            ([first, second, ..], _) => {
                let message = format!("{first} and {second} exclude each other");
                report.error("exclusive_keys", at, message, "state one of them");
            }
        }
    }
}

/// Shares by month are twelve, and need months.
pub(super) fn shares_are_by_month(view: &View, report: &mut Report) {
    for (name, weather) in view.file.weather.iter() {
        let Some(shares) = &weather.closed_share_by_month else { continue };
        let at = format!("/weather/{name}/closed_share_by_month");
        if shares.len() != 12 {
            let message = format!("expected twelve numbers, found {}", shares.len());
            report.error("wrong_length", &at, message, "one share for each month, January first");
        }
        if view.calendar.is_some_and(|calendar| !calendar.is_dated()) {
            let help = "state start, measure_from and end, or use open_h with closed_h";
            report.error("needs_dates", at, "a run without dates has no months", help);
        }
    }
}

/// Weather that stops nothing, or reaches nowhere, is left out.
pub(super) fn closures_stop_something(view: &View, report: &mut Report) {
    for (name, weather) in view.file.weather.iter() {
        let at = format!("/weather/{name}");
        if weather.stops.is_empty() {
            let help = "name berthing, departure, handling, or several";
            report.error("stops_nothing", format!("{at}/stops"), "these closures stop nothing", help);
        }
        for (index, stopped) in weather.stops.iter().enumerate() {
            if weather.stops[..index].contains(stopped) {
                report.error(
                    "listed_twice",
                    format!("{at}/stops/{index}"),
                    "this is in the list already",
                    "name it once",
                );
            }
        }
        if weather.reaches.is_empty() {
            report.error(
                "reaches_nowhere",
                format!("{at}/reaches"),
                "these closures reach no place",
                "name the places",
            );
        }
    }
}

/// Spells have a length, and there are not absurdly many of them.
pub(super) fn spells_last(view: &View, report: &mut Report) {
    for (name, weather) in view.file.weather.iter() {
        for (key, law) in [("open_h", &weather.open_h), ("closed_h", &weather.closed_h)] {
            let Some(law) = law else { continue };
            let run = view.calendar.map_or(0.0, |calendar| calendar.hours());
            if law.0.mean() <= run / MOST_SPELLS {
                let message = format!("spells of {} h on average are too short to be told apart", law.0.mean());
                report.error("no_time", format!("/weather/{name}/{key}"), message, "check the unit");
            }
        }
    }
}
