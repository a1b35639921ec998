//! Who may start with a package, and what happens to packages as people come, stay and go.
//!
//! Places without packages take none of this: each function asks first whether there is a ledger.

use super::ledger::{Ledger, capacities_from};
use super::plan::Planner;
use crate::engine::Time;
use crate::world::chance;
use crate::world::event::{Event, priority};
use crate::world::flow::person::{Person, PersonId, State};
use crate::world::flow::place::Place;
use crate::world::flow::setup::{Overtaking, Remaining, Target};
use crate::world::flow::{Calendar, Flow};

impl<'a> Flow<'a> {
    fn planner(&self) -> Planner<'a> {
        Planner {
            setup: self.setup,
            chance: self.chance,
        }
    }

    #[inline]
    fn has_packages(&self, place: usize) -> bool {
        self.with_packages && self.places[place].ledger.is_some()
    }

    /// The ledger of a place that has one, as it stands now.
    fn ledger(&mut self, place: usize) -> &mut Ledger {
        let ledger = self.places[place].ledger.as_mut();
        ledger.expect("asked for only where there are packages")
    }

    /// Whether someone may start, as far as packages matter.
    #[inline]
    pub(in crate::world::flow) fn package_fits(
        &self,
        id: PersonId,
        place: usize,
        now: Time,
    ) -> bool {
        if !self.with_packages {
            return true;
        }
        let ledger = &self.places[place].ledger;
        (ledger.as_ref()).is_none_or(|ledger| self.fits(ledger, id, place, now))
    }

    #[cold]
    fn fits(&self, ledger: &Ledger, id: PersonId, place: usize, now: Time) -> bool {
        let person = &self.people[id];
        let wish = ledger.wish(id);
        let profile = self.planner().profile(person, place as Target, &wish, now);
        let setup = &self.setup.flow.places[place];
        ledger.fits(now.day(), &profile, setup, &self.setup.run)
    }

    /// Whether a package will never fit, however many others leave.
    pub(in crate::world::flow) fn never_fits(&self, id: PersonId, place: usize, now: Time) -> bool {
        let Some(ledger) = &self.places[place].ledger else {
            return false;
        };
        let (person, setup) = (&self.people[id], &self.setup.flow.places[place]);
        let (run, planner) = (&self.setup.run, self.planner());
        let (least, most, last_change) = capacities_from(setup, run, now.day());
        let wish = ledger.wish(id);
        let at = |start: Time| planner.profile(person, place as Target, &wish, start);
        let highest = at(now).most();
        if highest <= least {
            return false;
        }
        let empty = Ledger::default();
        let mut starts =
            std::iter::once(now).chain((now.day() + 1..=last_change).map(Time::start_of_day));
        highest > most || !starts.any(|start| empty.fits(start.day(), &at(start), setup, run))
    }

    /// The run begins: days begin at every midnight.
    pub(in crate::world::flow) fn open_ledger(&mut self, place: usize, calendar: &mut Calendar) {
        if self.has_packages(place) {
            let now = calendar.now();
            self.ledger(place).open(now.day());
            schedule_new_day(place as u32, calendar);
        }
    }

    /// Midnight: everyone here takes the amount of the day that begins.
    pub(in crate::world) fn new_day(&mut self, place: u32, calendar: &mut Calendar) {
        let now = calendar.now();
        let at = place as usize;
        self.ledger(at).advance(now.day());
        self.note_use(at, now);
        schedule_new_day(place, calendar);
        if !self.setup.flow.places[at].capacity_steps.is_empty() {
            let waiting = self.places[at].queue.iter(&self.people);
            let in_vain = waiting.filter(|&id| self.never_fits(id, at, now));
            let mut in_vain: Vec<PersonId> = in_vain.collect();
            // In the order of joining.
            in_vain.sort_by_key(|&id| (self.people[id].ready(), self.people[id].joined));
            for id in in_vain {
                self.turn_one_away(id, place as Target, calendar);
            }
        }
        self.stir(place as Target);
    }

    /// What is in use has changed.
    fn note_use(&mut self, place: usize, now: Time) {
        let used = self.ledger(place).used();
        self.tally.packages_mut(place).set(now, used);
    }

    /// Someone asks for a place: what package they would take is settled.
    #[inline]
    pub(in crate::world::flow) fn ask_for_package(&mut self, id: PersonId, place: usize) {
        if self.has_packages(place) {
            self.settle_wish(id, place);
        }
    }

    #[cold]
    fn settle_wish(&mut self, id: PersonId, place: usize) {
        let wish = self.planner().wish(&self.people[id], place as Target);
        self.ledger(place).ask(id, wish);
    }

    /// Someone no longer waits for a place.
    #[inline]
    pub(in crate::world::flow) fn ask_no_more(&mut self, id: PersonId, place: usize) {
        if self.has_packages(place) {
            self.ledger(place).forget(id);
        }
    }

    /// A place is given to someone who still is where they were.
    #[inline]
    pub(in crate::world::flow) fn take_package(&mut self, id: PersonId, place: usize, now: Time) {
        if self.has_packages(place) {
            self.keep_for(id, place, now);
        }
    }

    #[cold]
    fn keep_for(&mut self, id: PersonId, place: usize, now: Time) {
        let person = self.people[id];
        let wish = self.ledger(place).wish(id);
        let profile = self.planner().profile(&person, place as Target, &wish, now);
        let ledger = self.ledger(place);
        ledger.forget(id);
        ledger.keep_for(id, profile);
        self.note_use(place, now);
    }

    /// Someone to whom a place was given is there.
    #[inline]
    pub(in crate::world::flow) fn package_begins(&mut self, id: PersonId, place: usize) {
        if self.has_packages(place) {
            self.ledger(place).arrives(id);
        }
    }

    /// Someone is found in a place when the run begins: the part used so far is gone.
    pub(in crate::world::flow) fn find_package(
        &mut self,
        id: PersonId,
        remaining: &Remaining,
        days_left: f64,
        now: Time,
    ) {
        let place = usize::from(self.people[id].place);
        if self.has_packages(place) {
            let person = &self.people[id];
            let profile = self.planner().found(person, remaining, days_left, now);
            self.ledger(place).holds(id, profile);
            self.note_use(place, now);
        }
    }

    /// Someone whose stay is over has to wait where they are.
    #[inline]
    pub(in crate::world::flow) fn keep_package(&mut self, id: PersonId) {
        if self.with_packages {
            let place = usize::from(self.people[id].place);
            if self.has_packages(place) {
                self.ledger(place).outstays(id);
            }
        }
    }

    /// Someone leaves a place.
    #[inline]
    pub(in crate::world::flow) fn end_package(&mut self, id: PersonId, place: usize, now: Time) {
        if self.has_packages(place) {
            self.release(id, place, now);
        }
    }

    #[cold]
    fn release(&mut self, id: PersonId, place: usize, now: Time) {
        self.ledger(place).leaves(id);
        self.note_use(place, now);
    }

    /// Takes the next person who may start out of the queue of a place with packages.
    pub(in crate::world::flow) fn next_with_package(
        &mut self,
        at: usize,
        now: Time,
    ) -> Option<PersonId> {
        let (place, planner) = (&self.setup.flow.places[at], self.planner());
        let (run, today) = (&self.setup.run, now.day());
        let overtaking = place.package.as_ref()?.overtaking;
        let Place {
            queue,
            ledger,
            picks,
            ..
        } = &mut self.places[at];
        let ledger = ledger.as_mut()?;
        let lot = || {
            *picks += 1;
            let identity = u64::from(place.identity);
            self.chance.draw(chance::PICK, identity, *picks)
        };
        let anyone = overtaking != Overtaking::Never;
        let next = queue.next_that_fits(&mut self.people, now, lot, anyone, |id, person| {
            let wish = ledger.wish(id);
            let profile = |start| planner.profile(person, at as Target, &wish, start);
            if overtaking != Overtaking::IntoGaps {
                return ledger.fits(today, &profile(now), place, run);
            }
            if ledger.booked_for(id).is_some_and(|day| day > today) {
                return false;
            }
            ledger.cancel(id);
            if ledger.fits(today, &profile(now), place, run) {
                return true;
            }
            // By then all that has an end has ended, and all that changes has changed.
            let (_, _, last_change) = capacities_from(place, run, today);
            let latest = ledger.clear_from().max(last_change) + 7;
            let first = (today + 1..=latest)
                .find(|&day| ledger.fits(day, &profile(Time::start_of_day(day)), place, run));
            if let Some(day) = first {
                ledger.book(id, day, profile(Time::start_of_day(day)));
            }
            false
        });
        // Someone booked for today and put back again takes nothing today.
        self.note_use(at, now);
        next
    }

    /// Whether what is promised is what one counts person by person.
    pub(in crate::world) fn check_packages(&self, place: usize) -> bool {
        let Some(ledger) = &self.places[place].ledger else {
            return true;
        };
        let those = |are: fn(&Person) -> Option<Target>| {
            let people = self.people.records().iter().zip(0..);
            people.filter_map(move |(person, id)| {
                (are(person).map(usize::from) == Some(place)).then_some(id)
            })
        };
        let here = those(|person| {
            let present = !matches!(person.state, State::Gone | State::Unused);
            present.then_some(person.place)
        });
        let coming = those(|person| (person.state == State::OnTheWay).then_some(person.next));
        ledger.used() == self.tally.packages(place).value() && ledger.recount(here, coming)
    }
}

fn schedule_new_day(place: u32, calendar: &mut Calendar) {
    let midnight = Time::start_of_day(calendar.now().day() + 1);
    calendar.schedule(midnight, priority::CHANGES, Event::NewDay { place });
}
