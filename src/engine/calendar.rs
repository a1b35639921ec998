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
//! A *source* is something that always has exactly one next event (a stream of arrivals, a clock
//! that ticks daily). Sources stand beside the heap, in slots of their own: the heap then
//! holds only what is pending for the people in the system.

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

/// The future event list.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    heap: Vec<u128>,
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
            heap: Vec::new(),
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

    /// Entries in the heap, those gone stale included.
    pub fn pending(&self) -> usize {
        self.heap.len()
    }

    /// Adds an event. What is scheduled for the past happens now.
    #[inline]
    pub fn schedule(&mut self, at: Time, priority: Priority, event: E) {
        let entry = self.entry(at, priority, event);
        self.heap.push(entry);
        let last = self.heap.len() - 1;
        sift_up(&mut self.heap, last, entry);
    }

    /// Whether anything is due at the present instant with a priority before `priority`.
    #[inline]
    pub fn more_now_before(&self, priority: Priority) -> bool {
        let top = self.heap.first().copied().unwrap_or(NOTHING);
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
        let entry = self.entry(at, priority, event);
        self.replace_source(slot, entry);
    }

    /// Leaves a source without a next event.
    pub fn stop_source(&mut self, slot: usize) {
        self.replace_source(slot, NOTHING);
    }

    fn replace_source(&mut self, slot: usize, entry: u128) {
        self.sources[slot] = entry;
        self.soonest_source = self.sources.iter().copied().min().unwrap_or(NOTHING);
    }

    /// The next event due no later than `until`, or `None`; moves the clock to it.
    #[inline]
    pub fn next(&mut self, until: Time) -> Option<(Time, E)> {
        let top = self.heap.first().copied().unwrap_or(NOTHING);
        let entry = top.min(self.soonest_source);
        let due = due(entry);
        if entry == NOTHING || due > until {
            return None;
        }
        if top < self.soonest_source {
            pop(&mut self.heap);
        } else {
            let slot = self.sources.iter().position(|&e| e == entry);
            self.replace_source(slot.expect("the soonest source is a source"), NOTHING);
        }
        self.now = due;
        self.handled += 1;
        let bits = entry as u64 & ((1 << EVENT_BITS) - 1);
        Some((due, E::unpack(bits)))
    }

    #[inline]
    fn entry(&mut self, at: Time, priority: Priority, event: E) -> u128 {
        let at = at.max(self.now).min(Time::LATEST);
        let bits = event.pack();
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
    let due = (entry >> (PRIORITY_BITS + ORDER_BITS + EVENT_BITS)) as i64;
    Time::from_seconds(due + Time::EARLIEST.seconds())
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
    let len = heap.len();
    if len == 0 {
        return;
    }
    let mut hole = 0;
    loop {
        let first = 4 * hole + 1;
        let least = if first + 4 <= len {
            let c = &heap[first..first + 4];
            let a = usize::from(c[1] < c[0]);
            let b = 2 + usize::from(c[3] < c[2]);
            first + if c[b] < c[a] { b } else { a }
        } else if first < len {
            let rest = heap[first..len].iter().enumerate();
            first + rest.min_by_key(|&(_, entry)| entry).map_or(0, |(i, _)| i)
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

    proptest! {
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
