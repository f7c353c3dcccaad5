//! Constants of the statistical procedures against published and independently computed values.

use super::case::{Case, Rule, figures};
use crate::stats::mser::{WarmUp, mser5};
use crate::stats::order;
use crate::stats::selection::{KimNelson, Luck, rinott};
use crate::stats::student::{chi_square, normal, t};

pub(super) fn cases() -> [Case; 2] {
    [
        figures(
            "P26",
            &[
                "t_0975_9",
                "t_0975_29",
                "t_0995_19",
                "t_09999_4",
                "chi2_0975_9",
                "chi2_0025_9",
                "norm_0975",
                "KN_eta_k5_a05_n10",
                "KN_h2_k5_a05_n10",
                "KN_eta_k2_a05_n20",
                "Rinott_h_k2_P95_n10",
                "Rinott_h_k5_P95_n20",
                "Rinott_h_k10_P95_n20",
                "q90_n100_lower_rank",
                "q90_n100_upper_rank",
                "q90_n100_coverage",
                "q50_n200_lower_rank",
                "q50_n200_upper_rank",
                "q50_n200_coverage",
            ],
            procedures,
        ),
        figures("P27", &["truncated_batches", "mser_value", "mean_after", "mean_all"], warm_up),
    ]
}

/// Where the rule is broken each has a parameter just beside the stated one.
fn procedures(rule: Rule) -> Vec<f64> {
    let kim_nelson = |plans, alpha, first| KimNelson::new(plans, alpha, first, Luck::Shared);
    let laws = match rule {
        Rule::Stated => [
            t(0.975, 9),
            t(0.975, 29),
            t(0.995, 19),
            t(0.9999, 4),
            chi_square(0.975, 9),
            chi_square(0.025, 9),
            normal(0.975),
        ],
        Rule::Broken => [
            t(0.975, 10),
            t(0.97, 29),
            t(0.995, 20),
            t(0.99991, 4),
            chi_square(0.975, 10),
            chi_square(0.05, 9),
            normal(0.95),
        ],
    };
    let selection = match rule {
        Rule::Stated => [
            kim_nelson(5, 0.05, 10).eta,
            kim_nelson(5, 0.05, 10).h2,
            kim_nelson(2, 0.05, 20).eta,
            rinott(2, 0.95, 10),
            rinott(5, 0.95, 20),
            rinott(10, 0.95, 20),
        ],
        Rule::Broken => [
            kim_nelson(5, 0.1, 10).eta,
            kim_nelson(4, 0.05, 10).h2,
            kim_nelson(2, 0.05, 19).eta,
            rinott(2, 0.95, 11),
            rinott(5, 0.9, 20),
            rinott(9, 0.95, 20),
        ],
    };
    let ranks = match rule {
        Rule::Stated => [ranks(100, 0.9, 0.95), ranks(200, 0.5, 0.95)],
        Rule::Broken => [ranks(100, 0.9, 0.99), ranks(200, 0.5, 0.9)],
    };
    laws.into_iter().chain(selection).chain(ranks.into_iter().flatten()).collect()
}

/// The interval between order statistics for a quantile, and how often it covers.
fn ranks(n: usize, p: f64, confidence: f64) -> [f64; 3] {
    let ranks = order::interval(n, p, confidence).expect("there are values enough");
    [ranks.lower as f64, ranks.upper as f64, ranks.coverage]
}

/// MSER-5 on a fixed series; where the rule is broken, on one that starts closer to its level.
fn warm_up(rule: Rule) -> Vec<f64> {
    let start = match rule {
        Rule::Stated => 60.0,
        Rule::Broken => 30.0,
    };
    let WarmUp { batches, value, mean_after, mean_all } = mser5(&settling(start)).expect("the series is long enough");
    vec![batches as f64, value, mean_after, mean_all]
}

/// 400 values that settle at 120 from below, with a ripple.
pub fn settling(start: f64) -> Vec<f64> {
    let value = |t: u64| {
        let ripple = ((7919 * t * t + 31 * t) % 101) as f64 / 101.0;
        100.0 - start * 0.97f64.powi(t as i32) + 40.0 * ripple
    };
    (0..400).map(value).collect()
}
