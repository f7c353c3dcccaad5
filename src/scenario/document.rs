//! The JSON document as a tree in which every value and key knows where it was written.

use indexmap::IndexMap;

use super::problem::Location;

/// A stretch of bytes in one of the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub source: u32,
    pub start: u32,
    pub end: u32,
}

/// A JSON value and where it was written.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Object(Box<Object>),
}

/// Members in the order of the file.
pub type Object = IndexMap<String, Member>;

#[derive(Clone, Debug)]
pub struct Member {
    pub key: Span,
    pub node: Node,
}

impl Node {
    pub fn object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What the value is, for messages: `a list`, `the number 3`.
    pub fn described(&self) -> String {
        match &self.value {
            Value::Null => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => format!("the number {}", super::problem::shown(*number)),
            Value::Text(text) => format!("the text {}", super::problem::quoted(text)),
            Value::List(_) => "a list".into(),
            Value::Object(_) => "an object".into(),
        }
    }

    /// The value that `pointer` names.
    pub fn find(&self, pointer: &str) -> Option<&Node> {
        let parts = pointer.split('/').skip(1).count();
        let (node, _, depth) = self.follow(pointer);
        (depth == parts).then_some(node)
    }

    /// Where the value that `pointer` names was written, or the nearest value around it that exists. An object that has
    /// a key is found at its key.
    pub fn span_of(&self, pointer: &str) -> Span {
        let (node, key, _) = self.follow(pointer);
        key.filter(|_| node.object().is_some()).unwrap_or(node.span)
    }

    /// Follows `pointer` as far as there are values: the last of them, its key, and how many steps it took.
    fn follow(&self, pointer: &str) -> (&Node, Option<Span>, usize) {
        let mut found = (self, None, 0);
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            let next = match &found.0.value {
                Value::Object(object) => object.get(&part).map(|member| (&member.node, Some(member.key))),
                Value::List(items) => {
                    part.parse::<usize>().ok().and_then(|index| items.get(index)).map(|item| (item, None))
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => None,
            };
            let Some((node, key)) = next else { break };
            found = (node, key, found.2 + 1);
        }
        found
    }
}

/// A merged document with the texts it comes from.
#[derive(Clone, Debug)]
pub struct Document {
    pub root: Node,
    pub sources: Sources,
}

impl Document {
    /// The text at `pointer`, if one stands there.
    pub fn text(&self, pointer: &str) -> Option<&str> {
        self.root.find(pointer)?.text()
    }

    /// The order of values in the files: that of [`Location::order`].
    pub fn order(&self, pointer: &str) -> (usize, usize) {
        let span = self.root.span_of(pointer);
        (span.source as usize, span.start as usize)
    }

    /// Where the value that `pointer` names was written.
    pub fn locate(&self, pointer: &str) -> Location {
        self.sources.locate(self.root.span_of(pointer))
    }
}

/// One text that values come from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as the user would name it, or `--set path`.
    pub name: String,
    pub text: String,
    /// The folder that file names in it are relative to.
    pub folder: Option<std::path::PathBuf>,
    /// A `--set`, which has no lines to point at.
    pub is_set: bool,
    /// Byte at which each line starts.
    lines: Vec<usize>,
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        let text = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
        Source { name: name.into(), text, folder: None, is_set: false, lines }
    }
}

/// All texts of one scenario, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    pub fn add(&mut self, source: Source) -> u32 {
        self.0.push(source);
        (self.0.len() - 1) as u32
    }

    pub fn get(&self, source: u32) -> &Source {
        &self.0[source as usize]
    }

    /// Where a span is, with the line around it.
    pub fn locate(&self, span: Span) -> Location {
        let source = self.get(span.source);
        let order = (span.source as usize, span.start as usize);
        if source.is_set {
            return Location { file: source.name.clone(), position: None, excerpt: None, order };
        }
        let text = &source.text;
        let at = floor(text, span.start as usize);
        let line = source.lines.partition_point(|start| *start <= at);
        let line_start = source.lines[line - 1];
        let line_end = source.lines.get(line).map_or(text.len(), |next| next - 1);
        let column = text[line_start..at].chars().count();
        let marked = text[at..floor(text, (span.end as usize).clamp(at, line_end))].trim_end().chars().count();
        let position = Some((line, column + 1));
        Location {
            file: source.name.clone(),
            position,
            excerpt: excerpt(&text[line_start..line_end], column, marked),
            order,
        }
    }
}

/// The part of a line around the marked characters that fits a terminal.
fn excerpt(line: &str, column: usize, marked: usize) -> Option<(String, usize, usize)> {
    const WIDTH: usize = 100;
    const BEFORE: usize = 40;
    let first = if column + marked > WIDTH { column.saturating_sub(BEFORE) } else { 0 };
    let shown: String = line.chars().skip(first).take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let shown = shown.trim_end().to_owned();
    let from = column - first;
    let to = (from + marked).min(WIDTH);
    (!shown.is_empty()).then_some((shown, from, to))
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(text: &str) -> Sources {
        let mut sources = Sources::default();
        sources.add(Source::new("x.json", text));
        sources
    }

    #[test]
    fn columns_count_characters() {
        let text = "{\n  \"ä\": 1\n}";
        let at = text.find('1').expect("is there") as u32;
        let location = sources(text).locate(Span { source: 0, start: at, end: at + 1 });
        assert_eq!(location.position, Some((2, 8)));
        assert_eq!(location.excerpt, Some(("  \"ä\": 1".into(), 7, 8)));
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("[{}7]", "1,".repeat(500));
        let location = sources(&text).locate(Span { source: 0, start: 1001, end: 1002 });
        let (line, from, to) = location.excerpt.expect("is there");
        assert_eq!((line.len(), from, to), (42, 40, 41));
        assert_eq!(location.position, Some((1, 1002)));
    }
}
