//! Money that moves between commissioners: pooled budgets, transfers, savings.
//!
//! A pooled budget is an account that its members pay into and that pays their bills. What is paid to whom stays as it
//! was; the pool gives each member back what it spends under the pooled headings.

use super::Market;
use super::budget::BudgetHeading;
use super::ledger::{Heading, Supplier};
use super::setup::{COUNCIL, Payer};
use crate::engine::Time;
use crate::world::Cx;
use crate::world::flow::stream::growth;
use crate::world::policy::Morning;

/// A pooled budget as agreed.
#[derive(Clone, Debug)]
pub struct PoolTerms {
    /// Whose account it is.
    pub pool: Payer,
    /// Who is in it, and what each pays in, in pence a year; what it spends on the first morning unless given.
    pub members: Vec<(Payer, Option<f64>)>,
    /// What it pays for.
    pub headings: Vec<Heading>,
    /// Who answers for what is left, or missing, at the end of a year.
    pub controller: Payer,
}

/// A pooled budget that runs.
#[derive(Clone, Debug)]
pub struct Pool {
    terms: PoolTerms,
    /// What members pay in, pence a week, before growth.
    contributions: Vec<i64>,
    /// What is booked: paid in and given back by each member, pence a week.
    paid_in: Vec<i64>,
    given_back: Vec<i64>,
    /// What members spend under the pooled headings this morning, placements matched included; pence a week.
    pub(super) committed: i64,
    /// Years settled so far.
    years: u32,
    /// Whether what was left at its end has been shared out.
    settled: bool,
}

impl Pool {
    /// Whether it pays for what a member would otherwise pay out of a budget of its own.
    fn pays_for(&self, payer: Payer, heading: BudgetHeading) -> bool {
        let terms = &self.terms;
        terms.members.iter().any(|m| m.0 == payer) && terms.headings.contains(&heading.covers()[0])
    }
}

/// A payer, and the budget of it that money comes from or goes to.
pub type Purse = (Payer, Option<BudgetHeading>);

/// Pence a year as pence a week.
fn weekly(pence_per_year: f64) -> i64 {
    libm::rint(pence_per_year * 7.0 / 365.0) as i64
}

impl Market<'_> {
    /// For today one payer pays another so much a year: out of, and into, these budgets if they have them.
    pub(crate) fn move_money(
        &mut self,
        morning: &Morning,
        (from, to): (Purse, Purse),
        pence_per_year: f64,
        cx: &Cx<'_, '_>,
    ) {
        let pence = weekly(pence_per_year * morning.size);
        if from.0 != to.0 {
            self.book(
                morning.policy,
                from.0,
                (Heading::Moved, Supplier::Payer(to.0)),
                pence,
                cx,
            );
        }
        for ((payer, heading), sign) in [(from, -1.0), (to, 1.0)] {
            if let Some(heading) = heading {
                self.add_to_budget(payer, heading, sign * pence as f64);
            }
        }
    }

    /// For today a payer needs so much less a year for what it buys outside care.
    pub(crate) fn save_money(&mut self, morning: &Morning, pence_per_year: f64, cx: &Cx<'_, '_>) {
        let pence = weekly(pence_per_year * morning.size);
        let saved = (Heading::Saved, Supplier::Own);
        self.book(morning.policy, morning.payer, saved, -pence, cx);
        if morning.payer == COUNCIL {
            self.add_to_budget(COUNCIL, BudgetHeading::Placements, pence as f64);
        }
    }

    /// Brings a pooled budget into line with what its members spend this morning.
    pub(crate) fn run_pool(&mut self, morning: &Morning, terms: &PoolTerms, cx: &Cx<'_, '_>) {
        let now = cx.now();
        if self.pools[morning.policy].is_none() {
            if morning.size <= 0.0 {
                return;
            }
            // What is agreed grows with demand from day 0 on, and so does what is spent now.
            let grown = growth(self.rules.growth_per_year, now);
            let contributions = terms.members.iter().map(|&(member, agreed)| {
                let now = || self.spends(member, &terms.headings) as f64 / grown;
                agreed.map_or_else(|| libm::rint(now()) as i64, weekly)
            });
            self.pools[morning.policy] = Some(Pool {
                contributions: contributions.collect(),
                paid_in: vec![0; terms.members.len()],
                given_back: vec![0; terms.members.len()],
                terms: terms.clone(),
                committed: 0,
                years: 0,
                settled: false,
            });
        }
        let Some(mut pool) = self.pools[morning.policy].take() else {
            return;
        };
        let grown = growth(self.rules.growth_per_year, now);
        let runs = morning.ended.is_none();
        for (n, &(member, _)) in terms.members.iter().enumerate() {
            let paid_in = if runs {
                libm::rint(pool.contributions[n] as f64 * grown) as i64
            } else {
                0
            };
            let given_back = if runs {
                self.spends(member, &terms.headings)
            } else {
                0
            };
            let more_in = paid_in - std::mem::replace(&mut pool.paid_in[n], paid_in);
            let more_back = given_back - std::mem::replace(&mut pool.given_back[n], given_back);
            self.ledger.change(
                now,
                member,
                Heading::Pool,
                Supplier::Payer(terms.pool),
                more_in,
            );
            self.ledger.change(
                now,
                terms.pool,
                Heading::Pool,
                Supplier::Payer(member),
                more_back,
            );
        }
        let years = if runs {
            libm::floor(morning.years(now)) as u32
        } else {
            // Once, and then whoever is billed to the pool's name has to be paid by it.
            pool.years + u32::from(!std::mem::replace(&mut pool.settled, true))
        };
        if years > pool.years {
            pool.years = years;
            self.settle(terms, now);
        }
        // Brokerage adds to it what it matches, so that a morning's commitment only grows.
        let members: Vec<Payer> = terms.members.iter().map(|m| m.0).collect();
        pool.committed =
            pool.given_back.iter().sum::<i64>() + self.matched_for(&members, &terms.headings);
        self.pools[morning.policy] = Some(pool);
    }

    /// What a payer spends now under these headings, pence a week.
    fn spends(&self, payer: Payer, headings: &[Heading]) -> i64 {
        let rates = headings.iter().map(|&h| self.ledger.debit(payer, h).rate());
        rates.sum()
    }

    /// What a payer has been paid less what it has paid, whole pence.
    fn balance(&self, payer: Payer, now: Time) -> i64 {
        self.ledger.balance(payer, now)
    }

    /// Whoever answers for a pool takes what is left, or pays what is missing.
    fn settle(&mut self, terms: &PoolTerms, now: Time) {
        let left = self.balance(terms.pool, now);
        let (from, to) = if left > 0 {
            (terms.pool, terms.controller)
        } else {
            (terms.controller, terms.pool)
        };
        self.ledger
            .pay(from, Heading::Pool, Supplier::Payer(to), left.abs());
    }

    /// The budget of the pool that pays for something of a member, if there is one: what is paid in and what is
    /// committed, pence a week.
    pub(super) fn pooled(&self, payer: Payer, heading: BudgetHeading) -> Option<(f64, i64)> {
        let pays = |p: &&Pool| p.pays_for(payer, heading) && p.paid_in.iter().any(|&x| x > 0);
        let pool = self.pools.iter().flatten().find(pays)?;
        let budget: i64 = pool.paid_in.iter().sum();
        Some((budget as f64, pool.committed))
    }

    /// Care is matched at a payer's expense: a pool that pays for it is committed to it.
    pub(super) fn commit_pools(&mut self, payer: Payer, heading: BudgetHeading, pence: i64) {
        let pools = self.pools.iter_mut().flatten();
        for pool in pools.filter(|p| p.pays_for(payer, heading)) {
            pool.committed += pence;
        }
    }

    /// Books a policy's running cost, in place of what was booked before.
    pub(super) fn book(
        &mut self,
        policy: usize,
        payer: Payer,
        (heading, to): (Heading, Supplier),
        after: i64,
        cx: &Cx<'_, '_>,
    ) {
        let before = std::mem::replace(&mut self.intakes[policy].booked, after);
        self.ledger
            .change(cx.now(), payer, heading, to, after - before);
    }
}
