//! The audit: whenever an instant is over everything is somewhere, and whatever can work does.

use super::gridlock::holder_name;
use super::idle::idle;
use crate::kernel::Time;
use crate::model::cargo::Holder;
use crate::model::world::World;

/// What does not add up when everything of an instant is done, if anything: units, places, servers, vessels, ledgers;
/// and what stands idle while it could work.
pub fn audit<O: crate::model::Observer>(world: &World<'_, O>, now: Time) -> Option<String> {
    world
        .counts
        .imbalance
        .clone()
        .or_else(|| unit_imbalance(world))
        .or_else(|| place_imbalance(world))
        .or_else(|| holder_imbalance(world))
        .or_else(|| world.gate_imbalance())
        .or_else(|| world.trigger_imbalance())
        .or_else(|| world.server_imbalance())
        .or_else(|| world.locomotive_imbalance())
        .or_else(|| world.vessel_imbalance(now))
        .or_else(|| idle(world, now))
}

/// Units created = delivered + diverted + inside, for every flow, the inside counted lot by lot.
fn unit_imbalance<O: crate::model::Observer>(world: &World<'_, O>) -> Option<String> {
    let mut inside = vec![0u64; world.corridor.flows.len()];
    for lot in world.lots.live() {
        inside[lot.flow.index()] += u64::from(lot.units);
    }
    world.corridor.flows.entries().find_map(|(id, flow)| {
        let ever = world.counts.flows[id].ever;
        let inside = inside[id.index()];
        (ever.created != ever.delivered + ever.diverted + inside).then(|| {
            format!(
                "flow {}: {} units created, but {} delivered, {} diverted and {inside} inside",
                flow.name, ever.created, ever.delivered, ever.diverted
            )
        })
    })
}

/// Lots or parties held on a server or deck = those outside a room that name it.
fn holder_imbalance<O: crate::model::Observer>(world: &World<'_, O>) -> Option<String> {
    let outside = || world.rooms.iter().flat_map(|room| &room.outside);
    let on = |holder: Holder| outside().filter(|&&lot| world.lots[lot].holder == holder).count() as u32;
    let server = world.jobs.blocked().find(|&(job, held)| on(Holder::Job(job)) != held);
    let deck = world.vessels.entries().find(|&(id, vessel)| on(Holder::Vessel(id)) != vessel.held_aboard());
    server
        .map(|(job, _)| Holder::Job(job))
        .or_else(|| deck.map(|(id, _)| Holder::Vessel(id)))
        .map(|holder| format!("{} is not held by just those that wait outside on it", holder_name(world, holder)))
}

/// Places taken in a room = places held by the lots that wait in it.
fn place_imbalance<O: crate::model::Observer>(world: &World<'_, O>) -> Option<String> {
    let mut held = vec![0u64; world.rooms.len()];
    for (id, lot) in world.lots.live_entries() {
        if let Some(room) = lot.room {
            held[room.index()] += world.places(room, id);
        }
    }
    world.rooms.entries().find_map(|(id, state)| {
        let held = held[id.index()];
        let name = world.room_name(id);
        (state.room.used() != held)
            .then(|| format!("{name}: {} places taken, but {held} held by lots", state.room.used()))
    })
}
