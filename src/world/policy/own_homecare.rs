//! The trust hires its own homecare staff.

use super::{Lever, Morning};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::setup::Sector;
use crate::world::market::trust::TrustTeam;

/// Posts for homecare staff employed by the trust, who care for people leaving hospital.
#[derive(Clone, PartialEq, Debug)]
pub struct OwnHomecare {
    /// The sector they are employed in.
    pub sector: Sector,
    /// Posts.
    pub posts: u32,
    /// Pay, pence an hour.
    pub pay: f64,
    /// Share of paid hours spent with clients.
    pub contact_share: f64,
    /// Whom they serve.
    pub serves: Serves,
    /// Whom they hire.
    pub recruit: Recruit,
}

/// Whom a trust's homecare serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Serves {
    /// People leaving hospital, until an agency has a package for them.
    Bridge,
    /// People leaving hospital, for good.
    LongTerm,
    /// Those, and people waiting at home, until an agency has a package for them.
    Anyone,
}

/// Whom a trust's homecare hires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recruit {
    /// Whoever comes.
    Open,
    /// Nobody who works for a care provider in the place: its offers are not made to them.
    OutsideOnly,
}

impl Lever for OwnHomecare {
    fn scale(&mut self, times: u32) {
        self.posts = self.posts.saturating_mul(times);
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let Some(j) = market.team_in(self.sector) else {
            return;
        };
        if let (Some(ended), Some(team)) = (morning.ended, market.trust_teams[morning.policy]) {
            market.employers[j].posts = 0;
            market.employers[j].closes_on = Some(cx.now().day());
            market.wind_up_trust_team(team, ended, cx);
            return;
        }
        let employer = &mut market.employers[j];
        employer.posts = libm::rint(f64::from(self.posts) * morning.size) as i32;
        if employer.posts == 0 && employer.headcount == 0 {
            return;
        }
        employer.contact_share = self.contact_share;
        employer.hidden_from_care_workers = self.recruit == Recruit::OutsideOnly;
        if market.trust_teams[morning.policy].is_none() {
            market.sector_pay[self.sector] = self.pay;
            market.employers[j].wage = self.pay;
            let long_term = self.serves == Serves::LongTerm;
            let anyone = self.serves == Serves::Anyone;
            let team = TrustTeam::new(j, morning.payer, long_term, anyone);
            market.trust_teams[morning.policy] = Some(team);
        }
    }

    fn move_people(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if let (Some(team), None) = (market.trust_teams[morning.policy], morning.ended) {
            market.fill_trust_team(team, cx);
        }
    }
}
