//! `corridor sensitivity`: which of the stated ranges drive an answer.

use std::io::{IsTerminal, stderr};

use corridor::experiment::{Around, Failed, MOST_SHARED, Scatter, Screening, Series, Sharing, Terms, digest};
use corridor::model::{Measure, measures};
use corridor::report::{self, CutShort, Screened, ScreenedGroup, Sensitivity, Shared};
use corridor::scenario::{Input, Scenario, Variants};
use corridor::stats::components::Components;
use corridor::stats::morris::Influence;

use super::args::SensitivityArguments;
use super::exit::{Exit, Failure};
use super::outlet::{self, Outlet, Question};
use super::plans::{self, Sought, stated_start};
use super::results::origin;
use super::study::Study;
use super::{input, terminal};

/// Replications of a point, unless asked for otherwise.
const REPLICATIONS: u64 = 4;
/// Inputs that are screened one at a time; where there are more, the things they belong to are screened before.
const MOST_ALONE: usize = 100;
/// Effects below this share of the strongest are not taken further.
const WORTH: f64 = 0.05;

pub fn sensitivity(arguments: &SensitivityArguments) -> Result<Exit, Failure> {
    let read = &arguments.scenario;
    let variants = Variants::read(&read.scenario, &read.set, &read.plan)?;
    let base = variants.with(&[])?;
    stated_start(&base)?;
    let measure = measure(arguments, &base)?;
    let inputs = inputs(arguments, &base)?;
    let asked = &arguments.experiment;
    let mut terms = plans::terms(asked, &base);
    terms.replications = asked.replications.unwrap_or(REPLICATIONS);
    let known_as = digest(&(report::resolved(&base.resolved), &base.corridor));
    let study = Study { variants, base, known_as, inputs, measure, terms, quiet: asked.quiet };
    if !asked.quiet && stderr().is_terminal() {
        terminal::say(&format!("checking the ends of {}", report::counted(study.inputs.len() as u64, "range")));
    }
    study.check_ends()?;
    let on = on(arguments, &study)?;
    let fingerprint = fingerprint(&study, arguments);
    let outlet = Outlet::open(asked, || Question {
        asked: words(&study, arguments),
        fingerprint: &fingerprint,
        seed: study.terms.seed,
        inputs: vec![outlet::input("the scenario", &report::resolved(&study.base.resolved), &study.base.corridor)],
    })?;
    let mut found = Found {
        study: &study,
        around: outlet.around(),
        finished: 0,
        spread: None,
        screenings: Vec::new(),
        shares: None,
        left_out: Vec::new(),
        cut_short: None,
    };
    found.scatter(arguments.points as usize)?;
    let matter = if on.is_empty() { found.screen(arguments.trajectories)? } else { on };
    found.share(&matter, arguments.rows as usize)?;
    if found.finished == 0 {
        return Err(outlet.nothing(Exit::Interrupted, "no point is finished"));
    }
    let told = found.told(fingerprint);
    outlet.conclude(&told, |_| None)?; // a point is no scenario that could be typed
    Ok(Exit::of(told.left_out.iter().map(|(_, _, why)| why), told.cut_short.is_some(), Exit::Done))
}

/// What a results folder is of.
fn fingerprint(study: &Study, arguments: &SensitivityArguments) -> String {
    let Study { base, inputs, measure: Measure { name, of, period, unit }, terms, .. } = study;
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let whole = format!(
        "sensitivity\n{}\n{name} {of} {period} {unit}\n{}\n{}\n{} {} {} {}\n",
        report::resolved(&base.resolved),
        names.join("\n"),
        arguments.on.join("\n"),
        arguments.trajectories,
        arguments.rows,
        arguments.points,
        terms.replications,
    );
    report::fingerprint(whole.as_bytes())
}

/// What is asked.
fn words(study: &Study, arguments: &SensitivityArguments) -> String {
    let SensitivityArguments { trajectories, rows, points, .. } = arguments;
    let Study { inputs, measure, terms, .. } = study;
    format!(
        "sensitivity of {measure} to {} in {trajectories} trajectories, {rows} rows and {points} points of {}",
        report::counted(inputs.len() as u64, "input"),
        report::counted(terms.replications, "replication"),
    )
}

fn refuse(message: &str, help: &str) -> Failure {
    Failure::new(Exit::Invalid, format!("error: {message}\n  help: {help}"))
}

/// The measure asked for, else the first of the headline.
fn measure(arguments: &SensitivityArguments, base: &Scenario) -> Result<Measure, Failure> {
    let list = measures(&base.corridor);
    let headline = input::headline(base, &list)?;
    match (&arguments.measure, headline.first()) {
        (Some(name), _) => {
            let sought = Sought {
                name,
                of: arguments.of.as_deref(),
                period: arguments.period.as_deref(),
                unit: arguments.unit.as_deref(),
            };
            sought.find(&format!("--measure {name}"), base)
        }
        (None, Some(&first)) => Ok(list[first].clone()),
        (None, None) => {
            Err(refuse("the scenario has no headline", "say what the answer is with --measure, --of and --period"))
        }
    }
}

/// The numbers with a range that are asked about.
fn inputs(arguments: &SensitivityArguments, base: &Scenario) -> Result<Vec<Input>, Failure> {
    let all = base.inputs();
    let patterns = [("--input", &arguments.input), ("--except", &arguments.except)];
    for (flag, pattern) in patterns.iter().flat_map(|(flag, patterns)| patterns.iter().map(move |one| (flag, one))) {
        if !all.iter().any(|input| input.is_meant(pattern)) {
            let help = base.suggested_parameter(pattern);
            return Err(refuse(&format!("{flag} {pattern:?} means no number with a range"), &help));
        }
    }
    let is_one = |patterns: &[String], input: &Input| patterns.iter().any(|pattern| input.is_meant(pattern));
    let wanted = |input: &Input| arguments.input.is_empty() || is_one(&arguments.input, input);
    let found: Vec<Input> =
        all.into_iter().filter(|input| wanted(input) && !is_one(&arguments.except, input)).collect();
    if found.is_empty() {
        let help = "give numbers a range of values thought possible, as in {\"value\": 8, \"range\": [6, 10]}";
        return Err(refuse("there is no number with a range to vary", help));
    }
    Ok(found)
}

/// The inputs that the spread is to be shared out over, where they are named.
fn on(arguments: &SensitivityArguments, study: &Study) -> Result<Vec<usize>, Failure> {
    let mut found = Vec::new();
    for path in &arguments.on {
        let name = path.strip_prefix('/').unwrap_or(path);
        let Some(at) = study.inputs.iter().position(|input| input.name == name) else {
            let known = study.base.assumption(name).is_some();
            let (message, help) = match known {
                true => (
                    format!("{path} is not among the inputs"),
                    "it has no range, or --input and --except leave it out".into(),
                ),
                false => (format!("no number with a range is called {path:?}"), study.base.suggested_parameter(path)),
            };
            return Err(refuse(&message, &help));
        };
        if found.contains(&at) {
            return Err(refuse(&format!("--on {path}: the same input twice"), "name it once"));
        }
        found.push(at);
    }
    if found.len() > MOST_SHARED {
        let message = format!("--on names {} inputs; {MOST_SHARED} is the most", found.len());
        return Err(refuse(&message, "name those that matter, as the screening tells"));
    }
    Ok(found)
}

/// What was found so far.
struct Found<'a> {
    study: &'a Study,
    around: Around<'a>,
    /// Replications.
    finished: u64,
    spread: Option<Components>,
    screenings: Vec<Screened>,
    shares: Option<Shared>,
    left_out: Vec<(String, u64, Failed)>,
    /// What was interrupted, and how far it came.
    cut_short: Option<String>,
}

impl Found<'_> {
    /// Simulates points at random in all ranges, to tell inputs from chance.
    fn scatter(&mut self, points: usize) -> Result<(), Failure> {
        let Study { inputs, terms, .. } = self.study;
        let scatter = Scatter::new(terms.seed, terms.replications);
        let values = |point: usize| {
            let value = |input: &Input| input.at(scatter.share(point, &input.name));
            inputs.iter().map(value).enumerate().collect()
        };
        let what = "scatter of all inputs";
        let done = self.study.simulate(what, points, values, |point| scatter.replications(point), self.around)?;
        self.note(what, &done, points);
        self.spread = scatter.components(&done, terms.confidence);
        Ok(())
    }

    /// Screens the things, where there are many inputs, and then the inputs of those that matter. Gives the inputs that
    /// matter.
    fn screen(&mut self, walks: u64) -> Result<Vec<usize>, Failure> {
        let inputs = &self.study.inputs;
        let mut alone: Vec<usize> = (0..inputs.len()).collect();
        if self.cut_short.is_none() && inputs.len() > MOST_ALONE {
            let mut screened = self.screened("screening of things", &alone, |input| input.group(), walks)?;
            go_on(&mut screened.groups, MOST_ALONE);
            let taken = |input: &usize| {
                screened.groups.iter().any(|group| group.goes_on && group.name == inputs[*input].group())
            };
            alone.retain(taken);
            self.screenings.push(screened);
        }
        if self.cut_short.is_some() || alone.is_empty() {
            return Ok(Vec::new());
        }
        let mut screened = self.screened("screening of inputs", &alone, |input| &input.name, walks)?;
        go_on(&mut screened.groups, MOST_SHARED);
        let matter = screened.groups.iter().filter(|group| group.goes_on);
        let matter = matter.filter_map(|group| inputs.iter().position(|input| input.name == group.name)).collect();
        self.screenings.push(screened);
        Ok(matter)
    }

    /// Shares out the spread over some inputs, all others as stated.
    fn share(&mut self, some: &[usize], rows: usize) -> Result<(), Failure> {
        if self.cut_short.is_some() || some.is_empty() || rows == 0 {
            return Ok(());
        }
        let Study { inputs, terms, .. } = self.study;
        let sharing = Sharing::new(terms.seed, some.len());
        let values = |point: usize| {
            some.iter().zip(sharing.shares(point)).map(|(&at, share)| (at, inputs[at].at(share))).collect()
        };
        let what = "sharing out";
        let points = sharing.points(rows);
        let done = self.study.simulate(what, points, values, |_| 1..=terms.replications, self.around)?;
        self.note(what, &done, points);
        let (indices, whole) = sharing.indices(&done, terms.confidence);
        let names = some.iter().map(|&at| inputs[at].name.clone()).collect();
        self.shares = Some(Shared { names, rows: whole, planned: rows, indices });
        Ok(())
    }

    /// Screens some inputs, those that have the same name together.
    fn screened(
        &mut self,
        what: &str,
        some: &[usize],
        named: impl Fn(&Input) -> &str,
        walks: u64,
    ) -> Result<Screened, Failure> {
        let inputs: Vec<&Input> = some.iter().map(|&at| &self.study.inputs[at]).collect();
        let mut names: Vec<&str> = Vec::new();
        let mut group = Vec::new();
        for input in &inputs {
            let name = named(input);
            let at = names.iter().position(|other| *other == name);
            group.push(at.unwrap_or(names.len()));
            if at.is_none() {
                names.push(name);
            }
        }
        let keys: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
        let terms = &self.study.terms;
        let screening = Screening::new(terms.seed, walks, &keys, &names, group.clone());
        let values = |point: usize| {
            let shares = screening.shares(point);
            some.iter().zip(&inputs).zip(shares).map(|((&at, input), share)| (at, input.at(share))).collect()
        };
        let points = self.study.simulate(what, screening.points(), values, |_| 1..=terms.replications, self.around)?;
        self.note(what, &points, screening.points());
        let whole = screening.whole(points.len());
        let stretch = |input: usize, shares: [f64; 2]| {
            let [from, to] = shares.map(|share| inputs[input].at(share));
            (inputs[input].high - inputs[input].low) / (to - from)
        };
        let found = screening.influences(&points, stretch, terms.confidence);
        if whole > 0 && found.iter().all(Option::is_none) {
            let Measure { name, of, period, .. } = &self.study.measure;
            let message = format!("nothing was simulated of {name} of {of} in {period}");
            return Err(refuse(&message, "choose a measure that the scenario observes"));
        }
        let mut groups: Vec<ScreenedGroup> = names
            .iter()
            .zip(found)
            .enumerate()
            .map(|(at, (name, influence))| {
                let members: Vec<&&Input> =
                    inputs.iter().zip(&group).filter(|(_, group)| **group == at).map(|(input, _)| input).collect();
                let alone = match members[..] {
                    [input] => Some((input.value, input.low, input.high)),
                    _ => None,
                };
                ScreenedGroup { name: (*name).to_owned(), inputs: members.len(), alone, influence, goes_on: false }
            })
            .collect();
        let size = |group: &ScreenedGroup| group.influence.map_or(-1.0, |one| one.size.mean);
        groups.sort_by(|one, other| size(other).total_cmp(&size(one)));
        Ok(Screened { walks: whole, planned: walks, points: points.len(), groups })
    }

    /// Remembers how far a step came, and the replications that failed.
    fn note(&mut self, what: &str, points: &[Series], planned: usize) {
        self.finished += points.iter().map(|point| point.replications).sum::<u64>();
        if points.len() < planned {
            self.cut_short =
                Some(format!("{} of {} of the {what}", points.len(), report::counted(planned as u64, "point")));
        }
        for (at, point) in points.iter().enumerate() {
            let failed = point
                .failed
                .iter()
                .map(|(replication, why)| (format!("point {} of the {what}", at + 1), *replication, why.clone()));
            self.left_out.extend(failed);
        }
    }

    fn told(self, fingerprint: String) -> Sensitivity {
        let Study { base, inputs, measure, terms, .. } = self.study;
        let Terms { seed, confidence, replications, .. } = *terms;
        Sensitivity {
            origin: origin(base, seed, confidence, fingerprint),
            title: base.title.clone(),
            measure: measure.clone(),
            replications,
            inputs: inputs.len(),
            spread: self.spread,
            screenings: self.screenings,
            shares: self.shares,
            cut_short: self.cut_short.map(|told| CutShort { finished: self.finished, told }),
            left_out: self.left_out,
        }
    }
}

/// Marks the strongest groups: told from luck, not far below the first, and of no more than so many inputs together,
/// but the first in any case.
fn go_on(groups: &mut [ScreenedGroup], most: usize) {
    let size = |influence: Option<Influence>| influence.filter(Influence::is_heard).map(|one| one.size.mean);
    let strongest = groups.iter().filter_map(|group| size(group.influence)).fold(0.0, f64::max);
    let mut taken = 0;
    for group in groups {
        if size(group.influence).is_none_or(|size| size < WORTH * strongest) {
            continue;
        }
        if taken > 0 && taken + group.inputs > most {
            break;
        }
        taken += group.inputs;
        group.goes_on = true;
    }
}
