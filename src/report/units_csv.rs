//! `units.csv`: the units that left the corridor, with their instants and their ledger.

use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

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

/// The kind of unit that is no piece of cargo.
const BULK: &str = "tonne";

/// Writes the rows of one replication at a time.
pub struct Units<'a> {
    /// Name of each flow and what its units are.
    flows: Vec<(&'a str, &'a str)>,
    /// Place in the ledger of a row and name of each cause that is told.
    causes: Vec<(usize, &'a str)>,
}

impl<'a> Units<'a> {
    /// `flows` are names and kinds of unit, as in `("oil_west", "tonne")`.
    /// `causes` are places in the ledger of a row, and names.
    pub fn new(flows: Vec<(&'a str, &'a str)>, causes: Vec<(usize, &'a str)>) -> Units<'a> {
        Units { flows, causes }
    }

    pub fn header(&self) -> String {
        let mut out = "replication,flow,unit,units,created_h,left_h,fate".to_owned();
        for (_, cause) in &self.causes {
            out += &format!(",{cause}_h");
        }
        out + "\n"
    }

    /// One row for every unit, in the order in which they left; tonnes that left together are one row with their
    /// number, for there are millions of them. Names are identifiers and need no quotes.
    pub fn rows(&self, replication: u64, rows: &[UnitRow]) -> String {
        let mut out = String::new();
        for row in rows {
            let mut rest = String::new();
            let fate = if row.diverted { "diverted" } else { "delivered" };
            let mut written = write!(rest, ",{},{},{fate}", row.created.hours(), row.left.hours());
            for &(place, _) in &self.causes {
                written = written.and_then(|()| write!(rest, ",{}", row.ledger[place].hours()));
            }
            let (flow, kind) = self.flows[row.flow];
            let (rows, units) = if kind == BULK { (1, row.units) } else { (row.units, 1) };
            for unit in row.first..row.first + u64::from(rows) {
                written = written.and_then(|()| writeln!(out, "{replication},{flow},{unit},{units}{rest}"));
            }
            written.expect("memory takes every row");
        }
        out
    }
}

/// The place in a file with this header where the rows of replication `last` end; `None` where the file cannot be read,
/// is of another form or torn before.
pub(super) fn end_of(path: &Path, header: &str, last: u64) -> Option<u64> {
    let mut file = BufReader::new(File::open(path).ok()?);
    let mut line = Vec::new();
    file.read_until(b'\n', &mut line).ok()?;
    if line != header.as_bytes() {
        return None;
    }
    let mut end = line.len() as u64;
    loop {
        line.clear();
        file.read_until(b'\n', &mut line).ok()?;
        let Some(comma) = line.iter().position(|byte| *byte == b',') else {
            return Some(end); // nothing more, or not even a whole number
        };
        let replication: u64 = str::from_utf8(&line[..comma]).ok()?.parse().ok()?;
        if replication > last {
            return Some(end);
        }
        if !line.ends_with(b"\n") {
            return None;
        }
        end += line.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_a_replication_end_where_the_next_begins() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let end = |text: &str, last| {
            std::fs::write(file.path(), text).unwrap();
            end_of(file.path(), "replication,flow\n", last)
        };
        let text = "replication,flow\n1,a\n1,b\n3,a\n12,a\n";
        assert_eq!([0, 1, 2, 3, 11, 12].map(|last| end(text, last)), [17, 25, 25, 29, 29, 34].map(Some));
        assert_eq!(end(&text[..text.len() - 1], 12), None, "the last row is torn");
        for torn in 30..34 {
            assert_eq!(end(&text[..torn], 11), Some(29), "what comes later may be torn");
        }
        assert_eq!(end("replication,unit\n1,a\n", 1), None);
    }

    #[test]
    fn wagons_have_a_row_each_and_tonnes_one_together() {
        let units = Units::new(vec![("oil", "tonne"), ("metal", "wagon")], vec![(1, "sailing")]);
        let row = |flow| UnitRow {
            flow,
            first: 7,
            units: 2,
            created: Time::from_hours(1.0),
            left: Time::from_hours(3.5),
            diverted: false,
            ledger: Box::new([Duration::ZERO, Duration::from_hours(2.5)]),
        };
        assert_eq!(units.header(), "replication,flow,unit,units,created_h,left_h,fate,sailing_h\n");
        let text = "4,oil,7,2,1,3.5,delivered,2.5\n4,metal,7,1,1,3.5,delivered,2.5\n4,metal,8,1,1,3.5,delivered,2.5\n";
        assert_eq!(units.rows(4, &[row(0), row(1)]), text);
    }
}
