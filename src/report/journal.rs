//! `.experiment`: what the growing files of a folder belong to.
//!
//! They say nothing of the experiment they are of, and the manifest comes last. So every command writes this first, and a
//! later one that finds its own experiment there takes over the replications that stand whole.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::finished;
use super::folder::{Folder, FolderError};
use super::identity::Identity;
use super::replications_csv::Replications;

const FILE: &str = ".experiment";

/// What a run must share with an earlier one to take over its replications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    #[serde(flatten)]
    pub identity: Identity,
    /// SHA-256 of the corridor as it is simulated: the scenario has only the names of files, not what is in them. Empty
    /// where inputs are told apart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub corridor_sha256: String,
    /// Whether `units.csv` grows beside `replications.csv`.
    #[serde(default)]
    pub units: bool,
}

impl Journal {
    /// That of the last run which wrote to the folder, if there was one.
    pub(super) fn read(folder: &Path) -> Option<Journal> {
        serde_json::from_slice(&fs::read(folder.join(FILE)).ok()?).ok()
    }

    /// Says what the files to come are of.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn write(&self, folder: &Folder) -> Result<(), FolderError> {
        if Journal::read(&folder.path).as_ref() == Some(self) {
            return Ok(());
        }
        let text = serde_json::to_string(self).expect("plain data has a JSON form") + "\n";
        folder.put(FILE, text.as_bytes())
    }

    pub(super) fn remove(folder: &Folder) -> Result<(), FolderError> {
        folder.remove(FILE)
    }
}

/// Whether a folder holds single values of replications, of results that are whole or not.
pub(super) fn holds_rows(folder: &Path) -> bool {
    let rows = |path: PathBuf| fs::metadata(path).is_ok_and(|file| file.len() > Replications::HEADER.len() as u64);
    let lines = fs::metadata(folder.join(finished::FILE)).is_ok_and(|file| file.len() > 0);
    lines || rows(folder.join("replications.csv")) || rows(folder.join("replications.csv.part"))
}
