//! What the council does about prices and priorities.

use super::Market;
use super::employer::Kind;
use super::ledger::Supplier;
use super::price::Goods;
use super::setup::{COUNCIL, CouncilSetup, PricePolicy, Weights};
use crate::engine::{Span, Time};
use crate::world::need::case::{Contract, Doing};

/// What the council does.
#[derive(Clone, Debug)]
pub struct Council {
    /// What it does when others pay more.
    pub price_policy: PricePolicy,
    /// Weight of people waiting, by where they wait.
    pub weights: Weights,
    /// Least weight of palliative people today, and whether they are fast-tracked: 0 if not.
    pub(crate) fast_track: Option<f64>,
    /// What pressure multiplies the weight of people in acute beds by.
    pub(super) pressure: f64,
    /// People ready to leave acute beds, this morning.
    pub(super) acute_delayed: i64,
    /// Sum over the mornings of the last year of warm-up, and how many there were.
    acute_delayed_before: (i64, i64),
    /// Whether people wait only because the budget is used up, by market.
    pub(super) short_of_funds: [bool; 2],
}

impl Council {
    /// A council at the start of warm-up.
    pub fn new(setup: &CouncilSetup) -> Self {
        Self {
            price_policy: setup.price_policy,
            weights: setup.weights,
            fast_track: None,
            pressure: 1.0,
            acute_delayed: 0,
            acute_delayed_before: (0, 0),
            short_of_funds: [false; 2],
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
    /// Notes who is delayed in acute beds before day 0.
    pub(super) fn note_delays_before(&mut self, now: Time) {
        let council = &mut self.council;
        if now < Time::ZERO && (Time::ZERO - now) <= Span::whole_days(365) {
            council.acute_delayed_before.0 += council.acute_delayed;
            council.acute_delayed_before.1 += 1;
        }
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
