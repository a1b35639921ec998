//! Link workers who bring people to what the community offers.

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

/// Link workers who bring people with social signs to groups, volunteers and advice.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SocialPrescribing {
    /// Link workers.
    #[schemars(range(min = 0, max = 100_000))]
    pub link_workers: u32,
    /// People with social signs whom each looks after at a time.
    #[schemars(range(min = 1, max = 1_000))]
    pub caseload: f64,
    /// How far recoveries of these people rise, and their steps to failing health fall.
    pub effect: EffectSpec,
    /// How far their crises fall.
    #[serde(default = "measured")]
    pub fewer_crises: EffectSpec,
    /// What a link worker and the groups cost a week.
    pub cost_each: PricePerWeek,
}

/// Rotherham: 7 % fewer admissions of its users, 19 % of those under 80; before and after, without a control.
fn measured() -> EffectSpec {
    EffectSpec::between(0.0, 0.07, 0.19)
}

impl Written for SocialPrescribing {
    const ABOUT: About = About {
        title: "Link workers who bring people with social signs to what the community offers.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "They reach `link_workers` x `caseload` x size people with social signs, at most all; whom among these is not told apart. \
With reach as a share of them, recoveries happen 1 + reach x `effect` as often, steps to failing health 1 - reach x `effect`, and \
crises 1 - reach x `fewer_crises`. Link workers come from outside the workforce of the model.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018",
            "Dayson and Bennett, Evaluation of the Rotherham social prescribing service, 2016: 7 % fewer admissions, without a control",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
[policy.action.social_prescribing]
link_workers = 30
caseload = 60
effect = { mean = 0.10, low = 0.0, high = 0.20 }
cost_each = "900 per week"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.needs_decline()?;
        Some(Arc::new(LinkWorkers {
            number: f64::from(ground.scaled(self.link_workers)),
            caseload: self.caseload,
            effect: self.effect.sampler("effect", ground)?,
            crises: self.fewer_crises.sampler("fewer_crises", ground)?,
            pence: self.cost_each.pence() as f64,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} pays for {} link workers of social prescribing",
            self.link_workers
        )
    }
}

/// What it does.
#[derive(Debug)]
struct LinkWorkers {
    number: f64,
    caseload: f64,
    effect: Sampler,
    crises: Sampler,
    /// A link worker a week.
    pence: f64,
}

impl Lever for LinkWorkers {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((Heading::Prevention, self.number * self.pence))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let number = self.number * morning.size;
        let [social, _] = market.people_at_risk();
        let reach = (number * self.caseload / social.max(1.0)).min(1.0);
        let effect = reach * market.effect(morning.identity, 0, &self.effect);
        let crises = reach * market.effect(morning.identity, 1, &self.crises);
        market.turn(Dial::SocialRecovers, 1.0 + effect);
        market.turn(Dial::SocialToHealth, 1.0 - effect);
        market.turn(Dial::CrisisSocial, 1.0 - crises);
        market.pay_for_programme(morning, libm::rint(number * self.pence) as i64, cx);
    }
}
