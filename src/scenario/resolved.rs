//! The merged document as plain JSON in a canonical order of keys, for results folders and fingerprints.

use serde_json::{Map, Number, Value as Json};

use super::document::{Node, Value};
use super::format::TOP_KEYS;

/// The document as it is, in its own order.
pub(super) fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(value) => number(*value),
        Value::Text(text) => Json::String(text.clone()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Object(object) => {
            Json::Object(object.iter().map(|(key, member)| (key.clone(), json(&member.node))).collect())
        }
    }
}

/// Top level in the order of the format, named things in the order of the file (berths are preferred in it), all other
/// keys by the alphabet. Reading it again gives the same corridor.
pub(super) fn canonical(node: &Node) -> Json {
    let Json::Object(mut top) = json(node) else { return Json::Null };
    top.shift_remove("extends");
    top.shift_remove("$schema");
    let mut ordered = Map::new();
    for key in TOP_KEYS {
        if let Some((key, mut value)) = top.shift_remove_entry(*key) {
            let named = value.is_object() && !["run", "note", "backtest", "calibration"].contains(&key.as_str());
            match value.as_object_mut().filter(|_| named) {
                Some(entries) => entries.iter_mut().for_each(|(_, entry)| sort(entry, key == "ports")),
                None => sort(&mut value, false),
            }
            ordered.insert(key, value);
        }
    }
    Json::Object(ordered)
}

/// Sorts keys by the alphabet at every depth, but leaves berth classes as they stand.
fn sort(value: &mut Json, is_port: bool) {
    match value {
        Json::Object(object) => {
            object.sort_keys();
            for (key, inner) in object.iter_mut() {
                match inner.as_object_mut().filter(|_| is_port && key == "berths") {
                    Some(classes) => classes.iter_mut().for_each(|(_, class)| sort(class, false)),
                    None => sort(inner, false),
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| sort(item, false)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Whole numbers without a decimal point, however they were written.
pub(super) fn number(value: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        return Json::Number(Number::from(value as i64));
    }
    Number::from_f64(value).map_or(Json::Null, Json::Number)
}
