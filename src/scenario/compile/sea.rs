//! Ports, berths, lanes and fleets.

use super::id;
use super::life;
use super::network::{handling, patience};
use crate::kernel::{Duration, Id, Law, Table, Time};
use crate::model::corridor::{
    BerthClass, DeckHandling, Departure, DepartureRule, Depth, Fleet, Lane, LaneChoice, LeastFill, Level, PerUnit, Port,
};
use crate::scenario::check::{View, deck_parts, depth, draught, level};
use crate::scenario::format::{DepartureEntry, File, FleetEntry, WhenLoaded};

const KM_PER_NAUTICAL_MILE: f64 = 1.852;

/// Berth classes of all ports in the order of the file: (port, class, index over all).
fn classes(file: &File) -> impl Iterator<Item = (&str, &str, Id<BerthClass>)> {
    let classes = file.ports.iter().flat_map(|(port, entry)| entry.berths.names().map(move |class| (port, class)));
    classes.enumerate().map(|(index, (port, class))| (port, class, Id::new(index)))
}

pub(super) fn ports(file: &File) -> Table<Port> {
    let ports = file.ports.names().map(|name| Port {
        place: id(&file.places, name),
        name: name.to_owned(),
        berths: classes(file).filter(|(port, _, _)| *port == name).map(|(_, _, id)| id).collect(),
        depths: depths(file, name),
    });
    ports.collect()
}

fn depths(file: &File, port: &str) -> Vec<Depth> {
    let depths = file.ports.get(port).into_iter().flat_map(|port| port.depths.iter());
    depths.map(|(_, entry)| depth(id(&file.levels, &entry.level), entry)).collect()
}

pub(super) fn levels(view: &View) -> Table<Level> {
    let levels = view.file.levels.iter();
    levels.map(|(name, entry)| level(view, name, entry).expect("checked: the points are sound")).collect()
}

pub(super) fn berth_classes(file: &File) -> Table<BerthClass> {
    let mut table = Table::new();
    for (port, entry) in file.ports.iter() {
        for (class, berth) in entry.berths.iter() {
            let deck = |deck: &crate::scenario::format::DeckEntry| DeckHandling {
                unload: handling(&deck.unload),
                load: handling(&deck.load),
            };
            table.push(BerthClass {
                name: format!("{port}/{class}"),
                port: id(&file.ports, port),
                count: berth.count.count(),
                fixed: berth.fixed_h.0.clone(),
                handling: berth.handling.0.each_ref().map(|entry| entry.as_ref().map(deck)),
            });
        }
    }
    table
}

pub(super) fn lanes(view: &View) -> Table<Lane> {
    let file = view.file;
    let lanes = file.lanes.iter().map(|(name, entry)| Lane {
        name: name.to_owned(),
        ends: [id(&file.places, &entry.between[0]), id(&file.places, &entry.between[1])],
        ports: [id(&file.ports, &entry.between[0]), id(&file.ports, &entry.between[1])],
        room: entry.room.capacity(),
        offered: view.offered.get(name).copied().unwrap_or_default(),
    });
    lanes.collect()
}

pub(super) fn fleets(view: &View) -> Table<Fleet> {
    view.file.fleets.iter().map(|(name, entry)| fleet(view, name, entry)).collect()
}

fn fleet(view: &View, name: &str, entry: &FleetEntry) -> Fleet {
    let file = view.file;
    let deck = deck_parts(entry).expect("checked: the capacities have a common multiple");
    let units = |limit: &dyn Fn(usize) -> u64| -> PerUnit<u64> { [limit(0), limit(1), limit(2), limit(3)] };
    let capacity = |unit: usize| entry.capacity.0[unit].map_or(0, |units| units.0);
    let count = entry.places() as u32;
    let service = life::service(view, entry);
    let accepting = |port: &str| {
        let accepts = |class: &str| {
            let berth = file.ports.get(port).and_then(|port| port.berths.get(class));
            berth.is_some_and(|berth| berth.accepts.iter().any(|accepted| accepted == name))
        };
        classes(file).filter(|(of, class, _)| *of == port && accepts(class)).map(|(_, _, id)| id).collect()
    };
    Fleet {
        name: name.to_owned(),
        count,
        most: count,
        names: entry.vessels.names().map(str::to_owned).collect(),
        service_varies: !service.is_empty(),
        service,
        breakdowns: entry.breakdowns.as_ref().map(|breakdowns| life::breakdowns(view, entry, breakdowns)),
        dry_dock: entry.dry_dock.as_ref().map(life::dry_dock),
        deck,
        share: entry.capacity.0.map(|units| units.map(|units| deck / units.0)),
        at_most: units(&|unit| entry.at_most.0[unit].map_or(capacity(unit), |most| most.0.min(capacity(unit)))),
        draught: entry.draught.as_ref().map(draught),
        lanes: entry.lanes.iter().map(|lane| id(&file.lanes, lane)).collect(),
        choice: entry.choose.unwrap_or(LaneChoice::Rotation),
        sailing: entry.lanes.iter().map(|lane| sailing(file, entry, lane)).collect(),
        starts: entry.starts().into_iter().map(|port| id(&file.ports, port)).collect(),
        berths: file.ports.names().map(accepting).collect(),
        departures: file.ports.names().map(|port| Some(departure(entry.departures.get(port)?, deck))).collect(),
    }
}

/// Sailing time by the end it starts from: the lane's law, or else its length at the speed of the fleet.
fn sailing(file: &File, fleet: &FleetEntry, lane: &str) -> [Law; 2] {
    let lane = file.lanes.get(lane).expect("checked: every lane is known");
    match (&lane.sailing_h, lane.km, fleet.speed_knots) {
        (Some(laws), _, _) => laws.0.clone(),
        (None, Some(km), Some(knots)) => {
            let law = Law::Constant(km.0 / (knots.0 * KM_PER_NAUTICAL_MILE));
            [law.clone(), law]
        }
        (None, _, _) => unreachable!("checked: a lane has a sailing time, or a length and fleets with a speed"),
    }
}

fn departure(entry: &DepartureEntry, deck: u64) -> Departure {
    let rule = match (&entry.when_loaded, &entry.timetable) {
        (Some(loaded), _) => {
            DepartureRule::WhenLoaded { least_fill: least_fill(loaded, deck), patience: patience(loaded.patience_h) }
        }
        (None, Some(times)) => {
            DepartureRule::Timetable { first: Time::from_hours(times.first_h.0), every: times.every_h.0.clone() }
        }
        (None, None) => unreachable!("checked: a departure has a rule"),
    };
    Departure {
        rule,
        loading: entry.loading,
        may_leave_empty: entry.may_leave_empty.unwrap_or(false),
        window: entry.needs_window_h.map_or(Duration::ZERO, |hours| Duration::from_hours(hours.0)),
        forecast_skill: entry.forecast_skill.map_or(0.0, |skill| skill.0),
    }
}

/// A share of the deck in parts, rounded up, but not for the sake of the last digit of a decimal fraction.
fn least_fill(entry: &WhenLoaded, deck: u64) -> LeastFill {
    match (entry.least_fill_units, entry.least_fill_share) {
        (Some(units), _) => LeastFill::Units(units.0),
        (None, Some(share)) => {
            let parts = share.0 * deck as f64;
            LeastFill::Deck(((parts * (1.0 - 1e-12)).ceil() as u64).clamp(1, deck))
        }
        (None, None) => unreachable!("checked: the least fill is stated"),
    }
}
