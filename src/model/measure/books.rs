//! Books: the quantities that prices are put on, as they stand at the end of each year.
//!
//! Nothing is counted for money alone but what each fleet carried of each flow: at the end of a year, the counters
//! that are there anyway are read. Money is price times quantity, rounded to whole cents as it grows, so that years,
//! kinds and bearers add up exactly.

use crate::kernel::{Id, Table, Time};
use crate::model::Observer;
use crate::model::cargo::Waypoint;
use crate::model::corridor::{
    Capital, Corridor, Fleet, Flow, Horizon, MONEY_KINDS, MoneyKind, PeriodKind, Prices, StepKind,
};
use crate::model::sea::VesselState;
use crate::model::world::World;

const MS_PER_DAY: f64 = 86_400_000.0;
/// Days over which a year's worth of money is spread.
const DAYS_PER_YEAR: f64 = 365.0;
const CENTS: f64 = 100.0;

/// Something that is counted, from the start of measuring on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Quantity {
    /// Units that left a step.
    Passed(Id<Waypoint>),
    /// Unit-ms in a yard.
    Stored(Id<Waypoint>),
    /// Unit-ms in the corridor.
    Inside(Id<Flow>),
    /// Vessel-ms.
    InService(Id<Fleet>),
    AtSea(Id<Fleet>),
    InPort(Id<Fleet>),
    /// Berthings.
    Calls(Id<Fleet>),
    /// ms since an instant.
    Since(Time),
}

/// Who bears a cost, or emits.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bearer {
    Flow(Id<Flow>),
    /// The flows that the fleet carried, by the deck they took.
    Fleet(Id<Fleet>),
    /// Nobody in particular.
    Shared,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Position in the quantities.
    quantity: usize,
    kind: MoneyKind,
    /// Cents for one of the quantity.
    cents: f64,
    /// kg of CO2 of one of the quantity; told once for a quantity, by the entry of the kind that emits.
    co2_kg: f64,
    bearer: Bearer,
}

/// Money by kind, cents.
pub type ByKind = [i128; MONEY_KINDS];

/// What the prices make of a replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// By year.
    pub years: Vec<ByKind>,
    /// Over the measured part, by flow.
    pub flows: Table<ByKind, Flow>,
    /// Over the measured part, what no flow bears.
    pub shared: ByKind,
    /// kg of CO2 by the kind that emits, and by flow.
    pub co2: [f64; MONEY_KINDS],
    pub co2_of: Table<f64, Flow>,
    /// kg of CO2 by year.
    pub co2_by_year: Vec<f64>,
    pub purchases: Purchases,
}

/// Vessels that were bought, or were there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Purchases {
    /// In service when measuring starts.
    pub there: Table<u64, Fleet>,
    /// Entered service for the first time, by year.
    pub bought: Vec<Table<u64, Fleet>>,
}

/// The books of one replication.
#[derive(Clone, Debug)]
pub struct Books {
    quantities: Vec<Quantity>,
    entries: Vec<Entry>,
    /// First instants of the years behind the first.
    year_begins: Vec<Time>,
    /// Years that are over.
    year: usize,
    /// Quantities at the end of each of them, year by year.
    closed: Vec<u128>,
    purchases: Purchases,
    /// Units carried, by fleet and flow.
    carried: Vec<u64>,
    flows: usize,
}

/// The calendar years of the measured part, each with its name and length in years; without dates, the whole of it.
pub fn fiscal_years(horizon: &Horizon) -> impl Iterator<Item = (&str, f64)> {
    let dated = horizon.periods.iter().any(|period| period.kind == PeriodKind::Year);
    let kind = if dated { PeriodKind::Year } else { PeriodKind::All };
    horizon.periods.iter().filter(move |period| period.kind == kind).map(|period| (period.name.as_str(), period.years))
}

impl Books {
    /// `None` where there are no prices.
    pub fn new(corridor: &Corridor, route: &Table<Waypoint>) -> Option<Box<Books>> {
        let prices = corridor.prices.as_ref()?;
        let horizon = &corridor.horizon;
        let years = horizon.periods.iter().filter(|period| period.kind == PeriodKind::Year);
        let year_begins: Vec<Time> = years.skip(1).map(|year| horizon.months[year.first]).collect();
        let mut books = Books {
            quantities: Vec::new(),
            entries: Vec::new(),
            year: 0,
            closed: Vec::new(),
            purchases: Purchases {
                there: corridor.fleets.iter().map(|_| 0).collect(),
                bought: vec![corridor.fleets.iter().map(|_| 0).collect(); year_begins.len() + 1],
            },
            carried: vec![0; corridor.fleets.len() * corridor.flows.len()],
            flows: corridor.flows.len(),
            year_begins,
        };
        for (id, waypoint) in route.entries() {
            books.price_step(corridor, prices, id, waypoint);
        }
        for (id, flow) in corridor.flows.entries().filter(|(_, flow)| !flow.competing) {
            let a_day = prices.time[flow.unit as usize] * flow.tonnes_per_unit;
            books.add(Quantity::Inside(id), Bearer::Flow(id), a_day / MS_PER_DAY, 0.0, MoneyKind::Time, 0.0);
        }
        for id in corridor.fleets.ids() {
            books.price_fleet(prices, id);
        }
        for investment in &prices.investments {
            let since = Quantity::Since(investment.at.max(horizon.measure_from));
            let a_year = |money: f64| money / (DAYS_PER_YEAR * MS_PER_DAY);
            let capital = investment.capital.a_year(prices.discount_rate);
            books.add(since, Bearer::Shared, a_year(capital), 0.0, MoneyKind::Capital, 0.0);
            books.add(since, Bearer::Shared, a_year(investment.upkeep_per_year), 0.0, MoneyKind::Upkeep, 0.0);
        }
        books.closed.reserve(books.quantities.len() * books.year_begins.len());
        Some(Box::new(books))
    }

    /// A price, and perhaps CO2 with its own, on one of a quantity; nothing where both are 0.
    fn add(&mut self, quantity: Quantity, bearer: Bearer, price: f64, co2_kg: f64, kind: MoneyKind, carbon: f64) {
        if price == 0.0 && co2_kg == 0.0 {
            return;
        }
        let at = self.quantities.iter().position(|&known| known == quantity).unwrap_or_else(|| {
            self.quantities.push(quantity);
            self.quantities.len() - 1
        });
        self.entries.push(Entry { quantity: at, kind, cents: price * CENTS, co2_kg, bearer });
        let carbon = carbon * co2_kg / 1000.0;
        if carbon > 0.0 {
            let kind = MoneyKind::Carbon;
            self.entries.push(Entry { quantity: at, kind, cents: carbon * CENTS, co2_kg: 0.0, bearer });
        }
    }

    /// Competing cargo bears no cost of its own, only that of the vessels that it takes.
    fn price_step(&mut self, corridor: &Corridor, prices: &Prices, id: Id<Waypoint>, waypoint: &Waypoint) {
        let flow = &corridor.flows[waypoint.flow];
        let Some(kind) = waypoint.kind.filter(|_| !flow.competing) else { return };
        let bearer = Bearer::Flow(waypoint.flow);
        let passed = match kind {
            StepKind::Stage { stage, .. } => vec![(&prices.stages[stage], MoneyKind::Handling)],
            StepKind::Line { line, .. } => vec![(&prices.lines[line], MoneyKind::Rail)],
            StepKind::Lane { lane, .. } => {
                let ports = corridor.lanes[lane].ports.map(|port| (&prices.ports[port], MoneyKind::Handling));
                std::iter::once((&prices.lanes[lane], MoneyKind::Sea)).chain(ports).collect()
            }
            StepKind::Yard(yard) => {
                let cost = prices.yards[yard] / MS_PER_DAY;
                return self.add(Quantity::Stored(id), bearer, cost, 0.0, MoneyKind::Storage, 0.0);
            }
        };
        for (passage, kind) in passed {
            let co2_kg = passage.co2_kg * flow.tonnes_per_unit;
            self.add(Quantity::Passed(id), bearer, passage.cost(flow), co2_kg, kind, prices.carbon);
            self.add(Quantity::Passed(id), bearer, passage.tariff(flow), 0.0, MoneyKind::Tariffs, 0.0);
        }
    }

    fn price_fleet(&mut self, prices: &Prices, id: Id<Fleet>) {
        let (fleet, bearer) = (&prices.fleets[id], Bearer::Fleet(id));
        let a_day = |money: f64| money / MS_PER_DAY;
        let capital = fleet.capital.map_or(0.0, |capital: Capital| capital.a_year(prices.discount_rate));
        let served = Quantity::InService(id);
        self.add(served, bearer, a_day(capital / DAYS_PER_YEAR), 0.0, MoneyKind::Capital, 0.0);
        self.add(served, bearer, a_day(fleet.fixed_per_day), 0.0, MoneyKind::Vessels, 0.0);
        self.add(served, bearer, a_day(fleet.charter_per_day), 0.0, MoneyKind::Charter, 0.0);
        self.add(Quantity::Calls(id), bearer, fleet.dues_per_call, 0.0, MoneyKind::Dues, 0.0);
        let (fuel, co2) = (fleet.fuel_per_day, fleet.co2_kg_per_day);
        let burnt = [(Quantity::AtSea(id), fuel.at_sea, co2.at_sea), (Quantity::InPort(id), fuel.in_port, co2.in_port)];
        for (quantity, fuel, co2) in burnt {
            self.add(quantity, bearer, a_day(fuel), a_day(co2), MoneyKind::Fuel, prices.carbon);
        }
    }

    /// Units of a flow were taken ashore from a vessel of a fleet.
    pub fn carried(&mut self, fleet: Id<Fleet>, flow: Id<Flow>, units: u32) {
        self.carried[fleet.index() * self.flows + flow.index()] += u64::from(units);
    }

    /// A vessel enters service for the first time.
    pub fn bought(&mut self, fleet: Id<Fleet>) {
        self.purchases.bought[self.year][fleet] += 1;
    }

    /// Deck that the flows took on vessels of a fleet.
    fn deck_taken(&self, corridor: &Corridor, fleet: Id<Fleet>) -> Vec<u128> {
        let spec = &corridor.fleets[fleet];
        let taken = |(id, flow): (Id<Flow>, &Flow)| {
            let units = self.carried[fleet.index() * self.flows + id.index()];
            u128::from(units) * u128::from(spec.share[flow.unit as usize].unwrap_or(0))
        };
        corridor.flows.entries().map(taken).collect()
    }
}

impl<O: Observer> World<'_, O> {
    /// Measuring starts.
    pub(super) fn open_books(&mut self) {
        let Some(books) = &mut self.books else { return };
        books.year = 0;
        books.closed.clear();
        books.carried.fill(0);
        books.purchases.bought.iter_mut().flat_map(Table::iter_mut).for_each(|bought| *bought = 0);
        books.purchases.there.iter_mut().for_each(|there| *there = 0);
        for vessel in self.vessels.iter().filter(|vessel| vessel.is_in_service()) {
            books.purchases.there[vessel.fleet] += 1;
        }
    }

    /// Reads the counters where a year ends.
    pub(super) fn close_books(&mut self, now: Time) {
        let Some(mut books) = self.books.take() else { return };
        if books.year_begins.get(books.year) == Some(&now) {
            books.year += 1;
            let Books { quantities, closed, .. } = &mut *books;
            closed.extend(quantities.iter().map(|&quantity| self.quantity(quantity, now)));
        }
        self.books = Some(books);
    }

    fn quantity(&self, quantity: Quantity, now: Time) -> u128 {
        let spent = |fleet, counts: &dyn Fn(VesselState) -> bool| {
            let states = VesselState::ALL.into_iter().filter(|&state| counts(state));
            let time = |state| {
                self.counts.fleets[fleet].states[state as usize].ms() + self.time_in_state(fleet, state, now).ms()
            };
            states.map(|state| u128::from(time(state))).sum()
        };
        match quantity {
            Quantity::Passed(at) => u128::from(self.counts.points[at].time.count()),
            Quantity::Stored(at) => self.counts.points[at].present.integral(now),
            Quantity::Inside(flow) => self.counts.flows[flow].present.integral(now),
            Quantity::InService(fleet) => spent(fleet, &|state| state != VesselState::OutOfService),
            Quantity::AtSea(fleet) => spent(fleet, &|state| state == VesselState::Sailing),
            Quantity::InPort(fleet) => spent(fleet, &|state| {
                let away = [VesselState::Sailing, VesselState::InDryDock, VesselState::OutOfService];
                !away.contains(&state)
            }),
            Quantity::Calls(fleet) => {
                let calls = |port| self.counts.calls(fleet, port).calls.iter().sum::<u64>();
                self.first.ports.ids().map(|port| u128::from(calls(port))).sum()
            }
            Quantity::Since(instant) => {
                if now > instant {
                    u128::from(now.since(instant).ms())
                } else {
                    0
                }
            }
        }
    }

    /// What the prices make of the replication, at its end; `None` without prices.
    pub fn statement(&self) -> Option<Statement> {
        let books = self.books.as_ref()?;
        let corridor = self.first;
        let end = corridor.horizon.end;
        let last: Vec<u128> = books.quantities.iter().map(|&quantity| self.quantity(quantity, end)).collect();
        let years = books.year_begins.len() + 1;
        let at_end_of = |year: usize, quantity: usize| {
            let closed = books.closed.get(year * books.quantities.len() + quantity);
            if year + 1 == years { last[quantity] } else { closed.copied().unwrap_or(0) }
        };
        let decks: Vec<Vec<u128>> = corridor.fleets.ids().map(|fleet| books.deck_taken(corridor, fleet)).collect();
        let nothing = || corridor.flows.iter().map(|_| 0.0).collect::<Table<f64, Flow>>();
        let mut statement = Statement {
            years: vec![[0; MONEY_KINDS]; years],
            flows: corridor.flows.iter().map(|_| [0; MONEY_KINDS]).collect(),
            shared: [0; MONEY_KINDS],
            co2: [0.0; MONEY_KINDS],
            co2_of: nothing(),
            co2_by_year: vec![0.0; years],
            purchases: books.purchases.clone(),
        };
        for entry in &books.entries {
            let (mut before, mut kg_before) = (0, 0.0);
            for year in 0..years {
                let quantity = at_end_of(year, entry.quantity) as f64;
                let (cents, kg) = ((quantity * entry.cents).round() as i128, quantity * entry.co2_kg);
                statement.years[year][entry.kind as usize] += cents - before;
                statement.co2_by_year[year] += kg - kg_before;
                (before, kg_before) = (cents, kg);
            }
            statement.bear(entry, before, kg_before, &decks);
        }
        Some(statement)
    }
}

impl Statement {
    /// Puts the money and CO2 of an entry on those who bear it.
    fn bear(&mut self, entry: &Entry, cents: i128, kg: f64, decks: &[Vec<u128>]) {
        let kind = entry.kind as usize;
        self.co2[kind] += kg;
        match entry.bearer {
            Bearer::Flow(flow) => {
                self.flows[flow][kind] += cents;
                self.co2_of[flow] += kg;
            }
            Bearer::Fleet(fleet) if decks[fleet.index()].iter().any(|&taken| taken > 0) => {
                let taken = &decks[fleet.index()];
                let whole: u128 = taken.iter().sum();
                let (mut so_far, mut told) = (0, 0);
                for (flow, &part) in self.flows.ids().zip(taken) {
                    so_far += part;
                    // Rounded as it grows, so that the parts add up.
                    let upto = (cents as f64 * (so_far as f64 / whole as f64)).round() as i128;
                    let upto = if so_far == whole { cents } else { upto };
                    self.flows[flow][kind] += upto - told;
                    self.co2_of[flow] += kg * (part as f64 / whole as f64);
                    told = upto;
                }
            }
            Bearer::Fleet(_) | Bearer::Shared => self.shared[kind] += cents,
        }
    }
}
