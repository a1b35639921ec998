//! Patients who spend the rest of their hospital stay at home, on a virtual ward.

use super::Market;
use crate::engine::Span;
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::{Person, PersonId, State};

/// From which day of a stay a patient who suits a virtual ward later does.
const LATER: Span = Span::whole_days(4);

/// Shares of patients who suit a virtual ward.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Suits {
    /// From the morning after they are admitted.
    pub at_once: f64,
    /// Others, from the fifth day on.
    pub later: f64,
}

impl Market<'_> {
    /// Free places on the virtual ward go to patients in acute beds who suit it, those in hospital longest first.
    pub(crate) fn fill_virtual_ward(&mut self, suits: Suits, cx: &mut Cx<'_, '_>) {
        let Some(ward) = self.rules.places.virtual_ward else {
            return;
        };
        let (now, acute) = (cx.now(), self.rules.places.acute);
        let free = self.free_places(ward, cx);
        if free <= 0 {
            return;
        }
        let may_go = |person: &Person| {
            let u = self
                .chance
                .uniform(chance::VIRTUAL, person.key, u64::from(person.visits));
            u < suits.at_once || u < suits.at_once + suits.later && now - person.since >= LATER
        };
        let people = cx.flow.people.records().iter().enumerate();
        let in_a_bed = people.filter(|(_, person)| {
            person.state == State::InService
                && usize::from(person.place) == acute
                && !person.in_care
        });
        let mut suited: Vec<_> = in_a_bed
            .filter(|(_, person)| may_go(person))
            .map(|(id, person)| (person.since, person.key, id as PersonId))
            .collect();
        suited.sort_unstable();
        suited.truncate(free as usize);
        for (_, _, id) in suited {
            cx.flow.carries_on_in(id, ward, now);
        }
    }
}
