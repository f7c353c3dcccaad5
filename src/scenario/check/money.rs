//! Prices: they are of what there is, and say all that they need.

use super::View;
use super::report::{Noun, Report};
use crate::scenario::calendar::Calendar;
use crate::scenario::format::EconomicsEntry;
use crate::scenario::problem::{escaped, quoted};

const LINE: Noun = Noun { code: "unknown_line", one: "line", many: "lines" };
const LANE: Noun = Noun { code: "unknown_lane", one: "lane", many: "lanes" };
const STAGE: Noun = Noun { code: "unknown_stage", one: "stage", many: "stages" };
const PORT: Noun = Noun { code: "unknown_port", one: "port", many: "ports" };
const YARD: Noun = Noun { code: "unknown_yard", one: "yard", many: "yards" };
const FLEET: Noun = Noun { code: "unknown_fleet", one: "fleet", many: "fleets" };
const FUEL: Noun = Noun { code: "unknown_fuel", one: "fuel", many: "fuels" };

/// Longest name of a currency, characters.
const LONGEST: usize = 12;

fn entry<'f>(view: &View<'f>) -> Option<&'f EconomicsEntry> {
    view.file.economics.get()
}

/// Every price is of something that there is.
pub(super) fn prices_name_what_there_is(view: &View, report: &mut Report) {
    let (Some(entry), file) = (entry(view), view.file) else { return };
    let at = |section: &str, name: &str| format!("/economics/{section}/{name}");
    entry.lines.names().for_each(|name| report.refer(LINE, &file.lines, name, at("lines", name)));
    entry.lanes.names().for_each(|name| report.refer(LANE, &file.lanes, name, at("lanes", name)));
    entry.stages.names().for_each(|name| report.refer(STAGE, &file.stages, name, at("stages", name)));
    entry.ports.names().for_each(|name| report.refer(PORT, &file.ports, name, at("ports", name)));
    entry.yards.names().for_each(|name| report.refer(YARD, &file.yards, name, at("yards", name)));
    entry.fleets.names().for_each(|name| report.refer(FLEET, &file.fleets, name, at("fleets", name)));
    for (name, fleet) in entry.fleets.iter() {
        if let Some(fuel) = &fleet.fuel {
            report.refer(FUEL, &entry.fuels, fuel, at("fleets", name) + "/fuel");
        }
    }
}

/// Money has a short name that units can be made of.
pub(super) fn currencies_have_a_name(view: &View, report: &mut Report) {
    let Some(entry) = entry(view) else { return };
    let name = &entry.currency;
    if name.is_empty() || name.chars().count() > LONGEST || !name.chars().all(char::is_alphanumeric) {
        let message = format!("{} is not the name of a currency", quoted(name));
        let help = format!("use up to {LONGEST} letters and digits, such as \"USD\"");
        report.error("bad_currency", "/economics/currency", message, help);
    }
}

/// What is bought lasts for some years; what burns fuel says which.
pub(super) fn prices_of_fleets_are_complete(view: &View, report: &mut Report) {
    for (name, fleet) in entry(view).into_iter().flat_map(|entry| entry.fleets.iter()) {
        let at = format!("/economics/fleets/{name}");
        if fleet.capital_per_vessel.is_some() != fleet.life_years.is_some() {
            let message = "a price of vessels and the years that they last go together";
            report.error("missing_key", &at, message, "state both capital_per_vessel and life_years, or neither");
        }
        let burns = fleet.fuel_t_per_day_at_sea.0 > 0.0 || fleet.fuel_t_per_day_in_port.0 > 0.0;
        if burns != fleet.fuel.is_some() {
            let message = "a fuel and the tonnes of it that a day takes go together";
            let help = "state fuel, and fuel_t_per_day_at_sea or fuel_t_per_day_in_port, or nothing of it";
            report.error("missing_key", &at, message, help);
        }
    }
}

/// Nothing sails for nothing by oversight: a plan that buys vessels says what they cost.
pub(super) fn every_fleet_has_prices(view: &View, report: &mut Report) {
    let Some(entry) = entry(view) else { return };
    for name in view.file.fleets.names().filter(|name| !entry.fleets.knows(name)) {
        let message = format!("{} has no prices, but the scenario has", quoted(name));
        let help = format!("state economics/fleets/{name}; an empty object where it costs nothing");
        report.error("missing_key", format!("/fleets/{name}"), message, help);
    }
}

/// A price for a kilometre needs kilometres.
pub(super) fn priced_lines_have_a_length(view: &View, report: &mut Report) {
    let Some(entry) = entry(view) else { return };
    for (name, _) in view.file.lines.iter().filter(|(_, line)| line.km.is_none()) {
        let at = if entry.lines.knows(name) {
            format!("/economics/lines/{name}")
        } else if entry.every_line.is_some() {
            format!("/lines/{name}")
        } else {
            continue;
        };
        let message = format!("{name} has a price for a kilometre but no length");
        report.error("missing_key", at, message, "state its km, beside running_h");
    }
}

/// The appraisal takes in all dates that are measured; without dates the measured part stands for every year alike.
pub(super) fn appraisals_are_long_enough(view: &View, report: &mut Report) {
    let (Some(entry), Some(calendar)) = (entry(view), view.calendar.filter(Calendar::is_dated)) else { return };
    let measured = calendar.horizon(&[]).periods[0].years;
    let years = entry.appraisal_years.0;
    if (years as f64) < measured - 1e-9 {
        let message = format!("plans are appraised over {years} years, but {measured:.1} are measured");
        let help = "appraise them over at least as many years; the last one measured stands for those behind it";
        report.error("appraisal_too_short", "/economics/appraisal_years", message, help);
    }
}

/// Investments are made during the run, or before it, and say what they are.
pub(super) fn investments_are_made_in_the_run(view: &View, report: &mut Report) {
    for (name, investment) in entry(view).into_iter().flat_map(|entry| entry.investments.iter()) {
        let at = format!("/economics/investments/{}", escaped(name));
        match (view.calendar, investment.date) {
            (Some(Calendar::Dated { end, .. }), Some(date)) if date.0 >= end => {
                let message = format!("the investment of {} is never made: the run ends on {end}", date.0);
                let help = "choose an earlier day, let the run end later, or leave the investment out";
                report.error("outside_run", format!("{at}/date"), message, help);
            }
            (Some(Calendar::Hours { .. }), Some(_)) => {
                let message = "a run without dates has its investments from the start";
                report.error("needs_dates", format!("{at}/date"), message, "leave the date out");
            }
            (_, _) => {}
        }
        if investment.because.trim().is_empty() {
            let help = "say what is built and where its price is known from";
            report.error("no_reason", format!("{at}/because"), "the reason is empty", help);
        }
    }
}
