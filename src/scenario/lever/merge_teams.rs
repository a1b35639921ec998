//! Assessment teams of hospital and council become one.

use super::reorganisation::{Reorganisation, settles_slowly};
use super::{About, Evidence, Ground, Kind, Written};
use crate::world::market::dials::Dial;
use crate::world::policy::{Lever, Shape};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// The hospital's and the council's assessment teams are merged.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeTeams {
    /// Time of the hospital's own part of assessment at full size, as a multiple of what it is; 0.9 unless given.
    #[schemars(range(min = 0.1, max = 1))]
    #[serde(default = "less")]
    pub hospital: f64,
    /// The same for the transfer hub; 0.8 unless given.
    #[schemars(range(min = 0.1, max = 1))]
    #[serde(default = "much_less")]
    pub hub: f64,
    /// The same for assessment of people at home; 0.9 unless given.
    #[schemars(range(min = 0.1, max = 1))]
    #[serde(default = "less")]
    pub community: f64,
}

/// Assumed: one team, one visit fewer; nobody has measured it.
fn less() -> f64 {
    0.9
}

/// Assumed: most hand-overs between the teams are here.
fn much_less() -> f64 {
    0.8
}

impl Written for MergeTeams {
    const ABOUT: About = About {
        title: "Merges the hospital's and the council's assessment teams.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: settles_slowly!(
            "The hospital's part of assessment, the transfer hub's and assessment at home take these multiples of their time. No hours of care and no beds are added."
        ),
        sources: &[
            "Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017: the merger of teams, with time working with trade unions",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
consult = "3 months"
consulted = ["trust", "unions"]
[policy.action.merge_teams]
hospital = 0.9
hub = 0.8
community = 0.9
"#,
    };

    fn build(&self, _ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Reorganisation {
            turns: vec![
                (Dial::HospitalAssessment, self.hospital),
                (Dial::TransferHub, self.hub),
                (Dial::CommunityAssessment, self.community),
            ],
            slowed: vec![
                Dial::HospitalAssessment,
                Dial::TransferHub,
                Dial::CommunityAssessment,
            ],
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!("{by} merges the assessment teams of hospital and council")
    }

    fn usual_growth(&self) -> Option<(Shape, f64)> {
        Reorganisation::USUAL
    }
}
