//! Things by name, by unit kind and by year, in the order of the file.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::law::LAW_WORDS;
use super::read::{NOTE, Read, Reader, one_of};
use super::schema::{Schema, named};
use crate::model::corridor::UnitKind;
use crate::scenario::document::{Member, Node};
use crate::scenario::nearest::{nearest, suggestion};
use crate::scenario::problem::quoted;

/// What names look like; a note stands beside them.
const PATTERN: &str = "^(?!note$)[a-z][a-z0-9_]*$";

/// Things by name. Those with problems of their own are known by name only, so that nobody misses them.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Entries<T>(IndexMap<String, Option<T>>);

impl<T> Entries<T> {
    /// The sound entry of this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.get(name)?.as_ref()
    }

    /// Whether there is an entry of this name, sound or not.
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Place of the entry in the order of the file.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.0.get_index_of(name)
    }

    /// Sound entries.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().filter_map(|(name, entry)| Some((name.as_str(), entry.as_ref()?)))
    }

    /// Names of all entries.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// No entry has problems of its own.
    pub fn all_sound(&self) -> bool {
        self.0.values().all(Option::is_some)
    }
}

/// Members of an object other than its note.
fn members<'n>(node: &'n Node, reader: &mut Reader, expected: &str) -> Option<Vec<(&'n String, &'n Member)>> {
    let Some(object) = node.object() else {
        reader.wrong_type(node, expected);
        return None;
    };
    let is_note = |key: &str, member: &Member| key == NOTE && member.node.text().is_some();
    Some(object.iter().filter(|(key, member)| !is_note(key, member)).collect())
}

/// Whether `name` may name a thing; tells why not.
fn is_name(name: &str, member: &Member, reader: &mut Reader) -> bool {
    let shape = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !shape {
        let message = format!("{} is not a name", quoted(name));
        let help = "names are of small letters, digits and underscores, and begin with a letter";
        reader.inside(name, |reader| reader.error(member.key, "bad_name", message, help));
        return false;
    }
    if LAW_WORDS.contains(&name) || [NOTE, "value", "all"].contains(&name) {
        let message = format!("{} is a word of the format and names nothing", quoted(name));
        reader.inside(name, |reader| reader.error(member.key, "bad_name", message, "choose another name"));
        return false;
    }
    true
}

/// Where a patch makes a new thing that is not complete, another one may have been meant.
fn meant(name: &str, member: &Member, node: &Node, told: usize, reader: &mut Reader) {
    let others = node.object().into_iter().flatten().filter(|(_, other)| other.key.source != member.key.source);
    if let Some(near) = nearest(name, others.map(|(other, _)| other.as_str())) {
        let pointer = reader.pointer();
        reader.problems.hint(told, "missing_key", &pointer, &format!("did you mean {}? Else ", quoted(near)));
    }
}

impl<T: Read> Entries<T> {
    /// Reads the entries of these names again, as they stand in `node` now.
    pub fn reread<'k>(&mut self, names: impl Iterator<Item = &'k String>, node: &Node, reader: &mut Reader) {
        for name in names {
            if let Some((name, member)) = node.object().and_then(|object| object.get_key_value(name)) {
                self.0.insert(name.clone(), Self::entry(name, member, node, reader));
            }
        }
    }

    /// One of the things in `node`.
    fn entry(name: &str, member: &Member, node: &Node, reader: &mut Reader) -> Option<T> {
        let told = reader.problems.len();
        let entry = reader.inside(name, |reader| T::read(&member.node, reader));
        if entry.is_none() {
            reader.inside(name, |reader| meant(name, member, node, told, reader));
        }
        entry
    }
}

impl<T: Read> Read for Entries<T> {
    fn expected() -> String {
        format!("an object of names, under each {}", T::expected())
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let mut entries = IndexMap::new();
        for (name, member) in members(node, reader, &Self::expected())? {
            if is_name(name, member, reader) {
                entries.insert(name.clone(), Self::entry(name, member, node, reader));
            }
        }
        Some(Entries(entries))
    }

    fn schema(schema: &mut Schema) -> Json {
        named(PATTERN, T::schema(schema))
    }

    fn absent() -> Option<Self> {
        Some(Entries(IndexMap::new()))
    }
}

/// One value for each of some unit kinds.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct ByUnit<T>(pub [Option<T>; 4]);

impl<T> ByUnit<T> {
    pub fn get(&self, unit: UnitKind) -> Option<&T> {
        self.0[unit as usize].as_ref()
    }

    pub fn iter(&self) -> impl Iterator<Item = (UnitKind, &T)> {
        UnitKind::ALL.into_iter().filter_map(|unit| Some((unit, self.get(unit)?)))
    }
}

impl<T: Read> Read for ByUnit<T> {
    fn expected() -> String {
        format!("an object of unit kinds, under each {}", T::expected())
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let mut all = ByUnit([const { None }; 4]);
        let mut sound = true;
        for (key, member) in members(node, reader, &Self::expected())? {
            match UnitKind::ALL.into_iter().find(|unit| unit.name() == key) {
                Some(unit) => {
                    all.0[unit as usize] = reader.inside(key, |reader| T::read(&member.node, reader));
                    sound &= all.get(unit).is_some();
                }
                None => {
                    let help = suggestion(key, "unit kinds", UnitKind::ALL.map(UnitKind::name));
                    reader.inside(key, |reader| {
                        reader.error(member.key, "unknown_key", format!("{} is not a unit kind", quoted(key)), help);
                    });
                    sound = false;
                }
            }
        }
        sound.then_some(all)
    }

    fn schema(schema: &mut Schema) -> Json {
        let entry = T::schema(schema);
        let units: serde_json::Map<String, Json> =
            UnitKind::ALL.into_iter().map(|unit| (unit.name().to_owned(), entry.clone())).collect();
        let mut properties = units;
        properties.insert(NOTE.into(), json!({ "type": "string" }));
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    }

    fn absent() -> Option<Self> {
        Some(ByUnit([const { None }; 4]))
    }
}

impl Read for UnitKind {
    fn expected() -> String {
        one_of(&UnitKind::ALL.map(UnitKind::name))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let word = super::read::word(node, reader, "unit kinds", &UnitKind::ALL.map(UnitKind::name))?;
        UnitKind::ALL.into_iter().find(|unit| unit.name() == word)
    }

    fn schema(_: &mut Schema) -> Json {
        json!({ "enum": UnitKind::ALL.map(UnitKind::name) })
    }
}

/// One value for every year, or one for each of some.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum ByYear<T> {
    Every(T),
    Years(BTreeMap<i16, T>),
}

impl<T> ByYear<T> {
    pub fn get(&self, year: i16) -> Option<&T> {
        match self {
            ByYear::Every(value) => Some(value),
            ByYear::Years(years) => years.get(&year),
        }
    }
}

impl<T: Read> Read for ByYear<T> {
    fn expected() -> String {
        format!("{}; or an object of years, under each such a value", T::expected())
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if node.object().is_none_or(|object| object.contains_key("value")) {
            return T::read(node, reader).map(ByYear::Every);
        }
        let mut years = BTreeMap::new();
        let mut sound = true;
        for (key, member) in members(node, reader, &Self::expected())? {
            let year = key.parse::<i16>().ok().filter(|year| key.len() == 4 && *year >= 1000);
            let value = reader.inside(key, |reader| match year {
                Some(_) => T::read(&member.node, reader),
                None => {
                    let message = format!("{} is not a year", quoted(key));
                    reader.error(member.key, "unknown_key", message, "years have four digits, such as \"2023\"");
                    None
                }
            });
            match (year, value) {
                (Some(year), Some(value)) => {
                    years.insert(year, value);
                }
                (_, _) => sound = false,
            }
        }
        sound.then_some(ByYear::Years(years))
    }

    fn schema(schema: &mut Schema) -> Json {
        let entry = T::schema(schema);
        json!({ "anyOf": [entry.clone(), named("^[1-9][0-9]{3}$", entry)] })
    }
}
