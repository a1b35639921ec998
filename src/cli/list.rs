//! `caremarket list`: what comes with the program.

use super::Code;
use super::explain::known_measures;
use super::screen::{self, Screen};
use crate::output::table::columns::{self, Column, Table};
use crate::results::MeasureRecord;
use crate::scenario::embedded::{EMBEDDED, Embedded};
use crate::scenario::explained::Key;
use crate::scenario::lever::{LeverRecord, levers, page};
use crate::scenario::reading::Reader;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

/// List the places, scenarios, levers and measures that come with the program.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket list                                     places and scenarios
  caremarket list --scenarios --source \"Nuffield\"     the scenarios told by a source
  caremarket list --levers                            what a policy can do
  caremarket list --measures --format json            everything that is measured
  caremarket list --tables                            what stands in the tables of results")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one list at a time: a flag for each"
)]
pub struct List {
    /// Places and scenarios; so does nothing at all.
    #[arg(long, group = "what")]
    scenarios: bool,

    /// What a policy can do.
    #[arg(long, group = "what")]
    levers: bool,

    /// What is measured in the places that come with the program, and in comparisons.
    #[arg(long, group = "what")]
    measures: bool,

    /// What stands in the tables of a result folder, column by column.
    #[arg(long, group = "what")]
    tables: bool,

    /// Only scenarios whose source contains this text.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["levers", "measures", "tables"])]
    source: Option<String>,

    /// How they are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: ListFormat,
}

/// How a list is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Words, for people.
    #[default]
    Text,
    /// One JSON document, for programs.
    Json,
    /// A page of levers or tables with everything about them; for other lists a table.
    Markdown,
}

/// Something in a list: its name, what it is, and what there is to say of it.
struct Item {
    heading: &'static str,
    name: String,
    title: String,
    text: String,
    json: Value,
}

impl List {
    /// Prints them.
    pub fn carry_out(&self) -> Code {
        let items = if self.levers {
            levers().iter().map(lever).collect()
        } else if self.measures {
            known_measures().iter().map(measure).collect()
        } else if self.tables {
            let tables = columns::ALL.iter();
            tables
                .flat_map(|t| t.columns.iter().map(|c| column(t, c)))
                .collect()
        } else {
            self.scenarios()
        };
        match self.format {
            ListFormat::Text => screen::print(&self.text(&items)),
            ListFormat::Json => {
                let list: Value = items.into_iter().map(|item| item.json).collect();
                screen::print_json(&list);
            }
            ListFormat::Markdown if self.levers => screen::print(&page()),
            ListFormat::Markdown if self.tables => screen::print(&columns::page()),
            ListFormat::Markdown => screen::print(&markdown(&items)),
        }
        Code::Done
    }

    fn scenarios(&self) -> Vec<Item> {
        let wanted = self.source.as_ref().map(|text| text.to_lowercase());
        let asked_for = |source: &str| {
            wanted
                .as_ref()
                .is_none_or(|text| source.to_lowercase().contains(text))
        };
        let all = EMBEDDED.iter().map(scenario);
        all.filter(|(_, source)| asked_for(source))
            .map(|(item, _)| item)
            .collect()
    }

    fn text(&self, items: &[Item]) -> String {
        let look = Screen::stdout();
        let widest = items.iter().map(|item| item.name.len()).max();
        let indent = widest.unwrap_or(0) + 4;
        let mut text = String::new();
        let mut heading = "";
        for item in items {
            if item.heading != heading {
                heading = item.heading;
                let gap = if text.is_empty() { "" } else { "\n" };
                text.push_str(&format!("{gap}{heading}\n"));
            }
            let name = &item.name;
            let lead = format!("  {name}{}", " ".repeat(indent - 2 - name.len()));
            let room = look.width.saturating_sub(indent as u16);
            let put = |words: &str| {
                let wrapped = screen::wrapped(words, room, 0);
                wrapped.replace('\n', &format!("\n{}", " ".repeat(indent)))
            };
            text.push_str(&format!("{lead}{}\n", put(&item.title)));
            if !item.text.is_empty() {
                text.push_str(&format!("{}{}\n", " ".repeat(indent), put(&item.text)));
            }
        }
        text.push_str(match items {
            [] => "None that come with the program.\n",
            _ if self.levers => "\n`caremarket explain NAME` tells everything about one.\n",
            _ if self.measures => "\n`caremarket explain KEY` tells how to read one.\n",
            _ if self.tables => "",
            _ => "\nSee what one does with `caremarket compare NAME`, or begin your own with `caremarket new`.\n",
        });
        crate::output::terminal::plain(&text, look.look())
    }
}

/// A scenario, as far as it is read, and its source.
fn scenario(embedded: &'static Embedded) -> (Item, String) {
    let read = Reader::new().read(embedded.name, &[]);
    let (title, story, question, source) = read.map_or_else(Default::default, |s| {
        (s.title, s.story, s.question, s.source)
    });
    let kind = if embedded.is_place {
        "place"
    } else {
        "scenario"
    };
    let item = Item {
        heading: if embedded.is_place {
            "Places"
        } else {
            "Scenarios"
        },
        name: embedded.name.to_owned(),
        text: first_sentence(&story).to_owned(),
        json: json!({
            "name": embedded.name,
            "kind": kind,
            "title": title,
            "story": story,
            "question": question,
            "source": source,
        }),
        title,
    };
    (item, source)
}

fn lever(lever: &LeverRecord) -> Item {
    let about = lever.about;
    let keys: Vec<&str> = lever.keys.iter().map(Key::name).collect();
    Item {
        heading: "Levers",
        name: lever.name.to_owned(),
        title: about.title.to_owned(),
        text: String::new(),
        json: json!({
            "name": lever.name,
            "title": about.title,
            "kind": about.kind.words(),
            "evidence": about.evidence.words(),
            "does": about.does,
            "keys": keys,
            "sources": about.sources,
            "example": about.example,
        }),
    }
}

fn measure(measure: &MeasureRecord) -> Item {
    Item {
        heading: "Measures",
        name: measure.key.clone(),
        title: format!("{} ({})", measure.title, measure.unit),
        text: String::new(),
        json: json!(measure),
    }
}

fn column(table: &'static Table, column: &Column) -> Item {
    let holds = column.kind.words().replace('`', "");
    Item {
        heading: table.file,
        name: column.name.to_owned(),
        title: column.about.replace('`', ""),
        text: if column.unit.is_empty() {
            holds.clone()
        } else {
            format!("{holds}, in {}", column.unit)
        },
        json: json!({
            "table": table.file,
            "asked_for_by": table.asked_for_by,
            "column": column.name,
            "holds": holds,
            "unit": column.unit,
            "about": column.about,
        }),
    }
}

fn markdown(items: &[Item]) -> String {
    let mut text = String::from("| name | |\n|---|---|\n");
    for item in items {
        text.push_str(&format!("| `{}` | {} |\n", item.name, item.title));
    }
    text
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
            assert!(!scenario(embedded).0.title.is_empty(), "{}", embedded.name);
        }
    }

    #[test]
    fn a_sentence_ends_at_its_full_stop() {
        assert_eq!(first_sentence("At 2.5 beds. Then."), "At 2.5 beds.");
        assert_eq!(first_sentence("One only."), "One only.");
    }
}
