//! Probability laws of durations and sizes, each drawn through its inverse distribution function.

/// Stub.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    Constant(f64),
}

/// Why parameters do not make a law.
#[derive(Clone, Debug, PartialEq)]
pub struct BadLaw(pub String);

impl Law {
    pub fn at(&self, _u: f64) -> f64 {
        let Law::Constant(value) = self;
        *value
    }
    pub fn mean(&self) -> f64 {
        self.at(0.5)
    }
}
