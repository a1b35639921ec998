//! A named doctor and regular rounds for care homes.

use super::{About, EffectSpec, Evidence, Ground, Kind, Written};
use crate::engine::Sampler;
use crate::scenario::quantity::PricePerWeek;
use crate::scenario::quantity::Share;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::market::ledger::Heading;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// A named doctor and weekly rounds in care homes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GpCareHomes {
    /// Share of residents whose home takes part.
    pub reach: Share,
    /// How far admissions of these residents fall.
    #[serde(default = "measured")]
    pub fewer_admissions: EffectSpec,
    /// What it costs a resident a week.
    pub cost_per_resident: PricePerWeek,
}

/// Three sites in England: 23 % fewer, 18 % fewer, no clear change.
fn measured() -> EffectSpec {
    EffectSpec::between(0.0, 0.15, 0.30)
}

impl Written for GpCareHomes {
    const ABOUT: About = About {
        title: "A named doctor and weekly rounds in care homes.",
        kind: Kind::Parameter,
        evidence: Evidence::Measured,
        does: "Crises of residents happen 1 - `reach` x `fewer_admissions` x size as often. Unless given, the effect is 0.15 on \
average, between none and 0.30: of three sites in England one had 23 % fewer emergency admissions of residents, one 18 % fewer, one no \
clear change. The cost is that of so many residents. Doctors come from outside the workforce of the model.",
        sources: &[
            "Health Foundation, Improvement Analytics Unit: Principia Rushcliffe, 2017; Nottingham care home residents, 2014-17; \
Wakefield care home residents, 2016-17",
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
[policy.action.gp_care_homes]
reach = 0.8
cost_per_resident = "5 per week"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Rounds {
            reach: self.reach.get(),
            effect: self.fewer_admissions.sampler("fewer_admissions", ground)?,
            pence: self.cost_per_resident.pence(),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let reach = super::percent(self.reach.get());
        format!("{by} pays for a doctor's rounds in care homes for {reach} of residents")
    }
}

/// What it does.
#[derive(Debug)]
struct Rounds {
    reach: f64,
    effect: Sampler,
    /// A resident a week.
    pence: i64,
}

impl Lever for Rounds {
    fn cost(&self, market: &Market<'_>, cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((
            Heading::Prevention,
            market.residents(cx) * self.reach * self.pence as f64,
        ))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let reached = self.reach * morning.size;
        let effect = market.effect(morning.identity, 0, &self.effect);
        market.turn(Dial::CrisisCareHome, 1.0 - reached * effect);
        let pence = market.residents(cx) * reached * self.pence as f64;
        market.pay_for_programme(morning, libm::rint(pence) as i64, cx);
    }
}
