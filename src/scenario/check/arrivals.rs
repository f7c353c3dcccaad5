//! How units appear: volumes, rates, gaps, timetables.

use super::View;
use super::fleets::mean_hours;
use super::report::Report;
use crate::scenario::calendar::Calendar;
use crate::scenario::format::{ArrivalsEntry, ByYear, FlowEntry, OrUnlimited, PoissonEntry, RateEntry};
use crate::scenario::itinerary::{Leg, Stop, Way};

/// Shares of a profile may miss 1 by this much and are then normalised.
const ROUNDING: f64 = 0.005;
/// Lots of one flow in one run that a computer still simulates.
const MOST_LOTS: f64 = 1e8;
/// Units of one flow in one run, likewise.
const MOST_UNITS: f64 = 1e9;
/// Least mean time of handling what is always there, hours: a shorter one is none on the clock of a run.
const TICK: f64 = 1.0 / 3_600_000.0;

fn poissons<'v>(view: &'v View) -> impl Iterator<Item = (String, &'v PoissonEntry)> {
    view.file.flows.iter().filter_map(|(name, flow)| match &flow.arrivals {
        ArrivalsEntry::Poisson(poisson) => Some((format!("/flows/{name}/arrivals/poisson"), poisson)),
        _ => None,
    })
}

/// A profile has twelve shares that add to 1.
pub(super) fn profiles_add_to_one(view: &View, report: &mut Report) {
    for (name, shares) in view.file.profiles.iter() {
        let at = format!("/profiles/{name}");
        let sum: f64 = shares.iter().map(|share| share.0).sum();
        if shares.len() != 12 {
            let message = format!("expected twelve numbers, found {}", shares.len());
            report.error("wrong_length", at, message, "one share of the year for each month, January first");
        } else if (sum - 1.0).abs() > ROUNDING {
            let message = format!("the shares add to {sum:.4}, not to 1");
            report.error("profile_sum", at, message, format!("up to {ROUNDING} is taken for rounding"));
        } else if (sum - 1.0).abs() > 1e-9 {
            let message = format!("the shares add to {sum:.4}; each is divided by that");
            report.warning("profile_normalised", at, message, "make them add to 1");
        }
    }
}

/// A Poisson process has volumes by year, or a rate.
pub(super) fn poisson_has_one_rate(view: &View, report: &mut Report) {
    for (at, poisson) in poissons(view) {
        match (&poisson.volume, &poisson.rate_per_h) {
            (Some(_), Some(_)) => {
                let message = "volume and rate_per_h exclude each other";
                report.error("exclusive_keys", &at, message, "state one of them");
            }
            (None, None) => {
                let help = "state volume (units a year) or rate_per_h (lots an hour)";
                report.error("missing_key", &at, "how much arrives is not stated", help);
            }
            (Some(_), None) | (None, Some(_)) => {}
        }
        if poisson.month_profile.is_some() && poisson.volume.is_none() {
            let message = "a profile of the months goes with a volume";
            report.error("no_effect", format!("{at}/month_profile"), message, "state volume, or remove the profile");
        }
        if poisson.period_h.is_some() && !matches!(poisson.rate_per_h, Some(RateEntry::Points(_))) {
            let message = "a period goes with points of a rate";
            report.error("no_effect", format!("{at}/period_h"), message, "write rate_per_h as [[hour, rate], ..]");
        }
    }
}

/// Volumes and profiles are stated for every year that the run touches.
pub(super) fn volumes_are_stated(view: &View, report: &mut Report) {
    let Some(calendar) = view.calendar else { return };
    for (at, poisson) in poissons(view) {
        let Some(volume) = &poisson.volume else { continue };
        let Calendar::Dated { .. } = calendar else {
            let help = "state start, measure_from and end, or use rate_per_h";
            report.error("needs_dates", format!("{at}/volume"), "a run without dates has no years", help);
            continue;
        };
        let mut years: Vec<i16> = calendar.months().iter().map(|piece| piece.year).collect();
        years.dedup();
        let mut missing = |key: &str, unstated: Vec<String>| {
            if !unstated.is_empty() {
                let message = format!("{key} is not stated for {}, which the run touches", unstated.join(", "));
                let help = format!("state {key} for every year of the run, the lead-in included");
                report.error("year_not_stated", format!("{at}/{key}"), message, help);
            }
        };
        missing("volume", unstated(volume, &years));
        if let Some(profile) = &poisson.month_profile {
            missing("month_profile", unstated(profile, &years));
        }
    }
}

fn unstated<T>(values: &ByYear<T>, years: &[i16]) -> Vec<String> {
    years.iter().filter(|year| values.get(**year).is_none()).map(|year| format!("{year:04}")).collect()
}

/// Points of a rate are in order of time, within their period, and not all 0.
pub(super) fn rate_tables_ascend(view: &View, report: &mut Report) {
    for (at, poisson) in poissons(view) {
        let Some(RateEntry::Points(points)) = &poisson.rate_per_h else { continue };
        let at = format!("{at}/rate_per_h");
        let Some((last, _)) = points.last() else {
            report.error("empty_table", at, "there is no point", "state at least one [hour, rate]");
            continue;
        };
        for (index, pair) in points.windows(2).enumerate().filter(|(_, pair)| pair[1].0 < pair[0].0) {
            let message = format!("{} h stands behind {} h", pair[1].0, pair[0].0);
            let help = "points are in order of time; two at one hour make a step";
            report.error("not_ascending", format!("{at}/{}", index + 1), message, help);
        }
        if let Some(period) = poisson.period_h.filter(|period| *last > period.0) {
            let message = format!("the last point, {last} h, lies behind the period of {} h", period.0);
            report.error("outside_period", &at, message, "all points lie within the period");
        }
        if points.iter().all(|(_, rate)| *rate == 0.0) {
            report.warning(
                "no_arrivals",
                at,
                "all rates are 0: nothing ever arrives",
                "remove the flow, or state a rate",
            );
        }
    }
}

/// A jitter shorter than the gap keeps lots in their order.
pub(super) fn timetables_keep_their_order(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter() {
        let ArrivalsEntry::Timetable(timetable) = &flow.arrivals else { continue };
        let (jitter, every) = (timetable.jitter_h.0.max(), timetable.every_h.0);
        if jitter >= every {
            let at = format!("/flows/{name}/arrivals/timetable/jitter_h");
            let late = if jitter.is_finite() { format!("{jitter} h") } else { "any time".into() };
            let message = format!("a lot may be {late} late, but the next comes after {every} h");
            report.error("jitter_too_long", at, message, "use a law that stays below every_h, such as uniform");
        }
    }
}

/// Time passes between lots.
pub(super) fn gaps_last(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter() {
        if let ArrivalsEntry::Gaps(gaps) = &flow.arrivals
            && gaps.gap_h.0.mean() <= 0.0
        {
            let at = format!("/flows/{name}/arrivals/gaps/gap_h");
            report.error("no_time", at, "the time between lots is 0", "state a law with a mean above 0");
        }
    }
}

/// A run does not have more lots than a computer can follow.
pub(super) fn lots_can_be_counted(view: &View, report: &mut Report) {
    let Some(calendar) = view.calendar else { return };
    let hours = calendar.hours();
    for (name, flow) in view.file.flows.iter() {
        let (lots, lot, most) = match &flow.arrivals {
            ArrivalsEntry::Poisson(entry) => (poisson_lots(entry, &calendar), &entry.units, entry.units_in_all),
            ArrivalsEntry::Gaps(entry) => (hours / entry.gap_h.0.mean(), &entry.units, entry.units_in_all),
            ArrivalsEntry::Timetable(entry) => (hours / entry.every_h.0, &entry.units, entry.units_in_all),
            ArrivalsEntry::Recorded(_) | ArrivalsEntry::Always(_) | ArrivalsEntry::Empties(_) => continue,
        };
        let most = most.map_or(f64::INFINITY, |most| most.0 as f64);
        let (lots, units) = (lots.min(most), (lots * lot.0.mean()).min(most));
        if lots.is_finite() && lots > MOST_LOTS {
            let message = format!("about {lots:.1e} lots would arrive in one run");
            let help = "check the unit of the rate, or let several units arrive as one lot";
            report.error("too_many_lots", format!("/flows/{name}/arrivals"), message, help);
        } else if units.is_finite() && units > MOST_UNITS {
            let message = format!("about {units:.1e} units would arrive in one run");
            report.error("too_many_units", format!("/flows/{name}/arrivals"), message, "check the volume or the rate");
        }
    }
}

/// Lots that a run brings on average, at most.
fn poisson_lots(entry: &PoissonEntry, calendar: &Calendar) -> f64 {
    let hours = calendar.hours();
    match (&entry.rate_per_h, &entry.volume) {
        (Some(RateEntry::Constant(rate)), _) => rate * hours,
        (Some(RateEntry::Points(points)), _) => hours * points.iter().map(|point| point.1).fold(0.0, f64::max),
        (None, Some(ByYear::Every(volume))) => volume.0 * hours / 8760.0 / entry.units.0.mean(),
        (None, Some(ByYear::Years(years))) => {
            years.values().map(|volume| volume.0).fold(0.0, f64::max) * hours / 8760.0 / entry.units.0.mean()
        }
        (None, None) => 0.0,
    }
}

/// Units that are always there are created when they are asked for: by a server that takes time, or by a vessel.
pub(super) fn always_begins_where_units_are_taken(view: &View, report: &mut Report) {
    let hours = view.calendar.map_or(0.0, |calendar| calendar.hours());
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for (name, _, Way { route, stops }) in view.ways().filter(|(_, flow, _)| is_always(flow)) {
        let at = format!("{}/0", route.pointer);
        if let Some(Stop { name: stage, leg: Leg::Stage(_), .. }) = stops.first() {
            if let Some((_, other)) = taken.iter().find(|(known, _)| known == stage) {
                let message = format!("{other} is always available at {stage} too, and would leave it nothing to take");
                report.error("always_twice", &at, message, "let one of them arrive in another way");
            }
            taken.push((stage, name));
        }
        let help = "let the route begin with a lane, or with a stage of limited servers whose handling takes time";
        match stops.first().map(|stop| stop.leg) {
            Some(Leg::Lane(_)) | None => {}
            Some(Leg::Stage(stage)) => {
                let takes = mean_hours(&stage.handling);
                let servers = match stage.servers {
                    OrUnlimited::Limited(servers) if takes >= TICK => servers.0 as f64,
                    OrUnlimited::Limited(_) | OrUnlimited::Unlimited => f64::INFINITY,
                };
                if servers.is_infinite() {
                    let message = format!("{} would take units without end at one instant", stops[0].name);
                    report.error("always_without_end", at, message, help);
                } else if servers * hours / takes > MOST_UNITS {
                    let units = servers * hours / takes;
                    let message = format!("{} would take about {units:.1e} units in one run", stops[0].name);
                    report.error("too_many_units", at, message, "check the unit of its handling");
                }
            }
            Some(Leg::Yard(_) | Leg::Line(_, _)) => {
                let message = format!("{} does not ask for units one by one", stops[0].name);
                report.error("always_without_taker", at, message, help);
            }
        }
    }
}

pub(super) fn is_always(flow: &FlowEntry) -> bool {
    matches!(flow.arrivals, ArrivalsEntry::Always(_))
}
