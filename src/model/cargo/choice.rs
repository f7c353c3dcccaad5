//! Choice of route: which of several ways a lot takes, chosen when it appears.
//!
//! A way that is not open is out; so is one with a port closed by weather at the near end of a lane, while another can
//! be taken. Between those that are left one uniform draw of the lot's number decides, by their shares or by what they
//! are expected to cost.

use super::free_flow::free_flow_days;
use crate::kernel::{Id, Table, Time};
use crate::model::corridor::{Alternative, Corridor, Flow, RouteChoice, StepKind};
use crate::model::fact::Observer;
use crate::model::world::World;

/// What is known beforehand of the ways that lots choose between.
#[derive(Debug)]
pub struct Expectations {
    /// Days without waiting, by flow and way; none of flows without a choice.
    free_flow: Table<Vec<f64>, Flow>,
    /// Room for the weights of the ways of one flow.
    weights: Vec<f64>,
}

impl Expectations {
    pub fn new(corridor: &Corridor) -> Expectations {
        let ways = |flow: &Flow| if flow.has_choice() { flow.alternatives.len() } else { 0 };
        let most = corridor.flows.iter().map(ways).max().unwrap_or(0);
        Expectations {
            free_flow: corridor.flows.iter().map(|flow| vec![0.0; ways(flow)]).collect(),
            weights: Vec::with_capacity(most),
        }
    }
}

impl<O: Observer> World<'_, O> {
    /// Expected times are those of the corridor as it is now.
    pub(in crate::model) fn review_routes(&mut self) {
        for (id, flow) in self.corridor.flows.entries() {
            for (days, way) in self.expectations.free_flow[id].iter_mut().zip(&flow.alternatives) {
                *days = free_flow_days(self.corridor, flow, way);
            }
        }
    }

    /// Number of the way that a lot takes which appears now.
    pub(super) fn choose_alternative(&mut self, flow: Id<Flow>, lot: u64, now: Time) -> usize {
        if !self.corridor.flows[flow].has_choice() {
            return 0;
        }
        let luck = self.streams.route(flow).uniform(lot);
        let mut weights = std::mem::take(&mut self.expectations.weights);
        self.weigh(flow, now, &mut weights);
        let chosen = pick(&weights, luck).expect("checked: some way of a flow is open");
        self.expectations.weights = weights;
        chosen
    }

    /// Puts down how likely each way is, as parts of any whole.
    fn weigh(&self, id: Id<Flow>, now: Time, weights: &mut Vec<f64>) {
        let flow = &self.corridor.flows[id];
        let chosen = |way: &Alternative| way.open && (flow.choice != RouteChoice::ByShare || way.share > 0.0);
        let passable = |way: &Alternative| chosen(way) && !self.is_shut(way, now);
        // Where everything is shut, it is the same for all.
        let some = flow.alternatives.iter().any(passable);
        let usable = |way: &Alternative| if some { passable(way) } else { chosen(way) };
        let ways = flow.alternatives.iter();
        weights.clear();
        match flow.choice {
            RouteChoice::ByShare => weights.extend(ways.map(|way| if usable(way) { way.share } else { 0.0 })),
            RouteChoice::LeastCost { value_of_time, spread } => {
                let cost = |(number, way): (usize, &Alternative)| {
                    let days = || self.expectations.free_flow[id][number] + self.expected_waits(flow, way, now);
                    if usable(way) { way.cost + value_of_time * days() } else { f64::INFINITY }
                };
                weights.extend(ways.enumerate().map(cost));
                likelihoods(weights, spread);
            }
        }
    }

    /// Days of waiting for vessels on a way, as known now.
    fn expected_waits(&self, flow: &Flow, way: &Alternative, now: Time) -> f64 {
        let waits = way.itinerary.iter().map(|step| match step.kind {
            StepKind::Lane { lane, from } => self.expected_wait(lane, from, flow.unit, now),
            StepKind::Stage { .. } | StepKind::Yard(_) | StepKind::Line { .. } => 0.0,
        });
        waits.sum()
    }

    /// Whether a way cannot be taken for a while: a port is closed now at the near end of one of its lanes.
    fn is_shut(&self, way: &Alternative, now: Time) -> bool {
        way.itinerary.iter().any(|step| match step.kind {
            StepKind::Lane { lane, from } => {
                let port = self.corridor.lanes[lane].ports[usize::from(from)];
                !self.weather_of_port(port).any.is_open(now)
            }
            StepKind::Stage { .. } | StepKind::Yard(_) | StepKind::Line { .. } => false,
        })
    }
}

/// Turns costs, some of them infinite, into weights: all to the first of the cheapest, or those of a multinomial logit.
pub fn likelihoods(costs: &mut [f64], spread: f64) {
    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let first = costs.iter().position(|&cost| cost == least);
    for (number, cost) in costs.iter_mut().enumerate() {
        *cost = match spread {
            0.0 => f64::from(u8::from(first == Some(number))),
            spread => libm::exp((least - *cost) / spread),
        };
    }
}

/// The entry on which `luck`, from 0 to 1, falls where each has a length by its weight; none where no weight is above
/// 0. A smaller weight leaves an entry only luck that it had before.
fn pick(weights: &[f64], luck: f64) -> Option<usize> {
    let mut rest = luck * weights.iter().sum::<f64>();
    let mut last = None;
    for (number, &weight) in weights.iter().enumerate().filter(|&(_, &weight)| weight > 0.0) {
        if rest < weight {
            return Some(number);
        }
        rest -= weight;
        last = Some(number); // rounding may leave a rest behind the last
    }
    last
}
