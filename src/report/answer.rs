//! What a command found, told in every form by one rule.

use serde::Serialize;

use super::document::Document;
use super::manifest::{Exclusion, Manifest};
use super::{markdown, text};

/// What a command found and tells when it has finished.
pub trait Answer {
    /// For readers.
    fn document(&self) -> Document;

    /// For spreadsheets: one figure, or one thing with its figures, a row.
    fn csv(&self) -> Vec<u8>;

    /// For programs: all of it, with all digits.
    fn json(&self) -> String;

    /// The document for a terminal.
    fn table(&self) -> String {
        text::render(&self.document())
    }

    /// The document in Markdown.
    fn markdown(&self) -> String {
        markdown::render(&self.document())
    }
}

/// How far results came that are not whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CutShort {
    /// Replications behind the results, of all corridors together.
    pub finished: u64,
    /// What is finished, of how much: `2 of 9 futures`.
    pub told: String,
}

/// An answer that can be filed in a folder.
pub trait Filed: Answer {
    /// How far it came, where it is not whole.
    fn cut_short(&self) -> Option<&CutShort>;

    /// Replications that failed, of whatever they are of.
    fn excluded(&self) -> Vec<Exclusion>;

    /// What the results are of.
    fn manifest(&self) -> Manifest;

    /// The files of the folder, but for the manifest.
    fn contents(&self) -> Vec<(&'static str, Vec<u8>)>;

    /// The three forms under the names given, which end in `.csv`, `.json` and `.md`.
    fn forms(&self, [csv, json, md]: [&'static str; 3]) -> Vec<(&'static str, Vec<u8>)> {
        vec![(csv, self.csv()), (json, self.json().into_bytes()), (md, self.markdown().into_bytes())]
    }

    /// The files of the folder, the manifest last, so that a folder with a manifest is whole.
    fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut files = self.contents();
        files.push(("manifest.json", self.manifest().render().into_bytes()));
        files
    }
}
