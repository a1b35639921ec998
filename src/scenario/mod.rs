//! From TOML to plain values, or to a list of what is wrong.

mod annotated;
pub mod names;
pub mod path;
pub mod problem;
pub mod quantity;
pub mod render;
pub mod source;
mod syntax;
#[cfg(test)]
mod syntax_tests;
mod text;
pub mod tree;
