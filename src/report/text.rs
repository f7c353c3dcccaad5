//! A document for the terminal: aligned, at most [`WIDTH`] columns wide whatever the terminal, so that it can be filed.

use super::document::{Align, Block, Document, Table};

/// Columns of a line at most, unless a single word is longer.
const WIDTH: usize = 120;
const GAP: &str = "  ";

pub fn render(document: &Document) -> String {
    let mut out = format!("{}\n{}\n", document.title, "=".repeat(length(&document.title).min(WIDTH)));
    for block in &document.blocks {
        out.push('\n');
        match block {
            Block::Heading(text) => out.push_str(&format!("{text}\n{}\n", "-".repeat(length(text)))),
            Block::Text(text) => wrap(&mut out, "", text),
            Block::List(items) => items.iter().for_each(|item| wrap(&mut out, "- ", item)),
            Block::Table(table) => render_table(&mut out, table),
        }
    }
    out
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn wrap(out: &mut String, bullet: &str, text: &str) {
    let mut at = 0;
    for word in text.split_whitespace() {
        if at == 0 {
            out.push_str(bullet);
            at = length(bullet);
        } else if at + 1 + length(word) > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(length(bullet)));
            at = length(bullet);
        } else {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += length(word);
    }
    out.push('\n');
}

/// One column, laid out.
struct Laid {
    title: Vec<String>,
    cells: Vec<String>,
    width: usize,
    align: Align,
}

fn render_table(out: &mut String, table: &Table) {
    let columns: Vec<Laid> = (0..table.columns.len()).map(|at| lay(table, at)).collect();
    let Some((first, others)) = columns.split_first() else { return };
    let mut rest = others;
    wrap(out, "", &table.caption);
    loop {
        let mut width = first.width;
        let fitting = rest.iter().take_while(|column| {
            width += GAP.len() + column.width;
            width <= WIDTH
        });
        let (now, later) = rest.split_at(fitting.count().max(1).min(rest.len()));
        let shown: Vec<&Laid> = std::iter::once(first).chain(now).collect();
        draw(out, &shown, table.rows.len());
        rest = later;
        if rest.is_empty() {
            return;
        }
        out.push('\n');
    }
}

fn draw(out: &mut String, columns: &[&Laid], rows: usize) {
    let height = columns.iter().map(|column| column.title.len()).max().unwrap_or(0);
    for line in 0..height {
        let cells = columns.iter().map(|column| {
            let missing = height - column.title.len();
            let title = line.checked_sub(missing).map_or("", |at| column.title[at].as_str());
            pad(title, column.width, column.align)
        });
        push_line(out, cells);
    }
    push_line(out, columns.iter().map(|column| "-".repeat(column.width)));
    for row in 0..rows {
        push_line(out, columns.iter().map(|column| pad(&column.cells[row], column.width, column.align)));
    }
}

fn push_line(out: &mut String, cells: impl Iterator<Item = String>) {
    let line = cells.collect::<Vec<_>>().join(GAP);
    out.push_str(line.trim_end());
    out.push('\n');
}

fn pad(text: &str, width: usize, align: Align) -> String {
    let space = " ".repeat(width.saturating_sub(length(text)));
    match align {
        Align::Left => format!("{text}{space}"),
        Align::Number => format!("{space}{text}"),
    }
}

fn lay(table: &Table, at: usize) -> Laid {
    let column = &table.columns[at];
    let raw: Vec<&str> = table.rows.iter().map(|row| row[at].as_str()).collect();
    let cells = match column.align {
        Align::Left => raw.iter().map(|&cell| cell.to_owned()).collect(),
        Align::Number => align_at_sign(&raw),
    };
    let content = cells.iter().map(|cell| length(cell)).max().unwrap_or(0);
    let word = column.title.split(' ').map(length).max().unwrap_or(0);
    let title = fold(&column.title, content.max(word).max(8));
    let width = title.iter().map(|line| length(line)).max().unwrap_or(0).max(content);
    Laid { title, cells, width, align: column.align }
}

/// Makes the ` ± ` of all cells stand below one another; cells without one end before it.
fn align_at_sign(cells: &[&str]) -> Vec<String> {
    let parts: Vec<(&str, Option<&str>)> = cells
        .iter()
        .map(|cell| cell.split_once(" ± ").map_or((*cell, None), |(mean, half)| (mean, Some(half))))
        .collect();
    let Some(halves) = parts.iter().filter_map(|(_, half)| half.map(length)).max() else {
        return cells.iter().map(|&cell| cell.to_owned()).collect();
    };
    let cell = |(mean, half): &(&str, Option<&str>)| match half {
        Some(half) => format!("{mean} ± {half}{}", " ".repeat(halves - length(half))),
        None => format!("{mean}{}", " ".repeat(halves + 3)),
    };
    parts.iter().map(cell).collect()
}

/// Breaks a title into lines of at most `width`.
fn fold(title: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split(' ') {
        match lines.last_mut() {
            Some(line) if length(line) + 1 + length(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_tables_are_stacked_with_their_first_column() {
        let mut table = Table::new("Days", 1, &["flow"]);
        for at in 0..20 {
            table.column(format!("cause {at}"));
        }
        let row =
            |name: &str| std::iter::once(name.to_owned()).chain((0..20).map(|at| format!("{at}.5 ± 0.1"))).collect();
        table.row(row("metal"));
        table.row(row("oil"));
        let mut document = Document { title: "T".into(), blocks: Vec::new() };
        document.table(table);
        let text = render(&document);
        assert!(text.lines().all(|line| length(line) <= WIDTH), "{text}");
        assert!(text.matches("metal").count() > 1, "{text}");
        assert!(text.contains("19.5 ± 0.1"));
    }

    #[test]
    fn the_signs_stand_below_one_another() {
        assert_eq!(align_at_sign(&["1,200 ± 30", "7.25 ± 0.01", "-"]), ["1,200 ± 30  ", "7.25 ± 0.01", "-       "]);
    }
}
