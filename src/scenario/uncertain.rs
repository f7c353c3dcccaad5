//! Numbers of a scenario that are uncertain: those with a range.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::{Assumption, Scenario, Set};

/// A number that may lie anywhere in its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The keys down to it with slashes between them.
    pub name: String,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Only whole numbers are allowed here.
    pub whole: bool,
}

impl Input {
    fn new(one: &Assumption) -> Option<Input> {
        let (low, high) = one.range.filter(|(low, high)| low < high && one.law.is_none())?;
        let name = one.pointer.strip_prefix('/').unwrap_or(&one.pointer).to_owned();
        Some(Input { name, value: one.value, low, high, whole: one.whole })
    }

    /// The value below which a share of the range lies: uniform, and for whole numbers each as likely as the next.
    pub fn at(&self, share: f64) -> f64 {
        let width = self.high - self.low;
        let along = if self.whole { (share * (width + 1.0)).floor().min(width) } else { share * width };
        (self.low + along).min(self.high)
    }

    /// What gives the number another value and leaves its range and source.
    fn set(&self, value: f64) -> Set {
        Set { path: self.path().chain(["value".to_owned()]).collect(), value: value.to_string() }
    }

    fn path(&self) -> impl Iterator<Item = String> {
        self.name.split('/').map(|part| part.replace("~1", "/").replace("~0", "~"))
    }

    /// The profile and the month where it is a share of a year.
    fn month(&self) -> Option<(String, usize)> {
        let path: Vec<String> = self.path().collect();
        match &path[..] {
            [profiles, name, month] if profiles == "profiles" => Some((name.clone(), month.parse().ok()?)),
            _ => None,
        }
    }

    /// The thing that it belongs to: its first two keys.
    pub fn group(&self) -> &str {
        let second = self.name.match_indices('/').nth(1);
        second.map_or(&self.name, |(end, _)| &self.name[..end])
    }

    /// Whether a pattern means it: the whole path or its first keys, `*` for any characters.
    pub fn is_meant(&self, pattern: &str) -> bool {
        let pattern = pattern.trim_matches('/');
        fits(pattern.as_bytes(), self.name.as_bytes()) || fits(format!("{pattern}/*").as_bytes(), self.name.as_bytes())
    }
}

fn fits(pattern: &[u8], text: &[u8]) -> bool {
    // Where the last star stood, and up to where it has swallowed.
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((at, swallowed)) = star {
            star = Some((at, swallowed + 1));
            (p, t) = (at + 1, swallowed + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&rest| rest == b'*')
}

impl Scenario {
    /// Every number with a range, in the order of the file.
    pub fn inputs(&self) -> Vec<Input> {
        self.assumptions.iter().filter_map(Input::new).collect()
    }

    /// What gives inputs other values. The shares of a profile stay a whole: where some are changed, all of its months
    /// are divided by their sum.
    pub fn sets(&self, values: &[(&Input, f64)]) -> Vec<Set> {
        let mut sets = Vec::new();
        let mut profiles: IndexMap<String, Vec<f64>> = IndexMap::new();
        for (input, value) in values {
            match input.month() {
                None => sets.push(input.set(*value)),
                Some((name, month)) => {
                    let shares = profiles.entry(name).or_insert_with_key(|name| self.profile(name));
                    if let Some(share) = shares.get_mut(month) {
                        *share = *value;
                    }
                }
            }
        }
        for (name, shares) in profiles {
            let sum: f64 = shares.iter().sum();
            sets.extend(shares.iter().enumerate().map(|(month, share)| Set {
                path: vec!["profiles".to_owned(), name.clone(), month.to_string()],
                value: (share / sum).to_string(),
            }));
        }
        sets
    }

    fn profile(&self, name: &str) -> Vec<f64> {
        let months = self.resolved["profiles"][name].as_array();
        let share = |month: &Json| month.as_f64().or_else(|| month["value"].as_f64()).unwrap_or_default();
        months.into_iter().flatten().map(share).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{parse, starter};

    fn input(name: &str, low: f64, high: f64, whole: bool) -> Input {
        Input { name: name.to_owned(), value: low, low, high, whole }
    }

    #[test]
    fn a_range_is_uniform_and_whole_numbers_are_equally_likely() {
        let share = input("a", 2.0, 5.0, false);
        assert_eq!([0.0, 0.5, 1.0].map(|at| share.at(at)), [2.0, 3.5, 5.0]);
        let count = input("a", 2.0, 4.0, true);
        let mut seen = [0; 3];
        (0..300).for_each(|k| seen[(count.at((f64::from(k) + 0.5) / 300.0) - 2.0) as usize] += 1);
        assert_eq!(seen, [100, 100, 100]);
        assert_eq!((count.at(0.0), count.at(1.0)), (2.0, 4.0));
        for width in 1..1000 {
            let one = input("a", 0.0, f64::from(width), true);
            let levels = [0.0, 1.0, 2.0, 3.0].map(|k| one.at(k / 3.0));
            assert!(levels[2] > levels[0] && levels[3] > levels[1], "{width}: a step moves");
            assert_eq!(levels[1], f64::from((width + 1) / 3), "{width}");
        }
    }

    #[test]
    fn names_are_paths_and_patterns_mean_them() {
        let one = input("fleets/asco~1x/count", 1.0, 2.0, true);
        assert_eq!(
            one.set(2.0),
            Set { path: ["fleets", "asco/x", "count", "value"].map(str::to_owned).to_vec(), value: "2".into() }
        );
        assert_eq!((one.group(), input("a", 0.0, 1.0, false).group()), ("fleets/asco~1x", "a"));
        for meant in ["fleets", "/fleets/", "fleets/asco*", "*count", "*/count", "fleets/asco~1x/count", "*", "f*o*t"] {
            assert!(one.is_meant(meant), "{meant}");
        }
        for other in ["fleet", "count", "fleets/asco", "*coun", "", "fleets/*/speed"] {
            assert!(!one.is_meant(other), "{other}");
        }
    }

    #[test]
    fn shares_of_a_profile_stay_a_whole() {
        let mut scenario = parse(starter(), "starter.json", &[]).expect("is sound");
        let text =
            r#"{"profiles": {"autumn": [{"value": 0.5, "range": [0.25, 1.0]}, 0.25, {"value": 0.25, "note": ""}]}}"#;
        scenario.resolved = serde_json::from_str(text).expect("is JSON");
        let (month, count) = (input("profiles/autumn/0", 0.25, 1.0, false), input("fleets/a/count", 1.0, 3.0, true));
        let sets = scenario.sets(&[(&month, 1.5), (&count, 3.0)]);
        let told: Vec<String> = sets.iter().map(|set| format!("{}={}", set.path.join("/"), set.value)).collect();
        let exact =
            ["fleets/a/count/value=3", "profiles/autumn/0=0.75", "profiles/autumn/1=0.125", "profiles/autumn/2=0.125"];
        assert_eq!(told, exact);
    }
}
