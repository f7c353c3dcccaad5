//! Ports and other fixed places: waiting rooms and yards, and the stages that serve.

mod anchorage;
mod room;
mod stage;

pub use anchorage::PortState;
pub use room::{RoomState, lane_room, line_room, rooms, stage_room, yard_room};
pub use stage::{Job, Jobs, StageState};
