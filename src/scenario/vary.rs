//! Values that a number or word of a scenario is to take in turn.

use std::str::FromStr;

use serde_json::Value as Json;

use super::format::NUMBER_WORDS;
use super::nearest::suggestion;
use super::problem::quoted;
use super::{Scenario, Set};

/// Values of one path at most.
pub const MOST_VALUES: usize = 10_000;

/// A path and its values in order, `fleets/asco_rail_28/count=0..10`.
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// Keys, and places in lists, from the top.
    pub path: Vec<String>,
    /// Numbers as they are printed, or words; no two the same.
    pub values: Vec<String>,
}

impl FromStr for Vary {
    type Err = String;

    /// # Errors
    /// Where the text is not a path, an equals sign and values: numbers, words and ranges with commas between them.
    fn from_str(text: &str) -> Result<Vary, String> {
        let usage = || {
            format!("expected PATH=VALUES, as in fleets/asco_rail_28/count=0..10 or =4,8,12, found {}", quoted(text))
        };
        let Set { path, value } = text.parse::<Set>().map_err(|_| usage())?;
        let mut values: Vec<String> = Vec::new();
        for item in value.split(',').map(str::trim) {
            if item.is_empty() || item.contains(['{', '}', '[', ']', '"']) {
                return Err(format!("expected numbers, words and ranges such as 0..10/2, found {}", quoted(&value)));
            }
            values.extend(range(item)?.unwrap_or_else(|| vec![plain(item)]));
            if values.len() > MOST_VALUES {
                return Err(format!("{value} are more than {MOST_VALUES} values; take wider steps"));
            }
        }
        let mut sorted: Vec<&String> = values.iter().collect();
        sorted.sort();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(twice) => Err(format!("the value {} comes twice in {}", twice[0], quoted(&value))),
            None => Ok(Vary { path, values }),
        }
    }
}

impl Vary {
    pub fn name(&self) -> String {
        self.path.join("/")
    }
}

/// The same number in the same digits, however it was written.
fn plain(item: &str) -> String {
    item.parse::<f64>().ok().filter(|number| number.is_finite()).map_or_else(|| item.to_owned(), |n| n.to_string())
}

/// `lo..hi` in steps of 1, or `lo..hi/step`; `None` where the item is no range.
fn range(item: &str) -> Result<Option<Vec<String>>, String> {
    let Some((low, rest)) = item.split_once("..") else { return Ok(None) };
    let (high, step) = rest.split_once('/').unwrap_or((rest, "1"));
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let (Some(low), Some(high), Some(step)) = (number(low), number(high), number(step)) else {
        return Err(format!("expected a range of numbers such as 0..10 or 0..10/2, found {}", quoted(item)));
    };
    if step <= 0.0 {
        return Err(format!("the step of {item} must be above 0"));
    }
    if high < low {
        return Err(format!("the range {item} ends before it begins; state the lower number first"));
    }
    let steps = (high - low) / step + 1e-9; // 0..0.3/0.1 has three
    if steps >= MOST_VALUES as f64 {
        return Err(format!("{item} are more than {MOST_VALUES} values; take wider steps"));
    }
    // Nine digits after the point, so that 0.1 + 2 x 0.1 is 0.3.
    let value = |k: u32| plain(&format!("{:.9}", low + f64::from(k) * step));
    Ok(Some((0..=steps as u32).map(value).collect()))
}

impl Scenario {
    /// What sets a value under a path. A number with its provenance keeps that, unless the value lies outside its
    /// range.
    ///
    /// # Errors
    /// Where the path leads nowhere; its last key alone may be one that the scenario leaves out.
    pub fn setting(&self, path: &[String], value: &str) -> Result<Set, String> {
        let plainly = Set { path: path.to_vec(), value: value.to_owned() };
        let Some((last, before)) = path.split_last() else { return Ok(plainly) };
        let mut node = &self.resolved;
        for (depth, part) in before.iter().enumerate() {
            node = inside(node, part, &path[..depth])?;
        }
        let target = match node {
            Json::Object(object) => object.get(last),
            other => Some(inside(other, last, before)?),
        };
        let provenance = target.and_then(Json::as_object).filter(|object| {
            object.contains_key("value") && object.keys().all(|key| NUMBER_WORDS.contains(&key.as_str()))
        });
        let (Some(provenance), Ok(number)) = (provenance, value.parse::<f64>()) else { return Ok(plainly) };
        let end = |at: usize| provenance.get("range")?.get(at)?.as_f64();
        let outside = end(0).is_some_and(|low| number < low) || end(1).is_some_and(|high| number > high);
        if outside {
            return Ok(plainly);
        }
        let path = path.iter().cloned().chain(["value".to_owned()]).collect();
        Ok(Set { path, ..plainly })
    }
}

fn inside<'n>(node: &'n Json, part: &str, above: &[String]) -> Result<&'n Json, String> {
    let place = if above.is_empty() { "the scenario".to_owned() } else { above.join("/") };
    match node {
        Json::Object(object) => object.get(part).ok_or_else(|| {
            let keys = suggestion(part, "keys there", object.keys().map(String::as_str));
            format!("{place} has nothing called {}\n  help: {keys}", quoted(part))
        }),
        Json::Array(items) => part.parse::<usize>().ok().and_then(|index| items.get(index)).ok_or_else(|| {
            format!("{place} is a list of {} entries, counted from 0; there is none called {part}", items.len())
        }),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            Err(format!("{place} is a single value; there is nothing called {} in it", quoted(part)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{parse, starter};

    fn values(text: &str) -> Result<Vec<String>, String> {
        format!("a/b={text}").parse::<Vary>().map(|vary| vary.values)
    }

    #[test]
    fn ranges_and_lists_are_values_in_order() {
        for (text, exact) in [
            ("0..3", "0 1 2 3"),
            ("0..10/4", "0 4 8"),
            ("0.1..0.3/0.1", "0.1 0.2 0.3"),
            ("-1..1", "-1 0 1"),
            ("5", "5"),
            ("1..2,8, 16", "1 2 8 16"),
            ("hold,divert", "hold divert"),
        ] {
            assert_eq!(values(text).unwrap().join(" "), exact, "{text}");
        }
    }

    #[test]
    fn values_that_are_none_are_refused() {
        for (text, told) in [
            ("", "expected numbers, words and ranges"),
            ("1,,2", "expected numbers, words and ranges"),
            ("[1,2]", "expected numbers, words and ranges"),
            ("3..1", "ends before it begins"),
            ("a..b", "expected a range of numbers"),
            ("1..inf", "expected a range of numbers"),
            ("0..4/0", "must be above 0"),
            ("0..1e9", "more than 10000 values"),
            ("1,1.0", "comes twice"),
        ] {
            let message = values(text).unwrap_err();
            assert!(message.contains(told), "{told} is missing in {message}");
        }
        assert!("count".parse::<Vary>().is_err());
    }

    #[test]
    fn a_number_keeps_its_range_where_the_value_lies_in_it() {
        let mut scenario = parse(starter(), "starter.json", &[]).expect("is sound");
        let text = r#"{"f": {"count": {"value": 2, "range": [1, 4], "source": "X-1"}, "other": 1, "list": [1, 2]}}"#;
        scenario.resolved = serde_json::from_str(text).expect("is JSON");
        let set = |path: &str, value: &str| {
            let path: Vec<String> = path.split('/').map(str::to_owned).collect();
            scenario.setting(&path, value).map(|set| format!("{}={}", set.path.join("/"), set.value))
        };
        assert_eq!(set("f/count", "4").unwrap(), "f/count/value=4");
        assert_eq!(set("f/count", "5").unwrap(), "f/count=5");
        assert_eq!(set("f/other", "5").unwrap(), "f/other=5");
        assert_eq!(set("f/absent", "5").unwrap(), "f/absent=5");
        assert_eq!(set("f/list/1", "5").unwrap(), "f/list/1=5");
        assert!(set("g/count", "5").unwrap_err().contains("has nothing called \"g\""));
        assert!(set("f/other/x", "5").unwrap_err().contains("is a single value"));
        assert!(set("f/list/2", "5").unwrap_err().contains("a list of 2 entries"));
    }
}
