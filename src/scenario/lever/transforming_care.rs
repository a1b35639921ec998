//! People leave the long-stay hospital for homes of their own.

use super::{About, Evidence, Ground, Kind, Written};
use crate::engine::Sampler;
use crate::scenario::build::about;
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::Days;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::service::Opening;
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// A team that puts care in the community together for people in a long-stay hospital, and the staff who give it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransformingCare {
    /// People whose care the team puts together at once.
    #[schemars(range(min = 0, max = 10_000))]
    pub cases: u32,
    /// Mean time that takes; 180 days unless given.
    #[serde(default = "half_a_year")]
    pub case_days: Days,
    /// Places in homes of their own to staff, at most.
    #[schemars(range(min = 0, max = 10_000))]
    pub places: u32,
    /// Hours of staff a week for each; 70 unless given.
    #[schemars(range(min = 0.1, max = 1000))]
    #[serde(default = "ten_a_day")]
    pub hours_per_place: f64,
    /// The sector whose team gets posts for it.
    pub staff_from: String,
}

/// Assumed.
fn half_a_year() -> Days {
    Days(180.0)
}

/// Assumed.
fn ten_a_day() -> f64 {
    70.0
}

impl Written for TransformingCare {
    const ABOUT: About = About {
        title: "Moves people from a long-stay hospital into homes of their own.",
        kind: Kind::Acts,
        evidence: Evidence::Weak,
        does: "A team works on the care of `cases` people of the long-stay hospital at once, those there longest first, each for a time \
drawn about `case_days` (with the spread of `process.cv`). The policy gives another team posts for `places`, each of `hours_per_place` a \
week; who is ready moves as soon as there are staff for one more, and the hospital bed is empty. How long they will need care is as it \
was. The payer pays the staff hired; the hospital's beds cost `unit_costs.long_stay` for as long as they are lived in, whoever pays for \
those. How long a case takes and how many hours someone needs are assumed.",
        sources: &[
            "Future Care Capital, At the heart of it is a person, 2023: a patient in hospital for 40 years who moved to the community",
        ],
        example: r#"[groups.long_stay]
note = "People with a learning disability in a long-stay hospital."
[places.long_stay]
stay = { exponential = { mean = "10 years" } }
start = [{ people = 18, group = "long_stay" }]
[places.supported_living]
slots = 0
[pathway]
long_stay = "long_stay"
supported_living = "supported_living"
[unit_costs]
long_stay = "500 per day"

[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
[policy.action.transforming_care]
cases = 4
case_days = "180 days"
places = 18
hours_per_place = 70
staff_from = "council_care"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let at = &ground.market.places;
        let (hospital, homes) = (at.long_stay, at.supported_living);
        ground.optional_part("long_stay", hospital)?;
        let place = ground.optional_part("supported_living", homes)?;
        let team = ground.team_for("staff_from", Some(&self.staff_from), place)?;
        let cv = ground.spec.process.as_ref().map_or(0.0, |p| p.cv);
        Some(Arc::new(Team {
            cases: ground.scaled(self.cases),
            days: about(self.case_days.days(), cv),
            opening: Opening {
                place,
                sector: team.sector,
                places: ground.scaled(self.places),
                hours_each: self.hours_per_place,
                for_delayed: false,
            },
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let Self { cases, places, .. } = self;
        format!(
            "{by} moves up to {places} people from a long-stay hospital into homes of their own, {cases} at a time"
        )
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        super::team_sponsored(Some(&self.staff_from), market.places.reablement, market)
    }
}

/// What it does.
#[derive(Debug)]
struct Team {
    cases: u32,
    days: Sampler,
    opening: Opening,
}

impl Lever for Team {
    fn cost(&self, market: &Market<'_>, cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        market.cost_of_opening(&self.opening, cx.now())
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        market.open_service(morning, &self.opening);
    }

    fn move_people(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.resettle(morning, self.cases, &self.days, cx);
    }
}
