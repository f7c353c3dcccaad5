//! Fuzzes scenario files: bytes are loaded, and what is sound is run.
//!
//! From the project: `cd tests/fuzz`, then
//!
//! ```text
//! RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
//!   -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
//!   -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing" \
//!   cargo build --release --target x86_64-unknown-linux-gnu
//! TMPDIR=/dev/shm target/x86_64-unknown-linux-gnu/release/scenario CORPUS -fork=1 -ignore_crashes=1 -max_len=40000
//! ```
//!
//! The stable toolchain does. `CORPUS` is a folder that begins with copies of the scenarios and grows by what was
//! found; `cargo test mutations` runs a bounded search of the same kind without any of this.

#![no_main]

mod mutation;
mod trial;

use libfuzzer_sys::{Corpus, fuzz_crossover, fuzz_mutator, fuzz_target, fuzzer_mutate};
use serde_json::Value;

use mutation::{Luck, cross, mutate};

fuzz_target!(|data: &[u8]| -> Corpus {
    trial::trial(&trial::write("mutant.json", data), &[], &[]);
    Corpus::Keep
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut luck = Luck::new(seed);
    match serde_json::from_slice::<Value>(&data[..size]) {
        Ok(mut document) if !luck.one_in(12) => {
            for _ in 0..=luck.below(4) {
                mutate(&mut document, &mut luck);
            }
            let text = document.to_string();
            if text.len() <= max_size {
                data[..text.len()].copy_from_slice(text.as_bytes());
                return text.len();
            }
            size
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});

fuzz_crossover!(|data1: &[u8], data2: &[u8], out: &mut [u8], seed: u32| {
    let (Ok(mut one), Ok(other)) = (serde_json::from_slice::<Value>(data1), serde_json::from_slice::<Value>(data2))
    else {
        return 0;
    };
    cross(&mut one, &other, &mut Luck::new(seed));
    let text = one.to_string();
    if text.len() > out.len() {
        return 0;
    }
    out[..text.len()].copy_from_slice(text.as_bytes());
    text.len()
});
