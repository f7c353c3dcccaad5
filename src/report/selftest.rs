//! The proof: what is exact, what was simulated, and whether they agree.

use serde::Serialize;

use super::answer::Answer;
use super::document::{Align, Document, Table};
use super::input::Program;
use super::number::{counted, input};
use super::record::csv;
use super::summary_json::pretty;

/// Systems with exact answers, tried.
#[derive(Debug)]
pub struct Proof {
    pub program: Program,
    /// Added to the seed of every case.
    pub seed: u64,
    /// Chance that a right simulator falls outside an interval, for one statistic.
    pub alpha: f64,
    /// Probability of finding an error of the size that `detects` tells.
    pub power: f64,
    /// Every case had one of its rules broken.
    pub broken: bool,
    pub proved: Vec<Proved>,
}

/// One statistic.
#[derive(Clone, Debug, Serialize)]
pub struct Proved {
    /// `P06-triangular`.
    pub case: String,
    pub system: String,
    pub statistic: String,
    pub exact: f64,
    /// Empty where nothing was observed, like those that follow.
    pub simulated: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub replications: Option<u64>,
    /// Relative error that would be found, absolute where the exact value is 0; empty where nothing is random.
    pub detects: Option<f64>,
    /// The claim is that all of the interval lies below the exact value.
    pub is_bound: bool,
    pub holds: bool,
    pub source: String,
}

impl Proved {
    /// In a word or two.
    fn verdict(&self) -> &'static str {
        match (self.holds, self.simulated) {
            (true, _) => "holds",
            (false, Some(_)) => "FAILS",
            (false, None) => "FAILS: nothing seen",
        }
    }

    fn interval(&self) -> String {
        let (Some(low), Some(high)) = (self.low, self.high) else { return "-".to_owned() };
        if self.detects.is_none() { "-".to_owned() } else { format!("{} to {}", told(low), told(high)) }
    }

    /// The exact value, or the bound.
    fn exact(&self) -> String {
        let exact = input(self.exact);
        if self.is_bound { format!("< {exact}") } else { exact }
    }
}

/// Five digits: what the exact value is held against.
fn told(value: f64) -> String {
    if value.abs() < 1e-9 { "0".to_owned() } else { input(format!("{value:.4e}").parse().unwrap_or(value)) }
}

impl Proof {
    /// Those that came out as a right program must.
    pub fn held(&self) -> usize {
        self.proved.iter().filter(|proved| proved.holds).count()
    }

    /// The whole of it, in a sentence.
    pub fn answer(&self) -> String {
        let (all, held) = (self.proved.len() as u64, self.held() as u64);
        let failed: Vec<String> = self
            .proved
            .iter()
            .filter(|proved| proved.holds == self.broken)
            .map(|proved| format!("{} {}", proved.case, proved.statistic))
            .collect();
        match (self.broken, failed.is_empty()) {
            (false, true) => format!("All of {} agree with the exact values.", counted(all, "statistic")),
            (false, false) => format!("{} of {} do not agree: {}.", all - held, all, failed.join(", ")),
            (true, true) => {
                format!("With a rule broken, all of {} are rejected, as they must be.", counted(all, "statistic"))
            }
            (true, false) => format!("With a rule broken, these go unnoticed: {}.", failed.join(", ")),
        }
    }
}

#[derive(Serialize)]
struct Whole<'a> {
    answer: String,
    program: &'a str,
    version: &'a str,
    seed: u64,
    alpha: f64,
    power: f64,
    broken: bool,
    statistics: &'a [Proved],
}

impl Answer for Proof {
    fn document(&self) -> Document {
        let mut document =
            Document::new(&format!("{} {}: systems with exact answers", self.program.name, self.program.version));
        document.text(self.answer());
        document.text(format!(
            "An interval is left by a right simulator with a chance of {}, for each statistic by itself. Found with a \
             probability of {} is an error as large as `detects` tells. Where \
             nothing is random there is no interval, and all digits must agree. {}",
            self.alpha,
            self.power,
            match self.seed {
                0 => "Seeds are fixed.".to_owned(),
                seed => format!("Seeds are the fixed ones and {seed}; about one such run in a thousand fails."),
            }
        ));
        let titles = ["case", "statistic", "exact", "simulated", "interval", "detects, %", "runs", "verdict"];
        let mut table = Table::new("Statistics", 2, &titles);
        table.columns[4].align = Align::Left;
        table.columns[7].align = Align::Left;
        for proved in &self.proved {
            table.row(vec![
                proved.case.clone(),
                proved.statistic.clone(),
                proved.exact(),
                proved.simulated.map_or("-".to_owned(), told),
                proved.interval(),
                proved.detects.map_or(String::new(), |share| format!("{:.1}", share * 100.0)),
                proved.replications.map_or("-".to_owned(), |runs| input(runs as f64)),
                proved.verdict().to_owned(),
            ]);
        }
        document.table(table);
        let mut systems: Vec<String> = Vec::new();
        for proved in &self.proved {
            let id = proved.case.split('-').next().unwrap_or_default();
            let line = format!("{id}: {}. {}", proved.system, proved.source);
            if systems.last() != Some(&line) {
                systems.push(line);
            }
        }
        document.heading("Systems");
        document.list(systems);
        document
    }

    /// One statistic a row, under the names of the JSON.
    fn csv(&self) -> Vec<u8> {
        let header = [
            "case",
            "system",
            "statistic",
            "exact",
            "simulated",
            "low",
            "high",
            "replications",
            "detects",
            "is_bound",
            "holds",
            "source",
        ];
        csv(&header, self.proved.iter())
    }

    /// All digits.
    fn json(&self) -> String {
        pretty(&Whole {
            answer: self.answer(),
            program: &self.program.name,
            version: &self.program.version,
            seed: self.seed,
            alpha: self.alpha,
            power: self.power,
            broken: self.broken,
            statistics: &self.proved,
        })
    }
}
