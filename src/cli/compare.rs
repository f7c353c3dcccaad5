//! `corridor compare`: plans held against a base under shared luck.

use corridor::experiment::{Contrasts, compare as contrast};
use corridor::model::corridor::PeriodKind;
use corridor::model::measures;
use corridor::report::{ComparedPlans, PlanNote};
use corridor::scenario::Scenario;

use super::args::CompareArguments;
use super::exit::{Exit, Failure};
use super::outlet::Outlet;
use super::plans::{self, Plan};
use super::progress::Progress;
use super::results::origin;
use super::switch::Switchable;
use super::{input, interrupt};

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
    let interrupted = interrupt::flag();
    let outlet = Outlet::open(asked, &fingerprint, terms.seed)?;
    let mut progress = Progress::new(Some(terms.replications), asked.quiet);
    let contrasts = contrast(&base.corridor, &corridors, &terms, interrupted, |_| progress.step(""));
    progress.finish();
    let exit = ending(&contrasts);
    if contrasts.replications == 0 {
        return Err(Failure::new(exit, "nothing to report: no replication is finished"));
    }
    let mut switched = Vec::new();
    if let Some(switchable) = switchable.filter(|_| contrasts.complete) {
        let first = &contrasts.measures[headline[0]];
        for vary in &arguments.switch {
            switched.extend(switchable.along(vary, first, &terms, asked.quiet)?);
        }
    }
    let exit = match exit {
        Exit::Done if switched.len() < arguments.switch.len() => Exit::Interrupted,
        Exit::Done if switched.iter().any(|one| one.left_out > 0) => Exit::Integrity,
        exit => exit,
    };
    let horizon = &base.corridor.horizon;
    let years = horizon.periods.iter().filter(|period| period.kind == PeriodKind::Year);
    let compared = ComparedPlans {
        origin: origin(base, terms.seed, terms.confidence, fingerprint),
        base: note(&read.base),
        plans: read.plans.iter().map(|plan| own(note(plan), base)).collect(),
        contrasts,
        headline,
        switched,
        years: years.map(|year| year.name.clone()).collect(),
    };
    outlet.conclude(&compared)?;
    Ok(exit)
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

fn ending(contrasts: &Contrasts) -> Exit {
    match Exit::of_failed(contrasts.left_out.iter().map(|out| &out.why)) {
        Some(exit) => exit,
        None if contrasts.complete => Exit::Done,
        None => Exit::Interrupted,
    }
}
