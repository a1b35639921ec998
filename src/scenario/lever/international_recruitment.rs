//! Brings people from abroad to work in care.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::Money;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::{MarketSetup, Sector};
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// People from abroad who move into the place to work in care.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InternationalRecruitment {
    /// How many come a week, on average.
    #[schemars(range(min = 0, max = 10_000))]
    pub per_week: f64,
    /// What each costs the payer.
    #[serde(default)]
    pub cost_per_recruit: Money,
    /// The sectors that sponsor them, whose vacancies they look at first; all alike unless given.
    #[serde(default)]
    pub sectors: Vec<String>,
}

impl Written for InternationalRecruitment {
    const ABOUT: About = About {
        title: "Brings people from abroad to work in care.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "Every Monday a Poisson number of people with mean `per_week` move into the place and begin to look for work in care, at the \
sponsors' vacancies first. They are counted as having come into the labour market, and the payer is charged `cost_per_recruit` for each. \
From then on they are workers like others. To close the door again, give the policy an end.",
        sources: &[
            "Skills for Care, Size and structure of the adult social care sector, 2025: 50,000 recruited from abroad in 2024/25, 105,000 the year before",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
end = "month 13"
[policy.action.international_recruitment]
per_week = 5
cost_per_recruit = "£4,000"
sectors = ["homecare", "care_home"]
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Some(Arc::new(Abroad {
            per_week: self.per_week * f64::from(ground.scaled(1)),
            cost: self.cost_per_recruit.pence(),
            sectors: ground.all_sectors("sectors", &self.sectors),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} brings {} people a week from abroad to work in care",
            self.per_week
        )
    }

    fn sponsored(&self, _market: &MarketSetup) -> Vec<Sponsored> {
        super::sectors_sponsored(&self.sectors)
    }
}

/// What it does.
#[derive(Debug)]
struct Abroad {
    per_week: f64,
    /// Pence.
    cost: i64,
    sectors: Vec<Sector>,
}

impl Lever for Abroad {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((Heading::Recruitment, self.per_week * self.cost as f64))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.recruit_abroad(morning, self.per_week, self.cost, &self.sectors, cx);
    }
}
