//! Finding figures by name, and printing them in cells.

use std::collections::HashMap;

use super::number::{Scale, interval, mean};
use crate::experiment::{Row, Summary};

/// The period that covers the whole measured part.
pub const ALL: &str = "all";

/// The rows of a summary by measure, object and period.
pub struct Figures<'a> {
    rows: &'a [Row],
    index: HashMap<(&'a str, &'a str, &'a str), Vec<usize>>,
}

impl<'a> Figures<'a> {
    pub fn new(summary: &'a Summary) -> Figures<'a> {
        let mut index: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, row) in summary.rows.iter().enumerate() {
            let measure = &row.measure;
            index.entry((measure.name, measure.of.as_str(), measure.period.as_str())).or_default().push(at);
        }
        Figures { rows: &summary.rows, index }
    }

    /// The figure in its only unit, or its first.
    pub fn get(&self, name: &str, of: &str, period: &str) -> Option<&'a Row> {
        self.all(name, of, period).first().copied()
    }

    /// The figure in the given unit.
    pub fn get_in(&self, name: &str, of: &str, period: &str, unit: &str) -> Option<&'a Row> {
        self.all(name, of, period).into_iter().find(|row| row.measure.unit == unit)
    }

    /// The figure in every unit it has.
    pub fn all(&self, name: &str, of: &str, period: &str) -> Vec<&'a Row> {
        self.index.get(&(name, of, period)).into_iter().flatten().map(|&at| &self.rows[at]).collect()
    }

    /// What a measure of this name is told of, over the whole measured part, in the order of the list.
    pub fn objects(&self, name: &str) -> Vec<&'a str> {
        let mut objects: Vec<&str> = Vec::new();
        for row in self.rows.iter().filter(|row| row.measure.name == name && row.measure.period == ALL) {
            if objects.last() != Some(&row.measure.of.as_str()) {
                objects.push(&row.measure.of);
            }
        }
        objects
    }

    pub fn value(&self, name: &str, of: &str) -> Option<f64> {
        self.get(name, of, ALL).and_then(|row| row.estimate).map(|estimate| estimate.mean)
    }

    /// `mean ± half-width` over the whole measured part in the measure's own unit, shares in percent; `-` where nothing
    /// was observed, empty where there is no such measure.
    pub fn cell(&self, name: &str, of: &str) -> String {
        cell(self.get(name, of, ALL))
    }

    /// The mean alone.
    pub fn brief(&self, name: &str, of: &str) -> String {
        self.get(name, of, ALL).map_or(String::new(), |row| {
            row.estimate.map_or("-".to_owned(), |estimate| mean(&estimate, &Scale::fitting(&row.measure.unit, 0.0)))
        })
    }
}

/// `mean ± half-width` of a row, shares in percent.
pub fn cell(row: Option<&Row>) -> String {
    row.map_or(String::new(), |row| cell_in(Some(row), &Scale::fitting(&row.measure.unit, 0.0)))
}

/// `mean ± half-width` of a row on a scale.
pub fn cell_in(row: Option<&Row>, scale: &Scale) -> String {
    row.map_or(String::new(), |row| row.estimate.map_or("-".to_owned(), |estimate| interval(&estimate, scale)))
}

/// The largest mean of some rows, for a common scale.
pub fn largest<'a>(rows: impl IntoIterator<Item = Option<&'a Row>>) -> f64 {
    rows.into_iter().flatten().filter_map(|row| row.estimate).map(|estimate| estimate.mean.abs()).fold(0.0, f64::max)
}
