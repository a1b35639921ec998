//! What a world needs to start: plain values that have been checked.
//!
//! Only `scenario` knows that these come from TOML.

use super::flow::setup::FlowSetup;
use super::market::setup::MarketSetup;
use super::policy::PolicySetup;
use super::staff::setup::StaffSetup;

use crate::engine::{DAY, Span, Time};

/// Everything a run is a function of, but for the seed and the replication.
#[derive(Clone, PartialEq, Debug)]
pub struct Setup {
    /// Length and dates.
    pub run: RunSetup,
    /// Who arrives, the places, and the ways between them.
    pub flow: FlowSetup,
    /// What gives places their capacity; `None` in a plain network.
    pub market: Option<MarketSetup>,
    /// A workforce that only moves; never beside a market, which has its own.
    pub staff: Option<StaffSetup>,
    /// What is done differently, in the order in which policies act.
    pub policies: Vec<PolicySetup>,
}

impl Setup {
    /// Names of the sectors that workers move between, of whichever workforce there is.
    pub fn sectors(&self) -> Vec<&str> {
        if let Some(market) = &self.market {
            let sectors = market.workforce.sectors.iter();
            return sectors.map(|s| s.name.as_str()).collect();
        }
        let sectors = self.staff.iter().flat_map(|staff| &staff.sectors);
        sectors.map(|s| s.name.as_str()).collect()
    }

    /// Makes the place `times` as large: rates of arrivals, capacities, and numbers of people, workers and providers.
    pub fn scale(&mut self, times: u32) {
        if times == 1 {
            return;
        }
        self.flow.scale(times);
        if let Some(market) = &mut self.market {
            market.scale(times);
        }
        if let Some(staff) = &mut self.staff {
            staff.scale(times);
            staff.open_places(&mut self.flow);
        }
    }
}

/// Length and dates of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct RunSetup {
    /// Run but not reported, before day 0.
    pub warm_up: Span,
    /// Reported, from day 0.
    pub horizon: Span,
    /// The weekday of day 0: 0 is Monday.
    pub weekday_of_day_0: u8,
    /// The dates of the run, month by month.
    pub dates: Dates,
}

impl RunSetup {
    /// When the run begins.
    pub fn start(&self) -> Time {
        Time::ZERO - self.warm_up
    }

    /// When the run ends.
    pub fn end(&self) -> Time {
        Time::ZERO + self.horizon
    }

    /// The weekday of a day: 0 is Monday.
    pub fn weekday(&self, day: i64) -> usize {
        (day + i64::from(self.weekday_of_day_0)).rem_euclid(7) as usize
    }
}

/// Which month and which day of the year each day of a run is.
#[derive(Clone, PartialEq, Debug)]
pub struct Dates {
    /// First day of each month the run touches, in days from day 0, and its number, 0 for January.
    pub months: Vec<(i64, u8)>,
    /// Day of the year of day 0, counted from 0.
    pub day_of_year_of_day_0: i64,
}

impl Dates {
    /// The month of a day: 0 is January.
    pub fn month(&self, day: i64) -> usize {
        let next = self.months.partition_point(|&(first, _)| first <= day);
        usize::from(self.months[next.saturating_sub(1)].1)
    }

    /// Days since the first of January, in years of 365 days.
    pub fn day_of_year(&self, day: i64) -> f64 {
        (day + self.day_of_year_of_day_0).rem_euclid(365) as f64
    }
}

/// How a rate varies through the year: a multiplier by month, integrated once when a world is set up.
///
/// A hazard with this season has used up `Season::between(a, b)` days' worth of itself from `a` to `b`.
#[derive(Clone, PartialEq, Debug)]
pub struct Season {
    /// Start of each stretch, the multiplier in it, and the integral up to its start, in seconds.
    stretches: Vec<(Time, f64, f64)>,
}

impl Season {
    /// A multiplier for each month of the year, from January.
    pub fn new(dates: &Dates, index: &[f64; 12]) -> Self {
        let mut stretches: Vec<(Time, f64, f64)> = Vec::with_capacity(dates.months.len());
        for &(first, month) in &dates.months {
            let from = Time::start_of_day(first);
            let so_far = stretches.last().map_or(0.0, |&(at, multiplier, integral)| {
                integral + multiplier * (from - at).seconds() as f64
            });
            stretches.push((from, index[usize::from(month)], so_far));
        }
        Self { stretches }
    }

    /// The multiplier at an instant.
    pub fn at(&self, time: Time) -> f64 {
        self.stretch(time).1
    }

    /// Seconds from a fixed origin to this instant, each weighted by its multiplier.
    pub fn integral(&self, time: Time) -> f64 {
        let &(from, multiplier, so_far) = self.stretch(time);
        so_far + multiplier * (time - from).seconds() as f64
    }

    /// When the integral will have grown by `seconds` from `now`; the latest possible time if never.
    pub fn after(&self, now: Time, seconds: f64) -> Time {
        let target = self.integral(now) + seconds;
        let next = self.stretches.partition_point(|s| s.2 <= target);
        let (from, multiplier, so_far) = self.stretches[next.saturating_sub(1)];
        let wait = (target - so_far) / multiplier;
        if wait < (Time::LATEST - from).seconds() as f64 {
            (from + Span::from_seconds(libm::ceil(wait) as i64)).max(now)
        } else {
            Time::LATEST
        }
    }

    fn stretch(&self, time: Time) -> &(Time, f64, f64) {
        let next = self.stretches.partition_point(|s| s.0 <= time);
        &self.stretches[next.saturating_sub(1)]
    }
}

/// A rate a year of 365 days as a rate a second.
pub fn per_second(per_year: f64) -> f64 {
    per_year / (365 * DAY) as f64
}
