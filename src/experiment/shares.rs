//! Sharing out the spread of an answer: over a few inputs, and between all of them and chance.

use std::ops::RangeInclusive;

use super::series::Series;
use crate::kernel::Stream;
use crate::stats::components::{Components, components};
use crate::stats::sequence::{MOST, Sequence};
use crate::stats::sobol::{Indices, Row, indices};

/// Inputs of a [`Sharing`] at most.
pub const MOST_SHARED: usize = MOST / 2;

/// The design of Sobol' indices: rows of two points A and B and, for every input, A with that input from B.
#[derive(Clone, Debug)]
pub struct Sharing {
    stream: Stream,
    sequence: Sequence,
    inputs: usize,
}

impl Sharing {
    /// # Panics
    /// Where there are more than [`MOST_SHARED`] inputs.
    pub fn new(seed: u64, inputs: usize) -> Sharing {
        let stream = Stream::root(seed, 0).named("sensitivity/shares");
        Sharing { stream, sequence: Sequence::new(stream.named("sequence"), 2 * inputs), inputs }
    }

    /// Points of so many rows.
    pub fn points(&self, rows: usize) -> usize {
        rows * (self.inputs + 2)
    }

    /// Where a point is: the share of its range at which every input stands. Rows follow one another.
    pub fn shares(&self, point: usize) -> Vec<f64> {
        let (row, place) = (point / (self.inputs + 2), point % (self.inputs + 2));
        let both = self.sequence.point(row as u32);
        let (a, b) = both.split_at(self.inputs);
        match place {
            0 => a.to_vec(),
            1 => b.to_vec(),
            place => a.iter().zip(b).enumerate().map(|(at, (a, b))| if at + 2 == place { *b } else { *a }).collect(),
        }
    }

    /// The indices by the rows that are whole and of which every replication was observed, and how many these are.
    pub fn indices(&self, points: &[Series], confidence: f64) -> (Option<Indices>, usize) {
        let value = |point: &Series| {
            let whole = point.of(0).iter().all(|(_, weight)| *weight > 0.0);
            point.estimate(0, confidence).filter(|_| whole).map(|estimate| estimate.mean)
        };
        let row = |points: &[Series]| {
            let [a, b, mixed @ ..] = points else { return None };
            Some(Row { a: value(a)?, b: value(b)?, mixed: mixed.iter().map(value).collect::<Option<_>>()? })
        };
        let rows: Vec<Row> = points.chunks_exact(self.inputs + 2).filter_map(row).collect();
        (indices(&rows, confidence, self.stream.named("bootstrap")), rows.len())
    }
}

/// Points at random in the ranges of all inputs, each with replications of its own.
#[derive(Clone, Debug)]
pub struct Scatter {
    stream: Stream,
    replications: u64,
}

impl Scatter {
    pub fn new(seed: u64, replications: u64) -> Scatter {
        Scatter { stream: Stream::root(seed, 0).named("sensitivity/scatter"), replications }
    }

    /// The share of its range at which the input of this name stands at a point.
    pub fn share(&self, point: usize, input: &str) -> f64 {
        self.stream.named(input).uniform(point as u64)
    }

    /// The replications of a point: no two points share their luck.
    pub fn replications(&self, point: usize) -> RangeInclusive<u64> {
        let before = point as u64 * self.replications;
        before + 1..=before + self.replications
    }

    /// Inputs against chance, by the points of which every replication was observed.
    pub fn components(&self, points: &[Series], confidence: f64) -> Option<Components> {
        let value = |(sum, weight): &(f64, f64)| (*weight > 0.0).then(|| sum / weight);
        let point = |point: &Series| point.of(0).iter().map(value).collect::<Option<Vec<f64>>>();
        components(&points.iter().filter_map(point).collect::<Vec<_>>(), confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_something_unseen_are_left_out() {
        let sharing = Sharing::new(1, 2);
        let point = |at| Series::plain(&[sharing.shares(at)[0]]);
        let mut points: Vec<Series> = (0..sharing.points(8)).map(point).collect();
        points[5].samples[0][0] = (0.0, 0.0);
        let (found, whole) = sharing.indices(&points[..31], 0.95);
        assert!(whole == 6 && found.is_some(), "the second is not seen, the eighth is not whole");
    }

    #[test]
    fn a_scatter_tells_inputs_from_chance() {
        let scatter = Scatter::new(1, 5);
        assert_eq!((scatter.replications(0), scatter.replications(2)), (1..=5, 11..=15));
        let chance = Stream::root(9, 0);
        let point = |at: usize| {
            let here = scatter.share(at, "a");
            Series::plain(&scatter.replications(at).map(|k| here + chance.uniform(k)).collect::<Vec<_>>())
        };
        let mut points: Vec<Series> = (0..200).map(point).collect();
        points[7].samples[0][2] = (0.0, 0.0);
        let found = scatter.components(&points, 0.95).unwrap();
        assert_eq!(found.points, 199);
        assert!(found.low < 0.5 && 0.5 < found.high && found.high - found.low < 0.2, "{found:?}");
    }
}
