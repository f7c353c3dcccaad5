//! The assumption ledger: every number and law of a scenario that says where it comes from, or that it comes from
//! nowhere.

/// A number with its provenance, or a law with a source or a note.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// JSON pointer into the merged document.
    pub pointer: String,
    /// The number; of a law, its mean, in the unit of the key.
    pub value: f64,
    /// `Some("lognormal")` and the like where the entry is a law.
    pub law: Option<&'static str>,
    /// Lowest and highest value thought possible.
    pub range: Option<(f64, f64)>,
    pub source: Option<String>,
    pub note: Option<String>,
}

impl Assumption {
    /// Nothing stands behind it: no source, or a source that says so itself.
    pub fn is_unsourced(&self) -> bool {
        self.source.as_ref().is_none_or(|source| source.trim().to_ascii_lowercase().starts_with("assum"))
    }
}
