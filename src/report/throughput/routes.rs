//! Which of several ways the lots took.

use crate::report::document::{Document, Table};
use crate::report::figures::{ALL, Figures, cell_in, largest};
use crate::report::number::Scale;

/// One row for each way of the flows that have a choice; nothing where none has.
pub fn write(document: &mut Document, figures: &Figures) {
    let ways = figures.objects("route_share");
    if ways.is_empty() {
        return;
    }
    document.heading("Choice of route");
    document.text(
        "Each lot chose when it appeared. The share is of the units created, throughput and transit time of those \
         delivered, in the measured part.",
    );
    const MASS: &str = "t/year";
    let mass = |of: &str| figures.get_in("throughput", of, ALL, MASS);
    let scale = Scale::fitting(MASS, largest(ways.iter().map(|of| mass(of))));
    let mut table =
        Table::new("By flow and alternative", 2, &["flow", "alternative", "share, %", &scale.unit, "transit, days"]);
    for of in ways {
        let Some((flow, way)) = of.split_once('/') else { continue };
        let cells = [figures.cell("route_share", of), cell_in(mass(of), &scale), figures.cell("transit_mean", of)];
        table.row([flow.to_owned(), way.to_owned()].into_iter().chain(cells).collect());
    }
    document.table(table);
}
