//! Teams of hospital and council sit in one room.

use super::reorganisation::{Reorganisation, as_much, one_tenth};
use super::{About, Evidence, Ground, Kind, Written};
use crate::world::market::dials::Dial;
use crate::world::policy::{Lever, Shape};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Health and council staff who arrange discharges work in one place.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoLocation {
    /// Time of the transfer hub at full size, as a multiple of what it is; 0.85 unless given.
    #[schemars(range(min = 0.1, max = 1))]
    #[serde(default = "hub")]
    pub hub: f64,
    /// Share of what the teams get done that is lost while it is new, in the first third of the ramp.
    #[schemars(range(min = 0, max = 0.9))]
    #[serde(default = "one_tenth")]
    pub dip: f64,
    /// How many times as large that is where nobody is consulted: `consult` and `consulted` of the policy are missing. 1 unless given.
    #[schemars(range(min = 1, max = 10))]
    #[serde(default = "as_much")]
    pub dip_factor_unconsulted: f64,
}

/// Assumed: people who sit together wait less for one another; nobody has measured by how much.
fn hub() -> f64 {
    0.85
}

impl Written for CoLocation {
    const ABOUT: About = About {
        title: "Health and council staff who arrange discharges share an office.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "The transfer hub's part of assessment takes `hub` times as long. Nothing else changes: no hours of care and no beds are added. Unless the policy says otherwise it grows as `dip_then_s` over 18 months: in the first six, times get \
longer, by the share `dip` of what teams get done; then it works, half of it after 18 months.",
        sources: &[
            "Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017: well, not much, for the moment",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
consult = "3 months"
consulted = ["trust", "unions"]
[policy.action.co_location]
hub = 0.85
dip = 0.1
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Reorganisation {
            turns: vec![(Dial::TransferHub, self.hub)],
            slowed: vec![Dial::TransferHub],
            dip: Reorganisation::dip(ground, self.dip, self.dip_factor_unconsulted),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!("{by} puts staff of hospital and council who arrange discharges in one place")
    }

    fn usual_growth(&self) -> Option<(Shape, f64)> {
        Reorganisation::USUAL
    }
}
