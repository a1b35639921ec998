//! `caremarket reproduce`: a bundled study, run again and compared to the byte.

use super::carry_out::{self, Begun, Order, as_a_word};
use super::options::{Format, Machine, RunOptions};
use super::saved::{self, leave_out_as_before};
use super::{Code, Failure, screen};
use crate::experiment::{RESULTS_VERSION, Runs};
use crate::output::OutputError;
use crate::output::bundle::{Bundled, Program};
use crate::output::differ::{self, Conclusion, Difference};
use crate::output::table::columns::DIFFERENCES;
use crate::output::words;
use crate::results::Manifest;
use clap::Args;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Conclusions told one by one.
const TOLD: usize = 5;

/// Run a bundled study again, and compare every table to the byte.
///
/// First the hashes of all files are checked: a changed byte of a scenario, the lock or a table is named, and nothing is run.
/// Then everything is simulated again from the scenarios and the seed in the bundle alone, and every table and chart is
/// compared. The report, the workbook and the manifest, which tell times, are not.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket reproduce step-down.zip
  caremarket reproduce out/2026-04-01-093000-step-down      a folder of results, or an unpacked bundle

Ends with 4 if a file is not as it was written, which is named, or a table differs: with the first difference of each, and which conclusions change.")]
pub struct Reproduce {
    /// A file that `caremarket bundle` wrote, the same unpacked, or a folder of results.
    #[arg(value_name = "STUDY")]
    study: PathBuf,

    /// A new folder in which to keep what comes out. Without this, it is compared and forgotten.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    machine: Machine,

    /// How the comparison is told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

/// What came of comparing the files.
#[derive(Debug, Default)]
struct Compared {
    /// Tables that are the same.
    tables: Vec<String>,
    /// Charts that are the same.
    charts: Vec<String>,
    /// Tables that are not, with the first difference; none where this version writes no such table.
    differing: Vec<(String, Option<Difference>)>,
    /// Charts that are not.
    redrawn: Vec<String>,
    /// Conclusions that are not, of how many.
    conclusions: (Vec<Conclusion>, usize),
}

impl Reproduce {
    /// Checks, runs and compares.
    ///
    /// # Errors
    /// When the study is not whole, or cannot be run with this version.
    pub fn carry_out(self, typed: &str) -> Result<Code, Failure> {
        carry_out::use_processors(self.machine.processors());
        let could_not = |e: OutputError| match e {
            OutputError::NoManifest(_) => Failure::wrong(format!(
                "{} is neither a study that `caremarket bundle` wrote nor a folder of results",
                self.study.display()
            )),
            e if e.is_a_change() => Failure::differs(&anyhow::Error::new(e)),
            e => Failure::could_not(&anyhow::Error::new(e)),
        };
        let mut bundled = Bundled::open(&self.study).map_err(could_not)?;
        let checked = match bundled.check() {
            Ok(checked) => checked,
            Err(e @ OutputError::Newer { .. }) => {
                let carried = carried(&mut bundled, &self.study);
                return Err(Failure::could_not(&anyhow::anyhow!("{e}{carried}")));
            }
            Err(e) => return Err(could_not(e)),
        };
        let manifest = bundled.manifest().map_err(could_not)?;
        can_be_run(&self.study, &mut bundled, &manifest)?;
        let told = self.format == Format::Text;
        let says = |line: String| {
            if told {
                screen::print(&format!("{line}\n"));
            }
        };
        says(format!(
            "✓ {} as they were written",
            words::count(checked, "file")
        ));

        let (mut study, mut warnings) = saved::study_of(&manifest)?;
        leave_out_as_before(&mut study, &manifest, &mut warnings);
        study.replications = manifest.replications_done;
        let scenarios = words::count(study.subjects.len(), "scenario");
        let replications = words::count(study.replications, "replication");
        let elsewhere = tempfile::tempdir().map_err(|cause| {
            let what = "no temporary folder can be made; name a new one with --out";
            Failure::could_not(&anyhow::Error::new(cause).context(what))
        })?;
        let folder = self.out.clone();
        let folder = folder.unwrap_or_else(|| elsewhere.path().join("reproduced"));
        let options = RunOptions {
            machine: self.machine,
            out: Some(folder),
            uncertain: manifest.asked.uncertain.clone(),
            census: manifest.asked.census,
            people: manifest.asked.people,
            measure: manifest.asked.measures.clone(),
            format: self.format,
            ..RunOptions::default()
        };
        let clock = Instant::now();
        let subjects = study.subjects.len();
        let wanted = study.replications;
        let done = carry_out::perform(&mut Order {
            kind: &manifest.kind,
            name: "reproduced",
            typed,
            study,
            begun: Some(Begun {
                runs: Runs::none(subjects),
                command: manifest.command.clone(),
                folder: None,
            }),
            options: &options,
            frontier: manifest.frontier(),
            warnings,
            notes: Vec::new(),
        })?;
        if done.runs.replications() < wanted {
            return Err(match &done.runs.broken {
                Some(broken) => Failure::could_not(&anyhow::anyhow!(
                    "{}",
                    carry_out::lost_count(broken, manifest.seed)
                )),
                None => Failure::interrupted(
                    "interrupted before everything was run again; nothing was compared",
                ),
            });
        }
        done.files
            .map_err(|e| Failure::could_not(&anyhow::Error::new(e)))?;
        let seconds = words::size(clock.elapsed().as_secs_f64());
        says(format!(
            "✓ {scenarios} run again, {replications} of each, in {seconds} s"
        ));
        let found = compare(&mut bundled, &manifest, &done.folder).map_err(could_not)?;
        // Another version may draw in another way; its numbers must be the same.
        let same_version = manifest.version == env!("CARGO_PKG_VERSION");
        let same = found.differing.is_empty() && (found.redrawn.is_empty() || !same_version);
        match self.format {
            Format::Text => {
                let mut text = in_words(&found, &manifest, same_version, same);
                if !same && !same_version {
                    text.push_str(carried(&mut bundled, &self.study).trim_start());
                }
                screen::print(&text);
            }
            Format::Json => screen::print_json(&in_json(&found, &manifest, same)),
        }
        if self.out.is_some() {
            says(format!("Written to {}.", done.folder.display()));
        }
        Ok(if same { Code::Done } else { Code::Differs })
    }
}

/// This version gives the results of the one that made the study.
fn can_be_run(study: &Path, bundled: &mut Bundled, manifest: &Manifest) -> Result<(), Failure> {
    let made = match manifest.version.as_str() {
        "" => "an unknown version".to_owned(),
        version => format!("caremarket {version}"),
    };
    let why = match manifest.results_version {
        RESULTS_VERSION => return Ok(()),
        0 => format!("{made} made it, which did not note all it takes to run it again"),
        found => format!(
            "{made} made it, whose results are number {found}, and this version's ({}) are number {RESULTS_VERSION}: the tables \
             would differ. Reproduce it with a version whose results are number {found}; CHANGELOG.md lists them",
            env!("CARGO_PKG_VERSION")
        ),
    };
    Err(Failure::could_not(&anyhow::anyhow!(
        "{} cannot be reproduced: {why}{}",
        study.display(),
        carried(bundled, study)
    )))
}

/// What to do with the program that a study carries, if it does. It is for people to run what came in a file, not for
/// this program.
fn carried(bundled: &mut Bundled, study: &Path) -> String {
    let programs = bundled.programs();
    if programs.is_empty() {
        return String::new();
    }
    let Some(program) = programs.iter().find(|program| program.runs_here()) else {
        let list: Vec<String> = programs.iter().map(Program::in_words).collect();
        return format!(
            "\nThe study carries its program, not for this machine, but in its folder program: {}.\n",
            words::list(&list)
        );
    };
    let whole = as_a_word(study);
    let packed = bundled.is_packed();
    let place = if packed {
        PathBuf::from(program.place())
    } else {
        study.join(program.place())
    };
    let first = match (packed, cfg!(windows)) {
        (true, false) => format!("  unzip {whole} {}\n", as_a_word(&place)),
        (true, true) => format!("  tar -xf {whole} {}\n", as_a_word(&place)),
        // Not everything that unpacks lets a program be run.
        (false, false) => format!("  chmod +x {}\n", as_a_word(&place)),
        (false, true) => String::new(),
    };
    // A shell looks for a bare name elsewhere.
    let run: PathBuf = Path::new(".").join(&place).components().collect();
    format!(
        "\nThe study carries its program, {}. If you trust whoever made it, unpack and use that:\n{first}  {} reproduce {whole}\n",
        program.in_words(),
        as_a_word(&run)
    )
}

/// Compares every table and chart of a study with what came out now.
fn compare(
    bundled: &mut Bundled,
    manifest: &Manifest,
    folder: &Path,
) -> Result<Compared, OutputError> {
    let mut found = Compared::default();
    for file in &manifest.files {
        let is_table = Path::new(&file.name)
            .extension()
            .is_some_and(|ending| ending == "csv");
        if !is_table && !file.name.starts_with("charts/") {
            continue;
        }
        let now = fs::read(folder.join(&file.name)).ok();
        // All that is bundled was checked against its hash: most files need not be read again.
        let then = bundled.result(&file.name)?;
        match (is_table, now) {
            (true, Some(now)) if now == then => found.tables.push(file.name.clone()),
            (true, Some(now)) => {
                if file.name == DIFFERENCES.file {
                    found.conclusions = differ::changed_conclusions(&then, &now);
                }
                let difference = differ::first_difference(&then, &now);
                found.differing.push((file.name.clone(), difference));
            }
            (true, None) => found.differing.push((file.name.clone(), None)),
            (false, Some(now)) if now == then => found.charts.push(file.name.clone()),
            (false, _) => found.redrawn.push(file.name.clone()),
        }
    }
    Ok(found)
}

fn in_words(found: &Compared, manifest: &Manifest, same_version: bool, same: bool) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    if !found.tables.is_empty() {
        line(format!("✓ identical: {}", words::list(&found.tables)));
    }
    if !found.charts.is_empty() {
        line(format!(
            "✓ identical: {} of charts",
            words::count(found.charts.len(), "file")
        ));
    }
    for (name, difference) in &found.differing {
        line(match difference {
            Some(difference) => format!("✗ {name} differs, first in {difference}"),
            None => format!("✗ {name} is not written by this version"),
        });
    }
    if !found.redrawn.is_empty() {
        let mark = if same_version { '✗' } else { '·' };
        let list = words::list(&found.redrawn);
        line(format!("{mark} drawn differently: {list}"));
    }
    if same {
        line("Reproduced: every table is the same, to the byte.".to_owned());
        return text;
    }
    let (changed, all) = &found.conclusions;
    let is_missing = |(name, difference): &(String, Option<Difference>)| {
        name == DIFFERENCES.file && difference.is_none()
    };
    if !changed.is_empty() {
        line(format!(
            "Conclusions that change: {} of {}.",
            changed.len(),
            words::grouped(*all as f64, 0)
        ));
        for conclusion in changed.iter().take(TOLD) {
            line(format!(
                "  {}: {:?} then, {:?} now",
                conclusion.of, conclusion.then, conclusion.now
            ));
        }
        if changed.len() > TOLD {
            line(format!("  and {} more", changed.len() - TOLD));
        }
    } else if manifest.scenarios.iter().any(|s| s.baseline.is_some())
        && !found.differing.iter().any(is_missing)
    {
        line("No conclusion changes: every verdict on a difference is the same.".to_owned());
    }
    line("Not reproduced.".to_owned());
    text
}

fn in_json(found: &Compared, manifest: &Manifest, same: bool) -> serde_json::Value {
    let differing = found.differing.iter().map(|(name, difference)| {
        let d = difference.as_ref();
        json!({
            "file": name,
            "line": d.map(|d| d.line),
            "column": d.map(|d| &d.column),
            "then": d.map(|d| &d.then),
            "now": d.map(|d| &d.now),
            "relative_size": d.and_then(Difference::relative_size),
            "lines": d.map(|d| d.lines),
        })
    });
    let (changed, all) = &found.conclusions;
    let changed = changed
        .iter()
        .map(|c| json!({ "of": c.of, "then": c.then, "now": c.now }));
    json!({
        "reproduced": same,
        "made_by": manifest.version,
        "results_version": manifest.results_version,
        "replications": manifest.replications_done,
        "identical": found.tables.iter().chain(&found.charts).collect::<Vec<_>>(),
        "differing": differing.collect::<Vec<_>>(),
        "drawn_differently": found.redrawn,
        "conclusions": { "of": all, "changed": changed.collect::<Vec<_>>() },
    })
}
