//! Teams of hospital and council sit in one room.

use super::reorganisation::{Reorganisation, settles_slowly};
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
        does: settles_slowly!(
            "The transfer hub's part of assessment takes `hub` times as long. Nothing else changes: no hours of care and no beds are added."
        ),
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
"#,
    };

    fn build(&self, _ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Reorganisation {
            turns: vec![(Dial::TransferHub, self.hub)],
            slowed: vec![Dial::TransferHub],
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!("{by} puts staff of hospital and council who arrange discharges in one place")
    }

    fn usual_growth(&self) -> Option<(Shape, f64)> {
        Reorganisation::USUAL
    }
}
