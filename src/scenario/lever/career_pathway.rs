//! Makes it easier to move between sectors, and worth staying in them.

use super::{About, Evidence, Ground, Kind, Written};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::setup::Sector;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Qualifications and career steps that count in every one of several sectors.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CareerPathway {
    /// The sectors that recognise one another's qualifications.
    pub sectors: Vec<String>,
    /// What moving between two of them costs less, in the units of `workforce.labour.switch_cost`. Assumed.
    #[schemars(range(min = 0, max = 10))]
    #[serde(default = "half")]
    pub switch_cost_less: f64,
    /// Weeks by which induction of those who move between two of them is shorter. Assumed.
    #[schemars(range(min = 0, max = 60))]
    #[serde(default)]
    pub induction_weeks_less: u32,
    /// What quits out of care from these sectors are multiplied by. Assumed.
    #[schemars(range(min = 0, max = 2))]
    #[serde(default = "one")]
    pub quits: f64,
}

fn half() -> f64 {
    0.5
}

fn one() -> f64 {
    1.0
}

impl Written for CareerPathway {
    const ABOUT: About = About {
        title: "Makes it easier to move between sectors, in every direction.",
        kind: Kind::Parameter,
        evidence: Evidence::Weak,
        does: "What it takes to move from a job in one of these sectors to a job in another falls by `switch_cost_less`, in every \
direction: at equal pay and a switch cost of 1.7, 15 % of offers are taken; with 0.5 less, 23 %. Induction of those who move is \
`induction_weeks_less` shorter. Quits out of care from these sectors are multiplied by `quits`. Which way people move follows from pay, \
terms and vacancies. All three grow with the policy, whole weeks at a time.",
        sources: &[
            "At the heart of it is a person, 2023: portable career qualifications and career pathways",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
[policy.action.career_pathway]
sectors = ["homecare", "care_home", "nhs_support"]
switch_cost_less = 0.5
induction_weeks_less = 2
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let sectors = ground.all_sectors("sectors", &self.sectors);
        if sectors.len() < 2 {
            let help = "name at least two sectors, such as [\"homecare\", \"care_home\"]";
            ground.error(
                "sectors",
                "a pathway leads from one sector to another",
                help,
            );
        }
        Some(Arc::new(Pathway {
            sectors,
            cost_less: self.switch_cost_less,
            weeks_less: f64::from(self.induction_weeks_less),
            quits: self.quits,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let sectors = super::plain_list(&self.sectors);
        format!("{by} makes it easier to move between {sectors}, in every direction")
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Pathway {
    sectors: Vec<Sector>,
    cost_less: f64,
    weeks_less: f64,
    quits: f64,
}

impl Lever for Pathway {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        let size = morning.size;
        market.ease_moves(&self.sectors, self.cost_less * size, self.weeks_less * size);
        for &sector in &self.sectors {
            market.change_quits(sector, 1.0 + (self.quits - 1.0) * size);
        }
    }
}
