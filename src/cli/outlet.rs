//! Where the results of a command go: into a folder if one was named, and to standard output in the form asked for.

use std::path::Path;

use corridor::report::{Folder, Identity, Manifest};

use super::args::{ExperimentArguments, Format};
use super::exit::Failure;
use super::filing::failure;
use super::terminal;

/// Files and prints what there is; neither failure keeps the other from happening.
pub fn conclude(
    asked: &ExperimentArguments,
    manifest: Manifest,
    files: impl FnOnce() -> Vec<(&'static str, Vec<u8>)>,
    shown: impl FnOnce(Format) -> Vec<u8>,
) -> Result<(), Failure> {
    let filed = asked.out.as_ref().map_or(Ok(()), |out| file(out, manifest, &files()));
    if let Err(unprinted) = terminal::print(&shown(asked.format)) {
        if let Err(unfiled) = filed {
            terminal::say(&unfiled.message);
        }
        return Err(unprinted);
    }
    filed
}

/// Files results that are complete, the manifest among them.
pub fn file(out: &Path, manifest: Manifest, files: &[(&'static str, Vec<u8>)]) -> Result<(), Failure> {
    let Manifest { version, scenario_sha256, seed, replications, .. } = manifest;
    let folder = Folder::open(out, &Identity { version, scenario_sha256, seed }).map_err(failure)?;
    folder.file(replications, Vec::new(), files).map_err(failure)
}
