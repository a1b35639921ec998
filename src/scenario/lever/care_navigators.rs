//! Care navigators in doctors' surgeries.

use super::{About, EffectSpec, Evidence, Ground, Kind, Written};
use crate::engine::Sampler;
use crate::scenario::quantity::PricePerWeek;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::market::ledger::Heading;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Care navigators in surgeries, who find help before it is a crisis.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CareNavigators {
    /// Navigators.
    #[schemars(range(min = 0, max = 100_000))]
    pub navigators: u32,
    /// People at risk whom each looks after at a time.
    #[schemars(range(min = 1, max = 1_000))]
    pub caseload: f64,
    /// How far crises of the people they look after fall.
    pub fewer_crises: EffectSpec,
    /// What a navigator costs a week, with on-costs.
    pub cost_each: PricePerWeek,
}

impl Written for CareNavigators {
    const ABOUT: About = About {
        title: "Care navigators in surgeries.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "They reach `navigators` x `caseload` x size people at risk, at most all, those in failing health before those with social \
signs; whom among these is not told apart. Crises of people on a rung happen 1 - reach x `fewer_crises` as often, where reach is the \
share of that rung. Navigators come from outside the workforce of the model.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018",
            "Health Foundation, Emergency hospital admissions in England, 2018: 6 % fewer admissions for conditions that a surgery can \
look after, with two more visits in ten to the usual doctor",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
[policy.action.care_navigators]
navigators = 20
caseload = 60
fewer_crises = { mean = 0.05, low = 0.0, high = 0.10 }
cost_each = "750 per week"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.needs_decline()?;
        Some(Arc::new(Navigators {
            number: f64::from(ground.scaled(self.navigators)),
            caseload: self.caseload,
            effect: self.fewer_crises.sampler("fewer_crises", ground)?,
            pence: self.cost_each.pence() as f64,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} pays for {} care navigators in surgeries",
            self.navigators
        )
    }
}

/// What it does.
#[derive(Debug)]
struct Navigators {
    number: f64,
    caseload: f64,
    effect: Sampler,
    /// A navigator a week.
    pence: f64,
}

impl Lever for Navigators {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((Heading::Prevention, self.number * self.pence))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let number = self.number * morning.size;
        let [social, health] = market.people_at_risk();
        let cases = number * self.caseload;
        let of_health = (cases / health.max(1.0)).min(1.0);
        let of_social = ((cases - health).max(0.0) / social.max(1.0)).min(1.0);
        let effect = market.effect(morning.identity, 0, &self.effect);
        market.turn(Dial::CrisisHealth, 1.0 - of_health * effect);
        market.turn(Dial::CrisisSocial, 1.0 - of_social * effect);
        market.pay_for_programme(morning, libm::rint(number * self.pence) as i64, cx);
    }
}
