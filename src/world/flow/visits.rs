//! Who asked for which place, when, and what became of it: kept only when someone wants to know.
//!
//! The network tells what happens to a person; a visit is written down when it is over. Nothing here
//! is ever read by the network, so keeping visits changes nothing else.

use super::person::{People, PersonId};
use super::setup::{Group, Target};
use crate::engine::Time;

/// What became of a visit, or of asking for a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Still waiting for the place at the end of the run.
    Waiting,
    /// In the place at the end of the run.
    InService,
    /// In the place at the end of the run, and ready to leave it.
    Blocked,
    /// Went on to another place.
    Moved,
    /// Left the network, or stopped waiting for a reason that is not told.
    Left,
    /// Would not wait any longer.
    GaveUp,
    /// Found the list full.
    TurnedAway,
    /// Was admitted to hospital as an emergency.
    Admitted,
    /// Died.
    Died,
}

impl Outcome {
    /// Every outcome; its place in this list is its number where visits are kept.
    const ALL: [Self; 9] = [
        Self::Waiting,
        Self::InService,
        Self::Blocked,
        Self::Moved,
        Self::Left,
        Self::GaveUp,
        Self::TurnedAway,
        Self::Admitted,
        Self::Died,
    ];

    /// As tables say it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::InService => "in service",
            Self::Blocked => "blocked",
            Self::Moved => "moved",
            Self::Left => "left",
            Self::GaveUp => "gave up",
            Self::TurnedAway => "turned away",
            Self::Admitted => "admitted",
            Self::Died => "died",
        }
    }
}

/// One person and one place: 48 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visit {
    /// Number of the person, by order of coming into the world.
    pub person: u32,
    /// Number of the visit, by order of asking for the place.
    order: u32,
    /// Their group.
    pub group: Group,
    /// What became of it.
    pub outcome: Outcome,
    /// The place.
    pub place: Target,
    asked: Time,
    started: Time,
    ready: Time,
    left: Time,
}

/// Stands for an instant that has not come.
const NEVER: Time = Time::EARLIEST;

fn if_ever(at: Time) -> Option<Time> {
    (at != NEVER).then_some(at)
}

impl Visit {
    /// Numbers that say everything about a visit.
    pub const NUMBERS: usize = 9;

    /// The visit in numbers, to be kept: person, order, group, outcome, place, and the four instants in seconds.
    pub fn numbers(&self) -> [i64; Self::NUMBERS] {
        let outcome = Outcome::ALL.iter().position(|&o| o == self.outcome);
        [
            i64::from(self.person),
            i64::from(self.order),
            i64::from(self.group),
            outcome.expect("every outcome is listed") as i64,
            i64::from(self.place),
            self.asked.seconds(),
            self.started.seconds(),
            self.ready.seconds(),
            self.left.seconds(),
        ]
    }

    /// The visit that these numbers say; `None` if they say none.
    pub fn of_numbers(numbers: [i64; Self::NUMBERS]) -> Option<Self> {
        let [person, order, group, outcome, place, times @ ..] = numbers;
        let possible = Time::EARLIEST.seconds()..=Time::LATEST.seconds();
        if times.iter().any(|at| !possible.contains(at)) {
            return None;
        }
        let [asked, started, ready, left] = times.map(Time::from_seconds);
        Some(Self {
            person: person.try_into().ok()?,
            order: order.try_into().ok()?,
            group: group.try_into().ok()?,
            outcome: *Outcome::ALL.get(usize::try_from(outcome).ok()?)?,
            place: place.try_into().ok()?,
            asked,
            started,
            ready,
            left,
        })
    }

    /// When they asked for the place.
    pub fn asked(&self) -> Option<Time> {
        if_ever(self.asked)
    }

    /// When they started in it.
    pub fn started(&self) -> Option<Time> {
        if_ever(self.started)
    }

    /// When they were ready to leave it, or to go on.
    pub fn ready(&self) -> Option<Time> {
        if_ever(self.ready)
    }

    /// When they left it, or stopped waiting for it.
    pub fn left(&self) -> Option<Time> {
        if_ever(self.left)
    }
}

/// Number of nobody.
const NO_NUMBER: u32 = u32::MAX;

/// Where one person stands now.
#[derive(Clone, Debug)]
struct Standing {
    /// Their number, or that of nobody where the record is not in use.
    person: u32,
    group: Group,
    /// The place they are in.
    inside: Option<Visit>,
    /// The places they wait for.
    asks: Vec<Visit>,
    /// How the present visit will end, if not by moving on.
    fate: Option<Outcome>,
}

impl Default for Standing {
    fn default() -> Self {
        Self {
            person: NO_NUMBER,
            group: 0,
            inside: None,
            asks: Vec::new(),
            fate: None,
        }
    }
}

/// All visits of a run, day 0 and after.
#[derive(Clone, Debug, Default)]
pub struct Visits {
    over: Vec<Visit>,
    /// By record.
    standing: Vec<Standing>,
    people: u32,
    asked: u32,
}

impl Visits {
    /// How many people have come into the world.
    pub(super) fn people(&self) -> u32 {
        self.people
    }

    /// Number of whoever has this record, by order of coming into the world.
    pub(super) fn number_of(&self, id: PersonId) -> Option<u32> {
        let standing = self.standing.get(id as usize)?;
        (standing.person != NO_NUMBER).then_some(standing.person)
    }

    /// The record of the person with this number, while they are in the world.
    pub(super) fn record_of(&self, number: u32) -> Option<PersonId> {
        let has = |standing: &Standing| standing.person == number;
        Some(self.standing.iter().position(has)? as PersonId)
    }

    /// Someone has come into the world, under this record.
    pub(super) fn appears(&mut self, id: PersonId, group: Group) {
        let at = id as usize;
        if self.standing.len() <= at {
            self.standing.resize_with(at + 1, Standing::default);
        }
        self.standing[at] = Standing {
            person: self.people,
            group,
            ..Standing::default()
        };
        self.people += 1;
    }

    /// Someone goes on under another record.
    pub(super) fn becomes(&mut self, old: PersonId, new: PersonId) {
        let at = new as usize;
        if self.standing.len() <= at {
            self.standing.resize_with(at + 1, Standing::default);
        }
        self.standing[at] = std::mem::take(&mut self.standing[old as usize]);
    }

    fn new_visit(&mut self, id: PersonId, place: Target, asked: Time) -> Visit {
        self.asked += 1;
        let standing = &self.standing[id as usize];
        Visit {
            person: standing.person,
            order: self.asked,
            group: standing.group,
            outcome: Outcome::Waiting,
            place,
            asked,
            started: NEVER,
            ready: NEVER,
            left: NEVER,
        }
    }

    fn close(&mut self, visit: Visit, outcome: Outcome, now: Time) {
        // What was over before day 0 is not reported.
        if now >= Time::ZERO {
            self.over.push(Visit {
                outcome,
                left: now,
                ..visit
            });
        }
    }

    /// Someone asks for a place; anew, if they already did.
    pub(super) fn asks(&mut self, id: PersonId, place: Target, now: Time) {
        let standing = &mut self.standing[id as usize];
        if let Some(ask) = standing.asks.iter_mut().find(|ask| ask.place == place) {
            ask.asked = now;
            return;
        }
        let ask = self.new_visit(id, place, now);
        self.standing[id as usize].asks.push(ask);
    }

    /// Someone no longer waits for a place.
    pub(super) fn stops_asking(
        &mut self,
        id: PersonId,
        place: Target,
        outcome: Outcome,
        now: Time,
    ) {
        let asks = &mut self.standing[id as usize].asks;
        if let Some(at) = asks.iter().position(|ask| ask.place == place) {
            let ask = asks.remove(at);
            self.close(ask, outcome, now);
        }
    }

    /// Someone no longer waits for any place.
    pub(super) fn stops_asking_at_all(&mut self, id: PersonId, outcome: Outcome, now: Time) {
        for ask in std::mem::take(&mut self.standing[id as usize].asks) {
            self.close(ask, outcome, now);
        }
    }

    /// Someone starts in a place.
    pub(super) fn starts(&mut self, id: PersonId, place: Target, now: Time) {
        let asks = &mut self.standing[id as usize].asks;
        let asked = asks.iter().position(|ask| ask.place == place);
        let mut visit = match asked {
            Some(at) => asks.remove(at),
            None => self.new_visit(id, place, now),
        };
        visit.started = now;
        self.standing[id as usize].inside = Some(visit);
    }

    /// Someone who has just started had asked for the place then.
    pub(super) fn had_asked(&mut self, id: PersonId, at: Time) {
        if let Some(visit) = &mut self.standing[id as usize].inside {
            visit.asked = at;
        }
    }

    /// Someone is ready to leave where they are, if they were not already.
    pub(super) fn ready(&mut self, id: PersonId, now: Time) {
        if let Some(visit) = &mut self.standing[id as usize].inside
            && visit.ready == NEVER
        {
            visit.ready = now;
        }
    }

    /// Someone is not ready to leave after all.
    pub(super) fn not_ready(&mut self, id: PersonId) {
        if let Some(visit) = &mut self.standing[id as usize].inside {
            visit.ready = NEVER;
        }
    }

    /// How someone will leave the place they are in.
    pub(super) fn fate(&mut self, id: PersonId, fate: Outcome) {
        self.standing[id as usize].fate.get_or_insert(fate);
    }

    /// Someone leaves the place they are in.
    pub(super) fn leaves(&mut self, id: PersonId, now: Time) {
        let standing = &mut self.standing[id as usize];
        let outcome = match standing.fate {
            // Someone admitted goes on; whoever leaves for good may still be waiting for other places.
            Some(Outcome::Admitted) => standing.fate.take(),
            fate => fate,
        };
        let outcome = outcome.unwrap_or(Outcome::Moved);
        if let Some(visit) = standing.inside.take() {
            self.close(visit, outcome, now);
        }
    }

    /// Someone has left the network.
    pub(super) fn gone(&mut self, id: PersonId, now: Time) {
        let fate = self.standing[id as usize].fate.unwrap_or(Outcome::Left);
        self.stops_asking_at_all(id, fate, now);
        self.standing[id as usize] = Standing::default();
    }

    /// Every visit, unfinished ones too: person by person, in the order in which they asked.
    pub(super) fn all(&self, people: &People) -> Vec<Visit> {
        let mut all = self.over.clone();
        for (standing, person) in self.standing.iter().zip(people.records()) {
            all.extend(standing.asks.iter().copied());
            all.extend(standing.inside.map(|visit| Visit {
                outcome: if person.is_finished() {
                    Outcome::Blocked
                } else {
                    Outcome::InService
                },
                ..visit
            }));
        }
        all.sort_unstable_by_key(|visit| (visit.person, visit.order));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_takes_forty_eight_bytes() {
        assert_eq!(size_of::<Visit>(), 48);
    }
}
