//! The screening: what moves the answer at all, by mu* and sigma.

use super::Sensitivity;
use crate::report::document::{Align, Document, Table};
use crate::report::number::{Scale, brief, counted, input, interval};
use crate::stats::morris::Influence;

/// Rows that are printed; all of them are in the files.
const SHOWN: usize = 25;

/// A screening of things or of single inputs.
#[derive(Clone, Debug)]
pub struct Screened {
    /// Walks that are whole, and those planned.
    pub walks: usize,
    pub planned: u64,
    /// Points that were simulated.
    pub points: usize,
    /// The strongest first.
    pub groups: Vec<ScreenedGroup>,
}

/// Inputs that moved together, or one alone.
#[derive(Clone, Debug)]
pub struct ScreenedGroup {
    pub name: String,
    pub inputs: usize,
    /// Value and range of an input alone.
    pub alone: Option<(f64, f64, f64)>,
    /// `None` where nothing was observed.
    pub influence: Option<Influence>,
    /// Whether the next step takes it up.
    pub goes_on: bool,
}

impl Screened {
    /// Whether some of its groups have several inputs.
    pub fn of_groups(&self) -> bool {
        self.groups.iter().any(|group| group.alone.is_none())
    }
}

pub fn write(document: &mut Document, found: &Sensitivity) {
    for screened in &found.screenings {
        let groups = screened.of_groups();
        document.heading(if groups { "Screening of things" } else { "Screening of inputs" });
        let what = if groups {
            "The inputs of one thing (the first two keys of their paths) move together, each in its own direction"
        } else {
            "Inputs move one at a time"
        };
        let others = if groups || found.screenings.len() == 1 { "" } else { "; all others stay at their values" };
        document.text(format!(
            "{what}{others}: {} through four levels of every range, {} (Morris 1991; Campolongo et al. 2007). mu* is the \
             mean size of what the answer changes over the whole range, with its interval over the trajectories; mu the \
             mean change; sigma how much it differs from place to place: curved, or bound up with other inputs. Luck is \
             the mu* that an input without any effect would show because it deals the same luck differently.",
            walks(screened),
            counted(screened.points as u64, "point"),
        ));
        document.table(table(found, screened));
        after(document, found, screened);
    }
}

fn walks(screened: &Screened) -> String {
    let whole = counted(screened.walks as u64, "trajectory").replace("trajectorys", "trajectories");
    if screened.walks as u64 == screened.planned { whole } else { format!("{whole} of {}", screened.planned) }
}

fn table(found: &Sensitivity, screened: &Screened) -> Table {
    let sizes = screened.groups.iter().filter_map(|group| Some(group.influence?.size.mean));
    let scale = Scale::fitting(&found.measure.unit, sizes.fold(0.0, f64::max));
    let caption = format!("Change of {} over the range, {}", found.subject(), scale.unit);
    let groups = screened.of_groups();
    let titles: &[&str] = if groups {
        &["thing", "inputs", "mu*", "luck", "next"]
    } else {
        &["input", "from", "to", "mu*", "mu", "sigma", "luck", "next"]
    };
    let mut table = Table::new(caption, 1, titles);
    table.columns.last_mut().expect("there are columns").align = Align::Left;
    for group in screened.groups.iter().take(SHOWN) {
        let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| brief(value * scale.factor));
        let influence = group.influence;
        let size = influence.map_or("-".to_owned(), |one| interval(&one.size, &scale));
        let luck = figure(influence.and_then(|one| one.luck));
        let next = next(group).to_owned();
        let mut row = vec![group.name.clone()];
        match group.alone.filter(|_| !groups) {
            None => row.extend([group.inputs.to_string(), size, luck, next]),
            Some((_, low, high)) => {
                row.extend([low, high].map(input));
                let [mean, deviation] = [influence.map(|one| one.mean), influence.map(|one| one.deviation)].map(figure);
                row.extend([size, mean, deviation, luck, next]);
            }
        }
        table.row(row);
    }
    table
}

fn next(group: &ScreenedGroup) -> &'static str {
    match group.influence {
        None => "not observed",
        Some(one) if one.size.mean == 0.0 => "no effect",
        Some(one) if !one.is_heard() => "not told from luck",
        Some(_) if group.goes_on => "goes on",
        Some(_) => "",
    }
}

/// What the table leaves out.
fn after(document: &mut Document, found: &Sensitivity, screened: &Screened) {
    let noun = if screened.of_groups() { "thing" } else { "input" };
    let more = screened.groups.len().saturating_sub(SHOWN);
    if more > 0 {
        let dead = screened.groups[SHOWN..].iter().filter(|group| next(group) == "no effect").count();
        document.text(format!(
            "{} more, all weaker, {dead} of them without any effect; all are in sensitivity.csv.",
            counted(more as u64, noun),
        ));
    }
    let heard = screened.groups.iter().filter(|group| group.influence.is_some_and(|one| one.is_heard()));
    let left: Vec<&ScreenedGroup> = heard.filter(|group| !group.goes_on).collect();
    let goes_on = screened.groups.iter().any(|group| group.goes_on);
    if let Some(strongest) = left.first().filter(|_| goes_on) {
        let size = strongest.influence.map_or(0.0, |one| one.size.mean);
        let scale = Scale::fitting(&found.measure.unit, size);
        document.text(format!(
            "Not taken further though told from luck: {}, the strongest {} with {} {}.",
            counted(left.len() as u64, noun),
            strongest.name,
            brief(size * scale.factor),
            scale.unit,
        ));
    }
}
