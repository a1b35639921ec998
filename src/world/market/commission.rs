//! Homecare that a commissioner beside the council buys for people leaving hospital, at a price of its own.

use super::Market;
use super::budget::BudgetHeading;
use super::employer::Kind;
use super::ledger::Supplier;
use super::price::Goods;
use super::setup::{COUNCIL, Payer, SELF_FUNDER};
use crate::engine::{Span, Time};
use crate::world::Cx;
use crate::world::flow::person::PersonId;
use crate::world::need::case::{Case, Contract, Doing};
use crate::world::policy::Morning;

/// What a commissioner offers agencies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Commission {
    /// Who pays.
    pub payer: Payer,
    /// What it offers, pence an hour.
    pub price: i64,
    /// Minutes a week that it pays for or is still ready to pay for.
    pub minutes: i64,
    /// For how long it pays for a package; then the council does. For good unless given.
    pub pays_for: Option<Span>,
    /// Minutes a week it pays for or has matched, and what they come to: minutes times pence an hour.
    used: i64,
    spent: i64,
}

impl Commission {
    /// An offer to pay for so many minutes a week at a price in pence an hour.
    pub fn new(payer: Payer, price: i64, minutes: i64, pays_for: Option<Span>) -> Self {
        Self {
            payer,
            price,
            minutes,
            pays_for,
            used: 0,
            spent: 0,
        }
    }

    /// What it pays for or has matched, pence a week.
    pub(super) fn costs(&self) -> i64 {
        self.spent / 60
    }

    /// Minutes a week that it is still ready to pay for.
    pub(super) fn room(&self) -> i64 {
        self.minutes - self.used
    }
}

impl Market<'_> {
    /// For today a policy offers agencies these terms for people in acute beds.
    pub(crate) fn commission(&mut self, morning: &Morning, terms: Commission, cx: &Cx<'_, '_>) {
        let before = &self.commissions[morning.policy];
        if terms.minutes == 0 && before.minutes == 0 && before.used == 0 {
            return;
        }
        if let Some(span) = terms.pays_for {
            self.end_commissioned_time((terms.payer, None), span, cx);
        }
        self.forget_past_commissions();
        let (mut used, mut spent) = (0, 0);
        let cases = self.commissioned.iter().map(|&id| &self.cases[id as usize]);
        let bought = cases.flat_map(|case| self.bought_from_agencies(case));
        for contract in bought.filter(|c| c.payer == terms.payer && c.block.is_none()) {
            used += contract.minutes;
            spent += contract.minutes * contract.price;
        }
        self.commissions[morning.policy] = Commission {
            used,
            spent,
            ..terms
        };
    }

    /// Keeps in the list of those whose homecare others than the council pay for only whom it is still true of, once each.
    fn forget_past_commissions(&mut self) {
        let mut people = std::mem::take(&mut self.commissioned);
        people.sort_unstable();
        people.dedup();
        people.retain(|&id| {
            let case = &self.cases[id as usize];
            let bought = |c: Contract| c.payer != COUNCIL && c.payer != SELF_FUNDER;
            case.doing != Doing::Absent && self.bought_from_agencies(case).any(bought)
        });
        self.commissioned = people;
    }

    /// The contracts for someone's homecare from agencies: the one that runs, and the one that is matched.
    fn bought_from_agencies<'c>(&'c self, case: &'c Case) -> impl Iterator<Item = Contract> + 'c {
        let running = case.contract.map(|contract| (case.provider, contract));
        let both = running.into_iter().chain(case.matched);
        let bought = both.filter(|&(j, c)| c.price > 0 && c.minutes > 0 && self.is_agency(j));
        bought.map(|(_, contract)| contract)
    }

    fn is_agency(&self, provider: u16) -> bool {
        self.employers[usize::from(provider)].kind == Kind::Agency
    }

    /// What others than the council offer for homecare above its price: minutes a week, and minutes times pence an hour.
    pub(super) fn dear_homecare(&self) -> (f64, f64) {
        let prices = &self.prices[Goods::Homecare as usize];
        let dear = |c: &&Commission| c.used > 0 && c.spent as f64 > prices.base * c.used as f64;
        let spot = self.commissions.iter().filter(dear);
        let spot = spot.fold((0.0, 0.0), |s, c| {
            (s.0 + c.used as f64, s.1 + c.spent as f64)
        });
        let blocks = self.hours_blocks.iter().flatten();
        blocks
            .map(|b| (b.payer, b.contracted() as f64, b.price as f64))
            .filter(|&(payer, _, price)| payer != COUNCIL && price > prices.base)
            .fold(spot, |s, (_, minutes, price)| {
                (s.0 + minutes, s.1 + minutes * price)
            })
    }

    /// The commission that pays for someone's package this morning, if one does and offers more than this.
    pub(super) fn commission_for(&self, funder: Payer, price: i64, minutes: i64) -> Option<usize> {
        if funder != COUNCIL {
            return None;
        }
        let offers = self.commissions.iter().enumerate();
        offers
            .filter(|(_, c)| c.room() >= minutes && self.commissioned_price(c) > price)
            .max_by_key(|(at, c)| (self.commissioned_price(c), std::cmp::Reverse(*at)))
            .map(|(at, _)| at)
    }

    /// What a commission offers, no more than what commissioners have agreed on.
    pub(super) fn commissioned_price(&self, commission: &Commission) -> i64 {
        self.prices[Goods::Homecare as usize].capped(self.council.price_policy, commission.price)
    }

    /// A package has been matched at a commission's expense.
    pub(super) fn use_commission(&mut self, id: PersonId, at: usize, contract: Contract) {
        self.commissioned.push(id);
        let commission = &mut self.commissions[at];
        commission.used += contract.minutes;
        commission.spent += contract.minutes * contract.price;
    }

    /// The council takes over packages that someone else has paid for as long as it meant to, out of a block or not.
    pub(crate) fn end_commissioned_time(
        &mut self,
        (payer, block): (Payer, Option<u16>),
        span: Span,
        cx: &Cx<'_, '_>,
    ) {
        let now = cx.now();
        self.forget_past_commissions();
        for at in 0..self.commissioned.len() {
            let id = self.commissioned[at] as usize;
            let case = &self.cases[id];
            let commissioned = case.contract.is_some_and(|c| {
                c.payer == payer && c.minutes > 0 && c.price > 0 && c.block == block
            }) && self.is_agency(case.provider);
            if case.doing != Doing::Absent
                && commissioned
                && !case.held
                && cx.place_of(id as PersonId) == self.rules.places.homecare
                && now - cx.flow.people[id as PersonId].since >= span
            {
                self.council_takes_over_package(id, now);
            }
        }
    }

    fn council_takes_over_package(&mut self, id: usize, now: Time) {
        let case = &self.cases[id];
        let (Some(old), j) = (case.contract, usize::from(case.provider)) else {
            return;
        };
        let new = Contract {
            payer: COUNCIL,
            price: self.prices[Goods::Homecare as usize].council(self.council.price_policy),
            block: None,
            ..old
        };
        let (heading, to) = (old.heading(false), Supplier::Employer(j));
        let (before, after) = (old.pence_per_week(), new.pence_per_week());
        // Without money for it whoever bought it goes on paying.
        if !self.can_take_over(COUNCIL, BudgetHeading::Homecare, after) {
            return;
        }
        self.cases[id].contract = Some(new);
        self.ledger.change(now, old.payer, heading, to, -before);
        self.ledger.change(now, COUNCIL, heading, to, after);
    }
}
