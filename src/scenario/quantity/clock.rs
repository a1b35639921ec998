//! Times of day, weekdays, and the hours something is open.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Quantity, Wrong, as_written};
use crate::scenario::names;
use crate::scenario::text::quoted;

/// A time of day, in whole minutes or seconds, from `"00:00"` to `"24:00"`, which is the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ClockTime(u32);

impl ClockTime {
    /// Seconds since midnight, from 0 to 86,400.
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl Quantity for ClockTime {
    const NAME: &'static str = "time of day";
    const NEEDS: &'static str = "a time of day, such as \"08:00\"";
    const DATES: bool = true;

    fn from_number(number: f64) -> Result<Self, Wrong> {
        let help = if (0.0..=24.0).contains(&number) && number.fract() == 0.0 {
            format!("write \"{number:02}:00\"")
        } else {
            format!("write {}", Self::NEEDS)
        };
        Err(Wrong::new(format!("{number} is not a time of day"), help))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        let trimmed = text.trim();
        let parts: Vec<&str> = trimmed.split(':').collect();
        let digits = |part: &str, most: usize| {
            let fits = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| part.parse::<u32>().ok()).flatten()
        };
        let read = match parts.as_slice() {
            [hour, minute] => digits(hour, 2)
                .zip(digits(minute, 2))
                .map(|(h, m)| (h, m, 0)),
            [hour, minute, second] => digits(hour, 2)
                .zip(digits(minute, 2))
                .zip(digits(second, 2))
                .map(|((h, m), s)| (h, m, s)),
            _ => None,
        };
        let Some((hour, minute, second)) = read.filter(|_| parts[1].len() == 2) else {
            return Err(Wrong::new(
                format!("{} is not a time of day", quoted(trimmed)),
                hint(trimmed),
            ));
        };
        let seconds = hour * 3600 + minute * 60 + second;
        if minute >= 60 || second >= 60 || seconds > 86_400 {
            return Err(Wrong::new(
                format!("there is no {} in a day", quoted(trimmed)),
                "times run from 00:00 to 24:00, which is the end of the day",
            ));
        }
        Ok(Self(seconds))
    }

    fn measure(&self) -> Option<f64> {
        Some(f64::from(self.0))
    }

    fn written(&self) -> Json {
        Json::from(self.to_string())
    }
}

/// How a time of day that is written otherwise should be: `8am`, `8.30`, `0800`.
fn hint(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let afternoon = lower.ends_with("pm");
    let clock = lower.trim_end_matches("pm").trim_end_matches("am").trim();
    let (hour, minute) = clock.split_once(['.', ':']).unwrap_or((clock, "00"));
    match (hour.parse::<u32>(), minute.parse::<u32>()) {
        (Ok(hour @ 0..=24), Ok(minute @ 0..60)) if !hour.to_string().is_empty() => {
            let hour = if afternoon && hour < 12 {
                hour + 12
            } else {
                hour
            };
            format!("write \"{hour:02}:{minute:02}\"")
        }
        _ => format!("write {}", ClockTime::NEEDS),
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        write!(f, "{hour:02}:{minute:02}")?;
        if second == 0 {
            Ok(())
        } else {
            write!(f, ":{second:02}")
        }
    }
}

as_written!(ClockTime, "ClockTime", "A time of day: \"08:00\", \"17:30\", \"24:00\" for the end of a day.", {
    "type": "string",
    "pattern": "^ *[0-9]{1,2}:[0-9]{2}(:[0-9]{2})? *$",
    "examples": ["08:00", "17:30"]
});

const NAMES: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// What may be written for weekdays, but for short names.
const KNOWN: [&str; 10] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "weekdays",
    "weekend",
    "every day",
];

/// One weekday: `"monday"` or `"mon"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weekday(u8);

impl Weekday {
    /// Its number: 0 is Monday.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl Quantity for Weekday {
    const NAME: &'static str = "weekday";
    const NEEDS: &'static str = "a weekday, such as \"monday\"";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        Err(Wrong::new(
            format!("{number} is not a weekday"),
            format!("write {}", Self::NEEDS),
        ))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        if text.trim().is_empty() {
            return Err(Wrong::new(
                "this text is empty",
                format!("write {}", Self::NEEDS),
            ));
        }
        let day = Weekdays::one(text)?;
        Ok(Self(u8::try_from(day).expect("a weekday is from 0 to 6")))
    }

    fn measure(&self) -> Option<f64> {
        None
    }

    fn written(&self) -> Json {
        Json::from(self.to_string())
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES[usize::from(self.0)])
    }
}

as_written!(Weekday, "Weekday", "A weekday: \"monday\" or \"mon\".", {
    "type": "string",
    "pattern": "^ *([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]* *$",
    "examples": ["monday"]
});

/// Some of the seven weekdays, at least one.
///
/// Written `"monday"`, `"mon"`, `"monday to friday"`, `"weekdays"`, `"weekend"`, `"every day"`, `"mon, wed and fri"`,
/// or as a list, `["mon", "wed"]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// Every day of the week.
    pub const ALL: Self = Self([true; 7]);

    /// Whether a weekday is one of them: 0 is Monday. Days go on after a week: 7 is Monday again.
    pub const fn has(self, weekday: usize) -> bool {
        self.0[weekday % 7]
    }

    /// For each weekday from Monday whether it is one of them.
    pub const fn each(self) -> [bool; 7] {
        self.0
    }

    fn one(word: &str) -> Result<usize, Wrong> {
        let lower = word.trim().to_lowercase();
        let singular = lower
            .strip_suffix('s')
            .filter(|word| word.ends_with("day"))
            .unwrap_or(&lower);
        let is_it = |name: &&str| {
            singular == *name
                || singular.len() >= 3 && singular.len() < 6 && name.starts_with(singular)
        };
        match NAMES.iter().position(is_it) {
            Some(day) => Ok(day),
            None => Err(Wrong {
                message: names::unknown("weekday", word.trim()),
                help: Some(names::help(&lower, &KNOWN, "there are")),
            }),
        }
    }

    fn add(&mut self, words: &str) -> Result<(), Wrong> {
        let lower = words.trim().to_lowercase();
        let days: Vec<usize> = match lower.as_str() {
            "weekdays" | "weekday" | "working days" => (0..5).collect(),
            "weekend" | "weekends" => vec![5, 6],
            "every day" | "all" | "all days" | "daily" => (0..7).collect(),
            _ => match lower.split_once(" to ").or_else(|| lower.split_once('-')) {
                Some((first, last)) => {
                    let (first, last) = (Self::one(first)?, Self::one(last)?);
                    let count = (last + 7 - first) % 7 + 1;
                    (first..first + count).collect()
                }
                None => vec![Self::one(&lower)?],
            },
        };
        for day in days {
            self.0[day % 7] = true;
        }
        Ok(())
    }
}

impl Quantity for Weekdays {
    const NAME: &'static str = "weekdays";
    const NEEDS: &'static str = "weekdays, such as \"monday to friday\" or [\"mon\", \"wed\"]";

    fn from_number(number: f64) -> Result<Self, Wrong> {
        Err(Wrong::new(
            format!("{number} is not a weekday"),
            format!("write {}", Self::NEEDS),
        ))
    }

    fn from_text(text: &str) -> Result<Self, Wrong> {
        if text.trim().is_empty() {
            return Err(Wrong::new(
                "this text is empty",
                format!("write {}", Self::NEEDS),
            ));
        }
        let mut days = Self([false; 7]);
        for part in text.split([',', ';']).flat_map(|part| part.split(" and ")) {
            days.add(part)?;
        }
        Ok(days)
    }

    fn measure(&self) -> Option<f64> {
        None
    }

    fn written(&self) -> Json {
        (0..7)
            .filter(|&day| self.0[day])
            .map(|day| NAMES[day])
            .collect()
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = (0..7)
            .filter(|&day| self.0[day])
            .map(|day| NAMES[day])
            .collect();
        f.write_str(&names.join(", "))
    }
}

impl std::str::FromStr for Weekdays {
    type Err = Wrong;

    fn from_str(text: &str) -> Result<Self, Wrong> {
        Self::from_text(text)
    }
}

impl Serialize for Weekdays {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "weekdays, such as \"monday to friday\" or [\"mon\", \"wed\"]"
        )]
        enum Written {
            Text(String),
            List(Vec<String>),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::List(words) => words.join(", "),
        };
        Self::from_text(&text).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Weekdays {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Weekdays".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let short = NAMES.map(|name| &name[..3]);
        let known: Vec<&str> = NAMES.into_iter().chain(short).collect();
        schemars::json_schema!({
            "description": "Weekdays: \"monday\", \"mon\", \"monday to friday\", \"weekdays\", \"weekend\", \"every day\", or a list such as [\"mon\", \"wed\"].",
            "type": ["string", "array"],
            "items": { "type": "string", "enum": known },
            "minItems": 1,
            "x-quantity": Self::NAME,
            "examples": ["monday to friday", ["mon", "wed"]]
        })
    }
}

/// Hours on some days of the week: `{ days = "monday to friday", from = "08:00", to = "17:00" }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "HoursAsWritten")]
pub struct WeekdayHours {
    /// The days.
    pub days: Weekdays,
    /// When they begin.
    pub from: ClockTime,
    /// When they end, later than `from`.
    pub to: ClockTime,
}

/// Hours on some days of the week.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WeekdayHours", extend("x-quantity" = WeekdayHours::NAME))]
struct HoursAsWritten {
    /// The days; every day if left out.
    #[serde(default = "every_day")]
    days: Weekdays,
    /// When they begin.
    from: ClockTime,
    /// When they end: later than `from`, "24:00" at the latest.
    to: ClockTime,
}

fn every_day() -> Weekdays {
    Weekdays::ALL
}

impl WeekdayHours {
    pub(super) const NAME: &'static str = "hours";

    /// Whether an instant is within the hours, given the weekday (0 is Monday) and the seconds since midnight.
    pub const fn include(self, weekday: usize, second_of_day: u32) -> bool {
        self.days.has(weekday) && self.from.0 <= second_of_day && second_of_day < self.to.0
    }
}

impl TryFrom<HoursAsWritten> for WeekdayHours {
    type Error = Wrong;

    fn try_from(hours: HoursAsWritten) -> Result<Self, Wrong> {
        let HoursAsWritten { days, from, to } = hours;
        if from < to {
            Ok(Self { days, from, to })
        } else {
            Err(Wrong::new(
                format!("{from} to {to} is no time at all"),
                "to is later than from; for hours over midnight write one entry up to \"24:00\" and one from \"00:00\"",
            ))
        }
    }
}

impl JsonSchema for WeekdayHours {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        HoursAsWritten::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        HoursAsWritten::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::quantity::testing::{numbers, rewritten, table};
    use proptest::prelude::*;

    #[test]
    fn times_of_day() {
        table(&[
            ("08:00", Ok(ClockTime(28_800))),
            ("8:00", Ok(ClockTime(28_800))),
            ("17:30", Ok(ClockTime(63_000))),
            ("00:00:30", Ok(ClockTime(30))),
            ("24:00", Ok(ClockTime(86_400))),
            (
                "24:01",
                Err(
                    "there is no \"24:01\" in a day; times run from 00:00 to 24:00, which is the end of the day",
                ),
            ),
            (
                "12:60",
                Err(
                    "there is no \"12:60\" in a day; times run from 00:00 to 24:00, which is the end of the day",
                ),
            ),
            ("8am", Err("\"8am\" is not a time of day; write \"08:00\"")),
            (
                "5.30pm",
                Err("\"5.30pm\" is not a time of day; write \"17:30\""),
            ),
            ("8:0", Err("\"8:0\" is not a time of day; write \"08:00\"")),
            (
                "noon",
                Err("\"noon\" is not a time of day; write a time of day, such as \"08:00\""),
            ),
        ]);
        numbers::<ClockTime>(&[
            (8.0, Err("8 is not a time of day; write \"08:00\"")),
            (
                8.5,
                Err("8.5 is not a time of day; write a time of day, such as \"08:00\""),
            ),
        ]);
    }

    #[test]
    fn weekdays() {
        let days = |days: &[usize]| Ok(Weekdays(std::array::from_fn(|day| days.contains(&day))));
        table(&[
            ("monday", days(&[0])),
            ("Mon", days(&[0])),
            ("thurs", days(&[3])),
            ("Sundays", days(&[6])),
            ("monday to friday", days(&[0, 1, 2, 3, 4])),
            ("mon-fri", days(&[0, 1, 2, 3, 4])),
            ("saturday to monday", days(&[0, 5, 6])),
            ("mon, wed and fri", days(&[0, 2, 4])),
            ("weekdays", days(&[0, 1, 2, 3, 4])),
            ("weekend", days(&[5, 6])),
            ("every day", days(&[0, 1, 2, 3, 4, 5, 6])),
            (
                "wendesday",
                Err(
                    "no weekday is called \"wendesday\"; did you mean wednesday? there are monday, tuesday, wednesday, thursday, friday, saturday, sunday and 3 more",
                ),
            ),
            (
                "mon to x",
                Err(
                    "no weekday is called \"x\"; there are monday, tuesday, wednesday, thursday, friday, saturday, sunday and 3 more",
                ),
            ),
            (
                "",
                Err(
                    "this text is empty; write weekdays, such as \"monday to friday\" or [\"mon\", \"wed\"]",
                ),
            ),
        ]);
        table(&[("Tue", Ok(Weekday(1))), ("sunday", Ok(Weekday(6)))]);
        assert!(Weekday::from_text("mon to fri").is_err());
        let list: Weekdays = serde_json::from_str("[\"mon\", \"wed\"]").unwrap();
        assert_eq!(Ok(list), days(&[0, 2]));
        assert_eq!(
            serde_json::to_string(&list).unwrap(),
            "[\"monday\",\"wednesday\"]"
        );
    }

    #[test]
    fn hours_end_after_they_begin() {
        let read = |text: &str| {
            serde_json::from_str::<WeekdayHours>(text).map_err(|error| error.to_string())
        };
        let hours = read(r#"{"days": "weekdays", "from": "08:00", "to": "17:00"}"#).unwrap();
        assert!(hours.include(4, 8 * 3600));
        assert!(!hours.include(4, 17 * 3600));
        assert!(!hours.include(5, 9 * 3600));
        let wrong = read(r#"{"from": "22:00", "to": "06:00"}"#).unwrap_err();
        assert!(
            wrong.starts_with("22:00 to 06:00 is no time at all; to is later than from"),
            "{wrong}"
        );
    }

    proptest! {
        #[test]
        fn any_time_can_be_written_and_read(seconds in 0_u32..=86_400) {
            rewritten(&ClockTime(seconds));
        }

        #[test]
        fn no_text_upsets_a_clock(text in "[0-9:.apm ]{0,8}|(mon|fri|sunday|to| |,|-|and|\\PC){0,5}") {
            let _ = ClockTime::from_text(&text);
            let _ = Weekdays::from_text(&text);
        }
    }
}
