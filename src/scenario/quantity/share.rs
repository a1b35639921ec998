//! Shares from 0 to 1, and capacities that may have no limit.

use std::fmt;

use serde_json::Value as Json;

use super::{Quantity, Wrong, as_written};
use crate::scenario::names;
use crate::scenario::text::{grouped, printable, quoted};

/// A share of a whole, from 0 to 1. Written as a number: 17 % is 0.17.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
pub struct Share(f64);

impl Share {
    /// None of it.
    pub const NONE: Self = Self(0.0);
    /// All of it.
    pub const ALL: Self = Self(1.0);

    /// A share from 0 to 1.
    ///
    /// # Errors
    /// If the number is outside.
    pub fn new(share: f64) -> Result<Self, Wrong> {
        Self::from_number(share)
    }

    /// The share as a number from 0 to 1.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// A percentage as a share, without the noise of dividing by a hundred.
fn hundredth(percent: f64) -> f64 {
    let share = percent / 100.0;
    let rounded = (share * 1e12).round() / 1e12;
    if (rounded - share).abs() < 1e-13 {
        rounded
    } else {
        share
    }
}

impl Quantity for Share {
    const NAME: &'static str = "share";
    const NEEDS: &'static str = "a share from 0 to 1, such as 0.17";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        if (0.0..=1.0).contains(&number) {
            return Ok(Self(number));
        }
        let shown = grouped(number);
        if number > 1.0 && number <= 100.0 {
            return Err(Wrong::new(
                format!("{shown} is not a share"),
                format!("write {shown} % as {}", hundredth(number)),
            ));
        }
        Err(Wrong::new(
            format!("{shown} is not a share"),
            "a share runs from 0 to 1",
        ))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        let trimmed = text.trim();
        let message = format!("{} is not a share", quoted(trimmed));
        let percent = trimmed
            .strip_suffix('%')
            .or_else(|| trimmed.strip_suffix("per cent"))
            .map(str::trim_end);
        if let Some(Ok(number)) = percent.map(str::parse::<f64>) {
            return Err(if (0.0..=100.0).contains(&number) {
                Wrong::new(
                    message,
                    format!(
                        "write {} % as {}",
                        printable(percent.unwrap_or_default()),
                        hundredth(number)
                    ),
                )
            } else {
                Wrong::new(message, "a share runs from 0 to 1")
            });
        }
        Err(match trimmed.parse::<f64>() {
            Ok(number) if (0.0..=1.0).contains(&number) => Wrong::new(
                format!("{} is text", quoted(trimmed)),
                format!("write {} without quotes", printable(trimmed)),
            ),
            _ => Wrong::new(message, format!("write {}", Self::NEEDS)),
        })
    }

    fn measure(&self) -> Option<f64> {
        Some(self.0)
    }

    fn written(&self) -> Json {
        Json::from(self.0)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

as_written!(Share, "Share", "A share from 0 to 1: write 17 % as 0.17.", {
    "type": "number",
    "minimum": 0,
    "maximum": 1,
    "examples": [0.17]
});

/// How many there is room for: a whole number, or no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capacity {
    /// Room for this many.
    Places(u32),
    /// Room for any number.
    Unlimited,
}

impl Capacity {
    /// How many places there are, or `None` for no limit.
    pub const fn places(self) -> Option<u32> {
        match self {
            Self::Places(places) => Some(places),
            Self::Unlimited => None,
        }
    }
}

impl Quantity for Capacity {
    const NAME: &'static str = "capacity";
    const NEEDS: &'static str = "a whole number, such as 20, or \"unlimited\"";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        const MOST: f64 = 1e9;
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
        Some(self.places().map_or(f64::INFINITY, f64::from))
    }

    fn written(&self) -> Json {
        match self {
            Self::Places(places) => Json::from(*places),
            Self::Unlimited => Json::from("unlimited"),
        }
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Places(places) => write!(f, "{places}"),
            Self::Unlimited => f.write_str("unlimited"),
        }
    }
}

as_written!(Capacity, "Capacity", "How many there is room for: a whole number, or \"unlimited\".", {
    "anyOf": [
        { "type": "integer", "minimum": 0, "maximum": 1_000_000_000 },
        { "type": "string", "const": "unlimited" }
    ],
    "examples": [20, "unlimited"]
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::quantity::testing::{numbers, rewritten, table};

    #[test]
    fn shares() {
        numbers(&[
            (0.0, Ok(Share(0.0))),
            (1.0, Ok(Share(1.0))),
            (17.0, Err("17 is not a share; write 17 % as 0.17")),
            (29.0, Err("29 is not a share; write 29 % as 0.29")),
            (1.05, Err("1.05 is not a share; write 1.05 % as 0.0105")),
            (170.0, Err("170 is not a share; a share runs from 0 to 1")),
            (-0.1, Err("-0.1 is not a share; a share runs from 0 to 1")),
        ]);
        table::<Share>(&[
            ("17 %", Err("\"17 %\" is not a share; write 17 % as 0.17")),
            ("17%", Err("\"17%\" is not a share; write 17 % as 0.17")),
            (
                "170 %",
                Err("\"170 %\" is not a share; a share runs from 0 to 1"),
            ),
            ("0.17", Err("\"0.17\" is text; write 0.17 without quotes")),
            (
                "half",
                Err("\"half\" is not a share; write a share from 0 to 1, such as 0.17"),
            ),
        ]);
        rewritten(&Share(0.1));
        assert!(Share::from_number(f64::NAN).is_err());
    }

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
