//! Plans beside a base: reading them, and seeing that they can be held against each other.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use corridor::experiment::{Stop, Terms, Worth, Yardstick};
use corridor::model::{Measure, measures};
use corridor::report::{self, Input};
use corridor::scenario::{self, Scenario, Set, WarmUp};

use super::again::Again;
use super::args::ExperimentArguments;
use super::exit::{Exit, Failure};
use super::run::threads;
use super::{input, outlet};

/// A scenario with a plan laid over it.
pub struct Plan {
    /// The file's stem.
    pub name: String,
    pub scenario: Scenario,
    pub resolved: String,
}

/// The base and every plan over it.
pub struct Plans {
    pub base: Plan,
    pub plans: Vec<Plan>,
}

/// Reads a base and its plans, all with the same single values set.
pub fn read(base: &Path, plans: &[PathBuf], sets: &[Set]) -> Result<Plans, Failure> {
    read_in(base, &[], plans, sets)
}

/// Reads a base and its plans in a future: patches that are laid over the base before any plan.
pub fn read_in(base: &Path, future: &[&PathBuf], plans: &[PathBuf], sets: &[Set]) -> Result<Plans, Failure> {
    let mut names: HashMap<String, &PathBuf> = HashMap::new();
    let mut read = Plans { base: load(base, future, None, sets)?, plans: Vec::new() };
    stated_start(&read.base.scenario)?;
    for path in plans {
        let plan = load(base, future, Some(path), sets)?;
        if let Some(other) = names.insert(plan.name.clone(), path) {
            let same = other.canonicalize().ok() == path.canonicalize().ok();
            let what = if same { "the same plan twice" } else { "two plans of the same name" };
            let message = format!("error: {} and {}: {what}", other.display(), path.display());
            return Err(Failure::new(Exit::Invalid, message + "\n  help: name every plan once, each file differently"));
        }
        if plan.name == "base" {
            let message = format!("error: {}: a plan cannot be called base", path.display());
            return Err(Failure::new(Exit::Invalid, message + "\n  help: rename the file"));
        }
        same_span(&read.base.scenario, &plan.scenario, &path.display().to_string())?;
        read.plans.push(plan);
    }
    Ok(read)
}

fn load(base: &Path, future: &[&PathBuf], plan: Option<&PathBuf>, sets: &[Set]) -> Result<Plan, Failure> {
    let over: Vec<PathBuf> = future.iter().copied().chain(plan).cloned().collect();
    let scenario = scenario::load(base, sets, &over)?;
    let name = plan.map_or_else(|| "base".to_owned(), |path| stem(path));
    Ok(Plan { name, resolved: report::resolved(&scenario.resolved), scenario })
}

/// How the replications of a base and its plans, by their names, are seen again.
pub fn again(base: &Path, plans: &[PathBuf], sets: &[Set], name: &str) -> Again {
    Again::new(base).with_plans(plans.iter().filter(|path| stem(path) == name)).with_sets(sets)
}

/// What a file of a plan or a future is called.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// On what terms corridors are held against each other: as asked for, else as the base says.
pub fn terms(asked: &ExperimentArguments, base: &Scenario) -> Terms {
    let replications = asked.replications.unwrap_or(base.run.replications);
    Terms {
        seed: asked.seed.unwrap_or(base.run.seed),
        confidence: base.run.confidence,
        replications,
        threads: threads(asked.threads, Stop::After(replications)),
    }
}

/// A start of measuring that is found on a pilot run differs from plan to plan.
pub fn stated_start(base: &Scenario) -> Result<(), Failure> {
    if base.run.warm_up != WarmUp::Mser5 {
        return Ok(());
    }
    let message = "error: measuring starts where \"mser5\" finds it, which is not the same for every plan\n  help: state \
                   measure_from_h as a number of hours, the same for all";
    Err(Failure::new(Exit::Invalid, message))
}

/// Replications of different lengths cannot be held against each other.
pub fn same_span(base: &Scenario, plan: &Scenario, name: &str) -> Result<(), Failure> {
    let (one, other) = (&base.corridor.horizon, &plan.corridor.horizon);
    let span = |horizon: &corridor::model::corridor::Horizon| (horizon.measure_from, horizon.end);
    if span(one) == span(other) && base.start == plan.start {
        return Ok(());
    }
    let message = format!("error: {name}: the plan measures another span of time than the base");
    Err(Failure::new(Exit::Invalid, message + "\n  help: leave start, measure_from, end and horizon_h to the base"))
}

impl Plans {
    /// The corridors, the base first.
    pub fn all(&self) -> impl Iterator<Item = &Plan> {
        std::iter::once(&self.base).chain(&self.plans)
    }

    /// The same for a message that tells which of them has changed.
    pub fn inputs(&self) -> Vec<Input> {
        self.all().map(|plan| outlet::input(&plan.name, &plan.resolved, &plan.scenario.corridor)).collect()
    }

    /// What a results folder is of: all of them in their order.
    pub fn fingerprint(&self, command: &str) -> String {
        let mut whole = format!("{command}\n");
        for plan in self.all() {
            whole += &format!("{}\n{}\n", plan.name, plan.resolved);
        }
        report::fingerprint(whole.as_bytes())
    }
}

/// What is aimed at: `max throughput of titr_ministry`, `min transit_p95 of metal_wagon_west in 2024`.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    pub more_is_better: bool,
    pub measure: Measure,
}

/// What plans are ranked by: the net present value beside the base, or a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    pub more_is_better: bool,
    /// A net present value has the name [`report::NPV`].
    pub measure: Measure,
}

impl Goal {
    pub fn is_worth(&self) -> bool {
        self.measure.name == report::NPV
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", if self.more_is_better { "max" } else { "min" }, self.measure)
    }
}

/// What a text aims at, `max npv` or a measure; without one, the most or the least of the first of the headline.
pub fn goal(text: Option<&str>, base: &Scenario) -> Result<Goal, Failure> {
    let Some(text) = text else {
        let list = measures(&base.corridor);
        let first = input::headline(base, &list)?.first().map(|&at| list[at].clone());
        return first.map(|measure| Goal { more_is_better: more_is_better(&measure), measure }).ok_or_else(|| {
            let message = "error: the scenario has no headline";
            Failure::new(
                Exit::Invalid,
                format!("{message}\n  help: say what is best with --by \"max throughput of ...\""),
            )
        });
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    match (words.as_slice(), &base.corridor.prices) {
        (["max", report::NPV], Some(prices)) => {
            let [of, period] = ["all", "all"].map(str::to_owned);
            let measure = Measure { name: report::NPV, of, period, unit: prices.currency.clone() };
            Ok(Goal { more_is_better: true, measure })
        }
        (["max", report::NPV], None) => {
            let message = format!("error: --by {text:?}: the scenario has no prices");
            Err(Failure::new(Exit::Invalid, message + "\n  help: state them under economics, or name a measure"))
        }
        _ => aim(text, base).map(|Aim { more_is_better, measure }| Goal { more_is_better, measure }),
    }
}

/// Whether more of a measure is better; of all others less is.
pub fn more_is_better(measure: &Measure) -> bool {
    ["throughput", "delivered", "departures", "calls_per_day", "load_mean", "load_share_mean"].contains(&measure.name)
}

/// How the goal is read of every corridor, the base first.
pub fn yardsticks(read: &Plans, goal: &Goal) -> Result<Vec<Yardstick>, Failure> {
    let missing = |plan: &Plan, what: &dyn fmt::Display| {
        let message = format!("error: {}: this plan has no {what}", plan.name);
        Failure::new(Exit::Invalid, message + "\n  help: aim at a measure that all plans have")
    };
    let yardstick = |plan: &Plan| {
        let corridor = &plan.scenario.corridor;
        if goal.is_worth() {
            let worth = Worth::new(&read.base.scenario.corridor, corridor);
            return worth.map(|worth| Yardstick::Worth(Box::new(worth))).ok_or_else(|| missing(plan, &"prices"));
        }
        let at = measures(corridor).iter().position(|measure| *measure == goal.measure);
        at.map(Yardstick::Measure).ok_or_else(|| missing(plan, &goal.measure))
    };
    read.all().map(yardstick).collect()
}

/// Finds the measure that a text aims at. What it leaves open is taken from the headline, the first that fits.
pub fn aim(text: &str, scenario: &Scenario) -> Result<Aim, Failure> {
    let usage = || {
        let message = format!("error: --by {text:?}: expected \"max MEASURE\" or \"min MEASURE\"");
        let help = "\n  help: then perhaps \"of WHAT\", \"in PERIOD\" and a unit in brackets, as in \"max throughput of \
                    titr_ministry in all [t/year]\"";
        Failure::new(Exit::Invalid, message + help)
    };
    let mut words = text.split_whitespace();
    let more_is_better = match words.next() {
        Some("max") => true,
        Some("min") => false,
        _ => return Err(usage()),
    };
    let name = words.next().ok_or_else(usage)?;
    let (mut of, mut period, mut unit) = (None, None, None);
    while let Some(word) = words.next() {
        match word {
            "of" => of = Some(words.next().ok_or_else(usage)?),
            "in" => period = Some(words.next().ok_or_else(usage)?),
            _ => unit = Some(word.strip_prefix('[').and_then(|word| word.strip_suffix(']')).ok_or_else(usage)?),
        }
    }
    let sought = Sought { name, of, period, unit };
    Ok(Aim { more_is_better, measure: sought.find(&format!("--by {text:?}"), scenario)? })
}

/// A measure as it is asked for; what is left open is taken from the headline, the first that fits.
pub struct Sought<'a> {
    pub name: &'a str,
    pub of: Option<&'a str>,
    pub period: Option<&'a str>,
    pub unit: Option<&'a str>,
}

impl Sought<'_> {
    /// `asked` is how it was asked for, to be said where there is no such measure.
    pub fn find(&self, asked: &str, scenario: &Scenario) -> Result<Measure, Failure> {
        let list = measures(&scenario.corridor);
        let fits = |measure: &&Measure| {
            measure.name == self.name
                && self.of.is_none_or(|of| measure.of == of)
                && measure.period == self.period.unwrap_or("all")
                && self.unit.is_none_or(|unit| measure.unit == unit)
        };
        let in_headline = scenario.headline.iter().find_map(|reference| {
            list.iter().filter(fits).find(|measure| {
                measure.name == reference.measure
                    && measure.of == reference.of
                    && reference.unit.as_ref().is_none_or(|unit| *unit == measure.unit)
            })
        });
        let mut fitting = list.iter().filter(fits);
        let only = fitting.next().filter(|_| fitting.next().is_none());
        in_headline.or(only).cloned().ok_or_else(|| no_such_measure(asked, self.name, self.of, &list))
    }
}

fn no_such_measure(asked: &str, name: &str, of: Option<&str>, list: &[Measure]) -> Failure {
    let known: Vec<&Measure> = list.iter().filter(|measure| measure.name == name).collect();
    let several = known.iter().filter(|measure| of.is_none_or(|of| measure.of == of)).count();
    let (message, help) = if known.is_empty() {
        let mut names: Vec<&str> = list.iter().map(|measure| measure.name).collect();
        names.sort_unstable();
        names.dedup();
        ("there is no such measure".to_owned(), format!("the measures are {}", names.join(", ")))
    } else if several == 0 {
        let mut objects: Vec<&str> = known.iter().map(|measure| measure.of.as_str()).collect();
        objects.dedup();
        objects.truncate(12);
        (format!("there is no {name} of {}", of.unwrap_or_default()), format!("there is one of {}", objects.join(", ")))
    } else {
        let examples: Vec<String> = known
            .iter()
            .filter(|measure| of.is_none_or(|of| measure.of == of))
            .take(4)
            .map(|measure| format!("\"{name} of {} in {} [{}]\"", measure.of, measure.period, measure.unit))
            .collect();
        ("several measures answer, or none in this period".to_owned(), format!("such as {}", examples.join(", ")))
    };
    Failure::new(Exit::Invalid, format!("error: {asked}: {message}\n  help: {help}"))
}
