//! The table of exact values.

/// `id,statistic,exact_value,source`, the source in quotes where it has commas.
const TABLE: &str = include_str!("../oracles.csv");

fn rows() -> impl Iterator<Item = (&'static str, &'static str, f64)> {
    TABLE.lines().skip(1).map(|line| {
        let mut fields = line.splitn(4, ',');
        let mut next = || fields.next().unwrap_or_else(|| panic!("{line} has four fields"));
        let (id, statistic, value) = (next(), next(), next());
        (id, statistic, value.parse().unwrap_or_else(|error| panic!("{line}: {error}")))
    })
}

pub fn exact(id: &str, statistic: &str) -> f64 {
    let row = rows().find(|row| (row.0, row.1) == (id, statistic));
    row.unwrap_or_else(|| panic!("the table has no {statistic} of {id}")).2
}

#[test]
fn every_row_of_the_table_is_tested() {
    let tested: Vec<(&str, &str)> = super::cases::all()
        .iter()
        .flat_map(|case| case.rows.iter().map(|row| (row.id, row.statistic)).collect::<Vec<_>>())
        .collect();
    let missing: Vec<_> = rows().map(|row| (row.0, row.1)).filter(|row| !tested.contains(row)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
