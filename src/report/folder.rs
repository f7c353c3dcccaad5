//! The results folder: one experiment to a folder, one writer at a time, files that appear whole or not at all.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::identity::Identity;
use super::journal::{Journal, holds_rows};
use super::manifest::Manifest;

const MANIFEST: &str = "manifest.json";
/// Start of the names of files that have no name yet.
const UNFINISHED: &str = ".unfinished-";
/// Files that commands write beside the manifest.
const FILES: [&str; 38] = [
    "assumptions.csv",
    "backtest.csv",
    "backtest.json",
    "backtest.md",
    "bound.csv",
    "bound.json",
    "bound.md",
    "calibration.json",
    "calibration.md",
    "compare.csv",
    "compare.json",
    "compare.md",
    "economics.csv",
    "fitted.json",
    "ledger.csv",
    "monthly.csv",
    "next-best.csv",
    "next-best.json",
    "next-best.md",
    "rank.csv",
    "rank.json",
    "rank.md",
    "regret.csv",
    "regret.json",
    "regret.md",
    "replications.csv",
    "report.md",
    "resolved.json",
    "resources.csv",
    "sensitivity.csv",
    "sensitivity.json",
    "sensitivity.md",
    "summary.json",
    "sweep.csv",
    "sweep.json",
    "sweep.md",
    "switches.csv",
    "units.csv",
];

/// A folder that this process alone writes to.
#[derive(Debug)]
pub struct Folder {
    pub(super) path: PathBuf,
    /// Held until the folder is dropped; the system lets go of it however the process ends.
    _lock: File,
    /// What is filed in the folder already, of the same experiment.
    pub held: Held,
}

/// How far the results in a folder go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub replications: u64,
    /// Whether they are all that were asked for then.
    pub complete: bool,
    /// Of results that were cut short, the replications behind them, of all corridors together.
    pub finished: u64,
}

/// Why a folder cannot be used.
#[derive(Debug)]
pub enum FolderError {
    /// The folder is another experiment's, or in use: the user's choice.
    Taken { path: PathBuf, reason: String, remedy: &'static str },
    /// The system says no.
    Write { path: PathBuf, error: io::Error },
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            FolderError::Taken { path, reason, remedy } => {
                write!(f, "{}: {reason}\n  help: {remedy}", path.display())
            }
            FolderError::Write { path, error } => {
                let remedy = match error.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                        "free some space and run again"
                    }
                    io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                        "choose a folder you may write to with --out"
                    }
                    io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                        "there is a file where the folder should be: choose another name with --out"
                    }
                    _ => "choose another folder with --out",
                };
                write!(f, "cannot write {}: {error}\n  help: {remedy}", path.display())
            }
        }
    }
}

impl std::error::Error for FolderError {}

impl Folder {
    /// Creates the folder where it is missing and takes possession of it.
    ///
    /// # Errors
    /// Where another process writes to it, it holds results of another experiment, or the system refuses.
    pub fn open(path: &Path, identity: &Identity) -> Result<Folder, FolderError> {
        let write = |path: &Path| {
            let path = path.to_owned();
            |error| FolderError::Write { path, error }
        };
        fs::create_dir_all(path).map_err(write(path))?;
        let lock_path = path.join(".lock");
        if !lock_path.exists() && !path.join(MANIFEST).exists() {
            spare_others(path)?;
        }
        let lock =
            File::options().create(true).truncate(false).write(true).open(&lock_path).map_err(write(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FolderError::Taken {
                    path: path.to_owned(),
                    reason: "another run is writing to this folder".to_owned(),
                    remedy: "wait for it, or choose another folder with --out",
                });
            }
            Err(TryLockError::Error(error)) => return Err(write(&lock_path)(error)),
        }
        let held = held(path, identity)?;
        sweep(path).map_err(write(path))?;
        Ok(Folder { path: path.to_owned(), _lock: lock, held })
    }

    /// Files the results of `replications`: the streams and, in this order, the other files, the manifest last.
    ///
    /// Everything is on the disk beside the old files before the first of them is replaced, so that a full disk changes
    /// nothing. In between there is no manifest: a folder that has one is whole. A file of an earlier run that this one
    /// does not write is removed where that run had another number of replications.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn file(
        &self,
        replications: u64,
        streams: Vec<StreamFile>,
        files: &[(&str, Vec<u8>)],
    ) -> Result<(), FolderError> {
        streams.iter().try_for_each(StreamFile::sync)?;
        let staged = files.iter().map(|(name, bytes)| self.stage(name, bytes)).collect::<Result<Vec<_>, _>>()?;
        self.remove(MANIFEST)?;
        if replications != self.held.replications {
            let written = |path: &Path| {
                let mut paths = streams.iter().map(|stream| &stream.path).chain(staged.iter().map(|(path, _)| path));
                paths.any(|written| written == path)
            };
            FILES.iter().filter(|name| !written(&self.path.join(name))).try_for_each(|name| self.remove(name))?;
        }
        streams.into_iter().try_for_each(StreamFile::finish)?;
        staged.into_iter().try_for_each(|(path, file)| match file.persist(&path) {
            Ok(_) => Ok(()),
            Err(refused) => Err(FolderError::Write { path, error: refused.error }),
        })
    }

    /// Writes a file under another name until it takes its place.
    fn stage(&self, name: &str, bytes: &[u8]) -> Result<(PathBuf, NamedTempFile), FolderError> {
        let path = self.path.join(name);
        match staged(&self.path, bytes) {
            Ok(file) => Ok((path, file)),
            Err(error) => Err(FolderError::Write { path, error }),
        }
    }

    /// Puts a file in the place of another at one stroke.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let (path, file) = self.stage(name, bytes)?;
        file.persist(&path).map(|_| ()).map_err(|refused| FolderError::Write { path, error: refused.error })
    }

    /// Whether the folder is whole: what it holds under its names belongs together.
    pub(super) fn is_whole(&self) -> bool {
        self.path.join(MANIFEST).exists()
    }

    pub(super) fn remove(&self, name: &str) -> Result<(), FolderError> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FolderError::Write { path, error }),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Starts a file that grows while the experiment runs. Until it is finished it is called `name.part`.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn stream(&self, name: &str) -> Result<StreamFile, FolderError> {
        let path = self.path.join(name);
        let part = self.path.join(format!("{name}.part"));
        let file = File::create(&part).map_err(|error| FolderError::Write { path: part.clone(), error })?;
        Ok(StreamFile { path, part, file })
    }

    /// Goes on with a file that an earlier run began, after its first `end` bytes.
    ///
    /// # Errors
    /// Where the system refuses.
    pub(super) fn stream_on(&self, name: &str, end: u64) -> Result<StreamFile, FolderError> {
        let path = self.path.join(name);
        let part = self.path.join(format!("{name}.part"));
        let open = || {
            let mut file = File::options().write(true).open(&part)?;
            file.set_len(end)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        match open() {
            Ok(file) => Ok(StreamFile { path, part, file }),
            Err(error) => Err(FolderError::Write { path: part, error }),
        }
    }
}

/// The replications a folder holds of the same experiment, and whether it was complete; refuses those of another.
fn held(folder: &Path, identity: &Identity) -> Result<Held, FolderError> {
    let path = folder.join(MANIFEST);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return spare_unfinished(folder, identity).map(|()| Held::default());
        }
        Err(error) => return Err(FolderError::Write { path, error }),
    };
    let taken = |reason: String| FolderError::Taken {
        path: folder.to_owned(),
        reason,
        remedy: "choose another folder with --out, or remove this one",
    };
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else {
        return Err(taken(format!("{MANIFEST} in this folder is not one of this program's")));
    };
    let mut old = Identity { version: manifest.version, ..Identity::new(manifest.scenario_sha256, manifest.seed) };
    if let Some(journal) = Journal::read(folder)
        && journal.identity.scenario_sha256 == old.scenario_sha256
    {
        (old.asked, old.inputs) = (journal.identity.asked, journal.identity.inputs);
    }
    match identity.apart_from(&old, "results", &format!(": {:?}", manifest.title)) {
        Some(reason) => Err(taken(reason)),
        None => Ok(Held {
            replications: manifest.replications,
            complete: manifest.complete,
            finished: manifest.finished.unwrap_or(0),
        }),
    }
}

/// Refuses a folder in which a run of another experiment was cut short.
fn spare_unfinished(folder: &Path, identity: &Identity) -> Result<(), FolderError> {
    let Some(journal) = Journal::read(folder).filter(|_| holds_rows(folder)) else { return Ok(()) };
    match identity.apart_from(&journal.identity, "an unfinished run", "") {
        Some(reason) => Err(FolderError::Taken {
            path: folder.to_owned(),
            reason,
            remedy: "run that one to its end, choose another folder with --out, or remove this one",
        }),
        None => Ok(()),
    }
}

/// Refuses a folder of somebody else's that has a file which would be overwritten.
fn spare_others(folder: &Path) -> Result<(), FolderError> {
    match FILES.iter().find(|name| folder.join(name).is_file()) {
        Some(name) => Err(FolderError::Taken {
            path: folder.to_owned(),
            reason: format!("the folder has a {name} that is not of this program and would be overwritten"),
            remedy: "choose another folder with --out, or move the file away",
        }),
        None => Ok(()),
    }
}

/// Removes what a killed run had not given its name yet; nobody else writes here.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn staged(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The user's mask applies, as for any other file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// A file that grows by whole records.
#[derive(Debug)]
pub struct StreamFile {
    path: PathBuf,
    part: PathBuf,
    file: File,
}

impl StreamFile {
    /// Appends records; they are with the system when this returns, and survive the end of the process.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn append(&mut self, records: &str) -> Result<(), FolderError> {
        let written = self.file.write_all(records.as_bytes());
        written.map_err(|error| FolderError::Write { path: self.part.clone(), error })
    }

    /// Forgets what was written after the first `end` bytes.
    pub(super) fn cut(&mut self, end: u64) -> Result<(), FolderError> {
        let cut = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::End(0)).map(|_| ()));
        cut.map_err(|error| FolderError::Write { path: self.part.clone(), error })
    }

    /// The name under which it grows.
    pub(super) fn part(&self) -> &Path {
        &self.part
    }

    /// Waits until the records are on the disk.
    fn sync(&self) -> Result<(), FolderError> {
        self.file.sync_all().map_err(|error| FolderError::Write { path: self.part.clone(), error })
    }

    /// Gives the file its name.
    fn finish(self) -> Result<(), FolderError> {
        fs::rename(&self.part, &self.path).map_err(|error| FolderError::Write { path: self.path, error })
    }

    /// Removes what was written: the folder holds something better.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn discard(self) -> Result<(), FolderError> {
        fs::remove_file(&self.part).map_err(|error| FolderError::Write { path: self.part, error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(seed: u64) -> Identity {
        Identity { version: "1".into(), scenario_sha256: "ab".into(), seed, asked: String::new(), inputs: Vec::new() }
    }

    fn manifest() -> Manifest {
        Manifest {
            program: "corridor".into(),
            version: "1".into(),
            title: "T".into(),
            scenario_sha256: "ab".into(),
            seed: 1,
            confidence: 0.95,
            replications: 40,
            complete: true,
            finished: None,
            excluded: Vec::new(),
        }
    }

    #[test]
    fn one_writer_and_one_experiment_to_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let first = Folder::open(dir.path(), &identity(1)).unwrap();
        first.file(40, Vec::new(), &[(MANIFEST, manifest().render().into_bytes())]).unwrap();
        let second = Folder::open(dir.path(), &identity(1)).unwrap_err().to_string();
        assert!(second.contains("another run"), "{second}");
        drop(first);
        assert_eq!(Folder::open(dir.path(), &identity(1)).unwrap().held.replications, 40);
        let other = Folder::open(dir.path(), &identity(2)).unwrap_err().to_string();
        assert!(other.contains("seed 1"), "{other}");
    }

    #[test]
    fn files_of_others_are_spared() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("report.md"), "mine").unwrap();
        let taken = Folder::open(dir.path(), &identity(1)).unwrap_err().to_string();
        assert!(taken.contains("a report.md that is not of this program"), "{taken}");
        assert!(!dir.path().join(".lock").exists(), "nothing is left behind");
        fs::remove_file(dir.path().join("report.md")).unwrap();
        fs::write(dir.path().join("other.md"), "mine").unwrap();
        let folder = Folder::open(dir.path(), &identity(1)).unwrap();
        // A run that was cut short while it filed may be run again.
        folder.file(1, Vec::new(), &[("report.md", b"ours".to_vec())]).unwrap();
        drop(folder);
        assert!(Folder::open(dir.path(), &identity(1)).is_ok());
    }

    #[test]
    fn a_stream_has_its_name_only_when_finished() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path(), &identity(1)).unwrap();
        let mut stream = folder.stream("a.csv").unwrap();
        stream.append("x\n").unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("a.csv.part")).unwrap(), "x\n");
        assert!(!dir.path().join("a.csv").exists());
        folder.file(1, vec![stream], &[]).unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("a.csv")).unwrap(), "x\n");
    }

    #[test]
    fn a_folder_with_a_manifest_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let holds = |name: &str| dir.path().join(name).exists();
        let run = |replications: u64, streams: &[&str]| {
            let folder = Folder::open(dir.path(), &identity(1)).unwrap();
            let streams = streams.iter().map(|name| folder.stream(name).unwrap()).collect();
            let manifest = Manifest { replications, ..manifest() }.render().into_bytes();
            folder.file(replications, streams, &[("report.md", Vec::new()), (MANIFEST, manifest)])
        };
        run(40, &["replications.csv", "units.csv"]).unwrap();
        run(40, &["replications.csv"]).unwrap();
        assert!(holds("units.csv"), "it is of the same replications");
        run(41, &["replications.csv"]).unwrap();
        assert!(!holds("units.csv"), "it would be of fewer replications than the manifest says");
        fs::remove_file(dir.path().join("report.md")).unwrap();
        fs::create_dir_all(dir.path().join("report.md/in_the_way")).unwrap();
        let refused = run(42, &["replications.csv"]).unwrap_err().to_string();
        assert!(refused.contains("report.md") && !holds(MANIFEST), "{refused}");
    }
}
