//! Questions in plain words, each of which turns one value of a scenario.
//!
//! A file asks them in `[[knob]]`; how to show them is for whoever shows them. An answer is text, as it is typed:
//! a number, or the value of a choice. [`turn`] writes it into the last of a scenario's files, where comments and
//! layout stay as they are; reading the files again gives a scenario whose knob has that answer.
//!
//! ```
//! use caremarket::scenario::knob::turn;
//! use caremarket::scenario::reading::Reader;
//!
//! let text = r#"
//! [scenario]
//! place = "riverbridge"
//! [[policy]]
//! by = "trust"
//! paid_by = "trust"
//! start = "month 1"
//! [policy.action.buy_step_down]
//! beds = 40 # as last winter
//! price = "1400 per week"
//!
//! [[knob]]
//! path = "policy.0.action.buy_step_down.beds"
//! label = "How many beds?"
//! unit = "beds"
//! min = 0
//! max = 120
//! step = 5
//! "#;
//! let scenario = Reader::new().read_bytes("winter.toml", text.as_bytes(), &[]).unwrap();
//! let beds = &scenario.knobs[0];
//! assert_eq!(beds.told(&beds.answer), "40 beds");
//! let more = turn(text, beds, "60").unwrap();
//! assert!(more.contains("beds = 60 # as last winter"));
//! let said = turn(text, beds, "500").unwrap_err().to_string();
//! assert_eq!(said, "500 is not from 0 to 120");
//! ```

mod check;
#[cfg(test)]
mod tests;
mod turn;

use super::text::{grouped, plain};
use super::tree::Node;
use serde::Serialize;

pub(super) use check::{check, renumber};
pub use turn::{WrongAnswer, turn};

/// What stands for the number where it says how one is written.
const BLANK: &str = "{}";

/// A question in plain words that turns one value of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Knob {
    /// Path of the value in the scenario, as after `--set`.
    pub path: String,
    /// The question.
    pub label: String,
    /// What helps to answer it; may be empty.
    pub help: String,
    /// What the number counts, such as `beds` or `£ a week`; may be empty.
    pub unit: String,
    /// How a number stands in the scenario, with `{}` in its place; empty for a bare number, and for choices.
    pub written: String,
    /// The present answer: a number as it is typed, or the value of a choice.
    pub answer: String,
    /// What may be answered.
    pub range: Range,
    /// How many policies the files below the last one bring: a path counts them before those of the last file.
    #[serde(skip)]
    pub policies_below: usize,
}

/// What may be answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Range {
    /// A number from `min` to `max`; a slider goes by `step`. Where the file that asks holds a number beyond them, they reach
    /// to it.
    Number {
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
        /// From one to the next.
        step: f64,
    },
    /// One of these, in this order.
    Choices(Vec<Choice>),
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The value in the scenario, as after `--set`.
    pub value: String,
    /// What that is in words.
    pub label: String,
}

impl Knob {
    /// What an answer is in words, for a list of what was changed: `60 beds`, `£1,400 a week`, `keeps its rate`.
    ///
    /// A unit that begins with `£` stands around the number, and one bed is `1 bed`. A number without a unit is told as it
    /// stands in the scenario: `month 3`.
    pub fn told(&self, answer: &str) -> String {
        let answer = answer.trim();
        if let Range::Choices(choices) = &self.range {
            let chosen = choices.iter().find(|choice| choice.value == answer);
            return chosen.map_or(answer, |choice| &choice.label).to_owned();
        }
        let Ok(number) = answer.parse::<f64>() else {
            return answer.to_owned();
        };
        let digits = grouped(number);
        if let Some(rest) = self.unit.strip_prefix('£') {
            return if number == number.trunc() {
                format!("£{digits}{rest}")
            } else {
                format!("£{number:.2}{rest}")
            };
        }
        if self.unit.is_empty() {
            return self.written_as(&plain(number));
        }
        let (thing, rest) = match self.unit.split_once(' ') {
            Some((thing, rest)) => (thing, format!(" {rest}")),
            None => (self.unit.as_str(), String::new()),
        };
        let one = thing.strip_suffix('s').filter(|_| number == 1.0);
        format!("{digits} {}{rest}", one.unwrap_or(thing))
    }

    /// A number in digits, as it stands in the scenario.
    fn written_as(&self, digits: &str) -> String {
        if self.written.is_empty() {
            digits.to_owned()
        } else {
            self.written.replacen(BLANK, digits, 1)
        }
    }

    /// The answer that a value in the scenario is, if the knob can say it.
    fn answer_of(&self, node: &Node) -> Option<String> {
        match &self.range {
            Range::Choices(choices) => {
                let value = single(node)?;
                let chosen = choices.iter().find(|choice| choice.value == value);
                chosen.map(|choice| choice.value.clone())
            }
            Range::Number { min, max, .. } => {
                let number = self.number_in(node)?;
                (*min..=*max).contains(&number).then(|| plain(number))
            }
        }
    }

    /// The number that stands in a value, if it is written as this knob writes numbers.
    fn number_in(&self, node: &Node) -> Option<f64> {
        if self.written.is_empty() {
            return node.as_number();
        }
        let (before, after) = self.written.split_once(BLANK)?;
        let text = node.as_str()?.trim();
        let digits = text.strip_prefix(before)?.strip_suffix(after)?;
        digits.trim().parse::<f64>().ok().filter(|n| n.is_finite())
    }
}

/// The text of a value that is one word, number or date, and not a table or list.
fn single(node: &Node) -> Option<String> {
    (node.as_table().is_none() && node.as_array().is_none()).then(|| node.text())
}
