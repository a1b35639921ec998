//! Changes what a payer may spend under a heading.

use super::{About, Evidence, Ground, Kind, Written};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::budget::BudgetHeading;
use crate::world::market::setup::Payer;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// More, or less, money in a budget than there would have been.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetChange {
    /// Whose budget; the council's unless given.
    #[serde(default = "council")]
    pub payer: String,
    /// What it is for: a heading of `[budgets.PAYER]`; placements unless given.
    #[serde(default = "placements")]
    pub heading: String,
    /// The change a year, as a share, compounding from the start.
    #[schemars(range(min = -0.5, max = 1))]
    #[serde(default)]
    pub per_year: f64,
    /// The change at once, as a share.
    #[schemars(range(min = -1, max = 10))]
    #[serde(default)]
    pub at_once: f64,
}

fn council() -> String {
    "council".to_owned()
}

fn placements() -> String {
    BudgetHeading::Placements.name().to_owned()
}

impl Written for BudgetChange {
    const ABOUT: About = About {
        title: "Changes what a payer means to spend under a heading.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "The budget of `payer` for `heading`, which grows with demand, is multiplied by (1 + `at_once`) and by (1 + `per_year`) to \
the power of the years since the policy started. Unless given it is the council's for placements; others have to be in `[budgets.PAYER]`. \
What may be spent changes only where the budget is hard; a soft one is reported with what is left of it.",
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
        let payer = ground.payer("payer", &self.payer);
        let heading = ground.budget(payer, ("heading", &self.heading));
        if self.per_year != 0.0 || self.at_once != 0.0 {
            ground.warn_if_soft(payer, heading);
        }
        Some(Arc::new(Budget {
            payer: payer?,
            heading: heading?,
            per_year: self.per_year,
            at_once: self.at_once,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} changes the {}'s budget for {} by {} at once and {} a year",
            self.payer,
            super::plain(&self.heading),
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
    payer: Payer,
    heading: BudgetHeading,
    per_year: f64,
    at_once: f64,
}

impl Lever for Budget {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if morning.size > 0.0 {
            let years = morning.years(cx.now());
            let factor =
                (1.0 + self.at_once * morning.size) * libm::pow(1.0 + self.per_year, years);
            market.change_budget(self.payer, self.heading, factor);
        }
    }
}
