//! Addressed randomness: every draw is a function of seed, replication, source, entity and occurrence.
//!
//! A [`Stream`] is a node in a tree of names. Walking to a node and drawing there costs a few nanoseconds and keeps no
//! state, so a new ferry, another storm or a different order of events disturbs nobody else's draws. At a node the
//! named generator xoshiro256++ (Blackman & Vigna 2021) is seeded from SplitMix64 and gives its first output.
//!
//! ```
//! use corridor::kernel::Stream;
//!
//! let replication = Stream::root(2023, 7);
//! let crossings = replication.named("fleets/asco_rail_28/sailing");
//! let vessel = crossings.at(3);
//! assert_eq!(vessel.uniform(41), vessel.uniform(41)); // the same crossing, the same luck
//! assert_ne!(vessel.uniform(41), vessel.uniform(42));
//! ```

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The output function of SplitMix64 (Steele, Lea & Flood 2014): a bijection of 64 bits that spreads every input bit.
pub const fn mix(state: u64) -> u64 {
    let z = state.wrapping_add(GOLDEN);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A place in the tree of random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Stream(u64);

impl Stream {
    pub fn root(seed: u64, replication: u64) -> Stream {
        Stream(mix(mix(mix(seed) ^ replication)))
    }

    /// The branch called `name`: the name, not its position, decides, so a new branch shifts none of the others.
    pub fn named(self, name: &str) -> Stream {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3) // FNV-1a
        });
        self.at(hash)
    }

    /// The branch with this number: an entity, a unit, a call.
    pub const fn at(self, number: u64) -> Stream {
        Stream(mix(self.0 ^ mix(number)))
    }

    /// The number that stands for this place of the tree: to address another stream by it.
    pub const fn key(self) -> u64 {
        self.0
    }

    /// Sixty-four random bits of the given occurrence.
    ///
    /// The first output is made of the first and the last of the four words of the state, so the two between them are
    /// left at nothing.
    pub fn bits(self, occurrence: u64) -> u64 {
        let key = self.at(occurrence).0;
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&mix(key).to_le_bytes());
        seed[24..].copy_from_slice(&mix(key.wrapping_add(GOLDEN.wrapping_mul(3))).to_le_bytes());
        Xoshiro256PlusPlus::from_seed(seed).next_u64()
    }

    /// A uniform number strictly between 0 and 1, on a grid of 2^-53.
    pub fn uniform(self, occurrence: u64) -> f64 {
        unit_interval(self.bits(occurrence))
    }

    /// An exponential number with mean 1.
    pub fn exponential(self, occurrence: u64) -> f64 {
        -libm::log(self.uniform(occurrence))
    }
}

/// The middle of one of 2^53 equal parts of (0, 1), from the upper bits. The middle of the last part has no number of its
/// own and would be rounded up to 1, at which most laws are infinite.
fn unit_interval(bits: u64) -> f64 {
    const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    (((bits >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)).min(BELOW_ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mix_is_splitmix64() {
        // The first outputs of the reference program for the state 1234567.
        let outputs = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423_u64];
        let states = [0u64, 1, 2].map(|step| 1_234_567u64.wrapping_add(GOLDEN.wrapping_mul(step)));
        assert_eq!(states.map(mix), outputs);
    }

    #[test]
    fn bits_are_the_first_output_of_the_generator_seeded_in_full() {
        for occurrence in 0..1000 {
            let stream = Stream::root(7, 3);
            let key = stream.at(occurrence).key();
            let mut seed = [0; 32];
            for (word, chunk) in seed.chunks_exact_mut(8).enumerate() {
                chunk.copy_from_slice(&mix(key.wrapping_add(GOLDEN.wrapping_mul(word as u64))).to_le_bytes());
            }
            assert_eq!(stream.bits(occurrence), Xoshiro256PlusPlus::from_seed(seed).next_u64());
        }
    }

    #[test]
    fn the_generator_is_xoshiro256plusplus() {
        // The first outputs of the reference program for the state (1, 2, 3, 4).
        let mut seed = [0; 32];
        for (word, chunk) in seed.chunks_exact_mut(8).enumerate() {
            chunk.copy_from_slice(&(word as u64 + 1).to_le_bytes());
        }
        let mut generator = Xoshiro256PlusPlus::from_seed(seed);
        let outputs = [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386_u64];
        assert_eq!([(); 4].map(|()| generator.next_u64()), outputs);
    }

    #[test]
    fn branches_are_told_apart() {
        let root = Stream::root(1, 0);
        assert_ne!(root, Stream::root(1, 1));
        assert_ne!(root, Stream::root(2, 0));
        assert_ne!(root.named("a"), root.named("b"));
        assert_ne!(root.at(0), root);
        assert_ne!(root.at(0).at(1), root.at(1).at(0));
    }

    #[test]
    fn no_bits_make_the_ends_of_the_unit_interval() {
        assert_eq!(unit_interval(0), 0.5f64.powi(54));
        assert_eq!(unit_interval(u64::MAX), 1.0 - 0.5f64.powi(53));
        assert_eq!(unit_interval(1 << 63), 0.5 + 0.5f64.powi(54)); // to the nearest number
    }

    #[test]
    fn exponential_numbers_are_those_that_are_survived_by_a_uniform_share() {
        let stream = Stream::root(1, 0).named("test");
        for k in 0..1000 {
            let (time, share) = (stream.exponential(k), stream.uniform(k));
            assert!(time > 0.0 && ((-time).exp() / share - 1.0).abs() < 1e-14, "{time} {share}");
        }
    }

    #[test]
    fn uniform_numbers_fill_the_unit_interval() {
        let stream = Stream::root(1, 0).named("test");
        let n = 100_000;
        let mean = (0..n).map(|k| stream.uniform(k)).sum::<f64>() / n as f64;
        let square = (0..n).map(|k| stream.uniform(k).powi(2)).sum::<f64>() / n as f64;
        // Five standard errors: sd of the mean is 1/sqrt(12 n), of the square sqrt(4/45/n).
        assert!((mean - 0.5).abs() < 5.0 / (12.0 * n as f64).sqrt(), "{mean}");
        assert!((square - 1.0 / 3.0).abs() < 5.0 * (4.0 / 45.0 / n as f64).sqrt(), "{square}");
    }
}
