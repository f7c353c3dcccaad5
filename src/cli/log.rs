//! The observer of a run with `--units`: what left, with its ledger.

use corridor::kernel::Time;
use corridor::model::cargo::Cause;
use corridor::model::{Corridor, Departed, Observer};
use corridor::report::UnitRow;

/// Keeps what left during one replication.
#[derive(Debug, Default)]
pub struct Log {
    pub rows: Vec<UnitRow>,
}

impl Observer for Log {
    fn left(&mut self, time: Time, departed: Departed) {
        self.rows.push(row(time, &departed));
    }
}

/// The causes that a corridor knows: place in the ledger of a row, and name.
pub fn columns(corridor: &Corridor) -> Vec<(usize, &'static str)> {
    Cause::known_to(corridor).into_iter().map(|cause| (cause as usize, cause.name())).collect()
}

/// Everything about the units that leave together.
pub fn row(time: Time, departed: &Departed) -> UnitRow {
    UnitRow {
        flow: departed.units.flow.index(),
        first: departed.units.first,
        units: departed.units.count,
        created: departed.created,
        left: time,
        diverted: departed.diverted,
        ledger: Cause::ALL.map(|cause| departed.ledger.of(cause)).into(),
    }
}
