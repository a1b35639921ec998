//! Capacities: how many people, or how many hours or visits a day, there is room for.

use std::fmt;

use serde_json::Value as Json;

use super::amount::{after_per, amount};
use super::{Quantity, Wrong, as_written};
use crate::scenario::names;
use crate::scenario::text::{grouped, quoted};
use crate::world::flow::setup::CareUnit;

/// How much there is room for: a whole number, hours or visits a day, or no limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Capacity {
    /// Room for this many.
    Places(u32),
    /// Room for any number.
    Unlimited,
    /// Packages that come to so much a day, or to any amount.
    PerDay(Option<f64>, CareUnit),
}

/// The most of anything that there can be room for.
const MOST: f64 = 1e9;

/// What `"120 visits per day"` says; `None` if the text is about something else.
fn per_day(text: &str) -> Option<Result<Capacity, Wrong>> {
    let (number, rest) = if let Some(rest) = text.strip_prefix("unlimited") {
        (None, rest.trim())
    } else {
        let read = amount(text, Capacity::NEEDS).ok()?;
        (Some(read.number), read.rest)
    };
    let (word, rest) = rest.split_once([' ', '/']).unwrap_or((rest, ""));
    let unit = match word.to_ascii_lowercase().as_str() {
        "hour" | "hours" => CareUnit::Hours,
        "visit" | "visits" => CareUnit::Visits,
        _ => return None,
    };
    let of = unit.many();
    let rest = rest.trim();
    let time = after_per(rest).unwrap_or(rest);
    if !time.eq_ignore_ascii_case("day") {
        let message = format!("{} is not an amount a day", quoted(text));
        let help = format!("write {of} per day, such as \"120 {of} per day\"");
        return Some(Err(Wrong::new(message, help)));
    }
    Some(match number {
        Some(number) if number < 0.0 => Err(Wrong::new(
            format!("{} is less than none", quoted(text)),
            format!("room is 0 {of} per day or more"),
        )),
        Some(number) if number > MOST => Err(Wrong::new(
            format!("{} is too many", quoted(text)),
            format!(
                "the most is {}; for no limit write \"unlimited {of} per day\"",
                grouped(MOST)
            ),
        )),
        _ => Ok(Capacity::PerDay(number, unit)),
    })
}

impl Quantity for Capacity {
    const NAME: &'static str = "capacity";
    const NEEDS: &'static str = "a whole number, such as 20, or \"unlimited\"";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        let shown = grouped(number);
        if number < 0.0 {
            return Err(Wrong::new(
                format!("{shown} is less than none"),
                "room is 0 or more, or \"unlimited\"",
            ));
        }
        if number > MOST {
            return Err(Wrong::new(
                format!("{shown} is too many"),
                format!(
                    "the most is {}; for no limit write \"unlimited\"",
                    grouped(MOST)
                ),
            ));
        }
        if number.fract() != 0.0 {
            return Err(Wrong::new(
                format!("{shown} is not a whole number"),
                format!("write {}", Self::NEEDS),
            ));
        }
        Ok(Self::Places(number as u32))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        let trimmed = text.trim();
        if trimmed == "unlimited" {
            return Ok(Self::Unlimited);
        }
        if let Some(read) = per_day(trimmed) {
            return read;
        }
        if trimmed.parse::<u32>().is_ok() {
            return Err(Wrong::new(
                format!("{} is text", quoted(trimmed)),
                format!("write {trimmed} without quotes"),
            ));
        }
        let help = match names::nearest(trimmed, &["unlimited"]) {
            Some(_) => "did you mean unlimited?".to_owned(),
            None => format!("write {}", Self::NEEDS),
        };
        Err(Wrong::new(
            format!(
                "{} is neither a whole number nor \"unlimited\"",
                quoted(trimmed)
            ),
            help,
        ))
    }

    fn measure(&self) -> Option<f64> {
        Some(match self {
            Self::Places(places) => f64::from(*places),
            Self::PerDay(amount, _) => amount.unwrap_or(f64::INFINITY),
            Self::Unlimited => f64::INFINITY,
        })
    }

    fn written(&self) -> Json {
        match self {
            Self::Places(places) => Json::from(*places),
            Self::Unlimited | Self::PerDay(..) => Json::from(self.to_string()),
        }
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Places(places) => write!(f, "{places}"),
            Self::Unlimited => f.write_str("unlimited"),
            Self::PerDay(Some(amount), unit) => write!(f, "{amount} {} per day", unit.many()),
            Self::PerDay(None, unit) => write!(f, "unlimited {} per day", unit.many()),
        }
    }
}

as_written!(Capacity, "Capacity", "How much there is room for: a whole number of people, or \"unlimited\". Where packages are measured in hours or visits: \"120 visits per day\", \"37.5 hours per day\", \"unlimited visits per day\".", {
    "anyOf": [
        { "type": "integer", "minimum": 0, "maximum": 1_000_000_000 },
        { "type": "string", "const": "unlimited" },
        { "type": "string", "pattern": "^ *([0-9][0-9,_.]*|unlimited) *(hours?|visits?) *(per|an?|each|every|/) *day *$" }
    ],
    "examples": [20, "unlimited", "120 visits per day"]
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::quantity::testing::{numbers, rewritten, table};

    #[test]
    fn capacities() {
        numbers(&[
            (20.0, Ok(Capacity::Places(20))),
            (0.0, Ok(Capacity::Places(0))),
            (
                -1.0,
                Err("-1 is less than none; room is 0 or more, or \"unlimited\""),
            ),
            (
                2.5,
                Err(
                    "2.5 is not a whole number; write a whole number, such as 20, or \"unlimited\"",
                ),
            ),
            (
                1e10,
                Err(
                    "10,000,000,000 is too many; the most is 1,000,000,000; for no limit write \"unlimited\"",
                ),
            ),
        ]);
        table(&[
            ("unlimited", Ok(Capacity::Unlimited)),
            (
                "120 visits per day",
                Ok(Capacity::PerDay(Some(120.0), CareUnit::Visits)),
            ),
            (
                "1,037.5 hours a day",
                Ok(Capacity::PerDay(Some(1037.5), CareUnit::Hours)),
            ),
            (
                "8 visits/day",
                Ok(Capacity::PerDay(Some(8.0), CareUnit::Visits)),
            ),
            (
                "unlimited hours per day",
                Ok(Capacity::PerDay(None, CareUnit::Hours)),
            ),
            (
                "840 hours per week",
                Err(
                    "\"840 hours per week\" is not an amount a day; write hours per day, such as \"120 hours per day\"",
                ),
            ),
            (
                "40 visits",
                Err(
                    "\"40 visits\" is not an amount a day; write visits per day, such as \"120 visits per day\"",
                ),
            ),
            (
                "-3 hours per day",
                Err("\"-3 hours per day\" is less than none; room is 0 hours per day or more"),
            ),
            (
                "unlimted",
                Err(
                    "\"unlimted\" is neither a whole number nor \"unlimited\"; did you mean unlimited?",
                ),
            ),
            ("20", Err("\"20\" is text; write 20 without quotes")),
            (
                "many",
                Err(
                    "\"many\" is neither a whole number nor \"unlimited\"; write a whole number, such as 20, or \"unlimited\"",
                ),
            ),
        ]);
        rewritten(&Capacity::Places(3));
        assert!(Capacity::from_number(f64::NAN).is_err());
    }
}
