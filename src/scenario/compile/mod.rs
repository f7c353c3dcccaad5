//! From the checked file to the [`Corridor`]: names become ids, units become types, defaults become values, once.

mod demand;
mod gate;
mod life;
mod marks;
mod money;
mod network;
mod sea;
mod trigger;
mod weather;

pub(super) use life::know_every_vessel;
pub(super) use trigger::{Unknown, trigger};

use super::check::{Figure, View};
use super::document::Document;
use super::format::{Entries, File, MeasureFrom};
use super::measure::{Expectation, MeasureRef, Observed};
use super::{Calibration, RunSettings, WarmUp};
use crate::kernel::{Id, Table, Time};
use crate::model::corridor::{Definition, Horizon, Observation, Place, Port, Section};
use crate::model::{Corridor, Measure, measures};

/// The corridor that a file describes which has passed every check.
pub(super) fn corridor(view: &View) -> Corridor {
    let file = view.file;
    Corridor {
        horizon: horizon(view),
        places: places(file),
        stages: network::stages(file),
        yards: network::yards(file),
        train_kinds: network::train_kinds(file),
        locomotives: network::locomotives(file),
        lines: network::lines(file),
        ports: sea::ports(file),
        berth_classes: sea::berth_classes(file),
        lanes: sea::lanes(view),
        fleets: sea::fleets(view),
        levels: sea::levels(view),
        storms: weather::storms(view),
        flows: demand::flows(view),
        pools: gate::pools(file),
        depots: gate::depots(file),
        bans: gate::bans(file),
        definitions: definitions(file),
        sections: file.sections.iter().map(|(name, _)| Section { name: name.to_owned() }).collect(),
        prices: money::prices(view),
        observe_at: observe_at(view),
        changes: Vec::new(),
        triggers: Table::new(),
        combined: Vec::new(),
    }
}

/// The id that `name` has in the table made of `entries`.
///
/// # Panics
/// Where the name is unknown, which the checks exclude.
fn id<T, E>(entries: &Entries<E>, name: &str) -> Id<T> {
    Id::new(entries.index(name).expect("checked: every name is known"))
}

fn horizon(view: &View) -> Horizon {
    let named = view.file.periods.iter().map(|(name, entry)| (name.to_owned(), entry.from.0, entry.to.0));
    let named: Vec<_> = named.chain(view.series.spans.iter().cloned()).collect();
    view.calendar.expect("checked: the span of the run is sound").horizon(&named)
}

fn places(file: &File) -> Table<Place> {
    let port = |name: &str| file.ports.index(name).map(Id::<Port>::new);
    file.places.iter().map(|(name, _)| Place { name: name.to_owned(), port: port(name) }).collect()
}

fn definitions(file: &File) -> Table<Definition> {
    let definitions = file.definitions.iter();
    definitions
        .map(|(name, entry)| Definition {
            name: name.to_owned(),
            booked: entry.booked_t.0.map(|tonnes| tonnes.map(|t| t.0)),
        })
        .collect()
}

fn observe_at(view: &View) -> Vec<Observation> {
    let hours = view.file.observe_at_h.entries().iter().map(|hour| (hour.0, format!("at {} h", hour.0)));
    let days = view.file.observe_at.entries().iter().filter_map(|day| {
        let hours = view.calendar?.hours_to(day.0.at(0, 0, 0, 0))?;
        Some((hours, format!("at {}", day.0)))
    });
    let observation = |(hours, name)| Observation { at: Time::from_hours(hours), name };
    let mut observations: Vec<Observation> = hours.chain(days).map(observation).collect();
    observations.sort_by_key(|observation| observation.at);
    observations.dedup_by_key(|observation| observation.at);
    observations
}

pub(super) fn run_settings(file: &File) -> RunSettings {
    let (replications, seed, confidence) =
        file.run.get().map_or((100, 1, 0.95), |run| (run.replications.0, run.seed.0, run.confidence.0));
    let warm_up = if file.measure_from_h.get() == Some(&MeasureFrom::Mser5) { WarmUp::Mser5 } else { WarmUp::Fixed };
    RunSettings { replications, seed, confidence, warm_up }
}

pub(super) fn headline(file: &File) -> Vec<MeasureRef> {
    let entries = file.headline.entries().iter().enumerate();
    entries
        .map(|(index, entry)| MeasureRef {
            measure: entry.measure.clone(),
            of: entry.of.clone(),
            period: entry.period.clone(),
            unit: entry.unit.clone(),
            pointer: format!("/headline/{index}"),
            row: None,
        })
        .collect()
}

pub(super) fn expectations(file: &File, document: &Document) -> Vec<Expectation> {
    let entries = file.expect.iter();
    entries
        .map(|(name, entry)| {
            let pointer = format!("/expect/{name}");
            Expectation {
                name: name.to_owned(),
                sentence: entry.0.clone(),
                note: document.text(&format!("{pointer}/note")).map(str::to_owned),
                pointer,
            }
        })
        .collect()
}

pub(super) fn observed(view: &View, document: &Document, corridor: &Corridor) -> Vec<Observed> {
    let observed = view.file.observed.iter().map(|(name, entry)| {
        let value = entry.value.0;
        let around = |percent: f64| (value - value.abs() * percent / 100.0, value + value.abs() * percent / 100.0);
        let stated = entry.range.as_ref().and_then(|range| Some((range.first()?.0, range.get(1)?.0)));
        let tolerance_pct = entry.tolerance_pct.map(|percent| percent.0);
        let pointer = format!("/observed/{name}");
        Observed {
            name: name.to_owned(),
            measure: entry.measure.clone(),
            of: entry.of.clone(),
            period: entry.period.clone(),
            unit: entry.unit.clone(),
            value,
            range: stated.or(tolerance_pct.map(around)),
            tolerance_pct,
            year: entry.year.clone(),
            source: entry.source.clone(),
            role: entry.role,
            note: document.text(&format!("{pointer}/note")).map(str::to_owned),
            pointer,
            series: None,
        }
    });
    observed.chain(in_series(view, corridor)).collect()
}

/// The figures of observed series. One of the whole measured year is of `all` where its measure is not kept by year.
fn in_series(view: &View, corridor: &Corridor) -> Vec<Observed> {
    let mut figures = view.series.figures.clone();
    if figures.iter().any(|figure| figure.is_whole) {
        let measures = measures(corridor);
        for Figure { observed, .. } in figures.iter_mut().filter(|figure| figure.is_whole) {
            let by_year = |measure: &Measure| measure.name == observed.measure && measure.period == observed.period;
            if !measures.iter().any(by_year) {
                observed.period = "all".to_owned();
            }
        }
    }
    figures.into_iter().map(|figure| figure.observed).collect()
}

/// What is fitted to what.
pub(super) fn calibration(file: &File) -> Option<Calibration> {
    let entry = file.calibration.get()?;
    Some(Calibration { parameters: entry.parameters.clone(), facts: entry.facts.clone() })
}

/// The share of predicted figures that a backtest asks for, where the scenario states one.
pub(super) fn pass_share(file: &File) -> Option<f64> {
    file.backtest.get().map(|backtest| backtest.pass_share.0)
}
