//! People who live in a long-stay hospital, and move into a home of their own once care there has been put together.

use super::Market;
use crate::engine::{Sampler, Span, Time};
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::{PersonId, State};
use crate::world::policy::Morning;

/// Someone whose care in the community is being put together, or is ready for them.
#[derive(Clone, Copy, Debug)]
pub struct Resettling {
    /// The policy that does it.
    policy: usize,
    /// Who.
    person: PersonId,
    /// What their draws are keyed by.
    key: u64,
    /// When the care is put together.
    due: Time,
}

impl Market<'_> {
    /// A team takes on as many people of the long-stay hospital as it has grown to, those there longest first; who is ready
    /// moves as soon as there are staff for them.
    pub(crate) fn resettle(
        &mut self,
        morning: &Morning,
        cases: u32,
        days: &Sampler,
        cx: &mut Cx<'_, '_>,
    ) {
        let at = &self.rules.places;
        let (Some(hospital), Some(homes)) = (at.long_stay, at.supported_living) else {
            return;
        };
        let now = cx.now();
        let lives_there = |id: PersonId, key: u64, cx: &Cx<'_, '_>| {
            let person = &cx.flow.people[id];
            person.state == State::InService
                && usize::from(person.place) == hospital
                && person.key == key
        };
        self.resettling.retain(|r| lives_there(r.person, r.key, cx));
        let at_once = libm::rint(f64::from(cases) * morning.size) as usize;
        let own = |r: &&Resettling| r.policy == morning.policy;
        let under_way = self
            .resettling
            .iter()
            .filter(own)
            .filter(|r| r.due > now)
            .count();
        if under_way < at_once {
            let people = cx.flow.people.records().iter().enumerate();
            let mut others: Vec<(Time, u64, PersonId)> = people
                .map(|(id, person)| (person.since, person.key, id as PersonId))
                .filter(|&(_, key, id)| lives_there(id, key, cx))
                .filter(|&(.., id)| self.resettling.iter().all(|r| r.person != id))
                .collect();
            others.sort_unstable();
            for (_, key, person) in others.into_iter().take(at_once - under_way) {
                let mut draw = self.chance.draw(chance::RESETTLE, key, 0);
                let due = now + Span::from_days(days.sample(&mut draw));
                self.resettling.push(Resettling {
                    policy: morning.policy,
                    person,
                    key,
                    due,
                });
            }
        }
        let mut free = self.free_places(homes, cx);
        let mut ready: Vec<(Time, u64, PersonId)> = (self.resettling.iter())
            .filter(|r| r.policy == morning.policy && r.due <= now)
            .map(|r| (r.due, r.key, r.person))
            .collect();
        ready.sort_unstable();
        for (.., person) in ready {
            if free <= 0 {
                break;
            }
            cx.flow.carries_on_in(person, homes, now);
            free -= 1;
        }
    }
}
