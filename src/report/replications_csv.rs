//! `replications.csv`: every measure of every replication, one after the other as they finish.

use std::fmt::Write;

use super::record::csv;
use crate::model::{Measure, Outcome};

/// Writes the rows of one replication at a time.
pub struct Replications {
    plan: String,
    /// `,measure,of,period,unit,` of each measure.
    middles: Vec<String>,
}

impl Replications {
    pub const HEADER: &'static str = "plan,replication,measure,of,period,unit,value,weight\n";

    pub fn new(plan: &str, measures: &[Measure]) -> Replications {
        let middle = |measure: &Measure| {
            let fields = [measure.name, &measure.of, &measure.period, &measure.unit];
            format!(",{},", line(&fields))
        };
        Replications { plan: line(&[plan]), middles: measures.iter().map(middle).collect() }
    }

    /// The rows of one replication. The value is empty where nothing was observed.
    pub fn rows(&self, replication: u64, outcome: &Outcome) -> String {
        let mut out = String::with_capacity(self.middles.len() * 80);
        for (middle, sample) in self.middles.iter().zip(&outcome.samples) {
            let written = if sample.weight > 0.0 {
                let value = sample.sum / sample.weight;
                writeln!(out, "{},{replication}{middle}{value},{}", self.plan, sample.weight)
            } else {
                writeln!(out, "{},{replication}{middle},0", self.plan)
            };
            written.expect("memory takes every row");
        }
        out
    }
}

/// Fields quoted where they must be, without the line end.
fn line(fields: &[&str]) -> String {
    let bytes = csv(fields, std::iter::empty::<()>());
    String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sample;

    #[test]
    fn rows_keep_every_digit_and_quote_what_must_be() {
        let measure = Measure { name: "wait_mean", of: "a,b".into(), period: "all".into(), unit: "h".into() };
        let rows = Replications::new("base", &[measure.clone(), measure]);
        let samples = vec![Sample { sum: 1.0, weight: 3.0 }, Sample { sum: 0.0, weight: 0.0 }];
        let text = rows.rows(7, &Outcome { samples, events: 0 });
        assert_eq!(text, "base,7,wait_mean,\"a,b\",all,h,0.3333333333333333,3\nbase,7,wait_mean,\"a,b\",all,h,,0\n");
    }
}
