//! Refusals of parameters that make no law.

use std::fmt;

/// Why parameters do not make a law.
#[derive(Clone, Debug, PartialEq)]
pub struct BadLaw {
    /// The parameter at fault, as the constructor calls it.
    pub parameter: &'static str,
    /// What it is and what is allowed; begins with the parameter's name.
    pub message: String,
}

impl fmt::Display for BadLaw {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BadLaw {}

pub(super) fn refuse_unless(holds: bool, parameter: &'static str, why: String) -> Result<(), BadLaw> {
    if holds { Ok(()) } else { Err(BadLaw { parameter, message: format!("{parameter} {why}") }) }
}

pub(super) fn require(holds: bool, parameter: &'static str, value: f64, allowed: &str) -> Result<(), BadLaw> {
    refuse_unless(holds, parameter, format!("is {value}, but must be {allowed}"))
}

pub(super) fn positive(parameter: &'static str, value: f64) -> Result<(), BadLaw> {
    require(value.is_finite() && value > 0.0, parameter, value, "a finite number above 0")
}

pub(super) fn finite(parameter: &'static str, value: f64) -> Result<(), BadLaw> {
    require(value.is_finite(), parameter, value, "a finite number")
}

pub(super) fn cv_allowed(cv: f64) -> Result<(), BadLaw> {
    let tame = (1e-9..=1e3).contains(&cv);
    require(cv == 0.0 || tame, "cv", cv, "0 (then the law is a constant) or a share between 1e-9 and 1000")
}

pub(super) fn not_empty(values: &[f64]) -> Result<(), BadLaw> {
    refuse_unless(!values.is_empty(), "values", "hold nothing, but must be at least one number".into())
}

pub(super) fn finite_all(values: &[f64]) -> Result<(), BadLaw> {
    values.iter().try_for_each(|value| {
        refuse_unless(value.is_finite(), "values", format!("hold {value}, but must be finite numbers"))
    })
}
