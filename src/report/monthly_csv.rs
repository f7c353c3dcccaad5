//! `monthly.csv`: every measure that is told by month, month by month.

use super::Results;
use super::measures_csv::HEADER;
use super::record::{Record, csv};

pub fn render(results: &Results) -> Vec<u8> {
    let summary = &results.summary;
    let months: Vec<&str> =
        results.network.periods.iter().filter(|period| period.month).map(|period| period.name.as_str()).collect();
    let rows = summary.rows.iter().filter(|row| months.contains(&row.measure.period.as_str()));
    csv(&HEADER, rows.map(|row| Record::new(row, summary.confidence)))
}
