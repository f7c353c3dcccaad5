//! What a corridor can carry at most, before anything is simulated: the capacity of every link against the demand that
//! must pass it, and the closed network of every loop of vessels.
//!
//! Nothing here is drawn: laws count by their means. A link is judged by what its servers, paths or vessels have to do
//! in the time they have; closures and repairs take their long-run share of it. Dated changes are taken edition by
//! edition: what is said of a span is the sum over the editions in force in it.

mod demand;
mod link;
mod rail;
mod sea;
mod shore;
mod span;
mod vessels;

pub use link::{Link, LinkKind};
pub use vessels::{Call, Loop};

use crate::facility::ClosedNetwork;
use crate::kernel::Time;
use crate::model::corridor::{Corridor, Period};
use demand::Demand;
use link::Links;
use sea::Sea;
use span::Span;

/// What is known of a corridor beforehand, for one span of time.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Years of the span, by the calendar.
    pub years: f64,
    /// In the order of the description; those without a limit, and those that nothing passes, are left out.
    pub links: Vec<Link>,
    pub loops: Vec<Loop>,
}

/// Judges the corridor over one of its periods.
pub fn bound(corridor: &Corridor, period: &Period) -> Bound {
    let horizon = &corridor.horizon;
    let begins = |month: usize| horizon.months.get(month).copied().unwrap_or(horizon.end);
    let (from, end) = (begins(period.first), begins(period.last));
    let mut links = Links::default();
    let mut loops: Vec<Loop> = corridor.fleets.iter().map(|fleet| Loop::new(corridor, fleet)).collect();
    for span in editions(corridor, from, end) {
        let demand = Demand::new(&span);
        let sea = Sea::new(&span, &demand);
        rail::add(&span, &demand, &mut links);
        shore::add(&span, &demand, &sea, &mut links);
        sea.add(&span, &mut links, &mut loops);
    }
    let hours = end.since(from).hours();
    loops.iter_mut().for_each(|one| one.finish(hours, period.years));
    loops.retain(|one| one.vessels > 0.0);
    Bound { years: period.years, links: links.finish(period.years), loops }
}

/// The editions in force from one instant to another, each for as long as it is.
fn editions(corridor: &Corridor, from: Time, end: Time) -> Vec<Span<'_>> {
    let starts = std::iter::once((Time::ZERO, corridor));
    let starts: Vec<_> = starts.chain(corridor.changes.iter().map(|change| (change.at, &change.corridor))).collect();
    let ends = starts.iter().skip(1).map(|&(at, _)| at).chain([Time::NEVER]);
    let spans = starts.iter().zip(ends).map(|(&(at, edition), until)| (edition, at.max(from), until.min(end)));
    spans.filter(|(_, from, to)| from < to).map(|(edition, from, to)| Span::new(edition, from, to)).collect()
}

impl Bound {
    /// Links by use, the busiest first; among those without a measure of use nothing is said.
    pub fn busiest(&self) -> Vec<&Link> {
        let mut links: Vec<&Link> = self.links.iter().collect();
        links.sort_by(|a, b| b.pressure().total_cmp(&a.pressure()));
        links
    }
}

/// The closed network of a loop at a whole number of vessels, or between two of them for a share in between: vessels
/// that are in repair, in dock or not yet in service are away for part of the time.
fn between(network: &ClosedNetwork, vessels: f64) -> Option<(f64, Vec<f64>)> {
    let (low, part) = (vessels.floor(), vessels - vessels.floor());
    let one = network.solve(low as u32)?;
    if part == 0.0 {
        return Some((one.throughput, one.waiting));
    }
    let other = network.solve(low as u32 + 1)?;
    let mix = |a: f64, b: f64| a + part * (b - a);
    let waiting = one.waiting.iter().zip(&other.waiting).map(|(&a, &b)| mix(a, b)).collect();
    Some((mix(one.throughput, other.throughput), waiting))
}
