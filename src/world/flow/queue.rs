//! Who is next: first come, priority, weighted, random.
//!
//! People who wait for one place stand in one queue, whether on its list or blocked in another
//! place. They are sorted into classes that the discipline, or rules for who may use which place,
//! tell apart; within a class the order is that of joining, or chance.

mod fit;

use super::person::{NOBODY, People, PersonId, State};
use super::setup::{Discipline, Group, PlaceSetup, Target};
use crate::engine::{DAY, Draw, Time};

/// Everyone waiting for one place.
#[derive(Clone, Debug)]
pub struct Queue {
    classes: Vec<Class>,
    /// The class of each group and place waited in, by `group * (places + 1) + place`.
    class_of: Vec<u16>,
    places: usize,
    by_lot: Option<f64>,
    waiting: u32,
    joined: u32,
}

/// People whom the discipline and the rules of the place treat alike.
#[derive(Clone, Debug)]
struct Class {
    rank: i32,
    weight: f64,
    group: Group,
    waiting: u32,
    members: Members,
}

#[derive(Clone, Debug)]
enum Members {
    /// In order of joining, linked through their records; some may be gone.
    Line {
        head: PersonId,
        tail: PersonId,
        gone: u32,
    },
    /// In no order; each record knows its position. `ready` is the sum of the seconds at which they became ready.
    Bag { people: Vec<PersonId>, ready: i64 },
}

impl Queue {
    pub(super) fn new(place: &PlaceSetup, places: usize, groups: usize) -> Self {
        let tell_groups_apart = !place.dedicated.is_empty() || !place.keep_free.is_empty();
        let (by_lot, as_line) = match place.waiting.discipline {
            Discipline::FirstCome | Discipline::Priority(_) => (None, true),
            Discipline::Weighted { tau_days, .. } => (Some(tau_days), false),
            Discipline::Random => (Some(f64::INFINITY), false),
        };
        let mut classes: Vec<Class> = Vec::new();
        let mut class_of = Vec::with_capacity(groups * (places + 1));
        for group in 0..groups {
            for from in 0..=places {
                let at = group * (places + 1) + from;
                let (rank, weight) = match &place.waiting.discipline {
                    Discipline::Priority(ranks) => (ranks[at], 1.0),
                    Discipline::Weighted { weights, .. } => (0, weights[at]),
                    Discipline::FirstCome | Discipline::Random => (0, 1.0),
                };
                let group = if tell_groups_apart { group as Group } else { 0 };
                let same = |c: &Class| c.rank == rank && c.weight == weight && c.group == group;
                let class = classes.iter().position(same).unwrap_or_else(|| {
                    let members = if as_line {
                        Members::Line {
                            head: NOBODY,
                            tail: NOBODY,
                            gone: 0,
                        }
                    } else {
                        Members::Bag {
                            people: Vec::new(),
                            ready: 0,
                        }
                    };
                    classes.push(Class {
                        rank,
                        weight,
                        group,
                        waiting: 0,
                        members,
                    });
                    classes.len() - 1
                });
                class_of.push(class as u16);
            }
        }
        // By what they are, so that a lot falls the same whatever places are called.
        let mut order: Vec<u16> = (0..classes.len() as u16).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&classes[usize::from(a)], &classes[usize::from(b)]);
            (a.weight.total_cmp(&b.weight)).then(a.group.cmp(&b.group))
        });
        let mut at = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            at[usize::from(old)] = new as u16;
        }
        for class in &mut class_of {
            *class = at[usize::from(*class)];
        }
        let classes = (order.iter())
            .map(|&old| classes[usize::from(old)].clone())
            .collect();
        Self {
            classes,
            class_of,
            places,
            by_lot,
            waiting: 0,
            joined: 0,
        }
    }

    /// People waiting.
    #[inline]
    pub fn waiting(&self) -> u32 {
        self.waiting
    }

    fn class(&self, group: Group, from: Target) -> usize {
        let from = usize::from(from).min(self.places);
        usize::from(self.class_of[usize::from(group) * (self.places + 1) + from])
    }

    #[expect(clippy::inline_always, reason = "a step of every move into a queue")]
    #[inline(always)]
    pub(super) fn join(&mut self, people: &mut People, id: PersonId) {
        self.waiting += 1;
        self.joined = self.joined.wrapping_add(1);
        let person = &mut people[id];
        person.joined = self.joined;
        person.link = NOBODY;
        let (group, from, ready) = (person.group, person.place, person.ready());
        let class = self.class(group, from);
        let class = &mut self.classes[class];
        class.waiting += 1;
        match &mut class.members {
            Members::Line { head, tail, .. } => {
                if *tail == NOBODY {
                    *head = id;
                } else {
                    people[*tail].link = id;
                }
                *tail = id;
            }
            Members::Bag {
                people: bag,
                ready: sum,
            } => {
                people[id].link = bag.len() as u32;
                bag.push(id);
                *sum += ready.seconds();
            }
        }
    }

    /// Takes the next person for whose group there is room out of the queue.
    #[expect(clippy::inline_always, reason = "a step of every move out of a queue")]
    #[inline(always)]
    pub(super) fn next(
        &mut self,
        people: &mut People,
        now: Time,
        lot: impl FnOnce() -> Draw,
        room_for: impl Fn(Group) -> bool,
    ) -> Option<PersonId> {
        if self.waiting == 0 {
            return None;
        }
        let (class, id) = match self.by_lot {
            None => self.first_in_line(people, &room_for)?,
            Some(tau) => self.by_lot(people, now, tau, &mut lot(), &room_for)?,
        };
        self.waiting -= 1;
        let class = &mut self.classes[class];
        class.waiting -= 1;
        match &mut class.members {
            Members::Line { head, tail, .. } => {
                *head = people[id].link;
                if *head == NOBODY {
                    *tail = NOBODY;
                }
                people.fetch(*head);
            }
            Members::Bag { .. } => take_from_bag(&mut class.members, people, id),
        }
        Some(id)
    }

    #[inline]
    fn first_in_line(
        &mut self,
        people: &mut People,
        room_for: &impl Fn(Group) -> bool,
    ) -> Option<(usize, PersonId)> {
        if let [only] = self.classes.as_mut_slice() {
            let head = (room_for(only.group)).then(|| drop_gone(&mut only.members, people));
            return head.map(|head| (0, head));
        }
        self.first_of_classes(people, room_for)
    }

    #[inline(never)]
    fn first_of_classes(
        &mut self,
        people: &mut People,
        room_for: &impl Fn(Group) -> bool,
    ) -> Option<(usize, PersonId)> {
        let mut best: Option<((i32, Time, u32), usize, PersonId)> = None;
        for (at, class) in self.classes.iter_mut().enumerate() {
            if class.waiting == 0 || !room_for(class.group) {
                continue;
            }
            let head = drop_gone(&mut class.members, people);
            let person = &people[head];
            let order = (class.rank, person.ready(), person.joined);
            if best.as_ref().is_none_or(|(least, ..)| order < *least) {
                best = Some((order, at, head));
            }
        }
        best.map(|(_, at, id)| (at, id))
    }

    #[inline(never)]
    fn by_lot(
        &self,
        people: &People,
        now: Time,
        tau_days: f64,
        lot: &mut Draw,
        room_for: &impl Fn(Group) -> bool,
    ) -> Option<(usize, PersonId)> {
        let tau = tau_days * DAY as f64;
        let weight_of = |class: &Class| match &class.members {
            Members::Bag { ready, people } if class.waiting > 0 && room_for(class.group) => {
                let n = people.len() as f64;
                class.weight * (n + (n * now.seconds() as f64 - *ready as f64) / tau)
            }
            _ => 0.0,
        };
        let total: f64 = self.classes.iter().map(weight_of).sum();
        if total <= 0.0 {
            return None;
        }
        let mut left = lot.uniform() * total;
        let mut last = None;
        for (at, class) in self.classes.iter().enumerate() {
            let weight = weight_of(class);
            if weight <= 0.0 {
                continue;
            }
            let Members::Bag { people: bag, .. } = &class.members else {
                continue;
            };
            if left >= weight {
                left -= weight;
                last = bag.last().map(|&id| (at, id));
                continue;
            }
            if tau.is_infinite() {
                let i = (left / class.weight) as usize;
                return Some((at, bag[i.min(bag.len() - 1)]));
            }
            for &id in bag {
                let days = (now - people[id].ready()).seconds() as f64 / tau;
                left -= class.weight * (1.0 + days);
                last = Some((at, id));
                if left < 0.0 {
                    break;
                }
            }
            return last;
        }
        last
    }

    /// Takes someone out of the queue who gives up or is turned away.
    ///
    /// Returns whether their record is still linked and must stay until the line has passed it.
    pub(super) fn leave(&mut self, people: &mut People, id: PersonId) -> bool {
        let person = &people[id];
        let class = self.class(person.group, person.place);
        self.waiting -= 1;
        let class = &mut self.classes[class];
        class.waiting -= 1;
        match &mut class.members {
            Members::Line { gone, .. } => {
                *gone += 1;
                true
            }
            Members::Bag { .. } => {
                take_from_bag(&mut class.members, people, id);
                false
            }
        }
    }

    /// Frees the records of those gone when they outnumber those waiting.
    pub(super) fn tidy(&mut self, people: &mut People) {
        for class in &mut self.classes {
            let Members::Line { head, tail, gone } = &mut class.members else {
                continue;
            };
            if *gone <= class.waiting + 64 {
                continue;
            }
            let (mut at, mut last) = (*head, NOBODY);
            (*head, *tail, *gone) = (NOBODY, NOBODY, 0);
            while at != NOBODY {
                let link = people[at].link;
                if people[at].state == State::Gone {
                    people.release(at);
                } else {
                    if last == NOBODY {
                        *head = at;
                    } else {
                        people[last].link = at;
                    }
                    last = at;
                }
                at = link;
            }
            if last != NOBODY {
                people[last].link = NOBODY;
            }
            *tail = last;
        }
    }

    /// Everyone waiting, in no particular order.
    pub fn iter<'a>(&'a self, people: &'a People) -> impl Iterator<Item = PersonId> + 'a {
        self.classes.iter().flat_map(move |class| {
            let (mut at, bag) = match &class.members {
                Members::Line { head, .. } => (*head, &[][..]),
                Members::Bag { people, .. } => (NOBODY, &people[..]),
            };
            let line = std::iter::from_fn(move || {
                while at != NOBODY && people[at].state == State::Gone {
                    at = people[at].link;
                }
                (at != NOBODY).then(|| {
                    let id = at;
                    at = people[id].link;
                    id
                })
            });
            line.chain(bag.iter().copied())
        })
    }
}

/// Frees the records at the head of a line whose people are gone, and returns the first who is not.
#[inline]
fn drop_gone(members: &mut Members, people: &mut People) -> PersonId {
    let Members::Line { head, gone, .. } = members else {
        return NOBODY;
    };
    while people[*head].state == State::Gone {
        let id = *head;
        *head = people[id].link;
        *gone -= 1;
        people.release(id);
    }
    *head
}

fn take_from_bag(members: &mut Members, people: &mut People, id: PersonId) {
    let Members::Bag { people: bag, ready } = members else {
        return;
    };
    let at = people[id].link as usize;
    *ready -= people[id].ready().seconds();
    bag.swap_remove(at);
    if let Some(&moved) = bag.get(at) {
        people[moved].link = at as u32;
    }
}
