//! The command line: what was typed ([`args`]), what it means (one file a command), and how it ends ([`exit`]).
//!
//! Results go to standard output, conversation to standard error. Nothing below this module prints or reads a clock.

mod again;
mod args;
mod backtest;
mod bound;
mod calendar;
mod calibrate;
mod check;
#[cfg(test)]
mod clumsy;
mod compare;
mod exit;
mod expect;
mod filing;
mod init;
mod input;
mod interrupt;
mod keeping;
mod log;
mod next_best;
mod outlet;
mod plans;
mod progress;
mod rank;
mod regret;
mod replay;
mod results;
mod run;
mod schema;
mod selftest;
mod sensitivity;
mod shell;
mod study;
mod sweep;
mod switch;
mod terminal;

use std::ffi::OsString;
use std::panic::catch_unwind;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use exit::{Exit, Failure};

/// Reads the command line, does what it says, and tells how it went.
pub fn main() -> ExitCode {
    ended(std::env::args_os()).into()
}

/// How the program ends with these arguments, its own name the first.
fn ended(arguments: impl Iterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(answer) => return answered(&answer),
    };
    match catch_unwind(|| act(arguments.command)) {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => {
            terminal::say(&failure.message);
            failure.exit
        }
        Err(_) => {
            terminal::say(
                "error: this is a mistake of the program, not of the scenario; please report the lines above",
            );
            Exit::Failed
        }
    }
}

/// Help and version are results; anything else is a mistake of usage.
fn answered(answer: &clap::Error) -> Exit {
    if answer.use_stderr() {
        terminal::say(answer.render().to_string().trim_end());
        return Exit::Invalid;
    }
    let text = answer.render().to_string();
    match terminal::print(format!("{}\n", text.trim_end()).as_bytes()) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            terminal::say(&failure.message);
            failure.exit
        }
    }
}

fn act(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Backtest(arguments) => backtest::backtest(&arguments),
        Command::Calibrate(arguments) => calibrate::calibrate(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Rank(arguments) => rank::rank(&arguments),
        Command::Regret(arguments) => regret::regret(&arguments),
        Command::NextBest(arguments) => next_best::next_best(&arguments),
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        Command::Sensitivity(arguments) => sensitivity::sensitivity(&arguments),
        Command::Bound(arguments) => bound::bound(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Schema => schema::schema(),
        Command::Init(arguments) => init::init(&arguments),
        Command::Replay(arguments) => replay::replay(&arguments),
        Command::Selftest(arguments) => selftest::selftest(&arguments),
        Command::Completions(arguments) => shell::completions(&arguments),
        Command::Man => shell::man(),
    }
}
