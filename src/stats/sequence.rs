//! A scrambled low-discrepancy sequence: points that fill a cube more evenly than chance.
//!
//! Sobol's sequence by the direction numbers of Joe & Kuo (2008, new-joe-kuo-6.21201), of which a study of eight inputs
//! needs the first sixteen dimensions; scrambled digit by digit as Owen (1995) does it, so that every point by itself is
//! uniform and another stream gives another sequence. Kept here because sixteen rows of a published table are less than a
//! crate that the results would hang on.

use crate::kernel::Stream;

/// Dimensions at most.
pub const MOST: usize = 16;
/// Binary digits of a coordinate.
const DIGITS: usize = 32;

/// Degree, inner coefficients of the primitive polynomial, and first direction numbers, from the second dimension on.
const TABLE: [(usize, u32, &[u32]); MOST - 1] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
    (5, 13, &[1, 1, 1, 3, 11]),
    (5, 14, &[1, 3, 5, 5, 31]),
    (6, 1, &[1, 3, 3, 9, 7, 49]),
    (6, 13, &[1, 1, 1, 15, 21, 21]),
    (6, 16, &[1, 3, 1, 13, 27, 49]),
];

/// The sequence of one stream.
#[derive(Clone, Debug)]
pub struct Sequence {
    stream: Stream,
    /// By dimension, then by digit of the number of the point.
    directions: Vec<[u32; DIGITS]>,
}

impl Sequence {
    /// # Panics
    /// Where more than [`MOST`] dimensions are asked for.
    pub fn new(stream: Stream, dimensions: usize) -> Sequence {
        assert!(dimensions <= MOST, "the table has {MOST} dimensions");
        Sequence { stream, directions: (0..dimensions).map(directions).collect() }
    }

    /// The point of this number, each coordinate strictly between 0 and 1.
    pub fn point(&self, number: u32) -> Vec<f64> {
        (0..self.directions.len()).map(|dimension| self.coordinate(dimension, number)).collect()
    }

    fn coordinate(&self, dimension: usize, number: u32) -> f64 {
        let digits = scrambled(self.stream.at(dimension as u64), plain(&self.directions[dimension], number));
        // Below the last digit scrambling goes on at random.
        let rest = self.stream.named("rest").at(dimension as u64).uniform(u64::from(number));
        ((f64::from(digits) + rest) / f64::from(2u32).powi(DIGITS as i32)).min(1.0 - f64::EPSILON)
    }
}

fn directions(dimension: usize) -> [u32; DIGITS] {
    let mut found = [0; DIGITS];
    if dimension == 0 {
        (0..DIGITS).for_each(|digit| found[digit] = 1 << (DIGITS - 1 - digit));
        return found;
    }
    let (degree, coefficients, first) = TABLE[dimension - 1];
    for digit in 0..DIGITS {
        found[digit] = if digit < degree {
            first[digit] << (DIGITS - 1 - digit)
        } else {
            let mut next = found[digit - degree] ^ (found[digit - degree] >> degree);
            for k in 1..degree {
                if coefficients >> (degree - 1 - k) & 1 == 1 {
                    next ^= found[digit - k];
                }
            }
            next
        };
    }
    found
}

fn plain(directions: &[u32; DIGITS], number: u32) -> u32 {
    let digits = directions.iter().enumerate().filter(|(digit, _)| number >> digit & 1 == 1);
    digits.fold(0, |sum, (_, direction)| sum ^ direction)
}

/// Owen's scrambling: every digit is flipped, or not, by a coin for the digits before it.
fn scrambled(stream: Stream, digits: u32) -> u32 {
    (0..DIGITS as u32).fold(0, |found, place| {
        let before = u64::from(digits) >> (DIGITS as u32 - place); // none of them at the first place
        let coin = stream.at(u64::from(place)).bits(before) as u32 & 1;
        let shift = DIGITS as u32 - 1 - place;
        found | ((digits >> shift & 1) ^ coin) << shift
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first points as published with the table: 1/2; 3/4, 1/4; 1/4, 3/4; and on.
    #[test]
    fn without_scrambling_it_is_the_published_sequence() {
        let exact = [
            [0.0, 0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5, 0.5],
            [0.25, 0.75, 0.75, 0.75],
            [0.75, 0.25, 0.25, 0.25],
            [0.125, 0.625, 0.375, 0.125],
            [0.625, 0.125, 0.875, 0.625],
            [0.375, 0.375, 0.625, 0.875],
            [0.875, 0.875, 0.125, 0.375],
        ];
        for (number, exact) in exact.iter().enumerate() {
            let found: Vec<f64> = (0..4)
                .map(|dimension| f64::from(plain(&directions(dimension), number as u32)) / 2f64.powi(DIGITS as i32))
                .collect();
            assert_eq!(found, exact, "{number}");
        }
    }

    /// Every dimension has one of 2^k points in each of 2^k parts, scrambled or not.
    #[test]
    fn every_dimension_is_even() {
        let sequence = Sequence::new(Stream::root(5, 0), MOST);
        for count in [2u32, 16, 256, 1024] {
            let mut seen = vec![vec![0; count as usize]; MOST];
            for number in 0..count {
                for (dimension, at) in sequence.point(number).into_iter().enumerate() {
                    seen[dimension][(at * f64::from(count)) as usize] += 1;
                }
            }
            assert!(seen.iter().flatten().all(|count| *count == 1));
        }
        assert_ne!(sequence.point(3), Sequence::new(Stream::root(6, 0), MOST).point(3));
    }

    /// Pairs of dimensions fill 16 x 16 squares with 4096 points nearly evenly; chance would leave deviations of 4 of 16.
    #[test]
    fn pairs_of_dimensions_are_nearly_even() {
        let sequence = Sequence::new(Stream::root(5, 0), MOST);
        let points: Vec<Vec<f64>> = (0..4096).map(|number| sequence.point(number)).collect();
        for one in 0..MOST {
            for other in 0..one {
                let mut seen = [0i32; 256];
                let place = |at: f64| (at * 16.0) as usize;
                points.iter().for_each(|point| seen[16 * place(point[one]) + place(point[other])] += 1);
                let squares: i32 = seen.iter().map(|count| (count - 16) * (count - 16)).sum();
                assert!(f64::from(squares) / 256.0 < 4.0, "{one} {other}: {squares}");
            }
        }
    }

    /// Chance adds less than the last digit.
    #[test]
    fn a_coordinate_begins_with_the_scrambled_digits() {
        let stream = Stream::root(5, 0);
        let sequence = Sequence::new(stream, 3);
        for number in 0..1000 {
            for (dimension, at) in sequence.point(number).into_iter().enumerate() {
                let digits = scrambled(stream.at(dimension as u64), plain(&directions(dimension), number));
                assert_eq!((at * 2f64.powi(DIGITS as i32)) as u32, digits);
                assert!(at > 0.0 && at < 1.0);
            }
        }
    }
}
