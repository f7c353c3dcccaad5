//! Alternatives: several ways from the origin of a flow to its destination, and how its lots choose.

use super::View;
use super::arrivals::is_always;
use super::report::Report;
use crate::scenario::format::{AlternativeEntry, FlowEntry, RouteChoiceEntry};

/// The shares of a flow may miss 1 by this much.
const ROUNDING: f64 = 1e-6;

fn choosing<'v>(view: &'v View) -> impl Iterator<Item = (String, &'v FlowEntry)> {
    let flows = view.file.flows.iter().filter(|(_, flow)| !flow.alternatives.is_empty());
    flows.map(|(name, flow)| (format!("/flows/{name}"), flow))
}

fn is_by_share(flow: &FlowEntry) -> bool {
    matches!(flow.route_choice, Some(RouteChoiceEntry::ByShare))
}

/// A flow has one route, or alternatives.
pub(super) fn routes_are_stated_once(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter() {
        let at = format!("/flows/{name}");
        match (&flow.route, flow.alternatives.is_empty()) {
            (Some(_), false) => {
                let help = "state one of them; to replace the route of an extended file write also \"route\": null";
                report.error("exclusive_keys", at, "route and alternatives exclude each other", help);
            }
            (None, true) => {
                let help = "state \"route\": a list of stages, yards, lines and lanes; or \"alternatives\": several such \
                            routes by name";
                report.error("missing_key", at, "route is not stated", help);
            }
            (Some(_), true) | (None, false) => {}
        }
    }
}

/// Where there are alternatives, it is stated how lots choose.
pub(super) fn choices_are_stated(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter() {
        let at = format!("/flows/{name}");
        match (&flow.route_choice, flow.alternatives.is_empty()) {
            (None, false) => {
                let help = "state \"route_choice\": \"by_share\", or {\"least_cost\": ..}";
                report.error("missing_key", at, "how lots choose between the alternatives is not stated", help);
            }
            (Some(_), true) => {
                let message = "there are no alternatives to choose between";
                let help = "state alternatives instead of a route, or remove route_choice";
                report.error("no_effect", format!("{at}/route_choice"), message, help);
            }
            (None, true) | (Some(_), false) => {}
        }
    }
}

/// Every alternative states what the choice asks for, and nothing else.
pub(super) fn alternatives_say_what_is_asked(view: &View, report: &mut Report) {
    for (at, flow) in choosing(view) {
        for (way, entry) in flow.alternatives.iter() {
            let at = format!("{at}/alternatives/{way}");
            let share = ("share", entry.share.is_some(), "the chance that a lot goes this way");
            let cost = ("cost_per_unit", entry.cost_per_unit.is_some(), "what is paid for a unit all the way");
            let (word, asked, other) = match flow.route_choice {
                Some(RouteChoiceEntry::ByShare) => ("by_share", share, cost),
                Some(RouteChoiceEntry::LeastCost(_)) => ("least_cost", cost, share),
                None => continue,
            };
            if let (key, false, what) = asked {
                let message = format!("{key} is not stated, which {word} asks for");
                report.error("missing_key", &at, message, format!("state {key}: {what}"));
            }
            if let (key, true, _) = other {
                let message = format!("{word} does not look at it");
                report.error("no_effect", format!("{at}/{key}"), message, "remove it, or choose in the other way");
            }
        }
    }
}

/// Alternatives chosen by share have shares that add to 1.
pub(super) fn shares_add_to_one(view: &View, report: &mut Report) {
    for (at, flow) in choosing(view).filter(|(_, flow)| is_by_share(flow)) {
        let shares = flow.alternatives.iter().map(|(_, way)| Some(way.share?.0));
        let sum: Option<f64> = shares.sum();
        if let Some(sum) = sum.filter(|sum| flow.alternatives.all_sound() && (sum - 1.0).abs() > ROUNDING) {
            let message = format!("the shares add to {}, not to 1", (sum * 1e9).round() / 1e9);
            let help = "make them add to 1, those of ways that are not open included";
            report.error("share_sum", format!("{at}/alternatives"), message, help);
        }
    }
}

/// Some way can be chosen when nothing is closed by weather.
pub(super) fn some_way_is_open(view: &View, report: &mut Report) {
    for (at, flow) in choosing(view).filter(|(_, flow)| flow.alternatives.all_sound()) {
        let ways = || flow.alternatives.iter().map(|(_, way)| way).filter(|way| way.open);
        let is_chosen = |way: &AlternativeEntry| way.share.is_none_or(|share| share.0 > 0.0);
        if ways().next().is_none() {
            let message = "no alternative is open: lots would have nowhere to go";
            report.error("all_closed", format!("{at}/alternatives"), message, "open one of them");
        } else if is_by_share(flow) && !ways().any(is_chosen) {
            let message = "the alternatives that are open have no share: lots would have nowhere to go";
            report.error("all_closed", format!("{at}/alternatives"), message, "give one of them a share above 0");
        }
    }
}

/// Units that are created when they are asked for are asked for in one place.
pub(super) fn always_has_one_route(view: &View, report: &mut Report) {
    for (at, _) in choosing(view).filter(|(_, flow)| is_always(flow)) {
        let message = "what is always available has no lots that could choose between alternatives";
        let help = "state one route, or let the flow arrive in another way";
        report.error("always_with_choice", format!("{at}/arrivals"), message, help);
    }
}
