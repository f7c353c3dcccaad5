//! The results folder of a run, from the first replication to the manifest.

use std::path::Path;

use corridor::model::{Corridor, Measure, Outcome, Sample};
use corridor::report::{self, Folder, FolderError, Identity, Journal, Replications, Results, Streams, UnitRow, Units};

use super::exit::{Exit, Failure};
use super::terminal;

/// Files results while they come in. The first failure is kept and nothing is written after it; the run goes on.
pub struct Filing<'a> {
    folder: Folder,
    streams: Streams,
    units: Option<Units<'a>>,
    failure: Option<FolderError>,
}

impl<'a> Filing<'a> {
    /// Takes over the replications that the folder holds of the same experiment.
    pub fn open(
        out: &Path,
        identity: Identity,
        plan: &str,
        measures: &[Measure],
        corridor: &'a Corridor,
        units: bool,
    ) -> Result<Filing<'a>, Failure> {
        let open = || {
            let folder = Folder::open(out, &identity)?;
            let corridor_sha256 = report::fingerprint(format!("{corridor:?}").as_bytes());
            let rows = Replications::new(plan, measures);
            let table = units.then(|| table(corridor));
            let header = table.as_ref().map(Units::header);
            let streams = Streams::begin(&folder, &Journal { identity, corridor_sha256, units }, rows, header)?;
            Ok(Filing { streams, units: table, folder, failure: None })
        };
        open().map_err(failure)
    }

    /// The samples of the replications that were taken over.
    pub fn kept(&self) -> impl Iterator<Item = Vec<Sample>> + use<> {
        self.streams.kept()
    }

    /// What to tell of the replications that the folder held, where it held any; `total` are asked for.
    pub fn told(&self, total: Option<u64>) -> Option<String> {
        let held = self.streams.held;
        match (self.streams.anew, total) {
            (Some(reason), _) => Some(format!("the replications in the folder are simulated anew: {reason}")),
            (None, _) if held == 0 => None,
            (None, Some(total)) if total < held => Some(format!(
                "{total} of the {held} replications in the folder are taken over, as many as asked for; the others are dropped"
            )),
            (None, _) => Some(format!("{held} replications in the folder are taken over and not simulated again")),
        }
    }

    /// Appends a finished replication.
    pub fn append(&mut self, replication: u64, outcome: &Outcome, left: &[UnitRow]) {
        if self.failure.is_some() {
            return;
        }
        let units = self.units.as_ref().map_or_else(String::new, |units| units.rows(replication, left));
        self.failure = self.streams.append(replication, &outcome.samples, &units).err();
        if let Some(error) = &self.failure {
            // Said at once: the rest may take hours.
            terminal::say(&format!("warning: {error}\n  the run goes on, to print its report"));
        }
    }

    /// Writes all other files and gives every file its name. A run that was cut short does not replace what holds more;
    /// then the reason is given back.
    pub fn finish(self, results: &Results, resolved: &str) -> Result<Option<String>, Failure> {
        if let Some(error) = self.failure {
            return Err(failure(error));
        }
        let finished = results.summary.replications;
        let held = self.streams.held.max(self.folder.held.replications);
        if finished == 0 || (!results.complete && finished < held) {
            self.streams.discard(&self.folder).map_err(failure)?;
            return Ok(Some(match held {
                0 => "nothing was filed: no replication is finished".to_owned(),
                held => format!("nothing was filed: {finished} replications are finished, the folder holds {held}"),
            }));
        }
        let files = report::files(results, resolved);
        let file = || self.folder.file(finished, self.streams.finish(finished)?, &files);
        file().map_err(failure)?;
        Ok(None)
    }
}

fn table(corridor: &Corridor) -> Units<'_> {
    let flows = corridor.flows.iter().map(|flow| (flow.name.as_str(), flow.unit.name())).collect();
    Units::new(flows, super::log::columns(corridor))
}

pub fn failure(error: FolderError) -> Failure {
    let exit = match error {
        FolderError::Taken { .. } => Exit::Invalid,
        FolderError::Write { .. } => Exit::Failed,
    };
    Failure::new(exit, format!("error: {error}"))
}
