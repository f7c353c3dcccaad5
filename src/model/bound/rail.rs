//! Rail: the paths of lines, and the locomotives of a region.

use super::demand::{Demand, Passage};
use super::link::{Link, LinkKind, Links};
use super::span::Span;
use crate::kernel::{Duration, Id};
use crate::model::corridor::{Line, LineEnd, StepKind, TrainKind};

pub fn add(span: &Span, demand: &Demand, links: &mut Links) {
    lines(span, demand, links);
    locomotives(span, demand, links);
}

/// Those who run over a line: the end they start from, and their kind of train.
fn runs(demand: &Demand, line: Id<Line>) -> impl Iterator<Item = (&Passage, LineEnd, Option<Id<TrainKind>>)> + Clone {
    demand.passages.iter().filter_map(move |passage| match passage.kind {
        StepKind::Line { line: other, from, train } if other == line => Some((passage, from, train)),
        _ => None,
    })
}

/// On double track each direction has paths of its own.
fn lines(span: &Span, demand: &Demand, links: &mut Links) {
    let corridor = span.corridor;
    for (id, line) in corridor.lines.entries().filter(|(_, line)| line.headway > Duration::ZERO) {
        let mut add = |name: String, ends: &[LineEnd]| {
            let mut link = Link::new(LinkKind::Line, name);
            link.available = span.hours() / line.headway.hours();
            for (passage, _, train) in runs(demand, id).filter(|(_, from, _)| ends.contains(from)) {
                let full = train.map_or(passage.lot, |kind| f64::from(corridor.train_kinds[kind].size));
                let trains = [passage.train, full.max(passage.train)].map(|size| passage.units / size);
                link.pass(passage.unit, passage.units, passage.tonnes_per_unit, trains[0], trains[1]);
            }
            links.add(link);
        };
        if line.single_track {
            add(line.name.clone(), &[0, 1]);
        } else {
            for end in [0, 1] {
                let place = &corridor.places[line.ends[usize::from(end)]].name;
                add(format!("{}@{place}", line.name), &[end]);
            }
        }
    }
}

/// A locomotive is with a train while that runs over lines of its pool, and turns before it takes another. That a train
/// waits for a path with its locomotive is not counted.
fn locomotives(span: &Span, demand: &Demand, links: &mut Links) {
    let corridor = span.corridor;
    for (id, pool) in corridor.locomotives.entries() {
        let mut link = Link::new(LinkKind::Locomotives, pool.name.clone());
        link.available = f64::from(pool.count) * span.hours();
        for (line_id, line) in corridor.lines.entries().filter(|(_, line)| line.locomotives == Some(id)) {
            for (passage, from, train) in runs(demand, line_id) {
                let Some(kind) = train else { continue };
                let goes_on = matches!(passage.next, Some(StepKind::Line { line, train: Some(next), .. })
                    if next == kind && corridor.lines[line].locomotives == Some(id));
                let turn = if goes_on { 0.0 } else { pool.turn.mean() };
                let hours = line.running[usize::from(from)].mean() + turn;
                let full = f64::from(corridor.train_kinds[kind].size).max(passage.train);
                let work = [passage.train, full].map(|size| passage.units / size * hours);
                // Units count once, where their locomotive is free again.
                let units = if goes_on { 0.0 } else { passage.units };
                link.pass(passage.unit, units, passage.tonnes_per_unit, work[0], work[1]);
            }
        }
        links.add(link);
    }
}
