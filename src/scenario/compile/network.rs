//! Stages, yards, trains and lines.

use super::id;
use crate::kernel::{Duration, Law, Table};
use crate::model::corridor::{Handling, Line, LocomotivePool, Stage, TrainKind, Yard};
use crate::scenario::format::{Amount, File, HandlingEntry, LineEntry, OrUnlimited, Track};

const MINUTES_PER_HOUR: f64 = 60.0;
const HOURS_PER_DAY: f64 = 24.0;

pub(super) fn stages(file: &File) -> Table<Stage> {
    let stages = file.stages.iter().map(|(name, entry)| Stage {
        name: name.to_owned(),
        place: id(&file.places, &entry.place),
        kind: entry.kind,
        servers: entry.servers.capacity(),
        room: entry.room.capacity(),
        overflow: entry.when_full,
        handling: handling(&entry.handling),
    });
    stages.collect()
}

/// Times in hours; rates in units per hour, a tonne being the unit of tonnes.
pub(super) fn handling(entry: &HandlingEntry) -> Handling {
    let minutes = |law: &Law| law.scaled(1.0 / MINUTES_PER_HOUR);
    match entry {
        HandlingEntry::UnitH(law) => Handling::PerUnit(law.0.clone()),
        HandlingEntry::UnitMinutes(law) => Handling::PerUnit(minutes(&law.0)),
        HandlingEntry::GroupH(law) => Handling::PerGroup(law.0.clone()),
        HandlingEntry::GroupMinutes(law) => Handling::PerGroup(minutes(&law.0)),
        HandlingEntry::TrainH(law) | HandlingEntry::CallH(law) => Handling::PerParty(law.0.clone()),
        HandlingEntry::TrainMinutes(law) | HandlingEntry::CallMinutes(law) => Handling::PerParty(minutes(&law.0)),
        HandlingEntry::UnitsPerH(rate) | HandlingEntry::TonnesPerH(rate) => Handling::Rate(rate.0),
    }
}

pub(super) fn yards(file: &File) -> Table<Yard> {
    let yards = file.yards.iter().map(|(name, entry)| Yard {
        name: name.to_owned(),
        place: id(&file.places, &entry.place),
        unit: entry.unit,
        capacity: entry.capacity.capacity(),
        overflow: entry.when_full,
    });
    yards.collect()
}

pub(super) fn train_kinds(file: &File) -> Table<TrainKind> {
    let kinds = file.trains.iter().map(|(name, entry)| TrainKind {
        name: name.to_owned(),
        unit: entry.unit,
        size: entry.size.count(),
        patience: patience(entry.patience_h),
        shunting: entry.shunting_h.0.clone(),
    });
    kinds.collect()
}

pub(super) fn locomotives(file: &File) -> Table<LocomotivePool> {
    let pools = file.locomotives.iter().map(|(name, entry)| LocomotivePool {
        name: name.to_owned(),
        count: entry.count.count(),
        turn: entry.turn_h.0.clone(),
    });
    pools.collect()
}

pub(super) fn patience(entry: OrUnlimited<Amount>) -> Duration {
    match entry {
        OrUnlimited::Limited(hours) => Duration::from_hours(hours.0),
        OrUnlimited::Unlimited => Duration::FOREVER,
    }
}

pub(super) fn lines(file: &File) -> Table<Line> {
    let lines = file.lines.iter().map(|(name, entry)| Line {
        name: name.to_owned(),
        ends: [id(&file.places, &entry.between[0]), id(&file.places, &entry.between[1])],
        headway: match entry.paths_per_day {
            OrUnlimited::Limited(paths) => Duration::from_hours(HOURS_PER_DAY / paths.0),
            OrUnlimited::Unlimited => Duration::ZERO,
        },
        single_track: entry.track == Track::Single,
        running: running(entry),
        room: entry.room.capacity(),
        locomotives: entry.locomotives.as_ref().map(|pool| id(&file.locomotives, pool)),
    });
    lines.collect()
}

fn running(entry: &LineEntry) -> [Law; 2] {
    match (&entry.running_h, entry.km, entry.speed_km_per_day) {
        (Some(laws), _, _) => laws.0.clone(),
        (None, Some(km), Some(speed)) => {
            let law = Law::Constant(km.0 / speed.0 * HOURS_PER_DAY);
            [law.clone(), law]
        }
        (None, _, _) => unreachable!("checked: a line has running times, or a length and a speed"),
    }
}
