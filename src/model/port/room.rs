//! Waiting rooms: every yard, and the room before every stage, line end and lane end.

use std::collections::VecDeque;

use crate::facility::Room;
use crate::kernel::{Id, Table};
use crate::model::cargo::{Lot, RoomId};
use crate::model::corridor::{Capacity, Corridor, Lane, LaneEnd, Line, LineEnd, Overflow, Stage, Yard};
use crate::model::world::Work;

/// Places, and those who wait for one.
#[derive(Debug)]
pub struct RoomState {
    pub room: Room,
    /// Lots or parties held outside, first in first out.
    pub outside: VecDeque<Id<Lot>>,
    pub overflow: Overflow,
    /// A yard: it stands before the step its lots wait for.
    pub is_yard: bool,
    /// Places are for parties instead of units.
    pub counts_parties: bool,
}

impl RoomState {
    fn new(capacity: Capacity, overflow: Overflow) -> RoomState {
        let capacity = limit(capacity);
        let outside = VecDeque::with_capacity(if capacity.is_some() { 256 } else { 0 });
        RoomState { room: Room::new(capacity), outside, overflow, is_yard: false, counts_parties: false }
    }

    pub fn clear(&mut self) {
        self.room.clear();
        self.outside.clear();
    }
}

fn limit(capacity: Capacity) -> Option<u32> {
    match capacity {
        Capacity::Limited(places) => Some(places),
        Capacity::Unlimited => None,
    }
}

/// All rooms: yards, stages, line ends, lane ends, in this order.
pub fn rooms(corridor: &Corridor) -> Table<RoomState> {
    let (yards, stages) = (corridor.yards.len(), corridor.stages.len());
    let rooms = specs(corridor).enumerate().map(|(index, (capacity, overflow))| RoomState {
        is_yard: index < yards,
        counts_parties: (yards..yards + stages).contains(&index),
        ..RoomState::new(capacity, overflow)
    });
    rooms.collect()
}

fn specs(corridor: &Corridor) -> impl Iterator<Item = (Capacity, Overflow)> {
    let yards = corridor.yards.iter().map(|yard| (yard.capacity, yard.overflow));
    let stages = corridor.stages.iter().map(|stage| (stage.room, stage.overflow));
    let ends = corridor.lines.iter().map(|line| line.room).chain(corridor.lanes.iter().map(|lane| lane.room));
    yards.chain(stages).chain(ends.flat_map(|room| [(room, Overflow::Hold); 2]))
}

impl<O: crate::model::Observer> crate::model::World<'_, O> {
    /// Every room has as many places now as the corridor says; who is in one stays in.
    pub(in crate::model) fn review_rooms(&mut self) {
        for (id, (capacity, overflow)) in self.rooms.ids().zip(specs(self.corridor)) {
            self.rooms[id].room.resize(limit(capacity));
            self.rooms[id].overflow = overflow;
            self.work.push_back(Work::Room(id));
        }
    }

    /// What a room is called in messages.
    pub(in crate::model) fn room_name(&self, room: RoomId) -> String {
        let corridor = self.corridor;
        let (yards, stages) = (corridor.yards.len(), corridor.stages.len());
        let index = room.index();
        if index < yards {
            return format!("yard {}", corridor.yards[Id::new(index)].name);
        }
        if index < yards + stages {
            return format!("room before stage {}", corridor.stages[Id::new(index - yards)].name);
        }
        let end = index - yards - stages;
        let lines = 2 * corridor.lines.len();
        let (name, place) = if end < lines {
            let line = &corridor.lines[Id::new(end / 2)];
            (&line.name, line.ends[end % 2])
        } else {
            let lane = &corridor.lanes[Id::new((end - lines) / 2)];
            (&lane.name, lane.ends[end % 2])
        };
        format!("room of {name} at {}", corridor.places[place].name)
    }
}

pub fn yard_room(yard: Id<Yard>) -> RoomId {
    yard.cast()
}

pub fn stage_room(corridor: &Corridor, stage: Id<Stage>) -> RoomId {
    Id::new(corridor.yards.len() + stage.index())
}

pub fn line_room(corridor: &Corridor, line: Id<Line>, from: LineEnd) -> RoomId {
    Id::new(corridor.yards.len() + corridor.stages.len() + 2 * line.index() + usize::from(from))
}

pub fn lane_room(corridor: &Corridor, lane: Id<Lane>, from: LaneEnd) -> RoomId {
    let before = corridor.yards.len() + corridor.stages.len() + 2 * corridor.lines.len();
    Id::new(before + 2 * lane.index() + usize::from(from))
}
