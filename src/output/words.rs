//! Numbers, keys and dates as people read them.

use crate::results::{MeasureRecord, Results, ScenarioRecord, WindowRecord};
use jiff::civil::Date;

/// Days in a month, as windows and charts count them.
pub const DAYS_A_MONTH: f64 = 365.0 / 12.0;

/// What stands where a number does not exist.
pub const NOTHING: &str = "–";

/// Parts of keys that are not simply words with underscores.
const SPELLED: [(&str, &str); 8] = [
    ("acute", "acute beds"),
    ("ed", "emergency department"),
    ("d2a", "discharge to assess"),
    ("pa", "personal assistants"),
    ("vcs", "voluntary sector"),
    ("nhs_support", "NHS support"),
    ("community_nhs", "community NHS"),
    ("icb", "ICB"),
];

/// A part of a key in words: `community_hospital` is "community hospital".
pub fn label(part: &str) -> String {
    SPELLED
        .iter()
        .find(|(key, _)| *key == part)
        .map_or_else(|| part.replace('_', " "), |(_, words)| (*words).to_owned())
}

/// The same, to begin a sentence or a heading.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A text that goes on in a sentence: its first letter small, unless it begins with capitals such as "NHS".
pub fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    let spelled_out = |c: char| c.is_lowercase() || c.is_whitespace();
    if text
        .chars()
        .nth(1)
        .is_some_and(|second| !spelled_out(second))
    {
        return text.to_owned();
    }
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// How the numbers of one row are written: all in one unit, with as many decimals as they deserve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    factor: f64,
    before: &'static str,
    /// Part of every number: "m", "k".
    after: &'static str,
    /// Part of every level: "%".
    after_level: &'static str,
    /// What follows a difference once.
    after_difference: &'static str,
    decimals: usize,
}

impl Style {
    /// A style in which these values of this unit are short and tell apart.
    pub fn of(unit: &str, values: &[f64]) -> Self {
        let largest = largest(values);
        let money = unit.contains('£') || unit.contains("pound");
        let mut style = Self {
            factor: 1.0,
            before: if money { "£" } else { "" },
            after: "",
            after_level: "",
            after_difference: "",
            decimals: 0,
        };
        if unit.starts_with("share") {
            style.factor = 100.0;
            style.after_level = "%";
            style.after_difference = " points";
        } else if money && largest >= 1e6 {
            style.factor = 1e-6;
            style.after = "m";
        } else if money && largest >= 1e4 {
            style.factor = 1e-3;
            style.after = "k";
        }
        style.decimals = match largest * style.factor {
            x if money && style.factor == 1.0 && x > 0.0 && x < 100.0 => 2,
            x if x >= 20.0 || x == 0.0 => 0,
            x if x >= 2.0 => 1,
            x if x >= 0.2 => 2,
            _ => 3,
        };
        style
    }

    /// The same with one more decimal.
    #[must_use]
    pub fn finer(self) -> Self {
        Self {
            decimals: self.decimals + 1,
            ..self
        }
    }

    /// What a value is multiplied by before it is written: a millionth for millions.
    pub fn factor(&self) -> f64 {
        self.factor
    }

    /// Values rounded as they are written, so that they add up to their written sum.
    pub fn rounded_to_sum(&self, parts: &[f64]) -> Vec<f64> {
        let scaled: Vec<f64> = parts.iter().map(|x| x * self.factor).collect();
        let rounded = round_to_sum(&scaled, self.decimals);
        rounded.into_iter().map(|x| x / self.factor).collect()
    }

    /// Decimals shown.
    pub fn decimals(&self) -> usize {
        self.decimals
    }

    /// A level: "41", "12%", "£1.4m".
    pub fn level(&self, value: f64) -> String {
        if value.is_nan() {
            return NOTHING.to_owned();
        }
        let sign = if value < 0.0 && !self.rounds_to_zero(value) {
            "−"
        } else {
            ""
        };
        format!(
            "{sign}{}{}{}{}",
            self.before,
            self.digits(value),
            self.after,
            self.after_level
        )
    }

    /// A difference, its sign always shown: "+18", "−2.1 points".
    pub fn difference(&self, value: f64) -> String {
        if value.is_nan() {
            return NOTHING.to_owned();
        }
        format!("{}{}", self.signed(value), self.after_difference)
    }

    /// The interval of a difference: "−24 to −12"; words if there is none.
    ///
    /// One that excludes zero does so as it is written, too: "−22 to −0.04", not "−22 to 0".
    pub fn difference_interval(&self, lower: f64, upper: f64) -> String {
        let clear = lower > 0.0 || upper < 0.0;
        interval(lower, upper, |x| {
            let mut style = *self;
            while clear && style.rounds_to_zero(x) && style.decimals < self.decimals + 3 {
                style = style.finer();
            }
            style.signed(x)
        })
    }

    /// The interval of a level: "38 to 44".
    pub fn level_interval(&self, lower: f64, upper: f64) -> String {
        interval(lower, upper, |x| self.level(x))
    }

    /// How a spreadsheet shows a number of this style, which it holds in full: "#,##0.0", "+0.0%;-0.0%;0.0%".
    pub fn pattern(&self, signed: bool) -> String {
        let before = match self.before {
            "" => String::new(),
            before => format!("\"{before}\""),
        };
        // Thousands and millions are written out.
        let decimals = if self.after.is_empty() {
            self.decimals
        } else {
            0
        };
        let point = if decimals == 0 { "" } else { "." };
        let digits = format!("{before}#,##0{point}{:0<decimals$}{}", "", self.after_level);
        if signed {
            format!("+{digits};-{digits};{digits}")
        } else {
            digits
        }
    }

    fn signed(&self, value: f64) -> String {
        let sign = match value {
            x if self.rounds_to_zero(x) => "",
            x if x < 0.0 => "−",
            _ => "+",
        };
        format!("{sign}{}{}{}", self.before, self.digits(value), self.after)
    }

    fn digits(&self, value: f64) -> String {
        grouped(value.abs() * self.factor, self.decimals)
    }

    fn rounds_to_zero(&self, value: f64) -> bool {
        !self
            .digits(value)
            .contains(|c: char| ('1'..='9').contains(&c))
    }
}

fn interval(lower: f64, upper: f64, write: impl Fn(f64) -> String) -> String {
    if lower.is_nan() || upper.is_nan() {
        "no interval".to_owned()
    } else {
        format!("{} to {}", write(lower), write(upper))
    }
}

/// The size of the largest of the values that are numbers.
fn largest(values: &[f64]) -> f64 {
    values
        .iter()
        .filter(|x| x.is_finite())
        .fold(0.0, |most: f64, x| most.max(x.abs()))
}

/// A number that is not negative, with commas between thousands: "13,240.5".
pub fn grouped(value: f64, decimals: usize) -> String {
    let plain = format!("{value:.decimals$}");
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    if whole.len() <= 3 || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return plain;
    }
    let mut text = String::with_capacity(plain.len() + whole.len() / 3);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

/// A size in a sentence: two or three digits that matter, no sign.
pub fn size(value: f64) -> String {
    let value = value.abs();
    let decimals = match value {
        x if x >= 9.95 || x == 0.0 => 0,
        x if x >= 0.95 => 1,
        x if x >= 0.095 => 2,
        _ => 3,
    };
    grouped(value, decimals)
}

/// The same with its sign: "+18", "−4.2".
pub fn signed_size(value: f64) -> String {
    let sign = match value {
        x if x < 0.0 => "−",
        x if x > 0.0 => "+",
        _ => "",
    };
    format!("{sign}{}", size(value))
}

/// "1 replication", "30 replications", "10 trajectories".
pub fn count(n: usize, one: &str) -> String {
    let number = grouped(n as f64, 0);
    match one.strip_suffix('y') {
        _ if n == 1 => format!("{number} {one}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{number} {stem}ies"),
        _ => format!("{number} {one}s"),
    }
}

/// "a", "a and b", "a, b and c".
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}

/// The name of a scenario in a sentence, cut short if it is very long.
pub fn name(scenario: &ScenarioRecord) -> String {
    const MOST: usize = 32;
    if scenario.name.chars().count() <= MOST {
        return scenario.name.clone();
    }
    let start: String = scenario.name.chars().take(MOST - 1).collect();
    format!("{}…", start.trim_end_matches(['-', '_', ' ']))
}

/// A window in words: `m7-12` is "months 7–12", kept on one line.
pub fn window(name: &str) -> String {
    let months = name.strip_prefix('m').unwrap_or_default();
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    match months.split_once('-') {
        Some((from, to)) if digits(from) && digits(to) => format!("months\u{a0}{from}–{to}"),
        None if digits(months) => format!("month\u{a0}{months}"),
        _ if name == "all" => "the whole period".to_owned(),
        _ => name.replace('_', " "),
    }
}

/// A text in which the names of windows are in words: "more than in m2-3" is "more than in months 2–3".
pub fn with_windows(text: &str) -> String {
    let in_words = |word: &str| {
        let months = word.strip_prefix('m').unwrap_or_default();
        let named = months.starts_with(|c: char| c.is_ascii_digit());
        if named { window(word) } else { word.to_owned() }
    };
    let words: Vec<String> = text.split(' ').map(in_words).collect();
    words
        .join(" ")
        .replace("smaller than 1 of that in", "smaller than in")
}

/// "in months 7–12", "over the whole period", "at day 90".
pub fn in_window(window_record: &WindowRecord) -> String {
    let words = window(&window_record.name);
    if window_record.from_day == window_record.to_day {
        format!("at {words}")
    } else if window_record.name == "all" {
        format!("over {words}")
    } else {
        format!("in {words}")
    }
}

/// The title of a measure, with the place or sector it is of in words: "Staff: personal assistants".
pub fn measure_title(measure: &MeasureRecord) -> String {
    let MeasureRecord { key, title, .. } = measure;
    if title.is_empty() {
        return key.clone();
    }
    let part = key.rsplit('.').next().unwrap_or_default();
    let plain = part.replace('_', " ");
    let start = title.strip_suffix(&plain);
    // The whole word, not the end of another one.
    match start.filter(|start| start.ends_with([' ', ':'])) {
        Some(start) => format!("{start}{}", label(part)),
        None => title.clone(),
    }
}

/// The title of a scenario, or its name if it has none.
pub fn title(scenario: &ScenarioRecord) -> String {
    if scenario.title.is_empty() {
        capitalised(&label(&scenario.name))
    } else {
        scenario.title.clone()
    }
}

/// The date so many days after the first: "1 April 2025"; `None` if the first is not a date.
pub fn date(start: &str, day: f64) -> Option<String> {
    calendar_day(start, day).map(written_out)
}

/// The day of the calendar so many days after the first; `None` if the first is not a date.
pub fn calendar_day(start: &str, day: f64) -> Option<Date> {
    let start: Date = start.parse().ok()?;
    let days = jiff::Span::new().try_days(libm::floor(day) as i64).ok()?;
    start.checked_add(days).ok()
}

/// A date as people write it: "1 April 2025".
pub fn written_out(date: Date) -> String {
    format!(
        "{} {} {}",
        date.day(),
        MONTHS[usize::from(date.month().unsigned_abs()) - 1],
        date.year()
    )
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What a picture or table rests on: "30 replications, 95% interval".
pub fn basis(results: &Results) -> String {
    match results.manifest.replications_done {
        1 => "1 replication, so no interval".to_owned(),
        n => format!("{}, 95% interval", count(n, "replication")),
    }
}

/// Rounds parts so that they add up to their rounded sum, each by less than one unit of the last decimal.
///
/// The parts nearest to the next number up get what is missing (largest remainders).
pub fn round_to_sum(parts: &[f64], decimals: usize) -> Vec<f64> {
    let unit = (0..decimals).fold(1.0, |unit, _| unit * 10.0);
    let sum = libm::rint(parts.iter().sum::<f64>() * unit);
    let floors: Vec<f64> = parts.iter().map(|x| libm::floor(x * unit)).collect();
    let missing = (sum - floors.iter().sum::<f64>()).max(0.0) as usize;
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    let remainder = |i: &usize| parts[*i] * unit - floors[*i];
    by_remainder.sort_by(|a, b| remainder(b).total_cmp(&remainder(a)));
    let mut rounded = floors;
    for &i in by_remainder.iter().take(missing) {
        rounded[i] += 1.0;
    }
    rounded.into_iter().map(|x| x / unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_become_words() {
        assert_eq!(label("community_hospital"), "community hospital");
        assert_eq!(label("nhs_support"), "NHS support");
        assert_eq!(capitalised("step down"), "Step down");
        assert_eq!(window("m7-12"), "months\u{a0}7–12");
        assert_eq!(window("m1"), "month\u{a0}1");
        assert_eq!(window("day 90"), "day 90");
        assert_eq!(window("main"), "main");
        let faded = with_windows("smaller than 0.5 of that in m2-3");
        assert_eq!(faded, "smaller than 0.5 of that in months\u{a0}2–3");
        let smaller = with_windows("smaller than 1 of that in m2-3");
        assert_eq!(smaller, "smaller than in months\u{a0}2–3");
    }

    #[test]
    fn sentences_go_on_in_small_letters_but_for_what_is_written_in_capitals() {
        assert_eq!(uncapitalised("Delayed anywhere"), "delayed anywhere");
        assert_eq!(uncapitalised("A day avoided"), "a day avoided");
        assert_eq!(uncapitalised("NHS support: staff"), "NHS support: staff");
        assert_eq!(uncapitalised(""), "");
    }

    #[test]
    fn things_are_counted_in_the_plural() {
        let counted = ["trajectory", "day", "replication"].map(|one| count(2, one));
        assert_eq!(counted, ["2 trajectories", "2 days", "2 replications"]);
        assert_eq!(count(1, "trajectory"), "1 trajectory");
    }

    #[test]
    fn titles_of_measures_name_their_sector_in_words() {
        let titled = |key: &str, title: &str| {
            measure_title(&MeasureRecord {
                key: key.to_owned(),
                title: title.to_owned(),
                ..MeasureRecord::default()
            })
        };
        assert_eq!(
            titled("staff.pa", "Staff: pa"),
            "Staff: personal assistants"
        );
        assert_eq!(
            titled("delayed.acute", "Delayed in acute"),
            "Delayed in acute beds"
        );
        assert_eq!(
            titled("staff.homecare", "Staff: homecare"),
            "Staff: homecare"
        );
        assert_eq!(
            titled("x.pa", "What it is to grandpa"),
            "What it is to grandpa"
        );
        assert_eq!(
            titled("cost.icb", "Cost to icb, valued"),
            "Cost to icb, valued"
        );
        assert_eq!(titled("staff.pa", ""), "staff.pa");
    }

    #[test]
    fn numbers_are_short_and_keep_their_sign() {
        let people = Style::of("people", &[-18.2, -24.0, -12.4]);
        assert_eq!(people.difference(-18.2), "−18");
        assert_eq!(people.difference_interval(-24.0, -12.4), "−24 to −12");
        assert_eq!(
            people.difference_interval(f64::NAN, f64::NAN),
            "no interval"
        );
        assert_eq!(people.difference_interval(-22.0, -0.04), "−22 to −0.04");
        assert_eq!(people.difference_interval(-22.0, 0.04), "−22 to 0");
        let share = Style::of("share", &[0.021]);
        assert_eq!(share.difference(0.021), "+2.1 points");
        assert_eq!(share.level(0.115), "11.5%");
        let money = Style::of("£/year", &[1_420_000.0]);
        assert_eq!(money.difference(-1_420_000.0), "−£1.42m");
        assert_eq!(
            money.difference_interval(-1_420_000.0, 0.0),
            "−£1.42m to £0.00m"
        );
        assert_eq!(Style::of("people", &[0.0]).difference(0.0), "0");
        assert_eq!(people.pattern(true), "+#,##0;-#,##0;#,##0");
        assert_eq!(share.pattern(false), "#,##0.0%");
        assert_eq!(money.pattern(false), "\"£\"#,##0");
        assert_eq!(grouped(1_234_567.8, 1), "1,234,567.8");
        assert_eq!(size(4.16), "4.2");
        assert_eq!(signed_size(-0.016), "−0.016");
    }

    #[test]
    fn dates_are_counted_from_the_first_day() {
        assert_eq!(date("2025-04-01", 30.0).unwrap(), "1 May 2025");
        assert_eq!(date("soon", 30.0), None);
    }

    proptest! {
        #[test]
        fn rounded_parts_add_up_and_stay_near(
            parts in prop::collection::vec(-200.0..200.0_f64, 1..12),
            decimals in 0_usize..3,
        ) {
            let unit = [1.0, 10.0, 100.0][decimals];
            let rounded = round_to_sum(&parts, decimals);
            let sum: f64 = rounded.iter().map(|x| libm::rint(x * unit)).sum();
            prop_assert_eq!(sum, libm::rint(parts.iter().sum::<f64>() * unit));
            for (part, rounded) in parts.iter().zip(&rounded) {
                prop_assert!((part - rounded).abs() * unit < 1.0 + 1e-9);
            }
        }
    }
}
