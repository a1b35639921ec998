//! One assessment that everyone goes by.

use super::reorganisation::{Reorganisation, as_much, settles_slowly};
use super::{About, Evidence, Ground, Kind, Written};
use crate::world::market::dials::Dial;
use crate::world::policy::{Lever, Shape};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// People are assessed and their care is planned once, for all who will look after them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SingleAssessment {
    /// Time of the hospital's own part of assessment at full size, as a multiple of what it is; 1 unless given.
    #[schemars(range(min = 0.1, max = 2))]
    #[serde(default = "as_much")]
    pub hospital: f64,
    /// The same for the transfer hub; 0.8 unless given.
    #[schemars(range(min = 0.1, max = 1))]
    #[serde(default = "less")]
    pub hub: f64,
    /// The same for a care home's own assessment; 0.7 unless given.
    #[schemars(range(min = 0.1, max = 1))]
    #[serde(default = "much_less")]
    pub care_home: f64,
    /// Failed discharges at full size, as a multiple of what they are; 0.9 unless given. Only where `process.failed_discharge_share` is given.
    #[schemars(range(min = 0, max = 1))]
    #[serde(default = "fewer")]
    pub failed_discharges: f64,
}

/// Assumed: one form fewer.
fn less() -> f64 {
    0.8
}

/// Assumed: some homes go by it.
fn much_less() -> f64 {
    0.7
}

/// Assumed: a tenth of failed discharges are for want of a common plan.
fn fewer() -> f64 {
    0.9
}

impl Written for SingleAssessment {
    const ABOUT: About = About {
        title: "Assesses people and plans their care once, for everyone.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: settles_slowly!(
            "The hospital's part of assessment, the transfer hub's and care homes' own take these multiples of their time. Discharges home fail `failed_discharges` times as often."
        ),
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018: a single assessment and care planning process",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
consult = "3 months"
consulted = ["trust", "unions"]
[policy.action.single_assessment]
hub = 0.8
care_home = 0.7
"#,
    };

    fn build(&self, _ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Reorganisation {
            turns: vec![
                (Dial::HospitalAssessment, self.hospital),
                (Dial::TransferHub, self.hub),
                (Dial::CareHomeAssessment, self.care_home),
                (Dial::FailedDischarges, self.failed_discharges),
            ],
            slowed: vec![Dial::HospitalAssessment, Dial::TransferHub],
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!("{by} has people assessed and their care planned once, for everyone")
    }

    fn usual_growth(&self) -> Option<(Shape, f64)> {
        Reorganisation::USUAL
    }
}
