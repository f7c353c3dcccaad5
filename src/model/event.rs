//! Events: what is about to happen.

use super::cargo::Lot;
use super::corridor::{Ban, Fleet, Flow, Line, LocomotivePool, Place, Port, Trigger};
use super::port::Job;
use super::rail::Formation;
use super::sea::Vessel;
use crate::kernel::{self, Id};

/// Counts how often a timer was set, so that an outdated one is told.
pub type Generation = u16;

/// The occurrences that move the corridor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// A closure begins or ends at a place.
    WeatherTurns { place: Id<Place> },
    /// A dated change comes: the next edition of the corridor is in force.
    ChangeComes { number: u32 },
    /// A window of what a trigger looks at ends, and the next begins.
    WindowTurns { trigger: Id<Trigger> },
    /// What a trigger has called for is there.
    TriggeredChangeComes { trigger: Id<Trigger> },
    /// Vessels enter or leave service.
    FleetsChange,
    /// A vessel breaks down, if it is in service and whole.
    VesselBreaksDown { vessel: Id<Vessel> },
    /// A vessel's next stay in dry dock is due.
    DockIsDue { vessel: Id<Vessel> },
    /// Whether to suspend loading is decided anew.
    BanUnderReview { ban: Id<Ban> },
    /// Whether to send empties is decided anew.
    StockUnderReview { flow: Id<Flow> },
    /// The calendar turns to the next month of the measured part.
    MonthBegins,
    /// A flow's next lot appears at its origin.
    LotArrives { flow: Id<Flow> },
    /// A train reaches the other end of its line.
    TrainArrives { train: Id<Lot> },
    /// A stage is done with a party.
    PartyHandled { job: Id<Job>, generation: Generation },
    /// What was in hand at a berth is done: mooring, unloading or loading.
    VesselHandled { vessel: Id<Vessel>, generation: Generation },
    /// A vessel that has broken down is whole again.
    RepairEnds { vessel: Id<Vessel> },
    /// A locomotive can take another train.
    LocomotiveTurned { pool: Id<LocomotivePool> },
    /// A formed train is ready to ask for a path.
    TrainReady { train: Id<Lot> },
    /// The oldest unit may have waited as long as the train kind allows.
    FormationWaited { formation: Id<Formation> },
    /// A path is free again at an end of a line (at either end, on single track).
    PathFree { line: Id<Line>, track: u8 },
    /// A vessel's patience since berthing is over.
    PatienceEnds { vessel: Id<Vessel>, call: u32 },
    /// A departure of a timetable is due.
    TimetableCalls { fleet: Id<Fleet>, port: Id<Port> },
    /// A vessel at berth asks whether it may leave.
    VesselAsks { vessel: Id<Vessel>, call: u32 },
    /// A vessel reaches the roads of the port it sails to.
    VesselArrives { vessel: Id<Vessel> },
    /// A berth was freed or the port has opened: those at anchor ask again.
    BerthsFree { port: Id<Port> },
    /// Every level is recorded.
    Observation { number: u32 },
}

impl kernel::Event for Event {
    fn rank(self) -> u8 {
        match self {
            // A window ends before anything of that instant.
            Event::WindowTurns { .. } => 0,
            // Whether a port is open, what there is, and which vessel is whole at an instant is settled before anybody asks.
            Event::WeatherTurns { .. }
            | Event::ChangeComes { .. }
            | Event::TriggeredChangeComes { .. }
            | Event::FleetsChange
            | Event::VesselBreaksDown { .. }
            | Event::DockIsDue { .. }
            | Event::MonthBegins => 1,
            // Whether loading is suspended is settled before cargo appears.
            Event::BanUnderReview { .. } => 1,
            // What comes in at an instant can be sent on at it.
            Event::StockUnderReview { .. } => 4,
            // Cargo that appears at an instant may still be taken by whoever loads then.
            Event::LotArrives { .. } | Event::TrainArrives { .. } => 2,
            // Work that ends, repair too, frees servers, places and locomotives before anybody leaves.
            Event::PartyHandled { .. }
            | Event::VesselHandled { .. }
            | Event::RepairEnds { .. }
            | Event::LocomotiveTurned { .. } => 3,
            // Ready trains and vessels leave before queued vessels berth.
            Event::TrainReady { .. }
            | Event::FormationWaited { .. }
            | Event::PathFree { .. }
            | Event::PatienceEnds { .. }
            | Event::TimetableCalls { .. }
            | Event::VesselAsks { .. } => 4,
            Event::VesselArrives { .. } | Event::BerthsFree { .. } => 5,
            // A level is read when everything of that instant is done.
            Event::Observation { .. } => 6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_small() {
        assert!(size_of::<Event>() <= 16, "{}", size_of::<Event>());
    }
}
