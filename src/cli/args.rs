//! What can be typed. What it means stands in the files of the commands.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use corridor::scenario::{Set, Vary};

/// Most threads that can be asked for.
const MOST_THREADS: usize = 1024;
/// Most replications: their headline values are kept in memory.
const MOST_REPLICATIONS: u64 = 10_000_000;

/// Most trajectories of a screening.
const MOST_TRAJECTORIES: u64 = 1000;

/// Most rows of a design.
const MOST_ROWS: u64 = 65_536;

/// Simulates the Middle Corridor: how much cargo gets through, how long it takes, and what holds it up.
#[derive(Debug, Parser)]
#[command(name = "corridor", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 internal error, or output cannot be written; 2 invalid scenario or \
                          usage; 3 a backtest or an expectation failed; 4 the precision asked for is not reached, \
                          an expectation is undecided, or a backtest has no figure to judge by; 5 the integrity of a replication is broken \
                          or it is in gridlock; 130 interrupted, what was finished is saved.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a scenario and report
    Run(RunArguments),
    /// Hold scenarios against what was observed
    Backtest(BacktestArguments),
    /// Fit numbers of a scenario inside their ranges to what was observed
    Calibrate(CalibrateArguments),
    /// Hold plans against a scenario under shared luck
    Compare(CompareArguments),
    /// Choose the best of several plans, with a guarantee
    Rank(RankArguments),
    /// Tell what every plan loses in every future against the plan that is best there
    Regret(RegretArguments),
    /// Add one more of everything, each by itself, and tell what it gains
    NextBest(NextBestArguments),
    /// Vary numbers of a scenario over a grid
    Sweep(SweepArguments),
    /// Tell which of the stated ranges drive an answer
    Sensitivity(SensitivityArguments),
    /// Tell what can be carried at most, or why a run falls short of it
    Bound(BoundArguments),
    /// Report all problems of a scenario
    Check(CheckArguments),
    /// Print the JSON Schema of scenario files
    Schema,
    /// Write a small scenario with notes, to start from
    Init(InitArguments),
    /// Simulate one replication again and print its facts as JSON Lines
    Replay(ReplayArguments),
    /// Try systems with exact answers on this machine
    Selftest(SelftestArguments),
    /// Print completions for a shell
    Completions(CompletionsArguments),
    /// Print the man page
    Man,
}

/// A scenario and what is laid over it.
#[derive(Args, Debug)]
pub struct ScenarioArguments {
    /// Scenario file (JSON)
    pub scenario: PathBuf,
    /// Lay a plan over the scenario: a JSON Merge Patch (RFC 7396); can be repeated
    #[arg(long, value_name = "PATCH.json")]
    pub plan: Vec<PathBuf>,
    /// Change one value, as in fleets/asco_rail_28/count=8; can be repeated, applies after plans
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<Set>,
}

/// How much is simulated, and what becomes of the results.
#[derive(Args, Debug)]
pub struct ExperimentArguments {
    /// Replications to simulate, instead of the scenario's; with --precision, the most
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_REPLICATIONS))]
    pub replications: Option<u64>,
    /// Seed of all random numbers, instead of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Replications side by side; changes the time it takes and nothing else [default: all cores]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// Folder for result files; created where it is missing, refused where it holds other results; run takes over
    /// the replications it holds of the same experiment
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Form of the report on standard output
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// No progress and no remarks on standard error
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Args, Debug)]
pub struct RunArguments {
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
    /// Simulate until the first headline measure is known this well: 2% or 0.02 of its mean; at most 10,000
    /// replications or as many as --replications says
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub precision: Option<f64>,
    /// Also write units.csv, one row for every unit that left; tonnes that left together are one row
    #[arg(long, requires = "out")]
    pub units: bool,
}

#[derive(Args, Debug)]
pub struct BacktestArguments {
    /// Scenario files (JSON); their figures are judged together
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    /// Lay a plan over every scenario: a JSON Merge Patch (RFC 7396); can be repeated
    #[arg(long, value_name = "PATCH.json")]
    pub plan: Vec<PathBuf>,
    /// Change one value of every scenario, as in fleets/asco_rail_28/count=8; can be repeated, applies after plans
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<Set>,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
    /// Share of the predicted figures that must lie in their agreed range, 80% or 0.8, instead of the scenario's
    #[arg(long, value_name = "SHARE", value_parser = whole_share)]
    pub pass_share: Option<f64>,
}

#[derive(Args, Debug)]
pub struct CalibrateArguments {
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
    /// Number with a range to fit, as in fleets/asco_ropax/count, instead of the scenario's; can be repeated
    #[arg(long, value_name = "PATH")]
    pub parameter: Vec<String>,
    /// Observed figure, or series of them, to fit to, instead of the scenario's; can be repeated
    #[arg(long, value_name = "NAME")]
    pub fact: Vec<String>,
}

#[derive(Args, Debug)]
pub struct CompareArguments {
    /// Scenario file (JSON)
    pub base: PathBuf,
    /// Plans: JSON Merge Patches (RFC 7396) over the scenario, each by itself
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// Change one value of the base and of every plan; can be repeated, applies after the plan
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<Set>,
    /// Compare again along a number, to see where the choice turns: a path and ascending values as for sweep, or
    /// demand=0.5..1.5/0.25 for all demand in multiples of what it is; can be repeated
    #[arg(long, value_name = "PATH=VALUES")]
    pub switch: Vec<Vary>,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
}

#[derive(Args, Debug)]
pub struct RankArguments {
    /// Scenario file (JSON); it takes part in the race
    pub base: PathBuf,
    /// Plans: JSON Merge Patches (RFC 7396) over the scenario, each by itself
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// What is best, as in "max throughput", "min transit_p95 of metal_wagon_west" or "max npv", the net present value
    /// beside the base; what is left open is taken from the headline [default: the first measure of the headline]
    #[arg(long, value_name = "AIM")]
    pub by: Option<String>,
    /// Difference that does not matter, in the unit of the measure [default: 1 % of the base's figure]; must be given
    /// for npv
    #[arg(long, value_name = "DIFFERENCE", value_parser = above_zero)]
    pub zone: Option<f64>,
    /// Replications of all plans together, dealt out where they tell most; the choice has no guarantee then
    #[arg(long, value_name = "N", conflicts_with = "replications", value_parser = clap::value_parser!(u64).range(1..=MOST_REPLICATIONS))]
    pub budget: Option<u64>,
    /// Change one value of the base and of every plan; can be repeated, applies after the plan
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<Set>,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
}

#[derive(Args, Debug)]
pub struct RegretArguments {
    /// Scenario file (JSON); it is one of the plans
    pub base: PathBuf,
    /// Plans: JSON Merge Patches (RFC 7396) over the scenario, each by itself
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    #[command(flatten)]
    pub futures: Futures,
    /// What is best, as for rank [default: max npv where there are prices, else the first measure of the headline]
    #[arg(long, value_name = "AIM")]
    pub by: Option<String>,
    /// Change one value of the base and of every plan; can be repeated, applies after the plan
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<Set>,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
}

/// Lists of files, one for every use of the flag.
#[derive(Debug)]
pub struct Futures(pub Vec<Vec<PathBuf>>);

impl FromArgMatches for Futures {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Futures, clap::Error> {
        let uses = matches.get_occurrences::<PathBuf>("futures").into_iter().flatten();
        Ok(Futures(uses.map(|files| files.cloned().collect()).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Futures::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Futures {
    fn augment_args(command: clap::Command) -> clap::Command {
        let help = "What may come: JSON Merge Patches (RFC 7396) that are laid over the scenario before the plan, one at \
                    a time; repeated, one of each list, in all combinations";
        let arg = Arg::new("futures").long("futures").value_name("FUTURE").required(true).num_args(1..);
        command.arg(arg.action(ArgAction::Append).value_parser(clap::value_parser!(PathBuf)).help(help))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Futures::augment_args(command)
    }
}

#[derive(Args, Debug)]
pub struct NextBestArguments {
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// What is best, as in "max throughput" or "min transit_p95 of metal_wagon_west" [default: the first measure of the
    /// headline, the most of what is delivered or called, else the least]
    #[arg(long, value_name = "AIM")]
    pub by: Option<String>,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
}

#[derive(Args, Debug)]
pub struct SweepArguments {
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// What to vary: fleets/asco_rail_28/count=0..10, 0..10/2 in steps of 2, or values with commas between them; can be
    /// repeated, for all combinations
    #[arg(long, required = true, value_name = "PATH=VALUES")]
    pub vary: Vec<Vary>,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
}

#[derive(Args, Debug)]
pub struct SensitivityArguments {
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// Measure that is the answer, as in transit_mean [default: the first of the headline]
    #[arg(long, value_name = "NAME")]
    pub measure: Option<String>,
    /// What it is of, where that is left open by the headline
    #[arg(long, value_name = "WHAT", requires = "measure")]
    pub of: Option<String>,
    /// Its period, as in 2023-11 [default: all]
    #[arg(long, value_name = "PERIOD", requires = "measure")]
    pub period: Option<String>,
    /// Its unit, where it is told in several
    #[arg(long, value_name = "UNIT", requires = "measure")]
    pub unit: Option<String>,
    /// Vary these numbers with a range only: a path, its first keys, or a pattern as in */closed_h*; can be repeated
    #[arg(long, value_name = "PATTERN")]
    pub input: Vec<String>,
    /// Leave these numbers at their values; as --input, can be repeated
    #[arg(long, value_name = "PATTERN")]
    pub except: Vec<String>,
    /// Share the spread out over these inputs, without screening; can be repeated, 8 at the most
    #[arg(long, value_name = "PATH")]
    pub on: Vec<String>,
    /// Trajectories of the screening
    #[arg(long, value_name = "R", default_value_t = 20, value_parser = clap::value_parser!(u64).range(2..=MOST_TRAJECTORIES))]
    pub trajectories: u64,
    /// Rows of the design that shares out the spread over the inputs that matter, best a power of 2; 0 for none
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u64).range(0..=MOST_ROWS))]
    pub rows: u64,
    /// Points at random in all ranges, by which inputs are told from chance; 0 for none
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(0..=MOST_ROWS))]
    pub points: u64,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
}

#[derive(Args, Debug)]
pub struct BoundArguments {
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// Period of the scenario, as in 2027
    #[arg(long, value_name = "PERIOD", default_value = "all", conflicts_with_all = ["replications", "against"])]
    pub period: String,
    /// Results folder of a run of this scenario, to tell why it falls short; or simulate now, with --replications
    #[arg(long, value_name = "DIR", conflicts_with = "replications")]
    pub against: Option<PathBuf>,
    #[command(flatten)]
    pub experiment: ExperimentArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading
    Table,
    /// For programs
    Json,
    /// For spreadsheets, one figure a row
    Csv,
    /// For filing, as Markdown
    Md,
}

#[derive(Args, Debug)]
pub struct CheckArguments {
    #[command(flatten)]
    pub scenario: ScenarioArguments,
}

#[derive(Args, Debug)]
pub struct InitArguments {
    /// File to write; must not exist
    #[arg(default_value = "scenario.json")]
    pub file: PathBuf,
}

#[derive(Args, Debug)]
pub struct ReplayArguments {
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// Number of the replication, from 1
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..=MOST_REPLICATIONS))]
    pub replication: u64,
    /// Seed, instead of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Instead of facts, the units that left with their ledgers, as CSV like units.csv
    #[arg(long)]
    pub units: bool,
}

#[derive(Args, Debug)]
pub struct SelftestArguments {
    /// Only this system, as in P05, or one case of it, as in P06-triangular; can be repeated
    #[arg(long, value_name = "CASE")]
    pub case: Vec<String>,
    /// Negative controls: every case with one of its rules broken, so that all must fail
    #[arg(long)]
    pub broken: bool,
    /// Other luck than the fixed seeds: this number is added to each
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Replications side by side; changes the time it takes and nothing else [default: all cores]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// Form of the table on standard output
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// No progress on standard error
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Args, Debug)]
pub struct CompletionsArguments {
    /// Shell to complete for
    pub shell: clap_complete::Shell,
}

fn above_zero(text: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok().filter(|number| *number > 0.0 && number.is_finite());
    number.ok_or_else(|| "expected a number above 0".to_owned())
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let threads: Option<NonZeroUsize> = text.parse().ok();
    threads.filter(|threads| threads.get() <= MOST_THREADS).ok_or(format!("expected a number from 1 to {MOST_THREADS}"))
}

/// `2%` or `0.02`, below 1.
fn share(text: &str) -> Result<f64, String> {
    let share = fraction(text).filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or_else(|| "expected a share between 0 and 1, as in 2% or 0.02".to_owned())
}

/// `80%` or `0.8`, up to 1.
fn whole_share(text: &str) -> Result<f64, String> {
    let share = fraction(text).filter(|share| *share > 0.0 && *share <= 1.0);
    share.ok_or_else(|| "expected a share above 0 and up to 1, as in 80% or 0.8".to_owned())
}

fn fraction(text: &str) -> Option<f64> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    match text.strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn shares_are_given_in_percent_or_not() {
        assert_eq!(share("2%"), Ok(0.02));
        assert_eq!(share("0.02"), Ok(0.02));
        for wrong in ["2", "0", "-1%", "nan", "", "%", "inf"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }
}
