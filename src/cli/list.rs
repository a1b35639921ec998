//! `caremarket list`: what comes with the program.

use super::Code;
use super::options::Format;
use super::screen::{self, Screen};
use crate::scenario::embedded::{EMBEDDED, Embedded};
use crate::scenario::reading::Reader;
use clap::Args;
use serde_json::{Value, json};

/// List the places and scenarios that come with the program.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket list
  caremarket list --format json")]
pub struct List {
    /// How they are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

/// One of them, as far as it is read.
struct Entry {
    embedded: &'static Embedded,
    title: String,
    story: String,
    question: String,
}

impl List {
    /// Prints them.
    pub fn carry_out(&self) -> Code {
        let entries: Vec<Entry> = EMBEDDED.iter().map(entry).collect();
        match self.format {
            Format::Text => screen::print(&text(&entries)),
            Format::Json => {
                let list: Value = entries.iter().map(value).collect();
                screen::print_json(&list);
            }
        }
        Code::Done
    }
}

fn entry(embedded: &'static Embedded) -> Entry {
    let scenario = Reader::new().read(embedded.name, &[]);
    let (title, story, question) =
        scenario.map_or_else(Default::default, |s| (s.title, s.story, s.question));
    Entry {
        embedded,
        title,
        story,
        question,
    }
}

fn text(entries: &[Entry]) -> String {
    let look = Screen::stdout();
    let widest = entries.iter().map(|e| e.embedded.name.len()).max();
    let indent = widest.unwrap_or(0) + 4;
    let mut text = String::new();
    for (heading, places) in [("Places", true), ("Scenarios", false)] {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(heading);
        text.push('\n');
        for entry in entries.iter().filter(|e| e.embedded.is_place == places) {
            let name = entry.embedded.name;
            let lead = format!("  {name}{}", " ".repeat(indent - 2 - name.len()));
            let room = look.width.saturating_sub(indent as u16);
            let put = |words: &str| {
                let wrapped = screen::wrapped(words, room, 0);
                wrapped.replace('\n', &format!("\n{}", " ".repeat(indent)))
            };
            text.push_str(&format!("{lead}{}\n", put(&entry.title)));
            let story = first_sentence(&entry.story);
            if !story.is_empty() {
                text.push_str(&format!("{}{}\n", " ".repeat(indent), put(story)));
            }
        }
    }
    text.push_str(
        "\nSee what one does with `caremarket compare NAME`, or begin your own with `caremarket new`.\n",
    );
    crate::output::terminal::plain(&text, look.look())
}

fn value(entry: &Entry) -> Value {
    json!({
        "name": entry.embedded.name,
        "kind": if entry.embedded.is_place { "place" } else { "scenario" },
        "title": entry.title,
        "story": entry.story,
        "question": entry.question,
    })
}

/// A text up to its first full stop.
fn first_sentence(text: &str) -> &str {
    let ends = text.match_indices(". ").next();
    ends.map_or(text, |(at, _)| &text[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_that_comes_with_the_program_has_a_title() {
        for embedded in EMBEDDED {
            assert!(!entry(embedded).title.is_empty(), "{}", embedded.name);
        }
    }

    #[test]
    fn a_sentence_ends_at_its_full_stop() {
        assert_eq!(first_sentence("At 2.5 beds. Then."), "At 2.5 beds.");
        assert_eq!(first_sentence("One only."), "One only.");
    }
}
