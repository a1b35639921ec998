//! More reablement.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::service::Opening;
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Reablement places beyond those there are, open once there are staff for them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReablementExpand {
    /// Places.
    #[schemars(range(min = 0, max = 100_000))]
    pub slots: u32,
    /// Hours of the team's time with people that a place takes a week; what it takes now unless given, 10 in Riverbridge.
    #[schemars(range(min = 0.1, max = 168))]
    pub hours_per_slot: Option<f64>,
    /// The sector whose team gets posts for them; that of reablement unless given.
    pub staff_from: Option<String>,
}

impl Written for ReablementExpand {
    const ABOUT: About = About {
        title: "Opens more reablement places.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "The policy gives a team posts for its places, each of `hours_per_slot` a week; who fills them, and where they come from, is \
up to the labour market. A place is open once there are staff for it, and used as the others are: people who wait for homecare in acute \
beds take free ones, longest wait first, and a share of them needs nothing more afterwards (`recovery.reablement_new`, \
`recovery.reablement_existing`). The payer pays the unit cost of reablement for each that is used.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018",
            "National Audit of Intermediate Care, 2015: capacity would have to double",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "pool"
start = "month 1"
ramp = "6 months"
[policy.action.reablement_expand]
slots = 40
hours_per_slot = 10
staff_from = "council_care"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let place = ground.market.places.reablement;
        let asked = (self.slots, self.hours_per_slot, "hours_per_slot");
        let opening = super::opening(ground, place, asked, self.staff_from.as_deref())?;
        Some(Arc::new(Places(opening)))
    }

    fn in_words(&self, by: &str) -> String {
        format!("{by} opens {} more reablement places", self.slots)
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        super::team_sponsored(self.staff_from.as_deref(), market.places.reablement, market)
    }
}

/// What it does.
#[derive(Debug)]
struct Places(Opening);

impl Lever for Places {
    fn cost(&self, market: &Market<'_>, cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        market.cost_of_opening(&self.0, cx.now())
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        market.open_service(morning, &self.0);
    }
}
