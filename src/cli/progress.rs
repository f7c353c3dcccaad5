//! What a person at the terminal sees while replications run.

use std::fmt;
use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use corridor::experiment::Fold;
use corridor::report;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// How often the figures are worked out again.
const EVERY: Duration = Duration::from_millis(100);

/// A line on standard error, or nothing.
pub struct Progress {
    bar: ProgressBar,
    told: Option<Instant>,
}

impl Progress {
    /// Shown on a terminal unless `quiet`; without a total where nobody knows it.
    pub fn new(total: Option<u64>, quiet: bool) -> Progress {
        let shown = !quiet && stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(total, target);
        let template = match total {
            Some(_) => "{bar:6} {pos}/{len} replications, {rate}, {eta} left  {wide_msg}",
            None => "{spinner} {pos} replications, {rate}, {elapsed} so far  {wide_msg}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
            let _ = write!(out, "{:.1}/s", state.per_sec());
        }));
        Progress { bar, told: None }
    }

    /// One more replication is folded; the first ones may have been taken over.
    pub fn advance(&mut self, fold: &Fold) {
        if self.bar.position() == 0 && fold.done() > 1 {
            self.bar.set_position(fold.done() - 1);
            self.bar.reset_eta();
        }
        self.bar.inc(1);
        if self.bar.is_hidden() || self.told.is_some_and(|told| told.elapsed() < EVERY) {
            return;
        }
        self.told = Some(Instant::now());
        if let Some((measure, estimate)) = fold.main() {
            self.bar.set_message(format!("{} {}", measure.of, report::figure(&measure.unit, &estimate)));
        }
    }

    /// One more replication is done, with something to say.
    pub fn step(&mut self, message: &str) {
        self.bar.inc(1);
        self.bar.set_message(message.to_owned());
    }

    /// Several more replications are done.
    pub fn more(&mut self, replications: u64, message: &str) {
        self.bar.inc(replications);
        self.bar.set_message(message.to_owned());
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
