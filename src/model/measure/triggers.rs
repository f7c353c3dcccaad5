//! The measures of triggered changes.

use super::outcome::Sheet;
use crate::model::Observer;
use crate::model::world::World;

/// Days from the start of the run until a change was triggered first.
pub const TRIGGERED_AFTER: &str = "triggered_after";
/// Days from the start of the run until it was in force first.
pub const IN_FORCE_AFTER: &str = "in_force_after";

pub(super) fn tabulate<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    for (trigger, spec) in world.first.triggers.entries() {
        let state = &world.triggers[trigger];
        let of = format_args!("{}", spec.name);
        sheet.value("triggered_share", of, "share", Some(f64::from(u8::from(state.triggered > 0))));
        if spec.at_most > 1 {
            sheet.value("triggered", of, "times", Some(f64::from(state.triggered)));
        }
        sheet.value(TRIGGERED_AFTER, of, "d", state.first_triggered.map(|at| at.hours() / 24.0));
        sheet.value(IN_FORCE_AFTER, of, "d", state.first_in_force.map(|at| at.hours() / 24.0));
    }
}
