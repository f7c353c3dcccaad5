//! Stub: the list of measures.

use std::fmt;

use super::Corridor;
use super::corridor::PeriodKind;
use crate::model::ledger::Cause;

/// One number that every replication yields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Measure {
    pub name: &'static str,
    pub of: String,
    pub period: String,
    pub unit: String,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} of {} ({}), {}", self.name, self.of, self.period, self.unit)
    }
}

/// Every measure of a corridor, in the order of the samples of an outcome.
pub fn measures(corridor: &Corridor) -> Vec<Measure> {
    let mut list = Vec::new();
    let mut add = |name: &'static str, of: &str, period: &str, unit: &str| {
        list.push(Measure { name, of: of.to_owned(), period: period.to_owned(), unit: unit.to_owned() });
    };
    for period in &corridor.horizon.periods {
        let all = period.kind == PeriodKind::All;
        let unit = |unit: &str| if all { format!("{unit}/year") } else { unit.to_owned() };
        for definition in corridor.definitions.iter() {
            add("throughput", &definition.name, &period.name, &unit("t"));
            add("throughput", &definition.name, &period.name, &unit("teu"));
        }
        for flow in corridor.flows.iter() {
            add("throughput", &flow.name, &period.name, &unit("t"));
            add("throughput", &flow.name, &period.name, &unit(flow.unit.name()));
        }
        for of in ["commodity:metal", "direction:westbound", "unit:wagon", "all"] {
            add("throughput", of, &period.name, &unit("t"));
        }
        for port in corridor.ports.iter() {
            add("calls_per_day", &port.name, &period.name, "1/d");
            for fleet in corridor.fleets.iter() {
                add("calls_per_day", &format!("{}/{}", port.name, fleet.name), &period.name, "1/d");
            }
            add("weather_closed_share", &port.name, &period.name, "share");
        }
    }
    for flow in corridor.flows.iter() {
        for name in ["created", "delivered", "diverted", "inside"] {
            add(name, &flow.name, "all", flow.unit.name());
        }
        for name in ["inside_age_mean", "transit_mean", "transit_p50", "transit_p90", "transit_p95"] {
            add(name, &flow.name, "all", "d");
        }
        for cause in Cause::ALL {
            add("ledger", &format!("{}/{}", flow.name, cause.name()), "all", "d");
        }
    }
    for section in corridor.sections.iter() {
        for name in ["section_mean", "section_p50", "section_p90", "section_p95"] {
            add(name, &section.name, "all", "d");
        }
    }
    let mut stages: Vec<String> = corridor.stages.iter().map(|stage| stage.name.clone()).collect();
    stages.extend(corridor.yards.iter().map(|yard| yard.name.clone()));
    stages.extend(
        corridor
            .lines
            .iter()
            .flat_map(|line| line.ends.map(|end| format!("{}@{}", line.name, corridor.places[end].name))),
    );
    stages.extend(
        corridor
            .lanes
            .iter()
            .flat_map(|lane| lane.ends.map(|end| format!("{}@{}", lane.name, corridor.places[end].name))),
    );
    for stage in &stages {
        let split: Vec<String> = corridor.flows.iter().map(|flow| format!("{stage}/{}", flow.name)).collect();
        for of in std::iter::once(stage).chain(&split) {
            add("arrivals", of, "all", "units");
            for name in ["diverted_share", "waited_share"] {
                add(name, of, "all", "share");
            }
            for name in
                ["wait_mean", "wait_p50", "wait_p90", "wait_p95", "time_mean", "time_p50", "time_p90", "time_p95"]
            {
                add(name, of, "all", "h");
            }
            for name in ["queue_mean", "present_mean"] {
                add(name, of, "all", "units");
            }
        }
    }
    for stage in corridor.stages.iter() {
        for name in ["busy_share", "blocked_share", "closed_share", "idle_share"] {
            add(name, &stage.name, "all", "share");
        }
    }
    for class in corridor.berth_classes.iter() {
        for name in ["busy_share", "blocked_share", "starved_share", "closed_share", "idle_share"] {
            add(name, &class.name, "all", "share");
        }
    }
    for fleet in corridor.fleets.iter() {
        add("departures", &fleet.name, "all", "1/year");
        add("cycle_mean", &fleet.name, "all", "d");
        for state in ["sailing", "anchored", "unloading", "loading", "waiting_for_cargo", "waiting_for_window"] {
            add("state_share", &format!("{}/{state}", fleet.name), "all", "share");
        }
        for port in corridor.ports.iter() {
            let of = format!("{}@{}", fleet.name, port.name);
            add("load_share_mean", &of, "all", "share");
            add("full_share", &of, "all", "share");
            add("load_mean", &format!("{of}/wagon"), "all", "units");
            let of = format!("{}/{}", port.name, fleet.name);
            add("berth_wait_mean", &of, "all", "h");
            add("berth_wait_p90", &of, "all", "h");
            add("berth_time_mean", &of, "all", "h");
        }
    }
    for lane in corridor.lanes.iter() {
        for end in lane.ends {
            add("left_behind_mean", &format!("{}@{}", lane.name, corridor.places[end].name), "all", "units");
        }
    }
    list
}
