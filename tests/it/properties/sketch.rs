//! Small corridors in a few numbers, and the scenario each of them stands for.
//!
//! Dostyk - line - Aktau, Kuryk, Bautino - lanes - Alat, Turkmenbashi, Baku - line - Poti, as much of it as the numbers
//! say. Yards belong to one direction, so that a full one cannot keep from the corridor what would empty it.

use serde_json::{Map, Value, json};

const EAST: [&str; 3] = ["aktau", "kuryk", "bautino"];
const WEST: [&str; 3] = ["alat", "turkmenbashi", "baku"];
const UNITS: [&str; 3] = ["wagon", "lorry", "teu"];

/// A small corridor in a few numbers. Times are whole hours.
#[derive(Clone, Debug)]
pub struct Sketch {
    pub east: usize,
    /// No port at all across the water: then there are no vessels.
    pub west: usize,
    pub fleets: Vec<FleetSketch>,
    pub flows: Vec<FlowSketch>,
    pub line: LineSketch,
    pub border: StageSketch,
    pub front: StageSketch,
    /// Units; 0 for no limit.
    pub yard: u32,
    pub yard_diverts: bool,
    pub berths: u32,
    pub sailing: u32,
    /// Units that may wait at each end of a lane outside a yard; 0 for no limit.
    pub lane_room: u32,
    pub storm: Option<StormSketch>,
    pub horizon: u32,
    pub seed: u64,
}

#[derive(Clone, Debug)]
pub struct FleetSketch {
    pub count: u32,
    pub capacity: u32,
    /// Lorries, however many the deck would take.
    pub at_most: u32,
    pub rule: RuleSketch,
    pub rotates: bool,
    pub life: LifeSketch,
}

/// What befalls vessels; by default nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct LifeSketch {
    /// Hours from one breakdown to the next, and of a repair.
    pub breakdowns: Option<(u32, u32)>,
    /// Days from one stay in dry dock to the next, and hours of a stay.
    pub dry_dock: Option<(u32, u32)>,
    /// Vessels have names, the first one leaves early and the last one comes late.
    pub named: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum RuleSketch {
    Loaded { half: bool, patience: u32, complete: bool, empty: bool },
    Timetable { every: u32 },
}

#[derive(Clone, Debug)]
pub struct FlowSketch {
    pub westbound: bool,
    pub unit: usize,
    pub east: usize,
    pub west: usize,
    /// Begins inland, before the line and its border.
    pub from_inland: bool,
    pub to_inland: bool,
    pub by_front: bool,
    pub by_yard: bool,
    pub priority: u8,
    pub arrivals: ArrivalSketch,
    pub unit_events: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum ArrivalSketch {
    Poisson {
        every: u32,
        units: u32,
    },
    Timetable {
        first: u32,
        every: u32,
        units: u32,
    },
    /// Where the flow begins with a lane; a timetable elsewhere.
    Always,
}

#[derive(Clone, Debug)]
pub struct LineSketch {
    /// 0: as they come.
    pub size: u32,
    pub patience: u32,
    pub shunting: u32,
    pub running: u32,
    /// Trains a day; 0 for no limit.
    pub paths: u32,
    pub single: bool,
    /// Units; 0 for no limit.
    pub room: u32,
    /// For all trains that are formed; 0 for no limit.
    pub locomotives: u32,
    pub turn: u32,
}

#[derive(Clone, Debug)]
pub struct StageSketch {
    /// 0 for no limit.
    pub servers: u32,
    pub hours: u32,
    /// Parties; 9 for no limit.
    pub room: u32,
    pub diverts: bool,
    pub by_unit: bool,
}

#[derive(Clone, Debug)]
pub struct StormSketch {
    pub open: u32,
    pub closed: u32,
    pub stops: (bool, bool, bool),
    pub window: bool,
}

/// How a sketch is written out.
#[derive(Clone, Copy)]
pub struct Style {
    /// Factor on every time.
    pub slower: f64,
    /// Random laws of the same means instead of constants.
    pub random: bool,
    /// A few units of each flow and time enough for all of them; vessels sail on when nothing is left for them.
    pub ends: bool,
}

/// Units of a flow that ends.
const FEW: u32 = 12;
/// Hours in which they all get through.
const LONG: u32 = 20_000;

impl Style {
    fn law(self, hours: u32) -> Value {
        let hours = f64::from(hours) * self.slower;
        if self.random && hours > 0.0 { json!({ "gamma": { "mean": hours, "cv": 0.7 } }) } else { json!(hours) }
    }

    fn hours(self, hours: u32) -> Value {
        json!(f64::from(hours) * self.slower)
    }
}

fn limit(number: u32, unlimited: u32) -> Value {
    if number == unlimited { json!("unlimited") } else { json!(number) }
}

fn full(diverts: bool) -> &'static str {
    if diverts { "divert" } else { "hold" }
}

/// `{key: value, ...}` of pairs.
fn object(pairs: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(pairs.into_iter().collect::<Map<String, Value>>())
}

impl Sketch {
    fn easts(&self) -> &[&'static str] {
        &EAST[..self.east]
    }

    fn wests(&self) -> &[&'static str] {
        &WEST[..self.west]
    }

    fn ports(&self) -> impl Iterator<Item = &'static str> {
        self.easts().iter().chain(self.wests()).copied()
    }

    /// The scenario as a file would say it.
    pub fn scenario(&self, style: Style) -> Value {
        json!({
            "title": "A random small corridor",
            "horizon_h": style.hours(if style.ends { LONG } else { self.horizon }),
            "measure_from_h": 0,
            "run": { "replications": 1, "seed": self.seed, "confidence": 0.95 },
            "places": self.places(),
            "stages": self.stages(style),
            "yards": self.yards(),
            "trains": self.trains(style),
            "locomotives": self.locomotives(style),
            "lines": self.lines(style),
            "ports": self.berths(style),
            "lanes": self.lanes(style),
            "fleets": self.vessels(style),
            "weather": self.weather(style),
            "flows": object(self.flows.iter().enumerate().map(|(n, flow)| (format!("flow_{n}"), self.flow(flow, style)))),
        })
    }

    fn places(&self) -> Value {
        let inland = ["dostyk", "poti"].map(|place| (place.to_owned(), json!({ "kind": "border" })));
        let ports = self.ports().map(|port| (port.to_owned(), json!({ "kind": "port" })));
        object(inland.into_iter().chain(ports))
    }

    fn stages(&self, style: Style) -> Value {
        let borders =
            ["dostyk", "poti"].map(|place| (format!("{place}_border"), self.border.stage(place, "border", style)));
        let fronts = self.ports().map(|port| (format!("{port}_front"), self.front.stage(port, "rail_front", style)));
        object(borders.into_iter().chain(fronts))
    }

    fn yards(&self) -> Value {
        let kinds = ["west", "east"].into_iter().flat_map(|way| UNITS.map(|unit| (way, unit)));
        object(self.ports().flat_map(|port| {
            kinds.clone().map(move |(way, unit)| {
                let yard = json!({
                    "place": port, "unit": unit, "capacity": limit(self.yard, 0), "when_full": full(self.yard_diverts),
                });
                (format!("{port}_{unit}_{way}"), yard)
            })
        }))
    }

    fn trains(&self, style: Style) -> Value {
        object(UNITS.map(|unit| {
            let train = json!({
                "unit": unit, "size": self.line.size.max(1), "patience_h": style.hours(self.line.patience),
                "shunting_h": style.law(self.line.shunting),
            });
            (format!("{unit}_train"), train)
        }))
    }

    fn has_locomotives(&self) -> bool {
        self.line.size > 0 && self.line.locomotives > 0
    }

    fn locomotives(&self, style: Style) -> Value {
        if !self.has_locomotives() {
            return json!({});
        }
        json!({ "region": { "count": self.line.locomotives, "turn_h": style.law(self.line.turn) } })
    }

    fn lines(&self, style: Style) -> Value {
        let inland = |port: &str| if EAST.contains(&port) { "dostyk" } else { "poti" };
        let trains = object(UNITS.map(|unit| {
            (unit.to_owned(), if self.line.size == 0 { json!("as_they_come") } else { json!(format!("{unit}_train")) })
        }));
        let paths =
            if self.line.paths == 0 { json!("unlimited") } else { json!(f64::from(self.line.paths) / style.slower) };
        object(self.ports().map(|port| {
            let mut line = json!({
                "between": [inland(port), port], "track": if self.line.single { "single" } else { "double" },
                "paths_per_day": paths, "running_h": style.law(self.line.running), "room": limit(self.line.room, 0),
                "trains": trains,
            });
            if self.has_locomotives() {
                line["locomotives"] = json!("region");
            }
            (format!("{}_{port}", inland(port)), line)
        }))
    }

    fn berths(&self, style: Style) -> Value {
        let accepts: Vec<String> = (0..self.fleets.len()).map(|n| format!("fleet_{n}")).collect();
        let work = json!({ "unload": { "unit_h": style.law(1) }, "load": { "unit_h": style.law(1) } });
        let handling = object(UNITS.map(|unit| (unit.to_owned(), work.clone())));
        let berths = json!({
            "quay": { "count": self.berths, "accepts": accepts, "fixed_h": style.law(1), "handling": handling }
        });
        let ports = if self.west == 0 { Vec::new() } else { self.ports().collect() };
        object(ports.into_iter().map(|port| (port.to_owned(), json!({ "berths": berths }))))
    }

    fn lane_names(&self) -> Vec<(&'static str, &'static str)> {
        self.easts().iter().flat_map(|east| self.wests().iter().map(move |west| (*east, *west))).collect()
    }

    fn lanes(&self, style: Style) -> Value {
        object(self.lane_names().into_iter().map(|(east, west)| {
            let lane = json!({ "between": [east, west], "sailing_h": style.law(self.sailing), "room": limit(self.lane_room, 0) });
            (format!("{east}_{west}"), lane)
        }))
    }

    fn vessels(&self, style: Style) -> Value {
        if self.west == 0 {
            return json!({});
        }
        let lanes: Vec<String> = self.lane_names().iter().map(|(east, west)| format!("{east}_{west}")).collect();
        object(self.fleets.iter().enumerate().map(|(n, fleet)| {
            let rule = self.rule(fleet.rule, style);
            let mut entry = json!({
                "capacity": { "wagon": fleet.capacity, "lorry": fleet.capacity + 1, "teu": 2 * fleet.capacity },
                "at_most": { "lorry": fleet.at_most.min(fleet.capacity) },
                "lanes": lanes,
                "starts_at": self.ports().collect::<Vec<_>>(),
                "departures": object(self.ports().map(|port| (port.to_owned(), rule.clone()))),
            });
            fleet.live(&mut entry, style);
            if lanes.len() > 1 {
                // In a ring of ports the longest queue may be one lane away from where anybody looks.
                let rotates = fleet.rotates || style.ends && self.east > 1 && self.west > 1;
                entry["choose"] = json!(if rotates { "rotation" } else { "longest_queue" });
            }
            (format!("fleet_{n}"), entry)
        }))
    }

    fn rule(&self, rule: RuleSketch, style: Style) -> Value {
        let mut entry = match rule {
            RuleSketch::Timetable { every } => {
                json!({ "timetable": { "first_h": style.hours(5), "every_h": style.law(every) } })
            }
            RuleSketch::Loaded { half, patience, complete, empty } => json!({
                "when_loaded": { "least_fill_share": if half { 0.5 } else { 1.0 }, "patience_h": style.hours(patience) },
                "loading": if complete { "when_load_is_complete" } else { "as_cargo_comes" },
                "may_leave_empty": empty || style.ends,
            }),
        };
        if self.storm.as_ref().is_some_and(|storm| storm.window) {
            entry["needs_window_h"] = style.hours(6);
            entry["forecast_skill"] = json!(if style.random { 0.7 } else { 1.0 });
        }
        entry
    }

    fn weather(&self, style: Style) -> Value {
        let Some(storm) = &self.storm else { return json!({}) };
        let (berthing, departure, handling) = storm.stops;
        let stops: Vec<&str> = [("berthing", berthing), ("departure", departure), ("handling", handling)]
            .into_iter()
            .filter_map(|(what, stops)| stops.then_some(what))
            .collect();
        let chance = |n: usize| if n == 0 || !style.random { 1.0 } else { 0.6 };
        let reaches = object(self.ports().enumerate().map(|(n, port)| (port.to_owned(), json!(chance(n)))));
        json!({ "gales": {
            "open_h": style.law(storm.open), "closed_h": style.law(storm.closed), "stops": stops, "reaches": reaches,
        } })
    }

    fn flow(&self, flow: &FlowSketch, style: Style) -> Value {
        let (from, to, route) = self.journey(flow);
        json!({
            "commodity": "metal", "direction": if flow.westbound { "westbound" } else { "eastbound" },
            "unit": UNITS[flow.unit], "t_per_unit": 20, "priority": flow.priority, "from": from, "to": to,
            "unit_events": flow.unit_events, "arrivals": flow.arrivals.entry(&route, style), "route": route,
        })
    }

    /// Origin, destination and route: inland, port, across the water, port, inland, or the part of it that there is.
    fn journey(&self, flow: &FlowSketch) -> (&'static str, &'static str, Vec<String>) {
        let unit = UNITS[flow.unit];
        let east = EAST[flow.east % self.east];
        let Some(west) = self.wests().get(flow.west % self.west.max(1)).copied() else {
            return self.inland_journey(flow, east);
        };
        let way = if flow.westbound { "west" } else { "east" };
        let (first, last) = if flow.westbound { (east, west) } else { (west, east) };
        let (before, after) = if flow.westbound { ("dostyk", "poti") } else { ("poti", "dostyk") };
        let mut route = Vec::new();
        if flow.from_inland {
            route.extend([format!("{before}_border"), format!("{before}_{first}")]);
        }
        if flow.by_front {
            route.push(format!("{first}_front"));
        }
        if flow.by_yard {
            route.push(format!("{first}_{unit}_{way}"));
        }
        route.push(format!("{east}_{west}"));
        if flow.to_inland {
            if flow.by_yard {
                route.push(format!("{last}_{unit}_{way}"));
            }
            route.extend([format!("{after}_{last}"), format!("{after}_border")]);
        }
        (if flow.from_inland { before } else { first }, if flow.to_inland { after } else { last }, route)
    }

    fn inland_journey(&self, flow: &FlowSketch, port: &'static str) -> (&'static str, &'static str, Vec<String>) {
        let line = format!("dostyk_{port}");
        if flow.westbound {
            ("dostyk", port, vec!["dostyk_border".into(), line, format!("{port}_front")])
        } else {
            (port, "dostyk", vec![format!("{port}_front"), line, "dostyk_border".into()])
        }
    }
}

impl FleetSketch {
    fn live(&self, entry: &mut Value, style: Style) {
        if self.life.named {
            entry["vessels"] = object((0..self.count).map(|n| (format!("vessel_{n}"), json!({}))));
            if !style.ends {
                entry["vessels"]["vessel_0"]["leaves_h"] = style.hours(50);
                entry["vessels"][format!("vessel_{}", self.count - 1)]["enters_h"] = style.hours(20);
            }
        } else {
            entry["count"] = json!(self.count);
        }
        if let Some((every, repair)) = self.life.breakdowns {
            entry["breakdowns"] = json!({ "every_h": style.law(every), "repair_h": style.law(repair) });
        }
        if let Some((days, stay)) = self.life.dry_dock {
            entry["dry_dock"] = json!({ "every_days": f64::from(days) * style.slower, "stay_h": style.law(stay) });
        }
    }
}

impl StageSketch {
    fn stage(&self, place: &str, kind: &str, style: Style) -> Value {
        let basis = if self.by_unit { "unit_h" } else { "train_h" };
        json!({
            "place": place, "kind": kind, "servers": limit(self.servers, 0), "room": limit(self.room, 9),
            "when_full": full(self.diverts), "handling": { basis: style.law(self.hours) },
        })
    }
}

impl ArrivalSketch {
    fn entry(self, route: &[String], style: Style) -> Value {
        let begins_with_lane = EAST.iter().any(|east| WEST.iter().any(|west| route[0] == format!("{east}_{west}")));
        let mut entry = match self {
            ArrivalSketch::Always if begins_with_lane && !style.ends => return json!({ "always": {} }),
            ArrivalSketch::Always => timetable(1, 7, 2, style),
            ArrivalSketch::Poisson { every, units } if style.random => {
                json!({ "poisson": { "rate_per_h": 1.0 / (f64::from(every) * style.slower), "units": units } })
            }
            ArrivalSketch::Poisson { every, units } => timetable(every, every, units, style),
            ArrivalSketch::Timetable { first, every, units } => timetable(first, every, units, style),
        };
        if style.ends {
            let arrivals =
                entry.as_object_mut().and_then(|entry| entry.values_mut().next()).expect("one kind of arrivals");
            arrivals["units_in_all"] = json!(FEW);
        }
        entry
    }
}

fn timetable(first: u32, every: u32, units: u32, style: Style) -> Value {
    json!({ "timetable": { "first_h": style.hours(first), "every_h": style.hours(every), "units": units } })
}
