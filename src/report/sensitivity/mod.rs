//! Which of the stated ranges drive an answer: as tables and as tidy rows.

mod rows;
mod screening;
mod shares;

use super::document::Document;
use super::input::Program;
use super::manifest::{Exclusion, Manifest};
use super::number::{counted, input};
use super::{markdown, text};
use crate::experiment::Failed;
use crate::model::Measure;
use crate::stats::components::Components;

pub use screening::{Screened, ScreenedGroup};
pub use shares::Shared;

/// What the ranges of a scenario do to one measure.
#[derive(Debug)]
pub struct Sensitivity {
    pub program: Program,
    pub title: String,
    pub measured: String,
    pub measure: Measure,
    pub seed: u64,
    pub confidence: f64,
    /// Of every point.
    pub replications: u64,
    /// Numbers with a range that were asked about.
    pub inputs: usize,
    /// All inputs against chance; `None` where it was not asked for or cannot be told.
    pub spread: Option<Components>,
    /// Of things, where there are many inputs; then of single inputs.
    pub screenings: Vec<Screened>,
    /// Over the inputs that matter.
    pub shares: Option<Shared>,
    /// Whether nothing was cut short.
    pub complete: bool,
    /// Where, replication, reason.
    pub left_out: Vec<(String, u64, Failed)>,
    pub fingerprint: String,
}

impl Sensitivity {
    /// Nothing but the title.
    fn titled(&self) -> Document {
        Document::new(&format!("{}: what drives {}", self.title, self.subject()))
    }

    /// `throughput of titr_ministry`, with the period where it is not the whole.
    fn subject(&self) -> String {
        let Measure { name, of, period, .. } = &self.measure;
        let period = if period == super::figures::ALL { String::new() } else { format!(" in {period}") };
        format!("{} of {of}{period}", name.replace('_', " "))
    }

    fn document(&self) -> Document {
        let mut document = self.titled();
        document.text(format!(
            "Measured: {}. {} with a range, each uniform in it and independent of the others (whole numbers equally \
             likely). {} of every point with the same luck, seed {}; intervals are of {} % confidence.",
            self.measured,
            counted(self.inputs as u64, "number"),
            counted(self.replications, "replication"),
            self.seed,
            input(self.confidence * 100.0),
        ));
        if !self.complete {
            document.text("It was cut short; this is what was finished.");
        }
        shares::write_spread(&mut document, self);
        screening::write(&mut document, self);
        shares::write(&mut document, self);
        let told = self.left_out.iter().map(|(point, number, why)| format!("replication {number} of {point}: {why}"));
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            document.heading("Left out");
            document.list(told);
        }
        document
    }

    /// What the results are of, for the manifest of a folder.
    pub fn manifest(&self) -> Manifest {
        let excluded = self.left_out.iter().map(|(point, replication, why)| Exclusion {
            replication: *replication,
            reason: format!("{why} at {point}"),
        });
        Manifest {
            program: self.program.name.clone(),
            version: self.program.version.clone(),
            title: self.titled().title,
            scenario_sha256: self.fingerprint.clone(),
            seed: self.seed,
            confidence: self.confidence,
            replications: self.replications,
            complete: self.complete,
            excluded: excluded.collect(),
        }
    }
}

/// The sensitivities for a terminal.
pub fn sensitivity_table(found: &Sensitivity) -> String {
    text::render(&found.document())
}

/// `sensitivity.md`.
pub fn sensitivity_markdown(found: &Sensitivity) -> String {
    markdown::render(&found.document())
}

/// `sensitivity.csv`: one figure of every step a row.
pub fn sensitivity_csv(found: &Sensitivity) -> Vec<u8> {
    rows::csv(found)
}

/// `sensitivity.json`.
pub fn sensitivity_json(found: &Sensitivity) -> String {
    rows::json(found)
}

/// The files of the folder, the manifest last.
pub fn sensitivity_files(found: &Sensitivity) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("sensitivity.csv", sensitivity_csv(found)),
        ("sensitivity.json", sensitivity_json(found).into_bytes()),
        ("sensitivity.md", sensitivity_markdown(found).into_bytes()),
        ("manifest.json", found.manifest().render().into_bytes()),
    ]
}
