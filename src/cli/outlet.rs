//! Where the results of a command go: into a folder if one was named, and to standard output in the form asked for.

use corridor::report::{Answer, Filed, Folder, Identity, Manifest};

use super::args::{ExperimentArguments, Format};
use super::exit::Failure;
use super::filing::failure;
use super::terminal;

/// The two ways out of a command that files its results when all of them are there.
pub struct Outlet<'a> {
    asked: &'a ExperimentArguments,
    folder: Option<Folder>,
}

impl<'a> Outlet<'a> {
    /// Takes the folder, where one was named, before anything is simulated: that it cannot be written, is in use or
    /// holds something else is to be known at once and not after hours. `fingerprint` and `seed` are those of the
    /// manifest to come.
    pub fn open(asked: &'a ExperimentArguments, fingerprint: &str, seed: u64) -> Result<Outlet<'a>, Failure> {
        let identity =
            Identity { version: env!("CARGO_PKG_VERSION").to_owned(), scenario_sha256: fingerprint.to_owned(), seed };
        let folder = asked.out.as_ref().map(|out| Folder::open(out, &identity).map_err(failure)).transpose()?;
        Ok(Outlet { asked, folder })
    }

    /// For results that are not worth a folder.
    pub fn printing_only(self, why: &str) -> Outlet<'a> {
        if self.folder.is_some() {
            terminal::say(&format!("nothing was filed: {why}"));
        }
        Outlet { folder: None, ..self }
    }

    /// Files and prints what there is; neither failure keeps the other from happening. What was cut short does not
    /// replace what is of more replications.
    pub fn conclude(self, answer: &impl Filed) -> Result<(), Failure> {
        let Manifest { replications, complete, .. } = answer.manifest();
        let more = |folder: &Folder| folder.held > replications || (folder.held == replications && folder.complete);
        let outlet = match complete || !self.folder.as_ref().is_some_and(more) {
            true => self,
            false => self.printing_only("these results were cut short, the folder holds more"),
        };
        let file = |folder: &Folder| folder.file(replications, Vec::new(), &answer.files()).map_err(failure);
        let filed = outlet.folder.as_ref().map_or(Ok(()), file);
        if let Err(unprinted) = terminal::print(&shown(answer, outlet.asked.format)) {
            if let Err(unfiled) = filed {
                terminal::say(&unfiled.message);
            }
            return Err(unprinted);
        }
        filed
    }
}

/// An answer in the form asked for.
pub fn shown(answer: &impl Answer, format: Format) -> Vec<u8> {
    match format {
        Format::Table => answer.table().into_bytes(),
        Format::Json => answer.json().into_bytes(),
        Format::Csv => answer.csv(),
        Format::Md => answer.markdown().into_bytes(),
    }
}
