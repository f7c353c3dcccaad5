//! The gate: what holds units at their origin before their first step.

mod ban;
mod depot;

pub use ban::BanState;
pub use depot::DepotState;

use std::collections::VecDeque;

use crate::kernel::{Agenda, Id, Time};
use crate::model::cargo::{Cause, Holder, Lot};
use crate::model::corridor::StepKind;
use crate::model::event::Event;
use crate::model::fact::{Fact, Held, Observer};
use crate::model::world::World;

/// Lots that wait at their origin.
#[derive(Debug, Default)]
pub struct Gate {
    /// Held by bans, in the order in which they appeared.
    banned: VecDeque<Id<Lot>>,
}

impl Gate {
    pub fn clear(&mut self) {
        self.banned.clear();
    }
}

impl<O: Observer> World<'_, O> {
    /// A lot that has appeared goes its way, unless its flow is banned or it has to wait for carriers.
    pub(in crate::model) fn leave_origin(&mut self, lot: Id<Lot>, agenda: &mut Agenda<Event>) {
        if self.is_banned(self.lots[lot].flow) {
            self.hold_by_ban(lot, agenda.now());
        } else {
            self.equip(lot, agenda);
        }
    }

    fn hold_by_ban(&mut self, lot: Id<Lot>, now: Time) {
        self.lots.book(lot, now, Cause::BanAtOrigin);
        self.gate.banned.push_back(lot);
        self.tell(now, Fact::UnitsHeldAtOrigin { units: (&self.lots[lot]).into(), by: Held::Ban });
    }

    /// A lot stands at the door of its first step.
    fn set_off(&mut self, lot: Id<Lot>, agenda: &mut Agenda<Event>) {
        if !matches!(self.waypoint(lot).kind, Some(StepKind::Yard(_))) {
            self.join_point(lot, agenda.now());
        }
        self.enter(lot, Holder::Nothing, agenda);
    }

    /// Those that no ban holds any longer set off, in the order in which they appeared.
    fn release_banned(&mut self, agenda: &mut Agenda<Event>) {
        for _ in 0..self.gate.banned.len() {
            let lot = self.gate.banned.pop_front().expect("as many are looked at as were held");
            if self.is_banned(self.lots[lot].flow) {
                self.gate.banned.push_back(lot);
            } else {
                self.equip(lot, agenda);
            }
        }
    }

    /// Lots booked to wait at the gate against those that do: for the audit.
    pub(in crate::model) fn gate_imbalance(&self) -> Option<String> {
        let booked = self.lots.live().filter(|lot| lot.cause == Cause::BanAtOrigin).count();
        let held = self.gate.banned.len();
        let bans = (booked != held).then(|| format!("{held} lots are held by bans, but {booked} wait for them"));
        bans.or_else(|| self.pool_imbalance())
    }
}
