//! The trust hires its own homecare staff.

use super::{About, Evidence, Ground, Kind, Written};
use crate::engine::Span;
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::{Days, PricePerHour, Share};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::MarketSetup;
use crate::world::market::trust::{Posts, Secondments, Whom};
use crate::world::policy::{Lever, Morning, Turn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Posts for homecare staff employed by the trust, who care for people leaving hospital.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnHomecare {
    /// Posts.
    #[schemars(range(min = 0, max = 100_000))]
    #[serde(default)]
    pub posts: u32,
    /// Pay an hour.
    pub pay: PricePerHour,
    /// Share of paid hours spent with clients; that of the trust's team unless given.
    pub contact_share: Option<Share>,
    /// Whom they serve.
    #[serde(default)]
    pub serves: Serves,
    /// Whom they hire.
    #[serde(default)]
    pub recruit: Recruit,
    /// The sector they are employed in; its team must be one that bridges.
    pub sector: Option<String>,
    /// Longest time someone is bridged; then they go on waiting at home without care. No limit unless given.
    pub max_days: Option<Days>,
    /// With `recruit = "secondment"`: how many staff each sector lends. `posts` is then left out.
    #[serde(default)]
    pub seconded: BTreeMap<String, u32>,
    /// With `recruit = "secondment"`: for how long.
    pub seconded_for: Option<Days>,
}

/// Whom a trust's homecare serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Serves {
    /// People leaving hospital, until an agency has a package for them; they go on queueing for one.
    #[default]
    Bridge,
    /// People leaving hospital, for good.
    LongTerm,
    /// Those, and people waiting at home, until an agency has a package for them.
    Anyone,
}

/// Whom a trust's homecare hires.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recruit {
    /// Whoever comes.
    #[default]
    Open,
    /// Nobody who works in care already: its offers are not made to them.
    OutsideOnly,
    /// Nobody: partners lend staff, who go back after a time.
    Secondment,
}

impl Written for OwnHomecare {
    const ABOUT: About = About {
        title: "The trust hires homecare staff of its own.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "The policy gives the trust's team posts and a rate of pay; who fills them, and where they come from, is up to the \
labour market. The team takes people who wait for homecare in acute beds, then in other NHS beds, while their hours fit, longest wait \
first, after agencies and reablement have had their turn. `bridge`: they go on queueing for an agency with the weight \
of the bridge, for `max_days` if given, and then wait at home without care. `long_term`: they leave the queue. `anyone`: the team also takes people waiting at home.

`recruit = \"outside_only\"` hides its offers from workers of care providers in the place. With `recruit = \"secondment\"` nobody is \
hired: on the first day each sector in `seconded` lends so many of its staff, chosen by lot, who work for the team from the week after. They \
are paid by the team, those who leave are not replaced, and after `seconded_for` whoever is still there goes back to the employer they came \
from. At its end clients are handed back over 28 \
days, and the staff look for work.",
        sources: &[
            "Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017",
            "NHS Confederation, The preventative potential of social care, 2023",
        ],
        example: r#"[[policy]]
by = "trust"
paid_by = "trust"
start = "month 1"
ramp = "8 weeks"
[policy.action.own_homecare]
posts = 120
pay = "14.06 per hour"
serves = "bridge"
recruit = "outside_only"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let sector = match &self.sector {
            Some(name) => ground.sector("sector", name)?,
            None => ground.market.bridging_team().or_else(|| {
                let help = "add a team with bridges = true";
                ground.error("", "no team of this place gives homecare itself", help);
                None
            })?,
        };
        let teams = &ground.market.teams;
        let Some(team) = teams.iter().find(|t| t.sector == sector && t.bridges) else {
            let name = ground.sectors()[sector];
            ground.error(
                "sector",
                format!("the team of sector \"{name}\" does not give homecare itself"),
                "name the sector of a team with bridges = true",
            );
            return None;
        };
        if team.posts > 0 {
            let name = ground.sectors()[sector];
            let message = format!(
                "the team of sector \"{name}\" has {} posts of its own, which this would replace, and dismiss at its end",
                team.posts
            );
            let help = "give the team of the place posts = 0, or name the sector of another team with bridges = true";
            ground.error("sector", message, help);
        }
        let contact_share = self
            .contact_share
            .map_or(team.contact_share, |c| c.get().max(0.01));
        ground.runs_team(
            sector,
            "write one own_homecare with a ramp, or give the other a sector and team of its own",
        );
        if self.max_days.is_some() && self.serves != Serves::Bridge {
            // Whoever had to leave would be taken on again from home the same morning.
            let message = "only people bridged from hospital can be told to go after a time";
            ground.error(
                "max_days",
                message,
                "leave max_days out, or write serves = \"bridge\"",
            );
        }
        let lent = self.secondments(ground);
        Some(Arc::new(Team {
            lent,
            most: self.max_days.map(Days::span),
            posts: ground.scaled(self.posts),
            terms: Posts {
                sector,
                pay: self.pay.pence() as f64,
                contact_share,
                whom: match self.serves {
                    Serves::Bridge => Whom::Bridge,
                    Serves::LongTerm => Whom::LongTerm,
                    Serves::Anyone => Whom::Anyone,
                },
                outside_only: self.recruit == Recruit::OutsideOnly,
            },
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let Self { posts, pay, .. } = self;
        if self.recruit == Recruit::Secondment {
            let lent = self.seconded.iter();
            let lent: Vec<String> = lent
                .map(|(sector, n)| format!("{n} from {}", super::plain(sector)))
                .collect();
            return format!("{by} borrows homecare staff: {}", lent.join(", "));
        }
        format!("{by} hires homecare staff of its own: {posts} posts at {pay}")
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        let usual = || {
            Some(
                market.workforce.sectors[market.bridging_team()?]
                    .name
                    .clone(),
            )
        };
        let sector = self.sector.clone().or_else(usual);
        sector.map(Sponsored::Sector).into_iter().collect()
    }
}

impl OwnHomecare {
    /// Who lends staff, if they are lent.
    fn secondments(&self, ground: &mut Ground<'_, '_>) -> Option<Secondments> {
        if self.recruit != Recruit::Secondment {
            if !self.seconded.is_empty() || self.seconded_for.is_some() {
                let help = "add recruit = \"secondment\", or leave seconded and seconded_for out";
                ground.error(
                    "recruit",
                    "staff are lent only to a team that hires nobody",
                    help,
                );
            }
            return None;
        }
        ground.comes_at_once("staff are lent from the first day");
        if self.posts > 0 {
            let help = "leave posts out, and say in seconded how many staff each sector lends";
            ground.error("posts", "a team of staff lent to it hires nobody", help);
        }
        let Some(time) = self.seconded_for else {
            let help = "add seconded_for, such as \"182 days\"";
            ground.error("", "this does not say for how long staff are lent", help);
            return None;
        };
        let from = self.seconded.iter().filter_map(|(name, &number)| {
            let key = format!("seconded.{name}");
            let sector = ground.sector(&key, name)?;
            if ground.market.assistants() == Some(sector) {
                let help = "name a sector whose staff work for an organisation";
                ground.error(&key, "personal assistants each work for one person", help);
            }
            Some((sector, ground.scaled(number)))
        });
        Some(Secondments {
            from: from.collect(),
            weeks: libm::rint(time.days() / 7.0).max(1.0) as u32,
        })
    }
}

/// What it does.
#[derive(Debug)]
struct Team {
    posts: u32,
    lent: Option<Secondments>,
    terms: Posts,
    /// Longest time someone is bridged.
    most: Option<Span>,
}

impl Lever for Team {
    fn cost(&self, market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        // Staff lent to the team are its to pay as well.
        let lent = self
            .lent
            .iter()
            .flat_map(|lent| &lent.from)
            .map(|from| from.1);
        let posts = f64::from(self.posts + lent.sum::<u32>());
        let cost = market.cost_of_posts(self.terms.sector, posts, self.terms.pay);
        Some((Heading::OwnStaff, cost))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let posts = libm::rint(f64::from(self.posts) * morning.size) as i32;
        if let Some(lent) = &self.lent {
            market.borrow_staff(morning, lent, &self.terms, cx.now());
        }
        market.run_trust_team(morning, posts, &self.terms, cx);
        if let Some(most) = self.most {
            market.end_long_bridges(morning.policy, most, cx);
        }
    }

    fn move_people(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if morning.ended.is_none() {
            market.fill_trust_team(morning.policy, cx);
        }
    }

    fn turn(&self) -> Turn {
        Turn::Bridge
    }
}
