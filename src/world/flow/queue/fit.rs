//! Who is next where people differ in what they take, so that each must be asked whether they fit.

use super::{Members, Queue};
use crate::engine::{DAY, Draw, Time};
use crate::world::flow::person::{NOBODY, People, Person, PersonId, State};

/// Someone who may be next.
struct Candidate {
    /// Rank, when they became ready, order of joining.
    order: (i32, Time, u32),
    class: usize,
    /// Whoever stands before them in the line of their class.
    before: PersonId,
    id: PersonId,
}

impl Queue {
    /// Takes the next person who fits out of the queue; if not `anyone`, only whoever is next may.
    ///
    /// By lot, only those who fit take part.
    pub(in crate::world::flow) fn next_that_fits(
        &mut self,
        people: &mut People,
        now: Time,
        lot: impl FnOnce() -> Draw,
        anyone: bool,
        mut fits: impl FnMut(PersonId, &Person) -> bool,
    ) -> Option<PersonId> {
        if self.waiting == 0 {
            return None;
        }
        match self.by_lot {
            None => self.first_that_fits(people, anyone, &mut fits),
            Some(tau_days) => self.any_that_fits(people, now, tau_days, lot, &mut fits),
        }
    }

    fn first_that_fits(
        &mut self,
        people: &mut People,
        anyone: bool,
        fits: &mut impl FnMut(PersonId, &Person) -> bool,
    ) -> Option<PersonId> {
        let mut best: Option<Candidate> = None;
        for (at, class) in self.classes.iter().enumerate() {
            let Members::Line { head, .. } = class.members else {
                continue;
            };
            let (mut before, mut id) = (NOBODY, head);
            while id != NOBODY {
                let person = &people[id];
                if person.state != State::Gone && (!anyone || fits(id, person)) {
                    let order = (class.rank, person.ready(), person.joined);
                    if best.as_ref().is_none_or(|best| order < best.order) {
                        best = Some(Candidate {
                            order,
                            class: at,
                            before,
                            id,
                        });
                    }
                    break;
                }
                (before, id) = (id, person.link);
            }
        }
        let Candidate {
            class, before, id, ..
        } = best?;
        if !anyone && !fits(id, &people[id]) {
            return None;
        }
        let class = &mut self.classes[class];
        if let Members::Line { head, tail, .. } = &mut class.members {
            let after = people[id].link;
            if before == NOBODY {
                *head = after;
            } else {
                people[before].link = after;
            }
            if *tail == id {
                *tail = before;
            }
        }
        class.waiting -= 1;
        self.waiting -= 1;
        Some(id)
    }

    fn any_that_fits(
        &mut self,
        people: &mut People,
        now: Time,
        tau_days: f64,
        lot: impl FnOnce() -> Draw,
        fits: &mut impl FnMut(PersonId, &Person) -> bool,
    ) -> Option<PersonId> {
        let tau = tau_days * DAY as f64;
        let mut weighted: Vec<(f64, usize, PersonId)> = Vec::new();
        let mut total = 0.0;
        for (at, class) in self.classes.iter().enumerate() {
            let Members::Bag { people: bag, .. } = &class.members else {
                continue;
            };
            for &id in bag {
                if fits(id, &people[id]) {
                    let waited = (now - people[id].ready()).seconds() as f64;
                    total += class.weight * (1.0 + waited / tau);
                    weighted.push((total, at, id));
                }
            }
        }
        let last = weighted.last().copied()?;
        let drawn = lot().uniform() * total;
        let (_, at, id) = (weighted.into_iter())
            .find(|&(up_to, ..)| drawn < up_to)
            .unwrap_or(last);
        super::take_from_bag(&mut self.classes[at].members, people, id);
        self.classes[at].waiting -= 1;
        self.waiting -= 1;
        Some(id)
    }
}
