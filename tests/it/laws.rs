//! Every law against its exact moments and distribution function, and against independent samplers.
//!
//! All bounds have an error rate of 1e-6 per statement, from the number of draws; the seeds are fixed.

use corridor::kernel::{Law, Stream};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedIndex;
use statrs::distribution::{self as exact, ContinuousCDF};

const DRAWS: usize = 100_000;
/// Normal quantile of 1 - 1e-6 / 2.
const Z: f64 = 4.891_638;

/// Largest distance of two distribution functions allowed at 1e-6: sqrt(ln(2 / a) / 2) over the root of the draws.
fn kolmogorov(draws: f64) -> f64 {
    ((2e6f64).ln() / 2.0 / draws).sqrt()
}

type Cdf = Box<dyn Fn(f64) -> f64>;
type Sampler = Box<dyn Fn(&mut Xoshiro256PlusPlus) -> f64>;

struct Case {
    name: &'static str,
    law: Law,
    mean: f64,
    sd: f64,
    /// Lower and upper end.
    ends: (f64, f64),
    cdf: Cdf,
    other: Sampler,
}

fn case<D: Distribution<f64> + 'static>(
    name: &'static str,
    law: Law,
    (mean, sd): (f64, f64),
    ends: (f64, f64),
    cdf: impl Fn(f64) -> f64 + 'static,
    other: D,
) -> Case {
    Case { name, law, mean, sd, ends, cdf: Box::new(cdf), other: Box::new(move |rng| other.sample(rng)) }
}

fn tail(mean: f64, sd: f64) -> ((f64, f64), (f64, f64)) {
    ((mean, sd), (0.0, f64::INFINITY))
}

fn continuous() -> Vec<Case> {
    let (moments, ends) = tail(8.0, 8.0);
    let cdf = exact::Exp::new(0.125).unwrap();
    let exponential = Law::exponential(8.0).unwrap();
    let mut cases = vec![case(
        "exponential",
        exponential,
        moments,
        ends,
        move |x| cdf.cdf(x),
        rand_distr::Exp::new(0.125).unwrap(),
    )];
    let uniform = rand_distr::Uniform::new(-1.0, 3.0).unwrap();
    let moments = (1.0, 4.0 / 12f64.sqrt());
    let law = Law::uniform(-1.0, 3.0).unwrap();
    cases.push(case("uniform", law, moments, (-1.0, 3.0), |x| ((x + 1.0) / 4.0).clamp(0.0, 1.0), uniform));
    let cdf = exact::Triangular::new(1.0, 6.0, 2.0).unwrap();
    let law = Law::triangular(1.0, 2.0, 6.0).unwrap();
    let other = rand_distr::Triangular::new(1.0, 6.0, 2.0).unwrap();
    cases.push(case("triangular", law, (3.0, (7.0f64 / 6.0).sqrt()), (1.0, 6.0), move |x| cdf.cdf(x), other));
    for (name, cv) in [("lognormal 0.5", 0.5f64), ("lognormal 0.05", 0.05)] {
        let sigma = (1.0 + cv * cv).ln().sqrt();
        let cdf = exact::LogNormal::new(8f64.ln() - sigma * sigma / 2.0, sigma).unwrap();
        let (moments, ends) = tail(8.0, 8.0 * cv);
        let other = rand_distr::LogNormal::from_mean_cv(8.0, cv).unwrap();
        cases.push(case(name, Law::lognormal(8.0, cv).unwrap(), moments, ends, move |x| cdf.cdf(x), other));
    }
    for (name, shape) in [("gamma shape 4", 4.0f64), ("gamma shape 0.25", 0.25), ("gamma shape 40000", 4e4)] {
        let scale = 8.0 / shape;
        let cdf = exact::Gamma::new(shape, 1.0 / scale).unwrap();
        let (moments, ends) = tail(8.0, 8.0 / shape.sqrt());
        let other = rand_distr::Gamma::new(shape, scale).unwrap();
        let law = Law::gamma(8.0, 1.0 / shape.sqrt()).unwrap();
        cases.push(case(name, law, moments, ends, move |x| cdf.cdf(x), other));
    }
    // Shape 2 is Rayleigh's law: mean scale sqrt(pi) / 2, variance scale^2 (1 - pi / 4).
    let pi = std::f64::consts::PI;
    let cdf = exact::Weibull::new(2.0, 8.0).unwrap();
    let (moments, ends) = tail(4.0 * pi.sqrt(), 8.0 * (1.0 - pi / 4.0).sqrt());
    let other = rand_distr::Weibull::new(8.0, 2.0).unwrap();
    cases.push(case("weibull", Law::weibull(2.0, 8.0).unwrap(), moments, ends, move |x| cdf.cdf(x), other));
    // Shape 1 is the exponential law.
    let cdf = exact::Exp::new(0.125).unwrap();
    let other = rand_distr::Weibull::new(8.0, 1.0).unwrap();
    let law = Law::weibull(1.0, 8.0).unwrap();
    cases.push(case("weibull shape 1", law, (8.0, 8.0), ends, move |x| cdf.cdf(x), other));
    cases
}

fn stepwise() -> Vec<Case> {
    let values = [5.0, 1.0, 2.0];
    let other = WeightedIndex::new([3.0, 6.0, 1.0]).unwrap().map(move |index| values[index]);
    let law = Law::discrete(&values, &[3.0, 6.0, 1.0]).unwrap();
    let cdf = |x: f64| [(1.0, 0.6), (2.0, 0.1), (5.0, 0.3)].iter().filter(|step| step.0 <= x).map(|step| step.1).sum();
    let discrete = case("discrete", law, (2.3, (8.5f64 - 5.29).sqrt()), (1.0, 5.0), cdf, other);
    let values = [3.0, 1.0, 4.0, 1.0, 5.0];
    let other = rand_distr::Uniform::new(0, 5).unwrap().map(move |index: usize| values[index]);
    let law = Law::empirical(&values).unwrap();
    let cdf = move |x: f64| values.iter().filter(|value| **value <= x).count() as f64 / 5.0;
    let empirical = case("empirical", law, (2.8, (10.4f64 - 7.84).sqrt()), (1.0, 5.0), cdf, other);
    vec![discrete, empirical]
}

fn cases() -> Vec<Case> {
    continuous().into_iter().chain(stepwise()).collect()
}

fn draws(case: &Case) -> Vec<f64> {
    let stream = Stream::root(2023, 0).named(case.name);
    let mut draws: Vec<f64> = (0..DRAWS as u64).map(|k| case.law.draw(stream, k)).collect();
    draws.sort_by(f64::total_cmp);
    draws
}

/// The largest distance of the draws' distribution function from the exact one, at every step from both sides.
fn distance(sorted: &[f64], cdf: &Cdf) -> f64 {
    let n = sorted.len() as f64;
    let mut largest = 0.0;
    let mut start = 0;
    while start < sorted.len() {
        let end = start + sorted[start..].partition_point(|value| *value <= sorted[start]);
        let before = sorted[start].next_down();
        largest = f64::max(largest, (cdf(sorted[start]) - end as f64 / n).abs());
        largest = f64::max(largest, (cdf(before) - start as f64 / n).abs());
        start = end;
    }
    largest
}

#[test]
fn moments_and_ends_are_exact() {
    for Case { name, law, mean, sd, ends, .. } in cases() {
        assert!((law.mean() / mean - 1.0).abs() < 1e-12, "{name}: mean {}", law.mean());
        assert!((law.sd() / sd - 1.0).abs() < 1e-10, "{name}: sd {}", law.sd());
        assert_eq!((law.min(), law.max()), ends, "{name}");
        let double = law.scaled(2.0);
        assert!((double.mean() / mean - 2.0).abs() < 1e-12 && (double.sd() / sd - 2.0).abs() < 1e-10, "{name}");
        for u in [0.01, 0.5, 0.99] {
            assert!((double.at(u) - 2.0 * law.at(u)).abs() <= 1e-12 * law.at(u).abs(), "{name}");
        }
        assert_eq!(law.scaled(0.0), Law::Constant(0.0));
    }
}

#[test]
fn draws_have_the_moments_of_the_law() {
    for case in cases() {
        let draws = draws(&case);
        let n = DRAWS as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let squares: Vec<f64> = draws.iter().map(|draw| (draw - case.mean).powi(2)).collect();
        let variance = squares.iter().sum::<f64>() / n;
        let error = (squares.iter().map(|square| (square - variance).powi(2)).sum::<f64>() / n / n).sqrt();
        let wrong_mean = case.mean + 0.1 * case.sd;
        let bound = Z * case.sd / n.sqrt();
        assert!((mean - case.mean).abs() <= bound, "{}: mean {mean}", case.name);
        assert!((mean - wrong_mean).abs() > bound, "{}: a mean a tenth of sd off is not told apart", case.name);
        assert!((variance - case.sd.powi(2)).abs() <= Z * error, "{}: variance {variance}", case.name);
    }
}

#[test]
fn draws_follow_the_exact_distribution_function() {
    for case in cases() {
        let (found, allowed) = (distance(&draws(&case), &case.cdf), kolmogorov(DRAWS as f64));
        assert!(found <= allowed, "{}: distance {found} above {allowed}", case.name);
        // Negative control: the law stretched by a tenth of its standard deviation.
        let stretched: Vec<f64> = draws(&case).iter().map(|draw| draw + 0.1 * case.sd).collect();
        assert!(distance(&stretched, &case.cdf) > allowed, "{}: a shift is not told apart", case.name);
    }
}

#[test]
fn draws_follow_an_independent_sampler() {
    for case in cases() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(17);
        let mut others: Vec<f64> = (0..DRAWS).map(|_| (case.other)(&mut rng)).collect();
        others.sort_by(f64::total_cmp);
        let empirical: Cdf = Box::new(move |x| others.partition_point(|other| *other <= x) as f64 / DRAWS as f64);
        let found = distance(&draws(&case), &empirical);
        assert!(found <= kolmogorov(DRAWS as f64 / 2.0), "{}: distance {found}", case.name);
    }
}

#[test]
fn a_larger_number_never_makes_a_smaller_draw() {
    for Case { name, law, ends, cdf, .. } in cases() {
        let far = (1..=50).map(|k| 0.5f64.powi(k));
        let near = (2..=50).map(|k| 1.0 - 0.5f64.powi(k));
        let mut numbers: Vec<f64> = far.chain(near).chain((1..20_000).map(|k| f64::from(k) / 20_000.0)).collect();
        numbers.sort_by(f64::total_cmp);
        let values: Vec<f64> = numbers.iter().map(|u| law.at(*u)).collect();
        assert!(values.is_sorted(), "{name}");
        assert!(values.iter().all(|value| *value >= ends.0 && *value <= ends.1), "{name}");
        // The value is the smallest whose distribution function reaches u.
        for (u, value) in numbers.iter().zip(&values) {
            assert!(cdf(*value) >= u - 1e-9, "{name}: at({u}) = {value}");
        }
    }
}
