//! From TOML to what is run, or to a list of what is wrong.

mod annotated;
pub mod build;
pub mod load;
mod meant;
pub mod names;
pub mod path;
pub mod problem;
pub mod quantity;
pub mod render;
pub mod source;
pub mod spec;
mod syntax;
#[cfg(test)]
mod syntax_tests;
mod text;
pub mod tree;

pub use meant::{Expectation, Expected, Scenario, Sponsored};
