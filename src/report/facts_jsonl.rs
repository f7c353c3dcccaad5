//! Facts as JSON Lines: one object a fact, names instead of numbers, time in hours and, where there are dates, as one.

use serde_json::Value;

use crate::kernel::{Id, Time};
use crate::model::corridor::{Corridor, Line, LineEnd, StepKind};
use crate::model::{Fact, Held, Ship, Units};

/// One line, with its end. `date` is the instant in civil time.
pub fn fact_line(corridor: &Corridor, time: Time, date: Option<String>, fact: Fact) -> String {
    let mut line = FactLine { corridor, text: format!("{{\"t_h\":{}", time.hours()) };
    if let Some(date) = date {
        line.word("date", &date);
    }
    line.fact(fact);
    line.text + "}\n"
}

struct FactLine<'c> {
    corridor: &'c Corridor,
    text: String,
}

impl FactLine<'_> {
    fn fact(&mut self, fact: Fact) {
        let corridor = self.corridor;
        let stage = |id| corridor.stages[id].name.as_str();
        match fact {
            Fact::UnitsAppeared { units } => self.name("units_appeared").units(units),
            Fact::UnitsRouted { units, alternative } => {
                let way = &corridor.flows[units.flow].alternatives[usize::from(alternative)];
                self.name("units_routed").units(units).word("alternative", &way.name)
            }
            Fact::UnitsHeldAtOrigin { units, by } => {
                let by = match by {
                    Held::Ban => "ban",
                    Held::Pool => "pool",
                };
                self.name("units_held_at_origin").units(units).word("by", by)
            }
            Fact::UnitsEquipped { units } => self.name("units_equipped").units(units),
            Fact::UnitsJoined { units, step } => self.name("units_joined").units(units).step(units, step),
            Fact::UnitsHeld { units, step } => self.name("units_held").units(units).step(units, step),
            Fact::UnitsDiverted { units, step } => self.name("units_diverted").units(units).step(units, step),
            Fact::UnitsDelivered { units } => self.name("units_delivered").units(units),
            Fact::HandlingStarted { stage: at, head, total } => {
                self.name("handling_started").word("stage", stage(at)).units(head).count("total", total)
            }
            Fact::HandlingEnded { stage: at, head, total } => {
                self.name("handling_ended").word("stage", stage(at)).units(head).count("total", total)
            }
            Fact::HandlingInterrupted { stage: at, head } => {
                self.name("handling_interrupted").word("stage", stage(at)).units(head)
            }
            Fact::HandlingResumed { stage: at, head } => {
                self.name("handling_resumed").word("stage", stage(at)).units(head)
            }
            Fact::TrainFormed { line, from, head, total } => {
                self.name("train_formed").line(line, from).units(head).count("total", total)
            }
            Fact::TrainHeld { line, from, head, total } => {
                self.name("train_held").line(line, from).units(head).count("total", total)
            }
            Fact::TrainHeldForLocomotive { line, from, head, total } => {
                self.name("train_held_for_locomotive").line(line, from).units(head).count("total", total)
            }
            Fact::TrainDeparted { line, from, head, total } => {
                self.name("train_departed").line(line, from).units(head).count("total", total)
            }
            Fact::TrainArrived { line, from, head, total } => {
                self.name("train_arrived").line(line, from).units(head).count("total", total)
            }
            Fact::VesselArrived { ship, port } => {
                self.name("vessel_arrived").ship(ship).word("port", &corridor.ports[port].name)
            }
            Fact::VesselLiesOff { ship, port } => {
                self.name("vessel_lies_off").ship(ship).word("port", &corridor.ports[port].name)
            }
            Fact::VesselBerthed { ship, berth } => {
                self.name("vessel_berthed").ship(ship).word("berth", &corridor.berth_classes[berth].name)
            }
            Fact::UnloadingStarted { ship, total } => self.name("unloading_started").ship(ship).count("total", total),
            Fact::UnloadingEnded { ship, total } => self.name("unloading_ended").ship(ship).count("total", total),
            Fact::LoadingStarted { ship, total } => self.name("loading_started").ship(ship).count("total", total),
            Fact::LoadingEnded { ship, total } => self.name("loading_ended").ship(ship).count("total", total),
            Fact::VesselInterrupted { ship } => self.name("vessel_interrupted").ship(ship),
            Fact::VesselResumed { ship } => self.name("vessel_resumed").ship(ship),
            Fact::VesselHeld { ship } => self.name("vessel_held").ship(ship),
            Fact::VesselDeparted { ship, lane, total } => {
                self.name("vessel_departed").ship(ship).word("lane", &corridor.lanes[lane].name).count("total", total)
            }
            Fact::CorridorChanged { number } => self.changes(number),
            Fact::ChangeTriggered { trigger, value } => {
                self.name("change_triggered").word("change", &corridor.triggers[trigger].name).number("value", value)
            }
            Fact::ChangeTookEffect { trigger } => {
                self.name("change_took_effect").word("change", &corridor.triggers[trigger].name)
            }
            Fact::VesselEntered { ship } => self.name("vessel_entered").ship(ship),
            Fact::VesselLeft { ship } => self.name("vessel_left").ship(ship),
            Fact::VesselBrokeDown { ship } => self.name("vessel_broke_down").ship(ship),
            Fact::VesselRepaired { ship } => self.name("vessel_repaired").ship(ship),
            Fact::VesselDocked { ship } => self.name("vessel_docked").ship(ship),
            Fact::VesselUndocked { ship } => self.name("vessel_undocked").ship(ship),
            Fact::BanImposed { ban, waiting } => {
                self.name("ban_imposed").word("ban", &corridor.bans[ban].name).count("waiting", waiting)
            }
            Fact::BanLifted { ban, waiting } => {
                self.name("ban_lifted").word("ban", &corridor.bans[ban].name).count("waiting", waiting)
            }
            Fact::PlaceClosed { place } => self.name("place_closed").word("place", &corridor.places[place].name),
            Fact::PlaceOpened { place } => self.name("place_opened").word("place", &corridor.places[place].name),
        };
    }

    fn name(&mut self, fact: &str) -> &mut Self {
        self.word("fact", fact)
    }

    fn word(&mut self, key: &str, word: &str) -> &mut Self {
        self.text += &format!(",\"{key}\":{}", Value::from(word));
        self
    }

    fn number(&mut self, key: &str, number: f64) -> &mut Self {
        self.text += &format!(",\"{key}\":{number}");
        self
    }

    fn count(&mut self, key: &str, count: u64) -> &mut Self {
        self.text += &format!(",\"{key}\":{count}");
        self
    }

    /// Units are named by flow, number of the first and how many.
    fn units(&mut self, units: Units) -> &mut Self {
        let corridor = self.corridor;
        let flow = &corridor.flows[units.flow].name;
        self.word("flow", flow).count("first", units.first).count("units", u64::from(units.count))
    }

    /// A vessel is named by its fleet and its name or number there, from 1.
    fn ship(&mut self, ship: Ship) -> &mut Self {
        let corridor = self.corridor;
        let fleet = &corridor.fleets[ship.fleet];
        self.word("vessel", &format!("{}/{}", fleet.name, fleet.vessel_name(ship.number)))
    }

    fn changes(&mut self, number: u32) -> &mut Self {
        let corridor = self.corridor;
        let names = corridor.changes[number as usize].names.join(", ");
        self.name("corridor_changed").word("changes", &names)
    }

    fn line(&mut self, line: Id<Line>, from: LineEnd) -> &mut Self {
        let corridor = self.corridor;
        let line = &corridor.lines[line];
        self.word("line", &line.name).word("from", &corridor.places[line.ends[usize::from(from)]].name)
    }

    /// The step of the itinerary, by what is passed there.
    fn step(&mut self, units: Units, step: u16) -> &mut Self {
        let corridor = self.corridor;
        let Some(step) = corridor.flows[units.flow].steps().nth(usize::from(step)) else { return self };
        let (key, name) = match step.kind {
            StepKind::Stage { stage, .. } => ("stage", &corridor.stages[stage].name),
            StepKind::Yard(yard) => ("yard", &corridor.yards[yard].name),
            StepKind::Line { line, .. } => ("line", &corridor.lines[line].name),
            StepKind::Lane { lane, .. } => ("lane", &corridor.lanes[lane].name),
        };
        self.word(key, name)
    }
}
