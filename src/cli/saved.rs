//! Saved results that are gone on from, or compared: what was run, and what every replication showed.

use super::Failure;
use super::carry_out::as_words;
use super::lineup;
use super::read::Library;
use crate::experiment::{RESULTS_VERSION, Runs, Study, Subject, kept};
use crate::observe::window::Window;
use crate::observe::{Plan, Record};
use crate::output::{OutputError, manifest, words};
use crate::results::{Manifest, ScenarioRecord};
use crate::scenario::names;
use std::path::{Path, PathBuf};

/// A folder of results, read.
#[derive(Debug)]
pub struct Saved {
    /// The folder.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// What was run.
    pub study: Study,
    /// What every replication showed.
    pub runs: Runs,
    /// What a reader of results should know of the scenarios.
    pub warnings: Vec<String>,
}

impl Saved {
    /// Reads a folder that `run`, `compare` or `extend` wrote.
    ///
    /// # Errors
    /// Why it cannot be gone on from, and what to do instead.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let manifest = manifest_of(folder)?;
        let no = |why: &str| unfit(folder, &manifest, why);
        if manifest.results_version == 0 {
            return Err(no(
                "the version of caremarket that wrote it kept no replications",
            ));
        }
        let bytes = manifest::bytes_of(folder, &manifest, kept::FILE).map_err(could_not_read)?;
        let Some(bytes) = bytes else {
            return Err(no("it keeps no replications"));
        };
        gives_the_same(folder, &manifest)?;
        let (study, warnings) = study_of(&manifest)?;
        let runs = kept::read(&bytes, &study).map_err(|why| no(&why.to_string()))?;
        if runs.replications() != manifest.replications_done {
            return Err(no(
                "it holds another number of replications than its manifest.json says",
            ));
        }
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
            study,
            runs,
            warnings,
        })
    }
}

/// Leaves out the hypotheses that were left out when results were written.
pub fn leave_out_as_before(study: &mut Study, manifest: &Manifest, warnings: &mut Vec<String>) {
    for (subject, record) in study.subjects.iter_mut().zip(&manifest.scenarios) {
        let Some(names) = &record.only_against else {
            continue;
        };
        let before = subject.scenario.expectations.len();
        subject.scenario.expect_only_against(names);
        if let Some(baseline) = &record.baseline
            && subject.scenario.expectations.len() < before
        {
            warnings.push(lineup::not_looked_at(&subject.name, baseline));
        }
    }
}

/// That this version gives the results of a folder. Another one may not even understand the scenarios: that is the first thing to say.
///
/// # Errors
/// Which version wrote it, and what to do.
pub fn gives_the_same(folder: &Path, manifest: &Manifest) -> Result<(), Failure> {
    if manifest.results_version == RESULTS_VERSION {
        return Ok(());
    }
    let why = kept::Unfit::OtherResults {
        version: manifest.version.clone(),
        found: manifest.results_version,
    };
    Err(unfit(folder, manifest, &why.to_string()))
}

/// The manifest of a folder; another folder was meant if there is none.
///
/// # Errors
/// When it holds no results, or results of a later version.
pub fn manifest_of(folder: &Path) -> Result<Manifest, Failure> {
    manifest::read(folder).map_err(|e| match e {
        OutputError::NotAFolder(_) | OutputError::NoManifest(_) => Failure::wrong(e.to_string()),
        e => could_not_read(e),
    })
}

fn could_not_read(error: OutputError) -> Failure {
    Failure::could_not(&anyhow::Error::new(error))
}

/// Why nothing can be added to a folder, and what to do instead.
fn unfit(folder: &Path, manifest: &Manifest, why: &str) -> Failure {
    let again = run_again(manifest).map_or_else(String::new, |command| {
        format!("\nRun it again, in whole: {command}")
    });
    Failure::could_not(&anyhow::anyhow!(
        "{} cannot be gone on from: {why}.{again}",
        folder.display()
    ))
}

/// The command that gave results, to be given again with as many replications.
fn run_again(manifest: &Manifest) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let mut given = shlex::split(manifest.first_command())?.into_iter();
    while let Some(word) = given.next() {
        match word.split_once('=').map_or(word.as_str(), |(name, _)| name) {
            // Where the results went, and how many they were.
            "--out" | "--replications" => {
                if !word.contains('=') {
                    given.next();
                }
            }
            _ => words.push(word),
        }
    }
    words.push("--replications".to_owned());
    words.push(manifest.replications.to_string());
    Some(as_words(words.iter().map(String::as_str)))
}

/// What was run, from the files that the manifest holds.
///
/// Hypotheses are all there, those left out at the time, too.
///
/// # Errors
/// When this version does not take the scenarios for sound, or they are incomplete.
pub fn study_of(manifest: &Manifest) -> Result<(Study, Vec<String>), Failure> {
    let mut library = Library::uncertain(&manifest.asked.uncertain);
    let mut subjects: Vec<Subject> = Vec::new();
    for record in &manifest.scenarios {
        let Some(mut scenario) = library.read_again(record) else {
            continue;
        };
        if record.without_policies {
            scenario = scenario.without_policies();
        }
        scenario.title.clone_from(&record.title);
        scenario.story.clone_from(&record.story);
        scenario.question.clone_from(&record.question);
        let windows = windows_of(record);
        let mut plan = Plan::new(&scenario.setup, windows, scenario.distributions.clone());
        plan.people = manifest.asked.people;
        let baseline = record.baseline.as_deref();
        let baseline = baseline.map(|b| subjects.iter().position(|s| s.name == b));
        if baseline == Some(None) {
            return Err(Failure::could_not(&anyhow::anyhow!(
                "manifest.json names a baseline of {} that does not stand before it; restore the file",
                record.name
            )));
        }
        subjects.push(Subject {
            name: record.name.clone(),
            scenario,
            plan,
            baseline: baseline.flatten(),
        });
    }
    library.sound()?;
    let study = Study {
        subjects,
        seed: manifest.seed,
        replications: manifest.replications,
    };
    Ok((study, library.warnings))
}

fn windows_of(record: &ScenarioRecord) -> Vec<Window> {
    let windows = record.windows.iter();
    windows
        .map(|w| Window::of_days(&w.name, w.from_day, w.to_day))
        .collect()
}

/// Saved results, put beside one another.
#[derive(Debug)]
pub struct Beside {
    /// What was run, each with what it is compared with, and as many replications as all have.
    pub study: Study,
    /// What they showed.
    pub runs: Runs,
    /// Paths at or below which values were drawn.
    pub uncertain: Vec<String>,
    /// What a reader of the results should know.
    pub warnings: Vec<String>,
}

/// A scenario of one of the folders.
struct Member {
    subject: Subject,
    records: Vec<Record>,
    /// What it is compared with where it was saved, or here.
    baseline: Option<usize>,
    folder: usize,
}

impl Member {
    fn has_policies(&self) -> bool {
        !self.subject.scenario.setup.policies.is_empty()
    }
}

impl Beside {
    /// Puts saved results beside one another, paired by replication.
    ///
    /// A scenario stays compared with what it was compared with, unless a baseline is named: a scenario, or a folder that
    /// holds one. What was compared with nothing is compared with the same place without its policies, if that is there, or
    /// else with the first scenario, if that has no policies.
    ///
    /// # Errors
    /// When they cannot be paired, or there is nothing to compare with.
    pub fn of(mut all: Vec<Saved>, baseline: Option<&str>) -> Result<Self, Failure> {
        let uncertain = all.first().map(|s| s.manifest.asked.uncertain.clone());
        let mut warnings: Vec<String> = Vec::new();
        let least = all.iter().map(|s| s.runs.replications()).min().unwrap_or(0);
        if let [first, others @ ..] = &all[..] {
            for other in others {
                must_pair(first, other, least)?;
            }
        }
        if all.iter().any(|s| s.runs.replications() > least) {
            let each = all.iter().map(|s| {
                let count = words::count(s.runs.replications(), "replication");
                format!("{} has {count}", s.folder.display())
            });
            warnings.push(format!(
                "{}: the first {least} of each are compared",
                words::list(&each.collect::<Vec<_>>())
            ));
        }
        let seed = all.first().map_or(1, |s| s.study.seed);
        let drawn_again = all
            .first_mut()
            .map(|s| std::mem::take(&mut s.runs.drawn_again));
        let folders: Vec<PathBuf> = all.iter().map(|s| s.folder.clone()).collect();
        let mut members: Vec<Member> = Vec::new();
        for (folder, saved) in all.into_iter().enumerate() {
            add(&mut members, folder, saved, least, &mut warnings);
        }
        pair(&mut members, baseline, &folders, &mut warnings)?;
        let (subjects, records) = in_order(members);
        let events = records.iter().flatten().map(|r: &Record| r.events).sum();
        let mut drawn_again = drawn_again.unwrap_or_default();
        drawn_again.truncate(least);
        Ok(Self {
            study: Study {
                subjects,
                seed,
                replications: least,
            },
            runs: Runs {
                records,
                drawn_again,
                events,
                broken: None,
            },
            uncertain: uncertain.unwrap_or_default(),
            warnings,
        })
    }
}

/// Two folders tell of the same luck on the same days.
fn must_pair(one: &Saved, other: &Saved, replications: usize) -> Result<(), Failure> {
    let names = (one.folder.display(), other.folder.display());
    let differ = |what: String| {
        Err(Failure::wrong(format!(
            "cannot compare {} with {}: {what}",
            names.0, names.1
        )))
    };
    if one.study.seed != other.study.seed {
        return differ(format!(
            "their seeds are {} and {}, so they do not share their luck; run both with --seed {}",
            one.study.seed, other.study.seed, one.study.seed
        ));
    }
    let days = |saved: &Saved| {
        let subjects = saved.study.subjects.iter();
        let mut days: Vec<i64> = subjects
            .map(|s| s.scenario.setup.run.horizon.seconds())
            .collect();
        days.dedup();
        days
    };
    let (ours, theirs) = (days(one), days(other));
    if ours != theirs {
        let shown = |days: &[i64]| {
            let days = days.iter().map(|s| words::size(*s as f64 / 86_400.0));
            days.collect::<Vec<_>>().join(" or ")
        };
        return differ(format!(
            "they report {} and {} days; run both with --set run.horizon_days=365",
            shown(&ours),
            shown(&theirs)
        ));
    }
    let (drawn, theirs) = (
        &one.manifest.asked.uncertain,
        &other.manifest.asked.uncertain,
    );
    if drawn != theirs {
        return differ(
            "not the same uncertain values were drawn in both; give both the same --uncertain"
                .to_owned(),
        );
    }
    let again = |saved: &Saved| {
        let again = saved.runs.drawn_again.iter().take(replications);
        again.copied().collect::<Vec<u64>>()
    };
    if again(one) != again(other) {
        return differ(
            "uncertain values that did not fit together were drawn again, not in the same replications of both; \
             run their scenarios in one `caremarket compare`, which draws them again for all"
                .to_owned(),
        );
    }
    let windows = |saved: &Saved| -> Vec<Window> {
        let subjects = saved.study.subjects.iter();
        subjects.flat_map(|s| s.plan.windows.clone()).collect()
    };
    for window in windows(one) {
        if windows(other)
            .iter()
            .any(|w| w.name == window.name && *w != window)
        {
            return differ(format!(
                "by the window \"{}\" they mean different stretches; rename it in one of them",
                window.name
            ));
        }
    }
    Ok(())
}

/// Adds the scenarios of a folder, but for those that are there already.
fn add(
    members: &mut Vec<Member>,
    folder: usize,
    saved: Saved,
    least: usize,
    warnings: &mut Vec<String>,
) {
    for warning in saved.warnings {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    let mut places: Vec<usize> = Vec::new();
    let records = saved
        .runs
        .records
        .into_iter()
        .zip(&saved.manifest.scenarios);
    for (subject, (mut records, record)) in saved.study.subjects.into_iter().zip(records) {
        records.truncate(least);
        // A world that nobody named is whoever's it is.
        let same = |m: &Member| {
            let (ours, theirs) = (&m.subject.scenario, &subject.scenario);
            ours.name == theirs.name || ours.without_policies || theirs.without_policies
        };
        let watched_alike = |m: &Member| {
            let (ours, theirs) = (&m.subject.plan, &subject.plan);
            ours.windows == theirs.windows && ours.people == theirs.people
        };
        let there = members.iter().position(|m| {
            same(m) && watched_alike(m) && m.subject.scenario.is_world_of(&subject.scenario)
        });
        if let Some(there) = there {
            places.push(there);
            continue;
        }
        let baseline = subject.baseline.map(|b| places[b]);
        let mut subject = subject;
        if let (Some(_), Some(names)) = (baseline, &record.only_against) {
            subject.scenario.expect_only_against(names);
        }
        let taken = |name: &str| members.iter().any(|m| m.subject.name == name);
        let plain = subject.name.clone();
        let mut number = 2;
        while taken(&subject.name) {
            subject.name = format!("{plain} ({number})");
            number += 1;
        }
        places.push(members.len());
        members.push(Member {
            subject,
            records,
            baseline,
            folder,
        });
    }
}

/// Says what each is compared with.
fn pair(
    members: &mut [Member],
    baseline: Option<&str>,
    folders: &[PathBuf],
    warnings: &mut Vec<String>,
) -> Result<(), Failure> {
    let named = baseline
        .map(|name| named(members, name, folders))
        .transpose()?;
    let first = named.or_else(|| members.first().filter(|m| !m.has_policies()).map(|_| 0));
    for i in 0..members.len() {
        let own = &members[i].subject.scenario;
        let own_world = own.without_policies();
        let found = match named {
            Some(named) => Some(named),
            None if members[i].baseline.is_some() => continue,
            // Others are compared with it.
            None if members.iter().any(|m| m.baseline == Some(i)) => continue,
            None => members
                .iter()
                .position(|m| m.subject.scenario.is_world_of(&own_world))
                .filter(|&world| world != i)
                .or(first),
        };
        let found = found.filter(|&b| b != i);
        members[i].baseline = found;
        let Some(found) = found else { continue };
        if !own_world.is_world_of(&members[found].subject.scenario) {
            let baseline = &members[found].subject;
            let names = [baseline.name.clone(), baseline.scenario.name.clone()];
            let scenario = &mut members[i].subject.scenario;
            let before = scenario.expectations.len();
            scenario.expect_only_against(&names);
            if scenario.expectations.len() < before {
                warnings.push(lineup::not_looked_at(&members[i].subject.name, &names[0]));
            }
        }
    }
    if members.iter().all(|m| m.baseline.is_none()) {
        let names: Vec<&str> = members.iter().map(|m| m.subject.name.as_str()).collect();
        return Err(Failure::wrong(format!(
            "there is nothing to compare with among {}: say which is the baseline with --baseline, or add a folder of \
             the same place without policies",
            names.join(", ")
        )));
    }
    Ok(())
}

/// The scenario that is the baseline by a name, or by the folder that holds it.
fn named(members: &[Member], name: &str, folders: &[PathBuf]) -> Result<usize, Failure> {
    if let Some(found) = members.iter().position(|m| m.subject.name == name) {
        return Ok(found);
    }
    let names: Vec<&str> = members.iter().map(|m| m.subject.name.as_str()).collect();
    let Some(folder) = folders.iter().position(|f| f == Path::new(name)) else {
        return Err(Failure::wrong(format!(
            "--baseline: {}; {}",
            names::unknown("scenario", name),
            names::help(name, &names, "these folders hold")
        )));
    };
    let inside = members
        .iter()
        .enumerate()
        .filter(|(_, m)| m.folder == folder);
    let alone: Vec<usize> = inside
        .filter(|(_, m)| m.baseline.is_none())
        .map(|(i, _)| i)
        .collect();
    match alone[..] {
        [one] => Ok(one),
        _ => Err(Failure::wrong(format!(
            "--baseline: {name} holds several scenarios; name one of {}",
            names.join(", ")
        ))),
    }
}

/// Baselines before what is compared with them, otherwise as they came.
fn in_order(members: Vec<Member>) -> (Vec<Subject>, Vec<Vec<Record>>) {
    let mut order: Vec<usize> = Vec::new();
    for i in 0..members.len() {
        let mut chain = vec![i];
        while let Some(baseline) = members[chain[chain.len() - 1]].baseline
            && !chain.contains(&baseline)
        {
            chain.push(baseline);
        }
        for member in chain.into_iter().rev() {
            if !order.contains(&member) {
                order.push(member);
            }
        }
    }
    let place = |member: usize| order.iter().position(|&m| m == member);
    let baselines: Vec<Option<usize>> = order
        .iter()
        .map(|&m| members[m].baseline.and_then(place))
        .collect();
    let mut members: Vec<Option<Member>> = members.into_iter().map(Some).collect();
    let ordered = order.iter().zip(baselines).filter_map(|(&m, baseline)| {
        let member = members[m].take()?;
        let subject = Subject {
            baseline,
            ..member.subject
        };
        Some((subject, member.records))
    });
    ordered.unzip()
}
