//! What one draw of each law and one entry of each counter costs: `cargo bench --bench draws`.

use std::hint::black_box;
use std::time::Instant;

use corridor::kernel::{BadLaw, Law, Stream, Time};
use corridor::stats::{Quantiles, RatioFold, Tally, TimeWeighted};

const CALLS: u64 = 100_000;

fn main() -> Result<(), BadLaw> {
    let stream = Stream::root(1, 0).named("draws");
    println!("ns per draw, hashing included");
    for (name, law) in [
        ("constant", Law::constant(8.0)?),
        ("exponential", Law::exponential(8.0)?),
        ("uniform", Law::uniform(1.0, 3.0)?),
        ("triangular", Law::triangular(1.0, 2.0, 6.0)?),
        ("lognormal", Law::lognormal(8.0, 0.5)?),
        ("weibull", Law::weibull(1.5, 8.0)?),
        ("discrete, 10 values", Law::discrete(&[1., 2., 3., 4., 5., 6., 7., 8., 9., 10.], &[1.0; 10])?),
        ("empirical, 3 values", Law::empirical(&[1.0, 2.0, 3.0])?),
        ("gamma, shape 0.25", Law::gamma(8.0, 2.0)?),
        ("gamma, shape 4", Law::gamma(8.0, 0.5)?),
        ("gamma, shape 100", Law::gamma(8.0, 0.1)?),
        ("gamma, shape 9999", Law::gamma(8.0, 0.010_001)?),
        ("gamma, shape 40000", Law::gamma(8.0, 0.005)?),
    ] {
        print(name, |k| {
            black_box(law.draw(stream, k));
        });
    }
    println!("ns per entry");
    let values: Vec<u64> = (0..CALLS).map(|k| (stream.uniform(k) * 3.6e8) as u64).collect();
    let value = |k: u64| values[k as usize];
    let mut tally = Tally::new();
    print("tally", |k| tally.add(value(k), 1));
    let mut quantiles = Quantiles::new();
    print("quantiles", |k| quantiles.add(value(k), 1));
    let mut level = TimeWeighted::new();
    let mut now = 0;
    print("time-weighted level", |k| {
        now += 1000;
        level.set(Time::from_ms(now), value(k));
    });
    let mut fold = RatioFold::new();
    print("ratio over replications", |k| fold.push(value(k) as f64, 2.0));
    black_box((tally, quantiles, level, fold));
    Ok(())
}

/// The best of twenty-one blocks.
fn print(name: &str, mut call: impl FnMut(u64)) {
    let block = |_| {
        let start = Instant::now();
        (0..CALLS).for_each(|k| call(black_box(k)));
        start.elapsed().as_nanos() as f64 / CALLS as f64
    };
    let best = (0..21).map(block).fold(f64::INFINITY, f64::min);
    println!("  {name:<28} {best:>8.1}");
}
