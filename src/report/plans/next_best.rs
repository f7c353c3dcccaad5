//! One more of everything: what each gains, the best first, and what the best gain together.

use serde::Serialize;

use super::differences::verdict;
use crate::experiment::{Contrast, Failed, MoneyGain, Together};
use crate::model::Measure;
use crate::report::answer::{Answer, CutShort, Filed};
use crate::report::document::{Align, Document, Table};
use crate::report::manifest::{Exclusion, Manifest};
use crate::report::number::{Scale, counted, input, interval};
use crate::report::origin::Origin;
use crate::report::record::csv;
use crate::report::summary_json::pretty;
use crate::stats::Estimate;

/// A small addition to the scenario.
#[derive(Clone, Debug)]
pub struct Addition {
    pub name: String,
    pub path: String,
    pub from: f64,
    pub to: f64,
}

/// Two additions at once, in the first measure.
#[derive(Clone, Debug)]
pub struct PairGain {
    pub additions: [usize; 2],
    pub together: Together,
}

/// Additions held against a base.
#[derive(Debug)]
pub struct NextBest {
    pub origin: Origin,
    pub title: String,
    pub replications: u64,
    /// The one that is aimed at first.
    pub measures: Vec<Measure>,
    pub more_is_better: bool,
    pub additions: Vec<Addition>,
    /// The best first.
    pub order: Vec<usize>,
    /// By addition, then by measure.
    pub contrasts: Vec<Vec<Contrast>>,
    /// The money of the scenario, where it has prices.
    pub currency: Option<String>,
    /// By addition, where there are prices.
    pub money: Vec<MoneyGain>,
    pub pairs: Vec<PairGain>,
    /// Additions that make no valid scenario, with the reason.
    pub impossible: Vec<String>,
    /// Who, replication, reason.
    pub left_out: Vec<(String, u64, Failed)>,
    /// How far it came, where it is not whole.
    pub cut_short: Option<CutShort>,
}

/// Additions by what they change the first measure by, the best first; those of which nothing is known are last.
pub fn best_first(contrasts: &[Vec<Contrast>], more_is_better: bool) -> Vec<usize> {
    let sign = if more_is_better { 1.0 } else { -1.0 };
    let gain = |at: usize| contrasts[at][0].difference.as_ref().map_or(f64::NEG_INFINITY, |d| sign * d.estimate.mean);
    let mut order: Vec<usize> = (0..contrasts.len()).collect();
    order.sort_by(|&one, &other| gain(other).total_cmp(&gain(one)));
    order
}

/// Whether an addition is known to be for the better.
pub fn is_gain(contrast: &Contrast, more_is_better: bool) -> bool {
    let sign = if more_is_better { 1.0 } else { -1.0 };
    contrast.difference.as_ref().is_some_and(|found| {
        found.estimate.half_width.is_some_and(|half_width| sign * found.estimate.mean > half_width)
    })
}

impl NextBest {
    /// Nothing but the title.
    fn titled(&self) -> Document {
        Document::new(&format!("{}: what to add next", self.title))
    }

    fn gains(&self, document: &mut Document) {
        document.heading("Gains, the best first");
        let changes = |at: &usize| {
            self.contrasts[*at].iter().any(|contrast| {
                contrast.difference.as_ref().is_some_and(|found| found.estimate.mean != 0.0 || found.estimate.sd != 0.0)
            })
        };
        let (some, none): (Vec<usize>, Vec<usize>) = self.order.iter().partition(|at| changes(at));
        let first = &self.measures[0];
        let scales: Vec<Scale> = (0..self.measures.len()).map(|measure| self.scale(measure)).collect();
        let caption = format!("{} of {} ({}), {}", told(first), first.of, first.period, scales[0].unit);
        let mut table = Table::new(caption, 1, &["addition", "from", "to", "gain", "%", "p", "verdict"]);
        table.columns[6].align = Align::Left;
        for &at in &some {
            let (addition, contrast) = (&self.additions[at], &self.contrasts[at][0]);
            let difference = contrast.difference.as_ref();
            let percent = difference.zip(contrast.base).filter(|(_, base)| base.mean != 0.0);
            table.row(vec![
                addition.name.clone(),
                input(addition.from),
                input(addition.to),
                difference.map_or("-".into(), |found| interval(&found.estimate, &scales[0])),
                percent.map_or("-".into(), |(found, base)| {
                    format!("{:+.1}", found.estimate.mean / base.mean.abs() * 100.0)
                }),
                contrast.adjusted_p.map_or("-".into(), |p| if p < 0.001 { "<0.001".into() } else { format!("{p:.3}") }),
                difference.map_or("nothing to compare".into(), verdict),
            ]);
        }
        document.table(table);
        if self.measures.len() > 1 {
            let mut table = Table::new("What else they change", 1, &["addition"]);
            for (measure, scale) in self.measures.iter().zip(&scales).skip(1) {
                table.column(format!("{} of {}, {}", told(measure), measure.of, scale.unit));
            }
            for &at in &some {
                let cells = self.contrasts[at].iter().zip(&scales).skip(1).map(|(contrast, scale)| {
                    contrast.difference.as_ref().map_or("-".to_owned(), |found| interval(&found.estimate, scale))
                });
                table.row(std::iter::once(self.additions[at].name.clone()).chain(cells).collect());
            }
            document.table(table);
        }
        if !none.is_empty() {
            let names: Vec<&str> = none.iter().map(|&at| self.additions[at].name.as_str()).collect();
            document.text(format!("No difference at all in any of these measures: {}.", names.join("; ")));
        }
    }

    fn money(&self, document: &mut Document) {
        let Some(currency) = &self.currency else { return };
        document.heading("What they cost");
        let means = |of: fn(&MoneyGain) -> Option<Estimate>| {
            let found = self.money.iter().filter_map(of).map(|estimate| estimate.mean.abs());
            found.fold(0.0, f64::max)
        };
        let tonnes = Scale::fitting("t/year", means(|one| one.tonnes));
        let net = Scale::of_money(&format!("{currency}/year"), means(|one| one.net));
        let each = Scale::one(&format!("{currency}/t"));
        let mut table = Table::new("Money and tonnes of the whole corridor", 1, &["addition"]);
        table.column(format!("extra tonnes, {}", tonnes.unit));
        table.column(format!("cost per extra tonne, {}", each.unit));
        table.column(format!("net gain, {}", net.unit));
        let changes = |at: &&usize| {
            let parts = [self.money[**at].tonnes, self.money[**at].net];
            parts.into_iter().flatten().any(|estimate| estimate.mean != 0.0 || estimate.sd != 0.0)
        };
        for &at in self.order.iter().filter(changes) {
            let one = &self.money[at];
            let cell = |estimate: Option<Estimate>, scale| estimate.map_or("-".to_owned(), |one| interval(&one, scale));
            table.row(vec![
                self.additions[at].name.clone(),
                cell(one.tonnes, &tonnes),
                cell(one.cost_per_extra_t, &each),
                cell(one.net, &net),
            ]);
        }
        document.table(table);
        document.text(
            "Cost has the price of an added vessel in it, as a yearly payment, but not that of any other addition: of \
             those the net gain, what cargo pays more less all that costs more, time and carbon included, is what they may \
             cost a year at most. A dash: it is not known whether there are more tonnes.",
        );
    }

    fn interactions(&self, document: &mut Document) {
        document.heading("What the best gain together");
        if self.pairs.is_empty() {
            document.text("There are not two additions that are known to gain anything.");
            return;
        }
        let scale = self.scale(0);
        let caption = format!("{} of {}, {}", told(&self.measures[0]), self.measures[0].of, scale.unit);
        let mut table = Table::new(caption, 2, &["addition", "and", "gain of both", "less the sum", "verdict"]);
        table.columns[4].align = Align::Left;
        let sign = if self.more_is_better { 1.0 } else { -1.0 };
        for PairGain { additions, together } in &self.pairs {
            let cell = |estimate: Option<_>| estimate.map_or("-".to_owned(), |one| interval(&one, &scale));
            let beyond = together.beyond_sum.and_then(|beyond| Some((sign * beyond.mean, beyond.half_width?)));
            let word = match beyond {
                Some((mean, half_width)) if mean > half_width => "they help each other",
                Some((mean, half_width)) if mean < -half_width => "less than the sum",
                Some(_) => "cannot tell from the sum",
                None => "one replication tells nothing",
            };
            let [one, other] = additions.map(|at| self.additions[at].name.clone());
            table.row(vec![one, other, cell(together.gain), cell(together.beyond_sum), word.to_owned()]);
        }
        document.table(table);
        document.text("Half-widths hold for all pairs of a column at once.");
    }

    fn scale(&self, measure: usize) -> Scale {
        let means = self.contrasts.iter().filter_map(|all| Some(all[measure].difference.as_ref()?.estimate.mean.abs()));
        Scale::fitting(&self.measures[measure].unit, means.fold(0.0, f64::max))
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.order.iter().enumerate().flat_map(move |(rank, &at)| {
            let addition = &self.additions[at];
            let measured = self.measures.iter().zip(&self.contrasts[at]).map(move |(measure, contrast)| {
                let difference = contrast.difference.as_ref().map(|difference| &difference.estimate);
                Row {
                    rank: rank + 1,
                    addition: &addition.name,
                    path: &addition.path,
                    from: addition.from,
                    to: addition.to,
                    measure: measure.name,
                    of: &measure.of,
                    period: &measure.period,
                    unit: measure.unit.clone(),
                    base: contrast.base.map(|base| base.mean),
                    gain: difference.map(|difference| difference.mean),
                    half_width: difference.and_then(|difference| difference.half_width),
                    n: difference.map_or(0, |difference| difference.n),
                    adjusted_p: contrast.adjusted_p,
                }
            });
            measured.chain(self.money_rows(rank, at))
        })
    }

    /// What an addition costs and brings, as measures of their own.
    fn money_rows(&self, rank: usize, at: usize) -> impl Iterator<Item = Row<'_>> {
        let (addition, currency) = (&self.additions[at], self.currency.as_deref().unwrap_or_default());
        let told = self
            .money
            .get(at)
            .map(|one| [("cost_per_extra_t", "t", one.cost_per_extra_t), ("net_gain", "year", one.net)]);
        told.into_iter().flatten().map(move |(measure, per, gain)| Row {
            rank: rank + 1,
            addition: &addition.name,
            path: &addition.path,
            from: addition.from,
            to: addition.to,
            measure,
            of: "all",
            period: "all",
            unit: format!("{currency}/{per}"),
            base: None,
            gain: gain.map(|gain| gain.mean),
            half_width: gain.and_then(|gain| gain.half_width),
            n: gain.map_or(0, |gain| gain.n),
            adjusted_p: None,
        })
    }
}

fn told(measure: &Measure) -> String {
    measure.name.replace('_', " ")
}

/// One measure of one addition. Empty where there is nothing to say.
#[derive(Serialize)]
struct Row<'a> {
    rank: usize,
    addition: &'a str,
    path: &'a str,
    from: f64,
    to: f64,
    measure: &'a str,
    of: &'a str,
    period: &'a str,
    unit: String,
    base: Option<f64>,
    /// With the addition minus without.
    gain: Option<f64>,
    /// Simultaneous over the additions.
    half_width: Option<f64>,
    n: u64,
    /// Holm's, over the additions.
    adjusted_p: Option<f64>,
}

const HEADER: [&str; 14] = [
    "rank",
    "addition",
    "path",
    "from",
    "to",
    "measure",
    "of",
    "period",
    "unit",
    "base",
    "gain",
    "half_width",
    "n",
    "adjusted_p",
];

#[derive(Serialize)]
struct Pair<'a> {
    additions: [&'a str; 2],
    gain: Option<f64>,
    half_width: Option<f64>,
    beyond_sum: Option<f64>,
    beyond_sum_half_width: Option<f64>,
}

#[derive(Serialize)]
struct Whole<'a> {
    base: &'a str,
    measured: &'a str,
    replications: u64,
    seed: u64,
    confidence: f64,
    more_is_better: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_short: Option<&'a str>,
    gains: Vec<Row<'a>>,
    /// In the first measure.
    pairs: Vec<Pair<'a>>,
    impossible: &'a [String],
}

impl Answer for NextBest {
    fn document(&self) -> Document {
        let mut document = self.titled();
        document.text(format!(
            "Measured: {}. {} of the base and of every addition with the same luck, seed {}. A gain is with the \
             addition minus without, pair by pair; its half-width holds for all {} of a column at once with {} % \
             confidence (Bonferroni), p is Holm's.{}",
            self.origin.measured,
            counted(self.replications, "replication"),
            self.origin.seed,
            counted(self.additions.len() as u64, "addition"),
            input(self.origin.confidence * 100.0),
            if self.currency.is_none() {
                " What an extra tonne costs is not told: the scenario has no prices."
            } else {
                ""
            },
        ));
        document.cut_short(self.cut_short.as_ref());
        self.gains(&mut document);
        self.money(&mut document);
        self.interactions(&mut document);
        if !self.impossible.is_empty() {
            document.heading("Not possible");
            document.list(self.impossible.clone());
        }
        document.left_out(self.excluded());
        document
    }

    /// `next-best.csv`: one measure of one addition a row, the best addition first.
    fn csv(&self) -> Vec<u8> {
        csv(&HEADER, self.rows())
    }

    /// `next-best.json`.
    fn json(&self) -> String {
        let pair = |pair: &PairGain| Pair {
            additions: pair.additions.map(|at| self.additions[at].name.as_str()),
            gain: pair.together.gain.map(|gain| gain.mean),
            half_width: pair.together.gain.and_then(|gain| gain.half_width),
            beyond_sum: pair.together.beyond_sum.map(|beyond| beyond.mean),
            beyond_sum_half_width: pair.together.beyond_sum.and_then(|beyond| beyond.half_width),
        };
        pretty(&Whole {
            base: &self.title,
            measured: &self.origin.measured,
            replications: self.replications,
            seed: self.origin.seed,
            confidence: self.origin.confidence,
            more_is_better: self.more_is_better,
            cut_short: self.cut_short.as_ref().map(|cut_short| cut_short.told.as_str()),
            gains: self.rows().collect(),
            pairs: self.pairs.iter().map(pair).collect(),
            impossible: &self.impossible,
        })
    }
}

impl Filed for NextBest {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        let exclusion =
            |(who, replication, why): &(String, u64, Failed)| Exclusion::new(*replication, self.origin.seed, who, why);
        self.left_out.iter().map(exclusion).collect()
    }

    fn manifest(&self) -> Manifest {
        self.origin.manifest(self.titled().title, self.replications, self.cut_short.as_ref(), self.excluded())
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        self.forms(["next-best.csv", "next-best.json", "next-best.md"])
    }
}
