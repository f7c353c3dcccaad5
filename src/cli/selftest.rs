//! `corridor selftest`: the cases with exact answers, tried on the user's machine.

use corridor::report::{Proof, Proved};
use corridor::selftest::{ALPHA, Case, Claim, Finding, Luck, POWER, Rule, Unfinished, cases};

use super::args::SelftestArguments;
use super::exit::{Exit, Failure};
use super::outlet::shown;
use super::progress::Progress;
use super::results::program;
use super::{interrupt, run, terminal};
use corridor::experiment::Stop;

pub fn selftest(arguments: &SelftestArguments) -> Result<Exit, Failure> {
    let cases = asked_for(&arguments.case)?;
    let rule = if arguments.broken { Rule::Broken } else { Rule::Stated };
    let luck = Luck { seed: arguments.seed, ..Luck::STATED };
    let total = cases.iter().map(|case| case.replications(rule, luck)).sum();
    let mut progress = Progress::new(Some(total), arguments.quiet);
    let mut proved = Vec::new();
    let mut failed = Vec::new();
    for case in &cases {
        let threads = run::threads(arguments.threads, Stop::After(case.replications(rule, luck)));
        let findings = case.run(rule, luck, threads, interrupt::flag(), || progress.step(case.name));
        match findings {
            Ok(findings) => proved.extend(findings.iter().map(told)),
            Err(Unfinished::Interrupted) => {
                progress.finish();
                return Err(Failure::new(Exit::Interrupted, "interrupted: no verdict"));
            }
            Err(Unfinished::Failed(why)) => failed.push(format!("error: {}: {why}", case.name)),
        }
    }
    progress.finish();
    failed.iter().for_each(|message| terminal::say(message));
    let proof =
        Proof { program: program(), seed: luck.seed, alpha: ALPHA, power: POWER, broken: arguments.broken, proved };
    terminal::print(&shown(&proof, arguments.format))?;
    Ok(match rule {
        Rule::Stated if failed.is_empty() && proof.held() == proof.proved.len() => Exit::Done,
        Rule::Stated => Exit::Integrity,
        // All of it must fail; a control that does not is a mistake of the proof itself.
        Rule::Broken if failed.is_empty() && proof.held() == 0 => Exit::Integrity,
        Rule::Broken => Exit::Failed,
    })
}

/// All cases, or those of the systems and with the names asked for.
fn asked_for(names: &[String]) -> Result<Vec<Case>, Failure> {
    let all = cases();
    let is = |case: &Case, name: &str| case.name.eq_ignore_ascii_case(name) || case.id().eq_ignore_ascii_case(name);
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|case| is(case, name))) {
        let known: Vec<&str> = all.iter().map(|case| case.name).collect();
        let message =
            format!("error: --case {unknown:?}: there is no such case\n  help: there are {}", known.join(", "));
        return Err(Failure::new(Exit::Invalid, message));
    }
    Ok(all.into_iter().filter(|case| names.is_empty() || names.iter().any(|name| is(case, name))).collect())
}

fn told(finding: &Finding) -> Proved {
    let Finding { case, oracle, claim, simulated, holds } = finding;
    Proved {
        case: (*case).to_owned(),
        system: format!("{}: {}", oracle.system, oracle.parameters),
        statistic: oracle.statistic.clone(),
        exact: oracle.exact,
        simulated: simulated.map(|simulated| simulated.value),
        low: simulated.map(|simulated| simulated.low),
        high: simulated.map(|simulated| simulated.high),
        replications: simulated.map(|simulated| simulated.replications),
        detects: simulated.and_then(|simulated| simulated.detects),
        is_bound: *claim == Claim::Below,
        holds: *holds,
        source: oracle.source.clone(),
    }
}
