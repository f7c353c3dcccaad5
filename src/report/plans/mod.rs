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

use super::answer::{Answer, CutShort, Filed};
use super::document::Document;
use super::manifest::{Exclusion, Manifest};
use super::number::counted;
use super::origin::Origin;
use crate::experiment::{Contrasts, LeftOut};

pub use next_best::{Addition, NextBest, PairGain, best_first, is_gain};
pub use ranking::{NPV, RankedPlans};
pub use regret::RegrettedPlans;
pub use sweep::SweptGrid;
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
    pub origin: Origin,
    pub base: PlanNote,
    pub plans: Vec<PlanNote>,
    pub contrasts: Contrasts,
    /// How far it came, where it is not whole.
    pub cut_short: Option<CutShort>,
    /// Positions of the headline measures.
    pub headline: Vec<usize>,
    /// The comparison made again along numbers, where that is asked for.
    pub switched: Vec<Switched>,
    /// Names of the years that are measured, where there are several.
    pub years: Vec<String>,
}

impl ComparedPlans {
    /// Nothing but the title.
    fn titled(&self) -> Document {
        Document::new(&format!("{}: plans compared", self.base.title))
    }

    fn opening(&self, document: &mut Document) {
        let contrasts = &self.contrasts;
        document.text(format!(
            "Measured: {}. {} of the base and of every plan with the same luck, seed {}. A difference is plan minus \
             base, pair by pair; its half-width holds for all plans of a table row at once with {} % confidence \
             (Bonferroni). Pairing says how many times more replications the same precision would take without shared \
             luck.",
            self.origin.measured,
            counted(contrasts.replications, "replication"),
            self.origin.seed,
            super::number::input(self.origin.confidence * 100.0),
        ));
        document.cut_short(self.cut_short.as_ref());
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
}

impl Answer for ComparedPlans {
    fn document(&self) -> Document {
        let mut document = self.titled();
        self.opening(&mut document);
        differences::write(&mut document, self);
        economics::write(&mut document, self);
        switch::write(&mut document, self);
        ledger::write(&mut document, self);
        document.left_out(self.excluded());
        document
    }

    /// `compare.csv`: every measure of every plan, one a row.
    fn csv(&self) -> Vec<u8> {
        compare_csv::render(self)
    }

    /// `compare.json`: the same for programs.
    fn json(&self) -> String {
        compare_csv::json(self)
    }
}

impl Filed for ComparedPlans {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        let name = |plan: Option<usize>| plan.map_or("base", |plan| &self.plans[plan].name);
        let exclusion = |of: String, out: &LeftOut| Exclusion::new(out.replication, self.origin.seed, of, &out.why);
        let mut excluded: Vec<_> =
            self.contrasts.left_out.iter().map(|out| exclusion(name(out.plan).to_owned(), out)).collect();
        for switched in &self.switched {
            let of = |value: &String, out: &LeftOut| format!("{} at {}={value}", name(out.plan), switched.path);
            excluded.extend(switched.left_out.iter().map(|(value, out)| exclusion(of(value, out), out)));
        }
        excluded
    }

    fn manifest(&self) -> Manifest {
        let replications = self.contrasts.replications;
        self.origin.manifest(self.titled().title, replications, self.cut_short.as_ref(), self.excluded())
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut files = self.forms(["compare.csv", "compare.json", "compare.md"]);
        files.extend(economics::render(self).map(|economics| ("economics.csv", economics)));
        files.extend(switch::render(self).map(|switches| ("switches.csv", switches)));
        files
    }
}
