//! The results folder of a run, from the first replication to the manifest.

use std::path::Path;

use corridor::model::{Corridor, Measure, Outcome};
use corridor::report::{self, Folder, FolderError, Identity, Replications, Results, StreamFile, UnitRow, Units};

use super::exit::{Exit, Failure};

/// Files results while they come in. The first failure is kept and nothing is written after it; the run goes on.
pub struct Filing<'a> {
    folder: Folder,
    rows: Replications,
    replications: StreamFile,
    units: Option<(Units<'a>, StreamFile)>,
    failure: Option<FolderError>,
}

impl<'a> Filing<'a> {
    pub fn open(
        out: &Path,
        identity: &Identity,
        plan: &str,
        measures: &[Measure],
        units: Option<&'a Corridor>,
    ) -> Result<Filing<'a>, Failure> {
        let open = || {
            let folder = Folder::open(out, identity)?;
            let mut replications = folder.stream("replications.csv")?;
            replications.append(Replications::HEADER)?;
            let units = units.map(|corridor| start_units(&folder, corridor)).transpose()?;
            Ok(Filing { rows: Replications::new(plan, measures), replications, units, folder, failure: None })
        };
        open().map_err(failure)
    }

    /// Appends a finished replication.
    pub fn append(&mut self, replication: u64, outcome: &Outcome, left: &[UnitRow]) {
        if self.failure.is_some() {
            return;
        }
        let mut appended = self.replications.append(&self.rows.rows(replication, outcome));
        if let Some((units, file)) = &mut self.units {
            appended = appended.and_then(|()| file.append(&units.rows(replication, left)));
        }
        self.failure = appended.err();
    }

    /// Writes all other files and gives every file its name. A run that was cut short does not replace one that holds
    /// more; then the reason is given back.
    pub fn finish(self, results: &Results, resolved: &str) -> Result<Option<String>, Failure> {
        if let Some(error) = self.failure {
            return Err(failure(error));
        }
        let finished = results.summary.replications;
        let streams: Vec<StreamFile> =
            std::iter::once(self.replications).chain(self.units.map(|(_, file)| file)).collect();
        if finished == 0 || (!results.complete && finished < self.folder.held) {
            streams.into_iter().try_for_each(StreamFile::discard).map_err(failure)?;
            return Ok(Some(match self.folder.held {
                0 => "nothing was filed: no replication is finished".to_owned(),
                held => format!("nothing was filed: {finished} replications are finished, the folder holds {held}"),
            }));
        }
        let files = report::files(results, resolved);
        self.folder.file(finished, streams, &files).map_err(failure)?;
        Ok(None)
    }
}

fn start_units<'a>(folder: &Folder, corridor: &'a Corridor) -> Result<(Units<'a>, StreamFile), FolderError> {
    let flows = corridor.flows.iter().map(|flow| (flow.name.as_str(), flow.unit.name())).collect();
    let units = Units::new(flows, super::log::columns(corridor));
    let mut file = folder.stream("units.csv")?;
    file.append(&units.header())?;
    Ok((units, file))
}

pub fn failure(error: FolderError) -> Failure {
    let exit = match error {
        FolderError::Taken { .. } => Exit::Invalid,
        FolderError::Write { .. } => Exit::Failed,
    };
    Failure::new(exit, format!("error: {error}"))
}
