//! `caremarket sensitivity`: on which assumptions the conclusions about a scenario hang.

use super::carry_out;
use super::memory;
use super::options::{self, Format};
use super::progress::{self, Steps};
use super::read::{self, Library};
use super::screen::{self, Screen};
use super::{Code, Failure};
use crate::experiment::workload::{self, Workload};
use crate::experiment::{Runs, Study, Subject, assemble};
use crate::observe::window::Window;
use crate::output::{self, sensitivity};
use crate::results::{DifferenceRow, SensitivityRow};
use crate::scenario::Scenario;
use crate::scenario::embedded::SENSITIVITY;
use clap::Args;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use std::path::PathBuf;

/// What conclusions are about: the nested totals of delay at their two ends, and whether care paid for was new.
const MEASURES: [&str; 3] = ["delayed.acute", "delayed.all", "growth_share"];
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

Without --vary or --list: assumptions that nobody has measured well (scenarios/lists/sensitivity.toml).")]
pub struct Sensitivity {
    /// A scenario with policies: one of `caremarket list`, or a file. `a+b` lays b over a.
    #[arg(value_name = "SCENARIO")]
    scenario: String,

    /// Vary the value at a path between its own low and high, or between these; may be given several times.
    #[arg(long, value_name = "PATH[=LOW..HIGH]")]
    vary: Vec<String>,

    /// Vary what stands in this file, written like scenarios/lists/sensitivity.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "vary")]
    list: Option<PathBuf>,

    /// The stretch of time that conclusions are about. Without this `m7-12`, or `all` of a shorter run.
    #[arg(long, value_name = "NAME")]
    window: Option<String>,

    /// How many histories to simulate of each case.
    #[arg(long, value_name = "N", default_value_t = REPLICATIONS, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    replications: u32,

    /// The seed of all chance: the same seed gives the same results, to the last digit.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// How many processors to use; changes nothing but the wait. Without this, all of them.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// A new folder for the table. Without this, a folder in `out` named by the time and the scenario.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Change a value of the scenario in every case, such as `places.acute.beds=900`; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,

    /// Show no progress.
    #[arg(long, short)]
    quiet: bool,

    /// How results are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

/// A list of assumptions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    assumption: Vec<Assumption>,
}

/// One assumption: values that are low together and high together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumption {
    name: String,
    vary: Vec<Vary>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vary {
    path: String,
    low: Option<toml::Value>,
    high: Option<toml::Value>,
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
        let steps = Steps::new(cases.len(), self.quiet);
        let stop = progress::stop_on_interrupt(steps.line());
        let mut rows: Vec<SensitivityRow> = Vec::new();
        let mut done = 0;
        for (case, study) in cases.iter().zip(&studies) {
            steps.begin(&format!("{} {}", case.assumption, case.end));
            let runs = study.run(options::processors(self.threads), &steps, &stop);
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
            let new = self.rows(case, study, &runs, &rows);
            rows.extend(new);
            done += 1;
        }
        steps.finish();
        if rows.is_empty() {
            return Err(Failure::interrupted(
                "interrupted before one case was finished; nothing was written",
            ));
        }
        let files = sensitivity::write(&rows, typed, &folder)
            .map_err(|e| Failure::could_not(&anyhow::Error::new(e)))?;
        match self.format {
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
        // A scenario that says of no value how far it may lie has no ranges; then each must be given.
        let written = self.read(&[], &[])?;
        let ranges = self.read(&[], &[String::new()]).ok();
        let ranges = ranges.and_then(|scenario| scenario.uncertain);
        if written.setup.policies.is_empty() {
            return Err(Failure::wrong(format!(
                "{} has no policies, so there is nothing to conclude about; name a scenario that does something",
                self.scenario
            )));
        }
        let (assumptions, all_must_be_there) = self.assumptions()?;
        let mut cases = vec![Case {
            assumption: "as written".to_owned(),
            end: "",
            set: Vec::new(),
        }];
        let mut notes = Vec::new();
        for assumption in assumptions {
            let (mut low, mut high) = (Vec::new(), Vec::new());
            for vary in &assumption.vary {
                let range = ranges.iter().flat_map(|drawn| drawn.ranges());
                let range = range.into_iter().find(|range| range.path == vary.path);
                let end = |given: &Option<toml::Value>, own: Option<f64>| {
                    let unit = range.map_or("", |range| range.unit.as_str());
                    match given {
                        Some(toml::Value::String(text)) => Some(text.clone()),
                        Some(value) => Some(format!("{value} {unit}").trim().to_owned()),
                        None => own.map(|own| format!("{own} {unit}").trim().to_owned()),
                    }
                };
                let ends = (
                    end(&vary.low, range.map(|range| range.low)),
                    end(&vary.high, range.map(|range| range.high)),
                );
                let (Some(least), Some(most)) = ends else {
                    let what = format!(
                        "{} has no low and no high in {}: the scenario sets it, or does not have it",
                        vary.path, self.scenario
                    );
                    if all_must_be_there {
                        return Err(Failure::wrong(format!(
                            "{what}; give both, such as --vary {}=1..2",
                            vary.path
                        )));
                    }
                    notes.push(format!("Not varied: {}; {what}.", assumption.name));
                    low.clear();
                    break;
                };
                low.push(format!("{}={least}", vary.path));
                high.push(format!("{}={most}", vary.path));
            }
            if low.is_empty() {
                continue;
            }
            for (end, set) in [("low", low), ("high", high)] {
                cases.push(Case {
                    assumption: assumption.name.clone(),
                    end,
                    set,
                });
            }
        }
        if cases.len() == 1 {
            return Err(Failure::wrong(format!(
                "there is nothing to vary; name a value with --vary PATH=LOW..HIGH\n{}",
                notes.join("\n")
            )));
        }
        Ok((cases, notes))
    }

    /// What is to be varied, and whether each must be there: what someone named must, what the usual list names need not.
    fn assumptions(&self) -> Result<(Vec<Assumption>, bool), Failure> {
        if !self.vary.is_empty() {
            let named = self.vary.iter().map(|text| named(text));
            return Ok((named.collect::<Result<_, Failure>>()?, true));
        }
        let (text, name) = match &self.list {
            None => (SENSITIVITY.to_owned(), "the usual list".to_owned()),
            Some(file) => {
                let text = std::fs::read_to_string(file);
                let name = file.display().to_string();
                (
                    text.map_err(|e| Failure::wrong(format!("could not read {name}: {e}")))?,
                    name,
                )
            }
        };
        let list: List = toml::from_str(&text)
            .map_err(|e| Failure::wrong(format!("{name} is no list of assumptions: {e}")))?;
        let empty = list.assumption.iter().find(|a| a.vary.is_empty());
        if let Some(empty) = empty {
            return Err(Failure::wrong(format!(
                "{name}: \"{}\" varies nothing",
                empty.name
            )));
        }
        Ok((list.assumption, self.list.is_some()))
    }

    fn read(&self, more: &[String], uncertain: &[String]) -> Result<Scenario, Failure> {
        let mut library = Library::uncertain(uncertain);
        let set: Vec<String> = self.set.iter().chain(more).cloned().collect();
        let scenario = library.read(&self.scenario, &set);
        library.sound()?;
        scenario.ok_or_else(|| Failure::wrong("the scenario could not be read"))
    }

    /// The scenario of a case beside the same place without its policies.
    fn study(&self, case: &Case) -> Result<Study, Failure> {
        let scenario = self.read(&case.set, &[])?;
        let horizon = scenario.setup.run.horizon.days();
        let asked: Vec<String> = self.window.iter().cloned().collect();
        let windows: Vec<Window> = read::windows(&asked, horizon)?;
        let baseline = scenario.without_policies();
        let seed = self.seed.unwrap_or(scenario.seed);
        let mut study = Study {
            subjects: vec![
                Subject::new("no policy", baseline, &windows, None),
                Subject::new(&scenario.name.clone(), scenario, &windows, Some(0)),
            ],
            seed,
            replications: self.replications as usize,
        };
        for subject in &mut study.subjects {
            subject.scenario.expectations.clear();
        }
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
        let processors = options::processors(self.threads);
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
        &self,
        case: &Case,
        study: &Study,
        runs: &Runs,
        before: &[SensitivityRow],
    ) -> Vec<SensitivityRow> {
        let results = assemble::assemble(study, runs);
        let scenario = &study.subjects[1].name;
        let window = match &self.window {
            Some(window) => window.as_str(),
            None if results.manifest.windows.iter().any(|w| w.name == "m7-12") => "m7-12",
            None => "all",
        };
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

/// `PATH` or `PATH=LOW..HIGH`.
fn named(text: &str) -> Result<Assumption, Failure> {
    let (path, ends) = match text.split_once('=') {
        None => (text, None),
        Some((path, ends)) => {
            let ends = ends.split_once("..").ok_or_else(|| {
                Failure::wrong(format!(
                    "--vary {text} gives no two ends; write --vary {path}=1..2"
                ))
            })?;
            (path, Some(ends))
        }
    };
    let value = |text: &str| {
        let text = text.trim();
        if let Ok(whole) = text.parse::<i64>() {
            return toml::Value::Integer(whole);
        }
        text.parse::<f64>()
            .ok()
            .filter(|n| n.is_finite())
            .map_or_else(|| toml::Value::String(text.to_owned()), toml::Value::Float)
    };
    Ok(Assumption {
        name: path.trim().to_owned(),
        vary: vec![Vary {
            path: path.trim().to_owned(),
            low: ends.map(|(low, _)| value(low)),
            high: ends.map(|(_, high)| value(high)),
        }],
    })
}

/// What an interval says of a sign.
fn sign(row: &DifferenceRow) -> &'static str {
    if row.difference.is_nan() {
        "undefined"
    } else if row.lower > 0.0 {
        sensitivity::ABOVE
    } else if row.upper < 0.0 {
        sensitivity::BELOW
    } else if row.lower == 0.0 && row.upper == 0.0 {
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

    #[test]
    fn what_is_varied_may_name_its_ends() {
        let a = named("council.match_lag=2 weeks..1 year").unwrap();
        assert_eq!(
            a.vary[0].low,
            Some(toml::Value::String("2 weeks".to_owned()))
        );
        let b = named("council.ask_slope=0..8.5").unwrap();
        assert_eq!(b.vary[0].high, Some(toml::Value::Float(8.5)));
        assert!(named("council.ask_slope").unwrap().vary[0].low.is_none());
        assert!(named("council.ask_slope=3").is_err());
    }

    #[test]
    fn the_usual_list_can_be_read() {
        let list: List = toml::from_str(SENSITIVITY).unwrap();
        assert!(list.assumption.iter().all(|a| !a.vary.is_empty()));
    }
}
