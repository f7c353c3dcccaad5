//! The Middle Corridor: its description, its state, and one replication of it.
//!
//! A corridor is data. The smallest one is a single stage at a single place: here a crane that takes eight hours for a
//! train, a train coming every ten.
//!
//! ```
//! use corridor::kernel::{Law, Time};
//! use corridor::model::corridor::*;
//! use corridor::model::{World, measures};
//!
//! let mut yard = Corridor { horizon: Horizon::from_hours(0.0, 100.0), ..Corridor::default() };
//! let place = yard.places.push(Place { name: "yard".into(), port: None });
//! let crane = yard.stages.push(Stage {
//!     name: "crane".into(),
//!     place,
//!     kind: StageKind::Crane,
//!     servers: Capacity::Limited(1),
//!     room: Capacity::Unlimited,
//!     overflow: Overflow::Hold,
//!     handling: Handling::PerParty(Law::Constant(8.0)),
//! });
//! yard.flows.push(Flow {
//!     name: "trains".into(),
//!     commodity: "boxes".into(),
//!     direction: "westbound".into(),
//!     unit: UnitKind::Wagon,
//!     tonnes_per_unit: 62.0,
//!     teu_per_unit: 0.0,
//!     priority: 5,
//!     competing: false,
//!     arrivals: Arrivals::Timetable {
//!         first: Time::ZERO,
//!         every: 10.0,
//!         jitter: Law::Constant(0.0),
//!         units: Law::Constant(40.0),
//!         at_most: u64::MAX,
//!     },
//!     depots: None,
//!     unit_events: false,
//!     alternatives: vec![Alternative::only(vec![Step {
//!         kind: StepKind::Stage { stage: crane, loads: false },
//!         marks: Vec::new(),
//!     }])],
//!     choice: RouteChoice::ByShare,
//!     counted_on_delivery: Vec::new(),
//! });
//! let outcome = World::new(&yard, ()).replicate(1, 0)?;
//! let delivered = measures(&yard).iter().position(|measure| measure.name == "delivered").unwrap();
//! assert_eq!(outcome.samples[delivered].value(), 400.0); // ten trains of forty wagons, the last one at 98 h
//! # Ok::<(), corridor::model::Violation>(())
//! ```

pub mod bound;
pub mod cargo;
mod change;
pub mod corridor;
mod event;
mod fact;
mod gate;
pub mod measure;
pub mod port;
pub mod rail;
pub mod sea;
mod streams;
mod trigger;
mod world;

pub use corridor::Corridor;
pub use event::Event;
pub use fact::{Departed, Fact, Held, Observer, Ship, Units};
pub use measure::{Measure, Outcome, Sample, measures};
pub use world::{Violation, World};
