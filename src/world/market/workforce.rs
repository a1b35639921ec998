//! The labour market: quits, candidates, search and matching, notice and induction, week by week.
//!
//! Workers are individuals. They never appear because capacity is wanted: everyone employed, looking
//! or neither is counted from the start, and only retirement and coming of age change the sum.

use super::employer::Employer;
use super::labour::Conditions;
use super::setup::{Sector, WorkforceSetup};
use super::tally::MarketTally;
use crate::engine::{Streams, Time};
use crate::world::chance;
use crate::world::flow::stream::poisson;

/// Not employed in care: looking for a job.
const LOOKING: u16 = u16::MAX;
/// A record nobody uses.
const UNUSED: u16 = u16::MAX - 1;
/// Not at productive work.
const NOWHERE: u16 = u16::MAX;
/// Weeks ahead for which notices and inductions can be due.
const RING: usize = 64;
/// Weeks before which a worker has no experience to speak of.
const NO_EXPERIENCE: i32 = i32::MAX;
/// Marks the keys of people who begin to look during the run.
const NEW_CANDIDATE: u64 = 1 << 62;
/// Bit of those keys that says in which labour market they look.
const SIDE_BIT: u32 = 61;
/// Marks the keys of people who were trained, and of people from abroad.
const TRAINED: u64 = 1 << 60;
const FROM_ABROAD: u64 = 1 << 59;
/// Did not work in care before.
const OUTSIDE: u8 = u8::MAX;
/// Was found in the present sector when the run began.
const FOUND: u8 = u8::MAX - 1;
/// Looks at every sector alike.
const NO_PREFERENCE: u8 = u8::MAX;

/// Workers and candidates, and those who might become candidates.
#[derive(Clone, Debug)]
pub struct Workforce {
    key: Vec<u64>,
    /// By order of coming into the labour market.
    number: Vec<u32>,
    /// How many have come.
    came: u32,
    employer: Vec<u16>,
    productive_at: Vec<u16>,
    /// Contracted minutes a week over the mean of the sector worked in: a worker's place in the range of hours.
    offset: Vec<i16>,
    /// Mean contracted minutes a week, by sector.
    mean_minutes: Vec<i64>,
    first_job: Vec<i32>,
    job: Vec<u16>,
    /// The last sector worked in before the present one; for someone looking, the last of all.
    came_from: Vec<u8>,
    /// The week in which someone came to the sector they work in.
    came_in: Vec<i32>,
    /// Minutes a week of the client someone works for, in the sector where everyone works for one client.
    client_minutes: Vec<u16>,
    /// That sector, if there is one.
    by_client: Option<Sector>,
    /// Which sectors someone looking looks at first: an index into `preferences`.
    prefers: Vec<u8>,
    /// Sectors that people trained, or brought from abroad, look at first.
    preferences: Vec<Vec<Sector>>,
    /// People being trained.
    trainees: i64,
    courses: Vec<Class>,
    /// Workers lent by one employer to another, until they go back.
    seconded: Vec<Secondee>,
    unused: Vec<u32>,
    candidates: i64,
    /// Of the candidates, this week: by labour market.
    looking: [i64; 2],
    employed: i64,
    reservoir: i64,
    /// Everyone who left the labour market, and everyone who came of age or moved in to take their place.
    gone: i64,
    born: i64,
    at_start: i64,
    week: i32,
    due: Vec<Vec<Due>>,
    accepted: Vec<Acceptance>,
}

/// What can be seen of someone in the labour market.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkerSeen {
    /// Who has hired them; nobody while they look for care work.
    pub employer: Option<u16>,
    /// That employer's sector.
    pub sector: Option<Sector>,
    /// Where they are at productive work: not before their induction is over, and with the old employer during notice.
    pub productive_at: Option<u16>,
    /// Contracted minutes a week.
    pub minutes: i64,
}

/// People who come into the labour market because a policy pays for it.
#[derive(Clone, Copy, Debug)]
pub struct Newcomers<'a> {
    /// How many.
    pub people: u64,
    /// What their draws are keyed by, beside the week: the policy's identity.
    pub policy: u64,
    /// The sectors whose vacancies they look at first; every sector alike if none.
    pub sectors: &'a [Sector],
}

/// A worker lent by their employer to another.
#[derive(Clone, Copy, Debug)]
struct Secondee {
    worker: u32,
    /// The job lent to: nobody comes back from a job they have left.
    job: u16,
    home: u16,
    /// The week in which they go back.
    back: i32,
}

/// A worker in a job; once they have another, it is nobody's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hand {
    worker: u32,
    job: u16,
}

/// People trained together.
#[derive(Clone, Copy, Debug)]
struct Class {
    ends: i32,
    people: u64,
    /// What their keys begin with.
    keys: u64,
    prefers: u8,
}

/// Something due in a later week, if the worker still has the job they had when it was put down.
#[derive(Clone, Copy, Debug)]
struct Due {
    worker: u32,
    job: u16,
    what: DueWhat,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum DueWhat {
    /// Stops work for the old employer.
    StopsOldWork,
    /// Starts productive work for the new one.
    StartsWork,
}

/// An offer accepted this week.
#[derive(Clone, Copy, Debug)]
struct Acceptance {
    order: u64,
    worker: u32,
    employer: u16,
}

/// The vacancies a searcher may be offered, with their weights summed.
#[derive(Clone, Debug, Default)]
struct Offers {
    /// Cumulative weight by sector.
    sectors: Vec<f64>,
    /// Cumulative weight by employer within each sector.
    employers: Vec<Vec<(f64, u16)>>,
    /// Vacancies.
    vacancies: f64,
}

impl Offers {
    fn new(
        employers: &[Employer],
        pay: &[f64],
        elasticity: f64,
        sectors: usize,
        visible: impl Fn(&Employer) -> bool,
    ) -> Self {
        let mut offers = Self {
            sectors: Vec::with_capacity(sectors),
            ..Self::default()
        };
        let mut total = 0.0;
        for sector in 0..sectors {
            let (mut within, mut sum) = (Vec::new(), 0.0);
            for (j, employer) in employers.iter().enumerate() {
                if employer.sector == sector && employer.vacancies > 0 && visible(employer) {
                    sum += f64::from(employer.vacancies) * libm::pow(pay[j], elasticity);
                    within.push((sum, j as u16));
                    offers.vacancies += f64::from(employer.vacancies);
                }
            }
            total += sum;
            offers.sectors.push(total);
            offers.employers.push(within);
        }
        offers
    }

    /// One offer, by weight: first the sector, then the employer within it, by one number between 0 and 1.
    fn draw(&self, u: f64) -> Option<usize> {
        let total = *self.sectors.last()?;
        if total <= 0.0 {
            return None;
        }
        let at = u * total;
        let sector = self.sectors.iter().position(|&upto| at < upto)?;
        let below = if sector == 0 {
            0.0
        } else {
            self.sectors[sector - 1]
        };
        let within = &self.employers[sector];
        let chosen = within.partition_point(|&(upto, _)| upto <= at - below);
        within
            .get(chosen)
            .or(within.last())
            .map(|&(_, j)| usize::from(j))
    }
}

/// What a labour step goes by.
#[derive(Clone, Copy)]
struct Offered<'a> {
    setup: &'a WorkforceSetup,
    conditions: &'a Conditions,
    /// Pay and terms of each employer, pence an hour.
    pay: &'a [f64],
    draws: &'a Streams,
}

impl Offered<'_> {
    /// Pay outside care over what it was at the start.
    fn outside_rise(&self) -> f64 {
        self.setup.outside_rise * self.conditions.outside_rise
    }
}

/// Chances by tenure band: first year, second to fifth, later.
type Bands = [u64; 3];

impl Workforce {
    /// Nobody employed, nobody looking.
    pub fn new(setup: &WorkforceSetup) -> Self {
        Self {
            key: Vec::new(),
            number: Vec::new(),
            came: 0,
            employer: Vec::new(),
            productive_at: Vec::new(),
            offset: Vec::new(),
            mean_minutes: setup
                .sectors
                .iter()
                .map(|s| libm::rint(s.hours * 60.0) as i64)
                .collect(),
            first_job: Vec::new(),
            job: Vec::new(),
            came_from: Vec::new(),
            came_in: Vec::new(),
            client_minutes: Vec::new(),
            by_client: None,
            prefers: Vec::new(),
            preferences: Vec::new(),
            trainees: 0,
            courses: Vec::new(),
            seconded: Vec::new(),
            unused: Vec::new(),
            candidates: 0,
            looking: [0; 2],
            employed: 0,
            reservoir: setup.reservoir,
            gone: 0,
            born: 0,
            at_start: 0,
            week: 0,
            due: vec![Vec::new(); RING],
            accepted: Vec::new(),
        }
    }

    /// People looking for care work.
    pub fn candidates(&self) -> i64 {
        self.candidates
    }

    /// Local people of working age who are not.
    pub fn reservoir(&self) -> i64 {
        self.reservoir
    }

    /// People being trained.
    pub fn trainees(&self) -> i64 {
        self.trainees
    }

    /// Weeks so far.
    pub fn week(&self) -> u64 {
        self.week as u64
    }

    /// Everyone there was, is, and has come or gone: zero, always.
    pub fn imbalance(&self) -> i64 {
        let there = self.employed + self.candidates + self.trainees + self.reservoir;
        there - self.at_start - self.born + self.gone
    }

    /// People who were not looking begin to be trained; returns how many there were.
    pub fn begin_training(
        &mut self,
        setup: &WorkforceSetup,
        newcomers: &Newcomers<'_>,
        weeks: u32,
    ) -> i64 {
        let people = newcomers.people.min(self.reservoir.max(0) as u64);
        if people > 0 {
            self.reservoir -= people as i64;
            self.trainees += people as i64;
            let prefers = self.preference(newcomers.sectors);
            self.courses.push(Class {
                ends: self.week + weeks.max(1) as i32,
                people,
                keys: TRAINED | self.keys_of(setup, newcomers),
                prefers,
            });
        }
        people as i64
    }

    /// People move into the place and begin to look for work in care.
    pub fn come_from_abroad(
        &mut self,
        setup: &WorkforceSetup,
        newcomers: &Newcomers<'_>,
        draws: &Streams,
    ) {
        let keys = FROM_ABROAD | self.keys_of(setup, newcomers);
        let prefers = self.preference(newcomers.sectors);
        self.born += newcomers.people as i64;
        self.begin_to_look(setup, keys, newcomers.people, prefers, draws);
    }

    /// What the keys of this week's newcomers begin with.
    fn keys_of(&self, setup: &WorkforceSetup, newcomers: &Newcomers<'_>) -> u64 {
        let side = newcomers.sectors.first().map_or(0, |&s| side_of(setup, s));
        NEW_CANDIDATE
            | (side as u64) << SIDE_BIT
            | newcomers.policy << 40
            | (self.week as u64) << 20
    }

    /// The number of a preference for these sectors.
    fn preference(&mut self, sectors: &[Sector]) -> u8 {
        if sectors.is_empty() {
            return NO_PREFERENCE;
        }
        let known = self.preferences.iter().position(|known| known == sectors);
        let at = known.unwrap_or_else(|| {
            self.preferences.push(sectors.to_vec());
            self.preferences.len() - 1
        });
        at.min(usize::from(NO_PREFERENCE)) as u8
    }

    fn begin_to_look(
        &mut self,
        setup: &WorkforceSetup,
        keys: u64,
        people: u64,
        prefers: u8,
        draws: &Streams,
    ) {
        for n in 0..people {
            let i = self.candidate(setup, keys | n, draws);
            self.prefers[i] = prefers;
        }
    }

    /// Whoever has completed their training begins to look.
    fn complete_training(&mut self, setup: &WorkforceSetup, draws: &Streams) {
        let week = self.week;
        let mut courses = std::mem::take(&mut self.courses);
        for class in courses.iter().filter(|class| class.ends <= week) {
            self.trainees -= class.people as i64;
            self.begin_to_look(setup, class.keys, class.people, class.prefers, draws);
        }
        courses.retain(|class| class.ends > week);
        self.courses = courses;
    }

    /// Workers of each employer, counted one by one; to check the running totals against.
    pub fn recount(&self, employers: &[Employer]) -> (Vec<i32>, Vec<i64>, i64) {
        let (mut heads, mut productive, mut looking) =
            (vec![0; employers.len()], vec![0; employers.len()], 0);
        for (i, &employer) in self.employer.iter().enumerate() {
            match employer {
                UNUSED => continue,
                LOOKING => looking += 1,
                j => heads[usize::from(j)] += 1,
            }
            if self.productive_at[i] != NOWHERE {
                let j = usize::from(self.productive_at[i]);
                productive[j] += self.minutes(i, employers[j].sector);
            }
        }
        (heads, productive, looking)
    }

    /// Contracted minutes a week of a worker in a sector.
    fn minutes(&self, i: usize, sector: Sector) -> i64 {
        if self.by_client == Some(sector) {
            return i64::from(self.client_minutes[i]);
        }
        (self.mean_minutes[sector] + i64::from(self.offset[i])).max(60)
    }

    fn add(&mut self, key: u64, offset: i16) -> usize {
        let i = self.unused.pop().map_or(self.key.len(), |i| i as usize);
        let number = self.came;
        self.came = self.came.wrapping_add(1);
        if i == self.key.len() {
            self.key.push(key);
            self.number.push(number);
            self.employer.push(LOOKING);
            self.productive_at.push(NOWHERE);
            self.offset.push(offset);
            self.first_job.push(NO_EXPERIENCE);
            self.job.push(0);
            self.prefers.push(NO_PREFERENCE);
            self.came_from.push(OUTSIDE);
            self.client_minutes.push(0);
            self.came_in.push(0);
        } else {
            self.key[i] = key;
            self.number[i] = number;
            self.employer[i] = LOOKING;
            self.productive_at[i] = NOWHERE;
            self.offset[i] = offset;
            self.first_job[i] = NO_EXPERIENCE;
            self.job[i] = self.job[i].wrapping_add(1);
            self.prefers[i] = NO_PREFERENCE;
            self.came_from[i] = OUTSIDE;
        }
        i
    }

    /// How many have come into the labour market, those found in it at the start included.
    pub fn came(&self) -> u32 {
        self.came
    }

    /// The record of whoever came into the labour market as the `number`-th, while they are in it.
    pub fn record_of(&self, number: u32) -> Option<usize> {
        let is_them = |&i: &usize| self.number[i] == number && self.employer[i] != UNUSED;
        (0..self.key.len()).find(is_them)
    }

    /// What can be seen of whoever has this record and came as the `number`-th, if they still have it.
    pub fn seen(&self, i: usize, number: u32, employers: &[Employer]) -> Option<WorkerSeen> {
        if self.number.get(i) != Some(&number) || self.employer[i] == UNUSED {
            return None;
        }
        let employer = (self.employer[i] != LOOKING).then_some(self.employer[i]);
        let productive = (self.productive_at[i] != NOWHERE).then_some(self.productive_at[i]);
        let sector = |j: u16| employers[usize::from(j)].sector;
        Some(WorkerSeen {
            employer,
            sector: employer.map(sector),
            productive_at: productive,
            minutes: employer.map_or(0, |j| self.minutes(i, sector(j))),
        })
    }

    fn remove(&mut self, i: usize) {
        self.employer[i] = UNUSED;
        self.job[i] = self.job[i].wrapping_add(1);
        self.unused.push(i as u32);
    }

    /// Someone employed from the start, at productive work, with experience.
    pub fn found_at_work(
        &mut self,
        setup: &WorkforceSetup,
        key: u64,
        j: usize,
        employers: &mut [Employer],
        draws: &Streams,
    ) {
        let mut draw = draws.draw(chance::WORKER, key, 0);
        let sector = &setup.sectors[employers[j].sector];
        let offset = hours_offset(setup.hours_spread, draw.uniform());
        let years = -libm::log(draw.uniform()) / sector.quits_per_year.max(0.01);
        let i = self.add(key, offset);
        self.employer[i] = j as u16;
        self.productive_at[i] = j as u16;
        self.came_from[i] = FOUND;
        self.first_job[i] = -libm::rint((years * 365.0 / 7.0).min(5_000.0)) as i32;
        self.employed += 1;
        self.at_start += 1;
        employers[j].headcount += 1;
        employers[j].productive_minutes += self.minutes(i, employers[j].sector);
    }

    /// Someone looking for care work from the start.
    pub fn found_looking(&mut self, setup: &WorkforceSetup, key: u64, draws: &Streams) {
        self.candidate(setup, key, draws);
        self.at_start += 1;
    }

    /// Takes stock once everyone has been found.
    pub fn close_start(&mut self) {
        self.at_start += self.reservoir;
    }

    fn candidate(&mut self, setup: &WorkforceSetup, key: u64, draws: &Streams) -> usize {
        let u = draws.uniform(chance::WORKER, key, 0);
        self.candidates += 1;
        self.add(key, hours_offset(setup.hours_spread, u))
    }

    /// One weekly step; `employers` carry their posts and vacancies as they stand.
    pub fn step(
        &mut self,
        (setup, conditions): (&WorkforceSetup, &Conditions),
        employers: &mut [Employer],
        tally: &mut MarketTally,
        draws: &Streams,
        now: Time,
    ) {
        self.week += 1;
        self.happen_due(employers);
        self.end_secondments(employers, tally, now, |secondee, week, _| {
            secondee.back <= week
        });
        self.complete_training(setup, draws);
        let pay: Vec<f64> = employers
            .iter()
            .map(|e| e.wage * conditions.terms(setup, e.sector))
            .collect();
        let sectors = setup.sectors.len();
        let offers = |side: usize, open: &dyn Fn(&Employer) -> bool| {
            Offers::new(employers, &pay, setup.offer_elasticity, sectors, |e| {
                side_of(setup, e.sector) == side && open(e)
            })
        };
        let all_sides = 0..sides(setup);
        let for_candidates: Vec<Offers> = all_sides.clone().map(|s| offers(s, &|_| true)).collect();
        let for_employed: Vec<Offers> = all_sides
            .map(|s| offers(s, &|e| !e.hidden_from_care_workers))
            .collect();
        // What someone with a preference looks at first.
        let preferred: Vec<Offers> = self
            .preferences
            .iter()
            .map(|first| {
                let side = first.first().map_or(0, |&s| side_of(setup, s));
                offers(side, &|e| first.contains(&e.sector))
            })
            .collect();
        let offered = Offered {
            setup,
            conditions,
            pay: &pay,
            draws,
        };
        self.candidates_come_and_go(&offered, employers);

        let meeting: Vec<f64> = self.meeting_rates(setup, employers, &for_candidates);
        let chances = chances_by_employer(&offered, employers, &meeting);
        let candidate_meets: Vec<u64> = meeting.iter().map(|&rate| as_bits(rate)).collect();
        self.accepted.clear();
        for i in 0..self.key.len() {
            let k = self.employer[i];
            if k == UNUSED {
                continue;
            }
            let week = u64::from(self.week as u32);
            let bits = draws.draw(chance::WORK, self.key[i], week).bits();
            if k == LOOKING {
                let side = side_of_candidate(setup, self.key[i], draws);
                if bits < candidate_meets[side] {
                    let first = preferred.get(usize::from(self.prefers[i]));
                    let offers = first
                        .filter(|offers| offers.vacancies > 0.0)
                        .unwrap_or(&for_candidates[side]);
                    self.consider_as_candidate(&offered, i, employers, offers);
                }
                continue;
            }
            let (quits, meets) = &chances[usize::from(k)];
            let band = band(self.week, self.first_job[i]);
            if bits < quits[band] {
                self.quit(&offered, i, employers, tally, now);
            } else if bits < quits[band].saturating_add(*meets) {
                let side = side_of(setup, employers[usize::from(k)].sector);
                self.consider_as_worker(&offered, i, employers, &for_employed[side]);
            }
        }
        self.fill((setup, conditions), employers, tally, now);
        tally.candidates.set(now, self.candidates);
        tally.trainees.set(now, self.trainees);
        tally.reservoir.set(now, self.reservoir);
    }

    fn happen_due(&mut self, employers: &mut [Employer]) {
        let slot = self.week as usize % RING;
        let due = std::mem::take(&mut self.due[slot]);
        for Due { worker, job, what } in &due {
            let i = *worker as usize;
            if self.job[i] != *job || self.employer[i] >= UNUSED {
                continue;
            }
            self.stop_work(i, employers);
            if *what == DueWhat::StartsWork {
                let j = self.employer[i];
                self.productive_at[i] = j;
                let employer = &mut employers[usize::from(j)];
                employer.productive_minutes += self.minutes(i, employer.sector);
            }
        }
        self.due[slot] = due;
        self.due[slot].clear();
    }

    fn stop_work(&mut self, i: usize, employers: &mut [Employer]) {
        let at = std::mem::replace(&mut self.productive_at[i], NOWHERE);
        if at != NOWHERE {
            let employer = &mut employers[usize::from(at)];
            employer.productive_minutes -= self.minutes(i, employer.sector);
        }
    }

    /// People from the reservoir begin to look, drawn by what is offered; some of those looking stop.
    fn candidates_come_and_go(&mut self, offered: &Offered<'_>, employers: &[Employer]) {
        let Offered {
            setup, pay, draws, ..
        } = *offered;
        let week = u64::from(self.week as u32);
        let lapse = as_bits(setup.lapse_week);
        self.looking = [0; 2];
        for i in 0..self.key.len() {
            if self.employer[i] == LOOKING {
                let bits = draws.draw(chance::CANDIDATES, self.key[i], week).bits();
                if bits < lapse {
                    self.remove(i);
                    self.candidates -= 1;
                    self.reservoir += 1;
                } else {
                    self.looking[side_of_candidate(setup, self.key[i], draws)] += 1;
                }
            }
        }
        for side in 0..sides(setup) {
            let (mut paid, mut reference) = (0.0, 0.0);
            for (employer, pay) in employers.iter().zip(pay) {
                if side_of(setup, employer.sector) == side {
                    let v = f64::from(employer.vacancies);
                    paid += v * pay;
                    reference += v * reference_pay(setup, employer.sector);
                }
            }
            let relative = if reference > 0.0 {
                paid / reference
            } else {
                1.0
            };
            let mean = setup.inflow_week
                * share_of_side(setup, side)
                * libm::pow(relative / offered.outside_rise(), setup.inflow_elasticity);
            let subject = side as u64 * u64::MAX;
            let come = poisson(mean, draws.uniform(chance::CANDIDATES, subject, week))
                .min(self.reservoir.max(0) as u64);
            for n in 0..come {
                self.reservoir -= 1;
                let key = NEW_CANDIDATE | (side as u64) << SIDE_BIT | week << 20 | n;
                self.candidate(setup, key, draws);
            }
            self.looking[side] += come as i64;
        }
    }

    fn meeting_rates(
        &self,
        setup: &WorkforceSetup,
        employers: &[Employer],
        offers: &[Offers],
    ) -> Vec<f64> {
        let mut employed_search = vec![0.0; offers.len()];
        for employer in employers {
            let sector = &setup.sectors[employer.sector];
            employed_search[side_of(setup, employer.sector)] +=
                sector.search * f64::from(employer.headcount);
        }
        offers
            .iter()
            .enumerate()
            .map(|(side, offers)| {
                let searchers =
                    self.looking[side] as f64 + setup.search_employed * employed_search[side];
                if searchers <= 0.0 || offers.vacancies <= 0.0 {
                    return 0.0;
                }
                let tightness = libm::pow(offers.vacancies / searchers, 1.0 - setup.alpha);
                (setup.matching * tightness).min(0.5)
            })
            .collect()
    }

    fn consider_as_candidate(
        &mut self,
        offered: &Offered<'_>,
        i: usize,
        employers: &[Employer],
        offers: &Offers,
    ) {
        let Offered {
            setup, pay, draws, ..
        } = *offered;
        let mut draw = draws.draw(chance::OFFER, self.key[i], u64::from(self.week as u32));
        let (which, accept, order) = (draw.uniform(), draw.uniform(), draw.bits());
        let Some(j) = offers.draw(which) else { return };
        let elasticity = setup.sectors[employers[j].sector].recruit_elasticity;
        let relative = pay[j] / (setup.outside_pay * offered.outside_rise());
        if accept < setup.candidate_accepts * libm::pow(relative, elasticity) {
            self.accepted.push(Acceptance {
                order,
                worker: i as u32,
                employer: j as u16,
            });
        }
    }

    fn consider_as_worker(
        &mut self,
        offered: &Offered<'_>,
        i: usize,
        employers: &[Employer],
        offers: &Offers,
    ) {
        let Offered {
            setup,
            conditions,
            pay,
            draws,
        } = *offered;
        let week = u64::from(self.week as u32);
        let mut draw = draws.draw(chance::OFFER, self.key[i], week);
        let (which, accept, order) = (draw.uniform(), draw.uniform(), draw.bits());
        let k = usize::from(self.employer[i]);
        let Some(j) = offers.draw(which).filter(|&j| j != k) else {
            return;
        };
        debug_assert!(employers[j].vacancies > 0);
        let (from, to) = (employers[k].sector, employers[j].sector);
        let asked = conditions.asked(from, to);
        if asked < 1.0 && draws.uniform(chance::POACH, self.key[i], week) >= asked {
            return;
        }
        let switch_cost = conditions.switch_cost(setup, from, to);
        let gain = setup.kappa * libm::log(pay[j] / pay[k]) - switch_cost;
        if accept < 1.0 / (1.0 + libm::exp(-gain)) {
            self.accepted.push(Acceptance {
                order,
                worker: i as u32,
                employer: j as u16,
            });
        }
    }

    /// Acceptances are filled in a drawn order while there are vacancies.
    fn fill(
        &mut self,
        terms: (&WorkforceSetup, &Conditions),
        employers: &mut [Employer],
        tally: &mut MarketTally,
        now: Time,
    ) {
        let mut accepted = std::mem::take(&mut self.accepted);
        accepted.sort_unstable_by_key(|a| (a.order, self.key[a.worker as usize]));
        for a in &accepted {
            let (i, j) = (a.worker as usize, usize::from(a.employer));
            if employers[j].vacancies > 0 {
                employers[j].vacancies -= 1;
                self.take_job(terms, (i, j), employers, tally, now);
            }
        }
        self.accepted = accepted;
    }

    fn take_job(
        &mut self,
        (setup, conditions): (&WorkforceSetup, &Conditions),
        (i, j): (usize, usize),
        employers: &mut [Employer],
        tally: &mut MarketTally,
        now: Time,
    ) {
        let to = employers[j].sector;
        self.job[i] = self.job[i].wrapping_add(1);
        let job = self.job[i];
        let from =
            (self.employer[i] != LOOKING).then(|| employers[usize::from(self.employer[i])].sector);
        let induction = conditions.induction_weeks(setup, from, to);
        if self.employer[i] == LOOKING {
            self.candidates -= 1;
            self.employed += 1;
            if self.first_job[i] == NO_EXPERIENCE {
                self.first_job[i] = self.week;
            }
            tally.moved(None, Some(to));
            self.settle_in(i, to, tally, now);
        } else {
            let k = usize::from(self.employer[i]);
            employers[k].headcount -= 1;
            tally.sectors[employers[k].sector].leavers += 1;
            tally.moved(Some(employers[k].sector), Some(to));
            self.change_sector(i, employers[k].sector, to, tally, now);
            let stops = setup.notice_weeks.min(induction);
            self.put_down(
                stops,
                Due {
                    worker: i as u32,
                    job,
                    what: DueWhat::StopsOldWork,
                },
            );
        }
        self.employer[i] = j as u16;
        employers[j].headcount += 1;
        self.put_down(
            induction,
            Due {
                worker: i as u32,
                job,
                what: DueWhat::StartsWork,
            },
        );
    }

    /// Puts something down for a week ahead; what is due at once is due next week.
    fn put_down(&mut self, weeks: u32, due: Due) {
        let ahead = (weeks.max(1) as usize).min(RING - 1);
        self.due[(self.week as usize + ahead) % RING].push(due);
    }

    fn quit(
        &mut self,
        offered: &Offered<'_>,
        i: usize,
        employers: &mut [Employer],
        tally: &mut MarketTally,
        now: Time,
    ) {
        let Offered { setup, draws, .. } = *offered;
        let k = usize::from(self.employer[i]);
        self.stop_work(i, employers);
        employers[k].headcount -= 1;
        tally.sectors[employers[k].sector].leavers += 1;
        tally.moved(Some(employers[k].sector), None);
        self.leave_sector(i, employers[k].sector, tally, now);
        self.employed -= 1;
        let u = draws.uniform(chance::OFFER, self.key[i], u64::from(self.week as u32));
        if u < setup.leaves_labour_market {
            // Someone else comes of age or moves in: the labour market keeps its size.
            self.gone += 1;
            self.born += 1;
        }
        self.reservoir += 1;
        self.remove(i);
    }

    /// Workers of a sector, chosen by lot, work for `to` from next week on and go back after so many weeks.
    pub fn second(
        &mut self,
        (from, number): (Sector, u32),
        (to, weeks, policy): (usize, u32, u64),
        employers: &mut [Employer],
        tally: &mut MarketTally,
        (draws, now): (&Streams, Time),
    ) {
        let at_work = |&i: &usize| {
            let j = self.employer[i];
            j < UNUSED
                && self.productive_at[i] == j
                && employers[usize::from(j)].sector == from
                && employers[usize::from(j)].takes_clients()
        };
        let mut lots: Vec<(u64, usize)> = (0..self.key.len())
            .filter(at_work)
            .map(|i| (draws.draw(chance::SECONDED, self.key[i], policy).bits(), i))
            .collect();
        lots.sort_unstable();
        for (_, i) in lots.into_iter().take(number as usize) {
            let home = self.employer[i];
            self.transfer((i, to), employers, tally, now);
            self.seconded.push(Secondee {
                worker: i as u32,
                job: self.job[i],
                home,
                back: self.week + weeks as i32,
            });
        }
    }

    /// Everyone lent to `j` goes back.
    pub fn return_seconded(
        &mut self,
        j: usize,
        employers: &mut [Employer],
        tally: &mut MarketTally,
        now: Time,
    ) {
        self.end_secondments(employers, tally, now, |_, _, at| usize::from(at) == j);
    }

    /// Secondments that end, by who is lent, the week, and the employer lent to; a home employer that is no more takes
    /// nobody back.
    fn end_secondments(
        &mut self,
        employers: &mut [Employer],
        tally: &mut MarketTally,
        now: Time,
        ends: impl Fn(&Secondee, i32, u16) -> bool,
    ) {
        if self.seconded.is_empty() {
            return;
        }
        let mut seconded = std::mem::take(&mut self.seconded);
        seconded.retain(|secondee| {
            let i = secondee.worker as usize;
            if self.job[i] != secondee.job || self.employer[i] >= UNUSED {
                return false;
            }
            if !ends(secondee, self.week, self.employer[i]) {
                return true;
            }
            let home = usize::from(secondee.home);
            if employers[home].open {
                self.transfer((i, home), employers, tally, now);
            } else {
                self.loses_job(i, employers, tally, now);
            }
            false
        });
        self.seconded = seconded;
    }

    /// A worker stops work for one employer and starts for another a week later.
    fn transfer(
        &mut self,
        (i, to): (usize, usize),
        employers: &mut [Employer],
        tally: &mut MarketTally,
        now: Time,
    ) {
        self.stop_work(i, employers);
        let from = usize::from(self.employer[i]);
        employers[from].headcount -= 1;
        employers[to].headcount += 1;
        tally.sectors[employers[from].sector].leavers += 1;
        let (left, joined) = (employers[from].sector, employers[to].sector);
        tally.moved(Some(left), Some(joined));
        self.change_sector(i, left, joined, tally, now);
        self.employer[i] = to as u16;
        self.job[i] = self.job[i].wrapping_add(1);
        let due = Due {
            worker: i as u32,
            job: self.job[i],
            what: DueWhat::StartsWork,
        };
        self.put_down(1, due);
    }

    /// Someone employed looks for another job: the one they had is no more.
    fn loses_job(
        &mut self,
        i: usize,
        employers: &mut [Employer],
        tally: &mut MarketTally,
        now: Time,
    ) {
        let j = usize::from(self.employer[i]);
        self.stop_work(i, employers);
        self.employer[i] = LOOKING;
        self.job[i] = self.job[i].wrapping_add(1);
        self.employed -= 1;
        self.candidates += 1;
        employers[j].headcount -= 1;
        tally.sectors[employers[j].sector].leavers += 1;
        tally.moved(Some(employers[j].sector), None);
        self.leave_sector(i, employers[j].sector, tally, now);
        self.came_from[i] = employers[j].sector as u8;
    }

    /// In this sector everyone works for one client, as many hours as the client needs.
    pub fn works_by_client(&mut self, sector: Sector) {
        self.by_client = Some(sector);
    }

    /// Whoever was hired by `j` in the last step, in the order in which jobs were filled.
    pub fn hired_by(&self, j: usize) -> Vec<Hand> {
        let filled = self
            .accepted
            .iter()
            .filter(|a| usize::from(a.employer) == j);
        let filled = filled.filter(|a| usize::from(self.employer[a.worker as usize]) == j);
        filled.map(|a| self.hand(a.worker)).collect()
    }

    fn hand(&self, worker: u32) -> Hand {
        Hand {
            worker,
            job: self.job[worker as usize],
        }
    }

    /// Whether a worker still has the job.
    pub fn has_job(&self, hand: Hand, j: usize) -> bool {
        let i = hand.worker as usize;
        self.job[i] == hand.job && usize::from(self.employer[i]) == j
    }

    /// Whether a worker is at work for `j`, in this job or on notice from it.
    pub fn works_at(&self, hand: Hand, j: usize) -> bool {
        let i = hand.worker as usize;
        let another_job = self.job[i] != hand.job && usize::from(self.employer[i]) == j;
        usize::from(self.productive_at[i]) == j && !another_job
    }

    /// A worker works this many minutes a week for their client.
    pub fn work_for_client(&mut self, hand: Hand, minutes: i64, employers: &mut [Employer]) {
        let i = hand.worker as usize;
        let minutes = minutes.clamp(0, i64::from(u16::MAX)) as u16;
        let before = std::mem::replace(&mut self.client_minutes[i], minutes);
        let at = self.productive_at[i];
        if at != NOWHERE && self.by_client == Some(employers[usize::from(at)].sector) {
            employers[usize::from(at)].productive_minutes += i64::from(minutes) - i64::from(before);
        }
    }

    /// Someone who was not looking for care work is hired by `j` for so many minutes a week; `None` if there is nobody.
    pub fn hire_from_outside(
        &mut self,
        setup: &WorkforceSetup,
        (key, j, minutes): (u64, usize, i64),
        (employers, tally): (&mut [Employer], &mut MarketTally),
        (draws, now): (&Streams, Time),
    ) -> Option<Hand> {
        if self.reservoir <= 0 {
            return None;
        }
        self.reservoir -= 1;
        let u = draws.uniform(chance::WORKER, key, 0);
        let i = self.add(key, hours_offset(setup.hours_spread, u));
        let sector = employers[j].sector;
        self.employed += 1;
        self.employer[i] = j as u16;
        self.first_job[i] = self.week;
        self.job[i] = self.job[i].wrapping_add(1);
        employers[j].headcount += 1;
        tally.moved(None, Some(sector));
        self.settle_in(i, sector, tally, now);
        let hand = self.hand(i as u32);
        self.work_for_client(hand, minutes, employers);
        let due = Due {
            worker: hand.worker,
            job: hand.job,
            what: DueWhat::StartsWork,
        };
        self.put_down(setup.sectors[sector].induction_weeks, due);
        Some(hand)
    }

    /// The client someone worked for is gone: they look for another job, or are again one of those who do not look.
    pub fn client_gone(
        &mut self,
        (hand, j): (Hand, usize),
        looks_no_more: bool,
        (employers, tally): (&mut [Employer], &mut MarketTally),
        now: Time,
    ) {
        let i = hand.worker as usize;
        if self.has_job(hand, j) {
            self.loses_job(i, employers, tally, now);
            if looks_no_more {
                self.candidates -= 1;
                self.reservoir += 1;
                self.remove(i);
            }
        } else if self.works_at(hand, j) {
            // On notice: there is nobody to work it for.
            self.stop_work(i, employers);
        }
    }

    /// Someone who came from where they came from now works in a sector.
    fn settle_in(&mut self, i: usize, sector: Sector, tally: &mut MarketTally, now: Time) {
        self.came_in[i] = self.week;
        tally.sectors[sector].weeks_of_coming += i64::from(self.week);
        tally.count_provenance(sector, self.provenance(i), 1, now);
    }

    /// Someone works in a sector no longer.
    fn leave_sector(&self, i: usize, sector: Sector, tally: &mut MarketTally, now: Time) {
        if self.came_from[i] != FOUND {
            tally.sectors[sector].weeks_of_coming -= i64::from(self.came_in[i]);
            tally.count_provenance(sector, self.provenance(i), -1, now);
        }
    }

    /// Someone goes from one sector to another; within a sector they are still from where they were from.
    fn change_sector(
        &mut self,
        i: usize,
        from: Sector,
        to: Sector,
        tally: &mut MarketTally,
        now: Time,
    ) {
        if from != to {
            self.leave_sector(i, from, tally, now);
            self.came_from[i] = from as u8;
            self.settle_in(i, to, tally, now);
        }
    }

    /// The sector someone was in before, if any.
    fn provenance(&self, i: usize) -> Option<Sector> {
        Some(self.came_from[i])
            .filter(|&s| s < FOUND)
            .map(Sector::from)
    }

    /// Everyone employed by `j` becomes a candidate: the employer is no more.
    pub fn dismiss_all(
        &mut self,
        j: usize,
        employers: &mut [Employer],
        tally: &mut MarketTally,
        now: Time,
    ) {
        for i in 0..self.key.len() {
            if usize::from(self.employer[i]) == j && self.employer[i] < UNUSED {
                self.loses_job(i, employers, tally, now);
            }
        }
    }
}

/// Pay and conditions of a sector at the start, pence an hour.
pub fn reference_pay(setup: &WorkforceSetup, sector: Sector) -> f64 {
    let sector = &setup.sectors[sector];
    sector.pay * (1.0 + sector.nonpay)
}

/// Labour markets: one, or two that nobody passes between.
fn sides(setup: &WorkforceSetup) -> usize {
    1 + usize::from(setup.separate_pools)
}

/// The labour market that a sector recruits from.
fn side_of(setup: &WorkforceSetup, sector: Sector) -> usize {
    usize::from(setup.separate_pools && setup.sectors[sector].is_nhs)
}

/// Share of those who begin to look that look in this labour market.
fn share_of_side(setup: &WorkforceSetup, side: usize) -> f64 {
    match (setup.separate_pools, side) {
        (false, _) => 1.0,
        (true, 0) => 1.0 - setup.nhs_share,
        (true, _) => setup.nhs_share,
    }
}

/// The labour market that someone looking belongs to.
fn side_of_candidate(setup: &WorkforceSetup, key: u64, draws: &Streams) -> usize {
    if !setup.separate_pools {
        0
    } else if key & NEW_CANDIDATE != 0 {
        (key >> SIDE_BIT & 1) as usize
    } else {
        usize::from(draws.uniform(chance::WORKER, key, 1) < setup.nhs_share)
    }
}

/// For each employer: the chances of quitting by tenure band, and of meeting an offer, as 64-bit thresholds.
fn chances_by_employer(
    offered: &Offered<'_>,
    employers: &[Employer],
    meeting: &[f64],
) -> Vec<(Bands, u64)> {
    let setup = offered.setup;
    employers
        .iter()
        .zip(offered.pay)
        .map(|(employer, pay)| {
            let sector = &setup.sectors[employer.sector];
            let relative = pay / reference_pay(setup, employer.sector) / offered.outside_rise();
            let weekly = sector.quits_per_year * 7.0 / 365.0
                * libm::pow(relative, -setup.quit_elasticity)
                * (1.0 + setup.strain_gain * employer.strain)
                * offered.conditions.quits(employer.sector);
            let quits = setup.tenure_factors.map(|factor| as_bits(weekly * factor));
            let rate =
                setup.search_employed * sector.search * meeting[side_of(setup, employer.sector)];
            (quits, as_bits(rate))
        })
        .collect()
}

/// The chance that something with this rate a week happens in a week, as a threshold for 64 random bits.
fn as_bits(rate: f64) -> u64 {
    // 2^64 times the chance; a chance of 1 saturates.
    (-libm::expm1(-rate) * 18_446_744_073_709_551_616.0) as u64
}

fn band(week: i32, first_job: i32) -> usize {
    match week - first_job.min(week) {
        ..52 => 0,
        52..260 => 1,
        _ => 2,
    }
}

/// Contracted minutes a week over the mean: triangular, this many hours either way.
fn hours_offset(spread: f64, u: f64) -> i16 {
    let shape = if u < 0.5 {
        libm::sqrt(2.0 * u) - 1.0
    } else {
        1.0 - libm::sqrt(2.0 * (1.0 - u))
    };
    libm::rint(spread * shape * 60.0) as i16
}
