//! Closed networks: a fixed number of customers that go round and round, and the exact mean values of that.

/// Stations visited once a cycle or on average so often, and a part of the cycle in which nobody waits.
///
/// Mean values are exact where services at the stations are exponential, in the order of arrival, or in any law where
/// a station shares itself out, and for any law of the delay (Gordon & Newell 1967; BCMP 1975). They are those of mean
/// value analysis (Reiser & Lavenberg 1980), computed through the normalising constants of Buzen 1973: the recursion of
/// mean value analysis for several servers loses all digits near saturation.
///
/// ```
/// use corridor::facility::{ClosedNetwork, Station};
///
/// // Four ferries, a berth of 12 h at one side, of 10 h at the other, 20 h between them.
/// let berth = |demand| Station { demand, servers: 1 };
/// let loop_ = ClosedNetwork { stations: vec![berth(12.0), berth(10.0)], delay: 40.0 };
/// let cycle = loop_.solve(4).unwrap();
/// assert!((cycle.throughput - 0.052_290_626).abs() < 1e-9);
/// assert!((cycle.waiting[0] - 0.458_090_54).abs() < 1e-8);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ClosedNetwork {
    pub stations: Vec<Station>,
    /// Time of a cycle spent without waiting for anything, >= 0.
    pub delay: f64,
}

/// Servers before which customers wait in one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    /// Time in service in a cycle: visits times mean service, >= 0.
    pub demand: f64,
    /// At least 1.
    pub servers: u32,
}

/// Mean values in the long run.
#[derive(Clone, Debug, PartialEq)]
pub struct Cycle {
    /// Cycles per unit of time, of all customers together.
    pub throughput: f64,
    /// Customers that wait at each station, those in service not counted.
    pub waiting: Vec<f64>,
}

impl ClosedNetwork {
    /// Customers at most: beyond that the constants leave the range of a double.
    pub const MOST: u32 = 500;

    /// Time in a cycle without any waiting.
    pub fn unhindered(&self) -> f64 {
        self.delay + self.demand()
    }

    fn demand(&self) -> f64 {
        self.stations.iter().map(|station| station.demand).sum()
    }

    /// Cycles that the stations can serve, however many customers there are; infinite without stations.
    pub fn most(&self) -> f64 {
        self.stations.iter().map(Station::most).fold(f64::INFINITY, f64::min)
    }

    /// Bounds on the throughput of balanced networks (Zahorjan et al. 1982, with delay: Lazowska et al. 1984, ch. 5):
    /// below with one server of each kind where there are several, above with one that is as fast as all.
    pub fn balanced_bounds(&self, customers: u32) -> (f64, f64) {
        let n = f64::from(customers);
        let demand = self.demand();
        if customers == 0 {
            return (0.0, 0.0);
        }
        if demand == 0.0 {
            return (n / self.delay, n / self.delay);
        }
        let largest = self.stations.iter().map(|station| station.demand).fold(0.0, f64::max);
        let low = n / (demand + self.delay + (n - 1.0) * largest / (1.0 + self.delay / (n * demand)));
        let fast: f64 = self.stations.iter().map(|station| station.demand / f64::from(station.servers)).sum();
        let average = fast / self.stations.len() as f64;
        let high = n / (fast + self.delay + (n - 1.0) * average / (1.0 + self.delay / fast));
        (low, high.min(n / self.unhindered()).min(self.most()))
    }

    /// Mean values with this many customers; `None` with more than [`MOST`](Self::MOST), or where a cycle takes no
    /// time.
    pub fn solve(&self, customers: u32) -> Option<Cycle> {
        let idle = || Cycle { throughput: 0.0, waiting: vec![0.0; self.stations.len()] };
        if customers == 0 {
            return Some(idle());
        }
        if customers > Self::MOST || self.unhindered() <= 0.0 {
            return None;
        }
        // In this unit of time the throughput is at least 1 and not far above, so that the constants stay in range.
        let unit = 1.0 / self.balanced_bounds(customers).0;
        let n = customers as usize;
        let weights: Vec<Vec<f64>> = self.stations.iter().map(|station| station.weights(unit, n)).collect();
        let delay = Station { demand: self.delay, servers: u32::MAX }.weights(unit, n);
        let constants = weights.iter().fold(delay.clone(), |all, one| convolve(&all, one));
        let waiting = self.stations.iter().enumerate().map(|(at, station)| {
            let others = weights.iter().enumerate().filter(|(other, _)| *other != at);
            let rest = others.fold(delay.clone(), |all, (_, one)| convolve(&all, one));
            let servers = station.servers as usize;
            let beyond = (servers + 1..=n).map(|k| (k - servers) as f64 * weights[at][k] * rest[n - k]);
            beyond.sum::<f64>() / constants[n]
        });
        Some(Cycle { throughput: constants[n - 1] / constants[n] / unit, waiting: waiting.collect() })
    }
}

impl Station {
    /// Cycles that it can serve.
    pub fn most(&self) -> f64 {
        f64::from(self.servers) / self.demand
    }

    /// The parts that 0, 1, .. n customers here have in the normalising constants.
    fn weights(&self, unit: f64, n: usize) -> Vec<f64> {
        let demand = self.demand / unit;
        let mut weights = vec![1.0];
        for k in 1..=n {
            weights.push(weights[k - 1] * demand / (k.min(self.servers as usize) as f64));
        }
        weights
    }
}

fn convolve(one: &[f64], other: &[f64]) -> Vec<f64> {
    (0..one.len()).map(|n| (0..=n).map(|k| one[k] * other[n - k]).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Stream;

    fn network(stations: &[(f64, u32)], delay: f64) -> ClosedNetwork {
        let stations = stations.iter().map(|&(demand, servers)| Station { demand, servers });
        ClosedNetwork { stations: stations.collect(), delay }
    }

    /// The recursion of Reiser & Lavenberg as it is printed, for networks that are small enough for it.
    fn recursion(network: &ClosedNetwork, customers: u32) -> (f64, Vec<f64>) {
        let stations = &network.stations;
        let mut present = vec![0.0; stations.len()];
        let mut chances: Vec<Vec<f64>> = stations
            .iter()
            .map(|station| (0..station.servers).map(|j| f64::from(u8::from(j == 0))).collect())
            .collect();
        let mut throughput = 0.0;
        for n in 1..=customers {
            let time = |(at, station): (usize, &Station)| {
                let c = f64::from(station.servers);
                let free = chances[at].iter().enumerate().map(|(j, chance)| (c - 1.0 - j as f64) * chance);
                station.demand / c * (1.0 + present[at] + free.sum::<f64>())
            };
            let times: Vec<f64> = stations.iter().enumerate().map(time).collect();
            throughput = f64::from(n) / (network.delay + times.iter().sum::<f64>());
            for (at, station) in stations.iter().enumerate() {
                present[at] = throughput * times[at];
                let (c, use_) = (f64::from(station.servers), throughput * station.demand);
                for j in (1..station.servers as usize).rev() {
                    chances[at][j] = use_ / j as f64 * chances[at][j - 1];
                }
                let busy = chances[at].iter().enumerate().skip(1).map(|(j, chance)| (c - j as f64) * chance);
                chances[at][0] = 1.0 - (use_ + busy.sum::<f64>()) / c;
            }
        }
        let waiting = stations.iter().zip(&present).map(|(station, present)| present - throughput * station.demand);
        (throughput, waiting.collect())
    }

    #[test]
    fn it_agrees_with_mean_value_analysis() {
        let stream = Stream::root(7, 1);
        for trial in 0..200 {
            let draw = |at: u64| stream.uniform(trial * 100 + at);
            let stations: Vec<(f64, u32)> = (0..1 + (draw(0) * 4.0) as u64)
                .map(|at| (0.1 + 20.0 * draw(10 + at), 1 + (3.0 * draw(20 + at)) as u32))
                .collect();
            let network = network(&stations, 60.0 * draw(1));
            let customers = 1 + (12.0 * draw(2)) as u32;
            let (cycle, (throughput, waiting)) = (network.solve(customers).unwrap(), recursion(&network, customers));
            assert!((cycle.throughput / throughput - 1.0).abs() < 1e-9, "{network:?} {customers}");
            for (found, exact) in cycle.waiting.iter().zip(&waiting) {
                assert!((found - exact).abs() < 1e-8, "{network:?} {customers}: {found} {exact}");
            }
            let (low, high) = network.balanced_bounds(customers);
            assert!(low <= cycle.throughput * (1.0 + 1e-12) && cycle.throughput <= high * (1.0 + 1e-12), "{network:?}");
        }
    }

    #[test]
    fn many_customers_reach_what_the_slowest_station_serves() {
        let network = network(&[(30.0, 3), (8.0, 1), (4.0, 2)], 40.0);
        let cycle = network.solve(ClosedNetwork::MOST).unwrap();
        assert!((cycle.throughput - 0.1).abs() < 1e-9, "{cycle:?}");
        let there: f64 = cycle.waiting.iter().sum::<f64>() + cycle.throughput * network.unhindered();
        assert!((there - f64::from(ClosedNetwork::MOST)).abs() < 1e-6, "all are somewhere: {there}");
        assert_eq!(network.solve(ClosedNetwork::MOST + 1), None);
    }

    #[test]
    fn one_customer_never_waits() {
        let cycle = network(&[(12.0, 1), (10.0, 2)], 40.0).solve(1).unwrap();
        assert!((cycle.throughput - 1.0 / 62.0).abs() < 1e-15);
        assert_eq!(cycle.waiting, [0.0, 0.0]);
    }

    #[test]
    fn bounds_of_a_balanced_network_meet() {
        let balanced = network(&[(10.0, 1); 3], 0.0);
        for customers in 1..20 {
            let exact = f64::from(customers) / (30.0 + 10.0 * f64::from(customers - 1));
            let (low, high) = balanced.balanced_bounds(customers);
            let found = balanced.solve(customers).unwrap().throughput;
            assert!([low, high, found].iter().all(|one| (one / exact - 1.0).abs() < 1e-12), "{low} {found} {high}");
        }
    }

    /// 4 / (72 + 60 / (1 + 40 / 128)) and 4 / (62 + 33 / (1 + 40 / 22)), by hand.
    #[test]
    fn bounds_take_several_servers_for_one_and_for_one_as_fast_as_all() {
        let network = network(&[(12.0, 1), (20.0, 2)], 40.0);
        let (low, high) = network.balanced_bounds(4);
        assert!((low - 0.033_980_583).abs() < 1e-9 && (high - 0.054_266_958).abs() < 1e-9, "{low} {high}");
        assert_eq!((network.most(), network.unhindered()), (1.0 / 12.0, 72.0));
        // Alone one is not hindered, and many do not get beyond the slowest station.
        assert_eq!(network.balanced_bounds(1), (1.0 / 72.0, 1.0 / 72.0));
        assert_eq!(network.balanced_bounds(400).1, 1.0 / 12.0);
    }

    #[test]
    fn without_customers_or_stations_there_is_nothing_to_wait_for() {
        let idle = Cycle { throughput: 0.0, waiting: vec![0.0] };
        assert_eq!(network(&[(12.0, 1)], 40.0).solve(0), Some(idle));
        assert_eq!(network(&[(12.0, 1)], 40.0).balanced_bounds(0), (0.0, 0.0));
        let alone = network(&[], 40.0);
        assert_eq!(alone.balanced_bounds(8), (0.2, 0.2));
        assert!((alone.solve(8).unwrap().throughput - 0.2).abs() < 1e-12);
        assert_eq!(network(&[(0.0, 1)], 0.0).solve(3), None);
    }
}
