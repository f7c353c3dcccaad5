//! Mutations of scenarios that keep them JSON: values as they stand elsewhere under the same key, names swapped, numbers
//! driven to extremes, members left out, doubled and added.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Number, Value, json};

use super::trial::seeds;

/// Draws of one mutation.
pub struct Luck(u64);

impl Luck {
    pub fn new(seed: u32) -> Luck {
        Luck(u64::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn pick<'t, T>(&mut self, items: &'t [T]) -> Option<&'t T> {
        items.get(self.below(items.len()))
    }
}

/// What stands in the shipped scenarios: values by key, and members by the key that holds them.
#[derive(Default)]
struct Vocabulary {
    values: BTreeMap<String, Vec<Value>>,
    members: BTreeMap<String, Vec<(String, Value)>>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::default();
    for path in seeds() {
        if let Some(value) = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            vocabulary.learn("", "", &value);
        }
    }
    vocabulary
});

impl Vocabulary {
    /// Values of a key at most: those of small scenarios, which are read first.
    const MOST: usize = 200;

    fn learn(&mut self, holder: &str, key: &str, value: &Value) {
        match value {
            Value::Object(object) => {
                for (name, inner) in object {
                    self.add(holder, key, name, inner);
                    self.learn(key, name, inner);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(holder, key, item)),
            _ => {}
        }
    }

    fn add(&mut self, holder: &str, key: &str, name: &str, value: &Value) {
        let values = self.values.entry(name.to_owned()).or_default();
        if values.len() < Self::MOST {
            values.push(value.clone());
        }
        // Under a key, and under whatever is named in the map of a key.
        for place in [key.to_owned(), format!("{holder}/*")] {
            let members = self.members.entry(place).or_default();
            if members.len() < Self::MOST * 4 && !members.iter().any(|(known, old)| known == name && old == value) {
                members.push((name.to_owned(), value.clone()));
            }
        }
    }
}

fn extreme(luck: &mut Luck, now: f64) -> Value {
    let number = match luck.below(16) {
        0 => 0.0,
        1 => -1.0,
        2 => 1.0,
        3 => 1e300,
        4 => 1e-300,
        5 => 9e15,
        6 => 1e6,
        7 => 1e9,
        8 => 0.5,
        9 => now + 1.0,
        10 => now - 1.0,
        11 => now * 10.0,
        12 => now / 10.0,
        13 => now * 1000.0,
        14 => -now,
        _ => now * (luck.below(400) as f64 / 100.0),
    };
    let whole = number.fract() == 0.0 && number.abs() < 1e15;
    if whole { json!(number as i64) } else { Number::from_f64(number).map_or(json!(7), Value::Number) }
}

fn odd(luck: &mut Luck) -> Value {
    match luck.below(9) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!([]),
        3 => json!({}),
        4 => json!(""),
        5 => json!("unlimited"),
        6 => json!(0),
        7 => json!([[0, 1], [1, 2]]),
        _ => json!({ "value": 3, "range": [1, 4], "source": "facts.csv" }),
    }
}

/// Every value by JSON pointer, and every name.
fn survey(value: &Value, at: &str, pointers: &mut Vec<String>, names: &mut Vec<String>) {
    pointers.push(at.to_owned());
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                names.push(key.clone());
                let key = key.replace('~', "~0").replace('/', "~1");
                survey(inner, &format!("{at}/{key}"), pointers, names);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| survey(item, &format!("{at}/{index}"), pointers, names));
        }
        Value::String(text) => names.push(text.clone()),
        _ => {}
    }
}

fn parent(pointer: &str) -> (&str, &str) {
    pointer.rsplit_once('/').unwrap_or(("", ""))
}

/// The key that a value stands under, that of its list where it is an item.
fn key_of(pointer: &str) -> &str {
    let named = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err());
    named.unwrap_or("")
}

/// Changes one thing.
pub fn mutate(document: &mut Value, luck: &mut Luck) {
    let (mut pointers, mut names) = (Vec::new(), Vec::new());
    survey(document, "", &mut pointers, &mut names);
    let Some(pointer) = luck.pick(&pointers).cloned() else { return };
    let (above, last) = parent(&pointer);
    let key = key_of(&pointer);
    let Some(value) = document.pointer_mut(&pointer) else { return };
    match luck.below(10) {
        0..=2 => match value {
            Value::Number(number) => *value = extreme(luck, number.as_f64().unwrap_or(1.0)),
            Value::String(_) => *value = luck.pick(&names).map_or(Value::Null, |name| json!(name)),
            Value::Bool(now) => *value = json!(!*now),
            _ => add(value, above, key, luck),
        },
        3 | 4 => {
            if let Some(other) = VOCABULARY.values.get(key).and_then(|values| luck.pick(values)) {
                *value = other.clone();
            }
        }
        5 | 6 => add(value, above, key, luck),
        7 => *value = odd(luck),
        8 => {
            let other = luck.pick(&pointers).and_then(|from| document.pointer(from)).cloned().unwrap_or_default();
            *document.pointer_mut(&pointer).expect("exists") = other;
        }
        _ => match document.pointer_mut(above) {
            Some(Value::Object(object)) => {
                let last = last.replace("~1", "/").replace("~0", "~");
                let gone = object.shift_remove(&last);
                if let (true, Some(value)) = (luck.one_in(2), gone) {
                    let name = luck.pick(&names).cloned().unwrap_or_default();
                    object.insert(name, value); // renamed
                }
            }
            Some(Value::Array(items)) => {
                let Ok(index) = last.parse::<usize>() else { return };
                let item = items.remove(index);
                for _ in 0..luck.below(3) {
                    items.insert(luck.below(items.len() + 1), item.clone());
                }
            }
            _ => {}
        },
    }
}

/// Adds a member that objects at such a place have elsewhere, or doubles an item.
fn add(value: &mut Value, above: &str, key: &str, luck: &mut Luck) {
    match value {
        Value::Object(object) => {
            let place = if luck.one_in(2) { key.to_owned() } else { format!("{}/*", key_of(above)) };
            if let Some((name, inner)) = VOCABULARY.members.get(&place).and_then(|members| luck.pick(members)) {
                object.insert(name.clone(), inner.clone());
            } else if let Some(first) = object.values().next().cloned() {
                object.insert(format!("another_{}", luck.below(3)), first);
            }
        }
        Value::Array(items) => {
            let item = luck.pick(items).cloned().unwrap_or_default();
            items.push(item);
        }
        _ => {}
    }
}

/// Takes some members of the top of another scenario.
pub fn cross(document: &mut Value, other: &Value, luck: &mut Luck) {
    let (Value::Object(into), Value::Object(from)) = (document, other) else { return };
    for (key, value) in from {
        if luck.one_in(3) {
            match (into.get_mut(key), value) {
                (Some(Value::Object(known)), Value::Object(more)) => join(known, more, luck),
                _ => drop(into.insert(key.clone(), value.clone())),
            }
        }
    }
}

fn join(into: &mut Map<String, Value>, from: &Map<String, Value>, luck: &mut Luck) {
    for (key, value) in from {
        if luck.one_in(2) {
            into.insert(key.clone(), value.clone());
        }
    }
}
