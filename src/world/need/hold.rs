//! A care-home bed that waits for a decision on funding, and people whose decision does not wait.

use super::case::{Contract, Destination};
use crate::engine::{Span, Time};
use crate::world::Cx;
use crate::world::flow::person::PersonId;
use crate::world::market::Market;
use crate::world::market::employer::Kind;
use crate::world::market::ledger::{Heading, Supplier};
use crate::world::market::price::{Goods, reference_price};
use crate::world::market::setup::{COUNCIL, Need, Payer};

/// How the council decides on funding of a care home, where a policy changes it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FundingRule {
    /// Whether the home that would take someone keeps a bed for them until it is decided, and whether it is paid for it.
    pub hold: Option<Hold>,
    /// Whether people are placed first, and their funding is decided afterwards.
    pub decide_later: bool,
}

/// A bed kept during a decision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hold {
    /// Nobody pays for it.
    Unpaid,
    /// The home is paid for it as if someone lived there.
    PaidBy(Payer),
}

/// A bed kept for someone during a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeptBed {
    /// Who pays for it.
    pub payer: Payer,
    /// Pence a week; 0 if nobody does.
    pub pence: i64,
}

impl Market<'_> {
    /// Until tomorrow's morning the council decides on funding by this rule.
    pub(crate) fn decide_funding_by(&mut self, rule: FundingRule) {
        self.funding_rule = rule;
    }

    /// Until tomorrow's morning palliative people are not kept waiting for funding, and have this weight at least.
    pub(crate) fn fast_track(&mut self, weight: f64) {
        self.council.fast_track = Some(self.council.fast_track.unwrap_or(0.0).max(weight));
    }

    /// Whether someone's care starts before its funding is decided.
    pub(super) fn is_decided_later(&self, id: PersonId) -> bool {
        let case = &self.cases[id as usize];
        let fast = case.palliative && self.council.fast_track.is_some();
        let later =
            self.funding_rule.decide_later && case.need == Need::Bed && case.funder == COUNCIL;
        fast || later
    }

    /// The home that would take someone keeps a bed for them while the council decides, if that is the rule.
    pub(super) fn keep_bed_for_decision(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let case = &self.cases[id as usize];
        let council = case.need == Need::Bed && case.funder == COUNCIL && case.matched.is_none();
        let Some(hold) = self.funding_rule.hold.filter(|_| council) else {
            return;
        };
        let price = self.price_offered(id, Goods::Beds);
        let homes = self.employers.iter().enumerate();
        let willing = homes.filter(|(_, e)| e.kind == Kind::Home && e.would_take(price, 1, false));
        let roomiest = willing.max_by(|a, b| {
            (a.1.relative_room().total_cmp(&b.1.relative_room())).then(b.0.cmp(&a.0))
        });
        let Some(j) = roomiest.map(|(j, _)| j) else {
            return;
        };
        let paid_for = match hold {
            Hold::Unpaid => true,
            Hold::PaidBy(payer) => self.budget_allows(Goods::Beds, payer, price),
        };
        if !paid_for || !self.funder_can_pay(id, Goods::Beds, price, 1) {
            return;
        }
        let now = cx.now();
        let reference = reference_price(&self.rules.care_home.providers, COUNCIL);
        let contract = Contract {
            payer: COUNCIL,
            price,
            reference,
            minutes: 0,
            block: None,
        };
        self.employers[j].matched_beds += 1;
        self.note_matched(&contract, 1);
        cx.flow.keep_places(self.rules.places.care_home, 1, now);
        let kept = match hold {
            Hold::Unpaid => KeptBed {
                payer: COUNCIL,
                pence: 0,
            },
            Hold::PaidBy(payer) => KeptBed {
                payer,
                pence: price,
            },
        };
        let case = &mut self.cases[id as usize];
        (case.matched, case.kept_bed) = (Some((j as u16, contract)), Some(kept));
        self.tally.kept_for_decision.add(now, 1);
        let to = Supplier::Employer(j);
        self.ledger
            .change(now, kept.payer, Heading::HeldBeds, to, kept.pence);
        self.refresh(j, now);
    }

    /// The decision on the bed kept for someone is made, or they do not need it any more.
    pub(super) fn bed_kept_no_longer(&mut self, id: PersonId, now: Time) {
        let case = &mut self.cases[id as usize];
        if let (Some(kept), Some((j, _))) = (case.kept_bed.take(), case.matched) {
            let to = Supplier::Employer(usize::from(j));
            self.ledger
                .change(now, kept.payer, Heading::HeldBeds, to, -kept.pence);
            self.tally.kept_for_decision.add(now, -1);
        }
    }

    /// Funding is decided: someone for whom a bed is kept moves into it.
    pub(super) fn move_into_kept_bed(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        self.bed_kept_no_longer(id, now);
        let case = &mut self.cases[id as usize];
        case.spell += 1;
        (case.waited, case.waiting_since) = (Span::ZERO, now);
        cx.flow.asks_for(id, self.rules.places.care_home, now);
        let lag = self.rules.process.bed_start_lag;
        self.prepare_to_leave(id, Destination::CareHome, lag, cx);
    }
}
