//! What the care pathway may do with people in the network: keep them waiting for a reason, move
//! them, take them in, let them go. Levels and counts follow.

use super::person::{PersonId, State};
use super::setup::Target;
use super::visits::Outcome;
use super::{Calendar, Flow};
use crate::engine::{Span, Time};

impl Flow<'_> {
    /// Someone is ready to leave where they are and waits for this; again, if they already waited for something else.
    pub(in crate::world) fn wait_for(&mut self, id: PersonId, reason: Target, now: Time) {
        let person = &mut self.people[id];
        if !person.is_finished() {
            self.finish(id, reason, now);
            return;
        }
        let place = usize::from(person.place);
        let before = std::mem::replace(&mut person.next, reason);
        if before != reason {
            self.tally
                .blocked_mut(place, usize::from(before))
                .add(now, -1);
            self.tally
                .blocked_mut(place, usize::from(reason))
                .add(now, 1);
        }
    }

    /// Someone who was ready to leave is looked after here again.
    pub(in crate::world) fn back_in_service(&mut self, id: PersonId, now: Time) {
        let person = &mut self.people[id];
        if person.is_finished() {
            person.state = State::InService;
            let (place, before) = (usize::from(person.place), usize::from(person.next));
            self.tally.blocked_mut(place, before).add(now, -1);
            self.note(|visits| visits.not_ready(id));
        }
    }

    /// Someone becomes ready for a place whose capacity the market gives out.
    pub(in crate::world) fn asks_for(&mut self, id: PersonId, place: usize, now: Time) {
        let group = usize::from(self.people[id].group);
        self.tally.counts_mut(place, group).arrivals += 1;
        self.note(|visits| visits.asks(id, place as Target, now));
    }

    /// Someone who asked for a place did not get it at once.
    pub(in crate::world) fn has_to_wait(&mut self, id: PersonId, place: usize) {
        let group = usize::from(self.people[id].group);
        self.tally.counts_mut(place, group).waited += 1;
    }

    /// Someone who asked for a place no longer waits for it.
    pub(in crate::world) fn gives_up(&mut self, id: PersonId, place: usize, now: Time) {
        let group = usize::from(self.people[id].group);
        self.tally.counts_mut(place, group).gave_up += 1;
        self.note(|visits| visits.stops_asking(id, place as Target, Outcome::GaveUp, now));
    }

    /// Whatever someone asked for, they do not wait for it any more; told only to whoever keeps visits.
    pub(in crate::world) fn asks_no_more(&mut self, id: PersonId, why: Outcome, now: Time) {
        self.note(|visits| visits.stops_asking_at_all(id, why, now));
    }

    /// Someone dies; told only to whoever keeps visits.
    pub(in crate::world) fn dies(&mut self, id: PersonId) {
        self.note(|visits| visits.fate(id, Outcome::Died));
    }

    /// Someone moves to a place; `wait` is from asking for it to now.
    pub(in crate::world) fn relocate(&mut self, id: PersonId, to: usize, wait: Span, now: Time) {
        let group = usize::from(self.people[id].group);
        self.note(|visits| visits.ready(id, now));
        if self.people[id].holds_a_place() {
            self.vacate(id, now);
        }
        self.sit(id, to as Target, now);
        self.note(|visits| visits.had_asked(id, now - wait));
        self.tally.starts(to, group, now, wait.seconds());
    }

    /// Someone spends the rest of their stay in another place; what was drawn for them holds.
    pub(in crate::world) fn carries_on_in(&mut self, id: PersonId, to: usize, now: Time) {
        let (version, next) = (self.people[id].version, self.people[id].next);
        let group = usize::from(self.people[id].group);
        self.tally.counts_mut(to, group).arrivals += 1;
        self.vacate(id, now);
        self.sit(id, to as Target, now);
        let person = &mut self.people[id];
        (person.version, person.next) = (version, next);
        self.tally.starts(to, group, now, 0);
    }

    /// Someone who was outside the network comes into it; they are nowhere yet.
    pub(in crate::world) fn come_in(&mut self, key: u64, group: u8, now: Time) -> PersonId {
        let id = self.people.add(key, group, now);
        self.people[id].in_care = true;
        self.note(|visits| visits.appears(id, group));
        id
    }

    /// Someone is found in a place when the run begins.
    pub(in crate::world) fn find(
        &mut self,
        key: u64,
        group: u8,
        place: usize,
        now: Time,
    ) -> PersonId {
        let id = self.come_in(key, group, now);
        self.sit(id, place as Target, now);
        self.tally.find(place, usize::from(group), now);
        id
    }

    /// Someone is admitted as an emergency: they leave where they are for the emergency department.
    pub(in crate::world) fn admit(
        &mut self,
        id: PersonId,
        emergency: usize,
        calendar: &mut Calendar,
    ) {
        let now = calendar.now();
        if self.people[id].holds_a_place() {
            self.note(|visits| visits.fate(id, Outcome::Admitted));
            self.vacate(id, now);
        }
        let person = &mut self.people[id];
        (person.since, person.ready_after) = (now, 0);
        self.request(id, emergency as Target, None, calendar);
    }

    /// Someone leaves the network from wherever they are, a queue of the network included.
    pub(in crate::world) fn let_go(&mut self, id: PersonId, in_a_queue: bool, now: Time) {
        self.note(|visits| visits.fate(id, Outcome::Left));
        let still_linked = in_a_queue && self.leave_queue(id, now);
        if self.people[id].holds_a_place() {
            self.vacate(id, now);
        }
        self.remove(id, still_linked, now);
    }

    /// Keeps places for people on the way, or lets them go.
    pub(in crate::world) fn keep_places(&mut self, place: usize, change: i64, now: Time) {
        self.tally.reserved_mut(place).add(now, change);
    }
}
