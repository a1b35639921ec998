//! `caremarket compare --all`: every scenario that comes with the program, and what became of what it expects.

use super::carry_out;
use super::lineup::Lineup;
use super::memory;
use super::options::{Format, RunOptions};
use super::progress::{self, Steps};
use super::read::Library;
use super::screen::{self, Screen};
use super::{Code, Failure};
use crate::experiment::shelf::Shelf;
use crate::experiment::workload::{self, Workload};
use crate::experiment::{Study, assemble};
use crate::observe::window::Window;
use crate::output::{self, catalogue, terminal};
use crate::results::{CatalogueRow, Results};
use crate::scenario::Scenario;
use crate::scenario::embedded::EMBEDDED;
use jiff::Timestamp;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

/// A scenario of the catalogue, and the study that answers it.
struct Chapter {
    /// Its place among the scenarios that come with the program.
    number: usize,
    name: String,
    title: String,
    /// Whether each of its expectations follows from an assumption.
    assumed: Vec<bool>,
    study: Study,
}

/// Runs every scenario that expects something, one at a time, each with what it is compared with.
///
/// # Errors
/// When nothing can be run, or nothing can be written.
pub fn carry_out(options: &RunOptions, typed: &str) -> Result<Code, Failure> {
    let started = Timestamp::now();
    let folder = options
        .out
        .clone()
        .unwrap_or_else(|| carry_out::free_folder(started, "catalogue"));
    output::must_be_free(&folder).map_err(|e| Failure::wrong(e.to_string()))?;
    let (mut chapters, warnings) = chapters(options)?;
    let processors = options.machine.processors();
    let memory = memory::to_be_had();
    for chapter in &mut chapters {
        let workload = Workload::of(&chapter.study, processors);
        if workload.is_too_much(memory) {
            return Err(carry_out::too_much(workload, memory, &warnings));
        }
        for subject in &mut chapter.study.subjects {
            subject.plan.most_people =
                workload::most_people(&subject.scenario.setup, memory, processors);
        }
    }
    carry_out::can_be_written(&folder)?;
    let steps = Steps::new(chapters.len(), options.machine.quiet);
    let stop = progress::stop_on_interrupt(steps.line());
    let (mut told, mut shelf) = (Vec::<(usize, Vec<CatalogueRow>)>::new(), Shelf::default());
    let mut broken = None;
    let asked = chapters.len();
    let mut done = 0;
    while !chapters.is_empty() {
        let chapter = chapters.remove(0);
        steps.begin(&chapter.name);
        let runs = shelf.run(&chapter.study, processors, &steps, &stop);
        if let Some(what) = &runs.broken {
            broken = Some(carry_out::lost_count(what, chapter.study.seed));
            break;
        }
        if runs.replications() < chapter.study.replications {
            break;
        }
        let mut results = assemble::assemble(&chapter.study, &runs);
        results
            .expectations
            .retain(|row| row.scenario == chapter.name);
        told.push((chapter.number, chapter.rows(&results)));
        if options.format == Format::Text {
            steps.tell(&chapter.told(&results));
        }
        let later: Vec<Study> = chapters.iter().map(|c| c.study.clone()).collect();
        shelf.put_away(&chapter.study, runs, &later);
        done += 1;
    }
    steps.finish();
    if done == 0 {
        return Err(match broken {
            Some(what) => Failure::could_not(&anyhow::anyhow!(what)),
            None => Failure::interrupted(
                "interrupted before one scenario was finished; nothing was written",
            ),
        });
    }
    // Run in the order of what they are compared with, told in the order of the catalogue.
    told.sort_by_key(|&(number, _)| number);
    let rows: Vec<CatalogueRow> = told.into_iter().flat_map(|(_, rows)| rows).collect();
    let files = catalogue::write(&rows, typed, &folder)
        .map_err(|e| Failure::could_not(&anyhow::Error::new(e)))?;
    tell(&rows, &files, &warnings, options.format);
    if let Some(what) = broken {
        return Err(Failure::could_not(&anyhow::anyhow!(
            "{what}\nThe table holds the {done} of {asked} scenarios that were finished before."
        )));
    }
    if done < asked {
        screen::complain(&format!(
            "Interrupted: the table holds the {done} of {asked} scenarios that were finished.\n"
        ));
        return Ok(Code::Interrupted);
    }
    Ok(Code::Done)
}

fn tell(rows: &[CatalogueRow], files: &[PathBuf], warnings: &[String], format: Format) {
    if format == Format::Json {
        screen::print_json(&json!({
            "expectations": rows,
            "warnings": warnings,
            "files": files.iter().map(|f| f.to_string_lossy()).collect::<Vec<_>>(),
        }));
        return;
    }
    let mut text = format!("{}\n", catalogue::verdict(rows));
    for warning in warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    for file in files {
        let _ = writeln!(text, "Written: {}", file.display());
    }
    screen::print(&text);
}

/// The studies, those that share a baseline one after the other; and what a reader should know.
fn chapters(options: &RunOptions) -> Result<(Vec<Chapter>, Vec<String>), Failure> {
    let mut library = Library::uncertain(&options.uncertain);
    let mut lineups: Vec<(&str, Lineup)> = Vec::new();
    for embedded in EMBEDDED.iter().filter(|e| !e.is_place) {
        let scenario: Option<Scenario> = library.read(embedded.name, &options.set);
        library.sound()?;
        let Some(scenario) = scenario.filter(|s| !s.expectations.is_empty()) else {
            continue;
        };
        let typed = [embedded.name.to_owned()];
        let alone = scenario.setup.policies.is_empty() && scenario.compare_with.is_empty();
        let lineup = if alone {
            Lineup::of_one(scenario)
        } else {
            Lineup::draw_up(&typed, &options.set, None, &mut library)?
        };
        lineups.push((embedded.name, lineup));
    }
    // Worlds that several scenarios have in common are watched in the windows of all of them.
    let entries = lineups.iter().flat_map(|(_, lineup)| &lineup.entries);
    let mut windows: Vec<Window> = Vec::new();
    for window in entries.flat_map(|entry| &entry.scenario.windows) {
        if !windows.iter().any(|known| known.name == window.name) {
            windows.push(window.clone());
        }
    }
    let most = lineups.iter().flat_map(|(_, lineup)| &lineup.entries);
    let most = most
        .map(|entry| entry.scenario.replications)
        .max()
        .unwrap_or(1);
    let mut chapters = Vec::new();
    for (number, (name, lineup)) in lineups.iter().enumerate() {
        let study = carry_out::study(lineup, options, Some(most), &windows)?;
        // The same place without policies has the same name, and expects nothing.
        let own = lineup
            .entries
            .iter()
            .find(|entry| entry.scenario.name == *name && !entry.scenario.expectations.is_empty());
        let Some(own) = own else { continue };
        chapters.push(Chapter {
            number,
            name: own.name.clone(),
            title: own.scenario.title.clone(),
            assumed: own
                .scenario
                .expectations
                .iter()
                .map(|e| e.assumed)
                .collect(),
            study,
        });
    }
    let first_with_its_baseline = |chapter: &Chapter| {
        let baseline = |c: &Chapter| c.study.subjects[0].scenario.clone();
        let own = baseline(chapter);
        chapters
            .iter()
            .position(|other| baseline(other).is_world_of(&own))
    };
    let keys: Vec<Option<usize>> = chapters.iter().map(first_with_its_baseline).collect();
    let mut keyed: Vec<(Option<usize>, Chapter)> = keys.into_iter().zip(chapters).collect();
    keyed.sort_by_key(|(first, _)| *first);
    Ok((
        keyed.into_iter().map(|(_, chapter)| chapter).collect(),
        library.warnings,
    ))
}

impl Chapter {
    fn rows(&self, results: &Results) -> Vec<CatalogueRow> {
        let expectations = results.expectations.iter().zip(&self.assumed);
        expectations
            .map(|(row, &assumed)| CatalogueRow {
                scenario: row.scenario.clone(),
                title: self.title.clone(),
                versus: row.versus.clone(),
                window: row.window.clone(),
                measure: row.measure.clone(),
                expected: row.expected.clone(),
                value: row.value,
                lower: row.lower,
                upper: row.upper,
                outcome: row.outcome.clone(),
                assumed,
                replications: self.study.replications,
                seed: self.study.seed,
                version: env!("CARGO_PKG_VERSION").to_owned(),
            })
            .collect()
    }

    /// The scenario, and line by line what it expected and what was found.
    fn told(&self, results: &Results) -> String {
        let screen = Screen::stdout();
        let mut text = format!("{}: {}\n", self.name, self.title);
        for line in terminal::expectations(results, screen.look()).lines() {
            text.push_str("  ");
            text.push_str(&screen::wrapped_after(
                line,
                screen.width.saturating_sub(2),
                13,
            ));
            text.push('\n');
        }
        text.push('\n');
        text
    }
}
