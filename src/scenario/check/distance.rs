//! Distances against the map.

use super::View;
use super::report::Report;
use crate::scenario::format::PlaceEntry;

/// Mean radius of the earth, km (IUGG).
const EARTH_KM: f64 = 6371.0;
/// Coordinates name a town, not a signal: a length may fall short of the straight line by this share.
const TOLERANCE: f64 = 0.1;

/// No line or lane is shorter than the straight way between its ends, where both have coordinates.
pub(super) fn nothing_is_shorter_than_straight(view: &View, report: &mut Report) {
    let lines = view.file.lines.iter().map(|(name, line)| (format!("/lines/{name}/km"), &line.between, line.km));
    let lanes = view.file.lanes.iter().map(|(name, lane)| (format!("/lanes/{name}/km"), &lane.between, lane.km));
    for (at, between, km) in lines.chain(lanes) {
        let [first, second] = &between[..] else { continue };
        let ends = [first, second].map(|name| view.file.places.get(name).and_then(coordinates));
        let ([Some(from), Some(to)], Some(km)) = (ends, km) else { continue };
        let straight = great_circle_km(from, to);
        if km.0 < straight * (1.0 - TOLERANCE) {
            let message = format!("{} km, but {first} and {second} are {straight:.0} km apart as the crow flies", km.0);
            report.warning("shorter_than_straight", at, message, "check the length and the coordinates of both places");
        }
    }
}

/// Latitude and longitude, degrees.
fn coordinates(place: &PlaceEntry) -> Option<(f64, f64)> {
    Some((place.lat?.0, place.lon?.0))
}

/// Length of the great circle between two points (haversine formula), km.
fn great_circle_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let [(lat_a, lon_a), (lat_b, lon_b)] = [from, to].map(|(lat, lon)| (lat.to_radians(), lon.to_radians()));
    let haversine = |angle: f64| (angle / 2.0).sin().powi(2);
    let h = haversine(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * haversine(lon_b - lon_a);
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_equator_is_ten_thousand_kilometres() {
        assert!((great_circle_km((0.0, 0.0), (0.0, 90.0)) - 10_007.5).abs() < 0.1);
        assert!((great_circle_km((45.0, 10.0), (45.0, 10.0))).abs() < 1e-9);
    }
}
