//! District nursing teams that visit care homes.

use super::{About, EffectSpec, Evidence, Ground, Kind, Written};
use crate::engine::Sampler;
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::PricePerHour;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::MarketSetup;
use crate::world::market::trust::{Posts, Whom};
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// A district nursing team that visits residents of care homes, with posts that have to be filled.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DistrictNursing {
    /// Posts.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub posts: u32,
    /// Pay, an hour.
    pub pay: PricePerHour,
    /// The sector they are in: one with a team of its own that neither staffs a place nor gives homecare.
    pub sector: String,
    /// Hours a week, with residents, that each resident looked after takes.
    #[schemars(range(min = 0.01, max = 168))]
    pub hours_per_resident: f64,
    /// How far admissions of the residents looked after fall.
    #[serde(default = "assumed")]
    pub fewer_admissions: EffectSpec,
}

fn assumed() -> EffectSpec {
    EffectSpec::between(0.0, 0.10, 0.20)
}

impl Written for DistrictNursing {
    const ABOUT: About = About {
        title: "A district nursing team for care homes.",
        kind: Kind::Acts,
        evidence: Evidence::Weak,
        does: "The policy gives the team of `sector` posts and a rate of pay; who fills them, and where they come from, is up to the \
labour market: most hours of such a team are those of support workers, who are recruited from the same people as care. What its staff \
can give today, over `hours_per_resident`, is how many residents are looked after, at most all. Crises of residents happen \
1 - that share x `fewer_admissions` as often, felt from Monday on. Posts without people do nothing. At its end the staff look for work.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018: \"Reverse the cuts to district nursing\"",
            "Health Foundation, Improvement Analytics Unit: care homes in Rushcliffe, Nottingham and Wakefield, 2014-17, for the order of size",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
[policy.action.district_nursing]
posts = 60
pay = "14.06 per hour"
sector = "visiting_nurses"
hours_per_resident = 0.3
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let sector = ground.sector("sector", &self.sector)?;
        let teams = &ground.market.teams;
        let free = |team: &&crate::world::market::setup::TeamSetup| {
            let gives_care = team.bridges || team.assistants || team.staffs.is_some();
            team.sector == sector && !gives_care && team.posts == 0
        };
        let Some(contact_share) = teams.iter().find(free).map(|team| team.contact_share) else {
            let message = format!(
                "sector \"{}\" has no team that is free for this",
                self.sector
            );
            let help = "name a sector whose team has no posts of its own and staffs no place";
            ground.error("sector", message, help);
            return None;
        };
        ground.runs_team(sector, "give each policy a sector and team of its own");
        Some(Arc::new(Nurses {
            posts: f64::from(ground.scaled(self.posts)),
            terms: Posts {
                sector,
                pay: self.pay.pence() as f64,
                contact_share,
                whom: Whom::Nobody,
                outside_only: false,
            },
            hours: self.hours_per_resident,
            effect: self.fewer_admissions.sampler("fewer_admissions", ground)?,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let Self { posts, pay, .. } = self;
        format!("{by} gives district nursing for care homes {posts} posts at {pay}")
    }

    fn sponsored(&self, _market: &MarketSetup) -> Vec<Sponsored> {
        vec![Sponsored::Sector(self.sector.clone())]
    }
}

/// What it does.
#[derive(Debug)]
struct Nurses {
    posts: f64,
    terms: Posts,
    hours: f64,
    effect: Sampler,
}

impl Lever for Nurses {
    fn cost(&self, market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        let cost = market.cost_of_posts(self.terms.sector, self.posts, self.terms.pay);
        Some((Heading::OwnStaff, cost))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let posts = libm::rint(self.posts * morning.size) as i32;
        market.run_trust_team(morning, posts, &self.terms, cx);
        if morning.size <= 0.0 {
            return;
        }
        let looked_after = market.team_hours(self.terms.sector) / self.hours;
        let reach = (looked_after / market.residents(cx).max(1.0)).min(1.0);
        let effect = market.effect(morning.identity, 0, &self.effect);
        market.turn(Dial::CrisisCareHome, 1.0 - reach * effect);
    }
}
