//! Eigenvalues of small symmetric matrices, and what they solve.

/// Sweeps at most; a handful is enough for any matrix of some dozens of rows.
const SWEEPS: usize = 60;

/// A symmetric matrix by its eigenvalues, the largest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    pub values: Vec<f64>,
    /// Entry k belongs to value k, has length 1, and its largest part is positive.
    pub vectors: Vec<Vec<f64>>,
}

impl Eigen {
    /// By the cyclic Jacobi method. Source: Golub & Van Loan, Matrix Computations, section 8.5.
    ///
    /// ```
    /// let eigen = corridor::stats::symmetric::Eigen::of(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
    /// assert!((eigen.values[0] - 3.0).abs() < 1e-12 && (eigen.values[1] - 1.0).abs() < 1e-12);
    /// ```
    ///
    /// # Panics
    /// Where the matrix is not square.
    pub fn of(matrix: &[Vec<f64>]) -> Eigen {
        let n = matrix.len();
        assert!(matrix.iter().all(|row| row.len() == n), "the matrix is square");
        let mut a = matrix.to_vec();
        let mut vectors: Vec<Vec<f64>> =
            (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
        let scale: f64 = a.iter().flatten().map(|x| x * x).sum();
        for _ in 0..SWEEPS {
            let beside: f64 = (0..n).map(|i| (0..i).map(|j| a[i][j] * a[i][j]).sum::<f64>()).sum();
            if beside <= scale * 1e-30 {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    rotate(&mut a, &mut vectors, p, q);
                }
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&i, &j| a[j][j].total_cmp(&a[i][i]));
        Eigen {
            values: order.iter().map(|&i| a[i][i]).collect(),
            vectors: order.iter().map(|&i| upright(vectors[i].clone())).collect(),
        }
    }

    /// The inverse, with eigenvalues taken for at least `floor`; those below `cut` are left out.
    pub fn inverse(&self, floor: f64, cut: f64) -> Vec<Vec<f64>> {
        let n = self.values.len();
        let mut inverse = vec![vec![0.0; n]; n];
        for (value, vector) in self.values.iter().zip(&self.vectors).filter(|(value, _)| **value >= cut) {
            for (i, row) in inverse.iter_mut().enumerate() {
                row.iter_mut().zip(vector).for_each(|(cell, part)| *cell += vector[i] * part / value.max(floor));
            }
        }
        inverse
    }
}

/// Turns rows and columns `p` and `q` so that the entry between them is 0. Row k of `vectors` becomes eigenvector k.
fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta == 0.0 { 1.0 } else { t };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in a.iter_mut() {
        let (x, y) = (row[p], row[q]);
        (row[p], row[q]) = (c * x - s * y, s * x + c * y);
    }
    turn_rows(a, p, q, (c, s));
    turn_rows(vectors, p, q, (c, s));
}

/// Mixes two rows as a rotation by the angle with this cosine and sine does; `p` comes before `q`.
fn turn_rows(matrix: &mut [Vec<f64>], p: usize, q: usize, (c, s): (f64, f64)) {
    let (above, below) = matrix.split_at_mut(q);
    for (one, other) in above[p].iter_mut().zip(&mut below[0]) {
        let (x, y) = (*one, *other);
        (*one, *other) = (c * x - s * y, s * x + c * y);
    }
}

fn upright(vector: Vec<f64>) -> Vec<f64> {
    let largest = vector.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
    vector.into_iter().map(|part| if largest < 0.0 { -part } else { part }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Law, Stream};

    fn times(a: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
        a.iter().map(|row| row.iter().zip(x).map(|(a, x)| a * x).sum()).collect()
    }

    #[test]
    fn a_matrix_times_an_eigenvector_is_the_value_times_it() {
        let (stream, law) = (Stream::root(3, 1).named("matrix"), Law::uniform(-1.0, 1.0).unwrap());
        for n in 1..9 {
            let cell = |i: usize, j: usize| law.draw(stream, (n * 100 + i.max(j) * 10 + i.min(j)) as u64);
            let a: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| cell(i, j)).collect()).collect();
            let eigen = Eigen::of(&a);
            assert!(eigen.values.windows(2).all(|pair| pair[0] >= pair[1]));
            for (value, vector) in eigen.values.iter().zip(&eigen.vectors) {
                let off =
                    times(&a, vector).iter().zip(vector).map(|(ax, x)| (ax - value * x).abs()).fold(0.0, f64::max);
                assert!(off < 1e-12, "{n}: {off:e}");
                assert!((vector.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-12);
                let largest = |sign: f64| vector.iter().map(|x| sign * x).fold(0.0, f64::max);
                assert!(largest(1.0) >= largest(-1.0), "the largest part is positive: {vector:?}");
            }
            let trace: f64 = (0..n).map(|i| a[i][i]).sum();
            assert!((eigen.values.iter().sum::<f64>() - trace).abs() < 1e-12);
        }
    }

    #[test]
    fn the_inverse_leaves_out_what_is_cut() {
        let eigen = Eigen::of(&[vec![4.0, 0.0], vec![0.0, 0.25]]);
        assert_eq!(eigen.inverse(0.0, 0.0), [vec![0.25, 0.0], vec![0.0, 4.0]]);
        assert_eq!(eigen.inverse(0.0, 1.0), [vec![0.25, 0.0], vec![0.0, 0.0]]);
        assert_eq!(eigen.inverse(0.5, 0.0), [vec![0.25, 0.0], vec![0.0, 2.0]]);
    }

    #[test]
    fn small_matrices_have_their_exact_values_and_upright_vectors() {
        let close = |found: &[f64], exact: [f64; 2]| {
            assert!(found.iter().zip(exact).all(|(found, exact)| (found - exact).abs() < 1e-14), "{found:?} {exact:?}");
        };
        let eigen = Eigen::of(&[vec![0.0, 2.0], vec![2.0, 3.0]]);
        let root = 5f64.sqrt();
        close(&eigen.values, [4.0, -1.0]);
        close(&eigen.vectors[0], [1.0 / root, 2.0 / root]);
        close(&eigen.vectors[1], [2.0 / root, -1.0 / root]);
        close(&Eigen::of(&[vec![2.0, -1.0], vec![-1.0, 2.0]]).values, [3.0, 1.0]);
        close(&Eigen::of(&[vec![1.0, 0.0], vec![0.0, 5.0]]).values, [5.0, 1.0]);
    }
}
