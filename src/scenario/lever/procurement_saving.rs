//! A payer needs less money for what it buys outside care.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::MoneyPerYear;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::budget::BudgetHeading;
use crate::world::market::setup::COUNCIL;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Money that the payer of the policy saves on supplies and services outside care.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcurementSaving {
    /// How much it saves a year.
    pub pounds_per_year: MoneyPerYear,
}

impl Written for ProcurementSaving {
    const ABOUT: About = About {
        title: "A payer needs less money for what it buys outside care.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "Whoever pays for the policy needs so much less a year; it shows as `cost.PAYER.saved`, below zero. The council spends what \
it saves on placements: it is added to that budget. It brings money, never staff. To pass a saving on, add a `move_money`.",
        sources: &[
            "HSJ, Collaboration beyond the ecosystem, 2023: one service across eight trusts saved 46 million pounds",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
ramp = "26 weeks"
[policy.action.procurement_saving]
pounds_per_year = "£1m per year"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        if ground.paid_by() == "council" {
            ground.warn_if_soft(Some(COUNCIL), Some(BudgetHeading::Placements));
        }
        Some(Arc::new(Saved {
            pence: ground.scaled_money(self.pounds_per_year),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} saves {} on what is bought outside care",
            self.pounds_per_year
        )
    }
}

/// What it does.
#[derive(Debug)]
struct Saved {
    /// A year.
    pence: f64,
}

impl Lever for Saved {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.save_money(morning, self.pence, cx);
    }
}
