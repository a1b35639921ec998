//! A national target for people delayed in acute beds.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::Share;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::budget::BudgetHeading;
use crate::world::market::setup::COUNCIL;
use crate::world::market::target::TargetTerms;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// A most number of people delayed in acute beds, which brokers are pressed to meet.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DtocTarget {
    /// The most people that may be delayed in acute beds.
    #[schemars(range(min = 1, max = 100_000))]
    pub most_delayed: u32,
    /// How much more weight people in acute beds get for each time the target is exceeded by itself. Assumed.
    #[schemars(range(min = 0, max = 100))]
    #[serde(default = "one")]
    pub pressure: f64,
    /// The most that their weight is multiplied by.
    #[schemars(range(min = 1, max = 100))]
    #[serde(default = "four")]
    pub cap: f64,
    /// Share of the council's placements budget that is lost in the year after one in which the target was missed.
    pub sanction_share: Option<Share>,
}

fn one() -> f64 {
    1.0
}

fn four() -> f64 {
    4.0
}

impl Written for DtocTarget {
    const ABOUT: About = About {
        title: "A national target for people delayed in acute beds.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "While more people are delayed in acute beds than the target allows, brokers give those in acute beds more weight: \
1 + `pressure` x (delayed / target - 1) times as much, at most `cap` times. So it moves who waits, and adds no hour of care. With \
`sanction_share`, the council's budget for placements is cut by that share for each year of the policy that follows a year whose mean was \
above the target; that matters only where `council.budget_placements` is \"hard\". How strongly brokers react is an assumption.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018: plans must meet targets or face review of allocations",
        ],
        example: r#"[[policy]]
by = "government"
paid_by = "council"
start = "month 1"
[policy.action.dtoc_target]
most_delayed = 60
pressure = 1.0
sanction_share = 0.02
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        if self.sanction_share.is_some() {
            ground.warn_if_soft(Some(COUNCIL), Some(BudgetHeading::Placements));
        }
        Some(Arc::new(Pressed(TargetTerms {
            most: f64::from(ground.scaled(self.most_delayed)),
            pressure: self.pressure,
            cap: self.cap,
            sanction: self.sanction_share.map_or(0.0, Share::get),
        })))
    }

    fn in_words(&self, by: &str) -> String {
        let sanction = self.sanction_share.map_or_else(String::new, |share| {
            format!(
                ", or the placements budget is cut by {}",
                super::percent(share.get())
            )
        });
        format!(
            "{by} asks that no more than {} people be delayed in acute beds{sanction}",
            self.most_delayed
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Pressed(TargetTerms);

impl Lever for Pressed {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.press_for_target(morning, &self.0, cx);
    }
}
