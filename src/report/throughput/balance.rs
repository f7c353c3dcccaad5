//! That nothing vanished, and what else a reader should know.

use crate::report::document::{Document, Table};
use crate::report::figures::Figures;
use crate::report::input::Results;

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    document.heading("Balance");
    document.text(format!(
        "In each of the {} replications, for every flow: created = delivered + diverted + inside at the end, to the unit.",
        results.summary.replications
    ));
    let mut table = Table::new(
        "Mean units of a replication; age is that of the units inside at the end, days",
        2,
        &["flow", "unit", "created", "delivered", "diverted", "inside", "age"],
    );
    for flow in &results.network.flows {
        let names = ["created", "delivered", "diverted", "inside", "inside_age_mean"];
        let cells = names.map(|name| figures.brief(name, &flow.name));
        table.row([flow.name.clone(), flow.unit.to_owned()].into_iter().chain(cells).collect());
    }
    document.table(table.without_empty_columns());
    if !results.warnings.is_empty() {
        document.heading("Warnings");
        document.list(results.warnings.clone());
    }
}
