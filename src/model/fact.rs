//! Stub: facts and their observers.

use super::corridor::Flow;
use crate::kernel::{Duration, Id, Time};

/// Names of the causes of a ledger.
pub const CAUSES: [&str; 3] = ["rail_run", "border_queue", "sailing"];

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Fact {
    Created { flow: Id<Flow>, first_number: u64, units: u32 },
}

/// A lot at its end.
#[derive(Clone, Copy, Debug)]
pub struct Departed<'a> {
    pub flow: Id<Flow>,
    pub first_number: u64,
    pub units: u32,
    pub created: Time,
    pub diverted: bool,
    pub ledger: &'a [Duration; CAUSES.len()],
}

/// Sees what happens.
pub trait Observer {
    fn record(&mut self, _time: Time, _fact: Fact) {}
    fn left(&mut self, _time: Time, _lot: &Departed) {}
}

impl Observer for () {}
