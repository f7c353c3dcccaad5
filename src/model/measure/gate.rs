//! The measures of what holds units at their origin.

use super::outcome::Sheet;
use crate::model::Observer;
use crate::model::corridor::{Period, PeriodKind};
use crate::model::world::World;

pub(super) fn tabulate<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    for period in &world.corridor.horizon.periods {
        ban_days(world, period, sheet);
    }
    let horizon = &world.corridor.horizon;
    for (ban, spec) in world.corridor.bans.entries() {
        let state = &world.bans[ban];
        let of = format_args!("{}", spec.name);
        let imposed = state.imposed_since(horizon.measure_from) as f64;
        sheet.value("bans", of, "1/year", Some(imposed / horizon.periods[0].years));
        sheet.mean("ban_waiting_mean", of, spec.unit.name(), state.found.sum() as f64, state.found.count());
        sheet.value("ban_waiting_max", of, spec.unit.name(), state.found.max().map(|most| most as f64));
    }
    depots(world, sheet);
}

/// Carriers at the depots, and units that wait for them.
fn depots<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    let end = world.corridor.horizon.end;
    for (depot, spec) in world.corridor.depots.entries() {
        let state = &world.depots[depot];
        let (of, unit) = (format_args!("{}", spec.name), world.corridor.pools[spec.pool].unit.name());
        sheet.value("pool_stock_mean", of, unit, Some(state.stock.mean(end)));
        sheet.value("pool_waiting_mean", of, unit, Some(state.waiting_units.mean(end)));
        sheet.value("pool_empty_share", of, "share", Some(state.out_of_stock.mean(end)));
    }
}

/// Days under a ban: of a period, and a year's worth of them for the whole measured part.
fn ban_days<O: Observer>(world: &World<'_, O>, period: &Period, sheet: &mut impl Sheet) {
    let horizon = &world.corridor.horizon;
    let begins = |month: usize| horizon.months.get(month).copied().unwrap_or(horizon.end);
    let (unit, years) = if period.kind == PeriodKind::All { ("d/year", period.years) } else { ("d", 1.0) };
    for (ban, spec) in world.corridor.bans.entries() {
        let imposed = world.bans[ban].imposed_within(begins(period.first), begins(period.last), horizon.end);
        sheet.row("ban_days", format_args!("{}", spec.name), &period.name, unit, imposed.days() / years, 1.0);
    }
}
