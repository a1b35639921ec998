//! Time, order and chance: a discrete-event engine that knows nothing of what it simulates.
//!
//! A model says what can be scheduled ([`Event`]) and what happens when it is due
//! ([`Model::handle`]); [`run`] hands out events in a total order. Chance comes from [`Streams`]:
//! every draw is a function of what it is for, so that two runs with the same seed share every
//! draw that has the same meaning. `examples/car_wash.rs` shows all of it in use.

pub mod calendar;
pub mod distribution;
mod elementary;
mod gamma;
pub mod normal;
pub mod streams;
pub mod time;

pub use calendar::{Calendar, Event, Priority};
pub use distribution::{Distribution, Sampler};
pub use streams::{Draw, Purpose, Streams};
pub use time::{DAY, Span, Time};

/// Something that can be simulated.
pub trait Model {
    /// What can be scheduled.
    type Event: Event;

    /// Lets one event happen, at `calendar.now()`.
    fn handle(&mut self, event: Self::Event, calendar: &mut Calendar<Self::Event>);

    /// An event is likely to come before long: whatever it will need may be fetched from memory. Nothing else may come of it.
    #[inline]
    fn foresee(&self, _event: Self::Event) {}
}

/// Hands every event due up to and including `until` to the model, in order.
pub fn run<M: Model>(model: &mut M, calendar: &mut Calendar<M::Event>, until: Time) {
    while let Some((_, event)) = calendar.next_foreseen(until, |event| model.foresee(event)) {
        model.handle(event, calendar);
    }
}
