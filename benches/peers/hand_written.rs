//! The reference model `scenarios/verification/blocked-line.toml`, and its twin `open-line.toml`, written out by hand.
//!
//! This is what the general program is measured against: the loop one would write if nothing had to be
//! general. The four places, their stays and routes are code; events are the standard library's heap; chance is
//! one fast sequential generator; time is a floating-point number of days. Nothing is keyed, checked,
//! reported by window or kept for each person, and a run differs between platforms in its last digits.
//!
//! The levels are still exact time averages: a person who starts at `t` adds `days - t` to the integral of
//! people present, and takes the same away when they leave.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

/// The places by their keys, in the order of the indices below.
pub const PLACES: [&str; 4] = ["acute", "homecare", "step_down", "care_home"];

const ACUTE: usize = 0;
const HOMECARE: usize = 1;
const STEP_DOWN: usize = 2;
const CARE_HOME: usize = 3;

/// Arrivals and capacities of the reference model, and for how long it runs.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    arrivals_per_day: f64,
    capacity: [u32; 4],
    days: f64,
}

impl Line {
    /// The overloaded model times a scale, for so many days from empty.
    pub fn blocked(scale: u32, days: u32) -> Self {
        Self::new(scale, days, [200, 220, 60, 900])
    }

    /// The stable twin times a scale, for so many days from empty.
    pub fn open(scale: u32, days: u32) -> Self {
        Self::new(scale, days, [200, 260, 60, 1_100])
    }

    fn new(scale: u32, days: u32, capacity: [u32; 4]) -> Self {
        Self {
            arrivals_per_day: 20.0 * f64::from(scale),
            capacity: capacity.map(|places| places * scale),
            days: f64::from(days),
        }
    }
}

/// What one replication showed; arrays are by place.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Arrivals and ends of stays.
    pub events: u64,
    /// People who started.
    pub starts: [u64; 4],
    /// Mean people present.
    pub occupied: [f64; 4],
    /// Mean people whose stay is over and who wait for the next place.
    pub blocked: [f64; 4],
    /// Mean wait of those who started, in days, from being ready for the place.
    pub wait_days: [f64; 4],
    /// Mean share of places taken.
    pub utilisation: [f64; 4],
}

impl Seen {
    /// What is compared between programs, under the keys that `caremarket` gives it.
    pub fn measures(&self) -> Vec<(String, f64)> {
        let mut rows = vec![
            ("events".to_owned(), self.events as f64),
            ("starts.acute".to_owned(), self.starts[ACUTE] as f64),
        ];
        let mut add = |key: &str, values: &[f64; 4], places: &[usize]| {
            let of_place = |&p: &usize| (format!("{key}.{}", PLACES[p]), values[p]);
            rows.extend(places.iter().map(of_place));
        };
        let all = [ACUTE, HOMECARE, STEP_DOWN, CARE_HOME];
        add("occupied", &self.occupied, &all);
        // From the other two people leave altogether.
        add("blocked", &self.blocked, &[ACUTE, STEP_DOWN]);
        add("wait_days", &self.wait_days, &all);
        add("utilisation", &self.utilisation, &all);
        rows
    }
}

/// Runs one replication.
pub fn replicate(line: &Line, seed: u64, replication: u64) -> Seen {
    let mut run = Run::new(line, SmallRng::seed_from_u64(seed << 32 | replication));
    run.until_the_end();
    run.seen()
}

/// The end of a stay.
#[derive(Clone, Copy, PartialEq)]
struct End {
    at: f64,
    order: u64,
    person: u32,
}

impl Eq for End {}

impl PartialOrd for End {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The heap gives out the greatest: the earliest is greatest, then the first scheduled.
impl Ord for End {
    fn cmp(&self, other: &Self) -> Ordering {
        let earlier = other.at.total_cmp(&self.at);
        earlier.then_with(|| other.order.cmp(&self.order))
    }
}

/// Someone who waits in one place for the next.
struct Blocked {
    ready: f64,
    person: u32,
}

struct Run<'a> {
    line: &'a Line,
    chance: SmallRng,
    now: f64,
    next_arrival: f64,
    ends: BinaryHeap<End>,
    scheduled: u64,
    events: u64,
    /// The place of everyone present, and who is free to be used again.
    place_of: Vec<u8>,
    vacant: Vec<u32>,
    /// When those on the acute list came.
    list: VecDeque<f64>,
    /// Who waits for each of the other places.
    queue: [VecDeque<Blocked>; 4],
    present: [u32; 4],
    starts: [u64; 4],
    waited: [f64; 4],
    person_days: [f64; 4],
    blocked_days: [f64; 4],
    acute_stay: Lognormal,
    step_down_stay: Lognormal,
}

impl<'a> Run<'a> {
    fn new(line: &'a Line, mut chance: SmallRng) -> Self {
        let most = line.capacity.iter().map(|&c| c as usize).sum();
        let first: f64 = chance.sample(Exp1);
        Self {
            line,
            chance,
            now: 0.0,
            next_arrival: first / line.arrivals_per_day,
            ends: BinaryHeap::with_capacity(most),
            scheduled: 0,
            events: 0,
            place_of: Vec::with_capacity(most),
            vacant: Vec::with_capacity(most),
            list: VecDeque::new(),
            queue: std::array::from_fn(|_| VecDeque::new()),
            present: [0; 4],
            starts: [0; 4],
            waited: [0.0; 4],
            person_days: [0.0; 4],
            blocked_days: [0.0; 4],
            acute_stay: Lognormal::new(8.0, 10.0),
            step_down_stay: Lognormal::new(28.0, 14.0),
        }
    }

    fn until_the_end(&mut self) {
        loop {
            let next_end = self.ends.peek().map_or(f64::INFINITY, |end| end.at);
            self.now = self.next_arrival.min(next_end);
            if self.now > self.line.days {
                return;
            }
            self.events += 1;
            if self.next_arrival <= next_end {
                self.arrive();
            } else if let Some(end) = self.ends.pop() {
                self.stay_ends(end.person);
            }
        }
    }

    fn arrive(&mut self) {
        let ahead: f64 = self.chance.sample(Exp1);
        self.next_arrival = self.now + ahead / self.line.arrivals_per_day;
        if self.has_room(ACUTE) {
            self.admit(0.0);
        } else {
            self.list.push_back(self.now);
        }
    }

    fn admit(&mut self, waited: f64) {
        let person = self.vacant.pop().unwrap_or_else(|| {
            self.place_of.push(0);
            self.place_of.len() as u32 - 1
        });
        self.start(person, ACUTE, waited);
    }

    fn stay_ends(&mut self, person: u32) {
        let place = usize::from(self.place_of[person as usize]);
        match self.next_place(place) {
            None => {
                self.vacant.push(person);
                self.leave(place);
            }
            Some(next) if self.has_room(next) => {
                self.start(person, next, 0.0);
                self.leave(place);
            }
            Some(next) => {
                self.blocked_days[place] += self.days_left();
                self.queue[next].push_back(Blocked {
                    ready: self.now,
                    person,
                });
            }
        }
    }

    /// Frees a place. Who takes it may free another, and so on down to the acute list.
    fn leave(&mut self, mut place: usize) {
        loop {
            self.present[place] -= 1;
            self.person_days[place] -= self.days_left();
            if place == ACUTE {
                if let Some(came) = self.list.pop_front() {
                    self.admit(self.now - came);
                }
                return;
            }
            let Some(first) = self.queue[place].pop_front() else {
                return;
            };
            let from = usize::from(self.place_of[first.person as usize]);
            self.blocked_days[from] -= self.days_left();
            self.start(first.person, place, self.now - first.ready);
            place = from;
        }
    }

    fn start(&mut self, person: u32, place: usize, waited: f64) {
        self.place_of[person as usize] = place as u8;
        self.present[place] += 1;
        self.person_days[place] += self.days_left();
        self.starts[place] += 1;
        self.waited[place] += waited;
        let at = self.now + self.stay(place);
        self.ends.push(End {
            at,
            order: self.scheduled,
            person,
        });
        self.scheduled += 1;
    }

    fn has_room(&self, place: usize) -> bool {
        self.present[place] < self.line.capacity[place]
    }

    fn days_left(&self) -> f64 {
        self.line.days - self.now
    }

    fn stay(&mut self, place: usize) -> f64 {
        match place {
            ACUTE => self.acute_stay.sample(&mut self.chance),
            STEP_DOWN => self.step_down_stay.sample(&mut self.chance),
            HOMECARE => 42.0 * self.chance.sample::<f64, _>(Exp1),
            _ => 700.0 * self.chance.sample::<f64, _>(Exp1),
        }
    }

    fn next_place(&mut self, place: usize) -> Option<usize> {
        match place {
            ACUTE => match self.chance.random::<f64>() {
                ..0.60 => None,
                ..0.85 => Some(HOMECARE),
                ..0.95 => Some(STEP_DOWN),
                _ => Some(CARE_HOME),
            },
            STEP_DOWN => match self.chance.random::<f64>() {
                ..0.5 => None,
                ..0.8 => Some(HOMECARE),
                _ => Some(CARE_HOME),
            },
            _ => None,
        }
    }

    fn seen(&self) -> Seen {
        let each = |value: fn(&Self, usize) -> f64| std::array::from_fn(|p| value(self, p));
        Seen {
            events: self.events,
            starts: self.starts,
            occupied: each(|run, p| run.person_days[p] / run.line.days),
            blocked: each(|run, p| run.blocked_days[p] / run.line.days),
            wait_days: each(|run, p| run.waited[p] / run.starts[p] as f64),
            utilisation: each(|run, p| {
                run.person_days[p] / run.line.days / f64::from(run.line.capacity[p])
            }),
        }
    }
}

/// A lognormal stay, in days.
struct Lognormal {
    log_mean: f64,
    log_sd: f64,
}

impl Lognormal {
    fn new(mean: f64, sd: f64) -> Self {
        let log_variance = libm::log1p((sd / mean) * (sd / mean));
        Self {
            log_mean: libm::log(mean) - log_variance / 2.0,
            log_sd: libm::sqrt(log_variance),
        }
    }

    #[allow(
        clippy::disallowed_methods,
        reason = "the fastest there is: this loop need not give the same digits everywhere"
    )]
    fn sample(&self, chance: &mut SmallRng) -> f64 {
        let normal: f64 = chance.sample(StandardNormal);
        (self.log_mean + self.log_sd * normal).exp()
    }
}
