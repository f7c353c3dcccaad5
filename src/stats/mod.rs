//! Statistics, of whatever is measured: what happens within a run, and estimates over runs.
//!
//! Within a run [`Tally`], [`TimeWeighted`] and [`Quantiles`] count in whole numbers, so their sums are exact and do
//! not depend on the order of the events. Over runs, [`RatioFold`] and [`paired`] give estimates with intervals,
//! [`contrast`] those of several arms, [`covariance`] their covariances, [`order`] quantiles and predictive bands, [`coverage`] shares, [`mser`] the warm-up,
//! [`precision`] the number of runs, [`screening`], [`selection`] and [`ocba`] the choice of a plan, [`regret`] what it
//! loses where the future is another, [`morris`] the influence of inputs, [`sobol`] their
//! shares of a variance over a [`sequence`], [`components`] what is chance. [`least_squares`] fits
//! parameters and [`identify`] tells what data say of them, by the eigenvalues of [`symmetric`] matrices.

pub mod cash;
pub mod components;
pub mod contrast;
pub mod covariance;
pub mod coverage;
mod estimate;
pub mod identify;
pub mod least_squares;
pub mod morris;
pub mod mser;
pub mod ocba;
pub mod order;
pub mod paired;
pub mod precision;
mod quantiles;
pub mod quotient;
pub mod regret;
pub mod screening;
pub mod selection;
pub mod sequence;
pub mod sobol;
pub mod student;
pub mod symmetric;
mod tally;
mod time_weighted;

pub use estimate::{Estimate, RatioFold};
pub use quantiles::Quantiles;
pub use tally::Tally;
pub use time_weighted::TimeWeighted;
