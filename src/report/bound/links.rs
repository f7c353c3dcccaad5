//! Links: what they can do against what they have to.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::bound::{Bound, Link};
use crate::model::corridor::UnitKind;
use crate::report::document::{Align, Document, Table};
use crate::report::number::{Scale, brief};

/// Links that are printed; the files have them all.
const SHOWN: usize = 30;

#[derive(Serialize)]
pub struct Row<'a> {
    of: &'a str,
    kind: &'static str,
    /// Absent where the demand has no end.
    utilisation: Option<f64>,
    demand: BTreeMap<&'static str, f64>,
    capacity: BTreeMap<&'static str, f64>,
    demand_t: Option<f64>,
    capacity_t: f64,
    open_share: f64,
}

impl<'a> Row<'a> {
    fn new(link: &'a Link) -> Row<'a> {
        let kinds = || UnitKind::ALL.into_iter().filter(|&unit| link.demand[unit as usize] > 0.0);
        let finite = |unit: UnitKind| (!link.endless).then(|| (unit.name(), link.demand[unit as usize]));
        Row {
            of: &link.name,
            kind: link.kind.word(),
            utilisation: link.utilisation().filter(|use_| use_.is_finite()),
            demand: kinds().filter_map(finite).collect(),
            capacity: kinds().map(|unit| (unit.name(), link.capacity(unit))).collect(),
            demand_t: (!link.endless).then_some(link.tonnes),
            capacity_t: link.capacity_tonnes(),
            open_share: link.open,
        }
    }
}

/// The busiest first.
pub fn rows(bound: &Bound) -> Vec<Row<'_>> {
    bound.busiest().into_iter().map(Row::new).collect()
}

pub fn write(document: &mut Document, bound: &Bound) {
    let busiest = bound.busiest();
    if busiest.is_empty() {
        return;
    }
    document.heading("Links");
    let shown = busiest.len().min(SHOWN);
    let more = match busiest.len() - shown {
        0 => String::new(),
        _ => format!(", the busiest {shown} of {}; bound.csv has them all", busiest.len()),
    };
    let largest = busiest.iter().filter(|link| !link.endless).map(|link| link.tonnes).fold(0.0, f64::max);
    let scale = Scale::fitting("t/year", largest);
    let caption = format!(
        "What each has to do and can do in a year{more}; units where all are of one kind, capacity in the mix of the \
         demand, use in % of the time that closures leave"
    );
    let mut table = Table::new(caption, 2, &["link", "kind", "use, %"]);
    for title in ["units offered", "units possible", "unit"] {
        table.column(title);
    }
    table.columns[5].align = Align::Left;
    for title in ["offered", "possible"] {
        table.column(format!("{title}, {}", scale.unit));
    }
    table.column("open, %");
    for link in busiest.into_iter().take(SHOWN) {
        let mut kinds = UnitKind::ALL.into_iter().filter(|&unit| link.demand[unit as usize] > 0.0);
        let only = kinds.next().filter(|_| kinds.next().is_none());
        let offered = |amount: f64| if link.endless { "no end".to_owned() } else { brief(amount) };
        table.row(vec![
            link.name.clone(),
            link.kind.word().to_owned(),
            link.utilisation().map_or("-".to_owned(), |use_| brief(use_ * 100.0)),
            only.map_or(String::new(), |unit| offered(link.demand[unit as usize])),
            only.map_or(String::new(), |unit| brief(link.capacity(unit))),
            only.map_or("", UnitKind::name).to_owned(),
            offered(link.tonnes * scale.factor),
            brief(link.capacity_tonnes() * scale.factor),
            brief(link.open * 100.0),
        ]);
    }
    document.table(table);
}
