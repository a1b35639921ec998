//! Reading the scenarios that a command names.

use super::Failure;
use crate::observe::window::Window;
use crate::results::ScenarioRecord;
use crate::scenario::Scenario;
use crate::scenario::problem::{Problem, Severity};
use crate::scenario::quantity;
use crate::scenario::reading::Reader;
use anyhow::Context;
use std::fs;
use std::path::{Path, PathBuf};

/// Scenarios, and what a reader of their results should know.
#[derive(Debug, Default)]
pub struct Library {
    readers: Vec<Reader>,
    /// Paths at or below which values with a range are drawn; the empty one stands for everything.
    uncertain: Vec<String>,
    /// Warnings, once each.
    pub warnings: Vec<String>,
}

impl Library {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same for scenarios in which values with a range at or below these paths are drawn.
    pub fn uncertain(paths: &[String]) -> Self {
        Self {
            uncertain: paths.to_vec(),
            ..Self::default()
        }
    }

    /// Reads a scenario; what is wrong with it is kept for [`Library::sound`].
    pub fn read(&mut self, typed: &str, set: &[String]) -> Option<Scenario> {
        self.read_with(|reader| reader.read(typed, set))
    }

    /// Reads a scenario of a saved result again; what is wrong with it is kept for [`Library::sound`].
    pub fn read_again(&mut self, saved: &ScenarioRecord) -> Option<Scenario> {
        self.read_with(|reader| reader.read_again(&saved.called, &saved.files, &saved.set))
    }

    fn read_with(
        &mut self,
        read: impl FnOnce(&mut Reader) -> Option<Scenario>,
    ) -> Option<Scenario> {
        let mut reader = Reader {
            uncertain: self.uncertain.clone(),
            ..Reader::new()
        };
        let scenario = read(&mut reader);
        for problem in reader.problems.list() {
            if problem.severity == Severity::Warning {
                let warning = in_a_line(problem);
                if !self.warnings.contains(&warning) {
                    self.warnings.push(warning);
                }
            }
        }
        self.readers.push(reader);
        scenario
    }

    /// Everything read so far is sound.
    ///
    /// # Errors
    /// All that is wrong with what was read.
    pub fn sound(&self) -> Result<(), Failure> {
        if self.readers.iter().all(|r| r.problems.errors() == 0) {
            return Ok(());
        }
        let wrong = self.readers.iter().map(|r| (&r.problems, &r.sources));
        Err(Failure::problems(wrong))
    }
}

/// A warning as one line: "W014: homecare pay is below the wage floor; raise it".
fn in_a_line(problem: &Problem) -> String {
    let mut line = String::new();
    if let Some(code) = problem.code {
        line.push_str(code);
        line.push_str(": ");
    }
    line.push_str(&problem.message);
    if let Some(help) = &problem.help {
        line.push_str("; ");
        line.push_str(help);
    }
    line
}

/// What was typed, each folder replaced by the scenario files in it, by name: not every shell knows `*.toml`.
///
/// # Errors
/// When a folder holds none, or cannot be read.
pub fn in_folders(typed: &[String]) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for name in typed {
        let folder = Path::new(name);
        if !folder.is_dir() {
            all.push(name.clone());
            continue;
        }
        let entries = fs::read_dir(folder)
            .with_context(|| format!("could not read the folder {name}"))
            .map_err(|e| Failure::could_not(&e))?;
        let files = entries.flatten().map(|entry| entry.path());
        let files = files.filter(|p| p.is_file() && p.extension().is_some_and(|e| e == "toml"));
        // As it would have been typed: "./a.toml" for "." says no more than "a.toml".
        let typed = |path: PathBuf| path.strip_prefix(".").map_or(path.clone(), Path::to_owned);
        let mut files: Vec<String> = files
            .map(|path| typed(path).to_string_lossy().into_owned())
            .collect();
        if files.is_empty() {
            return Err(Failure::wrong(format!(
                "{name} is a folder without scenario files; their names end in .toml"
            )));
        }
        files.sort();
        all.append(&mut files);
    }
    Ok(all)
}

/// The windows asked for, in a run of so many days.
///
/// # Errors
/// When one is not a window, or ends after the run.
pub fn windows(asked: &[String], horizon: f64) -> Result<Vec<Window>, Failure> {
    let mut windows: Vec<Window> = Vec::new();
    for text in asked {
        let wrong = |message: &str, help: Option<&str>| {
            let help = help.map_or_else(String::new, |help| format!("; {help}"));
            Failure::wrong(format!("--window: {message}{help}"))
        };
        let window: quantity::Window = text
            .parse()
            .map_err(|e: quantity::Wrong| wrong(&e.message, e.help.as_deref()))?;
        let (from, to) = window
            .days(horizon)
            .map_err(|e| wrong(&e.message, e.help.as_deref()))?;
        let window = Window::of_days(&window.to_string(), from, to);
        if !windows.contains(&window) {
            windows.push(window);
        }
    }
    Ok(windows)
}
