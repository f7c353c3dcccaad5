//! A document in Markdown, with pipe tables.

use super::document::{Align, Block, Document, Table};

pub fn render(document: &Document) -> String {
    let mut out = format!("# {}\n", escape(&document.title));
    for block in &document.blocks {
        out.push('\n');
        match block {
            Block::Heading(text) => out.push_str(&format!("## {}\n", escape(text))),
            Block::Text(text) => out.push_str(&format!("{}\n", escape(text))),
            Block::List(items) => items.iter().for_each(|item| out.push_str(&format!("- {}\n", escape(item)))),
            Block::Table(table) => render_table(&mut out, table),
        }
    }
    out
}

fn render_table(out: &mut String, table: &Table) {
    out.push_str(&format!("{}\n\n", escape(&table.caption)));
    let mut line = |cells: Vec<String>| out.push_str(&format!("| {} |\n", cells.join(" | ")));
    line(table.columns.iter().map(|column| escape(&column.title)).collect());
    let rule = |align| match align {
        Align::Left => "---",
        Align::Number => "---:",
    };
    line(table.columns.iter().map(|column| rule(column.align).to_owned()).collect());
    for row in &table.rows {
        line(row.iter().map(|cell| escape(cell)).collect());
    }
}

/// Keeps names with underscores, and whatever a user wrote, from being read as markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive() {
        assert_eq!(escape("titr_ministry | <b>"), "titr\\_ministry \\| \\<b\\>");
    }
}
