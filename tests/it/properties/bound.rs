//! What is told beforehand of any corridor: figures that make sense and are in order.

use corridor::model::bound::bound;
use proptest::prelude::*;

use super::random::sketch;
use super::{RANDOM, corridor, properties};

properties! {
    #[test]
    fn bounds_are_in_order(sketch in sketch()) {
        let corridor = corridor(&sketch.scenario(RANDOM), &[]);
        let bound = bound(&corridor, &corridor.horizon.periods[0]);
        for link in &bound.links {
            let figures = [link.work, link.least_work, link.available, link.tonnes, link.capacity_tonnes()];
            prop_assert!(figures.iter().all(|figure| figure.is_finite() && *figure >= 0.0), "{link:?}");
            prop_assert!(link.least_work <= link.work * (1.0 + 1e-9), "{link:?}");
            prop_assert!((0.0..=1.0).contains(&link.open), "{link:?}");
        }
        for one in &bound.loops {
            let expected = one.expected.expect("there are few vessels");
            let below = |less: f64, more: f64| less <= more * (1.0 + 1e-9);
            prop_assert!(below(one.low, expected) && below(expected, one.high), "{one:?}");
            prop_assert!(below(expected, one.unhindered) && below(expected, one.allowed), "{one:?}");
            for call in &one.calls {
                prop_assert!(below(call.use_, 1.0) && call.waiting >= 0.0 && below(call.load, 1.0), "{one:?}");
            }
        }
    }
}
