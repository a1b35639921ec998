//! Blocked people who wait for one another, so that nobody can ever move again.
//!
//! Where people keep their place while they wait for the next one, and the ways between full places
//! lead in a circle, everyone in it can come to wait for someone else in it. Nothing in the rules
//! ends that: it is a fault of the scenario, and a run that stands still says so.

use super::Flow;
use super::person::State;
use super::setup::{FlowSetup, NOWHERE, PlaceSetup};
use crate::engine::Time;

/// People who wait for one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standstill {
    /// The places they are in.
    pub places: Vec<usize>,
    /// How many they are.
    pub people: usize,
    /// When the last of them became ready to move.
    pub since: Time,
}

/// Places, one after the other, in which people can come to wait for one another; the last leads back to the first.
///
/// One circle is found, if there are any: each of its places can be full, keeps those who wait for the
/// next one, and nobody gives up waiting.
pub fn circle(flow: &FlowSetup) -> Option<Vec<usize>> {
    let places = &flow.places;
    let ways = |from: usize| -> Vec<usize> {
        let next = places[from].routes.iter().flatten();
        next.map(|&(_, to)| usize::from(to))
            .filter(|&to| {
                let waits = places[from].keeps_place && places.get(to).is_some_and(can_be_full);
                waits && places[to].waiting.patience.is_none()
            })
            .collect()
    };
    // Depth first: a way back to a place on the path closes a circle.
    let mut seen = vec![false; places.len()];
    for start in 0..places.len() {
        let mut path: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut go_to = (!std::mem::replace(&mut seen[start], true)).then_some(start);
        loop {
            if let Some(place) = go_to.take() {
                path.push((place, ways(place)));
            }
            let Some((_, left)) = path.last_mut() else {
                break;
            };
            let Some(next) = left.pop() else {
                path.pop();
                continue;
            };
            if let Some(first) = path.iter().position(|&(place, _)| place == next) {
                return Some(path[first..].iter().map(|&(place, _)| place).collect());
            }
            go_to = (!std::mem::replace(&mut seen[next], true)).then_some(next);
        }
    }
    None
}

fn can_be_full(place: &PlaceSetup) -> bool {
    let steps = place.capacity_steps.iter().map(|step| step.1);
    let week = place.capacity_week.iter().map(|step| step.1);
    place.capacity.is_some() && place.capacity_week.is_empty()
        || steps.chain(week).any(|capacity| capacity.is_some())
}

impl Flow<'_> {
    /// People who wait for one another, if there are any.
    ///
    /// Looks at everyone: for the first of a month, not for every event.
    pub(in crate::world) fn standstill(&self, now: Time) -> Option<Standstill> {
        if !self.has_circle {
            return None;
        }
        let setups = &self.setup.flow.places;
        // Places where nobody may ever move; those of which that turns out wrong are struck off.
        let mut stands: Vec<bool> = (self.places.iter().zip(setups))
            .map(|(place, setup)| {
                let nothing_promised = (place.ledger.as_ref())
                    .is_none_or(|ledger| ledger.clear_from() <= now.day() + 1);
                let stays_as_it_is = nothing_promised
                    && !setup.is_staffed
                    && setup.capacity_week.is_empty()
                    && setup.capacity_steps.iter().all(|&(at, _)| at <= now);
                place.used() > 0 && stays_as_it_is
            })
            .collect();
        let people = || {
            let here = self.people.records().iter().zip(0..);
            here.filter(|(p, _)| {
                !matches!(p.state, State::Gone | State::Unused) && p.place != NOWHERE
            })
        };
        loop {
            let mut struck_off = false;
            for (person, id) in people() {
                let (place, next) = (usize::from(person.place), usize::from(person.next));
                let waits_in_vain = person.state == State::Blocked
                    && next < setups.len()
                    && stands[next]
                    && setups[next].waiting.patience.is_none()
                    && !(self.places[next].room.has_room(&setups[next], person.group)
                        && self.package_fits(id, next, now));
                if !waits_in_vain {
                    struck_off |= std::mem::replace(&mut stands[place], false);
                    if person.state == State::OnTheWay {
                        struck_off |= std::mem::replace(&mut stands[next], false);
                    }
                }
            }
            if !struck_off {
                break;
            }
        }
        let stuck = || {
            let all = people().map(|(person, _)| person);
            all.filter(|p| stands[usize::from(p.place)])
        };
        Some(Standstill {
            since: stuck().map(super::person::Person::ready).max()?,
            people: stuck().count(),
            places: (0..setups.len()).filter(|&p| stands[p]).collect(),
        })
    }
}
