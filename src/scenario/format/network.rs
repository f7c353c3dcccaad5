//! Places, stages, yards, lines and trains as they stand in the file.

use serde_json::{Value as Json, json};

use super::law::{BothWays, TimeLaw};
use super::names::ByUnit;
use super::number::{Amount, Count, Latitude, Longitude, OrUnlimited, Positive, Room, Units};
use super::read::{Read, Reader, choice, record, words};
use super::schema::Schema;
use crate::model::corridor::{Overflow, StageKind, UnitKind};
use crate::scenario::document::Node;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum PlaceKind {
    Terminal,
    Border,
    Port,
    Junction,
}

words! { PlaceKind, "kinds of place" {
    "terminal" => PlaceKind::Terminal,
    "border" => PlaceKind::Border,
    "port" => PlaceKind::Port,
    "junction" => PlaceKind::Junction,
} }

words! { StageKind, "kinds of stage" {
    "border" => StageKind::Border,
    "gauge_change" => StageKind::GaugeChange,
    "crane" => StageKind::Crane,
    "rail_front" => StageKind::RailFront,
} }

words! { Overflow, "choices" {
    "hold" => Overflow::Hold,
    "divert" => Overflow::Divert,
} }

/// Whether the directions of a line share its paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Track {
    Single,
    Double,
}

words! { Track, "kinds of track" {
    "single" => Track::Single,
    "double" => Track::Double,
} }

record! {
    /// A node of the network.
    PlaceEntry {
        /// What the place is; only ports have berths.
        kind: PlaceKind,
        /// Latitude.
        lat: Option<Latitude>,
        /// Longitude.
        lon: Option<Longitude>,
    }
}

choice! {
    /// How long handling takes. A party that a stage serves is a train, a lot, or one unit of a flow with unit events.
    HandlingEntry {
        /// One draw for each unit, one after the other.
        unit_h => UnitH(TimeLaw),
        /// One draw for each unit, one after the other.
        unit_minutes => UnitMinutes(TimeLaw),
        /// One draw for each lot.
        group_h => GroupH(TimeLaw),
        /// One draw for each lot.
        group_minutes => GroupMinutes(TimeLaw),
        /// One draw for the whole train or party; stages only.
        train_h => TrainH(TimeLaw),
        /// One draw for the whole train or party; stages only.
        train_minutes => TrainMinutes(TimeLaw),
        /// One draw for the whole call; berths only.
        call_h => CallH(TimeLaw),
        /// One draw for the whole call; berths only.
        call_minutes => CallMinutes(TimeLaw),
        /// A steady rate.
        units_per_h => UnitsPerH(Positive),
        /// A steady rate, for tonnes and only for them.
        t_per_h => TonnesPerH(Positive),
    }
}

record! {
    /// Parallel servers that units pass: a border, a gauge change, a crane, a rail front.
    StageEntry {
        /// The place where it stands.
        place: String,
        /// What it is for.
        kind: StageKind,
        /// Parties served at once, or "unlimited".
        servers: OrUnlimited<Count>,
        /// Parties that may wait, those being served not counted, or "unlimited".
        room: OrUnlimited<Room>,
        /// What becomes of a party that finds no room: "hold" (it waits outside; the default) or "divert" (it leaves
        /// the corridor).
        when_full: Overflow = Overflow::Hold,
        /// How long a party takes.
        handling: HandlingEntry,
    }
}

record! {
    /// Storage for one kind of unit, in front of the next step of a route.
    YardEntry {
        /// The place where it lies.
        place: String,
        /// The kind of unit it stores.
        unit: UnitKind,
        /// Units that it holds, or "unlimited".
        capacity: OrUnlimited<Units>,
        /// What becomes of a unit that finds no room: "hold" (the default) or "divert".
        when_full: Overflow = Overflow::Hold,
    }
}

record! {
    /// How units are formed into trains.
    TrainEntry {
        /// The kind of unit it carries.
        unit: UnitKind,
        /// Units of a full train.
        size: Count,
        /// A train leaves below its size when its oldest unit has waited this long, or "unlimited".
        patience_h: OrUnlimited<Amount>,
        /// From formed to ready, by default 0.
        shunting_h: TimeLaw = TimeLaw::zero(),
    }
}

record! {
    /// Locomotives that the lines of a region share.
    LocomotivesEntry {
        /// How many there are.
        count: Count,
        /// From the arrival of a train until its locomotive can take another, by default 0.
        turn_h: TimeLaw = TimeLaw::zero(),
    }
}

/// How units run on a line.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum TrainChoice {
    /// Each lot runs by itself.
    AsTheyCome,
    /// In trains of this kind.
    Kind(String),
}

impl Read for TrainChoice {
    fn expected() -> String {
        "a kind of train, or \"as_they_come\"".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.text() {
            Some("as_they_come") => Some(TrainChoice::AsTheyCome),
            Some(name) => Some(TrainChoice::Kind(name.to_owned())),
            None => {
                reader.wrong_type(node, &Self::expected());
                None
            }
        }
    }

    fn schema(_: &mut Schema) -> Json {
        json!({ "type": "string" })
    }
}

record! {
    /// A rail or road section between two places.
    LineEntry {
        /// Its two ends.
        between: Vec<String>,
        /// "single" (both directions share the paths) or "double" (each has its own).
        track: Track,
        /// Departures that fit in a day, evenly spaced, or "unlimited"; on single track both directions together, on
        /// double track each.
        paths_per_day: OrUnlimited<Positive>,
        /// Length.
        km: Option<Positive>,
        /// Speed, with the length, instead of running times.
        speed_km_per_day: Option<Positive>,
        /// Running time, one law or one for each direction, instead of the speed.
        running_h: Option<BothWays>,
        /// Units that may wait at each end outside any yard, or "unlimited".
        room: OrUnlimited<Room>,
        /// For every kind of unit that uses the line: the kind of train, or "as_they_come".
        trains: ByUnit<TrainChoice>,
        /// The locomotives that formed trains need; without it they are never short.
        locomotives: Option<String>,
    }
}
