//! A worker: who employs them, and where they work.

use super::{Record, Subject, provider};
use crate::world::World;
use crate::world::market::workforce::WorkerSeen;
use crate::world::setup::Setup;

/// How many workers have come into the labour market.
pub fn came(world: &World<'_>) -> u32 {
    match (&world.market, &world.staff) {
        (Some(market), _) => market.workforce.came(),
        (None, Some(staff)) => staff.came(),
        (None, None) => 0,
    }
}

/// Someone in the labour market.
pub struct Worker<'a> {
    setup: &'a Setup,
    record: Record<usize>,
}

/// What they are like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// In the labour market of a care market.
    Market(WorkerSeen),
    /// In a sector of a workforce that only moves.
    Sector(usize),
}

impl<'a> Worker<'a> {
    /// Whoever came into the labour market as the `number`-th.
    pub fn new(setup: &'a Setup, number: u32) -> Self {
        Self {
            setup,
            record: Record::of(number),
        }
    }
}

impl Subject for Worker<'_> {
    type Seen = Seen;

    fn now(&mut self, world: &World<'_>) -> Option<Seen> {
        let (number, came) = (self.record.number, came(world));
        let Some(market) = &world.market else {
            return Some(Seen::Sector(world.staff.as_ref()?.sector_of(number)?));
        };
        let workforce = &market.workforce;
        let seen = |i: usize| workforce.seen(i, number, &market.employers);
        let is_theirs = |i: usize| seen(i).is_some();
        let at = self
            .record
            .now(came, is_theirs, || workforce.record_of(number))?;
        seen(at).map(Seen::Market)
    }

    fn in_words(&self, seen: Seen, world: &World<'_>) -> Vec<(&'static str, String)> {
        let none = String::new;
        let words = match seen {
            Seen::Sector(sector) => {
                let sectors = self.setup.staff.as_ref().map(|staff| &staff.sectors);
                let name = sectors.map_or_else(none, |s| s[sector].name.clone());
                [none(), name, none(), none()]
            }
            Seen::Market(seen) => {
                let employer = |j: u16| provider::name(world, usize::from(j));
                let rules = self.setup.market.as_ref();
                let sector =
                    |s: usize| rules.map_or_else(none, |r| r.workforce.sectors[s].name.clone());
                [
                    seen.employer
                        .map_or_else(|| "looking for care work".to_owned(), employer),
                    seen.sector.map_or_else(none, sector),
                    seen.productive_at.map_or_else(none, employer),
                    seen.employer
                        .map_or_else(none, |_| format!("{:.1}", seen.minutes as f64 / 60.0)),
                ]
            }
        };
        WHAT.into_iter().zip(words).collect()
    }
}

/// What each of those words says.
const WHAT: [&str; 4] = ["employer", "sector", "works_at", "hours_per_week"];
