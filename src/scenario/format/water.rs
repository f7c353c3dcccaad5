//! Sea levels, depths and draughts as they stand in the file.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::number::{Amount, Number, Positive};
use super::read::{Read, Reader, record};
use super::schema::Schema;
use super::time::Day;
use crate::scenario::document::{Node, Value};

/// When a level was read.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(in crate::scenario) enum LevelInstant {
    Day(Date),
    /// Hours since the start, in a run without dates.
    Hour(f64),
}

/// A level at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct LevelPoint {
    pub at: LevelInstant,
    /// Metres above the Baltic datum.
    pub metres: f64,
}

impl Read for LevelInstant {
    fn expected() -> String {
        "a date such as \"2023-01-31\", or hours in a run without dates".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(_) => Day::read(node, reader).map(|day| LevelInstant::Day(day.0)),
            Value::Number(_) => Amount::read(node, reader).map(|hour| LevelInstant::Hour(hour.0)),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Object(_) => {
                reader.wrong_type(node, &Self::expected());
                None
            }
        }
    }

    fn schema(schema: &mut Schema) -> Json {
        json!({ "anyOf": [Day::schema(schema), { "type": "number", "minimum": 0 }] })
    }
}

impl Read for LevelPoint {
    fn expected() -> String {
        "an instant and a level, [\"2023-01-01\", -28.9]".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::List(items) = &node.value else {
            reader.wrong_type(node, &Self::expected());
            return None;
        };
        let [at, level] = &items[..] else {
            let message = format!("expected an instant and a level, found {} values", items.len());
            reader.error(node.span, "wrong_length", message, "a point is [\"2023-01-01\", -28.9]");
            return None;
        };
        let at = reader.inside("0", |reader| LevelInstant::read(at, reader));
        let metres = reader.inside("1", |reader| Number::read(level, reader));
        Some(LevelPoint { at: at?, metres: metres?.0 })
    }

    fn schema(schema: &mut Schema) -> Json {
        let items = [LevelInstant::schema(schema), Number::schema(schema)];
        json!({ "type": "array", "prefixItems": items, "minItems": 2, "maxItems": 2 })
    }
}

record! {
    /// The level of a sea over time.
    LevelEntry {
        /// Instants with levels, metres above the Baltic datum: linear between them, constant before the first and
        /// behind the last.
        points: Vec<LevelPoint>,
    }
}

record! {
    /// A channel or basin on the way to the berths.
    DepthEntry {
        /// The level that it follows.
        level: String,
        /// From the surface to the ground, at the level stated next.
        depth_m: Positive,
        /// The level at which the depth was taken, above the Baltic datum.
        at_level_m: Number,
        /// What must stay between keel and ground, by default 0.
        under_keel_m: Amount = Amount(0.0),
    }
}

record! {
    /// How deep a vessel lies; in between it sinks evenly with its payload.
    DraughtEntry {
        /// Without payload.
        light_m: Positive,
        /// With a full deck.
        loaded_m: Positive,
    }
}
