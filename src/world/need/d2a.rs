//! Discharge to assess: people who need care at home go straight home from hospital, into a slot of a team that looks
//! after them and finds out there what they need.

use super::case::{Destination, Doing, Step};
use crate::engine::{Sampler, Span};
use crate::world::Cx;
use crate::world::flow::person::PersonId;
use crate::world::market::Market;
use crate::world::market::setup::{Need, Reason};
use crate::world::policy::Morning;

/// How discharge to assess works.
#[derive(Clone, Debug, PartialEq)]
pub struct D2aTerms {
    /// How long someone waits for a slot before the ordinary assessment in hospital.
    pub fallback: Span,
    /// Days of assessment at home.
    pub assess: Sampler,
    /// Share of those assessed who need nothing more.
    pub no_ongoing: f64,
}

/// A start counts as at once within this time of being ready.
const AT_ONCE: Span = Span::whole_days(2);

impl Market<'_> {
    /// From this morning on, until the next, people are discharged to assess on these terms.
    pub(crate) fn discharge_to_assess(&mut self, morning: &Morning, terms: &D2aTerms) {
        // People in slots are assessed on the same terms after its end, unless another policy has taken over.
        if morning.size > 0.0 || self.d2a.is_none() {
            self.d2a = Some(terms.clone());
        }
    }

    /// Whether someone ready in an acute bed waits for a slot: they need care at home and no rehabilitation, and the
    /// team has slots.
    pub(super) fn is_for_d2a(&self, id: PersonId) -> bool {
        let Some(place) = self.rules.places.d2a else {
            return false;
        };
        self.d2a.is_some()
            && self.is_asked_for(place)
            && self.open_by_policies(place) > 0
            && self.cases[id as usize].need == Need::Home
            && !self.needs_rehabilitation(id)
    }

    /// Someone ready in an acute bed waits for a slot, but not for ever.
    pub(super) fn await_d2a(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let (Some(place), Some(terms)) = (self.rules.places.d2a, &self.d2a) else {
            return;
        };
        let patience = terms.fallback;
        cx.flow.asks_for(id, place, cx.now());
        self.stand_in_line_for_d2a(id, patience, cx);
    }

    /// Someone who waited for a slot before they fell ill goes on waiting, with the patience they had left; if no slot is
    /// open any more, they give up.
    pub(super) fn go_on_awaiting_d2a(&mut self, id: PersonId, left: Span, cx: &mut Cx<'_, '_>) {
        if self.is_for_d2a(id) {
            self.stand_in_line_for_d2a(id, left, cx);
        } else {
            self.falls_back_from_d2a(id, cx);
        }
    }

    fn stand_in_line_for_d2a(&mut self, id: PersonId, patience: Span, cx: &mut Cx<'_, '_>) {
        self.cases[id as usize].doing = Doing::AwaitingD2a;
        self.awaiting_d2a.push(id);
        self.keep_waiting(id, Reason::D2a, cx);
        self.step_after(id, patience, cx);
        self.feel_hazards(id, cx);
    }

    /// No slot in time: ordinary assessment, in hospital.
    pub(super) fn falls_back_from_d2a(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        self.awaiting_d2a.retain(|&other| other != id);
        if let Some(place) = self.rules.places.d2a {
            cx.flow.has_to_wait(id, place);
            cx.flow.gives_up(id, place, cx.now());
        }
        self.begin_step(id, Step::HospitalProcess, None, cx);
    }

    /// Free slots go to those who wait for one, in order of being ready.
    pub(crate) fn fill_d2a(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(place) = self.rules.places.d2a else {
            return;
        };
        let cases = &self.cases;
        let ready = |&id: &PersonId| (cases[id as usize].ready_since, cases[id as usize].key);
        self.awaiting_d2a.sort_unstable_by_key(ready);
        let mut free = self.free_places(place, cx);
        while free > 0 && !self.awaiting_d2a.is_empty() {
            let id = self.awaiting_d2a.remove(0);
            cx.flow.keep_places(place, 1, cx.now());
            // A slot that agencies staff, or else one of a team.
            self.take_slot_of_agency(id, cx.now());
            self.prepare_to_leave(id, Destination::D2a, Span::ZERO, cx);
            free -= 1;
        }
    }

    /// The day of going home into a slot has come.
    pub(super) fn start_d2a(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let place = self.rules.places.d2a.expect("someone was given a slot");
        let now = cx.now();
        let wait = now - self.cases[id as usize].ready_since;
        cx.flow.keep_places(place, -1, now);
        if wait > Span::ZERO {
            cx.flow.has_to_wait(id, place);
        }
        let staffed_by = self.release_match(id, cx);
        self.tally.d2a_starts += 1;
        self.tally.d2a_starts_at_once += i64::from(wait <= AT_ONCE);
        self.move_to(id, place, wait, cx);
        self.cases[id as usize].doing = Doing::Settled;
        if let Some((j, contract)) = staffed_by {
            self.begin_contract(id, usize::from(j), contract, now);
        }
        // Whoever was given a slot on a policy's last day is still assessed at home.
        let days = (self.d2a.as_ref()).map_or(0.0, |terms| self.stay_days(id, &terms.assess, 4));
        self.step_after(id, Span::from_days(days), cx);
        self.feel_hazards(id, cx);
    }

    /// Assessed at home: some need nothing more; the others wait for care, and hold the slot until they have it.
    pub(super) fn assessed_at_home(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let share = self.d2a.as_ref().map_or(0.0, |terms| terms.no_ongoing);
        if self.recovers(id, share, 3) {
            return self.need_ends(id, cx);
        }
        self.cases[id as usize].ready_since = cx.now();
        self.join_queue(id, cx);
    }
}
