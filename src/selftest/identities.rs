//! Identities that hold in every run, whatever its luck (Little 1961; Stidham 1974; Wolff 1982).

use super::case::{Case, row, scenario};
use super::finding::Claim;
use super::seen::Seen;

/// Its negative control ends while units are still inside, which the identity without them must notice.
pub(super) fn case() -> Case {
    let rows = vec![row("identity_residual", |seen| (residual(seen), 1.0)).claim(Claim::Vanishes)];
    scenario("P22", "p22", &["horizon_h=150"], rows)
}

/// The largest relative difference between the two sides of an identity: unit-hours present and hours spent, of every
/// stage, yard, line and lane; units created and units that left or are inside, of every flow; ledgers and clocks.
fn residual(seen: &Seen) -> f64 {
    let names = |measure: &'static str| {
        let of_all = seen.measures.iter().filter(move |known| known.name == measure && known.period == "all");
        of_all.map(|known| known.of.as_str())
    };
    let little = names("present_mean").filter_map(|of| {
        let (spent, _) = seen.any("time_mean", of)?;
        let (present, weight) = seen.of("present_mean", of);
        Some(relative(present / weight * seen.hours, spent))
    });
    let conserved = names("created").map(|flow| {
        let [created, delivered, diverted, inside] =
            ["created", "delivered", "diverted", "inside"].map(|name| seen.of(name, flow).0);
        relative(created, delivered + diverted + inside)
    });
    let booked = seen.watch.unbooked_ms as f64;
    little.chain(conserved).chain([booked]).fold(0.0, f64::max)
}

fn relative(one: f64, other: f64) -> f64 {
    let larger = one.abs().max(other.abs());
    if larger == 0.0 { 0.0 } else { (one - other).abs() / larger }
}
