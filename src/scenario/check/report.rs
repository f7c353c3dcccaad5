//! Where rules put the problems they find.

use crate::scenario::document::{Document, Node};
use crate::scenario::format::Entries;
use crate::scenario::nearest::suggestion;
use crate::scenario::problem::{Problem, Problems, quoted};

/// Collects problems and gives them their positions.
pub(super) struct Report<'a> {
    document: &'a Document,
    pub problems: Problems,
}

/// A kind of thing that is referred to by name.
#[derive(Clone, Copy)]
pub(super) struct Noun {
    pub code: &'static str,
    pub one: &'static str,
    pub many: &'static str,
}

impl<'a> Report<'a> {
    /// The value of the scenario that `pointer` names.
    pub fn find(&self, pointer: &str) -> Option<&'a Node> {
        self.document.root.find(pointer)
    }

    pub fn new(document: &'a Document) -> Report<'a> {
        Report { document, problems: Problems::new() }
    }

    pub fn error(
        &mut self,
        code: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Problem::error(code, pointer, message).help(help));
    }

    pub fn warning(
        &mut self,
        code: &'static str,
        pointer: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Problem::warning(code, pointer, message).help(help));
    }

    pub fn push(&mut self, problem: Problem) {
        let location = match problem.location {
            Some(location) => location,
            None => self.document.locate(&problem.pointer),
        };
        self.problems.push(Problem { location: Some(location), ..problem });
    }

    /// Reports a name that names nothing.
    pub fn refer<T>(&mut self, noun: Noun, entries: &Entries<T>, name: &str, pointer: impl Into<String>) {
        if !entries.knows(name) {
            self.unknown(noun, name, entries.names(), pointer);
        }
    }

    /// Reports a name that is not among those known.
    pub fn unknown<'n>(
        &mut self,
        noun: Noun,
        name: &str,
        known: impl Iterator<Item = &'n str>,
        pointer: impl Into<String>,
    ) {
        let help = suggestion(name, noun.many, known);
        self.error(noun.code, pointer, format!("no {} is called {}", noun.one, quoted(name)), help);
    }
}
