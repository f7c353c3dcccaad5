//! Reads JSON text into a [`Node`] tree that keeps the position of every key and value.
//!
//! Stricter than most readers: a key stated twice, nesting deeper than [`DEEPEST`] and numbers beyond the range of a
//! computer are refused, each with its position.

use indexmap::map::Entry;

use super::document::{Member, Node, Object, Source, Sources, Span, Value};
use super::problem::{Problem, Problems, escaped, quoted};

/// Objects and lists within one another.
pub const DEEPEST: usize = 64;

/// The tree of a text, or `None` after a syntax error. Keys stated twice are reported and reading goes on.
pub(super) fn read(source: u32, sources: &Sources, problems: &mut Problems) -> Option<Node> {
    let mut scanner = Scanner::new(source, sources.get(source));
    let node = scanner.whole();
    for problem in scanner.problems {
        let (span, problem) = problem;
        problems.push(problem.at(sources.locate(span)));
    }
    node
}

/// A syntax error: nothing behind it can be read.
struct Stop;

struct Scanner<'s> {
    source: u32,
    text: &'s str,
    at: usize,
    /// Keys and indices down to the value being read.
    path: Vec<String>,
    problems: Vec<(Span, Problem)>,
}

impl<'s> Scanner<'s> {
    fn new(source: u32, Source { text, .. }: &'s Source) -> Scanner<'s> {
        Scanner { source, text, at: 0, path: Vec::new(), problems: Vec::new() }
    }

    fn whole(&mut self) -> Option<Node> {
        if self.text.starts_with('\u{feff}') {
            self.syntax("the file starts with a byte order mark", "save it as UTF-8 without BOM");
            return None;
        }
        self.space();
        let node = self.value().ok()?;
        self.space();
        if self.at < self.text.len() {
            let found = self.found();
            self.syntax(&format!("expected the end of the file, found {found}"), "a scenario is one JSON object");
            return None;
        }
        Some(node)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn span_from(&self, start: usize) -> Span {
        Span { source: self.source, start: start as u32, end: self.at as u32 }
    }

    /// Reports a syntax error here.
    fn syntax(&mut self, message: &str, help: &str) -> Stop {
        let end = self.text[self.at..].chars().next().map_or(self.at, |c| self.at + c.len_utf8());
        let span = Span { source: self.source, start: self.at as u32, end: end as u32 };
        let problem = Problem::error("syntax", "", message);
        self.problems.push((span, if help.is_empty() { problem } else { problem.help(help) }));
        Stop
    }

    /// What stands here, for messages.
    fn found(&self) -> String {
        let rest = &self.text[self.at..];
        match rest.chars().next() {
            None => "the end of the file".into(),
            Some(first) if first.is_ascii_alphanumeric() => {
                quoted(rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(rest))
            }
            Some(first) => quoted(&first.to_string()),
        }
    }

    fn value(&mut self) -> Result<Node, Stop> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object()?,
            Some(b'[') => self.list()?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { value, span: self.span_from(start) })
    }

    fn word(&mut self) -> Result<Value, Stop> {
        for (word, value) in [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))] {
            let rest = &self.text[self.at..];
            if rest.starts_with(word) && !rest[word.len()..].starts_with(|c: char| c.is_alphanumeric()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        let found = self.found();
        let help = match self.peek() {
            Some(b'/' | b'#') => "JSON has no comments; write a \"note\"",
            Some(b'\'') => "JSON texts stand in double quotation marks",
            Some(b'}' | b']') => "JSON has no comma behind the last value",
            Some(b'N' | b'I' | b'+' | b'.') => "numbers are written like 0.5, 12 or -3e2",
            Some(byte) if byte.is_ascii_alphabetic() => "texts stand in double quotation marks",
            _ => "",
        };
        Err(self.syntax(&format!("expected a value, found {found}"), help))
    }

    /// Enters an object or a list. Depth is limited so that no input exhausts the stack.
    fn enter(&mut self) -> Result<(), Stop> {
        if self.path.len() >= DEEPEST {
            return Err(
                self.syntax(&format!("values are nested deeper than {DEEPEST} levels"), "no scenario needs that")
            );
        }
        self.at += 1;
        self.path.push(String::new());
        self.space();
        Ok(())
    }

    fn leave(&mut self) {
        self.at += 1;
        self.path.pop();
    }

    fn list(&mut self) -> Result<Value, Stop> {
        let mut items = Vec::new();
        self.enter()?;
        while self.peek() != Some(b']') {
            if !items.is_empty() {
                self.comma(']')?;
            }
            if let Some(last) = self.path.last_mut() {
                *last = items.len().to_string();
            }
            items.push(self.value()?);
            self.space();
        }
        self.leave();
        Ok(Value::List(items))
    }

    fn object(&mut self) -> Result<Value, Stop> {
        let mut object = Object::new();
        self.enter()?;
        while self.peek() != Some(b'}') {
            if !object.is_empty() {
                self.comma('}')?;
            }
            self.member(&mut object)?;
            self.space();
        }
        self.leave();
        Ok(Value::Object(Box::new(object)))
    }

    fn member(&mut self, object: &mut Object) -> Result<(), Stop> {
        if self.peek() != Some(b'"') {
            let found = self.found();
            let help = match self.peek() {
                Some(b'/' | b'#') => "JSON has no comments; write a \"note\"",
                Some(b'}') => "JSON has no comma behind the last value",
                _ => "keys stand in double quotation marks",
            };
            return Err(self.syntax(&format!("expected a key, found {found}"), help));
        }
        let start = self.at;
        let key = self.string()?;
        let key_span = self.span_from(start);
        self.space();
        if self.peek() != Some(b':') {
            let found = self.found();
            return Err(self.syntax(&format!("expected a colon behind the key {}, found {found}", quoted(&key)), ""));
        }
        self.at += 1;
        self.space();
        if let Some(last) = self.path.last_mut() {
            last.clone_from(&key);
        }
        let node = self.value()?;
        match object.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(Member { key: key_span, node });
            }
            Entry::Occupied(occupied) => {
                let line = self.text[..occupied.get().key.start as usize].matches('\n').count() + 1;
                let pointer: String = self.path.iter().map(|part| format!("/{}", escaped(part))).collect();
                let message = format!("the key {} is stated twice", quoted(occupied.key()));
                let problem = Problem::error("duplicate_key", pointer, message);
                self.problems.push((key_span, problem.help(format!("keep one of them; the first is in line {line}"))));
            }
        }
        Ok(())
    }

    fn comma(&mut self, closing: char) -> Result<(), Stop> {
        if self.peek() != Some(b',') {
            let found = self.found();
            return Err(
                self.syntax(&format!("expected a comma or {}, found {found}", quoted(&closing.to_string())), "")
            );
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<Value, Stop> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let mut sound = match self.digits() {
            0 => false,
            1 => true,
            _ => !leading_zero,
        };
        if sound && self.peek() == Some(b'.') {
            self.at += 1;
            sound = self.digits() > 0;
        }
        if sound && matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            sound = self.digits() > 0;
        }
        let number = self.text[start..self.at].parse::<f64>().ok().filter(|number| number.is_finite());
        match number {
            Some(number) if sound => Ok(Value::Number(number)),
            Some(_) | None => {
                let written = quoted(&self.text[start..self.at]);
                self.at = start;
                let message = format!("{written} is not a number that JSON or a computer has");
                Err(self.syntax(&message, "numbers are written like 0.5, 12 or -3e2"))
            }
        }
    }

    fn string(&mut self) -> Result<String, Stop> {
        let opening = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let run = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            text.push_str(&self.text[run..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                None | Some(_) => {
                    self.at = opening;
                    return Err(self.syntax("this text is not closed on its line", "close it with a quotation mark"));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Stop> {
        let rest = &self.text.as_bytes()[self.at + 1..];
        let (length, c) = match rest.first() {
            Some(c @ (b'"' | b'\\' | b'/')) => (2, Some(char::from(*c))),
            Some(b'b') => (2, Some('\u{8}')),
            Some(b'f') => (2, Some('\u{c}')),
            Some(b'n') => (2, Some('\n')),
            Some(b'r') => (2, Some('\r')),
            Some(b't') => (2, Some('\t')),
            Some(b'u') => match (code_unit(&rest[1..]), rest.get(5..7), rest.get(7..).and_then(code_unit)) {
                (Some(high @ 0xd800..=0xdbff), Some(b"\\u"), Some(low @ 0xdc00..=0xdfff)) => {
                    (12, char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)))
                }
                (Some(unit), _, _) => (6, char::from_u32(unit)),
                (None, _, _) => (0, None),
            },
            Some(_) | None => (0, None),
        };
        match c {
            Some(c) => {
                self.at += length;
                Ok(c)
            }
            None => Err(self.syntax(
                "a backslash here stands for nothing",
                "allowed are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits",
            )),
        }
    }
}

fn code_unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.get(..4)?;
    digits.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Option<Node>, String) {
        let mut sources = Sources::default();
        let source = sources.add(Source::new("x.json", text));
        let mut problems = Problems::new();
        let node = read(source, &sources, &mut problems);
        (node, problems.to_string())
    }

    fn json(node: &Node) -> serde_json::Value {
        super::super::resolved::json(node)
    }

    #[test]
    fn reads_what_serde_json_reads() {
        let texts = [
            r#"{"a":[1,-2.5e3,0.1,true,false,null],"b":{"":"\u00e9\ud83d\ude00\n\"\/"}}"#,
            " [ ] ",
            "3",
            "\"x\"",
            "{ \"a\" : { } , \"b\" : [ { } , [ ] ] }",
            "1e-400",
        ];
        for text in texts {
            let (node, problems) = read_text(text);
            let expected: serde_json::Value = serde_json::from_str(text).expect("valid");
            let read = json(&node.unwrap_or_else(|| panic!("{problems}")));
            assert_eq!(read.to_string().replace(".0", ""), expected.to_string().replace(".0", ""));
        }
    }

    #[test]
    fn refuses_what_serde_json_refuses() {
        let texts = [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "[01]",
            "[1.]",
            "[.5]",
            "[+1]",
            "[1e]",
            "[1e999]",
            "nul",
            "truex",
            "[1 2]",
            "{\"a\" 1}",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"a\nb\"",
            "\"a",
            "1 2",
            "// x\n1",
            "\u{feff}1",
        ];
        for text in texts {
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
            let (node, problems) = read_text(text);
            assert!(node.is_none() && problems.starts_with("error[syntax]"), "{text}: {problems}");
        }
    }

    #[test]
    fn spans_cover_their_values() {
        let text = r#"{"a": [10, {"b~/c": "xyz"}]}"#;
        let (node, _) = read_text(text);
        let node = node.expect("valid");
        let at = |pointer: &str| {
            let span = node.span_of(pointer);
            &text[span.start as usize..span.end as usize]
        };
        assert_eq!(at("/a/0"), "10");
        assert_eq!(at("/a/1/b~0~1c"), "\"xyz\"");
        assert_eq!(at("/a/7"), at("/a"));
        assert_eq!(at(""), text);
    }

    #[test]
    fn every_key_stated_twice_is_told() {
        let (node, problems) = read_text("{\"a\": 1,\n \"a\": 2,\n \"b\": [{\"c\": 1, \"c\": 1}]}");
        assert!(node.is_some());
        assert!(problems.contains("--> x.json:2:2 (/a)"), "{problems}");
        assert!(problems.contains("--> x.json:3:17 (/b/0/c)"), "{problems}");
    }

    #[test]
    fn ten_megabytes_of_brackets_are_refused_at_once() {
        for bracket in ["[", "{\"a\":"] {
            let (node, problems) = read_text(&bracket.repeat(10_000_000 / bracket.len()));
            assert!(node.is_none() && problems.contains("nested deeper than 64"), "{problems}");
        }
    }
}
