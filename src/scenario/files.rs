//! Files a scenario may name: those in the folder tree of its top file, and no others.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::document::Source;

/// Bytes of a scenario or patch file.
pub(super) const LARGEST_SCENARIO: u64 = 16 << 20;
/// Bytes of a table of recorded values.
const LARGEST_TABLE: u64 = 64 << 20;

/// The files that names in a scenario may lead to.
#[derive(Clone)]
pub(super) enum Shelf {
    /// A scenario given as text has no files.
    None,
    /// Those below this folder, a canonical path.
    Tree {
        root: PathBuf,
        /// Tables as they were read first: all variants of a scenario see the same, whatever becomes of the files.
        tables: Arc<Mutex<HashMap<PathBuf, Arc<str>>>>,
    },
    /// Name and text of files in one folder that the program brings along.
    Carried(&'static [(&'static str, &'static str)]),
}

/// Why a file cannot be had: message and help.
pub(super) struct Refusal {
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

/// A file found on the shelf.
pub(super) struct Found {
    /// As a user would name it.
    pub shown: String,
    /// Without links and detours.
    pub path: PathBuf,
}

impl Shelf {
    /// The tree of the folder in which `top` lies.
    pub(super) fn around(top: &Path) -> Shelf {
        let root = top.canonicalize().ok().and_then(|top| top.parent().map(Path::to_owned));
        root.map_or(Shelf::None, |root| Shelf::Tree { root, tables: Arc::default() })
    }

    /// The file that a text in `source` calls `name`.
    pub(super) fn find(&self, source: &Source, name: &str) -> Result<Found, Refusal> {
        let help = "files are named relative to the file that names them, inside the folder tree of the scenario";
        let refusal = |code, message: String| Refusal { code, message, help: help.to_owned() };
        let (root, folder) = match (self, &source.folder) {
            (Shelf::Tree { root, .. }, Some(folder)) => (root, folder),
            (Shelf::Carried(_), _) => return Ok(Found { shown: name.to_owned(), path: PathBuf::from(name) }),
            (Shelf::None | Shelf::Tree { .. }, _) => {
                return Err(refusal("no_files", "a scenario given as text cannot name files".into()));
            }
        };
        let named = Path::new(name);
        if name.is_empty() || named.components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_))) {
            return Err(refusal("outside_folder", "this is not a relative path".into()));
        }
        let path = folder.join(named);
        let canonical = path.canonicalize().map_err(|error| {
            refusal("no_such_file", format!("{} cannot be opened: {}", path.display(), plain(&error)))
        })?;
        if !canonical.starts_with(root) {
            return Err(refusal("outside_folder", "this file lies outside the folder tree of the scenario".into()));
        }
        Ok(Found { shown: path.display().to_string(), path: canonical })
    }

    /// The text of the table that a text in `source` calls `name`, and what a user would call it.
    pub(super) fn table(&self, source: &Source, name: &str) -> Result<(String, Arc<str>), Refusal> {
        let (Shelf::Tree { tables, .. }, Some(folder)) = (self, &source.folder) else {
            return self.table_anew(source, name);
        };
        let mut tables = tables.lock().expect("nobody panics while holding it");
        let key = folder.join(name);
        if let Some(text) = tables.get(&key) {
            return Ok((key.display().to_string(), Arc::clone(text)));
        }
        let (shown, text) = self.table_anew(source, name)?;
        tables.insert(key, Arc::clone(&text));
        Ok((shown, text))
    }

    fn table_anew(&self, source: &Source, name: &str) -> Result<(String, Arc<str>), Refusal> {
        let Found { shown, path } = self.find(source, name)?;
        let refused = |refusal: Refusal| Refusal { message: format!("{shown}: {}", refusal.message), ..refusal };
        let text = self.text(&path, LARGEST_TABLE).map_err(refused)?;
        Ok((shown, text.into()))
    }

    /// The text of a file of at most `largest` bytes.
    pub(super) fn text(&self, path: &Path, largest: u64) -> Result<String, Refusal> {
        let Shelf::Carried(files) = self else { return text(path, largest) };
        let file = files.iter().find(|(name, _)| Path::new(name) == path);
        file.map(|(_, text)| (*text).to_owned()).ok_or_else(|| Refusal {
            code: "no_such_file",
            message: "the program brings no such file along".into(),
            help: "name one that it does".into(),
        })
    }
}

/// The folder part of a path as the user wrote it.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

fn text(path: &Path, largest: u64) -> Result<String, Refusal> {
    let refusal = |code, message: String, help: &str| Refusal { code, message, help: help.to_owned() };
    let open = || {
        if !std::fs::metadata(path)?.is_file() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        File::open(path)?.take(largest + 1).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    };
    let bytes = open().map_err(|error: std::io::Error| {
        refusal("no_such_file", format!("the file cannot be read: {}", plain(&error)), "check the path")
    })?;
    let Some(bytes) = bytes else { return Err(refusal("no_such_file", "this is not a file".into(), "check the path")) };
    if bytes.len() as u64 > largest {
        let message = format!("the file is larger than {} MiB", largest >> 20);
        return Err(refusal("too_large", message, "long series belong in CSV files, one column a quantity"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        let (line, column) =
            (good.matches('\n').count() + 1, good.rsplit('\n').next().unwrap_or("").chars().count() + 1);
        refusal("not_utf8", format!("the file is not UTF-8 at line {line}, column {column}"), "save it as UTF-8")
    })
}

/// The error without the number of the operating system.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}
