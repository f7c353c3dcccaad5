//! The integration tests: one door per kind of test.

mod constants;
mod exact;
mod laws;
mod properties;
mod theory;
