//! Someone whom care homes trust assesses for them.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::Share;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Someone in hospital assesses people on behalf of care homes, and may speed up the hospital's own part.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustedAssessor {
    /// Time of care homes' assessment of people in hospital beds, as a multiple of what it is; 0.35 unless given.
    #[schemars(range(min = 0, max = 1))]
    #[serde(default = "a_third")]
    pub care_home: f64,
    /// Time of the hospital's own part of assessment, as a multiple of what it is; 1 unless given.
    #[schemars(range(min = 0, max = 1))]
    #[serde(default = "as_long")]
    pub hospital: f64,
    /// Share of people whose home comes to see for itself after all; 0.1 unless given.
    #[serde(default = "one_in_ten")]
    pub refusal: Share,
}

/// In Lincolnshire delays for care homes' assessments fell by two thirds.
fn a_third() -> f64 {
    0.35
}

fn as_long() -> f64 {
    1.0
}

/// Assumed: some homes do not take another's word.
fn one_in_ten() -> Share {
    Share::new(0.1).expect("a tenth is a share")
}

impl Written for TrustedAssessor {
    const ABOUT: About = About {
        title: "Someone whom care homes trust assesses people in hospital for them.",
        kind: Kind::Parameter,
        evidence: Evidence::Measured,
        does: "Care homes' assessment of people in acute and community hospital beds takes `care_home` times as long, but for a share \
`refusal` of people (drawn for each admission) whose home comes to see for itself, as before. The hospital's own part of assessment takes \
`hospital` times as long. It shortens assessment only: funding, choice and the wait for a bed or for homecare are as they were. \
`care_home` has been measured without a control group; `refusal` is assumed.",
        sources: &[
            "LGA, Lincolnshire care home trusted assessor: 735 bed days over 304 discharges, delays for assessment -67 %",
            "Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017",
        ],
        example: r#"[[policy]]
by = "trust"
paid_by = "trust"
start = "month 1"
[policy.action.trusted_assessor]
care_home = 0.35
hospital = 0.8
refusal = 0.1
"#,
    };

    fn build(&self, _ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Assessor(self.clone())))
    }

    fn sets(&self) -> Vec<String> {
        vec!["who assesses people for care homes".to_owned()]
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} has someone assess people in hospital for care homes, which then take {} of the time",
            super::percent(self.care_home)
        )
    }
}

/// What it does.
#[derive(Debug)]
struct Assessor(TrustedAssessor);

impl Lever for Assessor {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        let grown = |at_full_size: f64| 1.0 + (at_full_size - 1.0) * morning.size;
        market.turn(Dial::TrustedAssessment, grown(self.0.care_home));
        market.turn(Dial::HospitalAssessment, grown(self.0.hospital));
        if morning.size > 0.0 {
            market.refuse_assessments(self.0.refusal.get());
        }
    }
}
