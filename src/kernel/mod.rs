//! Discrete-event kernel: whole-millisecond time, the agenda of future events, addressed randomness and typed ids.
//!
//! Nothing here knows what a ferry is. A model is a state with a closed enum of events:
//!
//! ```
//! use corridor::kernel::{Agenda, Duration, Event, Model, Time, run};
//!
//! #[derive(Clone, Copy, Debug)]
//! enum Light { Switches }
//!
//! impl Event for Light {
//!     fn rank(self) -> u8 { 0 }
//! }
//!
//! struct Lamp { on: bool, switched: u32 }
//!
//! impl Model for Lamp {
//!     type Event = Light;
//!     fn handle(&mut self, Light::Switches: Light, agenda: &mut Agenda<Light>) {
//!         self.on = !self.on;
//!         self.switched += 1;
//!         agenda.after(Duration::from_hours(12.0), Light::Switches);
//!     }
//! }
//!
//! let mut agenda = Agenda::new();
//! agenda.at(Time::ZERO, Light::Switches);
//! let mut lamp = Lamp { on: false, switched: 0 };
//! run(&mut lamp, &mut agenda, Time::from_hours(24.0));
//! assert_eq!(lamp.switched, 2); // at 0 h and at 12 h: the end itself is not part of the run
//! ```

mod agenda;
mod bad_law;
mod gamma;
mod id;
mod law;
mod normal;
mod random;
mod rate;
mod time;

pub use agenda::{Agenda, Event, Model, run};
pub use bad_law::BadLaw;
pub use id::{Id, Table};
pub use law::Law;
pub use random::{Stream, mix};
pub use rate::RateTable;
pub use time::{Duration, Time};
