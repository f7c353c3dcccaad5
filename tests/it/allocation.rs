//! The event loop of the shipped corridor allocates nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;

use corridor::kernel::Time;
use corridor::model::{Fact, Observer, World};
use corridor::scenario::Set;

/// The system's allocator, which counts for each thread how often it is asked.
struct Counting;

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call is handed on to the system's allocator unchanged; counting touches nothing else.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.with(|asked| asked.set(asked.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.with(|asked| asked.set(asked.get() + 1));
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn asked() -> u64 {
    ASKED.with(Cell::get)
}

/// Notes the allocator's count at the first and at the last fact.
#[derive(Default)]
struct Loop {
    first: Option<u64>,
    last: u64,
    facts: u64,
}

impl Observer for Loop {
    fn record(&mut self, _: Time, _: Fact) {
        self.last = asked();
        self.first.get_or_insert(self.last);
        self.facts += 1;
    }
}

fn runs_without_allocating(name: &str, sets: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let sets: Vec<Set> = sets.iter().map(|set| set.parse().expect("a path and a value")).collect();
    let scenario = corridor::scenario::load(&path, &sets, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut world = World::new(&scenario.corridor, Loop::default());
    // The first run lets unlimited queues grow to the length they need; the second finds them so.
    for warm in [false, true] {
        *world.observer_mut() = Loop::default();
        world.replicate(scenario.run.seed, 1).expect("everything adds up");
        let seen = world.observer();
        assert!(seen.facts > 100_000, "only {} facts", seen.facts);
        let grown = seen.last - seen.first.expect("something happens");
        if warm {
            assert_eq!(grown, 0, "allocations between the first and the last fact");
        } else {
            assert!(grown < 400, "{grown} allocations while queues grow: more than a doubling each");
        }
    }
}

#[test]
fn the_shipped_corridor_runs_without_allocating() {
    runs_without_allocating("corridor-2023.json", &[]);
}

/// Five years with dated changes, breakdowns, dry docks, bans, falling water and a choice of route.
#[test]
fn the_outlook_runs_without_allocating() {
    runs_without_allocating("corridor-outlook-2030.json", &[]);
}

/// Ferries are bought one by one, and a berth is dug, beside the dated changes.
#[test]
fn triggered_changes_allocate_nothing() {
    runs_without_allocating(
        "corridor-outlook-2030.json",
        &[
            "timeline/ferry={\"when\": {\"measure\": \"wait_p90\", \"of\": \"kuryk_alat@kuryk:wagon\", \"above\": 24, \
             \"window_d\": 90, \"delay_d\": 90, \"at_most\": 3}, \"because\": \"too long a wait\", \
             \"add\": {\"fleets\": {\"kz_rail_ferry\": {\"count\": 1}}}}",
            "timeline/berth={\"when\": {\"measure\": \"busy_share\", \"of\": \"kuryk/rail_ferry\", \"above\": 0.2, \
             \"window_d\": 180}, \"because\": \"busy\", \
             \"add\": {\"ports\": {\"kuryk\": {\"berths\": {\"rail_ferry\": {\"count\": 1}}}}}}",
        ],
    );
}

#[test]
fn a_choice_of_route_allocates_nothing() {
    runs_without_allocating(
        "corridor-2023.json",
        &[
            "flows/metal_wagon_west/route=null",
            "flows/metal_wagon_west/route_choice={\"least_cost\": {\"value_of_time_per_d\": 30, \"spread\": 20}}",
            "flows/metal_wagon_west/alternatives={\"one\": {\"cost_per_unit\": 900, \"route\": [\"rail_zhezkazgan_mangystau\", \
         \"wagon_mangystau_alat\", \"rail_alat_samtredia\", \"samtredia_poti\"]}, \"other\": {\"cost_per_unit\": 890, \
         \"route\": [\"rail_zhezkazgan_mangystau\", \"wagon_mangystau_alat\", \"rail_alat_samtredia\", \"samtredia_poti\"]}}",
        ],
    );
}

#[test]
fn an_allocation_is_seen() {
    let before = asked();
    let list: Vec<u64> = (0..100).collect();
    assert!(asked() > before, "{list:?}");
}
