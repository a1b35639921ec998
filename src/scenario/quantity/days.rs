//! Lengths of time, rates, and hazards by the year.

use std::fmt;

use serde_json::Value as Json;

use super::amount::{A_DAY, UNITS, after_per, amount, convert, unit, unknown_unit};
use super::{Quantity, Wrong, as_written};
use crate::engine::Span;
use crate::scenario::text::{grouped, printable, quoted};

/// Days in a month: a twelfth of a year of 365 days.
pub const DAYS_A_MONTH: f64 = 365.0 / 12.0;
/// Days in a year.
const DAYS_A_YEAR: f64 = 365.0;
/// The longest length of time, in days: more than a thousand years.
const LONGEST: f64 = 400_000.0;
/// The most of anything in a day.
const MOST_A_DAY: f64 = 1e9;

/// A length of time, in days, from 0 to 400,000.
///
/// Written `"6 weeks"`, `"9 days"`, `"12 hours"`, `"30 minutes"`, `"90 seconds"`, `"2 months"` (365/12 days
/// each) or `"1 year"` (365 days); a bare number means days.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
pub struct Days(pub f64);

impl Days {
    /// The length in days.
    pub const fn days(self) -> f64 {
        self.0
    }

    /// The length as the engine counts it, to the nearest second.
    pub fn span(self) -> Span {
        Span::from_days(self.0)
    }

    fn checked(days: f64, written: &str) -> Result<Self, Wrong> {
        let known = "a length of time runs from 0 to 400,000 days";
        if days < 0.0 {
            Err(Wrong::new(format!("{written} is less than no time"), known))
        } else if days <= LONGEST {
            Ok(Self(days))
        } else {
            Err(Wrong::new(format!("{written} is too long"), known))
        }
    }
}

impl Quantity for Days {
    const NAME: &'static str = "duration";
    const NEEDS: &'static str = "a length of time, such as \"6 weeks\"";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        Self::checked(number, &format!("{} days", grouped(number)))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        let amount = amount(text, Self::NEEDS)?;
        let digits = printable(&amount.digits);
        if amount.rest.is_empty() {
            return Err(Wrong::new(
                format!("{} has no unit", quoted(text)),
                format!(
                    "write \"{digits} days\", \"{digits} weeks\" or the like; a bare {digits} means days"
                ),
            ));
        }
        if after_per(amount.rest).is_some() {
            return Err(Wrong::new(
                format!("{} is a rate", quoted(text)),
                format!("write {}", Self::NEEDS),
            ));
        }
        let unit = unit(amount.rest).ok_or_else(|| unknown_unit(amount.rest, true))?;
        let written = printable(text);
        Self::checked(convert(amount.number, unit.seconds, A_DAY), &written)
    }

    fn measure(&self) -> Option<f64> {
        Some(self.0)
    }

    fn written(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl fmt::Display for Days {
    /// In the longest unit that gives a short, exact number: `6 weeks`, `9 days`, `12 hours`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for unit in UNITS.iter().rev().filter(|unit| unit.one != "month") {
            let number = (self.0 * A_DAY / unit.seconds).round();
            if convert(number, unit.seconds, A_DAY) == self.0 && number >= 1.0 {
                let name = if number == 1.0 { unit.one } else { unit.many };
                return write!(f, "{number} {name}");
            }
        }
        write!(f, "{} days", self.0)
    }
}

as_written!(Days, "Days", "A length of time: \"6 weeks\", \"9 days\", \"12 hours\", \"30 minutes\", \"90 seconds\", \"2 months\" of 365/12 days, \"1 year\" of 365 days. A bare number means days.", {
    "type": ["string", "number"],
    "minimum": 0,
    "maximum": 400_000,
    "pattern": "^ *[0-9][0-9,_.eE+-]* *(second|minute|hour|day|week|month|year)s? *$",
    "examples": ["6 weeks", "9 days", "12 hours"]
});

/// How a number of events per unit of time is read: shared by [`Rate`] and [`PerYear`].
struct PerTime {
    /// Length in seconds of the unit that a bare number is counted by.
    seconds: f64,
    /// The name of that unit.
    name: &'static str,
    needs: &'static str,
}

impl PerTime {
    /// Events in each of these units.
    fn read(&self, text: &str) -> Result<f64, Wrong> {
        let amount = amount(text, self.needs)?;
        let digits = printable(&amount.digits);
        if amount.rest.is_empty() {
            return Err(Wrong::new(
                format!("{} does not say per what", quoted(text)),
                format!(
                    "write \"{digits} per {}\" or the like; a bare {digits} means that",
                    self.name
                ),
            ));
        }
        let Some(word) = after_per(amount.rest) else {
            let help = match amount.rest.split_once("per ") {
                Some((_, after)) => format!("write \"{digits} per {}\"", printable(after.trim())),
                None => format!("write {}", self.needs),
            };
            let what = if unit(amount.rest).is_some() {
                "is a length of time"
            } else {
                "does not say per what"
            };
            return Err(Wrong::new(format!("{} {what}", quoted(text)), help));
        };
        let unit = unit(word)
            .filter(|unit| word.eq_ignore_ascii_case(unit.one))
            .ok_or_else(|| unknown_unit(word, false))?;
        self.checked(
            convert(amount.number, self.seconds, unit.seconds),
            &printable(text),
        )
    }

    fn checked(&self, number: f64, written: &str) -> Result<f64, Wrong> {
        let most = MOST_A_DAY * self.seconds / A_DAY;
        if (0.0..=most).contains(&number) {
            return Ok(number);
        }
        let what = if number < 0.0 {
            "is less than none"
        } else {
            "is too many"
        };
        Err(Wrong::new(
            format!("{written} {what}"),
            format!("this runs from 0 to {} per {}", grouped(most), self.name),
        ))
    }
}

const PER_DAY: PerTime = PerTime {
    seconds: A_DAY,
    name: "day",
    needs: Rate::NEEDS,
};
const PER_YEAR: PerTime = PerTime {
    seconds: DAYS_A_YEAR * A_DAY,
    name: "year",
    needs: PerYear::NEEDS,
};

/// How many events there are in a time, by the day, from 0 to a thousand million.
///
/// Written `"20 per day"`, `"7 per week"`, `"3 per hour"`, `"12 per month"`, `"400 per year"`; a bare number
/// means per day.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
pub struct Rate(pub f64);

impl Rate {
    /// Events in a day.
    pub const fn per_day(self) -> f64 {
        self.0
    }
}

impl Quantity for Rate {
    const NAME: &'static str = "rate";
    const NEEDS: &'static str = "a number in a time, such as \"20 per day\"";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        PER_DAY
            .checked(number, &format!("{} per day", grouped(number)))
            .map(Self)
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        PER_DAY.read(text).map(Self)
    }

    fn measure(&self) -> Option<f64> {
        Some(self.0)
    }

    fn written(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} per day", self.0)
    }
}

as_written!(Rate, "Rate", "How many in a time: \"20 per day\", \"7 per week\", \"3 per hour\", \"12 per month\", \"400 per year\". A bare number means per day.", {
    "type": ["string", "number"],
    "minimum": 0,
    "maximum": 1e9,
    "pattern": "^ *[0-9][0-9,_.eE+-]* *(per|an?|each|every|/) *(second|minute|hour|day|week|month|year) *$",
    "examples": ["20 per day", "7 per week"]
});

/// A hazard: events in a year of 365 days for each one exposed, zero or more.
///
/// Written `"0.55 per year"`, `"0.004 per day"`, `"12 per month"`; a bare number means per year.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
pub struct PerYear(pub f64);

impl PerYear {
    /// Events in a year of 365 days.
    pub const fn per_year(self) -> f64 {
        self.0
    }

    /// Events in a day.
    pub fn per_day(self) -> f64 {
        self.0 / DAYS_A_YEAR
    }
}

impl Quantity for PerYear {
    const NAME: &'static str = "hazard";
    const NEEDS: &'static str = "a number in a time, such as \"0.55 per year\"";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        PER_YEAR
            .checked(number, &format!("{} per year", grouped(number)))
            .map(Self)
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        PER_YEAR.read(text).map(Self)
    }

    fn measure(&self) -> Option<f64> {
        Some(self.0)
    }

    fn written(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl fmt::Display for PerYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} per year", self.0)
    }
}

as_written!(PerYear, "PerYear", "How many in a time, for each one exposed: \"0.55 per year\", \"0.004 per day\", \"12 per month\". A bare number means per year.", {
    "type": ["string", "number"],
    "minimum": 0,
    "pattern": "^ *[0-9][0-9,_.eE+-]* *(per|an?|each|every|/) *(second|minute|hour|day|week|month|year) *$",
    "examples": ["0.55 per year", "0.004 per day"]
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::quantity::testing::{numbers, rewritten, table};
    use proptest::prelude::*;

    #[test]
    fn lengths_of_time() {
        let units = "units are seconds, minutes, hours, days, weeks, months, years";
        let unknown =
            |word: &str, help: &str| format!("no unit of time is called \"{word}\"; {help}{units}");
        table(&[
            ("6 weeks", Ok(Days(42.0))),
            ("9 days", Ok(Days(9.0))),
            ("12 hours", Ok(Days(0.5))),
            ("30 minutes", Ok(Days(1.0 / 48.0))),
            ("90 seconds", Ok(Days(90.0 / 86_400.0))),
            ("2 months", Ok(Days(365.0 / 6.0))),
            ("1 year", Ok(Days(365.0))),
            ("1,000 Days", Ok(Days(1000.0))),
            (
                "6",
                Err(
                    "\"6\" has no unit; write \"6 days\", \"6 weeks\" or the like; a bare 6 means days",
                ),
            ),
            ("6 wekks", Err(&unknown("wekks", "did you mean weeks? "))),
            ("6 wks", Err(&unknown("wks", "did you mean weeks? "))),
            ("6 fortnights", Err(&unknown("fortnights", ""))),
            (
                "6 weeks 2 days",
                Err(&unknown("weeks 2 days", "did you mean weeks? ")),
            ),
            (
                "-3 weeks",
                Err("-3 weeks is less than no time; a length of time runs from 0 to 400,000 days"),
            ),
            (
                "2000 years",
                Err("2000 years is too long; a length of time runs from 0 to 400,000 days"),
            ),
            (
                "20 per day",
                Err("\"20 per day\" is a rate; write a length of time, such as \"6 weeks\""),
            ),
            (
                "soon",
                Err(
                    "\"soon\" does not begin with a number; write a length of time, such as \"6 weeks\"",
                ),
            ),
            (
                "",
                Err("this text is empty; write a length of time, such as \"6 weeks\""),
            ),
        ]);
        numbers(&[
            (7.0, Ok(Days(7.0))),
            (
                -1.0,
                Err("-1 days is less than no time; a length of time runs from 0 to 400,000 days"),
            ),
            (
                1e308,
                Err("1e308 days is too long; a length of time runs from 0 to 400,000 days"),
            ),
        ]);
        assert_eq!(Days(42.0).to_string(), "6 weeks");
        assert_eq!(Days(9.0).to_string(), "9 days");
        assert_eq!(Days(0.5).to_string(), "12 hours");
        assert_eq!(Days(0.0).to_string(), "0 days");
        assert_eq!(Days(730.0).to_string(), "2 years");
        assert_eq!(Days(1.5).to_string(), "36 hours");
    }

    #[test]
    fn rates() {
        table(&[
            ("20 per day", Ok(Rate(20.0))),
            ("7 per week", Ok(Rate(1.0))),
            ("3 per hour", Ok(Rate(72.0))),
            ("365 a year", Ok(Rate(1.0))),
            ("20/day", Ok(Rate(20.0))),
            (
                "20",
                Err(
                    "\"20\" does not say per what; write \"20 per day\" or the like; a bare 20 means that",
                ),
            ),
            (
                "20 days",
                Err(
                    "\"20 days\" is a length of time; write a number in a time, such as \"20 per day\"",
                ),
            ),
            (
                "20 people per day",
                Err("\"20 people per day\" does not say per what; write \"20 per day\""),
            ),
            (
                "20 per fortnight",
                Err(
                    "no unit of time is called \"fortnight\"; units are second, minute, hour, day, week, month, year",
                ),
            ),
            (
                "20 per days",
                Err(
                    "no unit of time is called \"days\"; did you mean day? units are second, minute, hour, day, week, month, year",
                ),
            ),
            (
                "-1 per day",
                Err("-1 per day is less than none; this runs from 0 to 1,000,000,000 per day"),
            ),
            (
                "1e10 per day",
                Err("1e10 per day is too many; this runs from 0 to 1,000,000,000 per day"),
            ),
        ]);
        numbers(&[
            (2.5, Ok(Rate(2.5))),
            (
                -2.5,
                Err("-2.5 per day is less than none; this runs from 0 to 1,000,000,000 per day"),
            ),
        ]);
    }

    #[test]
    fn hazards() {
        table(&[
            ("0.55 per year", Ok(PerYear(0.55))),
            ("0.004 per day", Ok(PerYear(0.004 * 365.0))),
            ("12 per month", Ok(PerYear(144.0))),
            (
                "0.55",
                Err(
                    "\"0.55\" does not say per what; write \"0.55 per year\" or the like; a bare 0.55 means that",
                ),
            ),
        ]);
        numbers(&[(0.3, Ok(PerYear(0.3)))]);
        assert!((PerYear(0.73).per_day() - 0.002).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn any_length_can_be_written_and_read(days in 0.0..400_000.0_f64, seconds in 0_u32..100_000_000) {
            rewritten(&Days(days));
            rewritten(&Days(f64::from(seconds) / 86_400.0));
            rewritten(&Rate(days));
            rewritten(&PerYear(days));
        }

        #[test]
        fn no_text_upsets_a_quantity(text in "[-+−]?[0-9,_.eE]{0,8} ?(per |a |/)?(day|weeks|\\PC){0,3}") {
            let _ = Days::from_text(&text);
            let _ = Rate::from_text(&text);
            let _ = PerYear::from_text(&text);
        }
    }
}
