//! The integration tests: one door per kind of test.

mod constants;
mod invalid;
mod laws;
mod mutations;
mod scenario;
mod tidy;
