//! Stub: a fixed demonstration corridor behind the interface of scenario files.

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::kernel::{Duration, Law, Table, Time};
use crate::model::Corridor;
use crate::model::corridor::*;

pub struct Scenario {
    pub title: String,
    pub note: Option<String>,
    pub corridor: Corridor,
    pub run: RunSettings,
    pub headline: Vec<MeasureRef>,
    pub observed: Vec<Observed>,
    pub assumptions: Vec<Assumption>,
    pub resolved: serde_json::Value,
    pub start: Option<Date>,
    pub warnings: Vec<Problem>,
}

#[derive(Clone, Debug)]
pub struct Set;

impl std::str::FromStr for Set {
    type Err = String;
    fn from_str(text: &str) -> Result<Set, String> {
        text.contains('=').then_some(Set).ok_or_else(|| format!("expected PATH=VALUE, found {text:?}"))
    }
}

#[derive(Clone, Copy)]
pub struct Known<'m> {
    pub measure: &'m str,
    pub of: &'m str,
    pub period: &'m str,
    pub unit: &'m str,
}

impl Known<'_> {
    pub fn answers(&self, reference: &MeasureRef) -> bool {
        self.measure == reference.measure
            && self.of == reference.of
            && self.period == reference.period
            && reference.unit.as_deref().is_none_or(|unit| unit == self.unit)
    }
}

impl Scenario {
    pub fn no_such_measure<'m>(&self, reference: &MeasureRef, _known: impl IntoIterator<Item = Known<'m>>) -> Problem {
        Problem(format!("error[unknown_measure]: there is no measure {:?}", reference.measure))
    }
}

pub struct RunSettings {
    pub replications: u64,
    pub seed: u64,
    pub confidence: f64,
    pub warm_up: WarmUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarmUp {
    Fixed,
    Mser5,
}

pub struct MeasureRef {
    pub measure: String,
    pub of: String,
    pub period: String,
    pub unit: Option<String>,
    pub pointer: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Predicted,
    Input,
    OtherYear,
}

pub struct Observed {
    pub name: String,
    pub measure: String,
    pub of: String,
    pub period: String,
    pub unit: String,
    pub value: f64,
    pub range: Option<(f64, f64)>,
    pub year: String,
    pub source: String,
    pub role: Role,
    pub note: Option<String>,
    pub pointer: String,
}

impl Observed {
    pub fn reference(&self) -> MeasureRef {
        MeasureRef {
            measure: self.measure.clone(),
            of: self.of.clone(),
            period: self.period.clone(),
            unit: Some(self.unit.clone()),
            pointer: self.pointer.clone(),
        }
    }
}

pub struct Assumption {
    pub pointer: String,
    pub value: f64,
    pub law: Option<&'static str>,
    pub range: Option<(f64, f64)>,
    pub source: Option<String>,
    pub note: Option<String>,
}

impl Assumption {
    pub fn is_unsourced(&self) -> bool {
        self.source.is_none()
    }
}

#[derive(Debug)]
pub struct Problem(String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug)]
pub struct Problems(pub String);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub fn schema() -> serde_json::Value {
    serde_json::json!({"type": "object"})
}

pub fn starter() -> &'static str {
    "{\"title\": \"Starter\"}\n"
}

pub fn load(path: &Path, _sets: &[Set], _patches: &[PathBuf]) -> Result<Scenario, Problems> {
    let text =
        std::fs::read_to_string(path).map_err(|error| Problems(format!("error: {}: {error}\n", path.display())))?;
    let resolved: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| Problems(format!("error[json]: {error}\n  --> {}\n", path.display())))?;
    let mser = resolved.get("measure_from_h").is_some();
    let text = |text: &str| text.to_owned();
    let headline = |measure: &str, of: &str, unit: &str| MeasureRef {
        measure: text(measure),
        of: text(of),
        period: text("all"),
        unit: Some(text(unit)),
        pointer: String::new(),
    };
    Ok(Scenario {
        title: resolved["title"].as_str().unwrap_or("untitled").to_owned(),
        note: None,
        corridor: demo(mser),
        run: RunSettings {
            replications: resolved["run"]["replications"].as_u64().unwrap_or(20),
            seed: 1,
            confidence: 0.95,
            warm_up: if mser { WarmUp::Mser5 } else { WarmUp::Fixed },
        },
        headline: vec![headline("throughput", "titr_ministry", "t/year"), headline("transit_p90", "metal_west", "d")],
        observed: vec![
            observed("kuryk_calls", Role::Predicted),
            observed("volume", Role::Input),
            observed("alat", Role::OtherYear),
        ],
        assumptions: vec![Assumption {
            pointer: text("/fleets/ferry/count"),
            value: 4.0,
            law: None,
            range: Some((3.0, 5.0)),
            source: None,
            note: None,
        }],
        resolved,
        start: (!mser).then(|| jiff::civil::date(2023, 1, 1)),
        warnings: vec![Problem("warning: no storms are described: the sea is always open".to_owned())],
    })
}

fn observed(name: &str, role: Role) -> Observed {
    Observed {
        name: name.to_owned(),
        measure: "calls_per_day".to_owned(),
        of: "kuryk".to_owned(),
        period: "all".to_owned(),
        unit: "1/d".to_owned(),
        value: 1.97,
        range: Some((1.77, 2.17)),
        year: "2023".to_owned(),
        source: "PRT-063".to_owned(),
        role,
        note: None,
        pointer: String::new(),
    }
}

fn demo(hours: bool) -> Corridor {
    let mut places = Table::new();
    let ids = ["zhezkazgan", "kuryk", "alat"].map(|name| places.push(Place { name: name.to_owned(), port: None }));
    let day = 24.0;
    let month = |k: usize| Time::from_hours(30.0 * day * k as f64);
    let mut periods =
        vec![Period { name: "all".into(), kind: PeriodKind::All, first: 0, last: 12, years: 1.0, days: 365.0 }];
    if !hours {
        periods.push(Period {
            name: "2023".into(),
            kind: PeriodKind::Year,
            first: 0,
            last: 12,
            years: 1.0,
            days: 365.0,
        });
        periods.extend((0..12).map(|k| Period {
            name: format!("2023-{:02}", k + 1),
            kind: PeriodKind::Month,
            first: k,
            last: k + 1,
            years: 1.0 / 12.0,
            days: 30.0,
        }));
    }
    let law = Law::Constant(1.0);
    let both = || [Law::Constant(10.0), Law::Constant(12.0)];
    let mut corridor = Corridor {
        horizon: Horizon {
            measure_from: Time::ZERO,
            end: Time::from_hours(365.0 * day),
            months: if hours { vec![Time::ZERO] } else { (0..12).map(month).collect() },
            periods,
        },
        places,
        stages: Table::new(),
        yards: Table::new(),
        train_kinds: Table::new(),
        lines: Table::new(),
        ports: Table::new(),
        berth_classes: Table::new(),
        lanes: Table::new(),
        fleets: Table::new(),
        storms: Table::new(),
        flows: Table::new(),
        definitions: Table::new(),
        sections: Table::new(),
        observe_at: Vec::new(),
    };
    corridor.stages.push(Stage {
        name: "dostyk_border".into(),
        place: ids[0],
        kind: StageKind::Border,
        servers: Capacity::Limited(2),
        room: Capacity::Unlimited,
        overflow: Overflow::Hold,
        handling: Handling::PerParty(law.clone()),
    });
    corridor.yards.push(Yard {
        name: "kuryk_wagons".into(),
        place: ids[1],
        unit: UnitKind::Wagon,
        capacity: Capacity::Limited(200),
        overflow: Overflow::Hold,
    });
    corridor.lines.push(Line {
        name: "zhezkazgan_kuryk".into(),
        ends: [ids[0], ids[1]],
        headway: Duration::HOUR,
        single_track: true,
        running: both(),
        room: Capacity::Unlimited,
    });
    let ports = [ids[1], ids[2]].map(|place| {
        corridor.ports.push(Port { place, name: corridor.places[place].name.clone(), berths: Vec::new() })
    });
    for port in ports {
        corridor.berth_classes.push(BerthClass {
            name: format!("{}/rail", corridor.ports[port].name),
            port,
            count: 2,
            fixed: law.clone(),
            handling: [None, None, None, None],
        });
    }
    corridor.lanes.push(Lane {
        name: "kuryk_alat".into(),
        ends: [ids[1], ids[2]],
        ports,
        room: Capacity::Unlimited,
        offered: [[false; 4]; 2],
    });
    for name in ["asco_rail_28", "asco_ropax"] {
        corridor.fleets.push(Fleet {
            name: name.into(),
            count: 3,
            deck: 28,
            share: [None, Some(1), None, None],
            at_most: [0, 28, 0, 0],
            lanes: Vec::new(),
            choice: LaneChoice::Rotation,
            sailing: vec![both()],
            starts: Vec::new(),
            berths: Vec::new(),
            departures: Vec::new(),
        });
    }
    for (name, direction) in [("metal_west", "westbound"), ("goods_east", "eastbound")] {
        corridor.flows.push(Flow {
            name: name.into(),
            commodity: "metal".into(),
            direction: direction.into(),
            unit: UnitKind::Wagon,
            tonnes_per_unit: 60.0,
            teu_per_unit: 0.0,
            priority: 5,
            arrivals: Arrivals::Always,
            unit_events: false,
            itinerary: Vec::new(),
            counted_on_delivery: Vec::new(),
        });
    }
    corridor.definitions.push(Definition { name: "titr_ministry".into(), booked: [None; 4] });
    corridor.sections.push(Section { name: "altynkol_absheron".into() });
    corridor
}
