//! A scenario being put together: the text of a file, and the questions it answers.

use super::desk::{self, Trouble};
use crate::scenario::Scenario;
use crate::scenario::knob::{self, Knob};
use crate::scenario::reading::Reader;
use crate::scenario::render::Look;
use serde_json::Value;
use std::path::Path;

/// Most letters of a file name that tell what was changed.
const LONGEST: usize = 48;

/// A text that is not in a file yet, or not as it stands there.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it began from: a scenario that comes with the program, or a file.
    pub from: String,
    /// The text.
    pub text: String,
}

/// What there is to say of a draft.
pub struct Seen {
    /// The scenario, if the text is sound.
    pub scenario: Option<Scenario>,
    /// Problems and warnings, as text with lines and arrows.
    pub problems: String,
    /// The same for programs.
    pub listed: Value,
}

impl Draft {
    /// A draft of this text.
    pub fn new(from: &str, text: String) -> Self {
        Self {
            from: from.to_owned(),
            text,
        }
    }

    /// Reads it.
    pub fn seen(&self) -> Seen {
        let mut reader = Reader::new();
        let name = if Path::new(&self.from).is_file() {
            self.from.clone()
        } else {
            format!("{}.toml", self.from)
        };
        let scenario = reader.read_bytes(&name, self.text.as_bytes(), &[]);
        Seen {
            scenario,
            problems: reader.problems.render(&reader.sources, Look::default()),
            listed: reader.problems.to_json(&reader.sources),
        }
    }

    /// Answers a question otherwise.
    ///
    /// # Errors
    /// When the text has mistakes, does not ask this, or the answer is none.
    pub fn turn(&mut self, path: &str, answer: &str) -> Result<(), Trouble> {
        let Some(scenario) = self.seen().scenario else {
            let what =
                "the scenario has a mistake; mend it first, under \"The scenario as a file\"";
            return Err(Trouble(what.to_owned()));
        };
        let knob = scenario.knobs.iter().find(|knob| knob.path == path);
        let knob = knob.ok_or_else(|| Trouble(format!("the scenario does not ask for {path}")))?;
        self.text =
            knob::turn(&self.text, knob, answer).map_err(|wrong| Trouble(wrong.to_string()))?;
        Ok(())
    }

    /// What is answered otherwise than where it began.
    pub fn changes(&self) -> Vec<Change> {
        let (Some(now), Ok(before)) = (self.seen().scenario, desk::text_of(&self.from)) else {
            return Vec::new();
        };
        let before = Self::new(&self.from, before).seen().scenario;
        let before = before.map_or_else(Vec::new, |s| s.knobs);
        let change = |knob: &Knob| {
            let was = before.iter().find(|b| b.path == knob.path)?;
            (was.answer != knob.answer).then(|| Change {
                was: knob.told(&was.answer),
                is: knob.told(&knob.answer),
            })
        };
        now.knobs.iter().filter_map(change).collect()
    }

    /// The text with a title and a story that say what was changed, unless someone has given it another title: what was true
    /// of the scenario it began from may no longer be.
    pub fn titled(&self, changes: &[Change]) -> String {
        let before = desk::text_of(&self.from);
        let before = before.ok().and_then(|text| title_of(&parsed(&text)?));
        let titled = || {
            let mut document = parsed(&self.text)?;
            let title = title_of(&document).filter(|title| Some(title) == before.as_ref())?;
            if changes.is_empty() {
                return None;
            }
            let (plain, changed) = match title.split_once(CHANGED) {
                Some((plain, changed)) => (plain, changed.strip_suffix(')')?),
                None => (&*title, ""),
            };
            let mut told: Vec<&str> = changed.split(BETWEEN).filter(|t| !t.is_empty()).collect();
            for change in changes {
                match told.iter_mut().find(|told| **told == change.was) {
                    Some(told) => *told = &change.is,
                    None => told.push(&change.is),
                }
            }
            let told = told.join(BETWEEN);
            let story = format!("As \"{plain}\", but with other answers: {told}.");
            write(&mut document, "name", format!("{plain}{CHANGED}{told})"));
            write(&mut document, "story", story);
            Some(document.to_string())
        };
        titled().unwrap_or_else(|| self.text.clone())
    }
}

/// Whether a title tells of changed answers that are not those of the knobs.
pub fn tells_otherwise(title: &str, knobs: &[Knob]) -> bool {
    let changed = title.split_once(CHANGED).map(|(_, changed)| changed);
    let told = changed
        .into_iter()
        .flat_map(|c| c.trim_end_matches(')').split(BETWEEN));
    let is_so = |told: &str| knobs.iter().any(|knob| knob.told(&knob.answer) == told);
    told.into_iter().any(|told| !is_so(told))
}

/// What stands between a title and what was changed.
const CHANGED: &str = " (changed: ";
/// What stands between one change and the next.
const BETWEEN: &str = "; ";

/// An answer that is another one now, both in words: "100 beds", "60 beds".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it was.
    pub was: String,
    /// What it is.
    pub is: String,
}

fn parsed(text: &str) -> Option<toml_edit::DocumentMut> {
    text.parse().ok()
}

fn title_of(document: &toml_edit::DocumentMut) -> Option<String> {
    let title = document.get("scenario")?.get("name")?;
    Some(title.as_str()?.to_owned())
}

/// What a scenario says of itself, with the comment behind it as it was.
fn write(document: &mut toml_edit::DocumentMut, key: &str, text: String) {
    let mut value = toml_edit::Value::from(text);
    let item = &mut document["scenario"][key];
    if let Some(before) = item.as_value() {
        *value.decor_mut() = before.decor().clone();
    }
    *item = toml_edit::Item::Value(value);
}

/// A file name, without its ending, for what begins from a scenario and answers some questions otherwise:
/// "step-down-60-beds".
pub fn file_name(from: &str, changes: &[Change]) -> String {
    let stem = Path::new(from).file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy().into_owned();
    changes.iter().fold(stem, |name, change| {
        let (was, is) = (in_a_name(&change.was), in_a_name(&change.is));
        let longer = match name.strip_suffix(&was) {
            Some(start) if start.ends_with('-') => format!("{start}{is}"),
            _ => format!("{name}-{is}"),
        };
        if longer.len() > LONGEST { name } else { longer }
    })
}

/// Words as they may stand in a file name.
fn in_a_name(words: &str) -> String {
    let plain = words.replace(|c: char| !c.is_ascii_alphanumeric(), " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join("-").to_lowercase()
}

/// What the place as it is is called.
pub const NOTHING_NEW: &str = "Nothing new is done";

/// A scenario in which nothing new is done, upon a place.
pub fn upon(place: &str) -> String {
    format!("[scenario]\nname = \"{NOTHING_NEW}\"\nplace = \"{place}\"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(was: &str, is: &str) -> Change {
        Change {
            was: was.to_owned(),
            is: is.to_owned(),
        }
    }

    #[test]
    fn files_are_named_after_what_was_changed() {
        assert_eq!(file_name("step-down", &[]), "step-down");
        let beds = change("100 beds", "60 beds");
        let price = change("£1,400 a week", "£916 a week");
        assert_eq!(
            file_name("mine/step-down.toml", &[beds.clone(), price]),
            "step-down-60-beds-916-a-week"
        );
        let again = change("60 beds", "80 beds");
        assert_eq!(
            file_name("step-down-60-beds.toml", &[again]),
            "step-down-80-beds"
        );
        let long = change(
            "no",
            "follows the market, on a fixed budget, whatever it is",
        );
        assert_eq!(file_name("step-down", &[long, beds]), "step-down-60-beds");
    }

    #[test]
    fn titles_say_what_was_changed() {
        let text =
            "[scenario]\nname = \"13 beds (changed: 3 beds)\" # mine\nplace = \"riverbridge\"\n";
        let home = tempfile::tempdir().expect("a folder for the test");
        let file = home.path().join("beds.toml");
        std::fs::write(&file, text).expect("the scenario is written");
        let draft = Draft::new(&file.to_string_lossy(), text.to_owned());
        let changes = [
            change("3 beds", "80 beds"),
            change("£1 a week", "£2 a week"),
        ];
        let titled = draft.titled(&changes);
        let line = "name = \"13 beds (changed: 80 beds; £2 a week)\" # mine\n";
        assert!(titled.contains(line), "{titled}");
        assert!(
            titled.contains("story = \"As \\\"13 beds\\\", but")
                || titled.contains("story = 'As \"13 beds\", but"),
            "{titled}"
        );
        let other = Draft {
            text: text.replace("13", "14"),
            ..draft
        };
        assert_eq!(other.titled(&changes), other.text);
    }
}
