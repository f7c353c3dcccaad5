//! What plans lose in futures against the plan that is best there.

use serde::Serialize;

use super::PlanNote;
use super::ranking::scale;
use crate::experiment::Failed;
use crate::model::Measure;
use crate::report::answer::{Answer, CutShort, Filed};
use crate::report::document::{Align, Document, Table};
use crate::report::manifest::{Exclusion, Manifest};
use crate::report::number::{Scale, brief, counted, input, interval};
use crate::report::origin::Origin;
use crate::report::record::csv;
use crate::report::summary_json::pretty;
use crate::stats::paired::PairFold;
use crate::stats::regret::{Regret, Regrets};
use crate::stats::{Estimate, RatioFold};

/// Plans, the base among them, crossed with futures.
#[derive(Debug)]
pub struct RegrettedPlans {
    pub origin: Origin,
    /// The base first.
    pub plans: Vec<PlanNote>,
    pub futures: Vec<String>,
    pub measure: Measure,
    /// Figures are told as differences to the base of the same future.
    pub beside_base: bool,
    pub more_is_better: bool,
    pub replications: u64,
    /// By future, plan and replication.
    pub values: Vec<Vec<Vec<f64>>>,
    pub regrets: Regrets,
    /// By future: replication and plan.
    pub left_out: Vec<Vec<(u64, usize, Failed)>>,
    /// How far it came, where it is not whole.
    pub cut_short: Option<CutShort>,
}

impl RegrettedPlans {
    /// Whether no other plan may have the least regret.
    pub fn is_sure(&self) -> bool {
        self.regrets.rivals.is_empty()
    }

    fn names(&self, plans: &[usize]) -> String {
        plans.iter().map(|&plan| self.plans[plan].name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// What can be said, in a sentence or two.
    pub fn answer(&self) -> String {
        let choice = self.regrets.choice;
        let (worst, future) = self.regrets.worst[choice];
        let scale = self.scale();
        let told = |value: f64| brief(value * scale.factor);
        let name = &self.plans[choice].name;
        let most = match worst.high {
            high if high <= 0.0 => format!("{name} is the best in every future."),
            high => format!(
                "{name} has the least to regret: about {} and no more than {} {} against the best plan of a future ({}).",
                told(worst.mean),
                told(high),
                scale.unit,
                self.futures[future]
            ),
        };
        let percent = input(self.origin.confidence * 100.0);
        match self.is_sure() {
            true => format!("{most} Every other plan may regret more than that, with {percent} % confidence."),
            false => format!(
                "{most} It cannot be told yet whether it is this plan or {}: more replications would.",
                self.names(&self.regrets.rivals)
            ),
        }
    }

    fn scale(&self) -> Scale {
        let figures = (0..self.futures.len())
            .flat_map(|future| (0..self.plans.len()).map(move |plan| (future, plan)))
            .filter_map(|(future, plan)| Some(self.figure(future, plan)?.mean.abs()));
        scale(&self.measure, figures.fold(0.0, f64::max))
    }

    /// What a plan came to in a future: the measure, or what it is worth beside the base.
    fn figure(&self, future: usize, plan: usize) -> Option<Estimate> {
        let values = &self.values[future];
        let seen = |i: &usize| values.iter().all(|plan| plan[*i].is_finite());
        let counted = (0..values[plan].len()).filter(seen);
        if self.beside_base {
            let mut fold = PairFold::new();
            counted.for_each(|i| fold.push((values[0][i], 1.0), (values[plan][i], 1.0)));
            return fold.difference(self.origin.confidence).map(|difference| difference.estimate);
        }
        let mut fold = RatioFold::new();
        counted.for_each(|i| fold.push(values[plan][i], 1.0));
        fold.estimate(self.origin.confidence)
    }

    /// Nothing but the title.
    fn titled(&self) -> Document {
        Document::new(&format!("{}: what plans may have to regret", self.plans[0].title))
    }

    fn measure_told(&self) -> String {
        match self.beside_base {
            true => "net present value".to_owned(),
            false => {
                format!("{} of {} ({})", self.measure.name.replace('_', " "), self.measure.of, self.measure.period)
            }
        }
    }

    /// Least regret first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.plans.len()).collect();
        order.sort_by(|&a, &b| self.regrets.worst[a].0.mean.total_cmp(&self.regrets.worst[b].0.mean));
        order
    }

    fn worst(&self, document: &mut Document) {
        let scale = self.scale();
        let caption = format!("The worst regret of every plan, {}", scale.unit);
        let mut table = Table::new(caption, 1, &["plan", "worst regret", "from", "to", "in", "verdict"]);
        for column in [4, 5] {
            table.columns[column].align = Align::Left;
        }
        for plan in self.order() {
            let (regret, future) = self.regrets.worst[plan];
            let told = |value: f64| brief(value * scale.factor);
            table.row(vec![
                self.plans[plan].name.clone(),
                told(regret.mean),
                told(regret.low),
                told(regret.high),
                if regret.mean > 0.0 { self.futures[future].clone() } else { "-".into() },
                self.word(plan).into(),
            ]);
        }
        document.table(table);
    }

    fn word(&self, plan: usize) -> &'static str {
        match plan {
            _ if plan == self.regrets.choice && self.is_sure() => "least regret",
            _ if plan == self.regrets.choice => "leads",
            _ if self.regrets.rivals.contains(&plan) => "may be it",
            _ => "more regret",
        }
    }

    fn cells(&self, document: &mut Document) {
        let scale = self.scale();
        let caption = format!("Regret by future, {}; in brackets its bounds", scale.unit);
        let mut table = Table::new(caption, 1, &["future"]);
        let order = self.order();
        order.iter().for_each(|&plan| table.column(self.plans[plan].name.as_str()));
        table.column("best");
        table.columns.iter_mut().for_each(|column| column.align = Align::Left);
        for (future, name) in self.futures.iter().enumerate() {
            let cells = order.iter().map(|&plan| told(&self.regrets.cells[future][plan], &scale));
            let best = self.regrets.may_be_best(future);
            table.row(std::iter::once(name.clone()).chain(cells).chain([self.names(&best)]).collect());
        }
        document.table(table);
    }

    fn figures(&self, document: &mut Document) {
        let scale = self.scale();
        let beside = if self.beside_base { " beside the base of the same future" } else { "" };
        let caption = format!("{}{beside}, {}", self.measure_told(), scale.unit);
        let mut table = Table::new(caption, 1, &["future"]);
        let order = self.order();
        order.iter().for_each(|&plan| table.column(self.plans[plan].name.as_str()));
        for (future, name) in self.futures.iter().enumerate() {
            let cells = order
                .iter()
                .map(|&plan| self.figure(future, plan).map_or("-".to_owned(), |figure| interval(&figure, &scale)));
            table.row(std::iter::once(name.clone()).chain(cells).collect());
        }
        document.table(table);
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let row = move |future: &'_ str, plan: usize, figure: Option<Estimate>, regret: Regret| Row {
            future: future.to_owned(),
            plan: &self.plans[plan].name,
            measure: self.measure.name,
            unit: &self.measure.unit,
            mean: figure.map(|figure| figure.mean),
            half_width: figure.and_then(|figure| figure.half_width),
            n: figure.map_or(0, |figure| figure.n),
            regret: regret.mean,
            low: regret.low,
            high: regret.high,
        };
        let cells = self.futures.iter().enumerate().flat_map(move |(future, name)| {
            (0..self.plans.len())
                .map(move |plan| row(name, plan, self.figure(future, plan), self.regrets.cells[future][plan]))
        });
        cells.chain((0..self.plans.len()).map(move |plan| row("worst", plan, None, self.regrets.worst[plan].0)))
    }
}

/// `12 (8 to 16)`.
fn told(regret: &Regret, scale: &Scale) -> String {
    let [mean, low, high] = [regret.mean, regret.low, regret.high].map(|value| brief(value * scale.factor));
    if regret.high == 0.0 { "0".into() } else { format!("{mean} ({low} to {high})") }
}

/// One plan in one future, or its worst regret.
#[derive(Serialize)]
struct Row<'a> {
    future: String,
    plan: &'a str,
    measure: &'a str,
    unit: &'a str,
    mean: Option<f64>,
    half_width: Option<f64>,
    n: u64,
    regret: f64,
    low: f64,
    high: f64,
}

const HEADER: [&str; 10] =
    ["future", "plan", "measure", "unit", "mean", "half_width", "n", "regret", "regret_low", "regret_high"];

#[derive(Serialize)]
struct Whole<'a> {
    answer: String,
    choice: &'a str,
    rivals: Vec<&'a str>,
    confidence: f64,
    seed: u64,
    replications: u64,
    measured: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_short: Option<&'a str>,
    regrets: Vec<Row<'a>>,
}

impl Answer for RegrettedPlans {
    fn document(&self) -> Document {
        let mut document = self.titled();
        document.text(self.answer());
        document.cut_short(self.cut_short.as_ref());
        let aim = if self.more_is_better { "more" } else { "less" };
        let replications = counted(self.replications, "replication");
        document.text(format!(
            "Measured: {}, {}, of which {aim} is better. {} of every plan in every future with the same luck, seed {}. \
             A regret is what a plan loses in a future against the plan that is best there. Its bounds come from all \
             pairs of plans, replication by replication, and all of them hold at once with {} % confidence \
             (Bonferroni); the worst regret is over all futures, none of which is taken for likelier than another.",
            self.origin.measured,
            self.measure_told(),
            if self.cut_short.is_some() { format!("At most {replications}") } else { replications },
            self.origin.seed,
            input(self.origin.confidence * 100.0),
        ));
        self.worst(&mut document);
        self.cells(&mut document);
        self.figures(&mut document);
        document.left_out(self.excluded());
        document
    }

    /// `regret.csv`: one plan in one future a row, then the worst regret of every plan.
    fn csv(&self) -> Vec<u8> {
        csv(&HEADER, self.rows())
    }

    /// `regret.json`.
    fn json(&self) -> String {
        pretty(&Whole {
            answer: self.answer(),
            choice: &self.plans[self.regrets.choice].name,
            rivals: self.regrets.rivals.iter().map(|&plan| self.plans[plan].name.as_str()).collect(),
            confidence: self.origin.confidence,
            seed: self.origin.seed,
            replications: self.replications,
            measured: &self.origin.measured,
            cut_short: self.cut_short.as_ref().map(|cut_short| cut_short.told.as_str()),
            regrets: self.rows().collect(),
        })
    }
}

impl Filed for RegrettedPlans {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        let mut excluded = Vec::new();
        for (left_out, future) in self.left_out.iter().zip(&self.futures) {
            for (replication, plan, why) in left_out {
                let of = format!("{} in {future}", self.plans[*plan].name);
                excluded.push(Exclusion::new(*replication, self.origin.seed, of, why));
            }
        }
        excluded
    }

    fn manifest(&self) -> Manifest {
        self.origin.manifest(self.titled().title, self.replications, self.cut_short.as_ref(), self.excluded())
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        self.forms(["regret.csv", "regret.json", "regret.md"])
    }
}
