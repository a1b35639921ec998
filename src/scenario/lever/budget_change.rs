//! Changes what the council may spend on placements.

use super::{About, Evidence, Ground, Kind, Written};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// More, or less, money for council placements than there would have been.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetChange {
    /// The change a year, as a share, compounding from the start.
    #[schemars(range(min = -0.5, max = 1))]
    #[serde(default)]
    pub per_year: f64,
    /// The change at once, as a share.
    #[schemars(range(min = -1, max = 10))]
    #[serde(default)]
    pub at_once: f64,
}

impl Written for BudgetChange {
    const ABOUT: About = About {
        title: "Changes what the council may spend on placements.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "The council's budget for placements, which grows with demand, is multiplied by (1 + `at_once`) and by (1 + `per_year`) to \
the power of the years since the policy started. It matters only where `council.budget_placements` is \"hard\".",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018",
        ],
        example: r#"[set.council]
budget_placements = "hard"

[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
[policy.action.budget_change]
per_year = -0.02
at_once = 0.05
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        if !ground.market.council.placements_hard && (self.per_year != 0.0 || self.at_once != 0.0) {
            let message =
                "the council's budget for placements is soft: changing it changes nothing";
            let help = "set council.budget_placements = \"hard\"";
            ground.warn("W012", "", message, help);
        }
        Some(Arc::new(Budget {
            per_year: self.per_year,
            at_once: self.at_once,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} changes the council's budget for placements by {} at once and {} a year",
            super::signed_percent(self.at_once),
            super::signed_percent(self.per_year)
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Budget {
    per_year: f64,
    at_once: f64,
}

impl Lever for Budget {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if morning.size > 0.0 {
            let years = morning.years(cx.now());
            let factor =
                (1.0 + self.at_once * morning.size) * libm::pow(1.0 + self.per_year, years);
            market.change_placements_budget(factor);
        }
    }
}
