//! That nothing vanished, and what else a reader should know.

use crate::report::document::{Document, Table};
use crate::report::figures::Figures;
use crate::report::input::Results;
use crate::report::number::counted;

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    document.heading("Balance");
    document.text(format!(
        "{}, for every flow and to the unit: created in the whole run = delivered + diverted + inside at its end.",
        match results.summary.replications {
            1 => "In the one replication".to_owned(),
            count => format!("In each of the {}", counted(count, "replication")),
        }
    ));
    let mut table = Table::new(
        "Mean units of the measured part; age in days of those inside at the end",
        2,
        &["flow", "unit", "created", "delivered", "diverted", "inside, mean", "inside at the end", "age"],
    );
    for flow in &results.network.flows {
        let names = ["created", "delivered", "diverted", "inside_mean", "inside", "inside_age_mean"];
        let cells = names.map(|name| figures.brief(name, &flow.name));
        table.row([flow.name.clone(), flow.unit.to_owned()].into_iter().chain(cells).collect());
    }
    document.table(table.without_empty_columns());
    if !results.warnings.is_empty() {
        document.heading("Warnings");
        document.list(results.warnings.clone());
    }
}
