//! `resources.csv`: stages, yards, lines, lanes, berths, ports, fleets and weather over the whole measured part.

use super::Results;
use super::figures::ALL;
use super::input::Network;
use super::record::csv;
use crate::model::Measure;

const HEADER: [&str; 8] = ["resource", "kind", "part", "measure", "unit", "mean", "half_width", "n"];

/// What a row is about.
#[derive(Debug, PartialEq)]
struct Object<'a> {
    resource: &'a str,
    kind: &'static str,
    /// A flow of a stage, yard, line or lane; a fleet at a port; a port or state of a fleet; empty for the whole.
    part: &'a str,
}

pub fn render(results: &Results) -> Vec<u8> {
    let rows = results.summary.rows.iter().filter(|row| row.measure.period == ALL).filter_map(|row| {
        let Object { resource, kind, part } = object(&row.measure, &results.network)?;
        let estimate = row.estimate;
        let half_width = estimate.and_then(|estimate| estimate.half_width);
        let n = estimate.map_or(0, |estimate| estimate.n);
        let (name, unit) = (row.measure.name, &row.measure.unit);
        Some((resource, kind, part, name, unit, estimate.map(|estimate| estimate.mean), half_width, n))
    });
    csv(&HEADER, rows)
}

/// Measures of cargo, by the first word of their names.
const CARGO: [&str; 9] =
    ["throughput", "created", "delivered", "diverted", "inside", "transit", "section", "ledger", "route"];

/// `None` where the measure is of cargo, which is told elsewhere. A port, a fleet and a stage may share a name, so it
/// is the measure that says which is meant.
fn object<'a>(measure: &'a Measure, network: &Network) -> Option<Object<'a>> {
    let of = measure.of.as_str();
    let split = |at: char| of.split_once(at).unwrap_or((of, ""));
    match measure.name {
        "departures" | "load_mean" | "load_share_mean" | "full_share" | "draught_limit_mean" => {
            let (fleet, port) = split('@');
            let port = port.split_once('/').map_or(port, |(port, _unit)| port); // the unit has its own column
            Some(Object { resource: fleet, kind: "fleet", part: port })
        }
        "cycle_mean" | "state_share" | "in_service_mean" | "breakdowns" => {
            let (fleet, state) = split('/');
            Some(Object { resource: fleet, kind: "fleet", part: state })
        }
        "calls_per_day" | "berth_wait_mean" | "berth_wait_p50" | "berth_wait_p90" | "berth_wait_p95"
        | "berth_time_mean" | "water_mean" => {
            let (port, fleet) = split('/');
            Some(Object { resource: port, kind: "port", part: fleet })
        }
        "locomotives_busy_share" | "locomotives_turning_share" | "locomotives_waiting_mean" => {
            Some(Object { resource: of, kind: "locomotives", part: "" })
        }
        "weather_closed_share" => {
            let kind = if network.ports.iter().any(|port| port == of) { "port" } else { "place" };
            Some(Object { resource: of, kind, part: "" })
        }
        "bans" | "ban_days" | "ban_waiting_mean" | "ban_waiting_max" => {
            Some(Object { resource: of, kind: "ban", part: "" })
        }
        "pool_stock_mean" | "pool_waiting_mean" | "pool_empty_share" => {
            let (pool, place) = split('@');
            Some(Object { resource: pool, kind: "pool", part: place })
        }
        "diverted_share" => facility(of, network),
        name if CARGO.contains(&name.split('_').next().unwrap_or(name)) => None,
        _ => facility(of, network),
    }
}

/// A stage, yard, line, lane or berth class, or a flow there.
fn facility<'a>(of: &'a str, network: &Network) -> Option<Object<'a>> {
    let kind = |name: &str| {
        let resource = network.resources.iter().find(|resource| resource.is_called(name))?;
        Some(resource.kind.word())
    };
    let whole = kind(of).map(|kind| Object { resource: of, kind, part: "" });
    whole.or_else(|| {
        let (resource, flow) = of.split_once('/')?;
        Some(Object { resource, kind: kind(resource)?, part: flow })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Resource, ResourceKind};

    #[test]
    fn rows_name_their_resource_its_kind_and_the_part() {
        let resource = |name: &str, kind| Resource { name: name.into(), kind };
        let network = Network {
            resources: vec![resource("kuryk", ResourceKind::Crane), resource("kuryk/rail", ResourceKind::Berth)],
            ports: vec!["kuryk".into()],
            ..Network::default()
        };
        let told = |name, of: &str| {
            let measure = Measure { name, of: of.into(), period: ALL.into(), unit: "x".into() };
            object(&measure, &network)
                .map(|object| [object.resource, object.kind, object.part].join(" ").trim().to_owned())
        };
        for (name, of, expected) in [
            ("wait_mean", "kuryk", Some("kuryk crane")),
            ("diverted_share", "kuryk", Some("kuryk crane")),
            ("created", "kuryk", None),
            ("wait_mean", "kuryk/metal", Some("kuryk crane metal")),
            ("busy_share", "kuryk/rail", Some("kuryk/rail berth")),
            ("calls_per_day", "kuryk", Some("kuryk port")),
            ("berth_time_mean", "kuryk/ferry", Some("kuryk port ferry")),
            ("departures", "ferry", Some("ferry fleet")),
            ("load_mean", "ferry@kuryk/wagon", Some("ferry fleet kuryk")),
            ("draught_limit_mean", "ferry@kuryk", Some("ferry fleet kuryk")),
            ("locomotives_busy_share", "kz_west", Some("kz_west locomotives")),
            ("water_mean", "kuryk", Some("kuryk port")),
            ("state_share", "ferry/sailing", Some("ferry fleet sailing")),
            ("weather_closed_share", "kuryk", Some("kuryk port")),
            ("weather_closed_share", "dostyk", Some("dostyk place")),
            ("ban_days", "kuryk", Some("kuryk ban")),
            ("pool_stock_mean", "platforms@kuryk", Some("platforms pool kuryk")),
            ("transit_mean", "metal", None),
            ("throughput", "unit:wagon", None),
        ] {
            assert_eq!(told(name, of).as_deref(), expected, "{name} of {of}");
        }
    }
}
