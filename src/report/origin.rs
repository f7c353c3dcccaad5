//! What the results of a command are of.

use super::answer::CutShort;
use super::input::Program;
use super::manifest::{Exclusion, Manifest};

/// Where results come from: who computed them, of what, over which time and with which luck.
#[derive(Clone, Debug)]
pub struct Origin {
    pub program: Program,
    /// The time that was measured: `2023-01-01 to 2023-12-31`, or `0 h to 520 h`.
    pub measured: String,
    pub seed: u64,
    /// Of all intervals.
    pub confidence: f64,
    /// SHA-256 of all that decides the results, lower-case hexadecimal.
    pub fingerprint: String,
}

impl Origin {
    /// For a folder with results of these `replications`. `cut_short`: how far they came, where they are not whole.
    pub fn manifest(
        &self,
        title: String,
        replications: u64,
        cut_short: Option<&CutShort>,
        excluded: Vec<Exclusion>,
    ) -> Manifest {
        Manifest {
            program: self.program.name.clone(),
            version: self.program.version.clone(),
            title,
            scenario_sha256: self.fingerprint.clone(),
            seed: self.seed,
            confidence: self.confidence,
            replications,
            complete: cut_short.is_none(),
            finished: cut_short.map(|cut_short| cut_short.finished),
            excluded,
        }
    }
}
