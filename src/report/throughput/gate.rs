//! What holds cargo at its origin: bans, and pools of carriers.

use super::ports::by_month;
use crate::report::document::{Document, Table};
use crate::report::figures::Figures;
use crate::report::input::Results;

pub fn write(document: &mut Document, results: &Results, figures: &Figures) {
    bans(document, results, figures);
    pools(document, figures);
}

fn bans(document: &mut Document, results: &Results, figures: &Figures) {
    let bans = figures.objects("ban_days");
    if bans.is_empty() {
        return;
    }
    document.heading("Bans");
    let columns = ["ban", "days/year", "imposed a year", "mean waiting", "most waiting"];
    let mut table = Table::new("Loading suspended, and units waiting at the reviews", 1, &columns);
    for of in &bans {
        let cells = ["ban_days", "bans", "ban_waiting_mean", "ban_waiting_max"].map(|name| figures.cell(name, of));
        table.row(std::iter::once((*of).to_owned()).chain(cells).collect());
    }
    document.table(table);
    by_month(
        document,
        results,
        figures,
        "Days of loading suspended, by month; all is a year's worth",
        "ban_days",
        &bans,
    );
}

fn pools(document: &mut Document, figures: &Figures) {
    let depots = figures.objects("pool_stock_mean");
    if depots.is_empty() {
        return;
    }
    document.heading("Wagon pools");
    let columns = ["pool", "place", "mean stock", "mean waiting", "without stock, %"];
    let mut table = Table::new("Carriers at a place, and units that wait there for one", 2, &columns);
    for of in depots {
        let (pool, place) = of.split_once('@').unwrap_or((of, ""));
        let cells = ["pool_stock_mean", "pool_waiting_mean", "pool_empty_share"].map(|name| figures.cell(name, of));
        table.row([pool, place].map(str::to_owned).into_iter().chain(cells).collect());
    }
    document.table(table);
}
