//! Plans beside a base: what each changes, by how much, and whether that is known.

mod compare_csv;
mod differences;
mod economics;
mod ledger;
mod next_best;
mod ranking;
mod regret;
mod sweep;
mod switch;

use super::document::Document;
use super::input::Program;
use super::manifest::{Exclusion, Manifest};
use super::number::counted;
use super::{markdown, text};
use crate::experiment::Contrasts;

pub use next_best::{
    Addition, NextBest, PairGain, best_first, is_gain, next_best_csv, next_best_files, next_best_json,
    next_best_markdown, next_best_table,
};
pub use ranking::{NPV, RankedPlans, rank_csv, rank_files, rank_json, rank_markdown, rank_table};
pub use regret::{RegrettedPlans, regret_csv, regret_files, regret_json, regret_markdown, regret_table};
pub use sweep::{SweptGrid, sweep_csv, sweep_files, sweep_json, sweep_markdown, sweep_table};
pub use switch::Switched;

/// What a plan says of itself; an empty title says nothing.
#[derive(Clone, Debug)]
pub struct PlanNote {
    pub name: String,
    pub title: String,
    pub note: Option<String>,
}

/// Plans held against a base.
#[derive(Debug)]
pub struct ComparedPlans {
    pub program: Program,
    pub base: PlanNote,
    pub plans: Vec<PlanNote>,
    /// `2023-01-01 to 2023-12-31`, or `0 h to 520 h`.
    pub measured: String,
    pub seed: u64,
    pub confidence: f64,
    pub contrasts: Contrasts,
    /// Positions of the headline measures.
    pub headline: Vec<usize>,
    /// The comparison made again along numbers, where that is asked for.
    pub switched: Vec<Switched>,
    /// Names of the years that are measured, where there are several.
    pub years: Vec<String>,
    pub fingerprint: String,
}

impl ComparedPlans {
    /// Nothing but the title.
    fn titled(&self) -> Document {
        Document::new(&format!("{}: plans compared", self.base.title))
    }

    fn document(&self) -> Document {
        let mut document = self.titled();
        self.opening(&mut document);
        differences::write(&mut document, self);
        economics::write(&mut document, self);
        switch::write(&mut document, self);
        ledger::write(&mut document, self);
        let told = self.contrasts.left_out.iter().map(|out| {
            let who = out.plan.map_or("base", |plan| &self.plans[plan].name);
            format!("replication {} of {who}: {}", out.replication, out.why)
        });
        left_out(&mut document, told.collect());
        document
    }

    fn opening(&self, document: &mut Document) {
        let contrasts = &self.contrasts;
        document.text(format!(
            "Measured: {}. {} of the base and of every plan with the same luck, seed {}. A difference is plan minus \
             base, pair by pair; its half-width holds for all plans of a table row at once with {} % confidence \
             (Bonferroni). Pairing says how many times more replications the same precision would take without shared \
             luck.",
            self.measured,
            counted(contrasts.replications, "replication"),
            self.seed,
            super::number::input(self.confidence * 100.0),
        ));
        if !contrasts.complete {
            document.text("The comparison was cut short; these are the replications that were finished.");
        }
        let told = |plan: &PlanNote| {
            let words: Vec<&str> =
                [Some(&plan.title), plan.note.as_ref()].into_iter().flatten().map(String::as_str).collect();
            let words = words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ");
            (!words.is_empty()).then(|| format!("{}: {words}", plan.name))
        };
        let told: Vec<String> = self.plans.iter().filter_map(told).collect();
        if !told.is_empty() {
            document.list(told);
        }
    }

    /// What the results are of, for the manifest of a folder.
    pub fn manifest(&self) -> Manifest {
        let excluded = self.contrasts.left_out.iter().map(|out| Exclusion {
            replication: out.replication,
            reason: format!("{:?} of {}", out.why, out.plan.map_or("base", |plan| &self.plans[plan].name)),
        });
        Manifest {
            program: self.program.name.clone(),
            version: self.program.version.clone(),
            title: self.titled().title,
            scenario_sha256: self.fingerprint.clone(),
            seed: self.seed,
            confidence: self.confidence,
            replications: self.contrasts.replications,
            complete: self.contrasts.complete,
            excluded: excluded.collect(),
        }
    }
}

/// Replications that failed, if there are any.
fn left_out(document: &mut Document, told: Vec<String>) {
    if !told.is_empty() {
        document.heading("Left out");
        document.list(told);
    }
}

/// The comparison for a terminal.
pub fn compare_table(plans: &ComparedPlans) -> String {
    text::render(&plans.document())
}

/// `compare.md`.
pub fn compare_markdown(plans: &ComparedPlans) -> String {
    markdown::render(&plans.document())
}

/// `compare.csv`: every measure of every plan, one a row.
pub fn compare_csv(plans: &ComparedPlans) -> Vec<u8> {
    compare_csv::render(plans)
}

/// `compare.json`: the same for programs.
pub fn compare_json(plans: &ComparedPlans) -> String {
    compare_csv::json(plans)
}

/// The files of the folder, the manifest last.
pub fn compare_files(plans: &ComparedPlans) -> Vec<(&'static str, Vec<u8>)> {
    let mut files = vec![
        ("compare.csv", compare_csv(plans)),
        ("compare.json", compare_json(plans).into_bytes()),
        ("compare.md", compare_markdown(plans).into_bytes()),
    ];
    files.extend(economics::render(plans).map(|economics| ("economics.csv", economics)));
    files.extend(switch::render(plans).map(|switches| ("switches.csv", switches)));
    files.push(("manifest.json", plans.manifest().render().into_bytes()));
    files
}
