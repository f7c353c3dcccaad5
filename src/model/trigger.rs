//! Triggers: windows of the past are judged, and a change comes where enough of them were beyond its limit.
//!
//! Life cycle: a window begins - it ends and is judged, and the next begins - the change is triggered - after its delay
//! it takes effect; if it may come again, windows begin anew.

use super::corridor::{Trigger, Watched};
use super::event::Event;
use super::fact::{Fact, Observer};
use super::measure::{Reading, gather};
use super::world::World;
use crate::kernel::{Agenda, Id, Time};
use crate::stats::Quantiles;

/// What a trigger has seen.
#[derive(Debug)]
pub struct TriggerState {
    phase: Phase,
    /// Windows in a row that were beyond the limit.
    streak: u32,
    /// How often the change was triggered.
    pub triggered: u32,
    /// How often it has come into force.
    pub in_force: u32,
    /// When it was triggered first.
    pub first_triggered: Option<Time>,
    /// When it came into force first.
    pub first_in_force: Option<Time>,
    /// Waits up to the beginning of the window and up to now, where a quantile of them is asked for.
    waits: Option<[Quantiles; 2]>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// Nothing is watched: before the measured part, while a change is under way, or for good.
    Idle,
    /// What had added up when the window began.
    Watching(Reading),
}

impl TriggerState {
    pub fn new(trigger: &Trigger) -> TriggerState {
        let waits = matches!(trigger.watched, Watched::Wait(..)).then(|| [Quantiles::new(), Quantiles::new()]);
        TriggerState {
            phase: Phase::Idle,
            streak: 0,
            triggered: 0,
            in_force: 0,
            first_triggered: None,
            first_in_force: None,
            waits,
        }
    }

    fn clear(&mut self) {
        (self.phase, self.streak, self.triggered, self.in_force) = (Phase::Idle, 0, 0, 0);
        (self.first_triggered, self.first_in_force) = (None, None);
    }
}

impl<O: Observer> World<'_, O> {
    pub(super) fn start_triggers(&mut self, agenda: &mut Agenda<Event>) {
        self.triggers.iter_mut().for_each(TriggerState::clear);
        for trigger in self.first.triggers.ids() {
            agenda.at(self.first.horizon.measure_from, Event::WindowTurns { trigger });
        }
    }

    pub(super) fn on_window_turns(&mut self, id: Id<Trigger>, agenda: &mut Agenda<Event>) {
        let trigger = &self.first.triggers[id];
        if let Phase::Watching(before) = self.triggers[id].phase {
            let value = self.watched(id, before, agenda.now());
            let state = &mut self.triggers[id];
            let passed = value.filter(|&value| trigger.limit.is_passed_by(value));
            state.streak = if passed.is_some() { state.streak + 1 } else { 0 };
            if let Some(value) = passed.filter(|_| state.streak == trigger.checks) {
                (state.phase, state.streak) = (Phase::Idle, 0);
                state.triggered += 1;
                state.first_triggered.get_or_insert(agenda.now());
                self.tell(agenda.now(), Fact::ChangeTriggered { trigger: id, value });
                agenda.after(trigger.delay, Event::TriggeredChangeComes { trigger: id });
                return;
            }
        }
        self.begin_window(id, agenda);
    }

    fn begin_window(&mut self, id: Id<Trigger>, agenda: &mut Agenda<Event>) {
        let trigger = &self.first.triggers[id];
        let reading = self.reading(&trigger.watched, agenda.now());
        let state = &mut self.triggers[id];
        state.phase = Phase::Watching(reading);
        if let (Watched::Wait(facility, _), Some([before, _])) = (&trigger.watched, &mut state.waits) {
            gather(&self.counts, &self.facilities[*facility], before);
        }
        agenda.after(trigger.window, Event::WindowTurns { trigger: id });
    }

    /// The value of a window that ends now; `None` where there was nothing to observe.
    fn watched(&mut self, id: Id<Trigger>, before: Reading, now: Time) -> Option<f64> {
        let watched = &self.first.triggers[id].watched;
        match (watched, &mut self.triggers[id].waits) {
            (&Watched::Wait(facility, share), Some([before, by_now])) => {
                gather(&self.counts, &self.facilities[facility], by_now);
                by_now.quantile_since(before, share).map(|ms| ms / 3_600_000.0)
            }
            (_, _) => self.reading(watched, now).since(before),
        }
    }

    pub(super) fn on_triggered_change_comes(&mut self, id: Id<Trigger>, agenda: &mut Agenda<Event>) {
        let trigger = &self.first.triggers[id];
        let state = &mut self.triggers[id];
        state.in_force += 1;
        state.first_in_force.get_or_insert(agenda.now());
        let may_come_again = state.triggered < trigger.at_most;
        self.combination += trigger.stride;
        self.tell(agenda.now(), Fact::ChangeTookEffect { trigger: id });
        self.next_edition(agenda);
        if may_come_again {
            self.begin_window(id, agenda);
        }
    }

    /// Every change that came into force was triggered before, at most one of each is under way, and the description is
    /// the one that they make.
    pub(super) fn trigger_imbalance(&self) -> Option<String> {
        let mut combination = 0;
        for (trigger, state) in self.first.triggers.iter().zip(self.triggers.iter()) {
            combination += trigger.stride * state.in_force as usize;
            if state.triggered > trigger.at_most || state.triggered.wrapping_sub(state.in_force) > 1 {
                let (triggered, in_force) = (state.triggered, state.in_force);
                return Some(format!(
                    "change {}: triggered {triggered} times, in force {in_force} times",
                    trigger.name
                ));
            }
        }
        let edition = self.first.edition(self.dates, combination);
        (!std::ptr::eq(self.corridor, edition))
            .then(|| "the corridor in force is not the one that its changes make".to_owned())
    }
}
