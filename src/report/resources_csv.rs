//! `resources.csv`: stages, yards, lines, lanes, berths, ports and fleets over the whole measured part; ports, fleets and
//! weather have no kind, and what a measure of theirs is of stands whole under `resource`.

use super::Results;
use super::figures::ALL;
use super::record::csv;

const HEADER: [&str; 8] = ["resource", "kind", "flow", "measure", "unit", "mean", "half_width", "n"];

/// Measures of cargo, which are told elsewhere.
const CARGO: [&str; 7] = ["throughput", "created", "delivered", "diverted", "inside", "inside_mean", "inside_age_mean"];

pub fn render(results: &Results) -> Vec<u8> {
    let network = &results.network;
    let rows = results.summary.rows.iter().filter_map(|row| {
        let measure = &row.measure;
        let family = measure.name.split('_').next().unwrap_or_default();
        let cargo = CARGO.contains(&measure.name) || ["transit", "section", "ledger"].contains(&family);
        if cargo || measure.period != ALL {
            return None;
        }
        let known = |name: &str| network.resources.iter().find(|resource| resource.is_called(name));
        let whole = (measure.of.as_str(), "");
        let (resource, flow) = match measure.of.split_once('/') {
            Some((stage, flow)) if known(&measure.of).is_none() && known(stage).is_some() => (stage, flow),
            Some(_) | None => whole,
        };
        let kind = known(resource).map_or("", |resource| resource.kind.word());
        let estimate = row.estimate;
        let half_width = estimate.and_then(|estimate| estimate.half_width);
        let n = estimate.map_or(0, |estimate| estimate.n);
        Some((resource, kind, flow, measure.name, &measure.unit, estimate.map(|estimate| estimate.mean), half_width, n))
    });
    csv(&HEADER, rows)
}
