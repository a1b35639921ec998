//! From TOML to what is run, or to a list of what is wrong.
//!
//! A scenario is made of layers: a place, files laid over it, and what stood after `--set`. Each is
//! read into a [tree] in which every key and value knows where it stands; the trees are
//! [laid](merge) over one another, [checked and read](validate) into plain types, and whatever is wrong
//! is gathered as [problems](problem) and [shown](render) all at once. Nothing here knows what a
//! scenario means: that is for the types it is read into, and for checks that name a path.
//!
//! ```
//! use caremarket::scenario::merge::MergeRules;
//! use caremarket::scenario::problem::{Problem, Problems};
//! use caremarket::scenario::quantity::{Capacity, Days};
//! use caremarket::scenario::render::Look;
//! use caremarket::scenario::schema::strict_schema;
//! use caremarket::scenario::source::Sources;
//! use caremarket::scenario::tree::Tree;
//! use caremarket::scenario::validate::read;
//! use std::collections::BTreeMap;
//!
//! /// A ward.
//! #[derive(serde::Deserialize, schemars::JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct Ward {
//!     /// Beds on day 0.
//!     beds: Capacity,
//!     /// Mean length of stay.
//!     stay: Days,
//! }
//!
//! /// A hospital.
//! #[derive(serde::Deserialize, schemars::JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct Hospital {
//!     /// Wards by name.
//!     wards: BTreeMap<String, Ward>,
//! }
//!
//! let mut sources = Sources::new();
//! let mut problems = Problems::new();
//! let place = sources.add("place.toml", "[wards.north]\nbeds = 20\nstay = \"9 days\"\n");
//! let winter = sources.add("winter.toml", "[set.wards.north]\nbeds = -2\n");
//!
//! let schema = strict_schema::<Hospital>();
//! let rules = MergeRules { appended: &["policy"], schema: Some(&schema) };
//! let mut tree = Tree::parse(place, &sources, &mut problems);
//! let overlay = Tree::parse(winter, &sources, &mut problems);
//! tree.lay_with_set(overlay, &rules, &mut problems);
//! if let Some(set) = Tree::parse_settings(&["wards.north.stay=6 wekks"], &mut sources, &mut problems) {
//!     tree.lay(set, &MergeRules { appended: &[], ..rules }, &mut problems);
//! }
//! let hospital: Option<Hospital> = read(&tree, &mut problems);
//! assert!(hospital.is_none());
//!
//! // A check of one's own names a path; `locate` finds the line.
//! problems.push(Problem::warning("north is far away").code("W001").at("wards.north"));
//! problems.locate(&tree);
//! assert_eq!(problems.render(&sources, Look::default()), "\
//! warning[W001]: north is far away
//!  --> place.toml:1:1
//!   |
//! 1 | [wards.north]
//!   | ^^^^^^^^^^^^^
//!
//! error: -2 is less than none
//!  --> winter.toml:2:8
//!   |
//! 2 | beds = -2
//!   |        ^^
//!   = help: room is 0 or more, or \"unlimited\"
//!
//! error: no unit of time is called \"wekks\"
//!  --> --set:1:18
//!   |
//! 1 | wards.north.stay=6 wekks
//!   |                  ^^^^^^^
//!   = help: did you mean weeks? units are seconds, minutes, hours, days, weeks, months, years
//!
//! 2 problems and 1 warning; nothing was run
//! ");
//! ```

mod annotated;
pub mod build;
pub mod embedded;
pub mod explained;
mod fault;
pub mod knob;
pub mod lever;
mod meant;
pub mod merge;
#[cfg(test)]
mod merge_tests;
pub mod names;
pub mod offered_load;
pub mod path;
pub mod plausible;
pub mod problem;
pub mod quantity;
pub mod reading;
pub mod render;
pub mod schema;
pub mod set;
mod shape;
pub mod source;
pub mod spec;
mod syntax;
#[cfg(test)]
mod syntax_tests;
mod text;
pub mod tree;
pub mod uncertain;
pub mod validate;
#[cfg(test)]
mod validate_tables;
#[cfg(test)]
mod validate_tests;
pub mod vary;
mod wording;

pub use meant::{Expectation, Expected, Scenario, Sponsored};
