//! `caremarket explain`: what a warning, a key of a scenario file, or a measure means.

mod codes;

use super::options::Format;
use super::screen::{self, Screen};
use super::{Code, Failure};
use crate::observe::families::{FAMILIES, family_of};
use crate::observe::measures;
use crate::results::{Better, MeasureRecord, of_a_comparison};
use crate::scenario::embedded::EMBEDDED;
use crate::scenario::explained::{self, Key};
use crate::scenario::lever::{LEVERS, levers};
use crate::scenario::names;
use crate::scenario::reading::Reader;
use clap::Args;
use codes::WARNINGS;
use serde_json::{Value, json};

/// Most paths listed for a key that stands in many tables.
const LISTED: usize = 12;

/// Explain a warning, a key of a scenario file, or a measure.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket explain W001                 a warning
  caremarket explain delayed.all          a measure
  caremarket explain places.acute.beds    a key of a scenario file, by its path
  caremarket explain horizon_days         a key, wherever it stands")]
pub struct Explain {
    /// The code of a warning, a key or path of a scenario file, or the key of a measure.
    #[arg(value_name = "CODE|KEY|PATH|MEASURE")]
    what: String,

    /// How it is told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

/// One thing that a word may mean.
struct Meaning {
    kind: &'static str,
    name: String,
    title: String,
    text: String,
    /// Names and what they say: unit, range, keys.
    facts: Vec<(String, String)>,
}

impl Explain {
    /// Explains it.
    ///
    /// # Errors
    /// When nobody knows it.
    pub fn carry_out(self) -> Result<Code, Failure> {
        let what = self.what.trim();
        let mut found: Vec<Meaning> = Vec::new();
        found.extend(warning(what));
        found.extend(lever(what));
        found.extend(measure(what));
        found.extend(key(what));
        if found.is_empty() {
            return Err(unknown(what));
        }
        match self.format {
            Format::Text => {
                let screen = Screen::stdout();
                let texts: Vec<String> = found.iter().map(|m| m.text(screen.width)).collect();
                let text = texts.join("\n");
                screen::print(&crate::output::terminal::plain(&text, screen.look()));
            }
            Format::Json => {
                screen::print_json(&found.iter().map(Meaning::json).collect::<Value>());
            }
        }
        Ok(Code::Done)
    }
}

impl Meaning {
    fn text(&self, width: u16) -> String {
        let mut text = format!("{} ({})\n", self.name, self.kind);
        for paragraph in [&self.title, &self.text] {
            for part in paragraph.split("\n\n").filter(|part| !part.is_empty()) {
                text.push_str(&format!("  {}\n", screen::wrapped(part, width - 2, 2)));
            }
        }
        let widest = self.facts.iter().map(|(name, _)| name.chars().count());
        let column = widest.max().unwrap_or(0).min(28) + 4;
        for (name, value) in &self.facts {
            let gap = column.saturating_sub(2 + name.chars().count()).max(2);
            let room = width.saturating_sub(column as u16);
            let indented = format!("\n{}", " ".repeat(column));
            let value = screen::wrapped(value, room, 0).replace('\n', &indented);
            let line = format!("  {name}{}{value}", " ".repeat(gap));
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn json(&self) -> Value {
        let facts: serde_json::Map<String, Value> = self
            .facts
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        json!({
            "kind": self.kind,
            "name": self.name,
            "title": self.title,
            "text": self.text,
            "facts": facts,
        })
    }
}

fn warning(what: &str) -> Option<Meaning> {
    let code = what.to_uppercase();
    let warning = WARNINGS.iter().find(|w| w.code == code)?;
    Some(Meaning {
        kind: "warning",
        name: warning.code.to_owned(),
        title: format!("{}.", warning.title),
        text: warning.text.to_owned(),
        facts: Vec::new(),
    })
}

fn lever(what: &str) -> Option<Meaning> {
    let lever = levers().into_iter().find(|lever| lever.name == what)?;
    let about = lever.about;
    let mut facts: Vec<(String, String)> = lever.keys.iter().map(in_short).collect();
    facts.push(("kind".to_owned(), about.kind.words().to_owned()));
    facts.push(("evidence".to_owned(), about.evidence.words().to_owned()));
    facts.push(("sources".to_owned(), about.sources.join("; ")));
    facts.push((
        "for example".to_owned(),
        about.example.trim_end().to_owned(),
    ));
    Some(Meaning {
        kind: "lever",
        name: lever.name.to_owned(),
        title: about.title.to_owned(),
        text: about.does.to_owned(),
        facts,
    })
}

/// A key with what it is, what it takes and what holds without it.
fn in_short(key: &Key) -> (String, String) {
    let mut text = key.description.clone();
    if let Some(range) = &key.range {
        text.push_str(&format!(" {range}."));
    }
    match key.unless_given() {
        "" => {}
        _ if key.required => text.push_str(" Must be given."),
        default => text.push_str(&format!(" Unless given: {default}.")),
    }
    (key.name().to_owned(), text)
}

fn measure(what: &str) -> Option<Meaning> {
    let family = family_of(what)?;
    let record = known_measures().into_iter().find(|m| m.key == what);
    // Measures and tables share words: `staff.trust` is a measure, `staff.sectors` a key of a scenario file.
    if record.is_none() && what.contains('.') && explained::key(what).is_some() {
        return None;
    }
    let mut facts = Vec::new();
    if let Some(record) = &record {
        facts.push(("unit".to_owned(), record.unit.clone()));
        let better = match record.better {
            Better::Lower => "less",
            Better::Higher => "more",
            Better::Neither => "neither more nor less is better by itself",
        };
        facts.push(("better".to_owned(), better.to_owned()));
    }
    facts.push(("keys".to_owned(), family.pattern.to_owned()));
    Some(Meaning {
        kind: "measure",
        name: what.to_owned(),
        title: record.map_or_else(String::new, |m| format!("{}.", m.title)),
        text: family.text.to_owned(),
        facts,
    })
}

/// The measures of the places that come with the program, and of comparisons.
pub(super) fn known_measures() -> Vec<MeasureRecord> {
    let mut known = of_a_comparison::records();
    for place in EMBEDDED.iter().filter(|e| e.is_place) {
        if let Some(scenario) = Reader::new().read(place.name, &[]) {
            let catalogue = measures::catalogue(&scenario.setup);
            known.extend(catalogue.into_iter().map(|m| m.record));
        }
    }
    known
}

fn key(what: &str) -> Vec<Meaning> {
    if let Some(key) = explained::key(what) {
        return vec![meaning_of(&key)];
    }
    let mut paths = explained::paths_to(what);
    match paths.len() {
        0 => Vec::new(),
        1 => explained::key(&paths[0]).iter().map(meaning_of).collect(),
        n => {
            paths.truncate(LISTED);
            let mut facts: Vec<(String, String)> = paths
                .into_iter()
                .map(|path| {
                    let about = explained::key(&path).map_or_else(String::new, |k| k.description);
                    let first = about.split(". ").next().unwrap_or(&about);
                    let first = first.split("\n\n").next().unwrap_or(first);
                    (path, first.trim_end_matches('.').to_owned())
                })
                .collect();
            if n > LISTED {
                facts.push((format!("and {} more", n - LISTED), String::new()));
            }
            vec![Meaning {
                kind: "key",
                name: what.to_owned(),
                title: "Stands in several tables; ask for one of these paths.".to_owned(),
                text: String::new(),
                facts,
            }]
        }
    }
}

fn meaning_of(key: &Key) -> Meaning {
    let mut facts = Vec::new();
    if key.keys.is_empty() {
        facts.push(("write".to_owned(), key.needs.clone()));
    }
    if let Some(range) = &key.range {
        facts.push(("range".to_owned(), range.clone()));
    }
    match key.unless_given() {
        "" => {}
        default => facts.push(("unless given".to_owned(), default.to_owned())),
    }
    facts.extend(key.keys.iter().cloned());
    Meaning {
        kind: "key of a scenario file",
        name: key.path.clone(),
        title: key.description.clone(),
        text: String::new(),
        facts,
    }
}

fn unknown(what: &str) -> Failure {
    let keys = explained::names();
    // The keys of a path are compared by their last step: that is where slips happen.
    let last = what.rsplit('.').next().unwrap_or(what);
    let known = || {
        let codes = WARNINGS.iter().map(|w| w.code);
        let families = FAMILIES.iter().map(|f| f.name);
        let levers = LEVERS.iter().copied();
        codes
            .chain(families)
            .chain(levers)
            .chain(keys.iter().map(String::as_str))
    };
    let all: Vec<&str> = known().collect();
    let mut near: Vec<String> = Vec::new();
    // Of a path that is right but for its last step, what stands beside it there.
    if let Some((above, slip)) = what.rsplit_once('.')
        && let Some(key) = explained::key(above)
    {
        let beside: Vec<&str> = key.keys.iter().map(|(name, _)| name.as_str()).collect();
        near.extend(names::nearest(slip, &beside).map(|name| format!("{above}.{name}")));
    }
    if near.is_empty()
        && let Some((first, rest)) = what.split_once('.')
        && let Some(family) =
            names::nearest(first, &FAMILIES.iter().map(|f| f.name).collect::<Vec<_>>())
    {
        near.push(format!("{family}.{rest}"));
    }
    for word in [what, last] {
        let name = names::nearest(word, &all).filter(|n| *n != word);
        near.extend(name.filter(|_| near.is_empty()).map(str::to_owned));
    }
    let is_code = what
        .strip_prefix(['W', 'w'])
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    let help = if is_code {
        let codes: Vec<&str> = WARNINGS.iter().map(|w| w.code).collect();
        format!("warnings are {}", codes.join(", "))
    } else if near.is_empty() {
        "try a path of a scenario file such as places.acute.beds, a measure such as delayed.all, or a warning such as W001"
            .to_owned()
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    Failure::wrong(format!(
        "no warning, key or measure is called \"{}\"; {help}",
        what.escape_debug()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_is_explained() {
        for measure in known_measures() {
            assert!(family_of(&measure.key).is_some(), "{}", measure.key);
        }
    }
}
