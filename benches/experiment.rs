//! How an experiment scales: two threads against two processes of one thread side by side, in one run:
//! `cargo bench --bench experiment`. The design asks for a ratio of at least 0.95.

use std::process::{Child, Command, Stdio};
use std::time::Instant;

const TURNS: usize = 7;
const REPLICATIONS: u32 = 60;

fn main() {
    let start = |threads: u32, replications: u32| -> Child {
        Command::new(env!("CARGO_BIN_EXE_corridor"))
            .args(["run", concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/corridor-2023.json"), "--quiet"])
            .args(["--format", "csv", "--threads", &threads.to_string(), "--replications", &replications.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts")
    };
    let seconds = |children: &dyn Fn() -> Vec<Child>| -> f64 {
        let begun = Instant::now();
        for mut child in children() {
            assert!(child.wait().expect("the program ends").success(), "the program succeeds");
        }
        begun.elapsed().as_secs_f64()
    };
    let together = || vec![start(2, 2 * REPLICATIONS)];
    let side_by_side = || vec![start(1, REPLICATIONS), start(1, REPLICATIONS)];
    let mut ratios: Vec<f64> = (0..TURNS)
        .map(|turn| {
            let (apart, shared) = if turn % 2 == 0 {
                let apart = seconds(&side_by_side);
                (apart, seconds(&together))
            } else {
                let shared = seconds(&together);
                (seconds(&side_by_side), shared)
            };
            println!("two processes {apart:.2} s, two threads {shared:.2} s");
            apart / shared
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!("replications per second, two threads over two processes: {:.2}", ratios[TURNS / 2]);
}
