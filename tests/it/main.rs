//! The integration tests: one door per kind of test.

mod constants;
mod exact;
mod invalid;
mod laws;
mod properties;
mod scenario;
mod theory;
mod tidy;
