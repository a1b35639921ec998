//! Hospital-level care at home.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::Share;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::service::Opening;
use crate::world::market::setup::MarketSetup;
use crate::world::market::virtual_ward::Suits;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Places on a virtual ward, or hospital at home, for patients who would be in an acute bed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VirtualWard {
    /// Places for 100,000 people.
    #[schemars(range(min = 0, max = 1000))]
    pub places_per_100k: f64,
    /// Hours of staff that a place takes a week; 13 unless given.
    #[schemars(range(min = 0.1, max = 168))]
    #[serde(default = "a_third_of_a_post")]
    pub hours_per_place: f64,
    /// The sector whose team gets posts for it; that of the community hospital unless given.
    pub staff_from: Option<String>,
    /// Share of patients who suit it from the day after they are admitted; 0.1 unless given.
    #[serde(default = "one_in_ten")]
    pub avoid_share: Share,
    /// Share of patients who suit it for the rest of their stay, from the fifth day on; 0.2 unless given.
    #[serde(default = "one_in_five")]
    pub step_down_share: Share,
}

/// 0.35 of a full-time post of 37.5 hours: assumed.
fn a_third_of_a_post() -> f64 {
    13.0
}

/// Assumed.
fn one_in_ten() -> Share {
    Share::new(0.1).expect("a tenth is a share")
}

/// Assumed.
fn one_in_five() -> Share {
    Share::new(0.2).expect("a fifth is a share")
}

impl Written for VirtualWard {
    const ABOUT: About = About {
        title: "Looks after patients at home who would be in an acute bed.",
        kind: Kind::Acts,
        evidence: Evidence::Weak,
        does: "The policy gives a team posts for its places, each of `hours_per_place` a week; a place is open once there are staff for it. \
Every morning free places go to patients in acute beds who suit it: a share `avoid_share` from the morning after they are admitted, \
another `step_down_share` from their fifth day on, each by a draw of their own, those in hospital longest first. They spend the rest of \
their stay there: it gets neither shorter nor longer. The payer pays the staff hired for it.

Only patients without a need for care are moved; those who need homecare or a care home would wait for it wherever they are. How many \
patients suit it is assumed: evaluations differ between 0.2 and 1 admissions avoided for each admission to a virtual ward, none of them \
a trial.",
        sources: &[
            "NHS England, virtual wards: 40 to 50 for 100,000 people by December 2023",
            "HTN, October 2024 virtual wards (NHS England): 22 for 100,000 people, 78 % occupied",
            "NHS England South East virtual wards evaluation (PPL)",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
ramp = "6 months"
[policy.action.virtual_ward]
places_per_100k = 45
hours_per_place = 13
staff_from = "community_nhs"
avoid_share = 0.1
step_down_share = 0.2
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let place = ground.optional_part("virtual_ward", ground.market.places.virtual_ward)?;
        let hospital = ground.market.places.community_hospital;
        let team = ground.team_for("staff_from", self.staff_from.as_deref(), hospital)?;
        let (early, later) = (self.avoid_share.get(), self.step_down_share.get());
        if early + later > 1.0 {
            let message = "more patients suit it than there are";
            ground.error(
                "step_down_share",
                message,
                "avoid_share and step_down_share may add up to 1",
            );
        }
        let Some(people) = ground.spec.place.population else {
            let message = "this place does not say how many people live there";
            ground.error("places_per_100k", message, "add population under [place]");
            return None;
        };
        let places = libm::rint(self.places_per_100k * people as f64 / 100_000.0) as u32;
        Some(Arc::new(Ward {
            opening: Opening {
                place,
                sector: team.sector,
                places: ground.scaled(places),
                hours_each: self.hours_per_place,
                for_delayed: false,
            },
            suits: Suits {
                at_once: early,
                later,
            },
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} opens a virtual ward of {} places for 100,000 people",
            self.places_per_100k
        )
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        let place = market.places.community_hospital;
        super::team_sponsored(self.staff_from.as_deref(), place, market)
    }
}

/// What it does.
#[derive(Debug)]
struct Ward {
    opening: Opening,
    suits: Suits,
}

impl Lever for Ward {
    fn cost(&self, market: &Market<'_>, cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        market.cost_of_opening(&self.opening, cx.now())
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        market.open_service(morning, &self.opening);
    }

    fn move_people(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if morning.size > 0.0 {
            market.fill_virtual_ward(self.suits, cx);
        }
    }
}
