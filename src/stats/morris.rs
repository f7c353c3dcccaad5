//! Screening by elementary effects: which of many inputs move an answer at all.
//!
//! Inputs stand on four levels, 0, 1/3, 2/3 and 1 of their range. A [`Walk`] starts at random levels and moves one group
//! of inputs after the other by 2/3 of their range, so that each step tells one elementary effect (Morris 1991). Groups
//! of several inputs move together, each member in its own direction (Campolongo, Cariboni & Saltelli 2007).

use super::{Estimate, RatioFold, student};
use crate::kernel::Stream;

/// Levels of an input.
pub const LEVELS: u8 = 4;
/// The mean size of a standard normal number, the square root of 2/pi.
const SIZE: f64 = 0.797_884_560_802_865_4;
/// Levels that an input moves by: 2/3 of its range.
const STEP: u8 = 2;

/// One walk through the levels of all inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    start: Vec<u8>,
    /// Groups in the order in which they move.
    pub order: Vec<usize>,
}

impl Walk {
    /// The walk of this stream. `names` are those of the inputs and of the groups: draws are addressed by name, so that
    /// one input more changes no other's levels.
    pub fn drawn(stream: Stream, inputs: &[&str], groups: &[&str]) -> Walk {
        let level = |name: &&str| (stream.named("level").named(name).uniform(0) * f64::from(LEVELS)) as u8;
        let mut order: Vec<(f64, usize)> =
            groups.iter().enumerate().map(|(at, name)| (stream.named("order").named(name).uniform(0), at)).collect();
        order.sort_by(|one, other| one.0.total_cmp(&other.0));
        Walk { start: inputs.iter().map(level).collect(), order: order.into_iter().map(|(_, at)| at).collect() }
    }

    /// Points of the walk, one more than groups.
    pub fn points(&self) -> usize {
        self.order.len() + 1
    }

    /// The levels at one of its points. `group` says to which group an input belongs.
    pub fn levels(&self, point: usize, group: &[usize]) -> Vec<u8> {
        let moved = &self.order[..point];
        let mut has_moved = vec![false; self.order.len()];
        moved.iter().for_each(|&at| has_moved[at] = true);
        let level = |(start, group): (&u8, &usize)| if has_moved[*group] { (start + STEP) % LEVELS } else { *start };
        self.start.iter().zip(group).map(level).collect()
    }
}

/// One elementary effect: what the answer gains over the whole range of an input, told by one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub effect: f64,
    /// Standard error of `effect` over the replications; `None` with fewer than two.
    pub error: Option<f64>,
    /// Replications.
    pub n: u64,
}

/// What the steps of an input say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Influence {
    /// mu*, the mean size of the effects, with Student's interval over the walks.
    pub size: Estimate,
    /// mu, the mean effect: of the size of mu* where the answer only rises, or only falls.
    pub mean: f64,
    /// sigma, the standard deviation of the effects: large where the effect depends on where it is taken.
    pub deviation: f64,
    /// What mu* would be on the average of an input that changes nothing but whose luck falls where; `None` where the
    /// replications do not tell.
    pub luck: Option<f64>,
    /// What that would be at most, with the stated confidence.
    pub most_luck: Option<f64>,
}

impl Influence {
    /// `None` without a step.
    pub fn of(steps: &[Step], confidence: f64) -> Option<Influence> {
        let effects: Vec<f64> = steps.iter().map(|step| step.effect).collect();
        let (mean, deviation) = moments(&effects)?;
        let mut sizes = RatioFold::new();
        effects.iter().for_each(|effect| sizes.push(effect.abs(), 1.0));
        let squares: Option<Vec<f64>> = steps.iter().map(|step| Some(step.error?.powi(2))).collect();
        let error = squares.map(|squares| (squares.iter().sum::<f64>() / steps.len() as f64).sqrt());
        // The mean size varies from sample to sample, and the standard error is itself only known from so many degrees.
        let degrees: u64 = steps.iter().map(|step| step.n.saturating_sub(1)).sum();
        let spread = (1.0 - SIZE * SIZE) / steps.len() as f64 + SIZE * SIZE / (2 * degrees.max(1)) as f64;
        Some(Influence {
            size: sizes.estimate(confidence)?,
            mean,
            deviation,
            luck: error.map(|error| SIZE * error),
            most_luck: error.map(|error| (SIZE + student::normal(confidence) * spread.sqrt()) * error),
        })
    }

    /// Whether it is told apart from luck: luck alone would give so much about once in twenty times, where the
    /// confidence is 95 %.
    pub fn is_heard(&self) -> bool {
        self.size.mean > self.most_luck.unwrap_or(0.0)
    }
}

/// Mean and standard deviation, exact where all values are the same.
fn moments(values: &[f64]) -> Option<(f64, f64)> {
    let pivot = *values.first()?;
    let n = values.len() as f64;
    let off = values.iter().map(|value| value - pivot).sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - pivot - off).powi(2)).sum();
    Some((pivot + off, if n > 1.0 { (squares / (n - 1.0)).sqrt() } else { 0.0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUTS: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn walks(count: u64, groups: &[&str]) -> Vec<Walk> {
        (0..count).map(|at| Walk::drawn(Stream::root(7, 0).at(at), &INPUTS, groups)).collect()
    }

    /// Influences of single inputs on a function of levels from 0 to 3.
    fn influences(f: impl Fn(&[f64]) -> f64, walks: u64) -> Vec<Influence> {
        let single = [0, 1, 2, 3, 4];
        let mut steps = vec![Vec::new(); 5];
        for walk in super::tests::walks(walks, &INPUTS) {
            let at = |point| walk.levels(point, &single).into_iter().map(f64::from).collect::<Vec<f64>>();
            for (point, &input) in walk.order.iter().enumerate() {
                let (before, after) = (at(point), at(point + 1));
                let moved = after[input] - before[input];
                let effect = (f(&after) - f(&before)) * 3.0 / moved;
                steps[input].push(Step { effect, error: Some(0.0), n: 3 });
            }
        }
        steps.iter().map(|steps| Influence::of(steps, 0.95).expect("there are steps")).collect()
    }

    #[test]
    fn a_linear_function_has_its_coefficients_and_no_deviation() {
        let found = influences(|x| 4.0 + x[0] - 2.0 * x[1] + 8.0 * x[3] + 0.5 * x[4], 20);
        let told: Vec<(f64, f64, f64)> = found.iter().map(|one| (one.size.mean, one.mean, one.deviation)).collect();
        let exact = [(3.0, 3.0, 0.0), (6.0, -6.0, 0.0), (0.0, 0.0, 0.0), (24.0, 24.0, 0.0), (1.5, 1.5, 0.0)];
        assert_eq!(told, exact);
        assert!(found.iter().all(|one| one.size.half_width == Some(0.0) && one.size.n == 20));
        let heard: Vec<bool> = found.iter().map(Influence::is_heard).collect();
        assert_eq!(heard, [true, true, false, true, true]);
    }

    /// The effect of x0 in x0 x1 is x1: 3 times the mean of the levels 0 to 3, with their deviation.
    #[test]
    fn a_product_shows_in_the_deviation() {
        let found = influences(|x| x[0] * x[1], 4000);
        assert!((found[0].size.mean - 4.5).abs() < 0.15, "{:?}", found[0]);
        assert!((found[0].deviation - 3.0 * (1.25f64).sqrt()).abs() < 0.1, "{:?}", found[0]);
        let half_width = found[0].size.half_width.unwrap();
        assert!((half_width - 1.96 * 3.0 * 1.25f64.sqrt() / 4000f64.sqrt()).abs() < 0.01, "{half_width}");
    }

    #[test]
    fn effects_of_both_signs_cancel_in_the_mean_only() {
        let found = influences(|x| (x[0] - 1.5) * (x[2] - 1.5), 4000);
        assert!(found[0].mean.abs() < 0.2 && (found[0].size.mean - 3.0).abs() < 0.1, "{:?}", found[0]);
    }

    #[test]
    fn a_walk_moves_every_group_once_and_only_that() {
        let group = [0, 1, 0, 2, 1];
        for walk in walks(50, &["x", "y", "z"]) {
            assert_eq!(walk.points(), 4);
            for (point, &moving) in walk.order.iter().enumerate() {
                let (before, after) = (walk.levels(point, &group), walk.levels(point + 1, &group));
                for input in 0..5 {
                    let moved = before[input].abs_diff(after[input]);
                    assert_eq!(moved, if group[input] == moving { 2 } else { 0 });
                }
            }
            let mut order = walk.order.clone();
            order.sort_unstable();
            assert_eq!(order, [0, 1, 2]);
        }
        assert_ne!(walks(2, &["x"])[0], walks(2, &["x"])[1]);
    }

    /// Steps of nothing but noise are told from luck as seldom as the confidence says: 50 of 1000, give or take five
    /// standard deviations.
    #[test]
    fn luck_is_the_mean_size_of_noise() {
        let noise = Stream::root(11, 0);
        let draw = |at: u64| student::normal(noise.uniform(at));
        let told = |shift: f64| {
            let influence = |case: u64| {
                let steps: Vec<Step> = (0..20)
                    .map(|step| {
                        let seen: Vec<f64> = (0..4).map(|k| shift + 2.0 * draw(case * 80 + step * 4 + k)).collect();
                        let (effect, deviation) = moments(&seen).unwrap();
                        Step { effect, error: Some(deviation / 2.0), n: 4 }
                    })
                    .collect();
                Influence::of(&steps, 0.95).unwrap()
            };
            let found: Vec<Influence> = (0..1000).map(influence).collect();
            let mean = |f: fn(&Influence) -> f64| found.iter().map(f).sum::<f64>() / 1000.0;
            let (size, luck) = (mean(|one| one.size.mean), mean(|one| one.luck.unwrap()));
            (size, luck, found.iter().filter(|one| one.is_heard()).count())
        };
        let (size, luck, heard) = told(0.0);
        assert!((size - SIZE).abs() < 0.025 && (luck - SIZE).abs() < 0.025, "{size} {luck}");
        assert!((15..=85).contains(&heard), "{heard}");
        assert!(told(2.0).2 > 900, "and an effect of two standard errors is told");
        let single = Influence::of(&[Step { effect: -1.0, error: Some(0.5), n: 1 }], 0.95).unwrap();
        assert_eq!((single.mean, single.deviation, single.luck), (-1.0, 0.0, Some(0.5 * SIZE)));
        let unknown = Influence::of(&[Step { effect: 1.0, error: None, n: 1 }], 0.95).unwrap();
        assert_eq!((unknown.luck, unknown.size.half_width, unknown.is_heard()), (None, None, true));
        assert_eq!(Influence::of(&[], 0.95), None);
    }

    /// The size of a normal number has mean sqrt(2/pi) and variance 1 - 2/pi, and a standard deviation known from d
    /// degrees a variance of 1/(2 d).
    #[test]
    fn luck_is_at_most_what_the_half_normal_law_says() {
        let steps = [1.0, 5.0, 1.0, 5.0].map(|error| Step { effect: 1.0, error: Some(error), n: 6 });
        let found = Influence::of(&steps, 0.95).unwrap();
        let (half, error) = (2.0 / std::f64::consts::PI, 13f64.sqrt());
        assert!((found.luck.unwrap() - half.sqrt() * error).abs() < 1e-12);
        let spread = ((1.0 - half) / 4.0 + half / 40.0).sqrt();
        let most = (half.sqrt() + 1.644_853_627 * spread) * error;
        assert!((found.most_luck.unwrap() - most).abs() < 1e-8, "{found:?}");
    }
}
