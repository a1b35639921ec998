//! What the council does about prices, priorities and its budget for placements.

use super::Market;
use super::employer::Kind;
use super::ledger::{Heading, Supplier};
use super::price::Goods;
use super::setup::{COUNCIL, CouncilSetup, PricePolicy, Weights};
use crate::engine::{Span, Time};
use crate::world::flow::person::PersonId;
use crate::world::flow::stream::growth;
use crate::world::need::case::{Contract, Doing};

/// Half a year: the stretch of warm-up that the budget is set by.
const BUDGET_BASE: Span = Span::whole_days(182);

/// What the council does, and may spend.
#[derive(Clone, Debug)]
pub struct Council {
    /// What it does when others pay more.
    pub price_policy: PricePolicy,
    /// Weight of people waiting, by where they wait.
    pub weights: Weights,
    /// Least weight of palliative people today, and whether they are fast-tracked: 0 if not.
    pub(crate) fast_track: Option<f64>,
    /// Money for placements, over what it would have been.
    pub placements_factor: f64,
    /// Money for placements that others add, or that is given away; pence a week.
    pub(super) placements_added: f64,
    /// What pressure multiplies the weight of people in acute beds by.
    pub(super) pressure: f64,
    /// People ready to leave acute beds, this morning.
    pub(super) acute_delayed: i64,
    /// Sum over the mornings of the last year of warm-up, and how many there were.
    acute_delayed_before: (i64, i64),
    /// What placements and beds held had come to, and when, half a year before day 0.
    base_from: Option<(Time, i128)>,
    /// What the council was committed to for placements in that half year, pence a week.
    base: Option<f64>,
    /// What it would spend on placements without any policy, pence a week; 0 before day 0.
    own_budget: f64,
    /// What it may be committed to, pence a week; `None` while nothing binds.
    pub(super) limit: Option<f64>,
    /// Placements matched that have not started, pence a week.
    pub(crate) matched: i64,
    /// Whether people wait only because the budget is used up.
    pub(super) short_of_funds: bool,
}

impl Council {
    /// A council at the start of warm-up.
    pub fn new(setup: &CouncilSetup) -> Self {
        Self {
            price_policy: setup.price_policy,
            weights: setup.weights,
            fast_track: None,
            placements_factor: 1.0,
            placements_added: 0.0,
            pressure: 1.0,
            acute_delayed: 0,
            acute_delayed_before: (0, 0),
            base_from: None,
            base: None,
            own_budget: 0.0,
            limit: None,
            matched: 0,
            short_of_funds: false,
        }
    }
}

impl Council {
    /// Mean of people ready to leave acute beds in the year before day 0.
    pub(super) fn delayed_before(&self) -> Option<f64> {
        let (sum, mornings) = self.acute_delayed_before;
        (mornings > 0).then(|| sum as f64 / mornings as f64)
    }
}

impl Market<'_> {
    /// Notes what placements cost before day 0, and from then on keeps the budget, and the limit if it binds, up to date.
    pub(super) fn watch_budget(&mut self, now: Time) {
        let council = &mut self.council;
        if now < Time::ZERO && (Time::ZERO - now) <= Span::whole_days(365) {
            council.acute_delayed_before.0 += council.acute_delayed;
            council.acute_delayed_before.1 += 1;
        }
        let setup = &self.rules.council;
        let spent = self.ledger.debit(COUNCIL, Heading::Placements).total(now)
            + self.ledger.debit(COUNCIL, Heading::HeldBeds).total(now);
        if council.base_from.is_none() && (Time::ZERO - now) <= BUDGET_BASE {
            council.base_from = Some((now, spent));
        }
        if now >= Time::ZERO {
            let (from, before) = council.base_from.unwrap_or((now, spent));
            let seconds = (now - from).seconds();
            let base = *council.base.get_or_insert(if seconds > 0 {
                (spent - before) as f64 / seconds as f64
            } else {
                f64::INFINITY
            });
            let grown = growth(self.rules.growth_per_year, now);
            if base.is_finite() {
                council.own_budget = base * grown;
            }
            let budget = base * grown * council.placements_factor + council.placements_added;
            if setup.placements_hard {
                council.limit = Some(budget * (1.0 + setup.pace));
            }
            // Without a warm-up there is nothing to set a budget by.
            if budget.is_finite() {
                self.tally
                    .placements_budget
                    .set(now, libm::rint(budget) as i64);
            }
        }
    }

    /// What the council may be committed to for placements, pence a week, if a budget binds.
    pub fn placements_limit(&self) -> Option<f64> {
        self.council.limit
    }

    /// Whether the budget has room for one more placement, at this price.
    pub(super) fn budget_allows(&self, goods: Goods, payer: usize, price: i64) -> bool {
        let (Goods::Beds, COUNCIL, Some(limit)) = (goods, payer, self.council.limit) else {
            return true;
        };
        match self.pooled_placements() {
            // One budget for all that the pool pays for.
            Some((budget, committed)) => {
                // What policies make of the council's own budget for placements changes the pool's by as much.
                let cut = (self.council.placements_factor - 1.0) * self.council.own_budget;
                let limit = budget + cut + self.council.placements_added;
                let committed = committed + price;
                committed as f64 <= limit * (1.0 + self.rules.council.pace)
            }
            None => (self.placements_committed() + price) as f64 <= limit,
        }
    }

    /// Whether the budget has room for someone's placement; it takes the place of one that runs already.
    pub(in crate::world) fn budget_allows_person(
        &self,
        id: PersonId,
        goods: Goods,
        price: i64,
    ) -> bool {
        let case = &self.cases[id as usize];
        let running = case
            .contract
            .filter(|c| c.payer == COUNCIL && c.minutes == 0)
            .map_or(0, |c| c.pence_per_week());
        self.budget_allows(goods, case.funder, price - running)
    }

    /// What the council is committed to for placements, beds held and matches included; pence a week.
    pub fn placements_committed(&self) -> i64 {
        self.ledger.debit(COUNCIL, Heading::Placements).rate()
            + self.ledger.debit(COUNCIL, Heading::HeldBeds).rate()
            + self.council.matched
    }

    /// How far the acute weight follows the number delayed there.
    pub(super) fn attention(&self, now: Time) -> f64 {
        let exponent = self.rules.council.attention;
        let (sum, mornings) = self.council.acute_delayed_before;
        if exponent == 0.0 || now < Time::ZERO || sum == 0 {
            return 1.0;
        }
        let ratio = self.council.acute_delayed as f64 * mornings as f64 / sum as f64;
        libm::pow(ratio, exponent).clamp(0.2, 3.0)
    }

    /// Running contracts of the council follow its price, a part of the gap a week.
    pub(super) fn reprice(&mut self, now: Time) {
        let policy = self.council.price_policy;
        if policy == PricePolicy::Hold {
            return;
        }
        let target = Goods::ALL.map(|goods| self.prices[goods as usize].council(policy));
        let lag = self.rules.council.match_lag_weeks.max(1.0);
        for id in 0..self.cases.len() {
            let case = &self.cases[id];
            let Some(old) = case.contract else { continue };
            let goods = if old.minutes > 0 {
                Goods::Homecare
            } else {
                Goods::Beds
            };
            let gap = target[goods as usize] - old.price;
            let j = usize::from(case.provider);
            if case.doing == Doing::Absent
                || old.payer != COUNCIL
                || old.block.is_some()
                || gap == 0
                || self.employers[j].kind != goods.kind()
            {
                continue;
            }
            // At least a penny, so that the gap closes.
            let step = (gap as f64 / lag).abs().ceil().min(gap.abs() as f64) as i64 * gap.signum();
            let new = Contract {
                price: old.price + step,
                ..old
            };
            let change = new.pence_per_week() - old.pence_per_week();
            let heading = old.heading(case.held);
            self.cases[id].contract = Some(new);
            self.ledger
                .change(now, COUNCIL, heading, Supplier::Employer(j), change);
        }
    }

    /// Beds of all homes that someone offering the council's price could have this morning.
    pub fn beds_open_to_council(&self) -> i64 {
        let price = self.prices[Goods::Beds as usize].council(self.council.price_policy) as f64;
        let willing = self
            .employers
            .iter()
            .filter(|e| e.kind == Kind::Home && e.takes_clients() && e.reserve_price <= price);
        willing
            .map(|e| {
                let kept = if price >= e.self_price {
                    0
                } else {
                    e.kept_beds
                };
                i64::from((e.free_beds() - kept).max(0))
            })
            .sum()
    }
}
