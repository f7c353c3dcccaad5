//! `corridor next-best`: one more of everything that a scenario has, each as a plan of its own.

use corridor::experiment::{
    Around, MoneyGain, MoneyPlaces, Series, Terms, Together, gains, level, money, series, together,
};
use corridor::model::{Measure, measures};
use corridor::report::{self, Addition, CutShort, NextBest, PairGain};
use corridor::scenario::{Increment, Scenario, Set, Variants};

use super::again::Again;
use super::args::NextBestArguments;
use super::exit::{Exit, Failure};
use super::input;
use super::outlet::{self, Outlet, Question};
use super::plans::{self, Aim, same_span, stated_start};
use super::progress::Progress;
use super::results::origin;

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
    let outlet = Outlet::open(asked, || Question {
        asked: format!("next-best {}", arguments.by.as_deref().unwrap_or_default()).trim_end().to_owned(),
        fingerprint: &fingerprint,
        seed: terms.seed,
        inputs: vec![outlet::input("the scenario", &report::resolved(&base.resolved), &base.corridor)],
    })?;
    let progress = Progress::new(Some((1 + increments.len() + TOP) as u64 * terms.replications), asked.quiet);
    let (wanted, places) = with_money(&base, &headline);
    let mut trial =
        Trial { variants, headline, wanted, terms, around: outlet.around(), progress, finished: 0, whole: true };
    let mut base_series = trial.run(&[], "the base")?;
    let mut singles = Vec::new();
    let planned = increments.len();
    for increment in &increments {
        singles.extend(trial.go_on(&[increment], &increment.name)?);
    }
    if singles.is_empty() {
        trial.progress.finish();
        return Err(outlet.nothing(Exit::Interrupted, "no addition is simulated"));
    }
    level(std::iter::once(&mut base_series).chain(&mut singles));
    let increments: Vec<Increment> = increments.into_iter().take(singles.len()).collect();
    let all_singles = trial.whole;
    let contrasts = gains(&base_series, &singles, trial.headline.len(), trial.terms.confidence);
    let paid = places.map(|at| money(&base_series, &singles, at, trial.terms.confidence));
    let order = report::best_first(&contrasts, more_is_better);
    let top: Vec<usize> =
        order.iter().copied().filter(|&at| report::is_gain(&contrasts[at][0], more_is_better)).take(TOP).collect();
    let mut pairs = Vec::new();
    let couples: Vec<[usize; 2]> =
        (0..top.len()).flat_map(|a| (a + 1..top.len()).map(move |b| (a, b))).map(|(a, b)| [top[a], top[b]]).collect();
    for couple in couples.iter().filter(|_| all_singles) {
        let both = trial.go_on(&couple.map(|at| &increments[at]), "what the best gain together")?;
        let Some(mut both) = both else { break };
        level([&mut base_series, &mut both]);
        let level = (trial.terms.confidence, couples.len());
        let found: Together = together(&base_series, couple.map(|at| &singles[at]), &both, 0, level);
        pairs.push((PairGain { additions: *couple, together: found }, both));
    }
    trial.progress.finish();
    let found = Found { increments, impossible, contrasts, order, pairs, base: base_series, singles, money: paid };
    let sets: Vec<(String, Vec<Set>)> =
        found.increments.iter().map(|one| (one.name.clone(), one.sets.clone())).collect();
    let pairs_planned = if all_singles { couples.len() } else { 0 };
    let told = found.told(&base, &trial, more_is_better, fingerprint, (planned, pairs_planned));
    outlet.conclude(&told, |of| {
        let named = |name: &&str| sets.iter().find(|(known, _)| known == name);
        let added = of.split(" and ").filter_map(|name| named(&name)).flat_map(|(_, sets)| sets);
        let again = Again::new(&read.scenario).with_plans(&read.plan).with_sets(&read.set);
        Some(again.with_sets(added))
    })?;
    Ok(Exit::of(told.left_out.iter().map(|(_, _, why)| why), told.cut_short.is_some(), Exit::Done))
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

struct Trial<'a> {
    variants: Variants,
    headline: Vec<Measure>,
    /// The headline, and behind it what money needs.
    wanted: Vec<Measure>,
    terms: Terms,
    around: Around<'a>,
    progress: Progress,
    /// Replications simulated so far.
    finished: u64,
    /// Whether none was missing.
    whole: bool,
}

impl Trial<'_> {
    fn run(&mut self, increments: &[&Increment], message: &str) -> Result<Series, Failure> {
        let sets: Vec<_> = increments.iter().flat_map(|one| one.sets.iter().cloned()).collect();
        let corridor = self.variants.with(&sets)?.corridor;
        let progress = &mut self.progress;
        let found = series(&corridor, &self.wanted, &self.terms, self.around, |_| progress.step(message));
        self.finished += found.replications;
        self.whole &= found.replications == self.terms.replications;
        Ok(found)
    }

    /// `None` where it was interrupted before a replication was finished.
    fn go_on(&mut self, increments: &[&Increment], message: &str) -> Result<Option<Series>, Failure> {
        let found = if self.whole { Some(self.run(increments, message)?) } else { None };
        Ok(found.filter(|series| series.replications > 0))
    }

    /// How far it came, where it was interrupted: additions and pairs, of so many.
    fn cut_short(&self, singles: &[Series], planned: (usize, usize), pairs: &[(PairGain, Series)]) -> Option<CutShort> {
        if self.whole {
            return None;
        }
        let asked = self.terms.replications;
        let whole = singles.iter().filter(|series| series.replications == asked).count();
        let mut told = format!("{whole} of {}", report::counted(planned.0 as u64, "addition"));
        if let Some(begun) = singles.get(whole) {
            told += &format!(", and {} of {asked} replications of the next", begun.replications);
        }
        if whole == planned.0 {
            let whole = pairs.iter().filter(|(_, series)| series.replications == asked).count();
            told += &format!(", {whole} of {} of the best", report::counted(planned.1 as u64, "pair"));
        }
        Some(CutShort { finished: self.finished, told })
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
    fn told(
        self,
        base: &Scenario,
        trial: &Trial,
        more_is_better: bool,
        fingerprint: String,
        planned: (usize, usize),
    ) -> NextBest {
        let cut_short = trial.cut_short(&self.singles, planned, &self.pairs);
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
            cut_short,
        }
    }
}
