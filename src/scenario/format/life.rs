//! The life of vessels as it stands in the file.

use serde_json::{Value as Json, json};

use super::law::TimeLaw;
use super::number::{Amount, Positive, Whole};
use super::read::{Read, Reader, record};
use super::schema::Schema;
use super::time::Day;
use crate::scenario::document::{Node, Value};

/// The year a ship was built.
pub(in crate::scenario) type BuiltYear = Whole<1900, 2200>;

record! {
    /// A vessel with a name.
    VesselEntry {
        /// Year it was built; by default that of the fleet.
        built: Option<BuiltYear>,
        /// First day in service, in a dated scenario; by default it serves from the start.
        enters: Option<Day>,
        /// The day on which it is told to leave service, in a dated scenario.
        leaves: Option<Day>,
        /// Hour at which it enters service, in a scenario without dates.
        enters_h: Option<Amount>,
        /// Hour at which it is told to leave service, in a scenario without dates.
        leaves_h: Option<Amount>,
        /// Port where it enters service, in place of that of the fleet.
        starts_at: Option<String>,
    }
}

/// A rate of breakdowns, the same at every age or as points of (age, rate).
#[derive(Clone, Debug)]
pub(in crate::scenario) enum ByAge {
    Constant(f64),
    Points(Vec<(f64, f64)>),
}

impl Read for ByAge {
    fn expected() -> String {
        "a number from 0, or a list of [age in years, rate]".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::List(items) = &node.value else {
            return Amount::read(node, reader).map(|rate| ByAge::Constant(rate.0));
        };
        let mut points = Some(Vec::new());
        for (index, item) in items.iter().enumerate() {
            let pair = reader.inside(index.to_string(), |reader| Vec::<Amount>::read(item, reader));
            match pair.as_deref() {
                Some([age, rate]) => points.as_mut().into_iter().for_each(|points| points.push((age.0, rate.0))),
                Some(other) => {
                    let message = format!("expected an age and a rate, found {} numbers", other.len());
                    reader.inside(index.to_string(), |reader| {
                        reader.error(item.span, "wrong_length", message, "a point is [age in years, rate]");
                    });
                    points = None;
                }
                None => points = None,
            }
        }
        points.map(ByAge::Points)
    }

    fn schema(schema: &mut Schema) -> Json {
        let amount = Amount::schema(schema);
        json!({ "anyOf": [amount.clone(), { "type": "array", "minItems": 1,
            "items": { "type": "array", "items": amount, "minItems": 2, "maxItems": 2 } }] })
    }
}

record! {
    /// Breakdowns of a vessel, on elapsed time: exactly one of `per_year` and `every_h`.
    BreakdownsEntry {
        /// Breakdowns in 8,760 hours: a number, or points [age in years, rate] with straight lines between them.
        per_year: Option<ByAge>,
        /// From one breakdown to the next, the first from the start of the run.
        every_h: Option<TimeLaw>,
        /// Length of a repair.
        repair_h: TimeLaw,
    }
}

record! {
    /// Stays in dry dock.
    DryDockEntry {
        /// From one due date to the next; the first ones are spread over this interval.
        every_days: Positive,
        /// Length of a stay.
        stay_h: TimeLaw,
    }
}
