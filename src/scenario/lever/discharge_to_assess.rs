//! People go home from hospital to be assessed there.

use super::{About, Evidence, Ground, Kind, Written};
use crate::engine::Span;
use crate::scenario::build::about;
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::{Days, PricePerHour, Share};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::employer::HOUR;
use crate::world::market::ledger::{Heading, hours_a_week};
use crate::world::market::reserved::{HoursWanted, Serves};
use crate::world::market::service::Opening;
use crate::world::market::setup::{MarketSetup, TeamSetup};
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
    /// The sector whose team gets posts for it, or that of the agencies whose hours are bought; the team of reablement unless given.
    pub staff_from: Option<String>,
    /// Price offered to agencies, an hour, where they staff it.
    pub price: Option<PricePerHour>,
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
With `staff_from` the sector of homecare and a `price`, agencies staff the slots instead: hours for each are reserved in the morning's \
brokerage in order of price, as blocks of `commission_homecare` are, so that slots compete with packages for the same carers. A slot is open \
once an agency has reserved it, and is paid for whether used or not; who is in one is a client of that agency, which may hand them back; then they queue without the rest of their assessment at home. At its \
end hours nobody uses are given back next morning, the others as people leave.

Several policies add up their slots; how long people wait and are assessed is then as the one that started last says.

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
        let cv = ground.spec.process.as_ref().map_or(0.0, |p| p.cv);
        let terms = D2aTerms {
            fallback: Span::from_days(self.fallback.days()),
            assess: about(self.assess.days(), cv),
            no_ongoing: self.no_ongoing.get(),
        };
        let reabling = |t: &&TeamSetup| t.staffs.is_some_and(|(place, _)| place == reablement);
        let usual = ground.market.teams.iter().find(reabling);
        let hours = self
            .hours_per_slot
            .or(usual.and_then(|t| t.staffs).map(|(_, h)| h));
        let from_agencies = self.is_staffed_by_agencies(ground.market);
        if self.price.is_some() && !from_agencies {
            let homecare = ground.sectors()[ground.market.homecare.sector];
            let message = "a team is paid for by its posts, not by the hour";
            let help = format!(
                "leave out price, or set staff_from = \"{homecare}\" to buy hours of agencies"
            );
            ground.error("price", message, help);
        }
        if from_agencies {
            let Some(price) = self.price else {
                let message = "this does not say what agencies are paid for a slot's hours";
                ground.error("staff_from", message, "add price, such as \"27 per hour\"");
                return None;
            };
            let Some(hours_each) = hours else {
                ground.error("", NO_HOURS, "add hours_per_slot, such as 10");
                return None;
            };
            return Some(Arc::new(SlotsOfAgencies {
                slots: ground.scaled(self.slots),
                hours: HoursWanted {
                    minutes: 0,
                    price: price.pence(),
                    lot: libm::rint(hours_each * HOUR as f64) as i64,
                    serves: Serves::Slots,
                },
                terms,
            }));
        }
        let team = ground.team_for("staff_from", self.staff_from.as_deref(), reablement)?;
        let hours = self.hours_per_slot.or(team.staffs.map(|(_, hours)| hours));
        let Some(hours_each) = hours else {
            ground.error("", NO_HOURS, "add hours_per_slot, such as 10");
            return None;
        };
        Some(Arc::new(Slots {
            opening: Opening {
                place,
                sector: team.sector,
                places: ground.scaled(self.slots),
                hours_each,
                for_delayed: false,
            },
            terms,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} opens {} slots in which people leaving hospital are assessed at home, about {} each",
            self.slots, self.assess
        )
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        if self.is_staffed_by_agencies(market) {
            let sector = &market.workforce.sectors[market.homecare.sector];
            return vec![Sponsored::Sector(sector.name.clone())];
        }
        super::team_sponsored(self.staff_from.as_deref(), market.places.reablement, market)
    }
}

const NO_HOURS: &str = "this does not say how many hours a slot takes";

impl DischargeToAssess {
    fn is_staffed_by_agencies(&self, market: &MarketSetup) -> bool {
        let homecare = &market.workforce.sectors[market.homecare.sector].name;
        self.staff_from.as_ref() == Some(homecare)
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

/// The same with slots that agencies staff.
#[derive(Debug)]
struct SlotsOfAgencies {
    slots: u32,
    hours: HoursWanted,
    terms: D2aTerms,
}

impl Lever for SlotsOfAgencies {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        let minutes = i64::from(self.slots) * self.hours.lot;
        Some(hours_a_week(minutes, self.hours.price))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        let slots = libm::rint(f64::from(self.slots) * morning.size) as i64;
        let hours = HoursWanted {
            minutes: slots * self.hours.lot,
            ..self.hours
        };
        market.want_hours(morning, hours);
        market.discharge_to_assess(morning, &self.terms);
    }

    fn move_people(&self, market: &mut Market<'_>, _morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.fill_d2a(cx);
    }
}
