//! Pay changes that nobody in care decides on.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::PricePerHour;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// A change of pay outside care, or of the least pay the law allows. Give either or both.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PayShock {
    /// The rise of pay outside care, as a share; below zero for a fall.
    #[schemars(range(min = -0.5, max = 2))]
    #[serde(default)]
    pub outside_rise: f64,
    /// The least pay the law then allows, an hour; as it was unless given.
    pub wage_floor: Option<PricePerHour>,
}

impl Written for PayShock {
    const ABOUT: About = About {
        title: "Pay changes that nobody in care decides on.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "Pay outside care, such as in supermarkets, is (1 + `outside_rise`) times what it was: people quit care more readily, and \
fewer come to look and accept. The wage floor is what providers must pay at least; they move to it over eight weeks, out of their own \
margins, and a provider that loses money posts no vacancies. Both grow with the policy and end with it.",
        sources: &[
            "Low Pay Commission, National Living Wage, rises of 4 to 10 % a year from 2022 to 2026",
        ],
        example: r#"[[policy]]
by = "government"
paid_by = "council"
start = "month 3"
[policy.action.pay_shock]
outside_rise = 0.05
wage_floor = "12.71 per hour"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let floor = ground.market.workforce.wage_floor;
        if self.wage_floor.is_some_and(|f| (f.pence() as f64) < floor) {
            let message = "this is less than the law allowed before";
            let help = "write a higher wage floor, or leave it out";
            ground.error("wage_floor", message, help);
        }
        let rise = self.wage_floor.map_or(0.0, |f| f.pence() as f64 - floor);
        Some(Arc::new(Shock {
            outside_rise: self.outside_rise,
            floor,
            rise,
        }))
    }

    fn in_words(&self, _by: &str) -> String {
        let floor = self.wage_floor.map_or_else(String::new, |floor| {
            format!(", and the least the law allows becomes {floor}")
        });
        format!(
            "Pay outside care changes by {}{floor}",
            super::signed_percent(self.outside_rise)
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Shock {
    outside_rise: f64,
    /// The least pay of the start, and its rise; pence an hour.
    floor: f64,
    rise: f64,
}

impl Lever for Shock {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        market.raise_outside_pay(1.0 + self.outside_rise * morning.size);
        if morning.size > 0.0 {
            market.raise_wage_floor(self.floor + self.rise * morning.size);
        }
    }
}
