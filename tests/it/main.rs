//! Integration tests: one door per kind of test, many rows of data behind it.

mod exact;
mod properties;
mod theory;
