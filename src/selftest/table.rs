//! The table of exact values, `scenarios/theory/oracles.csv`.

use std::sync::LazyLock;

use serde::Deserialize;

/// One exact value.
#[derive(Clone, Debug, Deserialize)]
pub struct Oracle {
    /// `P05`: the system.
    pub id: String,
    pub system: String,
    pub parameters: String,
    pub statistic: String,
    #[serde(rename = "exact_value")]
    pub exact: f64,
    pub source: String,
}

static TABLE: LazyLock<Vec<Oracle>> = LazyLock::new(|| {
    let text = include_str!("../../scenarios/theory/oracles.csv");
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.collect::<Result<_, _>>().expect("the table is whole")
});

/// All exact values, in the order of the table.
pub fn oracles() -> &'static [Oracle] {
    &TABLE
}

/// # Panics
/// Where the table has no such value.
pub fn oracle(id: &str, statistic: &str) -> &'static Oracle {
    let row = oracles().iter().find(|row| (row.id.as_str(), row.statistic.as_str()) == (id, statistic));
    row.unwrap_or_else(|| panic!("the table has no {statistic} of {id}"))
}

pub(super) fn exact(id: &str, statistic: &str) -> f64 {
    oracle(id, statistic).exact
}
