//! What vessels do, for the split of their time.

use super::BerthUse;
use crate::model::corridor::Fleet;

/// What a vessel does, for the split of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VesselState {
    Sailing,
    AtAnchor,
    /// Mooring and papers included.
    Unloading,
    /// What is left aboard finds no place ashore.
    YardFull,
    Loading,
    WaitingForCargo,
    WaitingForWindow,
    /// A closure has stopped handling.
    Interrupted,
    /// It lies off: the water lets it take nothing on any of its lanes.
    WaitingForWater,
    /// It stands still, wherever it is.
    BrokenDown,
    InDryDock,
    OutOfService,
}

/// Number of states.
pub const VESSEL_STATES: usize = 12;

impl VesselState {
    pub const ALL: [VesselState; VESSEL_STATES] = [
        VesselState::Sailing,
        VesselState::AtAnchor,
        VesselState::Unloading,
        VesselState::YardFull,
        VesselState::Loading,
        VesselState::WaitingForCargo,
        VesselState::WaitingForWindow,
        VesselState::Interrupted,
        VesselState::WaitingForWater,
        VesselState::BrokenDown,
        VesselState::InDryDock,
        VesselState::OutOfService,
    ];

    /// The word used in measures and reports.
    pub const fn name(self) -> &'static str {
        match self {
            VesselState::Sailing => "sailing",
            VesselState::AtAnchor => "at_anchor",
            VesselState::Unloading => "unloading",
            VesselState::YardFull => "yard_full",
            VesselState::Loading => "loading",
            VesselState::WaitingForCargo => "waiting_for_cargo",
            VesselState::WaitingForWindow => "waiting_for_window",
            VesselState::Interrupted => "interrupted",
            VesselState::WaitingForWater => "waiting_for_water",
            VesselState::BrokenDown => "broken_down",
            VesselState::InDryDock => "in_dry_dock",
            VesselState::OutOfService => "out_of_service",
        }
    }

    /// What a vessel in this state uses its berth for; `None` where it has none, or is just leaving it.
    pub(super) fn berth_use(self) -> Option<BerthUse> {
        match self {
            VesselState::Unloading | VesselState::Loading => Some(BerthUse::Busy),
            VesselState::YardFull => Some(BerthUse::Blocked),
            VesselState::WaitingForCargo => Some(BerthUse::Starved),
            VesselState::WaitingForWindow | VesselState::Interrupted => Some(BerthUse::Closed),
            VesselState::BrokenDown => Some(BerthUse::Down),
            VesselState::Sailing
            | VesselState::AtAnchor
            | VesselState::WaitingForWater
            | VesselState::InDryDock
            | VesselState::OutOfService => None,
        }
    }

    /// Whether the time in service of a fleet may be spent in this state: what a feature brings is told only where it
    /// is used.
    pub fn is_known_to(self, fleet: &Fleet) -> bool {
        match self {
            VesselState::WaitingForWater => fleet.draught.is_some(),
            VesselState::BrokenDown => fleet.breakdowns.is_some(),
            VesselState::InDryDock => fleet.dry_dock.is_some(),
            VesselState::OutOfService => false,
            _ => true,
        }
    }
}
