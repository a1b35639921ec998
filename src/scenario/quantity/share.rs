//! Shares from 0 to 1.

use std::fmt;

use serde_json::Value as Json;

use super::{Quantity, Wrong, as_written};
use crate::scenario::text::{grouped, printable, quoted};

/// A share of a whole, from 0 to 1. Written as a number: 17 % is 0.17.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
pub struct Share(f64);

impl Share {
    /// None of it.
    pub const NONE: Self = Self(0.0);
    /// All of it.
    pub const ALL: Self = Self(1.0);
    /// Half of it.
    pub const HALF: Self = Self(0.5);

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
}
