//! All demand of a scenario times a factor.

use serde_json::Value as Json;

use super::{Scenario, Set};

impl Scenario {
    /// What multiplies the volumes and rates of every flow of the corridor that has some by a factor: `volume` and
    /// `rate_per_h` of Poisson arrivals, competing traffic left as it is.
    pub fn scaled_demand(&self, factor: f64) -> Vec<Set> {
        let flows = self.resolved.get("flows").and_then(Json::as_object);
        let own = flows.into_iter().flatten().filter(|(_, flow)| flow.get("competing") != Some(&Json::Bool(true)));
        let mut sets = Vec::new();
        for (name, flow) in own {
            let Some(poisson) = flow.get("arrivals").and_then(|arrivals| arrivals.get("poisson")) else { continue };
            for key in ["volume", "rate_per_h"] {
                if let Some(value) = poisson.get(key) {
                    let path = ["flows", name, "arrivals", "poisson", key].map(str::to_owned).to_vec();
                    sets.push(Set { path, value: times(value, factor, key == "rate_per_h").to_string() });
                }
            }
        }
        sets
    }
}

/// A volume for all years or for each, or a rate or its points `[hour, rate]`, times a factor; the result is plain, for
/// it may lie outside the range that was stated.
fn times(value: &Json, factor: f64, rates: bool) -> Json {
    match value {
        Json::Number(number) => number.as_f64().map_or(Json::Null, |number| Json::from(number * factor)),
        Json::Array(points) if rates => {
            let point = |point: &Json| match point.as_array().map(Vec::as_slice) {
                Some([hour, rate]) => Json::Array(vec![hour.clone(), times(rate, factor, rates)]),
                _ => point.clone(),
            };
            Json::Array(points.iter().map(point).collect())
        }
        Json::Object(object) => match object.get("value") {
            Some(value) => times(value, factor, rates),
            None => {
                let year = |(year, value): (&String, &Json)| {
                    let told = if year == "note" { value.clone() } else { times(value, factor, rates) };
                    (year.clone(), told)
                };
                Json::Object(object.iter().map(year).collect())
            }
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::{parse, starter};

    #[test]
    fn volumes_and_rates_grow_and_all_else_stays() {
        let mut scenario = parse(starter(), "starter.json", &[]).expect("is sound");
        let flow = |poisson: &str| format!(r#"{{"arrivals": {{"poisson": {poisson}}}}}"#);
        let text = format!(
            r#"{{"flows": {{"a": {}, "b": {}, "c": {}, "d": {{"competing": true, "arrivals": {{"poisson":
            {{"volume": 5}}}}}}, "e": {{"arrivals": {{"always": {{}}}}}}}}}}"#,
            flow(r#"{"volume": {"value": 10, "range": [5, 12]}, "units": 3}"#),
            flow(r#"{"volume": {"2023": 4, "2024": {"value": 6}, "note": "x"}}"#),
            flow(r#"{"rate_per_h": [[0, 2], [24, 4]]}"#),
        );
        scenario.resolved = serde_json::from_str(&text).expect("is JSON");
        let told: Vec<String> =
            scenario.scaled_demand(1.5).iter().map(|set| format!("{}={}", set.path[1], set.value)).collect();
        assert_eq!(told, ["a=15.0", r#"b={"2023":6.0,"2024":9.0,"note":"x"}"#, "c=[[0,3.0],[24,6.0]]"]);
    }
}
