//! What the result rests on: the numbers of the scenario that may be otherwise, the weakest first.

use crate::report::assumptions_csv::weakest_first;
use crate::report::document::{Align, Document, Table};
use crate::report::input::{Assumption, Results, Support};
use crate::report::number::input;

/// Numbers that are printed.
const SHOWN: usize = 15;

pub fn write(document: &mut Document, results: &Results) {
    if results.assumptions.is_empty() {
        return;
    }
    document.heading("Assumptions");
    let ranged = results.assumptions.iter().filter(|assumption| assumption.range.is_some()).count();
    document.text(format!(
        "{} numbers of the scenario carry a range, a source or a note; {ranged} a range. assumptions.csv has them all.",
        results.assumptions.len(),
    ));
    counts(document, &results.assumptions);
    weakest(document, &results.assumptions);
}

fn counts(document: &mut Document, assumptions: &[Assumption]) {
    let mut table =
        Table::new("What supports them, the weakest first", 2, &["support", "that is", "numbers", "ranged"]);
    for support in Support::ALL {
        let of = || assumptions.iter().filter(move |assumption| assumption.support == support);
        if of().next().is_some() {
            let ranged = of().filter(|assumption| assumption.range.is_some()).count();
            let (count, meaning) = (of().count().to_string(), support.meaning().to_owned());
            table.row(vec![support.word().to_owned(), meaning, count, ranged.to_string()]);
        }
    }
    document.table(table);
}

fn weakest(document: &mut Document, assumptions: &[Assumption]) {
    let caption = "Weakest support first, then the widest range relative to the value";
    let mut table = Table::new(caption, 1, &["number", "value", "from", "to", "support", "source, else note"]);
    table.columns[4].align = Align::Left;
    table.columns[5].align = Align::Left;
    for assumption in weakest_first(assumptions).into_iter().take(SHOWN) {
        let (low, high) = assumption.range.map_or(("-".into(), "-".into()), |(low, high)| (input(low), input(high)));
        table.row(vec![
            assumption.pointer.clone(),
            input(assumption.value),
            low,
            high,
            assumption.support.word().to_owned(),
            told_of(assumption),
        ]);
    }
    document.table(table);
}

/// The source, or else the note, cut to what fits.
fn told_of(assumption: &Assumption) -> String {
    const LONGEST: usize = 40;
    let text = assumption.source.as_ref().or(assumption.note.as_ref()).map_or("-", String::as_str);
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 3).chain("...".chars()).collect()
}
