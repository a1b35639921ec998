//! How a check says what a value needs.

use std::fmt;

use super::names;
use super::quantity;
use super::shape::{Alternative, Shape};
use super::text::{either, grouped, printable};
use super::tree::{Node, Value};

/// What a value needs to be: `a whole number, such as 20`, `a number or a table`.
pub(super) fn needs(ways: &[Alternative<'_>]) -> String {
    let mut phrases: Vec<String> = Vec::new();
    let mut words = Vec::new();
    let mut tags = Vec::new();
    let with_example = ways.len() == 1;
    for way in ways {
        let phrase = match way {
            Alternative::Anything => "a value".to_owned(),
            Alternative::Number { whole, of } => number(*whole, *of, with_example),
            Alternative::Text { .. } => "text in quotes".to_owned(),
            Alternative::Word(word) => {
                words.push(*word);
                continue;
            }
            Alternative::Quantity { name } => {
                quantity::needs(name).map_or_else(|| format!("a {name}"), str::to_owned)
            }
            Alternative::Truth => "true or false".to_owned(),
            Alternative::List { .. } => "a list in [ ]".to_owned(),
            Alternative::Table { of } if of.is_open() => "a table of names and values".to_owned(),
            Alternative::Table { .. } => "a table".to_owned(),
            Alternative::Choice { tag, .. } => {
                tags.push(*tag);
                continue;
            }
        };
        if !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    }
    if !tags.is_empty() {
        phrases.push(format!("a table with one of {}", names::list(&tags)));
    }
    match words.as_slice() {
        [] => {}
        [word] => phrases.push(format!("\"{word}\"")),
        _ => phrases.push(format!("one of {}", names::list(&words))),
    }
    either(&phrases)
}

fn number(whole: bool, of: Shape<'_>, with_example: bool) -> String {
    let what = if whole { "a whole number" } else { "a number" };
    let range = Range::of(of);
    if let (Some(least), Some(most)) = (range.least, range.most)
        && !range.least_excluded
        && !range.most_excluded
        && most <= 1e6
    {
        return format!("{what} from {} to {}", grouped(least), grouped(most));
    }
    if !with_example {
        return what.to_owned();
    }
    let example = of
        .list("examples")
        .first()
        .and_then(serde_json::Value::as_f64);
    format!(
        "{what}, such as {}",
        example.unwrap_or(if whole { 20.0 } else { 0.5 })
    )
}

/// How a value of the wrong type may be put right, if that can be guessed.
pub(super) fn instead(node: &Node, ways: &[Alternative<'_>], name: &str) -> Option<String> {
    let wants = |test: fn(&Alternative<'_>) -> bool| ways.iter().any(test);
    let wants_number = wants(|way| matches!(way, Alternative::Number { .. }));
    let wants_text = wants(|way| matches!(way, Alternative::Text { .. }));
    let wants_truth = wants(|way| matches!(way, Alternative::Truth));
    let wants_single = wants(|way| {
        !matches!(
            way,
            Alternative::Table { .. } | Alternative::Choice { .. } | Alternative::Word(_)
        )
    });
    let wants_list = wants(|way| matches!(way, Alternative::List { .. }));
    match &node.value {
        Value::String(text) if wants_number => {
            let text = text.trim();
            let digits = text.replace([',', '_'], "");
            let percent = text
                .strip_suffix('%')
                .and_then(|number| number.trim().parse::<f64>().ok());
            if let Some(percent) = percent {
                Some(format!("write {percent} % as {}", percent / 100.0))
            } else {
                digits
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite())
                    .map(|_| format!("write {digits} without quotes"))
            }
        }
        Value::String(text) if wants_truth && (text == "true" || text == "false") => {
            Some(format!("write {text} without quotes"))
        }
        Value::String(_) | Value::Integer(_) | Value::Float(_) if wants_list => {
            let shown = printable(&node.text());
            let shown = if node.as_str().is_some() {
                format!("\"{shown}\"")
            } else {
                shown
            };
            Some(format!("write {name} = [{shown}]"))
        }
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date(_) if wants_text => {
            Some(format!("write \"{}\"", printable(&node.text())))
        }
        Value::Table(_) if wants_list => Some(format!("write {name} = [{{ … }}]")),
        Value::Array(items) if items.len() == 1 && wants_single => {
            Some(format!("write {name} = {}", printable(&items[0].text())))
        }
        _ => None,
    }
}

/// What stands after a tag, in short: `{ mean = … }`, `…`.
pub(super) fn sample(ways: &[Alternative<'_>], chosen: &str) -> String {
    let inner = ways.iter().find_map(|way| match way {
        Alternative::Choice { tag, of } if *tag == chosen => Some(*of),
        _ => None,
    });
    let table = inner.and_then(|shape| {
        shape.alternatives().into_iter().find_map(|way| match way {
            Alternative::Table { of } => Some(of),
            _ => None,
        })
    });
    match table {
        Some(of) => {
            let keys: Vec<String> = of
                .required()
                .iter()
                .map(|key| format!("{key} = …"))
                .collect();
            format!("{{ {} }}", keys.join(", "))
        }
        None => "…".to_owned(),
    }
}

/// What a missing key is for: `add beds, staffed beds on day 0: a whole number, such as 20`.
pub(super) fn about(key: &str, shape: Shape<'_>) -> String {
    let needs = needs(&shape.alternatives());
    match shape.summary() {
        Some(summary) => {
            let summary = lower_first(&summary.replace('`', ""));
            format!("add {key}, {summary}: {needs}")
        }
        None => format!("add {key}: {needs}"),
    }
}

/// A sentence as part of another: a small letter at its start, unless its first word is a name or initials.
fn lower_first(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => first
            .to_lowercase()
            .chain(sentence.chars().skip(1))
            .collect(),
        _ => sentence.to_owned(),
    }
}

/// The range a number must lie in.
pub(super) struct Range {
    least: Option<f64>,
    least_excluded: bool,
    most: Option<f64>,
    most_excluded: bool,
}

impl Range {
    /// The range a schema gives, or that its type has room for.
    pub fn of(shape: Shape<'_>) -> Self {
        let above = shape.number("exclusiveMinimum");
        let below = shape.number("exclusiveMaximum");
        let room = match shape.word("format") {
            Some("uint32") => (Some(0.0), Some(f64::from(u32::MAX))),
            Some("int32") => (Some(f64::from(i32::MIN)), Some(f64::from(i32::MAX))),
            Some("uint64" | "uint") => (Some(0.0), None),
            _ => (None, None),
        };
        Self {
            least: above.or_else(|| shape.number("minimum")).or(room.0),
            least_excluded: above.is_some(),
            most: below.or_else(|| shape.number("maximum")).or(room.1),
            most_excluded: below.is_some(),
        }
    }

    /// Whether a number is too `small` or too `large`.
    pub fn missed_by(&self, number: f64) -> Option<&'static str> {
        let small = self
            .least
            .is_some_and(|least| number < least || self.least_excluded && number == least);
        let large = self
            .most
            .is_some_and(|most| number > most || self.most_excluded && number == most);
        if small {
            Some("small")
        } else if large {
            Some("large")
        } else {
            None
        }
    }
}

impl fmt::Display for Range {
    /// As in "must be …".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let least = self.least.map(grouped);
        let most = self.most.map(grouped);
        match (least, self.least_excluded, most, self.most_excluded) {
            (Some(least), false, Some(most), false) => write!(f, "from {least} to {most}"),
            (Some(least), excluded, None, _) => match (excluded, least.as_str()) {
                (true, _) => write!(f, "above {least}"),
                (false, "0") => write!(f, "0 or more"),
                (false, _) => write!(f, "at least {least}"),
            },
            (None, _, Some(most), excluded) => {
                write!(f, "{} {most}", if excluded { "below" } else { "at most" })
            }
            (Some(least), above, Some(most), below) => {
                let from = if above { "above" } else { "at least" };
                let to = if below { "below" } else { "at most" };
                write!(f, "{from} {least} and {to} {most}")
            }
            (None, _, None, _) => write!(f, "a number"),
        }
    }
}
