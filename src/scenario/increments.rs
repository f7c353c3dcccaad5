//! One more of everything that a scenario has: what each would be as a plan of its own.

use serde_json::{Map, Value as Json};

use super::{Scenario, Set};

/// Names of the vessel that is added to a fleet of named ones, the first that is free.
const NEW_VESSEL: &str = "one_more";

/// A small addition to a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Increment {
    /// In words, `one more berth: aktau, box`.
    pub name: String,
    /// What it changes, `ports/aktau/berths/box/count`.
    pub path: String,
    pub from: f64,
    pub to: f64,
    pub sets: Vec<Set>,
}

/// How much is added.
#[derive(Clone, Copy)]
enum Step {
    By(f64),
    /// A tenth, in whole numbers, at least one.
    Tenth,
}

impl Scenario {
    /// One more vessel of every fleet, berth of every class, server of every stage, locomotive of every region, two more
    /// paths a day on every line, a tenth more room in every yard, a metre more of every depth. What is unlimited has no
    /// increment. Dated changes of the same number are raised as well.
    pub fn increments(&self) -> Vec<Increment> {
        let mut found = Vec::new();
        let mut add = |words: String, path: Vec<&str>, step: Step| found.extend(self.increment(words, &path, step));
        for (fleet, entry) in entries(&self.resolved, "fleets") {
            let named = if entry.get("vessels").is_some() { "vessels" } else { "count" };
            add(format!("one more vessel: {fleet}"), vec!["fleets", fleet, named], Step::By(1.0));
        }
        for (port, entry) in entries(&self.resolved, "ports") {
            for (class, _) in entries(entry, "berths") {
                let path = vec!["ports", port, "berths", class, "count"];
                add(format!("one more berth: {port}, {class}"), path, Step::By(1.0));
            }
        }
        for (stage, entry) in entries(&self.resolved, "stages") {
            let kind = entry.get("kind").and_then(Json::as_str).unwrap_or("stage").replace('_', " ");
            add(format!("one more server: {kind} {stage}"), vec!["stages", stage, "servers"], Step::By(1.0));
        }
        for (yard, _) in entries(&self.resolved, "yards") {
            add(format!("a tenth more room: yard {yard}"), vec!["yards", yard, "capacity"], Step::Tenth);
        }
        for (line, _) in entries(&self.resolved, "lines") {
            add(format!("two more paths a day: {line}"), vec!["lines", line, "paths_per_day"], Step::By(2.0));
        }
        for (region, _) in entries(&self.resolved, "locomotives") {
            add(format!("one more locomotive: {region}"), vec!["locomotives", region, "count"], Step::By(1.0));
        }
        for (port, entry) in entries(&self.resolved, "ports") {
            for (depth, _) in entries(entry, "depths") {
                let path = vec!["ports", port, "depths", depth, "depth_m"];
                add(format!("one metre deeper: {port}, {depth}"), path, Step::By(1.0));
            }
        }
        found
    }

    fn increment(&self, name: String, path: &[&str], step: Step) -> Option<Increment> {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        let target = at(&self.resolved, &path)?;
        let shown = path.join("/");
        if let (Some("vessels"), Json::Object(vessels)) = (path.last().map(String::as_str), target) {
            let from = vessels.len() as f64;
            let set = Set { path: path.into_iter().chain([free_name(vessels)]).collect(), value: "{}".to_owned() };
            return Some(Increment { name, path: shown, from, to: from + 1.0, sets: vec![set] });
        }
        let from = number(target)?;
        let more = match step {
            Step::By(more) => more,
            Step::Tenth => (from / 10.0).ceil(),
        };
        let later = entries(&self.resolved, "timeline").filter_map(|(change, entry)| {
            let value = number(at(entry.get("set")?, &path)?)?;
            let before = ["timeline", change, "set"].map(str::to_owned);
            Some((before.into_iter().chain(path.iter().cloned()).collect(), value))
        });
        let all = std::iter::once((path.clone(), from)).chain(later);
        let sets = all.filter_map(|(path, value)| self.setting(&path, &(value + more).to_string()).ok()).collect();
        Some(Increment { name, path: shown, from, to: from + more, sets })
    }
}

fn entries<'j>(json: &'j Json, key: &str) -> impl Iterator<Item = (&'j str, &'j Json)> + use<'j> {
    let object = json.get(key).and_then(Json::as_object);
    object.into_iter().flat_map(Map::iter).map(|(name, entry)| (name.as_str(), entry))
}

fn at<'j>(json: &'j Json, path: &[String]) -> Option<&'j Json> {
    path.iter().try_fold(json, |node, part| node.get(part))
}

/// A number, plain or with its provenance.
fn number(json: &Json) -> Option<f64> {
    json.as_f64().or_else(|| json.get("value")?.as_f64())
}

fn free_name(vessels: &Map<String, Json>) -> String {
    let more = (2..).map(|k| format!("{NEW_VESSEL}_{k}"));
    let mut names = std::iter::once(NEW_VESSEL.to_owned()).chain(more);
    names.find(|name| !vessels.contains_key(name)).expect("there are more names than vessels")
}

#[cfg(test)]
mod tests {
    use crate::scenario::{parse, starter};

    #[test]
    fn there_is_one_more_of_everything_that_is_limited() {
        let mut scenario = parse(starter(), "starter.json", &[]).expect("is sound");
        let text = r#"{
            "fleets": {"a": {"count": {"value": 2, "range": [1, 4]}}, "b": {"count": 7}, "c": {"vessels": {"one_more": {}}}},
            "ports": {"p": {"berths": {"rail": {"count": 1}}, "depths": {"basin": {"depth_m": 5.5}}}},
            "stages": {"s": {"kind": "gauge_change", "servers": 3}, "t": {"kind": "border", "servers": "unlimited"}},
            "yards": {"y": {"capacity": 42}}, "lines": {"l": {"paths_per_day": 8}},
            "locomotives": {"north": {"count": 5}},
            "timeline": {"dug": {"set": {"ports": {"p": {"depths": {"basin": {"depth_m": 7}}}}}}}}"#;
        scenario.resolved = serde_json::from_str(text).expect("is JSON");
        let told: Vec<String> = scenario
            .increments()
            .iter()
            .map(|one| {
                let sets = one.sets.iter().map(|set| format!("{}={}", set.path.join("/"), set.value));
                format!("{} | {} to {} | {}", one.name, one.from, one.to, sets.collect::<Vec<_>>().join(" "))
            })
            .collect();
        let exact = [
            "one more vessel: a | 2 to 3 | fleets/a/count/value=3",
            "one more vessel: b | 7 to 8 | fleets/b/count=8",
            "one more vessel: c | 1 to 2 | fleets/c/vessels/one_more_2={}",
            "one more berth: p, rail | 1 to 2 | ports/p/berths/rail/count=2",
            "one more server: gauge change s | 3 to 4 | stages/s/servers=4",
            "a tenth more room: yard y | 42 to 47 | yards/y/capacity=47",
            "two more paths a day: l | 8 to 10 | lines/l/paths_per_day=10",
            "one more locomotive: north | 5 to 6 | locomotives/north/count=6",
            "one metre deeper: p, basin | 5.5 to 6.5 | ports/p/depths/basin/depth_m=6.5 \
             timeline/dug/set/ports/p/depths/basin/depth_m=8",
        ];
        assert_eq!(told, exact);
    }
}
