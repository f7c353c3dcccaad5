//! Numbers: plain, or with their range and source; each type with its limits.

use serde_json::{Value as Json, json};

use super::read::{Read, Reader};
use super::schema::{Key, Schema, object};
use crate::model::corridor::Capacity;
use crate::scenario::document::{Node, Value};
use crate::scenario::ledger::{Assumption, Support};
use crate::scenario::problem::{quoted, shown};
use crate::scenario::resolved::number as plain;

/// Keys of a number with its provenance.
pub(in crate::scenario) const NUMBER_WORDS: [&str; 4] = ["value", "range", "source", "note"];

/// No quantity of a corridor is larger.
const ABSURD: f64 = 1e12;

/// Upper limits from here on go without saying.
const UNNAMED: f64 = 1e9;

/// What a number may be.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Limits {
    low: f64,
    /// The lower limit itself is not allowed.
    above: bool,
    high: f64,
    /// The upper limit itself is not allowed.
    below: bool,
    whole: bool,
}

impl Limits {
    const fn from(low: f64) -> Limits {
        Limits { low, above: false, high: ABSURD, below: false, whole: false }
    }

    const fn above(low: f64) -> Limits {
        Limits { above: true, ..Limits::from(low) }
    }

    const fn to(self, high: f64) -> Limits {
        Limits { high, ..self }
    }

    const fn below(self, high: f64) -> Limits {
        Limits { high, below: true, ..self }
    }

    fn allow(&self, value: f64) -> bool {
        let low = if self.above { value > self.low } else { value >= self.low };
        let high = if self.below { value < self.high } else { value <= self.high };
        low && high && (!self.whole || value.fract() == 0.0)
    }

    fn described(&self) -> String {
        let noun = if self.whole { "a whole number" } else { "a number" };
        let low = match (self.low <= -ABSURD, self.above) {
            (true, _) => String::new(),
            (false, true) => format!(" above {}", self.low),
            (false, false) => format!(" from {}", self.low),
        };
        let high = match (self.high >= UNNAMED, self.below) {
            (true, _) => String::new(),
            (false, true) if low.is_empty() => format!(" below {}", self.high),
            (false, true) => format!(" and below {}", self.high),
            (false, false) if self.above => format!(" and up to {}", self.high),
            (false, false) => format!(" to {}", self.high),
        };
        format!("{noun}{low}{high}")
    }

    fn schema(&self) -> Json {
        let mut schema = json!({ "type": if self.whole { "integer" } else { "number" } });
        if self.low > -ABSURD {
            schema[if self.above { "exclusiveMinimum" } else { "minimum" }] = plain(self.low);
        }
        if self.high < ABSURD {
            schema[if self.below { "exclusiveMaximum" } else { "maximum" }] = plain(self.high);
        }
        let ends = json!({ "type": "array", "items": schema.clone(), "minItems": 2, "maxItems": 2 });
        let keys = vec![
            Key { name: "value", doc: "The number.", required: true, schema: schema.clone() },
            Key { name: "range", doc: "Lowest and highest value thought possible.", required: false, schema: ends },
            Key {
                name: "source",
                doc: "Where the number comes from; without one it is an assumption.",
                required: false,
                schema: json!({ "type": "string" }),
            },
        ];
        let with_provenance = object("A number with its range and source.", keys);
        json!({ "anyOf": [schema, with_provenance] })
    }

    /// The number, entered in the ledger where it has a provenance.
    fn read(&self, node: &Node, reader: &mut Reader) -> Option<f64> {
        match &node.value {
            Value::Number(value) => self.check(*value, node, reader),
            Value::Object(_) => self.read_with_provenance(node, reader),
            Value::Null | Value::Bool(_) | Value::Text(_) | Value::List(_) => {
                reader.wrong_type(node, &self.described());
                None
            }
        }
    }

    fn check(&self, value: f64, node: &Node, reader: &mut Reader) -> Option<f64> {
        if self.allow(value) {
            return Some(value);
        }
        // A high limit goes without saying, but not to those who have met it.
        let most = if value > self.high && self.high >= UNNAMED {
            format!(", at most {}", shown(self.high))
        } else {
            String::new()
        };
        let message = format!("expected {}{most}, found {}", self.described(), shown(value));
        let absurd = self.high == ABSURD && value.abs() > ABSURD;
        let help = match (absurd, self.whole && value.fract() != 0.0) {
            (true, _) => "no quantity of a corridor is that large; check the unit",
            (false, true) => "this is a count",
            (false, false) => "check the sign, the unit and the key",
        };
        reader.error(node.span, "number_out_of_range", message, help);
        None
    }

    fn read_with_provenance(&self, node: &Node, reader: &mut Reader) -> Option<f64> {
        let object = reader.object(node, &NUMBER_WORDS, &self.described())?;
        let Some(member) = object.get("value") else {
            let help = format!("state \"value\": {}", self.described());
            reader.missing("a number with a source must have a value", help);
            return None;
        };
        let value = reader.inside("value", |reader| match member.node.value {
            Value::Number(value) => self.check(value, &member.node, reader),
            _ => {
                reader.wrong_type(&member.node, &self.described());
                None
            }
        });
        let text = |key: &str, reader: &mut Reader| match object.get(key) {
            Some(member) => reader.inside(key, |reader| String::read(&member.node, reader)).map(Some),
            None => Some(None),
        };
        let source = text("source", reader);
        let range = match object.get("range") {
            Some(member) => reader.inside("range", |reader| self.read_range(&member.node, reader)).map(Some),
            None => Some(None),
        };
        let (value, source, range) = (value?, source?, range?);
        if let (Some((low, high)), Some(member)) = (range, object.get("range"))
            && !(low..=high).contains(&value)
        {
            let message =
                format!("the value {} lies outside its range, {} to {}", shown(value), shown(low), shown(high));
            reader.error(member.node.span, "value_outside_range", message, "widen the range or correct the value");
            return None;
        }
        let note = object.get("note").and_then(|member| member.node.text()).map(str::to_owned);
        let pointer = reader.pointer();
        let (whole, support) = (self.whole, Support::Assumed); // until it is rated
        reader.assumptions.push(Assumption { pointer, value, law: None, whole, range, source, note, support });
        Some(value)
    }

    fn read_range(&self, node: &Node, reader: &mut Reader) -> Option<(f64, f64)> {
        let Value::List(items) = &node.value else {
            reader.wrong_type(node, "a list of two numbers");
            return None;
        };
        let [low, high] = &items[..] else {
            let message = format!("expected two numbers, found {}", items.len());
            reader.error(node.span, "wrong_length", message, "state the lowest and the highest value thought possible");
            return None;
        };
        let mut end = |node: &Node, index: &str| {
            reader.inside(index, |reader| match node.value {
                Value::Number(value) => self.check(value, node, reader),
                _ => {
                    reader.wrong_type(node, &self.described());
                    None
                }
            })
        };
        let (low, high) = (end(low, "0"), end(high, "1"));
        let (low, high) = (low?, high?);
        if low > high {
            let message = format!("the range ends at {high}, before it begins at {low}");
            reader.error(node.span, "range_order", message, "state the lower number first");
            return None;
        }
        Some((low, high))
    }
}

/// A number type with its limits.
macro_rules! number {
    ($(#[doc = $doc:literal])* $name:ident, $limits:expr) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
        pub(in crate::scenario) struct $name(pub f64);

        impl Read for $name {
            fn expected() -> String {
                const { $limits }.described()
            }

            fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
                const { $limits }.read(node, reader).map($name)
            }

            fn schema(schema: &mut Schema) -> Json {
                schema.define(stringify!($name), |_| const { $limits }.schema())
            }
        }
    };
}

number! {
    /// Any number.
    Number, Limits::from(-ABSURD)
}
number! {
    /// At least 0.
    Amount, Limits::from(0.0)
}
number! {
    /// Above 0.
    Positive, Limits::above(0.0)
}
number! {
    /// At least 1.
    AtLeastOne, Limits::from(1.0)
}
number! {
    /// A share or a chance, 0 to 1.
    Share, Limits::from(0.0).to(1.0)
}
number! {
    /// A share above 0, up to 1.
    PositiveShare, Limits::above(0.0).to(1.0)
}
number! {
    /// A share below 1.
    PartialShare, Limits::from(0.0).below(1.0)
}
number! {
    /// A confidence level: below the lower limit an interval says nothing, above the upper one it has no end.
    Confidence, Limits::from(0.5).to(0.999_999)
}
number! {
    /// A yearly rate in percent.
    Percent, Limits::from(0.0).to(100.0)
}
number! {
    /// Degrees north.
    Latitude, Limits::from(-90.0).to(90.0)
}
number! {
    /// Degrees east.
    Longitude, Limits::from(-180.0).to(180.0)
}

/// A whole number from `LOW` to `HIGH`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct Whole<const LOW: u64, const HIGH: u64>(pub u64);

/// How many of something there are, at least one.
pub(in crate::scenario) type Count = Whole<1, 1_000_000>;
/// Units that fit somewhere, at least one.
pub(in crate::scenario) type Units = Whole<1, 1_000_000_000>;
/// Parties or units that may wait somewhere; perhaps none.
pub(in crate::scenario) type Room = Whole<0, 1_000_000_000>;

impl<const LOW: u64, const HIGH: u64> Whole<LOW, HIGH> {
    const LIMITS: Limits = Limits { whole: true, ..Limits::from(LOW as f64).to(HIGH as f64) };

    /// The number where a count of at most 2^32 - 1 is kept.
    pub fn count(self) -> u32 {
        u32::try_from(self.0).unwrap_or(u32::MAX)
    }
}

impl<const LOW: u64, const HIGH: u64> Read for Whole<LOW, HIGH> {
    fn expected() -> String {
        Self::LIMITS.described()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        Self::LIMITS.read(node, reader).map(|value| Whole(value as u64))
    }

    fn schema(schema: &mut Schema) -> Json {
        schema.define(&format!("Whole_{LOW}_to_{HIGH}"), |_| Self::LIMITS.schema())
    }
}

/// A quantity that may be without limit, which must be written out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) enum OrUnlimited<T> {
    Limited(T),
    Unlimited,
}

impl<T: Read> Read for OrUnlimited<T> {
    fn expected() -> String {
        format!("{}, or \"unlimited\"", T::expected())
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.text() {
            Some("unlimited") => Some(OrUnlimited::Unlimited),
            Some(text) => {
                let help = format!("expected {}", Self::expected());
                reader.error(node.span, "unknown_word", format!("{} is not allowed here", quoted(text)), help);
                None
            }
            None => T::read(node, reader).map(OrUnlimited::Limited),
        }
    }

    fn schema(schema: &mut Schema) -> Json {
        json!({ "anyOf": [T::schema(schema), { "const": "unlimited" }] })
    }
}

impl<const LOW: u64, const HIGH: u64> OrUnlimited<Whole<LOW, HIGH>> {
    pub fn capacity(self) -> Capacity {
        match self {
            OrUnlimited::Limited(count) => Capacity::Limited(count.count()),
            OrUnlimited::Unlimited => Capacity::Unlimited,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_say_what_is_allowed() {
        assert_eq!(Number::expected(), "a number");
        assert_eq!(Positive::expected(), "a number above 0");
        assert_eq!(PositiveShare::expected(), "a number above 0 and up to 1");
        assert_eq!(PartialShare::expected(), "a number from 0 and below 1");
        assert_eq!(Confidence::expected(), "a number from 0.5 to 0.999999");
        assert_eq!(Count::expected(), "a whole number from 1 to 1000000");
        assert_eq!(OrUnlimited::<Room>::expected(), "a whole number from 0, or \"unlimited\"");
    }
}
