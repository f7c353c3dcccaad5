//! The indices of `corridor sensitivity` on a function whose indices are known (Ishigami & Homma 1990).
//!
//! A replication is a scrambling of the design, so that the interval is one over the luck of scramblings.

use std::f64::consts::PI;

use super::case::{Case, Rule, model};
use crate::experiment::{Series, Sharing};

/// Rows of the design, of five points each.
const ROWS: usize = 1024;
const INPUTS: usize = 3;
/// Weight of what the first and the third input do together.
const TOGETHER: f64 = 0.1;

pub(super) fn case() -> Case {
    model("P25", &["S1", "S2", "S3", "ST1", "ST2", "ST3", "variance"], 40, 125, |stream, rule| {
        let sharing = Sharing::new(stream.key(), INPUTS);
        let point = |at| Series::plain(&[function(&sharing.shares(at), rule)]);
        let points: Vec<Series> = (0..sharing.points(ROWS)).map(point).collect();
        let (found, _) = sharing.indices(&points, 0.95);
        let found = found.expect("the function varies");
        let firsts = found.inputs.iter().map(|index| index.first.value);
        let totals = found.inputs.iter().map(|index| index.total.value);
        firsts.chain(totals).chain([found.variance]).map(|value| (value, 1.0)).collect()
    })
}

/// Of the shares of the range from -pi to pi at which the inputs stand. Broken, the first and the third change places
/// and do more together.
fn function(shares: &[f64], rule: Rule) -> f64 {
    let [x1, x2, x3] = [0, 1, 2].map(|input| PI * (2.0 * shares[input] - 1.0));
    let (x1, x3, together) = match rule {
        Rule::Stated => (x1, x3, TOGETHER),
        Rule::Broken => (x3, x1, 1.5 * TOGETHER),
    };
    x1.sin() + 7.0 * x2.sin().powi(2) + together * x3.powi(4) * x1.sin()
}
