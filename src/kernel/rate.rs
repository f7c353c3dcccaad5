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

    /// The rate added up from one hour to another; without end where it lasts until then.
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
}
