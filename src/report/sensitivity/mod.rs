//! Which of the stated ranges drive an answer: as tables and as tidy rows.

mod rows;
mod screening;
mod shares;

use super::answer::{Answer, CutShort, Filed};
use super::document::Document;
use super::manifest::{Exclusion, Manifest};
use super::number::{counted, input};
use super::origin::Origin;
use crate::experiment::Failed;
use crate::model::Measure;
use crate::stats::components::Components;

pub use screening::{Screened, ScreenedGroup};
pub use shares::Shared;

/// What the ranges of a scenario do to one measure.
#[derive(Debug)]
pub struct Sensitivity {
    pub origin: Origin,
    pub title: String,
    pub measure: Measure,
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
    /// How far it came, where it is not whole.
    pub cut_short: Option<CutShort>,
    /// Where, replication, reason.
    pub left_out: Vec<(String, u64, Failed)>,
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
}

impl Answer for Sensitivity {
    fn document(&self) -> Document {
        let mut document = self.titled();
        document.text(format!(
            "Measured: {}. {} with a range, each uniform in it and independent of the others (whole numbers equally \
             likely). {} of every point with the same luck, seed {}; intervals are of {} % confidence.",
            self.origin.measured,
            counted(self.inputs as u64, "number"),
            counted(self.replications, "replication"),
            self.origin.seed,
            input(self.origin.confidence * 100.0),
        ));
        document.cut_short(self.cut_short.as_ref());
        shares::write_spread(&mut document, self);
        screening::write(&mut document, self);
        shares::write(&mut document, self);
        document.left_out(self.excluded());
        document
    }

    /// `sensitivity.csv`: one figure of every step a row.
    fn csv(&self) -> Vec<u8> {
        rows::csv(self)
    }

    /// `sensitivity.json`.
    fn json(&self) -> String {
        rows::json(self)
    }
}

impl Filed for Sensitivity {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        let exclusion = |(point, replication, why): &(String, u64, Failed)| {
            Exclusion::new(*replication, self.origin.seed, point, why)
        };
        self.left_out.iter().map(exclusion).collect()
    }

    fn manifest(&self) -> Manifest {
        self.origin.manifest(self.titled().title, self.replications, self.cut_short.as_ref(), self.excluded())
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        self.forms(["sensitivity.csv", "sensitivity.json", "sensitivity.md"])
    }
}
