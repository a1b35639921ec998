//! What happened to one person, one worker or one provider in one replication, change by change.
//!
//! The replication is simulated again, with the same events in the same order, and whoever is watched is looked at
//! after each of them. Nothing is told to the world, so what is seen is what the run did.

mod person;
mod provider;
mod worker;

use crate::engine::{Model as _, Time};
use crate::world::World;
use crate::world::event::Event;
use crate::world::invariant::Broken;
use crate::world::setup::Setup;
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

/// Something watched: what it is like, as words beside what they say.
trait Watched {
    /// Looks again, and adds what is different since.
    fn look(&mut self, world: &World<'_>, changes: &mut Vec<Difference>);
    /// Whether it was ever there.
    fn was_there(&self) -> bool;
}

/// What is different, what it was, and what it is.
type Difference = (&'static str, String, String);

/// Adds what is different, where it is.
fn differ(changes: &mut Vec<Difference>, what: &'static str, from: String, to: String) {
    if from != to {
        changes.push((what, from, to));
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
    let mut watched: Option<Box<dyn Watched>> = match *whom {
        Whom::Person(number) => Some(Box::new(person::Watch::new(setup, number))),
        Whom::Worker(number) => Some(Box::new(worker::Watch::new(setup, number))),
        Whom::Provider(which) => Some(Box::new(provider::Watch::new(which))),
        Whom::Everything => None,
    };
    let mut told = 0;
    let mut changes = Vec::new();
    let mut found = |at: Time, due: Option<(&World<'_>, Event)>, changes: &mut Vec<Difference>| {
        if at < from || at > to {
            changes.clear();
        }
        let event = due.map_or("the beginning", |(_, event)| words(event));
        for (what, from, to) in changes.drain(..) {
            told += 1;
            let due_for = due.map_or_else(String::new, |(world, event)| due_for(world, event));
            tell(&Change {
                at,
                event,
                due_for,
                what,
                from,
                to,
            })?;
        }
        Ok::<(), io::Error>(())
    };
    if let Some(watched) = &mut watched {
        watched.look(&world, &mut changes);
        found(setup.run.start(), None, &mut changes).map_err(Stopped::Told)?;
    }
    let end = setup.run.end();
    while let Some((now, event)) = calendar.next_foreseen(end, |event| world.foresee(event)) {
        if let Some(watched) = &mut watched {
            world.handle(event, &mut calendar);
            watched.look(&world, &mut changes);
        } else {
            // Whose event it is must be asked before they have gone.
            changes.push(("", String::new(), String::new()));
            found(now, Some((&world, event)), &mut changes).map_err(Stopped::Told)?;
            world.handle(event, &mut calendar);
        }
        if !changes.is_empty() {
            found(now, Some((&world, event)), &mut changes).map_err(Stopped::Told)?;
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
        was_there: watched.is_none_or(|watched| watched.was_there()),
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

/// Whom or what an event is due for.
fn due_for(world: &World<'_>, event: Event) -> String {
    let flow = &world.setup().flow;
    let place = |place: u32| format!("place {}", flow.places[place as usize].name);
    match event {
        Event::Arrive { stream } => format!("stream {}", flow.streams[stream as usize].name),
        Event::PersonDue { person, .. }
        | Event::GiveUp { person, .. }
        | Event::Hazard { person, .. }
        | Event::HoldLapses { person, .. }
        | Event::CareStep { person, .. } => {
            let number = world.flow.number_of(person);
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
