//! Housing, work, transport and green space: slow, and at the very beginning.

use super::{About, EffectSpec, Evidence, Ground, Kind, Written};
use crate::engine::Sampler;
use crate::scenario::quantity::Days;
use crate::scenario::quantity::PricePerWeek;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::market::ledger::Heading;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Better housing, work, transport and green space.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WiderDeterminants {
    /// How far first social signs fall in the end; below zero they rise.
    pub effect: EffectSpec,
    /// How long it takes to get there, in a straight line from the start.
    pub lag: Days,
    /// What it costs a week.
    pub cost: PricePerWeek,
}

impl Written for WiderDeterminants {
    const ABOUT: About = About {
        title: "Better housing, work, transport and green space.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "First social signs happen 1 - `effect` x size x min(1, time since the start / `lag`) as often. Everything else follows from \
who is on which rung, years later.",
        sources: &["HSJ, Collaboration beyond the ecosystem, 2023"],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
[policy.action.wider_determinants]
effect = { mean = 0.10, low = 0.0, high = 0.20 }
lag = "730 days"
cost = "20000 per week"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.needs_decline()?;
        Some(Arc::new(Determinants {
            effect: self.effect.sampler("effect", ground)?,
            lag_years: self.lag.days() / 365.0,
            pence: (self.cost.pence() * i64::from(ground.scaled(1))) as f64,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let effect = self.effect.in_words();
        format!(
            "{by} improves housing, work and transport: first social signs fall by {effect} over {}",
            self.lag
        )
    }
}

/// What it does.
#[derive(Debug)]
struct Determinants {
    effect: Sampler,
    lag_years: f64,
    /// A week.
    pence: f64,
}

impl Lever for Determinants {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((Heading::Prevention, self.pence))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let years = morning.years(cx.now());
        let grown = if years < self.lag_years {
            years / self.lag_years
        } else {
            1.0
        };
        let effect = market.effect(morning.identity, 0, &self.effect);
        market.turn(Dial::FirstSigns, 1.0 - effect * morning.size * grown);
        market.pay_for_programme(morning, libm::rint(self.pence * morning.size) as i64, cx);
    }
}
