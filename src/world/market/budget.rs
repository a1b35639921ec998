//! Budgets by heading: what a payer means to spend, and whether it may commit itself to more.
//!
//! A budget covers some of the ledger's headings. A soft one is only reported against what is spent. A hard one binds whoever
//! would make a new commitment: a person waits for funding until their care fits in, and a policy grows no further than
//! there is room for. What runs already goes on.

use super::Market;
use super::block::Block;
use super::employer::HOUR;
use super::ledger::Heading;
use super::price::Goods;
use super::reserved::HoursBlock;
use super::service::{Opening, Service};
use super::setup::{Payer, Sector};
use crate::engine::{Span, Time};
use crate::world::Cx;
use crate::world::flow::person::PersonId;
use crate::world::flow::stream::growth;
use crate::world::need::case::Contract;
use crate::world::policy::PolicySetup;

/// Half a year: the stretch of warm-up that a budget is set by.
const BASE: Span = Span::whole_days(182);

/// What a budget is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BudgetHeading {
    /// Homecare, and direct payments for care at home.
    Homecare,
    /// Places in care homes, and beds held there.
    Placements,
    /// Step-down beds, community hospital beds, reablement.
    IntermediateCare,
    /// Prevention and support in the community.
    Prevention,
    /// Own staff, pay uplifts, training, recruitment.
    Workforce,
    /// Acute beds with people delayed in them, beds opened in winter, the long-stay hospital.
    General,
}

impl BudgetHeading {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Homecare,
        Self::Placements,
        Self::IntermediateCare,
        Self::Prevention,
        Self::Workforce,
        Self::General,
    ];

    /// Its name in scenarios and measure keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Homecare => "homecare",
            Self::Placements => "placements",
            Self::IntermediateCare => "intermediate_care",
            Self::Prevention => "prevention",
            Self::Workforce => "workforce",
            Self::General => "general",
        }
    }

    /// What the ledger calls what is paid out of it. Money that only changes hands is paid out of none.
    pub const fn covers(self) -> &'static [Heading] {
        match self {
            Self::Homecare => &[Heading::Homecare, Heading::DirectPayments],
            Self::Placements => &[Heading::Placements, Heading::HeldBeds],
            Self::IntermediateCare => &[
                Heading::StepDown,
                Heading::CommunityHospital,
                Heading::Reablement,
            ],
            Self::Prevention => &[Heading::Prevention],
            Self::Workforce => &[
                Heading::OwnStaff,
                Heading::PayUplift,
                Heading::Training,
                Heading::Recruitment,
            ],
            Self::General => &[
                Heading::AcuteDelayed,
                Heading::Escalation,
                Heading::LongStay,
            ],
        }
    }

    /// Whether anybody decides on what is spent, so that the budget can bind them.
    pub const fn can_bind(self) -> bool {
        !matches!(self, Self::General)
    }

    /// What care bought person by person is paid out of.
    pub(super) const fn of(goods: Goods) -> Self {
        match goods {
            Goods::Homecare => Self::Homecare,
            Goods::Beds => Self::Placements,
        }
    }
}

/// A budget as set.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BudgetSetup {
    /// Whose.
    pub payer: Payer,
    /// What for.
    pub heading: BudgetHeading,
    /// Whether it may not be overspent.
    pub hard: bool,
    /// By what share commitments may pass it for a while.
    pub pace: f64,
    /// Pence a week on day 0; what was spent in the last half year of warm-up unless given.
    pub amount: Option<f64>,
}

/// A budget as it stands.
#[derive(Clone, Debug)]
pub struct Budget {
    setup: BudgetSetup,
    /// When the last half year of warm-up began, and what had been spent by then.
    base_from: Option<(Time, i128)>,
    /// What it is on day 0, pence a week.
    base: Option<f64>,
    /// What policies make of it today: a factor, and pence a week added or taken away.
    pub(super) today: (f64, f64),
    /// The same of yesterday.
    yesterday: (f64, f64),
    /// What it would be without any policy, pence a week; 0 before day 0.
    own: f64,
    /// What may be committed, pence a week; `None` while nothing binds.
    limit: Option<f64>,
    /// Care matched that has not started, pence a week.
    matched: i64,
    /// What policies may cost and do not yet, pence a week.
    pledged: i64,
}

impl Budget {
    /// A budget at the start of warm-up.
    pub fn new(setup: BudgetSetup) -> Self {
        Self {
            setup,
            base_from: None,
            base: None,
            today: (1.0, 0.0),
            yesterday: (1.0, 0.0),
            own: 0.0,
            limit: None,
            matched: 0,
            pledged: 0,
        }
    }

    /// Its amount without policies at an instant from day 0 on; infinite where there is nothing to set it by.
    fn grown(&self, growth_per_year: f64, now: Time) -> f64 {
        self.base.unwrap_or(f64::INFINITY) * growth(growth_per_year, now)
    }

    /// What may be committed out of so much; nothing binds where there is nothing to set the budget by.
    fn limit_of(&self, amount: f64) -> Option<f64> {
        amount
            .is_finite()
            .then_some(amount * (1.0 + self.setup.pace))
    }

    /// What policies have made of it is undone.
    pub(super) fn begin_morning(&mut self) {
        self.yesterday = std::mem::replace(&mut self.today, (1.0, 0.0));
    }
}

/// How far a policy that a hard budget pays for has been let grow, and what that costs at most.
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    budget: usize,
    /// From 0 to 1.
    pub(in crate::world) size: f64,
    /// Pence a week.
    cost: i64,
}

impl Market<'_> {
    /// Where a payer's budget for something is, if it has one.
    fn budget_at(&self, payer: Payer, heading: BudgetHeading) -> Option<usize> {
        let its = |b: &Budget| b.setup.payer == payer && b.setup.heading == heading;
        self.budgets.iter().position(its)
    }

    /// For today a budget is this many times as large.
    pub(crate) fn change_budget(&mut self, payer: Payer, heading: BudgetHeading, factor: f64) {
        if let Some(at) = self.budget_at(payer, heading) {
            self.budgets[at].today.0 *= factor;
        }
    }

    /// For today a budget has so much more, pence a week.
    pub(crate) fn add_to_budget(&mut self, payer: Payer, heading: BudgetHeading, pence: f64) {
        if let Some(at) = self.budget_at(payer, heading) {
            self.budgets[at].today.1 += pence;
        }
    }

    /// What has been paid out of a budget so far, as accounts count it.
    fn spent_from(&self, at: usize, now: Time) -> i128 {
        let BudgetSetup { payer, heading, .. } = self.budgets[at].setup;
        let paid = heading.covers().iter();
        paid.map(|&h| self.ledger.debit(payer, h).total(now)).sum()
    }

    /// Notes what is spent before day 0, and on day 0 what the budgets are.
    pub(super) fn set_budgets(&mut self, now: Time) {
        for at in 0..self.budgets.len() {
            let spent = self.spent_from(at, now);
            let budget = &mut self.budgets[at];
            if budget.base_from.is_none() && (Time::ZERO - now) <= BASE {
                budget.base_from = Some((now, spent));
            }
            if now >= Time::ZERO && budget.base.is_none() {
                let (from, before) = budget.base_from.unwrap_or((now, spent));
                let seconds = (now - from).seconds();
                let usual = if seconds > 0 {
                    (spent - before) as f64 / seconds as f64
                } else {
                    // Without a warm-up there is nothing to set a budget by.
                    f64::INFINITY
                };
                budget.base = Some(budget.setup.amount.unwrap_or(usual));
            }
        }
    }

    /// From day 0 on: what the budgets are this morning, with what policies make of them, and what may be committed.
    pub(super) fn watch_budgets(&mut self, now: Time) {
        if now < Time::ZERO {
            return;
        }
        for at in 0..self.budgets.len() {
            let pledged = self.pledged(at);
            let budget = &mut self.budgets[at];
            let own = budget.grown(self.rules.growth_per_year, now);
            if own.is_finite() {
                budget.own = own;
            }
            let (factor, added) = budget.today;
            let amount = own * factor + added;
            if budget.setup.hard {
                budget.limit = budget.limit_of(amount);
            }
            budget.pledged = pledged;
            if amount.is_finite() {
                self.tally.budgets[at].set(now, libm::rint(amount) as i64);
            }
        }
    }

    /// What is committed out of a budget: what runs, what has been matched, and what policies may come to cost.
    fn committed(&self, at: usize) -> i64 {
        let budget = &self.budgets[at];
        let BudgetSetup { payer, heading, .. } = budget.setup;
        let paid = heading.covers().iter();
        let runs: i64 = paid.map(|&h| self.ledger.debit(payer, h).rate()).sum();
        runs + budget.matched + budget.pledged
    }

    /// Whether the budget of whoever pays has room for so much a week.
    pub(in crate::world) fn budget_allows(&self, goods: Goods, payer: Payer, pence: i64) -> bool {
        let Some(at) = self.budget_at(payer, BudgetHeading::of(goods)) else {
            return true;
        };
        let Some(limit) = self.budgets[at].limit else {
            return true;
        };
        match self.pooled_limit(at) {
            Some((limit, committed)) => (committed + pence) as f64 <= limit,
            None => (self.committed(at) + pence) as f64 <= limit,
        }
    }

    /// Where one budget of a pool takes the place of a payer's own: what may be committed and what is, pence a week.
    fn pooled_limit(&self, at: usize) -> Option<(f64, i64)> {
        let budget = &self.budgets[at];
        let (paid_in, committed) = self.pooled(budget.setup.payer, budget.setup.heading)?;
        // What policies make of a payer's own budget changes the pool's by as much.
        let (factor, added) = budget.today;
        let cut = (factor - 1.0) * budget.own;
        let limit = paid_in + cut + added;
        Some((limit * (1.0 + budget.setup.pace), committed))
    }

    /// Whether the budget has room for someone's care; it takes the place of what runs already.
    pub(in crate::world) fn budget_allows_person(
        &self,
        id: PersonId,
        goods: Goods,
        (payer, pence): (Payer, i64),
    ) -> bool {
        let case = &self.cases[id as usize];
        let same = |c: &Contract| c.payer == payer && (c.minutes == 0) == (goods == Goods::Beds);
        // A block goes on being paid for.
        let running = case.contract.filter(|c| same(c) && c.block.is_none());
        let running = running.map_or(0, |c| c.pence_per_week());
        self.budget_allows(goods, payer, pence - running)
    }

    /// Whether someone's funder may pay this for a package of so many minutes, or for a bed.
    pub(in crate::world) fn funder_can_pay(
        &self,
        id: PersonId,
        goods: Goods,
        price: i64,
        size: i64,
    ) -> bool {
        let payer = self.cases[id as usize].funder;
        let minutes = if goods == Goods::Homecare { size } else { 0 };
        let contract = Contract {
            payer,
            price,
            reference: price,
            minutes,
            block: None,
        };
        self.budget_allows_person(id, goods, (payer, contract.pence_per_week()))
    }

    /// Whether a payer may not spend more on this than its budget.
    pub(super) fn is_bound(&self, payer: Payer, goods: Goods) -> bool {
        let at = self.budget_at(payer, BudgetHeading::of(goods));
        at.is_some_and(|at| self.budgets[at].limit.is_some())
    }

    /// Whether a payer may take over a commitment of so much a week from another.
    pub(super) fn can_take_over(&self, payer: Payer, heading: BudgetHeading, pence: i64) -> bool {
        let at = self.budget_at(payer, heading);
        at.is_none_or(|at| self.room(at) >= pence as f64)
    }

    /// Care is matched, or starts or comes to nothing after it was: `sign` is 1 or -1.
    ///
    /// Care out of hours reserved in a block is paid for already.
    pub(in crate::world) fn note_matched(&mut self, contract: &Contract, sign: i64) {
        if contract.block.is_some() {
            return;
        }
        let goods = if contract.minutes == 0 {
            Goods::Beds
        } else {
            Goods::Homecare
        };
        if let Some(at) = self.budget_at(contract.payer, BudgetHeading::of(goods)) {
            self.budgets[at].matched += sign * contract.pence_per_week();
        }
    }

    /// What has been matched and not started, by budget: payer, goods and pence a week.
    pub(in crate::world) fn matched_by_budget(
        &self,
    ) -> impl Iterator<Item = (Payer, Goods, i64)> + '_ {
        let of = |b: &Budget| {
            let goods = Goods::ALL.into_iter();
            let mut its = goods.filter(|&g| BudgetHeading::of(g) == b.setup.heading);
            its.next().map(|goods| (b.setup.payer, goods, b.matched))
        };
        self.budgets.iter().filter_map(of)
    }

    /// Care of the members of a pool under what it pays for, matched and not started; pence a week.
    pub(super) fn matched_for(&self, members: &[Payer], headings: &[Heading]) -> i64 {
        let its = self.budgets.iter().filter(|b| {
            members.contains(&b.setup.payer) && headings.contains(&b.setup.heading.covers()[0])
        });
        its.map(|b| b.matched).sum()
    }

    /// What may still be committed out of a budget, pence a week; below zero if it is overspent.
    fn room(&self, at: usize) -> f64 {
        let Some(limit) = self.budgets[at].limit else {
            return f64::INFINITY;
        };
        match self.pooled_limit(at) {
            Some((limit, committed)) => limit - committed as f64,
            None => limit - self.committed(at) as f64,
        }
    }

    /// How large a policy may be this morning. One that a hard budget pays for grows no further than there is room for
    /// what it will cost, by the budget as it was yesterday; what it has been granted it keeps.
    pub(in crate::world) fn grant(
        &mut self,
        index: usize,
        policy: &PolicySetup,
        cx: &Cx<'_, '_>,
    ) -> f64 {
        let now = cx.now();
        let planned = policy.size(now);
        let before = self.grants[index].take().map_or(0.0, |grant| grant.size);
        let binds = |b: &Budget| b.setup.hard && b.setup.payer == policy.payer;
        if !self.budgets.iter().any(binds) {
            return planned;
        }
        let Some((heading, full)) = policy.lever.cost(self, cx) else {
            return planned;
        };
        let pays = |b: &Budget| binds(b) && b.setup.heading.covers().contains(&heading);
        let (Some(at), true) = (self.budgets.iter().position(pays), full > 0.0) else {
            return planned;
        };
        let budget = &mut self.budgets[at];
        let (factor, added) = budget.yesterday;
        let amount = budget.grown(self.rules.growth_per_year, now) * factor + added;
        budget.limit = budget.limit_of(amount);
        self.budgets[at].pledged = self.pledged(at);
        // What it costs already is not in its own way.
        let room = self.room(at) + self.booked_by(index) as f64;
        let size = if planned > before {
            (room / full).clamp(before, planned)
        } else {
            planned
        };
        self.grants[index] = Some(Grant {
            budget: at,
            size,
            cost: libm::rint(full * size) as i64,
        });
        size
    }

    /// What policies paid for out of a budget may cost and do not yet, pence a week.
    fn pledged(&self, at: usize) -> i64 {
        let grants = self.grants.iter().enumerate();
        let granted = grants.filter_map(|(p, grant)| Some((p, (*grant)?)));
        let of_budget = granted.filter(|(_, grant)| grant.budget == at);
        of_budget
            .map(|(p, grant)| (grant.cost - self.booked_by(p)).max(0))
            .sum()
    }

    /// What is booked for a policy, pence a week.
    fn booked_by(&self, policy: usize) -> i64 {
        let block = self.blocks.get(policy).map_or(0, Block::costs);
        let hours = self.hours_blocks[policy]
            .as_ref()
            .map_or(0, HoursBlock::costs);
        let services = self.services.iter().filter(|s| s.is_of(policy));
        let rises = self.uplifts.iter().filter(|rise| rise.slot.0 == policy);
        let team = self.trust_teams[policy].map_or(0, |team| team.booked);
        let bank = self.banks[policy].map_or(0, |bank| bank.booked());
        block
            + hours
            + services.map(Service::booked).sum::<i64>()
            + rises.map(|rise| rise.booked).sum::<i64>()
            + self.commissions[policy].costs()
            + self.intakes[policy].booked
            + self.programmes[policy].booked
            + team
            + bank
    }
}

/// What levers say they cost: see [`Lever::cost`](crate::world::policy::Lever::cost).
impl Market<'_> {
    /// A homecare team or a bank with so many posts, all filled; pence a week.
    pub(crate) fn cost_of_posts(&self, sector: Sector, posts: f64, pay: f64) -> f64 {
        let hours = self.rules.workforce.sectors[sector].hours;
        posts * hours * pay * self.rules.workforce.on_costs
    }

    /// A rise in a sector's pay, and what better terms are worth; pence an hour, and in all pence a week.
    pub(crate) fn cost_of_rise(&self, sector: Sector, pence: f64, terms: f64) -> f64 {
        let staff = self.employers.iter().filter(|e| e.sector == sector);
        let minutes: i64 = staff.map(|e| e.productive_minutes).sum();
        minutes as f64 / HOUR as f64 * (pence * self.rules.workforce.on_costs + terms)
    }

    /// Slots or beds, all of them staffed and in use: what they are booked as, and pence a week.
    pub(crate) fn cost_of_opening(&self, opening: &Opening, now: Time) -> Option<(Heading, f64)> {
        let places = f64::from(opening.places);
        if let Some((heading, a_day)) = self.unit_cost(opening.place) {
            return Some((heading, places * a_day * 7.0));
        }
        let team = &self.employers[self.team_in(opening.sector)?];
        let with_people = team.contact_share * self.attendance(opening.sector, now);
        let hours = places * opening.hours_each / with_people;
        Some((Heading::OwnStaff, hours * team.hour_cost(self.rules)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_on_care_is_paid_out_of_one_budget() {
        let outside = [Heading::Moved, Heading::Saved, Heading::Pool];
        for heading in Heading::ALL {
            let budgets = BudgetHeading::ALL.iter();
            let paid_out_of = budgets.filter(|b| b.covers().contains(&heading)).count();
            let expected = usize::from(!outside.contains(&heading));
            assert_eq!(paid_out_of, expected, "{}", heading.name());
        }
    }
}
