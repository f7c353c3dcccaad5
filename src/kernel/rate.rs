//! Rates that vary over time, and the points of Poisson processes with such rates.

/// A rate over time, per hour: linear between points, repeated with a period where one is given, constant beyond the
/// ends. Two points at one instant make a step.
#[derive(Clone, Debug, PartialEq)]
pub struct RateTable {
    /// (hours since the start, rate per hour >= 0), ascending in time, at least one.
    pub points: Vec<(f64, f64)>,
    /// Hours after which the table repeats.
    pub period: Option<f64>,
}

impl RateTable {
    /// Takes a point of a Poisson process to the next: with `amount` exponential with mean 1, the hour returned is the
    /// next point after `hour` (inversion of the integrated rate; Law, Simulation Modeling and Analysis, 8.6.2).
    ///
    /// The hour at which, starting at `hour`, the integral of the rate has grown by `amount`; infinite where it never
    /// does.
    pub fn advance(&self, hour: f64, mut amount: f64) -> f64 {
        let mut at = hour;
        // Whole periods first: a table may repeat thousands of times within one gap.
        if let Some(period) = self.period {
            let whole = self.integral(0.0, period);
            if whole <= 0.0 {
                return f64::INFINITY;
            }
            let periods = (amount / whole).floor();
            at += periods * period;
            amount -= periods * whole;
        }
        loop {
            let (until, from_rate, slope) = self.piece(at);
            let span = until - at;
            let within = if span.is_finite() { span * (from_rate + 0.5 * slope * span) } else { f64::INFINITY };
            if amount <= within && (from_rate > 0.0 || slope > 0.0) {
                return at + solve(from_rate, slope, amount);
            }
            if span.is_infinite() {
                return f64::INFINITY;
            }
            amount -= within;
            at = until;
        }
    }

    /// Until when, from `hour` on, the rate stays what it is there, and what it is: a shortcut for many points within
    /// one level piece. The piece has no length where the rate is about to change.
    pub fn level_piece(&self, hour: f64) -> (f64, f64) {
        let (until, rate, slope) = self.piece(hour);
        if slope == 0.0 && rate > 0.0 && self.period.is_none() { (until, rate) } else { (hour, 1.0) }
    }

    /// The linear piece that begins at `hour`: until when it holds, its rate there and its slope.
    fn piece(&self, hour: f64) -> (f64, f64, f64) {
        let base = self.period.map_or(0.0, |period| (hour / period).floor() * period);
        let local = hour - base;
        let next = self.points.partition_point(|&(at, _)| at <= local);
        let until = |end: f64| {
            let end = base + end;
            // Rounding must never make a piece of no length.
            if end > hour { end } else { hour.next_up() }
        };
        let last = self.period.unwrap_or(f64::INFINITY);
        match (next.checked_sub(1).map(|index| self.points[index]), self.points.get(next)) {
            (Some((from, rate)), Some(&(to, end_rate))) => {
                let slope = (end_rate - rate) / (to - from);
                (until(to), rate + slope * (local - from), slope)
            }
            (Some((_, rate)), None) => (until(last), rate, 0.0),
            (None, Some(&(to, rate))) => (until(to), rate, 0.0),
            (None, None) => unreachable!("a rate table has at least one point"),
        }
    }

    /// The rate added up from one hour to another, both finite.
    pub fn integral(&self, from: f64, to: f64) -> f64 {
        let (mut at, mut sum) = (from, 0.0);
        while at < to {
            let (until, rate, slope) = self.piece(at);
            let span = until.min(to) - at;
            sum += span * (rate + 0.5 * slope * span);
            at = until;
        }
        sum
    }
}

/// The time after which a rate that starts at `rate` and changes by `slope` has added up to `amount`.
fn solve(rate: f64, slope: f64, amount: f64) -> f64 {
    let root = (rate * rate + 2.0 * slope * amount).max(0.0).sqrt();
    // The form that does not cancel for a small slope.
    2.0 * amount / (rate + root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(points: &[(f64, f64)], period: Option<f64>) -> RateTable {
        RateTable { points: points.to_vec(), period }
    }

    #[test]
    fn a_constant_rate_is_a_division() {
        assert_eq!(table(&[(0.0, 0.5)], None).advance(3.0, 2.0), 7.0);
        assert_eq!(table(&[(0.0, 0.0)], None).advance(3.0, 2.0), f64::INFINITY);
    }

    #[test]
    fn steps_and_slopes_add_up() {
        // 1 per hour until 10 h, then nothing until 20 h, then 2 per hour.
        let steps = table(&[(0.0, 1.0), (10.0, 1.0), (10.0, 0.0), (20.0, 0.0), (20.0, 2.0)], None);
        assert!((steps.advance(5.0, 5.0 + 4.0) - 22.0).abs() < 1e-9);
        // From 0 to 2 per hour within 4 h: the integral after t hours is t^2/4.
        let slope = table(&[(0.0, 0.0), (4.0, 2.0)], None);
        assert!((slope.advance(0.0, 1.0) - 2.0).abs() < 1e-9);
        assert!((slope.advance(0.0, 4.0 + 2.0) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn a_table_repeats_with_its_period() {
        let day = table(&[(0.0, 0.0), (6.0, 1.0), (12.0, 0.0)], Some(24.0));
        // Six lots a day: the peak hour of the third day follows 15 lots.
        assert!((day.advance(0.0, 15.0) - 54.0).abs() < 1e-9);
        assert!((day.advance(54.0, 6.0) - 78.0).abs() < 1e-9);
    }

    #[test]
    fn the_integral_adds_up_whatever_lies_between() {
        // Up from 1 to 3 per hour within 4 h, a step to 5, down to 1 within 2 h, then on as it is.
        let steps = table(&[(0.0, 1.0), (4.0, 3.0), (4.0, 5.0), (6.0, 1.0)], None);
        assert_eq!(steps.integral(0.0, 4.0), 8.0);
        assert_eq!(steps.integral(1.0, 3.0), 4.0); // from 1.5 to 2.5 per hour
        assert_eq!(steps.integral(4.0, 6.0), 6.0);
        assert_eq!(steps.integral(0.0, 10.0), 8.0 + 6.0 + 4.0);
        assert_eq!(steps.integral(7.0, 7.0), 0.0);
        let day = table(&[(0.0, 0.0), (6.0, 1.0), (12.0, 0.0)], Some(24.0));
        assert_eq!(day.integral(30.0, 24.0 * 1000.0 + 6.0), 6.0 * 999.0);
    }

    #[test]
    fn advancing_undoes_the_integral() {
        for period in [None, Some(8.0)] {
            let steps = table(&[(0.0, 1.0), (4.0, 3.0), (4.0, 5.0), (6.0, 1.0)], period);
            for k in 0..100 {
                let (from, amount) = (0.3 * f64::from(k), 0.7 * f64::from(k + 1));
                let to = steps.advance(from, amount);
                assert!((steps.integral(from, to) - amount).abs() < 1e-9, "{from} {to}");
            }
        }
    }

    #[test]
    fn what_is_due_at_the_end_of_a_period_comes_before_the_next_begins() {
        let day = table(&[(0.0, 0.0), (6.0, 0.0), (6.0, 1.0), (12.0, 1.0), (12.0, 0.0)], Some(24.0));
        let due = day.advance(0.0, 6.0);
        assert_eq!(day.integral(0.0, due), 6.0, "due at {due} h");
    }

    #[test]
    fn a_level_piece_lasts_until_the_next_point() {
        let steps = table(&[(0.0, 2.0), (10.0, 2.0), (10.0, 0.0), (20.0, 0.0), (20.0, 1.0), (24.0, 3.0)], None);
        assert_eq!(steps.level_piece(3.0), (10.0, 2.0));
        assert_eq!(steps.level_piece(30.0), (f64::INFINITY, 3.0));
        // Where nothing comes, where the rate grows and where the table repeats there is no short cut.
        assert_eq!(steps.level_piece(12.0).0, 12.0);
        assert_eq!(steps.level_piece(21.0).0, 21.0);
        assert_eq!(table(&[(0.0, 2.0), (10.0, 2.0)], Some(24.0)).level_piece(3.0).0, 3.0);
    }

    #[test]
    fn a_point_too_close_for_the_clock_does_not_stop_it() {
        // At this hour the numbers lie 4e-6 h apart, forty times the length of the first piece.
        let table = table(&[(0.0, 1.0), (1e-7, 2.0)], Some(24.0));
        let late = 24e9;
        assert!((table.integral(late, late + 1.0) - 2.0).abs() < 1e-4);
    }
}
