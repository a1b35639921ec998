//! A bank of staff on the trust's terms, lent to care homes or agencies.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::PricePerHour;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::bank::BankTerms;
use crate::world::market::employer;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Posts for staff whom the trust employs and lends to providers, shift by shift.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffBank {
    /// Posts.
    #[schemars(range(min = 0, max = 100_000))]
    pub posts: u32,
    /// Pay an hour.
    pub pay: PricePerHour,
    /// Whom it lends to.
    #[serde(default)]
    pub lends_to: LendsTo,
    /// What a provider pays for an hour; the payer bears the rest.
    pub charge: PricePerHour,
    /// Length of a shift, in hours.
    #[schemars(range(min = 0.5, max = 24))]
    #[serde(default = "eight")]
    pub shift_hours: f64,
    /// Whether nobody who works in care already is hired: its offers are not made to them.
    #[serde(default)]
    pub outside_only: bool,
    /// The sector its staff are employed in, which has a team with posts of its own; that of the trust's homecare unless given.
    pub sector: Option<String>,
}

fn eight() -> f64 {
    8.0
}

/// Whom a bank of staff lends to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LendsTo {
    /// Care homes.
    #[default]
    CareHomes,
    /// Homecare agencies.
    Agencies,
}

impl StaffBank {
    fn sector_in(&self, market: &MarketSetup) -> Option<String> {
        let usual = || {
            let sector = market.bridging_team()?;
            Some(market.workforce.sectors[sector].name.clone())
        };
        self.sector.clone().or_else(usual)
    }
}

impl Written for StaffBank {
    const ABOUT: About = About {
        title: "A bank of staff on the trust's terms, lent to care homes or agencies.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "The policy gives a team posts and a rate of pay; who fills them, and where they come from, is up to the labour market. Every \
morning its shifts go, one by one, to the home or agency that then misses most hours: those of its posts less those of its own staff and of \
shifts it already has. Lent hours take the place of agency cover first, then open beds or carry more visits. The provider pays `charge` an \
hour, the payer of the policy the rest of what the staff cost; shifts that nobody misses are idle. At its end the staff look for work.",
        sources: &[
            "NHS Confederation, The preventative potential of social care, 2023: Liverpool's bank of care staff, recruited on NHS terms",
        ],
        example: r#"[[policy]]
by = "trust"
paid_by = "trust"
start = "month 1"
[policy.action.staff_bank]
posts = 100
pay = "13.18 per hour"
lends_to = "care_homes"
charge = "16 per hour"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let Some(name) = self.sector_in(ground.market) else {
            let help = "name the sector of a team with posts of its own";
            ground.error(
                "sector",
                "this does not say in which sector the bank employs",
                help,
            );
            return None;
        };
        let sector = ground.sector("sector", &name)?;
        let teams = &ground.market.teams;
        let free = teams
            .iter()
            .any(|t| t.sector == sector && t.staffs.is_none() && t.posts == 0 && !t.assistants);
        if !free {
            let help =
                "name the sector of a team without posts that staffs no place, such as trust_care";
            let message = format!("sector \"{name}\" has no team that could be lent");
            ground.error("sector", message, help);
            return None;
        }
        ground.runs_team(
            sector,
            "write one policy for the team, or give the other a sector and team of its own",
        );
        Some(Arc::new(Lent {
            posts: ground.scaled(self.posts),
            terms: BankTerms {
                sector,
                pay: self.pay.pence() as f64,
                lends_to: match self.lends_to {
                    LendsTo::CareHomes => employer::Kind::Home,
                    LendsTo::Agencies => employer::Kind::Agency,
                },
                charge: self.charge.pence() as f64,
                shift_minutes: libm::rint(self.shift_hours * 60.0) as i64,
                outside_only: self.outside_only,
            },
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let to = match self.lends_to {
            LendsTo::CareHomes => "care homes",
            LendsTo::Agencies => "homecare agencies",
        };
        let Self {
            posts, pay, charge, ..
        } = self;
        format!(
            "{by} runs a bank of staff with {posts} posts at {pay} and lends them to {to} for {charge}"
        )
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        let sector = self.sector_in(market);
        sector.map(Sponsored::Sector).into_iter().collect()
    }
}

/// What it does.
#[derive(Debug)]
struct Lent {
    posts: u32,
    terms: BankTerms,
}

impl Lever for Lent {
    fn cost(&self, market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        let posts = f64::from(self.posts);
        let cost = market.cost_of_posts(self.terms.sector, posts, self.terms.pay);
        Some((Heading::OwnStaff, cost))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let posts = libm::rint(f64::from(self.posts) * morning.size) as i32;
        market.run_bank(morning, posts, self.terms, cx);
    }
}
