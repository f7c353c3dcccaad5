//! The timeline: from changes to later editions of the corridor.
//!
//! A change is a patch like any other, laid over the scenario as it was until then. The result is checked and compiled
//! as a scenario of its own, so that whatever a file can say can change, and whatever is wrong with it is found before
//! the run.

use super::calendar::Calendar;
use super::check::{self, View};
use super::document::{Document, Node};
use super::files::Shelf;
use super::format::{ChangeEntry, File, Reader};
use super::ledger::Assumption;
use super::problem::{Problem, Problems, Severity, escaped};
use super::triggers::{self, TriggeredChange};
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
    /// Dated changes by their instants.
    pub changes: Vec<DatedChange>,
    /// Those that come when they are called for.
    pub triggered: Vec<TriggeredChange>,
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
        view.file.timeline.iter().filter_map(|(name, entry)| instant(&calendar, name, entry)).collect();
    dated.sort_by_key(|change| change.at);
    let changes = dated.iter().map(|change| DatedChange {
        name: change.name.to_owned(),
        at: change.shown.clone(),
        because: change.entry.because.clone(),
    });
    let changes = changes.collect();
    let mut editions = Editions::new(view, document, shelf);
    let mut corridor = None;
    let mut later = Vec::new();
    let mut files = Vec::new();
    // A triggered change may be laid over any of them.
    let is_triggered = view.file.timeline.iter().any(|(_, change)| change.when.is_some());
    let base = |editions: &Editions| is_triggered.then(|| editions.base());
    let mut bases: Vec<Base> = base(&editions).into_iter().collect();
    for together in dated.chunk_by(|one, other| one.at == other.at) {
        let laid: Vec<Laid> = together.iter().map(|dated| Laid::once(dated.name, dated.entry)).collect();
        let Some((file, edition)) = editions.lay(&format!("from {} on", together[0].shown), &laid) else { break };
        files.push((together[0].at.hours(), file));
        let names = together.iter().map(|change| change.name.to_owned()).collect();
        match together[0].at {
            Time::ZERO => (corridor, bases) = (Some(edition), base(&editions).into_iter().collect()),
            at => {
                later.push(Change { at, names, corridor: edition });
                bases.extend(base(&editions));
            }
        }
    }
    let mut corridor = corridor.unwrap_or_else(|| compile::corridor(view));
    corridor.changes = later;
    let (mut triggered, mut called_for) = (Vec::new(), Vec::new());
    if is_triggered && !editions.problems.has_errors() {
        (triggered, called_for) = triggers::compile(view, document, &mut corridor, &bases, &mut editions);
    }
    compile::know_every_vessel(&mut corridor);
    let Editions { assumptions, mut problems, .. } = editions;
    problems.extend(check::vessels_float(view, document, &files, &called_for));
    Timeline { corridor, changes, triggered, assumptions, problems }
}

/// When a dated change comes; what comes before the start is in force from the start.
fn instant<'f>(calendar: &Calendar, name: &'f str, entry: &'f ChangeEntry) -> Option<Dated<'f>> {
    let (hours, shown) = match (entry.date, entry.at_h) {
        (Some(day), _) => (calendar.hours_to(day.0.at(0, 0, 0, 0)).unwrap_or(0.0), day.0.to_string()),
        (None, Some(hours)) => (hours.0, format!("{} h", hours.0)),
        (None, None) => return None,
    };
    Some(Dated { at: Time::from_hours(hours.max(0.0)), name, shown, entry })
}

/// A change that is laid over the scenario so many times.
#[derive(Clone, Copy)]
pub(super) struct Laid<'f> {
    pub name: &'f str,
    pub entry: &'f ChangeEntry,
    pub times: u32,
}

impl<'f> Laid<'f> {
    fn once(name: &'f str, entry: &'f ChangeEntry) -> Laid<'f> {
        Laid { name, entry, times: 1 }
    }

    fn patches(&self) -> impl Iterator<Item = &'f Node> + use<'f> {
        let entry = self.entry;
        entry.set.iter().chain(&entry.add).map(|patch| &patch.0)
    }
}

/// A scenario that more changes can be laid over: the document and what it says.
#[derive(Clone)]
pub(super) struct Base {
    root: Node,
    file: File,
}

/// The scenario as it grows from change to change.
pub(super) struct Editions<'s> {
    document: Document,
    /// What the document says.
    file: File,
    /// The scenario as it was at the start.
    first: &'s View<'s>,
    shelf: &'s Shelf,
    pub assumptions: Vec<Assumption>,
    pub problems: Problems,
}

impl<'s> Editions<'s> {
    fn new(view: &'s View<'s>, document: &Document, shelf: &'s Shelf) -> Editions<'s> {
        Editions {
            document: document.clone(),
            file: view.file.clone(),
            first: view,
            shelf,
            assumptions: Vec::new(),
            problems: Problems::new(),
        }
    }

    fn base(&self) -> Base {
        Base { root: self.document.root.clone(), file: self.file.clone() }
    }

    /// Goes on from here.
    pub fn go_back(&mut self, base: &Base) {
        let Base { root, file } = base.clone();
        (self.document.root, self.file) = (root, file);
    }

    /// Lays changes over the scenario; `None` where the result is not sound, which is told with `since` when.
    pub fn lay(&mut self, since: &str, changes: &[Laid]) -> Option<(File, Corridor)> {
        for change in changes {
            if let Some(set) = &change.entry.set {
                overlay::merge(&mut self.document.root, set.0.clone());
            }
            if let Some(add) = &change.entry.add {
                self.raise(since, change, &add.0);
            }
        }
        let mut reader = Reader::new(&self.document, self.shelf);
        let patches: Vec<&Node> = changes.iter().flat_map(Laid::patches).collect();
        let file = self.file.patched(&patches, &self.document.root, &mut reader);
        let (read, assumptions) = (reader.problems, reader.assumptions);
        let (view, checked) = check::edition(&file, &self.document, self.first);
        let errors = read.iter().chain(checked.iter()).filter(|problem| problem.severity == Severity::Error);
        for problem in errors {
            let message = format!("{since}: {}", problem.message);
            self.problems.push(Problem { message, ..problem.clone() });
        }
        if self.problems.has_errors() {
            return None;
        }
        let corridor = compile::corridor(&view);
        for change in changes {
            let stated = stated_by(change, &assumptions);
            let new =
                stated.into_iter().filter(|one| !self.assumptions.iter().any(|known| known.pointer == one.pointer));
            let new: Vec<Assumption> = new.collect();
            self.assumptions.extend(new);
        }
        self.file = file.clone();
        Some((file, corridor))
    }

    /// Lets numbers grow by what a change adds to them.
    fn raise(&mut self, since: &str, change: &Laid, add: &Node) {
        for refused in overlay::raise(&mut self.document.root, add, f64::from(change.times)) {
            let path = refused.trim_start_matches('/');
            let found = self.document.root.find(&refused).map_or("nothing".to_owned(), Node::described);
            let message = format!("{since}: nothing can be added to {path}: expected a number there, found {found}");
            let pointer = format!("/timeline/{}/add{refused}", escaped(change.name));
            let location = self.document.locate(&pointer);
            let help = "state under set what there is then";
            self.problems.push(Problem::error("cannot_add", pointer, message).help(help).at(location));
        }
    }
}

/// What a change says of the origin of its numbers, under where it says so.
fn stated_by(change: &Laid, assumptions: &[Assumption]) -> Vec<Assumption> {
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
