//! The assumption ledger: every number and law of a scenario that says where it comes from, or that it comes from
//! nowhere, and how well that supports it.

use std::collections::HashMap;

/// A number with its provenance, or a law with a source or a note.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// JSON pointer into the merged document.
    pub pointer: String,
    /// The number; of a law, its mean, in the unit of the key.
    pub value: f64,
    /// `Some("lognormal")` and the like where the entry is a law.
    pub law: Option<&'static str>,
    /// Only whole numbers are allowed here.
    pub whole: bool,
    /// Lowest and highest value thought possible.
    pub range: Option<(f64, f64)>,
    pub source: Option<String>,
    pub note: Option<String>,
    pub support: Support,
}

/// How well a number is supported, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Support {
    /// By no source, or by one that says so itself.
    Assumed,
    /// By a fact that is common knowledge, not verified.
    General,
    /// By a source that is not among the facts.
    Cited,
    /// By a founding document.
    Seed,
    /// By a public source.
    Published,
}

/// Facts by their names, with what they support.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts(HashMap<String, Support>);

impl Facts {
    /// Adds a fact; whether it was there before.
    pub fn add(&mut self, id: &str, support: Support) -> bool {
        self.0.insert(id.to_owned(), support).is_some()
    }

    /// What a source supports: as much as the weakest fact that it names.
    pub fn support(&self, source: Option<&str>) -> Support {
        let Some(source) = source.filter(|source| !source.trim().to_ascii_lowercase().starts_with("assum")) else {
            return Support::Assumed;
        };
        let words = source.split(|c: char| !c.is_alphanumeric() && !"-_".contains(c));
        words.filter_map(|word| self.0.get(word)).min().copied().unwrap_or(Support::Cited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_supports_as_much_as_the_weakest_fact_it_names() {
        let mut facts = Facts::default();
        assert!(!facts.add("OPS-008", Support::Published) && !facts.add("TIM-001", Support::General));
        assert!(facts.add("TIM-001", Support::General), "it is there");
        let rows = [
            (None, Support::Assumed),
            (Some("assumption: half of OPS-008"), Support::Assumed),
            (Some("OPS-008"), Support::Published),
            (Some("OPS-008; TIM-001"), Support::General),
            (Some("pilot's log 2023"), Support::Cited),
            (Some("pilot's log (OPS-008)"), Support::Published),
        ];
        rows.iter().for_each(|(source, support)| assert_eq!(facts.support(*source), *support, "{source:?}"));
    }
}
