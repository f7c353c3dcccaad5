//! Files of facts: what stands behind the sources that numbers name.

use std::sync::Arc;

use super::View;
use super::report::Report;
use crate::scenario::ledger::{Facts, Support};
use crate::scenario::nearest::suggestion;
use crate::scenario::problem::quoted;

/// What a confidence supports.
const CONFIDENCES: [(&str, Support); 3] =
    [("published", Support::Published), ("seed", Support::Seed), ("general", Support::General)];

/// Fills the facts of the view and reports what is wrong with their files.
pub(super) fn read(view: &mut View, report: &mut Report) {
    let (file, mut facts) = (view.file, Facts::default());
    for (_, entry) in file.facts.iter() {
        let rows = entry.file.parsed(&["id", "confidence"], |row| {
            let (id, word) = (row.text("id"), row.text("confidence"));
            if id.is_empty() {
                return Err("id is empty".into());
            }
            let support = CONFIDENCES.iter().find(|(known, _)| *known == word).map(|(_, support)| *support);
            let support = support.ok_or_else(|| {
                let known = CONFIDENCES.map(|(known, _)| known);
                format!("{} is no confidence; {}", quoted(word), suggestion(word, "confidences", known))
            })?;
            Ok((id.to_owned(), support))
        });
        match rows {
            Ok(rows) => {
                for (index, (id, support)) in rows.iter().enumerate() {
                    if facts.add(id, *support) {
                        let message = format!("the fact {} is told a second time", quoted(id));
                        report.push(entry.file.row_problem(index, message).help("keep one of the two rows"));
                    }
                }
            }
            Err(problems) => problems.into_iter().for_each(|problem| report.push(problem)),
        }
    }
    view.facts = Arc::new(facts);
}
