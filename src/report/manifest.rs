//! `manifest.json`: what the files beside it are results of. No clock, host, path or thread count.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Results;
use super::summary_json::pretty;
use crate::experiment::Failed;

/// Enough to tell whether two folders hold the same results, and to make them again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub program: String,
    pub version: String,
    pub title: String,
    /// SHA-256 of `resolved.json`, lower-case hexadecimal.
    pub scenario_sha256: String,
    pub seed: u64,
    pub confidence: f64,
    /// Replications 1 to this are in the results.
    pub replications: u64,
    /// Whether these are all that were asked for.
    pub complete: bool,
    /// Where the results of several corridors were cut short: replications that are behind them, of all corridors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished: Option<u64>,
    /// Replications that were left out.
    pub excluded: Vec<Exclusion>,
}

/// A replication that is not in the results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exclusion {
    pub replication: u64,
    pub seed: u64,
    /// The plan, point or set of values; `None` where there is one corridor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    pub reason: String,
}

impl Exclusion {
    pub fn new(replication: u64, seed: u64, of: impl Into<String>, why: &Failed) -> Exclusion {
        Exclusion { replication, seed, of: Some(of.into()), reason: why.to_string() }
    }

    /// `replication 3 of four-ferries`.
    pub fn name(&self) -> String {
        let of = self.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
        format!("replication {}{of}", self.replication)
    }
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.reason)
    }
}

impl Manifest {
    pub fn new(results: &Results) -> Manifest {
        Manifest {
            program: results.program.name.clone(),
            version: results.program.version.clone(),
            title: results.title.clone(),
            scenario_sha256: results.fingerprint.clone(),
            seed: results.summary.seed,
            confidence: results.summary.confidence,
            replications: results.summary.replications,
            complete: results.complete,
            finished: None,
            excluded: results.excluded.clone(),
        }
    }

    pub fn render(&self) -> String {
        pretty(self)
    }
}

/// `resolved.json`: the scenario with everything it extends and every patch applied. Its SHA-256 is the fingerprint.
pub fn resolved(scenario: &serde_json::Value) -> String {
    pretty(scenario)
}

/// SHA-256 of a file's bytes, lower-case hexadecimal, as `sha256sum` prints it.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
