//! The JSON Schema (2020-12) of scenario files, built from the same declarations as the reader.

use serde_json::{Map, Value as Json, json};

/// Collects the definitions that a schema refers to.
#[derive(Default)]
pub(in crate::scenario) struct Schema {
    definitions: Map<String, Json>,
}

/// One key of an object.
pub(in crate::scenario) struct Key {
    pub name: &'static str,
    pub doc: &'static str,
    pub required: bool,
    pub schema: Json,
}

impl Schema {
    /// A reference to the definition `name`, which is made once.
    pub fn define(&mut self, name: &str, make: impl FnOnce(&mut Schema) -> Json) -> Json {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Json::Null); // holds its place, in the order of the format
            let made = make(self);
            self.definitions.insert(name.to_owned(), made);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    pub fn into_definitions(self) -> Map<String, Json> {
        self.definitions
    }
}

/// An object with these keys and a note, and no others.
pub(in crate::scenario) fn object(doc: &str, keys: Vec<Key>) -> Json {
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({ "description": doc.trim(), "type": "object", "properties": properties(keys) });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["additionalProperties"] = json!(false);
    schema
}

/// An object with exactly one of these keys, and perhaps a note.
pub(in crate::scenario) fn one_key_of(doc: &str, keys: Vec<Key>) -> Json {
    let one: Vec<Json> = keys.iter().map(|key| json!({ "required": [key.name] })).collect();
    json!({
        "description": doc.trim(), "type": "object", "properties": properties(keys), "oneOf": one,
        "additionalProperties": false
    })
}

/// An object whose keys are names.
pub(in crate::scenario) fn named(pattern: &str, entry: Json) -> Json {
    json!({
        "type": "object", "properties": { "note": { "type": "string" } }, "patternProperties": { pattern: entry },
        "additionalProperties": false
    })
}

fn properties(keys: Vec<Key>) -> Json {
    let mut properties = Map::new();
    for key in keys {
        let mut schema = key.schema;
        let description = match unit(key.name) {
            Some(unit) => format!("{} Unit: {unit}.", key.doc.trim()),
            None => key.doc.trim().to_owned(),
        };
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".into(), json!(description));
        }
        properties.insert(key.name.to_owned(), schema);
    }
    properties.insert("note".into(), json!({ "description": "Anything worth saying.", "type": "string" }));
    Json::Object(properties)
}

/// The unit that the end of a key names.
fn unit(key: &str) -> Option<&'static str> {
    let ends = [
        ("paths_per_day", "paths a day"),
        ("km_per_day", "kilometres a day"),
        ("units_per_h", "units an hour"),
        ("t_per_h", "tonnes an hour"),
        ("rate_per_h", "lots an hour"),
        ("t_per_unit", "tonnes"),
        ("teu_per_unit", "TEU"),
        ("cost_per_unit", "money for a unit"),
        ("value_of_time_per_d", "money for a unit and a day"),
        ("booked_t", "tonnes"),
        ("least_fill_share", "share of the deck"),
        ("least_fill_units", "units"),
        ("tolerance_pct", "per cent"),
        ("_knots", "knots"),
        ("_minutes", "minutes"),
        ("_h", "hours"),
        ("lat", "degrees north"),
        ("lon", "degrees east"),
    ];
    if key == "km" {
        return Some("kilometres");
    }
    ends.iter().find(|(end, _)| key.ends_with(end)).map(|(_, unit)| *unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_key_is_its_unit() {
        assert_eq!(unit("patience_h"), Some("hours"));
        assert_eq!(unit("units_per_h"), Some("units an hour"));
        assert_eq!(unit("count"), None);
    }
}
