//! Hours of agencies reserved by one commissioner, whether or not they are used.
//!
//! A block of hours grows lot by lot through the morning's brokerage, in price order, as blocks of beds do. An agency
//! offers nobody else what is reserved; the hours are paid for as long as its staff can give them. Whoever has care
//! from a block has a contract at its price, and takes the hours out of it until the contract ends: so that what is
//! paid is the same whether they are used or not.

use super::Market;
use super::employer::HOUR;
use super::ledger::{Heading, Supplier};
use super::price::{Goods, reference_price};
use super::setup::{COUNCIL, Payer};
use crate::engine::{Span, Time};
use crate::world::Cx;
use crate::world::flow::person::PersonId;
use crate::world::need::case::{Contract, Destination, Doing};
use crate::world::policy::Morning;

/// Minutes a week that are contracted at a time: a carer's round of two hours a day.
pub const LOT: i64 = 15 * HOUR;

/// Whom reserved hours are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Serves {
    /// People who wait for homecare in acute beds at the council's expense.
    #[default]
    Hospital,
    /// Those, and people who wait for it anywhere else.
    Anyone,
    /// People in slots of discharge to assess, a lot for each.
    Slots,
}

/// What a block of hours is to be, for today.
#[derive(Clone, Copy, Debug)]
pub struct HoursWanted {
    /// Minutes a week.
    pub minutes: i64,
    /// What is offered, pence an hour.
    pub price: i64,
    /// Minutes a week that are contracted at a time.
    pub lot: i64,
    /// Whom they are for.
    pub serves: Serves,
}

/// Hours of agencies reserved by one policy.
#[derive(Clone, Debug, Default)]
pub struct HoursBlock {
    /// Who pays.
    pub payer: Payer,
    /// What it offers, pence an hour.
    pub price: i64,
    /// Minutes a week it wants now.
    pub wanted: i64,
    lot: i64,
    serves: Serves,
    /// What its lottery numbers are keyed by.
    key: u64,
    hours: Vec<Reserved>,
    /// Minutes a week of people who have their care from it, or are about to.
    used: i64,
}

/// Hours reserved at one agency, at one price.
#[derive(Clone, Copy, Debug)]
struct Reserved {
    employer: u16,
    /// Pence an hour.
    price: i64,
    /// Minutes a week that nobody uses.
    free: i64,
    /// Minutes a week of people matched who have not started: paid for as if they had.
    promised: i64,
}

impl Reserved {
    /// The contract that these minutes would be.
    fn contract(&self, payer: Payer, reference: i64) -> Contract {
        Contract {
            payer,
            price: self.price,
            reference,
            minutes: self.free + self.promised,
            block: None,
        }
    }
}

impl HoursBlock {
    /// Minutes a week that it has, used or not.
    pub fn contracted(&self) -> i64 {
        self.used + self.unused()
    }

    /// What it costs, pence a week, at the price it offers.
    pub(super) fn costs(&self) -> i64 {
        self.contracted() * self.price / HOUR
    }

    /// Minutes a week that it has and nobody uses.
    pub fn unused(&self) -> i64 {
        self.hours.iter().map(|r| r.free).sum()
    }

    /// Minutes a week that it wants and does not have.
    pub(super) fn missing(&self) -> i64 {
        (self.wanted - self.contracted()).max(0)
    }

    /// Each part of it that is not a running contract: the agency, minutes a week that nobody uses, minutes of
    /// people matched, and what is paid for both, pence a week.
    pub fn reservations(&self) -> impl Iterator<Item = (usize, i64, i64, i64)> + '_ {
        self.hours.iter().map(|r| {
            let pence = r.contract(self.payer, 0).hours_per_week_pence();
            (usize::from(r.employer), r.free, r.promised, pence)
        })
    }

    /// The lots still wanted: a number by which each is told apart, and its minutes.
    pub(super) fn lots_wanted(&self) -> impl Iterator<Item = (u64, i64)> + '_ {
        let (missing, lot) = (self.missing(), self.lot.max(1));
        let first = self.contracted() / lot;
        (0..missing.div_euclid(lot) + i64::from(missing % lot > 0))
            .map(move |n| ((first + n) as u64, lot.min(missing - n * lot)))
    }

    pub(super) fn key(&self) -> u64 {
        self.key
    }

    /// The place among its reservations of those at an agency at a price.
    fn at(&mut self, j: usize, price: i64) -> usize {
        let same = |r: &Reserved| usize::from(r.employer) == j && r.price == price;
        self.hours.iter().position(same).unwrap_or_else(|| {
            self.hours.push(Reserved {
                employer: j as u16,
                price,
                free: 0,
                promised: 0,
            });
            self.hours.len() - 1
        })
    }

    /// The reservation with most hours free for this many minutes.
    fn roomiest(&self, minutes: i64) -> Option<usize> {
        let fits = self
            .hours
            .iter()
            .enumerate()
            .filter(|(_, r)| r.free >= minutes);
        fits.max_by_key(|(at, r)| (r.free, std::cmp::Reverse(*at)))
            .map(|(at, _)| at)
    }
}

impl Market<'_> {
    /// For today a policy wants a block of hours on these terms.
    pub(crate) fn want_hours(&mut self, morning: &Morning, terms: HoursWanted) {
        let policy = morning.policy;
        let known = self.hours_blocks[policy].is_some();
        if terms.minutes == 0 && !known {
            return;
        }
        let mut used = 0;
        if known {
            let present = self.cases.iter().filter(|c| c.doing != Doing::Absent);
            let contracts =
                present.flat_map(|c| c.contract.into_iter().chain(c.matched.map(|m| m.1)));
            let its = contracts.filter(|c| c.block == Some(policy as u16));
            used = its.map(|c| c.minutes).sum();
        }
        let block = self.hours_blocks[policy].get_or_insert_default();
        block.payer = morning.payer;
        block.price = terms.price;
        block.wanted = terms.minutes;
        block.lot = terms.lot;
        block.serves = terms.serves;
        block.key = morning.identity;
        block.used = used;
    }

    /// Blocks keep only hours that are wanted and that agencies have staff for.
    pub(super) fn trim_hours(&mut self, now: Time) {
        for policy in 0..self.hours_blocks.len() {
            let Some(block) = &self.hours_blocks[policy] else {
                continue;
            };
            let lot = block.lot.max(1);
            let in_lots = block.serves == Serves::Slots;
            let mut over = block.contracted() - block.wanted;
            for at in (0..block.hours.len()).rev() {
                let Some(Reserved { employer, free, .. }) = self.reservation(policy, at) else {
                    continue;
                };
                let agency = &self.employers[usize::from(employer)];
                let short = (-agency.free_minutes()).max(0);
                let mut less = short.max(over).clamp(0, free.max(0));
                if !agency.takes_clients() {
                    less = free;
                } else if in_lots {
                    // Part of a slot is of no use.
                    less = free - (free - less) / lot * lot;
                }
                if less > 0 {
                    self.reserve(policy, at, (-less, 0), now);
                    over -= less;
                }
            }
        }
    }

    fn reservation(&self, policy: usize, at: usize) -> Option<Reserved> {
        let block = self.hours_blocks[policy].as_ref()?;
        block.hours.get(at).copied()
    }

    /// Changes what is reserved at an agency, and what is paid for it: minutes that nobody uses, and of people matched.
    fn reserve(&mut self, policy: usize, at: usize, (free, promised): (i64, i64), now: Time) {
        let Some(block) = &mut self.hours_blocks[policy] else {
            return;
        };
        let (payer, reference) = (
            block.payer,
            reference_price(&self.rules.homecare.providers, block.payer),
        );
        let reserved = &mut block.hours[at];
        let before = reserved.contract(payer, reference);
        reserved.free += free;
        reserved.promised += promised;
        let (after, j) = (
            reserved.contract(payer, reference),
            usize::from(reserved.employer),
        );
        let employer = &mut self.employers[j];
        employer.reserved_minutes += free;
        employer.reference_revenue +=
            after.hours_reference_per_week() - before.hours_reference_per_week();
        let change = after.hours_per_week_pence() - before.hours_per_week_pence();
        let to = Supplier::Employer(j);
        self.ledger
            .change(now, payer, Heading::Homecare, to, change);
        self.tally.reserved_minutes.add(now, free);
        self.refresh(j, now);
    }

    /// An agency reserves one more lot.
    pub(super) fn contract_hours(
        &mut self,
        policy: usize,
        (j, price): (usize, i64),
        minutes: i64,
        now: Time,
    ) {
        if let Some(block) = &mut self.hours_blocks[policy] {
            let at = block.at(j, price);
            self.reserve(policy, at, (minutes, 0), now);
        }
    }

    /// People who wait take free hours of blocks that are for them, longest wait first; smaller packages may overtake.
    pub(super) fn use_reserved_hours(&mut self, cx: &mut Cx<'_, '_>) {
        for policy in 0..self.hours_blocks.len() {
            let Some(block) = &self.hours_blocks[policy] else {
                continue;
            };
            let (serves, acute) = (block.serves, self.rules.places.acute);
            if serves == Serves::Slots || block.unused() == 0 {
                continue;
            }
            let waiting =
                self.longest_waiting(&[Goods::Homecare], usize::MAX, cx, |case, place| {
                    let here = serves == Serves::Anyone || place == acute;
                    here && case.funder == COUNCIL
                });
            for id in waiting {
                let minutes = self.package(id, cx.now());
                let far = self.cases[id as usize].is_far();
                let needed = self.rules.homecare.room_for(minutes, far);
                if self.match_reserved(id, policy, minutes, needed, cx.now()) {
                    cx.flow.keep_places(self.rules.places.homecare, 1, cx.now());
                    self.prepare_to_leave(id, Destination::Homecare, Span::ZERO, cx);
                }
            }
        }
    }

    /// Matches someone with an agency that has so many minutes reserved for a policy; `false` if none has.
    fn match_reserved(
        &mut self,
        id: PersonId,
        policy: usize,
        minutes: i64,
        needed: i64,
        now: Time,
    ) -> bool {
        let Some(block) = &mut self.hours_blocks[policy] else {
            return false;
        };
        let Some(at) = block.roomiest(needed) else {
            return false;
        };
        block.used += minutes;
        let Reserved {
            employer, price, ..
        } = block.hours[at];
        let contract = Contract {
            payer: block.payer,
            price,
            reference: reference_price(&self.rules.homecare.providers, block.payer),
            minutes,
            block: Some(policy as u16),
        };
        self.employers[usize::from(employer)].matched_minutes += minutes;
        self.cases[id as usize].matched = Some((employer, contract));
        self.commissioned.push(id);
        self.reserve(policy, at, (-minutes, minutes), now);
        true
    }

    /// Someone matched with reserved hours has started, or does not need them any more.
    pub(crate) fn reserved_match_ends(&mut self, j: usize, contract: Contract, now: Time) {
        let Some((policy, at)) = self.reservation_of(j, contract) else {
            return;
        };
        self.count_used(policy, -contract.minutes);
        self.reserve(policy, at, (contract.minutes, -contract.minutes), now);
    }

    /// Someone has care from reserved hours from now on.
    pub(crate) fn reserved_hours_used(&mut self, j: usize, contract: Contract, now: Time) {
        let Some((policy, at)) = self.reservation_of(j, contract) else {
            return;
        };
        let free = self.reservation(policy, at).map_or(0, |r| r.free);
        self.count_used(policy, contract.minutes);
        self.reserve(policy, at, (-contract.minutes.min(free), 0), now);
    }

    /// Someone no longer has care from reserved hours: the agency keeps them for the block. Those that the block does not want, or
    /// the agency has no staff for, are given back next morning, when offers are made anew: today's were made without these hours, and
    /// without the money for them.
    pub(crate) fn reserved_hours_unused(&mut self, j: usize, contract: Contract, now: Time) {
        let Some((policy, at)) = self.reservation_of(j, contract) else {
            return;
        };
        self.count_used(policy, -contract.minutes);
        self.reserve(policy, at, (contract.minutes, 0), now);
    }

    fn reservation_of(&mut self, j: usize, contract: Contract) -> Option<(usize, usize)> {
        let policy = usize::from(contract.block?);
        let block = self.hours_blocks[policy].as_mut()?;
        Some((policy, block.at(j, contract.price)))
    }

    fn count_used(&mut self, policy: usize, minutes: i64) {
        if let Some(block) = &mut self.hours_blocks[policy] {
            block.used += minutes;
        }
    }

    /// An agency that is closing keeps no hours for anyone.
    pub(super) fn release_hours_at(&mut self, j: usize, now: Time) {
        for policy in 0..self.hours_blocks.len() {
            let here = |r: &Reserved| usize::from(r.employer) == j && r.free > 0;
            let mut at = 0;
            while let Some(reserved) = self.reservation(policy, at) {
                if here(&reserved) {
                    self.reserve(policy, at, (-reserved.free, 0), now);
                }
                at += 1;
            }
        }
    }

    fn slots(&self) -> impl Iterator<Item = &HoursBlock> {
        let blocks = self.hours_blocks.iter().flatten();
        blocks.filter(|block| block.serves == Serves::Slots)
    }

    /// Slots of discharge to assess that agencies staff in this place, used or not.
    pub(super) fn slots_of_agencies(&self, place: usize) -> i64 {
        if Some(place) != self.rules.places.d2a {
            return 0;
        }
        // Parts of a slot at several agencies are none.
        let of = |b: &HoursBlock| {
            let lot = b.lot.max(1);
            b.used / lot + b.hours.iter().map(|r| r.free / lot).sum::<i64>()
        };
        self.slots().map(of).sum()
    }

    /// Whether a policy asks agencies for slots in this place today.
    pub(super) fn asks_agencies_for_slots(&self, place: usize) -> bool {
        Some(place) == self.rules.places.d2a && self.slots().any(|b| b.wanted > 0)
    }

    /// Gives someone a slot that an agency staffs, if one is free.
    pub(crate) fn take_slot_of_agency(&mut self, id: PersonId, now: Time) -> bool {
        (0..self.hours_blocks.len()).any(|policy| {
            let block = self.hours_blocks[policy].as_ref();
            let slots = block.filter(|b| b.serves == Serves::Slots);
            slots
                .map(|b| b.lot)
                .is_some_and(|lot| self.match_reserved(id, policy, lot, lot, now))
        })
    }
}
