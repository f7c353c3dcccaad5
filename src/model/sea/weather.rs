//! Weather: closures drawn ahead for the whole run, and what they stop.

use crate::facility::Openings;
use crate::kernel::{Agenda, Id, Time};
use crate::model::corridor::{Place, Port, Spells, Storm};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

/// The closures of one place, by what they stop.
#[derive(Clone, Debug, Default)]
pub struct Weather {
    pub berthing: Openings,
    pub departure: Openings,
    pub handling: Openings,
    /// Closed to anything.
    pub any: Openings,
    pub handling_closed: bool,
    closed: bool,
}

impl<O: Observer> World<'_, O> {
    pub(in crate::model) fn weather_of_port(&self, port: Id<Port>) -> &Weather {
        &self.weather[self.corridor.ports[port].place]
    }

    /// Draws every closure of the run and puts the first turn of every place.
    pub(in crate::model) fn draw_weather(&mut self, agenda: &mut Agenda<Event>) {
        let mut closures: Vec<Vec<(&Storm, Time, Time)>> = vec![Vec::new(); self.corridor.places.len()];
        for (id, storm) in self.corridor.storms.entries() {
            let severities = self.streams.severities(id);
            for (number, (from, to)) in self.spells(id, storm).into_iter().enumerate() {
                let severity = severities.uniform(number as u64);
                for reach in storm.reach.iter().filter(|reach| severity < reach.chance) {
                    closures[reach.place.index()].push((storm, from, to));
                }
            }
        }
        for (place, closures) in self.corridor.places.ids().zip(&closures) {
            let those = |stops: fn(&Storm) -> bool| {
                closures.iter().filter(move |(storm, ..)| stops(storm)).map(|&(_, from, to)| (from, to))
            };
            let weather = &mut self.weather[place];
            weather.berthing.set(those(|storm| storm.stops_berthing));
            weather.departure.set(those(|storm| storm.stops_departure));
            weather.handling.set(those(|storm| storm.stops_handling));
            weather.any.set(those(|_| true));
            weather.handling_closed = false;
            weather.closed = false;
            self.schedule_turn(place, Time::ZERO, agenda);
        }
    }

    /// Closures of one storm, from the start to the end of the run.
    fn spells(&self, id: Id<Storm>, storm: &Storm) -> Vec<(Time, Time)> {
        let end = self.corridor.horizon.end;
        let stream = self.streams.spells(id);
        let (mut spells, mut hour) = (Vec::new(), 0.0);
        let mut number = 0;
        while Time::from_hours(hour) < end {
            let (closes, closed) = match &storm.spells {
                Spells::Seasonal { onset, closed } => (onset.advance(hour, stream.exponential(number)), closed),
                Spells::Alternating { open, closed } => (hour + open.draw(stream, number), closed),
                Spells::Recorded(recorded) => return recorded.to_vec(),
            };
            hour = closes + closed.draw(stream, number + 1);
            number += 2;
            spells.push((Time::from_hours(closes), Time::from_hours(hour)));
        }
        spells.retain(|&(from, _)| from < end);
        spells
    }

    /// Puts the next instant after `now` (or at the very start) at which anything opens or closes.
    fn schedule_turn(&mut self, place: Id<Place>, now: Time, agenda: &mut Agenda<Event>) {
        let weather = &self.weather[place];
        let next = [&weather.berthing, &weather.departure, &weather.handling]
            .into_iter()
            .filter_map(|openings| {
                let &(from, to) = openings.closures().get(openings.upcoming(now))?;
                Some(if from > now || (now == Time::ZERO && !weather.closed) { from } else { to })
            })
            .min();
        if let Some(next) = next {
            agenda.at(next, Event::WeatherTurns { place });
        }
    }

    pub(in crate::model) fn on_weather_turns(&mut self, place: Id<Place>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let weather = &mut self.weather[place];
        let (berthing_closed, handling_closed) = (!weather.berthing.is_open(now), !weather.handling.is_open(now));
        let closed = !weather.any.is_open(now);
        let turned = weather.closed != closed;
        weather.closed = closed;
        let handling_turned = std::mem::replace(&mut weather.handling_closed, handling_closed) != handling_closed;
        if turned {
            self.tell(now, if closed { Fact::PlaceClosed { place } } else { Fact::PlaceOpened { place } });
        }
        let port = self.corridor.places[place].port;
        if handling_turned {
            self.turn_stages(place, handling_closed, agenda);
        }
        if let Some(port) = port {
            if handling_turned {
                self.turn_vessels(port, handling_closed, agenda);
            }
            self.turn_port(port, berthing_closed, agenda);
        }
        self.schedule_turn(place, now, agenda);
    }
}
