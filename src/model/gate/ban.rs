//! Bans at work: reviewed at fixed intervals, imposed, lifted.

use crate::kernel::{Agenda, Duration, Id, Time};
use crate::model::cargo::{Lot, Waypoint, room_of};
use crate::model::corridor::{Ban, Flow, StepKind};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::measure::is_at;
use crate::model::world::{Work, World};
use crate::stats::Tally;

/// Whether a ban is imposed, and when it was.
#[derive(Clone, Debug)]
pub struct BanState {
    since: Option<Time>,
    /// From imposed to lifted, ascending.
    spells: Vec<(Time, Time)>,
    /// Units found waiting at the reviews of the measured part.
    pub found: Tally,
}

impl BanState {
    pub fn new() -> BanState {
        BanState { since: None, spells: Vec::with_capacity(64), found: Tally::new() }
    }

    pub fn clear(&mut self) {
        self.since = None;
        self.spells.clear();
        self.found = Tally::new();
    }

    /// Instants from imposed to lifted, or to `end` where it still is.
    fn all_spells(&self, end: Time) -> impl Iterator<Item = (Time, Time)> {
        self.spells.iter().copied().chain(self.since.map(|since| (since, end)))
    }

    /// Time under the ban within [from, to), of a run that has come to `end`.
    pub fn imposed_within(&self, from: Time, to: Time, end: Time) -> Duration {
        self.all_spells(end).fold(Duration::ZERO, |sum, (begins, ends)| {
            let (begins, ends) = (begins.max(from), ends.min(to));
            if begins < ends { sum + ends.since(begins) } else { sum }
        })
    }

    /// How often it was imposed from `from` on.
    pub fn imposed_since(&self, from: Time) -> usize {
        self.all_spells(Time::NEVER).filter(|&(begins, _)| begins >= from).count()
    }
}

impl<O: Observer> World<'_, O> {
    pub(in crate::model) fn start_bans(&mut self, agenda: &mut Agenda<Event>) {
        self.gate.clear();
        for (ban, spec) in self.corridor.bans.entries() {
            self.bans[ban].clear();
            agenda.after(spec.review, Event::BanUnderReview { ban });
        }
    }

    pub(in crate::model) fn on_ban_under_review(&mut self, ban: Id<Ban>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let spec = &self.corridor.bans[ban];
        let waiting = self.waiting_for_ban(spec);
        let state = &mut self.bans[ban];
        state.found.add(waiting, 1);
        match state.since {
            None if waiting > spec.above => {
                state.since = Some(now);
                self.tell(now, Fact::BanImposed { ban, waiting });
            }
            Some(since) if waiting <= spec.below => {
                state.since = None;
                state.spells.push((since, now));
                self.tell(now, Fact::BanLifted { ban, waiting });
            }
            None | Some(_) => {}
        }
        self.release_banned(agenda);
        // Empties, which do not appear under a ban, may do so again.
        self.work.extend(self.corridor.depots.ids().map(Work::Depot));
        agenda.after(spec.review, Event::BanUnderReview { ban });
    }

    pub(super) fn is_banned(&self, flow: Id<Flow>) -> bool {
        let mut imposed = self.bans.entries().filter(|(_, state)| state.since.is_some());
        imposed.any(|(ban, _)| self.corridor.bans[ban].flows.contains(&flow))
    }

    /// Units that wait where a ban looks: present in a stage or yard, before the run at an end of a line or lane, and
    /// outside for want of room; nobody twice.
    fn waiting_for_ban(&self, ban: &Ban) -> u64 {
        let level = |(id, at): (Id<Waypoint>, &Waypoint)| {
            let point = &self.counts.points[id];
            match at.kind {
                Some(StepKind::Stage { .. }) => point.present.level(),
                Some(StepKind::Line { .. } | StepKind::Lane { .. }) => point.queue.level(),
                // Units in a yard already count as waiting for the step behind it.
                Some(StepKind::Yard(_)) if self.is_watched(ban, Waypoint::next(id)) => 0,
                Some(StepKind::Yard(_)) => point.present.level(),
                None => 0,
            }
        };
        let inside: u64 = self.route.entries().filter(|&(id, _)| self.is_watched(ban, id)).map(level).sum();
        let outside = ban.watched.iter().flat_map(|&step| &self.rooms[room_of(self.corridor, step)].outside);
        let lots = outside.flat_map(|&head| self.lots.chain(Some(head))).map(|lot| &self.lots[lot]);
        inside + lots.filter(|lot| self.is_outside_only(ban, lot)).map(|lot| u64::from(lot.units)).sum::<u64>()
    }

    fn is_watched(&self, ban: &Ban, at: Id<Waypoint>) -> bool {
        let Waypoint { kind, unit, .. } = self.route[at];
        unit == ban.unit && kind.is_some_and(|step| ban.watched.iter().any(|&other| is_at(step, other)))
    }

    /// Whether a lot outside a room is counted nowhere else that the ban looks at.
    fn is_outside_only(&self, ban: &Ban, lot: &Lot) -> bool {
        let counted = |at: Id<Waypoint>| {
            let holds = at == lot.at || matches!(self.route[at].kind, Some(StepKind::Stage { .. }));
            holds && self.is_watched(ban, at)
        };
        self.route[lot.at].unit == ban.unit && !lot.counted.is_some_and(counted)
    }
}
