//! `corridor next-best`: one more of everything that a scenario has, each as a plan of its own.

use std::sync::atomic::AtomicBool;

use corridor::experiment::{MoneyGain, MoneyPlaces, Series, Terms, Together, gains, money, series, together};
use corridor::model::{Measure, measures};
use corridor::report::{self, Addition, NextBest, PairGain};
use corridor::scenario::{Increment, Scenario, Variants};

use super::args::NextBestArguments;
use super::exit::{Exit, Failure};
use super::outlet::Outlet;
use super::plans::{self, Aim, same_span, stated_start};
use super::progress::Progress;
use super::results::origin;
use super::{input, interrupt};

/// Additions whose pairs are simulated as well.
const TOP: usize = 3;

pub fn next_best(arguments: &NextBestArguments) -> Result<Exit, Failure> {
    let read = &arguments.scenario;
    let variants = Variants::read(&read.scenario, &read.set, &read.plan)?;
    let base = variants.with(&[])?;
    stated_start(&base)?;
    let (headline, more_is_better) = aims(arguments, &base)?;
    let asked = &arguments.experiment;
    let terms = plans::terms(asked, &base);
    let (increments, impossible) = possible(&variants, &base);
    if increments.is_empty() {
        let message = "error: the scenario has nothing of which there could be more";
        return Err(Failure::new(
            Exit::Invalid,
            format!("{message}\n  help: it takes a capacity that is not unlimited"),
        ));
    }
    let aim = format!("{} {more_is_better}", headline[0]);
    let fingerprint = format!("next-best {aim}\n{}", report::resolved(&base.resolved));
    let fingerprint = report::fingerprint(fingerprint.as_bytes());
    let interrupted = interrupt::flag();
    let outlet = Outlet::open(asked, &fingerprint, terms.seed)?;
    let progress = Progress::new(Some((1 + increments.len() + TOP) as u64 * terms.replications), asked.quiet);
    let (wanted, places) = with_money(&base, &headline);
    let mut trial = Trial { variants, headline, wanted, terms, interrupted, progress };
    let stopped =
        || Failure::new(Exit::Interrupted, "interrupted: not all additions were simulated, nothing to report");
    let base_series = trial.run(&[], "the base")?.ok_or_else(stopped)?;
    let mut singles = Vec::new();
    for increment in &increments {
        singles.push(trial.run(&[increment], &increment.name)?.ok_or_else(stopped)?);
    }
    let contrasts = gains(&base_series, &singles, trial.headline.len(), trial.terms.confidence);
    let paid = places.map(|at| money(&base_series, &singles, at, trial.terms.confidence));
    let order = report::best_first(&contrasts, more_is_better);
    let top: Vec<usize> =
        order.iter().copied().filter(|&at| report::is_gain(&contrasts[at][0], more_is_better)).take(TOP).collect();
    let mut pairs = Vec::new();
    let couples: Vec<[usize; 2]> =
        (0..top.len()).flat_map(|a| (a + 1..top.len()).map(move |b| (a, b))).map(|(a, b)| [top[a], top[b]]).collect();
    for couple in &couples {
        let both = trial.run(&couple.map(|at| &increments[at]), "what the best gain together")?.ok_or_else(stopped)?;
        let level = (trial.terms.confidence, couples.len());
        let found: Together = together(&base_series, couple.map(|at| &singles[at]), &both, 0, level);
        pairs.push((PairGain { additions: *couple, together: found }, both));
    }
    trial.progress.finish();
    let found = Found { increments, impossible, contrasts, order, pairs, base: base_series, singles, money: paid };
    let told = found.told(&base, &trial, more_is_better, fingerprint);
    outlet.conclude(&told)?;
    Ok(Exit::of_failed(told.left_out.iter().map(|(_, _, why)| why)).unwrap_or(Exit::Done))
}

/// The measures, the one that is aimed at first, and whether more of that is better.
fn aims(arguments: &NextBestArguments, base: &Scenario) -> Result<(Vec<Measure>, bool), Failure> {
    let list = measures(&base.corridor);
    let mut headline: Vec<Measure> = input::headline(base, &list)?.into_iter().map(|at| list[at].clone()).collect();
    match (&arguments.by, headline.first()) {
        (Some(by), _) => {
            let Aim { more_is_better, measure } = plans::aim(by, base)?;
            headline.retain(|one| *one != measure);
            headline.insert(0, measure);
            Ok((headline, more_is_better))
        }
        (None, Some(first)) => {
            let more_is_better = plans::more_is_better(first);
            Ok((headline, more_is_better))
        }
        (None, None) => {
            let message =
                "error: the scenario has no headline\n  help: say what is best with --by \"max throughput of ...\"";
            Err(Failure::new(Exit::Invalid, message))
        }
    }
}

/// The measures with those that money needs behind them, and where these are; `None` without prices.
fn with_money(base: &Scenario, headline: &[Measure]) -> (Vec<Measure>, Option<MoneyPlaces>) {
    let mut wanted = headline.to_vec();
    if base.corridor.prices.is_none() {
        return (wanted, None);
    }
    let list = measures(&base.corridor);
    let needed =
        [("throughput", "all"), ("revenue", "all"), ("cost", "all"), ("cost", "kind:time"), ("cost", "kind:carbon")];
    let places = needed.map(|(name, of)| {
        let is_it = |measure: &&Measure| measure.name == name && measure.of == of && measure.period == "all";
        wanted.push(list.iter().find(is_it).expect("a scenario with prices tells money").clone());
        wanted.len() - 1
    });
    (wanted, Some(places))
}

/// The additions that make a valid scenario, and the others, each with the reason.
fn possible(variants: &Variants, base: &Scenario) -> (Vec<Increment>, Vec<String>) {
    let (mut possible, mut impossible) = (Vec::new(), Vec::new());
    for one in base.increments() {
        match variants.with(&one.sets) {
            Ok(scenario) if same_span(base, &scenario, "").is_ok() => possible.push(one),
            Ok(_) => impossible.push(format!("{}: it changes what is measured", one.name)),
            Err(problems) => {
                let text = problems.to_string();
                impossible.push(format!("{}: {}", one.name, text.lines().next().unwrap_or_default()));
            }
        }
    }
    (possible, impossible)
}

struct Trial {
    variants: Variants,
    headline: Vec<Measure>,
    /// The headline, and behind it what money needs.
    wanted: Vec<Measure>,
    terms: Terms,
    interrupted: &'static AtomicBool,
    progress: Progress,
}

impl Trial {
    /// `None` where it was interrupted.
    fn run(&mut self, increments: &[&Increment], message: &str) -> Result<Option<Series>, Failure> {
        let sets: Vec<_> = increments.iter().flat_map(|one| one.sets.iter().cloned()).collect();
        let corridor = self.variants.with(&sets)?.corridor;
        let progress = &mut self.progress;
        Ok(series(&corridor, &self.wanted, &self.terms, self.interrupted, |_| progress.step(message)))
    }
}

struct Found {
    increments: Vec<Increment>,
    impossible: Vec<String>,
    contrasts: Vec<Vec<corridor::experiment::Contrast>>,
    order: Vec<usize>,
    pairs: Vec<(PairGain, Series)>,
    base: Series,
    singles: Vec<Series>,
    /// By addition, where there are prices.
    money: Option<Vec<MoneyGain>>,
}

impl Found {
    fn told(self, base: &Scenario, trial: &Trial, more_is_better: bool, fingerprint: String) -> NextBest {
        let name = |at: usize| self.increments[at].name.clone();
        let mut left_out = Vec::new();
        let mut add = |who: &str, series: &Series| {
            left_out.extend(series.failed.iter().map(|(number, why)| (who.to_owned(), *number, why.clone())));
        };
        add("the base", &self.base);
        self.singles.iter().enumerate().for_each(|(at, series)| add(&name(at), series));
        for (pair, series) in &self.pairs {
            add(&pair.additions.map(name).join(" and "), series);
        }
        let addition =
            |one: &Increment| Addition { name: one.name.clone(), path: one.path.clone(), from: one.from, to: one.to };
        NextBest {
            origin: origin(base, trial.terms.seed, trial.terms.confidence, fingerprint),
            title: base.title.clone(),
            replications: trial.terms.replications,
            measures: trial.headline.clone(),
            more_is_better,
            additions: self.increments.iter().map(addition).collect(),
            order: self.order,
            contrasts: self.contrasts,
            currency: base.corridor.prices.as_ref().map(|prices| prices.currency.clone()),
            money: self.money.unwrap_or_default(),
            pairs: self.pairs.into_iter().map(|(pair, _)| pair).collect(),
            impossible: self.impossible,
            left_out,
        }
    }
}
