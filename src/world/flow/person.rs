//! A person in the network: where they are, what they wait for, since when.

use super::setup::{Group, NOWHERE, Target};
use crate::engine::{Span, Time};

/// Index of a person's record.
pub type PersonId = u32;
/// No person.
pub const NOBODY: PersonId = PersonId::MAX;

/// What a person is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// On a waiting list, holding no place.
    Listed,
    /// In a place, in service.
    InService,
    /// In a place, finished, in the delay before leaving it.
    Leaving,
    /// In a place, finished, waiting for the next.
    Blocked,
    /// In a place, finished; the next place is kept for them.
    OnTheWay,
    /// No longer in the system; the record still stands in a queue.
    Gone,
    /// A record nobody uses.
    Unused,
}

/// One person's record: 40 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// What their draws are keyed by: stream and index within it.
    pub key: u64,
    /// When they entered their place, or joined the list.
    pub since: Time,
    /// Seconds from `since` to being ready for the next place.
    pub ready_after: u32,
    /// The next in line, or the position in the bag, of the queue they stand in.
    pub link: u32,
    /// Order of joining a queue, to tell apart people ready at the same second.
    pub joined: u32,
    /// Where they are.
    pub place: Target,
    /// What they wait for, or will go to after this stay.
    pub next: Target,
    /// Visits so far.
    pub visits: u16,
    /// Changes whenever what was scheduled for them no longer holds.
    pub version: u16,
    /// Their group.
    pub group: Group,
    /// What they are doing.
    pub state: State,
    /// Looked after by the care pathway rather than by routes.
    pub in_care: bool,
}

impl Person {
    /// When they became ready for what they wait for.
    #[inline]
    pub fn ready(&self) -> Time {
        self.since + Span::from_seconds(i64::from(self.ready_after))
    }

    /// Whether they hold a place.
    pub fn holds_a_place(&self) -> bool {
        self.place != NOWHERE
    }

    /// Whether they are finished where they are.
    #[inline]
    pub fn is_finished(&self) -> bool {
        matches!(
            self.state,
            State::Leaving | State::Blocked | State::OnTheWay
        )
    }
}

/// The records of everyone present, dense, with those unused chained together.
#[derive(Clone, Debug)]
pub struct People {
    records: Vec<Person>,
    unused: PersonId,
    present: usize,
}

impl People {
    pub(super) fn new() -> Self {
        Self {
            records: Vec::new(),
            unused: NOBODY,
            present: 0,
        }
    }

    /// People present, in a place or on a list.
    pub fn present(&self) -> usize {
        self.present
    }

    /// Records in use or kept for use.
    pub fn records(&self) -> &[Person] {
        &self.records
    }

    /// Has a record fetched from memory, if it is not at hand, while there is other work to do.
    #[inline]
    pub(crate) fn fetch(&self, id: PersonId) {
        std::hint::black_box(self.records.get(id as usize).map(|person| person.version));
    }

    #[inline]
    pub(super) fn add(&mut self, key: u64, group: Group, now: Time) -> PersonId {
        self.present += 1;
        let person = Person {
            key,
            since: now,
            ready_after: 0,
            link: NOBODY,
            joined: 0,
            place: NOWHERE,
            next: NOWHERE,
            visits: 0,
            version: 0,
            group,
            state: State::Listed,
            in_care: false,
        };
        if self.unused == NOBODY {
            self.records.push(person);
            return (self.records.len() - 1) as PersonId;
        }
        let id = self.unused;
        let old = &mut self.records[id as usize];
        self.unused = old.link;
        // Events scheduled for whoever had this record before must not be taken for this person's.
        let version = old.version.wrapping_add(1);
        *old = Person { version, ..person };
        id
    }

    /// Takes someone out of the system. Their record stays while a queue still links through it.
    #[inline]
    pub(super) fn remove(&mut self, id: PersonId, in_a_queue: bool) {
        self.present -= 1;
        if in_a_queue {
            let person = &mut self.records[id as usize];
            person.state = State::Gone;
            person.version = person.version.wrapping_add(1);
        } else {
            self.release(id);
        }
    }

    /// Makes the record of someone gone usable again.
    #[inline]
    pub(super) fn release(&mut self, id: PersonId) {
        let person = &mut self.records[id as usize];
        person.state = State::Unused;
        person.link = self.unused;
        self.unused = id;
    }
}

impl std::ops::Index<PersonId> for People {
    type Output = Person;

    #[inline]
    fn index(&self, id: PersonId) -> &Person {
        &self.records[id as usize]
    }
}

impl std::ops::IndexMut<PersonId> for People {
    #[inline]
    fn index_mut(&mut self, id: PersonId) -> &mut Person {
        &mut self.records[id as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_takes_forty_bytes() {
        assert_eq!(size_of::<Person>(), 40);
    }

    #[test]
    fn a_reused_record_does_not_answer_to_old_events() {
        let mut people = People::new();
        let first = people.add(1, 0, Time::ZERO);
        let version = people[first].version;
        people.remove(first, false);
        let second = people.add(2, 0, Time::ZERO);
        assert_eq!(first, second);
        assert_ne!(people[second].version, version);
    }
}
