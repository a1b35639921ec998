//! Staff whom the trust employs and lends to homes or agencies, shift by shift, where most hours are missing.

use super::Market;
use super::employer::{Employer, HOUR, Kind};
use super::ledger::{Heading, Supplier};
use super::setup::Sector;
use crate::engine::Time;
use crate::world::Cx;
use crate::world::policy::Morning;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a bank of staff is to be, for today.
#[derive(Clone, Copy, Debug)]
pub struct BankTerms {
    /// The sector its staff are in.
    pub sector: Sector,
    /// Pay, pence an hour.
    pub pay: f64,
    /// Whom it lends to: homes or agencies.
    pub lends_to: Kind,
    /// What they pay for an hour, pence.
    pub charge: f64,
    /// Length of a shift in minutes.
    pub shift_minutes: i64,
    /// Whether its offers are not made to people who work for a care provider in the place.
    pub outside_only: bool,
}

/// A bank of staff.
#[derive(Clone, Copy, Debug)]
pub struct Bank {
    /// Its index among employers.
    employer: usize,
    payer: super::Payer,
    terms: BankTerms,
    /// What is booked for its staff less what they bring in, pence a week.
    booked: i64,
}

impl Bank {
    /// What is booked for its staff less what they bring in, pence a week.
    pub(super) fn booked(&self) -> i64 {
        self.booked
    }
}

impl Market<'_> {
    /// A policy runs a bank with this many posts; when it has ended, its staff look for other work.
    pub(crate) fn run_bank(
        &mut self,
        morning: &Morning,
        posts: i32,
        terms: BankTerms,
        cx: &Cx<'_, '_>,
    ) {
        let Some(j) = self.team_in(terms.sector) else {
            return;
        };
        if morning.ended.is_some() {
            if self.banks[morning.policy].is_some() && self.employers[j].headcount > 0 {
                self.employers[j].posts = 0;
                self.employers[j].hidden_from_care_workers = false;
                self.workforce
                    .dismiss_all(j, &mut self.employers, &mut self.tally, cx.now());
                self.refresh_availability(j, cx.now());
            }
            return;
        }
        self.employers[j].posts = posts;
        if posts == 0 && self.employers[j].headcount == 0 {
            return;
        }
        self.employers[j].hidden_from_care_workers = terms.outside_only;
        if self.banks[morning.policy].is_none() {
            self.sector_pay[terms.sector] = terms.pay;
            self.employers[j].wage = terms.pay;
            self.banks[morning.policy] = Some(Bank {
                employer: j,
                payer: morning.payer,
                terms,
                booked: 0,
            });
        }
    }

    /// Each bank lends its shifts of today, one by one, to whoever misses most hours; unlent ones are idle.
    pub(super) fn lend_bank_staff(&mut self, now: Time) {
        for at in 0..self.banks.len() {
            let Some(bank) = self.banks[at] else { continue };
            let lent = self.lend(&bank, now);
            let employer = &self.employers[bank.employer];
            let paid = employer.productive_minutes as f64 * employer.hour_cost(self.rules);
            let after = libm::rint((paid - lent as f64 * bank.terms.charge) / HOUR as f64) as i64;
            let change = after - bank.booked;
            self.banks[at] = Some(Bank {
                booked: after,
                ..bank
            });
            self.ledger
                .change(now, bank.payer, Heading::OwnStaff, Supplier::Own, change);
        }
    }

    /// Returns minutes a week lent.
    fn lend(&mut self, bank: &Bank, now: Time) -> i64 {
        let sector = self.employers[bank.employer].sector;
        let attended = self.employers[bank.employer].productive_minutes as f64
            * self.attendance(sector, now)
            * self.conditions.productivity(sector);
        // A shift today is seven such shifts a week, as far as capacity a week is concerned.
        let shift = 7 * bank.terms.shift_minutes;
        let shifts = libm::floor(attended / shift as f64) as i64;
        let providers: Vec<usize> = (0..self.employers.len())
            .filter(|&j| self.employers[j].kind == bank.terms.lends_to)
            .filter(|&j| self.employers[j].takes_clients())
            .collect();
        // Most missing first, among equals the first.
        let missing = providers
            .iter()
            .map(|&j| (self.missing_minutes(&self.employers[j]), j));
        let mut missing: BinaryHeap<(i64, Reverse<usize>)> =
            missing.map(|(minutes, j)| (minutes, Reverse(j))).collect();
        let mut lent = 0;
        for _ in 0..shifts {
            let Some((minutes, Reverse(j))) = missing.pop().filter(|m| m.0 > 0) else {
                break;
            };
            missing.push((minutes - shift, Reverse(j)));
            lent += shift;
            let employer = &mut self.employers[j];
            employer.bank_minutes += libm::floor(shift as f64 * employer.contact_share) as i64;
            employer.bank_cost += shift as f64 / HOUR as f64 * bank.terms.charge;
        }
        for j in providers {
            if self.employers[j].bank_minutes > 0 {
                self.refresh(j, now);
            }
        }
        lent
    }

    /// Hours that a provider's posts would give and its staff and lent shifts do not; minutes a week.
    fn missing_minutes(&self, employer: &Employer) -> i64 {
        let hours = self.rules.workforce.sectors[employer.sector].hours;
        let wanted = f64::from(employer.posts) * hours * HOUR as f64;
        let lent = employer.bank_minutes as f64 / employer.contact_share;
        (wanted - lent) as i64 - employer.productive_minutes
    }
}
