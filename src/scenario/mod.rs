//! Scenario files: read, merge, check and compile to a [`Corridor`].
//!
//! [`load`] reads a file with what it extends, lays patches and single values over it, reports every problem of the
//! result with its position, and compiles what is sound. Nothing here simulates or prints.

mod calendar;
mod check;
mod compile;
mod document;
mod files;
mod format;
mod increments;
mod itinerary;
mod ledger;
mod load;
mod locate;
mod measure;
mod nearest;
mod overlay;
mod patch;
mod problem;
mod resolved;
mod scale;
mod timeline;
mod triggers;
mod uncertain;
mod vary;

use jiff::civil::Date;

pub use increments::Increment;
pub use ledger::{Assumption, Support};
pub use load::{Set, Variants, load, load_carried, parse};
pub use measure::{Expectation, InSeries, Known, MeasureRef, Observed, Role, Sentence};
pub use patch::{InList, Refit};
pub use problem::{Location, Problem, Problems, Severity};
pub use timeline::DatedChange;
pub use triggers::TriggeredChange;
pub use uncertain::Input;
pub use vary::Vary;

use crate::model::Corridor;
use nearest::suggestion;
use problem::quoted;

/// A scenario ready to run.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub title: String,
    pub note: Option<String>,
    pub corridor: Corridor,
    pub run: RunSettings,
    /// Main measures; progress shows the first.
    pub headline: Vec<MeasureRef>,
    /// What the run is to bear out.
    pub expectations: Vec<Expectation>,
    /// Those of the scenario itself, then those of its series.
    pub observed: Vec<Observed>,
    /// What is fitted to what, where the scenario says so.
    pub calibration: Option<Calibration>,
    /// Figures of its series that are of times it does not measure.
    pub passed_over: usize,
    /// Share of the predicted figures that must lie in their agreed range, where the scenario states it.
    pub pass_share: Option<f64>,
    /// What changes while the corridor runs, by date.
    pub timeline: Vec<DatedChange>,
    /// What changes when it is called for.
    pub triggered: Vec<TriggeredChange>,
    /// Every number and law that says where it comes from, in the order of the file.
    pub assumptions: Vec<Assumption>,
    /// The merged document in a canonical order of keys. Reading it again gives the same corridor.
    pub resolved: serde_json::Value,
    /// First day of a dated run.
    pub start: Option<Date>,
    pub warnings: Vec<Problem>,
    document: document::Document,
}

/// What a calibration fits, and to what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calibration {
    /// Paths of numbers with a range.
    pub parameters: Vec<String>,
    /// Names of observed figures, or of series of them.
    pub facts: Vec<String>,
}

/// How often a scenario is run, and what is said of the results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunSettings {
    pub replications: u64,
    pub seed: u64,
    /// Of the intervals, between 0 and 1.
    pub confidence: f64,
    pub warm_up: WarmUp,
}

/// Where measuring starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarmUp {
    /// At the instant the corridor's horizon says.
    Fixed,
    /// To be found on a pilot run by MSER-5; the corridor's horizon says 0.
    Mser5,
}

impl Scenario {
    /// The number with its provenance that stands under a path of keys, if one does.
    pub fn assumption(&self, path: &str) -> Option<&Assumption> {
        let path = path.strip_prefix('/').unwrap_or(path);
        self.assumptions.iter().find(|one| one.law.is_none() && one.pointer.strip_prefix('/') == Some(path))
    }

    /// What to write instead of a path that is not one of a number with a range.
    pub fn suggested_parameter(&self, path: &str) -> String {
        let ranged = self.assumptions.iter().filter(|one| one.law.is_none() && one.range.is_some());
        suggestion(path.trim_start_matches('/'), "numbers with a range", ranged.map(|one| &one.pointer[1..]))
    }

    /// What to write instead of the name of an observed figure that is none.
    pub fn suggested_fact(&self, name: &str) -> String {
        suggestion(name, "observed figures", self.observed.iter().map(|observed| observed.name.as_str()))
    }

    /// A problem with its position, for what can only be checked by those who know more than the file.
    pub fn problem_at(&self, pointer: &str, code: &'static str, message: impl Into<String>) -> Problem {
        Problem::error(code, pointer, message).at(self.document.locate(pointer))
    }

    /// The problem of a measure that is named in the headline or an observed figure but is not among those `known`.
    pub fn no_such_measure<'m>(&self, reference: &MeasureRef, known: impl IntoIterator<Item = Known<'m>>) -> Problem {
        let known: Vec<Known> = known.into_iter().collect();
        let distinct = |select: &dyn Fn(&Known<'m>) -> Option<&'m str>| {
            let mut names: Vec<&str> = known.iter().filter_map(select).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let MeasureRef { measure, of, period, unit, pointer, row } = reference;
        let same_name = |k: &Known<'m>| k.measure == measure;
        let same_of = |k: &Known<'m>| same_name(k) && k.of == of;
        let same_period = |k: &Known<'m>| same_of(k) && k.period == period;
        let problem = |key: &str, message: String, help: String| {
            let problem = match row {
                Some(row) => Problem::error("unknown_measure", pointer.clone(), message).at(row.clone()),
                None => self.problem_at(&format!("{pointer}/{key}"), "unknown_measure", message),
            };
            problem.help(help)
        };
        if !known.iter().any(same_name) {
            let help = suggestion(measure, "measures", distinct(&|k| Some(k.measure)));
            return problem("measure", format!("there is no measure {}", quoted(measure)), help);
        }
        if !known.iter().any(same_of) {
            let help = suggestion(of, "choices", distinct(&|k| same_name(k).then_some(k.of)));
            return problem("of", format!("there is no {measure} of {}", quoted(of)), help);
        }
        if !known.iter().any(same_period) {
            let help = suggestion(period, "periods", distinct(&|k| same_of(k).then_some(k.period)));
            return problem("period", format!("{measure} of {of} is not kept for {}", quoted(period)), help);
        }
        let units = distinct(&|k| same_period(k).then_some(k.unit));
        let unit = unit.as_deref().unwrap_or("");
        let help = suggestion(unit, "units", units);
        problem("unit", format!("{measure} of {of} is not told in {}", quoted(unit)), help)
    }
}

/// The JSON Schema (2020-12) of scenario files.
pub fn schema() -> serde_json::Value {
    format::json_schema()
}

/// A small scenario with notes, to start from: two ports, a ferry fleet and a train line, in both directions.
pub fn starter() -> &'static str {
    include_str!("starter.json")
}
