//! The files that grow while a run goes on, and how a run goes on where another one ended.

use std::fs;
use std::path::PathBuf;

use super::folder::{Folder, FolderError, StreamFile};
use super::journal::{Journal, holds_rows};
use super::replications_csv::Replications;
use super::units_csv::end_of;
use crate::model::Sample;

const REPLICATIONS: &str = "replications.csv";
const UNITS: &str = "units.csv";
const REPLICATIONS_PART: &str = "replications.csv.part";
const UNITS_PART: &str = "units.csv.part";

/// `replications.csv` and, where asked for, `units.csv`.
///
/// Units are written before the replication they are of, so that a replication that stands whole has all its units.
#[derive(Debug)]
pub struct Streams {
    rows: Replications,
    replications: StreamFile,
    /// With the header.
    units: Option<(String, StreamFile)>,
    /// Replications 1 to this were taken over.
    pub held: u64,
    /// Why those that the folder has were not.
    pub anew: Option<&'static str>,
}

impl Streams {
    /// Begins with the replications that the folder holds whole, where they are of the same experiment. `units` is the
    /// header of `units.csv`.
    ///
    /// The process may end between any two steps: what could be mistaken for something else goes before that comes.
    ///
    /// # Errors
    /// Where the folder holds results of the same scenario with other contents of its files, or the system refuses.
    pub fn begin(
        folder: &Folder,
        journal: &Journal,
        rows: Replications,
        units: Option<String>,
    ) -> Result<Streams, FolderError> {
        let (found, anew) = match Journal::read(&folder.path).filter(|_| holds_rows(&folder.path)) {
            None => (None, "it is not known what they were simulated with"),
            Some(old) if old.identity == journal.identity && old.corridor_sha256 != journal.corridor_sha256 => {
                return Err(changed(folder));
            }
            Some(old) if old.identity != journal.identity => (None, "they are of another experiment"),
            Some(old) if journal.units && !old.units => (None, "their units were not filed"),
            Some(_) => (Found::look(folder, &rows, units.as_deref()), "they are of another plan, or damaged"),
        };
        let anew = (found.is_none() && holds_rows(&folder.path)).then_some(anew);
        if found.is_none() {
            clear(folder)?;
        }
        journal.write(folder)?;
        if units.is_none() {
            folder.remove(UNITS_PART)?;
        }
        let Some(found) = found else {
            let units = units.map(|header| Ok((start(folder, UNITS, &header)?, header)));
            let units = units.transpose()?.map(|(file, header)| (header, file));
            let replications = start(folder, REPLICATIONS, Replications::HEADER)?;
            return Ok(Streams { rows, replications, units, held: 0, anew });
        };
        found.place(folder)?;
        let units = match (units, &found.units) {
            (Some(header), Some((_, end))) => Some((header, folder.stream_on(UNITS, *end)?)),
            (Some(_), None) | (None, _) => None,
        };
        let replications = folder.stream_on(REPLICATIONS, found.end)?;
        Ok(Streams { rows, replications, units, held: found.held, anew })
    }

    /// The samples of the replications taken over, read while they are asked for.
    pub fn kept(&self) -> impl Iterator<Item = Vec<Sample>> + use<> {
        self.rows.kept(self.replications.part()).take(usize::try_from(self.held).unwrap_or(usize::MAX))
    }

    /// Appends the next replication and the rows of its units.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn append(&mut self, replication: u64, samples: &[Sample], units: &str) -> Result<(), FolderError> {
        if replication <= self.held {
            return Ok(()); // could not be read a second time, and was simulated again
        }
        if let Some((_, file)) = &mut self.units {
            file.append(units)?;
        }
        self.replications.append(&self.rows.rows(replication, samples))
    }

    /// The files with `finished` replications; those taken over beyond are dropped.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn finish(mut self, finished: u64) -> Result<Vec<StreamFile>, FolderError> {
        if finished < self.held {
            let (_, end) = self.rows.kept(self.replications.part()).count(finished);
            if let Some((header, file)) = &mut self.units
                && let Some(end) = end_of(file.part(), header, finished)
            {
                file.cut(end)?;
            }
            self.replications.cut(end)?;
        }
        // While the second has the name under which it grows, it belongs with the first under either name.
        Ok(self.units.into_iter().map(|(_, file)| file).chain([self.replications]).collect())
    }

    /// Removes what was written, unless the next run will go on with it.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn discard(self, folder: &Folder) -> Result<(), FolderError> {
        if self.held > folder.held.replications {
            return Ok(());
        }
        self.replications.discard()?;
        if let Some((_, file)) = self.units {
            file.discard()?;
        }
        if folder.is_whole() { Ok(()) } else { Journal::remove(folder) }
    }
}

/// Replications that stand whole in a folder, and where.
#[derive(Debug)]
struct Found {
    held: u64,
    replications: PathBuf,
    /// Where they end in the file.
    end: u64,
    /// The same of the units.
    units: Option<(PathBuf, u64)>,
}

impl Found {
    /// A whole folder has finished files that belong together, and perhaps some that had grown further. In one that is
    /// not, a file that still grows is the newer; its units may have their name already.
    fn look(folder: &Folder, rows: &Replications, header: Option<&str>) -> Option<Found> {
        let path = |name| folder.path.join(name);
        let pair = |replications, units| Found::read(path(replications), path(units), rows, header);
        let finished = || pair(REPLICATIONS, UNITS);
        if folder.is_whole() {
            let grown = pair(REPLICATIONS_PART, UNITS_PART);
            let finished = finished();
            let held = |found: &Option<Found>| found.as_ref().map_or(0, |found| found.held);
            return if held(&grown) > held(&finished) { grown } else { finished };
        }
        match (path(REPLICATIONS_PART).exists(), path(UNITS_PART).exists()) {
            (true, true) => pair(REPLICATIONS_PART, UNITS_PART),
            (true, false) => pair(REPLICATIONS_PART, UNITS),
            (false, _) => finished(),
        }
    }

    fn read(replications: PathBuf, units: PathBuf, rows: &Replications, header: Option<&str>) -> Option<Found> {
        let (held, end) = rows.kept(&replications).count(u64::MAX);
        let units = match header {
            Some(header) => Some(end_of(&units, header, held).map(|end| (units, end))?),
            None => None,
        };
        (held > 0).then_some(Found { held, replications, end, units })
    }

    /// Gives the files the names under which they grow. Those of a whole folder stay beside their copies.
    fn place(&self, folder: &Folder) -> Result<(), FolderError> {
        let moved = |from: &PathBuf, name: &str| {
            let part = folder.path.join(name);
            let done = match (*from == part, folder.is_whole()) {
                (true, _) => Ok(()),
                (false, true) => fs::copy(from, &part).map(|_| ()),
                (false, false) => fs::rename(from, &part),
            };
            done.map_err(|error| FolderError::Write { path: part, error })
        };
        let units = || self.units.as_ref().map_or(Ok(()), |(path, _)| moved(path, UNITS_PART));
        let replications = || moved(&self.replications, REPLICATIONS_PART);
        if folder.is_whole() && self.replications != folder.path.join(REPLICATIONS_PART) {
            folder.remove(REPLICATIONS_PART)?; // it has fewer, and must not be taken with a half of the units
            units()?;
            replications()
        } else {
            replications()?;
            units()
        }
    }
}

/// A growing file with its header.
fn start(folder: &Folder, name: &str, header: &str) -> Result<StreamFile, FolderError> {
    let mut file = folder.stream(name)?;
    file.append(header)?;
    Ok(file)
}

/// Removes what a later run could take for the results of this one.
fn clear(folder: &Folder) -> Result<(), FolderError> {
    folder.remove(REPLICATIONS_PART)?;
    if !folder.is_whole() {
        folder.remove(REPLICATIONS)?;
        folder.remove(UNITS)?;
    }
    folder.remove(UNITS_PART)
}

fn changed(folder: &Folder) -> FolderError {
    FolderError::Taken {
        path: folder.path.clone(),
        reason: "the folder holds results of this scenario with other contents of the files it names, or of another \
                 build of this version"
            .to_owned(),
        remedy: "choose another folder with --out, or remove this one",
    }
}
