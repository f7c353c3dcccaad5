//! Choice of route: which of several ways a lot takes, chosen when it appears.
//!
//! A way that is not open is out; so is one with a port closed by weather at the near end of a lane, while another can
//! be taken. One uniform draw of the lot's number decides between those that are left.

use crate::kernel::{Id, Time};
use crate::model::corridor::{Alternative, Flow, RouteChoice, StepKind};
use crate::model::fact::Observer;
use crate::model::world::World;

impl<O: Observer> World<'_, O> {
    /// Number of the way that a lot takes which appears now.
    pub(super) fn choose_alternative(&self, flow: Id<Flow>, lot: u64, now: Time) -> usize {
        let spec = &self.corridor.flows[flow];
        if !spec.has_choice() {
            return 0;
        }
        let luck = self.streams.route(flow).uniform(lot);
        // Where everything is shut, it is the same for all.
        let passable = |way: &Alternative| !self.is_shut(way, now);
        match spec.choice {
            RouteChoice::ByShare => {
                let weight = |way: &Alternative| way.share;
                pick(spec, luck, |way| if passable(way) { weight(way) } else { 0.0 })
                    .or_else(|| pick(spec, luck, weight))
            }
        }
        .expect("checked: some way of a flow is open")
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

/// The open way on which `luck`, from 0 to 1, falls where each has a length by its weight; none where no weight is
/// above 0.
fn pick(flow: &Flow, luck: f64, weight: impl Fn(&Alternative) -> f64) -> Option<usize> {
    let weights = || flow.alternatives.iter().map(|way| if way.open { weight(way) } else { 0.0 }).enumerate();
    let total: f64 = weights().map(|(_, weight)| weight).sum();
    let mut rest = luck * total;
    let mut last = None;
    for (number, weight) in weights().filter(|&(_, weight)| weight > 0.0) {
        if rest < weight {
            return Some(number);
        }
        rest -= weight;
        last = Some(number); // rounding may leave a rest behind the last
    }
    last
}
