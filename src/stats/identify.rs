//! What data say of the parameters of a fit, and what they cannot tell apart.

use super::least_squares::normal_matrix;
use super::symmetric::Eigen;

/// A direction in which the residuals move by less than this over the whole range of the parameters is not told by
/// the data: one residual is one tolerance.
const WEAK: f64 = 1.0;
/// Nor is one in which they move by less than this share of the strongest.
const FAINT: f64 = 0.02;
/// Parts of a direction that are named, relative to its largest.
const NAMED: f64 = 0.3;
/// Correlations from here on are told.
const HIGH: f64 = 0.9;
/// Of a parameter that lies in weak directions with more than this share (of squares) no error can be stated.
const HIDDEN: f64 = 0.1;

/// A direction of the parameters, each in units of its whole range.
#[derive(Clone, Debug, PartialEq)]
pub struct Direction {
    /// Length of the change of the residuals over one whole range in this direction.
    pub strength: f64,
    /// Parameters that take part, with their parts; the largest is positive.
    pub parts: Vec<(usize, f64)>,
}

/// What can be said of the fitted parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Knowledge {
    /// Standard errors from the Monte-Carlo error of the responses, as shares of the ranges; `None` where the data say
    /// too little.
    pub luck: Vec<Option<f64>>,
    /// The same from the data, where a tolerance is two standard deviations.
    pub data: Vec<Option<f64>>,
    /// Directions that the data do not tell, the weakest first.
    pub weak: Vec<Direction>,
    /// Every direction's strength, the strongest first.
    pub strengths: Vec<f64>,
    /// Pairs whose estimates are correlated by more than 0.9 either way.
    pub correlated: Vec<(usize, usize, f64)>,
}

/// From the Jacobian (residuals in tolerances, over whole ranges) and the covariance of the residuals by luck.
/// Parameters that are `held`, at a bound, have no errors.
///
/// With A = J'J the errors are those of A^-1 J' C J A^-1. Source: Seber & Wild, Nonlinear Regression, chapter 2;
/// weak directions by the singular values of J, which are the roots of the eigenvalues of A.
pub fn knowledge(jacobian: &[Vec<f64>], covariance: &[Vec<f64>], held: &[bool]) -> Knowledge {
    let eigen = Eigen::of(&normal_matrix(jacobian));
    let strengths: Vec<f64> = eigen.values.iter().map(|value| value.max(0.0).sqrt()).collect();
    let strongest = strengths.first().copied().unwrap_or(0.0);
    let is_weak = |strength: f64| strength < WEAK || strength < FAINT * strongest;
    let all = strengths.iter().zip(&eigen.vectors);
    let mut weak: Vec<Direction> = all
        .clone()
        .filter(|(strength, _)| is_weak(**strength))
        .map(|(&strength, vector)| direction(strength, vector))
        .collect();
    weak.reverse();
    let free: Vec<usize> = (0..held.len()).filter(|&j| !held[j]).collect();
    let part: Vec<Vec<f64>> = jacobian.iter().map(|row| free.iter().map(|&j| row[j]).collect()).collect();
    let own = Eigen::of(&normal_matrix(&part));
    let least =
        own.values.iter().copied().filter(|value| !is_weak(value.max(0.0).sqrt())).fold(f64::INFINITY, f64::min);
    let inverse = own.inverse(0.0, least);
    let told = |at: usize| {
        let hidden = own.values.iter().zip(&own.vectors).filter(|(value, _)| is_weak(value.max(0.0).sqrt()));
        hidden.map(|(_, vector)| vector[at] * vector[at]).sum::<f64>() <= HIDDEN
    };
    // Rows of A^-1 J': how a parameter answers to the residuals.
    let answers: Vec<Vec<f64>> = inverse
        .iter()
        .map(|row| part.iter().map(|line| row.iter().zip(line).map(|(a, b)| a * b).sum()).collect())
        .collect();
    let errors = |variance: &dyn Fn(&[f64]) -> f64| {
        let mut errors = vec![None; held.len()];
        for (at, &j) in free.iter().enumerate() {
            errors[j] = told(at).then(|| variance(&answers[at]).max(0.0).sqrt());
        }
        errors
    };
    let by_luck = |answer: &[f64]| -> f64 {
        let row = |i: usize| covariance[i].iter().zip(answer).map(|(c, a)| c * a).sum::<f64>();
        answer.iter().enumerate().map(|(i, a)| a * row(i)).sum()
    };
    let by_data = |answer: &[f64]| answer.iter().map(|a| 0.25 * a * a).sum();
    Knowledge { luck: errors(&by_luck), data: errors(&by_data), weak, correlated: correlated(&own, &free), strengths }
}

fn direction(strength: f64, vector: &[f64]) -> Direction {
    let largest = vector.iter().map(|part| part.abs()).fold(0.0, f64::max);
    let parts = vector.iter().copied().enumerate().filter(|(_, part)| part.abs() >= NAMED * largest);
    Direction { strength, parts: parts.collect() }
}

fn correlated(eigen: &Eigen, free: &[usize]) -> Vec<(usize, usize, f64)> {
    let strongest = eigen.values.first().copied().unwrap_or(0.0);
    if strongest <= 0.0 {
        return Vec::new();
    }
    // What is not told is taken to be just below that, so that it does not drown what little else it touches.
    let inverse = eigen.inverse(FAINT * FAINT * strongest, f64::NEG_INFINITY);
    let mut pairs = Vec::new();
    for i in 0..free.len() {
        for j in i + 1..free.len() {
            let correlation = inverse[i][j] / (inverse[i][i] * inverse[j][j]).sqrt();
            if correlation.abs() > HIGH {
                pairs.push((free[i], free[j], correlation));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(n: usize, variance: f64) -> Vec<Vec<f64>> {
        (0..n).map(|i| (0..n).map(|j| if i == j { variance } else { 0.0 }).collect()).collect()
    }

    #[test]
    fn independent_parameters_have_the_errors_of_their_own_data() {
        let known = knowledge(&[vec![10.0, 0.0], vec![0.0, 4.0]], &unit(2, 0.04), &[false, false]);
        let close = |found: &[Option<f64>], exact: [f64; 2]| {
            found.iter().zip(exact).all(|(found, exact)| (found.unwrap() - exact).abs() < 1e-12)
        };
        assert!(close(&known.luck, [0.02, 0.05]) && close(&known.data, [0.05, 0.125]), "{known:?}");
        assert!(known.weak.is_empty() && known.correlated.is_empty());
    }

    #[test]
    fn two_parameters_that_act_only_together_cannot_be_told_apart() {
        // Residuals see p0 + p1 and p2.
        let rows = [vec![10.0, 10.0, 0.0], vec![6.0, 6.0, 0.0], vec![0.0, 0.0, 8.0]];
        let known = knowledge(&rows, &unit(3, 0.01), &[false; 3]);
        assert_eq!(known.weak.len(), 1);
        let parts = &known.weak[0].parts;
        assert_eq!(parts.iter().map(|part| part.0).collect::<Vec<_>>(), [0, 1]);
        assert!(parts[0].1 * parts[1].1 < 0.0, "one up, the other down: {parts:?}");
        assert!(known.luck[0].is_none() && known.luck[1].is_none() && known.luck[2].is_some());
        assert!(matches!(known.correlated[..], [(0, 1, correlation)] if correlation < -0.99), "{known:?}");
    }

    #[test]
    fn a_parameter_that_moves_nothing_is_named_alone() {
        let known = knowledge(&[vec![10.0, 0.1], vec![-5.0, 0.2]], &unit(2, 0.01), &[false, false]);
        assert_eq!(known.weak.len(), 1);
        assert_eq!(known.weak[0].parts.len(), 1);
        assert_eq!(known.weak[0].parts[0].0, 1);
        assert!(known.luck[0].is_some() && known.luck[1].is_none());
    }

    #[test]
    fn a_parameter_at_its_bound_has_no_error_and_adds_none() {
        let rows = [vec![10.0, 9.0], vec![0.0, 3.0]];
        let known = knowledge(&rows, &unit(2, 1.0), &[false, true]);
        assert_eq!(known.luck[1], None);
        assert!((known.luck[0].unwrap() - 0.1).abs() < 1e-12);
    }

    #[test]
    fn a_direction_is_weak_below_one_tolerance_or_a_fiftieth_of_the_strongest() {
        let weak = |one: f64, other: f64| {
            let known = knowledge(&[vec![one, 0.0], vec![0.0, other]], &unit(2, 1.0), &[false, false]);
            assert_eq!(known.strengths, [one, other]);
            known.weak.iter().map(|direction| direction.strength).collect::<Vec<_>>()
        };
        assert!(weak(10.0, 1.0).is_empty());
        assert_eq!(weak(10.0, 0.9), [0.9]);
        assert!(weak(1000.0, 20.0).is_empty());
        assert_eq!(weak(1000.0, 19.0), [19.0]);
        assert_eq!(weak(0.9, 0.8), [0.8, 0.9]);
    }

    #[test]
    fn parts_of_a_direction_are_named_relative_to_its_largest() {
        assert_eq!(direction(2.0, &[0.9, -0.3, 0.25]).parts, [(0, 0.9), (1, -0.3)]);
    }

    #[test]
    fn high_correlations_are_those_of_the_inverse() {
        // J'J is [[100, 90], [90, 90]], so the correlation is -90 / sqrt(9000).
        let known = knowledge(&[vec![10.0, 9.0], vec![0.0, 3.0]], &unit(2, 1.0), &[false, false]);
        assert!(matches!(known.correlated[..], [(0, 1, found)] if (found + 0.9f64.sqrt()).abs() < 1e-12), "{known:?}");
        // Now [[100, 80], [80, 80]]: -80 / sqrt(8000) is not high.
        let known = knowledge(&[vec![10.0, 8.0], vec![0.0, 4.0]], &unit(2, 1.0), &[false, false]);
        assert!(known.correlated.is_empty());
        // What is not told at all counts with a fiftieth of the strength of the strongest, which is 20.
        let known = knowledge(&[vec![100.0, 100.0], vec![100.0, 100.0]], &unit(2, 1.0), &[false, false]);
        let (told, not) = (1.0 / 4e4, 1.0 / 16.0);
        let exact = (told - not) / (told + not);
        assert!(matches!(known.correlated[..], [(0, 1, found)] if (found - exact).abs() < 1e-9), "{known:?}");
    }
}
