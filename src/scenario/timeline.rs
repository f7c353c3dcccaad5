//! The timeline: from dated changes to later editions of the corridor.
//!
//! A change is a patch like any other, laid over the scenario as it was until then. The result is checked and compiled
//! as a scenario of its own, so that whatever a file can say can change with a date, and whatever is wrong with it is
//! found before the run.

use super::calendar::Calendar;
use super::check::{self, View};
use super::document::{Document, Node};
use super::files::Shelf;
use super::format::{ChangeEntry, File, Reader};
use super::ledger::Assumption;
use super::problem::{Problem, Problems, Severity, escaped};
use super::{compile, overlay};
use crate::kernel::Time;
use crate::model::Corridor;
use crate::model::corridor::Change;

/// A dated change of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedChange {
    pub name: String,
    /// When it comes: `2024-05-20`, or `48 h`.
    pub at: String,
    pub because: String,
}

/// What the timeline of a scenario comes to.
pub(super) struct Timeline {
    /// The corridor as it is at the start, with all changes to come.
    pub corridor: Corridor,
    /// All changes by their instants.
    pub changes: Vec<DatedChange>,
    /// Numbers and laws with their origin that stand in changes.
    pub assumptions: Vec<Assumption>,
    /// Problems of later editions, and what is told of all editions together.
    pub problems: Problems,
}

struct Dated<'f> {
    at: Time,
    name: &'f str,
    shown: String,
    entry: &'f ChangeEntry,
}

/// Compiles a checked scenario with every later edition of it.
pub(super) fn compile(view: &View, document: &Document, shelf: &Shelf) -> Timeline {
    let calendar = view.calendar.expect("checked: the span of the run is sound");
    let mut dated: Vec<Dated> =
        view.file.timeline.iter().map(|(name, entry)| instant(&calendar, name, entry)).collect();
    dated.sort_by_key(|change| change.at);
    let changes = dated.iter().map(|change| DatedChange {
        name: change.name.to_owned(),
        at: change.shown.clone(),
        because: change.entry.because.clone(),
    });
    let changes = changes.collect();
    let mut editions = Editions {
        document: document.clone(),
        file: view.file.clone(),
        first: view,
        shelf,
        assumptions: Vec::new(),
        problems: Problems::new(),
    };
    let mut corridor = None;
    let mut later = Vec::new();
    let mut files = Vec::new();
    for together in dated.chunk_by(|one, other| one.at == other.at) {
        let Some((file, edition)) = editions.next(together) else { break };
        files.push((together[0].at.hours(), file));
        let names = together.iter().map(|change| change.name.to_owned()).collect();
        match together[0].at {
            Time::ZERO => corridor = Some(edition),
            at => later.push(Change { at, names, corridor: edition }),
        }
    }
    let mut corridor = corridor.unwrap_or_else(|| compile::corridor(view));
    corridor.changes = later;
    compile::know_every_vessel(&mut corridor);
    let mut problems = editions.problems;
    problems.extend(check::vessels_float(view, document, &files));
    Timeline { corridor, changes, assumptions: editions.assumptions, problems }
}

/// When a change comes; what comes before the start is in force from the start.
fn instant<'f>(calendar: &Calendar, name: &'f str, entry: &'f ChangeEntry) -> Dated<'f> {
    let (hours, shown) = match (entry.date, entry.at_h) {
        (Some(day), _) => (calendar.hours_to(day.0.at(0, 0, 0, 0)).unwrap_or(0.0), day.0.to_string()),
        (None, Some(hours)) => (hours.0, format!("{} h", hours.0)),
        (None, None) => unreachable!("checked: a change has its instant"),
    };
    Dated { at: Time::from_hours(hours.max(0.0)), name, shown, entry }
}

/// The scenario as it grows from change to change.
struct Editions<'s> {
    document: Document,
    /// What the document says.
    file: File,
    /// The scenario as it was at the start.
    first: &'s View<'s>,
    shelf: &'s Shelf,
    assumptions: Vec<Assumption>,
    problems: Problems,
}

impl Editions<'_> {
    /// Lays the changes of one instant over the scenario; `None` where the result is not sound.
    fn next(&mut self, together: &[Dated]) -> Option<(File, Corridor)> {
        for change in together {
            overlay::merge(&mut self.document.root, change.entry.set.0.clone());
        }
        let mut reader = Reader::new(&self.document, self.shelf);
        let patches: Vec<&Node> = together.iter().map(|change| &change.entry.set.0).collect();
        let file = self.file.patched(&patches, &self.document.root, &mut reader);
        let (read, assumptions) = (reader.problems, reader.assumptions);
        let (view, checked) = check::edition(&file, &self.document, self.first);
        let errors = read.iter().chain(checked.iter()).filter(|problem| problem.severity == Severity::Error);
        let errors: Vec<Problem> = errors.cloned().collect();
        if !errors.is_empty() {
            let since = &together[0].shown;
            for problem in errors {
                let message = format!("from {since} on: {}", problem.message);
                self.problems.push(Problem { message, ..problem });
            }
            return None;
        }
        let corridor = compile::corridor(&view);
        for change in together {
            self.assumptions.extend(stated_by(change, &assumptions));
        }
        self.file = file.clone();
        Some((file, corridor))
    }
}

/// What a change says of the origin of its numbers, under where it says so.
fn stated_by(change: &Dated, assumptions: &[Assumption]) -> Vec<Assumption> {
    let values = check::values_set(change.entry);
    let within = |rest: &str| rest.is_empty() || rest.starts_with('/');
    let set = |pointer: &str| values.iter().any(|value| pointer.strip_prefix(value.as_str()).is_some_and(within));
    let stated = assumptions.iter().filter(|assumption| set(&assumption.pointer));
    stated
        .map(|assumption| Assumption {
            pointer: format!("/timeline/{}/set{}", escaped(change.name), assumption.pointer),
            ..assumption.clone()
        })
        .collect()
}
