//! Community life that keeps people well: day centres, lunch clubs, volunteers; or its loss.

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

/// Community life that keeps people from decline. A mean below zero is a loss, such as day centres that close.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunityAssets {
    /// How far first social signs, and steps from social signs to failing health, fall; below zero they rise.
    pub effect: EffectSpec,
    /// How far recoveries from social signs rise; below zero they fall.
    #[serde(default = "no_effect")]
    pub recovery: EffectSpec,
    /// What it costs a week.
    pub cost: PricePerWeek,
}

fn no_effect() -> EffectSpec {
    EffectSpec::NONE
}

impl Written for CommunityAssets {
    const ABOUT: About = About {
        title: "Community life that keeps people from decline, or its loss.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "First social signs and steps from social signs to failing health happen 1 - `effect` x size as often, recoveries from \
social signs 1 + `recovery` x size as often, for everyone. Crises and needs for care follow from who is on which rung, and so come \
later. A negative effect is a loss: the doubling of first signs is the most there can be.",
        sources: &["NHS Confederation, The preventative potential of social care, 2023"],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
[policy.action.community_assets]
effect = { mean = 0.10, low = 0.0, high = 0.20 }
recovery = { mean = 0.10, low = 0.0, high = 0.20 }
cost = "6000 per week"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.needs_decline()?;
        Some(Arc::new(Assets {
            effect: self.effect.sampler("effect", ground)?,
            recovery: self.recovery.sampler("recovery", ground)?,
            pence: self.cost.pence() * i64::from(ground.scaled(1)),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let effect = self.effect.in_words();
        format!("{by} changes community life so that decline begins less often by {effect}")
    }
}

/// What it does.
#[derive(Debug)]
struct Assets {
    effect: Sampler,
    recovery: Sampler,
    /// A week.
    pence: i64,
}

impl Lever for Assets {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((Heading::Prevention, self.pence as f64))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let size = morning.size;
        let effect = market.effect(morning.identity, 0, &self.effect) * size;
        let recovery = market.effect(morning.identity, 1, &self.recovery) * size;
        market.turn(Dial::FirstSigns, 1.0 - effect);
        market.turn(Dial::SocialToHealth, 1.0 - effect);
        market.turn(Dial::SocialRecovers, 1.0 + recovery);
        let pence = libm::rint(self.pence as f64 * size) as i64;
        market.pay_for_programme(morning, pence, cx);
    }
}
