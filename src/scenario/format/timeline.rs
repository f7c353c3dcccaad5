//! Dated changes as they stand in the file.

use serde_json::{Value as Json, json};

use super::number::Amount;
use super::read::{Read, Reader, record};
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
    /// A change of what is there, at a date: exactly one of `date` and `at_h`.
    ChangeEntry {
        /// The day at whose first moment it comes, in a dated scenario; before the start it is in force from the start.
        date: Option<Day>,
        /// Hours since the start, in a scenario without dates.
        at_h: Option<Amount>,
        /// What happens, and where this is known from.
        because: String,
        /// The part of the scenario that changes, as in a patch: numbers, laws and rules of things that exist.
        set: Patch,
    }
}
