//! Ports, lanes, fleets and weather as they stand in the file.

use super::HandlingEntry;
use super::law::{BothWays, TimeLaw};
use super::life::{BreakdownsEntry, BuiltYear, DryDockEntry, VesselEntry};
use super::names::{ByUnit, Entries};
use super::number::{Amount, Count, OrUnlimited, PartialShare, Positive, PositiveShare, Room, Share, Units, Whole};
use super::read::{choice, record, words};
use super::table::CsvFile;
use super::water::{DepthEntry, DraughtEntry};
use crate::model::corridor::{LaneChoice, Loading};

words! { LaneChoice, "ways to choose" {
    "longest_queue" => LaneChoice::LongestQueue,
    "rotation" => LaneChoice::Rotation,
} }

words! { Loading, "ways to load" {
    "as_cargo_comes" => Loading::AsCargoComes,
    "when_load_is_complete" => Loading::WhenLoadIsComplete,
} }

record! {
    /// What is done to one kind of unit at a berth.
    DeckEntry {
        /// From the vessel.
        unload: HandlingEntry,
        /// Onto the vessel.
        load: HandlingEntry,
    }
}

record! {
    /// A number of like berths.
    BerthEntry {
        /// How many there are.
        count: Count,
        /// Fleets that may use them.
        accepts: Vec<String>,
        /// Mooring and papers before unloading, by default 0.
        fixed_h: TimeLaw = TimeLaw::zero(),
        /// What is handled here, by kind of unit.
        handling: ByUnit<DeckEntry>,
    }
}

record! {
    /// The sea side of a place.
    PortEntry {
        /// Berths by class; a vessel prefers the class that is named first.
        berths: Entries<BerthEntry>,
        /// Channels and basins that every vessel passes; the shallowest counts.
        depths: Entries<DepthEntry>,
    }
}

record! {
    /// A sea connection between two ports.
    LaneEntry {
        /// Its two ends.
        between: Vec<String>,
        /// Length; needed where fleets sail by their speed.
        km: Option<Positive>,
        /// Sailing time of every fleet, one law or one for each direction; without it fleets sail by their speed.
        sailing_h: Option<BothWays>,
        /// Units that may wait at each end outside any yard, or "unlimited".
        room: OrUnlimited<Room>,
    }
}

record! {
    /// Leaves when loaded.
    WhenLoaded {
        /// Least share of the deck with which it leaves when nothing more is ready; 1 is full.
        least_fill_share: Option<PositiveShare>,
        /// The same in units.
        least_fill_units: Option<Units>,
        /// From berthing until it leaves with its first unit, or "unlimited".
        patience_h: OrUnlimited<Amount>,
    }
}

record! {
    /// Leaves by the clock with what is aboard, even nothing.
    SailingTimes {
        /// First departure, from the start of the run.
        first_h: Amount,
        /// From one departure to the next.
        every_h: TimeLaw,
    }
}

record! {
    /// When vessels of a fleet leave a port: exactly one of `when_loaded` and `timetable`.
    DepartureEntry {
        /// When loaded.
        when_loaded: Option<WhenLoaded>,
        /// By the clock.
        timetable: Option<SailingTimes>,
        /// "as_cargo_comes" (the default) or "when_load_is_complete" (loading starts once the least fill waits).
        loading: Loading = Loading::AsCargoComes,
        /// May it leave empty when its patience is over? By default false.
        may_leave_empty: Option<bool>,
        /// Length of the weather window it asks for at both ends of the voyage.
        needs_window_h: Option<Amount>,
        /// Chance that the forecast sees a closure that will begin within the window.
        forecast_skill: Option<Share>,
    }
}

record! {
    /// Vessels of one class.
    FleetEntry {
        /// How many there are; 0 takes the fleet out of service. In place of it the vessels may be named.
        count: Option<Whole<0, 10_000>>,
        /// Vessels by name, instead of a count.
        vessels: Entries<VesselEntry>,
        /// Year they were built.
        built: Option<BuiltYear>,
        /// Units of each kind that fill the whole deck. Kinds share it: 56 wagons or 50 lorries, or any mix that fits.
        capacity: ByUnit<Units>,
        /// Most units of a kind on one voyage, where fewer than fit.
        at_most: ByUnit<Units>,
        /// How deep it lies, where the water may not be deep enough for it.
        draught: Option<DraughtEntry>,
        /// Speed; used on lanes without a sailing time.
        speed_knots: Option<Positive>,
        /// Lanes it sails.
        lanes: Vec<String>,
        /// How a vessel of several lanes picks the next: "longest_queue" or "rotation".
        choose: Option<LaneChoice>,
        /// Ports where its vessels enter service; dealt in turn.
        starts_at: Vec<String>,
        /// For every port of its lanes: when it leaves.
        departures: Entries<DepartureEntry>,
        /// How vessels break down; without it they do not.
        breakdowns: Option<BreakdownsEntry>,
        /// When vessels go to dry dock; without it they do not.
        dry_dock: Option<DryDockEntry>,
    }
}

impl FleetEntry {
    /// Vessels that there are or will be; one where that is not stated, which is told elsewhere.
    pub fn places(&self) -> u64 {
        self.count.map_or(self.vessels.len().max(1) as u64, |count| count.0)
    }

    /// Where each vessel enters service; fewer ports than vessels are dealt in turn.
    pub fn starts(&self) -> Vec<&str> {
        if self.vessels.is_empty() {
            return self.starts_at.iter().map(String::as_str).collect();
        }
        let dealt = self.starts_at.iter().cycle();
        let vessels = self.vessels.iter().map(|(_, vessel)| vessel);
        vessels.zip(dealt).map(|(vessel, port)| vessel.starts_at.as_ref().unwrap_or(port).as_str()).collect()
    }
}

/// What a closure can stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Stopped {
    Berthing,
    Departure,
    Handling,
}

words! { Stopped, "things to stop" {
    "berthing" => Stopped::Berthing,
    "departure" => Stopped::Departure,
    "handling" => Stopped::Handling,
} }

record! {
    /// Recorded closures.
    RecordedSpells {
        /// CSV with the columns `from` and `to`: dates (perhaps with a time) in a dated scenario, else hours.
        file: CsvFile,
    }
}

record! {
    /// Closures that reach several places together: exactly one of `closed_share_by_month`, `open_h` and `recorded`.
    WeatherEntry {
        /// Share of each calendar month that is closed, twelve numbers; dated scenarios only.
        closed_share_by_month: Option<Vec<PartialShare>>,
        /// How long it stays open.
        open_h: Option<TimeLaw>,
        /// How long a closure lasts.
        closed_h: Option<TimeLaw>,
        /// Closures that happened.
        recorded: Option<RecordedSpells>,
        /// What a closure stops: "berthing", "departure", "handling".
        stops: Vec<Stopped>,
        /// Chance that a closure reaches a place, by place.
        reaches: Entries<PositiveShare>,
    }
}

choice! {
    /// Where units of a definition are counted.
    CountedWhere {
        /// When they are done at this place (aboard and gone where a lane starts, unloaded where one ends).
        place => Place(String),
        /// When they are unloaded from this lane.
        lane => Lane(String),
    }
}
