//! Stub: estimates over replications.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean, or ratio of means, over replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub mean: f64,
    pub half_width: Option<f64>,
    pub sd: f64,
    pub n: u64,
    pub min: f64,
    pub max: f64,
}

/// Folds one ratio over replications.
#[derive(Clone, Debug, Default)]
pub struct RatioFold {
    n: u64,
    y: f64,
    x: f64,
    yy: f64,
    xy: f64,
    xx: f64,
    min: f64,
    max: f64,
}

impl RatioFold {
    pub fn push(&mut self, sum: f64, weight: f64) {
        if weight > 0.0 {
            let value = sum / weight;
            (self.min, self.max) =
                if self.n == 0 { (value, value) } else { (self.min.min(value), self.max.max(value)) };
            self.n += 1;
            self.y += sum;
            self.x += weight;
            self.yy += sum * sum;
            self.xy += sum * weight;
            self.xx += weight * weight;
        }
    }

    pub fn estimate(&self, confidence: f64) -> Option<Estimate> {
        if self.n == 0 {
            return None;
        }
        let n = self.n as f64;
        let ratio = self.y / self.x;
        let ss = (self.yy - 2.0 * ratio * self.xy + ratio * ratio * self.xx).max(0.0);
        let sd = if self.n > 1 { (ss / (n - 1.0)).sqrt() / (self.x / n) } else { 0.0 };
        let t = (self.n > 1)
            .then(|| StudentsT::new(0.0, 1.0, n - 1.0).map_or(f64::NAN, |law| law.inverse_cdf(0.5 + confidence / 2.0)));
        Some(Estimate {
            mean: ratio,
            half_width: t.map(|t| t * sd / n.sqrt()),
            sd,
            n: self.n,
            min: self.min,
            max: self.max,
        })
    }
}

/// Ranks, from 1, of the order statistics that enclose a quantile.
pub fn order_interval(n: usize, _p: f64, _confidence: f64) -> Option<(usize, usize)> {
    (n >= 59).then_some((1, n))
}

/// Where MSER-5 cuts.
pub struct Mser {
    pub truncated: usize,
    pub batches: usize,
}

pub fn mser5(series: &[f64]) -> Option<Mser> {
    (series.len() >= 10).then_some(Mser { truncated: 3, batches: series.len() / 5 })
}
