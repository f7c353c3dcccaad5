//! Prices: every line, lane, stage, port, yard and fleet gets its own, those without get nothing.

use crate::kernel::Time;
use crate::model::corridor::{AtSeaOrInPort, Capital, FleetPrices, Investment, Passage, PerUnit, Prices};
use crate::scenario::check::View;
use crate::scenario::format::{
    Amount, ByUnit, EconomicsEntry, FleetPrices as FleetEntry, InvestmentEntry, LinePrices, PassagePrices,
};

const KG_PER_T: f64 = 1000.0;
const PERCENT: f64 = 100.0;

pub(super) fn prices(view: &View) -> Option<Prices> {
    let (file, entry) = (view.file, view.file.economics.get()?);
    let per_line = |(name, line): (&str, &crate::scenario::format::LineEntry)| {
        let prices = entry.lines.get(name).or(entry.every_line.as_ref());
        prices.map_or_else(Passage::default, |prices| over_line(prices, line.km.map_or(0.0, |km| km.0)))
    };
    let of = |priced: Option<&PassagePrices>| priced.map_or_else(Passage::default, passage);
    Some(Prices {
        currency: entry.currency.clone(),
        price_year: entry.price_year.0,
        discount_rate: entry.discount_rate_percent.0 / PERCENT,
        appraisal_years: entry.appraisal_years.0,
        time: by_unit(&entry.value_of_time_per_t_day),
        carbon: entry.carbon_price_per_t.0,
        lines: file.lines.iter().map(per_line).collect(),
        lanes: file.lanes.names().map(|name| of(entry.lanes.get(name))).collect(),
        stages: file.stages.names().map(|name| of(entry.stages.get(name))).collect(),
        ports: file.ports.names().map(|name| of(entry.ports.get(name))).collect(),
        yards: file
            .yards
            .names()
            .map(|name| entry.yards.get(name).map_or(0.0, |prices| prices.cost_per_unit_day.0))
            .collect(),
        fleets: file
            .fleets
            .names()
            .map(|name| entry.fleets.get(name).map_or_else(FleetPrices::default, |prices| fleet(entry, prices)))
            .collect(),
        investments: entry.investments.iter().map(|(name, entry)| investment(view, name, entry)).collect(),
    })
}

fn by_unit(prices: &ByUnit<Amount>) -> PerUnit<f64> {
    prices.0.map(|price| price.map_or(0.0, |price| price.0))
}

fn passage(entry: &PassagePrices) -> Passage {
    Passage {
        unit_cost: by_unit(&entry.cost_per_unit),
        unit_tariff: by_unit(&entry.tariff_per_unit),
        tonne_cost: by_unit(&entry.cost_per_t),
        tonne_tariff: by_unit(&entry.tariff_per_t),
        co2_kg: entry.co2_kg_per_t.0,
    }
}

fn over_line(entry: &LinePrices, km: f64) -> Passage {
    let all_the_way = |prices: &ByUnit<Amount>| by_unit(prices).map(|price| price * km);
    Passage {
        unit_cost: all_the_way(&entry.cost_per_unit_km),
        unit_tariff: all_the_way(&entry.tariff_per_unit_km),
        tonne_cost: all_the_way(&entry.cost_per_t_km),
        tonne_tariff: all_the_way(&entry.tariff_per_t_km),
        co2_kg: entry.co2_kg_per_t_km.0 * km,
    }
}

fn fleet(economics: &EconomicsEntry, entry: &FleetEntry) -> FleetPrices {
    let fuel = entry.fuel.as_ref().and_then(|fuel| economics.fuels.get(fuel));
    let burnt = |per_t: f64| AtSeaOrInPort {
        at_sea: entry.fuel_t_per_day_at_sea.0 * per_t,
        in_port: entry.fuel_t_per_day_in_port.0 * per_t,
    };
    FleetPrices {
        capital: entry
            .capital_per_vessel
            .zip(entry.life_years)
            .map(|(price, life)| Capital { price: price.0, life: life.0 }),
        fixed_per_day: entry.fixed_per_day.0,
        charter_per_day: entry.charter_per_day.0,
        dues_per_call: entry.dues_per_call.0,
        fuel_per_day: burnt(fuel.map_or(0.0, |fuel| fuel.price_per_t.0)),
        co2_kg_per_day: burnt(fuel.map_or(0.0, |fuel| fuel.co2_t_per_t.0 * KG_PER_T)),
    }
}

fn investment(view: &View, name: &str, entry: &InvestmentEntry) -> Investment {
    let hours = entry.date.and_then(|day| view.calendar?.hours_to(day.0.at(0, 0, 0, 0)));
    Investment {
        name: name.to_owned(),
        capital: Capital { price: entry.capital.0, life: entry.life_years.0 },
        at: Time::from_hours(hours.unwrap_or(0.0).max(0.0)),
        upkeep_per_year: entry.upkeep_per_year.0,
    }
}
