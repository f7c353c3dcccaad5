//! The economics of plans: what each is worth beside the base, where the money comes from, and what would turn it.

use serde::Serialize;

use super::ComparedPlans;
use crate::experiment::{Appraisal, Part, Switching};
use crate::model::corridor::MoneyKind;
use crate::report::document::{Align, Document, Table};
use crate::report::number::{Scale, brief, interval};
use crate::report::record::csv;
use crate::stats::Estimate;
use crate::stats::cash::Return;

/// A factor or rate is told in these.
fn plain() -> Scale {
    Scale::one("")
}

pub fn write(document: &mut Document, plans: &ComparedPlans) {
    let appraised: Vec<(&str, &Appraisal)> = appraised(plans).collect();
    let Some((_, first)) = appraised.first() else { return };
    document.heading("Economics");
    document.text(format!(
        "Plan beside base in real money, discounted at {} % a year over {} years from the start of measuring. Vessels and \
         investments are paid at the start of the year in which they come, the rest at its end; the last year measured \
         stands for those behind it; what wears out is bought again, and what is left at the end is credited.",
        brief(first.rate * 100.0),
        brief(first.years),
    ));
    let largest = appraised.iter().map(|(_, one)| one.worth.mean.abs()).fold(0.0, f64::max);
    let scale = Scale::of_money(&first.currency, largest);
    worths(document, &appraised, &scale);
    parts(document, &appraised, &scale);
    switching(document, &appraised, first);
}

fn appraised(plans: &ComparedPlans) -> impl Iterator<Item = (&str, &Appraisal)> {
    let names = plans.plans.iter().map(|plan| plan.name.as_str());
    names.zip(&plans.contrasts.appraisals).filter_map(|(name, appraisal)| Some((name, appraisal.as_ref()?)))
}

fn range(spread: Option<[f64; 3]>, factor: f64) -> String {
    spread.map_or("-".into(), |[low, _, high]| format!("{} to {}", brief(low * factor), brief(high * factor)))
}

/// Net present value, internal rate of return, benefits over costs, payback.
fn worths(document: &mut Document, appraised: &[(&str, &Appraisal)], scale: &Scale) {
    let caption = format!(
        "Net present value, {}; P10 to P90 over replications; the rate of return is of the mean cash flow",
        scale.unit
    );
    let columns = [
        "plan",
        "NPV",
        "P10 to P90",
        "below 0, %",
        "IRR, %",
        "IRR P10 to P90",
        "no IRR, %",
        "benefit/cost",
        "payback, years",
    ];
    let mut table = Table::new(caption, 1, &columns);
    for (name, one) in appraised {
        let n = one.negative.n as f64;
        let rate = match one.rate_of_means {
            Return::Rate(rate) => brief(rate * 100.0),
            Return::None => "none".into(),
            Return::Several => "several".into(),
        };
        let payback = match one.payback {
            _ if one.parts.is_empty() => "-".into(),
            Some([_, middle, _]) if one.paid_back == one.negative.n => brief(middle),
            Some([_, middle, _]) if 2 * one.paid_back > one.negative.n => format!("{} where at all", brief(middle)),
            _ => "never".into(),
        };
        table.row(vec![
            (*name).to_owned(),
            interval(&one.worth, scale),
            range(one.spread, scale.factor),
            brief((one.negative.share() * 100.0).round()),
            rate,
            range(one.rates, 100.0),
            brief(((one.without_rate + one.several_rates) as f64 / n * 100.0).round()),
            one.benefit_cost.map_or("-".into(), |ratio| interval(&ratio, &plain())),
            payback,
        ]);
    }
    document.table(table);
}

fn told(part: Part) -> &'static str {
    match part {
        Part::Outlays => "bought",
        Part::LeftAtTheEnd => "left at the end",
        Part::Running(MoneyKind::Tariffs) => "paid by cargo",
        Part::Running(kind) => kind.name(),
    }
}

/// Where the money comes from.
fn parts(document: &mut Document, appraised: &[(&str, &Appraisal)], scale: &Scale) {
    let caption = format!("Where it comes from: present values, {}; below 0 is more paid than in the base", scale.unit);
    let mut table = Table::new(caption, 1, &["part"]);
    appraised.iter().for_each(|(name, _)| table.column(*name));
    for part in Part::all() {
        let of = |one: &Appraisal| one.parts.iter().find(|(other, _)| *other == part).map(|(_, estimate)| *estimate);
        if appraised.iter().any(|(_, one)| of(one).is_some()) {
            let cells = appraised.iter().map(|(_, one)| of(one).map_or("0".into(), |part| interval(&part, scale)));
            table.row(std::iter::once(told(part).to_owned()).chain(cells).collect());
        }
    }
    let sum = appraised.iter().map(|(_, one)| interval(&one.worth, scale));
    table.row(std::iter::once("net present value".to_owned()).chain(sum).collect());
    document.table(table);
}

/// What would turn the sign of a plan's worth.
fn switching(document: &mut Document, appraised: &[(&str, &Appraisal)], first: &Appraisal) {
    let caption =
        "Switching values: where the net present value is 0, all else as it is; exact, for it is linear in prices";
    let mut table = Table::new(caption, 2, &["plan", "what", "now", "turns at", "unit"]);
    table.columns[4].align = Align::Left;
    for (name, one) in appraised {
        for switching in &one.switching {
            let row = switch_row(switching, &first.currency);
            table.row(std::iter::once((*name).to_owned()).chain(row).collect());
        }
        if let Return::Rate(rate) = one.rate_of_means {
            let (now, turns) = (brief(one.rate * 100.0), brief(rate * 100.0));
            table.row(vec![(*name).to_owned(), "discount rate".into(), now, turns, "% a year".into()]);
        }
    }
    document.table(table);
}

fn switch_row(switching: &Switching, currency: &str) -> [String; 4] {
    let (what, now, scale, factor) = match switching {
        Switching::Price { fleet, factor } => {
            let scale = Scale::of_money(currency, fleet.price);
            (format!("price of {}", fleet.name), fleet.price, scale, factor)
        }
        Switching::AllCapital { factor } => ("all capital".into(), 1.0, Scale::one("times"), factor),
        Switching::Kind { kind, factor } => (format!("all {}", kind.name()), 1.0, Scale::one("times"), factor),
    };
    let turns = if factor.mean < 0.0 {
        "never: below 0".into()
    } else {
        let scaled = scaled(factor, now);
        interval(&scaled, &scale)
    };
    [what, brief(now * scale.factor), turns, scale.unit]
}

/// An estimate times a number above 0.
fn scaled(estimate: &Estimate, by: f64) -> Estimate {
    Estimate {
        mean: estimate.mean * by,
        half_width: estimate.half_width.map(|half| half * by),
        sd: estimate.sd * by,
        min: estimate.min * by,
        max: estimate.max * by,
        n: estimate.n,
    }
}

/// One figure of the economics of a plan. Empty where there is nothing to say.
#[derive(Serialize)]
struct Row<'a> {
    plan: &'a str,
    item: String,
    unit: String,
    value: Option<f64>,
    half_width: Option<f64>,
    p10: Option<f64>,
    p50: Option<f64>,
    p90: Option<f64>,
    /// Replications that have the figure.
    n: u64,
}

const HEADER: [&str; 9] = ["plan", "item", "unit", "value", "half_width", "p10", "p50", "p90", "n"];

fn rows(plans: &ComparedPlans) -> impl Iterator<Item = Row<'_>> {
    appraised(plans).flat_map(|(plan, one)| {
        let row = |item: &str, unit: &str, value: Option<f64>, half_width, spread: Option<[f64; 3]>, n| {
            let [p10, p50, p90] = spread.map_or([None; 3], |values| values.map(Some));
            Row { plan, item: item.to_owned(), unit: unit.to_owned(), value, half_width, p10, p50, p90, n }
        };
        let estimate = |item: &str, unit: &str, estimate: &Estimate| {
            row(item, unit, Some(estimate.mean), estimate.half_width, None, estimate.n)
        };
        let (n, money) = (one.negative.n, one.currency.as_str());
        let rate = match one.rate_of_means {
            Return::Rate(rate) => Some(rate),
            Return::None | Return::Several => None,
        };
        let mut rows = vec![
            row("net_present_value", money, Some(one.worth.mean), one.worth.half_width, one.spread, n),
            row("chance_below_0", "share", Some(one.negative.share()), None, None, n),
            row("internal_rate_of_return", "share", rate, None, one.rates, one.with_rate),
            row("no_rate_of_return", "replications", Some(one.without_rate as f64), None, None, n),
            row("several_rates_of_return", "replications", Some(one.several_rates as f64), None, None, n),
            row("payback", "years", None, None, one.payback, one.paid_back),
        ];
        rows.extend(one.benefit_cost.iter().map(|ratio| estimate("benefit_cost", "ratio", ratio)));
        rows.extend(one.parts.iter().map(|(part, worth)| {
            let name = told(*part).replace(' ', "_");
            estimate(&format!("present_value:{name}"), money, worth)
        }));
        rows.extend(one.switching.iter().map(|switching| match switching {
            Switching::Price { fleet, factor } => {
                estimate(&format!("switching_price:{}", fleet.name), money, &scaled(factor, fleet.price))
            }
            Switching::AllCapital { factor } => estimate("switching_factor:capital", "times", factor),
            Switching::Kind { kind, factor } => estimate(&format!("switching_factor:{}", kind.name()), "times", factor),
        }));
        rows
    })
}

/// `economics.csv`, where plans are appraised.
pub fn render(plans: &ComparedPlans) -> Option<Vec<u8>> {
    appraised(plans).next()?;
    Some(csv(&HEADER, rows(plans)))
}

/// The same for programs.
pub fn json(plans: &ComparedPlans) -> Option<serde_json::Value> {
    appraised(plans).next()?;
    serde_json::to_value(rows(plans).collect::<Vec<Row>>()).ok()
}
