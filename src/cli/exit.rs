//! How a command ends.

use std::process::ExitCode;

use corridor::experiment::Failed;
use corridor::scenario::Problems;

/// The exit codes that this program promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// A mistake of the program, or output that cannot be written.
    Failed,
    /// An invalid scenario or a mistake of usage.
    Invalid,
    /// Too few of the predicted figures lie in their agreed range, or an expectation failed.
    NotPassed,
    /// The precision asked for was not reached, an expectation cannot be judged yet, or there is nothing to judge by.
    Undecided,
    /// A replication in which things do not add up.
    Integrity,
    /// Stopped by the user; what was finished is saved.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

impl Exit {
    /// How a command ends that left out replications which failed: a mistake of the program weighs more than a corridor
    /// in which things do not add up. `None` where none failed.
    pub fn of_failed<'f>(failed: impl IntoIterator<Item = &'f Failed>) -> Option<Exit> {
        let exits = failed.into_iter().map(|why| match why {
            Failed::Panicked(_) => Exit::Failed,
            Failed::Violated { .. } => Exit::Integrity,
        });
        exits.reduce(|one, other| if one == Exit::Failed { one } else { other })
    }

    /// How a command of several corridors ends: what failed weighs more than that it was cut short, and that more than
    /// what was found.
    pub fn of<'f>(failed: impl IntoIterator<Item = &'f Failed>, cut_short: bool, found: Exit) -> Exit {
        let otherwise = if cut_short { Exit::Interrupted } else { found };
        Exit::of_failed(failed).unwrap_or(otherwise)
    }

    pub const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Invalid => 2,
            Exit::NotPassed => 3,
            Exit::Undecided => 4,
            Exit::Integrity => 5,
            Exit::Interrupted => 130,
        }
    }
}

/// An end with something to say: what, where, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub message: String,
}

impl Failure {
    pub fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure { exit, message: message.into() }
    }
}

impl From<Problems> for Failure {
    /// An invalid scenario, with all that is wrong with it.
    fn from(problems: Problems) -> Failure {
        Failure::new(Exit::Invalid, problems.to_string().trim_end())
    }
}

#[cfg(test)]
mod tests {
    use corridor::kernel::Time;

    use super::*;

    #[test]
    fn a_mistake_of_the_program_is_not_one_of_the_corridor() {
        let (gridlock, panic) =
            (Failed::Violated { time: Time::ZERO, what: "gridlock".into() }, Failed::Panicked("index".into()));
        assert_eq!(Exit::of_failed([]), None);
        assert_eq!(Exit::of_failed([&gridlock, &gridlock]), Some(Exit::Integrity));
        assert_eq!(Exit::of_failed([&gridlock, &panic, &gridlock]), Some(Exit::Failed));
        assert_eq!(Exit::of([&gridlock], true, Exit::Done), Exit::Integrity);
        assert_eq!(Exit::of([], true, Exit::Undecided), Exit::Interrupted);
        assert_eq!(Exit::of([], false, Exit::Undecided), Exit::Undecided);
    }
}
