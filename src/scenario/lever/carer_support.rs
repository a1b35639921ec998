//! Breaks and advice for unpaid carers.

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

/// Breaks, training and advice for unpaid carers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarerSupport {
    /// Carers supported at a time.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub carers: u32,
    /// How far breakdowns of supported carers fall.
    pub fewer_breakdowns: EffectSpec,
    /// What it costs a carer a week.
    pub cost_each: PricePerWeek,
}

impl Written for CarerSupport {
    const ABOUT: About = About {
        title: "Breaks, training and advice for unpaid carers.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "Of all unpaid carers, of people at risk and of people cared for by family alone, the share `carers` x size over their \
number is supported, at most all; whom among these is not told apart. Breakdowns of all happen 1 - that share x `fewer_breakdowns` as \
often. People cared for by family alone then come back to services later; people at risk are alone less often. How many carers there \
are is looked up on Mondays; the cost is that of the carers reached.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
[policy.action.carer_support]
carers = 1500
fewer_breakdowns = { mean = 0.15, low = 0.0, high = 0.30 }
cost_each = "25 per week"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Breaks {
            places: f64::from(ground.scaled(self.carers)),
            effect: self.fewer_breakdowns.sampler("fewer_breakdowns", ground)?,
            pence: self.cost_each.pence() as f64,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!("{by} supports {} unpaid carers", self.carers)
    }
}

/// What it does.
#[derive(Debug)]
struct Breaks {
    places: f64,
    effect: Sampler,
    /// A carer a week.
    pence: f64,
}

impl Lever for Breaks {
    fn cost(&self, market: &Market<'_>, cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        let supported = self.places.min(market.unpaid_carers(cx));
        Some((Heading::Prevention, supported * self.pence))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        // Hazards are felt on Mondays alone, so on other days nothing would come of it.
        if !market.feels_today(cx) {
            return;
        }
        let carers = market.unpaid_carers(cx);
        let supported = (self.places * morning.size).min(carers);
        let effect = market.effect(morning.identity, 0, &self.effect);
        let reach = supported / carers.max(1.0);
        market.turn(Dial::CarerBreaksDown, 1.0 - reach * effect);
        market.pay_for_programme(morning, libm::rint(supported * self.pence) as i64, cx);
    }
}
