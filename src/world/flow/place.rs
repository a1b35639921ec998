//! A place while the world runs: its capacity, how much is in use, who waits for it.

use super::package::Ledger;
use super::person::PersonId;
use super::queue::Queue;
use super::setup::{Group, PlaceSetup, Target};
use crate::engine::Time;
use crate::world::setup::RunSetup;

/// What "unlimited" is when counted.
pub(crate) const UNLIMITED: i64 = i64::MAX / 4;

/// A place where people stay.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// What does not change about it.
    pub(super) setup: &'a PlaceSetup,
    /// How much is open and in use.
    pub(super) room: Room,
    /// What is promised of it day by day, if packages are measured in hours or visits; there is then
    /// always room for another person, if their package fits.
    pub(super) ledger: Option<Box<Ledger>>,
    /// Everyone waiting for it.
    pub(super) queue: Queue,
    /// Whether some may not be taken on: the list has an end, or a package may never fit.
    pub(super) turns_away: bool,
    /// Those who joined the list this instant and may find it full, or who may have asked for too much.
    pub(super) newcomers: Vec<PersonId>,
    /// Whether its queue is to be looked at before time moves on.
    pub(super) stirred: bool,
    /// How often chance has picked who is next.
    pub(super) picks: u64,
}

/// How much of a place is open, and how much of that in use.
#[derive(Clone, Debug)]
pub(super) struct Room {
    /// Whole places open now.
    pub(super) capacity: i64,
    /// Places in service, blocked or kept for someone on the way.
    used: i64,
    /// Of those, by group; empty unless the rules of the place tell groups apart.
    used_by: Vec<i64>,
}

impl<'a> Place<'a> {
    pub(super) fn new(setup: &'a PlaceSetup, places: usize, groups: usize) -> Self {
        let tells_apart = !setup.dedicated.is_empty() || !setup.keep_free.is_empty();
        Self {
            setup,
            room: Room {
                capacity: if setup.package.is_some() {
                    UNLIMITED
                } else {
                    whole(setup.capacity)
                },
                used: 0,
                used_by: vec![0; if tells_apart { groups } else { 0 }],
            },
            ledger: setup.package.as_ref().map(|_| Box::default()),
            queue: Queue::new(setup, places, groups),
            turns_away: setup.package.is_some()
                || setup.waiting.limit.is_some()
                || setup.waiting.group_limits.iter().any(Option::is_some),
            newcomers: Vec::new(),
            stirred: false,
            picks: 0,
        }
    }

    /// Opens or closes places. What is promised of packages follows the dates of its own accord.
    pub(super) fn open(&mut self, capacity: Option<u32>) {
        if self.ledger.is_none() {
            self.room.capacity = whole(capacity);
        }
    }

    /// Notes this place among those whose queues are to be looked at before time moves on, if anyone waits for it.
    #[inline]
    pub(super) fn stir(&mut self, this: Target, stirred: &mut Vec<Target>) {
        if !self.stirred && self.queue.waiting() > 0 {
            self.stirred = true;
            stirred.push(this);
        }
    }

    /// Whole places open now.
    pub fn capacity(&self) -> i64 {
        self.room.capacity
    }

    /// Places in service, blocked or kept for someone on the way.
    pub fn used(&self) -> i64 {
        self.room.used
    }

    /// Places nobody uses; zero after a cut below what is in use.
    pub fn free(&self) -> i64 {
        (self.room.capacity - self.room.used).max(0)
    }

    /// Everyone waiting for it.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }
}

impl Room {
    /// Whether nobody can start, of whatever group.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.used >= self.capacity
    }

    /// Whether someone of this group may start.
    #[inline]
    pub(super) fn has_room(&self, setup: &PlaceSetup, group: Group) -> bool {
        let free = self.capacity - self.used;
        free > 0 && (self.used_by.is_empty() || self.rules_allow(setup, group, free))
    }

    /// Whether someone of this group may have one of the free places, where the rules of the place tell groups apart.
    #[inline(never)]
    fn rules_allow(&self, setup: &PlaceSetup, group: Group, free: i64) -> bool {
        let group = usize::from(group);
        let kept =
            |rule: &super::setup::KeepFree| !rule.open_to[group] && free <= i64::from(rule.places);
        if setup.keep_free.iter().any(kept) {
            return false;
        }
        if setup.dedicated.is_empty() || self.used_by[group] < i64::from(setup.dedicated[group]) {
            return true;
        }
        let own: i64 = setup.dedicated.iter().map(|&n| i64::from(n)).sum();
        let beyond_own = self.used_by.iter().zip(&setup.dedicated);
        let in_common: i64 = beyond_own
            .map(|(&used, &own)| (used - i64::from(own)).max(0))
            .sum();
        in_common < self.capacity - own
    }

    #[inline]
    pub(super) fn use_one(&mut self, group: Group) {
        self.used += 1;
        if let Some(used) = self.used_by.get_mut(usize::from(group)) {
            *used += 1;
        }
    }

    #[inline]
    pub(super) fn free_one(&mut self, group: Group) {
        self.used -= 1;
        if let Some(used) = self.used_by.get_mut(usize::from(group)) {
            *used -= 1;
        }
    }
}

/// A capacity as a count.
pub(super) fn whole(capacity: Option<u32>) -> i64 {
    capacity.map_or(UNLIMITED, i64::from)
}

/// The weekly step in force at a second of the week.
pub(super) fn in_force(week: &[(i64, Option<u32>)], second: i64) -> Option<u32> {
    let next = week.partition_point(|&(from, _)| from <= second);
    week[next.checked_sub(1).unwrap_or(week.len() - 1)].1
}

/// Seconds since the start of the week, Monday, at an instant.
pub(super) fn second_of_week(run: &RunSetup, at: Time) -> i64 {
    run.weekday(at.day()) as i64 * crate::engine::DAY + at.second_of_day()
}

/// Whether people can start in a place at an instant.
pub(super) fn is_open(setup: &PlaceSetup, run: &RunSetup, at: Time) -> bool {
    if setup.opening.is_empty() {
        return true;
    }
    let second = second_of_week(run, at);
    setup
        .opening
        .iter()
        .any(|&(from, to)| from <= second && second < to)
}
