//! Writes an answer into the text of a file.

use super::{Knob, Range};
use crate::scenario::path;
use crate::scenario::text::{plain, quoted};
use toml_edit::{
    ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value as Written,
};

/// The key under which values stand that differ from the files below.
const SET: &str = "set";
/// The key that makes a table a value with its range and source.
const VALUE: &str = "value";

/// Why a text is not turned to an answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WrongAnswer {
    /// A number is asked for.
    #[error("{} is not a number", quoted(.0))]
    NotANumber(String),
    /// It is too low or too high.
    #[error("{answer} is not from {min} to {max}")]
    Outside {
        /// What was answered.
        answer: f64,
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
    },
    /// It is none of the choices.
    #[error("{} is not one of the choices: {choices}", quoted(.answer))]
    NoSuchChoice {
        /// What was answered.
        answer: String,
        /// The values there are to choose from.
        choices: String,
    },
    /// The text is not TOML.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The text has another shape than the file that was read.
    #[error("the file has no place for {0}; read it again")]
    NoPlace(String),
}

/// The text of a scenario's last file with a knob turned to an answer; comments and layout stay.
///
/// The value is changed where it stands in the text: at its path, below `set`, or as the `value` beside which its source
/// is written. Where it does not stand there, because it comes from a file below, it is added below `set`.
///
/// # Errors
/// When the answer is not one that the knob has, or the text is not the file that the knob was read with.
pub fn turn(text: &str, knob: &Knob, answer: &str) -> Result<String, WrongAnswer> {
    let value = knob.value(answer.trim())?;
    let windows = text.contains("\r\n");
    let lines = text.replace("\r\n", "\n");
    let read = lines.parse::<DocumentMut>();
    let mut document =
        read.map_err(|error| WrongAnswer::Unreadable(error.to_string().trim_end().to_owned()))?;
    put(&mut document, knob, value).ok_or_else(|| WrongAnswer::NoPlace(knob.path.clone()))?;
    let turned = document.to_string();
    Ok(if windows {
        turned.replace('\n', "\r\n")
    } else {
        turned
    })
}

impl Knob {
    /// An answer as the value it stands for.
    fn value(&self, answer: &str) -> Result<Written, WrongAnswer> {
        match self.range {
            Range::Choices(ref choices) => {
                if choices.iter().any(|choice| choice.value == answer) {
                    return Ok(as_set(answer));
                }
                let values: Vec<&str> = choices.iter().map(|c| c.value.as_str()).collect();
                Err(WrongAnswer::NoSuchChoice {
                    answer: answer.to_owned(),
                    choices: values.join(", "),
                })
            }
            Range::Number { min, max, .. } => {
                let number = answer.parse::<f64>().ok().filter(|n| n.is_finite());
                let number = number.ok_or_else(|| WrongAnswer::NotANumber(answer.to_owned()))?;
                let answer = number;
                if !(min..=max).contains(&answer) {
                    return Err(WrongAnswer::Outside { answer, min, max });
                }
                let digits = plain(answer);
                Ok(if !self.written.is_empty() {
                    Written::from(self.written_as(&digits))
                } else if number == number.trunc() && number.abs() < 1e15 {
                    Written::from(number as i64)
                } else {
                    Written::from(number)
                })
            }
        }
    }
}

/// A value written as after `--set`: TOML if it is that, else plain text.
fn as_set(text: &str) -> Written {
    text.parse().unwrap_or_else(|_| Written::from(text))
}

/// The text of a value written as after `--set`, if it is not a table or list.
pub(super) fn text_of(written: &str) -> Option<String> {
    match as_set(written.trim()) {
        Written::String(text) => Some(text.into_value()),
        Written::Integer(number) => Some(number.into_value().to_string()),
        Written::Float(number) => Some(plain(number.into_value())),
        Written::Boolean(truth) => Some(truth.into_value().to_string()),
        Written::Datetime(date) => Some(date.into_value().to_string()),
        Written::Array(_) | Written::InlineTable(_) => None,
    }
}

/// Puts a value where that of the knob stands in the file, or where it may stand.
fn put(document: &mut DocumentMut, knob: &Knob, value: Written) -> Option<()> {
    let steps: Vec<String> = path::split(&knob.path)
        .ok()?
        .into_iter()
        .map(|(step, _)| step)
        .collect();
    let set: Vec<String> = std::iter::once(SET.to_owned())
        .chain(steps.iter().cloned())
        .collect();
    let own = own_path(&steps, knob.policies_below);
    // What stands below `set` is laid over the rest of its file.
    for steps in std::iter::once(&set).chain(&own) {
        if let Some(old) = find(document, steps) {
            change(old, value);
            return Some(());
        }
    }
    let lays_over = document
        .get("scenario")
        .is_some_and(|about| about.get("place").is_some() || about.get("overlays").is_some());
    match own {
        // A policy of this file stands in this file, or it is another file.
        Some(own) if is_of_a_policy(&own) => {
            find_holder(document, &own[..2])?;
            add(document, &own, value)
        }
        Some(own) if !lays_over && knob.policies_below == 0 => add(document, &own, value),
        _ => add(document, &set, value),
    }
}

/// Whether a path leads to something of a policy.
fn is_of_a_policy(steps: &[String]) -> bool {
    steps.first().is_some_and(|step| step == "policy")
}

/// The same path in the file by itself, where its own policies count from 0; `None` for a policy of a file below.
fn own_path(steps: &[String], policies_below: usize) -> Option<Vec<String>> {
    let mut own = steps.to_vec();
    if is_of_a_policy(steps) {
        let number = steps.get(1)?.parse::<usize>().ok()?;
        own[1] = number.checked_sub(policies_below)?.to_string();
    }
    Some(own)
}

/// Replaces a value, and keeps the comments around it.
fn change(old: &mut Written, mut new: Written) {
    *new.decor_mut() = old.decor().clone();
    *old = new;
}

/// Somewhere in a document.
enum Spot<'d> {
    Table(&'d mut dyn TableLike),
    Tables(&'d mut ArrayOfTables),
    Value(&'d mut Written),
}

impl<'d> Spot<'d> {
    fn of(item: &'d mut Item) -> Option<Self> {
        match item {
            Item::None => None,
            Item::Value(value) => Some(Self::Value(value)),
            Item::Table(table) => Some(Self::Table(table)),
            Item::ArrayOfTables(tables) => Some(Self::Tables(tables)),
        }
    }

    /// One step below.
    fn step(self, step: &str) -> Option<Self> {
        match self {
            Self::Table(table) => Self::of(table.get_mut(step)?),
            Self::Tables(tables) => Some(Self::Table(tables.get_mut(step.parse().ok()?)?)),
            Self::Value(Written::InlineTable(table)) => Some(Self::Value(table.get_mut(step)?)),
            Self::Value(Written::Array(items)) => {
                Some(Self::Value(items.get_mut(step.parse().ok()?)?))
            }
            Self::Value(_) => None,
        }
    }

    fn has(&self, key: &str) -> bool {
        match self {
            Self::Table(table) => table.contains_key(key),
            Self::Value(Written::InlineTable(table)) => table.contains_key(key),
            _ => false,
        }
    }
}

fn find_holder<'d>(document: &'d mut DocumentMut, steps: &[String]) -> Option<Spot<'d>> {
    let mut spot = Spot::Table(document.as_table_mut());
    for step in steps {
        spot = spot.step(step)?;
    }
    Some(spot)
}

/// The single value at a path, be it with its range and source or without.
fn find<'d>(document: &'d mut DocumentMut, steps: &[String]) -> Option<&'d mut Written> {
    let mut spot = find_holder(document, steps)?;
    if spot.has(VALUE) {
        spot = spot.step(VALUE)?;
    }
    match spot {
        Spot::Value(value) if !value.is_inline_table() && !value.is_array() => Some(value),
        _ => None,
    }
}

/// Adds a value, and the tables that lead to it where they are not there yet.
fn add(document: &mut DocumentMut, steps: &[String], value: Written) -> Option<()> {
    let (key, above) = steps.split_last()?;
    let mut spot = Spot::Table(document.as_table_mut());
    for step in above {
        match &mut spot {
            Spot::Table(table) if !table.contains_key(step) => {
                let mut new = Table::new();
                // Its header is written only where a value stands right below it.
                new.set_implicit(true);
                new.decor_mut().set_prefix("\n");
                table.insert(step, Item::Table(new));
            }
            Spot::Value(Written::InlineTable(table)) if !table.contains_key(step) => {
                table.insert(step, Written::from(InlineTable::new()));
            }
            _ => {}
        }
        spot = spot.step(step)?;
    }
    match spot {
        Spot::Table(table) => table
            .insert(key, Item::Value(value))
            .map_or(Some(()), |_| None),
        Spot::Value(Written::InlineTable(table)) => {
            table.insert(key, value).map_or(Some(()), |_| None)
        }
        _ => None,
    }
}
