//! Who arrives, and when.
//!
//! A rate that varies is thinned: candidates come at a fixed rate, the envelope, and each is kept
//! with the chance that the rate bears to it. Growth, or a smaller rate, then only adds or removes
//! people; those kept in both worlds are the same people, arriving at the same second.

use super::setup::{Counts, Demand, StreamSetup, Varying};
use crate::engine::{DAY, Streams, Time};
use crate::world::chance;
use crate::world::setup::RunSetup;

/// A stream while the world runs.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Its slot in the calendar.
    pub(super) slot: usize,
    /// Index of the next candidate, which keys its draws.
    index: u64,
    /// Exact time of the last candidate, in seconds.
    clock: f64,
    /// Candidates a second.
    envelope: f64,
    /// Whether the rate never varies, so that every candidate comes.
    steady: bool,
    /// The next candidates: of those together, the one of this index and after.
    candidates: [Candidate; AT_ONCE],
    /// Arrivals of the present day still to come, latest first, where these are drawn a day at a time.
    today: Vec<Time>,
    /// The next day to draw.
    next_day: i64,
    /// Index of the first, and number, of those who arrive when the scheduled event is due.
    pub(super) coming: (u64, u64),
}

/// Candidates drawn at once: nobody's draw waits for another's, so that several take little longer than one.
const AT_ONCE: usize = 8;

/// What chance says of a candidate.
#[derive(Clone, Copy, Debug, Default)]
struct Candidate {
    /// Seconds after the one before.
    gap: f64,
    /// They are kept if the rate is above this share of the envelope.
    lot: f64,
}

/// The next arrivals: an instant, and the indices of those who come then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrivals {
    pub(super) at: Time,
    pub(super) first: u64,
    pub(super) people: u64,
}

impl Stream {
    pub(super) fn new(setup: &StreamSetup, run: &RunSetup, slot: usize) -> Self {
        let envelope = match &setup.demand {
            Demand::Poisson {
                per_day,
                varies,
                batch_at: None,
            } => envelope_per_day(*per_day, varies, run) / DAY as f64,
            _ => 0.0,
        };
        let steady = matches!(&setup.demand, Demand::Poisson { varies, .. } if varies.is_steady());
        Self {
            slot,
            candidates: [Candidate::default(); AT_ONCE],
            index: 0,
            clock: run.start().seconds() as f64,
            envelope,
            steady,
            today: Vec::new(),
            next_day: run.start().day(),
            coming: (0, 0),
        }
    }

    /// The next arrivals after those last returned; `None` when there will be no more before `end`.
    #[expect(clippy::inline_always, reason = "at every arrival")]
    #[inline(always)]
    pub(super) fn next(
        &mut self,
        setup: &StreamSetup,
        run: &RunSetup,
        draws: &Streams,
        end: Time,
    ) -> Option<Arrivals> {
        match &setup.demand {
            Demand::Poisson {
                batch_at: None,
                per_day,
                varies,
            } => self.next_poisson(setup, *per_day, varies, run, draws, end),
            Demand::Poisson {
                batch_at: Some(second),
                per_day,
                varies,
            } => self.next_batch(run, *second, end, |day| {
                let mean = rate_per_day(*per_day, varies, run, Time::start_of_day(day));
                let u = draws.uniform(chance::BATCH, subject(setup, 0), day_number(day));
                poisson(mean, u)
            }),
            Demand::Counts {
                counts,
                batch_at: Some(second),
            } => self.next_batch(run, *second, end, |day| count_on(counts, run, day)),
            Demand::Counts {
                counts,
                batch_at: None,
            } => self.next_counted(setup, counts, run, draws, end),
        }
    }

    #[expect(clippy::inline_always, reason = "at every arrival")]
    #[inline(always)]
    fn next_poisson(
        &mut self,
        setup: &StreamSetup,
        per_day: f64,
        varies: &Varying,
        run: &RunSetup,
        draws: &Streams,
        end: Time,
    ) -> Option<Arrivals> {
        if self.envelope <= 0.0 {
            return None;
        }
        loop {
            let index = self.index;
            self.index += 1;
            let at = index as usize % AT_ONCE;
            if at == 0 {
                self.draw_candidates(setup, index, draws);
            }
            let Candidate { gap, lot } = self.candidates[at];
            self.clock += gap;
            if self.clock > end.seconds() as f64 + 1.0 {
                return None;
            }
            let at = Time::nearest(self.clock);
            if !self.steady {
                let rate = rate_per_day(per_day, varies, run, at) / DAY as f64;
                if lot * self.envelope >= rate {
                    continue;
                }
            }
            return Some(Arrivals {
                at,
                first: index,
                people: 1,
            });
        }
    }

    /// Draws the candidates of this index and after.
    #[inline(never)]
    fn draw_candidates(&mut self, setup: &StreamSetup, first: u64, draws: &Streams) {
        for (index, candidate) in (first..).zip(&mut self.candidates) {
            let mut draw = draws.draw(chance::ARRIVE, subject(setup, index), 0);
            candidate.gap = draw.exponential() / self.envelope;
            candidate.lot = draw.uniform();
        }
    }

    #[inline(never)]
    fn next_batch(
        &mut self,
        run: &RunSetup,
        second: i64,
        end: Time,
        count: impl Fn(i64) -> u64,
    ) -> Option<Arrivals> {
        loop {
            let at = Time::from_seconds(Time::start_of_day(self.next_day).seconds() + second);
            if at > end {
                return None;
            }
            let people = count(self.next_day);
            self.next_day += 1;
            if people > 0 && at >= run.start() {
                let first = self.index;
                self.index += people;
                return Some(Arrivals { at, first, people });
            }
        }
    }

    #[inline(never)]
    fn next_counted(
        &mut self,
        setup: &StreamSetup,
        counts: &Counts,
        run: &RunSetup,
        draws: &Streams,
        end: Time,
    ) -> Option<Arrivals> {
        while self.today.is_empty() {
            let day = self.next_day;
            if Time::start_of_day(day) > end {
                return None;
            }
            self.next_day += 1;
            let people = count_on(counts, run, day);
            self.today = (0..people)
                .map(|i| {
                    let u = draws.uniform(chance::ARRIVE, subject(setup, self.index + i), 0);
                    let second = (u * DAY as f64) as i64;
                    Time::from_seconds(Time::start_of_day(day).seconds() + second)
                })
                .collect();
            self.today.sort_unstable_by(|a, b| b.cmp(a));
        }
        let at = self.today.pop()?;
        let first = self.index;
        self.index += 1;
        (at <= end).then_some(Arrivals {
            at,
            first,
            people: 1,
        })
    }
}

/// What the draws of a stream's `index`-th person are keyed by.
#[inline]
pub(super) fn subject(setup: &StreamSetup, index: u64) -> u64 {
    u64::from(setup.identity) << 48 | index
}

/// How many come from a stream on a day, on average.
pub(super) fn mean_on(setup: &StreamSetup, run: &RunSetup, now: Time) -> f64 {
    match &setup.demand {
        Demand::Poisson {
            per_day, varies, ..
        } => rate_per_day(*per_day, varies, run, now),
        Demand::Counts { counts, .. } => count_on(counts, run, now.day()) as f64,
    }
}

/// A day as a number that is never negative.
pub(crate) fn day_number(day: i64) -> u64 {
    (day + (1 << 24)) as u64
}

fn count_on(counts: &Counts, run: &RunSetup, day: i64) -> u64 {
    match counts {
        Counts::Weekly(by_weekday) => u64::from(by_weekday[run.weekday(day)]),
        Counts::Daily(by_day) => {
            let day = usize::try_from(day).ok();
            u64::from(day.and_then(|d| by_day.get(d)).copied().unwrap_or(0))
        }
    }
}

/// People a day at an instant.
pub(crate) fn rate_per_day(per_day: f64, varies: &Varying, run: &RunSetup, at: Time) -> f64 {
    let day = at.day();
    let index = varies.weekday[run.weekday(day)] * varies.month[run.dates.month(day)];
    per_day * index * growth(varies.growth_per_year, at)
}

/// Growth since day 0; none before it.
pub(crate) fn growth(per_year: f64, at: Time) -> f64 {
    if per_year == 0.0 || at <= Time::ZERO {
        1.0
    } else {
        libm::pow(1.0 + per_year, at.days() / 365.0)
    }
}

/// A rate that the stream never exceeds: for a varying rate the next of 2^(k/2), so that small changes of
/// rate, season or growth leave the candidates as they are.
fn envelope_per_day(per_day: f64, varies: &Varying, run: &RunSetup) -> f64 {
    if varies.is_steady() || per_day <= 0.0 {
        return per_day;
    }
    let highest = |indices: &[f64]| indices.iter().copied().fold(0.0, f64::max);
    let most = growth(varies.growth_per_year, run.end()).max(1.0);
    let peak = per_day * highest(&varies.weekday) * highest(&varies.month) * most;
    libm::exp2(libm::ceil(2.0 * libm::log2(peak)) / 2.0)
}

/// A Poisson count by inversion: one uniform number, monotone in the mean.
pub(crate) fn poisson(mean: f64, u: f64) -> u64 {
    if mean > 500.0 {
        // The normal limit with its first correction (Cornish-Fisher) is closer than any rate is known.
        let z = crate::engine::normal::quantile(u);
        return libm::fmax(
            0.0,
            libm::rint(mean + libm::sqrt(mean) * z + (z * z - 1.0) / 6.0),
        ) as u64;
    }
    let mut term = libm::exp(-mean);
    let (mut below, mut n) = (term, 0_u64);
    while u >= below && n < 2_000 {
        n += 1;
        term *= mean / n as f64;
        below += term;
    }
    n
}

/// A value drawn by cumulative shares.
#[inline]
pub(crate) fn by_share<T: Copy>(rows: &[(f64, T)], u: f64) -> T {
    if let [(_, only)] = rows {
        return *only;
    }
    // All are looked at, as a jump out of the loop cannot be foreseen.
    let before = rows.iter().filter(|(upto, _)| u >= *upto).count();
    rows[before.min(rows.len() - 1)].1
}

/// Ask for the traits of a new person.
pub(super) fn traits(draws: &Streams, key: u64) -> (f64, f64) {
    let mut draw = draws.draw(chance::TRAIT, key, 0);
    (draw.uniform(), draw.uniform())
}
