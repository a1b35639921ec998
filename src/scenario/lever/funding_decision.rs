//! How, and how fast, the council decides on funding of care homes.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::Days;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::need::hold::{FundingRule, Hold};
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// The council's decisions on funding of care homes take another time, or come after the move.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingDecision {
    /// Mean time of a decision; as it is unless given.
    pub days: Option<Days>,
    /// Whether the home that would take someone keeps a bed for them until it is decided.
    #[serde(default)]
    pub hold_bed: bool,
    /// With `hold_bed`: whether it is paid for that bed, by whoever pays for the policy; otherwise by nobody.
    #[serde(default)]
    pub hold_paid: bool,
    /// Whether people move first, and the decision comes afterwards.
    #[serde(default)]
    pub decide_later: bool,
}

impl Written for FundingDecision {
    const ABOUT: About = About {
        title: "Changes how the council decides on funding of care homes.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "Decisions on care homes that the council pays for take `days` on average, drawn as before. With `hold_bed`, once a care home \
has assessed someone, the home with most room for its size of those that sell at the council's price keeps a bed for them, if the budget \
has room; nobody else may have it, and they move into it when the decision is made (and the family agrees). Nobody pays for the bed \
meanwhile: the home loses the income. With `hold_paid` whoever pays for the policy pays the council's price for it. Who falls ill \
meanwhile loses the bed. With `decide_later` nobody waits for a decision: the council pays from the day they move in.

People who pay for themselves, and homecare, are as they were. `kept_for_decision` counts the beds kept, `margin.care_home` what homes \
are left with.",
        sources: &[
            "Future Care Capital, At the heart of it is a person, 2023: a residential bed kept for three weeks while waiting for the funding",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
[policy.action.funding_decision]
days = "21 days"
hold_bed = true
hold_paid = false
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.comes_at_once("a rule on funding holds from the first day");
        if self.hold_paid && !self.hold_bed {
            let message = "no bed is kept that could be paid for";
            ground.error(
                "hold_paid",
                message,
                "write hold_bed = true, or leave hold_paid out",
            );
        }
        if self.decide_later && (self.hold_bed || self.days.is_some()) {
            let message = "nobody waits for a decision that comes later";
            ground.error(
                "decide_later",
                message,
                "leave out days and hold_bed, or decide_later",
            );
        }
        let usual = ground
            .spec
            .process
            .as_ref()?
            .funding_days
            .bed_council
            .days();
        if self.days.is_some() && usual <= 0.0 {
            let message =
                "decisions take no time in this place, so they cannot take a multiple of it";
            ground.error(
                "days",
                message,
                "give process.funding_days.bed_council a time",
            );
            return None;
        }
        Some(Arc::new(Rule {
            time: self.days.map_or(1.0, |days| days.days() / usual),
            hold: self.hold_bed.then_some(self.hold_paid),
            decide_later: self.decide_later,
        }))
    }

    fn sets(&self) -> Vec<String> {
        vec!["how funding of care homes is decided".to_owned()]
    }

    fn in_words(&self, by: &str) -> String {
        if self.decide_later {
            return format!(
                "{by} lets people move into care homes first and decides on funding afterwards"
            );
        }
        let days = self
            .days
            .map_or_else(String::new, |days| format!(" in {days} on average"));
        let bed = match (self.hold_bed, self.hold_paid) {
            (false, _) => "",
            (true, false) => ", while a bed is kept that nobody pays for",
            (true, true) => ", while a bed is kept and paid for",
        };
        format!("{by} decides on funding of care homes{days}{bed}")
    }

    fn is_paid_for(&self) -> bool {
        self.hold_paid
    }
}

/// What it does.
#[derive(Debug)]
struct Rule {
    /// Of decisions, as a multiple of what it is.
    time: f64,
    /// Whether a bed is kept, and if so paid for.
    hold: Option<bool>,
    decide_later: bool,
}

impl Lever for Rule {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        if morning.size <= 0.0 {
            return;
        }
        market.turn(Dial::FundingCareHome, self.time);
        market.decide_funding_by(FundingRule {
            hold: self.hold.map(|paid| {
                if paid {
                    Hold::PaidBy(morning.payer)
                } else {
                    Hold::Unpaid
                }
            }),
            decide_later: self.decide_later,
        });
    }
}
