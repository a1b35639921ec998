//! The ladder of decline before a need for care, as written.

use super::chance::{Amount, Duration};
use crate::scenario::quantity::{Days, PerYear, Share};
use schemars::JsonSchema;
use serde::Deserialize;

/// The ladder of decline before a need for care: well, social signs, failing health, need. Crises follow the month index of demand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineSpec {
    /// The group of people at risk: what they pay for themselves once they need care. No stream brings it.
    pub group: String,
    /// People who are well or at risk: those aged 65 or over without a need for care.
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub population: u32,
    /// Someone well shows a first social sign.
    pub well_to_social: PerYear,
    /// Someone with social signs is well again.
    pub social_recovers: PerYear,
    /// Someone with social signs falls into failing health.
    pub social_to_health: PerYear,
    /// Someone in failing health recovers; social signs remain.
    pub health_recovers: PerYear,
    /// Someone in failing health comes to need care.
    pub health_to_need: PerYear,
    /// Share of those who come to need care who need a care home.
    pub care_home_share: Share,
    /// Someone with social signs has a crisis that leads to admission.
    pub crisis_social: PerYear,
    /// Someone in failing health has.
    pub crisis_health: PerYear,
    /// Someone with social signs dies at home.
    pub death_social: PerYear,
    /// Someone in failing health does.
    pub death_health: PerYear,
    /// Acute stay of people at risk.
    pub stay: Duration,
    /// Living alone with little contact.
    pub isolation: IsolationSpec,
    /// Unpaid carers of people at risk; how often they break down is `need.carer_breaks_down`.
    pub carers: CarersSpec,
    /// How a single illness starts a decline.
    pub cascade: CascadeSpec,
    /// People at risk when the run begins.
    pub start: DeclineStartSpec,
}

/// Living alone with little contact.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IsolationSpec {
    /// Share of people at risk who do.
    pub share: Share,
    /// How many times as often they step down and have crises.
    #[schemars(range(min = 0, max = 10))]
    pub factor: f64,
}

/// Unpaid carers of people at risk.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarersSpec {
    /// Share of people at risk, not isolated, who have one.
    pub share: Share,
    /// Hours a week that a carer can give. Whoever comes to need no more than that at home is cared for by family alone.
    pub hours: Amount,
    /// Hours a week above which caring is a strain.
    #[schemars(range(min = 0, max = 168))]
    pub strained_above_hours: f64,
    /// How many times as often carers break down under it.
    #[schemars(range(min = 0, max = 20))]
    pub strained_factor: f64,
}

/// How a single illness starts a decline.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CascadeSpec {
    /// Chance that an admission sets someone back a rung.
    pub base: Share,
    /// That chance for someone isolated who gets no support in time; at least `base`.
    pub isolated_unsupported: Share,
    /// In what time after getting home.
    pub within_days: Days,
    /// For those who need care at home already: how many times the hours they then need.
    #[schemars(range(min = 1, max = 5))]
    pub more_hours: f64,
}

/// People at risk when the run begins.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineStartSpec {
    /// With social signs.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub social: u32,
    /// In failing health.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub health: u32,
}
