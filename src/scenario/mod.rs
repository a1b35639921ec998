//! From TOML to plain values, or to a list of what is wrong.

mod annotated;
mod fault;
pub mod merge;
#[cfg(test)]
mod merge_tests;
pub mod names;
pub mod path;
pub mod problem;
pub mod quantity;
pub mod render;
pub mod schema;
pub mod set;
mod shape;
pub mod source;
mod syntax;
#[cfg(test)]
mod syntax_tests;
mod text;
pub mod tree;
pub mod validate;
#[cfg(test)]
mod validate_tables;
#[cfg(test)]
mod validate_tests;
mod wording;
