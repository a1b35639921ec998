//! A sweep on disk: its tables, charts and page; and for the terminal.
//!
//! | file | a row |
//! |---|---|
//! | `points.csv` | a point: the value at each path |
//! | `sweep.csv` | a point and a measure: what came out |
//! | `effects.csv` | a measure, a factor and a property of it |
//! | `manifest.json` | what was swept |

mod tell;
pub mod working;

pub use tell::{json, table};

use super::chart::{self, Chart};
use super::error::OutputError;
use super::folder::{Content, NewFolder, must_be_free, sha256_of};
use super::{html, manifest, table as tables, words};
use crate::results::of_a_sweep::{Sweep, SweepManifest, SweepPoint};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const POINTS: &str = "points.csv";
const ROWS: &str = "sweep.csv";
const EFFECTS: &str = "effects.csv";
const KIND: &str = "sweep";

/// What a manifest of this version begins with.
pub fn blank() -> SweepManifest {
    SweepManifest {
        format: manifest::FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kind: KIND.to_owned(),
        ..SweepManifest::default()
    }
}

/// Writes everything about a sweep into a new folder that appears whole.
fn write(sweep: &Sweep, folder: &Path) -> Result<(), OutputError> {
    let mut new = NewFolder::begin(folder)?;
    let charts = chart::of_sweep(sweep);
    let mut contents = vec![
        points(sweep),
        tables::of_rows(ROWS, &sweep.rows),
        tables::of_rows(EFFECTS, &sweep.effects),
    ];
    contents.extend(charts.iter().flat_map(Chart::files));
    contents.push(Content::new("report.html", |w| {
        w.write_all(page(sweep, &charts).as_bytes())
    }));
    new.all(contents)?;
    let whole = SweepManifest {
        written: new.files().to_vec(),
        ..sweep.manifest.clone()
    };
    new.file(Content::new(manifest::FILE, |w| {
        serde_json::to_writer_pretty(&mut *w, &whole)?;
        w.write_all(b"\n")
    }))?;
    new.finish().map(drop)
}

fn points(sweep: &Sweep) -> Content<'_> {
    let factors = &sweep.manifest.factors;
    let mut columns = vec!["point".to_owned()];
    columns.extend(factors.iter().flat_map(|f| f.paths.iter().cloned()));
    let line = |(i, point): (usize, &SweepPoint)| {
        let mut line = vec![i.to_string()];
        line.extend(point.values.iter().cloned());
        line
    };
    let lines = sweep.points.iter().enumerate().map(line).collect();
    tables::of_text(POINTS, columns, lines)
}

fn page(sweep: &Sweep, charts: &[Chart]) -> String {
    let m = &sweep.manifest;
    let names: Vec<String> = m
        .factors
        .iter()
        .map(|f| format!("{} ({} to {})", f.name, f.low, f.high))
        .collect();
    let mut lines = vec![
        format!(
            "{}: {} of {}, {} at each, seed {}. Varied: {}.",
            words::window(&m.window),
            words::count(m.points, "point"),
            tell::design(m),
            words::count(m.replications, "replication"),
            m.seed,
            words::list(&names),
        ),
        if m.compared {
            "Outcomes are differences from the same place without policies, living through the same luck.".to_owned()
        } else {
            "Outcomes are means; nothing is compared, as the scenario has no policies.".to_owned()
        },
    ];
    lines.extend(m.notes.iter().cloned());
    lines.push(format!("Made with: {}", m.command));
    let title = format!(
        "What matters in {}",
        if m.title.is_empty() {
            &m.scenario
        } else {
            &m.title
        }
    );
    html::sheet::page(&title, &lines, charts, &m.version)
}

/// Reads back what a sweep found; its points are not read.
///
/// # Errors
/// When the folder does not hold a whole sweep of this version or an earlier one.
pub fn read(folder: &Path) -> Result<Sweep, OutputError> {
    let manifest = read_manifest(&folder.join(manifest::FILE))?;
    for name in [ROWS, EFFECTS] {
        let path = folder.join(name);
        let found = sha256_of(&path).map_err(OutputError::reading(&path))?;
        let record = manifest.written.iter().find(|f| f.name == name);
        if record.is_none_or(|record| record.sha256 != found) {
            return Err(OutputError::Changed {
                path,
                expected: record
                    .map_or_else(|| "nothing about it".to_owned(), |r| r.sha256.clone()),
                found,
            });
        }
    }
    Ok(Sweep {
        manifest,
        points: Vec::new(),
        rows: tables::rows_of(folder, ROWS)?,
        effects: tables::rows_of(folder, EFFECTS)?,
    })
}

fn read_manifest(path: &Path) -> Result<SweepManifest, OutputError> {
    let text = fs::read(path).map_err(OutputError::reading(path))?;
    let malformed = |line: usize, problem: String| OutputError::Malformed {
        path: path.to_owned(),
        line: line as u64,
        problem,
    };
    let manifest: SweepManifest =
        serde_json::from_slice(&text).map_err(|e| malformed(e.line(), e.to_string()))?;
    if manifest.kind != KIND {
        return Err(malformed(0, "this is not a sweep".to_owned()));
    }
    if manifest.format > manifest::FORMAT {
        return Err(OutputError::Newer {
            path: path.to_owned(),
            found: manifest.format,
            known: manifest::FORMAT,
            version: manifest.version,
        });
    }
    Ok(manifest)
}

/// The charts that say what matters most, from a folder of a sweep or of `sensitivity`: for the report of a result.
///
/// Each is about one measure; `measures` says how to read those that a table of `sensitivity` only names.
///
/// # Errors
/// When the folder holds neither, or is about none of these scenarios.
pub fn what_matters(
    folder: &Path,
    scenarios: &[String],
    measures: &[crate::results::MeasureRecord],
) -> Result<Vec<Chart>, OutputError> {
    let about = |name: &str| {
        if scenarios.iter().any(|s| s == name) {
            return Ok(());
        }
        Err(OutputError::Elsewhere {
            folder: folder.to_owned(),
            about: name.to_owned(),
            wanted: words::list(scenarios),
        })
    };
    let table = folder.join("sensitivity.csv");
    if table.exists() {
        let rows: Vec<crate::results::SensitivityRow> = tables::rows_of(folder, "sensitivity.csv")?;
        about(rows.first().map_or("nothing", |row| row.scenario.as_str()))?;
        let charts = measures
            .iter()
            .filter_map(|m| chart::tornado::of_sensitivity(&rows, m));
        return Ok(charts.collect());
    }
    let sweep = read(folder)?;
    about(&sweep.manifest.scenario)?;
    let charts = sweep.manifest.measures.iter();
    Ok(charts
        .filter_map(|m| chart::tornado::of_sweep(&sweep, m))
        .collect())
}

/// The folder and file names of a finished sweep.
///
/// # Errors
/// When the folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let manifest = read_manifest(&folder.join(manifest::FILE))?;
    let mut files: Vec<PathBuf> = manifest
        .written
        .iter()
        .map(|f| folder.join(&f.name))
        .collect();
    files.push(folder.join(manifest::FILE));
    Ok(files)
}

/// Removes a folder that need not be there.
fn remove(folder: &Path) -> Result<(), OutputError> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(OutputError::Write {
            path: folder.to_owned(),
            cause: e,
        }),
        _ => Ok(()),
    }
}
