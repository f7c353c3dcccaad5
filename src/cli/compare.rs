//! `corridor compare`: plans held against a base under shared luck.

use corridor::experiment::{Contrasts, compare as contrast};
use corridor::model::corridor::PeriodKind;
use corridor::model::measures;
use corridor::report::{ComparedPlans, CutShort, PlanNote, Switched};
use corridor::scenario::Scenario;

use super::args::CompareArguments;
use super::exit::{Exit, Failure};
use super::input;
use super::outlet::{Outlet, Question};
use super::plans::{self, Plan};
use super::progress::Progress;
use super::results::origin;
use super::switch::Switchable;

pub fn compare(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let read = plans::read(&arguments.base, &arguments.plans, &arguments.set)?;
    let base = &read.base.scenario;
    let asked = &arguments.experiment;
    let headline = input::headline(base, &measures(&base.corridor))?;
    if headline.is_empty() && !arguments.switch.is_empty() {
        let message = "error: --switch: the scenario has no headline\n  help: name what is compared under headline";
        return Err(Failure::new(Exit::Invalid, message));
    }
    let terms = plans::terms(asked, base);
    let corridors: Vec<_> = read.plans.iter().map(|plan| &plan.scenario.corridor).collect();
    let switchable = switchable(arguments)?;
    let fingerprint = read.fingerprint(&asked_for(arguments));
    let outlet = Outlet::open(asked, || Question {
        asked: asked_for(arguments),
        fingerprint: &fingerprint,
        seed: terms.seed,
        inputs: read.inputs(),
    })?;
    let around = outlet.around();
    let mut progress = Progress::new(Some(terms.replications), asked.quiet);
    let contrasts = contrast(&base.corridor, &corridors, &terms, around, |_| progress.step(""));
    progress.finish();
    if contrasts.replications == 0 {
        return Err(outlet.nothing(Exit::Interrupted, "no replication of all plans is finished"));
    }
    let mut switched = Vec::new();
    if let Some(switchable) = switchable.filter(|_| contrasts.complete) {
        let first = &contrasts.measures[headline[0]];
        for vary in &arguments.switch {
            switched.push(switchable.along(vary, first, &terms, around, asked.quiet)?);
        }
    }
    let cut_short = cut_short(arguments, &contrasts, &switched, terms.replications);
    let failed =
        contrasts.left_out.iter().chain(switched.iter().flat_map(|one| one.left_out.iter().map(|(_, out)| out)));
    let exit = Exit::of(failed.map(|out| &out.why), cut_short.is_some(), Exit::Done);
    let horizon = &base.corridor.horizon;
    let years = horizon.periods.iter().filter(|period| period.kind == PeriodKind::Year);
    let compared = ComparedPlans {
        origin: origin(base, terms.seed, terms.confidence, fingerprint),
        cut_short,
        base: note(&read.base),
        plans: read.plans.iter().map(|plan| own(note(plan), base)).collect(),
        contrasts,
        headline,
        switched,
        years: years.map(|year| year.name.clone()).collect(),
    };
    outlet.conclude(&compared, |of| {
        let (name, value) = of.split_once(" at ").map_or((of, None), |(name, value)| (name, Some(value)));
        let again = plans::again(&arguments.base, &arguments.plans, &arguments.set, name);
        let demand = value.is_some_and(|value| value.starts_with("demand=")); // many numbers at once
        (!demand).then(|| again.with_sets(value))
    })?;
    Ok(exit)
}

/// How far it came, where it was interrupted.
fn cut_short(
    arguments: &CompareArguments,
    contrasts: &Contrasts,
    switched: &[Switched],
    replications: u64,
) -> Option<CutShort> {
    let corridors = arguments.plans.len() as u64 + 1;
    let unbroken = arguments.switch.iter().zip(switched).all(|(vary, one)| vary.values.len() == one.values.len());
    if contrasts.complete && switched.len() == arguments.switch.len() && unbroken {
        return None;
    }
    let mut told = format!("{} of {replications} replications", contrasts.replications);
    let mut finished = contrasts.replications * corridors;
    for (at, vary) in arguments.switch.iter().enumerate() {
        let done = switched.get(at).map_or(0, |one| one.values.len());
        told += &format!(", {done} of {} values of {}", vary.values.len(), vary.name());
        finished += done as u64 * replications * corridors;
    }
    Some(CutShort { finished, told })
}

/// Base and plans for other values, each of them tried; `None` where nothing is switched.
fn switchable(arguments: &CompareArguments) -> Result<Option<Switchable>, Failure> {
    if arguments.switch.is_empty() {
        return Ok(None);
    }
    let switchable = Switchable::read(&arguments.base, &arguments.plans, &arguments.set)?;
    arguments.switch.iter().try_for_each(|vary| switchable.check(vary))?;
    Ok(Some(switchable))
}

/// The command and what it switches.
fn asked_for(arguments: &CompareArguments) -> String {
    let switched = arguments.switch.iter().map(|vary| format!(" {}={}", vary.name(), vary.values.join(",")));
    format!("compare{}", switched.collect::<String>())
}

pub fn note(plan: &Plan) -> PlanNote {
    PlanNote { name: plan.name.clone(), title: plan.scenario.title.clone(), note: plan.scenario.note.clone() }
}

/// What a plan says of itself, without what it has from the base.
fn own(note: PlanNote, base: &Scenario) -> PlanNote {
    let title = if note.title == base.title { String::new() } else { note.title };
    PlanNote { title, note: note.note.filter(|text| Some(text) != base.note.as_ref()), ..note }
}
