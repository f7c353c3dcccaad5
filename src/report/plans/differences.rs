//! The main measures, plan by plan.

use super::ComparedPlans;
use crate::experiment::Contrast;
use crate::model::Measure;
use crate::report::document::{Align, Document, Table};
use crate::report::number::{Scale, brief, interval};
use crate::stats::paired::Difference;

pub fn write(document: &mut Document, plans: &ComparedPlans) {
    document.heading("What the plans change");
    for &at in &plans.headline {
        one(document, plans, at);
    }
    for &at in &plans.headline {
        by_year(document, plans, at);
    }
}

fn one(document: &mut Document, plans: &ComparedPlans, at: usize) {
    let measure = &plans.contrasts.measures[at];
    let scale = scale(plans, at, measure);
    let caption = format!("{} of {} ({}), {}", measure.name.replace('_', " "), measure.of, measure.period, scale.unit);
    let mut table = Table::new(caption, 1, &["plan", "base", "plan", "difference", "%", "pairing", "verdict"]);
    table.columns[6].align = Align::Left;
    for (plan, contrasts) in plans.plans.iter().zip(&plans.contrasts.contrasts) {
        let contrast = &contrasts[at];
        table.row(vec![
            plan.name.clone(),
            contrast.base.map_or("-".into(), |base| interval(&base, &scale)),
            contrast.plan.map_or("-".into(), |plan| interval(&plan, &scale)),
            contrast.difference.as_ref().map_or("-".into(), |difference| interval(&difference.estimate, &scale)),
            percent(contrast),
            contrast.difference.as_ref().map_or("-".into(), pairing),
            contrast.difference.as_ref().map_or("nothing to compare".into(), verdict),
        ]);
    }
    document.table(table);
}

/// The unit that suits the largest figure of a table.
fn scale(plans: &ComparedPlans, at: usize, measure: &Measure) -> Scale {
    let means = plans.contrasts.contrasts.iter().flat_map(|contrasts| [contrasts[at].base, contrasts[at].plan]);
    let largest = means.flatten().map(|estimate| estimate.mean.abs()).fold(0.0, f64::max);
    Scale::fitting(&measure.unit, largest)
}

fn percent(contrast: &Contrast) -> String {
    match (&contrast.difference, contrast.base) {
        (Some(difference), Some(base)) if base.mean != 0.0 => {
            let share = difference.estimate.mean / base.mean.abs() * 100.0;
            if share == 0.0 { "0".into() } else { format!("{share:+.1}") }
        }
        _ => "-".into(),
    }
}

/// How much shared luck was worth.
fn pairing(difference: &Difference) -> String {
    match difference.variance_factor {
        None => "-".into(),
        Some(factor) if factor.is_infinite() => "exact".into(),
        Some(factor) if factor < 1.0 => format!("{} (harms)", brief(factor)),
        Some(factor) => format!("x {}", brief((factor * 10.0).round() / 10.0)),
    }
}

/// Whether the sign of the difference is known, and if not, what it would take.
pub(super) fn verdict(difference: &Difference) -> String {
    let estimate = &difference.estimate;
    match estimate.half_width {
        _ if estimate.mean == 0.0 && estimate.sd == 0.0 => "no difference at all".into(),
        Some(half_width) if estimate.mean > half_width => "more".into(),
        Some(half_width) if estimate.mean < -half_width => "less".into(),
        Some(half_width) => {
            let needed = (half_width / estimate.mean.abs()).powi(2) * estimate.n as f64;
            let more = (needed - estimate.n as f64).ceil();
            if more.is_finite() && more < 1e6 {
                format!("cannot tell yet: about {} more runs", brief(more.max(1.0)))
            } else {
                "cannot tell, and hardly ever will".into()
            }
        }
        None => "one replication tells nothing".into(),
    }
}

/// The difference year by year, where several are measured.
fn by_year(document: &mut Document, plans: &ComparedPlans, at: usize) {
    let headline = &plans.contrasts.measures[at];
    let unit = headline.unit.trim_end_matches("/year");
    let of_year = |year: &String| {
        plans.contrasts.measures.iter().position(|measure| {
            measure.name == headline.name
                && measure.of == headline.of
                && measure.period == *year
                && measure.unit.trim_end_matches("/year") == unit
        })
    };
    let years: Vec<(&String, usize)> = plans.years.iter().filter_map(|year| Some((year, of_year(year)?))).collect();
    if years.len() < 2 {
        return;
    }
    let scale = scale(plans, years[0].1, &plans.contrasts.measures[years[0].1]);
    let caption = format!("{} of {}, difference by year, {}", headline.name.replace('_', " "), headline.of, scale.unit);
    let mut table = Table::new(caption, 1, &["plan"]);
    years.iter().for_each(|(year, _)| table.column(year.as_str()));
    for (plan, contrasts) in plans.plans.iter().zip(&plans.contrasts.contrasts) {
        let cell =
            |at: usize| contrasts[at].difference.as_ref().map_or("-".to_owned(), |one| interval(&one.estimate, &scale));
        table.row(std::iter::once(plan.name.clone()).chain(years.iter().map(|(_, at)| cell(*at))).collect());
    }
    document.table(table);
}
