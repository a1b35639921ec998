//! Whose a record was when an event was scheduled for it.
//!
//! Events are not taken back: one that was scheduled for someone who has gone meanwhile comes all the same, and nothing
//! happens. Records are used again, so that it would be taken for an event of whoever has the record now. What tells
//! them apart are the versions that events carry: those of a record only grow, over all who have it.

use super::person_of;
use crate::world::World;
use crate::world::event::Event;
use crate::world::flow::person::PersonId;

/// Who has had each record, and from which versions on.
#[derive(Debug, Default)]
pub struct Holders {
    by_record: Vec<Vec<Holder>>,
    /// How many people are known to have come.
    came: u32,
}

/// Someone who has a record, or had it.
#[derive(Clone, Copy, Debug)]
struct Holder {
    number: u32,
    /// The versions of the record when they were first seen with it.
    since: Versions,
}

/// Versions of a record: of its stay, its step of care, its hazards and its hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Versions([u16; 4]);

impl Versions {
    fn of(world: &World<'_>, id: PersonId) -> Self {
        let case = world.market.as_ref().and_then(|market| market.case(id));
        let of_case = case.map_or([0; 3], |case| {
            [case.step_version, case.clocks.version(), case.hold_version]
        });
        Self([
            world.flow.people[id].version,
            of_case[0],
            of_case[1],
            of_case[2],
        ])
    }
}

/// The version that an event for a person carries, and its place among [`Versions`].
fn version_of(event: Event) -> Option<(usize, u16)> {
    match event {
        Event::PersonDue { version, .. } | Event::GiveUp { version, .. } => Some((0, version)),
        Event::CareStep { version, .. } => Some((1, version)),
        Event::Hazard { version, .. } => Some((2, version)),
        Event::HoldLapses { version, .. } => Some((3, version)),
        _ => None,
    }
}

impl Holders {
    /// Looks who has come since.
    pub fn look(&mut self, world: &World<'_>) {
        if self.came == world.flow.came() {
            return;
        }
        let records = world.flow.people.records().len();
        self.by_record.resize_with(records, Vec::new);
        for (id, holders) in (0..).zip(&mut self.by_record) {
            let number = world.flow.number_of(id);
            if let Some(number) = number.filter(|&number| number >= self.came) {
                let since = Versions::of(world, id);
                holders.push(Holder { number, since });
            }
        }
        self.came = world.flow.came();
    }

    /// Number of the person an event is due for, or was when it was scheduled.
    pub fn number_of(&self, world: &World<'_>, event: Event) -> Option<u32> {
        let (id, (which, version)) = (person_of(event)?, version_of(event)?);
        let present = world.flow.number_of(id);
        if present.is_some() && Versions::of(world, id).0[which] == version {
            return present;
        }
        let mut known = self.by_record.get(id as usize)?.iter().rev();
        // Versions go round: half of them lie before, half of them after.
        let holder = known.find(|h| version.wrapping_sub(h.since.0[which]).cast_signed() >= 0)?;
        Some(holder.number)
    }
}
