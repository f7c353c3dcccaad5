//! Discrete-event simulator of the Middle Corridor (Trans-Caspian International Transport Route).
//!
//! A scenario file becomes an immutable [`model::Corridor`]; replications of it run in parallel; their outcomes fold
//! into estimates with intervals; a report prints them. Modules, lowest layer first: [`kernel`], [`stats`],
//! [`facility`], [`model`], [`experiment`], [`scenario`], [`report`], [`selftest`]. Each uses only those before it.

pub mod experiment;
pub mod facility;
pub mod kernel;
pub mod model;
pub mod report;
pub mod scenario;
pub mod selftest;
pub mod stats;

/// The examples of the README are tested like those of any documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
