//! The integration tests: one door per kind of test.

mod constants;
mod laws;
mod tidy;
