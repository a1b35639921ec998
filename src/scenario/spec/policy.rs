//! Policies as written: what they share stands in `[[policy]]`, what each does in `[policy.action.NAME]`.

use crate::scenario::lever::ActionSpec;
use crate::scenario::quantity::{Days, Moment, Share};
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
    /// Sectors whose staff the change itself affects, such as those of teams that are merged.
    #[serde(default)]
    pub affects: Vec<String>,
    /// With `shape = "dip_then_s"`: share of what those affected get done that is not done in the first third of the ramp. Staff of
    /// sectors in `affects` work so much less; what a lever that reorganises teams speeds up takes so much longer first. Assumed.
    pub dip: Option<Share>,
    /// What happens where those affected were not consulted; nothing unless given. Assumed.
    pub unconsulted: Option<UnconsultedSpec>,
    /// What it does: exactly one lever.
    pub action: ActionSpec,
}

/// What skipping consultation brings. Staff count as consulted if `consult` gives them time and `consulted` names
/// someone, providers if it names `providers`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnconsultedSpec {
    /// By how much quits of the affected staff rise, as a share.
    #[schemars(range(min = 0, max = 10))]
    #[serde(default)]
    pub quits: f64,
    /// For how long they do.
    #[serde(default = "half_a_year")]
    pub lasts: Days,
    /// What `dip` is multiplied by; the product is at most 0.9.
    #[schemars(range(min = 1, max = 10))]
    #[serde(default = "one")]
    pub dip: f64,
    /// By how much providers raise the price below which they do not sell, as a share, while the policy acts.
    #[schemars(range(min = 0, max = 10))]
    #[serde(default)]
    pub holdout: f64,
}

fn half_a_year() -> Days {
    Days(182.0)
}

fn one() -> f64 {
    1.0
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
