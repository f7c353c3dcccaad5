//! The integration tests: one door per kind of test.

mod cli;
mod constants;
mod determinism;
mod golden;
mod invalid;
mod laws;
mod mutations;
mod scenario;
mod tidy;
