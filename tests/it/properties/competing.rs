//! Competing traffic is traffic like any other, counted apart.

use corridor::model::measures;
use proptest::prelude::*;

use super::random::sketch;
use super::{RANDOM, corridor, first_difference, properties, run, sample};

properties! {
    #[test]
    fn a_competing_flow_moves_as_before_and_leaves_the_totals(sketch in sketch()) {
        let scenario = sketch.scenario(RANDOM);
        let mut apart = scenario.clone();
        apart["flows"]["flow_0"]["competing"] = true.into();
        let (plain, apart) = (corridor(&scenario, &[]), corridor(&apart, &[]));
        let ((facts, outcome), (same, other)) = (run(&plain, sketch.seed), run(&apart, sketch.seed));
        prop_assert_eq!(first_difference(&facts.facts, &same.facts), None);
        let (list, others) = (measures(&plain), measures(&apart));
        for (measure, value) in list.iter().zip(&outcome.samples) {
            let is_total = measure.name == "throughput" && (measure.of == "all" || measure.of.contains(':'));
            if !is_total {
                let at = others.iter().position(|other| other == measure).expect("only totals may have nothing left");
                prop_assert_eq!(value, &other.samples[at], "{}", measure);
            }
        }
        let total = |of: &str| sample(&list, &outcome, "throughput", of).expect("a total").0;
        let now = |of: &str| sample(&others, &other, "throughput", of).map_or(0.0, |(sum, _)| sum);
        let (before, left) = (total("all"), now("all") + now("competing"));
        prop_assert!((before - left).abs() <= 1e-9 * before.max(1.0), "{} and {}", before, left);
        prop_assert_eq!(now("competing"), total("flow_0"));
        for group in ["commodity:metal", "unit:wagon", "unit:lorry", "unit:teu", "direction:westbound", "direction:eastbound"] {
            let of_group = |flow: &corridor::model::corridor::Flow| match group.split_once(':') {
                Some(("unit", unit)) => flow.unit.name() == unit,
                Some(("direction", direction)) => flow.direction == direction,
                _ => true,
            };
            let rest = plain.flows.iter().skip(1).filter(|flow| of_group(flow)).map(|flow| total(&flow.name)).sum::<f64>();
            prop_assert!((now(group) - rest).abs() <= 1e-9 * rest.max(1.0), "{}: {} and {}", group, now(group), rest);
        }
    }
}
