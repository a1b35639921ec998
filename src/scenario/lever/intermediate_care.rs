//! More intermediate care: reablement at home and rehabilitation in beds.

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

/// Reablement places and rehabilitation beds together, each open once there are staff for it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntermediateCare {
    /// Reablement places.
    #[schemars(range(min = 0, max = 100_000))]
    #[serde(default)]
    pub slots: u32,
    /// Rehabilitation beds in the community hospital.
    #[schemars(range(min = 0, max = 100_000))]
    #[serde(default)]
    pub beds: u32,
}

impl Written for IntermediateCare {
    const ABOUT: About = About {
        title: "Opens more reablement places and rehabilitation beds.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "The same as `reablement_expand` and `extra_community_beds` for rehabilitation together, on the terms of the teams that do \
this work now: places and beds are open once people are hired for them.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018",
            "Health Foundation, The challenges and potential of intermediate care: 4,000 more packages a week in England",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "pool"
start = "month 1"
ramp = "6 months"
[policy.action.intermediate_care]
slots = 40
beds = 15
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let at = &ground.market.places;
        let asked = [
            (at.reablement, self.slots),
            (at.community_hospital, self.beds),
        ];
        let openings = asked.map(|(place, n)| super::opening(ground, place, (n, None, ""), None));
        let [slots, beds] = openings;
        Some(Arc::new(Places([slots?, beds?])))
    }

    fn in_words(&self, by: &str) -> String {
        let Self { slots, beds } = self;
        format!("{by} opens {slots} more reablement places and {beds} more rehabilitation beds")
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        let at = &market.places;
        let places = [
            (at.reablement, self.slots),
            (at.community_hospital, self.beds),
        ];
        let opened = places.into_iter().filter(|&(_, n)| n > 0);
        let teams = opened.flat_map(|(place, _)| super::team_sponsored(None, place, market));
        teams.collect()
    }
}

/// What it does.
#[derive(Debug)]
struct Places([Opening; 2]);

impl Lever for Places {
    fn cost(&self, market: &Market<'_>, cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        let places = self
            .0
            .iter()
            .filter_map(|o| market.cost_of_opening(o, cx.now()));
        places.reduce(|sum, more| (sum.0, sum.1 + more.1))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        for opening in &self.0 {
            market.open_service(morning, opening);
        }
    }
}
