//! The calibration report: fitted parameters, figures before and after, and what the data cannot tell apart.

use serde::Serialize;

use super::answer::{Answer, CutShort, Filed};
use super::document::{Align, Document, Table};
use super::input::Program;
use super::manifest::{Exclusion, Manifest, fingerprint};
use super::number::{brief, counted, input};
use super::record::csv;
use super::summary_json::pretty;
use crate::experiment::Failed;

/// What a calibration came to.
#[derive(Clone, Debug, Serialize)]
pub struct Calibration {
    #[serde(skip)]
    pub program: Program,
    pub title: String,
    pub measured: String,
    pub replications: u64,
    pub seed: u64,
    pub confidence: f64,
    /// Sets of parameters that were simulated.
    pub evaluations: usize,
    pub parameters: Vec<FittedParameter>,
    pub facts: Vec<FittedFact>,
    /// The weakest first.
    pub not_told: Vec<NotTold>,
    /// What the figures tell in each direction of the parameters, tolerances over a whole range, the strongest first.
    pub strengths: Vec<f64>,
    pub correlated: Vec<Correlated>,
    pub trace: Vec<Iteration>,
    /// How far it came, where it did not come to its end; errors of the parameters are not known then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_short: Option<CutShort>,
    /// The replications of a set of parameters that failed, which ended it: what they are of, number, and reason.
    #[serde(skip)]
    pub left_out: Vec<(String, u64, Failed)>,
    /// The merge patch with the fitted values.
    #[serde(skip)]
    pub patch: serde_json::Value,
    /// The resolved scenario.
    #[serde(skip)]
    pub resolved: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct FittedParameter {
    pub parameter: String,
    pub before: f64,
    pub fitted: f64,
    pub low: f64,
    pub high: f64,
    /// Standard error from the Monte-Carlo error; `None` at a bound and where the figures say too little.
    pub error_by_luck: Option<f64>,
    /// Standard error from the figures, each off by half its tolerance.
    pub error_by_figures: Option<f64>,
    /// It ends at an end of its range.
    pub at_bound: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct FittedFact {
    pub name: String,
    pub unit: String,
    pub role: &'static str,
    pub observed: f64,
    pub tolerance: f64,
    pub before: f64,
    pub after: f64,
    /// Standard error of `after` by luck.
    pub error: f64,
}

/// A direction in which parameters can be moved without the figures noticing.
#[derive(Clone, Debug, Serialize)]
pub struct NotTold {
    /// Tolerances that the figures move over a whole range.
    pub strength: f64,
    /// Parameters with their parts.
    pub parts: Vec<(String, f64)>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Correlated {
    pub one: String,
    pub other: String,
    pub correlation: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Iteration {
    pub evaluations: usize,
    /// Sum of the squares of the errors in tolerances.
    pub misfit: f64,
    pub values: Vec<f64>,
}

impl FittedFact {
    fn residual(&self, value: f64) -> f64 {
        (value - self.observed) / self.tolerance
    }
}

impl Calibration {
    fn tell_parameters(&self, document: &mut Document) {
        document.heading("Parameters");
        let titles = ["parameter", "before", "fitted", "± luck", "± figures", "from", "to", "remark"];
        let caption = "Standard errors: luck, from the replications; figures, if each may be off by half its tolerance";
        let mut table = Table::new(caption, 1, &titles);
        table.columns[7].align = Align::Left;
        let error = |error: Option<f64>| error.map_or("-".to_owned(), brief);
        for one in &self.parameters {
            let remark = match (one.at_bound, one.error_by_luck) {
                (true, _) => "at its bound",
                (false, None) if self.cut_short.is_some() => "",
                (false, None) => "not told by the figures",
                (false, Some(_)) => "",
            };
            table.row(vec![
                one.parameter.clone(),
                input(one.before),
                input(one.fitted),
                error(one.error_by_luck),
                error(one.error_by_figures),
                input(one.low),
                input(one.high),
                remark.to_owned(),
            ]);
        }
        document.table(table);
    }

    fn tell_facts(&self, document: &mut Document) {
        document.heading("Figures");
        let titles =
            ["figure", "observed", "tolerance", "before", "after", "± luck", "off before", "off after", "unit"];
        let mut table = Table::new("Off: model less observed, in tolerances", 1, &titles);
        table.columns[8].align = Align::Left;
        let signed = |value: f64| format!("{value:+.2}");
        for one in &self.facts {
            table.row(vec![
                one.name.clone(),
                input(one.observed),
                brief(one.tolerance),
                brief(one.before),
                brief(one.after),
                brief(one.error),
                signed(one.residual(one.before)),
                signed(one.residual(one.after)),
                one.unit.clone(),
            ]);
        }
        document.table(table);
        let predicted: Vec<&str> =
            self.facts.iter().filter(|one| one.role == "predicted").map(|one| one.name.as_str()).collect();
        if !predicted.is_empty() {
            document.text(format!(
                "The scenario calls {} predicted. With the fitted values it is so no longer: its role becomes fitted.",
                predicted.join(", "),
            ));
        }
    }

    fn tell_limits(&self, document: &mut Document) {
        document.heading("What the figures cannot tell apart");
        let shown = |strength: &f64| if *strength < 0.001 { "<0.001".to_owned() } else { brief(*strength) };
        let strengths: Vec<String> = self.strengths.iter().map(shown).collect();
        document.text(format!(
            "Singular values, tolerances by which the figures move over a whole range of the parameters: {}. A direction \
             with less than 1, or less than a fiftieth of the largest, is not told.",
            strengths.join(", "),
        ));
        let mut items: Vec<String> = self.not_told.iter().map(NotTold::words).collect();
        items.extend(self.correlated.iter().map(|pair| {
            format!("{} and {}: their estimates are correlated by {:+.2}", pair.one, pair.other, pair.correlation)
        }));
        let at_bound = self.parameters.iter().filter(|one| one.at_bound);
        items.extend(at_bound.map(|one| {
            let end = if one.fitted <= one.low { "lower" } else { "upper" };
            format!(
                "{} ends at the {end} end of its range: the figures ask for more than the range allows",
                one.parameter
            )
        }));
        if items.is_empty() {
            items.push("every parameter is told by the figures on its own".to_owned());
        }
        document.list(items);
    }

    fn tell_trace(&self, document: &mut Document) {
        document.heading("Iterations");
        let mut table =
            Table::new("Misfit: sum of the squares of the errors in tolerances", 0, &["iteration", "sets", "misfit"]);
        for one in &self.parameters {
            table.column(one.parameter.clone());
        }
        for (number, step) in self.trace.iter().enumerate() {
            let mut row = vec![number.to_string(), step.evaluations.to_string(), format!("{:.4}", step.misfit)];
            row.extend(step.values.iter().map(|value| input(*value)));
            table.row(row);
        }
        document.table(table);
    }
}

impl NotTold {
    fn words(&self) -> String {
        let moved = if self.strength < 0.001 {
            "hardly move at all".to_owned()
        } else {
            format!("move by {} tolerances", brief(self.strength))
        };
        if let [(one, _)] = &self.parts[..] {
            return format!("{one}: not told. Over its whole range the figures {moved}");
        }
        let names: Vec<&str> = self.parts.iter().map(|(name, _)| name.as_str()).collect();
        let moves = self.parts.iter().map(|(name, part)| {
            let way = if *part > 0.0 { "raise" } else { "lower" };
            format!("{way} {name} by {:.0} %", part.abs() * 100.0)
        });
        let moves: Vec<String> = moves.collect();
        format!(
            "{}: not separable. {} of their ranges, and the figures {moved}",
            names.join(" and "),
            moves.join(" and ")
        )
    }
}

/// What a calibration is of: the scenario, resolved, the parameters and the figures they are fitted to.
pub fn calibration_fingerprint<'a>(
    resolved: &str,
    parameters: impl Iterator<Item = &'a str>,
    facts: impl Iterator<Item = &'a str>,
) -> String {
    let mut whole = format!("calibration\n{resolved}\n");
    parameters.chain(facts).for_each(|name| whole += &format!("{name}\n"));
    fingerprint(whole.as_bytes())
}

impl Answer for Calibration {
    fn document(&self) -> Document {
        let mut document = Document::new(&format!("Calibration: {}", self.title));
        document.text(format!(
            "Measured: {}. {} fitted to {} by bounded least squares (Levenberg-Marquardt), errors counted in tolerances; \
             {} simulated with {} each, all with the same luck, seed {}.",
            self.measured,
            counted(self.parameters.len() as u64, "parameter"),
            counted(self.facts.len() as u64, "figure"),
            counted(self.evaluations as u64, "set"),
            counted(self.replications, "replication"),
            self.seed,
        ));
        document.cut_short(self.cut_short.as_ref());
        self.tell_parameters(&mut document);
        self.tell_facts(&mut document);
        if self.cut_short.is_none() {
            self.tell_limits(&mut document);
        }
        self.tell_trace(&mut document);
        document.left_out(self.excluded());
        document
    }

    /// The fitted parameters, one a row.
    fn csv(&self) -> Vec<u8> {
        const HEADER: [&str; 8] =
            ["parameter", "before", "fitted", "low", "high", "error_by_luck", "error_by_figures", "at_bound"];
        csv(&HEADER, self.parameters.iter())
    }

    /// `calibration.json`.
    fn json(&self) -> String {
        pretty(self)
    }
}

impl Filed for Calibration {
    fn cut_short(&self) -> Option<&CutShort> {
        self.cut_short.as_ref()
    }

    fn excluded(&self) -> Vec<Exclusion> {
        let exclusion =
            |(of, replication, why): &(String, u64, Failed)| Exclusion::new(*replication, self.seed, of, why);
        self.left_out.iter().map(exclusion).collect()
    }

    fn manifest(&self) -> Manifest {
        let parameters = self.parameters.iter().map(|one| one.parameter.as_str());
        let facts = self.facts.iter().map(|one| one.name.as_str());
        Manifest {
            program: self.program.name.clone(),
            version: self.program.version.clone(),
            title: format!("Calibration: {}", self.title),
            scenario_sha256: calibration_fingerprint(&self.resolved, parameters, facts),
            seed: self.seed,
            confidence: self.confidence,
            replications: self.replications,
            complete: self.cut_short.is_none(),
            finished: self.cut_short.as_ref().map(|cut_short| cut_short.finished),
            excluded: self.excluded(),
        }
    }

    fn contents(&self) -> Vec<(&'static str, Vec<u8>)> {
        vec![
            ("fitted.json", pretty(&self.patch).into_bytes()),
            ("calibration.json", self.json().into_bytes()),
            ("calibration.md", self.markdown().into_bytes()),
        ]
    }
}
