//! How a replication that failed is seen again.

use std::path::Path;

use corridor::report::Exclusion;

use super::terminal;

/// Failures that are told one by one.
const MOST_TOLD: usize = 3;

/// The scenario of a replication with what is laid over it, as `corridor replay` takes them.
#[derive(Clone, Debug)]
pub struct Again {
    arguments: Vec<String>,
}

impl Again {
    pub fn new(scenario: &Path) -> Again {
        Again { arguments: vec![scenario.display().to_string()] }
    }

    pub fn with_plans<'p, P: AsRef<Path> + 'p>(mut self, plans: impl IntoIterator<Item = &'p P>) -> Again {
        for plan in plans {
            self.arguments.extend(["--plan".to_owned(), plan.as_ref().display().to_string()]);
        }
        self
    }

    pub fn with_sets(mut self, sets: impl IntoIterator<Item = impl ToString>) -> Again {
        self.arguments.extend(sets.into_iter().flat_map(|set| ["--set".to_owned(), set.to_string()]));
        self
    }

    /// The whole command line.
    fn line(&self, replication: u64, seed: u64) -> String {
        let arguments: Vec<String> = self.arguments.iter().map(|argument| quoted(argument)).collect();
        format!("corridor replay {} --seed {seed} --replication {replication}", arguments.join(" "))
    }
}

/// As a shell takes it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@~".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}

/// Says which replications failed, and how to see them again where `again` knows that.
pub fn tell(failed: &[Exclusion], again: impl Fn(&str) -> Option<Again>) {
    for exclusion in failed.iter().take(MOST_TOLD) {
        let Exclusion { replication, seed, of, reason } = exclusion;
        let mut told = format!("{} failed, seed {seed}: {reason}", exclusion.name());
        if let Some(again) = again(of.as_deref().unwrap_or_default()) {
            told += &format!("\n  help: to see what happened: {}", again.line(*replication, *seed));
        }
        terminal::say(&told);
    }
    if failed.len() > MOST_TOLD {
        terminal::say(&format!("{} more failed; the report lists them", failed.len() - MOST_TOLD));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replay_is_told_as_it_is_typed() {
        let again = Again::new(Path::new("my strait.json")).with_plans([&"p.json"]).with_sets(["title=\"It's\""]);
        assert_eq!(
            again.line(7, 9),
            "corridor replay 'my strait.json' --plan p.json --set 'title=\"It'\\''s\"' --seed 9 --replication 7"
        );
    }
}
