//! What happened to one person, one worker or one provider in one replication, change by change.
//!
//! The replication is simulated again, with the same events in the same order, and whoever is watched is looked at
//! after each of them. Nothing is told to the world, so what is seen is what the run did.

mod holders;
mod person;
mod provider;
mod worker;

use crate::engine::{Model as _, Time};
use crate::world::World;
use crate::world::event::Event;
use crate::world::flow::person::PersonId;
use crate::world::invariant::Broken;
use crate::world::setup::Setup;
use holders::Holders;
use std::io;

pub use provider::names as providers;

/// Who is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// A person, by order of coming into the world: the number in `people.csv`.
    Person(u32),
    /// A worker, by order of coming into the labour market, those found in it at the start first.
    Worker(u32),
    /// A provider or a team, by its place among [`providers`].
    Provider(usize),
    /// Nobody: every event is told.
    Everything,
}

/// A change: what was due when it came about, and what is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Time,
    /// What was due, in words.
    pub event: &'static str,
    /// Whom or what it was due for: "person 12", "place acute"; empty where it is due for everyone.
    pub due_for: String,
    /// What is different; empty where an event is told, not a change.
    pub what: &'static str,
    /// What it was; empty if it was nothing.
    pub from: String,
    /// What it is; empty if it is nothing.
    pub to: String,
}

/// Takes the changes, in order.
pub type Tell<'t> = &'t mut dyn FnMut(&Change) -> io::Result<()>;

/// Why a history could not be told to its end.
#[derive(Debug)]
pub enum Stopped {
    /// The run itself went wrong.
    Broken(Broken),
    /// Whoever was told would not hear more.
    Told(io::Error),
}

/// What became of whoever was watched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Changes, or events, that happened between the two instants.
    pub told: u64,
    /// Whether whoever is watched was ever there.
    pub was_there: bool,
    /// People, or workers, who came in the whole run: numbers go from 0 to one less.
    pub came: u32,
}

/// Something that can be looked at again and again.
trait Subject {
    /// What it is like.
    type Seen: Copy + PartialEq;
    /// What it is like now; nothing while it is not there.
    fn now(&mut self, world: &World<'_>) -> Option<Self::Seen>;
    /// What can be said of it, each thing beside its name: always the same things in the same order.
    fn in_words(&self, seen: Self::Seen, world: &World<'_>) -> Vec<(&'static str, String)>;
}

/// A subject, and what it was like when it was looked at last.
struct Watch<S: Subject> {
    subject: S,
    seen: Option<S::Seen>,
}

/// A watch on a subject of any kind.
trait Watched {
    /// Looks again, and adds what is different since.
    fn look(&mut self, world: &World<'_>, changes: &mut Vec<Difference>);
}

impl<S: Subject> Watched for Watch<S> {
    fn look(&mut self, world: &World<'_>, changes: &mut Vec<Difference>) {
        let now = self.subject.now(world);
        if now == self.seen {
            return;
        }
        let said = |seen: Option<S::Seen>| seen.map(|seen| self.subject.in_words(seen, world));
        let (before, after) = (said(self.seen), said(now));
        let names = after.iter().chain(&before).next().into_iter().flatten();
        for (i, &(what, _)) in names.enumerate() {
            let word = |said: &Option<Vec<(&'static str, String)>>| {
                said.as_ref()
                    .map_or_else(String::new, |said| said[i].1.clone())
            };
            let (from, to) = (word(&before), word(&after));
            if from != to {
                changes.push((what, from, to));
            }
        }
        self.seen = now;
    }
}

/// A subject that nobody has looked at yet.
fn watch<'w>(subject: impl Subject + 'w) -> Box<dyn Watched + 'w> {
    Box::new(Watch {
        subject,
        seen: None,
    })
}

/// What is different, what it was, and what it is.
type Difference = (&'static str, String, String);

/// Where the world keeps someone who has a number: looked for once they have come, and no more once they have gone.
#[derive(Debug)]
struct Record<R> {
    number: u32,
    at: Option<R>,
    is_gone: bool,
}

impl<R: Copy> Record<R> {
    const fn of(number: u32) -> Self {
        Self {
            number,
            at: None,
            is_gone: false,
        }
    }

    /// The record, while they are there: so many have come, `is_theirs` tells whether a record still is, and `find` which.
    fn now(
        &mut self,
        came: u32,
        is_theirs: impl Fn(R) -> bool,
        find: impl Fn() -> Option<R>,
    ) -> Option<R> {
        if self.is_gone || self.number >= came {
            return None;
        }
        if !self.at.is_some_and(is_theirs) {
            self.at = find();
            // Numbers are given once.
            self.is_gone = self.at.is_none();
        }
        self.at
    }
}

/// Runs a replication and tells what changed for someone from one instant to another, both included.
///
/// # Errors
/// When the run breaks off, or `tell` fails.
pub fn replay(
    setup: &Setup,
    (seed, replication): (u64, u64),
    whom: &Whom,
    (from, to): (Time, Time),
    tell: Tell<'_>,
) -> Result<Seen, Stopped> {
    let (mut world, mut calendar) = World::with_visits(setup, seed, replication);
    let mut watched: Option<Box<dyn Watched + '_>> = match *whom {
        Whom::Person(number) => Some(watch(person::Person::new(setup, number))),
        Whom::Worker(number) => Some(watch(worker::Worker::new(setup, number))),
        Whom::Provider(which) => Some(watch(provider::Provider(which))),
        Whom::Everything => None,
    };
    let mut told = 0;
    let mut pass_on = |at: Time, event, due_for: &str, (what, from_, to_): Difference| {
        if at < from || at > to {
            return Ok(());
        }
        told += 1;
        tell(&Change {
            at,
            event,
            due_for: due_for.to_owned(),
            what,
            from: from_,
            to: to_,
        })
        .map_err(Stopped::Told)
    };
    let mut changes = Vec::new();
    let mut holders = Holders::default();
    match &mut watched {
        Some(watched) => watched.look(&world, &mut changes),
        None => holders.look(&world),
    }
    for change in changes.drain(..) {
        pass_on(setup.run.start(), "the beginning", "", change)?;
    }
    let end = setup.run.end();
    while let Some((now, event)) = calendar.next_foreseen(end, |event| world.foresee(event)) {
        if let Some(watched) = &mut watched {
            // Whoever it is due for may have gone with it.
            let number = person_of(event).and_then(|id| world.flow.number_of(id));
            world.handle(event, &mut calendar);
            watched.look(&world, &mut changes);
            for change in changes.drain(..) {
                pass_on(now, words(event), &due_for(setup, event, number), change)?;
            }
        } else {
            let number = holders.number_of(&world, event);
            let nothing = ("", String::new(), String::new());
            pass_on(now, words(event), &due_for(setup, event, number), nothing)?;
            world.handle(event, &mut calendar);
            holders.look(&world);
        }
        world.goes_on(now).map_err(Stopped::Broken)?;
    }
    world.sound(end).map_err(Stopped::Broken)?;
    let came = match whom {
        Whom::Worker(_) => worker::came(&world),
        _ => world.flow.came(),
    };
    Ok(Seen {
        told,
        was_there: match *whom {
            Whom::Person(number) | Whom::Worker(number) => number < came,
            Whom::Provider(_) | Whom::Everything => true,
        },
        came,
    })
}

/// What is due, in words.
fn words(event: Event) -> &'static str {
    match event {
        Event::Arrive { .. } => "arrival",
        Event::PersonDue { .. } => "end of a stay or delay",
        Event::GiveUp { .. } => "end of patience",
        Event::Capacity { .. } => "change of capacity",
        Event::Clear { .. } => "clearing of a queue",
        Event::NewDay { .. } => "new day",
        Event::Hazard { .. } => "hazard",
        Event::HoldLapses { .. } => "end of a hold",
        Event::CareStep { .. } => "step of care",
        Event::Decline { .. } => "decline",
        Event::Onset => "onset",
        Event::Daily => "morning",
        Event::Weekly => "labour market",
        Event::Monthly => "month",
        Event::Prices => "prices and pay",
        Event::Begin => "the beginning",
        Event::LabourStep => "labour step",
        Event::Transfer { .. } => "stated move",
    }
}

/// The record of the person an event is due for.
fn person_of(event: Event) -> Option<PersonId> {
    match event {
        Event::PersonDue { person, .. }
        | Event::GiveUp { person, .. }
        | Event::Hazard { person, .. }
        | Event::HoldLapses { person, .. }
        | Event::CareStep { person, .. } => Some(person),
        _ => None,
    }
}

/// Whom or what an event is due for, where the person it is due for has this number.
fn due_for(setup: &Setup, event: Event, number: Option<u32>) -> String {
    let flow = &setup.flow;
    let place = |place: u32| format!("place {}", flow.places[place as usize].name);
    match event {
        Event::Arrive { stream } => format!("stream {}", flow.streams[stream as usize].name),
        Event::PersonDue { .. }
        | Event::GiveUp { .. }
        | Event::Hazard { .. }
        | Event::HoldLapses { .. }
        | Event::CareStep { .. } => {
            number.map_or_else(String::new, |number| format!("person {number}"))
        }
        Event::Capacity { place: at, .. }
        | Event::Clear { place: at }
        | Event::NewDay { place: at } => place(at),
        Event::Decline { member, .. } => format!("member {member}"),
        Event::Transfer { which } => format!("move {which}"),
        Event::Onset
        | Event::Daily
        | Event::Weekly
        | Event::Monthly
        | Event::Prices
        | Event::Begin
        | Event::LabourStep => String::new(),
    }
}
