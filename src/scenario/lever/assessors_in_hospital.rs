//! The council's assessors move into the hospital.

use super::{About, Evidence, Ground, Kind, Written};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Assessors of the council go to work in the hospital instead of with people at home.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessorsInHospital {
    /// How many move.
    #[schemars(range(min = 0, max = 10_000))]
    pub assessors: f64,
    /// How many work in the hospital before that; 12 unless given.
    #[schemars(range(min = 0.1, max = 10_000))]
    #[serde(default = "twelve")]
    pub in_hospital: f64,
    /// How many work with people at home before that; 40 unless given.
    #[schemars(range(min = 0.1, max = 10_000))]
    #[serde(default = "forty")]
    pub in_community: f64,
}

/// Assumed for a place of 500,000.
fn twelve() -> f64 {
    12.0
}

/// Assumed for a place of 500,000.
fn forty() -> f64 {
    40.0
}

impl Written for AssessorsInHospital {
    const ABOUT: About = About {
        title: "Moves the council's assessors into the hospital.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "No assessor is added. With n moved, of H in the hospital and C in the community, the transfer hub's part of assessment takes \
H / (H + n) times as long, and assessment of people at home C / (C - n) times: each assessor gets as much done as before. How many there \
are is assumed.",
        sources: &[
            "Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017: transfer of social care assessment staff into the hospital",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
[policy.action.assessors_in_hospital]
assessors = 8
in_hospital = 12
in_community = 40
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        if self.assessors >= self.in_community {
            let message = format!(
                "{} of {} assessors in the community cannot move: someone has to stay",
                self.assessors, self.in_community
            );
            ground.error("assessors", message, "move fewer");
            return None;
        }
        Some(Arc::new(Move(self.clone())))
    }

    fn in_words(&self, by: &str) -> String {
        let Self {
            assessors,
            in_community,
            ..
        } = self;
        format!(
            "{by} moves {assessors} of {in_community} assessors from the community into the hospital"
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Move(AssessorsInHospital);

impl Lever for Move {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        let moved = self.0.assessors * morning.size;
        let (hospital, community) = (self.0.in_hospital, self.0.in_community);
        market.turn(Dial::TransferHub, hospital / (hospital + moved));
        market.turn(Dial::CommunityAssessment, community / (community - moved));
    }
}
