//! Random sketches, which shrink to the smallest that breaks an identity.

use proptest::collection::vec;
use proptest::prelude::*;

use super::sketch::{
    ArrivalSketch, FleetSketch, FlowSketch, LifeSketch, LineSketch, RuleSketch, Sketch, StageSketch, StormSketch,
};

fn fleet() -> impl Strategy<Value = FleetSketch> {
    let rule = prop_oneof![
        (any::<bool>(), 0u32..30, any::<bool>(), any::<bool>())
            .prop_map(|(half, patience, complete, empty)| RuleSketch::Loaded { half, patience, complete, empty }),
        (8u32..40).prop_map(|every| RuleSketch::Timetable { every }),
    ];
    (1u32..4, 1u32..7, 1u32..9, rule, any::<bool>(), life()).prop_map(
        |(count, capacity, at_most, rule, rotates, life)| FleetSketch { count, capacity, at_most, rule, rotates, life },
    )
}

fn life() -> impl Strategy<Value = LifeSketch> {
    let breakdowns = proptest::option::weighted(0.4, (10u32..80, 1u32..30));
    let dry_dock = proptest::option::weighted(0.3, (2u32..8, 1u32..40));
    (breakdowns, dry_dock, proptest::bool::weighted(0.3)).prop_map(|(breakdowns, dry_dock, named)| LifeSketch {
        breakdowns,
        dry_dock,
        named,
    })
}

fn flow() -> impl Strategy<Value = FlowSketch> {
    let arrivals = prop_oneof![
        3 => (2u32..30, 1u32..5).prop_map(|(every, units)| ArrivalSketch::Poisson { every, units }),
        3 => (0u32..20, 2u32..30, 1u32..5)
            .prop_map(|(first, every, units)| ArrivalSketch::Timetable { first, every, units }),
        1 => Just(ArrivalSketch::Always),
    ];
    let way = (any::<bool>(), 0usize..3, 0usize..6, 0usize..6);
    let steps = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (way, steps, 0u8..10, arrivals).prop_map(|((westbound, unit, east, west), steps, priority, arrivals)| {
        let (from_inland, to_inland, by_front, by_yard, unit_events) = steps;
        FlowSketch {
            westbound,
            unit,
            east,
            west,
            from_inland,
            to_inland,
            by_front,
            by_yard,
            priority,
            arrivals,
            unit_events,
        }
    })
}

fn line() -> impl Strategy<Value = LineSketch> {
    (
        0u32..6,
        1u32..30,
        0u32..3,
        1u32..20,
        prop_oneof![Just(0u32), Just(6), Just(12), Just(24)],
        any::<bool>(),
        prop_oneof![Just(0u32), 4..20u32],
        (prop_oneof![2 => Just(0u32), 1 => 1..5u32], 0u32..6),
    )
        .prop_map(|(size, patience, shunting, running, paths, single, room, (locomotives, turn))| LineSketch {
            size,
            patience,
            shunting,
            running,
            paths,
            single,
            room,
            locomotives,
            turn,
        })
}

fn stage() -> impl Strategy<Value = StageSketch> {
    (0u32..4, 0u32..6, 0u32..10, any::<bool>(), any::<bool>())
        .prop_map(|(servers, hours, room, diverts, by_unit)| StageSketch { servers, hours, room, diverts, by_unit })
}

fn storm() -> impl Strategy<Value = StormSketch> {
    (10u32..80, 1u32..20, (any::<bool>(), any::<bool>(), any::<bool>()), any::<bool>()).prop_map(
        |(open, closed, (berthing, departure, handling), window)| StormSketch {
            open,
            closed,
            // A storm that stops nothing is no storm.
            stops: (berthing || !(departure || handling), departure, handling),
            window,
        },
    )
}

/// Random small corridors of one to six ports.
pub fn sketch() -> impl Strategy<Value = Sketch> {
    let size = (1usize..4, 0usize..4, vec(fleet(), 1..3), vec(flow(), 1..7));
    let land = (line(), stage(), stage(), prop_oneof![Just(0u32), 2..12u32], any::<bool>());
    let sea = (1u32..3, 3u32..25, prop_oneof![2 => Just(0u32), 1 => 2..12u32]);
    let rest = (sea, proptest::option::of(storm()), 60u32..400, 0u64..1_000_000);
    (size, land, rest).prop_map(|(size, land, rest)| {
        let (east, west, fleets, flows) = size;
        let (line, border, front, yard, yard_diverts) = land;
        let ((berths, sailing, lane_room), storm, horizon, seed) = rest;
        Sketch {
            east,
            west,
            fleets,
            flows,
            line,
            border,
            front,
            yard,
            yard_diverts,
            berths,
            sailing,
            lane_room,
            storm,
            horizon,
            seed,
        }
    })
}
