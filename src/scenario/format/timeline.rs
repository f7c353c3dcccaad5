//! Dated and triggered changes as they stand in the file.

use serde_json::{Value as Json, json};

use super::number::{Amount, Number, Positive, Whole};
use super::read::{Read, Reader, record, words};
use super::schema::Schema;
use super::time::Day;
use crate::scenario::document::Node;

/// A piece of scenario to be laid over the whole one. What it says is read once it lies there.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Patch(pub Node);

impl Read for Patch {
    fn expected() -> String {
        "an object, the part of the scenario that changes".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if node.object().is_none() {
            reader.wrong_type(node, &Self::expected());
            return None;
        }
        Some(Patch(node.clone()))
    }

    fn schema(_: &mut Schema) -> Json {
        json!({ "type": "object" })
    }
}

record! {
    /// A change of what is there, at a date or when it is called for: exactly one of `date`, `at_h` and `when`.
    ChangeEntry {
        /// The day at whose first moment it comes, in a dated scenario; before the start it is in force from the start.
        date: Option<Day>,
        /// Hours since the start, in a scenario without dates.
        at_h: Option<Amount>,
        /// What calls for it.
        when: Option<WhenEntry>,
        /// What happens, and where this is known from.
        because: String,
        /// The part of the scenario that changes, as in a patch: numbers, laws and rules of things that exist.
        set: Option<Patch>,
        /// Numbers that grow, each with what is added to it.
        add: Option<Patch>,
    }
}

/// What a trigger can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Gauge {
    Queue,
    Present,
    MeanWait,
    MedianWait,
    WaitP90,
    WaitP95,
    BusyShare,
    LocomotivesBusyShare,
    LoadShare,
    Throughput,
}

words! { Gauge, "measures of a trigger" {
    "queue_mean" => Gauge::Queue,
    "present_mean" => Gauge::Present,
    "wait_mean" => Gauge::MeanWait,
    "wait_p50" => Gauge::MedianWait,
    "wait_p90" => Gauge::WaitP90,
    "wait_p95" => Gauge::WaitP95,
    "busy_share" => Gauge::BusyShare,
    "locomotives_busy_share" => Gauge::LocomotivesBusyShare,
    "load_share_mean" => Gauge::LoadShare,
    "throughput" => Gauge::Throughput,
} }

record! {
    /// What calls for a change: windows of the past in a row, judged one after the other from where measuring starts.
    WhenEntry {
        /// What is watched, by the name it has among the measures; throughput is the tonnes of the window.
        measure: Gauge,
        /// What it is watched of, as in the results.
        of: String,
        /// A window counts where the value is above this; exactly one of `above` and `below`.
        above: Option<Number>,
        /// A window counts where the value is below this.
        below: Option<Number>,
        /// Length of a window, days.
        window_d: Positive,
        /// Windows in a row that must count.
        checks: Whole<1, 1000> = Whole(1),
        /// From the end of the last of them until the change is there, days.
        delay_d: Amount = Amount(0.0),
        /// How often the change may come; it is not watched for while one is under way.
        at_most: Whole<1, 1000> = Whole(1),
    }
}
