//! The scenario file as it is: one declaration for each object, giving its type, its reader and its JSON Schema.

mod demand;
mod expect;
mod gate;
mod law;
mod life;
mod money;
mod names;
mod network;
mod number;
mod read;
mod schema;
mod sea;
mod series;
mod table;
mod time;
mod timeline;
mod water;

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

pub(super) use demand::*;
pub(super) use expect::ExpectEntry;
pub(super) use gate::*;
pub(super) use law::{LARGEST_LOT, LAW_WORDS};
pub(super) use life::{BreakdownsEntry, ByAge, DryDockEntry, VesselEntry};
pub(super) use money::*;
pub(super) use names::{ByUnit, ByYear, Entries};
pub(super) use network::*;
pub(super) use number::{Amount, NUMBER_WORDS, OrUnlimited, PartialShare, Units};
use read::record;
pub(super) use read::{Read, Reader, Stated};
use schema::Schema;
pub(super) use sea::*;
pub(super) use series::*;
pub(super) use table::{CsvFile, Row};
use time::Run;
pub(super) use time::{Day, MeasureFrom, PeriodEntry, day, instant};
pub(super) use timeline::{ChangeEntry, Gauge, WhenEntry};
pub(super) use water::*;

use crate::scenario::document::Node;

record! {
    /// A scenario of the corridor: what is there, what is moved, and what is asked.
    File {
        /// One line that names the scenario.
        title: Stated<String>,
        /// First day of the run, in a dated scenario.
        start: Stated<Day>,
        /// First day that is measured, at least 120 days after the start; what comes before fills the corridor.
        measure_from: Stated<Day>,
        /// The day before which the run ends.
        end: Stated<Day>,
        /// Length of the run, in a scenario without dates.
        horizon_h: Stated<number::Positive>,
        /// Where measuring starts, by default 0; "mser5" finds it on a pilot run.
        measure_from_h: Stated<MeasureFrom>,
        /// Replications, seed and confidence.
        run: Stated<Run>,
        /// Main measures; progress shows the first.
        headline: Stated<Vec<HeadlineEntry>>,
        /// What the run is to bear out.
        expect: Entries<ExpectEntry>,
        /// Shares of the year by month, twelve numbers that add to 1.
        profiles: Entries<Vec<Amount>>,
        /// Named runs of months that totals are kept for.
        periods: Entries<PeriodEntry>,
        /// Nodes of the network.
        places: Entries<PlaceEntry>,
        /// Borders, gauge changes, cranes and rail fronts.
        stages: Entries<StageEntry>,
        /// Storage.
        yards: Entries<YardEntry>,
        /// Kinds of train.
        trains: Entries<TrainEntry>,
        /// Locomotives by region.
        locomotives: Entries<LocomotivesEntry>,
        /// Rail and road between places.
        lines: Entries<LineEntry>,
        /// Levels of seas.
        levels: Entries<LevelEntry>,
        /// Ports by their place.
        ports: Entries<PortEntry>,
        /// Sea connections between ports.
        lanes: Entries<LaneEntry>,
        /// Vessels by class.
        fleets: Entries<FleetEntry>,
        /// Closures.
        weather: Entries<WeatherEntry>,
        /// Pieces of route that several flows share.
        routes: Entries<Vec<String>>,
        /// Demand.
        flows: Entries<FlowEntry>,
        /// Carriers that go back and forth.
        pools: Entries<PoolEntry>,
        /// Suspensions of loading.
        bans: Entries<BanEntry>,
        /// Aggregates of flows.
        definitions: Entries<DefinitionEntry>,
        /// Parts of the journey that are timed.
        sections: Entries<SectionEntry>,
        /// Changes at a date, or when they are called for.
        timeline: Entries<ChangeEntry>,
        /// Prices.
        economics: Stated<EconomicsEntry>,
        /// Instants at which every level is recorded, in a scenario without dates.
        observe_at_h: Stated<Vec<Amount>>,
        /// Days at whose first moment every level is recorded, in a dated scenario.
        observe_at: Stated<Vec<Day>>,
        /// Figures from the real world to hold the results against.
        observed: Entries<ObservedEntry>,
        /// More of them, in files.
        observed_series: Entries<SeriesEntry>,
        /// Facts that sources name, in files.
        facts: Entries<FactsEntry>,
        /// How observed figures are judged by a backtest.
        backtest: Stated<BacktestEntry>,
        /// What a calibration fits.
        calibration: Stated<CalibrationEntry>,
    }
}

impl File {
    /// The file after patches were laid over the document it was read from: reads again what they touch.
    pub fn patched(&self, patches: &[&Node], document: &Node, reader: &mut Reader) -> File {
        let mut file = self.clone();
        macro_rules! reread {
            ($($section:ident),*) => {$(
                let section = stringify!($section);
                let touched = patches.iter().filter_map(|patch| member(patch, section)?.object());
                let names: BTreeSet<&String> = touched.flat_map(|object| object.keys()).collect();
                if let Some(now) = member(document, section) {
                    reader.inside(section, |reader| file.$section.reread(names.into_iter(), now, reader));
                }
            )*};
        }
        reread!(stages, yards, trains, locomotives, lines, ports, lanes, fleets, flows, pools, bans);
        file
    }
}

/// What stands under a key.
fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    Some(&node.object()?.get(key)?.node)
}

/// Keys of a scenario in the order of the format.
pub(super) const TOP_KEYS: &[&str] = &{
    let mut keys = ["note"; File::KEYS.len() + 1];
    keys[0] = File::KEYS[0];
    let mut index = 1;
    while index < File::KEYS.len() {
        keys[index + 1] = File::KEYS[index];
        index += 1;
    }
    keys
};

/// The JSON Schema (2020-12) of scenario files. No key is required at the top: it may stand in the extended file.
pub(super) fn json_schema() -> Json {
    let mut schema = Schema::default();
    File::schema(&mut schema);
    let mut definitions = schema.into_definitions();
    let mut top = definitions.shift_remove("File").unwrap_or_default();
    top["properties"]["$schema"] = json!({ "description": "Where this schema lies, for editors.", "type": "string" });
    top["properties"]["extends"] =
        json!({ "description": "A scenario file that this one is laid over, relative to this one.", "type": "string" });
    let mut whole = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Corridor scenario" });
    if let (Some(whole), Json::Object(top)) = (whole.as_object_mut(), top) {
        whole.extend(top);
        whole.insert("$defs".into(), Json::Object(definitions));
    }
    whole
}
