//! The stretches of a run that measures are taken over.

use std::fmt;

use serde_json::Value as Json;

use super::amount::amount;
use super::days::DAYS_A_MONTH;
use super::{Quantity, Wrong, as_written};
use crate::scenario::text::{grouped, printable, quoted};

/// The last month there can be, by number.
const LAST_MONTH: u32 = 12_000;

/// A stretch of the reported time, or one instant of it.
///
/// Written `"all"`, `"m1"` (month 1), `"m2-3"` (months 2 and 3), or `"day 90"`, which is an instant. A month is 365/12
/// days; month 1 begins on day 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Window {
    /// All of the reported time.
    All,
    /// From the start of one month to the end of another, counted from 1.
    Months {
        /// The first month.
        first: u32,
        /// The last month, not before the first.
        last: u32,
    },
    /// One instant, in days from the start.
    Instant(f64),
}

impl Window {
    /// The days it runs from and to, in a run reported for `horizon` days; an instant runs from itself to itself.
    ///
    /// # Errors
    /// If it ends after the horizon.
    pub fn days(self, horizon: f64) -> Result<(f64, f64), Wrong> {
        let (from, to) = match self {
            Self::All => (0.0, horizon),
            Self::Months { first, last } => (
                f64::from(first - 1) * DAYS_A_MONTH,
                f64::from(last) * DAYS_A_MONTH,
            ),
            Self::Instant(day) => (day, day),
        };
        // Months are no whole number of days: a year of twelve ends where the year does, up to rounding.
        if to <= horizon + 1e-6 {
            Ok((from, to.min(horizon)))
        } else {
            Err(Wrong::new(
                format!(
                    "{self} ends on day {}, after the last day, {}",
                    grouped((to * 10.0).round() / 10.0),
                    grouped(horizon)
                ),
                "let the run be longer, or name an earlier window",
            ))
        }
    }

    fn months(text: &str, written: &str) -> Result<Self, Wrong> {
        let unclear = || {
            Wrong::new(
                format!("{} is not a window", quoted(written)),
                format!("write {}", Self::NEEDS),
            )
        };
        let month = |text: &str| {
            let text = text.trim().trim_start_matches(['m', 'M']);
            let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            if is_number {
                text.parse::<u32>().or(Ok(u32::MAX))
            } else {
                Err(unclear())
            }
        };
        let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
        let (first, last) = (month(first)?, month(last)?);
        if first == 0 || last == 0 {
            return Err(Wrong::new(
                format!("there is no month 0 in {}", quoted(written)),
                "months count from 1",
            ));
        }
        if last < first {
            return Err(Wrong::new(
                format!("{} ends before it begins", quoted(written)),
                format!("write \"m{last}-{first}\""),
            ));
        }
        if last > LAST_MONTH {
            return Err(Wrong::new(
                format!("{} is too late", quoted(written)),
                "no run lasts that long",
            ));
        }
        Ok(Self::Months { first, last })
    }
}

impl Quantity for Window {
    const NAME: &'static str = "window";
    const NEEDS: &'static str = "a window, such as \"all\", \"m1\", \"m2-3\" or \"day 90\"";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        Err(Wrong::new(
            format!("{number} is not a window"),
            format!("write \"m{number}\" for a month, or \"day {number}\""),
        ))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        let trimmed = text.trim();
        let lower = trimmed.to_lowercase();
        if lower == "all" {
            return Ok(Self::All);
        }
        if let Some(day) = lower.strip_prefix("day") {
            let amount = amount(day, Self::NEEDS)?;
            if !amount.rest.is_empty() || !(0.0..=400_000.0).contains(&amount.number) {
                return Err(Wrong::new(
                    format!("{} is not an instant of a run", quoted(trimmed)),
                    "write \"day 90\" or \"day 180.5\", counted from 0",
                ));
            }
            return Ok(Self::Instant(amount.number));
        }
        if let Some(months) = lower
            .strip_prefix("months ")
            .or_else(|| lower.strip_prefix("month "))
        {
            let help = format!("write \"m{}\"", printable(&months.replace(" to ", "-")));
            return Err(Wrong::new(
                format!("{} is not a window", quoted(trimmed)),
                help,
            ));
        }
        match lower.strip_prefix('m') {
            Some(months) => Self::months(months, trimmed),
            None => Err(Wrong::new(
                format!("{} is not a window", quoted(trimmed)),
                format!("write {}", Self::NEEDS),
            )),
        }
    }

    fn measure(&self) -> Option<f64> {
        None
    }

    fn written(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl fmt::Display for Window {
    /// The name by which results are filed: `all`, `m1`, `m2-3`, `day 90`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Months { first, last } if first == last => write!(f, "m{first}"),
            Self::Months { first, last } => write!(f, "m{first}-{last}"),
            Self::Instant(day) => write!(f, "day {day}"),
        }
    }
}

as_written!(Window, "Window", "A stretch of the reported time: \"all\", \"m1\" (month 1), \"m2-3\" (months 2 and 3), or an instant, \"day 90\".", {
    "type": "string",
    "pattern": "^ *(all|m[0-9]+(-[0-9]+)?|day *[0-9.]+) *$",
    "examples": ["all", "m1", "m2-3", "day 90"]
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::quantity::testing::table;
    use proptest::prelude::*;

    #[test]
    fn windows() {
        let needs = "write a window, such as \"all\", \"m1\", \"m2-3\" or \"day 90\"";
        table(&[
            ("all", Ok(Window::All)),
            ("m1", Ok(Window::Months { first: 1, last: 1 })),
            ("M2-3", Ok(Window::Months { first: 2, last: 3 })),
            ("m2-m3", Ok(Window::Months { first: 2, last: 3 })),
            ("day 90", Ok(Window::Instant(90.0))),
            ("day 180.5", Ok(Window::Instant(180.5))),
            (
                "m3-2",
                Err("\"m3-2\" ends before it begins; write \"m2-3\""),
            ),
            (
                "m0",
                Err("there is no month 0 in \"m0\"; months count from 1"),
            ),
            (
                "m99999999999",
                Err("\"m99999999999\" is too late; no run lasts that long"),
            ),
            ("mx", Err(&format!("\"mx\" is not a window; {needs}"))),
            ("m", Err(&format!("\"m\" is not a window; {needs}"))),
            (
                "months 2 to 3",
                Err("\"months 2 to 3\" is not a window; write \"m2-3\""),
            ),
            (
                "day -1",
                Err(
                    "\"day -1\" is not an instant of a run; write \"day 90\" or \"day 180.5\", counted from 0",
                ),
            ),
            ("later", Err(&format!("\"later\" is not a window; {needs}"))),
            ("", Err(&format!("\"\" is not a window; {needs}"))),
        ]);
    }

    #[test]
    fn windows_lie_within_the_run() {
        let month = DAYS_A_MONTH;
        for (text, horizon, expected) in [
            ("all", 1095.0, Ok((0.0, 1095.0))),
            ("m1", 1095.0, Ok((0.0, month))),
            ("m2-3", 1095.0, Ok((month, 3.0 * month))),
            ("m1-36", 1095.0, Ok((0.0, 1095.0))),
            ("day 90", 90.0, Ok((90.0, 90.0))),
            (
                "m7-18",
                365.0,
                Err(
                    "m7-18 ends on day 547.5, after the last day, 365; let the run be longer, or name an earlier window",
                ),
            ),
            (
                "day 90",
                89.0,
                Err(
                    "day 90 ends on day 90, after the last day, 89; let the run be longer, or name an earlier window",
                ),
            ),
        ] {
            let found = Window::from_text(text)
                .unwrap()
                .days(horizon)
                .map_err(|wrong| wrong.to_string());
            assert_eq!(
                found.as_ref().map_err(String::as_str),
                expected.as_ref().map_err(|e| *e),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_upsets_a_window(text in "(all|m|day|month)? ?[-0-9. ]{0,8}\\PC{0,3}") {
            let _ = Window::from_text(&text);
        }
    }
}
