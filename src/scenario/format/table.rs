//! CSV files that scenarios name: recorded arrivals, closures and observed durations.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::read::{Read, Reader};
use super::schema::Schema;
use crate::scenario::document::Node;
use crate::scenario::nearest::suggestion;
use crate::scenario::problem::{Location, Problem, quoted};

/// Bad rows that are told of one file.
const TOLD: usize = 10;

/// A CSV file as read: a header and rows of texts.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct CsvFile(Arc<Table>);

#[derive(Debug)]
struct Table {
    /// As a user would name it.
    name: String,
    /// Where the scenario names it.
    pointer: String,
    order: (usize, usize),
    columns: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

/// One row of a file.
pub(in crate::scenario) struct Row<'t> {
    table: &'t Table,
    fields: &'t csv::StringRecord,
}

impl CsvFile {
    pub fn columns(&self) -> &[String] {
        &self.0.columns
    }

    /// What each row says, or the problems of the first bad ones. The file must have the columns named.
    pub fn parsed<T>(
        &self,
        columns: &[&str],
        parse: impl Fn(&Row) -> Result<T, String>,
    ) -> Result<Vec<T>, Vec<Problem>> {
        let table = &*self.0;
        let missing: Vec<Problem> = columns
            .iter()
            .filter(|column| !table.columns.iter().any(|known| known == *column))
            .map(|column| {
                let help = suggestion(column, "columns", table.columns.iter().map(String::as_str));
                table.problem(1, format!("the column {} is missing", quoted(column))).help(help)
            })
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let mut good = Vec::with_capacity(table.rows.len());
        let mut bad = Vec::new();
        for fields in &table.rows {
            match parse(&Row { table, fields }) {
                Ok(value) => good.push(value),
                Err(message) => bad.push(table.problem(fields.position().map_or(0, csv::Position::line), message)),
            }
            if bad.len() == TOLD {
                break;
            }
        }
        if bad.is_empty() { Ok(good) } else { Err(bad) }
    }

    /// A problem of the row with this index, from 0.
    pub fn row_problem(&self, row: usize, message: String) -> Problem {
        self.0.problem(self.line(row), message)
    }

    /// Where the row with this index stands.
    pub fn row_location(&self, row: usize) -> Location {
        self.0.location(self.line(row))
    }

    fn line(&self, row: usize) -> u64 {
        self.0.rows.get(row).and_then(|fields| fields.position()).map_or(1, csv::Position::line)
    }
}

impl Table {
    fn problem(&self, line: u64, message: String) -> Problem {
        Problem::error("bad_table", self.pointer.clone(), message).at(self.location(line))
    }

    fn location(&self, line: u64) -> Location {
        let position = Some((usize::try_from(line).unwrap_or(usize::MAX), 1));
        Location { file: self.name.clone(), position, excerpt: None, order: self.order }
    }
}

impl Row<'_> {
    /// The text in a column; empty where the file has no such column.
    pub fn text(&self, column: &str) -> &str {
        let index = self.table.columns.iter().position(|known| known == column);
        index.and_then(|index| self.fields.get(index)).unwrap_or("").trim()
    }

    /// The finite number in a column.
    pub fn number(&self, column: &str) -> Result<f64, String> {
        let text = self.text(column);
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && number.abs() <= 1e12);
        number.ok_or_else(|| format!("{column} must be a number, found {}", quoted(text)))
    }
}

impl Read for CsvFile {
    fn expected() -> String {
        "the name of a CSV file".into()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let name = String::read(node, reader)?;
        let source = reader.sources.get(node.span.source);
        let (shown, text) = match reader.shelf.table(source, &name) {
            Ok(found) => found,
            Err(refusal) => {
                reader.error(node.span, refusal.code, refusal.message, refusal.help);
                return None;
            }
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text); // spreadsheets write one
        let mut csv = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let rows =
            csv.headers().cloned().and_then(|header| Ok((header, csv.records().collect::<Result<Vec<_>, _>>()?)));
        match rows {
            Ok((header, rows)) => {
                let columns: Vec<String> = header.iter().map(|column| column.trim().to_owned()).collect();
                if let Some((_, twice)) =
                    columns.iter().enumerate().find(|(at, column)| columns[..*at].contains(column))
                {
                    let message = format!("{shown} has two columns {}", quoted(twice));
                    reader.error(node.span, "bad_table", message, "rename or remove one of them");
                    return None;
                }
                let order = reader.sources.locate(node.span).order;
                Some(CsvFile(Arc::new(Table { name: shown, pointer: reader.pointer(), order, columns, rows })))
            }
            Err(error) => {
                let help = "write a header line, then rows with as many fields, commas between them";
                reader.error(node.span, "bad_table", format!("{shown} is not a CSV file: {error}"), help);
                None
            }
        }
    }

    fn schema(_: &mut Schema) -> Json {
        json!({ "type": "string" })
    }
}
