//! From what chance holds for someone to the package they ask for.

use super::{MOST_STEPS, Profile, Wish};
use crate::engine::{Sampler, Span, Streams, Time};
use crate::world::chance;
use crate::world::flow::delay;
use crate::world::flow::person::Person;
use crate::world::flow::setup::{AmountsSetup, Remaining, Target};
use crate::world::flow::stream::by_share;
use crate::world::setup::Setup;

/// Draws what people ask for: the same draws that decide their stay once they have started.
#[derive(Clone, Copy)]
pub(super) struct Planner<'a> {
    pub(super) setup: &'a Setup,
    pub(super) chance: Streams,
}

impl<'a> Planner<'a> {
    /// What someone will ask of a place they are not in.
    pub(super) fn wish(self, person: &Person, to: Target) -> Wish {
        let visit = person.visits.wrapping_add(1);
        let place = &self.setup.flow.places[usize::from(to)];
        let mut draw = self
            .chance
            .draw(chance::VISIT, person.key, u64::from(visit));
        let routes = &place.routes[usize::from(person.group)];
        let next = by_share(routes, draw.uniform());
        let stay = self.stay(person, to, next);
        let days = stay.map_or(0.0, |stay| stay.sample(&mut draw));
        let (first, last) = self.amounts(person, to, visit);
        Wish {
            next,
            stay: Span::from_days(days).max(Span::ZERO),
            first,
            last,
        }
    }

    fn stay(self, person: &Person, place: Target, next: Target) -> Option<&'a Sampler> {
        let targets = self.setup.flow.targets();
        let stays = &self.setup.flow.places[usize::from(place)].stays;
        stays[usize::from(person.group) * targets + usize::from(next)].as_ref()
    }

    /// Steps on the first and the last day, before rounding.
    fn amounts(self, person: &Person, place: Target, visit: u16) -> (f64, f64) {
        let package = self.setup.flow.places[usize::from(place)].package.as_ref();
        let package = package.expect("only places with packages are asked for one");
        let draw = |which: u64| {
            let visit = which << 20 | u64::from(visit);
            self.chance.draw(chance::PACKAGE, person.key, visit)
        };
        let (first, last) = match &package.amounts[usize::from(person.group)] {
            AmountsSetup::Each { first, last } => {
                let first = first.sample(&mut draw(0));
                let last = last.as_ref().map(|last| last.sample(&mut draw(1)));
                (first, last.unwrap_or(first))
            }
            AmountsSetup::Types(rows) => {
                let u = draw(0).uniform();
                let row = rows.iter().find(|row| u < row.0).or(rows.last());
                row.map_or((0.0, 0.0), |row| (row.1, row.2))
            }
        };
        let steps = |amount: f64| (amount / package.step).clamp(0.0, MOST_STEPS);
        (steps(first), steps(last))
    }

    /// The package of someone who is given a place at `start`, the delays of coming and leaving included.
    pub(super) fn profile(self, person: &Person, to: Target, wish: &Wish, start: Time) -> Profile {
        let on_the_way = delay::transfer(self.setup, &self.chance, person, to);
        let begins = start + on_the_way.unwrap_or(Span::ZERO);
        let ends = begins + wish.stay;
        let visit = (person.key, person.visits.wrapping_add(1));
        let leaves = delay::leaves(self.setup, &self.chance, to, wish.next, visit, ends);
        Profile::new(wish.first, wish.last, [begins, ends, leaves])
    }

    /// The package of someone found in a place with so many days of their stay left.
    ///
    /// The whole stay is drawn given that it is longer than that: for residual stays this is the law of
    /// renewal theory, in which the whole, given what is left, is the stay given that it is longer.
    pub(super) fn found(
        self,
        person: &Person,
        remaining: &Remaining,
        days_left: f64,
        now: Time,
    ) -> Profile {
        let draw = |nth: u64| self.chance.draw(chance::CENSUS, person.key, nth);
        let whole = match (self.stay(person, person.place, person.next), remaining) {
            (None, _) | (_, Remaining::Fresh) => days_left,
            // The fresh stay up to which what is left was drawn.
            (Some(stay), Remaining::UniformFrom(_)) => stay.sample(&mut draw(0)),
            (Some(stay), _) => stay.sample_above(days_left, &mut draw(1)),
        };
        let begins = now - Span::from_days((whole - days_left).max(0.0));
        let ends = now + Span::from_days(days_left).max(Span::ZERO);
        let visit = (person.key, person.visits);
        let (place, next) = (person.place, person.next);
        let leaves = delay::leaves(self.setup, &self.chance, place, next, visit, ends);
        let (first, last) = self.amounts(person, place, person.visits);
        Profile::new(first, last, [begins, ends, leaves])
    }
}
