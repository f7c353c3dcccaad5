//! What the scenario asks to be counted and timed.

/// An aggregate of flows, counted on delivery or where a [`Mark`](super::Mark) says.
#[derive(Clone, Debug)]
pub struct Definition {
    pub name: String,
    /// Tonnes that a unit counts for where not its net mass, by unit kind.
    pub booked: super::PerUnit<Option<f64>>,
}

/// A clock from one point of the journey to another.
#[derive(Clone, Debug)]
pub struct Section {
    pub name: String,
}
