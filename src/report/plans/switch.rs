//! Where along a number the choice of a plan turns.

use serde::Serialize;

use super::ComparedPlans;
use crate::experiment::{Course, LeftOut};
use crate::report::document::{Align, Document, Table};
use crate::report::number::{Scale, brief, interval};
use crate::report::record::csv;
use crate::stats::Estimate;

/// A comparison made again along a number.
#[derive(Clone, Debug)]
pub struct Switched {
    pub path: String,
    /// Those that were simulated.
    pub values: Vec<String>,
    /// What is compared, plan less base.
    pub what: String,
    pub unit: String,
    /// By plan, then by value.
    pub estimates: Vec<Vec<Option<Estimate>>>,
    /// By plan.
    pub courses: Vec<Course>,
    /// Replications that failed, by value.
    pub left_out: Vec<(String, LeftOut)>,
}

pub fn write(document: &mut Document, plans: &ComparedPlans) {
    if plans.switched.is_empty() {
        return;
    }
    document.heading("Where the choice turns");
    document.text(
        "The comparison made again at every value. A sign is known where 0 lies outside the interval, all plans and values \
         of a table at once (Bonferroni); the choice turns between the last value with the one sign known and the first \
         with the other.",
    );
    for switched in &plans.switched {
        values(document, plans, switched);
        turns(document, plans, switched);
    }
}

fn scale(switched: &Switched) -> Scale {
    let means = switched.estimates.iter().flatten().flatten().map(|estimate| estimate.mean.abs());
    let largest = means.fold(0.0, f64::max);
    let money = switched.what == "net present value";
    if money { Scale::of_money(&switched.unit, largest) } else { Scale::fitting(&switched.unit, largest) }
}

fn values(document: &mut Document, plans: &ComparedPlans, switched: &Switched) {
    let scale = scale(switched);
    let mut table = Table::new(format!("{}, plan less base, {}", switched.what, scale.unit), 1, &[&switched.path]);
    plans.plans.iter().for_each(|plan| table.column(plan.name.as_str()));
    for (at, value) in switched.values.iter().enumerate() {
        let cell = |estimates: &Vec<Option<Estimate>>| estimates[at].map_or("-".into(), |one| interval(&one, &scale));
        table.row(std::iter::once(value.clone()).chain(switched.estimates.iter().map(cell)).collect());
    }
    document.table(table);
}

fn turns(document: &mut Document, plans: &ComparedPlans, switched: &Switched) {
    let mut table = Table::new(String::from("The choice"), 1, &["plan", "between", "on the means", "what happens"]);
    table.columns[3].align = Align::Left;
    for (plan, course) in plans.plans.iter().zip(&switched.courses) {
        let nothing = |told: &str| vec![plan.name.clone(), "-".into(), "-".into(), told.to_owned()];
        match course {
            Course::Throughout { above: true } => table.row(nothing("does not turn: above 0 throughout")),
            Course::Throughout { above: false } => table.row(nothing("does not turn: below 0 throughout")),
            Course::Unknown => table.row(nothing("not known to turn; more replications may tell")),
            Course::Turns(turns) => {
                for turn in turns {
                    let told = if turn.rises { "above 0 from there on" } else { "below 0 from there on" };
                    let between = format!("{} and {}", brief(turn.from), brief(turn.to));
                    table.row(vec![plan.name.clone(), between, brief(turn.at), told.into()]);
                }
            }
        }
    }
    document.table(table);
}

/// A value of a number and what a plan comes to there.
#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    value: &'a str,
    plan: &'a str,
    what: &'a str,
    unit: &'a str,
    mean: Option<f64>,
    half_width: Option<f64>,
    n: u64,
}

const HEADER: [&str; 8] = ["path", "value", "plan", "what", "unit", "mean", "half_width", "n"];

fn rows(plans: &ComparedPlans) -> impl Iterator<Item = Row<'_>> {
    plans.switched.iter().flat_map(move |switched| {
        switched.values.iter().enumerate().flat_map(move |(at, value)| {
            plans.plans.iter().zip(&switched.estimates).map(move |(plan, estimates)| Row {
                path: &switched.path,
                value,
                plan: &plan.name,
                what: &switched.what,
                unit: &switched.unit,
                mean: estimates[at].map(|estimate| estimate.mean),
                half_width: estimates[at].and_then(|estimate| estimate.half_width),
                n: estimates[at].map_or(0, |estimate| estimate.n),
            })
        })
    })
}

/// `switches.csv`, where values are switched.
pub fn render(plans: &ComparedPlans) -> Option<Vec<u8>> {
    (!plans.switched.is_empty()).then(|| csv(&HEADER, rows(plans)))
}

/// The same for programs.
pub fn json(plans: &ComparedPlans) -> Option<serde_json::Value> {
    let told = serde_json::to_value(rows(plans).collect::<Vec<Row>>()).ok();
    told.filter(|_| !plans.switched.is_empty())
}
