//! What a scenario says about measures: its headline and the figures it is held against.

use super::problem::Location;

/// A measure that a scenario names.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureRef {
    pub measure: String,
    pub of: String,
    /// `all` where the scenario says nothing.
    pub period: String,
    /// `None` where the scenario leaves it to the measure.
    pub unit: Option<String>,
    /// JSON pointer to the entry, for problems.
    pub pointer: String,
    /// The row of a file that says it, where it is not in the scenario itself.
    pub row: Option<Location>,
}

/// What is expected of a measure, as a sentence says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// `mean`, `p50`, `p90` or `p95` within a run, where it is told apart from the name.
    pub statistic: Option<String>,
    pub measure: String,
    pub of: Option<String>,
    pub period: Option<String>,
    /// No more than the limit, else no less.
    pub at_most: bool,
    pub limit: f64,
    pub unit: Option<String>,
    /// Share of the single runs that are to keep to it, else their mean.
    pub runs: Option<f64>,
    /// Between 0 and 1; that of the run where it is left open.
    pub confidence: Option<f64>,
    /// The sentence itself.
    pub text: String,
}

/// An expectation of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    pub name: String,
    pub sentence: Sentence,
    pub note: Option<String>,
    /// JSON pointer to the entry, for problems.
    pub pointer: String,
}

impl Sentence {
    /// Names of measures that it may mean, the likeliest first: `p95 transit_days` is `transit_p95`.
    pub fn measures(&self) -> Vec<String> {
        let bare = ["_days", "_hours", "_d", "_h"].iter().find_map(|end| self.measure.strip_suffix(end));
        let names = std::iter::once(self.measure.as_str()).chain(bare);
        let with = |name: &str| match &self.statistic {
            Some(statistic) => format!("{name}_{statistic}"),
            None => name.to_owned(),
        };
        names.map(with).collect()
    }

    /// The unit that the name of the measure ends with.
    pub fn unit_in_name(&self) -> Option<&'static str> {
        let ends = [("_days", "d"), ("_hours", "h"), ("_d", "d"), ("_h", "h")];
        ends.iter().find(|(end, _)| self.measure.ends_with(end)).map(|(_, unit)| *unit)
    }
}

/// What an observed figure is to the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The scenario must bring it about, and nothing was set by it.
    Predicted,
    /// The scenario must bring it about, but some setting was chosen with it in view.
    Fitted,
    /// It went into the scenario.
    Input,
    /// It is of another year than the scenario.
    OtherYear,
}

impl Role {
    pub(super) const ALL: [Role; 4] = [Role::Predicted, Role::Fitted, Role::Input, Role::OtherYear];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Role::Predicted => "predicted",
            Role::Fitted => "fitted",
            Role::Input => "input",
            Role::OtherYear => "other_year",
        }
    }
}

/// A figure from the real world to hold the results against.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    pub name: String,
    pub measure: String,
    pub of: String,
    pub period: String,
    pub unit: String,
    pub value: f64,
    /// Lowest and highest result that agrees with it: the range stated, or the tolerance around the value.
    pub range: Option<(f64, f64)>,
    /// The tolerance, per cent, where that was stated.
    pub tolerance_pct: Option<f64>,
    pub year: String,
    pub source: String,
    pub role: Role,
    pub note: Option<String>,
    /// JSON pointer to the entry, for problems.
    pub pointer: String,
    /// Where it comes from, for a figure of a series.
    pub series: Option<InSeries>,
}

/// What a figure of an observed series says beside the figure.
#[derive(Clone, Debug, PartialEq)]
pub struct InSeries {
    pub name: String,
    /// The series has a row for every month.
    pub monthly: bool,
    pub row: Location,
}

impl Observed {
    /// The measure it is to be compared with.
    pub fn reference(&self) -> MeasureRef {
        MeasureRef {
            measure: self.measure.clone(),
            of: self.of.clone(),
            period: self.period.clone(),
            unit: Some(self.unit.clone()),
            pointer: self.pointer.clone(),
            row: self.series.as_ref().map(|series| series.row.clone()),
        }
    }
}

/// A measure that a corridor has: what a [`MeasureRef`] is looked up among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known<'m> {
    pub measure: &'m str,
    pub of: &'m str,
    pub period: &'m str,
    pub unit: &'m str,
}

impl Known<'_> {
    /// Whether `reference` names this measure; a unit it does not state is any.
    pub fn answers(&self, reference: &MeasureRef) -> bool {
        self.measure == reference.measure
            && self.of == reference.of
            && self.period == reference.period
            && reference.unit.as_deref().is_none_or(|unit| unit == self.unit)
    }
}
