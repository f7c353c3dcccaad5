//! The ledger: every millisecond of every unit's journey, booked to exactly one cause.

use crate::kernel::Duration;

/// What a unit's time is spent on. There is no "other".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    RailRun,
    WaitingForPath,
    FormingTrains,
    BorderQueue,
    BorderService,
    GaugeChange,
    YardFull,
    WaitingForCraneOrFront,
    WaitingForVessel,
    Loading,
    Filling,
    WaitingForWindow,
    Sailing,
    WaitingForBerth,
    Unloading,
}

/// Number of causes.
pub const CAUSES: usize = 15;

impl Cause {
    pub const ALL: [Cause; CAUSES] = [
        Cause::RailRun,
        Cause::WaitingForPath,
        Cause::FormingTrains,
        Cause::BorderQueue,
        Cause::BorderService,
        Cause::GaugeChange,
        Cause::YardFull,
        Cause::WaitingForCraneOrFront,
        Cause::WaitingForVessel,
        Cause::Loading,
        Cause::Filling,
        Cause::WaitingForWindow,
        Cause::Sailing,
        Cause::WaitingForBerth,
        Cause::Unloading,
    ];

    /// The word used in measures and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Cause::RailRun => "rail_run",
            Cause::WaitingForPath => "waiting_for_path",
            Cause::FormingTrains => "forming_trains",
            Cause::BorderQueue => "border_queue",
            Cause::BorderService => "border_service",
            Cause::GaugeChange => "gauge_change",
            Cause::YardFull => "yard_full",
            Cause::WaitingForCraneOrFront => "waiting_for_crane_or_front",
            Cause::WaitingForVessel => "waiting_for_vessel",
            Cause::Loading => "loading",
            Cause::Filling => "filling",
            Cause::WaitingForWindow => "waiting_for_window",
            Cause::Sailing => "sailing",
            Cause::WaitingForBerth => "waiting_for_berth",
            Cause::Unloading => "unloading",
        }
    }
}

/// Time by cause, as one unit lived it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger([Duration; CAUSES]);

impl Ledger {
    pub fn book(&mut self, cause: Cause, time: Duration) {
        self.0[cause as usize] += time;
    }

    pub fn of(&self, cause: Cause) -> Duration {
        self.0[cause as usize]
    }

    pub fn total(&self) -> Duration {
        self.0.iter().fold(Duration::ZERO, |sum, &time| sum + time)
    }
}
