//! `caremarket sensitivity`: on which assumptions the conclusions about a scenario hang.

use super::carry_out;
use super::memory;
use super::options::Format;
use super::progress::{self, Steps};
use super::screen::{self, Screen};
use super::vary::{self, Tries, Varied};
use super::{Code, Failure};
use crate::experiment::workload::{self, Workload};
use crate::experiment::{Runs, Study, assemble};
use crate::output::{self, sensitivity};
use crate::results::{DifferenceRow, MeasureRecord, SensitivityRow, of_a_comparison};
use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use std::path::PathBuf;

/// What conclusions are about: the nested totals of delay at their two ends, and whether care paid for was new.
pub const MEASURES: [&str; 3] = ["delayed.acute", "delayed.all", "growth_share"];
/// Replications, unless the command says otherwise: thirteen assumptions are 54 runs of each.
const REPLICATIONS: u32 = 20;

/// Find out on which assumptions the conclusions about a scenario hang.
///
/// Runs the scenario and the same place without its policies with each assumption at its low and its high, all others as
/// written, and says where delay in acute beds, delay anywhere, and growth change their sign.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket sensitivity step-down
  caremarket sensitivity own-homecare --vary teams.trust_care.contact_share --vary council.ask_slope=0..8
  caremarket sensitivity mine.toml --list my-assumptions.toml --replications 50

Without --vary, --list or --vary-all: assumptions that nobody has measured well (scenarios/lists/sensitivity.toml).")]
pub struct Sensitivity {
    /// A scenario with policies: one of `caremarket list`, or a file. `a+b` lays b over a.
    #[arg(value_name = "SCENARIO")]
    scenario: String,

    #[command(flatten)]
    varied: Varied,

    /// How many histories to simulate of each case.
    #[arg(long, value_name = "N", default_value_t = REPLICATIONS, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    replications: u32,

    /// A new folder for the table. Without this, a folder in `out` named by the time and the scenario.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    pub tries: Tries,
}

/// Something to run: an assumption at one of its ends, or everything as written.
struct Case {
    assumption: String,
    end: &'static str,
    /// What is set, and so shown as its value.
    set: Vec<String>,
}

impl Sensitivity {
    /// Runs every case, one at a time.
    ///
    /// # Errors
    /// When something is wrong with the scenario or the list, nothing can be run, or nothing can be written.
    pub fn carry_out(self, typed: &str) -> Result<Code, Failure> {
        let folder = self.out.clone().unwrap_or_else(|| {
            let name = format!(
                "sensitivity-{}",
                carry_out::folder_name(std::slice::from_ref(&self.scenario))
            );
            carry_out::free_folder(Timestamp::now(), &name)
        });
        output::must_be_free(&folder).map_err(|e| Failure::wrong(e.to_string()))?;
        let (cases, notes) = self.cases()?;
        let studies = cases.iter().map(|case| self.study(case));
        let studies: Vec<Study> = studies.collect::<Result<_, Failure>>()?;
        carry_out::can_be_written(&folder)?;
        let steps = Steps::new(cases.len(), self.tries.machine.quiet);
        let stop = progress::stop_on_interrupt(steps.line());
        let mut rows: Vec<SensitivityRow> = Vec::new();
        let mut done = 0;
        for (case, study) in cases.iter().zip(&studies) {
            steps.begin(&format!("{} {}", case.assumption, case.end));
            let runs = study.run(self.tries.machine.processors(), &steps, &stop);
            if let Some(broken) = &runs.broken {
                steps.finish();
                let what = carry_out::lost_count(broken, study.seed);
                return Err(Failure::could_not(&anyhow::anyhow!(
                    "{} {}: {what}",
                    case.assumption,
                    case.end
                )));
            }
            if runs.replications() < study.replications {
                break;
            }
            let window = self.tries.window_of(study)?;
            let new = Self::rows(case, study, &runs, &window, &rows);
            rows.extend(new);
            done += 1;
        }
        steps.finish();
        if rows.is_empty() {
            return Err(Failure::interrupted(
                "interrupted before one case was finished; nothing was written",
            ));
        }
        let measured = studies
            .first()
            .into_iter()
            .flat_map(|s| &s.subjects[1].plan.measures);
        let measured = measured.map(|m| m.record.clone());
        let known: Vec<MeasureRecord> = measured.chain(of_a_comparison::records()).collect();
        let shown = MEASURES
            .iter()
            .filter_map(|key| known.iter().find(|m| m.key == *key));
        let shown: Vec<MeasureRecord> = shown.cloned().collect();
        let files = sensitivity::write(&rows, &shown, typed, &folder)
            .map_err(|e| Failure::could_not(&anyhow::Error::new(e)))?;
        match self.tries.format {
            Format::Text => {
                let mut text = sensitivity::table(&rows, Screen::stdout().look());
                for note in &notes {
                    text.push_str(&format!("{note}\n"));
                }
                for file in &files {
                    text.push_str(&format!("Written: {}\n", file.display()));
                }
                screen::print(&text);
            }
            Format::Json => screen::print_json(&json!({
                "cases": rows,
                "notes": notes,
                "files": files.iter().map(|f| f.to_string_lossy()).collect::<Vec<_>>(),
            })),
        }
        if done < cases.len() {
            screen::complain(&format!(
                "Interrupted: the table holds the {done} of {} cases that were finished.\n",
                cases.len()
            ));
            return Ok(Code::Interrupted);
        }
        Ok(Code::Done)
    }

    /// Everything as written, and each assumption at both ends; and what is left out, in words.
    fn cases(&self) -> Result<(Vec<Case>, Vec<String>), Failure> {
        let written = vary::read(&self.scenario, &self.tries.set, &[])?;
        if written.setup.policies.is_empty() {
            return Err(Failure::wrong(format!(
                "{} has no policies, so there is nothing to conclude about; name a scenario that does something",
                self.scenario
            )));
        }
        let (ends, notes) = self
            .varied
            .each(&self.scenario, &self.tries.set, |a, ranges| {
                let ends = a.ends(ranges)?;
                Ok((a.name.clone(), ends))
            })?;
        let mut cases = vec![Case {
            assumption: "as written".to_owned(),
            end: "",
            set: Vec::new(),
        }];
        for (assumption, (low, high)) in ends {
            for (end, set) in [("low", low), ("high", high)] {
                cases.push(Case {
                    assumption: assumption.clone(),
                    end,
                    set,
                });
            }
        }
        Ok((cases, notes))
    }

    /// The scenario of a case beside the same place without its policies.
    fn study(&self, case: &Case) -> Result<Study, Failure> {
        let scenario = vary::read(&self.scenario, &self.tries.set, &case.set)?;
        let seed = self.tries.seed.unwrap_or(scenario.seed);
        let mut study = self.tries.study(scenario, seed, self.replications)?;
        let known = |key: &str| {
            study.subjects[0]
                .plan
                .measures
                .iter()
                .any(|m| m.record.key == key)
        };
        if !known(MEASURES[0]) {
            return Err(Failure::wrong(format!(
                "{} has no {}, so there is nothing to conclude about; name a scenario of a care market",
                self.scenario, MEASURES[0]
            )));
        }
        let processors = self.tries.machine.processors();
        let memory = memory::to_be_had();
        let workload = Workload::of(&study, processors);
        if workload.is_too_much(memory) {
            return Err(carry_out::too_much(workload, memory, &[]));
        }
        for subject in &mut study.subjects {
            subject.plan.most_people =
                workload::most_people(&subject.scenario.setup, memory, processors);
        }
        Ok(study)
    }

    fn rows(
        case: &Case,
        study: &Study,
        runs: &Runs,
        window: &str,
        before: &[SensitivityRow],
    ) -> Vec<SensitivityRow> {
        let results = assemble::assemble(study, runs);
        let scenario = &study.subjects[1].name;
        let values: Vec<&str> = case
            .set
            .iter()
            .map(|set| set.split_once('=').map_or(set.as_str(), |(_, value)| value))
            .collect();
        let found = MEASURES
            .iter()
            .filter_map(|measure| results.difference_of(scenario, window, measure));
        found
            .map(|row| {
                let sign = sign(row);
                let middle = before.iter().find(|b| b.measure == row.measure);
                SensitivityRow {
                    scenario: scenario.clone(),
                    assumption: case.assumption.clone(),
                    case: case.end.to_owned(),
                    value: values.join("; "),
                    set: case.set.join("; "),
                    window: window.to_owned(),
                    measure: row.measure.clone(),
                    difference: row.difference,
                    lower: row.lower,
                    upper: row.upper,
                    change: middle
                        .map_or("", |middle| change(&middle.sign, sign))
                        .to_owned(),
                    sign: sign.to_owned(),
                    replications: study.replications,
                    seed: study.seed,
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                }
            })
            .collect()
    }
}

/// What an interval says of a sign.
fn sign(row: &DifferenceRow) -> &'static str {
    sign_of(row.difference, row.lower, row.upper)
}

/// The same of any value with its interval.
pub fn sign_of(value: f64, lower: f64, upper: f64) -> &'static str {
    if value.is_nan() {
        "undefined"
    } else if lower > 0.0 {
        "above 0"
    } else if upper < 0.0 {
        "below 0"
    } else if lower == 0.0 && upper == 0.0 {
        "nothing changes"
    } else {
        "unclear"
    }
}

/// What becomes of a conclusion.
fn change(as_written: &str, here: &str) -> &'static str {
    let clear = |sign: &str| sign == sensitivity::ABOVE || sign == sensitivity::BELOW;
    match (clear(as_written), clear(here)) {
        _ if as_written == here => "",
        (true, true) => sensitivity::FLIPS,
        (true, false) => sensitivity::LOST,
        (false, true) => sensitivity::CLEARS,
        (false, false) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conclusion_flips_only_between_clear_signs() {
        assert_eq!(change("below 0", "above 0"), sensitivity::FLIPS);
        assert_eq!(change("below 0", "unclear"), sensitivity::LOST);
        assert_eq!(change("below 0", "below 0"), "");
        assert_eq!(change("unclear", "above 0"), "becomes clear");
        assert_eq!(change("unclear", "undefined"), "");
    }
}
