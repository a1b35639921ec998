//! The future event list: by due time, then priority, then order of scheduling.
//!
//! One entry is one 128-bit number, so that comparing entries compares the whole order at once
//! and four siblings of the heap lie in 64 bytes:
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
//! Modeling and Computer Simulation 15, 2005), by how soon they are due: a heap holds the few that
//! come next, in order; buckets of equal width hold those of the time after that, each in no
//! order; and a pile holds the rest. When the heap is empty the next bucket becomes the heap; when
//! the buckets are used up, they are laid out anew for the pile, as wide as its entries are dense.
//! Every entry is thus moved a few times, however many there are.
//!
//! A *source* is something that always has exactly one next event (a stream of arrivals, a clock
//! that ticks daily). Sources stand in slots of their own: the tiers then hold only what is
//! pending for the people in the system.

use super::time::Time;
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

/// Fewest and most buckets in a layout; between them, about as many as it takes to hold most entries.
const FEWEST_BUCKETS: usize = 256;
const MOST_BUCKETS: usize = 1 << 20;
/// Entries that a bucket is to hold, so that the heap is small when it becomes one.
const IN_A_BUCKET: u64 = 3;
/// The part of all entries, one in so many, by whose density the width is chosen.
const FIRST_PART: usize = 8;
/// Entries in the heap beyond which it is worth spreading them over buckets.
const CROWD: usize = 64;
/// No entry.
const NONE: u32 = u32::MAX;

/// The future event list.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    soon: Vec<u128>,
    later: Later,
    /// Entries due at this second or later stand in `later`.
    soon_ends: u64,
    /// Entries in the heap at which it is spread again.
    crowd: usize,
    sources: Vec<u128>,
    soonest_source: u128,
    order: u64,
    handled: u64,
    now: Time,
    event: PhantomData<E>,
}

impl<E: Event> Calendar<E> {
    /// An empty calendar whose clock stands at `start`.
    pub fn new(start: Time) -> Self {
        Self {
            soon: Vec::new(),
            later: Later::new(),
            soon_ends: u64::MAX,
            crowd: CROWD,
            sources: Vec::new(),
            soonest_source: NOTHING,
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
        self.soon.len() + self.later.entries
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
            if self.later.entries > 0 || !self.soon.is_empty() {
                self.later.add(entry);
                return;
            }
            // Sources alone may have moved the clock beyond all buckets: what comes now comes first.
            self.soon_ends = u64::MAX;
        }
        push(&mut self.soon, entry);
        if self.soon.len() > self.crowd {
            self.spread();
        }
    }

    /// Whether anything is due at the present instant with a priority before `priority`.
    #[inline]
    pub fn more_now_before(&self, priority: Priority) -> bool {
        // The heap is only left empty when all that stands later is due after the present instant.
        let top = self.soon.first().copied().unwrap_or(NOTHING);
        let due = (self.now.seconds() - Time::EARLIEST.seconds()) as u64;
        let bound = due << PRIORITY_BITS | u64::from(priority.0);
        ((top.min(self.soonest_source) >> (ORDER_BITS + EVENT_BITS)) as u64) < bound
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
        self.replace_source(slot, entry);
    }

    /// Leaves a source without a next event.
    pub fn stop_source(&mut self, slot: usize) {
        self.replace_source(slot, NOTHING);
    }

    #[inline]
    fn replace_source(&mut self, slot: usize, entry: u128) {
        self.sources[slot] = entry;
        self.soonest_source = self.sources.iter().copied().min().unwrap_or(NOTHING);
    }

    /// The next event due no later than `until`, or `None`; moves the clock to it.
    #[expect(
        clippy::inline_always,
        reason = "once an event, and called in few places"
    )]
    #[inline(always)]
    pub fn next(&mut self, until: Time) -> Option<(Time, E)> {
        if self.soon.is_empty() && self.later.entries > 0 {
            self.refill();
        }
        let top = self.soon.first().copied().unwrap_or(NOTHING);
        let entry = top.min(self.soonest_source);
        let due = due(entry);
        if entry == NOTHING || due > until {
            return None;
        }
        if top < self.soonest_source {
            pop(&mut self.soon);
        } else {
            let slot = self.sources.iter().position(|&e| e == entry);
            self.replace_source(slot.expect("the soonest source is a source"), NOTHING);
        }
        self.now = due;
        self.handled += 1;
        let bits = entry as u64 & ((1 << EVENT_BITS) - 1);
        Some((due, E::unpack(bits)))
    }

    /// Makes a heap of the next bucket that is not empty.
    fn refill(&mut self) {
        self.soon_ends = self.later.take_next(&mut self.soon);
        // So that spreading everything is paid for by what has been added since.
        self.crowd = CROWD.max(2 * self.soon.len()).max(self.later.entries / 4);
    }

    /// The heap has become large: lays out buckets for everything.
    #[cold]
    fn spread(&mut self) {
        self.soon
            .drain(..)
            .for_each(|entry| self.later.pile_up(entry));
        self.later.lay_out();
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
    /// The first entry of each bucket's chain, and of the pile's, which comes last.
    heads: Vec<u32>,
    /// The next bucket to be used.
    next: usize,
    /// When the first bucket begins.
    start: u64,
    /// A bucket is two to this many seconds wide.
    width_bits: u32,
    /// All entries.
    pool: Vec<Link>,
    /// The first record that nobody uses.
    unused: u32,
}

/// An entry and the next in its chain, side by side in 24 bytes.
#[derive(Clone, Copy, Debug)]
struct Link {
    high: u64,
    low: u64,
    next: u32,
}

impl Link {
    #[inline]
    fn new(entry: u128, next: u32) -> Self {
        let (high, low) = ((entry >> 64) as u64, entry as u64);
        Self { high, low, next }
    }

    #[inline]
    fn entry(&self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }
}

impl Later {
    fn new() -> Self {
        Self {
            entries: 0,
            heads: vec![NONE],
            next: 0,
            start: 0,
            width_bits: 0,
            pool: Vec::new(),
            unused: NONE,
        }
    }

    /// The place of the pile among the chains.
    #[inline]
    fn pile(&self) -> usize {
        self.heads.len() - 1
    }

    /// The chain for an entry due at a second no earlier than the first bucket begins.
    #[inline]
    fn chain_for(&self, second: u64) -> usize {
        let bucket = (second - self.start) >> self.width_bits;
        bucket.min(self.pile() as u64) as usize
    }

    /// Adds an entry due no earlier than the next bucket begins.
    #[inline]
    fn add(&mut self, entry: u128) {
        self.add_to(self.chain_for(second_of(entry)), entry);
    }

    /// Adds an entry until buckets are laid out.
    fn pile_up(&mut self, entry: u128) {
        self.add_to(self.pile(), entry);
    }

    #[expect(
        clippy::inline_always,
        reason = "once for nearly every event scheduled"
    )]
    #[inline(always)]
    fn add_to(&mut self, chain: usize, entry: u128) {
        let head = &mut self.heads[chain];
        self.entries += 1;
        if self.unused == NONE {
            self.pool.push(Link::new(entry, *head));
            *head = (self.pool.len() - 1) as u32;
        } else {
            let link = &mut self.pool[self.unused as usize];
            let unused = link.next;
            *link = Link::new(entry, *head);
            *head = std::mem::replace(&mut self.unused, unused);
        }
    }

    /// Pushes the next bucket that is not empty onto a heap; returns the second at which it ends. Something must be there.
    fn take_next(&mut self, heap: &mut Vec<u128>) -> u64 {
        loop {
            let buckets = &mut self.heads[self.next..];
            // The pile, which comes last, is no bucket.
            let last = buckets.len() - 1;
            if let Some(ahead) = buckets[..last].iter().position(|&head| head != NONE) {
                let first = std::mem::replace(&mut buckets[ahead], NONE);
                self.next += ahead + 1;
                self.take(first, heap);
                return self.start + ((self.next as u64) << self.width_bits);
            }
            self.next += last;
            self.lay_out();
        }
    }

    /// Pushes a whole chain onto a heap; its records become the first of those unused.
    #[inline]
    fn take(&mut self, first: u32, heap: &mut Vec<u128>) {
        let (mut at, mut taken) = (first, 0);
        loop {
            let link = &mut self.pool[at as usize];
            push(heap, link.entry());
            taken += 1;
            if link.next == NONE {
                link.next = self.unused;
                break;
            }
            at = link.next;
        }
        self.unused = first;
        self.entries -= taken;
    }

    /// Lays out buckets anew for everything that stands here.
    fn lay_out(&mut self) {
        let chains = self.heads.split_off(self.next);
        let mut due = Vec::with_capacity(self.entries);
        for &head in &chains {
            let mut at = head;
            while at != NONE {
                let link = &self.pool[at as usize];
                due.push(second_of(link.entry()));
                at = link.next;
            }
        }
        // As dense as the part that comes first.
        let part = due.len() / FIRST_PART;
        let (_, &mut until, _) = due.select_nth_unstable(part);
        self.start = due[..=part].iter().copied().min().unwrap_or(until);
        let width = IN_A_BUCKET * (until - self.start) / (part as u64).max(1);
        self.width_bits = width.max(1).ilog2();
        let buckets = self.entries.next_power_of_two();
        self.heads.clear();
        self.heads
            .resize(buckets.clamp(FEWEST_BUCKETS, MOST_BUCKETS) + 1, NONE);
        self.next = 0;
        for head in chains {
            let mut at = head;
            while at != NONE {
                let chain = self.chain_for(second_of(self.pool[at as usize].entry()));
                let head = std::mem::replace(&mut self.heads[chain], at);
                at = std::mem::replace(&mut self.pool[at as usize].next, head);
            }
        }
    }
}

#[expect(
    clippy::inline_always,
    reason = "once for nearly every event, and called in two places"
)]
#[inline(always)]
fn push(heap: &mut Vec<u128>, entry: u128) {
    let last = heap.len();
    if (1..=4).contains(&last) {
        // All others are the root's children: without a jump, as in `pop`.
        let root = heap[0];
        heap[0] = root.min(entry);
        heap.push(root.max(entry));
    } else {
        heap.push(entry);
        sift_up(heap, last, entry);
    }
}

#[inline]
fn sift_up(heap: &mut [u128], mut at: usize, entry: u128) {
    while at > 0 {
        let parent = (at - 1) / 4;
        if heap[parent] <= entry {
            break;
        }
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = entry;
}

/// Removes the least entry: the hole sinks to a leaf along the least children, then the last entry rises from there.
#[inline]
fn pop(heap: &mut Vec<u128>) {
    let Some(last) = heap.pop() else { return };
    if heap.len() > 4 {
        sink_and_rise(heap, last);
        return;
    }
    // The hole is the root, and all others are its children.
    let Some((root, children)) = heap.split_first_mut() else {
        return;
    };
    let mut least = last;
    for child in children {
        // Without a jump: which of them is less is anybody's guess.
        (least, *child) = (least.min(*child), least.max(*child));
    }
    *root = least;
}

#[inline(never)]
fn sink_and_rise(heap: &mut [u128], last: u128) {
    let len = heap.len();
    let mut hole = 0;
    loop {
        let first = 4 * hole + 1;
        let least = if first + 4 <= len {
            let c = &heap[first..first + 4];
            let a = usize::from(c[1] < c[0]);
            let b = 2 + usize::from(c[3] < c[2]);
            first + if c[b] < c[a] { b } else { a }
        } else if first < len {
            let mut least = first;
            for at in first + 1..len {
                if heap[at] < heap[least] {
                    least = at;
                }
            }
            least
        } else {
            break;
        };
        heap[hole] = heap[least];
        hole = least;
    }
    sift_up(heap, hole, last);
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
