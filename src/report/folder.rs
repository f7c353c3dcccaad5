//! The results folder: one experiment to a folder, one writer at a time, files that appear whole or not at all.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::manifest::Manifest;

const MANIFEST: &str = "manifest.json";
/// Files that commands write beside the manifest.
const FILES: [&str; 21] = [
    "assumptions.csv",
    "backtest.csv",
    "backtest.json",
    "backtest.md",
    "calibration.json",
    "calibration.md",
    "compare.csv",
    "compare.json",
    "compare.md",
    "fitted.json",
    "ledger.csv",
    "monthly.csv",
    "rank.csv",
    "rank.json",
    "rank.md",
    "replications.csv",
    "report.md",
    "resolved.json",
    "resources.csv",
    "summary.json",
    "units.csv",
];

/// A folder that this process alone writes to.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Held until the folder is dropped; the system lets go of it however the process ends.
    _lock: File,
    /// Replications that the folder holds already, of the same experiment.
    pub held: u64,
}

/// What two experiments must share to be filed in one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub version: String,
    pub scenario_sha256: String,
    pub seed: u64,
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
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space and run again",
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
        if replications != self.held {
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

    fn remove(&self, name: &str) -> Result<(), FolderError> {
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
}

/// The replications a folder holds of the same experiment; refuses those of another.
fn held(folder: &Path, identity: &Identity) -> Result<u64, FolderError> {
    let path = folder.join(MANIFEST);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
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
    let old = Identity { version: manifest.version, scenario_sha256: manifest.scenario_sha256, seed: manifest.seed };
    let reason = if old.scenario_sha256 != identity.scenario_sha256 {
        format!("the folder holds results of another scenario, or of an older state of it: {:?}", manifest.title)
    } else if old.seed != identity.seed {
        format!("the folder holds results of seed {}, this run has seed {}", old.seed, identity.seed)
    } else if old.version != identity.version {
        format!("the folder holds results of version {}, this is version {}", old.version, identity.version)
    } else {
        return Ok(manifest.replications);
    };
    Err(taken(reason))
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

fn staged(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".unfinished-");
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
        Identity { version: "1".into(), scenario_sha256: "ab".into(), seed }
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
        assert_eq!(Folder::open(dir.path(), &identity(1)).unwrap().held, 40);
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
