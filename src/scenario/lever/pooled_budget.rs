//! Commissioners pay into one budget, which pays their bills.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::MoneyPerYear;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::pool::PoolTerms;
use crate::world::market::setup::COUNCIL;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One account for several payers, with what it pays for and who answers for it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PooledBudget {
    /// Whose account it is: a payer of the place that is not a member.
    #[serde(default = "pool")]
    pub pool: String,
    /// Who is in it.
    pub members: Vec<String>,
    /// What members pay in a year, by member; what they spend on the first morning unless given.
    #[serde(default)]
    pub contributions: BTreeMap<String, MoneyPerYear>,
    /// What it pays for: headings of costs, such as `placements`, `homecare`, `step_down`.
    pub headings: Vec<String>,
    /// The member who takes what is left at the end of a year, or pays what is missing.
    pub controller: String,
}

fn pool() -> String {
    "pool".to_owned()
}

impl Written for PooledBudget {
    const ABOUT: About = About {
        title: "Commissioners pay into one budget, which pays their bills.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "Each member pays its contribution into the pool, evenly, growing with demand; the pool gives each member back what it spends \
under `headings`, as its contracts stand each morning. So whoever's bill it was, all bear it by what they pay in, and nobody gains by \
leaving a person on another's. At the end of each year, and of the policy, `controller` takes what is left or pays what is missing. Where \
`placements` is among the headings and the council's budget for them is hard, one budget takes its place: a placement is made while all \
that the pool pays for, this one included, stays within contributions and `council.pace`. Without new money nothing else changes: a pool \
has no staff and no beds.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018: the Better Care Fund, a single pooled budget",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "pool"
start = "month 1"
[policy.action.pooled_budget]
members = ["council", "trust", "icb"]
headings = ["placements", "held_beds", "homecare", "reablement", "community_hospital", "step_down"]
controller = "council"
[policy.action.pooled_budget.contributions]
trust = "£500k per year"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.comes_at_once("a pooled budget starts with whole contributions");
        let pool = ground.payer("pool", &self.pool);
        let mut members = Vec::new();
        for (i, name) in self.members.iter().enumerate() {
            let key = format!("members.{i}");
            let Some(member) = ground.payer(&key, name) else {
                continue;
            };
            if Some(member) == pool || members.iter().any(|&(other, _)| other == member) {
                let help = "name each member once, and another payer as the pool";
                ground.error(&key, format!("\"{name}\" is in the pool twice"), help);
            }
            let agreed = self.contributions.get(name);
            members.push((member, agreed.map(|&money| ground.scaled_money(money))));
        }
        for name in self.contributions.keys() {
            if !self.members.contains(name) {
                let key = format!("contributions.{name}");
                ground.error(
                    &key,
                    format!("\"{name}\" is not a member"),
                    "add it to members",
                );
            }
        }
        let names: Vec<&str> = Heading::ALL.iter().map(|h| h.name()).collect();
        let headings = self.headings.iter().enumerate();
        let headings = headings.filter_map(|(i, name)| {
            let at = ground.one_of(&format!("headings.{i}"), "heading", name, &names)?;
            Some(Heading::ALL[at])
        });
        let headings: Vec<Heading> = headings.collect();
        if self.headings.is_empty() {
            let help = "name headings, such as [\"placements\", \"homecare\"]";
            ground.error("headings", "this does not say what the pool pays for", help);
        }
        let others = [
            Heading::Moved,
            Heading::Pool,
            Heading::Training,
            Heading::Recruitment,
        ];
        if headings.iter().any(|h| others.contains(h)) {
            let help = "leave out moved, pool, training and recruitment";
            let message =
                "a pool pays for care as it is given, not for transfers or single payments";
            ground.error("headings", message, help);
        }
        let with_council = members.iter().any(|&(member, _)| member == COUNCIL);
        if headings.contains(&Heading::Placements) && !with_council {
            let message = "placements are the council's, and it is not a member";
            ground.error(
                "headings",
                message,
                "add the council to members, or leave placements out",
            );
        }
        let controller = ground.payer("controller", &self.controller);
        if controller.is_some_and(|c| members.iter().all(|&(member, _)| member != c)) {
            ground.error(
                "controller",
                "whoever answers for a pool is a member",
                "name a member",
            );
        }
        Some(Arc::new(Pooled(PoolTerms {
            pool: pool?,
            members,
            headings,
            controller: controller?,
        })))
    }

    fn sets(&self) -> Vec<String> {
        let all = self.members.iter().flat_map(|member| {
            let headings = self.headings.iter();
            headings.map(move |heading| {
                format!(
                    "what the {member} is paid back for {}",
                    super::plain(heading)
                )
            })
        });
        all.chain([format!("the account of the {}", self.pool)])
            .collect()
    }

    fn in_words(&self, _by: &str) -> String {
        format!(
            "The {} pay for {} out of one budget, for which the {} answers",
            super::plain_list(&self.members),
            super::plain_list(&self.headings),
            self.controller
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Pooled(PoolTerms);

impl Lever for Pooled {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.run_pool(morning, &self.0, cx);
    }
}
