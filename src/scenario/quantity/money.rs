//! Prices and sums of money, in whole pence.

use std::fmt;

use serde_json::Value as Json;

use super::amount::{after_per, amount, unit, unknown_unit};
use super::{Quantity, Wrong, as_written};
use crate::scenario::text::{grouped, printable, quoted};

/// Words that multiply the pounds before them by a power of ten.
const SCALES: [(&str, usize); 8] = [
    ("k", 3),
    ("thousand", 3),
    ("m", 6),
    ("mn", 6),
    ("million", 6),
    ("bn", 9),
    ("b", 9),
    ("billion", 9),
];

/// How one kind of money is written and how much there may be.
struct Written {
    /// The unit of time it is paid for, if any, and how a sentence says so: `a week`.
    per: Option<(&'static str, &'static str)>,
    /// What it is, with an example.
    needs: &'static str,
    /// The most there may be, in pounds.
    most: f64,
}

impl Written {
    fn read(&self, text: &str) -> Result<i64, Wrong> {
        let trimmed = text.trim();
        let (sign, rest) = trimmed
            .strip_prefix(['-', '−'])
            .map_or(("", trimmed), |rest| ("-", rest.trim_start()));
        if let Some(other) = rest.chars().find(|c| ['$', '€', '¥'].contains(c)) {
            return Err(Wrong::new(
                format!("{} is not in pounds", quoted(text)),
                format!("leave out {other} and give pounds"),
            ));
        }
        let without_sign = rest
            .strip_prefix('£')
            .or_else(|| rest.strip_prefix("GBP"))
            .unwrap_or(rest);
        let amount = amount(without_sign, self.needs).map_err(|mut wrong| {
            if wrong.message.ends_with("does not begin with a number") {
                wrong.message = format!("{} does not begin with a number of pounds", quoted(text));
            }
            wrong
        })?;
        if !sign.is_empty() && amount.digits.starts_with('-') {
            return Err(Wrong::new(
                format!("{} has two signs", quoted(text)),
                format!("write {}", self.needs),
            ));
        }
        let (scale, rest) = scaled(amount.rest);
        self.check_unit(text, &amount.digits, rest)?;
        let pence = self.pence(&amount.digits, scale, &printable(text))?;
        self.checked(
            if sign.is_empty() { pence } else { -pence },
            &printable(text),
        )
    }

    /// Refuses a missing unit, another unit, and a unit where none belongs.
    fn check_unit(&self, text: &str, digits: &str, rest: &str) -> Result<(), Wrong> {
        let advice = || format!("write {}", self.needs);
        let Some((per, spoken)) = self.per else {
            return if rest.is_empty() {
                Ok(())
            } else {
                Err(Wrong::new(
                    format!("{} is more than a sum of money", quoted(text)),
                    advice(),
                ))
            };
        };
        if rest.is_empty() {
            let amount = text.trim();
            let help = if amount.trim_start_matches('£') == digits {
                let bare = printable(digits);
                format!("write \"{bare} per {per}\"; a bare {bare} means that")
            } else {
                format!("write \"{} per {per}\"", printable(amount))
            };
            return Err(Wrong::new(
                format!("{} does not say per what", quoted(text)),
                help,
            ));
        }
        let Some(word) = after_per(rest) else {
            return Err(Wrong::new(
                format!("{} does not say per what", quoted(text)),
                advice(),
            ));
        };
        let word = if word.eq_ignore_ascii_case("night") {
            "day"
        } else {
            word
        };
        match unit(word) {
            Some(unit) if word.eq_ignore_ascii_case(unit.one) && unit.one == per => Ok(()),
            Some(unit) if word.eq_ignore_ascii_case(unit.one) => {
                let article = if unit.one == "hour" { "an" } else { "a" };
                Err(Wrong::new(
                    format!(
                        "{} is a price {article} {}; this needs a price {spoken}",
                        quoted(text),
                        unit.one
                    ),
                    advice(),
                ))
            }
            _ => Err(unknown_unit(word, false)),
        }
    }

    /// Pounds in plain digits, times ten to the power of `scale`, as pence.
    fn pence(&self, digits: &str, scale: usize, written: &str) -> Result<i64, Wrong> {
        // A number with an exponent is written out first; the shortest digits that mean it are exact.
        let plain = if digits.contains(['e', 'E']) {
            digits
                .parse::<f64>()
                .map_or_else(|_| digits.to_owned(), |number| number.to_string())
        } else {
            digits.to_owned()
        };
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let fraction = fraction.trim_end_matches('0');
        let places = scale + 2;
        if fraction.len() > places {
            return Err(Wrong::new(
                format!("{written} is not a whole number of pence"),
                "write pounds with at most two decimals, such as 14.06",
            ));
        }
        let padding = "0".repeat(places - fraction.len());
        format!("{whole}{fraction}{padding}")
            .parse()
            .map_err(|_| self.too_much(written))
    }

    fn checked(&self, pence: i64, written: &str) -> Result<i64, Wrong> {
        if pence < 0 {
            return Err(Wrong::new(
                format!("{written} is less than nothing"),
                "money here is 0 or more",
            ));
        }
        if pence as f64 <= self.most * 100.0 {
            Ok(pence)
        } else {
            Err(self.too_much(written))
        }
    }

    fn too_much(&self, written: &str) -> Wrong {
        Wrong::new(
            format!("{written} is too much"),
            format!("the most is £{}", grouped(self.most)),
        )
    }

    fn number(&self, number: f64) -> Result<i64, Wrong> {
        let pence = self.pence(&number.to_string(), 0, &grouped(number))?;
        self.checked(pence, &grouped(number))
    }

    fn show(&self, pence: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pounds, rest) = (pence / 100, pence % 100);
        write!(f, "£{}", grouped(pounds as f64))?;
        if rest != 0 {
            write!(f, ".{rest:02}")?;
        }
        match self.per {
            Some((per, _)) => write!(f, " per {per}"),
            None => Ok(()),
        }
    }
}

/// A power of ten at the start of a text, such as `m` or `million`, and what follows it.
fn scaled(rest: &str) -> (usize, &str) {
    let end = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    match SCALES
        .iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name))
    {
        Some(&(_, scale)) => (scale, after.trim_start()),
        None => (0, rest),
    }
}

/// A kind of money: its type, how it is written, and its place in a schema.
macro_rules! money {
    (
        $(#[$doc:meta])*
        $money:ident = $name:literal, $needs:literal, per $per:expr, most $most:literal,
        $description:literal, $pattern:literal, $examples:tt
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
        pub struct $money(i64);

        impl $money {
            const WRITTEN: Written = Written { per: $per, needs: $needs, most: $most };

            /// From whole pence, zero or more.
            pub const fn from_pence(pence: i64) -> Self {
                Self(pence)
            }

            /// Whole pence.
            pub const fn pence(self) -> i64 {
                self.0
            }

            /// Pounds, with their fraction.
            pub const fn pounds(self) -> f64 {
                self.0 as f64 / 100.0
            }
        }

        impl Quantity for $money {
            const NAME: &'static str = $name;
            const NEEDS: &'static str = $needs;

            fn from_number(number: f64) -> Result<Self, Wrong> {
                Self::WRITTEN.number(number).map(Self)
            }

            fn from_text(text: &str) -> Result<Self, Wrong> {
                Self::WRITTEN.read(text).map(Self)
            }

            fn measure(&self) -> Option<f64> {
                Some(self.0 as f64)
            }

            fn written(&self) -> Json {
                Json::from(self.to_string())
            }
        }

        impl fmt::Display for $money {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Self::WRITTEN.show(self.0, f)
            }
        }

        as_written!($money, $name, $description, {
            "type": ["string", "number"],
            "minimum": 0,
            "pattern": $pattern,
            "examples": $examples
        });
    };
}

money! {
    /// A price by the hour, in whole pence: `"14.06 per hour"`, `"£14.06 per hour"`; a bare number is pounds an hour.
    PricePerHour = "PricePerHour", "a price an hour, such as \"14.06 per hour\"", per Some(("hour", "an hour")), most 100_000.0,
    "A price by the hour: \"14.06 per hour\", \"£14.06 per hour\". A bare number is pounds an hour.",
    "^ *£? *[0-9][0-9,_.]* *(k|m)? *(per|an?|/) *hour *$", ["14.06 per hour"]
}

money! {
    /// A price by the day or night, in whole pence: `"180 per day"`, `"£180 per night"`; a bare number is pounds a day.
    PricePerDay = "PricePerDay", "a price a day, such as \"180 per day\"", per Some(("day", "a day")), most 1_000_000.0,
    "A price by the day or night: \"180 per day\", \"£180 per night\". A bare number is pounds a day.",
    "^ *£? *[0-9][0-9,_.]* *(k|m)? *(per|an?|/) *(day|night) *$", ["180 per day"]
}

money! {
    /// A price by the week, in whole pence: `"916 per week"`, `"£1,298 per week"`; a bare number is pounds a week.
    PricePerWeek = "PricePerWeek", "a price a week, such as \"916 per week\"", per Some(("week", "a week")), most 1_000_000.0,
    "A price by the week: \"916 per week\", \"£1,298 per week\". A bare number is pounds a week.",
    "^ *£? *[0-9][0-9,_.]* *(k|m)? *(per|an?|/) *week *$", ["916 per week"]
}

money! {
    /// Money by the year of 365 days, in whole pence: `"£1.2m per year"`, `"5,000,000 per year"`; a bare number is pounds a year.
    MoneyPerYear = "MoneyPerYear", "money a year, such as \"£1.2m per year\"", per Some(("year", "a year")), most 1e12,
    "Money by the year: \"£1.2m per year\", \"5,000,000 per year\". A bare number is pounds a year.",
    "^ *£? *[0-9][0-9,_.]* *(k|m|mn|bn|thousand|million|billion)? *(per|an?|/) *year *$", ["£1.2m per year"]
}

money! {
    /// A sum of money, in whole pence: `"£1.2m"`, `"5,000"`; a bare number is pounds.
    Money = "Money", "a sum of money, such as \"£1.2m\"", per None, most 1e12,
    "A sum of money: \"£1.2m\", \"5,000\". A bare number is pounds.",
    "^ *£? *[0-9][0-9,_.]* *(k|m|mn|bn|thousand|million|billion)? *$", ["£1.2m", "£5,000"]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::quantity::testing::{numbers, rewritten, table};
    use proptest::prelude::*;

    #[test]
    fn prices_are_whole_pence() {
        let pence = |pence| Ok(PricePerHour(pence));
        table(&[
            ("14.06 per hour", pence(1406)),
            ("£14.06 per hour", pence(1406)),
            ("£ 14.1 an hour", pence(1410)),
            ("14/hour", pence(1400)),
            ("14.060 per hour", pence(1406)),
            (
                "916 per week",
                Err(
                    "\"916 per week\" is a price a week; this needs a price an hour; write a price an hour, such as \"14.06 per hour\"",
                ),
            ),
            (
                "14.065 per hour",
                Err(
                    "14.065 per hour is not a whole number of pence; write pounds with at most two decimals, such as 14.06",
                ),
            ),
            (
                "14,06 per hour",
                Err(
                    "the comma in 14,06 does not part thousands; write decimals with a point, as in 14.06",
                ),
            ),
            (
                "14.06",
                Err(
                    "\"14.06\" does not say per what; write \"14.06 per hour\"; a bare 14.06 means that",
                ),
            ),
            (
                "14.06 hourly",
                Err(
                    "\"14.06 hourly\" does not say per what; write a price an hour, such as \"14.06 per hour\"",
                ),
            ),
            (
                "14.06 per huor",
                Err(
                    "no unit of time is called \"huor\"; did you mean hour? units are second, minute, hour, day, week, month, year",
                ),
            ),
            (
                "$14 per hour",
                Err("\"$14 per hour\" is not in pounds; leave out $ and give pounds"),
            ),
            (
                "-£3 per hour",
                Err("-£3 per hour is less than nothing; money here is 0 or more"),
            ),
            (
                "-3 per hour",
                Err("-3 per hour is less than nothing; money here is 0 or more"),
            ),
            (
                "-£-3 per hour",
                Err(
                    "\"-£-3 per hour\" has two signs; write a price an hour, such as \"14.06 per hour\"",
                ),
            ),
            (
                "cheap",
                Err(
                    "\"cheap\" does not begin with a number of pounds; write a price an hour, such as \"14.06 per hour\"",
                ),
            ),
            (
                "200000 per hour",
                Err("200000 per hour is too much; the most is £100,000"),
            ),
        ]);
        numbers(&[
            (14.06, Ok(PricePerHour(1406))),
            (24.1, Ok(PricePerHour(2410))),
            (
                14.065,
                Err(
                    "14.065 is not a whole number of pence; write pounds with at most two decimals, such as 14.06",
                ),
            ),
            (
                -1.0,
                Err("-1 is less than nothing; money here is 0 or more"),
            ),
            (1e308, Err("1e308 is too much; the most is £100,000")),
        ]);
    }

    #[test]
    fn sums_of_money_may_be_large() {
        table(&[
            ("£1.2m per year", Ok(MoneyPerYear(120_000_000))),
            ("5,000,000 per year", Ok(MoneyPerYear(500_000_000))),
            ("£1.2345678m per year", Ok(MoneyPerYear(123_456_780))),
            ("1.5 billion a year", Ok(MoneyPerYear(150_000_000_000))),
            (
                "3k per month",
                Err(
                    "\"3k per month\" is a price a month; this needs a price a year; write money a year, such as \"£1.2m per year\"",
                ),
            ),
        ]);
        table(&[
            ("£1.2m", Ok(Money(120_000_000))),
            ("5,000", Ok(Money(500_000))),
            ("£1,298.50", Ok(Money(129_850))),
            (
                "£5 per week",
                Err(
                    "\"£5 per week\" is more than a sum of money; write a sum of money, such as \"£1.2m\"",
                ),
            ),
            (
                "2e12",
                Err("2e12 is too much; the most is £1,000,000,000,000"),
            ),
        ]);
        table(&[("£180 per night", Ok(PricePerDay(18_000)))]);
        assert_eq!(PricePerWeek(129_800).to_string(), "£1,298 per week");
        assert_eq!(PricePerHour(1406).to_string(), "£14.06 per hour");
    }

    proptest! {
        #[test]
        fn any_price_can_be_written_and_read(pence in 0_i64..10_000_000) {
            rewritten(&PricePerHour(pence));
            rewritten(&PricePerWeek(pence));
            rewritten(&MoneyPerYear(pence * 1000));
            prop_assert_eq!(PricePerHour::from_number(pence as f64 / 100.0), Ok(PricePerHour(pence)));
        }

        #[test]
        fn no_text_upsets_a_price(text in "-?£?[0-9,_.eE]{0,12} ?(k|m|bn)?( per |/)?(day|week|hour|year|\\PC){0,3}") {
            let _ = PricePerHour::from_text(&text);
            let _ = Money::from_text(&text);
        }
    }
}
