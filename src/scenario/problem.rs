//! Problems of a scenario: what, where, what is allowed, what to do.
//!
//! ```text
//! error[unknown_place]: stages.dostyk_border.place: no place is called "dostik"
//!   --> corridor-2023.json:41:16 (/stages/dostyk_border/place)
//!    |   "place": "dostik",
//!    |            ^^^^^^^^
//!   help: did you mean "dostyk"?
//! ```

use std::fmt;

/// Problems beyond this many are counted, not kept.
const KEPT: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// It can be run, but hardly as meant.
    Warning,
}

/// One problem of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub severity: Severity,
    /// Stable short name, such as `unknown_place`.
    pub code: &'static str,
    /// JSON pointer into the merged document; empty where the problem is the file itself.
    pub pointer: String,
    /// What is wrong, in one line.
    pub message: String,
    /// What is allowed and what to do; may be several lines.
    pub help: Option<String>,
    pub location: Option<Location>,
}

/// A place in a file, or in the value of a `--set`.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// The file as the user would name it, or `--set path`.
    pub file: String,
    /// Line and column in characters, both from 1; `None` for the whole file.
    pub position: Option<(usize, usize)>,
    /// The line, cut to what fits, with the first and one past the last marked character, from 0.
    pub excerpt: Option<(String, usize, usize)>,
    /// Order among the problems of one scenario: file, then byte.
    pub(crate) order: (usize, usize),
}

impl Problem {
    pub fn error(code: &'static str, pointer: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Error,
            code,
            pointer: pointer.into(),
            message: message.into(),
            help: None,
            location: None,
        }
    }

    pub fn warning(code: &'static str, pointer: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(code, pointer, message) }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn at(mut self, location: Location) -> Problem {
        self.location = Some(location);
        self
    }
}

impl fmt::Display for Problem {
    /// Lines as in the module's example, the last without a line end.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{word}[{}]: ", self.code)?;
        if !self.pointer.is_empty() {
            write!(f, "{}: ", dotted(&self.pointer))?;
        }
        write!(f, "{}", harmless(&self.message))?;
        if let Some(location) = &self.location {
            write!(f, "\n  --> {location}")?;
            if !self.pointer.is_empty() {
                write!(f, " ({})", printable(&self.pointer))?;
            }
            if let Some((line, from, to)) = &location.excerpt {
                write!(f, "\n   | {line}\n   | {}{}", " ".repeat(*from), "^".repeat(to.saturating_sub(*from).max(1)))?;
            }
        }
        for (number, line) in self.help.iter().flat_map(|help| help.lines()).enumerate() {
            let line = harmless(line);
            write!(f, "\n  {}{line}", if number == 0 { "help: " } else { "      " })?;
        }
        Ok(())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", printable(&self.file))?;
        match self.position {
            Some((line, column)) => write!(f, ":{line}:{column}"),
            None => Ok(()),
        }
    }
}

/// The problems of one scenario, by file and position once [`sorted`](Problems::sort).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problems {
    list: Vec<Problem>,
    /// Errors and warnings beyond the ones kept.
    more: usize,
    /// An error is among those.
    more_errors: bool,
}

impl Problems {
    pub fn new() -> Problems {
        Problems::default()
    }

    pub fn push(&mut self, problem: Problem) {
        if self.list.len() < KEPT {
            self.list.push(problem);
        } else {
            self.more += 1;
            self.more_errors |= problem.severity == Severity::Error;
        }
    }

    pub fn extend(&mut self, others: Problems) {
        self.more += others.more;
        self.more_errors |= others.more_errors;
        others.list.into_iter().for_each(|problem| self.push(problem));
    }

    pub fn has_errors(&self) -> bool {
        self.more_errors || self.list.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Puts a hint before the help of the first problem from the one numbered `from` on that has this code and pointer.
    pub(crate) fn hint(&mut self, from: usize, code: &str, pointer: &str, hint: &str) {
        let found = self.list.iter_mut().skip(from).find(|problem| problem.code == code && problem.pointer == pointer);
        if let Some(problem) = found {
            problem.help = Some(hint.to_owned() + problem.help.as_deref().unwrap_or_default());
        }
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    pub fn len(&self) -> usize {
        self.list.len() + self.more
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Warnings only, in order.
    pub(crate) fn into_warnings(self) -> Vec<Problem> {
        self.list.into_iter().filter(|problem| problem.severity == Severity::Warning).collect()
    }

    /// By file and position; those without one go first. Identical problems are told once.
    pub(crate) fn sort(&mut self) {
        self.list.sort_by_key(|problem| problem.location.as_ref().map(|location| location.order));
        self.list.dedup();
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Problems {
        Problems { list: vec![problem], ..Problems::default() }
    }
}

impl fmt::Display for Problems {
    /// Every problem, with an empty line between two.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (number, problem) in self.list.iter().enumerate() {
            let gap = if number > 0 { "\n" } else { "" };
            writeln!(f, "{gap}{problem}")?;
        }
        if self.more > 0 {
            writeln!(f, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// `/fleets/rail_54/home` as `fleets.rail_54.home`.
fn dotted(pointer: &str) -> String {
    let parts: Vec<String> =
        pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    printable(&parts.join("."))
}

/// `part` as it stands in a JSON pointer.
pub(crate) fn escaped(part: &str) -> String {
    part.replace('~', "~0").replace('/', "~1")
}

/// Without control characters but the ends of lines: what files say is quoted in many places, as the columns of a table.
fn harmless(text: &str) -> String {
    text.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

/// Without control characters, and cut to a length that fits a terminal.
pub(crate) fn printable(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut out: String =
        text.chars().take(LONGEST).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push_str("...");
    }
    out
}

/// A number as people write it: with an exponent where it would be a row of zeros.
pub(crate) fn shown(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e16).contains(&size) { format!("{value:e}") } else { value.to_string() }
}

/// `text` in quotation marks, without control characters, cut to a length that fits a message.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::from("\"");
    for c in text.chars().take(LONGEST) {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    if text.chars().nth(LONGEST).is_some() {
        out.push_str("...");
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_what_where_and_what_to_do() {
        let location = Location {
            file: "scenarios/strait.json".into(),
            position: Some((41, 16)),
            excerpt: Some(("  \"home\": \"Westprot\"".into(), 10, 20)),
            order: (0, 0),
        };
        let problem = Problem::error("unknown_port", "/fleets/rail_54/home", "no port is called \"Westprot\"")
            .help("did you mean \"Westport\"?\nThe ports are Eastport, Westport.")
            .at(location);
        let text = "error[unknown_port]: fleets.rail_54.home: no port is called \"Westprot\"\n  \
            --> scenarios/strait.json:41:16 (/fleets/rail_54/home)\n   \
            |   \"home\": \"Westprot\"\n   \
            |           ^^^^^^^^^^\n  \
            help: did you mean \"Westport\"?\n        The ports are Eastport, Westport.";
        assert_eq!(problem.to_string(), text);
    }

    #[test]
    fn many_warnings_are_no_error() {
        let mut problems = Problems::new();
        (0..=KEPT).for_each(|at| problems.push(Problem::warning("unused", format!("/{at}"), "nothing uses this")));
        assert!(!problems.has_errors());
        problems.push(Problem::error("syntax", "", "told by nobody"));
        assert!(problems.has_errors());
    }

    #[test]
    fn numbers_are_no_rows_of_zeros() {
        let rows = [(0.0, "0"), (-1.5, "-1.5"), (1e12, "1000000000000"), (1e300, "1e300"), (5e-324, "5e-324")];
        rows.iter().for_each(|(value, text)| assert_eq!(shown(*value), *text));
    }

    #[test]
    fn text_of_the_user_cannot_write_to_the_terminal() {
        assert_eq!(quoted("a\u{1b}[31m"), "\"a\\u{1b}[31m\"");
        assert_eq!(dotted("/a~1b/\u{7}"), "a/b.\u{fffd}");
        let problem = Problem::error("bad_table", "", "the columns are a\u{1b}[31m").help("not\u{7} this");
        assert_eq!(problem.to_string(), "error[bad_table]: the columns are a\u{fffd}[31m\n  help: not\u{fffd} this");
    }
}
