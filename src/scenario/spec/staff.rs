//! A workforce that only moves, as written.

use crate::scenario::quantity::{Days, Moment, PerYear, Rate};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A workforce that only moves: between sectors and out of them at stated hazards, into them as recruits, and by stated
/// moves on dates. Nothing responds to pay or vacancies; for that, build on a place with a care market.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffSpec {
    /// Length of a labour step, from an hour to a year. When it ends each worker stays, moves or leaves, and its recruits come.
    #[serde(default = "a_week")]
    pub step: Days,
    /// The sectors, by name. The names `outside`, `all` and `beds` are not allowed.
    pub sectors: BTreeMap<String, StaffSectorSpec>,
    /// Workers who change sector on a date, so many of them.
    #[serde(default)]
    pub transfers: Vec<StaffTransferSpec>,
}

fn a_week() -> Days {
    "1 week".parse().expect("a week is a length of time")
}

/// A sector, and how workers come to it and leave it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffSectorSpec {
    /// Workers when the run begins.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10_000_000))]
    pub workers: u32,
    /// Recruits from outside, as a Poisson process; those of a labour step come when it ends.
    #[serde(default)]
    pub recruits: Rate,
    /// How soon each worker leaves for outside.
    #[serde(default)]
    pub leave: PerYear,
    /// How soon each worker moves to another sector: `moves.SECTOR`.
    #[serde(default)]
    pub moves: BTreeMap<String, PerYear>,
    /// What is different from a date on, until a later change says otherwise.
    #[serde(default)]
    pub changes: Vec<StaffChangeSpec>,
    /// Anything worth knowing.
    pub note: Option<String>,
}

/// What is different in a sector from a date on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffChangeSpec {
    /// When it begins.
    pub from: Moment,
    /// Recruits from then on.
    pub recruits: Option<Rate>,
    /// How soon each worker leaves from then on.
    pub leave: Option<PerYear>,
    /// How soon each worker moves from then on, to the sectors named here; other moves stay as they were.
    #[serde(default)]
    pub moves: BTreeMap<String, PerYear>,
}

/// Workers who change sector on a date.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffTransferSpec {
    /// When.
    pub at: Moment,
    /// The sector they come from, or `outside`.
    pub from: String,
    /// The sector they go to, or `outside`.
    pub to: String,
    /// How many, drawn by lot; all there are if there are fewer.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub workers: u32,
}
