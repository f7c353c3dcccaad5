//! Dated changes: the corridor as it is from some instant on.

use super::Corridor;
use crate::kernel::Time;

/// A later edition of the corridor: the same things by the same names in the same order, with other numbers.
#[derive(Clone, Debug)]
pub struct Change {
    /// From this instant on.
    pub at: Time,
    /// What the changes of this instant are called.
    pub names: Vec<String>,
    /// The whole description as it is then; it has no changes of its own.
    pub corridor: Corridor,
}
