//! Prices as they stand in the file: one list, in real money of one year, laid over what happens.

use super::names::{ByUnit, Entries};
use super::number::{Amount, Percent, Positive, Whole};
use super::read::record;
use super::time::Day;

record! {
    /// What a unit, or a tonne of it, costs and pays at a stage, on a lane, or each time it is handled at a port.
    PassagePrices {
        /// Money that a unit costs whoever serves it, by kind of unit.
        cost_per_unit: ByUnit<Amount>,
        /// The same for a net tonne.
        cost_per_t: ByUnit<Amount>,
        /// Money that a unit pays, by kind of unit.
        tariff_per_unit: ByUnit<Amount>,
        /// The same for a net tonne.
        tariff_per_t: ByUnit<Amount>,
        /// CO2 of a net tonne, beside that of vessels' fuel.
        co2_kg_per_t: Amount = Amount(0.0),
    }
}

record! {
    /// What a kilometre of line costs and pays.
    LinePrices {
        /// Money that a unit costs, by kind of unit.
        cost_per_unit_km: ByUnit<Amount>,
        /// The same for a net tonne.
        cost_per_t_km: ByUnit<Amount>,
        /// Money that a unit pays, by kind of unit.
        tariff_per_unit_km: ByUnit<Amount>,
        /// The same for a net tonne.
        tariff_per_t_km: ByUnit<Amount>,
        /// CO2 of a net tonne.
        co2_kg_per_t_km: Amount = Amount(0.0),
    }
}

record! {
    /// What a yard costs.
    YardPrices {
        /// Money for a unit and day.
        cost_per_unit_day: Amount,
    }
}

record! {
    /// What a vessel of a fleet costs.
    FleetPrices {
        /// Price of a vessel; needs its life.
        capital_per_vessel: Option<Amount>,
        /// Years that a vessel serves from when it is bought.
        life_years: Option<Positive>,
        /// Crew, insurance, repair: money for a vessel and day in service.
        fixed_per_day: Amount = Amount(0.0),
        /// Hire of a chartered vessel, for a day in service.
        charter_per_day: Amount = Amount(0.0),
        /// The fuel it burns.
        fuel: Option<String>,
        /// Tonnes of fuel for a day under way.
        fuel_t_per_day_at_sea: Amount = Amount(0.0),
        /// Tonnes of fuel for a day at berth, at the roads, or broken down.
        fuel_t_per_day_in_port: Amount = Amount(0.0),
        /// Port dues and services of a call.
        dues_per_call: Amount = Amount(0.0),
    }
}

record! {
    /// What a fuel costs and emits.
    FuelPrices {
        /// Money for a tonne.
        price_per_t: Amount,
        /// Tonnes of CO2 from a tonne of fuel.
        co2_t_per_t: Amount,
    }
}

record! {
    /// Something other than a vessel that is paid for.
    InvestmentEntry {
        /// Its price.
        capital: Amount,
        /// The day on which it is paid and from which it stands, in a dated scenario; by default before measuring starts.
        date: Option<Day>,
        /// Years that it lasts.
        life_years: Positive,
        /// Money a year to keep it up.
        upkeep_per_year: Amount = Amount(0.0),
        /// What is built, and where its price is known from.
        because: String,
    }
}

record! {
    /// The price list, in real money of one year.
    EconomicsEntry {
        /// The money of all prices, also those of routes, such as "USD".
        currency: String,
        /// The year of the prices.
        price_year: Whole<1900, 2200>,
        /// Real rate at which later money is discounted, a year.
        discount_rate_percent: Percent,
        /// Years over which plans are appraised, at least those that are measured.
        appraisal_years: Whole<1, 100>,
        /// What a day is worth to a net tonne, by kind of unit.
        value_of_time_per_t_day: ByUnit<Amount>,
        /// What a tonne of CO2 costs society.
        carbon_price_per_t: Amount = Amount(0.0),
        /// Prices of every line that has none of its own.
        every_line: Option<LinePrices>,
        /// Lines with prices of their own.
        lines: Entries<LinePrices>,
        /// Lanes.
        lanes: Entries<PassagePrices>,
        /// Stages.
        stages: Entries<PassagePrices>,
        /// Ports: each unit onto or off a vessel there.
        ports: Entries<PassagePrices>,
        /// Yards.
        yards: Entries<YardPrices>,
        /// Fleets.
        fleets: Entries<FleetPrices>,
        /// Fuels.
        fuels: Entries<FuelPrices>,
        /// What is built or bought beside vessels.
        investments: Entries<InvestmentEntry>,
    }
}
