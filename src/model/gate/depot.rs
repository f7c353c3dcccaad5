//! Depots at work: carriers are taken by units that set off, come back with those that arrive, and go where they are
//! needed as empties.

use crate::facility::PriorityQueue;
use crate::kernel::{Agenda, Id, Time};
use crate::model::cargo::{Cause, Lot};
use crate::model::corridor::{Arrivals, Corridor, Depot, Flow, Pool};
use crate::model::event::Event;
use crate::model::fact::{Fact, Held, Observer};
use crate::model::world::{Work, World};
use crate::stats::TimeWeighted;

/// What is at a depot, and who waits for it.
#[derive(Debug, Default)]
pub struct DepotState {
    /// Lots without carriers. Only while there is no stock.
    waiting: PriorityQueue<Id<Lot>>,
    /// Flows of empties that leave here, and which of them is next.
    empties: Vec<Id<Flow>>,
    turn: usize,
    /// Carriers brought so far.
    brought: u64,
    /// Carriers that are to be taken away when they come in.
    recalled: u64,
    pub stock: TimeWeighted,
    /// Units that wait.
    pub waiting_units: TimeWeighted,
    /// 1 while there is no stock.
    pub out_of_stock: TimeWeighted,
}

impl DepotState {
    pub fn new(corridor: &Corridor, depot: Id<Depot>) -> DepotState {
        let empties = corridor.flows.entries().filter(|(_, flow)| {
            matches!(flow.arrivals, Arrivals::Empties { .. }) && flow.depots.is_some_and(|[from, _]| from == depot)
        });
        DepotState { empties: empties.map(|(id, _)| id).collect(), ..DepotState::default() }
    }

    fn clear(&mut self, stock: u64) {
        self.waiting.clear();
        (self.turn, self.brought, self.recalled) = (0, stock, 0);
        (self.stock, self.waiting_units) = (TimeWeighted::new(), TimeWeighted::new());
        self.out_of_stock = TimeWeighted::new();
        self.set_stock(stock, Time::ZERO);
    }

    /// A unit waits though there are carriers.
    pub fn keeps_waiting(&self) -> bool {
        !self.waiting.is_empty() && self.stock.level() > 0
    }

    pub fn restart(&mut self, now: Time) {
        self.stock.reset(now);
        self.waiting_units.reset(now);
        self.out_of_stock.reset(now);
    }

    fn set_stock(&mut self, stock: u64, now: Time) {
        self.stock.set(now, stock);
        self.out_of_stock.set(now, u64::from(stock == 0));
    }

    fn take(&mut self, carriers: u64, now: Time) {
        self.set_stock(self.stock.level() - carriers, now);
    }

    /// Carriers come in; those that were recalled are taken away.
    fn bring(&mut self, carriers: u64, now: Time) {
        let gone = carriers.min(self.recalled);
        self.recalled -= gone;
        self.brought -= gone;
        self.set_stock(self.stock.level() + carriers - gone, now);
    }
}

impl<O: Observer> World<'_, O> {
    pub(in crate::model) fn start_depots(&mut self, agenda: &mut Agenda<Event>) {
        for (depot, spec) in self.corridor.depots.entries() {
            self.depots[depot].clear(spec.stock);
            self.work.push_back(Work::Depot(depot));
        }
        for (flow, spec) in self.corridor.flows.entries() {
            if let Arrivals::Empties { review: Some(review), .. } = spec.arrivals {
                agenda.after(review, Event::StockUnderReview { flow });
            }
        }
    }

    /// There are as many carriers as the corridor says now: more come to the depot, too many leave it as they come in.
    pub(in crate::model) fn review_depots(&mut self, now: Time) {
        for (depot, spec) in self.corridor.depots.entries() {
            let state = &mut self.depots[depot];
            let owned = state.brought - state.recalled;
            if spec.stock > owned {
                let more = spec.stock - owned;
                state.brought += more;
                state.bring(more, now);
            } else if spec.stock < owned {
                state.recalled += owned - spec.stock;
                let there = state.stock.level();
                state.set_stock(0, now);
                state.bring(there, now);
            }
            self.work.push_back(Work::Depot(depot));
        }
    }

    /// A lot takes carriers, as many units of it as there are, and sets off; the rest waits.
    pub(super) fn equip(&mut self, lot: Id<Lot>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let Some([depot, _]) = self.corridor.flows[self.lots[lot].flow].depots else {
            return self.set_off(lot, agenda);
        };
        let units = self.lots[lot].units;
        let state = &self.depots[depot];
        // Carriers that have just come in are for those who wait.
        let fit = if state.waiting.is_empty() { state.stock.level().min(u64::from(units)) as u32 } else { 0 };
        if fit == units {
            return self.set_off_equipped(lot, depot, agenda);
        }
        if fit > 0 {
            let part = self.lots.split(lot, fit);
            self.set_off_equipped(part, depot, agenda);
        }
        self.lots.book(lot, now, Cause::WaitingForWagon);
        let rest = &self.lots[lot];
        let state = &mut self.depots[depot];
        state.waiting.push(self.corridor.flows[rest.flow].priority, lot);
        state.waiting_units.add(now, u64::from(rest.units));
        self.tell(now, Fact::UnitsHeldAtOrigin { units: rest.into(), by: Held::Pool });
    }

    fn set_off_equipped(&mut self, lot: Id<Lot>, depot: Id<Depot>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        self.depots[depot].take(u64::from(self.lots[lot].units), now);
        self.tell(now, Fact::UnitsEquipped { units: (&self.lots[lot]).into() });
        self.set_off(lot, agenda);
    }

    /// Units have left the corridor: their carriers are at the destination of the flow, wherever the units went.
    pub(in crate::model) fn return_carriers(&mut self, flow: Id<Flow>, units: u32, now: Time) {
        if let Some([_, depot]) = self.corridor.flows[flow].depots {
            self.depots[depot].bring(u64::from(units), now);
            self.work.push_back(Work::Depot(depot));
        }
    }

    /// Carriers are given to those who wait, first come first served within a priority; what is left may go as empties.
    pub(in crate::model) fn serve_depot(&mut self, depot: Id<Depot>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        while let Some(&lot) = self.depots[depot].waiting.peek() {
            let Lot { flow, units, .. } = self.lots[lot];
            let stock = self.depots[depot].stock.level();
            let banned = self.is_banned(flow);
            if stock == 0 && !banned {
                return;
            }
            let fit = if banned { units } else { stock.min(u64::from(units)) as u32 };
            let state = &mut self.depots[depot];
            state.waiting_units.sub(now, u64::from(fit));
            let part = if fit == units {
                state.waiting.pop();
                lot
            } else {
                self.lots.split(lot, fit)
            };
            if banned {
                self.hold_by_ban(part, now);
            } else {
                self.set_off_equipped(part, depot, agenda);
            }
        }
        self.send_empties(depot, agenda);
    }

    /// The flows of empties take turns as long as one of them finds a group.
    fn send_empties(&mut self, depot: Id<Depot>, agenda: &mut Agenda<Event>) {
        let flows = self.depots[depot].empties.len();
        let mut found_none = 0;
        while found_none < flows {
            let turn = self.depots[depot].turn;
            self.depots[depot].turn = (turn + 1) % flows;
            let flow = self.depots[depot].empties[turn];
            let reviewed = matches!(self.corridor.flows[flow].arrivals, Arrivals::Empties { review: Some(_), .. });
            found_none = if !reviewed && self.send_group(flow, agenda) { 0 } else { found_none + 1 };
        }
    }

    pub(in crate::model) fn on_stock_under_review(&mut self, flow: Id<Flow>, agenda: &mut Agenda<Event>) {
        while self.send_group(flow, agenda) {}
        if let Arrivals::Empties { review: Some(review), .. } = self.corridor.flows[flow].arrivals {
            agenda.after(review, Event::StockUnderReview { flow });
        }
    }

    /// A group of empties appears and sets off where the stock is that much above what is kept. Returns whether it does.
    fn send_group(&mut self, flow: Id<Flow>, agenda: &mut Agenda<Event>) -> bool {
        let &Flow { arrivals: Arrivals::Empties { keep, group, .. }, depots: Some([depot, _]), .. } =
            &self.corridor.flows[flow]
        else {
            return false;
        };
        let state = &self.depots[depot];
        if !state.waiting.is_empty() || state.stock.level() < keep + u64::from(group) || self.is_banned(flow) {
            return false;
        }
        let lot = self.empties_appear(flow, group, agenda.now());
        self.set_off_equipped(lot, depot, agenda);
        true
    }

    /// Carriers at the depots and under units against those there are, and units that wait for them: for the audit.
    pub(super) fn pool_imbalance(&self) -> Option<String> {
        self.corridor.pools.entries().find_map(|(pool, spec)| {
            let depots = || self.depots.entries().filter(|&(id, _)| self.corridor.depots[id].pool == pool);
            let of_pool = |lot: &&Lot| self.pool_of(lot.flow) == Some(pool);
            let units = |booked: &dyn Fn(Cause) -> bool| -> u64 {
                let lots = self.lots.live().filter(of_pool).filter(|lot| booked(lot.cause));
                lots.map(|lot| u64::from(lot.units)).sum()
            };
            let there: u64 = depots().map(|(_, state)| state.stock.level()).sum();
            let owned: u64 = depots().map(|(_, state)| state.brought).sum();
            let under = units(&|cause| !matches!(cause, Cause::BanAtOrigin | Cause::WaitingForWagon));
            let (waiting, booked) = (
                depots().map(|(_, state)| state.waiting_units.level()).sum::<u64>(),
                units(&|cause| cause == Cause::WaitingForWagon),
            );
            let name = &spec.name;
            if there + under != owned {
                return Some(format!("pool {name}: {owned} carriers, but {there} at depots and {under} under units"));
            }
            (waiting != booked).then(|| format!("pool {name}: {waiting} units wait, but {booked} are booked to wait"))
        })
    }

    fn pool_of(&self, flow: Id<Flow>) -> Option<Id<Pool>> {
        self.corridor.flows[flow].depots.map(|[from, _]| self.corridor.depots[from].pool)
    }
}
