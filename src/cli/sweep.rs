//! `caremarket sweep`: a scenario at many points of what is varied, and what matters most.

use super::carry_out;
use super::memory;
use super::options::Format;
use super::progress::{self, Points};
use super::screen::{self, Screen};
use super::sensitivity::{MEASURES, sign_of};
use super::vary::{self, Tries, Varied};
use super::{Code, Failure};
use crate::experiment::design::Design;
use crate::experiment::sweep::Sweep as Plan;
use crate::experiment::workload::{self, MOST_EVENTS, Workload};
use crate::experiment::{Study, assemble};
use crate::output::sweep::{self as output, working::Working};
use crate::output::{OutputError, words};
use crate::results::of_a_sweep::{Sweep as Swept, SweepManifest, SweepRow};
use crate::results::{MeasureRecord, Results, of_a_comparison};
use crate::scenario::Scenario;
use crate::scenario::vary::Factor;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use rayon::prelude::*;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Replications at each point, unless the command says otherwise.
const REPLICATIONS: u32 = 8;

/// How points are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Every combination of listed values.
    Grid,
    /// Latin hypercube: every part of every range is visited.
    Lhs,
    /// Scrambled Sobol sequence: even in all ranges together; best with 32, 64, 128 points.
    Sobol,
    /// Elementary effects: which of many factors matter at all.
    Morris,
    /// First-order and total Sobol indices: how much of the spread is whose doing.
    Indices,
}

impl Kind {
    /// Points, trajectories or rows, unless the command says otherwise.
    fn usual(self) -> usize {
        match self {
            Self::Morris => 10,
            _ => 64,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Lhs => "lhs",
            Self::Sobol => "sobol",
            Self::Morris => "morris",
            Self::Indices => "indices",
        }
    }
}

/// Find out which assumptions and which amounts matter, and how much.
///
/// Runs the scenario, and the same place without its policies, at many points of what is varied; both live through the
/// same luck at every point. What is finished is kept: the same command with the same --out goes on where it was stopped.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket sweep step-down --design morris --points 10
  caremarket sweep step-down --vary policy.0.action.buy_step_down.beds=20..120:20 --design grid --frontier public_money,delayed.all

Without --vary, --list or --vary-all: assumptions that nobody has measured well (scenarios/lists/sensitivity.toml).
Which design for which question, and how many points: docs/sweeps.md.")]
pub struct Sweep {
    /// A scenario: one of `caremarket list`, or a file. `a+b` lays b over a.
    #[arg(value_name = "SCENARIO")]
    scenario: String,

    #[command(flatten)]
    varied: Varied,

    /// How points are chosen. Without this a grid if any value varied is listed or stepped, else morris.
    #[arg(long, value_enum, value_name = "DESIGN")]
    design: Option<Kind>,

    /// Points of lhs and sobol (64), trajectories of morris (10), rows of indices (64).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=65_536))]
    points: Option<u32>,

    /// How many histories to simulate at each point.
    #[arg(long, value_name = "N", default_value_t = REPLICATIONS, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    replications: u32,

    /// What is looked at; may be given several times. Without this `delayed.acute`, `delayed.all` and `growth_share`.
    #[arg(long, value_name = "MEASURE")]
    measure: Vec<String>,

    /// Draw what can be had for what: one measure against another, such as `public_money,delayed.all`; every point is a choice.
    #[arg(long, value_name = "ACROSS,UP", value_parser = pair)]
    frontier: Option<(String, String)>,

    /// A new folder for tables, charts and a page; while under way, the same name with `.unfinished`. If that is there,
    /// the sweep goes on from it. Without this, a folder in `out` named by the time and the scenario.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    pub tries: Tries,
}

/// Two measures, with a comma between them.
pub fn pair(text: &str) -> Result<(String, String), String> {
    let (across, up) = text.split_once(',').unwrap_or((text, ""));
    let (across, up) = (across.trim(), up.trim());
    if across.is_empty() || up.is_empty() || up.contains(',') || across == up {
        return Err(
            "name two measures with a comma between them, such as public_money,delayed.all"
                .to_owned(),
        );
    }
    Ok((across.to_owned(), up.to_owned()))
}

/// What is the same at every point.
struct Common<'a> {
    command: &'a Sweep,
    plan: &'a Plan,
    window: String,
    seed: u64,
    measures: Vec<MeasureRecord>,
    processors: usize,
    memory: f64,
}

impl Sweep {
    /// Runs every point, or what is left of them.
    ///
    /// # Errors
    /// When something is wrong with the scenario or what is varied, nothing can be run, or nothing can be written.
    pub fn carry_out(self, typed: &str) -> Result<Code, Failure> {
        let folder = self.out.clone().unwrap_or_else(|| {
            let name = carry_out::folder_name(std::slice::from_ref(&self.scenario));
            carry_out::free_folder(Timestamp::now(), &format!("sweep-{name}"))
        });
        if folder.file_name().is_none() {
            return Err(Failure::wrong("--out names no folder"));
        }
        let written = vary::read(&self.scenario, &self.tries.set, &[])?;
        let (factors, notes) =
            self.varied
                .each(&self.scenario, &self.tries.set, |assumption, ranges| {
                    assumption.factor(ranges)
                })?;
        let seed = self.tries.seed.unwrap_or(written.seed);
        let (kind, plan) = self.plan(factors, seed)?;
        let processors = self.tries.machine.processors();
        let study = self.tries.study(written.clone(), seed, self.replications)?;
        let mut common = Common {
            command: &self,
            plan: &plan,
            window: self.tries.window_of(&study)?,
            seed,
            measures: Vec::new(),
            processors,
            memory: memory::to_be_had(),
        };
        common.measures = self.measures(&study, &common.window)?;
        common.not_too_much(&study)?;
        let manifest = common.manifest(kind, &written, notes, typed);
        carry_out::can_be_written(&folder)?;
        let working = Working::open(&folder, manifest).map_err(refused)?;
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(processors)
            .build_global();
        self.run(&common, &working, &folder, typed)
    }

    /// Runs what is left, and ends it.
    fn run(
        &self,
        common: &Common<'_>,
        working: &Working,
        folder: &Path,
        typed: &str,
    ) -> Result<Code, Failure> {
        let all = common.plan.points() + 1;
        let found: Vec<Mutex<Option<Vec<SweepRow>>>> = (0..all)
            .into_par_iter()
            .map(|point| Mutex::new(working.kept(point)))
            .collect();
        let missing: Vec<usize> = (0..all)
            .filter(|&point| lock(&found[point]).is_none())
            .collect();
        let go_on = || {
            let named = match &self.out {
                Some(_) => typed.to_owned(),
                None => format!("{typed} --out {}", carry_out::as_a_word(folder)),
            };
            format!(
                "{} of {} points are finished and kept in {}. To go on:\n  {named}\n",
                all - missing.len()
                    + missing
                        .iter()
                        .filter(|&&p| lock(&found[p]).is_some())
                        .count(),
                all,
                working.folder().display()
            )
        };
        if !missing.is_empty()
            && missing.len() < all
            && self.tries.format == Format::Text
            && !self.tries.machine.quiet
        {
            let kept = words::count(all - missing.len(), "point");
            screen::complain(&format!(
                "Going on: {kept} of {all} were finished before.\n"
            ));
        }
        if let Err(unsound) = common.every_point_is_sound(&missing) {
            if missing.len() == all {
                working.discard().map_err(refused)?;
            }
            return Err(unsound);
        }
        let bar = Points::new(all, all - missing.len(), self.tries.machine.quiet);
        let stop = progress::stop_on_interrupt(bar.line());
        let failed = common.run(&missing, &found, working, &bar, &stop);
        bar.finish();
        if let Some(failure) = failed {
            screen::complain(&go_on());
            return Err(failure);
        }
        if missing.iter().any(|&point| lock(&found[point]).is_none()) {
            screen::complain(&format!("Interrupted: {}", go_on()));
            return Ok(Code::Interrupted);
        }
        let rows: Vec<SweepRow> = found
            .into_iter()
            .filter_map(|rows| rows.into_inner().unwrap_or_else(PoisonError::into_inner))
            .flatten()
            .collect();
        let keys: Vec<String> = common.measures.iter().map(|m| m.key.clone()).collect();
        let swept = Swept {
            manifest: working.manifest().clone(),
            points: common.plan.table(),
            effects: common.plan.effects(&keys, &rows),
            rows,
        };
        let files = working.finish(&swept).map_err(refused)?;
        match self.tries.format {
            Format::Text => {
                let mut text = output::table(&swept, Screen::stdout().look());
                for note in &swept.manifest.notes {
                    text.push_str(&format!("{note}\n"));
                }
                text.push_str(&carry_out::listing(folder, &files));
                screen::print(&text);
            }
            Format::Json => {
                let mut value = output::json(&swept);
                value["folder"] = json!(folder.to_string_lossy());
                value["files"] = files.iter().map(|f| f.to_string_lossy()).collect();
                screen::print_json(&value);
            }
        }
        Ok(Code::Done)
    }

    /// The points.
    fn plan(&self, factors: Vec<Factor>, seed: u64) -> Result<(Kind, Plan), Failure> {
        let listed = factors.iter().any(|factor| factor.count().is_some());
        let kind = self
            .design
            .unwrap_or(if listed { Kind::Grid } else { Kind::Morris });
        if kind == Kind::Grid && self.points.is_some() {
            return Err(Failure::wrong(
                "a grid has as many points as its values make: leave out --points, or take --design lhs",
            ));
        }
        let n = self.points.map_or(kind.usual(), |n| n as usize);
        let factors: Vec<Factor> = match kind {
            Kind::Grid => factors.into_iter().map(Factor::listed).collect(),
            _ => factors,
        };
        let design = match kind {
            Kind::Grid => Design::Grid(factors.iter().filter_map(Factor::count).collect()),
            Kind::Lhs => Design::LatinHypercube(n),
            Kind::Sobol => Design::Sobol(n),
            Kind::Morris => Design::Morris(n),
            Kind::Indices => Design::Indices(n),
        };
        let plan = Plan::new(factors, design, seed);
        Ok((
            kind,
            plan.map_err(|unfit| Failure::wrong(unfit.to_string()))?,
        ))
    }

    /// What is looked at, with how to read it.
    fn measures(&self, study: &Study, window: &str) -> Result<Vec<MeasureRecord>, Failure> {
        let subject = study.subjects.last().expect("a study has a scenario");
        let compared = subject.baseline.is_some();
        let mut known: Vec<MeasureRecord> = Vec::new();
        if compared && subject.scenario.setup.market.is_some() {
            known.extend(of_a_comparison::records());
        }
        known.extend(subject.plan.measures.iter().map(|m| m.record.clone()));
        let mut asked: Vec<String> = self.measure.clone();
        if let Some((across, up)) = &self.frontier {
            asked.extend([across.clone(), up.clone()]);
        }
        if self.measure.is_empty() {
            let usual = MEASURES.iter().map(|&key| key.to_owned());
            let there: Vec<String> = usual
                .filter(|key| known.iter().any(|m| m.key == *key))
                .collect();
            if there.is_empty() && self.frontier.is_none() {
                let some: Vec<String> = known.iter().take(4).map(|m| m.key.clone()).collect();
                return Err(Failure::wrong(format!(
                    "{} has none of {}; say with --measure what to look at, such as {}",
                    self.scenario,
                    words::list(&MEASURES.map(str::to_owned)),
                    words::list(&some)
                )));
            }
            asked.splice(0..0, there);
        }
        let mut measures: Vec<MeasureRecord> = Vec::new();
        for key in asked {
            if measures.iter().any(|m| m.key == key) {
                continue;
            }
            let Some(record) = known.iter().find(|m| m.key == key) else {
                let names: Vec<&str> = known.iter().map(|m| m.key.as_str()).collect();
                return Err(Failure::wrong(format!(
                    "{} has no measure {key} in {}; {}",
                    self.scenario,
                    words::window(window),
                    crate::scenario::names::help(&key, &names, "it has")
                )));
            };
            measures.push(record.clone());
        }
        Ok(measures)
    }
}

/// What is said when a folder cannot be used.
fn refused(error: OutputError) -> Failure {
    match error {
        OutputError::Exists(_) | OutputError::OtherSweep { .. } => {
            Failure::wrong(error.to_string())
        }
        error => Failure::could_not(&anyhow::Error::new(error)),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Common<'_> {
    /// The study of a point.
    fn study(&self, scenario: Scenario) -> Result<Study, Failure> {
        let Sweep {
            tries,
            replications,
            ..
        } = self.command;
        tries.study(scenario, self.seed, *replications)
    }

    /// That the whole sweep is within what may be begun, as far as the scenario as written can tell.
    fn not_too_much(&self, study: &Study) -> Result<(), Failure> {
        let of_one = Workload::of(study, self.processors);
        if of_one.is_too_much(self.memory) {
            return Err(carry_out::too_much(of_one, self.memory, &[]));
        }
        self.not_too_many(of_one.events * (self.plan.points() + 1) as f64)
    }

    /// That so many events may be begun.
    fn not_too_many(&self, events: f64) -> Result<(), Failure> {
        if events <= MOST_EVENTS {
            return Ok(());
        }
        let million = |x: f64| words::grouped(libm::ceil(x / 1e6), 0);
        Err(Failure::wrong(format!(
            "this is too much to begin: about {} million events at {} points, where {} million are the most; ask for \
             fewer points or replications",
            million(events.min(1e21)),
            self.plan.points() + 1,
            million(MOST_EVENTS)
        )))
    }

    fn manifest(
        &self,
        kind: Kind,
        written: &Scenario,
        notes: Vec<String>,
        typed: &str,
    ) -> SweepManifest {
        let usual = self.command.points.map_or(kind.usual(), |n| n as usize);
        SweepManifest {
            command: typed.to_owned(),
            scenario: written.name.clone(),
            title: written.title.clone(),
            place: written.place.clone(),
            compared: !written.setup.policies.is_empty(),
            design: kind.name().to_owned(),
            size: if kind == Kind::Grid {
                self.plan.points()
            } else {
                usual
            },
            points: self.plan.points(),
            replications: self.command.replications as usize,
            seed: self.seed,
            window: self.window.clone(),
            measures: self.measures.clone(),
            frontier: self
                .command
                .frontier
                .iter()
                .flat_map(|(a, b)| [a.clone(), b.clone()])
                .collect(),
            factors: self.plan.records(),
            set: self.command.tries.set.clone(),
            files: written.files.clone(),
            notes,
            ..output::blank()
        }
    }

    /// Reads the scenario at every point, so that what cannot be run, or is too much, is known before anything is.
    fn every_point_is_sound(&self, points: &[usize]) -> Result<(), Failure> {
        let events = points.par_iter().map(|&point| {
            let set = self.plan.settings(point);
            let (command, fixed) = (self.command, &self.command.tries.set);
            let study = self.study(vary::read(&command.scenario, fixed, &set)?)?;
            let workload = Workload::of(&study, self.processors);
            if workload.is_too_much(self.memory) {
                let too_much = carry_out::too_much(workload, self.memory, &[]);
                return Err(too_much.at(&set.join(" ")));
            }
            Ok(workload.events)
        });
        let events: Vec<f64> = events.collect::<Result<_, Failure>>()?;
        self.not_too_many(events.iter().sum())
    }

    /// Runs points, several at a time where one leaves processors idle, until done or told to stop.
    ///
    /// What went wrong is given back, if anything did.
    fn run(
        &self,
        missing: &[usize],
        found: &[Mutex<Option<Vec<SweepRow>>>],
        working: &Working,
        bar: &Points,
        stop: &AtomicBool,
    ) -> Option<Failure> {
        let jobs = 2 * self.command.replications as usize;
        let lanes = (self.processors / jobs).clamp(1, missing.len().max(1));
        let threads = (self.processors / lanes).max(1);
        let next = AtomicUsize::new(0);
        let (failed, failure) = (AtomicBool::new(false), Mutex::new(None));
        let work = || {
            while !stop.load(Ordering::Relaxed) && !failed.load(Ordering::Relaxed) {
                let Some(&point) = missing.get(next.fetch_add(1, Ordering::Relaxed)) else {
                    break;
                };
                let kept = self.point(point, threads, bar, stop).and_then(|rows| {
                    if let Some(rows) = &rows {
                        working.keep(point, rows).map_err(refused)?;
                    }
                    Ok(rows)
                });
                match kept {
                    Ok(Some(rows)) => {
                        *lock(&found[point]) = Some(rows);
                        bar.finished();
                    }
                    Ok(None) => break,
                    Err(error) => {
                        failed.store(true, Ordering::Relaxed);
                        *lock(&failure) = Some(error);
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..lanes {
                scope.spawn(work);
            }
            work();
        });
        failure.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a point; nothing if told to stop before it was finished.
    fn point(
        &self,
        point: usize,
        threads: usize,
        bar: &Points,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<SweepRow>>, Failure> {
        let set = self.plan.settings(point);
        let name = if set.is_empty() {
            "as written".to_owned()
        } else {
            set.join("  ")
        };
        bar.begin(&name);
        let scenario = vary::read(&self.command.scenario, &self.command.tries.set, &set)?;
        let mut study = self.study(scenario)?;
        for subject in &mut study.subjects {
            subject.plan.most_people =
                workload::most_people(&subject.scenario.setup, self.memory, self.processors);
        }
        let runs = study.run(threads, bar, stop);
        if let Some(broken) = &runs.broken {
            let what = carry_out::lost_count(broken, study.seed);
            return Err(Failure::could_not(&anyhow::anyhow!(
                "point {point} ({name}): {what}"
            )));
        }
        if runs.replications() < study.replications {
            return Ok(None);
        }
        let results = assemble::assemble(&study, &runs);
        let scenario = &study.subjects.last().expect("a study has a scenario").name;
        let compared = study.subjects.len() > 1;
        let rows = self.measures.iter();
        Ok(Some(
            rows.map(|m| self.row(point, m, &results, scenario, compared))
                .collect(),
        ))
    }

    fn row(
        &self,
        point: usize,
        measure: &MeasureRecord,
        results: &Results,
        scenario: &str,
        compared: bool,
    ) -> SweepRow {
        let level = |name: &str| results.summary_of(name, &self.window, &measure.key);
        let none = f64::NAN;
        let (replications, outcome, lower, upper) = if compared {
            let row = results.difference_of(scenario, &self.window, &measure.key);
            row.map_or((0, none, none, none), |r| {
                (r.replications, r.difference, r.lower, r.upper)
            })
        } else {
            level(scenario).map_or((0, none, none, none), |r| {
                (r.replications, r.mean, r.lower, r.upper)
            })
        };
        SweepRow {
            point,
            window: self.window.clone(),
            measure: measure.key.clone(),
            unit: measure.unit.clone(),
            replications,
            scenario: level(scenario).map_or(none, |row| row.mean),
            baseline: level("no policy")
                .filter(|_| compared)
                .map_or(none, |row| row.mean),
            outcome,
            lower,
            upper,
            sign: sign_of(outcome, lower, upper).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frontier_is_of_two_measures() {
        assert_eq!(pair("a , b").unwrap(), ("a".to_owned(), "b".to_owned()));
        for wrong in ["a", "a,", ",b", "a,a", "a,b,c", ""] {
            assert!(pair(wrong).is_err(), "{wrong}");
        }
    }
}
