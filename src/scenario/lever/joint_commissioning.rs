//! Commissioners agree what they pay, and who is next.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::build;
use crate::scenario::quantity::{PricePerHour, PricePerWeek};
use crate::scenario::spec::market::WeightsSpec;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::setup::Weights;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Nobody pays more than an agreed rate, and one broker decides who is next.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JointCommissioning {
    /// The rate agreed for homecare; the council's price unless given.
    pub homecare: Option<PricePerHour>,
    /// The rate agreed for care homes; the council's price unless given.
    pub care_home: Option<PricePerWeek>,
    /// The weights of the single broker; the council's unless given.
    pub weights: Option<WeightsSpec>,
}

impl Written for JointCommissioning {
    const ABOUT: About = About {
        title: "Commissioners agree what they pay, and who is next.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "While it holds, no commissioner pays more than the agreed rates: the council pays them for new contracts and moves running \
ones towards them over `council.match_lag_weeks`, and what others offer above them is cut to them. So nobody's price can pull up what \
providers ask. With weights of its own there is one broker with one rule of who is next. An agreed rate holds from the first day.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
consulted = ["trust", "icb"]
[policy.action.joint_commissioning]
care_home = "950 per week"
[policy.action.joint_commissioning.weights]
acute = 1.0
community_hospital = 1.0
step_down = 1.0
reablement = 1.0
bridge = 1.0
home = 1.0
handed_back = 2.0
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.comes_at_once("an agreed rate holds from the first day");
        Some(Arc::new(Agreement {
            agreed: [
                self.homecare.map(|p| p.pence() as f64),
                self.care_home.map(|p| p.pence() as f64),
            ],
            weights: self.weights.as_ref().map(build::weights),
        }))
    }

    fn sets(&self) -> Vec<String> {
        vec!["what commissioners have agreed on".to_owned()]
    }

    fn in_words(&self, by: &str) -> String {
        let rate = |agreed: Option<String>| agreed.unwrap_or_else(|| "the council's price".into());
        format!(
            "{by} and partners agree to pay no more than {} for homecare and {} for care homes",
            rate(self.homecare.map(|p| p.to_string())),
            rate(self.care_home.map(|p| p.to_string()))
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Agreement {
    /// Pence an hour, pence a week; the council's price where none.
    agreed: [Option<f64>; 2],
    weights: Option<Weights>,
}

impl Lever for Agreement {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        if morning.size <= 0.0 {
            return;
        }
        market.agree_prices(self.agreed);
        if let Some(weights) = self.weights {
            market.broker_by(weights);
        }
    }
}
