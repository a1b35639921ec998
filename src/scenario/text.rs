//! Small matters of wording that every problem shares.

/// Longest piece of someone's text repeated in a message, in characters.
const REPEATED: usize = 60;

/// Someone's text in quotes, fit for one line: cut when long, with unprintable characters written out.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", printable(text))
}

/// Someone's text without quotes, fit for one line.
pub fn printable(text: &str) -> String {
    shortened(text, REPEATED)
}

/// Someone's path or name of a file without quotes, fit for one line but seldom cut.
pub fn one_line(text: &str) -> String {
    shortened(text, 4 * REPEATED)
}

fn shortened(text: &str, longest: usize) -> String {
    let mut shown = String::new();
    let mut characters = text.chars();
    for c in characters.by_ref().take(longest) {
        if c.is_control() || is_invisible(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Characters that change the direction of text or take no room: they would make a message lie.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Phrases one after another: `a, b or c`.
pub fn either(phrases: &[String]) -> String {
    joined(phrases, "or")
}

/// Names one after another: `a, b and c`.
pub fn both(phrases: &[String]) -> String {
    joined(phrases, "and")
}

fn joined(phrases: &[String], last: &str) -> String {
    let comma = if last == "or" && phrases.iter().any(|phrase| phrase.contains(',')) {
        ","
    } else {
        ""
    };
    match phrases {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{}{comma} {last} {end}", first.join(", ")),
    }
}

/// `1 problem`, `2 problems`.
pub fn counted(number: usize, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {thing}{ending}", grouped(number as f64))
}

/// A number in plain digits, or with an exponent where those would be long.
pub fn plain(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && number.is_finite() && !(1e-9..1e18).contains(&size) {
        format!("{number:e}")
    } else {
        format!("{number}")
    }
}

/// A number as a person would write it: no needless decimals, commas between thousands.
pub fn grouped(number: f64) -> String {
    let written = plain(number);
    let (sign, digits) = written
        .strip_prefix('-')
        .map_or(("", written.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(w, f)| (w, Some(f)));
    if whole.len() <= 3 || whole.len() > 15 || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return written;
    }
    let mut with_commas = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            with_commas.push(',');
        }
        with_commas.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{with_commas}.{fraction}"),
        None => format!("{sign}{with_commas}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, expected) in [
            (0.0, "0"),
            (-3.0, "-3"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (400_000.0, "400,000"),
            (-1_234_567.25, "-1,234,567.25"),
            (f64::INFINITY, "inf"),
            (1e308, "1e308"),
            (-1e-12, "-1e-12"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn text_is_made_fit_for_one_line() {
        assert_eq!(quoted("a\nb\u{1b}[31m"), "\"a\\nb\\u{1b}[31m\"");
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), 63);
        assert_eq!(quoted("£ per hour"), "\"£ per hour\"");
    }

    #[test]
    fn phrases_are_joined() {
        let words = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        assert_eq!(either(&words), "a, b or c");
        assert_eq!(both(&words[..2]), "a and b");
        assert_eq!(counted(1, "problem"), "1 problem");
        assert_eq!(counted(2, "problem"), "2 problems");
    }
}
