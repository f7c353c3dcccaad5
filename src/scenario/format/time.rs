//! Dates, months and the span of a run.

use jiff::civil::{Date, DateTime};
use serde_json::{Value as Json, json};

use super::number::{Amount, Confidence, Count, Whole};
use super::read::{Read, Reader, record};
use super::schema::Schema;
use crate::scenario::document::{Node, Value};
use crate::scenario::problem::quoted;

/// Years that a scenario may speak of.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A date, `2023-01-01`; the instant is its first moment.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(in crate::scenario) struct Day(pub Date);

/// A month, `2023-01`, as its first day.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(in crate::scenario) struct Month(pub Date);

/// The day that ten characters stand for.
pub(in crate::scenario) fn day(text: &str) -> Option<Date> {
    let date = (text.len() == 10).then(|| text.parse::<Date>().ok())??;
    YEARS.contains(&date.year()).then_some(date)
}

/// The instant that a date, or a date and a time, stands for.
pub(in crate::scenario) fn instant(text: &str) -> Option<DateTime> {
    if text.len() <= 10 {
        return day(text).map(|date| date.at(0, 0, 0, 0));
    }
    let zoned = text.ends_with(['Z', 'z', ']']) || text[text.len().min(11)..].contains('+');
    let instant = text.parse::<DateTime>().ok().filter(|_| !zoned)?;
    YEARS.contains(&instant.date().year()).then_some(instant)
}

macro_rules! calendar {
    ($type:ident, $expected:literal, $pattern:literal, $parse:expr) => {
        impl Read for $type {
            fn expected() -> String {
                $expected.into()
            }

            fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
                let Some(text) = node.text() else {
                    reader.wrong_type(node, $expected);
                    return None;
                };
                let parse: fn(&str) -> Option<Date> = $parse;
                let date = parse(text);
                if date.is_none() {
                    let message = format!("{} is not in the calendar", quoted(text));
                    reader.error(node.span, "bad_date", message, format!("expected {}", $expected));
                }
                date.map($type)
            }

            fn schema(_: &mut Schema) -> Json {
                json!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

calendar!(Day, "a date such as \"2023-01-31\", from 1900 to 2200", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", day);
calendar!(Month, "a month such as \"2023-01\", from 1900 to 2200", "^[0-9]{4}-[0-9]{2}$", |text| {
    (text.len() == 7).then(|| day(&format!("{text}-01")))?
});

/// Where measuring starts in a run without dates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) enum MeasureFrom {
    Hours(f64),
    /// Found on a pilot run by MSER-5.
    Mser5,
}

impl Read for MeasureFrom {
    fn expected() -> String {
        "a number from 0, or \"mser5\"".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "mser5" => Some(MeasureFrom::Mser5),
            Value::Text(_) => {
                reader.wrong_type(node, &Self::expected());
                None
            }
            _ => Amount::read(node, reader).map(|hours| MeasureFrom::Hours(hours.0)),
        }
    }

    fn schema(schema: &mut Schema) -> Json {
        json!({ "anyOf": [Amount::schema(schema), { "const": "mser5" }] })
    }
}

record! {
    /// How often the scenario is run, and what is said of the results.
    Run {
        /// Replications, by default 100.
        replications: Count = Whole(100),
        /// Seed of all randomness, by default 1.
        seed: Whole<0, 9_007_199_254_740_991> = Whole(1),
        /// Confidence of the intervals, by default 0.95.
        confidence: Confidence = Confidence(0.95),
    }
}

record! {
    /// Whole months that totals are wanted for.
    PeriodEntry {
        /// First month.
        from: Month,
        /// Last month, included.
        to: Month,
    }
}
