//! Who paid whom, for what.
//!
//! Double entry: what a payer is debited, a supplier is credited, at the same instant. Running
//! costs are rates in whole pence a week, multiplied by whole seconds; lump sums are added in the
//! same unit. Nothing is divided until it is read, so debits equal credits to the last digit.

use super::employer::HOUR;
use super::setup::Payer;
use crate::engine::Time;

/// Seconds in a week: what a penny is multiplied by in an account.
const WEEK: i128 = 7 * 86_400;

/// What money is spent on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Heading {
    /// Homecare.
    Homecare,
    /// Places in care homes.
    Placements,
    /// Care-home beds held open for people in hospital.
    HeldBeds,
    /// Step-down beds, used or not.
    StepDown,
    /// Acute beds with people delayed in them.
    AcuteDelayed,
    /// Community hospital beds.
    CommunityHospital,
    /// Reablement.
    Reablement,
    /// Own staff.
    OwnStaff,
    /// Pay uplifts.
    PayUplift,
    /// Acute beds opened in winter.
    Escalation,
    /// Beds of the long-stay hospital.
    LongStay,
    /// Training, and recognition paid for with it.
    Training,
    /// Recruitment from abroad.
    Recruitment,
    /// Money given to another payer.
    Moved,
    /// Money no longer needed outside care: below zero.
    Saved,
    /// Paid into a pooled budget, or out of it.
    Pool,
    /// Prevention and support in the community.
    Prevention,
    /// Care by personal assistants.
    DirectPayments,
}

/// What so many minutes of homecare a week at a price an hour in pence come to: the heading, and pence a week.
pub fn hours_a_week(minutes: i64, price: i64) -> (Heading, f64) {
    let pence = minutes as f64 * price as f64 / HOUR as f64;
    (Heading::Homecare, pence)
}

impl Heading {
    /// All of them, in order.
    pub const ALL: [Self; 18] = [
        Self::Homecare,
        Self::Placements,
        Self::HeldBeds,
        Self::StepDown,
        Self::AcuteDelayed,
        Self::CommunityHospital,
        Self::Reablement,
        Self::OwnStaff,
        Self::PayUplift,
        Self::Escalation,
        Self::LongStay,
        Self::Training,
        Self::Recruitment,
        Self::Moved,
        Self::Saved,
        Self::Pool,
        Self::Prevention,
        Self::DirectPayments,
    ];

    /// Its name in measure keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Homecare => "homecare",
            Self::Placements => "placements",
            Self::HeldBeds => "held_beds",
            Self::StepDown => "step_down",
            Self::AcuteDelayed => "acute_delayed",
            Self::CommunityHospital => "community_hospital",
            Self::Reablement => "reablement",
            Self::OwnStaff => "own_staff",
            Self::PayUplift => "pay_uplift",
            Self::Escalation => "escalation",
            Self::LongStay => "long_stay",
            Self::Training => "training",
            Self::Recruitment => "recruitment",
            Self::Moved => "moved",
            Self::Saved => "saved",
            Self::Pool => "pool",
            Self::Prevention => "prevention",
            Self::DirectPayments => "direct_payments",
        }
    }
}

/// A running cost and what it has come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Account {
    rate: i64,
    /// Sum of rate change x time of change, and of lump sums, in pence times seconds a week.
    moment: i128,
}

impl Account {
    fn change(&mut self, now: Time, pence_per_week: i64) {
        self.rate += pence_per_week;
        self.moment -= i128::from(pence_per_week) * i128::from(now.seconds());
    }

    fn lump(&mut self, pence: i64) {
        self.moment += i128::from(pence) * WEEK;
    }

    /// Pence a week now.
    pub fn rate(&self) -> i64 {
        self.rate
    }

    /// Pence times seconds a week, from an arbitrary origin up to an instant.
    pub fn total(&self, until: Time) -> i128 {
        i128::from(self.rate) * i128::from(until.seconds()) + self.moment
    }

    /// Pounds, from two totals.
    pub fn pounds(from: i128, to: i128) -> f64 {
        (to - from) as f64 / WEEK as f64 / 100.0
    }
}

/// Who is credited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Supplier {
    /// An employer, by index.
    Employer(usize),
    /// Another payer, by index.
    Payer(Payer),
    /// The health service and the council themselves, and their staff.
    Own,
}

/// Every account.
#[derive(Clone, Debug)]
pub struct Ledger {
    debits: Vec<[Account; Heading::ALL.len()]>,
    credits: Vec<Account>,
    /// What payers are paid by one another.
    received: Vec<Account>,
    own: Account,
}

impl Ledger {
    /// Empty accounts.
    pub fn new(payers: usize, employers: usize) -> Self {
        Self {
            debits: vec![[Account::default(); Heading::ALL.len()]; payers],
            credits: vec![Account::default(); employers],
            received: vec![Account::default(); payers],
            own: Account::default(),
        }
    }

    /// Changes what one pays another for something, in pence a week.
    pub fn change(
        &mut self,
        now: Time,
        payer: Payer,
        heading: Heading,
        to: Supplier,
        pence_per_week: i64,
    ) {
        self.debits[payer][heading as usize].change(now, pence_per_week);
        self.credit(to).change(now, pence_per_week);
    }

    /// Pays a lump sum, in pence.
    pub fn pay(&mut self, payer: Payer, heading: Heading, to: Supplier, pence: i64) {
        self.debits[payer][heading as usize].lump(pence);
        self.credit(to).lump(pence);
    }

    fn credit(&mut self, to: Supplier) -> &mut Account {
        match to {
            Supplier::Employer(employer) => {
                if employer >= self.credits.len() {
                    self.credits.resize(employer + 1, Account::default());
                }
                &mut self.credits[employer]
            }
            Supplier::Payer(payer) => &mut self.received[payer],
            Supplier::Own => &mut self.own,
        }
    }

    /// What a payer pays for something.
    pub fn debit(&self, payer: Payer, heading: Heading) -> &Account {
        &self.debits[payer][heading as usize]
    }

    /// What a payer is paid by others.
    pub fn received(&self, payer: Payer) -> &Account {
        &self.received[payer]
    }

    /// What a payer has been paid by others less what it has paid, in whole pence.
    pub fn balance(&self, payer: Payer, now: Time) -> i64 {
        let paid: i128 = self.debits[payer].iter().map(|a| a.total(now)).sum();
        ((self.received[payer].total(now) - paid) / WEEK) as i64
    }

    /// What an employer is paid, in pence a week.
    pub fn revenue(&self, employer: usize) -> i64 {
        self.credits.get(employer).map_or(0, Account::rate)
    }

    /// Number of payers.
    pub fn payers(&self) -> usize {
        self.debits.len()
    }

    /// All debits less all credits: zero, always.
    pub fn imbalance(&self, now: Time) -> i128 {
        let debits: i128 = self.debits.iter().flatten().map(|a| a.total(now)).sum();
        let credits: i128 = self.credits.iter().map(|a| a.total(now)).sum();
        let received: i128 = self.received.iter().map(|a| a.total(now)).sum();
        debits - credits - received - self.own.total(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_at_a_rate_costs_that_rate() {
        let mut ledger = Ledger::new(2, 1);
        let (start, week) = (Time::from_days(3.0), Time::from_days(10.0));
        ledger.change(start, 1, Heading::Homecare, Supplier::Employer(0), 24_10);
        let account = ledger.debit(1, Heading::Homecare);
        let pounds = Account::pounds(account.total(start), account.total(week));
        assert!((pounds - 24.10).abs() < 1e-9);
        assert_eq!(ledger.imbalance(week), 0);
    }
}
