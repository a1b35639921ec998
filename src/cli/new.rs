//! `caremarket new`: a scenario, or a study of several, of one's own to change.

mod study;

use super::options::Format;
use super::read::Library;
use super::{Code, Failure, screen};
use crate::scenario::Scenario;
use crate::scenario::embedded;
use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Begin a scenario of your own, or a whole study: a name that ends in `.toml` is a file, any other a folder.
///
/// The file is short: it builds on another scenario, names it, and shows where to change what. With `--full` it is a
/// copy of the whole text instead, which no longer follows the original.
///
/// The folder holds what a comparison takes: the place as it is (`baseline.toml`), the scenario built on it, up to two
/// others that act on the same place with the same levers, what an editor needs to complete keys, and a README.md with
/// the commands to type. With `--full` it holds a copy of the place, too.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket new mine.toml --from step-down               a file
  caremarket check mine.toml
  caremarket compare mine.toml

  caremarket new step-down-study/ --from step-down        a folder
  cd step-down-study
  caremarket check .
  caremarket compare baseline.toml step-down.toml --open

  caremarket new our-town.toml --from riverbridge --full")]
pub struct New {
    /// The file or folder to write: a file if it ends in `.toml`. Without this, a file: `my-` and the name of what it begins
    /// from. What is there already is never overwritten.
    #[arg(value_name = "NAME")]
    name: Option<PathBuf>,

    /// What to begin from: one of `caremarket list`, or a file. A folder begins from something that has policies.
    #[arg(long, value_name = "SCENARIO", default_value = "riverbridge")]
    from: String,

    /// Copy the whole text; into a folder, that of the place, too.
    #[arg(long)]
    full: bool,

    /// How what was written is told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

impl New {
    /// Writes it.
    ///
    /// # Errors
    /// When it exists, cannot be written, or what it is to begin from is wrong.
    pub fn carry_out(self) -> Result<Code, Failure> {
        match &self.name {
            Some(name) if !is_a_file(name) => {
                let begun = study::begin(name, &self.from, self.full)?;
                match self.format {
                    Format::Text => screen::print(&begun.in_words()),
                    Format::Json => screen::print_json(&begun.in_json()),
                }
            }
            _ => {
                let file = self.begin()?;
                let shown = file.display();
                match self.format {
                    Format::Text => screen::print(&format!(
                        "Wrote {shown}. Change it, then:\n  caremarket check {shown}\n  caremarket compare {shown}\n"
                    )),
                    Format::Json => {
                        screen::print_json(
                            &json!({ "file": file.to_string_lossy(), "from": self.from }),
                        );
                    }
                }
            }
        }
        Ok(Code::Done)
    }

    /// Writes a file.
    fn begin(&self) -> Result<PathBuf, Failure> {
        let file = self.name.clone().unwrap_or_else(|| my(&self.from));
        if file.symlink_metadata().is_ok() {
            return Err(is_there(&file));
        }
        let scenario = read(&self.from)?;
        let text = if self.full {
            whole(&self.from, &scenario)
        } else {
            overlay(&base(&self.from, &file), &scenario)
        };
        write(&file, &text)
            .with_context(|| format!("could not write {}", file.display()))
            .map_err(|e| Failure::could_not(&e))?;
        Ok(file)
    }
}

/// Whether a file is meant: otherwise its name would be taken for that of a scenario within the program, or of a folder.
fn is_a_file(name: &Path) -> bool {
    name.to_string_lossy().ends_with(".toml")
}

fn is_there(name: &Path) -> Failure {
    Failure::wrong(format!(
        "{} is there already and is not overwritten; give another name",
        name.display()
    ))
}

/// What is to be begun from.
fn read(from: &str) -> Result<Scenario, Failure> {
    let mut library = Library::new();
    let scenario = library.read(from, &[]);
    library.sound()?;
    scenario.ok_or_else(|| Failure::wrong(format!("{from} could not be read")))
}

/// A name of one's own for what begins from a scenario: `my-step-down.toml`, in the present folder.
fn my(from: &str) -> PathBuf {
    let last = Path::new(from).file_name().unwrap_or_default();
    let last = last.to_string_lossy();
    let name = last.strip_suffix(".toml").unwrap_or(&last);
    PathBuf::from(format!("my-{name}.toml"))
}

/// What to write for the scenario in a file that stands elsewhere.
fn base(from: &str, file: &Path) -> String {
    if embedded::find(from).is_some() && !Path::new(from).is_file() {
        return from.to_owned();
    }
    let elsewhere = file.parent().is_some_and(|p| !p.as_os_str().is_empty());
    let path = Path::new(from);
    if elsewhere && path.is_relative() {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        return whole.to_string_lossy().into_owned();
    }
    from.to_owned()
}

/// Writes a new file, whole or not at all.
pub(super) fn write(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut new = OpenOptions::new().write(true).create_new(true).open(file)?;
    new.write_all(text.as_bytes())
        .and_then(|()| new.sync_all())
        .inspect_err(|_| {
            // Part of it would be in the way of the next try; the first error is the one to tell.
            let _ = std::fs::remove_file(file);
        })
}

/// The whole text of the last layer, the others still named in it.
fn whole(from: &str, scenario: &Scenario) -> String {
    let text = scenario.files.last().map_or("", |f| f.text.as_str());
    format!("# A copy of {from}, to be changed.\n\n{text}")
}

/// A short file that builds on a scenario.
fn overlay(from: &str, scenario: &Scenario) -> String {
    let is_place =
        embedded::find(from).is_some_and(|e| e.is_place) || scenario.setup.policies.is_empty();
    let quoted = toml::Value::String(from.to_owned());
    let builds = if is_place {
        format!("place = {quoted}")
    } else {
        format!("overlays = [{quoted}]")
    };
    let title = toml::Value::String(format!("My change to: {}", scenario.title));
    let values = [of_policies(scenario), values(scenario)].concat();
    let compare = if is_place && scenario.compare_with.is_empty() {
        "# compare_with = [\"no policy\"]    # the same place without the policies below".to_owned()
    } else {
        // What it expects may be set against what it was compared with.
        let others: Vec<toml::Value> = scenario
            .compare_with
            .iter()
            .cloned()
            .map(toml::Value::String)
            .collect();
        let others = match others.as_slice() {
            [] => vec![toml::Value::String("no policy".to_owned())],
            _ => others,
        };
        let others = toml::Value::Array(others);
        format!(
            "compare_with = {others}      # \"no policy\" is the same place without its policies"
        )
    };
    let mut text = format!(
        "\
# A scenario of your own. It builds on {from}: what you do not change stays as it is there.
#   caremarket check FILE       says what is wrong with it
#   caremarket compare FILE     runs it
#   caremarket explain KEY      says what a key means, such as `caremarket explain places.NAME.beds`

[scenario]
name = {title}
story = \"Say in a sentence or two what is done, and by whom.\"
{builds}
{compare}

[run]
# replications = {}                  # more make intervals narrower
# horizon_days = {}                # days reported

# Values that differ. Take the # off a line and change its value; the paths are those of the place file
# (`caremarket new copy.toml --from {} --full` shows the whole of it, with sources).
[set]
",
        scenario.replications,
        scenario.setup.run.horizon.days(),
        if is_place { from } else { "riverbridge" },
    );
    text.push_str(&values.concat());
    text.push_str(
        "
# What is done differently. Each [[policy]] is one decision of one body.
# [[policy]]
# by = \"council\"
# paid_by = \"council\"
# start = \"month 1\"
# [policy.action.pay_uplift]         # see `caremarket explain policy.action` for the others
# sector = \"homecare\"
# rise = 0.05

# What you expect. The run says what became of it, and it never changes the run.
# [[expect]]
# measure = \"delayed.all\"
# versus = \"no policy\"
# window = \"m7-12\"
# sign = \"lower\"
",
    );
    text
}

/// Lines for the values of the policies there are, each behind a `#`.
fn of_policies(scenario: &Scenario) -> Vec<String> {
    let mut lines = Vec::new();
    let mut number = 0;
    for file in &scenario.files {
        let table = file.text.parse::<toml::Table>().unwrap_or_default();
        let policies = table.get("policy").and_then(toml::Value::as_array);
        for policy in policies.into_iter().flatten() {
            let path = format!("policy.{number}");
            number += 1;
            let mut line = |path: &str, value: &toml::Value| {
                if !value.is_table() {
                    lines.push(format!("# {path} = {value}\n"));
                }
            };
            if let Some(start) = policy.get("start") {
                line(&format!("{path}.start"), start);
            }
            let action = policy.get("action").and_then(toml::Value::as_table);
            for (lever, values) in action.into_iter().flatten() {
                for (key, value) in values.as_table().into_iter().flatten() {
                    line(&format!("{path}.action.{lever}.{key}"), value);
                }
            }
        }
    }
    lines
}

/// Lines for the values that people most often want to change, each behind a `#`.
fn values(scenario: &Scenario) -> Vec<String> {
    let line = |path: &str| {
        let found = scenario.assumptions.iter().find(|a| a.path == path)?;
        Some(format!("# {path} = {}\n", as_toml(&found.value)))
    };
    let lines: Vec<String> = OFTEN_CHANGED.iter().filter_map(|path| line(path)).collect();
    if !lines.is_empty() {
        return lines;
    }
    let first = scenario.assumptions.iter().take(8);
    first.filter_map(|a| line(&a.path)).collect()
}

const OFTEN_CHANGED: [&str; 12] = [
    "demand.growth_per_year",
    "places.acute.beds",
    "places.community_hospital.beds",
    "places.reablement.slots",
    "markets.homecare.price_council",
    "markets.care_home.price_council",
    "markets.care_home.beds",
    "council.budget_placements",
    "workforce.candidates",
    "workforce.wage_floor",
    "workforce.sectors.homecare.pay",
    "workforce.sectors.care_home.pay",
];

/// A value as it stands in a file: text in quotes, unless it is a number, a list or true or false.
fn as_toml(value: &str) -> String {
    let bare = format!("x = {value}").parse::<toml::Table>().is_ok();
    if bare {
        value.to_owned()
    } else {
        toml::Value::String(value.to_owned()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::reading::Reader;

    #[test]
    fn what_is_begun_can_be_run() {
        let home = tempfile::tempdir().unwrap();
        for e in embedded::EMBEDDED {
            for full in [false, true] {
                let file = home.path().join(format!("{}-{full}.toml", e.name));
                let new = New {
                    name: Some(file.clone()),
                    from: e.name.to_owned(),
                    full,
                    format: Format::Text,
                };
                new.begin().unwrap();
                let mut reader = Reader::new();
                // The lines behind a # are right as they stand, too.
                let text = std::fs::read_to_string(&file).unwrap();
                let (before, after) = text.split_once("[set]\n").unwrap_or((&text, ""));
                let values = after.lines().take_while(|line| !line.is_empty());
                let values: Vec<&str> = values.map(|l| l.trim_start_matches("# ")).collect();
                let values = values.join("\n");
                if !full {
                    std::fs::write(&file, format!("{before}[set]\n{values}")).unwrap();
                }
                let read = reader.read(&file.to_string_lossy(), &[]);
                let problems = reader
                    .problems
                    .render(&reader.sources, crate::scenario::render::Look::default());
                assert!(read.is_some(), "{}: {problems}", e.name);
            }
        }
    }

    #[test]
    fn values_are_written_as_toml() {
        assert_eq!(as_toml("14.06 per hour"), "\"14.06 per hour\"");
        assert_eq!(as_toml("0.225"), "0.225");
    }
}
