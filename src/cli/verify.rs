//! `caremarket verify`: whether this machine reproduces published results.

use super::options::{Format, Machine};
use super::progress::Steps;
use super::screen::{self, Screen};
use super::{Code, Failure, carry_out};
use crate::experiment::golden::{self, GOLDEN, Golden};
use crate::experiment::theory::{self, Case};
use crate::output::{self, verification};
use crate::results::{GoldenRow, Verification};
use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use std::path::PathBuf;

/// Check that this program, on this machine, gives what theory says and what was published.
///
/// Simulates networks whose answer is known exactly and compares; then two short runs whose results are kept
/// to the last digit. Takes less than a minute.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket verify
  caremarket verify --full --out out/verification

Ends with 4 if anything differs. --full takes ten times as many replications, and a load so near 1 that means
settle over years: some minutes. It also writes a page of every number and a picture.")]
pub struct Verify {
    /// Run everything for longer, and write a page with a picture.
    #[arg(long)]
    full: bool,

    /// A new folder for that page. Without this, a folder in `out` named by the time.
    #[arg(long, value_name = "DIR", requires = "full")]
    out: Option<PathBuf>,

    #[command(flatten)]
    machine: Machine,

    /// How results are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

/// How many times the replications of each file `--full` takes.
const FULL: usize = 10;

impl Verify {
    /// Checks.
    ///
    /// # Errors
    /// When a run breaks off, or the page cannot be written.
    pub fn carry_out(self) -> Result<Code, Failure> {
        let threads = self.machine.processors();
        let folder = self.full.then(|| {
            let named = || carry_out::free_folder(Timestamp::now(), "verification");
            self.out.clone().unwrap_or_else(named)
        });
        if let Some(folder) = &folder {
            output::must_be_free(folder).map_err(|e| Failure::wrong(e.to_string()))?;
            carry_out::can_be_written(folder)?;
        }
        let found = self.found(threads)?;
        let files = match &folder {
            Some(folder) => verification::write(&found, folder)
                .map_err(|e| Failure::could_not(&anyhow::Error::new(e)))?,
            None => Vec::new(),
        };
        match self.format {
            Format::Text => {
                let mut text = verification::table(&found, Screen::stdout().look());
                for file in &files {
                    text.push_str(&format!("Written: {}\n", file.display()));
                }
                screen::print(&text);
            }
            Format::Json => {
                let mut value = verification::json(&found);
                value["files"] = files.iter().map(|f| json!(f.to_string_lossy())).collect();
                screen::print_json(&value);
            }
        }
        Ok(if found.agrees() {
            Code::Done
        } else {
            Code::Differs
        })
    }

    fn found(&self, threads: usize) -> Result<Verification, Failure> {
        let mut cases = theory::catalogue();
        cases.retain(|case| self.full || !case.is_long);
        let numbers = cases.iter().map(|c| c.numbers.len()).sum();
        let steps = Steps::new(cases.len() + GOLDEN.len(), self.machine.quiet);
        let broke_off = |what: &str, why: &dyn std::fmt::Display| {
            Failure::could_not(&anyhow::anyhow!(
                "{what} broke off: {why}. This is a fault in the program; please report it with this line."
            ))
        };
        let mut found = Verification::default();
        // What takes seconds before what takes minutes.
        for golden in &GOLDEN {
            steps.begin(golden.what);
            let text = golden.run(threads, &steps);
            let text = text.map_err(|e| broke_off(golden.what, &e))?;
            found.golden.push(compared(golden, &text));
        }
        for case in &cases {
            steps.begin(&format!("{}, {}", case.file, case.name));
            let seen = case.run(self.times(case), threads, &steps);
            let seen = seen.map_err(|e| broke_off(&case.name, &e))?;
            found.theory.extend(case.rows(&seen, numbers));
        }
        steps.finish();
        Ok(found)
    }

    /// How many times the replications of its file a case takes; one that takes minutes as it stands takes no more.
    fn times(&self, case: &Case) -> usize {
        if self.full && !case.is_long { FULL } else { 1 }
    }
}

fn compared(golden: &Golden, found: &str) -> GoldenRow {
    let kept = golden.kept();
    let (first, differing) = golden::differences(&kept, found);
    let owned = |(kept, found): (&str, &str)| (kept.to_owned(), found.to_owned());
    GoldenRow {
        name: golden.name.to_owned(),
        what: golden.what.to_owned(),
        kept: golden::hash(&kept),
        found: golden::hash(found),
        lines: kept.lines().count(),
        differing,
        first: first.into_iter().map(owned).collect(),
    }
}
