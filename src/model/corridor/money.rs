//! Prices: what things that happen cost and pay, in real money of one year.

use super::{Fleet, Flow, Lane, Line, PerUnit, Port, Stage, Yard};
use crate::kernel::{Table, Time};

/// The price list of a scenario. Amounts are in its money, real and of its price year; they hold for the whole run.
#[derive(Clone, Debug)]
pub struct Prices {
    pub currency: String,
    pub price_year: u64,
    /// A year, as a share, >= 0.
    pub discount_rate: f64,
    /// Whole years, at least those that are measured.
    pub appraisal_years: u64,
    /// What a day is worth to a tonne.
    pub time: PerUnit<f64>,
    /// What a tonne of CO2 costs society.
    pub carbon: f64,
    /// All the way over the line.
    pub lines: Table<Passage, Line>,
    pub lanes: Table<Passage, Lane>,
    pub stages: Table<Passage, Stage>,
    /// Each time onto or off a vessel.
    pub ports: Table<Passage, Port>,
    /// For a unit and day.
    pub yards: Table<f64, Yard>,
    pub fleets: Table<FleetPrices, Fleet>,
    pub investments: Vec<Investment>,
}

/// What passing somewhere costs, pays and emits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    /// By kind of unit, for a unit.
    pub unit_cost: PerUnit<f64>,
    pub unit_tariff: PerUnit<f64>,
    /// By kind of unit, for a net tonne.
    pub tonne_cost: PerUnit<f64>,
    pub tonne_tariff: PerUnit<f64>,
    /// kg of CO2 for a net tonne.
    pub co2_kg: f64,
}

impl Passage {
    /// Money that a unit of a flow costs.
    pub fn cost(&self, flow: &Flow) -> f64 {
        self.unit_cost[flow.unit as usize] + self.tonne_cost[flow.unit as usize] * flow.tonnes_per_unit
    }

    /// Money that a unit of a flow pays.
    pub fn tariff(&self, flow: &Flow) -> f64 {
        self.unit_tariff[flow.unit as usize] + self.tonne_tariff[flow.unit as usize] * flow.tonnes_per_unit
    }
}

/// What a vessel of a fleet costs and emits. All nothing where the fleet has no prices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FleetPrices {
    /// Price of a vessel and the years it lasts; `None` where vessels are not bought.
    pub capital: Option<Capital>,
    pub fixed_per_day: f64,
    pub charter_per_day: f64,
    pub dues_per_call: f64,
    /// Money for the fuel of a day.
    pub fuel_per_day: AtSeaOrInPort,
    /// kg of CO2 of the fuel of a day.
    pub co2_kg_per_day: AtSeaOrInPort,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AtSeaOrInPort {
    pub at_sea: f64,
    pub in_port: f64,
}

/// Something that is paid once and lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capital {
    pub price: f64,
    /// Years, > 0.
    pub life: f64,
}

impl Capital {
    /// What it comes to a year: the constant payment over its life that is worth its price at this rate.
    pub fn a_year(&self, rate: f64) -> f64 {
        if rate == 0.0 { self.price / self.life } else { self.price * rate / (1.0 - libm::pow(1.0 + rate, -self.life)) }
    }
}

/// Something other than a vessel that is paid for.
#[derive(Clone, Debug, PartialEq)]
pub struct Investment {
    pub name: String,
    pub capital: Capital,
    /// When it is paid, and from when it stands.
    pub at: Time,
    pub upkeep_per_year: f64,
}

/// Where money goes, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyKind {
    /// Vessels and investments, as yearly payments over their lives.
    Capital,
    /// Crew, insurance, repair.
    Vessels,
    Charter,
    Fuel,
    Dues,
    /// Lines.
    Rail,
    /// Lanes, beside what vessels cost.
    Sea,
    /// Stages and berths.
    Handling,
    /// Yards.
    Storage,
    /// Of investments.
    Upkeep,
    /// What the days of the cargo are worth.
    Time,
    /// What CO2 costs society.
    Carbon,
    /// What cargo pays.
    Tariffs,
}

/// Number of kinds.
pub const MONEY_KINDS: usize = 13;

impl MoneyKind {
    pub const ALL: [MoneyKind; MONEY_KINDS] = [
        MoneyKind::Capital,
        MoneyKind::Vessels,
        MoneyKind::Charter,
        MoneyKind::Fuel,
        MoneyKind::Dues,
        MoneyKind::Rail,
        MoneyKind::Sea,
        MoneyKind::Handling,
        MoneyKind::Storage,
        MoneyKind::Upkeep,
        MoneyKind::Time,
        MoneyKind::Carbon,
        MoneyKind::Tariffs,
    ];

    /// The word used in measures and reports.
    pub const fn name(self) -> &'static str {
        match self {
            MoneyKind::Capital => "capital",
            MoneyKind::Vessels => "vessels",
            MoneyKind::Charter => "charter",
            MoneyKind::Fuel => "fuel",
            MoneyKind::Dues => "dues",
            MoneyKind::Rail => "rail",
            MoneyKind::Sea => "sea",
            MoneyKind::Handling => "handling",
            MoneyKind::Storage => "storage",
            MoneyKind::Upkeep => "upkeep",
            MoneyKind::Time => "time",
            MoneyKind::Carbon => "carbon",
            MoneyKind::Tariffs => "tariffs",
        }
    }

    /// Whether somebody pays it in money for the transport: time and carbon cost, but no bill says so.
    pub const fn is_billed(self) -> bool {
        !matches!(self, MoneyKind::Time | MoneyKind::Carbon | MoneyKind::Tariffs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annuity_is_worth_the_price() {
        let ship = Capital { price: 100.0, life: 2.0 };
        let a_year = ship.a_year(0.1);
        assert!((a_year / 1.1 + a_year / 1.21 - 100.0).abs() < 1e-9, "{a_year}");
        assert_eq!(ship.a_year(0.0), 50.0);
    }

    #[test]
    fn kinds_stand_in_their_order() {
        for (at, kind) in MoneyKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, at);
        }
    }
}
