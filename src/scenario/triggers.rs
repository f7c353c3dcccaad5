//! Triggered changes: the editions of the corridor for whatever may have come by then.
//!
//! Which of them are in force at an instant is known in the run only. So every combination that can come to pass is
//! compiled beforehand, between any two dated changes.

use super::calendar::Calendar;
use super::check::{self, View};
use super::compile::{self, Unknown};
use super::document::Document;
use super::format::{ChangeEntry, File, Gauge, WhenEntry};
use super::problem::{Problem, escaped, shown};
use super::timeline::{Base, Editions, Laid};
use crate::kernel::Time;
use crate::model::Corridor;

/// Editions beyond this many are refused: each takes about a millisecond, and memory.
const MOST_EDITIONS: usize = 512;

/// A change that comes when it is called for.
#[derive(Clone, Debug, PartialEq)]
pub struct TriggeredChange {
    pub name: String,
    /// What calls for it, in words.
    pub when: String,
    /// How often it may come.
    pub at_most: u32,
    pub because: String,
}

struct Entry<'f> {
    name: &'f str,
    change: &'f ChangeEntry,
    when: &'f WhenEntry,
}

/// Adds the triggers and the editions that they can lead to. `bases` are the scenario at the start and after each dated
/// change. Returns also the files with just one triggered change, and the hours between which they can be in force.
pub(super) fn compile(
    view: &View,
    document: &Document,
    corridor: &mut Corridor,
    bases: &[Base],
    editions: &mut Editions,
) -> (Vec<TriggeredChange>, Vec<(f64, f64, File)>) {
    let calendar = view.calendar.expect("checked: the span of the run is sound");
    let mut files = Vec::new();
    let entries = view.file.timeline.iter();
    let entries = entries.filter_map(|(name, change)| Some(Entry { name, change, when: change.when.as_ref()? }));
    let entries: Vec<Entry> = entries.collect();
    let mut stride = 1usize;
    let mut triggers = Vec::new();
    for entry in &entries {
        let most = entry.most(&calendar, corridor.horizon.end);
        match compile::trigger(entry.name, entry.when, view, corridor, (stride, most)) {
            Ok(trigger) => triggers.push(trigger),
            Err(Unknown { message, help }) => {
                let pointer = format!("/timeline/{}/when/of", escaped(entry.name));
                let location = document.locate(&pointer);
                editions.problems.push(Problem::error("unknown_subject", pointer, message).help(help).at(location));
            }
        }
        stride = stride.saturating_mul(most as usize + 1);
    }
    if editions.problems.has_errors() {
        return (Vec::new(), files);
    }
    let untils = corridor.changes.iter().map(|change| change.at).chain([corridor.horizon.end]);
    let untils: Vec<Time> = untils.collect();
    let reachable: Vec<Vec<Vec<u32>>> = untils.iter().map(|until| combinations(view, &entries, *until)).collect();
    let count = reachable.iter().map(|some| some.len() - 1).fold(0, usize::saturating_add);
    if count > MOST_EDITIONS {
        let message = format!(
            "the changes that may come or not make more than {MOST_EDITIONS} editions of the scenario, each to be compiled"
        );
        let help = "let fewer changes be triggered, or less often, or leave out dated changes that do not matter";
        let problem = Problem::error("too_many_editions", "/timeline", message).help(help);
        editions.problems.push(problem.at(document.locate("/timeline")));
        return (Vec::new(), files);
    }
    corridor.triggers = triggers.into_iter().collect();
    corridor.combined = (0..bases.len() * (corridor.combinations() - 1)).map(|_| None).collect();
    for (dates, (base, reachable)) in bases.iter().zip(&reachable).enumerate() {
        let since = dates.checked_sub(1).map_or(Time::ZERO, |last| untils[last]);
        for times in &reachable[1..] {
            let in_force = entries.iter().zip(times.iter().copied()).filter(|(_, times)| *times > 0);
            let in_force: Vec<(&Entry, u32)> = in_force.collect();
            let laid = in_force.iter().map(|&(entry, times)| Laid { name: entry.name, entry: entry.change, times });
            let laid: Vec<Laid> = laid.collect();
            editions.go_back(base);
            let Some((file, edition)) = editions.lay(&format!("once {} came", told(&laid)), &laid) else {
                return (Vec::new(), files);
            };
            if let [(entry, 1)] = in_force[..] {
                let earliest = check::earliest(&calendar, entry.when, 1).max(since);
                files.push((earliest.hours(), untils[dates].hours(), file));
            }
            let number: usize =
                corridor.triggers.iter().zip(times).map(|(trigger, &times)| trigger.stride * times as usize).sum();
            let place = dates * (corridor.combinations() - 1) + number - 1;
            corridor.combined[place] = Some(edition);
        }
    }
    (entries.iter().map(|entry| entry.described()).collect(), files)
}

/// How often each change may have come before an instant, in every possible way; none of them first. Not many more than
/// are allowed.
fn combinations(view: &View, entries: &[Entry], until: Time) -> Vec<Vec<u32>> {
    let calendar = view.calendar.expect("checked: the span of the run is sound");
    let mut all = vec![Vec::new()];
    for entry in entries {
        let times = 0..=entry.most(&calendar, until);
        let with = |times: u32| all.iter().map(move |before: &Vec<u32>| [before.as_slice(), &[times]].concat());
        all = times.flat_map(with).take(MOST_EDITIONS + 2).collect();
    }
    all
}

fn told(laid: &[Laid]) -> String {
    let told = laid.iter().map(|one| match one.times {
        1 => one.name.to_owned(),
        times => format!("{} ({times} times)", one.name),
    });
    told.collect::<Vec<String>>().join(" and ")
}

impl Entry<'_> {
    /// How often the change can be in force before an instant.
    fn most(&self, calendar: &Calendar, until: Time) -> u32 {
        let possible = |times: &u32| check::earliest(calendar, self.when, *times) < until;
        (1..=self.when.at_most.count()).take_while(possible).last().unwrap_or(0)
    }

    fn described(&self) -> TriggeredChange {
        let when = self.when;
        let limit = match (when.above, when.below) {
            (Some(limit), _) => format!("above {}", shown(limit.0)),
            (None, limit) => format!("below {}", limit.map_or_else(String::new, |limit| shown(limit.0))),
        };
        let windows = match when.checks.0 {
            1 => format!("in a window of {} d", shown(when.window_d.0)),
            checks => format!("in {checks} windows of {} d in a row", shown(when.window_d.0)),
        };
        let delay = match when.delay_d.0 {
            0.0 => String::new(),
            days => format!("; there {} d later", shown(days)),
        };
        TriggeredChange {
            name: self.name.to_owned(),
            when: format!("{} of {} {limit} {} {windows}{delay}", when.measure.word(), when.of, when.measure.unit())
                .replace("  ", " "),
            at_most: when.at_most.count(),
            because: self.change.because.clone(),
        }
    }
}

impl Gauge {
    fn word(self) -> &'static str {
        match self {
            Gauge::Queue => "queue_mean",
            Gauge::Present => "present_mean",
            Gauge::MeanWait => "wait_mean",
            Gauge::MedianWait => "wait_p50",
            Gauge::WaitP90 => "wait_p90",
            Gauge::WaitP95 => "wait_p95",
            Gauge::BusyShare => "busy_share",
            Gauge::LocomotivesBusyShare => "locomotives_busy_share",
            Gauge::LoadShare => "load_share_mean",
            Gauge::Throughput => "throughput",
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Gauge::Queue | Gauge::Present => "units",
            Gauge::MeanWait | Gauge::MedianWait | Gauge::WaitP90 | Gauge::WaitP95 => "h",
            Gauge::BusyShare | Gauge::LocomotivesBusyShare | Gauge::LoadShare => "",
            Gauge::Throughput => "t",
        }
    }
}
