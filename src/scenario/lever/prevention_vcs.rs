//! Support by the voluntary sector for people at risk.

use super::{About, EffectSpec, Evidence, Ground, Kind, Written};
use crate::engine::{Sampler, Span};
use crate::scenario::quantity::{Days, PricePerHour, Share};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::need::ladder::programme::{BY_CHANCE, Factors, Targeting};
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Support by the voluntary sector for people at risk, in a stated number of places.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreventionVcs {
    /// People supported at a time.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub places: u32,
    /// Who is invited.
    #[serde(default)]
    pub who: Who,
    /// With `who = "predicted"`: share of the people who come to need care within a year that are found among the tenth
    /// thought most at risk; 0.1 is by chance.
    pub detection: Option<Share>,
    /// Hours a week of a support worker for each person.
    #[schemars(range(min = 0, max = 168))]
    #[serde(default = "one_and_a_half")]
    pub hours_per_person: f64,
    /// What such an hour costs, with everything.
    pub price: PricePerHour,
    /// How long each person is supported.
    #[serde(default = "a_year")]
    pub duration: Days,
    /// How long the programme takes to have its full effect, in a straight line from its start.
    #[serde(default = "half_a_year")]
    pub lag: Days,
    /// Staying healthy: steps from social signs to failing health fall, recoveries from it rise.
    #[serde(default = "no_effect")]
    pub healthy: EffectSpec,
    /// Use of hospital: crises fall.
    #[serde(default = "no_effect", rename = "use")]
    pub crises: EffectSpec,
    /// Escalation: fewer come to need care, or from care at home a care home.
    #[serde(default = "no_effect")]
    pub escalation: EffectSpec,
    /// Independence: fewer hours when a need begins, and needs end more often.
    #[serde(default = "no_effect")]
    pub independence: EffectSpec,
}

/// Whom a programme invites.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Anyone at risk, by lot.
    #[default]
    Random,
    /// Those whom data show as likeliest to come to need care.
    Predicted,
}

fn one_and_a_half() -> f64 {
    1.5
}

fn a_year() -> Days {
    Days(365.0)
}

fn half_a_year() -> Days {
    Days(180.0)
}

fn no_effect() -> EffectSpec {
    EffectSpec::NONE
}

impl Written for PreventionVcs {
    const ABOUT: About = About {
        title: "The voluntary sector supports people at risk.",
        kind: Kind::Acts,
        evidence: Evidence::Weak,
        does: "The programme has `places` x size places. Every fourth Monday free ones go to people on the register who are at home: by lot, \
or in the order of how likely they are to come to need care within a year. Data do not tell that of everyone: as many stand where their \
risk puts them, and the others by lot, as makes `detection` true (unless given, 0.3, local data). More than the register tells apart by \
rung, isolation and carers cannot be found; in Riverbridge that is about 0.4. Each person is supported for `duration`.

Those reached have their hazards multiplied, from Monday on, by 1 - e x ramp (good ones by 1 + e x ramp), where ramp grows to 1 over \
`lag` from the start: `healthy` steps to failing health, and recovery from it; `use` crises; `escalation` coming to need care, and a care \
home; `independence` the hours needed when a need begins, and its end. Who is supported is not alone when they come home from hospital. Each \
e is drawn once in a replication. Support workers come from outside the workforce of the model; their hours cost `price`. When the \
policy ends, or shrinks, support ends at once, latest comers first.",
        sources: &[
            "NHS Confederation, The preventative potential of social care, 2023: four ways in which social care prevents, after Skills for Care, \
and the lack of reliable evidence",
            "Dayson and Bennett, Evaluation of the Rotherham social prescribing service, 2016",
        ],
        example: r#"[[policy]]
by = "trust"
paid_by = "trust"
start = "month 1"
[policy.action.prevention_vcs]
places = 800
who = "predicted"
detection = 0.3
price = "22 per hour"
healthy = { mean = 0.10, low = 0.0, high = 0.20 }
use = { mean = 0.07, low = 0.0, high = 0.19 }
escalation = { mean = 0.10, low = 0.0, high = 0.20 }
independence = { mean = 0.05, low = 0.0, high = 0.10 }
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.needs_decline()?;
        if self.detection.is_some() && self.who == Who::Random {
            let help = "write who = \"predicted\", or leave out detection";
            ground.error("detection", "people chosen by lot are not detected", help);
        }
        let detection = match self.who {
            Who::Random => BY_CHANCE,
            Who::Predicted => self.detection.map_or(LOCAL_DATA, Share::get),
        };
        if detection < BY_CHANCE {
            let help = "write 0.1 or more";
            ground.error("detection", "chance alone finds a tenth", help);
        }
        Some(Arc::new(Support {
            places: f64::from(ground.scaled(self.places)),
            targeting: Targeting {
                detection,
                duration: Span::from_days(self.duration.days()),
            },
            pence: self.hours_per_person * self.price.pence() as f64,
            lag_days: self.lag.days(),
            effects: [
                self.healthy.sampler("healthy", ground)?,
                self.crises.sampler("use", ground)?,
                self.escalation.sampler("escalation", ground)?,
                self.independence.sampler("independence", ground)?,
            ],
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let who = match self.who {
            Who::Random => "chosen by lot",
            Who::Predicted => "whom data show as likeliest to come to need care",
        };
        format!(
            "{by} pays the voluntary sector to support {} people at risk, {who}",
            self.places
        )
    }
}

/// What it does.
#[derive(Debug)]
struct Support {
    places: f64,
    targeting: Targeting,
    /// A person a week.
    pence: f64,
    lag_days: f64,
    /// Healthy, use, escalation, independence.
    effects: [Sampler; 4],
}

/// What local data find, unless `detection` says otherwise.
const LOCAL_DATA: f64 = 0.3;

impl Lever for Support {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((Heading::Prevention, self.places * self.pence))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if morning.size <= 0.0 {
            // Whoever had come to need care meanwhile is let go as well.
            market.end_programme(morning.policy, cx);
            return market.pay_for_programme(morning, 0, cx);
        }
        let days = (cx.now() - morning.started).days();
        let ramp = if days < self.lag_days {
            days / self.lag_days
        } else {
            1.0
        };
        let effect = |dimension: usize| {
            let size = &self.effects[dimension];
            ramp * market.effect(morning.identity, dimension as u64, size)
        };
        let [healthy, crises, escalation, independence] = [0, 1, 2, 3].map(effect);
        let factors = Factors {
            worsens: 1.0 - healthy,
            recovers: (1.0 + healthy).max(0.0),
            crisis: 1.0 - crises,
            escalates: 1.0 - escalation,
            hours: 1.0 - independence,
            ends: (1.0 + independence).max(0.0),
        };
        let places = libm::rint(self.places * morning.size);
        market.support(morning, places as usize, self.targeting, factors, cx);
        let people = market.supported_by(morning.policy) as f64;
        market.pay_for_programme(morning, libm::rint(people * self.pence) as i64, cx);
    }
}
