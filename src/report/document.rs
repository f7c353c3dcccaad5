//! A report before it has a format: headings, paragraphs and tables.

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

impl Document {
    pub fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(text.to_owned()));
    }

    pub fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    pub fn list(&mut self, items: Vec<String>) {
        self.blocks.push(Block::List(items));
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
        assert_eq!(cells.len(), self.columns.len(), "a row of {} has a cell for every column", self.caption);
        self.rows.push(cells);
    }

    /// Leaves out the number columns in which every cell is empty or a dash.
    pub fn without_empty_columns(mut self) -> Table {
        let blank = |cell: &String| matches!(cell.as_str(), "" | "-" | "0" | "0 ± 0");
        let kept: Vec<bool> = (0..self.columns.len())
            .map(|at| self.columns[at].align == Align::Left || !self.rows.iter().all(|row| blank(&row[at])))
            .collect();
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
