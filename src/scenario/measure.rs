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
