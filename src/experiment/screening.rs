//! Screening the inputs of a scenario: the points to simulate, and what they say.

use super::series::Series;
use crate::kernel::Stream;
use crate::stats::morris::{Influence, LEVELS, Step, Walk};
use crate::stats::paired::difference;

/// Walks through the ranges of inputs that move alone or in groups.
#[derive(Clone, Debug)]
pub struct Screening {
    walks: Vec<Walk>,
    /// By input.
    group: Vec<usize>,
    groups: usize,
}

impl Screening {
    /// `group` says for each of the `inputs` to which of the `groups` it belongs; all of these are names.
    ///
    /// # Panics
    /// Where an input has no group.
    pub fn new(seed: u64, walks: u64, inputs: &[&str], groups: &[&str], group: Vec<usize>) -> Screening {
        assert_eq!(inputs.len(), group.len(), "every input has its group");
        let stream = Stream::root(seed, 0).named("sensitivity/screening");
        let walks = (0..walks).map(|walk| Walk::drawn(stream.at(walk), inputs, groups)).collect();
        Screening { walks, group, groups: groups.len() }
    }

    /// Points to simulate, walk by walk.
    pub fn points(&self) -> usize {
        self.walks.iter().map(Walk::points).sum()
    }

    /// Walks that are whole once so many points are simulated.
    pub fn whole(&self, points: usize) -> usize {
        points / (self.groups + 1)
    }

    /// Where a point is: the share of its range at which every input stands.
    pub fn shares(&self, point: usize) -> Vec<f64> {
        let (walk, step) = self.step(point);
        let share = |level: u8| f64::from(level) / f64::from(LEVELS - 1);
        walk.levels(step, &self.group).into_iter().map(share).collect()
    }

    fn step(&self, point: usize) -> (&Walk, usize) {
        (&self.walks[point / (self.groups + 1)], point % (self.groups + 1))
    }

    /// What the points say of every group, as far as whole walks are simulated. `stretch` says how many times the move of
    /// an input from one share to the other goes into its range, negative where it falls; a group of several inputs
    /// counts as moved by the nominal two thirds. `None` of a group of which nothing was observed.
    pub fn influences(
        &self,
        points: &[Series],
        stretch: impl Fn(usize, [f64; 2]) -> f64,
        confidence: f64,
    ) -> Vec<Option<Influence>> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.groups];
        self.group.iter().enumerate().for_each(|(input, &group)| members[group].push(input));
        let mut steps: Vec<Vec<Step>> = vec![Vec::new(); self.groups];
        for (number, walk) in self.walks.iter().enumerate().take(self.whole(points.len())) {
            let first = number * walk.points();
            for (at, &group) in walk.order.iter().enumerate() {
                let (before, after) = (first + at, first + at + 1);
                let stretch = match members[group][..] {
                    [input] => stretch(input, [before, after].map(|point| self.shares(point)[input])),
                    _ => 1.5,
                };
                let found = difference(points[before].of(0), points[after].of(0), confidence);
                steps[group].extend(found.map(|found| {
                    Step {
                        effect: found.estimate.mean * stretch,
                        error: (found.estimate.n > 1)
                            .then(|| found.estimate.sd / (found.estimate.n as f64).sqrt() * stretch.abs()),
                        n: found.estimate.n,
                    }
                }));
            }
        }
        steps.iter().map(|steps| Influence::of(steps, confidence)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simulated(screening: &Screening, f: impl Fn(&[f64]) -> f64) -> Vec<Series> {
        let luck = [0.0, 5.0, -2.0];
        let point = |at| luck.map(|luck| f(&screening.shares(at)) + luck);
        (0..screening.points()).map(|at| Series::plain(&point(at))).collect()
    }

    fn linear(x: &[f64]) -> f64 {
        12.0 * x[0] - 3.0 * x[1] + 6.0 * x[2]
    }

    fn stretch(_: usize, [from, to]: [f64; 2]) -> f64 {
        1.0 / (to - from)
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn luck_that_all_points_share_cancels() {
        let names = ["a", "b", "c", "d"];
        let screening = Screening::new(3, 20, &names, &names, vec![0, 1, 2, 3]);
        assert_eq!(screening.points(), 100);
        let found = screening.influences(&simulated(&screening, linear), stretch, 0.95);
        for (one, exact) in found.iter().zip([12.0, -3.0, 6.0, 0.0]) {
            let one = one.unwrap();
            assert!(close(one.mean, exact) && close(one.size.mean, exact.abs()) && one.deviation < 1e-12, "{one:?}");
            assert!(one.luck.unwrap() < 1e-12 && one.size.n == 20);
        }
    }

    /// Its members move up or down at random: 12 and 3 add up or cancel.
    #[test]
    fn a_group_tells_what_its_members_do_together() {
        let screening = Screening::new(3, 400, &["a", "b", "c", "d"], &["ab", "cd"], vec![0, 0, 1, 1]);
        let found = screening.influences(&simulated(&screening, linear), stretch, 0.95);
        let (ab, cd) = (found[0].unwrap(), found[1].unwrap());
        assert!((ab.size.mean - 12.0).abs() < 0.5 && close(cd.size.mean, 6.0), "{ab:?} {cd:?}");
    }

    #[test]
    fn only_whole_walks_count_and_what_saw_nothing_says_nothing() {
        let names = ["a", "b", "c"];
        let screening = Screening::new(3, 5, &names, &names, vec![0, 1, 2]);
        let mut points = simulated(&screening, linear);
        points.truncate(11);
        assert_eq!(screening.whole(points.len()), 2);
        assert!(screening.influences(&points, stretch, 0.95).iter().all(|one| one.unwrap().size.n == 2));
        points.iter_mut().for_each(|point| point.samples[0].fill((0.0, 0.0)));
        assert!(screening.influences(&points, stretch, 0.95).iter().all(Option::is_none));
        assert!(screening.influences(&points[..3], stretch, 0.95).iter().all(Option::is_none));
    }

    #[test]
    fn another_input_moves_no_other() {
        let few = Screening::new(3, 6, &["a", "b"], &["a", "b"], vec![0, 1]);
        let more = Screening::new(3, 6, &["x", "a", "b"], &["x", "a", "b"], vec![0, 1, 2]);
        assert!((0..6).all(|walk| more.shares(4 * walk)[1..] == few.shares(3 * walk)[..]));
        assert_ne!(few.shares(0), Screening::new(4, 6, &["a", "b"], &["a", "b"], vec![0, 1]).shares(0));
    }
}
