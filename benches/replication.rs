//! What a replication of the shipped corridor costs: `cargo bench --bench replication`.
//!
//! Prints the time of one simulated year and of one event, and the latter as a ratio to an event of the bare agenda
//! (the hold model with as many events pending), both timed in turns within one run.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use corridor::kernel::{Agenda, Duration, Event, Law, Model, Stream, Time, run};
use corridor::model::World;

const TURNS: u64 = 15;
const HOURS_PER_YEAR: f64 = 8760.0;

fn main() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/corridor-2023.json");
    let scenario = corridor::scenario::load(&path, &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let corridor = &scenario.corridor;
    let mut world = World::new(corridor, ());
    let mut replicate = |number| world.replicate(scenario.run.seed, number).expect("everything adds up").events;
    replicate(1);
    let mut turns: Vec<(f64, f64)> = (1..=TURNS)
        .map(|number| {
            let (events, seconds) = timed(|| replicate(number));
            let (held, hold_seconds) = timed(hold);
            (seconds, (seconds / events as f64) / (hold_seconds / held as f64))
        })
        .collect();
    turns.sort_by(|a, b| a.0.total_cmp(&b.0));
    let years = corridor.horizon.end.hours() / HOURS_PER_YEAR;
    let events = replicate(1);
    let (best, median) = (turns[0].0, turns[turns.len() / 2].0);
    println!("a simulated year: {:.1} ms at best, {:.1} ms in the median", best / years * 1e3, median / years * 1e3);
    println!(
        "an event: {:.0} ns at best, {:.0} ns in the median",
        best / events as f64 * 1e9,
        median / events as f64 * 1e9
    );
    turns.sort_by(|a, b| a.1.total_cmp(&b.1));
    println!("an event of the corridor over an event of the bare agenda: {:.1}", turns[turns.len() / 2].1);
}

/// What a piece of work counts, and the seconds it takes.
fn timed(work: impl FnOnce() -> u64) -> (u64, f64) {
    let start = Instant::now();
    let count = black_box(work());
    (count, start.elapsed().as_secs_f64())
}

/// The hold model with two hundred events pending.
fn hold() -> u64 {
    struct Hold(Stream, u64, Law);
    #[derive(Clone, Copy)]
    struct Token;
    impl Event for Token {
        fn rank(self) -> u8 {
            0
        }
    }
    impl Model for Hold {
        type Event = Token;
        fn handle(&mut self, token: Token, agenda: &mut Agenda<Token>) {
            self.1 += 1;
            agenda.after(Duration::from_hours(self.2.draw(self.0, self.1)), token);
        }
    }
    let mut agenda = Agenda::new();
    let mut model = Hold(Stream::root(1, 0), 0, Law::exponential(1.0).expect("the mean is positive"));
    for _ in 0..200 {
        agenda.at(Time::ZERO, Token);
    }
    run(&mut model, &mut agenda, Time::from_hours(1000.0));
    model.1
}
