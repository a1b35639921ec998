//! What a programme of support changes for the people it reaches, on the register and after.

use super::setup::Stage;
use super::{Member, MemberId};
use crate::engine::{DAY, Sampler, Span, Time};
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::PersonId;
use crate::world::market::Market;
use crate::world::market::ledger::{Heading, Supplier};
use crate::world::need::case::Doing;
use crate::world::policy::Morning;

/// The programme that supports someone, and until when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reached {
    /// Whose policy it is.
    pub policy: u16,
    /// When it ends.
    pub until: Time,
}

/// Factors on what happens to the people a programme reaches; 1 where it changes nothing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Factors {
    /// Staying healthy: steps from social signs to failing health.
    pub worsens: f64,
    /// Staying healthy: recovery from failing health.
    pub recovers: f64,
    /// Use of hospital: crises.
    pub crisis: f64,
    /// Escalation: coming to need care, and from care at home a care home.
    pub escalates: f64,
    /// Independence: hours needed when a need begins.
    pub hours: f64,
    /// Independence: ends of needs.
    pub ends: f64,
}

impl Default for Factors {
    fn default() -> Self {
        Self {
            worsens: 1.0,
            recovers: 1.0,
            crisis: 1.0,
            escalates: 1.0,
            hours: 1.0,
            ends: 1.0,
        }
    }
}

/// A programme as the people it reaches feel it.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    /// What it changes, as felt since the last Monday.
    pub felt: Factors,
    /// People supported now, on the register.
    pub people: Vec<MemberId>,
    /// What is booked for it, pence a week.
    pub booked: i64,
}

/// How a programme chooses whom to support.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Targeting {
    /// Share of the people about to come to need care who are found among the tenth thought most at risk.
    pub detection: f64,
    /// How long each is supported.
    pub duration: Span,
}

/// Share of people about to come to need care who are found in a tenth chosen at random.
pub const BY_CHANCE: f64 = 0.1;
/// A year, in seconds, to turn hazards a second into chances a year.
const YEAR: f64 = 365.0 * DAY as f64;
/// Programmes look for people to support every so many days, on Mondays.
const INVITES_EVERY: i64 = 28;

impl Market<'_> {
    /// An effect as it is in this replication: drawn once for each policy and dimension.
    pub(crate) fn effect(&self, identity: u64, dimension: u64, size: &Sampler) -> f64 {
        size.sample(&mut self.chance.draw(chance::EFFECT, identity, dimension))
    }

    /// Whether what policies do to people's hazards is felt this morning: on Mondays.
    pub(crate) fn feels_today(&self, cx: &Cx<'_, '_>) -> bool {
        self.setup.run.weekday(cx.now().day()) == 0
    }

    /// Pence a week that a policy costs from now on, beside what the market books for it.
    pub(crate) fn pay_for_programme(&mut self, morning: &Morning, pence: i64, cx: &Cx<'_, '_>) {
        let booked = &mut self.programmes[morning.policy].booked;
        let change = pence - std::mem::replace(booked, pence);
        let heading = Heading::Prevention;
        self.ledger
            .change(cx.now(), morning.payer, heading, Supplier::Own, change);
    }

    /// People a programme supports now.
    pub(crate) fn supported_by(&self, policy: usize) -> usize {
        self.programmes[policy].people.len()
    }

    /// People on the register, by stage.
    pub(crate) fn people_at_risk(&self) -> [f64; 2] {
        let levels = &self.tally.people.register;
        [levels[0].value() as f64, levels[1].value() as f64]
    }

    /// Residents of care homes.
    pub(crate) fn residents(&self, cx: &Cx<'_, '_>) -> f64 {
        cx.flow.places[self.rules.places.care_home].used() as f64
    }

    /// Unpaid carers: of people on the register, and of people with a need whom family alone cares for.
    pub(crate) fn unpaid_carers(&self, cx: &Cx<'_, '_>) -> f64 {
        let members = self.ladder.records().iter();
        let of_register = members.filter(|m| m.stage.is_some() && m.carer_minutes > 0.0);
        let home = self.rules.places.home;
        let with_need = self.cases.iter().enumerate().filter(|(id, case)| {
            case.doing == Doing::Settled && cx.place_of(*id as PersonId) == home
        });
        (of_register.count() + with_need.count()) as f64
    }

    /// A programme supports as many as it has places for, and they feel what it changes.
    ///
    /// On Mondays those it reaches feel `factors`; every fourth Monday free places are filled. When there are
    /// fewer places than people, those who came last go first.
    pub(crate) fn support(
        &mut self,
        morning: &Morning,
        places: usize,
        targeting: Targeting,
        factors: Factors,
        cx: &mut Cx<'_, '_>,
    ) {
        let p = morning.policy;
        while self.programmes[p].people.len() > places {
            if let Some(&last) = self.programmes[p].people.last() {
                self.support_ends(last, cx.now());
                self.feel_decline(last, cx);
            }
        }
        if !self.feels_today(cx) {
            return;
        }
        if self.programmes[p].felt != factors {
            self.programmes[p].felt = factors;
            for m in self.programmes[p].people.clone() {
                self.feel_decline(m, cx);
            }
            for id in 0..self.cases.len() {
                let case = &self.cases[id];
                let reached = case.reached.is_some_and(|r| usize::from(r.policy) == p);
                if reached && case.doing != Doing::Absent {
                    self.feel_hazards(id as PersonId, cx);
                }
            }
        }
        let weeks = (cx.now() - morning.started).days() as i64 / 7;
        if weeks * 7 % INVITES_EVERY == 0 {
            self.invite(morning, places, targeting, cx);
        }
    }

    /// A programme lets everyone go: people on the register, and those who have come to need care since.
    pub(crate) fn end_programme(&mut self, policy: usize, cx: &mut Cx<'_, '_>) {
        while let Some(&last) = self.programmes[policy].people.last() {
            self.support_ends(last, cx.now());
            self.feel_decline(last, cx);
        }
        if self.programmes[policy].felt == Factors::default() {
            return;
        }
        self.programmes[policy].felt = Factors::default();
        for id in 0..self.cases.len() {
            let case = &mut self.cases[id];
            if case
                .reached
                .is_some_and(|r| usize::from(r.policy) == policy)
            {
                case.reached = None;
                if case.doing != Doing::Absent {
                    self.feel_hazards(id as PersonId, cx);
                }
            }
        }
    }

    /// Fills the free places of a programme with the people thought most at risk.
    fn invite(
        &mut self,
        morning: &Morning,
        places: usize,
        targeting: Targeting,
        cx: &mut Cx<'_, '_>,
    ) {
        let free = places.saturating_sub(self.programmes[morning.policy].people.len());
        if free == 0 {
            return;
        }
        let mut ranked: Vec<(f64, MemberId)> = self
            .ladder
            .records()
            .iter()
            .enumerate()
            .filter(|(_, member)| {
                member.stage.is_some() && member.in_hospital.is_none() && member.reached.is_none()
            })
            .map(|(m, member)| (self.chance_of_need(member), m as MemberId))
            .collect();
        // Equals by lot: those likeliest to come to need care first.
        let lot = |m: MemberId| {
            let key = self.ladder.member(m).key;
            let mut draw = self.chance.draw(chance::TARGET, key, morning.identity);
            (draw.uniform(), draw.uniform())
        };
        let mut ranked: Vec<(f64, f64, f64, MemberId)> = ranked
            .drain(..)
            .map(|(risk, m)| (risk, lot(m).0, lot(m).1, m))
            .collect();
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.2.total_cmp(&b.2)));
        let knows = share_known(ranked.iter().map(|r| r.0), targeting.detection);
        let all = ranked.len().max(1) as f64;
        // Whoever is known stands where their risk puts them, the others by lot.
        let mut order: Vec<(f64, MemberId)> = ranked
            .iter()
            .enumerate()
            .map(|(rank, &(_, known, by_lot, m))| {
                let place = if known < knows {
                    (rank as f64 + 0.5) / all
                } else {
                    by_lot
                };
                (place, m)
            })
            .collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let until = cx.now() + targeting.duration;
        for &(_, m) in order.iter().take(free) {
            self.ladder.member_mut(m).reached = Some(Reached {
                policy: morning.policy as u16,
                until,
            });
            self.programmes[morning.policy].people.push(m);
            self.tally.people.supported.add(cx.now(), 1);
            self.feel_decline(m, cx);
        }
    }

    /// How likely someone on the register is to come to need care within a year, to first order in the hazards.
    fn chance_of_need(&self, member: &Member) -> f64 {
        let (Some(rules), Some(stage)) = (self.rules.decline.as_ref(), member.stage) else {
            return 0.0;
        };
        let alone = if member.isolated {
            rules.isolation.factor
        } else {
            1.0
        };
        let set_back = if member.isolated && member.carer_minutes <= 0.0 {
            rules.cascade.isolated_unsupported
        } else {
            rules.cascade.base
        };
        let step = |s: Stage| {
            let s = s as usize;
            (rules.worsens[s] + rules.crisis[s] * set_back) * alone * YEAR
        };
        match stage {
            Stage::Health => step(Stage::Health),
            // Two steps within the year: half the product of their rates.
            Stage::Social => step(Stage::Social) * step(Stage::Health) / 2.0,
        }
    }

    /// A programme supports someone no longer.
    pub(in crate::world) fn support_ends(&mut self, m: MemberId, now: Time) {
        if let Some(reached) = self.ladder.member_mut(m).reached.take() {
            let people = &mut self.programmes[usize::from(reached.policy)].people;
            people.retain(|&other| other != m);
            self.tally.people.supported.add(now, -1);
        }
    }
}

/// The share of people whose risk must be known, so that a tenth chosen by it (the others by lot) holds the wished-for
/// share of those about to come to need care. No more can be found than the register tells apart.
fn share_known(falling: impl ExactSizeIterator<Item = f64> + Clone, detection: f64) -> f64 {
    let total: f64 = falling.clone().sum();
    let tenth = falling.len().div_ceil(10);
    let best = falling.take(tenth).sum::<f64>() / total.max(1e-12);
    if best <= BY_CHANCE {
        return 0.0;
    }
    ((detection - BY_CHANCE) / (best - BY_CHANCE)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::share_known;

    #[test]
    fn as_much_is_known_as_finds_the_wished_for_share() {
        // Ten of a hundred carry half of all risk.
        let risks: Vec<f64> = (0..100).map(|i| if i < 10 { 9.0 } else { 1.0 }).collect();
        let known = share_known(risks.iter().copied(), 0.3);
        assert!((known * 0.5 + (1.0 - known) * 0.1 - 0.3).abs() < 1e-12);
        assert_eq!(share_known(risks.iter().copied(), 0.1), 0.0);
        assert_eq!(share_known(risks.iter().copied(), 0.9), 1.0);
        assert_eq!(share_known(std::iter::repeat_n(1.0, 50), 0.3), 0.0);
    }
}
