//! The circle of a gridlock in words: who waits for whom, and what each of them holds.
//!
//! Whatever is stuck waits for something that is stuck. So following the first such thing again and again comes back to
//! where it has been before.

use super::gridlock::{Moving, held_by, holder_name, step_moves};
use crate::kernel::Id;
use crate::model::Observer;
use crate::model::cargo::{Holder, Lot, RoomId};
use crate::model::corridor::{BerthClass, Capacity, Lane, LaneEnd, Stage, StepKind};
use crate::model::sea::Vessel;
use crate::model::world::World;

/// One that waits for another.
#[derive(Clone, Copy, PartialEq)]
enum Link {
    Room(RoomId),
    Stage(Id<Stage>),
    Lane(Id<Lane>, LaneEnd),
    Vessel(Id<Vessel>),
    Berths(Id<BerthClass>),
}

/// The circle that a stuck room is in or waits for, and the state of its links.
pub(super) fn circle<O: Observer>(world: &World<'_, O>, moving: &Moving, stuck: RoomId) -> String {
    let mut chain = vec![Link::Room(stuck)];
    while let Some(next) = chain.last().and_then(|&last| awaited(world, moving, last)) {
        if let Some(first) = chain.iter().position(|&link| link == next) {
            chain.drain(..first);
            let room = chain.iter().position(|link| matches!(link, Link::Room(_))).unwrap_or(0);
            chain.rotate_left(room); // every circle has a room that is full
            chain.push(chain[0]);
            break;
        }
        chain.push(next);
    }
    let mut text = name(world, chain[0]);
    for (at, pair) in chain.windows(2).enumerate() {
        text += match (pair[0], at) {
            (Link::Berths(_), _) => ", taken by ",
            (Link::Lane(..), _) => ", served by ",
            (_, 0) => " waits for ",
            _ => ", which waits for ",
        };
        text += &name(world, pair[1]);
    }
    let closed = chain.len() > 1 && chain.first() == chain.last();
    let links = if closed { &chain[..chain.len() - 1] } else { &chain[..] };
    let states: Vec<String> = links.iter().filter_map(|&link| state(world, link)).collect();
    format!("{text}. What holds what: {}", states.join("; "))
}

/// What a stuck link waits for, the first where there are several; `None` where that is not there at all.
fn awaited<O: Observer>(world: &World<'_, O>, moving: &Moving, link: Link) -> Option<Link> {
    let stuck_rooms = |holder| held_by(world, holder).find(|&room| !moving.rooms[room]).map(Link::Room);
    match link {
        Link::Room(id) => {
            let inside =
                world.lots.live().filter(|lot| lot.room == Some(id)).filter_map(|lot| world.route[lot.at].kind);
            let outside = world.rooms[id].outside.iter().filter_map(|&lot| world.waypoint(lot).kind);
            let step = inside.chain(outside).find(|&step| !step_moves(world, step, moving))?;
            match step {
                StepKind::Stage { stage, .. } => Some(Link::Stage(stage)),
                StepKind::Lane { lane, from } => Some(Link::Lane(lane, from)),
                StepKind::Line { .. } | StepKind::Yard(_) => None,
            }
        }
        Link::Stage(stage) => world.jobs.blocked_at(stage).find_map(|job| stuck_rooms(Holder::Job(job))),
        Link::Lane(lane, _) => {
            let serves = |vessel: &Vessel| world.corridor.fleets[vessel.fleet].lanes.contains(&lane);
            world.vessels.entries().find(|(_, vessel)| serves(vessel)).map(|(id, _)| Link::Vessel(id))
        }
        Link::Vessel(id) => stuck_rooms(Holder::Vessel(id)).or_else(|| {
            let vessel = &world.vessels[id];
            world.corridor.fleets[vessel.fleet].berths[vessel.port().index()].first().map(|&class| Link::Berths(class))
        }),
        Link::Berths(class) => {
            let port = world.corridor.berth_classes[class].port;
            let mut berthed = world.ports[port].at_berth.iter().copied();
            berthed.find(|&vessel| world.vessels[vessel].berth() == Some(class)).map(Link::Vessel)
        }
    }
}

fn name<O: Observer>(world: &World<'_, O>, link: Link) -> String {
    let corridor = world.corridor;
    match link {
        Link::Room(room) => world.room_name(room),
        Link::Stage(stage) => format!("stage {}", corridor.stages[stage].name),
        Link::Lane(lane, from) => {
            let place = corridor.lanes[lane].ends[usize::from(from)];
            format!("lane {} at {}", corridor.lanes[lane].name, corridor.places[place].name)
        }
        Link::Vessel(vessel) => holder_name(world, Holder::Vessel(vessel)),
        Link::Berths(class) => format!("berth {}", corridor.berth_classes[class].name),
    }
}

/// What a link holds, with amounts and since when.
fn state<O: Observer>(world: &World<'_, O>, link: Link) -> Option<String> {
    let told = match link {
        Link::Room(id) => room_state(world, id),
        Link::Stage(stage) => match world.corridor.stages[stage].servers {
            Capacity::Limited(servers) => format!("{servers} of {servers} servers held by what they have handled"),
            Capacity::Unlimited => return None,
        },
        Link::Lane(..) => return None,
        Link::Vessel(id) => {
            let vessel = &world.vessels[id];
            let port = &world.corridor.ports[vessel.port()].name;
            let at = if vessel.berth().is_some() { "at berth" } else { "at anchor" };
            format!("{at} in {port}")
        }
        Link::Berths(class) => {
            let taken = world.berths[class].taken();
            format!("{taken} of {taken} taken")
        }
    };
    Some(format!("{}, {told}", name(world, link)))
}

fn room_state<O: Observer>(world: &World<'_, O>, id: RoomId) -> String {
    let room = &world.rooms[id];
    let inside = world.lots.live().filter(|lot| lot.room == Some(id));
    let (used, free) = (room.room.used(), room.room.free());
    let mut text = match used + free {
        0 => "no place".to_owned(),
        all => format!("{used} of {all} places taken ({})", by_flow(world, inside)),
    };
    let mut holders: Vec<Holder> = Vec::new();
    for &lot in &room.outside {
        let holder = world.lots[lot].holder;
        if !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    for holder in holders {
        let held = room.outside.iter().copied().filter(|&lot| world.lots[lot].holder == holder);
        let since = held.clone().map(|lot| world.lots[lot].since).min().unwrap_or_default();
        let lots = held.flat_map(|lot| parts(world, room.counts_parties, lot)).map(|lot| &world.lots[lot]);
        let on = match holder {
            Holder::Nothing => "come by itself or by train".to_owned(),
            Holder::Job(_) | Holder::Vessel(_) => format!("on {}", holder_name(world, holder)),
        };
        text += &format!(", outside since {since} {} {on}", by_flow(world, lots));
    }
    text
}

/// The lots that stand outside as one: a party of several, or the lot alone.
fn parts<O: Observer>(world: &World<'_, O>, as_party: bool, head: Id<Lot>) -> Vec<Id<Lot>> {
    if as_party { world.lots.chain(Some(head)).collect() } else { vec![head] }
}

/// `40 units of metal, 2 units of food`, in the order of the flows.
fn by_flow<'w, O: Observer>(world: &World<'_, O>, lots: impl Iterator<Item = &'w Lot>) -> String {
    let mut units = vec![0u64; world.corridor.flows.len()];
    lots.for_each(|lot| units[lot.flow.index()] += u64::from(lot.units));
    let flows = world.corridor.flows.iter().zip(&units).filter(|(_, units)| **units > 0);
    let told = flows.map(|(flow, &units)| {
        let noun = if units == 1 { "unit" } else { "units" };
        format!("{units} {noun} of {}", flow.name)
    });
    told.collect::<Vec<_>>().join(", ")
}
