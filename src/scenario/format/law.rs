//! Laws: a number, or one of the named families with its parameters.

use serde_json::{Value as Json, json};

use super::number::{Amount, Number, Positive, Whole};
use super::read::{Read, Reader, record};
use super::schema::Schema;
use super::table::{CsvFile, Row};
use crate::kernel::{BadLaw, Law};
use crate::scenario::document::{Node, Value};
use crate::scenario::ledger::{Assumption, Support};
use crate::scenario::problem::Problem;

/// Names of the families.
pub(in crate::scenario) const LAW_WORDS: [&str; 8] =
    ["exponential", "uniform", "triangular", "lognormal", "gamma", "weibull", "discrete", "empirical"];
/// What may stand beside a family.
const BESIDE: [&str; 1] = ["source"];

record! {
    /// The exponential law.
    Exponential {
        /// Mean, above 0.
        mean: Positive,
    }
}
record! {
    /// Evenly between two values.
    Uniform {
        /// Least value.
        min: Number,
        /// Greatest value.
        max: Number,
    }
}
record! {
    /// The triangular law.
    Triangular {
        /// Least value.
        min: Number,
        /// Most likely value.
        mode: Number,
        /// Greatest value.
        max: Number,
    }
}
record! {
    /// A law by its mean and its coefficient of variation.
    MeanCv {
        /// Mean, above 0.
        mean: Positive,
        /// Standard deviation over mean.
        cv: Amount,
    }
}
record! {
    /// The Weibull law.
    Weibull {
        /// Shape; 1 is the exponential law.
        shape: Positive,
        /// Scale: 63 % of the draws fall below it.
        scale: Positive,
    }
}
record! {
    /// Some values, each with its weight.
    Discrete {
        /// Values that occur.
        values: Vec<Number>,
        /// How often each occurs, relative to the others.
        weights: Vec<Amount>,
    }
}
record! {
    /// Observed values, each as likely as any other.
    Empirical {
        /// The values themselves.
        values: Option<Vec<Number>>,
        /// A CSV file with a column called value, or with only one column.
        file: Option<CsvFile>,
    }
}

/// A law with the values it is made of, where it is made of single values.
struct Drawn {
    law: Law,
    atoms: Option<Vec<f64>>,
}

fn read_law(node: &Node, reader: &mut Reader) -> Option<Drawn> {
    let is_number = match &node.value {
        Value::Number(_) => true,
        Value::Object(object) => object.contains_key("value"),
        Value::Null | Value::Bool(_) | Value::Text(_) | Value::List(_) => {
            reader.wrong_type(node, &TimeLaw::expected());
            return None;
        }
    };
    if is_number {
        let Number(value) = Number::read(node, reader)?;
        let law = made(Law::constant(value), node, reader)?;
        return Some(Drawn { law, atoms: Some(vec![value]) });
    }
    let (word, inner) = reader.only_key(node, &LAW_WORDS, &BESIDE)?;
    let (law, atoms) = reader.inside(word, |reader| read_family(word, inner, reader))?;
    let law = reader.inside(word, |reader| made(law, inner, reader))?;
    enter(word, &law, node, reader);
    Some(Drawn { law, atoms })
}

/// What the parameters of a family make, and its values where it has single ones.
type Family = (Result<Law, BadLaw>, Option<Vec<f64>>);

fn read_family(word: &str, node: &Node, reader: &mut Reader) -> Option<Family> {
    let law = match word {
        "exponential" => Exponential::read(node, reader).map(|law| Law::exponential(law.mean.0)),
        "uniform" => Uniform::read(node, reader).map(|law| Law::uniform(law.min.0, law.max.0)),
        "triangular" => Triangular::read(node, reader).map(|law| Law::triangular(law.min.0, law.mode.0, law.max.0)),
        "lognormal" => MeanCv::read(node, reader).map(|law| Law::lognormal(law.mean.0, law.cv.0)),
        "gamma" => MeanCv::read(node, reader).map(|law| Law::gamma(law.mean.0, law.cv.0)),
        "weibull" => Weibull::read(node, reader).map(|law| Law::weibull(law.shape.0, law.scale.0)),
        "discrete" => {
            let entry = Discrete::read(node, reader)?;
            let values: Vec<f64> = entry.values.iter().map(|value| value.0).collect();
            let weights: Vec<f64> = entry.weights.iter().map(|weight| weight.0).collect();
            return Some((Law::discrete(&values, &weights), Some(values)));
        }
        _ => {
            let values = observed_values(Empirical::read(node, reader)?, node, reader)?;
            return Some((Law::empirical(&values), Some(values)));
        }
    };
    law.map(|law| (law, None))
}

fn observed_values(entry: Empirical, node: &Node, reader: &mut Reader) -> Option<Vec<f64>> {
    match (entry.values, entry.file) {
        (Some(values), None) => Some(values.iter().map(|value| value.0).collect()),
        (None, Some(file)) => {
            let column = if file.columns().len() == 1 { file.columns()[0].clone() } else { "value".into() };
            let number = |row: &Row| row.number(&column);
            match file.parsed(&[&column], number) {
                Ok(values) => Some(values),
                Err(problems) => {
                    for problem in problems {
                        reader.problems.push(problem);
                    }
                    None
                }
            }
        }
        (Some(_), Some(_)) | (None, None) => {
            let message = "exactly one of \"values\" and \"file\" must be stated";
            reader.error(node.span, "exclusive_keys", message, "name a file, or write the values here");
            None
        }
    }
}

fn made(law: Result<Law, BadLaw>, node: &Node, reader: &mut Reader) -> Option<Law> {
    match law {
        Ok(law) => Some(law),
        Err(BadLaw { parameter, message }) => {
            let at = node.object().and_then(|object| object.get(parameter)).map(|member| member.node.span);
            let pointer = reader.pointer();
            let pointer = if at.is_some() { format!("{pointer}/{parameter}") } else { pointer };
            reader.push(at.unwrap_or(node.span), Problem::error("bad_law", pointer, message));
            None
        }
    }
}

/// Enters a law with a source or a note in the ledger.
fn enter(word: &'static str, law: &Law, node: &Node, reader: &mut Reader) {
    let text = |key: &str, reader: &mut Reader| {
        let member = node.object()?.get(key)?;
        reader.inside(key, |reader| String::read(&member.node, reader))
    };
    let source = text("source", reader);
    let note = node.object().and_then(|object| object.get("note")).and_then(|member| member.node.text());
    if source.is_some() || note.is_some() {
        let (pointer, note) = (reader.pointer(), note.map(str::to_owned));
        reader.assumptions.push(Assumption {
            pointer,
            value: law.mean(),
            law: Some(word),
            whole: false,
            range: None,
            source,
            note,
            support: Support::Assumed, // until it is rated
        });
    }
}

fn law_schema(schema: &mut Schema) -> Json {
    schema.define("Law", |schema| {
        let entries = [
            Exponential::schema(schema),
            Uniform::schema(schema),
            Triangular::schema(schema),
            MeanCv::schema(schema),
            MeanCv::schema(schema),
            Weibull::schema(schema),
            Discrete::schema(schema),
            Empirical::schema(schema),
        ];
        let families = LAW_WORDS.into_iter().zip(entries).collect();
        let doc = "A number (always the same), or a family with its parameters in the unit of the key.";
        number_or_family(doc, Number::schema(schema), families)
    })
}

/// Only laws of single values, all of them whole.
fn units_law_schema(schema: &mut Schema) -> Json {
    schema.define("UnitsLaw", |schema| {
        let whole = json!({ "properties": { "values": { "items": LotSize::schema(schema) } } });
        let families = vec![
            ("discrete", json!({ "allOf": [Discrete::schema(schema), whole] })),
            ("empirical", json!({ "allOf": [Empirical::schema(schema), whole] })),
        ];
        let doc = "A whole number (always the same), or whole numbers that occur.";
        number_or_family(doc, LotSize::schema(schema), families)
    })
}

/// A number, or exactly one of the families, perhaps with a source and a note.
fn number_or_family(doc: &str, number: Json, families: Vec<(&str, Json)>) -> Json {
    let one: Vec<Json> = families.iter().map(|(word, _)| json!({ "required": [word] })).collect();
    let mut properties: serde_json::Map<String, Json> =
        families.into_iter().map(|(word, entry)| (word.to_owned(), entry)).collect();
    properties.insert("source".into(), json!({ "type": "string" }));
    properties.insert("note".into(), json!({ "type": "string" }));
    let family = json!({ "type": "object", "properties": properties, "oneOf": one, "additionalProperties": false });
    json!({ "description": doc, "anyOf": [number, family] })
}

/// A law of times: nothing below 0, and a finite mean.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct TimeLaw(pub Law);

impl TimeLaw {
    /// Always nothing.
    pub fn zero() -> TimeLaw {
        TimeLaw(Law::Constant(0.0))
    }
}

impl Read for TimeLaw {
    fn expected() -> String {
        format!("a number, or a law: {}", LAW_WORDS.join(", "))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let law = read_law(node, reader)?.law;
        if law.min() < 0.0 {
            let message = format!("a time cannot be negative, but this law goes down to {}", law.min());
            reader.error(node.span, "negative_time", message, "use a law that starts at 0 or later");
            return None;
        }
        if !law.mean().is_finite() {
            reader.error(node.span, "bad_law", "this law has no finite mean", "use a law with a lighter tail");
            return None;
        }
        Some(TimeLaw(law))
    }

    fn schema(schema: &mut Schema) -> Json {
        law_schema(schema)
    }
}

/// A law of the units in a lot: whole numbers of at least 1.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct UnitsLaw(pub Law);

/// Units of the largest lot.
pub(in crate::scenario) const LARGEST_LOT: u64 = 1_000_000;

/// Units of a lot.
type LotSize = Whole<1, LARGEST_LOT>;

impl UnitsLaw {
    /// One unit a lot.
    pub fn one() -> UnitsLaw {
        UnitsLaw(Law::Constant(1.0))
    }
}

impl Read for UnitsLaw {
    fn expected() -> String {
        "a whole number from 1, or a discrete or empirical law of such numbers".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let before = reader.assumptions.len();
        let Drawn { law, atoms } = read_law(node, reader)?;
        let units = reader.assumptions[before..].iter_mut().filter(|one| !one.pointer.contains("/weights/"));
        units.for_each(|one| one.whole = true);
        let Some(atoms) = atoms else {
            let help = format!("expected {}", Self::expected());
            reader.error(
                node.span,
                "units_not_whole",
                "a lot is a whole number of units; this law draws fractions",
                help,
            );
            return None;
        };
        match atoms.iter().find(|units| units.fract() != 0.0 || !(1.0..=LARGEST_LOT as f64).contains(*units)) {
            Some(bad) => {
                let message = format!("a lot is a whole number of units from 1 to {LARGEST_LOT}, not {bad}");
                reader.error(node.span, "units_not_whole", message, format!("expected {}", Self::expected()));
                None
            }
            None => Some(UnitsLaw(law)),
        }
    }

    fn schema(schema: &mut Schema) -> Json {
        units_law_schema(schema)
    }
}

/// A time for each direction: one law for both, or one each.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct BothWays(pub [Law; 2]);

record! {
    /// A law for each direction.
    Directions {
        /// From the first to the second place of `between`.
        there: TimeLaw,
        /// From the second to the first.
        back: TimeLaw,
    }
}

impl Read for BothWays {
    fn expected() -> String {
        format!("{}; or an object with \"there\" and \"back\"", TimeLaw::expected())
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let directed = node.object().is_some_and(|object| object.contains_key("there") || object.contains_key("back"));
        if directed {
            return Directions::read(node, reader).map(|laws| BothWays([laws.there.0, laws.back.0]));
        }
        TimeLaw::read(node, reader).map(|TimeLaw(law)| BothWays([law.clone(), law]))
    }

    fn schema(schema: &mut Schema) -> Json {
        json!({ "anyOf": [law_schema(schema), Directions::schema(schema)] })
    }
}
