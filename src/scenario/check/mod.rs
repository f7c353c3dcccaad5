//! What a scenario must satisfy beyond the shape of each value: one rule, one function, grouped by noun.
//!
//! Every rule runs on everything that is sound in itself, so that all problems are told at once.

mod alternatives;
mod arrivals;
mod bans;
mod distance;
mod facts;
mod fleets;
mod flows;
mod horizon;
mod lanes;
mod life;
mod measures;
mod money;
mod names;
mod network;
mod pools;
mod ports;
mod recorded;
mod report;
mod sections;
mod series;
mod timeline;
mod triggers;
mod unused;
mod water;
mod weather;

use std::sync::Arc;

use indexmap::IndexMap;

use super::calendar::Calendar;
use super::document::Document;
use super::format::{File, FlowEntry};
use super::itinerary::{Leg, Way};
use super::ledger::Facts;
use super::problem::Problems;
use crate::model::corridor::PerUnit;
pub(super) use bans::{Watched, counted_unit, watched};
pub(super) use fleets::deck_parts;
pub(super) use flows::train_kind;
pub(super) use life::service_hours;
pub(super) use recorded::{Arrived, Closed};
use report::Report;
pub(super) use sections::passages;
pub(super) use series::{Figure, Series};
pub(super) use timeline::values_set;
pub(super) use triggers::earliest;
pub(super) use water::{depth, draught, level, vessels_float};

/// The file with what every rule, and the compiler, needs to know of it.
pub(super) struct View<'f> {
    pub file: &'f File,
    /// `None` where the span of the run is not sound.
    pub calendar: Option<Calendar>,
    /// The ways of flows whose routes hold together, by flow.
    pub walks: IndexMap<&'f str, Vec<Way<'f>>>,
    /// Recorded arrivals by flow.
    pub arrived: IndexMap<String, Arrived>,
    /// Recorded closures by weather.
    pub closed: IndexMap<String, Closed>,
    /// Figures of observed series.
    pub series: Arc<Series>,
    /// Facts that sources name.
    pub facts: Arc<Facts>,
    /// Unit kinds offered at each end of a lane by some flow.
    pub offered: IndexMap<&'f str, [PerUnit<bool>; 2]>,
}

type Rule = fn(&View, &mut Report);

const RULES: &[Rule] = &[
    names::every_name_is_known,
    names::route_names_are_distinct,
    names::routes_name_no_routes,
    names::lists_hold_no_name_twice,
    horizon::it_has_a_title,
    horizon::periods_are_measured,
    horizon::levels_are_observed_during_the_run,
    network::places_have_both_coordinates,
    network::ends_are_two_places,
    network::lines_take_time,
    distance::nothing_is_shorter_than_straight,
    network::trains_carry_their_unit,
    network::stages_do_not_handle_calls,
    ports::ports_are_places_of_that_kind,
    ports::ports_have_berths,
    ports::berths_accept_fleets,
    ports::berths_do_not_handle_trains,
    ports::berths_handle_tonnes_by_rate,
    lanes::lanes_join_ports,
    lanes::lanes_take_time,
    lanes::lanes_are_served,
    lanes::berths_handle_what_comes,
    lanes::loads_can_gather,
    fleets::fleets_carry_something,
    fleets::limits_are_below_capacities,
    fleets::fleets_have_lanes,
    fleets::lanes_are_chosen,
    fleets::vessels_start_at_their_ports,
    fleets::decks_divide,
    fleets::fleets_leave_every_port,
    fleets::departures_are_complete,
    fleets::least_fill_fits,
    fleets::cycles_take_time,
    water::levels_ascend,
    water::vessels_sink_with_their_load,
    life::vessels_are_counted_or_named,
    life::vessels_enter_at_their_ports,
    life::service_lies_in_the_run,
    life::ships_are_built_before_they_serve,
    life::breakdowns_have_one_rule,
    life::rates_by_age_have_ages,
    life::vessels_get_on,
    weather::spells_are_of_one_kind,
    weather::shares_are_by_month,
    weather::closures_stop_something,
    weather::spells_last,
    alternatives::routes_are_stated_once,
    alternatives::choices_are_stated,
    alternatives::alternatives_say_what_is_asked,
    alternatives::shares_add_to_one,
    alternatives::some_way_is_open,
    alternatives::always_has_one_route,
    flows::routes_hold_together,
    flows::yards_store_the_unit,
    flows::yards_are_in_front_of_something,
    flows::lines_take_the_unit,
    flows::own_trains_are_used,
    flows::stages_handle_the_unit,
    flows::units_have_a_mass,
    flows::competing_names_the_total,
    flows::trains_can_fill,
    arrivals::profiles_add_to_one,
    arrivals::poisson_has_one_rate,
    arrivals::volumes_are_stated,
    arrivals::rate_tables_ascend,
    arrivals::timetables_keep_their_order,
    arrivals::gaps_last,
    arrivals::lots_can_be_counted,
    arrivals::always_begins_where_units_are_taken,
    bans::bans_name_what_there_is,
    bans::bans_have_an_effect,
    bans::bans_count_one_kind,
    bans::bans_look_where_units_wait,
    bans::thresholds_of_bans_are_in_order,
    bans::bans_hold_what_arrives,
    pools::pools_name_what_there_is,
    pools::pools_carry_the_unit,
    pools::pools_serve_what_arrives,
    pools::stock_lies_where_it_is_used,
    pools::pools_return,
    pools::empties_are_of_a_pool,
    pools::empties_find_a_group,
    measures::definitions_count_somewhere,
    measures::bookings_have_flows,
    measures::observed_figures_have_a_tolerance,
    sections::sections_are_passed,
    sections::flows_have_few_clocks,
    money::prices_name_what_there_is,
    money::currencies_have_a_name,
    money::prices_of_fleets_are_complete,
    money::every_fleet_has_prices,
    money::priced_lines_have_a_length,
    money::appraisals_are_long_enough,
    money::investments_are_made_in_the_run,
    water::water_meets_draught,
    network::locomotives_pull_trains,
    unused::everything_is_used,
];

/// Rules of the changes themselves, which no change alters.
const RULES_OF_CHANGES: &[Rule] = &[
    timeline::changes_have_an_instant,
    timeline::changes_come_before_the_end,
    timeline::changes_say_what_changes,
    timeline::changes_have_a_reason,
    timeline::only_the_changeable_changes,
    triggers::triggers_have_a_limit,
    triggers::triggers_can_come,
    triggers::triggers_know_where_measuring_starts,
    triggers::repeated_changes_add,
    triggers::triggered_values_have_one_change,
];

/// Applies every rule. What is returned is sound where the problems hold no error.
pub(super) fn all<'f>(file: &'f File, document: &'f Document) -> (View<'f>, Problems) {
    let mut report = Report::new(document);
    let calendar = horizon::calendar(file, &mut report);
    let mut view = View { calendar, ..View::of(file) };
    recorded::read(&mut view, &mut report);
    series::read(&mut view, &mut report);
    facts::read(&mut view, &mut report);
    for rule in RULES_OF_CHANGES {
        rule(&view, &mut report);
    }
    apply(view, report)
}

/// As [`all`], for a scenario that differs from a sound one only in what can change while the corridor runs: what stands
/// in files beside it is the same.
pub(super) fn edition<'f>(file: &'f File, document: &'f Document, first: &View) -> (View<'f>, Problems) {
    let view = View {
        calendar: first.calendar,
        arrived: first.arrived.clone(),
        closed: first.closed.clone(),
        series: first.series.clone(),
        facts: first.facts.clone(),
        ..View::of(file)
    };
    apply(view, Report::new(document))
}

fn apply<'f>(view: View<'f>, mut report: Report) -> (View<'f>, Problems) {
    for rule in RULES {
        rule(&view, &mut report);
    }
    (view, report.problems)
}

fn offered<'f>(file: &'f File, walks: &IndexMap<&'f str, Vec<Way<'f>>>) -> IndexMap<&'f str, [PerUnit<bool>; 2]> {
    let mut offered: IndexMap<&str, [PerUnit<bool>; 2]> =
        file.lanes.names().map(|lane| (lane, Default::default())).collect();
    for (flow, ways) in walks {
        let Some(flow) = file.flows.get(flow) else { continue };
        for stop in ways.iter().flat_map(|way| &way.stops) {
            if let (Leg::Lane(end), Some(kinds)) = (stop.leg, offered.get_mut(stop.name)) {
                kinds[usize::from(end)][flow.unit as usize] = true;
            }
        }
    }
    offered
}

impl<'f> View<'f> {
    /// What a file says by itself.
    fn of(file: &'f File) -> View<'f> {
        let walks = flows::walks(file);
        let offered = offered(file, &walks);
        View {
            file,
            calendar: None,
            walks,
            arrived: IndexMap::new(),
            closed: IndexMap::new(),
            series: Arc::default(),
            facts: Arc::default(),
            offered,
        }
    }

    /// Flows whose routes hold together, with their ways.
    pub fn flows(&self) -> impl Iterator<Item = (&'f str, &'f FlowEntry, &[Way<'f>])> {
        self.walks.iter().filter_map(|(name, ways)| Some((*name, self.file.flows.get(name)?, ways.as_slice())))
    }

    /// Every way of these flows.
    pub fn ways(&self) -> impl Iterator<Item = (&'f str, &'f FlowEntry, &Way<'f>)> {
        self.flows().flat_map(|(name, flow, ways)| ways.iter().map(move |way| (name, flow, way)))
    }

    /// All routes hold together, so that what is missed in them is really missing.
    pub fn all_walked(&self) -> bool {
        self.walks.len() == self.file.flows.len()
    }
}
