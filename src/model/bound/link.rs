//! Links: what has a limit, what must pass it, and what it takes.

use crate::model::corridor::{PerUnit, UnitKind};

/// Something that has a limit and is passed by cargo.
#[derive(Clone, Debug)]
pub struct Link {
    pub kind: LinkKind,
    /// `line`, `line@place`, `stage`, `port/class`, `lane@port`, ...
    pub name: String,
    /// Units a year that have to pass, by kind; only their mix is meant where the demand is endless.
    pub demand: PerUnit<f64>,
    /// Tonnes a year that have to pass.
    pub tonnes: f64,
    /// A flow offers whatever can be taken.
    pub endless: bool,
    /// What has to be done for the demand: hours of servers, paths, deck loads ...
    pub work: f64,
    /// The least that would do: trains and decks all full.
    pub least_work: f64,
    /// What can be done.
    pub available: f64,
    /// Share of the time that closures and repairs leave, 0 to 1.
    pub open: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    Line,
    Locomotives,
    Border,
    GaugeChange,
    Crane,
    RailFront,
    Yard,
    Pool,
    Berth,
    Lane,
}

impl LinkKind {
    pub const fn word(self) -> &'static str {
        match self {
            LinkKind::Line => "line",
            LinkKind::Locomotives => "locomotives",
            LinkKind::Border => "border",
            LinkKind::GaugeChange => "gauge change",
            LinkKind::Crane => "crane",
            LinkKind::RailFront => "rail front",
            LinkKind::Yard => "yard",
            LinkKind::Pool => "pool",
            LinkKind::Berth => "berth",
            LinkKind::Lane => "lane",
        }
    }
}

/// Units a year that a flow without end counts for, so that mixes can be formed: far above any that has one.
pub const ENDLESS: f64 = 1e15;

impl Link {
    pub fn new(kind: LinkKind, name: String) -> Link {
        let nothing = PerUnit::default();
        Link {
            kind,
            name,
            demand: nothing,
            tonnes: 0.0,
            endless: false,
            work: 0.0,
            least_work: 0.0,
            available: 0.0,
            open: 1.0,
        }
    }

    /// Demand that passes, and what it takes.
    pub fn pass(&mut self, unit: UnitKind, units: f64, tonnes_per_unit: f64, work: f64, least_work: f64) {
        self.demand[unit as usize] += units;
        self.tonnes += units * tonnes_per_unit;
        self.work += work;
        self.least_work += least_work;
    }

    /// What has to be done as a share of what can be done; `None` where the demand has no end.
    pub fn utilisation(&self) -> Option<f64> {
        (!self.endless).then(|| self.pressure())
    }

    pub(super) fn pressure(&self) -> f64 {
        if self.work == 0.0 { 0.0 } else { self.work / self.available }
    }

    /// How many times the demand could pass, in the same mix.
    fn times(&self) -> f64 {
        self.available / self.least_work
    }

    /// Units of a kind that could pass in a year, in the mix of the demand.
    pub fn capacity(&self, unit: UnitKind) -> f64 {
        self.demand[unit as usize] * self.times()
    }

    /// Tonnes that could pass in a year.
    pub fn capacity_tonnes(&self) -> f64 {
        self.tonnes * self.times()
    }
}

/// Links by name, summed up over the editions.
#[derive(Debug, Default)]
pub struct Links(Vec<Link>);

impl Links {
    /// Adds what a link has to do and can do in one edition; one that nothing passes is left out.
    pub fn add(&mut self, link: Link) {
        if link.least_work <= 0.0 {
            return;
        }
        match self.0.iter_mut().find(|known| known.kind == link.kind && known.name == link.name) {
            None => self.0.push(Link { open: link.open * link.available, ..link }),
            Some(known) => {
                known.demand.iter_mut().zip(link.demand).for_each(|(sum, units)| *sum += units);
                known.tonnes += link.tonnes;
                known.work += link.work;
                known.least_work += link.least_work;
                known.open += link.open * link.available;
                known.available += link.available;
            }
        }
    }

    /// Sums become amounts a year.
    pub fn finish(mut self, years: f64) -> Vec<Link> {
        for link in &mut self.0 {
            link.endless = link.demand.iter().sum::<f64>() >= ENDLESS / 1e6;
            link.demand.iter_mut().for_each(|units| *units /= years);
            link.tonnes /= years;
            link.open = if link.available > 0.0 { link.open / link.available } else { 0.0 };
        }
        self.0
    }
}
