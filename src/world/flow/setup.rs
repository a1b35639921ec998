//! The network as data, checked and ready to run.

use crate::engine::{Sampler, Time};

/// Index of a group of people.
pub type Group = u8;
/// Index of a place, of a way out, or of a reason to be kept waiting, in one numbering.
pub type Target = u16;
/// No target, no place.
pub const NOWHERE: Target = Target::MAX;

/// Who arrives, the places, and the ways between them.
#[derive(Clone, PartialEq, Debug)]
pub struct FlowSetup {
    /// Names of the groups; at least one.
    pub groups: Vec<String>,
    /// Who arrives, and when.
    pub streams: Vec<StreamSetup>,
    /// Where people stay.
    pub places: Vec<PlaceSetup>,
    /// Names of the ways out; they follow the places in the numbering of targets.
    pub exits: Vec<String>,
    /// Names of reasons to be kept waiting that are neither places nor exits; they follow the exits.
    pub reasons: Vec<String>,
}

impl FlowSetup {
    /// Places, exits and reasons together.
    pub fn targets(&self) -> usize {
        self.places.len() + self.exits.len() + self.reasons.len()
    }

    /// Makes the network `times` as large: rates and counts of arrivals, capacities, lists and people at the start.
    pub(in crate::world) fn scale(&mut self, times: u32) {
        for stream in &mut self.streams {
            if let Demand::Poisson { per_day, .. } = &mut stream.demand {
                *per_day *= f64::from(times);
            }
        }
        for number in self.numbers() {
            *number = number.saturating_mul(times);
        }
    }

    /// Every whole number that is greater in a larger place.
    pub(crate) fn numbers(&mut self) -> Vec<&mut u32> {
        let mut all: Vec<&mut u32> = Vec::new();
        for stream in &mut self.streams {
            if let Demand::Counts { counts, .. } = &mut stream.demand {
                match counts {
                    Counts::Weekly(by_weekday) => all.extend(by_weekday),
                    Counts::Daily(by_day) => all.extend(by_day),
                }
            }
        }
        for place in &mut self.places {
            all.extend(&mut place.capacity);
            all.extend(
                place
                    .capacity_steps
                    .iter_mut()
                    .filter_map(|step| step.1.as_mut()),
            );
            all.extend(
                place
                    .capacity_week
                    .iter_mut()
                    .filter_map(|step| step.1.as_mut()),
            );
            all.extend(&mut place.waiting.limit);
            all.extend(place.waiting.group_limits.iter_mut().flatten());
            all.extend(&mut place.dedicated);
            all.extend(place.keep_free.iter_mut().map(|rule| &mut rule.places));
            all.extend(place.census.iter_mut().map(|entry| &mut entry.people));
            all.extend(
                place
                    .census_waiting
                    .iter_mut()
                    .map(|entry| &mut entry.people),
            );
        }
        all
    }

    /// The name of a place, an exit or a reason.
    pub fn target_name(&self, target: Target) -> &str {
        let mut at = usize::from(target);
        if at < self.places.len() {
            return &self.places[at].name;
        }
        at -= self.places.len();
        self.exits
            .iter()
            .chain(&self.reasons)
            .nth(at)
            .map_or("nowhere", String::as_str)
    }

    /// The place of this name.
    pub fn place_named(&self, name: &str) -> Option<usize> {
        self.places.iter().position(|p| p.name == name)
    }
}

/// Who arrives, and when.
#[derive(Clone, PartialEq, Debug)]
pub struct StreamSetup {
    /// Its name.
    pub name: String,
    /// What its draws are keyed by: the same in every scenario built on one place file.
    pub identity: u16,
    /// The groups its people belong to, with cumulative shares; the last share is 1.
    pub groups: Vec<(f64, Group)>,
    /// Where they go first: cumulative shares of places; the last share is 1.
    pub to: Vec<(f64, Target)>,
    /// How many, and when.
    pub demand: Demand,
    /// How long they will wait for their first place, in days, unless the place says otherwise.
    pub patience: Option<Sampler>,
}

/// How many arrive, and when.
#[derive(Clone, PartialEq, Debug)]
pub enum Demand {
    /// A Poisson process.
    Poisson {
        /// People a day, before the indices.
        per_day: f64,
        /// How the rate varies.
        varies: Varying,
        /// All of a day's people come at this second of the day; `None` spreads them evenly.
        batch_at: Option<i64>,
    },
    /// Exactly so many on each day.
    Counts {
        /// Which day has how many.
        counts: Counts,
        /// All of a day's people come at this second of the day; `None` spreads them evenly.
        batch_at: Option<i64>,
    },
}

/// How a rate varies with weekday, month and growth.
#[derive(Clone, PartialEq, Debug)]
pub struct Varying {
    /// Multiplier by weekday, from Monday.
    pub weekday: [f64; 7],
    /// Multiplier by month, from January.
    pub month: [f64; 12],
    /// Growth a year from day 0, compounding; no growth during warm-up.
    pub growth_per_year: f64,
}

impl Varying {
    /// A rate that does not vary.
    pub const STEADY: Self = Self {
        weekday: [1.0; 7],
        month: [1.0; 12],
        growth_per_year: 0.0,
    };

    /// Whether it varies at all.
    pub fn is_steady(&self) -> bool {
        self.growth_per_year == 0.0
            && self
                .weekday
                .iter()
                .chain(&self.month)
                .all(|&index| index == 1.0)
    }
}

/// Exactly how many come on which day.
#[derive(Clone, PartialEq, Debug)]
pub enum Counts {
    /// The same on each weekday, from Monday.
    Weekly([u32; 7]),
    /// On day 0, 1, 2 …; nobody before day 0 or after the list ends.
    Daily(Vec<u32>),
}

/// A place where people stay.
#[derive(Clone, PartialEq, Debug)]
pub struct PlaceSetup {
    /// Its name.
    pub name: String,
    /// What the draws of people found here at the start are keyed by.
    pub identity: u16,
    /// Whole places at the start, or steps of packages a day; `None` is unlimited.
    pub capacity: Option<u32>,
    /// Whether workers give it its capacity, which then changes as they come and go.
    pub is_staffed: bool,
    /// Later capacities, in order of time.
    pub capacity_steps: Vec<(Time, Option<u32>)>,
    /// A weekly timetable of capacities, by second of the week from Monday; empty when there is none.
    pub capacity_week: Vec<(i64, Option<u32>)>,
    /// How much of the capacity each person takes; `None` where everyone takes one place.
    pub package: Option<PackageSetup>,
    /// How long people stay, in days: one sampler for each group and next target, by `group * targets + target`.
    pub stays: Vec<Option<Sampler>>,
    /// Where each group goes next: cumulative shares; the last is 1.
    pub routes: Vec<Vec<(f64, Target)>>,
    /// Whether people keep their place here while they wait for the next.
    pub keeps_place: bool,
    /// Chance of leaving on each weekday, from Monday, for people whose stay is over; `None` lets everyone leave at once.
    pub leave_by_weekday: Option<[f64; 7]>,
    /// Who waits, how many, in which order.
    pub waiting: Waiting,
    /// Places kept for each group, beside those open to all; empty when all are.
    pub dedicated: Vec<u32>,
    /// Rules that keep the last free places for some groups.
    pub keep_free: Vec<KeepFree>,
    /// Hours in which people can start here, as (from, to) seconds of the week; empty is always.
    pub opening: Vec<(i64, i64)>,
    /// Days between the end of the stay and leaving, the place kept, by target.
    pub exit_delay: Vec<Option<Sampler>>,
    /// Days between being given the next place and moving there, both places kept, by target.
    pub transfer_delay: Vec<Option<Sampler>>,
    /// Who is here when the run begins.
    pub census: Vec<CensusEntry>,
    /// Who is waiting when the run begins, longest wait first.
    pub census_waiting: Vec<WaitingEntry>,
}

/// How much of a place's capacity each person takes, day by day.
#[derive(Clone, PartialEq, Debug)]
pub struct PackageSetup {
    /// What is counted.
    pub unit: CareUnit,
    /// Each day's amount is a whole number of steps of so many hours or visits; above zero. Capacities
    /// of the place are such steps a day, and change at midnight only.
    pub step: f64,
    /// The amounts people of each group ask for.
    pub amounts: Vec<AmountsSetup>,
    /// Who may start before someone ahead of them whose package does not fit.
    pub overtaking: Overtaking,
}

/// What a package is measured in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CareUnit {
    /// Hours a day.
    Hours,
    /// Visits a day.
    Visits,
}

impl CareUnit {
    /// As it is written after a number: `hours`, `visits`.
    pub const fn many(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Visits => "visits",
        }
    }
}

/// The amounts of the first and the last day of a package, in hours or visits a day.
#[derive(Clone, PartialEq, Debug)]
pub enum AmountsSetup {
    /// Drawn each by itself; without `last`, the last day's amount is the first day's.
    Each {
        /// On the first day.
        first: Sampler,
        /// On the last day.
        last: Option<Sampler>,
    },
    /// Drawn together: cumulative shares, the last of which is 1, with the amounts of first and last day.
    Types(Vec<(f64, f64, f64)>),
}

impl AmountsSetup {
    /// Mean amount a day: halfway between the means of the first day and of the last.
    pub fn mean(&self) -> f64 {
        let (first, last) = self.means();
        f64::midpoint(first, last)
    }

    /// The greater of the means of the first day and of the last.
    pub fn mean_at_most(&self) -> f64 {
        let (first, last) = self.means();
        first.max(last)
    }

    fn means(&self) -> (f64, f64) {
        match self {
            Self::Each { first, last } => {
                let last = last.as_ref().unwrap_or(first).distribution().mean();
                (first.distribution().mean(), last)
            }
            Self::Types(rows) => {
                let mut below = 0.0;
                rows.iter()
                    .fold((0.0, 0.0), |means, &(up_to, first, last)| {
                        let share = up_to - below;
                        below = up_to;
                        (means.0 + share * first, means.1 + share * last)
                    })
            }
        }
    }
}

/// Who may start before someone ahead of them whose package does not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overtaking {
    /// Nobody: whoever is next keeps everyone else waiting until their package fits.
    Never,
    /// Whoever fits, first come among them.
    WhoeverFits,
    /// Everyone is given, when they ask, the first day from which their package fits beside those given before.
    IntoGaps,
}

/// The last `places` free places are kept for these groups.
#[derive(Clone, PartialEq, Debug)]
pub struct KeepFree {
    /// How many.
    pub places: u32,
    /// Whether each group may use them.
    pub open_to: Vec<bool>,
}

/// Who waits, how many, in which order.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    /// Most people on the list who hold no other place; `None` is unlimited.
    pub limit: Option<u32>,
    /// Most people of each group on the list; `None` is unlimited.
    pub group_limits: Vec<Option<u32>>,
    /// Where those go whom the list cannot take.
    pub turned_away_to: Target,
    /// How long people on the list will wait, in days.
    pub patience: Option<Sampler>,
    /// Where those go who give up.
    pub gave_up_to: Target,
    /// Who is next.
    pub discipline: Discipline,
    /// The second of the day at which the queue clears; `None` clears it at once.
    pub clears_at: Option<i64>,
}

/// Who is next.
#[derive(Clone, Debug, PartialEq)]
pub enum Discipline {
    /// By the time they became ready.
    FirstCome,
    /// By rank, 1 before 2; first come within a rank. By `group * (places + 1) + place`; the last place is "on the list".
    Priority(Vec<i32>),
    /// By lot, each time a place is free, with chances in proportion to weight x (1 + days waited / tau).
    Weighted {
        /// By `group * (places + 1) + place`.
        weights: Vec<f64>,
        /// Days of waiting that add a weight once more; infinite for none.
        tau_days: f64,
    },
    /// By lot, everyone alike.
    Random,
}

/// People found in a place when the run begins.
#[derive(Clone, PartialEq, Debug)]
pub struct CensusEntry {
    /// How many.
    pub people: u32,
    /// Their group.
    pub group: Group,
    /// How much of their stay is left.
    pub remaining: Remaining,
}

/// How much of a stay is left at the start.
#[derive(Clone, PartialEq, Debug)]
pub enum Remaining {
    /// A whole fresh stay; exact for people admitted that instant, and for exponential stays.
    Fresh,
    /// What is left of a stay in progress for a long time (its equilibrium residual).
    Residual,
    /// Exponential with the mean of the stay.
    Memoryless,
    /// Uniform from this many days to a fresh stay.
    UniformFrom(f64),
    /// These days, person by person.
    Listed(Vec<f64>),
}

/// People waiting when the run begins.
#[derive(Clone, PartialEq, Debug)]
pub struct WaitingEntry {
    /// How many.
    pub people: u32,
    /// Their group.
    pub group: Group,
    /// Days they have waited.
    pub waited_days: f64,
}
