//! Dates, and moments in the course of a run.

use std::fmt;

use jiff::civil;
use serde_json::Value as Json;

use super::amount::{after_per, amount, unit};
use super::days::DAYS_A_MONTH;
use super::{Quantity, Wrong, as_written};
use crate::scenario::names;
use crate::scenario::text::{grouped, printable, quoted};

/// Latest moment of a run, in days.
const LATEST: f64 = 400_000.0;
/// Years a date may be in.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A date, from 1900 to 2200. Written `2024-04-01`, with or without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(civil::Date);

impl Date {
    /// A date by year, month and day, both from 1.
    ///
    /// # Errors
    /// If there is no such date.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, Wrong> {
        let text = || format!("{year:04}-{month:02}-{day:02}");
        Self::checked(civil::Date::new(year, month, day).ok(), &text())
    }

    /// The date.
    pub const fn date(self) -> civil::Date {
        self.0
    }

    /// The weekday: 0 is Monday.
    pub fn weekday(self) -> u8 {
        u8::try_from(self.0.weekday().to_monday_zero_offset()).expect("a weekday is from 0 to 6")
    }

    /// Whole days from another date to this one; negative if this one is earlier.
    pub fn days_after(self, other: Self) -> i64 {
        let span = self.0.duration_since(other.0);
        span.as_secs() / 86_400
    }

    fn checked(date: Option<civil::Date>, text: &str) -> Result<Self, Wrong> {
        match date {
            Some(date) if YEARS.contains(&date.year()) => Ok(Self(date)),
            Some(_) => Err(Wrong::new(
                format!("{} is not in our time", quoted(text)),
                format!("dates run from {} to {}", YEARS.start(), YEARS.end()),
            )),
            None => Err(Wrong::new(
                format!("there is no date {}", quoted(text)),
                "write year-month-day, such as 2024-04-01",
            )),
        }
    }
}

/// Whether a text is meant as a date.
fn looks_like_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && (text.matches('-').count() == 2 || text.matches('/').count() == 2)
}

impl Quantity for Date {
    const NAME: &'static str = "date";
    const NEEDS: &'static str = "a date, such as 2024-04-01";
    const DATES: bool = true;

    fn from_number(number: f64) -> Result<Self, Wrong> {
        Err(Wrong::new(
            format!("{number} is not a date"),
            "write year-month-day, such as 2024-04-01",
        ))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        let trimmed = text.trim();
        let has_time = trimmed.contains(':');
        if has_time && trimmed.contains('-') {
            return Err(Wrong::new(
                format!("{} has a time of day", quoted(trimmed)),
                "write the date alone, such as 2024-04-01",
            ));
        }
        let is_whole = trimmed.len() == 10 && looks_like_date(trimmed);
        let date = trimmed.parse::<civil::Date>().ok().filter(|_| is_whole);
        if date.is_none() && !looks_like_date(trimmed) {
            return Err(Wrong::new(
                format!("{} is not a date", quoted(trimmed)),
                "write year-month-day, such as 2024-04-01",
            ));
        }
        Self::checked(date, trimmed)
    }

    fn measure(&self) -> Option<f64> {
        Some(self.days_after(Self(civil::Date::constant(2000, 1, 1))) as f64)
    }

    fn written(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

as_written!(Date, "Date", "A date: 2024-04-01, with or without quotes.", {
    "anyOf": [
        { "type": "string", "pattern": "^ *[0-9]{4}-[0-9]{2}-[0-9]{2} *$" },
        { "type": "string", "format": "date" }
    ],
    "examples": ["2024-04-01"]
});

/// A moment in the course of a run.
///
/// Written `"month 3"` (the first day of month 3, that is day 2 × 365/12), `"week 2"` (day 7), `"day 30"`
/// (30 days from the start of reporting, which is day 0), or as a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// So many days from the start of reporting.
    Day(f64),
    /// The start of a week; week 1 begins on day 0.
    Week(u32),
    /// The start of a month of 365/12 days; month 1 begins on day 0.
    Month(u32),
    /// The start of a date.
    Date(Date),
}

impl Moment {
    /// Days from the start of reporting, where the run begins to be reported on `start`.
    ///
    /// # Errors
    /// If the moment is a date before `start`, or later than a run can last.
    pub fn resolve(self, start: Date) -> Result<f64, Wrong> {
        let days = match self {
            Self::Day(day) => day,
            Self::Week(week) => f64::from(week.saturating_sub(1)) * 7.0,
            Self::Month(month) => f64::from(month.saturating_sub(1)) * DAYS_A_MONTH,
            Self::Date(date) => date.days_after(start) as f64,
        };
        if days < 0.0 {
            return Err(Wrong::new(
                format!("{self} is before the start on {start}"),
                "write a later date, or \"month 1\" for the start",
            ));
        }
        Self::within(days, &self.to_string())
    }

    fn within(days: f64, written: &str) -> Result<f64, Wrong> {
        if days <= LATEST {
            Ok(days)
        } else {
            Err(Wrong::new(
                format!("{written} is too late"),
                format!("the latest is day {}", grouped(LATEST)),
            ))
        }
    }

    fn numbered(word: &str, number: &str, text: &str) -> Result<Self, Wrong> {
        let amount = amount(number, Self::NEEDS)?;
        let written = printable(text);
        if !amount.rest.is_empty() {
            return Err(Wrong::new(
                format!("{} is more than one moment", quoted(text)),
                format!("write {}", Self::NEEDS),
            ));
        }
        let count = amount.number;
        if word == "day" {
            if count < 0.0 {
                return Err(Wrong::new(
                    format!("{written} is before the start"),
                    "day 0 is the first",
                ));
            }
            return Self::within(count, &written).map(Self::Day);
        }
        if count < 1.0 || count.fract() != 0.0 {
            return Err(Wrong::new(
                format!("there is no {written}"),
                format!("{word}s are whole and count from 1: {word} 1 begins on day 0"),
            ));
        }
        let length = if word == "week" { 7.0 } else { DAYS_A_MONTH };
        Self::within((count - 1.0) * length, &written)?;
        Ok(if word == "week" {
            Self::Week(count as u32)
        } else {
            Self::Month(count as u32)
        })
    }
}

impl Quantity for Moment {
    const NAME: &'static str = "moment";
    const NEEDS: &'static str = "a moment, such as \"month 3\", \"day 30\" or a date";
    const DATES: bool = true;

    fn from_number(number: f64) -> Result<Self, Wrong> {
        let shown = grouped(number);
        Err(Wrong::new(
            format!("{shown} may be a day or a month"),
            format!("write \"day {number}\", \"week {number}\" or \"month {number}\""),
        ))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        let trimmed = text.trim();
        if looks_like_date(trimmed) {
            return Date::from_text(trimmed).map(Self::Date);
        }
        let end = trimmed
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(trimmed.len());
        let (word, number) = trimmed.split_at(end);
        let lower = word.to_ascii_lowercase();
        if ["day", "week", "month"].contains(&lower.as_str()) && !number.is_empty() {
            return Self::numbered(&lower, number, trimmed);
        }
        let advice = format!("write {}", Self::NEEDS);
        if let Ok(amount) = amount(trimmed, Self::NEEDS) {
            let digits = printable(&amount.digits);
            return Err(match unit(amount.rest) {
                _ if amount.rest.is_empty() => Wrong::new(
                    format!("{} may be a day or a month", quoted(trimmed)),
                    format!("write \"day {digits}\", \"week {digits}\" or \"month {digits}\""),
                ),
                Some(_) => Wrong::new(
                    format!("{} is a length of time, not a moment", quoted(trimmed)),
                    advice,
                ),
                None if after_per(amount.rest).is_some() => Wrong::new(
                    format!("{} is a rate, not a moment", quoted(trimmed)),
                    advice,
                ),
                None => Wrong::new(format!("{} is not a moment", quoted(trimmed)), advice),
            });
        }
        let help = match names::nearest(word, &["day", "week", "month"]) {
            Some(meant) if !number.trim().is_empty() => {
                format!("did you mean \"{meant} {}\"?", printable(number.trim()))
            }
            _ => advice,
        };
        Err(Wrong::new(
            format!("{} is not a moment", quoted(trimmed)),
            help,
        ))
    }

    fn measure(&self) -> Option<f64> {
        match self {
            Self::Date(_) => None,
            Self::Day(day) => Some(*day),
            Self::Week(week) => Some(f64::from(week - 1) * 7.0),
            Self::Month(month) => Some(f64::from(month - 1) * DAYS_A_MONTH),
        }
    }

    fn written(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "day {day}"),
            Self::Week(week) => write!(f, "week {week}"),
            Self::Month(month) => write!(f, "month {month}"),
            Self::Date(date) => write!(f, "{date}"),
        }
    }
}

as_written!(Moment, "Moment", "A moment: \"month 3\" (its first day; month 1 begins on day 0), \"week 2\", \"day 30\", or a date.", {
    "anyOf": [
        { "type": "string", "pattern": "^ *((day|week|month) *[0-9][0-9.,_]*|[0-9]{4}-[0-9]{2}-[0-9]{2}) *$" },
        { "type": "string", "format": "date" }
    ],
    "examples": ["month 3", "day 30", "2024-09-01"]
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::quantity::testing::{numbers, table};
    use proptest::prelude::*;

    fn date(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn dates() {
        table(&[
            ("2024-04-01", Ok(date(2024, 4, 1))),
            ("2024-02-29", Ok(date(2024, 2, 29))),
            (
                "2023-02-29",
                Err("there is no date \"2023-02-29\"; write year-month-day, such as 2024-04-01"),
            ),
            (
                "2024-4-1",
                Err("there is no date \"2024-4-1\"; write year-month-day, such as 2024-04-01"),
            ),
            (
                "01/04/2024",
                Err("there is no date \"01/04/2024\"; write year-month-day, such as 2024-04-01"),
            ),
            (
                "1066-10-14",
                Err("\"1066-10-14\" is not in our time; dates run from 1900 to 2200"),
            ),
            (
                "2024-04-01T08:00:00",
                Err(
                    "\"2024-04-01T08:00:00\" has a time of day; write the date alone, such as 2024-04-01",
                ),
            ),
            (
                "April",
                Err("\"April\" is not a date; write year-month-day, such as 2024-04-01"),
            ),
        ]);
        assert_eq!(date(2024, 4, 1).weekday(), 0);
        assert_eq!(date(2024, 3, 31).weekday(), 6);
        assert_eq!(date(2025, 4, 1).days_after(date(2024, 4, 1)), 365);
        assert_eq!(date(2024, 3, 1).days_after(date(2024, 4, 1)), -31);
    }

    #[test]
    fn moments() {
        let moment = "write a moment, such as \"month 3\", \"day 30\" or a date";
        table(&[
            ("month 3", Ok(Moment::Month(3))),
            ("Month 3", Ok(Moment::Month(3))),
            ("week 2", Ok(Moment::Week(2))),
            ("day 30", Ok(Moment::Day(30.0))),
            ("day 180.5", Ok(Moment::Day(180.5))),
            ("day 0", Ok(Moment::Day(0.0))),
            ("2024-09-01", Ok(Moment::Date(date(2024, 9, 1)))),
            (
                "month 0",
                Err(
                    "there is no month 0; months are whole and count from 1: month 1 begins on day 0",
                ),
            ),
            (
                "week 1.5",
                Err(
                    "there is no week 1.5; weeks are whole and count from 1: week 1 begins on day 0",
                ),
            ),
            (
                "day -3",
                Err("day -3 is before the start; day 0 is the first"),
            ),
            (
                "day 500000",
                Err("day 500000 is too late; the latest is day 400,000"),
            ),
            (
                "30",
                Err(
                    "\"30\" may be a day or a month; write \"day 30\", \"week 30\" or \"month 30\"",
                ),
            ),
            (
                "6 weeks",
                Err(&format!(
                    "\"6 weeks\" is a length of time, not a moment; {moment}"
                )),
            ),
            (
                "6 per week",
                Err(&format!("\"6 per week\" is a rate, not a moment; {moment}")),
            ),
            (
                "mnth 3",
                Err("\"mnth 3\" is not a moment; did you mean \"month 3\"?"),
            ),
            ("soon", Err(&format!("\"soon\" is not a moment; {moment}"))),
            (
                "month",
                Err(&format!("\"month\" is not a moment; {moment}")),
            ),
            (
                "month three",
                Err(&format!("\"three\" does not begin with a number; {moment}")),
            ),
        ]);
        numbers::<Moment>(&[(
            30.0,
            Err("30 may be a day or a month; write \"day 30\", \"week 30\" or \"month 30\""),
        )]);
        let start = date(2024, 4, 1);
        for (moment, expected) in [
            (Moment::Day(30.0), Ok(30.0)),
            (Moment::Week(2), Ok(7.0)),
            (Moment::Month(3), Ok(365.0 / 6.0)),
            (Moment::Date(date(2024, 9, 1)), Ok(153.0)),
            (
                Moment::Date(date(2024, 3, 1)),
                Err(
                    "2024-03-01 is before the start on 2024-04-01; write a later date, or \"month 1\" for the start",
                ),
            ),
        ] {
            let found = moment.resolve(start).map_err(|wrong| wrong.to_string());
            assert_eq!(
                found.as_ref().map_err(String::as_str),
                expected.as_ref().map_err(|e| *e)
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_upsets_a_moment(text in "(day|week|month)? ?[-0-9./: ]{0,12}\\PC{0,3}") {
            if let Ok(moment) = Moment::from_text(&text) {
                let _ = moment.resolve(date(2024, 4, 1));
            }
            let _ = Date::from_text(&text);
        }
    }
}
