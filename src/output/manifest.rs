//! `manifest.json`: what was run, with what, and the hash of every other file.

use super::error::OutputError;
use super::folder::sha256_of;
use super::table;
use crate::results::{FileRecord, Manifest, Results};
use serde::Deserialize;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Name of the file.
pub const FILE: &str = "manifest.json";

/// The layout of a result folder as this version writes it. It grows by one when a reader of the
/// last layout would be misled.
pub const FORMAT: u32 = 1;

/// Writes the manifest of a folder with these files.
///
/// # Errors
/// When it cannot be written.
pub fn write(manifest: &Manifest, files: &[FileRecord], w: &mut dyn Write) -> io::Result<()> {
    let finite = |x: f64| if x.is_finite() { x } else { 0.0 };
    let whole = Manifest {
        format: FORMAT,
        wall_seconds: finite(manifest.wall_seconds),
        events_per_second: finite(manifest.events_per_second),
        files: files.to_vec(),
        ..manifest.clone()
    };
    serde_json::to_writer_pretty(&mut *w, &whole)?;
    w.write_all(b"\n")
}

/// Reads the manifest of a folder.
///
/// # Errors
/// When the folder holds no results, or results of a later version.
pub fn read(folder: &Path) -> Result<Manifest, OutputError> {
    if !folder.is_dir() {
        return Err(OutputError::NotAFolder(folder.to_owned()));
    }
    let path = folder.join(FILE);
    let text = fs::read(&path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => OutputError::NoManifest(folder.to_owned()),
        _ => OutputError::Read {
            path: path.clone(),
            cause,
        },
    })?;
    let malformed = |e: serde_json::Error| OutputError::Malformed {
        path: path.clone(),
        line: e.line() as u64,
        problem: e.to_string(),
    };
    let Layout { format, version } = serde_json::from_slice(&text).map_err(malformed)?;
    if format > FORMAT {
        return Err(OutputError::Newer {
            path,
            found: format,
            known: FORMAT,
            version,
        });
    }
    serde_json::from_slice(&text).map_err(malformed)
}

/// The part of a manifest that says whether the rest can be read.
#[derive(Deserialize)]
struct Layout {
    format: u32,
    #[serde(default)]
    version: String,
}

/// Reads a folder of results back, having made sure that its tables are those that were written.
///
/// Charts and the report are not looked at: they can be drawn again.
///
/// # Errors
/// When a file is missing, changed, or from a later version.
pub fn read_results(folder: &Path) -> Result<Results, OutputError> {
    let manifest = read(folder)?;
    for name in table::FILES {
        let record = manifest.files.iter().find(|f| f.name == name);
        check(folder, name, record.map(|r| r.sha256.as_str()))?;
    }
    let mut results = Results {
        manifest,
        ..Results::default()
    };
    table::read_all(folder, &mut results)?;
    Ok(results)
}

/// The bytes of a file of a folder, which are those that were written; `None` if the manifest names no such file.
///
/// # Errors
/// When it is missing or changed, or cannot be read.
pub fn bytes_of(
    folder: &Path,
    manifest: &Manifest,
    name: &str,
) -> Result<Option<Vec<u8>>, OutputError> {
    let Some(record) = manifest.files.iter().find(|f| f.name == name) else {
        return Ok(None);
    };
    check(folder, name, Some(&record.sha256))?;
    let path = folder.join(name);
    let bytes = fs::read(&path).map_err(OutputError::reading(path))?;
    Ok(Some(bytes))
}

/// Makes sure that every file which the manifest names is the one that was written.
///
/// # Errors
/// Names the first file that is missing or changed.
pub fn check_files(folder: &Path) -> Result<(), OutputError> {
    read(folder)?
        .files
        .iter()
        .try_for_each(|file| check(folder, &file.name, Some(&file.sha256)))
}

/// Makes sure that a file is the one that was written.
///
/// # Errors
/// When it is missing or changed, or cannot be read.
pub(super) fn check(folder: &Path, name: &str, expected: Option<&str>) -> Result<(), OutputError> {
    let path = folder.join(name);
    let found = sha256_of(&path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => OutputError::Missing(path.clone()),
        _ => OutputError::Read {
            path: path.clone(),
            cause,
        },
    })?;
    match expected {
        Some(expected) if expected == found => Ok(()),
        _ => Err(OutputError::Changed {
            path,
            expected: expected.unwrap_or("nothing about it").to_owned(),
            found,
        }),
    }
}
