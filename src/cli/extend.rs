//! `caremarket extend`: more replications of a saved result.

use super::carry_out::{self, Begun, Order};
use super::options::{Format, Machine, RunOptions};
use super::precision;
use super::saved::{Saved, leave_out_as_before};
use super::{Code, Failure};
use crate::output::{self, words};
use crate::results::PrecisionRecord;
use clap::Args;
use std::path::{Path, PathBuf};

/// Add replications to a saved result.
///
/// The scenarios, seed and windows are those that the folder holds; files outside it are not looked at. Only what is
/// missing is simulated, and a new folder is written: its tables are, byte for byte, what running all replications at
/// once would have given. The old folder stays as it is.
///
/// Without a number, what was asked for and not finished is finished, as after Ctrl-C.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket extend out/2026-04-01-093000-step-down +100
  caremarket extend out/2026-04-01-093000-step-down --to 200 --out results/step-down-200
  caremarket extend out/2026-04-01-093000-step-down --precision 5% --of delayed.all@m7-12
  caremarket extend out/2026-04-01-093000-step-down        what Ctrl-C left undone")]
pub struct Extend {
    /// The folder that `run`, `compare` or `extend` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// How many replications more: `+100`.
    #[arg(value_name = "+N", value_parser = more, conflicts_with_all = ["to", "precision"])]
    more: Option<u32>,

    /// How many replications in all.
    #[arg(long, value_name = "N", conflicts_with = "precision",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    to: Option<u32>,

    /// Add replications until means are known this well: half the 95% interval is at most this share of the mean.
    #[arg(long, value_name = "SHARE", value_parser = precision::share)]
    precision: Option<f64>,

    /// Which mean --precision is about, as for `compare`; may be given several times.
    #[arg(long, value_name = "MEASURE[@WINDOW]", requires = "precision")]
    of: Vec<String>,

    /// Where a precision asked for, here or when the folder was written, stops at the latest.
    #[arg(long, value_name = "N", conflicts_with_all = ["more", "to"],
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    at_most: Option<u32>,

    /// A new folder for the results. Without this, one beside the old folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    machine: Machine,

    /// How results are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

/// Reads how many more: `+100`.
fn more(text: &str) -> Result<u32, String> {
    let digits = |n: &&str| n.bytes().all(|b| b.is_ascii_digit());
    let number = text.strip_prefix('+').filter(digits).map(str::parse);
    match number {
        Some(Ok(n)) if (1..=1_000_000).contains(&n) => Ok(n),
        _ => Err(
            "write how many replications more, such as +100; or how many in all, such as --to 200"
                .to_owned(),
        ),
    }
}

impl Extend {
    /// Runs what is missing.
    ///
    /// # Errors
    /// When nothing can be added to the folder, or nothing is missing.
    pub fn carry_out(self, typed: &str) -> Result<Code, Failure> {
        carry_out::use_processors(self.machine.processors());
        let mut saved = Saved::open(&self.folder)?;
        leave_out_as_before(&mut saved.study, &saved.manifest, &mut saved.warnings);
        let (done, asked) = (saved.runs.replications(), saved.manifest.asked.clone());
        let precision = self.precision_asked(asked.precision);
        let replications = self.replications(&saved, precision.as_ref())?;
        let options = RunOptions {
            precision: precision.as_ref().map(|p| p.within),
            of: precision.iter().flat_map(|p| p.of.clone()).collect(),
            at_most: precision
                .as_ref()
                .map(|p| p.at_most as u32)
                .filter(|&n| n > 0),
            machine: self.machine,
            out: self.out,
            uncertain: asked.uncertain,
            census: asked.census,
            people: asked.people,
            measure: asked.measures,
            format: self.format,
            ..RunOptions::default()
        };
        saved.study.replications = replications;
        let before = format!(
            "{} held {}{}.",
            self.folder.display(),
            words::count(done, "replication"),
            how_it_ended(&saved)
        );
        let command = saved.manifest.first_command().to_owned();
        carry_out::carry_out(Order {
            kind: &saved.manifest.kind,
            name: "extended",
            typed,
            study: saved.study,
            begun: Some(Begun {
                runs: saved.runs,
                command,
                folder: Some(beside(&self.folder)),
            }),
            options: &options,
            frontier: saved.manifest.frontier(),
            warnings: saved.warnings,
            notes: vec![before],
        })
    }

    /// The precision to be reached: what is asked for here, or was when the folder was written if no number is given here.
    fn precision_asked(&self, then: Option<PrecisionRecord>) -> Option<PrecisionRecord> {
        let at_most = self.at_most.map(|n| n as usize);
        if let Some(within) = self.precision {
            return Some(PrecisionRecord {
                within,
                of: self.of.clone(),
                at_most: at_most.unwrap_or(0),
            });
        }
        let then = then.filter(|_| self.more.is_none() && self.to.is_none())?;
        Some(PrecisionRecord {
            at_most: at_most.unwrap_or(then.at_most),
            ..then
        })
    }

    /// Replications in all, or the first to try for where a precision is asked for.
    fn replications(
        &self,
        saved: &Saved,
        precision: Option<&PrecisionRecord>,
    ) -> Result<usize, Failure> {
        let done = saved.runs.replications();
        let folder = carry_out::as_a_word(&self.folder);
        let has = format!(
            "{} has {}",
            self.folder.display(),
            words::count(done, "replication")
        );
        if self.at_most.is_some() && precision.is_none() {
            return Err(Failure::wrong(format!(
                "{has}, and no precision was asked for that --at-most could bound; say how many more: \
                 caremarket extend {folder} +{done}"
            )));
        }
        let wanted = match (self.more, self.to) {
            (Some(more), _) => done + more as usize,
            (_, Some(to)) if to as usize > done => to as usize,
            (_, Some(_)) => {
                return Err(Failure::wrong(format!(
                    "{has} already; --to is how many there are to be in all"
                )));
            }
            // A precision begins where the folder was going.
            (None, None) => saved.study.replications.max(done),
        };
        let is_bound = |p: &PrecisionRecord| p.at_most > 0 && p.at_most <= done;
        match precision {
            Some(p) if wanted == done && is_bound(p) => Err(Failure::wrong(format!(
                "{has}, the most there were to be; allow more: caremarket extend {folder} --at-most {}",
                2 * done
            ))),
            None if wanted == done => Err(Failure::wrong(format!(
                "{has}, all that were asked for; say how many more: caremarket extend {folder} +{done}"
            ))),
            _ => Ok(wanted),
        }
    }
}

/// Why there are not more replications in a folder, if that was not as asked.
fn how_it_ended(saved: &Saved) -> String {
    let (manifest, done) = (&saved.manifest, saved.runs.replications());
    if done < manifest.replications {
        let asked = words::grouped(manifest.replications as f64, 0);
        return format!(" of {asked}, since it was stopped");
    }
    let within = manifest.asked.precision.as_ref().map(|p| p.within);
    within.map_or_else(String::new, |within| {
        format!(
            ", where it ended on asking for means to within {} %",
            words::size(within * 100.0)
        )
    })
}

/// A folder nobody has taken, beside the one that is extended: `step-down-extended`, `step-down-extended-2`.
fn beside(folder: &Path) -> PathBuf {
    let name = folder
        .canonicalize()
        .ok()
        .and_then(|whole| whole.file_name().map(|n| n.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "results".to_owned());
    let plain = match name.rsplit_once("-extended") {
        Some((plain, rest))
            if rest
                .trim_start_matches('-')
                .bytes()
                .all(|b| b.is_ascii_digit()) =>
        {
            plain
        }
        _ => &name,
    };
    let base = format!("{plain}-extended");
    let there = |name: &str| match folder.file_name() {
        Some(_) => folder.with_file_name(name),
        // `.` and `..` have no name to put another in place of.
        None => folder.join("..").join(name),
    };
    let mut found = there(&base);
    let mut number = 2;
    while output::must_be_free(&found).is_err() {
        found = there(&format!("{base}-{number}"));
        number += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_written_with_a_plus() {
        assert_eq!(more("+100"), Ok(100));
        for wrong in ["100", "+0", "+-3", "+", "++3", "+2000000"] {
            assert!(more(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_extended_folder_stands_beside_the_old_one() {
        let home = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let folder = home.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            folder
        };
        let first = make("winter");
        assert_eq!(beside(&first), home.path().join("winter-extended"));
        let second = make("winter-extended");
        for folder in [&first, &second] {
            assert_eq!(beside(folder), home.path().join("winter-extended-2"));
        }
    }
}
