//! One record for everyone who looks after someone.

use super::reorganisation::{Reorganisation, settles_slowly};
use super::{About, Evidence, Ground, Kind, Written};
use crate::world::market::dials::Dial;
use crate::world::policy::{Lever, Shape};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Hospital, council and providers see one record.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedRecord {
    /// Share of assessments that are made again now because records are not shared; 0.15 unless given.
    #[schemars(range(min = 0, max = 0.9))]
    #[serde(default = "repeated")]
    pub repeated: f64,
    /// Share of those that are no longer made; 0.5 unless given.
    #[schemars(range(min = 0, max = 1))]
    #[serde(default = "half")]
    pub avoided: f64,
    /// Failed discharges at full size, as a multiple of what they are; 0.8 unless given. Only where `process.failed_discharge_share` is given.
    #[schemars(range(min = 0, max = 1))]
    #[serde(default = "four_fifths")]
    pub failed_discharges: f64,
}

/// Assumed: one in seven is assessed twice.
fn repeated() -> f64 {
    0.15
}

/// Assumed: half of what is repeated is repeated for want of a record.
fn half() -> f64 {
    0.5
}

/// Assumed: a fifth of failed discharges are for want of information.
fn four_fifths() -> f64 {
    0.8
}

impl Written for SharedRecord {
    const ABOUT: About = About {
        title: "Gives hospital, council and providers one record.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: settles_slowly!(
            "Times of assessment, in hospital, in the transfer hub, at home and by care homes, hold the repeated ones now: they take 1 - `repeated` x `avoided` times as long. Discharges home fail `failed_discharges` times as often."
        ),
        sources: &[
            "Future Care Capital, At the heart of it is a person, 2023: records not shared even within a trust",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
consult = "3 months"
consulted = ["trust", "unions"]
[policy.action.shared_record]
repeated = 0.15
avoided = 0.5
failed_discharges = 0.8
"#,
    };

    fn build(&self, _ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Reorganisation {
            turns: vec![
                (Dial::HospitalAssessment, self.once()),
                (Dial::TransferHub, self.once()),
                (Dial::CommunityAssessment, self.once()),
                (Dial::CareHomeAssessment, self.once()),
                (Dial::FailedDischarges, self.failed_discharges),
            ],
            slowed: vec![
                Dial::HospitalAssessment,
                Dial::TransferHub,
                Dial::CommunityAssessment,
            ],
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!("{by} gives hospital, council and providers one record")
    }

    fn usual_growth(&self) -> Option<(Shape, f64)> {
        Reorganisation::USUAL
    }
}

impl SharedRecord {
    /// Time of assessments when fewer are made again.
    fn once(&self) -> f64 {
        1.0 - self.repeated * self.avoided
    }
}
