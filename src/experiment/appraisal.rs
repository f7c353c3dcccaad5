//! The appraisal of a plan: what it pays and earns beside its base, year by year, and what that is worth.
//!
//! Vessels and investments are paid at the start of the year in which they come, all else at the end of the year in which
//! it falls. Vessels that serve when measuring starts count as bought then: what plan and base both have cancels. The
//! last year stands for those behind it until the appraisal ends; what wears out before is bought again, and what is not
//! worn out by then is credited at the share of its life that is left.

use crate::model::Corridor;
use crate::model::corridor::{Capital, MONEY_KINDS, MoneyKind, Prices};
use crate::model::measure::{ByKind, Statement, fiscal_years};
use crate::stats::cash::{Payment, Return, discount, internal_return, payback};
use crate::stats::coverage::{Coverage, coverage};
use crate::stats::order::sample_quantile;
use crate::stats::quotient::quotient;
use crate::stats::{Estimate, RatioFold};

const CENTS: f64 = 100.0;

/// When the money of an appraisal flows.
#[derive(Clone, Debug)]
struct Span {
    rate: f64,
    /// Lengths of the measured years, years.
    years: Vec<f64>,
    /// The measured part stands for every year alike.
    alike: bool,
    /// Length of the appraisal, years.
    length: f64,
}

impl Span {
    fn of(corridor: &Corridor, prices: &Prices) -> Span {
        let (names, years): (Vec<&str>, Vec<f64>) = fiscal_years(&corridor.horizon).unzip();
        let alike = names.first() == Some(&"all");
        Span { rate: prices.discount_rate, years, alike, length: prices.appraisal_years as f64 }
    }

    /// When a measured year starts.
    fn starts(&self, year: usize) -> f64 {
        if self.alike { 0.0 } else { self.years[..year].iter().sum() }
    }

    /// Ends of the years of the appraisal, each with the measured year it is like and how much of that.
    fn ends(&self) -> Vec<(f64, usize, f64)> {
        let mut ends = Vec::new();
        let mut now = 0.0;
        if !self.alike {
            for (year, length) in self.years.iter().enumerate() {
                now += length;
                ends.push((now, year, 1.0));
            }
        }
        let last = self.years.len() - 1;
        while now < self.length - 1e-9 {
            let length = (self.length - now).min(1.0);
            now += length;
            ends.push((now, last, length / self.years[last]));
        }
        ends
    }
}

/// Something that is bought: its price and when, years from the start of measuring.
struct Purchase {
    /// Position among the fleets by name; `None` for an investment.
    fleet: Option<usize>,
    capital: Capital,
    /// Below 0 what is not bought.
    number: f64,
    at: f64,
}

/// What a plan pays, or saves, for a fleet more than the base.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetOutlay {
    pub name: String,
    /// Price of a vessel in the plan.
    pub price: f64,
}

/// Where the money of a plan comes from and goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Outlays,
    LeftAtTheEnd,
    Running(MoneyKind),
}

/// Number of parts.
const PARTS: usize = 2 + MONEY_KINDS;

impl Part {
    pub fn all() -> impl Iterator<Item = Part> {
        let running = MoneyKind::ALL.into_iter().filter(|&kind| kind != MoneyKind::Capital).map(Part::Running);
        [Part::Outlays, Part::LeftAtTheEnd].into_iter().chain(running)
    }

    fn index(self) -> usize {
        match self {
            Part::Outlays => 0,
            Part::LeftAtTheEnd => 1,
            Part::Running(kind) => 2 + kind as usize,
        }
    }
}

/// What one replication of plan and base came to.
#[derive(Clone, Debug)]
struct Draw {
    /// Present values by part; money that goes is below 0.
    parts: [f64; PARTS],
    /// Present values of outlays less what is left, by fleet.
    fleets: Vec<f64>,
    payments: Vec<Payment>,
    rate_of_return: Return,
    payback: Option<f64>,
}

impl Draw {
    fn worth(&self) -> f64 {
        self.parts.iter().sum()
    }
}

/// The running appraisal of a plan against its base.
#[derive(Clone, Debug)]
pub struct Appraiser {
    currency: String,
    span: Span,
    /// Prices of the base and of the plan.
    prices: [Prices; 2],
    /// Names of the fleets of both.
    fleets: Vec<FleetOutlay>,
    /// For base and plan, by fleet, the position of its name.
    places: [Vec<usize>; 2],
    /// When investments of base and plan are paid.
    invested: [Vec<f64>; 2],
    draws: Vec<Draw>,
}

impl Appraiser {
    /// `None` where one of the two has no prices. Rate and length are those of the base.
    pub fn new(base: &Corridor, plan: &Corridor) -> Option<Appraiser> {
        let prices = [base.prices.clone()?, plan.prices.clone()?];
        let span = Span::of(base, &prices[0]);
        let mut fleets: Vec<FleetOutlay> = Vec::new();
        // The plan comes first: its prices are those that are switched.
        let mut places = [plan, base].map(|corridor| {
            let of = corridor.prices.as_ref().expect("both have prices");
            let place = |(id, fleet): (_, &crate::model::corridor::Fleet)| {
                fleets.iter().position(|known| known.name == fleet.name).unwrap_or_else(|| {
                    let price = of.fleets[id].capital.map_or(0.0, |capital| capital.price);
                    fleets.push(FleetOutlay { name: fleet.name.clone(), price });
                    fleets.len() - 1
                })
            };
            corridor.fleets.entries().map(place).collect::<Vec<usize>>()
        });
        places.reverse();
        let invested = [base, plan].map(|corridor| {
            let investments = corridor.prices.iter().flat_map(|prices| &prices.investments);
            investments.map(|investment| span.starts(year_of(corridor, investment.at))).collect()
        });
        Some(Appraiser {
            currency: prices[0].currency.clone(),
            span,
            prices,
            fleets,
            places,
            invested,
            draws: Vec::new(),
        })
    }

    /// Takes a replication of base and plan.
    pub fn push(&mut self, base: &Statement, plan: &Statement) {
        self.draws.push(self.draw(Some(base), plan));
    }

    /// What the plan alone comes to, without its base: present values that differ by the net present value.
    pub(super) fn alone(&self, plan: &Statement) -> f64 {
        self.draw(None, plan).worth()
    }

    fn draw(&self, base: Option<&Statement>, plan: &Statement) -> Draw {
        let mut draw = Draw {
            parts: [0.0; PARTS],
            fleets: vec![0.0; self.fleets.len()],
            payments: Vec::new(),
            rate_of_return: Return::None,
            payback: None,
        };
        for (end, year, share) in self.span.ends() {
            let gained = |cents: &ByKind, kind: MoneyKind| {
                let money = cents[kind as usize] as f64 / CENTS * share;
                if kind == MoneyKind::Tariffs { money } else { -money }
            };
            let discounted = discount(self.span.rate, end);
            let mut amount = 0.0;
            for kind in MoneyKind::ALL.into_iter().filter(|&kind| kind != MoneyKind::Capital) {
                let more = gained(&plan.years[year], kind) - base.map_or(0.0, |base| gained(&base.years[year], kind));
                draw.parts[Part::Running(kind).index()] += more * discounted;
                amount += more;
            }
            draw.payments.push(Payment { at: end, amount });
        }
        for purchase in self.more_bought(base, plan) {
            self.pay(&purchase, &mut draw);
        }
        draw.rate_of_return = internal_return(&draw.payments);
        draw.payback = payback(&draw.payments);
        draw
    }

    /// What the plan buys more than the base, by fleet, price and date; what both buy cancels in whole vessels.
    fn more_bought(&self, base: Option<&Statement>, plan: &Statement) -> Vec<Purchase> {
        let mut more = self.purchases(1, plan);
        for purchase in base.into_iter().flat_map(|base| self.purchases(0, base)) {
            let alike = |other: &&mut Purchase| {
                (other.fleet, other.capital, other.at) == (purchase.fleet, purchase.capital, purchase.at)
            };
            match more.iter_mut().find(alike) {
                Some(other) => other.number -= purchase.number,
                None => more.push(Purchase { number: -purchase.number, ..purchase }),
            }
        }
        more.retain(|purchase| purchase.number != 0.0);
        more
    }

    fn purchases(&self, which: usize, statement: &Statement) -> Vec<Purchase> {
        let mut list = Vec::new();
        let prices = &self.prices[which];
        for (id, fleet) in prices.fleets.entries() {
            let Some(capital) = fleet.capital else { continue };
            let bought = statement.purchases.bought.iter().enumerate();
            let dated = bought.map(|(year, bought)| (self.span.starts(year), bought[id]));
            for (at, number) in std::iter::once((0.0, statement.purchases.there[id])).chain(dated) {
                let fleet = Some(self.places[which][id.index()]);
                list.push(Purchase { fleet, capital, number: number as f64, at });
            }
        }
        for (investment, &at) in prices.investments.iter().zip(&self.invested[which]) {
            list.push(Purchase { fleet: None, capital: investment.capital, number: 1.0, at });
        }
        list.retain(|purchase| purchase.number > 0.0 && purchase.capital.price > 0.0);
        list
    }

    /// Pays for a purchase, and again whenever it is worn out; what is left at the end is credited.
    fn pay(&self, purchase: &Purchase, draw: &mut Draw) {
        let Span { rate, length, .. } = self.span;
        let Capital { price, life } = purchase.capital;
        let amount = price * purchase.number;
        let times = ((length - purchase.at) / life - 1e-9).ceil().max(1.0) as u32;
        let mut put = |at: f64, amount: f64, part: Part| {
            let worth = amount * discount(rate, at);
            draw.parts[part.index()] += worth;
            if let Some(fleet) = purchase.fleet {
                draw.fleets[fleet] -= worth;
            }
            draw.payments.push(Payment { at, amount });
        };
        for time in 0..times {
            put(purchase.at + f64::from(time) * life, -amount, Part::Outlays);
        }
        let left = (purchase.at + f64::from(times) * life - length) / life;
        put(length, amount * left.max(0.0), Part::LeftAtTheEnd);
    }

    /// What the replications so far come to; `None` without any. The half-width of the net present value is at level
    /// `simultaneous`, all others at `confidence`.
    pub fn appraisal(&self, confidence: f64, simultaneous: f64) -> Option<Appraisal> {
        let worths: Vec<f64> = self.draws.iter().map(Draw::worth).collect();
        let mean = |values: &dyn Fn(&Draw) -> f64, level: f64| plain(self.draws.iter().map(values), level);
        let mut rates: Vec<f64> = Vec::new();
        let (mut without, mut several) = (0, 0);
        for draw in &self.draws {
            match draw.rate_of_return {
                Return::Rate(rate) => rates.push(rate),
                Return::None => without += 1,
                Return::Several => several += 1,
            }
        }
        let mut paybacks: Vec<f64> = self.draws.iter().filter_map(|draw| draw.payback).collect();
        [&mut rates, &mut paybacks].into_iter().for_each(|values| values.sort_by(f64::total_cmp));
        let n = self.draws.len() as u64;
        let capital = |draw: &Draw| -draw.parts[Part::Outlays.index()] - draw.parts[Part::LeftAtTheEnd.index()];
        Some(Appraisal {
            currency: self.currency.clone(),
            rate: self.span.rate,
            years: self.span.length,
            worth: mean(&Draw::worth, simultaneous)?,
            spread: spread(worths.clone()),
            negative: coverage(worths.iter().filter(|worth| **worth < 0.0).count() as u64, n, confidence)?,
            rates: spread(rates.clone()),
            with_rate: rates.len() as u64,
            without_rate: without,
            several_rates: several,
            rate_of_means: self.rate_of_means(),
            benefit_cost: switched(&self.draws, &|draw| draw.worth() + capital(draw), &capital, confidence),
            payback: spread(paybacks.clone()),
            paid_back: paybacks.len() as u64,
            parts: Part::all()
                .filter_map(|part| Some((part, mean(&|draw| draw.parts[part.index()], confidence)?)))
                .filter(|(_, estimate)| estimate.mean != 0.0 || estimate.sd != 0.0)
                .collect(),
            switching: self.switching(confidence),
        })
    }

    fn rate_of_means(&self) -> Return {
        let all: Vec<Payment> = self.draws.iter().flat_map(|draw| draw.payments.iter().copied()).collect();
        internal_return(&all)
    }

    /// What prices would have to be for the plan to be worth nothing: exact, for its worth is linear in every price.
    fn switching(&self, confidence: f64) -> Vec<Switching> {
        let mut list = Vec::new();
        for (at, fleet) in self.fleets.iter().enumerate().filter(|(_, fleet)| fleet.price > 0.0) {
            let outlay = |draw: &Draw| draw.fleets[at];
            let found = switched(&self.draws, &|draw| draw.worth() + outlay(draw), &outlay, confidence);
            list.extend(found.map(|factor| Switching::Price { fleet: fleet.clone(), factor }));
        }
        let capital = |draw: &Draw| -draw.parts[Part::Outlays.index()] - draw.parts[Part::LeftAtTheEnd.index()];
        let all = switched(&self.draws, &|draw| draw.worth() + capital(draw), &capital, confidence);
        list.extend(all.map(|factor| Switching::AllCapital { factor }));
        for kind in MoneyKind::ALL.into_iter().filter(|&kind| kind != MoneyKind::Capital) {
            let paid = |draw: &Draw| -draw.parts[Part::Running(kind).index()];
            let found = switched(&self.draws, &|draw| draw.worth() + paid(draw), &paid, confidence);
            list.extend(found.map(|factor| Switching::Kind { kind, factor }));
        }
        list
    }
}

/// The measured year in which an instant falls; the first for what comes before.
fn year_of(corridor: &Corridor, at: crate::kernel::Time) -> usize {
    use crate::model::corridor::PeriodKind;
    let horizon = &corridor.horizon;
    let years = horizon.periods.iter().filter(|period| period.kind == PeriodKind::Year);
    years.filter(|year| horizon.months[year.first] <= at).count().saturating_sub(1)
}

/// Mean and half-width of plain values.
fn plain(values: impl Iterator<Item = f64>, confidence: f64) -> Option<Estimate> {
    let mut fold = RatioFold::new();
    values.for_each(|value| fold.push(value, 1.0));
    fold.estimate(confidence)
}

/// The 10, 50 and 90 % quantiles over replications; `None` where there are none.
fn spread(mut values: Vec<f64>) -> Option<[f64; 3]> {
    values.sort_by(f64::total_cmp);
    Some([sample_quantile(&values, 0.1)?, sample_quantile(&values, 0.5)?, sample_quantile(&values, 0.9)?])
}

/// The factor on what is `paid` at which nothing is left of `rest` less that, with the interval of the delta method.
/// `None` where it is not known whether anything is paid, or saved.
fn switched(
    draws: &[Draw],
    rest: &dyn Fn(&Draw) -> f64,
    paid: &dyn Fn(&Draw) -> f64,
    confidence: f64,
) -> Option<Estimate> {
    let of = |values: &dyn Fn(&Draw) -> f64| draws.iter().map(values).collect::<Vec<f64>>();
    quotient(&of(rest), &of(paid), confidence)
}

/// What a plan is worth beside its base.
#[derive(Clone, Debug)]
pub struct Appraisal {
    pub currency: String,
    pub rate: f64,
    /// Length, years.
    pub years: f64,
    /// Net present value; its half-width is simultaneous over the plans.
    pub worth: Estimate,
    /// P10, P50 and P90 over replications.
    pub spread: Option<[f64; 3]>,
    /// Replications in which it is worth less than nothing.
    pub negative: Coverage,
    /// Internal rate of return where there is one: P10, P50, P90.
    pub rates: Option<[f64; 3]>,
    pub with_rate: u64,
    pub without_rate: u64,
    pub several_rates: u64,
    /// Of the mean cash flow.
    pub rate_of_means: Return,
    /// Present value of all else over that of capital, less what is left of it; `None` where no capital is known to be
    /// spent.
    pub benefit_cost: Option<Estimate>,
    /// Years: P10, P50, P90 of the replications that are paid back.
    pub payback: Option<[f64; 3]>,
    pub paid_back: u64,
    /// Present values; money that goes is below 0.
    pub parts: Vec<(Part, Estimate)>,
    pub switching: Vec<Switching>,
}

/// A price, or all prices of a kind, as a multiple of what they are, at which the plan is worth nothing.
#[derive(Clone, Debug)]
pub enum Switching {
    Price { fleet: FleetOutlay, factor: Estimate },
    AllCapital { factor: Estimate },
    Kind { kind: MoneyKind, factor: Estimate },
}
