//! Measures: what is counted while the corridor moves, and the numbers of one replication made of it.

mod audit;
mod books;
mod circle;
mod counts;
mod facilities;
mod facility;
mod flows;
mod gate;
mod gridlock;
mod idle;
mod money;
mod outcome;
mod point;
mod triggers;
mod window;

pub use audit::audit;
pub use books::{Books, ByKind, Purchases, Statement, fiscal_years};
pub use counts::{Counts, Load};
pub use facility::{Facility, FacilityPoints, Visit, facilities, facility_points, is_at};
pub use gridlock::gridlock;
pub use outcome::{Measure, Outcome, Sample, measures, outcome};
pub use point::Point;
pub use triggers::{IN_FORCE_AFTER, TRIGGERED_AFTER};
pub use window::{Reading, gather};
