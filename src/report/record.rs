//! One measure with its estimate, as machine-readable outputs list it. Floats keep all their digits.

use serde::Serialize;

use super::figures::ALL;
use crate::experiment::{Row, Summary};

/// A row of `measures` in `summary.json`, of the CSV report and of `monthly.csv`.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    pub name: &'a str,
    pub of: &'a str,
    pub period: &'a str,
    pub unit: &'a str,
    /// Empty where nothing was observed.
    pub mean: Option<f64>,
    /// Empty where one replication, or none, observed anything.
    pub half_width: Option<f64>,
    pub confidence: f64,
    /// Replications that observed something.
    pub n: u64,
    pub sd: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

impl<'a> Record<'a> {
    pub fn new(row: &'a Row, confidence: f64) -> Record<'a> {
        let (measure, estimate) = (&row.measure, row.estimate);
        Record {
            name: measure.name,
            of: &measure.of,
            period: &measure.period,
            unit: &measure.unit,
            mean: estimate.map(|estimate| estimate.mean),
            half_width: estimate.and_then(|estimate| estimate.half_width),
            confidence,
            n: estimate.map_or(0, |estimate| estimate.n),
            sd: estimate.filter(|estimate| estimate.n > 1).map(|estimate| estimate.sd),
            min: estimate.map(|estimate| estimate.min),
            max: estimate.map(|estimate| estimate.max),
        }
    }
}

/// All rows, those of the whole measured part first, else in the order of the measures.
pub fn ordered(summary: &Summary) -> impl Iterator<Item = &Row> {
    let whole = |row: &&Row| row.measure.period == ALL;
    summary.rows.iter().filter(whole).chain(summary.rows.iter().filter(move |row| !whole(row)))
}

/// Rows as CSV with a header.
pub fn csv<T: Serialize>(header: &[&str], rows: impl Iterator<Item = T>) -> Vec<u8> {
    const MEMORY: &str = "memory takes every row";
    let mut out = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    out.write_record(header).expect(MEMORY);
    for row in rows {
        out.serialize(row).expect(MEMORY);
    }
    out.into_inner().expect(MEMORY)
}
