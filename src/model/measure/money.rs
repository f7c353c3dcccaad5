//! The measures of money and carbon.

use super::books::{ByKind, Statement, fiscal_years};
use super::outcome::Sheet;
use crate::kernel::Id;
use crate::model::Observer;
use crate::model::corridor::{Corridor, Flow, MoneyKind, UnitKind};
use crate::model::world::World;

const CENTS: f64 = 100.0;
const KG_PER_T: f64 = 1000.0;

pub(super) fn tabulate<O: Observer>(world: &World<'_, O>, statement: &Statement, sheet: &mut impl Sheet) {
    let corridor = world.corridor;
    totals(corridor, statement, sheet);
    by_year(corridor, statement, sheet);
    let of_corridor: Vec<Share> = own(world).collect();
    let boxes = of_corridor.iter().any(|share| is_of_boxes(&corridor.flows[share.flow]));
    averages(world, statement, format_args!("all"), &of_corridor, Average { with_shared: true, boxes }, sheet);
    for (id, definition) in corridor.definitions.entries() {
        let counted = |share: Share| {
            let units = world.counts.counted(id, share.flow).iter().sum();
            Share { units, tonnes: units as f64 * corridor.flows[share.flow].tonnes_per_unit, ..share }
        };
        let shares: Vec<Share> = own(world).map(counted).filter(|share| share.units > 0).collect();
        averages(
            world,
            statement,
            format_args!("{}", definition.name),
            &shares,
            Average { with_shared: false, boxes },
            sheet,
        );
    }
    for share in own(world).filter(|share| corridor.flows[share.flow].tonnes_per_unit > 0.0) {
        let flow = &corridor.flows[share.flow];
        let what = Average { with_shared: false, boxes: flow.teu_per_unit > 0.0 };
        averages(world, statement, format_args!("{}", flow.name), &[share], what, sheet);
    }
}

/// What an average takes in and tells.
#[derive(Clone, Copy)]
struct Average {
    /// The money that no flow bears.
    with_shared: bool,
    /// The cost of a TEU.
    boxes: bool,
}

/// Empty boxes are paid for by the full ones.
fn is_of_boxes(flow: &Flow) -> bool {
    flow.unit == UnitKind::Teu || flow.teu_per_unit > 0.0
}

/// Delivered units of a flow.
#[derive(Clone, Copy)]
struct Share {
    flow: Id<Flow>,
    units: u64,
    tonnes: f64,
}

/// Flows of the corridor.
fn own<O: Observer>(world: &World<'_, O>) -> impl Iterator<Item = Share> {
    world.corridor.flows.entries().filter(|(_, flow)| !flow.competing).map(move |(id, flow)| {
        let units = world.counts.flows[id].delivered.iter().sum();
        Share { flow: id, units, tonnes: units as f64 * flow.tonnes_per_unit }
    })
}

fn billed(cents: &ByKind) -> i128 {
    MoneyKind::ALL.into_iter().filter(|kind| kind.is_billed()).map(|kind| cents[kind as usize]).sum()
}

fn money(cents: i128) -> f64 {
    cents as f64 / CENTS
}

/// A year's worth of what was paid and earned: in all, by kind and by who bears it.
fn totals(corridor: &Corridor, statement: &Statement, sheet: &mut impl Sheet) {
    let prices = corridor.prices.as_ref().expect("a statement is of prices");
    let unit = format!("{}/year", prices.currency);
    let years = corridor.horizon.periods[0].years;
    let mut sum: ByKind = Default::default();
    statement.years.iter().for_each(|year| sum.iter_mut().zip(year).for_each(|(sum, cents)| *sum += cents));
    let mut put = |name, of: std::fmt::Arguments, cents| {
        sheet.value(name, of, &unit, Some(money(cents) / years));
    };
    put("cost", format_args!("all"), billed(&sum));
    for kind in MoneyKind::ALL.into_iter().filter(|&kind| kind != MoneyKind::Tariffs) {
        put("cost", format_args!("kind:{}", kind.name()), sum[kind as usize]);
    }
    for (flow, cents) in corridor.flows.iter().zip(statement.flows.iter()) {
        put("cost", format_args!("{}", flow.name), billed(cents));
    }
    put("cost", format_args!("flow:none"), billed(&statement.shared));
    put("revenue", format_args!("all"), sum[MoneyKind::Tariffs as usize]);
    for (flow, cents) in corridor.flows.iter().zip(statement.flows.iter()).filter(|(flow, _)| !flow.competing) {
        put("revenue", format_args!("{}", flow.name), cents[MoneyKind::Tariffs as usize]);
    }
    let mut put = |of: std::fmt::Arguments, kg: f64| sheet.value("co2", of, "t/year", Some(kg / KG_PER_T / years));
    put(format_args!("all"), statement.co2.iter().sum());
    for kind in [MoneyKind::Fuel, MoneyKind::Rail, MoneyKind::Sea, MoneyKind::Handling] {
        put(format_args!("kind:{}", kind.name()), statement.co2[kind as usize]);
    }
    for (flow, kg) in corridor.flows.iter().zip(statement.co2_of.iter()) {
        put(format_args!("{}", flow.name), *kg);
    }
}

fn by_year(corridor: &Corridor, statement: &Statement, sheet: &mut impl Sheet) {
    let prices = corridor.prices.as_ref().expect("a statement is of prices");
    let unit = &prices.currency;
    for (number, (year, _)) in fiscal_years(&corridor.horizon).enumerate().filter(|(_, (year, _))| *year != "all") {
        let cents = &statement.years[number];
        let mut put = |name, of: std::fmt::Arguments, cents| sheet.row(name, of, year, unit, money(cents), 1.0);
        put("cost", format_args!("all"), billed(cents));
        for kind in MoneyKind::ALL.into_iter().filter(|&kind| kind != MoneyKind::Tariffs) {
            put("cost", format_args!("kind:{}", kind.name()), cents[kind as usize]);
        }
        put("revenue", format_args!("all"), cents[MoneyKind::Tariffs as usize]);
        sheet.row("co2", format_args!("all"), year, "t", statement.co2_by_year[number] / KG_PER_T, 1.0);
    }
}

/// What a tonne and a TEU of some flows cost: the money of all of them over what was delivered.
fn averages<O: Observer>(
    world: &World<'_, O>,
    statement: &Statement,
    of: std::fmt::Arguments,
    shares: &[Share],
    what: Average,
    sheet: &mut impl Sheet,
) {
    let corridor = world.corridor;
    let currency = &corridor.prices.as_ref().expect("a statement is of prices").currency;
    let sum = |cents_of: &dyn Fn(&ByKind) -> i128, shares: &mut dyn Iterator<Item = &Share>| -> i128 {
        shares.map(|share| cents_of(&statement.flows[share.flow])).sum()
    };
    let full = |cents: &ByKind| billed(cents) + cents[MoneyKind::Time as usize] + cents[MoneyKind::Carbon as usize];
    let rest = |cents_of: &dyn Fn(&ByKind) -> i128| if what.with_shared { cents_of(&statement.shared) } else { 0 };
    let tonnes: f64 = shares.iter().map(|share| share.tonnes).sum();
    let cost = sum(&billed, &mut shares.iter()) + rest(&billed);
    sheet.row("cost_per_t", of, "all", &format!("{currency}/t"), money(cost), tonnes);
    let cost = sum(&full, &mut shares.iter()) + rest(&full);
    sheet.row("full_cost_per_t", of, "all", &format!("{currency}/t"), money(cost), tonnes);
    let boxes = |share: &&Share| is_of_boxes(&corridor.flows[share.flow]);
    let teu: f64 = shares.iter().map(|share| share.units as f64 * corridor.flows[share.flow].teu_per_unit).sum();
    if what.boxes {
        let cost = sum(&billed, &mut shares.iter().filter(boxes));
        sheet.row("cost_per_teu", of, "all", &format!("{currency}/teu"), money(cost), teu);
    }
    let kg: f64 = shares.iter().map(|share| statement.co2_of[share.flow]).sum();
    sheet.row("co2_kg_per_t", of, "all", "kg/t", kg, tonnes);
}
