//! Simulated time: whole seconds, counted from the first reported instant.
//!
//! Whole numbers make equality mean equality: two events are simultaneous or they are not,
//! and a sum of spans does not depend on the order of adding. Warm-up runs before zero.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// Seconds in a day.
pub const DAY: i64 = 86_400;

/// An instant, in whole seconds from the start of reporting; negative during warm-up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(i64);

/// A length of time, in whole seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

impl Time {
    /// The first reported instant.
    pub const ZERO: Self = Self(0);
    /// The earliest and latest instants a calendar can hold: 2^35 seconds, about 1,089 years, either side of zero.
    pub const EARLIEST: Self = Self(-(1 << 35));
    /// See [`Time::EARLIEST`].
    pub const LATEST: Self = Self((1 << 35) - 1);

    /// The instant this many seconds from zero.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The instant this many seconds from zero, to the nearest second, halves to even; a calendar must be able to hold it.
    #[inline]
    pub fn nearest(seconds: f64) -> Self {
        Self(whole(seconds))
    }

    /// Midnight at the start of a day; day 0 is the first reported one.
    pub const fn start_of_day(day: i64) -> Self {
        Self(day * DAY)
    }

    /// The instant this many days from zero, to the nearest second.
    pub fn from_days(days: f64) -> Self {
        Self(Span::from_days(days).0)
    }

    /// Seconds from zero.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Days from zero, with their fraction.
    pub fn days(self) -> f64 {
        self.0 as f64 / DAY as f64
    }

    /// The whole day this instant falls in.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Seconds since the last midnight, from 0 to 86,399.
    pub const fn second_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// The next instant, this one included, with the given seconds since midnight.
    #[must_use]
    pub const fn next_at(self, second_of_day: i64) -> Self {
        let today = self.day() * DAY + second_of_day;
        Self(if today >= self.0 { today } else { today + DAY })
    }
}

/// The nearest whole number, halves to even, to one of less than 2^51 in size.
#[inline]
fn whole(seconds: f64) -> i64 {
    // From 2^52 to 2^53 there are no halves: what is added there is rounded as IEEE 754 rounds, which is quicker
    // than the function for it. Neighbouring numbers there are one apart, and so are the bits that stand for them.
    const HALFLESS: f64 = (3_u64 << 51) as f64;
    let bits = (seconds + HALFLESS).to_bits();
    bits.wrapping_sub(HALFLESS.to_bits()) as i64
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// One day.
    pub const DAY: Self = Self(DAY);
    /// Seven days.
    pub const WEEK: Self = Self(7 * DAY);

    /// A span of this many seconds.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// A span of whole days.
    pub const fn whole_days(days: i64) -> Self {
        Self(days * DAY)
    }

    /// A span of this many days, to the nearest second, halves to even.
    ///
    /// What no calendar can hold becomes the longest span one can.
    pub fn from_days(days: f64) -> Self {
        let longest = Time::LATEST.0 as f64;
        Self(whole((days * DAY as f64).clamp(-longest, longest)))
    }

    /// Seconds.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Days, with their fraction.
    pub fn days(self) -> f64 {
        self.0 as f64 / DAY as f64
    }
}

impl Add<Span> for Time {
    type Output = Self;

    /// Saturates at [`Time::LATEST`], so that a stay drawn too long to matter cannot wrap round.
    fn add(self, span: Span) -> Self {
        Self((self.0 + span.0).min(Self::LATEST.0))
    }
}

impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub for Time {
    type Output = Span;

    fn sub(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl Sub<Span> for Time {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self((self.0 - span.0).max(Self::EARLIEST.0))
    }
}

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.second_of_day();
        write!(
            f,
            "day {} {:02}:{:02}:{:02}",
            self.day(),
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} days", self.days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_zero_count_down_from_midnight() {
        let just_before = Time::from_seconds(-1);
        assert_eq!(just_before.day(), -1);
        assert_eq!(just_before.second_of_day(), DAY - 1);
    }

    #[test]
    fn the_next_eight_o_clock_is_today_until_eight_has_passed() {
        let eight = 8 * 3600;
        let at_eight = Time::from_seconds(eight);
        assert_eq!(Time::ZERO.next_at(eight), at_eight);
        assert_eq!(at_eight.next_at(eight), at_eight);
        assert_eq!(
            Time::from_seconds(eight + 1).next_at(eight),
            at_eight + Span::DAY
        );
    }

    #[test]
    fn spans_round_to_the_nearest_second_halves_to_even() {
        assert_eq!(Span::from_days(1.5 / DAY as f64).seconds(), 2);
        assert_eq!(Span::from_days(2.5 / DAY as f64).seconds(), 2);
        assert_eq!(Span::from_days(1e300).seconds(), Time::LATEST.seconds());
    }
}
