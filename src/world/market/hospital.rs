//! How many acute beds are open, and what it means when there are too few.

use super::Market;
use super::ledger::{Heading, Supplier};
use crate::engine::Time;
use crate::world::Cx;

/// Mornings over which the number delayed in acute beds is averaged.
const MORNINGS: usize = 28;

/// When acute beds close.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ClosingRule {
    /// Below which share of the number delayed before day 0.
    pub below: f64,
    /// For how many mornings on end.
    pub mornings: u32,
    /// Whether they open again above the number before day 0.
    pub reopen: bool,
}

/// What is known of the acute ward as a whole.
#[derive(Clone, Debug, Default)]
pub struct Hospital {
    /// People delayed in acute beds on the last mornings, in a ring.
    delayed: [i64; MORNINGS],
    /// Mornings so far.
    mornings: usize,
    /// What policies that close beds have seen, by policy.
    closings: Vec<Closing>,
    /// Beds closed today.
    pub(super) closed: u32,
    /// What beds opened in winter cost, pence a week.
    booked: i64,
}

/// What a policy that closes beds has seen.
#[derive(Clone, Copy, Debug, Default)]
struct Closing {
    policy: usize,
    /// Mornings on end on which few were delayed.
    low: u32,
    closed: bool,
}

impl Hospital {
    /// Mean of people delayed in acute beds over the last 28 mornings.
    fn mean_delayed(&self) -> Option<f64> {
        let sum: i64 = self.delayed.iter().sum();
        (self.mornings >= MORNINGS).then(|| sum as f64 / MORNINGS as f64)
    }
}

impl Market<'_> {
    /// Notes how many are delayed this morning.
    pub(super) fn watch_acute(&mut self, cx: &Cx<'_, '_>) {
        let delayed = self.delayed_in_acute(cx);
        let hospital = &mut self.hospital;
        hospital.delayed[hospital.mornings % MORNINGS] = delayed;
        hospital.mornings += 1;
        hospital.closed = 0;
    }

    /// For today a policy closes beds, if its rule says so.
    pub(crate) fn close_acute_beds(&mut self, policy: usize, beds: u32, rule: ClosingRule) {
        let (before, hospital) = (self.council.delayed_before(), &mut self.hospital);
        let (Some(before), Some(mean)) = (before, hospital.mean_delayed()) else {
            return;
        };
        let known = hospital.closings.iter().position(|c| c.policy == policy);
        let at = known.unwrap_or_else(|| {
            hospital.closings.push(Closing {
                policy,
                ..Closing::default()
            });
            hospital.closings.len() - 1
        });
        let closing = &mut hospital.closings[at];
        closing.low = if mean < rule.below * before {
            closing.low + 1
        } else {
            0
        };
        closing.closed |= closing.low >= rule.mornings.max(1);
        if rule.reopen && mean > before {
            closing.closed = false;
        }
        if closing.closed {
            hospital.closed += beds;
        }
    }

    /// Beds open today beyond the usual ones: in the months of winter, at a price by the day.
    fn escalation_beds(&mut self, beds: u32, now: Time) -> u32 {
        let Some(setup) = &self.rules.hospital.escalation else {
            return 0;
        };
        let open = setup.open_in[self.setup.run.dates.month(now.day())];
        let more = if open {
            libm::rint(f64::from(beds) * setup.share) as u32
        } else {
            0
        };
        let after = libm::rint(f64::from(more) * setup.cost_day * 7.0) as i64;
        let change = after - std::mem::replace(&mut self.hospital.booked, after);
        let payer = self.rules.unit_costs.acute_payer;
        self.ledger
            .change(now, payer, Heading::Escalation, Supplier::Own, change);
        more
    }

    /// Each patient waiting for a bed in the emergency department calls off a planned admission, while there are any.
    pub(super) fn call_off_electives(&mut self, cx: &Cx<'_, '_>) {
        if let Some(a_day) = self.rules.hospital.electives_per_day {
            let at = &self.rules.places;
            let boarding = cx.flow.tally.blocked(at.emergency, at.acute).value();
            let most = libm::rint(a_day) as i64;
            self.tally.electives_called_off += boarding.min(most);
        }
    }

    /// Opens and closes acute beds as policies have said; nobody is moved out for it.
    pub(super) fn set_acute_beds(&mut self, cx: &mut Cx<'_, '_>) {
        let place = self.rules.places.acute;
        let Some(beds) = self.rules.beds_of(place) else {
            return;
        };
        let more = self.escalation_beds(beds, cx.now());
        if self.hospital.closings.is_empty() && self.rules.hospital.escalation.is_none() {
            return;
        }
        let open = (beds + more).saturating_sub(self.hospital.closed);
        if cx.flow.places[place].capacity() != i64::from(open) {
            cx.flow.set_capacity(place, Some(open), cx.now());
        }
    }
}
