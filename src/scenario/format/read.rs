//! Reading typed values from a [`Node`] tree, collecting every problem on the way, and the schema of what is read.
//!
//! One declaration (`record!`, `choice!`, `words!`) gives the type, its reader and its JSON Schema, so that the three
//! cannot part.

use serde_json::Value as Json;

use super::schema::Schema;
use crate::scenario::document::{Document, Member, Node, Object, Sources, Span, Value};
use crate::scenario::files::Shelf;
use crate::scenario::ledger::Assumption;
use crate::scenario::nearest::suggestion;
use crate::scenario::problem::{Problem, Problems, escaped, quoted};

/// Allowed in every object.
pub(in crate::scenario) const NOTE: &str = "note";

/// What can stand in a scenario file.
pub(in crate::scenario) trait Read: Sized {
    /// What is allowed here, as in "expected ...".
    fn expected() -> String;

    /// The value, or `None` once every problem in it has been told.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self>;

    /// The JSON Schema of the value.
    fn schema(schema: &mut Schema) -> Json;

    /// What a key that is not stated stands for; `None` where it must be stated.
    fn absent() -> Option<Self> {
        None
    }
}

/// Walks a document and collects problems and assumptions.
pub(in crate::scenario) struct Reader<'a> {
    root: &'a Node,
    pub sources: &'a Sources,
    pub shelf: &'a Shelf,
    pub problems: Problems,
    pub assumptions: Vec<Assumption>,
    path: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn new(document: &'a Document, shelf: &'a Shelf) -> Reader<'a> {
        let Document { root, sources } = document;
        Reader { root, sources, shelf, problems: Problems::new(), assumptions: Vec::new(), path: Vec::new() }
    }

    /// JSON pointer to the value being read.
    pub fn pointer(&self) -> String {
        self.path.iter().map(|part| format!("/{}", escaped(part))).collect()
    }

    pub fn error(&mut self, span: Span, code: &'static str, message: impl Into<String>, help: impl Into<String>) {
        self.push(span, Problem::error(code, self.pointer(), message).help(help));
    }

    /// Reports a key that is not stated in the object being read.
    pub fn missing(&mut self, message: impl Into<String>, help: impl Into<String>) {
        self.error(self.root.span_of(&self.pointer()), "missing_key", message, help);
    }

    pub fn push(&mut self, span: Span, problem: Problem) {
        self.problems.push(problem.at(self.sources.locate(span)));
    }

    /// Reads what stands under `key`.
    pub fn inside<T>(&mut self, key: impl Into<String>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.into());
        let value = read(self);
        self.path.pop();
        value
    }

    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        let message = format!("expected {expected}, found {}", node.described());
        self.push(node.span, Problem::error("wrong_type", self.pointer(), message));
    }

    /// The members of an object that may have these keys and a note.
    pub fn object<'n>(&mut self, node: &'n Node, keys: &[&str], expected: &str) -> Option<&'n Object> {
        let Some(object) = node.object() else {
            self.wrong_type(node, expected);
            return None;
        };
        for (key, member) in object {
            if key == NOTE {
                self.inside(NOTE, |reader| String::read(&member.node, reader));
            } else if !keys.contains(&key.as_str()) {
                self.unknown_key(key, member.key, keys);
            }
        }
        Some(object)
    }

    fn unknown_key(&mut self, key: &str, span: Span, keys: &[&str]) {
        let help = suggestion(key, "keys here", keys.iter().copied());
        self.inside(key, |reader| {
            reader.error(span, "unknown_key", format!("there is no key {} here", quoted(key)), help);
        });
    }

    /// The value under `key`, or what its absence stands for.
    pub fn field<T: Read>(&mut self, object: &Object, key: &str, absent: Option<T>) -> Option<T> {
        match object.get(key) {
            Some(member) => self.inside(key, |reader| T::read(&member.node, reader)),
            None => {
                if absent.is_none() {
                    let help = format!("state {}: {}", quoted(key), T::expected());
                    self.missing(format!("{key} is not stated"), help);
                }
                absent
            }
        }
    }

    /// The one key of several that an object has, besides a note and `others`.
    pub fn only_key<'n>(
        &mut self,
        node: &'n Node,
        keys: &[&'static str],
        others: &[&str],
    ) -> Option<(&'static str, &'n Node)> {
        let expected = format!("an object with one of the keys {}", keys.join(", "));
        let known: Vec<&str> = keys.iter().chain(others).copied().collect();
        let object = self.object(node, &known, &expected)?;
        let stated =
            object.iter().filter_map(|(key, member)| Some((*keys.iter().find(|known| *known == key)?, member)));
        let stated: Vec<(&str, &Member)> = stated.collect();
        let help = format!("state one of {}", keys.join(", "));
        match stated[..] {
            [(key, member)] => return Some((key, &member.node)),
            [] => {
                let unknown = object.keys().any(|key| key != NOTE && !known.contains(&key.as_str()));
                if !unknown {
                    self.missing("none of the possible keys is stated", help);
                }
            }
            [(first, other), .., (last, member)] => {
                let message = format!("{} and {} exclude each other", quoted(first), quoted(last));
                let help = if other.key.source == member.key.source {
                    help
                } else {
                    format!("{help}; to replace {first} write also {}: null", quoted(first))
                };
                self.error(member.key, "exclusive_keys", message, help);
            }
        }
        None
    }
}

/// What a key of the file says: nothing, something that is no value of its type, or a value.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum Stated<T> {
    Absent,
    /// Its problems have been told.
    Broken,
    Is(T),
}

impl<T> Stated<T> {
    pub fn get(&self) -> Option<&T> {
        match self {
            Stated::Is(value) => Some(value),
            Stated::Absent | Stated::Broken => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Stated::Absent)
    }

    pub fn is_broken(&self) -> bool {
        matches!(self, Stated::Broken)
    }
}

impl<T> Stated<Vec<T>> {
    /// The entries of a list; none where it is absent or broken.
    pub fn entries(&self) -> &[T] {
        self.get().map_or(&[], Vec::as_slice)
    }
}

impl<T: Read> Read for Stated<T> {
    fn expected() -> String {
        T::expected()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        Some(T::read(node, reader).map_or(Stated::Broken, Stated::Is))
    }

    fn schema(schema: &mut Schema) -> Json {
        T::schema(schema)
    }

    fn absent() -> Option<Self> {
        Some(Stated::Absent)
    }
}

/// An object with fixed keys. `key: Type = default` gives the value that an absent key stands for; a key whose type has
/// an [`absent`](Read::absent) value may be left out; every other key must be stated.
macro_rules! record {
    ($(#[doc = $doc:literal])* $name:ident {
        $($(#[doc = $field_doc:literal])* $field:ident: $type:ty $(= $default:expr)?,)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub(in crate::scenario) struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl $name {
            pub const KEYS: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        impl $crate::scenario::format::read::Read for $name {
            fn expected() -> String {
                format!("an object with the keys {}", Self::KEYS.join(", "))
            }

            fn read(
                node: &$crate::scenario::document::Node,
                reader: &mut $crate::scenario::format::read::Reader,
            ) -> Option<Self> {
                let object = reader.object(node, Self::KEYS, &Self::expected())?;
                $(let $field = {
                    let absent = $crate::scenario::format::read::absent!($type $(, $default)?);
                    reader.field::<$type>(object, stringify!($field), absent)
                };)*
                Some($name { $($field: $field?),* })
            }

            fn schema(schema: &mut $crate::scenario::format::schema::Schema) -> serde_json::Value {
                schema.define(stringify!($name), |schema| {
                    let keys = vec![$($crate::scenario::format::schema::Key {
                        name: stringify!($field),
                        doc: concat!($($field_doc),*),
                        required: $crate::scenario::format::read::absent!($type $(, $default)?).is_none(),
                        schema: <$type as $crate::scenario::format::read::Read>::schema(schema),
                    }),*];
                    $crate::scenario::format::schema::object(concat!($($doc),*), keys)
                })
            }
        }
    };
}

macro_rules! absent {
    ($type:ty) => {
        <$type as $crate::scenario::format::read::Read>::absent()
    };
    ($type:ty, $default:expr) => {
        Some::<$type>($default)
    };
}

/// An object with exactly one of several keys.
macro_rules! choice {
    ($(#[doc = $doc:literal])* $name:ident {
        $($(#[doc = $key_doc:literal])* $key:ident => $variant:ident($type:ty),)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub(in crate::scenario) enum $name {
            $($(#[doc = $key_doc])* $variant($type),)*
        }

        impl $name {
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),*];
        }

        impl $crate::scenario::format::read::Read for $name {
            fn expected() -> String {
                format!("an object with one of the keys {}", Self::KEYS.join(", "))
            }

            fn read(
                node: &$crate::scenario::document::Node,
                reader: &mut $crate::scenario::format::read::Reader,
            ) -> Option<Self> {
                let (key, inner) = reader.only_key(node, Self::KEYS, &[])?;
                $(if key == stringify!($key) {
                    return reader.inside(key, |reader| {
                        <$type as $crate::scenario::format::read::Read>::read(inner, reader)
                    }).map($name::$variant);
                })*
                None
            }

            fn schema(schema: &mut $crate::scenario::format::schema::Schema) -> serde_json::Value {
                schema.define(stringify!($name), |schema| {
                    let keys = vec![$($crate::scenario::format::schema::Key {
                        name: stringify!($key),
                        doc: concat!($($key_doc),*),
                        required: false,
                        schema: <$type as $crate::scenario::format::read::Read>::schema(schema),
                    }),*];
                    $crate::scenario::format::schema::one_key_of(concat!($($doc),*), keys)
                })
            }
        }
    };
}

/// One word of several, each standing for a value.
macro_rules! words {
    ($type:ty, $noun:literal { $($word:literal => $value:expr,)* }) => {
        impl $crate::scenario::format::read::Read for $type {
            fn expected() -> String {
                $crate::scenario::format::read::one_of(&[$($word),*])
            }

            fn read(
                node: &$crate::scenario::document::Node,
                reader: &mut $crate::scenario::format::read::Reader,
            ) -> Option<Self> {
                match $crate::scenario::format::read::word(node, reader, $noun, &[$($word),*])? {
                    $($word => Some($value),)*
                    _ => None,
                }
            }

            fn schema(_: &mut $crate::scenario::format::schema::Schema) -> serde_json::Value {
                serde_json::json!({ "enum": [$($word),*] })
            }
        }
    };
}

pub(in crate::scenario) use {absent, choice, record, words};

/// `"a", "b" or "c"`.
pub(in crate::scenario) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// The word that a text is, of those allowed.
pub(in crate::scenario) fn word<'n>(
    node: &'n Node,
    reader: &mut Reader,
    noun: &str,
    words: &[&str],
) -> Option<&'n str> {
    let Some(text) = node.text() else {
        reader.wrong_type(node, &one_of(words));
        return None;
    };
    if words.contains(&text) {
        return Some(text);
    }
    let help = suggestion(text, noun, words.iter().copied());
    reader.error(node.span, "unknown_word", format!("{} is not allowed here", quoted(text)), help);
    None
}

impl<T: Read> Read for Option<T> {
    fn expected() -> String {
        T::expected()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(Some)
    }

    fn schema(schema: &mut Schema) -> Json {
        T::schema(schema)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn expected() -> String {
        format!("a list, each entry {}", T::expected())
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::List(items) = &node.value else {
            reader.wrong_type(node, &Self::expected());
            return None;
        };
        let read: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| reader.inside(index.to_string(), |reader| T::read(item, reader)))
            .collect();
        read.into_iter().collect()
    }

    fn schema(schema: &mut Schema) -> Json {
        serde_json::json!({ "type": "array", "items": T::schema(schema) })
    }
}

impl Read for String {
    fn expected() -> String {
        "a text".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = node.text();
        if text.is_none() {
            reader.wrong_type(node, &Self::expected());
        }
        text.map(str::to_owned)
    }

    fn schema(_: &mut Schema) -> Json {
        serde_json::json!({ "type": "string" })
    }
}

impl Read for bool {
    fn expected() -> String {
        "true or false".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => {
                reader.wrong_type(node, &Self::expected());
                None
            }
        }
    }

    fn schema(_: &mut Schema) -> Json {
        serde_json::json!({ "type": "boolean" })
    }
}
