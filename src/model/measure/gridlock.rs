//! Gridlock: units held outside a full room that nothing will ever empty.
//!
//! At the end of a run everything is asked whether it can still move. Lines always drain. A stage can move where a
//! server is idle or at work, a vessel where it is not held, and whatever is held can move where what holds it up can. What is
//! left over waits for itself in a circle.

use super::circle::circle;
use crate::kernel::{Id, Table};
use crate::model::Observer;
use crate::model::cargo::{Holder, RoomId};
use crate::model::corridor::{Capacity, Overflow, StepKind};
use crate::model::port::RoomState;
use crate::model::sea::Vessel;
use crate::model::world::World;

/// What can still move.
pub(super) struct Moving {
    pub rooms: Table<bool, RoomState>,
    pub vessels: Table<bool, Vessel>,
}

/// The circle of those that wait for one another, with what each of them holds, if there is one.
pub fn gridlock<O: Observer>(world: &World<'_, O>) -> Option<String> {
    let held = |(_, room): &(RoomId, &RoomState)| room.overflow == Overflow::Hold && !room.outside.is_empty();
    if !world.rooms.entries().any(|entry| held(&entry)) {
        return None;
    }
    let mut moving = Moving {
        rooms: world.rooms.iter().map(|_| false).collect(),
        vessels: world.vessels.iter().map(|_| false).collect(),
    };
    while spread(world, &mut moving) {}
    let (stuck, _) = world.rooms.entries().filter(held).find(|&(id, _)| !moving.rooms[id])?;
    Some(format!("gridlock: {}", circle(world, &moving, stuck)))
}

/// Marks whatever can move given what is known to move. Returns whether anything was added.
fn spread<O: Observer>(world: &World<'_, O>, moving: &mut Moving) -> bool {
    let before = count(moving);
    for id in world.vessels.ids() {
        moving.vessels[id] = moving.vessels[id] || vessel_moves(world, id, moving);
    }
    for id in world.rooms.ids() {
        moving.rooms[id] = moving.rooms[id] || room_drains(world, id, moving);
    }
    count(moving) > before
}

fn count(moving: &Moving) -> usize {
    moving.rooms.iter().chain(moving.vessels.iter()).filter(|&&moves| moves).count()
}

/// A vessel out of service may come back, and one that has broken down will be whole again. A vessel held aboard moves
/// when the rooms its lots wait for drain; one at anchor when a berth will be freed.
fn vessel_moves<O: Observer>(world: &World<'_, O>, id: Id<Vessel>, moving: &Moving) -> bool {
    let vessel = &world.vessels[id];
    if vessel.held_aboard() > 0 {
        return held_by(world, Holder::Vessel(id)).all(|room| moving.rooms[room]);
    }
    let port = vessel.port();
    if !world.ports[port].anchorage.contains(&id) {
        return true;
    }
    let classes = &world.corridor.fleets[vessel.fleet].berths[port.index()];
    classes.iter().any(|&class| {
        let mut berthed =
            world.ports[port].at_berth.iter().filter(|&&other| world.vessels[other].berth() == Some(class));
        world.berths[class].is_free() || berthed.any(|&other| moving.vessels[other])
    })
}

/// A room drains when the step that its lots wait for can take them.
fn room_drains<O: Observer>(world: &World<'_, O>, id: RoomId, moving: &Moving) -> bool {
    let mut steps = world.lots.live().filter(|lot| lot.room == Some(id)).filter_map(|lot| world.route[lot.at].kind);
    let Some(first) = steps.next() else { return outside_enters(world, id, moving) };
    // A yard may stand before several steps: one that takes its units is enough for the yard to drain.
    std::iter::once(first).chain(steps).any(|step| step_moves(world, step, moving))
}

/// A room without places: what stands outside goes straight to the step.
fn outside_enters<O: Observer>(world: &World<'_, O>, id: RoomId, moving: &Moving) -> bool {
    let mut outside = world.rooms[id].outside.iter().filter_map(|&lot| world.waypoint(lot).kind);
    outside.all(|step| step_moves(world, step, moving))
}

pub(super) fn step_moves<O: Observer>(world: &World<'_, O>, step: StepKind, moving: &Moving) -> bool {
    match step {
        StepKind::Line { .. } | StepKind::Yard(_) => true,
        StepKind::Stage { stage, .. } => {
            let all_blocked = match world.corridor.stages[stage].servers {
                Capacity::Limited(servers) => world.stages[stage].blocked() == servers,
                Capacity::Unlimited => false,
            };
            !all_blocked
                || world
                    .jobs
                    .blocked_at(stage)
                    .any(|job| held_by(world, Holder::Job(job)).all(|room| moving.rooms[room]))
        }
        StepKind::Lane { lane, .. } => world
            .vessels
            .entries()
            .any(|(id, vessel)| world.corridor.fleets[vessel.fleet].lanes.contains(&lane) && moving.vessels[id]),
    }
}

/// The rooms outside which something stands on this holder.
pub(super) fn held_by<'w, O: Observer>(world: &'w World<'_, O>, holder: Holder) -> impl Iterator<Item = RoomId> + 'w {
    let rooms = world.rooms.entries();
    rooms.filter(move |(_, room)| room.outside.iter().any(|&lot| world.lots[lot].holder == holder)).map(|(id, _)| id)
}

pub(super) fn holder_name<O: Observer>(world: &World<'_, O>, holder: Holder) -> String {
    match holder {
        Holder::Nothing => "what came by itself or by train".to_owned(),
        Holder::Job(job) => format!("a server of {}", world.corridor.stages[world.jobs[job].stage()].name),
        Holder::Vessel(id) => {
            let vessel = &world.vessels[id];
            let fleet = &world.corridor.fleets[vessel.fleet];
            format!("vessel {} of {}", fleet.vessel_name(vessel.number), fleet.name)
        }
    }
}
