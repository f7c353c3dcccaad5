//! A report before it has a format: headings, paragraphs and tables.

use super::answer::CutShort;

/// A whole report, top to bottom.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
pub enum Block {
    Heading(String),
    Text(String),
    List(Vec<String>),
    Table(Table),
}

/// Cells are text by now. The first column names the row; it is repeated where a table is too wide for the page.
#[derive(Clone, Debug)]
pub struct Table {
    /// What the table shows, in a few words, with the unit where all cells share one.
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub title: String,
    pub align: Align,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    /// At the last digit, or at ` ± ` where the cells have it.
    Number,
}

/// Text of the user without control characters, which would break lines or write to the terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

impl Document {
    pub fn new(title: &str) -> Document {
        Document { title: clean(title), blocks: Vec::new() }
    }

    pub fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(clean(text)));
    }

    pub fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(clean(&text.into())));
    }

    pub fn list(&mut self, items: Vec<String>) {
        self.blocks.push(Block::List(items.iter().map(|item| clean(item)).collect()));
    }

    /// How far the results came, where they are not whole.
    pub fn cut_short(&mut self, cut_short: Option<&CutShort>) {
        if let Some(CutShort { told, .. }) = cut_short {
            self.text(format!("This was cut short. It tells what was finished: {told}."));
        }
    }

    /// Replications that failed and are in no figure, if there are any.
    pub fn left_out(&mut self, told: impl IntoIterator<Item = impl ToString>) {
        let told: Vec<String> = told.into_iter().map(|one| one.to_string()).collect();
        if !told.is_empty() {
            self.heading("Left out");
            self.list(told);
        }
    }

    /// Adds a table unless it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }
}

impl Table {
    /// Words on the left, numbers on the right: `words` columns of text, the others of numbers.
    pub fn new(caption: impl Into<String>, words: usize, titles: &[&str]) -> Table {
        let column = |(at, title): (usize, &&str)| Column {
            title: (*title).to_owned(),
            align: if at < words { Align::Left } else { Align::Number },
        };
        Table { caption: caption.into(), columns: titles.iter().enumerate().map(column).collect(), rows: Vec::new() }
    }

    pub fn column(&mut self, title: impl Into<String>) {
        self.columns.push(Column { title: title.into(), align: Align::Number });
    }

    /// # Panics
    /// Where the row has not one cell for every column.
    pub fn row(&mut self, cells: Vec<String>) {
        let cells: Vec<String> = cells.iter().map(|cell| clean(cell)).collect();
        assert_eq!(cells.len(), self.columns.len(), "a row of {} has a cell for every column", self.caption);
        self.rows.push(cells);
    }

    /// Leaves out the number columns in which every cell is empty, a dash or 0; the zeros stay where the rows would be
    /// names alone. Without any number no row is left.
    pub fn without_empty_columns(mut self) -> Table {
        let says_nothing = |cell: &String| matches!(cell.as_str(), "" | "-");
        let nothing = |cell: &String| says_nothing(cell) || matches!(cell.as_str(), "0" | "0 ± 0");
        let told = |blank: &dyn Fn(&String) -> bool| -> Vec<bool> {
            (0..self.columns.len())
                .map(|at| self.columns[at].align == Align::Left || !self.rows.iter().all(|row| blank(&row[at])))
                .collect()
        };
        let words = self.columns.iter().filter(|column| column.align == Align::Left).count();
        let beyond_words = |kept: &Vec<bool>| kept.iter().filter(|kept| **kept).count() > words;
        let Some(kept) = [told(&nothing), told(&says_nothing)].into_iter().find(beyond_words) else {
            self.rows.clear();
            return self;
        };
        let keep = |at: &mut usize| {
            *at += 1;
            kept[*at - 1]
        };
        let mut at = 0;
        self.columns.retain(|_| keep(&mut at));
        for row in &mut self.rows {
            let mut at = 0;
            row.retain(|_| keep(&mut at));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[&str; 3]]) -> Table {
        let mut table = Table::new("T", 1, &["flow", "a", "b"]);
        rows.iter().for_each(|row| table.row(row.map(str::to_owned).to_vec()));
        table.without_empty_columns()
    }

    #[test]
    fn columns_that_say_nothing_are_left_out() {
        assert_eq!(table(&[["x", "1", "-"], ["y", "2", "0 ± 0"]]).rows, [["x", "1"], ["y", "2"]]);
        assert_eq!(table(&[["x", "0 ± 0", "-"], ["y", "0", ""]]).rows, [["x", "0 ± 0"], ["y", "0"]]);
        assert!(table(&[["x", "-", ""]]).rows.is_empty());
    }

    #[test]
    fn text_of_the_user_cannot_write_to_the_terminal() {
        let mut document = Document::new("a\u{1b}[31m\nb");
        document.text("c\u{7}");
        assert_eq!(document.title, "a [31m b");
        assert!(matches!(&document.blocks[0], Block::Text(text) if text == "c "));
    }
}
