//! The state of one replication, and the loop that moves it.

use std::collections::VecDeque;
use std::fmt;

use super::cargo::{Expectations, Lot, Lots, RoomId, Source, Waypoint};
use super::corridor::{
    Ban, BerthClass, Corridor, Depot, Flow, Lane, LaneEnd, Line, LineEnd, LocomotivePool, Place, Port, Stage, Trigger,
};
use super::event::Event;
use super::fact::{Fact, Observer};
use super::gate::{BanState, DepotState, Gate};
use super::measure::{Books, Counts, FacilityPoints, Outcome, audit, facility_points, gridlock, outcome};
use super::port::{Jobs, PortState, RoomState, StageState};
use super::rail::{Formation, PoolState, Track};
use super::sea::{BerthState, LaneEndState, Vessel, Weather};
use super::streams::Streams;
use super::trigger::TriggerState;
use crate::kernel::{Agenda, Duration, Id, Model, Table, Time};

/// Why the numbers of a replication cannot be trusted: units, vessels or time do not add up.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    pub replication: u64,
    pub time: Time,
    /// What does not add up, with names.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "replication {}, at {}: {}", self.replication, self.time, self.what)
    }
}

impl std::error::Error for Violation {}

/// Events at one instant after which time is taken to stand still.
const AT_ONCE: u64 = 20_000_000;

/// What is still to be looked at within the event under way.
#[derive(Clone, Copy, Debug)]
pub(super) enum Work {
    /// Places were given back: those outside may go in.
    Room(RoomId),
    /// A server is idle or a party has come.
    Stage(Id<Stage>),
    /// Units have come that may complete a train.
    Formation(Id<Formation>),
    /// A lot out of a yard that runs by itself.
    Path(Id<Lot>),
    /// Cargo has come for the vessels that load here.
    Cargo(Id<Lane>, LaneEnd),
    /// Carriers have come for units that wait for them.
    Depot(Id<Depot>),
}

/// One corridor in motion. The memory is kept from one replication to the next.
pub struct World<'c, O = ()> {
    /// As it is now.
    pub(super) corridor: &'c Corridor,
    /// As it is at the start, with all changes to come.
    pub(super) first: &'c Corridor,
    /// Dated changes that have come.
    pub(super) dates: usize,
    /// Number of the combination of triggered changes in force.
    pub(super) combination: usize,
    pub(super) triggers: Table<TriggerState, Trigger>,
    pub(super) observer: O,
    pub(super) streams: Streams,
    pub(super) lots: Lots,
    pub(super) rooms: Table<RoomState>,
    pub(super) stages: Table<StageState, Stage>,
    pub(super) jobs: Jobs,
    pub(super) formations: Table<Formation>,
    /// The steps of all itineraries.
    pub(super) route: Table<Waypoint>,
    /// The first step of every way of a flow.
    pub(super) origins: Table<Vec<Id<Waypoint>>, Flow>,
    /// Two for each line; single track uses the first.
    pub(super) tracks: Table<[Track; 2], Line>,
    pub(super) locomotives: Table<PoolState, LocomotivePool>,
    pub(super) lane_ends: Table<[LaneEndState; 2], Lane>,
    pub(super) ports: Table<PortState, Port>,
    pub(super) berths: Table<BerthState, BerthClass>,
    pub(super) vessels: Table<Vessel>,
    pub(super) weather: Table<Weather, Place>,
    pub(super) sources: Table<Source, Flow>,
    pub(super) expectations: Expectations,
    pub(super) bans: Table<BanState, Ban>,
    pub(super) depots: Table<DepotState, Depot>,
    pub(super) gate: Gate,
    pub(super) counts: Counts,
    /// `None` where there are no prices.
    pub(super) books: Option<Box<Books>>,
    pub(super) facilities: Vec<FacilityPoints<'c>>,
    /// Departures called so far by the timetables, by fleet and port.
    pub(super) timetable_calls: Vec<u64>,
    pub(super) work: VecDeque<Work>,
    /// Lanes chosen in rotation so far, by vessel and port.
    pub(super) lane_turns: Vec<u32>,
    /// Trains while a change of tracks sorts them anew.
    pub(super) regrouped: Vec<(Id<Lot>, LineEnd)>,
    agenda: Agenda<Event>,
}

impl<'c, O: Observer> World<'c, O> {
    pub fn new(corridor: &'c Corridor, observer: O) -> World<'c, O> {
        let formations = super::rail::formations(corridor);
        let vessels = super::sea::vessels(corridor);
        let (route, origins) = super::cargo::waypoints(corridor, &formations);
        let books = Books::new(corridor, &route);
        World {
            corridor,
            first: corridor,
            dates: 0,
            combination: 0,
            triggers: corridor.triggers.iter().map(TriggerState::new).collect(),
            observer,
            streams: Streams::default(),
            lots: Lots::with_capacity(4096),
            rooms: super::port::rooms(corridor),
            stages: corridor.stages.entries().map(|(id, stage)| StageState::new(corridor, id, stage)).collect(),
            jobs: Jobs::default(),
            formations,
            facilities: facility_points(corridor, &route),
            route,
            origins,
            tracks: corridor.lines.iter().map(|_| [Track::default(), Track::default()]).collect(),
            locomotives: corridor.locomotives.iter().map(|_| PoolState::default()).collect(),
            lane_ends: super::sea::lane_ends(corridor),
            ports: corridor.ports.iter().map(|_| PortState::default()).collect(),
            berths: corridor.berth_classes.iter().map(BerthState::new).collect(),
            lane_turns: vec![0; vessels.len() * corridor.ports.len()],
            vessels,
            weather: corridor.places.iter().map(|_| Weather::default()).collect(),
            sources: corridor.flows.iter().map(|_| Source::default()).collect(),
            expectations: Expectations::new(corridor),
            bans: corridor.bans.iter().map(|_| BanState::new()).collect(),
            depots: corridor.depots.ids().map(|depot| DepotState::new(corridor, depot)).collect(),
            gate: Gate::default(),
            counts: Counts::new(corridor),
            books,
            timetable_calls: vec![0; corridor.fleets.len() * corridor.ports.len()],
            work: VecDeque::with_capacity(64),
            regrouped: Vec::with_capacity(256),
            agenda: Agenda::with_capacity(1024),
        }
    }

    pub fn observer(&self) -> &O {
        &self.observer
    }

    /// To take out what was seen between two replications.
    pub fn observer_mut(&mut self) -> &mut O {
        &mut self.observer
    }

    pub fn into_observer(self) -> O {
        self.observer
    }

    /// Runs the whole horizon once.
    ///
    /// # Errors
    /// Where units, vessels or ledgers do not add up at the end.
    pub fn replicate(&mut self, seed: u64, replication: u64) -> Result<Outcome, Violation> {
        self.replicate_watched(seed, replication, |_, _| None)
    }

    /// Runs the whole horizon once, and audits it after every instant instead of at its end only. Much slower.
    ///
    /// # Errors
    /// As [`replicate`](World::replicate), at the first instant at which something does not add up or stands idle.
    pub fn replicate_audited(&mut self, seed: u64, replication: u64) -> Result<Outcome, Violation> {
        self.replicate_watched(seed, replication, audit)
    }

    /// Runs the whole horizon once. After every instant at which anything happened `watch` may object.
    fn replicate_watched(
        &mut self,
        seed: u64,
        replication: u64,
        watch: impl Fn(&Self, Time) -> Option<String>,
    ) -> Result<Outcome, Violation> {
        let horizon = &self.corridor.horizon;
        let mut agenda = self.start(seed, replication);
        self.run_until(horizon.measure_from, replication, &mut agenda, &watch)?;
        self.counts_restart(horizon.measure_from);
        self.run_until(horizon.end, replication, &mut agenda, &watch)?;
        let outcome = self.finish(replication, agenda.scheduled());
        self.agenda = agenda;
        outcome
    }

    /// Handles every event before `end`, unless time stands still or `watch` objects.
    fn run_until(
        &mut self,
        end: Time,
        replication: u64,
        agenda: &mut Agenda<Event>,
        watch: &impl Fn(&Self, Time) -> Option<String>,
    ) -> Result<(), Violation> {
        let (mut last, mut at_once) = (Time::NEVER, 0);
        while let Some(event) = agenda.next_before(end) {
            if agenda.now() == last {
                at_once += 1;
            } else {
                self.look(last, replication, watch)?;
                (last, at_once) = (agenda.now(), 0);
            }
            if at_once == AT_ONCE {
                let what = format!("{AT_ONCE} events at one instant: a circle of {event:?} in which no time passes");
                return Err(Violation { replication, time: last, what });
            }
            self.handle(event, agenda);
        }
        self.look(last, replication, watch)?;
        agenda.wait_until(end);
        Ok(())
    }

    /// Everything of an instant is done, if there was one.
    #[inline(always)]
    fn look(
        &self,
        time: Time,
        replication: u64,
        watch: &impl Fn(&Self, Time) -> Option<String>,
    ) -> Result<(), Violation> {
        match if time == Time::NEVER { None } else { watch(self, time) } {
            Some(what) => Err(Violation { replication, time, what }),
            None => Ok(()),
        }
    }

    /// Mean number of units present in each of `buckets` equal parts of the whole run: the series that shows the
    /// warm-up.
    ///
    /// # Errors
    /// As [`replicate`](World::replicate).
    pub fn present_series(&mut self, seed: u64, replication: u64, buckets: usize) -> Result<Vec<f64>, Violation> {
        let end = self.corridor.horizon.end;
        let mut agenda = self.start(seed, replication);
        let mut series = Vec::with_capacity(buckets);
        let mut from = Time::ZERO;
        for bucket in 1..=buckets {
            let to = Time::from_ms((u128::from(end.ms()) * bucket as u128 / buckets as u128) as u64);
            let before = self.counts.present_integral(from);
            self.run_until(to, replication, &mut agenda, &|_, _| None)?;
            let integral = self.counts.present_integral(to) - before;
            series.push(integral as f64 / to.since(from).ms().max(1) as f64);
            from = to;
        }
        self.finish(replication, agenda.scheduled())?;
        self.agenda = agenda;
        Ok(series)
    }

    /// Empties the corridor and puts the first events.
    pub(super) fn start(&mut self, seed: u64, replication: u64) -> Agenda<Event> {
        let mut agenda = std::mem::take(&mut self.agenda);
        agenda.clear();
        self.streams.reseed(self.corridor, seed, replication);
        self.lots.clear();
        self.jobs.clear();
        self.work.clear();
        self.rooms.iter_mut().for_each(RoomState::clear);
        self.stages.iter_mut().for_each(StageState::clear);
        self.formations.iter_mut().for_each(Formation::clear);
        self.tracks.iter_mut().flatten().for_each(Track::clear);
        self.locomotives.iter_mut().for_each(PoolState::clear);
        self.lane_ends.iter_mut().flatten().for_each(LaneEndState::clear);
        self.ports.iter_mut().for_each(PortState::clear);
        self.berths.iter_mut().for_each(BerthState::clear);
        self.counts.clear();
        self.start_changes(&mut agenda);
        self.draw_weather(&mut agenda);
        self.start_bans(&mut agenda);
        self.start_demand(&mut agenda);
        self.start_depots(&mut agenda);
        self.start_vessels(&mut agenda);
        for &month in &self.corridor.horizon.months[1..] {
            agenda.at(month, Event::MonthBegins);
        }
        for (number, observation) in self.corridor.observe_at.iter().enumerate() {
            agenda.at(observation.at, Event::Observation { number: number as u32 });
        }
        for stage in self.corridor.stages.ids() {
            self.work.push_back(Work::Stage(stage));
        }
        self.settle(&mut agenda);
        agenda
    }

    /// Follows up what the event under way has set free, until nothing more can move.
    fn settle(&mut self, agenda: &mut Agenda<Event>) {
        while let Some(work) = self.work.pop_front() {
            match work {
                Work::Room(room) => self.admit(room, agenda),
                Work::Stage(stage) => self.serve(stage, agenda),
                Work::Formation(formation) => self.form(formation, agenda),
                Work::Path(lot) => self.on_train_ready(lot, agenda),
                Work::Cargo(lane, from) => self.offer_cargo(lane, from, agenda),
                Work::Depot(depot) => self.serve_depot(depot, agenda),
            }
        }
    }

    fn finish(&mut self, replication: u64, events: u64) -> Result<Outcome, Violation> {
        let end = self.corridor.horizon.end;
        match audit(self, end - Duration::from_ms(1)).or_else(|| gridlock(self)) {
            Some(what) => Err(Violation { replication, time: end, what }),
            None => {
                // Names and kinds are the same in all editions; what is limited is told as it was at the start.
                self.corridor = self.first;
                Ok(outcome(self, events))
            }
        }
    }

    /// [`tell`](World::tell) for a fact that has to be looked up.
    #[inline(always)]
    pub(super) fn tell_of(&mut self, now: Time, fact: impl FnOnce(&Self) -> Fact) {
        if O::LOOKS {
            let fact = fact(self);
            self.tell(now, fact);
        }
    }

    pub(super) fn tell(&mut self, now: Time, fact: Fact) {
        self.observer.record(now, fact);
    }
}

impl<O: Observer> Model for World<'_, O> {
    type Event = Event;

    fn handle(&mut self, event: Event, agenda: &mut Agenda<Event>) {
        match event {
            Event::WeatherTurns { place } => self.on_weather_turns(place, agenda),
            Event::ChangeComes { number } => self.on_change_comes(number, agenda),
            Event::WindowTurns { trigger } => self.on_window_turns(trigger, agenda),
            Event::TriggeredChangeComes { trigger } => self.on_triggered_change_comes(trigger, agenda),
            Event::FleetsChange => self.review_fleets(agenda),
            Event::VesselBreaksDown { vessel } => self.on_vessel_breaks_down(vessel, agenda),
            Event::DockIsDue { vessel } => self.on_dock_is_due(vessel, agenda),
            Event::StockUnderReview { flow } => self.on_stock_under_review(flow, agenda),
            Event::BanUnderReview { ban } => self.on_ban_under_review(ban, agenda),
            Event::MonthBegins => self.on_month_begins(agenda.now()),
            Event::LotArrives { flow } => self.on_lot_arrives(flow, agenda),
            Event::TrainArrives { train } => self.on_train_arrives(train, agenda),
            Event::PartyHandled { job, generation } => self.on_party_handled(job, generation, agenda),
            Event::VesselHandled { vessel, generation } => self.on_vessel_handled(vessel, generation, agenda),
            Event::RepairEnds { vessel } => self.on_repair_ends(vessel, agenda),
            Event::LocomotiveTurned { pool } => self.on_locomotive_turned(pool, agenda),
            Event::TrainReady { train } => self.on_train_ready(train, agenda),
            Event::FormationWaited { formation } => self.on_formation_waited(formation, agenda),
            Event::PathFree { line, track } => self.on_path_free(line, track, agenda),
            Event::PatienceEnds { vessel, call } => self.on_patience_ends(vessel, call, agenda),
            Event::TimetableCalls { fleet, port } => self.on_timetable_calls(fleet, port, agenda),
            Event::VesselAsks { vessel, call } => self.on_vessel_asks(vessel, call, agenda),
            Event::VesselArrives { vessel } => self.on_vessel_arrives(vessel, agenda),
            Event::BerthsFree { port } => self.on_berths_free(port, agenda),
            Event::Observation { number } => self.on_observation(number),
        }
        if !self.work.is_empty() {
            self.settle(agenda);
        }
    }
}
