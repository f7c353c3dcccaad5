//! What a command of several corridors keeps of every replication that is finished, so that a later one goes on there.

use std::sync::{Mutex, MutexGuard, PoisonError};

use corridor::experiment::{Memory, Subject};
use corridor::model::Outcome;
use corridor::report::{Finished, Folder, FolderError, finished_line, finished_outcome};

use super::terminal;

/// The replications that are finished, in the folder of the results.
#[derive(Debug)]
pub struct Keeping {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: Finished,
    /// Something could not be written; nothing is written after it.
    failed: bool,
}

impl Keeping {
    pub fn open(folder: &Folder) -> Result<Keeping, FolderError> {
        Ok(Keeping { state: Mutex::new(State { file: Finished::open(folder)?, failed: false }) })
    }

    /// Replications that are finished, which the next run need not simulate.
    pub fn held(&self) -> usize {
        self.state().file.held()
    }

    /// The file stays whole, whatever happened to a thread that wrote to it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory for Keeping {
    fn recall(&self, subject: &Subject, replication: u64) -> Option<Outcome> {
        #[cfg(test)]
        super::clumsy::stumble();
        let line = self.state().file.line(subject, replication)?;
        finished_outcome(&line, subject, replication)
    }

    fn keep(&self, subject: &Subject, replication: u64, outcome: &Outcome) {
        let line = finished_line(subject, replication, outcome);
        let mut state = self.state();
        if state.failed {
            return;
        }
        if let Err(error) = state.file.append(subject, replication, &line) {
            state.failed = true;
            // Said at once: the rest may take hours.
            terminal::say(&format!(
                "warning: {error}\n  the work goes on, to tell its results; what comes now is not kept"
            ));
        }
    }
}
