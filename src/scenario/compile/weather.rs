//! Storms.

use super::id;
use crate::kernel::{Law, Table};
use crate::model::corridor::{RateTable, Spells, Storm, StormReach};
use crate::scenario::check::View;
use crate::scenario::format::{PartialShare, Stopped, WeatherEntry};

pub(super) fn storms(view: &View) -> Table<Storm> {
    let storms = view.file.weather.iter().map(|(name, entry)| {
        let reach = entry
            .reaches
            .iter()
            .map(|(place, chance)| StormReach { place: id(&view.file.places, place), chance: chance.0 });
        Storm {
            name: name.to_owned(),
            spells: spells(view, name, entry),
            reach: reach.collect(),
            stops_berthing: entry.stops.contains(&Stopped::Berthing),
            stops_departure: entry.stops.contains(&Stopped::Departure),
            stops_handling: entry.stops.contains(&Stopped::Handling),
        }
    });
    storms.collect()
}

fn spells(view: &View, name: &str, entry: &WeatherEntry) -> Spells {
    let closed = || entry.closed_h.as_ref().map(|law| law.0.clone()).expect("checked: closed_h is stated");
    match (&entry.closed_share_by_month, &entry.open_h) {
        (Some(shares), _) => Spells::Seasonal { onset: onset(view, shares, &closed()), closed: closed() },
        (None, Some(open)) => Spells::Alternating { open: open.0.clone(), closed: closed() },
        (None, None) => Spells::Recorded(view.closed.get(name).cloned().expect("checked: the closures are recorded")),
    }
}

/// Closures begin, per hour of open time, as often as makes the month's share of closed time: of a share p closed in
/// spells of mean length c, open spells have the mean length c (1 - p) / p.
fn onset(view: &View, shares: &[PartialShare], closed: &Law) -> RateTable {
    let calendar = view.calendar.expect("checked: the span of the run is sound");
    let hazard = |share: f64| share / (1.0 - share) / closed.mean();
    steps(calendar.months().iter().map(|piece| (piece.from, piece.to, hazard(shares[piece.month as usize - 1].0))))
}

/// A rate that is constant on each of some intervals (from, to, rate), which follow one another.
pub(super) fn steps(intervals: impl Iterator<Item = (f64, f64, f64)>) -> RateTable {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (from, to, rate) in intervals {
        match points.last_mut() {
            Some(last) if last.1 == rate => last.0 = to,
            Some(_) | None => points.extend([(from, rate), (to, rate)]),
        }
    }
    RateTable { points, period: None }
}
