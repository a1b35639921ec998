//! A number at the start of a text, and the unit after it.

use super::Wrong;
use crate::scenario::names;
use crate::scenario::text::{printable, quoted};

/// A number and what follows it.
#[derive(Debug)]
pub(super) struct Amount<'a> {
    /// The number in plain digits, with a point and no commas: `-1298.50`.
    pub digits: String,
    /// The number.
    pub number: f64,
    /// The rest of the text, without space around it.
    pub rest: &'a str,
}

/// The number a text begins with; thousands may be parted by commas or `_`.
///
/// `kind` is what the text should be, with an example: `a length of time, such as "6 weeks"`.
pub(super) fn amount<'a>(text: &'a str, kind: &str) -> Result<Amount<'a>, Wrong> {
    let trimmed = text.trim();
    let advice = || format!("write {kind}");
    if trimmed.is_empty() {
        return Err(Wrong::new("this text is empty", advice()));
    }
    let unsigned = trimmed.trim_start_matches(['-', '+', '−']);
    let sign = match trimmed.strip_suffix(unsigned).unwrap_or_default() {
        "" | "+" => "",
        "-" | "−" => "-",
        _ => {
            return Err(Wrong::new(
                format!("{} does not begin with a number", quoted(trimmed)),
                advice(),
            ));
        }
    };
    let length = length_of_number(unsigned);
    let (number, rest) = unsigned.split_at(length);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Wrong::new(
            format!("{} does not begin with a number", quoted(trimmed)),
            advice(),
        ));
    }
    let whole = number.split(['.', 'e', 'E']).next().unwrap_or_default();
    let mut groups = whole.split([',', '_']);
    let lead = groups.next().map_or(0, str::len);
    if whole.contains(',') && !((1..=3).contains(&lead) && groups.all(|group| group.len() == 3))
        || number[whole.len()..].contains(',')
    {
        return Err(Wrong::new(
            format!("the comma in {} does not part thousands", printable(number)),
            "write decimals with a point, as in 14.06",
        ));
    }
    let digits = format!("{sign}{}", number.replace([',', '_'], ""));
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Amount {
            digits,
            number,
            rest: rest.trim(),
        }),
        Ok(_) => Err(Wrong::new(
            format!("{} is too large for a number", printable(number)),
            advice(),
        )),
        Err(_) => Err(Wrong::new(
            format!("{} is not a number", printable(number)),
            advice(),
        )),
    }
}

/// How many bytes at the start of a text belong to a number.
fn length_of_number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while is_digit(end) || matches!(bytes.get(end), Some(b',' | b'_' | b'.')) && is_digit(end + 1) {
        end += 1;
    }
    if end > 0 && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let after = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        if is_digit(after) {
            end = after;
            while is_digit(end) {
                end += 1;
            }
        }
    }
    end
}

/// A unit of time: its name for one and for many, and its length.
pub(super) struct Unit {
    pub one: &'static str,
    pub many: &'static str,
    /// Whole seconds: a month of 365/12 days has them too, so that one rounding is enough.
    pub seconds: f64,
}

/// All units of time, from short to long.
pub(super) const UNITS: [Unit; 7] = [
    time_unit("second", "seconds", 1.0),
    time_unit("minute", "minutes", 60.0),
    time_unit("hour", "hours", 3600.0),
    time_unit("day", "days", A_DAY),
    time_unit("week", "weeks", 7.0 * A_DAY),
    time_unit("month", "months", 365.0 * A_DAY / 12.0),
    time_unit("year", "years", 365.0 * A_DAY),
];

/// `number * from / to`, and the number itself if both are the same, so that what is written is what is read.
pub(super) fn convert(number: f64, from: f64, to: f64) -> f64 {
    if from == to {
        number
    } else {
        number * from / to
    }
}

/// Seconds in a day.
pub(super) const A_DAY: f64 = 86_400.0;

const fn time_unit(one: &'static str, many: &'static str, seconds: f64) -> Unit {
    Unit { one, many, seconds }
}

/// How units are often cut short.
const SHORT: [(&str, &str); 17] = [
    ("s", "second"),
    ("sec", "second"),
    ("secs", "second"),
    ("min", "minute"),
    ("mins", "minute"),
    ("h", "hour"),
    ("hr", "hour"),
    ("hrs", "hour"),
    ("d", "day"),
    ("w", "week"),
    ("wk", "week"),
    ("wks", "week"),
    ("mo", "month"),
    ("mth", "month"),
    ("mths", "month"),
    ("yr", "year"),
    ("yrs", "year"),
];

/// The unit of time called `word`, one or many.
pub(super) fn unit(word: &str) -> Option<&'static Unit> {
    UNITS
        .iter()
        .find(|unit| word.eq_ignore_ascii_case(unit.one) || word.eq_ignore_ascii_case(unit.many))
}

/// What to say of a word that is no unit of time. `many` chooses between days and day.
pub(super) fn unknown_unit(word: &str, many: bool) -> Wrong {
    let name = |unit: &'static Unit| if many { unit.many } else { unit.one };
    let known = UNITS.each_ref().map(name);
    let short = SHORT
        .iter()
        .find(|(short, _)| word.eq_ignore_ascii_case(short));
    let help = match short.and_then(|(_, one)| unit(one)) {
        Some(unit) => format!(
            "did you mean {}? units are {}",
            name(unit),
            known.join(", ")
        ),
        None => names::help(word, &known, "units are"),
    };
    Wrong {
        message: names::unknown("unit of time", word),
        help: Some(help),
    }
}

/// The unit after "per", "a", "an", "each", "every" or "/".
pub(super) fn after_per(rest: &str) -> Option<&str> {
    if let Some(unit) = rest.strip_prefix('/') {
        return Some(unit.trim());
    }
    let (word, unit) = rest.split_once(char::is_whitespace)?;
    let is_per = ["per", "a", "an", "each", "every"]
        .iter()
        .any(|per| word.eq_ignore_ascii_case(per));
    is_per.then(|| unit.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        for (text, digits, rest) in [
            ("6 weeks", "6", "weeks"),
            ("6weeks", "6", "weeks"),
            (" -3.50 per hour ", "-3.50", "per hour"),
            ("−3", "-3", ""),
            ("1,298 per week", "1298", "per week"),
            ("5_000_000", "5000000", ""),
            ("1.2m", "1.2", "m"),
            ("1e3 days", "1e3", "days"),
            ("1e days", "1", "e days"),
            ("3, 4", "3", ", 4"),
            ("3.", "3", "."),
        ] {
            let found = amount(text, "x").unwrap();
            assert_eq!(
                (found.digits.as_str(), found.rest),
                (digits, rest),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_says_so() {
        for (text, expected) in [
            ("", "this text is empty; write a time"),
            (
                "six weeks",
                "\"six weeks\" does not begin with a number; write a time",
            ),
            ("--3", "\"--3\" does not begin with a number; write a time"),
            ("nan", "\"nan\" does not begin with a number; write a time"),
            (".5", "\".5\" does not begin with a number; write a time"),
            (
                "14,06 per hour",
                "the comma in 14,06 does not part thousands; write decimals with a point, as in 14.06",
            ),
            (
                "1e999 days",
                "1e999 is too large for a number; write a time",
            ),
            ("1.2.3", "1.2.3 is not a number; write a time"),
        ] {
            assert_eq!(
                amount(text, "a time").unwrap_err().to_string(),
                expected,
                "{text}"
            );
        }
    }
}
