//! More beds in the community hospital.

use super::buy_step_down::Takes;
use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::block::Ready;
use crate::world::market::ledger::Heading;
use crate::world::market::service::Opening;
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{Lever, Morning, Turn};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Beds in the community hospital beyond those it has, open once there are staff for them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraCommunityBeds {
    /// Beds.
    #[schemars(range(min = 0, max = 100_000))]
    pub beds: u32,
    /// Hours of staff that a bed takes a week; what the team gives its beds now unless given, 38 in Riverbridge.
    #[schemars(range(min = 0.1, max = 168))]
    pub hours_per_bed: Option<f64>,
    /// The sector whose team gets posts for them; that of the community hospital unless given.
    pub staff_from: Option<String>,
    /// Whether they are only for people delayed in acute beds, who go on waiting there; otherwise for rehabilitation, as the others.
    #[serde(default)]
    pub for_delayed: bool,
    /// With `for_delayed`: who is moved into them.
    pub takes: Option<Takes>,
}

impl Written for ExtraCommunityBeds {
    const ABOUT: About = About {
        title: "Opens more beds in the community hospital.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "The policy gives a team posts for its beds, each of `hours_per_bed` a week; who fills them, and where they come from, is up \
to the labour market. A bed is open once there are staff for it. The hours of the team's own posts go to the beds it had before.

Beds for rehabilitation are used as the others are. With `for_delayed`, every morning people ready in acute beds are moved into \
free ones, those ready longest first, after every service has had its turn: those who wait only for homecare or a care home \
(`takes = \"funded\"`), or also those whose care home or funding is still being settled (`\"assessed\"`). Being moved does not end a \
wait: they go on queueing with the weight of a community hospital, and are counted as delayed there. The payer pays the unit cost of a \
community hospital bed for each that is used.",
        sources: &[
            "Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017",
            "Nuffield Trust, Growing numbers of delayed discharges from community hospitals, 2023",
        ],
        example: r#"[[policy]]
by = "trust"
paid_by = "trust"
start = "month 1"
[policy.action.extra_community_beds]
beds = 30
hours_per_bed = 38
staff_from = "community_nhs"
for_delayed = true
takes = "assessed"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let place = ground.market.places.community_hospital;
        if self.takes.is_some() && !self.for_delayed {
            let message = "these beds are for rehabilitation: nobody is moved into them to wait";
            ground.error(
                "takes",
                message,
                "write for_delayed = true, or leave takes out",
            );
        }
        let opening = super::opening(
            ground,
            place,
            (self.beds, self.hours_per_bed, "hours_per_bed"),
            self.staff_from.as_deref(),
        )?;
        Some(Arc::new(Beds {
            opening: Opening {
                for_delayed: self.for_delayed,
                ..opening
            },
            takes: match self.takes.unwrap_or_default() {
                Takes::Funded => Ready::Funded,
                Takes::Assessed => Ready::Assessed,
            },
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} opens {} more beds in the community hospital for {}",
            self.beds,
            if self.for_delayed {
                "people delayed in acute beds"
            } else {
                "rehabilitation"
            }
        )
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        let place = market.places.community_hospital;
        super::team_sponsored(self.staff_from.as_deref(), place, market)
    }
}

/// What it does.
#[derive(Debug)]
struct Beds {
    opening: Opening,
    takes: Ready,
}

impl Lever for Beds {
    fn cost(&self, market: &Market<'_>, cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        market.cost_of_opening(&self.opening, cx.now())
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        market.open_service(morning, &self.opening);
    }

    fn move_people(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.fill_extra_beds(morning.policy, self.takes, cx);
    }

    fn turn(&self) -> Turn {
        Turn::CommunityHospital
    }
}
