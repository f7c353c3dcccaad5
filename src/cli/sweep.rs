//! `corridor sweep`: numbers of a scenario varied over a grid, all points under shared luck.

use corridor::experiment::{Around, NoKnee, Series, Terms, knee, level, responses, series};
use corridor::model::{Measure, measures};
use corridor::report::{self, CutShort, SweptGrid};
use corridor::scenario::{Scenario, Set, Variants, Vary};

use super::again::Again;
use super::args::SweepArguments;
use super::exit::{Exit, Failure};
use super::input;
use super::outlet::{self, Outlet, Question};
use super::plans::{same_span, stated_start, terms};
use super::progress::Progress;
use super::results::origin;

/// Points of a grid at most.
const MOST_POINTS: usize = 10_000;

pub fn sweep(arguments: &SweepArguments) -> Result<Exit, Failure> {
    let read = &arguments.scenario;
    let variants = Variants::read(&read.scenario, &read.set, &read.plan)?;
    let base = variants.with(&[])?;
    stated_start(&base)?;
    let grid = Grid { variants, points: points(&arguments.vary)?, vary: &arguments.vary, base: &base };
    // All of them before the first is simulated: a mistake in the last would come after hours.
    (0..grid.points.len()).try_for_each(|at| grid.scenario(at).map(drop))?;

    let asked = &arguments.experiment;
    let terms = terms(asked, &base);
    let list = measures(&base.corridor);
    let headline: Vec<Measure> = input::headline(&base, &list)?.into_iter().map(|at| list[at].clone()).collect();
    let fingerprint = grid.fingerprint();
    let outlet = Outlet::open(asked, || Question {
        asked: grid.asked(),
        fingerprint: &fingerprint,
        seed: terms.seed,
        inputs: vec![outlet::input("the scenario", &report::resolved(&base.resolved), &base.corridor)],
    })?;
    let simulated = simulate(&grid, &headline, &terms, outlet.around(), asked.quiet)?;
    if simulated.is_empty() {
        return Err(outlet.nothing(Exit::Interrupted, "no replication is finished"));
    }
    let swept = told(&grid, headline, &terms, &simulated, fingerprint);
    outlet.conclude(&swept, |of| {
        let again = Again::new(&read.scenario).with_plans(&read.plan).with_sets(&read.set);
        Some(again.with_sets(of.split(", ")))
    })?;
    Ok(Exit::of(swept.left_out.iter().map(|(_, _, why)| why), swept.cut_short.is_some(), Exit::Done))
}

/// The points, what is finished of them where they are interrupted.
fn simulate(
    grid: &Grid,
    headline: &[Measure],
    terms: &Terms,
    around: Around,
    quiet: bool,
) -> Result<Vec<Series>, Failure> {
    let count = grid.points.len();
    let mut progress = Progress::new(Some(count as u64 * terms.replications), quiet);
    let mut simulated = Vec::new();
    for at in 0..count {
        let message = format!("point {} of {count}", at + 1);
        let corridor = grid.scenario(at)?.corridor;
        let point = series(&corridor, headline, terms, around, |_| progress.step(&message));
        let whole = point.replications == terms.replications;
        simulated.extend((point.replications > 0).then_some(point));
        if !whole {
            break;
        }
    }
    progress.finish();
    level(&mut simulated);
    Ok(simulated)
}

fn told(grid: &Grid, measures: Vec<Measure>, terms: &Terms, simulated: &[Series], fingerprint: String) -> SweptGrid {
    let base = grid.base;
    let one_dimension = grid.vary.len() == 1;
    let numbers: Vec<f64> = grid.vary[0].values.iter().map_while(|value| value.parse().ok()).collect();
    let cut_short = cut_short(grid, terms, simulated);
    let bend = |measure: usize| match cut_short.is_none() {
        true => knee(simulated, measure, &numbers, terms.confidence),
        false => Err(NoKnee::TooFew),
    };
    let failures = simulated.iter().enumerate().flat_map(|(point, series)| {
        series.failed.iter().map(move |(replication, why)| (point, *replication, why.clone()))
    });
    SweptGrid {
        origin: origin(base, terms.seed, terms.confidence, fingerprint),
        title: base.title.clone(),
        replications: terms.replications,
        varied: grid.vary.iter().map(Vary::name).collect(),
        points: grid.points[..simulated.len()].to_vec(),
        responses: (0..measures.len()).map(|at| responses(simulated, at, terms.confidence)).collect(),
        knees: one_dimension.then(|| (0..measures.len()).map(bend).collect()),
        measures,
        left_out: failures.collect(),
        cut_short,
    }
}

/// How far it came, where it was interrupted.
fn cut_short(grid: &Grid, terms: &Terms, simulated: &[Series]) -> Option<CutShort> {
    let (planned, asked) = (grid.points.len(), terms.replications);
    let whole = simulated.iter().filter(|point| point.replications == asked).count();
    let mut told = format!("{whole} of {}", report::counted(planned as u64, "point"));
    if let Some(begun) = simulated.get(whole) {
        told += &format!(", and {} of {asked} replications of the next", begun.replications);
    }
    let finished = simulated.iter().map(|point| point.replications).sum();
    (whole < planned).then_some(CutShort { finished, told })
}

/// A scenario and the values that are laid over it.
struct Grid<'a> {
    variants: Variants,
    /// For every point a value of each path.
    points: Vec<Vec<String>>,
    vary: &'a [Vary],
    base: &'a Scenario,
}

impl Grid<'_> {
    /// In words.
    fn asked(&self) -> String {
        let named = self.vary.iter().map(|vary| format!(" {}={}", vary.name(), vary.values.join(",")));
        format!("sweep{}", named.collect::<String>())
    }

    /// What a results folder is of.
    fn fingerprint(&self) -> String {
        let named = self.vary.iter().map(|vary| format!("{}={}\n", vary.name(), vary.values.join(",")));
        let whole = format!("sweep\n{}{}", report::resolved(&self.base.resolved), named.collect::<String>());
        report::fingerprint(whole.as_bytes())
    }

    fn name(&self, at: usize) -> String {
        let pairs = self.vary.iter().zip(&self.points[at]).map(|(vary, value)| format!("{}={value}", vary.name()));
        pairs.collect::<Vec<_>>().join(", ")
    }

    fn scenario(&self, at: usize) -> Result<Scenario, Failure> {
        let refuse = |why: String| Failure::new(Exit::Invalid, format!("error: --vary {}: {why}", self.name(at)));
        let set = |(vary, value): (&Vary, &String)| self.base.setting(&vary.path, value).map_err(&refuse);
        let sets = self.vary.iter().zip(&self.points[at]).map(set).collect::<Result<Vec<Set>, _>>()?;
        let scenario = self.variants.with(&sets);
        let scenario = scenario.map_err(|problems| {
            refuse(format!("this point is no valid scenario\n{}", problems.to_string().trim_end()))
        })?;
        same_span(self.base, &scenario, &format!("--vary {}", self.name(at)))?;
        Ok(scenario)
    }
}

/// All combinations; the values of the last path change fastest.
fn points(vary: &[Vary]) -> Result<Vec<Vec<String>>, Failure> {
    let refuse = |message: String, help: &str| {
        Err(Failure::new(Exit::Invalid, format!("error: --vary {message}\n  help: {help}")))
    };
    for (at, one) in vary.iter().enumerate() {
        if vary[..at].iter().any(|other| other.path == one.path) {
            return refuse(format!("{}: the same path twice", one.name()), "name all its values once, with commas");
        }
    }
    let count = vary.iter().map(|one| one.values.len()).try_fold(1usize, usize::checked_mul);
    if count.is_none_or(|count| count > MOST_POINTS) {
        let message = format!("of {} paths: the grid has more than {MOST_POINTS} points", vary.len());
        return refuse(message, "take wider steps, or fewer paths at once");
    }
    let mut points = vec![Vec::new()];
    for one in vary {
        let longer = |point: &Vec<String>| -> Vec<Vec<String>> {
            one.values.iter().map(|value| point.iter().chain([value]).cloned().collect()).collect()
        };
        points = points.iter().flat_map(longer).collect();
    }
    Ok(points)
}
