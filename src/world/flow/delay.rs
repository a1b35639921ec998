//! Delays that keep a place: between the end of a stay and leaving, and on the way to the next place.
//!
//! They are functions of a person's key and visits alone, so that whoever plans ahead sees the delays that
//! will come about.

use super::chance;
use super::person::Person;
use super::setup::Target;
use super::stream::day_number;
use crate::engine::{Sampler, Span, Streams, Time};
use crate::world::setup::{RunSetup, Setup};

/// When someone whose stay in a place is over at `ready` may leave it for `next`; `visits` counts that stay.
#[expect(
    clippy::inline_always,
    reason = "at the end of every stay, and nearly always nothing to do"
)]
#[inline(always)]
pub(super) fn leaves(
    setup: &Setup,
    chance: &Streams,
    place: Target,
    next: Target,
    (key, visits): (u64, u16),
    ready: Time,
) -> Time {
    let place = &setup.flow.places[usize::from(place)];
    let delay = place.exit_delay[usize::from(next)].as_ref();
    let mut leaves = ready;
    if let Some(chances) = &place.leave_by_weekday {
        leaves = leaving_day(&setup.run, chance, key, chances, ready);
    }
    if let Some(delay) = delay {
        leaves += drawn(delay, chance, key, u64::from(visits));
    }
    leaves
}

/// The length of a delay of someone.
#[inline(never)]
fn drawn(delay: &Sampler, chance: &Streams, key: u64, occurrence: u64) -> Span {
    let mut draw = chance.draw(chance::DELAY, key, occurrence);
    Span::from_days(delay.sample(&mut draw)).max(Span::ZERO)
}

/// The first instant, from now on and at this hour, at which someone ready to leave does so.
#[inline(never)]
pub(super) fn leaving_day(
    run: &RunSetup,
    chance: &Streams,
    key: u64,
    chances: &[f64; 7],
    now: Time,
) -> Time {
    let mut at = now;
    // Checked when a scenario is read: people leave on at least one weekday.
    for _ in 0..10_000 {
        let likely = chances[run.weekday(at.day())];
        if chance.uniform(chance::LEAVE_TODAY, key, day_number(at.day())) < likely {
            break;
        }
        at += Span::DAY;
    }
    at
}

/// How long someone is on the way from the place they hold to the next, if that takes time.
#[inline]
pub(super) fn transfer(
    setup: &Setup,
    chance: &Streams,
    person: &Person,
    to: Target,
) -> Option<Span> {
    if !person.holds_a_place() {
        return None;
    }
    let from = &setup.flow.places[usize::from(person.place)];
    let delay = from.transfer_delay[usize::from(to)].as_ref()?;
    let visit = 1 << 20 | u64::from(person.visits);
    Some(drawn(delay, chance, person.key, visit))
}
