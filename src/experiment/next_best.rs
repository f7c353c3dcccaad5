//! What single additions gain over a base, and what two of them gain together.

use super::compare::{Contrast, adjust};
use super::series::Series;
use crate::stats::Estimate;
use crate::stats::contrast::contrast;
use crate::stats::paired::difference;
use crate::stats::precision::confidence_each;
use crate::stats::quotient::quotient;

/// Every addition against the base in every measure, by addition, then by measure. Intervals and Holm's p-values are
/// simultaneous over the additions, as in [`compare`](super::compare()).
pub fn gains(base: &Series, additions: &[Series], measures: usize, confidence: f64) -> Vec<Vec<Contrast>> {
    let simultaneous = confidence_each(confidence, additions.len() as u64);
    let one = |addition: &Series, measure: usize| Contrast {
        base: base.estimate(measure, confidence),
        plan: addition.estimate(measure, confidence),
        difference: difference(base.of(measure), addition.of(measure), simultaneous),
        adjusted_p: None,
    };
    let all = |addition: &Series| (0..measures).map(|measure| one(addition, measure)).collect();
    let mut gains: Vec<Vec<Contrast>> = additions.iter().map(all).collect();
    (0..measures).for_each(|measure| adjust(&mut gains, measure));
    gains
}

/// What an addition costs and brings, in the money of the scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoneyGain {
    /// More tonnes a year.
    pub tonnes: Option<Estimate>,
    /// More cost over more tonnes; `None` where it is not known whether there are more tonnes.
    pub cost_per_extra_t: Option<Estimate>,
    /// What cargo pays more, less what is paid more, time and carbon included, a year.
    pub net: Option<Estimate>,
}

/// Where the series keep what money needs: tonnes, what cargo pays, cost, and the worth of time and of carbon.
pub type MoneyPlaces = [usize; 5];

/// What every addition costs and brings. Intervals are simultaneous over the additions.
pub fn money(base: &Series, additions: &[Series], at: MoneyPlaces, confidence: f64) -> Vec<MoneyGain> {
    let simultaneous = confidence_each(confidence, additions.len() as u64);
    let [tonnes, revenue, cost, time, carbon] = at;
    let one = |addition: &Series| {
        let pair = |measure: usize| [(1.0, addition.of(measure)), (-1.0, base.of(measure))];
        let paid = |measure: usize| pair(measure).map(|(share, samples)| (-share, samples));
        let net: Vec<_> = pair(revenue).into_iter().chain([cost, time, carbon].into_iter().flat_map(paid)).collect();
        let more = |measure: usize| {
            let both = addition.of(measure).iter().zip(base.of(measure)).zip(addition.of(cost)).zip(base.of(cost));
            let seen = both.filter(|(((one, two), three), four)| [one, two, three, four].iter().all(|s| s.1 > 0.0));
            seen.map(|(((one, two), _), _)| one.0 / one.1 - two.0 / two.1).collect::<Vec<f64>>()
        };
        MoneyGain {
            tonnes: contrast(&pair(tonnes), simultaneous),
            cost_per_extra_t: quotient(&more(cost), &more(tonnes), simultaneous),
            net: contrast(&net, simultaneous),
        }
    };
    additions.iter().map(one).collect()
}

/// Two additions at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Together {
    /// Their gain over the base; `None` where nothing was observed.
    pub gain: Option<Estimate>,
    /// That less the sum of the gains of each.
    pub beyond_sum: Option<Estimate>,
}

/// What two additions gain at once in one measure. Intervals are simultaneous over as many `pairs`.
pub fn together(base: &Series, each: [&Series; 2], both: &Series, measure: usize, level: (f64, usize)) -> Together {
    let (confidence, pairs) = level;
    let simultaneous = confidence_each(confidence, pairs as u64);
    let [one, other] = each.map(|series| series.of(measure));
    let (base, both) = (base.of(measure), both.of(measure));
    Together {
        gain: contrast(&[(1.0, both), (-1.0, base)], simultaneous),
        beyond_sum: contrast(&[(1.0, both), (-1.0, one), (-1.0, other), (1.0, base)], simultaneous),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_and_what_two_gain_together() {
        let luck = [0.0, 2.0, 5.0];
        let series = |mean: f64| Series::plain(&luck.map(|luck| mean + luck));
        let (base, one, other, both) = (series(10.0), series(13.0), series(10.0), series(18.0));
        let found = gains(&base, &[one.clone(), other.clone()], 1, 0.95);
        let gain = |addition: usize| found[addition][0].difference.unwrap().estimate;
        assert_eq!((gain(0).mean, gain(1).mean, gain(1).half_width), (3.0, 0.0, Some(0.0)));
        assert_eq!(found[1][0].adjusted_p, Some(1.0));
        let pair = together(&base, [&one, &other], &both, 0, (0.95, 3));
        assert_eq!((pair.gain.unwrap().mean, pair.beyond_sum.unwrap().mean), (8.0, 5.0));
    }
}
