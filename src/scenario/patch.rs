//! Changed numbers as a bare merge patch, to be laid over the scenario they come from.

use serde_json::{Map, Value as Json};

use super::Scenario;
use super::format::LAW_WORDS;
use super::resolved::number;

/// A number with its provenance that gets another value.
#[derive(Clone, Debug, PartialEq)]
pub struct Refit {
    /// JSON pointer to the number.
    pub pointer: String,
    pub value: f64,
    /// What is to be said of it, before what was said before.
    pub note: String,
}

/// Why a number cannot stand in a patch of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InList {
    pub pointer: String,
}

impl Scenario {
    /// The patch that gives numbers their new values and leaves their ranges and sources. A law is replaced whole by a
    /// patch, so one with a changed number stands there as a whole.
    ///
    /// # Errors
    /// Where a number stands in a list, which a patch replaces whole.
    ///
    /// # Panics
    /// Where there is no number with its provenance.
    pub fn patch(&self, title: &str, changes: &[Refit]) -> Result<Json, InList> {
        let mut whole = self.resolved.clone();
        for change in changes {
            let node = whole.pointer_mut(&change.pointer).and_then(Json::as_object_mut);
            let node = node.expect("a number with its provenance is an object");
            node.insert("value".into(), number(change.value));
            let before = node.get("note").and_then(Json::as_str).map(|note| format!("; {note}")).unwrap_or_default();
            node.insert("note".into(), Json::String(format!("{}{before}", change.note)));
        }
        let mut patch = Map::new();
        patch.insert("title".into(), Json::String(title.to_owned()));
        for change in changes {
            copy(&whole, &mut patch, &parts(&change.pointer))
                .ok_or_else(|| InList { pointer: change.pointer.clone() })?;
        }
        Ok(Json::Object(patch))
    }
}

fn parts(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

/// Copies what `path` leads to, or the first law on the way; `None` where the way leads through a list.
fn copy(from: &Json, to: &mut Map<String, Json>, path: &[String]) -> Option<()> {
    let (first, rest) = path.split_first()?;
    let next = from.as_object()?.get(first)?;
    let is_law = next.as_object().is_some_and(|object| object.keys().any(|key| LAW_WORDS.contains(&key.as_str())));
    if rest.is_empty() || is_law {
        to.insert(first.clone(), next.clone());
        return Some(());
    }
    let inner = to.entry(first.clone()).or_insert_with(|| Json::Object(Map::new()));
    copy(next, inner.as_object_mut()?, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{parse, starter};

    const TEXT: &str = r#"{"a": {"count": {"value": 2, "range": [1, 4], "source": "X-1", "note": "old"}, "other": 1},
        "b": {"h": {"lognormal": {"mean": {"value": 20, "range": [10, 30]}, "cv": 0.2}, "source": "X-2"}},
        "c": [{"value": 1, "range": [0, 2]}]}"#;

    fn patched(changes: &[(&str, f64)]) -> Result<Json, InList> {
        let mut scenario = parse(starter(), "starter.json", &[]).expect("is sound");
        scenario.resolved = serde_json::from_str(TEXT).expect("is JSON");
        let refit = |&(pointer, value): &(&str, f64)| Refit { pointer: pointer.into(), value, note: "fitted".into() };
        scenario.patch("T", &changes.iter().map(refit).collect::<Vec<_>>())
    }

    #[test]
    fn a_number_keeps_its_range_and_source_and_a_law_stands_whole() {
        let found = patched(&[("/a/count", 3.0), ("/b/h/lognormal/mean", 22.5)]).unwrap();
        let exact: Json = serde_json::from_str(
            r#"{"title": "T", "a": {"count": {"value": 3, "range": [1, 4], "source": "X-1", "note": "fitted; old"}},
            "b": {"h": {"lognormal": {"mean": {"value": 22.5, "range": [10, 30], "note": "fitted"}, "cv": 0.2},
            "source": "X-2"}}}"#,
        )
        .expect("is JSON");
        assert_eq!(found, exact);
    }

    #[test]
    fn a_number_in_a_list_is_refused() {
        assert_eq!(patched(&[("/c/0", 2.0)]), Err(InList { pointer: "/c/0".into() }));
    }
}
