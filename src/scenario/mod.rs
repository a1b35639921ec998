//! From TOML to what is run, or to a list of what is wrong.

mod meant;

pub use meant::{Expectation, Expected, Scenario, Sponsored};
