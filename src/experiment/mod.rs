//! Monte Carlo over one corridor: replications side by side, folded in order, until enough are known.
//!
//! Workers take replication numbers from a queue and simulate; one thread folds the outcomes strictly in the order of
//! their numbers. So the result is the same to the last bit for any number of threads, and memory holds a window of
//! outcomes, not all of them. Nothing here prints, reads a file or looks at a clock.

mod appraisal;
mod backtest;
mod budget;
mod calibration;
mod compare;
mod conductor;
mod expectation;
mod failed;
mod fold;
mod memory;
mod next_best;
mod points;
mod rank;
mod regret;
mod runner;
mod screening;
mod series;
mod settings;
mod shares;
mod summary;
mod survey;
mod sweep;
mod switch;
mod trials;
mod warm_up;
mod yardstick;

pub use appraisal::{Appraisal, Appraiser, FleetOutlay, Part, Switching};
pub use backtest::{BAND, Comparison, Observation, Score};
pub use budget::rank_within;
pub use calibration::{Calibrated, Target, Uncalibrated, calibrate};
pub use compare::{Contrast, Contrasts, LeftOut, Terms, compare};
pub use expectation::{Claim, Judgement, Verdict, judge};
pub use failed::Failed;
pub use fold::Fold;
pub use memory::{Around, Memory, Reading, Subject, digest};
pub use next_best::{MoneyGain, MoneyPlaces, Together, gains, money, together};
pub use points::{in_order, point};
pub use rank::{Ranked, Ranking, Standing, rank};
pub use regret::{InFuture, in_future};
pub use runner::{Ending, Finished, Run, resume, run};
pub use screening::Screening;
pub use series::{Series, level, series};
pub use settings::{Settings, Stop};
pub use shares::{MOST_SHARED, Scatter, Sharing};
pub use summary::{Row, Spread, SpreadPoint, Summary};
pub use survey::{Survey, survey};
pub use sweep::{NoKnee, Response, knee, responses};
pub use switch::{Course, Turn, course};
pub use warm_up::{LeadIn, NoWarmUp, RunLength, Unjudged, lead_in, run_length};
pub use yardstick::{Worth, Yardstick};
