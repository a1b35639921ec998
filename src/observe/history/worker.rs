//! A worker: who employs them, and where they work.

use super::{Difference, Watched, differ, provider};
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
pub struct Watch<'a> {
    setup: &'a Setup,
    number: u32,
    record: Option<usize>,
    seen: Option<Seen>,
    was_there: bool,
}

/// What they are like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// In the labour market of a care market.
    Market(WorkerSeen),
    /// In a sector of a workforce that only moves.
    Sector(usize),
}

impl<'a> Watch<'a> {
    /// Not there yet.
    pub fn new(setup: &'a Setup, number: u32) -> Self {
        Self {
            setup,
            number,
            record: None,
            seen: None,
            was_there: false,
        }
    }

    fn now(&mut self, world: &World<'_>) -> Option<Seen> {
        let number = self.number;
        if number >= came(world) {
            return None;
        }
        let Some(market) = &world.market else {
            return Some(Seen::Sector(world.staff.as_ref()?.sector_of(number)?));
        };
        if !self.was_there {
            self.record = market.workforce.record_of(number);
        }
        let seen = market
            .workforce
            .seen(self.record?, number, &market.employers)?;
        Some(Seen::Market(seen))
    }

    /// Each thing that can be said of them, in words.
    fn in_words(&self, seen: Option<Seen>, world: &World<'_>) -> [String; 4] {
        let none = String::new;
        match seen {
            None => [none(), none(), none(), none()],
            Some(Seen::Sector(sector)) => {
                let sectors = self.setup.staff.as_ref().map(|staff| &staff.sectors);
                let name = sectors.map_or_else(String::new, |s| s[sector].name.clone());
                [none(), name, none(), none()]
            }
            Some(Seen::Market(seen)) => {
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
        }
    }
}

/// What each of those words says.
const WHAT: [&str; 4] = ["employer", "sector", "works_at", "hours_per_week"];

impl Watched for Watch<'_> {
    fn look(&mut self, world: &World<'_>, changes: &mut Vec<Difference>) {
        let now = self.now(world);
        if now == self.seen {
            return;
        }
        self.was_there = true;
        let (before, after) = (self.in_words(self.seen, world), self.in_words(now, world));
        for ((what, from), to) in WHAT.into_iter().zip(before).zip(after) {
            differ(changes, what, from, to);
        }
        self.seen = now;
    }

    fn was_there(&self) -> bool {
        self.was_there
    }
}
