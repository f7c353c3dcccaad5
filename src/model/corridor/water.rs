//! Water: the level of a sea by date, the depths of ports at that level, and what vessels draw.

use crate::kernel::{Id, Time};

/// Rounding of a share of the deck that must not cost a unit.
const ROUNDING: f64 = 1e-12;

/// The level of a sea over time: linear between points, constant before the first and behind the last.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    pub name: String,
    /// (hours since the start of the run, metres above the Baltic datum), ascending in time, at least one.
    pub points: Vec<(f64, f64)>,
}

impl Level {
    /// Metres above the Baltic datum.
    pub fn at(&self, hour: f64) -> f64 {
        let next = self.points.partition_point(|&(at, _)| at <= hour);
        let before = next.checked_sub(1).map(|index| self.points[index]);
        match (before, self.points.get(next)) {
            (Some((from, level)), Some(&(to, end))) => level + (end - level) * (hour - from) / (to - from),
            (Some((_, level)), None) | (None, Some(&(_, level))) => level,
            (None, None) => unreachable!("a level has at least one point"),
        }
    }

    /// The first hour from `hour` on at which the level is `least` or higher; infinite where it never is.
    pub fn next_reaching(&self, hour: f64, least: f64) -> f64 {
        self.next(hour, least, |level, border| level >= border)
    }

    /// The first hour from `hour` on behind which the level is below `least`; infinite where it never is.
    pub fn next_below(&self, hour: f64, least: f64) -> f64 {
        self.next(hour, least, |level, border| level < border)
    }

    fn next(&self, hour: f64, border: f64, reached: fn(f64, f64) -> bool) -> f64 {
        let mut last = (hour, self.at(hour));
        if reached(last.1, border) {
            return hour;
        }
        let next = self.points.partition_point(|&(at, _)| at <= hour);
        for &(at, level) in &self.points[next..] {
            if reached(level, border) {
                return last.0 + (at - last.0) * (border - last.1) / (level - last.1);
            }
            last = (at, level);
        }
        f64::INFINITY
    }
}

/// A channel or basin on the way to the berths of a port.
#[derive(Clone, Debug, PartialEq)]
pub struct Depth {
    pub level: Id<Level>,
    /// Metres from the surface to the ground while the level is `at_level`.
    pub depth: f64,
    /// Metres above the Baltic datum.
    pub at_level: f64,
    /// Metres that must stay between keel and ground.
    pub under_keel: f64,
}

impl Depth {
    /// Metres of water for a keel while the level is this.
    pub fn water(&self, level: f64) -> f64 {
        self.depth + (level - self.at_level) - self.under_keel
    }

    /// The level at which there is that much water for a keel.
    pub fn level_for(&self, water: f64) -> f64 {
        water + self.under_keel - self.depth + self.at_level
    }
}

/// How deep a vessel lies, metres; between light and loaded it sinks evenly with its payload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draught {
    /// Without payload; above 0.
    pub light: f64,
    /// With a full deck; above `light`.
    pub loaded: f64,
}

impl Draught {
    /// Whole parts of a deck that so much water allows.
    pub fn deck_limit(&self, water: f64, deck: u64) -> u64 {
        let share = ((water - self.light) / (self.loaded - self.light) + ROUNDING).clamp(0.0, 1.0);
        (share * deck as f64) as u64
    }

    /// The water that allows these parts of a deck: just as much less than in theory as [`deck_limit`](Self::deck_limit)
    /// is certain to forgive, so that whoever waits for it is woken no later than it is there.
    pub fn water_for(&self, parts: u64, deck: u64) -> f64 {
        self.light + (self.loaded - self.light) * (parts as f64 / deck as f64 - ROUNDING / 2.0)
    }
}

/// The instant of an hour, rounded up so that what is reached by then is reached.
pub fn instant_reached(hour: f64) -> Time {
    let time = Time::from_hours(hour);
    if time.hours() < hour { Time::from_ms(time.ms() + 1) } else { time }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caspian() -> Level {
        Level { name: "caspian".into(), points: vec![(10.0, -28.0), (20.0, -30.0), (40.0, -29.0)] }
    }

    #[test]
    fn a_level_is_linear_between_points_and_constant_outside() {
        let rows =
            [(0.0, -28.0), (10.0, -28.0), (15.0, -29.0), (20.0, -30.0), (30.0, -29.5), (40.0, -29.0), (99.0, -29.0)];
        rows.iter().for_each(|&(hour, level)| assert_eq!(caspian().at(hour), level, "at {hour} h"));
    }

    #[test]
    fn a_level_tells_when_it_falls_and_rises() {
        assert_eq!(caspian().next_below(0.0, -29.0), 15.0);
        assert_eq!(caspian().next_below(0.0, -30.0), f64::INFINITY);
        assert_eq!(caspian().next_reaching(15.0, -29.0), 15.0);
        assert_eq!(caspian().next_reaching(18.0, -29.5), 30.0);
        assert_eq!(caspian().next_reaching(18.0, -28.5), f64::INFINITY);
    }

    #[test]
    fn a_deck_sinks_evenly() {
        let tanker = Draught { light: 3.0, loaded: 7.2 };
        let limits = [(7.2, 12_000), (9.0, 12_000), (6.5, 10_000), (3.0, 0), (1.0, 0)];
        limits.iter().for_each(|&(water, parts)| assert_eq!(tanker.deck_limit(water, 12_000), parts, "{water} m"));
        for parts in [0, 1, 7, 5_999, 12_000] {
            assert_eq!(tanker.deck_limit(tanker.water_for(parts, 12_000), 12_000), parts);
        }
    }

    /// Seen in a random corridor: a ferry was let in at 108 h if it asked, but was asked a millisecond later.
    #[test]
    fn water_is_awaited_until_just_the_instant_at_which_it_is_enough() {
        let sea = Level { name: "sea".into(), points: vec![(100.0, -32.0), (140.0, -29.0)] };
        let depth = Depth { level: Id::new(0), depth: 8.0, at_level: -28.0, under_keel: 0.0 };
        let ferry = Draught { light: 4.0, loaded: 7.0 };
        let allowed = |hour: f64| ferry.deck_limit(depth.water(sea.at(hour)), 40);
        let awaited = instant_reached(sea.next_reaching(100.0, depth.level_for(ferry.water_for(8, 40))));
        assert_eq!((awaited, allowed(108.0)), (Time::from_hours(108.0), 8));
        assert_eq!(allowed(108.0 - 1.0 / 3_600_000.0), 7);
    }
}
