//! Homecare that the trust runs itself.

use super::Market;
use super::employer::{HOUR, Kind};
use super::price::Goods;
use super::setup::{Payer, Sector};
use crate::engine::{Span, Time};
use crate::world::Cx;
use crate::world::flow::person::PersonId;
use crate::world::need::case::{Contract, Destination, Doing};
use crate::world::policy::Morning;

/// Whom a trust's homecare serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whom {
    /// People leaving hospital, until an agency has a package for them.
    Bridge,
    /// People leaving hospital, for good.
    LongTerm,
    /// Those, and people waiting at home, until an agency has a package for them.
    Anyone,
    /// Nobody's homecare: the team does something else.
    Nobody,
}

/// Posts that a policy gives a team.
#[derive(Clone, Copy, Debug)]
pub struct Posts {
    /// The sector they are in.
    pub sector: Sector,
    /// Pay, pence an hour.
    pub pay: f64,
    /// Share of paid hours spent with clients.
    pub contact_share: f64,
    /// Whom they serve.
    pub whom: Whom,
    /// Whether nobody who works for a care provider in the place is hired: its offers are not made to them.
    pub outside_only: bool,
}

/// Staff lent to a team by other sectors, with their agreement.
#[derive(Clone, Debug)]
pub struct Secondments {
    /// How many from each sector.
    pub from: Vec<(Sector, u32)>,
    /// For how many weeks.
    pub weeks: u32,
}

/// A homecare team of the trust.
#[derive(Clone, Copy, Debug)]
pub struct TrustTeam {
    /// Its index among employers.
    pub employer: usize,
    /// Who pays its staff.
    pub payer: Payer,
    /// Whom it serves.
    pub whom: Whom,
    /// What is booked for its staff, pence a week.
    pub(super) booked: i64,
}

impl TrustTeam {
    /// A team with nothing booked yet.
    pub fn new(employer: usize, payer: Payer, whom: Whom) -> Self {
        Self {
            employer,
            payer,
            whom,
            booked: 0,
        }
    }

    /// Whether its clients stay with it for good.
    pub fn is_long_term(&self) -> bool {
        self.whom == Whom::LongTerm
    }
}

impl Market<'_> {
    /// The team with posts of its own in a sector.
    pub(super) fn team_in(&self, sector: usize) -> Option<usize> {
        self.employers
            .iter()
            .position(|e| e.sector == sector && matches!(e.kind, Kind::Team(_)))
    }

    /// Hours a week that the team of a sector can give today.
    pub(crate) fn team_hours(&self, sector: usize) -> f64 {
        let team = self.team_in(sector).map(|j| &self.employers[j]);
        team.map_or(0.0, |team| team.own_minutes as f64 / HOUR as f64)
    }

    /// A policy runs a team with this many posts; when it has ended, the team winds up.
    pub(crate) fn run_trust_team(
        &mut self,
        morning: &Morning,
        posts: i32,
        terms: &Posts,
        cx: &mut Cx<'_, '_>,
    ) {
        let Some(j) = self.team_in(terms.sector) else {
            return;
        };
        if let Some(ended) = morning.ended {
            if let Some(team) = self.trust_teams[morning.policy] {
                self.employers[j].posts = 0;
                self.employers[j].closes_on = Some(cx.now().day());
                self.employers[j].hidden_from_care_workers = false;
                self.wind_up_trust_team(team, ended, cx);
            }
            return;
        }
        let employer = &mut self.employers[j];
        employer.posts = posts;
        if employer.posts == 0 && employer.headcount == 0 {
            return;
        }
        employer.contact_share = terms.contact_share;
        employer.hidden_from_care_workers = terms.outside_only;
        if self.trust_teams[morning.policy].is_none() {
            self.sector_pay[terms.sector] = terms.pay;
            self.employers[j].wage = terms.pay;
            let team = TrustTeam::new(j, morning.payer, terms.whom);
            self.trust_teams[morning.policy] = Some(team);
        }
    }

    /// On a policy's first morning its team borrows staff from other sectors.
    pub(crate) fn borrow_staff(
        &mut self,
        morning: &Morning,
        lent: &Secondments,
        terms: &Posts,
        now: Time,
    ) {
        let Some(j) = self.team_in(terms.sector) else {
            return;
        };
        if morning.size <= 0.0 || self.trust_teams[morning.policy].is_some() {
            return;
        }
        for &from in &lent.from {
            self.workforce.second(
                from,
                (j, lent.weeks, morning.identity),
                &mut self.employers,
                &mut self.tally,
                (&self.chance, now),
            );
        }
    }

    /// A team takes people waiting for homecare in acute beds, then in other NHS beds, then (if it serves
    /// anyone) at home, while their hours fit; longest wait first.
    pub(crate) fn fill_trust_team(&mut self, policy: usize, cx: &mut Cx<'_, '_>) {
        let Some(team) = self.trust_teams[policy] else {
            return;
        };
        let at = &self.rules.places;
        let mut sources = vec![at.acute, at.community_hospital, at.step_down];
        if team.whom == Whom::Anyone {
            sources.push(at.home);
        }
        for source in sources {
            if self.employers[team.employer].free_minutes() <= 0 {
                return;
            }
            let waiting =
                self.longest_waiting(&[Goods::Homecare], usize::MAX, cx, |case, place| {
                    place == source && case.matched.is_none()
                });
            for id in waiting {
                let minutes = self.package(id, cx.now());
                if minutes <= self.employers[team.employer].free_minutes() {
                    self.give_to_trust(id, team, minutes, cx);
                }
            }
        }
    }

    fn give_to_trust(&mut self, id: PersonId, team: TrustTeam, minutes: i64, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        // The team's staff are paid by the hour they work, not by the client.
        let contract = Contract {
            payer: team.payer,
            price: 0,
            reference: 0,
            minutes,
            block: None,
        };
        self.employers[team.employer].matched_minutes += minutes;
        self.cases[id as usize].matched = Some((team.employer as u16, contract));
        cx.flow
            .keep_places(self.trust_place(team.is_long_term()), 1, now);
        self.refresh(team.employer, now);
        let to = Destination::TrustHomecare {
            long_term: team.is_long_term(),
        };
        self.prepare_to_leave(id, to, Span::ZERO, cx);
    }

    /// Clients who have been bridged as long as they may be go on waiting at home without care.
    pub(crate) fn end_long_bridges(&mut self, policy: usize, most: Span, cx: &mut Cx<'_, '_>) {
        let Some(team) = self.trust_teams[policy] else {
            return;
        };
        let (now, bridge) = (cx.now(), self.rules.places.bridge);
        let clients = self.employers[team.employer].clients.iter().copied();
        let mut too_long: Vec<PersonId> = clients
            .filter(|&id| self.cases[id as usize].doing == Doing::Queued)
            .filter(|&id| cx.place_of(id) == bridge && now - cx.flow.people[id].since >= most)
            .collect();
        // By number, in whatever order the team has them.
        too_long.sort_unstable();
        for id in too_long {
            self.end_contract(id, cx);
            self.go_home_to_wait(id, cx);
        }
    }

    /// Where clients of the trust's homecare are counted.
    pub(crate) fn trust_place(&self, long_term: bool) -> usize {
        if long_term {
            self.rules.places.homecare
        } else {
            self.rules.places.bridge
        }
    }

    /// A team that ends hands its clients back over four weeks, and then dismisses its staff.
    fn wind_up_trust_team(&mut self, team: TrustTeam, since_end: Span, cx: &mut Cx<'_, '_>) {
        let left = (28.0 - since_end.days()).max(1.0);
        let clients = self.employers[team.employer].clients.len();
        let today = libm::ceil(clients as f64 / left) as usize;
        for _ in 0..today {
            let Some(&id) = self.employers[team.employer].clients.last() else {
                break;
            };
            self.tally.closures += 1;
            self.lose_package(id, cx);
        }
        if self.employers[team.employer].clients.is_empty()
            && self.employers[team.employer].headcount > 0
        {
            self.end_all_holds(team.employer, cx);
            self.workforce.return_seconded(
                team.employer,
                &mut self.employers,
                &mut self.tally,
                cx.now(),
            );
            self.workforce.dismiss_all(
                team.employer,
                &mut self.employers,
                &mut self.tally,
                cx.now(),
            );
        }
    }

    /// Whether a provider is winding up or closing: nothing is held open there.
    pub(crate) fn closes_soon(&self, j: usize) -> bool {
        !self.employers[j].takes_clients()
    }

    /// A provider that is no more holds nothing open for people in hospital.
    pub(crate) fn end_all_holds(&mut self, j: usize, cx: &mut Cx<'_, '_>) {
        for id in 0..self.cases.len() {
            // Nearly always nothing is held any more, and nobody needs to be looked at.
            if !self.employers[j].holds_something() {
                return;
            }
            let case = &self.cases[id];
            if case.held && usize::from(case.provider) == j {
                self.end_hold(id as PersonId, cx);
            }
        }
    }
}
