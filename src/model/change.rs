//! Dated and triggered changes: the next edition of the corridor comes into force, and everybody looks at it anew.

use super::event::Event;
use super::fact::{Fact, Observer};
use super::world::{Work, World};
use crate::kernel::{Agenda, Time};

impl<O: Observer> World<'_, O> {
    /// The corridor is again as it was at the start.
    pub(super) fn start_changes(&mut self, agenda: &mut Agenda<Event>) {
        self.corridor = self.first;
        (self.dates, self.combination) = (0, 0);
        if !self.first.changes.is_empty() || !self.first.triggers.is_empty() {
            self.review_rooms();
        }
        self.review_stages(Time::ZERO);
        self.review_routes();
        self.review_locomotives(agenda);
        for (id, class) in self.corridor.berth_classes.entries() {
            self.berths[id].resize(class.count, Time::ZERO);
        }
        self.work.clear();
        for (number, change) in self.first.changes.iter().enumerate() {
            agenda.at(change.at, Event::ChangeComes { number: number as u32 });
        }
        self.start_triggers(agenda);
    }

    pub(super) fn on_change_comes(&mut self, number: u32, agenda: &mut Agenda<Event>) {
        self.dates = number as usize + 1;
        self.tell(agenda.now(), Fact::CorridorChanged { number });
        self.next_edition(agenda);
    }

    /// Brings everything in line with the changes that have come.
    pub(super) fn next_edition(&mut self, agenda: &mut Agenda<Event>) {
        let before = std::mem::replace(&mut self.corridor, self.first.edition(self.dates, self.combination));
        self.review_rooms();
        self.review_depots(agenda.now());
        self.review_stages(agenda.now());
        self.review_tracks(before, agenda);
        self.review_locomotives(agenda);
        self.review_berths(agenda);
        self.review_breakdowns(before, agenda);
        self.review_fleets(agenda);
        self.review_departures(before, agenda);
        self.review_routes();
        for formation in self.formations.ids() {
            self.work.push_back(Work::Formation(formation));
        }
        for lane in self.lane_ends.ids() {
            self.work.extend([Work::Cargo(lane, 0), Work::Cargo(lane, 1)]);
        }
    }
}
