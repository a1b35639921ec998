//! People go home from hospital to be assessed there.

use super::{About, Evidence, Ground, Kind, Written};
use crate::engine::Span;
use crate::scenario::build::about;
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::{Days, Share};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::service::Opening;
use crate::world::market::setup::MarketSetup;
use crate::world::need::d2a::D2aTerms;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Slots of a team that looks after people at home straight from hospital, and assesses them there.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DischargeToAssess {
    /// Slots.
    #[schemars(range(min = 0, max = 100_000))]
    pub slots: u32,
    /// Hours of the team's time with people that a slot takes a week; what reablement takes unless given, 10 in Riverbridge.
    #[schemars(range(min = 0.1, max = 168))]
    pub hours_per_slot: Option<f64>,
    /// The sector whose team gets posts for it; that of reablement unless given.
    pub staff_from: Option<String>,
    /// Mean time at home until someone is assessed and their care funded; about 8 days.
    #[serde(default = "eight_days")]
    pub assess: Days,
    /// How long someone waits in hospital for a slot before they are assessed there after all.
    #[serde(default = "five_days")]
    pub fallback: Days,
    /// Share of people assessed at home who turn out to need nothing more.
    #[serde(default = "one_in_ten")]
    pub no_ongoing: Share,
}

/// Two visits by a therapist and a week to see how someone manages: assumed.
fn eight_days() -> Days {
    Days(8.0)
}

/// A working week: assumed.
fn five_days() -> Days {
    Days(5.0)
}

/// Assumed: below the 44 % of delayed people who were placed in a setting not matched to their need.
fn one_in_ten() -> Share {
    Share::new(0.1).expect("a tenth is a share")
}

impl Written for DischargeToAssess {
    const ABOUT: About = About {
        title: "People who need care at home leave hospital first and are assessed there.",
        kind: Kind::Acts,
        evidence: Evidence::Weak,
        does: "The policy gives a team posts for its slots, each of `hours_per_slot` a week; a slot is open once there are staff for it. \
While at least one is open, people ready in an acute bed who need care at home, and no rehabilitation, wait for a slot (reason `d2a`) \
instead of an assessment on the ward. Every morning free slots go to those ready longest; they leave on the first day on which they \
can. Who has had no slot within `fallback` is assessed in hospital in the ordinary way.

After `assess`, drawn about its mean with the spread of `process.cv`, a share `no_ongoing` needs nothing more. The others are funded \
and wait for homecare, or a reablement place, with the weight of a slot (`council.brokerage.weights.d2a`), **and hold the slot until \
they have it**. The payer pays the staff hired for it. At its end nobody new is taken, and posts go as people leave them. \
`d2a_start_within_2_days` is the share of starts within two days of being ready; wards let few people go at weekends \
(`process.leave_by_weekday`), which alone keeps it to about 0.9.

That the team's hours are used by people who wait for care is a result. The share who need nothing more is assumed, and it matters: where it is \
large the lever frees capacity of its own, where it is 0 it only changes where people wait.",
        sources: &[
            "Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017",
            "Offord, Harriman and Downes, Discharge to assess: transforming the discharge process of frail older patients, Future Hospital Journal 4, 2017",
            "LGA and Newton Europe, People first, manage what matters, 2019",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "icb"
start = "month 1"
[policy.action.discharge_to_assess]
slots = 60
hours_per_slot = 10
staff_from = "council_care"
assess = "8 days"
fallback = "5 days"
no_ongoing = 0.1
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let place = ground.optional_part("d2a", ground.market.places.d2a)?;
        let reablement = ground.market.places.reablement;
        let team = ground.team_for("staff_from", self.staff_from.as_deref(), reablement)?;
        let hours = self.hours_per_slot.or(team.staffs.map(|(_, hours)| hours));
        let Some(hours_each) = hours else {
            let message = "this does not say how many hours a slot takes";
            ground.error("", message, "add hours_per_slot, such as 10");
            return None;
        };
        let cv = ground.spec.process.as_ref().map_or(0.0, |p| p.cv);
        Some(Arc::new(Slots {
            opening: Opening {
                place,
                sector: team.sector,
                places: ground.scaled(self.slots),
                hours_each,
                for_delayed: false,
            },
            terms: D2aTerms {
                fallback: Span::from_days(self.fallback.days()),
                assess: about(self.assess.days(), cv),
                no_ongoing: self.no_ongoing.get(),
            },
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} opens {} slots in which people leaving hospital are assessed at home, about {} each",
            self.slots, self.assess
        )
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        super::team_sponsored(self.staff_from.as_deref(), market.places.reablement, market)
    }
}

/// What it does.
#[derive(Debug)]
struct Slots {
    opening: Opening,
    terms: D2aTerms,
}

impl Lever for Slots {
    fn cost(&self, market: &Market<'_>, cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        market.cost_of_opening(&self.opening, cx.now())
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        market.open_service(morning, &self.opening);
        market.discharge_to_assess(morning, &self.terms);
    }

    fn move_people(&self, market: &mut Market<'_>, _morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.fill_d2a(cx);
    }
}
