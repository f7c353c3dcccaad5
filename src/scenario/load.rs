//! From files to a [`Scenario`]: read, extend, patch, set, check, compile.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::document::{Document, Node, Source, Sources, Span, Value};
use super::files::{Found, LARGEST_SCENARIO, Refusal, Shelf, folder_of};
use super::format::{File, Read, Reader};
use super::problem::{Location, Problem, Problems, quoted};
use super::{Scenario, check, compile, locate, overlay, resolved, timeline};

/// Files that may extend one another in a row.
const LONGEST_CHAIN: usize = 16;

/// A single value laid over a scenario, `fleets/asco_rail_28/count=8`.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// Keys, and places in lists, from the top.
    pub path: Vec<String>,
    /// JSON, or else a text as it stands.
    pub value: String,
}

impl FromStr for Set {
    type Err = String;

    /// # Errors
    /// Where the text is not a path, an equals sign and a value.
    fn from_str(text: &str) -> Result<Set, String> {
        let Some((path, value)) = text.split_once('=') else {
            return Err(format!("expected PATH=VALUE, as in fleets/asco_rail_28/count=8, found {}", quoted(text)));
        };
        let path: Vec<String> = path
            .strip_prefix('/')
            .unwrap_or(path)
            .split('/')
            .map(|part| part.replace("~1", "/").replace("~0", "~"))
            .collect();
        if path.iter().any(String::is_empty) || path.len() >= locate::DEEPEST {
            return Err(format!("expected a path of keys with slashes between them, found {}", quoted(text)));
        }
        Ok(Set { path, value: value.to_owned() })
    }
}

impl fmt::Display for Set {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let parts: Vec<String> = self.path.iter().map(|part| part.replace('~', "~0").replace('/', "~1")).collect();
        write!(f, "{}={}", parts.join("/"), self.value)
    }
}

/// Reads the scenario at `path` with what it extends, then lays `patches` over it in order, then `sets`.
///
/// # Errors
/// All problems of the files and of what they say together, warnings included, by file and position.
pub fn load(path: &Path, sets: &[Set], patches: &[PathBuf]) -> Result<Scenario, Problems> {
    let (loader, root) = read(path, patches);
    loader.finish(root, sets)
}

/// Reads the scenario called `name` among files that the program brings along, each a name and its text, as [`load`]
/// reads one of a folder.
///
/// # Errors
/// As [`load`].
pub fn load_carried(
    files: &'static [(&'static str, &'static str)],
    name: &str,
    sets: &[Set],
) -> Result<Scenario, Problems> {
    let mut loader = Loader::new(Shelf::Carried(files));
    let root = loader.chain(Path::new(name));
    loader.finish(root, sets)
}

fn read(path: &Path, patches: &[PathBuf]) -> (Loader, Option<Node>) {
    let mut loader = Loader::new(Shelf::around(path));
    let mut root = loader.chain(path);
    for patch in patches {
        let read = loader.patch(patch);
        if let (Some(root), Some(patch)) = (&mut root, read) {
            overlay::merge(root, patch);
        }
    }
    (loader, root)
}

/// A scenario that was read once, to be compiled many times with other values.
pub struct Variants {
    loader: Loader,
    root: Node,
    /// Laid over it before any other.
    sets: Vec<Set>,
}

impl Variants {
    /// Reads the scenario at `path` with what it extends and lays `patches` over it; `sets` follow in every variant.
    ///
    /// # Errors
    /// All problems of the files; what they say together is checked with each variant.
    pub fn read(path: &Path, sets: &[Set], patches: &[PathBuf]) -> Result<Variants, Problems> {
        match read(path, patches) {
            (loader, Some(root)) if !loader.problems.has_errors() => Ok(Variants { loader, root, sets: sets.to_vec() }),
            (loader, _) => Err(loader.failed()),
        }
    }

    /// The scenario with some values set.
    ///
    /// # Errors
    /// As [`load`].
    pub fn with(&self, sets: &[Set]) -> Result<Scenario, Problems> {
        let sets: Vec<Set> = self.sets.iter().chain(sets).cloned().collect();
        self.loader.clone().finish(Some(self.root.clone()), &sets)
    }
}

/// Reads a scenario from a text that names no other files. `name` stands for it in problems.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str, name: &str, sets: &[Set]) -> Result<Scenario, Problems> {
    let mut loader = Loader::new(Shelf::None);
    let source = loader.sources.add(Source::new(name, text));
    let mut root = locate::read(source, &loader.sources, &mut loader.problems).and_then(|root| loader.top(root));
    if let Some(root) = &mut root
        && let Some((_, span)) = loader.take_extends(root)
    {
        let problem = Problem::error("no_files", "/extends", "a scenario given as text cannot extend a file");
        loader.problems.push(problem.help("leave it out").at(loader.sources.locate(span)));
    }
    loader.finish(root, sets)
}

#[derive(Clone)]
struct Loader {
    shelf: Shelf,
    sources: Sources,
    problems: Problems,
}

impl Loader {
    fn new(shelf: Shelf) -> Loader {
        Loader { shelf, sources: Sources::default(), problems: Problems::new() }
    }

    /// Merges the files that the one at `path` extends, the farthest first, and itself on top.
    fn chain(&mut self, path: &Path) -> Option<Node> {
        let mut found = Found { shown: path.display().to_string(), path: path.to_owned() };
        let mut seen = vec![(found.shown.clone(), path.canonicalize().unwrap_or_else(|_| path.to_owned()))];
        let mut layers = Vec::new();
        loop {
            let mut layer = self.file(&found.shown, &found.path, &folder_of(Path::new(&found.shown)))?;
            let extends = self.take_extends(&mut layer);
            layers.push(layer);
            let Some((base, span)) = extends else { break };
            found = self.extended(&base?, span, &mut seen)?;
        }
        let mut merged = layers.pop()?;
        while let Some(layer) = layers.pop() {
            overlay::merge(&mut merged, layer);
        }
        Some(merged)
    }

    /// The file that `extends` names, unless it has been read before.
    fn extended(&mut self, name: &str, span: Span, seen: &mut Vec<(String, PathBuf)>) -> Option<Found> {
        let refuse = |loader: &mut Loader, code, message: String, help: String| {
            let location = loader.sources.locate(span);
            loader.problems.push(Problem::error(code, "/extends", message).help(help).at(location));
        };
        let found = match self.shelf.find(self.sources.get(span.source), name) {
            Ok(found) => found,
            Err(Refusal { code, message, help }) => {
                refuse(self, code, message, help);
                return None;
            }
        };
        let again = seen.iter().any(|(_, path)| *path == found.path);
        seen.push((found.shown.clone(), found.path.clone()));
        let chain: Vec<&str> = seen.iter().map(|(shown, _)| shown.as_str()).collect();
        if again {
            let message = format!("files extend one another in a circle: {}", chain.join(" -> "));
            refuse(self, "extends_cycle", message, "the last of them must extend nothing".into());
            return None;
        }
        if seen.len() > LONGEST_CHAIN {
            let message = format!("more than {LONGEST_CHAIN} files extend one another: {}", chain.join(" -> "));
            refuse(self, "extends_too_long", message, "merge some of them".into());
            return None;
        }
        Some(found)
    }

    /// Removes `extends` and gives its text, `None` where it is none, and where it stands.
    fn take_extends(&mut self, node: &mut Node) -> Option<(Option<String>, Span)> {
        let Value::Object(object) = &mut node.value else { return None };
        let member = object.shift_remove("extends")?;
        let name = member.node.text().map(str::to_owned);
        if name.is_none() {
            let message = format!("expected the name of a scenario file, found {}", member.node.described());
            let location = self.sources.locate(member.node.span);
            self.problems.push(Problem::error("wrong_type", "/extends", message).at(location));
        }
        Some((name, member.node.span))
    }

    fn patch(&mut self, path: &Path) -> Option<Node> {
        let mut node = self.file(&path.display().to_string(), path, &folder_of(path))?;
        if let Some((_, span)) = self.take_extends(&mut node) {
            let message = "a patch is laid over a scenario and extends nothing";
            let location = self.sources.locate(span);
            self.problems.push(Problem::error("patch_extends", "/extends", message).help("leave it out").at(location));
        }
        Some(node)
    }

    /// Reads a file that holds one object.
    fn file(&mut self, shown: &str, path: &Path, folder: &Path) -> Option<Node> {
        match self.shelf.text(path, LARGEST_SCENARIO) {
            Ok(text) => {
                let mut source = Source::new(shown, text);
                let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                source.folder = Some(folder.to_owned());
                let source = self.sources.add(source);
                locate::read(source, &self.sources, &mut self.problems).and_then(|node| self.top(node))
            }
            Err(Refusal { code, message, help }) => {
                let order = (usize::MAX, self.problems.len());
                let location = Location { file: shown.to_owned(), position: None, excerpt: None, order };
                self.problems.push(Problem::error(code, "", message).help(help).at(location));
                None
            }
        }
    }

    fn top(&mut self, node: Node) -> Option<Node> {
        if node.object().is_some() {
            return Some(node);
        }
        let message = format!("expected an object, found {}", node.described());
        let problem = Problem::error("wrong_type", "", message).help("a scenario or patch is one JSON object");
        self.problems.push(problem.at(self.sources.locate(node.span)));
        None
    }

    fn set(&mut self, root: &mut Node, set: &Set) {
        let name = format!("--set {}", set.path.join("/"));
        let value: String = set.value.clone();
        let mut source = Source::new(name, value.clone());
        source.is_set = true;
        source.folder = self.sources.get(0).folder.clone(); // file names in it count from the scenario
        let id = self.sources.add(source);
        let span = Span { source: id, start: 0, end: value.len() as u32 };
        let mut quiet = Problems::new();
        let node = match locate::read(id, &self.sources, &mut quiet) {
            Some(node) if quiet.is_empty() => node,
            Some(_) | None => Node { value: Value::Text(value), span },
        };
        if let Err(message) = overlay::set(root, &set.path, node) {
            let pointer: String = set.path.iter().map(|part| format!("/{}", super::problem::escaped(part))).collect();
            self.problems.push(Problem::error("no_such_path", pointer, message).at(self.sources.locate(span)));
        }
    }

    fn finish(mut self, root: Option<Node>, sets: &[Set]) -> Result<Scenario, Problems> {
        let Some(mut root) = root else { return Err(self.failed()) };
        for set in sets {
            self.set(&mut root, set);
        }
        if let Value::Object(object) = &mut root.value {
            object.shift_remove("$schema");
        }
        let document = Document { root, sources: std::mem::take(&mut self.sources) };
        let mut reader = Reader::new(&document, &self.shelf);
        let file = File::read(&document.root, &mut reader);
        let (read, mut assumptions) = (reader.problems, reader.assumptions);
        self.problems.extend(read);
        let Some(file) = file else { return Err(self.failed()) };
        let (view, checked) = check::all(&file, &document);
        self.problems.extend(checked);
        if self.problems.has_errors() {
            return Err(self.failed());
        }
        let timeline = timeline::compile(&view, &document, &self.shelf);
        self.problems.extend(timeline.problems);
        if self.problems.has_errors() {
            return Err(self.failed());
        }
        self.problems.sort();
        assumptions.extend(timeline.assumptions);
        assumptions.iter_mut().for_each(|one| one.support = view.facts.support(one.source.as_deref()));
        assumptions.sort_by_cached_key(|entry| document.order(&entry.pointer));
        let observed = compile::observed(&view, &document, &timeline.corridor);
        Ok(Scenario {
            title: file.title.get().cloned().unwrap_or_default(),
            note: document.root.object().and_then(|top| top.get("note")?.node.text()).map(str::to_owned),
            corridor: timeline.corridor,
            timeline: timeline.changes,
            triggered: timeline.triggered,
            run: compile::run_settings(&file),
            headline: compile::headline(&file),
            expectations: compile::expectations(&file, &document),
            observed,
            passed_over: view.series.passed_over,
            pass_share: compile::pass_share(&file),
            calibration: compile::calibration(&file),
            assumptions,
            resolved: resolved::canonical(&document.root),
            start: file.start.get().map(|day| day.0),
            warnings: self.problems.into_warnings(),
            document,
        })
    }

    fn failed(mut self) -> Problems {
        self.problems.sort();
        self.problems
    }
}
