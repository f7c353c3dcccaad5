//! The measures of cargo: throughput, transit times, ledgers, clocks of sections.

use super::counts::FlowCounts;
use super::outcome::Sheet;
use crate::kernel::{Duration, Table};
use crate::model::Observer;
use crate::model::cargo::Cause;
use crate::model::corridor::{Corridor, Flow, Period, PeriodKind, UnitKind};
use crate::model::world::World;
use crate::stats::Quantiles;

const MS_PER_HOUR: f64 = 3_600_000.0;
const MS_PER_DAY: f64 = 24.0 * MS_PER_HOUR;

pub(super) fn tabulate<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    for period in &world.corridor.horizon.periods {
        throughput(world, period, sheet);
    }
    let ages = ages(world);
    for (id, flow) in world.corridor.flows.entries() {
        units_of(world, flow, &world.counts.flows[id], sheet);
        let (days, units) = ages[id];
        sheet.mean("inside_age_mean", format_args!("{}", flow.name), "d", days, units);
        transit(world.corridor, flow, &world.counts.flows[id], sheet);
        ways(flow, &world.counts.flows[id], sheet);
    }
    for (section, counts) in world.corridor.sections.iter().zip(world.counts.sections.iter()) {
        let names = ["section_mean", "section_p50", "section_p90", "section_p95"];
        clock(names, &section.name, counts, sheet);
    }
}

/// Totals of a period; a year's worth of them for the whole measured part.
fn throughput<O: Observer>(world: &World<'_, O>, period: &Period, sheet: &mut impl Sheet) {
    let corridor = world.corridor;
    let all = period.kind == PeriodKind::All;
    let years = if all { period.years } else { 1.0 };
    let mut put = |of: std::fmt::Arguments, Unit(total, a_year): Unit, sum: f64| {
        sheet.row("throughput", of, &period.name, if all { a_year } else { total }, sum / years, 1.0);
    };
    for (id, definition) in corridor.definitions.entries() {
        let sum = |weight: &dyn Fn(&Flow) -> f64| -> f64 {
            corridor
                .flows
                .entries()
                .map(|(flow, spec)| in_period(world.counts.counted(id, flow), period) * weight(spec))
                .sum()
        };
        let booked = |flow: &Flow| definition.booked[flow.unit as usize].unwrap_or(flow.tonnes_per_unit);
        put(format_args!("{}", definition.name), TONNES, sum(&booked));
        put(format_args!("{}", definition.name), BOXES, sum(&|flow| flow.teu_per_unit));
    }
    let delivered = |flow: &FlowCounts| in_period(&flow.delivered, period);
    for (flow, counts) in corridor.flows.iter().zip(world.counts.flows.iter()) {
        put(format_args!("{}", flow.name), TONNES, delivered(counts) * flow.tonnes_per_unit);
        if let Some(unit) = counted_in(flow.unit) {
            put(format_args!("{}", flow.name), unit, delivered(counts));
        }
        for (way, counts) in flow.alternatives.iter().zip(&counts.ways) {
            let delivered = in_period(&counts.delivered, period);
            put(format_args!("{}/{}", flow.name, way.name), TONNES, delivered * flow.tonnes_per_unit);
            if let Some(unit) = counted_in(flow.unit) {
                put(format_args!("{}/{}", flow.name, way.name), unit, delivered);
            }
        }
    }
    let tonnes = |belongs: &dyn Fn(&Flow) -> bool| -> f64 {
        let flows = corridor.flows.iter().zip(world.counts.flows.iter());
        flows.filter(|(flow, _)| belongs(flow)).map(|(flow, counts)| delivered(counts) * flow.tonnes_per_unit).sum()
    };
    // Competing flows share the facilities without belonging to the corridor.
    let of_corridor = |belongs: &dyn Fn(&Flow) -> bool| tonnes(&|flow| !flow.competing && belongs(flow));
    for commodity in distinct(corridor, |flow| &flow.commodity) {
        put(format_args!("commodity:{commodity}"), TONNES, of_corridor(&|flow| flow.commodity == commodity));
    }
    for direction in distinct(corridor, |flow| &flow.direction) {
        put(format_args!("direction:{direction}"), TONNES, of_corridor(&|flow| flow.direction == direction));
    }
    for unit in UnitKind::ALL {
        if own_flows(corridor).any(|flow| flow.unit == unit) {
            put(format_args!("unit:{}", unit.name()), TONNES, of_corridor(&|flow| flow.unit == unit));
        }
    }
    put(format_args!("all"), TONNES, of_corridor(&|_| true));
    if corridor.flows.iter().any(|flow| flow.competing) {
        put(format_args!("competing"), TONNES, tonnes(&|flow| flow.competing));
    }
}

/// A unit of throughput: of a total, and of a year's worth.
#[derive(Clone, Copy)]
struct Unit(&'static str, &'static str);

const TONNES: Unit = Unit("t", "t/year");
const BOXES: Unit = Unit("teu", "teu/year");

/// The unit in which a flow is counted beside its mass; none where it is the mass.
fn counted_in(unit: UnitKind) -> Option<Unit> {
    match unit {
        UnitKind::Teu => Some(BOXES),
        UnitKind::Wagon => Some(Unit("wagon", "wagon/year")),
        UnitKind::Lorry => Some(Unit("lorry", "lorry/year")),
        UnitKind::Tonne => None,
    }
}

fn in_period(by_month: &[u64], period: &Period) -> f64 {
    by_month[period.first..period.last].iter().sum::<u64>() as f64
}

/// The flows that belong to the corridor.
fn own_flows(corridor: &Corridor) -> impl Iterator<Item = &Flow> {
    corridor.flows.iter().filter(|flow| !flow.competing)
}

/// The values of a property of the corridor's flows, each once, in the order of the flows.
fn distinct(corridor: &Corridor, property: fn(&Flow) -> &String) -> impl Iterator<Item = &str> {
    own_flows(corridor).enumerate().filter_map(move |(number, flow)| {
        let known = own_flows(corridor).take(number).any(|earlier| property(earlier) == property(flow));
        (!known).then(|| property(flow).as_str())
    })
}

fn units_of<O: Observer>(world: &World<'_, O>, flow: &Flow, counts: &FlowCounts, sheet: &mut impl Sheet) {
    let unit = flow.unit.name();
    let delivered: u64 = counts.delivered.iter().sum();
    sheet.value("created", format_args!("{}", flow.name), unit, Some(counts.created as f64));
    sheet.value("delivered", format_args!("{}", flow.name), unit, Some(delivered as f64));
    sheet.value("diverted", format_args!("{}", flow.name), unit, Some(counts.diverted as f64));
    sheet.value("inside", format_args!("{}", flow.name), unit, Some(counts.present.level() as f64));
    let present = counts.present.mean(world.corridor.horizon.end);
    sheet.value("inside_mean", format_args!("{}", flow.name), unit, Some(present));
}

/// How long the units of each flow that are still inside have been there, unit-days, and how many they are.
fn ages<O: Observer>(world: &World<'_, O>) -> Table<(f64, u64), Flow> {
    let end = world.corridor.horizon.end;
    let mut ages: Table<(f64, u64), Flow> = world.corridor.flows.iter().map(|_| (0.0, 0)).collect();
    for lot in world.lots.live() {
        let (days, units) = &mut ages[lot.flow];
        *days += end.since(lot.created).days() * f64::from(lot.units);
        *units += u64::from(lot.units);
    }
    ages
}

fn transit(corridor: &Corridor, flow: &Flow, counts: &FlowCounts, sheet: &mut impl Sheet) {
    let names = ["transit_mean", "transit_p50", "transit_p90", "transit_p95"];
    clock(names, &flow.name, &counts.clock, sheet);
    for cause in Cause::known_to(corridor) {
        let time = counts.ledger[cause as usize] as f64 / MS_PER_DAY;
        sheet.mean("ledger", format_args!("{}/{}", flow.name, cause.name()), "d", time, counts.clock.count());
    }
}

/// What became of the choice between several ways.
fn ways(flow: &Flow, counts: &FlowCounts, sheet: &mut impl Sheet) {
    for (way, of_way) in flow.alternatives.iter().zip(&counts.ways) {
        let of = format_args!("{}/{}", flow.name, way.name);
        sheet.mean("route_share", of, "share", of_way.created as f64, counts.created);
        sheet.mean("transit_mean", of, "d", of_way.time as f64 / MS_PER_DAY, of_way.delivered.iter().sum());
    }
}

fn clock(names: [&'static str; 4], of: &str, times: &Quantiles, sheet: &mut impl Sheet) {
    let [mean, p50, p90, p95] = names;
    sheet.mean(mean, format_args!("{of}"), "d", times.sum() as f64 / MS_PER_DAY, times.count());
    quantile_rows([p50, p90, p95], format_args!("{of}"), times, "d", sheet);
}

/// A sum of milliseconds in hours.
pub(super) fn hours(sum: u128) -> f64 {
    sum as f64 / MS_PER_HOUR
}

/// The 50, 90 and 95 % quantiles of times, in hours (`h`) or days (`d`).
pub(super) fn quantile_rows(
    names: [&'static str; 3],
    of: std::fmt::Arguments,
    quantiles: &Quantiles,
    unit: &'static str,
    sheet: &mut impl Sheet,
) {
    let scale = if unit == "d" { MS_PER_DAY } else { MS_PER_HOUR };
    let values = quantiles.quantiles([0.5, 0.9, 0.95]);
    for (number, name) in names.into_iter().enumerate() {
        sheet.value(name, of, unit, values.map(|values| values[number] / scale));
    }
}

/// The mean of a level over the measured time, of its integral.
pub(super) fn mean_level(integral: u128, measured: Duration) -> f64 {
    integral as f64 / measured.ms() as f64
}
