//! Bans, and pools with their depots.

use super::id;
use crate::kernel::{Duration, Id, Table};
use crate::model::corridor::{Ban, Depot, Pool, StepKind};
use crate::scenario::check::{Watched, counted_unit, watched};
use crate::scenario::format::{File, FlowEntry};

pub(super) fn bans(file: &File) -> Table<Ban> {
    let step = |name: &String| match watched(file, name).expect("checked: a ban looks at what there is") {
        Watched::Stage(name) => StepKind::Stage { stage: id(&file.stages, name), loads: false },
        Watched::Yard(name) => StepKind::Yard(id(&file.yards, name)),
        Watched::Line(name, from) => StepKind::Line { line: id(&file.lines, name), from, train: None },
        Watched::Lane(name, from) => StepKind::Lane { lane: id(&file.lanes, name), from },
    };
    let bans = file.bans.iter().map(|(name, entry)| Ban {
        name: name.to_owned(),
        watched: entry.waiting_at.iter().map(step).collect(),
        unit: counted_unit(file, entry).expect("checked: a ban counts one kind of unit"),
        flows: entry.flows.iter().map(|flow| id(&file.flows, flow)).collect(),
        above: entry.above.0,
        below: entry.below.0,
        review: Duration::from_hours(entry.review_h.0),
    });
    bans.collect()
}

pub(super) fn pools(file: &File) -> Table<Pool> {
    file.pools.iter().map(|(name, entry)| Pool { name: name.to_owned(), unit: entry.unit }).collect()
}

/// One depot for each place at which a flow of a pool begins or ends, in the order of the flows.
fn places_of_pools(file: &File) -> Vec<(&str, &str)> {
    let mut places: Vec<(&str, &str)> = Vec::new();
    for (_, flow) in file.flows.iter() {
        for place in [&flow.from, &flow.to] {
            if let Some(pool) = &flow.pool
                && !places.contains(&(pool, place))
            {
                places.push((pool, place));
            }
        }
    }
    places
}

pub(super) fn depots(file: &File) -> Table<Depot> {
    let depot = |(pool, place): (&str, &str)| Depot {
        name: format!("{pool}@{place}"),
        pool: id(&file.pools, pool),
        place: id(&file.places, place),
        stock: file.pools.get(pool).and_then(|entry| entry.stock.get(place)).map_or(0, |stock| stock.0),
    };
    places_of_pools(file).into_iter().map(depot).collect()
}

/// Where a flow takes carriers and where it leaves them.
pub(super) fn depots_of(file: &File, flow: &FlowEntry) -> Option<[Id<Depot>; 2]> {
    let pool = flow.pool.as_deref()?;
    let places = places_of_pools(file);
    let at = |place: &str| places.iter().position(|&depot| depot == (pool, place)).map(Id::new);
    Some([at(&flow.from)?, at(&flow.to)?])
}
