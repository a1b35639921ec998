//! A workforce that only moves: between sectors and out of them at stated hazards and by stated moves, and into them
//! by recruits.
//!
//! Nothing here responds to anything: no pay, no vacancies, no search ([`super::market`] has a labour market that
//! does). What the workers give is capacity: a staffed place takes as many people as they can look after.
//!
//! Time runs in labour steps of one length, from the start of the run. In a step every worker faces the hazards of the
//! sector they are in when it ends, and goes at most once: a clock runs for each way out, and the first to ring within
//! the step is taken. So the chance to go anywhere is `1 - exp(-sum of hazards x length)`, divided between the ways out
//! in proportion to their hazards. Recruits of a step, a Poisson number, come when it ends.
//!
//! Workers are individuals, and each clock has a draw of its own: a hazard set higher changes the fate of those who
//! then go that way, and of nobody else.

pub mod setup;

use super::chance;
use super::event::{Event, priority};
use super::flow::Flow;
use super::flow::stream::poisson;
use super::tally::{Level, Moves};
use super::{Calendar, Cx};
use crate::engine::{Streams, Time};
use setup::StaffSetup;

/// Bits for the number of a labour step, and for the number of someone among those who come together.
const STEP_BITS: u32 = 24;
const NUMBER_BITS: u32 = 24;
/// Marks the keys of workers who come from outside by a stated move.
const BY_TRANSFER: u64 = 1 << 63;

/// Everyone at work while the world runs.
#[derive(Clone, Debug)]
pub struct Staff<'a> {
    setup: &'a StaffSetup,
    chance: Streams,
    /// In no particular order.
    workers: Vec<Worker>,
    /// How many have come, those at work at the start included.
    came: u32,
    /// Labour steps so far.
    steps: u64,
    at_work: Vec<Level>,
    moves: Moves,
}

/// Someone at work.
#[derive(Clone, Copy, Debug)]
struct Worker {
    /// What their draws are keyed by.
    key: u64,
    /// By order of coming.
    number: u32,
    sector: u16,
}

/// A way out of a sector in one labour step.
struct Clock {
    to: Option<usize>,
    /// What its draws are keyed by; 0 is outside.
    identity: u64,
    /// The hazard over the whole step.
    hazard: f64,
    /// The chance that it rings within the step.
    chance: f64,
}

impl<'a> Staff<'a> {
    /// The workers there are when the run begins.
    pub(super) fn new(setup: &'a StaffSetup, chance: Streams, now: Time) -> Self {
        let mut staff = Self {
            setup,
            chance,
            workers: Vec::new(),
            came: 0,
            steps: 0,
            at_work: vec![Level::default(); setup.sectors.len()],
            moves: Moves::new(setup.sectors.len()),
        };
        for (s, sector) in setup.sectors.iter().enumerate() {
            for n in 0..u64::from(sector.workers) {
                staff.add(staff.key(s, 0, n), s);
            }
            staff.at_work[s].set(now, i64::from(sector.workers));
        }
        staff
    }

    /// Workers of a sector.
    pub fn at_work(&self, sector: usize) -> &Level {
        &self.at_work[sector]
    }

    /// Everyone who came, changed sector or left.
    pub fn moves(&self) -> &Moves {
        &self.moves
    }

    /// Schedules the stated moves and the first labour step. A move at the end of a step comes before it.
    pub(super) fn begin(&self, calendar: &mut Calendar) {
        for (which, transfer) in self.setup.transfers.iter().enumerate() {
            let which = which as u32;
            calendar.schedule(transfer.at, priority::CHANGES, Event::Transfer { which });
        }
        self.schedule_step(calendar);
    }

    fn schedule_step(&self, calendar: &mut Calendar) {
        let ends = calendar.now() + self.setup.step;
        calendar.schedule(ends, priority::CHANGES, Event::LabourStep);
    }

    /// A labour step ends: workers move and leave, then recruits come.
    pub(super) fn step(&mut self, cx: &mut Cx<'_, '_>) {
        let (setup, now) = (self.setup, cx.now());
        self.steps += 1;
        let sectors = setup.sectors.iter();
        let terms: Vec<_> = sectors.map(|s| s.over(now - setup.step, now)).collect();
        let clocks: Vec<Vec<Clock>> = terms.iter().map(|t| self.clocks(&t.hazards)).collect();
        let mut i = 0;
        while i < self.workers.len() {
            let Worker { key, sector, .. } = self.workers[i];
            let from = usize::from(sector);
            match self.first_to_ring(key, &clocks[from]) {
                Some(Clock { to: Some(to), .. }) => {
                    self.workers[i].sector = *to as u16;
                    self.count(Some(from), Some(*to), now);
                    i += 1;
                }
                Some(Clock { to: None, .. }) => {
                    self.workers.swap_remove(i);
                    self.count(Some(from), None, now);
                }
                None => i += 1,
            }
        }
        for (s, terms) in terms.iter().enumerate() {
            let identity = u64::from(setup.sectors[s].identity);
            let u = self.chance.uniform(chance::RECRUITS, identity, self.steps);
            for n in 0..poisson(terms.recruits, u) {
                self.join(self.key(s, self.steps, n), s, now);
            }
        }
        self.schedule_step(cx.calendar);
        self.open_and_close(cx);
    }

    /// Workers change sector by a stated move: as many as it says, or as there are, drawn by lot.
    pub(super) fn transfer(&mut self, which: u32, cx: &mut Cx<'_, '_>) {
        let (now, transfer) = (cx.now(), &self.setup.transfers[which as usize]);
        let (from, to) = (transfer.from, transfer.to);
        let Some(sector) = from else {
            let to =
                to.expect("checked when a scenario is read: nobody moves from outside to outside");
            for n in 0..u64::from(transfer.workers) {
                let key = BY_TRANSFER | self.key(to, u64::from(which), n);
                self.join(key, to, now);
            }
            self.open_and_close(cx);
            return;
        };
        let on = now.seconds() as u64;
        let lot = |key: u64| self.chance.draw(chance::TRANSFER, key, on).bits();
        let everyone = self.workers.iter().enumerate();
        let here = everyone.filter(|(_, worker)| usize::from(worker.sector) == sector);
        let mut drawn: Vec<_> = here.map(|(i, w)| (lot(w.key), w.key, i)).collect();
        drawn.sort_unstable();
        drawn.truncate(transfer.workers as usize);
        let mut drawn: Vec<usize> = drawn.into_iter().map(|(.., i)| i).collect();
        // From the last, so that whoever fills a gap is nobody who has yet to go.
        drawn.sort_unstable_by(|a, b| b.cmp(a));
        for i in drawn {
            match to {
                Some(to) => self.workers[i].sector = to as u16,
                None => {
                    self.workers.swap_remove(i);
                }
            }
            self.count(from, to, now);
        }
        self.open_and_close(cx);
    }

    /// The key of the `n`-th of those who come to a sector together.
    fn key(&self, sector: usize, occasion: u64, n: u64) -> u64 {
        let identity = u64::from(self.setup.sectors[sector].identity);
        identity << (STEP_BITS + NUMBER_BITS) | occasion << NUMBER_BITS | n
    }

    fn join(&mut self, key: u64, sector: usize, now: Time) {
        self.add(key, sector);
        self.count(None, Some(sector), now);
    }

    fn add(&mut self, key: u64, sector: usize) {
        self.workers.push(Worker {
            key,
            number: self.came,
            sector: sector as u16,
        });
        self.came += 1;
    }

    /// How many have come so far, those at work at the start included.
    pub fn came(&self) -> u32 {
        self.came
    }

    /// The sector of whoever came as the `number`-th, while they are at work.
    pub fn sector_of(&self, number: u32) -> Option<usize> {
        let worker = self.workers.iter().find(|w| w.number == number)?;
        Some(usize::from(worker.sector))
    }

    fn count(&mut self, from: Option<usize>, to: Option<usize>, now: Time) {
        self.moves.count(from, to);
        if let Some(from) = from {
            self.at_work[from].add(now, -1);
        }
        if let Some(to) = to {
            self.at_work[to].add(now, 1);
        }
    }

    /// The ways out of a sector that there are, from hazards over the step.
    fn clocks(&self, hazards: &[f64]) -> Vec<Clock> {
        let ways = hazards
            .iter()
            .enumerate()
            .filter(|(_, hazard)| **hazard > 0.0);
        ways.map(|(to, &hazard)| {
            let sector = self.setup.sectors.get(to);
            Clock {
                to: sector.map(|_| to),
                identity: sector.map_or(0, |s| u64::from(s.identity)),
                hazard,
                chance: -libm::expm1(-hazard),
            }
        })
        .collect()
    }

    /// The way a worker goes in this step: that of the first clock to ring before it ends.
    fn first_to_ring<'c>(&self, key: u64, clocks: &'c [Clock]) -> Option<&'c Clock> {
        let mut first: Option<(f64, &Clock)> = None;
        for clock in clocks {
            let occasion = clock.identity << STEP_BITS | self.steps;
            let u = self.chance.uniform(chance::MOVE, key, occasion);
            if u >= clock.chance {
                continue;
            }
            // An exponential time, as a share of the step.
            let rings = -libm::log1p(-u) / clock.hazard;
            if first.is_none_or(|(earliest, _)| rings < earliest) {
                first = Some((rings, clock));
            }
        }
        first.map(|(_, clock)| clock)
    }

    /// Places have the capacity that their workers give them; nobody is sent away.
    fn open_and_close(&self, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        for staffed in &self.setup.staffed {
            let capacity = staffed.capacity(|s| self.at_work[s].value());
            if i64::from(capacity) != cx.flow.tally.capacity(staffed.place).value() {
                cx.flow.set_capacity(staffed.place, Some(capacity), now);
            }
        }
    }

    /// Nobody appears or disappears, and capacities are those of the workers there are.
    ///
    /// # Errors
    /// What does not hold.
    pub(super) fn check(&self, flow: &Flow<'_>) -> Result<(), String> {
        let mut counted = vec![0_i64; self.setup.sectors.len()];
        for worker in &self.workers {
            counted[usize::from(worker.sector)] += 1;
        }
        for (s, sector) in self.setup.sectors.iter().enumerate() {
            let came = i64::from(sector.workers) + self.moves.net(s);
            let level = self.at_work[s].value();
            if (counted[s], counted[s]) != (came, level) {
                return Err(format!(
                    "workers of {}: {} counted one by one, {came} by their moves, {level} by the level",
                    sector.name, counted[s]
                ));
            }
        }
        for staffed in &self.setup.staffed {
            let (capacity, open) = (
                staffed.capacity(|s| counted[s]),
                flow.places[staffed.place].capacity(),
            );
            if i64::from(capacity) != open {
                let name = &flow.setup.flow.places[staffed.place].name;
                return Err(format!(
                    "capacity of {name}: {capacity} from its workers, and {open}"
                ));
            }
        }
        Ok(())
    }
}
