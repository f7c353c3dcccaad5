//! Merging documents: JSON Merge Patch (RFC 7396) with one departure, and single values set by path.
//!
//! The departure: a law, and a number with its provenance, is one value and is replaced whole. Without it, a patch from
//! a lognormal to a constant law would leave both, and a patched number would keep the source of the old one.

use super::document::{Member, Node, Object, Span, Value};
use super::format::{LAW_WORDS, NUMBER_WORDS};
use super::problem::escaped;

/// Applies `patch` to `target` and tells whether it took its place altogether. What comes from the patch keeps its
/// position in the patch.
pub(super) fn merge(target: &mut Node, patch: Node) -> bool {
    merge_at(target, patch, Place::Scenario)
}

/// How deep a merge is in a timeline. What a change sets is a patch itself, so that its nulls are kept for when it
/// comes.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Scenario,
    Timeline,
    Change,
    Set,
    Elsewhere,
}

impl Place {
    fn under(self, key: &str) -> Place {
        match (self, key) {
            (Place::Scenario, "timeline") => Place::Timeline,
            (Place::Timeline, _) => Place::Change,
            (Place::Change, "set") | (Place::Set, _) => Place::Set,
            (Place::Scenario | Place::Change | Place::Elsewhere, _) => Place::Elsewhere,
        }
    }
}

fn merge_at(target: &mut Node, patch: Node, place: Place) -> bool {
    let Node { value: Value::Object(members), span } = patch else {
        *target = patch;
        return true;
    };
    let one_value = is_law(&members) || is_one_value(target) || (is_number(&members) && !is_record_with_value(target));
    let replaces = one_value || target.object().is_none();
    if replaces {
        *target = Node { value: Value::Object(Box::default()), span };
    }
    if let Value::Object(object) = &mut target.value {
        for (key, member) in *members {
            let below = place.under(&key);
            merge_member(object, key, member, below);
        }
    }
    replaces
}

fn merge_member(object: &mut Object, key: String, patch: Member, place: Place) {
    if let Value::Null = patch.node.value
        && place != Place::Set
    {
        object.shift_remove(&key);
        return;
    }
    let nothing = Node { value: Value::Null, span: patch.node.span };
    let known = object.entry(key).or_insert_with(|| Member { key: patch.key, node: nothing });
    if merge_at(&mut known.node, patch.node, place) {
        known.key = patch.key;
    }
}

/// Adds the numbers of `add`, so many times, to those that stand at the same places. Returns where none stands.
pub(super) fn raise(target: &mut Node, add: &Node, times: f64) -> Vec<String> {
    let mut refused = Vec::new();
    raise_at(Some(target), add, times, "", &mut refused);
    refused
}

fn raise_at(target: Option<&mut Node>, add: &Node, times: f64, pointer: &str, refused: &mut Vec<String>) {
    match (target, &add.value) {
        (target, Value::Object(members)) => {
            let mut object = match target.map(|node| &mut node.value) {
                Some(Value::Object(object)) => Some(object),
                _ => None,
            };
            for (key, member) in members.iter() {
                let below = object.as_mut().and_then(|object| object.get_mut(key)).map(|known| &mut known.node);
                raise_at(below, &member.node, times, &format!("{pointer}/{}", escaped(key)), refused);
            }
        }
        (Some(node), Value::Number(more)) => {
            let number = match &node.value {
                Value::Number(number) => Some(*number),
                Value::Object(object) if is_number(object) => {
                    match object.get("value").map(|member| &member.node.value) {
                        Some(Value::Number(number)) => Some(*number),
                        _ => None,
                    }
                }
                _ => None,
            };
            match number {
                Some(number) => *node = Node { value: Value::Number(number + more * times), span: add.span },
                None => refused.push(pointer.to_owned()),
            }
        }
        (_, _) => refused.push(pointer.to_owned()),
    }
}

/// Merges `patch` into the value that `path` names: keys, or places in a list. What does not exist is made.
///
/// # Errors
/// Where the path leads beyond the end of a list.
pub(super) fn set(target: &mut Node, path: &[String], patch: Node) -> Result<(), String> {
    let Some((last, before)) = path.split_last() else {
        merge(target, patch);
        return Ok(());
    };
    let span = patch.span;
    let mut node = target;
    for part in before {
        node = child(node, part, span)?;
    }
    match &mut node.value {
        Value::List(_) => {
            merge(child(node, last, span)?, patch);
        }
        Value::Object(object) => {
            merge_member(object, last.clone(), Member { key: span, node: patch }, Place::Elsewhere);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {
            let mut object = Object::new();
            merge_member(&mut object, last.clone(), Member { key: span, node: patch }, Place::Elsewhere);
            *node = Node { value: Value::Object(Box::new(object)), span };
        }
    }
    Ok(())
}

/// The value under `part`, made where there is none.
fn child<'n>(node: &'n mut Node, part: &str, span: Span) -> Result<&'n mut Node, String> {
    if !matches!(node.value, Value::Object(_) | Value::List(_)) {
        *node = Node { value: Value::Object(Box::default()), span };
    }
    match &mut node.value {
        Value::List(items) => {
            let length = items.len();
            let index = part.parse::<usize>().ok().filter(|index| *index < length);
            let item = index.and_then(|index| items.get_mut(index));
            item.ok_or_else(|| format!("the list has {length} entries, counted from 0; there is none called {part}"))
        }
        Value::Object(object) => {
            let new = || Member { key: span, node: Node { value: Value::Null, span } };
            Ok(&mut object.entry(part.to_owned()).or_insert_with(new).node)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => Err(format!("{part} cannot be set here")),
    }
}

/// `{"value": .., "range": .., "source": .., "note": ..}`.
fn is_number(object: &Object) -> bool {
    object.contains_key("value") && object.keys().all(|key| NUMBER_WORDS.contains(&key.as_str()))
}

/// `{"lognormal": ..}`, also with its source and a note.
fn is_law(object: &Object) -> bool {
    let (laws, others): (Vec<&str>, Vec<&str>) =
        object.keys().map(String::as_str).partition(|key| LAW_WORDS.contains(key));
    laws.len() == 1 && others.iter().all(|key| ["source", "note"].contains(key))
}

fn is_one_value(node: &Node) -> bool {
    node.object().is_some_and(|object| is_number(object) || is_law(object))
}

/// An observed figure has a value among other things and is merged like any object.
fn is_record_with_value(node: &Node) -> bool {
    node.object().is_some_and(|object| object.contains_key("value") && !is_number(object))
}

#[cfg(test)]
mod tests {
    use super::super::document::{Source, Sources};
    use super::super::problem::Problems;
    use super::super::{locate, resolved};
    use super::*;

    fn node(text: &str) -> Node {
        let mut sources = Sources::default();
        let source = sources.add(Source::new("x.json", text));
        locate::read(source, &sources, &mut Problems::new()).expect("valid")
    }

    fn merged(target: &str, patch: &str) -> String {
        let mut target = node(target);
        merge(&mut target, node(patch));
        resolved::json(&target).to_string()
    }

    #[test]
    fn rfc_7396_appendix_a() {
        let rows = [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, r#"{}"#),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
            (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
            (r#"{"a":"foo"}"#, r#"null"#, r#"null"#),
            (r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            (r#"[1,2]"#, r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            (r#"{}"#, r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ];
        for (target, patch, expected) in rows {
            assert_eq!(merged(target, patch), expected, "{target} with {patch}");
        }
    }

    #[test]
    fn laws_and_numbers_with_provenance_are_replaced_whole() {
        let rows = [
            (r#"{"h":{"lognormal":{"mean":8,"cv":1}}}"#, r#"{"h":{"exponential":{"mean":8}}}"#),
            (r#"{"h":{"lognormal":{"mean":8,"cv":1},"source":"x"}}"#, r#"{"h":{"lognormal":{"mean":9}}}"#),
            (r#"{"h":{"value":1,"source":"x"}}"#, r#"{"h":{"value":2}}"#),
            (r#"{"h":{"value":1,"source":"x"}}"#, r#"{"h":{"2022":1}}"#),
            (r#"{"h":{"there":1,"back":2}}"#, r#"{"h":{"uniform":{"min":0,"max":1}}}"#),
            (r#"{"h":{"2022":1}}"#, r#"{"h":{"value":2,"note":"all"}}"#),
            (r#"{"h":3}"#, r#"{"h":{"value":2}}"#),
        ];
        for (target, patch) in rows {
            assert_eq!(merged(target, patch), patch, "{target}");
        }
        let observed = r#"{"kuryk":{"measure":"calls","value":1,"source":"x"}}"#;
        let expected = r#"{"kuryk":{"measure":"calls","value":2,"source":"x"}}"#;
        assert_eq!(merged(observed, r#"{"kuryk":{"value":2}}"#), expected);
    }

    #[test]
    fn what_a_change_sets_keeps_its_nulls() {
        let patch = r#"{"timeline":{"x":{"date":null,"set":{"stages":{"a":{"room":null}}}}}}"#;
        let expected = r#"{"timeline":{"x":{"set":{"stages":{"a":{"room":null}}}}}}"#;
        assert_eq!(merged("{}", patch), expected);
        let base = r#"{"timeline":{"x":{"date":"2023-01-01","set":{"stages":{"a":{"room":1}}}}}}"#;
        assert_eq!(merged(base, patch), expected);
    }

    #[test]
    fn a_set_edits_the_same_document() {
        let edited = |target: &str, path: &str, value: &str| {
            let mut target = node(target);
            let path: Vec<String> = path.split('/').map(str::to_owned).collect();
            set(&mut target, &path, node(value)).map(|()| resolved::json(&target).to_string())
        };
        assert_eq!(edited(r#"{"a":{"b":1}}"#, "a/b", "2"), Ok(r#"{"a":{"b":2}}"#.into()));
        assert_eq!(edited(r#"{"a":{"b":1}}"#, "a/b", "null"), Ok(r#"{"a":{}}"#.into()));
        assert_eq!(edited(r#"{"a":1}"#, "b/c", "2"), Ok(r#"{"a":1,"b":{"c":2}}"#.into()));
        assert_eq!(edited(r#"{"a":{"value":1,"source":"x"}}"#, "a", "2"), Ok(r#"{"a":2}"#.into()));
        assert_eq!(edited(r#"{"a":["x","y"]}"#, "a/1", "\"z\""), Ok(r#"{"a":["x","z"]}"#.into()));
        assert!(edited(r#"{"a":["x","y"]}"#, "a/2", "\"z\"").is_err());
    }
}
