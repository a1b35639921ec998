//! The future event list: by due time, then priority, then order of scheduling.
//!
//! One entry is one 128-bit number, so that comparing entries compares the whole order at once:
//!
//! ```text
//!   36 bits       3 bits     35 bits              54 bits
//!   due second    priority   order of scheduling  the event itself
//! ```
//!
//! Entries are never removed. An event whose subject has changed since is recognised by a
//! version number that the model packs with it, and ignored.
//!
//! Entries stand in three tiers, after the ladder queue (Tang, Goh and Thng, ACM Transactions on
//! Modeling and Computer Simulation 15, 2005), by how soon they are due: the few that come next stand in
//! a row, in order; buckets of equal width hold those of the time after that, each in no order; and a
//! pile holds the rest. When the row is used up the next bucket is put in order; when the buckets are
//! used up, they are laid out anew for the pile, as wide as its entries are dense. What is scheduled for
//! a time whose bucket has been put in order already, and that is little, waits in a heap beside the row.
//! Every entry is thus moved a few times, however many there are. Buckets lie side by side in memory,
//! in the order in which they are used: where there are too many to be near at hand, putting an entry into
//! one waits for nothing, and the next one is fetched before it is asked for.
//!
//! A *source* is something that always has exactly one next event (a stream of arrivals, a clock
//! that ticks daily). Sources stand in slots of their own: the tiers then hold only what is
//! pending for the people in the system.

use super::time::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::marker::PhantomData;

/// What a model schedules: small enough to stand inside a calendar entry.
pub trait Event: Copy {
    /// The event as a number below 2^54.
    fn pack(self) -> u64;
    /// The event that [`Event::pack`] turned into this number.
    fn unpack(bits: u64) -> Self;
}

/// Bits an event may use.
pub const EVENT_BITS: u32 = 54;
const ORDER_BITS: u32 = 35;
const PRIORITY_BITS: u32 = 3;
const NOTHING: u128 = u128::MAX;
/// The last time at which anything comes.
const LAST: Time = Time::from_seconds(Time::LATEST.seconds() - 1);

/// Which of two simultaneous events comes first: 0 before 7.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Priority(u8);

impl Priority {
    /// A priority from 0 (first) to 7 (last).
    pub const fn new(rank: u8) -> Self {
        assert!(rank < 1 << PRIORITY_BITS, "a priority is from 0 to 7");
        Self(rank)
    }
}

/// Fewest and most buckets in a layout; between them, half as many as there are entries, so that they take less
/// memory than it takes time to look through the pile again. The most take 8 MB.
const FEWEST_BUCKETS: usize = 2048;
const MOST_BUCKETS: usize = 1 << 17;
/// Entries that a bucket is to hold at most where they are dense, so that there are few to put in order.
const IN_A_BUCKET: u64 = 3;
/// Entries for which a bucket has room of its own.
const ROOM: usize = 4;
/// The part of all entries, one in so many, by whose density the width is chosen.
const FIRST_PART: usize = 8;
/// Entries in the heap beyond which it may be worth spreading them over buckets.
const CROWD: usize = 64;
/// No entry.
const NONE: u32 = u32::MAX;

/// The future event list.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// What comes next, in order; [`NOTHING`] after it, and more than [`ROOM`] in all.
    row: Vec<u128>,
    /// How much of the row has been handed out.
    done: usize,
    /// What has been scheduled for the time of the row since it was put in order.
    late: BinaryHeap<Reverse<u128>>,
    later: Later,
    /// Entries due at this second or later stand in `later`.
    soon_ends: u64,
    /// Entries in the heap at which all is spread over buckets.
    crowd: usize,
    sources: Vec<u128>,
    /// The soonest of the heap and the sources.
    soonest_aside: u128,
    order: u64,
    handled: u64,
    now: Time,
    event: PhantomData<E>,
}

impl<E: Event> Calendar<E> {
    /// An empty calendar whose clock stands at `start`.
    pub fn new(start: Time) -> Self {
        Self {
            row: vec![NOTHING; ROOM + 1],
            done: 0,
            late: BinaryHeap::new(),
            later: Later::new(),
            soon_ends: u64::MAX,
            crowd: CROWD,
            sources: Vec::new(),
            soonest_aside: NOTHING,
            order: 0,
            handled: 0,
            now: start,
            event: PhantomData,
        }
    }

    /// The present instant: when the event now being handled was due.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Events handed out so far.
    pub fn handled(&self) -> u64 {
        self.handled
    }

    /// Entries pending, those gone stale included and sources not.
    pub fn pending(&self) -> usize {
        self.row().count() + self.late.len() + self.later.entries
    }

    /// Adds an event. What is scheduled for the past happens now.
    #[expect(
        clippy::inline_always,
        reason = "so that an event of a known kind is packed without asking which it is"
    )]
    #[inline(always)]
    pub fn schedule(&mut self, at: Time, priority: Priority, event: E) {
        self.insert(at, priority, event.pack());
    }

    #[inline(never)]
    fn insert(&mut self, at: Time, priority: Priority, bits: u64) {
        let entry = self.entry(at, priority, bits);
        if second_of(entry) >= self.soon_ends {
            if self.later.entries > 0 || !self.is_used_up() {
                self.later.add(entry);
                return;
            }
            // Sources alone may have moved the clock beyond all buckets: what comes now comes first.
            self.soon_ends = u64::MAX;
        }
        self.insert_aside(entry);
    }

    /// Adds an entry due before the row ends.
    #[inline(never)]
    fn insert_aside(&mut self, entry: u128) {
        self.late.push(Reverse(entry));
        self.soonest_aside = self.soonest_aside.min(entry);
        if self.late.len() > self.crowd {
            self.spread();
        }
    }

    /// What is left of the row.
    fn row(&self) -> impl Iterator<Item = u128> {
        let left = self.row[self.done..].iter().copied();
        left.take_while(|&entry| entry != NOTHING)
    }

    /// The first of the row.
    #[inline]
    fn first(&self) -> u128 {
        self.row.get(self.done).copied().unwrap_or(NOTHING)
    }

    /// Whether row and heap are empty.
    #[inline]
    fn is_used_up(&self) -> bool {
        self.first() == NOTHING && self.late.is_empty()
    }

    /// Whether anything is due at the present instant with a priority before `priority`.
    #[inline]
    pub fn more_now_before(&self, priority: Priority) -> bool {
        // Row and heap are only left empty when all that stands later is due after the present instant.
        let due = (self.now.seconds() - Time::EARLIEST.seconds()) as u64;
        let bound = due << PRIORITY_BITS | u64::from(priority.0);
        let next = self.first().min(self.soonest_aside);
        ((next >> (ORDER_BITS + EVENT_BITS)) as u64) < bound
    }

    /// Adds a source and returns its slot; it has no event until [`Calendar::set_source`].
    pub fn add_source(&mut self) -> usize {
        self.sources.push(NOTHING);
        self.sources.len() - 1
    }

    /// Gives a source its one next event, in place of any it had.
    #[inline]
    pub fn set_source(&mut self, slot: usize, at: Time, priority: Priority, event: E) {
        let entry = self.entry(at, priority, event.pack());
        let before = std::mem::replace(&mut self.sources[slot], entry);
        if before == NOTHING {
            self.soonest_aside = self.soonest_aside.min(entry);
        } else {
            self.look_aside();
        }
    }

    /// Leaves a source without a next event.
    pub fn stop_source(&mut self, slot: usize) {
        self.sources[slot] = NOTHING;
        self.look_aside();
    }

    /// Finds the soonest of the heap and the sources.
    #[inline]
    fn look_aside(&mut self) {
        let late = self.late.peek().map_or(NOTHING, |&Reverse(entry)| entry);
        self.soonest_aside = self.sources.iter().copied().fold(late, u128::min);
    }

    /// The next event due no later than `until`, or `None`; moves the clock to it.
    ///
    /// What is due at [`Time::LATEST`] lies too far away to come.
    pub fn next(&mut self, until: Time) -> Option<(Time, E)> {
        self.next_foreseen(until, |_| {})
    }

    /// As [`Calendar::next`]; most events are shown to `foresee` a few events before they come, in no order.
    ///
    /// What they will need may then be fetched from memory while there is other work to do.
    #[expect(
        clippy::inline_always,
        reason = "once an event, and called in few places"
    )]
    #[inline(always)]
    pub fn next_foreseen(&mut self, until: Time, foresee: impl FnMut(E)) -> Option<(Time, E)> {
        if self.is_used_up() && self.later.entries > 0 {
            self.refill();
            self.later.peek().map(unpack::<E>).for_each(foresee);
        }
        let first = self.first();
        let entry = first.min(self.soonest_aside);
        let due = due(entry);
        // The second of `NOTHING` is that of the latest time.
        if due > until.min(LAST) {
            return None;
        }
        if first < self.soonest_aside {
            self.done += 1;
        } else {
            self.take_aside(entry);
        }
        self.now = due;
        self.handled += 1;
        Some((due, unpack(entry)))
    }

    /// Takes the soonest entry of heap and sources.
    #[inline]
    fn take_aside(&mut self, entry: u128) {
        if let Some(slot) = self.sources.iter().position(|&e| e == entry) {
            self.sources[slot] = NOTHING;
        } else {
            self.late.pop();
        }
        self.look_aside();
    }

    /// Puts the next bucket that is not empty in order.
    fn refill(&mut self) {
        self.done = 0;
        self.soon_ends = self.later.take_next(&mut self.row);
        // So that spreading everything is paid for by what has been added since.
        self.crowd = CROWD.max((self.row.len() + self.later.entries) / 4);
    }

    /// The heap has become large: lays out buckets for everything.
    #[cold]
    fn spread(&mut self) {
        let late = std::mem::take(&mut self.late);
        let mut soon: Vec<u128> = self.row().collect();
        soon.extend(late.into_iter().map(|Reverse(entry)| entry));
        self.later.lay_out_with(soon);
        self.look_aside();
        self.refill();
    }

    #[inline]
    fn entry(&mut self, at: Time, priority: Priority, bits: u64) -> u128 {
        let at = at.max(self.now).min(Time::LATEST);
        debug_assert!(
            bits < 1 << EVENT_BITS,
            "an event packs into {EVENT_BITS} bits"
        );
        let order = self.order;
        self.order += 1;
        assert!(
            order < 1 << ORDER_BITS,
            "a run schedules fewer than 2^{ORDER_BITS} events"
        );
        let due = (at.seconds() - Time::EARLIEST.seconds()) as u64;
        let high = due << PRIORITY_BITS | u64::from(priority.0);
        u128::from(high) << (ORDER_BITS + EVENT_BITS)
            | u128::from(order) << EVENT_BITS
            | u128::from(bits)
    }
}

/// The event of an entry.
#[inline]
fn unpack<E: Event>(entry: u128) -> E {
    E::unpack(entry as u64 & ((1 << EVENT_BITS) - 1))
}

fn due(entry: u128) -> Time {
    Time::from_seconds(second_of(entry) as i64 + Time::EARLIEST.seconds())
}

/// When an entry is due, in seconds from the earliest time there is.
#[inline]
fn second_of(entry: u128) -> u64 {
    (entry >> (PRIORITY_BITS + ORDER_BITS + EVENT_BITS)) as u64
}

/// Everything that is not due soon: buckets of equal width, and a pile of what comes after the last of them.
#[derive(Clone, Debug)]
struct Later {
    /// Entries, in buckets and on the pile.
    entries: usize,
    /// Entries of the buckets that have room of their own.
    held: Vec<Held>,
    /// How many of these there are; apart, so that what is far away in memory is only written to.
    counts: Vec<u8>,
    /// The first of those for which a full bucket has no room.
    more: Vec<u32>,
    /// The next bucket to be used.
    next: usize,
    /// When the first bucket begins.
    start: u64,
    /// A bucket is two to this many seconds wide.
    width_bits: u32,
    /// What is due after the last bucket ends, in no order.
    pile: Vec<u128>,
    /// Entries for which their buckets have no room.
    pool: Vec<Link>,
    /// The first record of the pool that nobody uses.
    unused: u32,
}

/// Entries of some seconds, in no order: one line of a cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Held([u128; ROOM]);

/// An entry, and the next one of the same bucket.
#[derive(Clone, Copy, Debug)]
struct Link {
    entry: u128,
    next: u32,
}

impl Later {
    fn new() -> Self {
        Self {
            entries: 0,
            held: Vec::new(),
            counts: Vec::new(),
            more: Vec::new(),
            next: 0,
            start: 0,
            width_bits: 0,
            pile: Vec::new(),
            pool: Vec::new(),
            unused: NONE,
        }
    }

    /// Adds an entry due no earlier than the next bucket begins.
    #[expect(
        clippy::inline_always,
        reason = "once for nearly every event scheduled"
    )]
    #[inline(always)]
    fn add(&mut self, entry: u128) {
        self.entries += 1;
        self.place(entry);
    }

    /// Puts an entry where it belongs.
    #[inline]
    fn place(&mut self, entry: u128) {
        let at = ((second_of(entry) - self.start) >> self.width_bits) as usize;
        let (Some(count), Some(held)) = (self.counts.get_mut(at), self.held.get_mut(at)) else {
            self.pile.push(entry);
            return;
        };
        if let Some(room) = held.0.get_mut(usize::from(*count)) {
            *room = entry;
            *count += 1;
        } else {
            self.chain(at, entry);
        }
    }

    /// Puts an entry beside a bucket that is full.
    #[inline(never)]
    fn chain(&mut self, at: usize, entry: u128) {
        let first = &mut self.more[at];
        let link = Link {
            entry,
            next: *first,
        };
        if let Some(unused) = self.pool.get_mut(self.unused as usize) {
            *first = std::mem::replace(&mut self.unused, unused.next);
            *unused = link;
        } else {
            *first = self.pool.len() as u32;
            self.pool.push(link);
        }
    }

    /// Puts the next bucket that is not empty in order, [`NOTHING`] after it, in place of a row; returns the second at
    /// which it ends. Something must be there.
    fn take_next(&mut self, row: &mut Vec<u128>) -> u64 {
        loop {
            let mut ahead = self.counts[self.next..].iter();
            if let Some(ahead) = ahead.position(|&count| count > 0) {
                let at = self.next + ahead;
                self.next = at + 1;
                self.take_in_order(at, row);
                return self.start + ((self.next as u64) << self.width_bits);
            }
            self.next = self.counts.len();
            self.lay_out_with([]);
        }
    }

    /// Empties a bucket into a row, in order.
    #[inline]
    fn take_in_order(&mut self, at: usize, row: &mut Vec<u128>) {
        let count = usize::from(std::mem::take(&mut self.counts[at]));
        self.entries -= count;
        let Held([mut a, mut b, mut c, mut d]) = self.held[at];
        // Without a jump: how many there are, and in which order, is anybody's guess.
        b = if count > 1 { b } else { NOTHING };
        c = if count > 2 { c } else { NOTHING };
        d = if count > 3 { d } else { NOTHING };
        (a, b) = (a.min(b), a.max(b));
        (c, d) = (c.min(d), c.max(d));
        (a, c) = (a.min(c), a.max(c));
        (b, d) = (b.min(d), b.max(d));
        (b, c) = (b.min(c), b.max(c));
        row.truncate(ROOM + 1);
        row.copy_from_slice(&[a, b, c, d, NOTHING]);
        if count == ROOM && self.more[at] != NONE {
            self.take_more(at, |entry| row.push(entry));
            row.sort_unstable();
        }
    }

    /// Empties a bucket, in no order.
    fn take(&mut self, at: usize, mut each: impl FnMut(u128)) {
        let count = usize::from(std::mem::take(&mut self.counts[at]));
        self.held[at].0[..count].iter().copied().for_each(&mut each);
        self.entries -= count;
        if count == ROOM {
            self.take_more(at, each);
        }
    }

    /// Empties the chain of entries for which a full bucket has no room.
    #[inline(never)]
    fn take_more(&mut self, at: usize, mut each: impl FnMut(u128)) {
        let mut more = std::mem::replace(&mut self.more[at], NONE);
        while more != NONE {
            let link = &mut self.pool[more as usize];
            each(link.entry);
            self.entries -= 1;
            let next = std::mem::replace(&mut link.next, self.unused);
            self.unused = std::mem::replace(&mut more, next);
        }
    }

    /// The entries of the next bucket, but for those it has no room for.
    #[inline]
    fn peek(&self) -> impl Iterator<Item = u128> {
        let next = self.counts.get(self.next).zip(self.held.get(self.next));
        let held = next.map_or(&[][..], |(&count, held)| &held.0[..usize::from(count)]);
        held.iter().copied()
    }

    /// Lays out buckets anew for everything that stands here, and for these.
    fn lay_out_with(&mut self, entries: impl IntoIterator<Item = u128>) {
        let mut all = std::mem::take(&mut self.pile);
        all.extend(entries);
        for at in self.next..self.counts.len() {
            self.take(at, |entry| all.push(entry));
        }
        let mut due: Vec<u64> = all.iter().copied().map(second_of).collect();
        // As dense as the part that comes first.
        let part = due.len() / FIRST_PART;
        let (_, &mut until, _) = due.select_nth_unstable(part);
        self.start = due[..=part].iter().copied().min().unwrap_or(until);
        let width = IN_A_BUCKET * (until - self.start) / (part as u64).max(1);
        self.width_bits = width.max(1).ilog2();
        let buckets = (all.len() / 2).next_power_of_two();
        let buckets = buckets.clamp(FEWEST_BUCKETS, MOST_BUCKETS);
        // All of them are empty by now.
        self.held.resize(buckets, Held([NOTHING; ROOM]));
        self.counts.resize(buckets, 0);
        self.more.resize(buckets, NONE);
        self.next = 0;
        self.entries = all.len();
        for entry in all {
            self.place(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Number(u64);
    impl Event for Number {
        fn pack(self) -> u64 {
            self.0
        }
        fn unpack(bits: u64) -> Self {
            Self(bits)
        }
    }

    const EARLY: Priority = Priority::new(1);
    const LATE: Priority = Priority::new(6);

    #[test]
    fn simultaneous_events_follow_priority_then_order_of_scheduling() {
        let mut calendar = Calendar::new(Time::ZERO);
        let noon = Time::from_seconds(12);
        let slot = calendar.add_source();
        calendar.schedule(noon, LATE, Number(1));
        calendar.schedule(noon, EARLY, Number(2));
        calendar.set_source(slot, noon, EARLY, Number(3));
        calendar.schedule(noon, EARLY, Number(4));
        let order: Vec<u64> =
            std::iter::from_fn(|| calendar.next(noon).map(|(_, n)| n.0)).collect();
        assert_eq!(order, [2, 3, 4, 1]);
    }

    #[test]
    fn nothing_due_after_the_end_is_handed_out() {
        let mut calendar = Calendar::new(Time::ZERO);
        calendar.schedule(Time::from_seconds(5), EARLY, Number(5));
        assert_eq!(calendar.next(Time::from_seconds(4)), None);
        assert_eq!(
            calendar.next(Time::from_seconds(5)),
            Some((Time::from_seconds(5), Number(5)))
        );
    }

    #[test]
    fn what_is_scheduled_for_the_past_happens_now() {
        let mut calendar = Calendar::new(Time::from_seconds(10));
        calendar.schedule(Time::from_seconds(3), EARLY, Number(1));
        assert_eq!(
            calendar.next(Time::LATEST),
            Some((Time::from_seconds(10), Number(1)))
        );
    }

    #[test]
    fn what_is_due_at_once_is_seen_after_sources_alone_have_moved_the_clock() {
        let mut calendar = Calendar::new(Time::ZERO);
        let slot = calendar.add_source();
        for n in 0..=2 * CROWD as u64 {
            calendar.schedule(Time::from_seconds(n as i64), EARLY, Number(n));
        }
        while calendar.next(Time::LATEST).is_some() {}
        assert_ne!(calendar.soon_ends, u64::MAX, "buckets were laid out");
        let later = Time::from_seconds(1_000_000);
        calendar.set_source(slot, later, EARLY, Number(7));
        assert_eq!(calendar.next(Time::LATEST), Some((later, Number(7))));
        calendar.schedule(later, EARLY, Number(8));
        assert!(calendar.more_now_before(LATE));
        assert_eq!(calendar.next(Time::LATEST), Some((later, Number(8))));
    }

    proptest! {
        /// The three tiers together are a queue: whatever is scheduled while events come out, each comes in its turn.
        #[test]
        fn tiers_keep_the_order_of_a_plain_sort(
            steps in prop::collection::vec((0_u64..40, prop::sample::select(vec![1, 60, 86_400, 4_000_000]), 0_u8..8), 1..60),
            first in 0_u64..600,
        ) {
            let chance = crate::engine::Streams::new(7, 0);
            let mut calendar = Calendar::new(Time::ZERO);
            let mut pending = std::collections::BTreeSet::new();
            let mut number = 0;
            let mut add = |calendar: &mut Calendar<Number>, pending: &mut std::collections::BTreeSet<_>, span: i64, priority: u8| {
                let u = chance.uniform(crate::engine::Purpose::new(1), number, 0);
                let at = calendar.now().seconds() + (u * u * span as f64) as i64;
                calendar.schedule(Time::from_seconds(at), Priority::new(priority), Number(number));
                pending.insert((at, priority, number));
                number += 1;
            };
            for _ in 0..first {
                add(&mut calendar, &mut pending, 9_000_000, 3);
            }
            for (more, span, priority) in steps {
                for _ in 0..more {
                    add(&mut calendar, &mut pending, span, priority);
                }
                for _ in 0..more / 2 + 3 {
                    let expected = pending.pop_first().map(|(at, _, n)| (at, n));
                    let got = calendar.next(Time::LATEST).map(|(at, n)| (at.seconds(), n.0));
                    prop_assert_eq!(got, expected);
                    let due_now = pending.first().is_some_and(|&(at, p, _)| Some(at) == got.map(|g| g.0) && p < 4);
                    prop_assert_eq!(calendar.more_now_before(Priority::new(4)), due_now);
                }
            }
            prop_assert_eq!(calendar.pending(), pending.len());
        }

        #[test]
        fn events_come_out_in_a_stable_sort_by_time_and_priority(
            due in prop::collection::vec((-50_i64..50, 0_u8..8), 0..400)
        ) {
            let mut calendar = Calendar::new(Time::EARLIEST);
            for (i, &(at, priority)) in due.iter().enumerate() {
                calendar.schedule(Time::from_seconds(at), Priority::new(priority), Number(i as u64));
            }
            let mut expected: Vec<usize> = (0..due.len()).collect();
            expected.sort_by_key(|&i| due[i]);
            for i in expected {
                let (at, event) = calendar.next(Time::LATEST).unwrap();
                prop_assert_eq!(event, Number(i as u64));
                prop_assert_eq!(at.seconds(), due[i].0);
            }
            prop_assert!(calendar.next(Time::LATEST).is_none());
        }
    }
}
