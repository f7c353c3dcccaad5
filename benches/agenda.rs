//! What the agenda costs over a loop written by hand, in ratios of one run: `cargo bench --bench agenda`.
//!
//! Both sides of a pair do the same work with the same draws and must end with the same checksum. They take turns, so
//! that a busy machine slows both; the ratio is the median over the turns. The design asks for at most 1.3.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::hint::black_box;
use std::time::Instant;

use corridor::kernel::{Agenda, Duration, Event, Law, Model, Stream, Time, run};

const TURNS: usize = 21;

fn main() {
    println!("{:<44} {:>10} {:>10} {:>7}", "ns per event", "kernel", "by hand", "ratio");
    for pending in [1_000, 100_000] {
        let hold = Hold::new(pending);
        let events = hold.events + pending as u64;
        compare(&format!("hold, {pending} pending, heap of triples"), events, || hold.kernel(), || hold.triples());
        compare(&format!("hold, {pending} pending, heap of u128"), events, || hold.kernel(), || hold.packed());
    }
    let queue = Queue::new();
    compare("M/M/1, heap of triples", queue.events, || queue.kernel(), || queue.triples());
    compare("M/M/1, no agenda at all (for scale)", queue.events, || queue.kernel(), || queue.bare());
}

/// Runs both sides in turn and prints the best time of each and the median ratio.
fn compare(name: &str, events: u64, kernel: impl Fn() -> u64, by_hand: impl Fn() -> u64) {
    assert_eq!(kernel(), by_hand(), "{name}: the two sides do not do the same");
    let timed = |side: &dyn Fn() -> u64| {
        let start = Instant::now();
        black_box(side());
        start.elapsed().as_nanos() as f64 / events as f64
    };
    let turns: Vec<(f64, f64)> = (0..TURNS)
        .map(|turn| {
            if turn % 2 == 0 {
                let ours = timed(&kernel);
                (ours, timed(&by_hand))
            } else {
                let theirs = timed(&by_hand);
                (timed(&kernel), theirs)
            }
        })
        .collect();
    let best = |side: fn(&(f64, f64)) -> f64| turns.iter().map(side).fold(f64::INFINITY, f64::min);
    let mut ratios: Vec<f64> = turns.iter().map(|(ours, theirs)| ours / theirs).collect();
    ratios.sort_by(f64::total_cmp);
    println!("{name:<44} {:>10.1} {:>10.1} {:>7.2}", best(|turn| turn.0), best(|turn| turn.1), ratios[TURNS / 2]);
}

/// The hold model: the next event is taken and put back an exponential time later.
struct Hold {
    pending: usize,
    /// Tokens put back before the rest drains.
    events: u64,
    delays: Vec<u64>,
}

const DELAYS: usize = 1 << 16;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Token {
    Expires { number: u32 },
}

impl Event for Token {
    fn rank(self) -> u8 {
        0
    }
}

struct Holder<'a> {
    delays: &'a [u64],
    drawn: usize,
    left: u64,
    sum: u64,
}

impl Holder<'_> {
    fn delay(&mut self) -> u64 {
        self.drawn += 1;
        self.delays[self.drawn % DELAYS]
    }

    /// The delay until the token comes again; none once the work is done.
    fn take(&mut self, now: u64, Token::Expires { number }: Token) -> Option<u64> {
        self.sum = self.sum.wrapping_mul(31).wrapping_add(now ^ u64::from(number));
        self.left = self.left.checked_sub(1)?;
        Some(self.delay())
    }
}

impl Model for Holder<'_> {
    type Event = Token;
    fn handle(&mut self, token: Token, agenda: &mut Agenda<Token>) {
        if let Some(delay) = self.take(agenda.now().ms(), token) {
            agenda.after(Duration::from_ms(delay), token);
        }
    }
}

impl Hold {
    fn new(pending: usize) -> Hold {
        let law = Law::exponential(3.6e6).expect("the mean is positive");
        let stream = Stream::root(1, 0).named("hold");
        let delays = (0..DELAYS as u64).map(|k| law.draw(stream, k) as u64).collect();
        Hold { pending, events: 1_000_000, delays }
    }

    fn holder(&self) -> Holder<'_> {
        Holder { delays: &self.delays, drawn: 0, left: self.events, sum: 0 }
    }

    fn tokens(&self) -> impl Iterator<Item = Token> + use<> {
        (0..self.pending as u32).map(|number| Token::Expires { number })
    }

    fn kernel(&self) -> u64 {
        let mut holder = self.holder();
        let mut agenda = Agenda::with_capacity(self.pending);
        for token in self.tokens() {
            agenda.after(Duration::from_ms(holder.delay()), token);
        }
        run(&mut holder, &mut agenda, Time::NEVER);
        holder.sum
    }

    fn triples(&self) -> u64 {
        let mut holder = self.holder();
        let mut heap = BinaryHeap::with_capacity(self.pending);
        let mut sequence = 0u64;
        for token in self.tokens() {
            heap.push(Reverse((holder.delay(), sequence, token)));
            sequence += 1;
        }
        while let Some(Reverse((now, _, token))) = heap.pop() {
            if let Some(delay) = holder.take(now, token) {
                heap.push(Reverse((now + delay, sequence, token)));
                sequence += 1;
            }
        }
        holder.sum
    }

    /// As fast as a binary heap gets: the token's number sits in the key.
    fn packed(&self) -> u64 {
        let mut holder = self.holder();
        let mut heap = BinaryHeap::with_capacity(self.pending);
        let mut sequence = 0u128;
        let key = |time: u64, sequence: u128, number: u32| {
            Reverse(u128::from(time) << 80 | sequence << 32 | u128::from(number))
        };
        for (number, _) in self.tokens().enumerate() {
            heap.push(key(holder.delay(), sequence, number as u32));
            sequence += 1;
        }
        while let Some(Reverse(next)) = heap.pop() {
            let (now, number) = ((next >> 80) as u64, next as u32);
            if let Some(delay) = holder.take(now, Token::Expires { number }) {
                heap.push(key(now + delay, sequence, number));
                sequence += 1;
            }
        }
        holder.sum
    }
}

/// One server, exponential gaps and services, first in first out, load 0.8.
struct Queue {
    customers: u64,
    events: u64,
    gap: Law,
    service: Law,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    Handled,
    Arrives,
}

impl Event for Call {
    fn rank(self) -> u8 {
        match self {
            Call::Handled => 0,
            Call::Arrives => 1,
        }
    }
}

struct Berth<'a> {
    spec: &'a Queue,
    gaps: Stream,
    services: Stream,
    waiting: VecDeque<u64>,
    busy: bool,
    arrived: u64,
    started: u64,
    waited: u64,
}

impl Berth<'_> {
    fn gap(&self) -> u64 {
        Duration::from_hours(self.spec.gap.draw(self.gaps, self.arrived)).ms()
    }

    fn start(&mut self, waited: u64) -> u64 {
        self.busy = true;
        self.waited += waited;
        self.started += 1;
        Duration::from_hours(self.spec.service.draw(self.services, self.started)).ms()
    }

    fn on(&mut self, now: u64, call: Call, mut put: impl FnMut(u64, Call)) {
        match call {
            Call::Arrives => {
                self.arrived += 1;
                if self.arrived < self.spec.customers {
                    put(self.gap(), Call::Arrives);
                }
                if self.busy {
                    self.waiting.push_back(now);
                } else {
                    put(self.start(0), Call::Handled);
                }
            }
            Call::Handled => {
                self.busy = false;
                if let Some(since) = self.waiting.pop_front() {
                    put(self.start(now - since), Call::Handled);
                }
            }
        }
    }
}

impl Model for Berth<'_> {
    type Event = Call;
    fn handle(&mut self, call: Call, agenda: &mut Agenda<Call>) {
        self.on(agenda.now().ms(), call, |delay, call| agenda.after(Duration::from_ms(delay), call));
    }
}

impl Queue {
    fn new() -> Queue {
        let law = |mean| Law::exponential(mean).expect("the mean is positive");
        Queue { customers: 300_000, events: 600_000, gap: law(10.0), service: law(8.0) }
    }

    fn berth(&self) -> Berth<'_> {
        let root = Stream::root(1, 0);
        Berth {
            spec: self,
            gaps: root.named("gaps"),
            services: root.named("services"),
            waiting: VecDeque::with_capacity(1024),
            busy: false,
            arrived: 0,
            started: 0,
            waited: 0,
        }
    }

    fn kernel(&self) -> u64 {
        let mut berth = self.berth();
        let mut agenda = Agenda::with_capacity(8);
        agenda.after(Duration::from_ms(berth.gap()), Call::Arrives);
        run(&mut berth, &mut agenda, Time::NEVER);
        berth.waited
    }

    fn triples(&self) -> u64 {
        let mut berth = self.berth();
        let mut heap = BinaryHeap::with_capacity(8);
        let mut sequence = 0u64;
        heap.push(Reverse((berth.gap(), Call::Arrives, sequence)));
        while let Some(Reverse((now, call, _))) = heap.pop() {
            berth.on(now, call, |delay, call| {
                sequence += 1;
                heap.push(Reverse((now + delay, call, sequence)));
            });
        }
        berth.waited
    }

    /// Two variables in place of an agenda.
    fn bare(&self) -> u64 {
        let mut berth = self.berth();
        let (mut arrives, mut handled) = (berth.gap(), u64::MAX);
        while arrives.min(handled) < u64::MAX {
            let (now, call) = if handled <= arrives { (handled, Call::Handled) } else { (arrives, Call::Arrives) };
            match call {
                Call::Handled => handled = u64::MAX,
                Call::Arrives => arrives = u64::MAX,
            }
            berth.on(now, call, |delay, call| match call {
                Call::Handled => handled = now + delay,
                Call::Arrives => arrives = now + delay,
            });
        }
        berth.waited
    }
}
