//! `units.csv`: the units that left the corridor, with their instants and their ledger.

use std::fmt::Write;

use crate::kernel::{Duration, Time};

/// Units of one flow with one history, which left together.
#[derive(Clone, Debug)]
pub struct UnitRow {
    /// Position of the flow in the list given to [`Units::new`].
    pub flow: usize,
    /// Number of the first unit in its flow, from 1; the others follow.
    pub first: u64,
    pub units: u32,
    pub created: Time,
    pub left: Time,
    pub diverted: bool,
    /// Time by cause, of each unit; adds up to the time from `created` to `left`.
    pub ledger: Box<[Duration]>,
}

/// Writes the rows of one replication at a time.
pub struct Units<'a> {
    flows: Vec<&'a str>,
    causes: Vec<&'a str>,
}

impl<'a> Units<'a> {
    pub fn new(flows: Vec<&'a str>, causes: Vec<&'a str>) -> Units<'a> {
        Units { flows, causes }
    }

    pub fn header(&self) -> String {
        let mut out = "replication,flow,unit,created_h,left_h,fate".to_owned();
        for cause in &self.causes {
            out += &format!(",{cause}_h");
        }
        out + "\n"
    }

    /// One row for every unit, in the order in which they left. Names are identifiers and need no quotes.
    pub fn rows(&self, replication: u64, rows: &[UnitRow]) -> String {
        let mut out = String::new();
        for row in rows {
            let mut rest = String::new();
            let fate = if row.diverted { "diverted" } else { "delivered" };
            let mut written = write!(rest, ",{},{},{fate}", row.created.hours(), row.left.hours());
            for spent in &row.ledger {
                written = written.and_then(|()| write!(rest, ",{}", spent.hours()));
            }
            for unit in row.first..row.first + u64::from(row.units) {
                written = written.and_then(|()| writeln!(out, "{replication},{},{unit}{rest}", self.flows[row.flow]));
            }
            written.expect("memory takes every row");
        }
        out
    }
}
