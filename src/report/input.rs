//! What a report is made of: plain data, whoever produced it.

use super::manifest::Exclusion;
use crate::experiment::{Claim, Judgement, Summary};

/// Everything that the reports of one experiment show.
#[derive(Clone, Debug)]
pub struct Results {
    pub program: Program,
    pub title: String,
    pub note: Option<String>,
    pub span: Span,
    pub summary: Summary,
    /// Replications that failed and are not in the summary.
    pub excluded: Vec<Exclusion>,
    /// Whether the experiment came to its end: all the replications, or the precision, that were asked for.
    pub complete: bool,
    /// Anything about the ending that a reader must know, one sentence each.
    pub remarks: Vec<String>,
    pub network: Network,
    /// What was expected of the run.
    pub expected: Vec<Expected>,
    /// What changed while the corridor ran, by date.
    pub timeline: Vec<DatedChange>,
    /// What changed when it was called for.
    pub triggered: Vec<TriggeredChange>,
    pub observed: Vec<Observed>,
    pub assumptions: Vec<Assumption>,
    pub warnings: Vec<String>,
    /// SHA-256 of the resolved scenario, lower-case hexadecimal.
    pub fingerprint: String,
}

impl Results {
    /// What a reader must know of the ending, and which replications failed.
    pub fn remarks_and_failures(&self) -> Vec<String> {
        let failed = |one: &Exclusion| format!("Replication {} failed: {}", one.replication, one.reason);
        self.remarks.iter().cloned().chain(self.excluded.iter().map(failed)).collect()
    }
}

/// What computed the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    pub name: String,
    pub version: String,
}

/// The time that was simulated, in words.
#[derive(Clone, Debug)]
pub struct Span {
    /// `2023-01-01 to 2023-12-31`, or `0 h to 520 h`.
    pub measured: String,
    /// Length of the measured part, days.
    pub days: f64,
    /// Length of the part before it, days.
    pub lead_in_days: f64,
    /// How the lead-in was chosen, where the program chose it.
    pub warm_up: Option<String>,
}

/// What was expected of the run, and what became of it.
#[derive(Clone, Debug)]
pub struct Expected {
    pub name: String,
    pub sentence: String,
    pub note: Option<String>,
    /// Position of the measure in the summary.
    pub at: usize,
    pub claim: Claim,
    pub judgement: Judgement,
}

/// The names of the corridor, in the order of the scenario.
#[derive(Clone, Debug, Default)]
pub struct Network {
    pub flows: Vec<FlowNote>,
    pub resources: Vec<Resource>,
    pub definitions: Vec<String>,
    pub sections: Vec<String>,
    pub ports: Vec<String>,
    pub fleets: Vec<String>,
    /// Names of the months, years and other periods beside `all`.
    pub periods: Vec<PeriodNote>,
}

#[derive(Clone, Debug)]
pub struct FlowNote {
    pub name: String,
    pub commodity: String,
    pub direction: String,
    /// `teu`, `wagon`, `lorry` or `tonne`.
    pub unit: &'static str,
}

/// Anything that units pass.
#[derive(Clone, Debug)]
pub struct Resource {
    /// As measures name it: `dostyk_border`, `line@place`, `lane@port:wagon`, `port/class`.
    pub name: String,
    pub kind: ResourceKind,
}

impl Resource {
    /// Whether this is the name, with or without the unit that tells a shared facility apart.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceKind {
    Border,
    GaugeChange,
    Crane,
    RailFront,
    Yard,
    Line,
    Lane,
    Berth,
}

impl ResourceKind {
    pub const fn word(self) -> &'static str {
        match self {
            ResourceKind::Border => "border",
            ResourceKind::GaugeChange => "gauge change",
            ResourceKind::Crane => "crane",
            ResourceKind::RailFront => "rail front",
            ResourceKind::Yard => "yard",
            ResourceKind::Line => "line",
            ResourceKind::Lane => "lane",
            ResourceKind::Berth => "berth",
        }
    }
}

/// A change of the corridor at a date.
#[derive(Clone, Debug)]
pub struct DatedChange {
    pub name: String,
    /// `2024-05-20`, or `48 h`.
    pub at: String,
    pub because: String,
}

/// A change of the corridor that comes when it is called for.
#[derive(Clone, Debug)]
pub struct TriggeredChange {
    pub name: String,
    /// What calls for it.
    pub when: String,
    pub because: String,
    /// Replications in which it was triggered.
    pub triggered: u64,
    /// How often, on average over all replications, where it may come more than once.
    pub times: Option<f64>,
    /// Dates, or hours, of its first coming into force over the replications in which it came: the 10, 50 and 90 %
    /// quantiles.
    pub in_force: Option<[String; 3]>,
}

#[derive(Clone, Debug)]
pub struct PeriodNote {
    pub name: String,
    pub month: bool,
}

/// A figure from the world beside the model's own.
#[derive(Clone, Debug)]
pub struct Observed {
    pub name: String,
    pub measure: String,
    pub of: String,
    pub period: String,
    pub unit: String,
    pub value: f64,
    /// What counts as agreement.
    pub range: Option<(f64, f64)>,
    pub year: String,
    pub source: String,
    pub role: Role,
    pub note: Option<String>,
    /// The monthly series it belongs to.
    pub monthly: Option<String>,
}

/// What a comparison with an observed figure proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The model was not given this figure: agreement says something.
    Predicted,
    /// It came out of the model, but some setting was chosen with it in view: agreement says less.
    Fitted,
    /// The model was fed with it: agreement says that it was fed.
    Input,
    /// Observed in another year: for orientation.
    OtherYear,
}

impl Role {
    pub const fn word(self) -> &'static str {
        match self {
            Role::Predicted => "predicted",
            Role::Fitted => "fitted",
            Role::Input => "input",
            Role::OtherYear => "other_year",
        }
    }
}

/// A number of the scenario with the range it may lie in.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// JSON pointer into the resolved scenario.
    pub pointer: String,
    pub value: f64,
    /// The family, where it is the mean of a law.
    pub law: Option<&'static str>,
    pub range: Option<(f64, f64)>,
    pub source: Option<String>,
    pub note: Option<String>,
    pub support: Support,
}

/// How well a number is supported, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Support {
    Assumed,
    General,
    Cited,
    Seed,
    Published,
}

impl Support {
    pub const ALL: [Support; 5] =
        [Support::Assumed, Support::General, Support::Cited, Support::Seed, Support::Published];

    pub const fn word(self) -> &'static str {
        match self {
            Support::Assumed => "assumed",
            Support::General => "general",
            Support::Cited => "cited",
            Support::Seed => "seed",
            Support::Published => "published",
        }
    }

    pub const fn meaning(self) -> &'static str {
        match self {
            Support::Assumed => "no source, or one that says assumption",
            Support::General => "a fact of common knowledge, not verified",
            Support::Cited => "a source that is not among the facts",
            Support::Seed => "a founding document",
            Support::Published => "a public source",
        }
    }
}
