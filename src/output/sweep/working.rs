//! A sweep under way: a folder beside its final name, with a file for each finished point.
//!
//! Whatever moment it is stopped at, what is finished is whole: a file gets its name when all of it is on disk, and
//! begins with its own hash. What is not, is done again. The final folder is made inside, and moved to its name in one
//! step when nothing is missing.

use super::super::error::OutputError;
use super::super::folder::replace_file;
use super::super::{manifest, table as tables, words};
use super::{must_be_free, read_manifest, remove, write};
use crate::results::of_a_sweep::{Sweep, SweepManifest, SweepRow};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// What is added to the name of a sweep that is not finished.
const UNFINISHED: &str = ".unfinished";
const POINTS: &str = "points";
const FINISHED: &str = "finished";

/// The folder of a sweep under way.
#[derive(Debug)]
pub struct Working {
    name: PathBuf,
    folder: PathBuf,
    manifest: SweepManifest,
}

impl Working {
    /// Begins a sweep that will stand in a folder of this name, or takes up one that was begun.
    ///
    /// # Errors
    /// When the name is taken, another sweep was begun there, or nothing can be written.
    pub fn open(name: &Path, manifest: SweepManifest) -> Result<Self, OutputError> {
        let folder = unfinished(name);
        let plan = folder.join(manifest::FILE);
        let mut working = Self {
            name: name.to_owned(),
            folder,
            manifest,
        };
        let begun = working.folder.symlink_metadata().is_ok();
        if begun && plan.exists() {
            let plan = read_manifest(&plan)?;
            let differing = differing(&plan, &working.manifest);
            if !differing.is_empty() {
                return Err(OutputError::OtherSweep {
                    folder: working.folder.clone(),
                    differing: differing.join("\n  "),
                    command: plan.command,
                });
            }
            // It is the command that began it, not the one that ends it, that made what is there.
            working.manifest.command = plan.command;
            if !working.is_done() {
                must_be_free(name)?;
            }
            return Ok(working);
        }
        must_be_free(name)?;
        // Stopped before it began.
        if begun {
            remove(&working.folder)?;
        }
        let points = working.folder.join(POINTS);
        fs::create_dir_all(&points).map_err(OutputError::writing(&points))?;
        replace_file(&working.folder, manifest::FILE, |w| {
            serde_json::to_writer_pretty(&mut *w, &working.manifest)?;
            w.write_all(b"\n")
        })?;
        Ok(working)
    }

    /// Gives up a sweep that has come to nothing.
    ///
    /// # Errors
    /// When the folder cannot be removed.
    pub fn discard(&self) -> Result<(), OutputError> {
        remove(&self.folder)
    }

    /// The folder it works in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the sweep stands under its name already, and only what it was made from is left to be removed.
    pub fn is_done(&self) -> bool {
        read_manifest(&self.name.join(manifest::FILE))
            .is_ok_and(|there| differing(&there, &self.manifest).is_empty())
    }

    /// What came out at a point, if that is finished.
    pub fn kept(&self, point: usize) -> Option<Vec<SweepRow>> {
        let text = fs::read_to_string(self.folder.join(file_of(point))).ok()?;
        let (hash, table) = text.split_once('\n')?;
        if hash != sha256(table.as_bytes()) {
            return None;
        }
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<SweepRow> = rows.deserialize().collect::<Result<_, _>>().ok()?;
        let whole = rows.len() == self.manifest.measures.len();
        (whole && rows.iter().all(|row| row.point == point)).then_some(rows)
    }

    /// Keeps what came out at a point.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, point: usize, rows: &[SweepRow]) -> Result<(), OutputError> {
        let name = file_of(point);
        let table = tables::of_rows(&name, rows).into_bytes();
        let table = table.map_err(OutputError::writing(self.folder.join(&name)))?;
        replace_file(&self.folder, &name, |w| {
            writeln!(w, "{}", sha256(&table))?;
            w.write_all(&table)
        })
        .map(drop)
    }

    /// Gives the sweep its name, and returns its files.
    ///
    /// # Errors
    /// When something cannot be written, or the name has been taken meanwhile.
    pub fn finish(&self, sweep: &Sweep) -> Result<Vec<PathBuf>, OutputError> {
        if !self.is_done() {
            let finished = self.folder.join(FINISHED);
            remove(&finished)?;
            write(sweep, &finished)?;
            must_be_free(&self.name)?;
            fs::rename(&finished, &self.name).map_err(OutputError::writing(&self.name))?;
        }
        // The plan goes last: as long as it is there, what is left over is known for what it is.
        for part in [POINTS, FINISHED] {
            remove(&self.folder.join(part))?;
        }
        remove(&self.folder)?;
        super::files(&self.name)
    }

    /// A manifest with the command that began the sweep.
    pub fn manifest(&self) -> &SweepManifest {
        &self.manifest
    }
}

/// The folder of a sweep that is not finished.
pub fn unfinished(name: &Path) -> PathBuf {
    let mut folder = name.as_os_str().to_owned();
    folder.push(UNFINISHED);
    PathBuf::from(folder)
}

fn file_of(point: usize) -> String {
    format!("{POINTS}/{point:05}.csv")
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string takes what is written to it");
            text
        })
}

/// What differs between two sweeps, each in a line; how they were typed does not count, nor what was written.
fn differing(begun: &SweepManifest, asked: &SweepManifest) -> Vec<String> {
    let fields = |m: &SweepManifest| match serde_json::to_value(m) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (begun, asked) = (fields(begun), fields(asked));
    let mut lines = Vec::new();
    for (field, there) in &begun {
        let here = asked.get(field).unwrap_or(&Value::Null);
        if ["command", "written"].contains(&field.as_str()) || there == here {
            continue;
        }
        lines.push(match (there, here) {
            (Value::Array(there), Value::Array(here)) => {
                let changed = there.iter().zip(here).find(|(a, b)| a != b);
                let named = |item: &Value| {
                    let name = item.get("name").or(item.get("key")).unwrap_or(item);
                    words::label(&name.to_string().replace('"', ""))
                };
                match changed {
                    Some((a, b)) if named(a) == named(b) => {
                        format!("{field}: {} is not the same", named(a))
                    }
                    Some((a, b)) => format!("{field}: {} there, {} here", named(a), named(b)),
                    None => format!("{field}: {} there, {} here", there.len(), here.len()),
                }
            }
            _ => format!("{field}: {there} there, {here} here"),
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::MeasureRecord;

    fn plan() -> SweepManifest {
        SweepManifest {
            command: "caremarket sweep x".to_owned(),
            replications: 4,
            measures: vec![MeasureRecord {
                key: "delayed.all".to_owned(),
                ..MeasureRecord::default()
            }],
            ..super::super::blank()
        }
    }

    fn row(point: usize) -> SweepRow {
        SweepRow {
            point,
            window: "all".to_owned(),
            measure: "delayed.all".to_owned(),
            unit: "people".to_owned(),
            replications: 4,
            scenario: 0.1 + 0.2,
            baseline: f64::NAN,
            outcome: -1.0 / 3.0,
            lower: -1e300,
            upper: 5e-324,
            sign: "unclear".to_owned(),
        }
    }

    fn same(a: &SweepRow, b: &SweepRow) -> bool {
        // Not even a number that is none may differ.
        format!("{a:?}") == format!("{b:?}")
    }

    #[test]
    fn a_point_is_kept_to_the_last_digit_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().join("out");
        let working = Working::open(&name, plan()).unwrap();
        assert!(working.kept(3).is_none());
        working.keep(3, &[row(3)]).unwrap();
        let again = Working::open(&name, plan()).unwrap();
        assert!(same(&again.kept(3).unwrap()[0], &row(3)));
        let file = working.folder().join("points/00003.csv");
        let whole = fs::read(&file).unwrap();
        for length in [0, 1, 30, 65, whole.len() / 2, whole.len() - 1] {
            fs::write(&file, &whole[..length]).unwrap();
            assert!(again.kept(3).is_none(), "{length} bytes of {}", whole.len());
        }
        let mut changed = whole.clone();
        let last = changed.len() - 3;
        changed[last] ^= 1;
        fs::write(&file, changed).unwrap();
        assert!(again.kept(3).is_none());
        assert!(!name.exists());
    }

    #[test]
    fn another_sweep_is_refused_with_what_differs() {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().join("out");
        Working::open(&name, plan()).unwrap();
        let typed = SweepManifest {
            command: "caremarket sweep x --threads 1".to_owned(),
            ..plan()
        };
        assert_eq!(
            Working::open(&name, typed).unwrap().manifest().command,
            "caremarket sweep x"
        );
        let other = SweepManifest {
            replications: 8,
            ..plan()
        };
        let refused = Working::open(&name, other).unwrap_err().to_string();
        assert!(
            refused.contains("replications: 4 there, 8 here"),
            "{refused}"
        );
    }

    #[test]
    fn a_finished_sweep_leaves_nothing_beside_it_and_is_read_back() {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().join("out");
        let working = Working::open(&name, plan()).unwrap();
        working.keep(0, &[row(0)]).unwrap();
        let sweep = Sweep {
            manifest: working.manifest().clone(),
            rows: vec![row(0)],
            ..Sweep::default()
        };
        working.finish(&sweep).unwrap();
        let there: Vec<_> = fs::read_dir(home.path()).unwrap().collect();
        assert_eq!(there.len(), 1);
        let read = super::super::read(&name).unwrap();
        assert!(same(&read.rows[0], &row(0)));
        // Stopped between the last two steps: what is left over goes, and what is there stays.
        let left = unfinished(&name);
        fs::create_dir(&left).unwrap();
        fs::write(
            left.join("manifest.json"),
            serde_json::to_vec(&plan()).unwrap(),
        )
        .unwrap();
        let again = Working::open(&name, plan()).unwrap();
        assert!(again.is_done());
        again.finish(&sweep).unwrap();
        assert!(!left.exists() && name.exists());
        assert!(matches!(
            Working::open(&name, plan()),
            Err(OutputError::Exists(_))
        ));
    }
}
