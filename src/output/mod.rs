//! Results into something to read: tables, charts, a report, and a manifest to run it all again.
//!
//! Sees nothing but [`Results`](crate::results::Results).

pub mod chart;
pub mod comparison;
mod error;
pub mod finding;
pub mod folder;
pub mod key_measures;
pub mod manifest;
#[cfg(test)]
mod sample;
pub mod table;
pub mod words;

pub use error::OutputError;
pub use manifest::read_results;
