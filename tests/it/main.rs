//! The integration tests: one door per kind of test.

mod allocation;
mod backtest;
mod bound;
mod calibrate;
mod cli;
mod constants;
mod determinism;
mod exact;
mod expect;
mod golden;
mod invalid;
mod laws;
mod life;
mod money;
mod mutations;
mod next_best;
mod plans;
mod properties;
mod readme;
mod resume;
mod scenario;
mod shipped;
mod shipped_plans;
mod sweep;
mod theory;
mod tidy;
