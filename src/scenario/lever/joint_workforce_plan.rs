//! Employers agree not to recruit from one another.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::Share;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::setup::Sector;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// One plan for the staff of several sectors, which do not recruit from one another.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JointWorkforcePlan {
    /// The sectors in it.
    pub sectors: Vec<String>,
    /// Share of the offers to one another's staff that are not made.
    pub no_poach: Share,
    /// Whether they share one list of vacancies: then it holds for employers of the same sector too.
    #[serde(default)]
    pub shared_vacancies: bool,
}

impl Written for JointWorkforcePlan {
    const ABOUT: About = About {
        title: "Employers agree not to recruit from one another.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "Of the offers that employers in one of these sectors would make to people who work in another of them, this share is not \
made. People looking for work, and people who work elsewhere, meet as many offers as before. Moves within a sector go on, unless \
employers share one list of vacancies (`shared_vacancies`): then none of them draws from another, whatever its sector.",
        sources: &[
            "At the heart of it is a person, 2023: one body for the workforce",
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018: joint workforce planning",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
consulted = ["council", "trust", "providers"]
[policy.action.joint_workforce_plan]
sectors = ["homecare", "care_home", "trust_care", "nhs_support"]
no_poach = 0.8
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let sectors = ground.all_sectors("sectors", &self.sectors);
        if sectors.len() < 2 && !self.shared_vacancies {
            let help = "name at least two sectors, such as [\"homecare\", \"trust_care\"], or write shared_vacancies = true";
            ground.error(
                "sectors",
                "it takes two not to recruit from one another",
                help,
            );
        }
        Some(Arc::new(Plan {
            sectors,
            no_poach: self.no_poach.get(),
            shared_vacancies: self.shared_vacancies,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} and partners do not make {} of the offers that {} would make to one another's staff",
            super::percent(self.no_poach.get()),
            super::plain_list(&self.sectors)
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Plan {
    sectors: Vec<Sector>,
    no_poach: f64,
    shared_vacancies: bool,
}

impl Lever for Plan {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        let share = self.no_poach * morning.size;
        market.do_not_poach(&self.sectors, share, self.shared_vacancies);
    }
}
