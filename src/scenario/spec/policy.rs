//! Policies as written: what they share stands in `[[policy]]`, what each does in `[policy.action.NAME]`.

use crate::scenario::lever::ActionSpec;
use crate::scenario::quantity::{Days, Moment};
use schemars::JsonSchema;
use serde::Deserialize;

/// Something done differently.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicySpec {
    /// Who decides on it, such as `trust` or `council`.
    pub by: String,
    /// Who pays for it: one of the payers of the place.
    pub paid_by: String,
    /// When it starts: a date, `"month 3"` or `"day 30"`.
    pub start: Moment,
    /// When it ends; never unless given.
    pub end: Option<Moment>,
    /// Who was consulted; nobody if empty.
    #[serde(default)]
    pub consulted: Vec<String>,
    /// Time taken to consult before anything happens.
    pub consult: Option<Days>,
    /// How it grows from nothing to its full size over the ramp.
    pub shape: Option<ShapeSpec>,
    /// Time to its full size; at once unless given.
    pub ramp: Option<Days>,
    /// What it does: exactly one lever.
    pub action: ActionSpec,
}

/// How a policy grows from nothing to its full size.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShapeSpec {
    /// All at once.
    Step,
    /// In a straight line over the ramp.
    Linear,
    /// Slowly, then fast, then slowly, over the ramp.
    SCurve,
    /// Nothing in the first third of the ramp, in which whoever is affected gets less done; then half at the end of the
    /// ramp and nearly all at twice it.
    DipThenS,
}
