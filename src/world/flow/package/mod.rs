//! Packages of care: how much of a place's capacity someone takes on each day of their stay.
//!
//! Capacity and amounts are hours or visits a day, counted in whole steps. A package runs in a straight
//! line from the first day's amount to the last day's, over the calendar days the stay touches: whoever
//! starts in the course of a day takes the first amount until midnight, and amounts change at midnight.
//! What is taken is a rate, so someone who leaves in the course of a day leaves it to others at once.
//! Someone who is kept waiting for a next place goes on with the last day's amount, and as nobody knows for how long,
//! that is set aside on every day to come.

mod ledger;
mod plan;
mod start;

pub use ledger::Ledger;

use super::setup::Target;
use crate::engine::{Span, Time};

/// Most steps a day that one person can take.
pub(crate) const MOST_STEPS: f64 = 1e6;

/// What someone asks for, before it is known when they start.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Wish {
    /// Where they will go next.
    next: Target,
    /// How long they will stay.
    stay: Span,
    /// Steps on the first day, before rounding.
    first: f64,
    /// Steps on the last day, before rounding.
    last: f64,
}

/// The steps someone takes on each day.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Profile {
    /// Steps on the first day of the stay, and before it on the way there; before rounding.
    first: f64,
    /// Steps on the last day of the stay, and after it until they leave; before rounding.
    last: f64,
    /// The first day of the stay.
    from: i64,
    /// Days the stay touches; at least one.
    days: i64,
    /// The first day on which nothing is taken any more.
    until: i64,
}

impl Profile {
    /// A stay that begins and ends at these instants, kept until someone leaves.
    fn new(first: f64, last: f64, [begins, ends, leaves]: [Time; 3]) -> Self {
        let from = begins.day();
        Self {
            first,
            last,
            from,
            days: last_day(begins, ends) - from + 1,
            until: last_day(begins, leaves.max(ends)) + 1,
        }
    }

    /// Whole steps on a day: halves to even.
    fn on(&self, day: i64) -> i64 {
        let last = self.days - 1;
        let nth = (day - self.from).clamp(0, last) as f64;
        let amount = self.first + (self.last - self.first) * nth / (last as f64).max(1.0);
        amount.round_ties_even() as i64
    }

    /// Whole steps on the last day of the stay.
    fn at_the_end(&self) -> i64 {
        self.on(self.from + self.days - 1)
    }

    /// Most steps on any day.
    fn most(&self) -> i64 {
        self.on(self.from).max(self.at_the_end())
    }
}

/// The last day that a stretch of time touches: one that ends at midnight does not touch the day that begins.
fn last_day(begins: Time, ends: Time) -> i64 {
    if ends > begins {
        (ends - Span::from_seconds(1)).day()
    } else {
        begins.day()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(first: f64, last: f64, begins: f64, ends: f64) -> Vec<i64> {
        let ends = Time::from_days(ends);
        let profile = Profile::new(first, last, [Time::from_days(begins), ends, ends]);
        (profile.from..profile.until)
            .map(|day| profile.on(day))
            .collect()
    }

    #[test]
    fn a_package_runs_in_a_straight_line_over_the_days_of_the_stay() {
        // 4, 3.25, 2.5, 1.75, 1: halves to even.
        assert_eq!(profile(4.0, 1.0, 0.0, 5.0), [4, 3, 2, 2, 1]);
        assert_eq!(profile(1.0, 3.0, 0.0, 3.0), [1, 2, 3]);
    }

    #[test]
    fn a_stay_of_ten_days_and_a_bit_touches_eleven_days_or_twelve() {
        assert_eq!(profile(1.0, 1.0, 0.0, 10.3).len(), 11);
        assert_eq!(profile(1.0, 1.0, 0.8, 11.1).len(), 12);
        assert_eq!(profile(1.0, 1.0, 0.0, 10.0).len(), 10);
    }

    #[test]
    fn a_stay_of_one_day_or_of_no_time_takes_the_first_amount() {
        assert_eq!(profile(4.0, 1.0, 0.25, 0.75), [4]);
        assert_eq!(profile(4.0, 1.0, 2.0, 2.0), [4]);
    }

    #[test]
    fn whoever_leaves_late_keeps_the_last_amount_meanwhile() {
        let days = [0.0, 3.0, 4.5].map(Time::from_days);
        let profile = Profile::new(3.0, 1.0, days);
        let amounts: Vec<i64> = (0..profile.until).map(|day| profile.on(day)).collect();
        assert_eq!(amounts, [3, 2, 1, 1, 1]);
    }
}
