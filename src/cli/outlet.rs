//! Where the results of a command go: into a folder if one was named, and to standard output in the form asked for.

use corridor::experiment::{Around, Memory, digest};
use corridor::model::Corridor;
use corridor::report::{Answer, CutShort, Filed, Folder, Identity, Input, Journal, Manifest, counted};

use super::again::{self, Again};
use super::args::{ExperimentArguments, Format};
use super::exit::{Exit, Failure};
use super::filing::failure;
use super::keeping::Keeping;
use super::{interrupt, terminal};

/// The two ways out of a command that files its results when all of them are there. Meanwhile it keeps the replications
/// that are finished.
pub struct Outlet<'a> {
    asked: &'a ExperimentArguments,
    folder: Option<(Folder, Keeping)>,
}

/// What a command is asked, and of what: by that a folder is known.
pub struct Question<'q> {
    /// In words, to tell what else was asked before.
    pub asked: String,
    pub fingerprint: &'q str,
    pub seed: u64,
    pub inputs: Vec<Input>,
}

impl<'a> Outlet<'a> {
    /// Takes the folder, where one was named, before anything is simulated: that it cannot be written, is in use or
    /// holds something else is to be known at once and not after hours. The question has fingerprint and seed of the
    /// manifest to come. From here on an interruption is heard.
    pub fn open<'q>(
        asked: &'a ExperimentArguments,
        question: impl FnOnce() -> Question<'q>,
    ) -> Result<Outlet<'a>, Failure> {
        interrupt::flag();
        let Some(out) = &asked.out else { return Ok(Outlet { asked, folder: None }) };
        let Question { asked: words, fingerprint, seed, inputs } = question();
        let identity = Identity { asked: words, inputs, ..Identity::new(fingerprint.to_owned(), seed) };
        let open = || {
            let folder = Folder::open(out, &identity)?;
            Journal { identity, corridor_sha256: String::new(), units: false }.write(&folder)?;
            let keeping = Keeping::open(&folder)?;
            Ok((folder, keeping))
        };
        let (folder, keeping) = open().map_err(failure)?;
        if keeping.held() > 0 && !asked.quiet {
            let held = counted(keeping.held() as u64, "finished replication");
            terminal::say(&format!("{held} in the folder: what is asked for again of them is not simulated again"));
        }
        Ok(Outlet { asked, folder: Some((folder, keeping)) })
    }

    /// What stands around the experiments of the command.
    pub fn around(&self) -> Around<'_> {
        let memory = self.folder.as_ref().map(|(_, keeping)| keeping as &dyn Memory);
        Around { interrupted: interrupt::flag(), memory }
    }

    /// The end of a command that has nothing to tell yet.
    pub fn nothing(&self, exit: Exit, why: &str) -> Failure {
        Failure::new(exit, format!("nothing to report: {why}\n  help: {}", self.how_to_go_on()))
    }

    fn how_to_go_on(&self) -> String {
        match &self.folder {
            Some((_, keeping)) => {
                let kept = counted(keeping.held() as u64, "finished replication");
                format!("the same command goes on from there: {kept} in the folder")
            }
            None => "with --out DIR finished replications are kept, and the same command goes on from there".to_owned(),
        }
    }

    /// Files and prints what there is; neither failure keeps the other from happening. What was cut short does not
    /// replace what is of more replications. What is missing is said, with how to go on; so is what failed, with the
    /// `again` of what it is of.
    pub fn conclude(self, answer: &impl Filed, again: impl Fn(&str) -> Option<Again>) -> Result<(), Failure> {
        let manifest = answer.manifest();
        let filed = match &self.folder {
            Some((folder, _)) if holds_more(folder, &manifest) => {
                terminal::say("nothing was filed: these results were cut short, the folder holds more");
                Ok(())
            }
            Some((folder, _)) => folder.file(manifest.replications, Vec::new(), &answer.files()).map_err(failure),
            None => Ok(()),
        };
        let printed = terminal::print(&shown(answer, self.asked.format));
        again::tell(&manifest.excluded, again);
        if let Some(CutShort { told, .. }) = answer.cut_short() {
            terminal::say(&format!("cut short: {told}\n  help: {}", self.how_to_go_on()));
        }
        if let (Err(_), Err(unfiled)) = (&printed, &filed) {
            terminal::say(&unfiled.message);
        }
        printed.and(filed)
    }
}

/// Whether results that were cut short would replace what is of more replications.
fn holds_more(folder: &Folder, manifest: &Manifest) -> bool {
    let held = folder.held;
    let as_many = held.replications == manifest.replications;
    let further = held.complete || held.finished > manifest.finished.unwrap_or(0);
    !manifest.complete && (held.replications > manifest.replications || as_many && further)
}

/// A scenario as it takes part, with all that decides what comes of it.
pub fn input(name: &str, resolved: &str, corridor: &Corridor) -> Input {
    Input { name: name.to_owned(), sha256: digest(&(resolved, corridor)) }
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
