//! Constants of the statistical procedures against published and independently computed values.

use corridor::stats::mser::{TooShort, mser5};
use corridor::stats::order;
use corridor::stats::selection::{KimNelson, Luck, rinott};
use corridor::stats::student::{chi_square, normal, t};

/// Half a unit in the eighth significant digit.
const DIGITS: f64 = 5e-8;

struct Row {
    name: &'static str,
    exact: f64,
    found: f64,
    /// The same constant with a parameter changed: it must be told apart.
    wrong: f64,
}

fn kim_nelson(plans: u64, alpha: f64, first: u64) -> KimNelson {
    KimNelson::new(plans, alpha, first, Luck::Shared)
}

fn ranks(n: usize, p: f64, confidence: f64) -> [f64; 3] {
    let ranks = order::interval(n, p, confidence).unwrap();
    [ranks.lower as f64, ranks.upper as f64, ranks.coverage]
}

fn agree(found: f64, exact: f64) -> bool {
    (found / exact - 1.0).abs() <= DIGITS
}

fn check(rows: &[Row]) {
    for Row { name, exact, found, wrong } in rows {
        assert!(agree(*found, *exact), "{name}: {found} instead of {exact}");
        assert!(!agree(*wrong, *exact), "{name}: the wrong parameter also gives {wrong}");
    }
}

#[test]
fn p26_quantiles_of_the_standard_laws() {
    check(&[
        Row { name: "t_0975_9", exact: 2.2621572, found: t(0.975, 9), wrong: t(0.975, 10) },
        Row { name: "t_0975_29", exact: 2.0452296, found: t(0.975, 29), wrong: t(0.97, 29) },
        Row { name: "t_0995_19", exact: 2.8609346, found: t(0.995, 19), wrong: t(0.995, 20) },
        Row { name: "t_09999_4", exact: 13.033672, found: t(0.9999, 4), wrong: t(0.99991, 4) },
        Row { name: "chi2_0975_9", exact: 19.022768, found: chi_square(0.975, 9), wrong: chi_square(0.975, 10) },
        Row { name: "chi2_0025_9", exact: 2.7003895, found: chi_square(0.025, 9), wrong: chi_square(0.05, 9) },
        Row { name: "norm_0975", exact: 1.959964, found: normal(0.975), wrong: normal(0.95) },
    ]);
}

#[test]
fn p26_constants_of_selection() {
    let (five, two) = (kim_nelson(5, 0.05, 10), kim_nelson(2, 0.05, 20));
    check(&[
        Row { name: "KN_eta_k5_a05_n10", exact: 0.63496727, found: five.eta, wrong: kim_nelson(5, 0.1, 10).eta },
        Row { name: "KN_h2_k5_a05_n10", exact: 11.429411, found: five.h2, wrong: kim_nelson(4, 0.05, 10).h2 },
        Row { name: "KN_eta_k2_a05_n20", exact: 0.13713749, found: two.eta, wrong: kim_nelson(2, 0.05, 19).eta },
        Row { name: "Rinott_h_k2_P95_n10", exact: 2.6141192, found: rinott(2, 0.95, 10), wrong: rinott(2, 0.95, 11) },
        Row { name: "Rinott_h_k5_P95_n20", exact: 3.3854187, found: rinott(5, 0.95, 20), wrong: rinott(5, 0.9, 20) },
        Row { name: "Rinott_h_k10_P95_n20", exact: 3.8752766, found: rinott(10, 0.95, 20), wrong: rinott(9, 0.95, 20) },
    ]);
}

#[test]
fn p26_intervals_between_order_statistics() {
    let [lower90, upper90, coverage90] = ranks(100, 0.9, 0.95);
    let [lower50, upper50, coverage50] = ranks(200, 0.5, 0.95);
    let [lower90_wrong, upper90_wrong, coverage90_wrong] = ranks(100, 0.9, 0.99);
    let [lower50_wrong, upper50_wrong, coverage50_wrong] = ranks(200, 0.5, 0.9);
    check(&[
        Row { name: "q90_n100_lower_rank", exact: 84.0, found: lower90, wrong: lower90_wrong },
        Row { name: "q90_n100_upper_rank", exact: 96.0, found: upper90, wrong: upper90_wrong },
        Row { name: "q90_n100_coverage", exact: 0.95569011, found: coverage90, wrong: coverage90_wrong },
        Row { name: "q50_n200_lower_rank", exact: 86.0, found: lower50, wrong: lower50_wrong },
        Row { name: "q50_n200_upper_rank", exact: 114.0, found: upper50, wrong: upper50_wrong },
        Row { name: "q50_n200_coverage", exact: 0.95199853, found: coverage50, wrong: coverage50_wrong },
    ]);
}

#[test]
fn p27_warm_up_of_a_fixed_series() {
    let value = |t: u64, start: f64| {
        let ripple = ((7919 * t * t + 31 * t) % 101) as f64 / 101.0;
        100.0 - start * 0.97f64.powi(t as i32) + 40.0 * ripple
    };
    let series = |start: f64| -> Vec<f64> { (0..400).map(|t| value(t, start)).collect() };
    let found = mser5(&series(60.0)).unwrap();
    let wrong = mser5(&series(30.0)).unwrap();
    check(&[
        Row { name: "truncated_batches", exact: 13.0, found: found.batches as f64, wrong: wrong.batches as f64 },
        Row { name: "mser_value", exact: 0.40631185, found: found.value, wrong: wrong.value },
        Row { name: "mean_after", exact: 118.29782, found: found.mean_after, wrong: wrong.mean_after },
        Row { name: "mean_all", exact: 114.08913, found: found.mean_all, wrong: wrong.mean_all },
    ]);
    let too_short = &series(60.0)[..60];
    assert_eq!(mser5(too_short), Err(TooShort { batches: 12 }));
}
