//! Work conservation: nothing that can work stands idle while work waits for it.
//!
//! What a rule, a closure, a breakdown or a full room holds up is not idle. Each check asks the state alone, whatever
//! should have woken whom.

use super::gridlock::holder_name;
use crate::kernel::Time;
use crate::model::Observer;
use crate::model::cargo::Holder;
use crate::model::port::stage_room;
use crate::model::world::World;

/// What stands idle when everything of an instant is done, if anything.
pub fn idle<O: Observer>(world: &World<'_, O>, now: Time) -> Option<String> {
    room(world)
        .or_else(|| server(world))
        .or_else(|| train(world, now))
        .or_else(|| locomotive(world))
        .or_else(|| path(world, now))
        .or_else(|| berth(world, now))
        .or_else(|| vessel(world, now))
        .or_else(|| carrier(world))
}

/// Nothing is held outside while there is a free place.
fn room<O: Observer>(world: &World<'_, O>) -> Option<String> {
    let wasted = world.rooms.entries().find(|(_, room)| room.room.free() > 0 && !room.outside.is_empty());
    wasted.map(|(id, _)| format!("{}: a place is free while something is held outside", world.room_name(id)))
}

/// No open server is idle while something waits inside or outside, or stopped.
fn server<O: Observer>(world: &World<'_, O>) -> Option<String> {
    let waits = |stage| !world.rooms[stage_room(world.corridor, stage)].outside.is_empty();
    let idle = world.stages.entries().find(|&(id, stage)| stage.takes_all() && (stage.has_work() || waits(id))).map(
        |(id, _)| format!("stage {}: a server is idle while something waits for it", world.corridor.stages[id].name),
    );
    idle.or_else(|| {
        let name = &world.corridor.stages[world.stopped_for_nothing()?].name;
        Some(format!("stage {name}: handling is interrupted while the stage is open"))
    })
}

/// No units stand unformed that make up a train, or the oldest of which has lost its patience.
fn train<O: Observer>(world: &World<'_, O>, now: Time) -> Option<String> {
    let line = world.unformed(now)?;
    Some(format!("line {}: a train is due and not formed", world.corridor.lines[line].name))
}

fn locomotive<O: Observer>(world: &World<'_, O>) -> Option<String> {
    let idle = world.locomotives.entries().find(|(_, pool)| pool.keeps_waiting());
    idle.map(|(id, _)| {
        format!("locomotives {}: one is free while a train waits for it", world.corridor.locomotives[id].name)
    })
}

fn path<O: Observer>(world: &World<'_, O>, now: Time) -> Option<String> {
    let idle = world.tracks.entries().find(|(_, tracks)| tracks.iter().any(|track| track.keeps_waiting(now)));
    idle.map(|(id, _)| format!("line {}: a path is free while a train waits for it", world.corridor.lines[id].name))
}

/// No berth is free while a vessel at anchor may go there.
fn berth<O: Observer>(world: &World<'_, O>, now: Time) -> Option<String> {
    world.ports.ids().find_map(|port| {
        let vessel = world.kept_from_berth(port, now)?;
        let (port, vessel) = (&world.corridor.ports[port].name, holder_name(world, Holder::Vessel(vessel)));
        Some(format!("port {port}: a berth is free while {vessel} waits for it"))
    })
}

/// No vessel at berth has nothing in hand while it could load or leave, and none stands still that could go on.
fn vessel<O: Observer>(world: &World<'_, O>, now: Time) -> Option<String> {
    let idle = world.vessels.ids().find(|&vessel| world.tarries(vessel, now))?;
    let port = &world.corridor.ports[world.vessels[idle].port()].name;
    Some(format!("{} lies idle at berth in {port}", holder_name(world, Holder::Vessel(idle))))
}

/// No carrier stands at a depot where a unit waits for one.
fn carrier<O: Observer>(world: &World<'_, O>) -> Option<String> {
    let idle = world.depots.entries().find(|(_, depot)| depot.keeps_waiting());
    idle.map(|(id, _)| format!("pool {}: a carrier is free while a unit waits for it", world.corridor.depots[id].name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Agenda, Duration, Id, Law, Model};
    use crate::model::Event;
    use crate::model::corridor::*;

    fn limited(number: u32) -> Capacity {
        Capacity::Limited(number)
    }

    fn flow(name: &str, units: f64, depots: Option<[Id<Depot>; 2]>, steps: &[StepKind]) -> Flow {
        let steps = steps.iter().map(|&kind| Step { kind, marks: Vec::new() });
        Flow {
            name: name.into(),
            commodity: "metal".into(),
            direction: "westbound".into(),
            unit: UnitKind::Wagon,
            tonnes_per_unit: 60.0,
            teu_per_unit: 0.0,
            priority: 5,
            competing: false,
            arrivals: Arrivals::Timetable {
                first: Time::ZERO,
                every: 1.0,
                jitter: Law::Constant(0.0),
                units: Law::Constant(units),
                at_most: u64::MAX,
            },
            depots,
            unit_events: false,
            alternatives: vec![Alternative::only(steps.collect())],
            choice: RouteChoice::ByShare,
            counted_on_delivery: Vec::new(),
        }
    }

    /// A crane, a line with one locomotive, and two vessels for one berth at each end of a lane: all of it overloaded.
    /// Beside it a yard crane for the wagons of a pool that has one.
    fn busy() -> Corridor {
        let mut corridor = Corridor { horizon: Horizon::from_hours(0.0, 100.0), ..Corridor::default() };
        let place = |port| Place { name: "place".into(), port };
        let inland = corridor.places.push(place(None));
        let [east, west] = [0, 1].map(|port| corridor.places.push(place(Some(Id::new(port)))));
        let crane = |hours| Stage {
            name: "crane".into(),
            place: inland,
            kind: StageKind::Crane,
            servers: limited(1),
            room: limited(1),
            overflow: Overflow::Hold,
            handling: Handling::PerParty(Law::Constant(hours)),
        };
        let [first, second] = [1.25, 1.5].map(|hours| corridor.stages.push(crane(hours)));
        let train = corridor.train_kinds.push(TrainKind {
            name: "block".into(),
            unit: UnitKind::Wagon,
            size: 4,
            patience: Duration::from_hours(2.25),
            shunting: Law::Constant(0.0),
        });
        let pool =
            corridor.locomotives.push(LocomotivePool { name: "west".into(), count: 1, turn: Law::Constant(1.0) });
        let line = corridor.lines.push(Line {
            name: "line".into(),
            ends: [inland, east],
            headway: Duration::from_hours(5.0),
            single_track: true,
            running: [Law::Constant(2.0), Law::Constant(2.0)],
            room: Capacity::Unlimited,
            locomotives: Some(pool),
        });
        let law = || Handling::PerUnit(Law::Constant(1.0));
        let mut ports = [east, west].map(|place| {
            let port = Id::new(corridor.ports.len());
            let mut handling = PerUnit::default();
            handling[UnitKind::Wagon as usize] = Some(DeckHandling { unload: law(), load: law() });
            let (name, fixed) = ("quay".into(), Law::Constant(1.0));
            let quay = corridor.berth_classes.push(BerthClass { name, port, count: 1, fixed, handling });
            corridor.ports.push(Port { place, name: "port".into(), berths: vec![quay], depths: Vec::new() })
        });
        let lane = corridor.lanes.push(Lane {
            name: "lane".into(),
            ends: [east, west],
            ports,
            room: Capacity::Unlimited,
            offered: [[true, false, false, false], [false; 4]],
        });
        ports.reverse();
        let rule = |may_leave_empty| Departure {
            rule: DepartureRule::WhenLoaded { least_fill: LeastFill::Units(2), patience: Duration::from_hours(1.5) },
            loading: Loading::AsCargoComes,
            may_leave_empty,
            window: Duration::ZERO,
            forecast_skill: 1.0,
        };
        let mut share = PerUnit::default();
        share[UnitKind::Wagon as usize] = Some(1);
        corridor.fleets.push(Fleet {
            name: "ferry".into(),
            count: 2,
            most: 2,
            names: Vec::new(),
            service: Vec::new(),
            service_varies: false,
            breakdowns: None,
            dry_dock: None,
            deck: 3,
            share,
            at_most: [u64::MAX; 4],
            draught: None,
            lanes: vec![lane],
            choice: LaneChoice::Rotation,
            sailing: vec![[Law::Constant(3.0), Law::Constant(3.0)]],
            starts: ports.to_vec(),
            berths: corridor.ports.iter().map(|port| port.berths.clone()).collect(),
            departures: vec![Some(rule(false)), Some(rule(true))],
        });
        let wagons = corridor.pools.push(Pool { name: "wagons".into(), unit: UnitKind::Wagon });
        let depot = corridor.depots.push(Depot { name: "wagons".into(), pool: wagons, place: inland, stock: 1 });
        let crane = |stage| StepKind::Stage { stage, loads: true };
        let (run, sail) = (StepKind::Line { line, from: 0, train: Some(train) }, StepKind::Lane { lane, from: 0 });
        corridor.flows.push(flow("through", 1.0, None, &[crane(first), run, sail]));
        corridor.flows.push(flow("pooled", 2.0, Some([depot, depot]), &[crane(second)]));
        corridor
    }

    type Loss = fn(Event) -> bool;
    type Tamper = fn(&mut World<'_, ()>, &mut Agenda<Event>);

    /// What is found idle first, where some events get lost and somebody tampers with the state after some hours.
    fn found(is_lost: Loss, (hour, tamper): (f64, Tamper)) -> Option<String> {
        let corridor = busy();
        let mut world = World::new(&corridor, ());
        let mut agenda = world.start(1, 1);
        let (mut last, tampering) = (Time::ZERO, Time::from_hours(hour));
        while let Some(event) = agenda.next_before(corridor.horizon.end) {
            if agenda.now() != last {
                if last < tampering && agenda.now() >= tampering {
                    tamper(&mut world, &mut agenda);
                }
                if let Some(what) = idle(&world, last) {
                    return Some(what);
                }
                last = agenda.now();
            }
            if !is_lost(event) {
                world.handle(event, &mut agenda);
            }
        }
        None
    }

    fn nothing(_: &mut World<'_, ()>, _: &mut Agenda<Event>) {}

    #[test]
    fn where_everybody_is_woken_nothing_is_idle() {
        assert_eq!(found(|_| false, (0.0, nothing)), None);
    }

    /// The negative control: every check is seen to fail where a wake-up gets lost, or something is free unheard of.
    #[test]
    fn whatever_is_not_woken_is_found() {
        let lost: [(Loss, &str); 5] = [
            (|event| matches!(event, Event::PathFree { .. }), "line line: a path is free while a train waits for it"),
            (|event| matches!(event, Event::FormationWaited { .. }), "line line: a train is due and not formed"),
            (
                |event| matches!(event, Event::BerthsFree { .. }),
                "port port: a berth is free while vessel 1 of ferry waits for it",
            ),
            (|event| matches!(event, Event::VesselAsks { .. }), "vessel 1 of ferry lies idle at berth in port"),
            (|event| matches!(event, Event::PatienceEnds { .. }), "vessel 1 of ferry lies idle at berth in port"),
        ];
        let tampered: [(f64, Tamper, &str); 6] = [
            (
                20.0,
                |world, _| world.rooms[Id::new(0)].room.resize(None),
                "room before stage crane: a place is free while something is held outside",
            ),
            (
                20.0,
                |world, _| world.locomotives[Id::new(0)].busy.sub(Time::from_hours(20.0), 1),
                "locomotives west: one is free while a train waits for it",
            ),
            (
                20.0,
                |world, _| world.depots[Id::new(0)].stock.add(Time::from_hours(20.0), 1),
                "pool wagons: a carrier is free while a unit waits for it",
            ),
            (
                9.0,
                |world, _| world.lane_ends[Id::new(0)].iter_mut().for_each(|end| end.loaders.clear()),
                "vessel 1 of ferry lies idle at berth in port",
            ),
            (
                20.0,
                |world, agenda| {
                    world.turn_stages(Id::new(0), true, agenda);
                    world.stages[Id::new(1)].closed = false;
                },
                "stage crane: handling is interrupted while the stage is open",
            ),
            (
                20.0,
                |world, agenda| {
                    let mut more = world.corridor.clone();
                    more.stages[Id::new(0)].servers = limited(2);
                    world.corridor = Box::leak(Box::new(more));
                    world.review_stages(agenda.now());
                    world.work.clear();
                },
                "stage crane: a server is idle while something waits for it",
            ),
        ];
        let lost = lost.map(|(is_lost, expected)| (found(is_lost, (0.0, nothing)), expected));
        let tampered = tampered.map(|(hour, tamper, expected)| (found(|_| false, (hour, tamper)), expected));
        for (found, expected) in lost.into_iter().chain(tampered) {
            assert_eq!(found.as_deref(), Some(expected));
        }
    }
}
