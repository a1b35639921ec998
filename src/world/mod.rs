//! The place as it stands, and what every event does to it.
//!
//! A [`World`] is built from a [`setup::Setup`] and is then a function of the seed and the
//! replication alone: it reads no clock, file or environment. It keeps the levels and counts that
//! whoever watches it may read ([`tally`]), and knows nothing of reports.

pub mod chance;
pub mod event;
pub mod flow;
pub mod setup;
pub mod tally;

use crate::engine::{self, Model, Streams};
use event::{Event, priority};
use flow::Flow;
use setup::Setup;

/// The future event list of a world.
pub type Calendar = engine::Calendar<Event>;

/// The place as it stands.
#[derive(Clone, Debug)]
pub struct World<'a> {
    /// The network and everyone in it.
    pub flow: Flow<'a>,
}

impl<'a> World<'a> {
    /// A world at the start of its warm-up, and its calendar.
    pub fn new(setup: &'a Setup, seed: u64, replication: u64) -> (Self, Calendar) {
        let chance = Streams::new(seed, replication);
        let mut world = Self {
            flow: Flow::new(setup, chance, None),
        };
        let mut calendar = Calendar::new(setup.run.start());
        world.flow.begin(&mut calendar);
        world.settle(&mut calendar);
        (world, calendar)
    }

    /// Lets queues move once nothing else is due at this instant that comes before them.
    #[inline]
    fn settle(&mut self, calendar: &mut Calendar) {
        if self.flow.is_stirred() && !calendar.more_now_before(priority::CLEARING) {
            self.flow.settle(calendar);
        }
    }
}

impl Model for World<'_> {
    type Event = Event;

    #[inline]
    fn handle(&mut self, event: Event, calendar: &mut Calendar) {
        match event {
            Event::Arrive { stream } => self.flow.arrive(stream, calendar),
            Event::PersonDue { person, version } => self.flow.person_due(person, version, calendar),
            Event::GiveUp { person, version } => self.flow.give_up(person, version, calendar),
            Event::Capacity { place, step } => self.flow.capacity_due(place, step, calendar),
            Event::Clear { place } => self.flow.clear_due(place, calendar),
            _ => {}
        }
        self.settle(calendar);
    }
}
