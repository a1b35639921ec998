//! The network: streams, places and the ways between them, all of it data.
//!
//! Nothing here knows what a place is for. A person keeps their place while they wait for the next
//! where the place says so; people blocked and people on the list stand in one order, that of the
//! place they wait for; a freed place moves a whole chain at the same instant. At equal times stays
//! end, capacity changes, people arrive, and only then queues clear.

pub mod care;
mod delay;
pub mod package;
pub mod person;
pub mod place;
pub mod queue;
pub mod setup;
pub mod standstill;
pub mod stream;
pub mod visits;

use super::chance;
use super::event::{Event, priority};
use super::setup::Setup;
use super::tally::FlowTally;
use crate::engine::{DAY, Sampler, Span, Streams, Time};
use person::{People, Person, PersonId, State};
use place::{Place, in_force, is_open, second_of_week};
use setup::{Group, NOWHERE, Remaining, StreamSetup, Target};
use stream::{Stream, by_share, subject, traits};
use visits::{Outcome, Visit, Visits};

type Calendar = crate::engine::Calendar<Event>;

/// Moves within one instant that no real scenario needs, beside [`MOVES_A_PERSON`] for each person and place.
const MOVES_AT_ONCE: u64 = 1_000_000;
/// See [`MOVES_AT_ONCE`].
const MOVES_A_PERSON: u64 = 64;

/// Something that happened to a person whom the care pathway looks after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handover {
    /// They have come into the world.
    Arrived {
        /// Who.
        person: PersonId,
    },
    /// They have started in a place whose stays the care pathway decides.
    Started {
        /// Who.
        person: PersonId,
    },
}

/// The network while the world runs.
#[derive(Clone, Debug)]
pub struct Flow<'a> {
    pub(super) setup: &'a Setup,
    chance: Streams,
    /// Everyone present.
    pub people: People,
    /// Where they are.
    pub places: Vec<Place<'a>>,
    streams: Vec<Stream>,
    /// What can be read off.
    pub tally: FlowTally,
    /// Places whose queue is to be looked at before time moves on.
    stirred: Vec<Target>,
    /// What the care pathway has to hear of.
    pub(super) handovers: Vec<Handover>,
    /// Groups and places that the care pathway looks after; empty in a plain network.
    care: Option<Care>,
    /// Who was where, and when; only if someone wants to know.
    visits: Option<Box<Visits>>,
    end: Time,
    /// How many targets there are.
    targets: usize,
    /// Whether any place measures packages.
    with_packages: bool,
    /// Whether people can come to wait for one another.
    has_circle: bool,
    /// The present instant, and how often someone has asked for a place in it.
    moves: (Time, u64),
    /// Why nothing happens any more, if so.
    stopped: Option<Stopped>,
    /// Most people who may be present.
    most_people: usize,
}

/// Why nothing happens any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// Time does not move on: people had moved too often in one instant when someone went on to this place.
    Spinning(Target),
    /// More people are present than may be.
    Crowded,
}

/// What the care pathway looks after.
#[derive(Clone, Debug)]
pub(super) struct Care {
    /// Whether people of each group come with a need.
    pub(super) groups: Vec<bool>,
    /// Whether the pathway decides their stay in each place.
    pub(super) places: Vec<bool>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(setup: &'a Setup, chance: Streams, care: Option<Care>) -> Self {
        let flow = &setup.flow;
        let (places, groups) = (flow.places.len(), flow.groups.len());
        Self {
            chance,
            people: People::new(),
            places: flow
                .places
                .iter()
                .map(|p| Place::new(p, places, groups))
                .collect(),
            streams: Vec::new(),
            tally: FlowTally::new(places, groups, flow.targets()),
            stirred: Vec::new(),
            handovers: Vec::new(),
            care,
            visits: None,
            end: setup.run.end(),
            targets: flow.targets(),
            with_packages: flow.places.iter().any(|p| p.package.is_some()),
            has_circle: setup.market.is_none() && standstill::circle(flow).is_some(),
            moves: (Time::EARLIEST, 0),
            stopped: None,
            most_people: usize::MAX,
            setup,
        }
    }

    /// From now on, keeps who was where, and when.
    pub(super) fn keep_visits(&mut self) {
        self.visits = Some(Box::default());
    }

    /// Everyone's visits from day 0 on, those under way included; nothing unless they were to be kept.
    pub fn visits(&self) -> Vec<Visit> {
        let visits = self.visits.as_ref();
        visits.map_or_else(Vec::new, |visits| visits.all(&self.people))
    }

    /// How many people have come into the world so far; 0 unless visits are kept.
    pub fn came(&self) -> u32 {
        self.visits.as_ref().map_or(0, |visits| visits.people())
    }

    /// Number of whoever has this record, by order of coming into the world; nothing unless visits are kept.
    pub fn number_of(&self, id: PersonId) -> Option<u32> {
        self.visits.as_ref()?.number_of(id)
    }

    /// The record of the person with this number, while they are in the world; nothing unless visits are kept.
    pub fn record_of(&self, number: u32) -> Option<PersonId> {
        self.visits.as_ref()?.record_of(number)
    }

    /// Tells of a visit, if someone wants to know.
    #[inline]
    fn note(&mut self, tell: impl FnOnce(&mut Visits)) {
        if let Some(visits) = &mut self.visits {
            tell(visits);
        }
    }

    /// Why nothing happens any more, if so: time would not move on, or nobody else may come.
    #[inline]
    pub(super) fn stopped(&self) -> Option<Stopped> {
        self.stopped
    }

    /// From now on, stops when more people than this are present.
    pub(super) fn hold_at_most(&mut self, people: usize) {
        self.most_people = people;
    }

    /// The place most people wait for, and how many do; of places alike, the first.
    pub(super) fn longest_list(&self) -> Option<(usize, i64)> {
        let lists = (0..self.places.len()).map(|p| (p, self.tally.listed(p)));
        lists.rev().max_by_key(|&(_, people): &(usize, i64)| people)
    }

    /// Schedules everything that happens by itself and puts the people found at the start in place.
    pub(super) fn begin(&mut self, calendar: &mut Calendar) {
        let setup = self.setup;
        let now = calendar.now();
        for stream in &setup.flow.streams {
            let slot = calendar.add_source();
            let stream = Stream::new(stream, &setup.run, slot);
            self.streams.push(stream);
        }
        // Whose people come first at the same second must not depend on names.
        let mut order: Vec<usize> = (0..setup.flow.streams.len()).collect();
        order.sort_by_key(|&i| setup.flow.streams[i].identity);
        for i in order {
            self.schedule_arrival(i as u32, calendar);
        }
        for (i, place) in setup.flow.places.iter().enumerate() {
            let id = i as u32;
            let open = if place.capacity_week.is_empty() {
                place.capacity
            } else {
                in_force(&place.capacity_week, second_of_week(&setup.run, now))
            };
            self.places[i].open(open);
            self.open_ledger(i, calendar);
            self.tally
                .capacity_mut(i)
                .set(now, open.map_or(-1, i64::from));
            for (step, &(at, _)) in place.capacity_steps.iter().enumerate() {
                let step = step as u16;
                calendar.schedule(at, priority::CHANGES, Event::Capacity { place: id, step });
            }
            for (step, &(second, _)) in place.capacity_week.iter().enumerate() {
                let at = next_in_week(&setup.run, now, second);
                let step = step as u16;
                calendar.schedule(at, priority::CHANGES, Event::Capacity { place: id, step });
            }
            for &(from, _) in &place.opening {
                let at = next_in_week(&setup.run, now, from);
                calendar.schedule(at, priority::CLEARING, Event::Clear { place: id });
            }
            if let Some(second) = place.waiting.clears_at {
                let at = now.next_at(second);
                calendar.schedule(at, priority::CLEARING, Event::Clear { place: id });
            }
        }
        for i in 0..setup.flow.places.len() {
            self.start_census(i, calendar);
        }
    }

    /// People found in a place, then people found waiting for it.
    fn start_census(&mut self, place: usize, calendar: &mut Calendar) {
        let setup = self.setup;
        let (now, at) = (calendar.now(), &setup.flow.places[place]);
        let mut index = 0_u64;
        let mut key = || {
            index += 1;
            (0x8000 | u64::from(at.identity)) << 48 | index
        };
        for entry in &at.census {
            for n in 0..entry.people {
                let id = self.people.add(key(), entry.group, now);
                self.note(|visits| visits.appears(id, entry.group));
                self.sit(id, place as Target, now);
                self.tally.find(place, usize::from(entry.group), now);
                let next = self.decide(id);
                let days = self.remaining_days(id, next, &entry.remaining, n as usize);
                self.find_package(id, &entry.remaining, days, now);
                let due = now + Span::from_days(days).max(Span::ZERO);
                let version = self.people[id].version;
                calendar.schedule(
                    due,
                    priority::ENDS,
                    Event::PersonDue {
                        person: id,
                        version,
                    },
                );
            }
        }
        for entry in &at.census_waiting {
            for _ in 0..entry.people {
                let ready = now - Span::from_days(entry.waited_days);
                let id = self.people.add(key(), entry.group, ready);
                self.note(|visits| {
                    visits.appears(id, entry.group);
                    visits.asks(id, place as Target, ready);
                });
                self.tally
                    .counts_mut(place, usize::from(entry.group))
                    .arrivals += 1;
                self.ask_for_package(id, place);
                self.join(id, place as Target, None, calendar);
            }
        }
        self.stir(place as Target);
    }

    fn remaining_days(&self, id: PersonId, next: Target, left: &Remaining, n: usize) -> f64 {
        let person = &self.people[id];
        let mut draw = self.chance.draw(chance::CENSUS, person.key, 0);
        let Some(stay) = self.stay_sampler(person.place, person.group, next) else {
            return 0.0;
        };
        match left {
            Remaining::Fresh => stay.sample(&mut draw),
            Remaining::Memoryless => -stay.distribution().mean() * libm::log(draw.uniform()),
            Remaining::Residual => stay.residual(&mut draw),
            Remaining::UniformFrom(least) => {
                let longest = stay.sample(&mut draw).max(*least);
                least + (longest - least) * draw.uniform()
            }
            // In a larger place everyone on the list is there several times.
            Remaining::Listed(days) => days[n % days.len()],
        }
    }

    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn schedule_arrival(&mut self, stream: u32, calendar: &mut Calendar) {
        let setup = self.setup;
        let at = stream as usize;
        let this = &mut self.streams[at];
        if let Some(next) = this.next(&setup.flow.streams[at], &setup.run, &self.chance, self.end) {
            this.coming = (next.first, next.people);
            let event = Event::Arrive { stream };
            calendar.set_source(this.slot, next.at, priority::ARRIVALS, event);
        }
    }

    /// The people whom a stream brings now come to their first place.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    pub(super) fn arrive(&mut self, stream: u32, calendar: &mut Calendar) {
        let setup = self.setup;
        let from = &setup.flow.streams[stream as usize];
        let (first, people) = self.streams[stream as usize].coming;
        for index in first..first + people {
            self.appear(from, subject(from, index), calendar);
            if self.stopped.is_some() {
                return;
            }
        }
        self.schedule_arrival(stream, calendar);
    }

    /// More people come from a stream at once than would have: a Poisson number with this share of the day's mean.
    ///
    /// `shock` tells them apart from those of other shocks.
    pub(in crate::world) fn bring_more(
        &mut self,
        stream: usize,
        share: f64,
        shock: u64,
        calendar: &mut Calendar,
    ) {
        /// Marks the number of someone who would not have come.
        const BROUGHT: u64 = 1 << 47;
        let (setup, now) = (self.setup, calendar.now());
        let from = &setup.flow.streams[stream];
        let mean = stream::mean_on(from, &setup.run, now) * share;
        let day = stream::day_number(now.day());
        let u = self
            .chance
            .uniform(chance::SHOCK, subject(from, shock), day);
        for n in 0..stream::poisson(mean, u).min(1 << 14) {
            let index = BROUGHT | (shock & 63) << 40 | day << 14 | n;
            self.appear(from, subject(from, index), calendar);
        }
    }

    /// Someone comes from a stream.
    fn appear(&mut self, from: &'a StreamSetup, key: u64, calendar: &mut Calendar) {
        let (group, to) = if from.groups.len() + from.to.len() == 2 {
            (from.groups[0].1, from.to[0].1)
        } else {
            let (group, to) = traits(&self.chance, key);
            (by_share(&from.groups, group), by_share(&from.to, to))
        };
        let id = self.people.add(key, group, calendar.now());
        if self.people.present() > self.most_people {
            self.stopped = Some(Stopped::Crowded);
            return;
        }
        self.note(|visits| visits.appears(id, group));
        if self
            .care
            .as_ref()
            .is_some_and(|care| care.groups[usize::from(group)])
        {
            self.people[id].in_care = true;
            self.handovers.push(Handover::Arrived { person: id });
        }
        self.request(id, to, from.patience.as_ref(), calendar);
    }

    /// A stay, a delay or a transfer is over.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    pub(super) fn person_due(&mut self, id: PersonId, version: u16, calendar: &mut Calendar) {
        let person = &self.people[id];
        if person.version != version {
            return;
        }
        match person.state {
            State::InService => self.finish_stay(id, calendar),
            State::Leaving => self.go_on(id, calendar),
            State::OnTheWay => {
                let (from, to, group) = (person.place, person.next, person.group);
                let wait = calendar.now() - person.ready();
                self.vacate(id, calendar.now());
                let place = usize::from(to);
                self.tally.reserved_mut(place).add(calendar.now(), -1);
                self.places[place].room.free_one(group);
                self.enter(id, to, wait, calendar);
                self.stir(from);
            }
            State::Listed | State::Blocked | State::Gone | State::Unused => {}
        }
    }

    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn finish_stay(&mut self, id: PersonId, calendar: &mut Calendar) {
        let setup = self.setup;
        let (now, person) = (calendar.now(), &self.people[id]);
        let (place, next, visit) = (person.place, person.next, (person.key, person.visits));
        let leaves = delay::leaves(setup, &self.chance, place, next, visit, now);
        if leaves > now {
            self.finish(id, next, now);
            let person = &mut self.people[id];
            person.state = State::Leaving;
            let version = person.version;
            calendar.schedule(
                leaves,
                priority::ENDS,
                Event::PersonDue {
                    person: id,
                    version,
                },
            );
        } else {
            self.go_on(id, calendar);
        }
    }

    /// The first instant, from now on and at this hour, at which someone ready to leave does so.
    pub(super) fn leaving_day(&self, key: u64, chances: &[f64; 7], now: Time) -> Time {
        delay::leaving_day(&self.setup.run, &self.chance, key, chances, now)
    }

    /// Someone finished goes to the next place, waits for it, or leaves.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn go_on(&mut self, id: PersonId, calendar: &mut Calendar) {
        let now = calendar.now();
        let person = &mut self.people[id];
        let next = person.next;
        let goes_on = usize::from(next) < self.places.len();
        if goes_on {
            person.ready_after = seconds_between(person.since, now);
        }
        self.note(|visits| visits.ready(id, now));
        if goes_on {
            self.request(id, next, None, calendar);
        } else {
            self.leave(id, now);
        }
    }

    /// Someone asks for a place: they start, wait where they are, or join the list.
    fn request(
        &mut self,
        id: PersonId,
        to: Target,
        patience: Option<&Sampler>,
        calendar: &mut Calendar,
    ) {
        let person = &self.people[id];
        let (group, now) = (person.group, calendar.now());
        if self.moves_too_often(to, now) {
            return;
        }
        let at = usize::from(to);
        self.tally.counts_mut(at, usize::from(group)).arrivals += 1;
        self.note(|visits| visits.asks(id, to, now));
        self.ask_for_package(id, at);
        let place = &self.places[at];
        if place.queue.waiting() == 0
            && place.room.has_room(place.setup, group)
            && place.setup.waiting.clears_at.is_none()
            && is_open(place.setup, &self.setup.run, now)
            && !calendar.more_now_before(priority::CLEARING)
            && self.package_fits(id, at, now)
        {
            self.start(id, to, calendar);
            return;
        }
        let person = &self.people[id];
        if person.holds_a_place() {
            if self.places[usize::from(person.place)].setup.keeps_place {
                self.finish(id, to, now);
                self.keep_package(id);
            } else {
                self.vacate(id, now);
            }
        }
        self.join(id, to, patience, calendar);
    }

    /// Counts a move, and whether there have been so many at this instant that time will not move on.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn moves_too_often(&mut self, to: Target, now: Time) -> bool {
        let (instant, moves) = &mut self.moves;
        if *instant != now {
            (*instant, *moves) = (now, 0);
        }
        *moves += 1;
        if *moves > MOVES_AT_ONCE {
            let places = self.places.len() as u64;
            let most = MOVES_AT_ONCE + MOVES_A_PERSON * places * self.people.present() as u64;
            if *moves > most {
                self.stopped = Some(Stopped::Spinning(to));
            }
        }
        self.stopped.is_some()
    }

    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn join(
        &mut self,
        id: PersonId,
        to: Target,
        patience: Option<&Sampler>,
        calendar: &mut Calendar,
    ) {
        let at = usize::from(to);
        let now = calendar.now();
        let person = &mut self.people[id];
        person.next = to;
        let group = usize::from(person.group);
        let listed = !person.holds_a_place();
        person.state = if listed {
            State::Listed
        } else {
            State::Blocked
        };
        self.tally.begins_to_wait(at, group, now, listed);
        let place = &mut self.places[at];
        place.queue.join(&mut self.people, id);
        if place.turns_away {
            place.newcomers.push(id);
        }
        // Where nobody can start and nobody be turned away there is nothing to look at.
        let look = place.turns_away || !place.room.is_full();
        if let Some(patience) = place.setup.waiting.patience.as_ref().or(patience) {
            self.schedule_giving_up(id, patience, calendar);
        }
        if look {
            self.stir(to);
        }
    }

    /// Draws how long someone who has joined a queue will wait.
    #[inline(never)]
    fn schedule_giving_up(&self, id: PersonId, patience: &Sampler, calendar: &mut Calendar) {
        let person = &self.people[id];
        let mut draw = self
            .chance
            .draw(chance::PATIENCE, person.key, u64::from(person.visits));
        let waited = (calendar.now() - person.ready()).days();
        let days = patience.sample_above(waited, &mut draw);
        let until = person.ready() + Span::from_days(days).max(Span::ZERO);
        let version = person.version;
        calendar.schedule(
            until,
            priority::ENDS,
            Event::GiveUp {
                person: id,
                version,
            },
        );
    }

    /// Someone has waited long enough.
    pub(super) fn give_up(&mut self, id: PersonId, version: u16, calendar: &mut Calendar) {
        let person = &self.people[id];
        let waits = matches!(person.state, State::Listed | State::Blocked);
        if person.version != version || !waits {
            return;
        }
        let at = usize::from(person.next);
        self.tally.counts_mut(at, usize::from(person.group)).gave_up += 1;
        let to = self.setup.flow.places[at].waiting.gave_up_to;
        self.note(|visits| {
            visits.stops_asking(id, at as Target, Outcome::GaveUp, calendar.now());
        });
        self.redirect(id, to, calendar);
    }

    /// Takes someone out of the queue they stand in and sends them elsewhere.
    fn redirect(&mut self, id: PersonId, to: Target, calendar: &mut Calendar) {
        let now = calendar.now();
        let still_linked = self.leave_queue(id, now);
        let goes_on = usize::from(to) < self.places.len();
        if !goes_on {
            self.note(|visits| visits.fate(id, Outcome::Left));
        }
        if self.people[id].holds_a_place() {
            self.vacate(id, now);
        }
        if !goes_on {
            self.remove(id, still_linked, now);
            return;
        }
        let id = if still_linked {
            // The old record stays in the line; the person goes on under a new one.
            let old = self.people[id];
            self.people.remove(id, true);
            let new = self.people.add(old.key, old.group, now);
            self.people[new].visits = old.visits;
            self.note(|visits| visits.becomes(id, new));
            new
        } else {
            id
        };
        let person = &mut self.people[id];
        // How long they will wait there is a new question.
        person.visits = person.visits.wrapping_add(1);
        (person.since, person.ready_after) = (now, 0);
        person.version = person.version.wrapping_add(1);
        self.request(id, to, None, calendar);
    }

    fn leave_queue(&mut self, id: PersonId, now: Time) -> bool {
        let person = &self.people[id];
        let (at, group) = (usize::from(person.next), usize::from(person.group));
        self.ask_no_more(id, at);
        let person = &self.people[id];
        let place = &mut self.places[at];
        if person.state == State::Listed {
            self.tally.queue_mut(at, group).add(now, -1);
        }
        place.queue.tidy(&mut self.people);
        place.queue.leave(&mut self.people, id)
    }

    /// A place's queue is to be looked at before time moves on.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn stir(&mut self, place: Target) {
        self.places[usize::from(place)].stir(place, &mut self.stirred);
    }

    /// Whether some queue is to be looked at.
    #[inline]
    pub(super) fn is_stirred(&self) -> bool {
        !self.stirred.is_empty()
    }

    /// Lets queues move, and the chains behind them, until nobody more can start.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    pub(super) fn settle(&mut self, calendar: &mut Calendar) {
        let mut first = 0;
        while first < self.stirred.len() && self.stopped.is_none() {
            let place = self.stirred[first];
            first += 1;
            let at = &mut self.places[usize::from(place)];
            at.stirred = false;
            let turns_away = at.turns_away;
            // At its daily hour a queue takes part in chains, whichever place of the chain comes first.
            let clears_at = at.setup.waiting.clears_at;
            if clears_at.is_none_or(|second| second == calendar.now().second_of_day()) {
                self.clear(place, calendar);
            }
            if turns_away {
                self.turn_away(place, calendar);
            }
        }
        self.stirred.clear();
    }

    /// The daily hour of a place's queue has come, or its doors open.
    pub(super) fn clear_due(&mut self, place: u32, calendar: &mut Calendar) {
        let setup = self.setup;
        let (now, at) = (calendar.now(), &setup.flow.places[place as usize]);
        let again = if at
            .waiting
            .clears_at
            .is_some_and(|s| now.second_of_day() == s)
        {
            now + Span::DAY
        } else {
            now + Span::WEEK
        };
        calendar.schedule(again, priority::CLEARING, Event::Clear { place });
        self.clear(place as Target, calendar);
    }

    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn clear(&mut self, place: Target, calendar: &mut Calendar) {
        let (at, now) = (usize::from(place), calendar.now());
        if !is_open(self.places[at].setup, &self.setup.run, now) {
            return;
        }
        while let Some(id) = self.next_in_queue(at, now) {
            let person = &self.people[id];
            let group = usize::from(person.group);
            let listed = person.state == State::Listed;
            self.tally
                .stops_waiting(at, group, now, listed, person.ready() == now);
            self.start(id, place, calendar);
        }
    }

    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn next_in_queue(&mut self, at: usize, now: Time) -> Option<PersonId> {
        if self.with_packages && self.places[at].ledger.is_some() {
            return self.next_with_package(at, now);
        }
        let Place {
            setup,
            queue,
            room,
            picks,
            ..
        } = &mut self.places[at];
        if room.is_full() || queue.waiting() == 0 {
            return None;
        }
        let lot = || {
            *picks += 1;
            self.chance
                .draw(chance::PICK, u64::from(setup.identity), *picks)
        };
        queue.next(&mut self.people, now, lot, |group| {
            room.has_room(setup, group)
        })
    }

    /// Those who joined this instant and find the list full are turned away, the last to join first.
    #[cold]
    fn turn_away(&mut self, place: Target, calendar: &mut Calendar) {
        let at = usize::from(place);
        let newcomers = std::mem::take(&mut self.places[at].newcomers);
        let setup = self.setup;
        let waiting = &setup.flow.places[at].waiting;
        for &id in newcomers.iter().rev() {
            let person = &self.people[id];
            let waits = matches!(person.state, State::Listed | State::Blocked);
            if !waits || person.next != place {
                continue;
            }
            let group = usize::from(person.group);
            let full = person.state == State::Listed
                && (waiting
                    .limit
                    .is_some_and(|limit| self.tally.listed(at) > i64::from(limit))
                    || waiting.group_limits[group].is_some_and(|limit| {
                        self.tally.queue(at, group).value() > i64::from(limit)
                    }));
            if full || self.never_fits(id, at, calendar.now()) {
                self.turn_one_away(id, place, calendar);
            }
        }
        let mut newcomers = newcomers;
        newcomers.clear();
        let here = &mut self.places[at];
        if here.newcomers.is_empty() {
            here.newcomers = newcomers;
        }
    }

    /// Someone waiting for a place is turned away from it.
    fn turn_one_away(&mut self, id: PersonId, place: Target, calendar: &mut Calendar) {
        let at = usize::from(place);
        let group = usize::from(self.people[id].group);
        let counts = self.tally.counts_mut(at, group);
        counts.turned_away += 1;
        counts.waited -= 1;
        self.note(|visits| {
            visits.stops_asking(id, place, Outcome::TurnedAway, calendar.now());
        });
        let to = self.setup.flow.places[at].waiting.turned_away_to;
        self.redirect(id, to, calendar);
    }

    /// A place is given to someone; they move there now or after the transfer.
    fn start(&mut self, id: PersonId, to: Target, calendar: &mut Calendar) {
        let now = calendar.now();
        self.take_package(id, usize::from(to), now);
        let person = &self.people[id];
        let wait = now - person.ready();
        if person.holds_a_place() {
            if let Some(takes) = delay::transfer(self.setup, &self.chance, person, to) {
                self.set_out(id, to, takes, calendar);
                return;
            }
            self.vacate(id, now);
        }
        self.enter(id, to, wait, calendar);
    }

    /// Someone to whom a place is given is on the way there for so long, both places kept.
    #[inline(never)]
    fn set_out(&mut self, id: PersonId, to: Target, takes: Span, calendar: &mut Calendar) {
        let now = calendar.now();
        self.finish(id, to, now);
        self.keep_package(id);
        let person = &mut self.people[id];
        person.state = State::OnTheWay;
        person.next = to;
        person.version = person.version.wrapping_add(1);
        let (version, group) = (person.version, person.group);
        self.places[usize::from(to)].room.use_one(group);
        self.tally.reserved_mut(usize::from(to)).add(now, 1);
        let event = Event::PersonDue {
            person: id,
            version,
        };
        calendar.schedule(now + takes, priority::ENDS, event);
    }

    /// Someone starts in a place: next place and stay are drawn, or the care pathway is told.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn enter(&mut self, id: PersonId, to: Target, wait: Span, calendar: &mut Calendar) {
        let (now, at) = (calendar.now(), usize::from(to));
        let Person {
            key,
            visits,
            version,
            group,
            in_care,
            ..
        } = self.sit(id, to, now);
        self.package_begins(id, at);
        self.tally
            .starts(at, usize::from(group), now, wait.seconds());
        if in_care && self.care.as_ref().is_some_and(|care| care.places[at]) {
            self.handovers.push(Handover::Started { person: id });
            return;
        }
        let mut draw = self.chance.draw(chance::VISIT, key, u64::from(visits));
        let place = self.places[at].setup;
        let next = by_share(&place.routes[usize::from(group)], draw.uniform());
        let days = match &place.stays[usize::from(group) * self.targets + usize::from(next)] {
            Some(stay) => stay.sample(&mut draw),
            None => 0.0,
        };
        let due = now + Span::from_days(days).max(Span::ZERO);
        self.people[id].next = next;
        calendar.schedule(
            due,
            priority::ENDS,
            Event::PersonDue {
                person: id,
                version,
            },
        );
    }

    fn decide(&mut self, id: PersonId) -> Target {
        let person = &self.people[id];
        let (at, group) = (usize::from(person.place), usize::from(person.group));
        let mut draw = self
            .chance
            .draw(chance::VISIT, person.key, u64::from(person.visits));
        let next = by_share(&self.setup.flow.places[at].routes[group], draw.uniform());
        self.people[id].next = next;
        next
    }

    fn stay_sampler(&self, place: Target, group: Group, next: Target) -> Option<&Sampler> {
        let stays = &self.places[usize::from(place)].setup.stays;
        stays[usize::from(group) * self.targets + usize::from(next)].as_ref()
    }

    /// Someone takes a place, in service from now; returns their record as it then is. Whoever calls it tells the
    /// tally whether they start there or are found there.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    pub(super) fn sit(&mut self, id: PersonId, place: Target, now: Time) -> Person {
        let person = &mut self.people[id];
        person.place = place;
        person.since = now;
        person.ready_after = 0;
        person.state = State::InService;
        person.visits = person.visits.wrapping_add(1);
        person.version = person.version.wrapping_add(1);
        let (group, person) = (person.group, *person);
        self.places[usize::from(place)].room.use_one(group);
        self.note(|visits| visits.starts(id, place, now));
        person
    }

    /// Someone in service is finished and will be waiting for `next` (counted once).
    fn finish(&mut self, id: PersonId, next: Target, now: Time) {
        let person = &mut self.people[id];
        if !person.is_finished() {
            person.state = State::Blocked;
            person.next = next;
            person.ready_after = seconds_between(person.since, now);
            let place = usize::from(person.place);
            self.tally.blocked_mut(place, usize::from(next)).add(now, 1);
            self.note(|visits| visits.ready(id, now));
        }
    }

    /// Someone gives up the place they hold; their record stays.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    pub(super) fn vacate(&mut self, id: PersonId, now: Time) {
        let person = &mut self.people[id];
        let (place, group) = (person.place, person.group);
        let at = usize::from(place);
        if person.is_finished() {
            self.tally
                .blocked_mut(at, usize::from(person.next))
                .add(now, -1);
        }
        let stay = now - person.since;
        let ready = person.ready();
        person.place = NOWHERE;
        person.state = State::Listed;
        // From here on `since` is when they became ready for what comes next.
        (person.since, person.ready_after) = (ready.max(person.since), 0);
        person.version = person.version.wrapping_add(1);
        self.tally
            .leaves(at, usize::from(group), now, stay.seconds());
        self.end_package(id, at, now);
        self.note(|visits| visits.leaves(id, now));
        let here = &mut self.places[at];
        here.room.free_one(group);
        if here.setup.leave_by_weekday.is_some() {
            self.tally.leaves_on(self.setup.run.weekday(now.day()));
        }
        here.stir(place, &mut self.stirred);
    }

    /// Someone leaves the network.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    pub(super) fn leave(&mut self, id: PersonId, now: Time) {
        self.note(|visits| visits.fate(id, Outcome::Left));
        self.vacate(id, now);
        self.remove(id, false, now);
    }

    /// Someone who holds no place any more is taken out of the network.
    #[expect(clippy::inline_always, reason = "a step of every move")]
    #[inline(always)]
    fn remove(&mut self, id: PersonId, still_linked: bool, now: Time) {
        self.people.remove(id, still_linked);
        self.note(|visits| visits.gone(id, now));
    }

    /// A dated or weekly change of capacity.
    pub(super) fn capacity_due(&mut self, place: u32, step: u16, calendar: &mut Calendar) {
        let setup = self.setup;
        let at = &setup.flow.places[place as usize];
        let capacity = if at.capacity_week.is_empty() {
            at.capacity_steps[usize::from(step)].1
        } else {
            let again = calendar.now() + Span::WEEK;
            calendar.schedule(again, priority::CHANGES, Event::Capacity { place, step });
            at.capacity_week[usize::from(step)].1
        };
        self.set_capacity(place as usize, capacity, calendar.now());
    }

    /// Opens or closes places; nobody is evicted.
    pub(super) fn set_capacity(&mut self, place: usize, capacity: Option<u32>, now: Time) {
        self.places[place].open(capacity);
        self.tally
            .capacity_mut(place)
            .set(now, capacity.map_or(-1, i64::from));
        self.stir(place as Target);
    }
}

fn seconds_between(earlier: Time, later: Time) -> u32 {
    (later - earlier).seconds().clamp(0, i64::from(u32::MAX)) as u32
}

/// The next instant, this one included, at a second of the week.
fn next_in_week(run: &super::setup::RunSetup, now: Time, second: i64) -> Time {
    let ahead = (second - second_of_week(run, now)).rem_euclid(7 * DAY);
    now + Span::from_seconds(ahead)
}
