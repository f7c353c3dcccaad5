//! The best of several plans, in one table.

use serde::Serialize;

use super::PlanNote;
use crate::experiment::{Failed, Ranked};
use crate::model::Measure;
use crate::report::answer::{Answer, CutShort, Filed};
use crate::report::document::{Align, Document, Table};
use crate::report::manifest::{Exclusion, Manifest};
use crate::report::number::{Scale, brief, counted, input, interval, mean};
use crate::report::origin::Origin;
use crate::report::record::csv;
use crate::report::summary_json::pretty;

/// The name under which plans are ranked by their net present value beside the base.
pub const NPV: &str = "npv";

/// What a measure of plans is printed in.
pub(super) fn scale(measure: &Measure, largest: f64) -> Scale {
    if measure.name == NPV { Scale::of_money(&measure.unit, largest) } else { Scale::fitting(&measure.unit, largest) }
}

/// A measure in words; there is one net present value.
fn told(measure: &Measure) -> String {
    match measure.name {
        NPV => "net present value beside the base".to_owned(),
        name => format!("{} of {}", name.replace('_', " "), measure.of),
    }
}

/// Plans and the base in a race for one measure.
#[derive(Debug)]
pub struct RankedPlans {
    pub origin: Origin,
    /// The base first.
    pub plans: Vec<PlanNote>,
    pub measure: Measure,
    pub more_is_better: bool,
    pub zone: f64,
    /// Replications in all that were to be spent, instead of a race until one plan is left.
    pub budget: Option<u64>,
    pub ranked: Ranked,
    /// How far it came, where it is not whole.
    pub cut_short: Option<CutShort>,
}

impl RankedPlans {
    /// Best first: those still in the race by their means, then the dropped, the last to go first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.plans.len()).collect();
        let sign = if self.more_is_better { 1.0 } else { -1.0 };
        order.sort_by(|&one, &other| {
            let [a, b] = [one, other].map(|plan| &self.ranked.standings[plan]);
            let in_race = b.dropped_after.is_none().cmp(&a.dropped_after.is_none());
            let last = (other == self.ranked.leader).cmp(&(one == self.ranked.leader));
            last.then(in_race).then((sign * b.mean).total_cmp(&(sign * a.mean)))
        });
        order
    }

    /// What can be said, in one sentence.
    pub fn answer(&self) -> String {
        let leader = &self.plans[self.ranked.leader].name;
        let percent = input(self.origin.confidence * 100.0);
        let zone = self.zone_told();
        if let Some(answer) = self.within_budget() {
            return answer;
        }
        let tied: Vec<&str> = self.ranked.tied.iter().map(|&plan| self.plans[plan].name.as_str()).collect();
        match (self.ranked.decided, tied.is_empty()) {
            (true, true) => {
                format!("{leader} is the best, or less than {zone} worse than the best, with {percent} % guarantee.")
            }
            (true, false) => format!(
                "{leader} leads; what it gains over {} is no more than {zone}, which does not matter: they are tied, \
                 with {percent} % guarantee.",
                tied.join(", ")
            ),
            (false, _) => format!(
                "{leader} leads, but it cannot be told yet: at most about {} more replications of each plan still in \
                 the race would decide it, far fewer where they differ by more than what does not matter.",
                brief(self.ranked.more as f64)
            ),
        }
    }

    /// What can be said after a budget was spent; `None` after a race.
    fn within_budget(&self) -> Option<String> {
        let leader = &self.plans[self.ranked.leader].name;
        self.budget?;
        let Some(chances) = self.ranked.chances else {
            return Some(format!("{leader} leads, but of some plan nothing was seen, so nothing can be said of it."));
        };
        let percent = |chance: f64| input((chance * 1000.0).floor() / 10.0);
        let word = if self.ranked.decided { "is the choice" } else { "leads, but less surely than asked for" };
        Some(format!(
            "{leader} {word}: it is the best with a chance of at least about {} %, and no more than {} worse than the \
             best with at least about {} %. These are estimates by normal laws, no guarantee.",
            percent(chances.best),
            self.zone_told(),
            percent(chances.good)
        ))
    }

    fn zone_told(&self) -> String {
        let scale = scale(&self.measure, self.zone);
        format!("{} {}", input(self.zone * scale.factor), scale.unit)
    }

    /// Nothing but the title.
    fn titled(&self) -> Document {
        let aim = if self.more_is_better { "most" } else { "least" };
        let measure = match self.measure.name {
            NPV => "net present value".to_owned(),
            name => name.replace('_', " "),
        };
        Document::new(&format!("{}: which plan has the {aim} {measure}", self.plans[0].title))
    }

    fn word(&self, plan: usize) -> String {
        match self.ranked.standings[plan].dropped_after {
            _ if plan == self.ranked.leader && self.ranked.decided && self.budget.is_none() => "best".into(),
            _ if plan == self.ranked.leader => "leads".into(),
            _ if self.ranked.tied.contains(&plan) => "tied".into(),
            Some(replication) => format!("dropped after {replication}"),
            None if self.budget.is_some() => "behind".into(),
            None => "in the race".into(),
        }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.order().into_iter().enumerate().map(|(rank, plan)| {
            let standing = &self.ranked.standings[plan];
            Row {
                rank: rank + 1,
                plan: &self.plans[plan].name,
                mean: standing.mean,
                unit: &self.measure.unit,
                best_less_plan: standing.behind.map(|behind| behind.mean),
                half_width: standing.behind.and_then(|behind| behind.half_width),
                replications: standing.replications,
                standing: self.word(plan),
            }
        })
    }
}

#[derive(Serialize)]
struct Row<'a> {
    rank: usize,
    plan: &'a str,
    mean: f64,
    unit: &'a str,
    best_less_plan: Option<f64>,
    half_width: Option<f64>,
    replications: u64,
    standing: String,
}

const HEADER: [&str; 8] = ["rank", "plan", "mean", "unit", "best_less_plan", "half_width", "replications", "standing"];

#[derive(Serialize)]
struct Whole<'a> {
    answer: String,
    decided: bool,
    more_replications: u64,
    measure: &'a str,
    of: &'a str,
    period: &'a str,
    zone: f64,
    confidence: f64,
    seed: u64,
    simulated: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_short: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<u64>,
    /// Lower bounds, about; no guarantee.
    #[serde(skip_serializing_if = "Option::is_none")]
    chance_best: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chance_within_zone: Option<f64>,
    plans: Vec<Row<'a>>,
}

impl Answer for RankedPlans {
    fn document(&self) -> Document {
        let measure = &self.measure;
        let mut document = self.titled();
        document.text(self.answer());
        document.cut_short(self.cut_short.as_ref());
        document.text(format!(
            "Measured: {}, {}. {} in all under shared luck, seed {}, {}. Differences below {} do not matter.",
            self.origin.measured,
            told(measure),
            counted(self.ranked.simulated, "replication"),
            self.origin.seed,
            match self.budget {
                None => "by the procedure of Kim and Nelson; a plan is dropped as soon as it has lost",
                Some(_) => {
                    "ten of each plan, then most where they tell most (OCBA, Chen et al. 2000); its rule takes plans as \
                     independent, what is said of the choice does not"
                }
            },
            self.zone_told(),
        ));
        let largest = self.ranked.standings.iter().map(|standing| standing.mean.abs()).fold(0.0, f64::max);
        let scale = scale(measure, largest);
        let caption = format!("{}, {}", told(measure), scale.unit);
        let mut table = Table::new(caption, 2, &["rank", "plan", "mean", "best less plan", "runs", "standing"]);
        table.columns[5].align = Align::Left;
        for (rank, plan) in self.order().into_iter().enumerate() {
            let standing = &self.ranked.standings[plan];
            let exact = crate::stats::Estimate {
                mean: standing.mean,
                half_width: None,
                sd: 0.0,
                n: standing.replications,
                min: standing.mean,
                max: standing.mean,
            };
            table.row(vec![
                (rank + 1).to_string(),
                self.plans[plan].name.clone(),
                mean(&exact, &scale),
                standing.behind.as_ref().map_or("-".into(), |behind| interval(behind, &scale)),
                standing.replications.to_string(),
                self.word(plan),
            ]);
        }
        document.table(table);
        let told = self.ranked.left_out.iter().map(|(replication, plan, why)| {
            format!("replication {replication}, for {}: {why}", self.plans[*plan].name)
        });
        document.left_out(told);
        document
    }

    /// `rank.csv`: one plan a row, best first.
    fn csv(&self) -> Vec<u8> {
        csv(&HEADER, self.rows())
    }

    /// `rank.json`.
    fn json(&self) -> String {
        pretty(&Whole {
            answer: self.answer(),
            decided: self.ranked.decided,
            more_replications: self.ranked.more,
            measure: self.measure.name,
            of: &self.measure.of,
            period: &self.measure.period,
            zone: self.zone,
            confidence: self.origin.confidence,
            seed: self.origin.seed,
            simulated: self.ranked.simulated,
            cut_short: self.cut_short.as_ref().map(|cut_short| cut_short.told.as_str()),
            budget: self.budget,
            chance_best: self.ranked.chances.map(|chances| chances.best),
            chance_within_zone: self.ranked.chances.map(|chances| chances.good),
            plans: self.rows().collect(),
        })
    }
}

impl Filed for RankedPlans {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        let exclusion = |(replication, plan, why): &(u64, usize, Failed)| {
            Exclusion::new(*replication, self.origin.seed, &self.plans[*plan].name, why)
        };
        self.ranked.left_out.iter().map(exclusion).collect()
    }

    fn manifest(&self) -> Manifest {
        self.origin.manifest(
            self.titled().title,
            self.ranked.standings[self.ranked.leader].replications,
            self.cut_short.as_ref(),
            self.excluded(),
        )
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        self.forms(["rank.csv", "rank.json", "rank.md"])
    }
}
