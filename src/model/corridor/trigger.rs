//! Triggered changes: the corridor as it is once something has been seen in it.

use super::{BerthClass, Corridor, Definition, Fleet, Flow, LocomotivePool, Port, Stage};
use crate::kernel::{Duration, Id, Table};

/// A change that comes where the corridor calls for it.
#[derive(Clone, Debug)]
pub struct Trigger {
    pub name: String,
    pub watched: Watched,
    pub limit: Limit,
    /// What is watched is judged over windows of this length, one after the other, the first from where the measured
    /// part begins; above 0.
    pub window: Duration,
    /// Windows in a row that must be beyond the limit; at least 1.
    pub checks: u32,
    /// From the end of the last of them until the change is in force.
    pub delay: Duration,
    /// How often the change may come; at least 1.
    pub at_most: u32,
    /// How often it can have come into force by the end of the run; not more than `at_most`.
    pub most_in_force: u32,
    /// What one coming of it adds to the number of the combination in force.
    pub stride: usize,
}

/// What a trigger looks at. Facilities are given by their place in [`facilities`](crate::model::measure::facilities).
#[derive(Clone, Debug)]
pub enum Watched {
    /// Units that wait at a facility, on average over the window.
    Queue(usize),
    /// Units that wait or are handled there, on average over the window.
    Present(usize),
    /// Mean wait there of the units that began to be handled in the window, hours.
    MeanWait(usize),
    /// The wait, hours, that this share of those units did not exceed.
    Wait(usize, f64),
    /// Share of their time for which servers were at work.
    Servers(Id<Stage>),
    Berths(Id<BerthClass>),
    Locomotives(Id<LocomotivePool>),
    /// Share of the deck that was filled at departures.
    Decks(Id<Fleet>, Id<Port>),
    /// Tonnes delivered in the window, by what a unit of each flow weighs.
    Delivered(Table<f64, Flow>),
    /// Tonnes that a definition counted in the window.
    Counted(Id<Definition>, Table<f64, Flow>),
}

/// What counts as beyond.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    Above(f64),
    Below(f64),
}

impl Limit {
    pub fn is_passed_by(self, value: f64) -> bool {
        match self {
            Limit::Above(limit) => value > limit,
            Limit::Below(limit) => value < limit,
        }
    }
}

impl Corridor {
    /// Numbers of the combinations of triggered changes in force: 0 where there is none.
    pub fn combinations(&self) -> usize {
        self.triggers.iter().map(|trigger| trigger.most_in_force as usize + 1).product()
    }

    /// The description after the first `dates` dated changes, with this combination of triggered ones in force.
    ///
    /// # Panics
    /// Where no run can come to this.
    pub fn edition(&self, dates: usize, combination: usize) -> &Corridor {
        match (dates.checked_sub(1), combination.checked_sub(1)) {
            (None, None) => self,
            (Some(last), None) => &self.changes[last].corridor,
            (_, Some(other)) => {
                let edition = &self.combined[dates * (self.combinations() - 1) + other];
                edition.as_ref().expect("every edition that can come into force was compiled")
            }
        }
    }

    /// Every later edition of the description.
    pub fn later_editions_mut(&mut self) -> impl Iterator<Item = &mut Corridor> {
        self.changes.iter_mut().map(|change| &mut change.corridor).chain(self.combined.iter_mut().flatten())
    }
}
