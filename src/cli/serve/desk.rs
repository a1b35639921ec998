//! What lies on the desk: scenario files beside one another, and what comparing them has shown.
//!
//! The files are the truth. A question answered on the page is a value changed in a file, a file changed by an editor is
//! seen here, and what the page compares the command line compares as well.

use super::draft::{self, Draft};
use super::job::{Answer, Done, Meter, Work};
use crate::cli::carry_out;
use crate::cli::failure::Failure;
use crate::cli::lineup::Lineup;
use crate::cli::options::RunOptions;
use crate::cli::read::{Library, in_folders};
use crate::results::ScenarioRecord;
use crate::scenario::embedded;
use anyhow::Context as _;
use serde::Serialize;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Most scenarios beside one another: more no picture can show.
const MOST: usize = 6;
/// Most histories that the page asks for.
const MOST_HISTORIES: usize = 1000;

/// Why something cannot be done, in words for the page.
#[derive(Debug)]
pub struct Trouble(pub String);

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self(failure.told().to_owned())
    }
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self(format!("{error:#}"))
    }
}

/// The desk of one reader.
pub struct Desk {
    /// Where files of one's own are.
    folder: PathBuf,
    processors: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    sheets: Vec<Sheet>,
    /// The file that all others are compared with, if one was chosen.
    baseline: Option<String>,
    /// Histories to be simulated of each.
    histories: usize,
    running: Option<Running>,
    done: Option<Done>,
    answer: Option<Shown>,
    /// What stopped the last simulation.
    trouble: Option<String>,
    /// Grows with whatever changes on the page.
    version: u64,
}

/// A simulation under way.
struct Running {
    meter: Arc<Meter>,
    thread: JoinHandle<()>,
}

/// An answer, and what it is about.
#[derive(Clone)]
struct Shown {
    answer: Arc<Answer>,
    about: About,
}

/// Everything an answer depends on, but for how many histories there are.
#[derive(Clone, PartialEq, Eq)]
struct About {
    texts: Vec<(String, String)>,
    baseline: Option<String>,
}

/// A scenario file on the desk.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its path, as it would be typed.
    pub file: String,
    /// Its title.
    pub title: String,
    /// What it holds.
    text: String,
    /// What is wrong with it, as text with lines and arrows; empty if nothing is.
    pub problems: String,
}

/// What the page has to know again and again.
#[derive(Clone, PartialEq, Serialize)]
pub struct State {
    /// Grows with whatever changes on the page.
    pub version: u64,
    /// Whether something is simulated.
    pub running: bool,
    /// The share of it that is done.
    pub share: f64,
    /// What there is to say of it.
    pub told: String,
    /// Whether the answer shown is about other files than those on the desk, or about earlier versions of them.
    pub stale: bool,
}

/// What the page shows of the desk.
pub struct View {
    /// The files.
    pub sheets: Vec<Sheet>,
    /// The file that all others are compared with, if one was chosen.
    pub baseline: Option<String>,
    /// Histories behind the answer, if there is one.
    pub histories: Option<usize>,
    /// Whether something is simulated.
    pub running: bool,
    /// Whether the answer is not about what lies there now.
    pub stale: bool,
    /// What stopped the last simulation.
    pub trouble: Option<String>,
    /// Whether more histories can be asked for.
    pub more: bool,
}

impl Desk {
    /// A desk with these scenarios on it, for files of one's own in this folder.
    ///
    /// # Errors
    /// When a scenario cannot be read at all.
    pub fn new(
        folder: &Path,
        scenarios: &[String],
        histories: usize,
        processors: usize,
    ) -> Result<Self, Failure> {
        let mut inner = Inner {
            histories,
            ..Inner::default()
        };
        for file in in_folders(scenarios)? {
            if inner.sheets.len() == MOST {
                return Err(Failure::wrong(format!(
                    "at most {MOST} scenarios lie beside one another; name fewer"
                )));
            }
            let text = text_of(&file).map_err(|trouble| Failure::wrong(trouble.0))?;
            inner.sheets.push(Sheet::of(&file, text));
        }
        Ok(Self {
            folder: folder.to_owned(),
            processors,
            inner: Mutex::new(inner),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Files of one's own, by name: those on the desk, and those in the folder.
    pub fn own_files(&self) -> Vec<String> {
        let mut files: Vec<String> = self.lock().sheets.iter().map(|s| s.file.clone()).collect();
        let there = [self.folder.to_string_lossy().into_owned()];
        for file in in_folders(&there).unwrap_or_default() {
            if file != there[0] && !files.contains(&file) {
                files.push(file);
            }
        }
        files.sort();
        files
    }

    /// The draft that begins from a scenario that comes with the program, or from a file of one's own.
    ///
    /// # Errors
    /// When there is no such scenario, or it cannot be read.
    pub fn draft(&self, from: &str) -> Result<Draft, Trouble> {
        let known = embedded::find(from).is_some() || self.own_files().iter().any(|f| f == from);
        if !known {
            return Err(Trouble(format!(
                "{from} is neither a scenario of the program nor a file on this desk"
            )));
        }
        Ok(Draft::new(from, text_of(from)?))
    }

    /// Puts a draft on the desk, in a file of its own unless it is in one already, and compares.
    ///
    /// # Errors
    /// When the draft has mistakes, there is no room for it, or it cannot be written.
    pub fn put(self: &Arc<Self>, draft: &Draft) -> Result<String, Trouble> {
        let seen = draft.seen();
        if seen.scenario.is_none() {
            return Err(Trouble(seen.problems));
        }
        let mut inner = self.lock();
        let there = inner.sheets.iter().position(|s| s.text == draft.text);
        let file = match there {
            Some(at) => inner.sheets[at].file.clone(),
            None if inner.sheets.len() == MOST => {
                return Err(Trouble(format!(
                    "{MOST} scenarios lie beside one another already; close one first"
                )));
            }
            None => {
                let file = if text_of(&draft.from).is_ok_and(|text| text == draft.text)
                    && embedded::find(&draft.from).is_none()
                {
                    draft.from.clone()
                } else {
                    self.write_new(draft)?
                };
                let text = text_of(&file)?;
                inner.sheets.push(Sheet::of(&file, text));
                file
            }
        };
        self.compare(&mut inner)?;
        Ok(file)
    }

    /// Writes a draft to a new file in the folder.
    fn write_new(&self, draft: &Draft) -> Result<String, Trouble> {
        let changes = draft.changes();
        let name = draft::file_name(&draft.from, &changes);
        let text = draft.titled(&changes);
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("could not make the folder {}", self.folder.display()))?;
        for number in 1.. {
            let name = match number {
                1 => format!("{name}.toml"),
                n => format!("{name}-{n}.toml"),
            };
            let path = self.folder.join(name);
            if fs::read_to_string(&path).is_ok_and(|there| there == text) {
                return Ok(path.to_string_lossy().into_owned());
            }
            if path.symlink_metadata().is_err() {
                write_whole(&path, &text, false)?;
                return Ok(path.to_string_lossy().into_owned());
            }
        }
        unreachable!("some number is free")
    }

    /// Writes a text into a file on the desk, sound or not: it is the reader's. Compares again if it is sound.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be written.
    pub fn save(self: &Arc<Self>, file: &str, text: &str) -> Result<(), Trouble> {
        let mut inner = self.lock();
        let at = inner.at(file)?;
        if embedded::find(file).is_some() && !Path::new(file).is_file() {
            return Err(Trouble(format!(
                "{file} comes with the program; change an answer, and it becomes a file of your own"
            )));
        }
        write_whole(Path::new(file), text, true)?;
        inner.sheets[at] = Sheet::of(file, text.to_owned());
        inner.version += 1;
        if inner.sheets.iter().all(|s| s.problems.is_empty()) {
            self.compare(&mut inner)?;
        }
        Ok(())
    }

    /// Takes a file off the desk. It stays where it is.
    ///
    /// # Errors
    /// When it does not lie there.
    pub fn close(self: &Arc<Self>, file: &str) -> Result<(), Trouble> {
        let mut inner = self.lock();
        let at = inner.at(file)?;
        inner.sheets.remove(at);
        if inner.baseline.as_deref() == Some(file) {
            inner.baseline = None;
        }
        inner.version += 1;
        if inner.sheets.is_empty() {
            inner.stop();
            inner.answer = None;
            return Ok(());
        }
        self.compare(&mut inner)
    }

    /// Compares everything with this file, or each with the same place without its policies.
    ///
    /// # Errors
    /// When it does not lie there, or cannot be compared with.
    pub fn pin(self: &Arc<Self>, file: Option<&str>) -> Result<(), Trouble> {
        let mut inner = self.lock();
        if let Some(file) = file {
            inner.at(file)?;
        }
        let before = std::mem::replace(&mut inner.baseline, file.map(str::to_owned));
        inner.version += 1;
        self.compare(&mut inner)
            .inspect_err(|_| inner.baseline = before)
    }

    /// Simulates twice as many histories.
    ///
    /// # Errors
    /// When it would be too much.
    pub fn more(self: &Arc<Self>) -> Result<(), Trouble> {
        let mut inner = self.lock();
        let before = inner.histories;
        inner.histories = (before * 2).min(MOST_HISTORIES);
        self.compare(&mut inner)
            .inspect_err(|_| inner.histories = before)
    }

    /// Compares what lies there, again if files have changed.
    ///
    /// # Errors
    /// When a file has mistakes, or it would be too much.
    pub fn again(self: &Arc<Self>) -> Result<(), Trouble> {
        self.compare(&mut self.lock())
    }

    /// Stops what is simulated; what is finished is shown.
    pub fn stop(&self) {
        self.lock().stop();
    }

    /// Begins to simulate what is missing, after whatever runs has stopped.
    fn compare(self: &Arc<Self>, inner: &mut Inner) -> Result<(), Trouble> {
        let wrong: Vec<&str> = inner
            .sheets
            .iter()
            .filter(|s| !s.problems.is_empty())
            .map(|s| s.file.as_str())
            .collect();
        if let [first, ..] = wrong[..] {
            return Err(Trouble(format!("{first} has a mistake; mend it first")));
        }
        let mut work = inner.work()?;
        work.fit(self.processors)?;
        inner.stop();
        inner.trouble = None;
        let meter = Arc::new(Meter::new());
        let before = inner.running.take();
        let about = inner.about();
        let (desk, gauge) = (Arc::clone(self), Arc::clone(&meter));
        let thread = std::thread::spawn(move || {
            if let Some(before) = before {
                // Whatever became of it, what it had finished lies in `done`.
                let _ = before.thread.join();
            }
            let begun = desk.lock().done.take();
            let show = |answer| desk.show(answer, &about);
            let (done, outcome) = work.carry_out(begun, desk.processors, &gauge, show);
            let mut inner = desk.lock();
            inner.done = Some(done);
            inner.trouble = outcome.err();
            // A later one may be waiting for this to end.
            if inner
                .running
                .as_ref()
                .is_some_and(|r| Arc::ptr_eq(&r.meter, &gauge))
            {
                inner.running = None;
            }
            inner.version += 1;
        });
        inner.running = Some(Running { meter, thread });
        inner.version += 1;
        Ok(())
    }

    fn show(&self, answer: Answer, about: &About) {
        let mut inner = self.lock();
        // Files may have been closed meanwhile: what is no longer asked for is not shown.
        inner.answer = Some(Shown {
            answer: Arc::new(answer),
            about: about.clone(),
        });
        inner.version += 1;
    }

    /// Looks whether files were changed by someone else, such as an editor.
    pub fn look_at_files(&self) {
        let mut inner = self.lock();
        let mut changed = false;
        for sheet in &mut inner.sheets {
            // A file that is being replaced is looked at the next time.
            if let Ok(text) = text_of(&sheet.file)
                && text != sheet.text
            {
                let title = std::mem::take(&mut sheet.title);
                *sheet = Sheet::of(&sheet.file, text);
                if !sheet.problems.is_empty() {
                    sheet.title = title;
                }
                changed = true;
            }
        }
        inner.version += u64::from(changed);
    }

    /// What the page has to know again and again.
    pub fn state(&self) -> State {
        let mut inner = self.lock();
        // Whoever ends as they should says so before.
        if inner
            .running
            .as_ref()
            .is_some_and(|r| r.thread.is_finished())
        {
            inner.running = None;
            inner.trouble =
                Some("The program has a fault, and stopped; please report it.".to_owned());
            inner.version += 1;
        }
        let (share, told) = inner
            .running
            .as_ref()
            .map_or((0.0, String::new()), |r| r.meter.told());
        State {
            version: inner.version,
            running: inner.running.is_some(),
            share,
            told,
            stale: inner.is_stale(),
        }
    }

    /// What the page shows.
    pub fn view(&self) -> View {
        let inner = self.lock();
        let histories = inner
            .answer
            .as_ref()
            .map(|shown| shown.answer.results.manifest.replications_done);
        View {
            sheets: inner.sheets.clone(),
            baseline: inner.baseline.clone(),
            histories,
            running: inner.running.is_some(),
            stale: inner.is_stale(),
            trouble: inner.trouble.clone(),
            more: inner.histories < MOST_HISTORIES,
        }
    }

    /// The answer there is.
    pub fn answer(&self) -> Option<Arc<Answer>> {
        let inner = self.lock();
        inner.answer.as_ref().map(|shown| Arc::clone(&shown.answer))
    }

    /// A short name for what is compared.
    pub fn name(answer: &Answer) -> String {
        let scenarios = &answer.results.manifest.scenarios;
        let asked = |s: &&ScenarioRecord| s.baseline.is_some() || scenarios.len() == 1;
        let names: Vec<String> = scenarios
            .iter()
            .filter(asked)
            .map(|s| s.name.clone())
            .collect();
        carry_out::folder_name(&names)
    }

    /// Writes the answer and everything behind it into a new folder, and says which.
    ///
    /// # Errors
    /// When there is none yet, or it cannot be written.
    pub fn keep(&self) -> Result<PathBuf, Trouble> {
        let (answer, done) = {
            let mut inner = self.lock();
            let answer = inner.answer.as_ref().map(|s| Arc::clone(&s.answer));
            match (answer, inner.done.take()) {
                (Some(answer), Some(done)) if inner.running.is_none() => (answer, done),
                (_, done) => {
                    inner.done = done;
                    return Err(Trouble(
                        "there is nothing to keep yet; wait until it is simulated".to_owned(),
                    ));
                }
            }
        };
        let name = Self::name(&answer);
        let folder = carry_out::free_folder(jiff::Timestamp::now(), &name);
        let written = carry_out::write(
            &answer.results,
            &done.study,
            &done.runs,
            &RunOptions::default(),
            &folder,
        );
        let mut inner = self.lock();
        if inner.done.is_none() {
            inner.done = Some(done);
        }
        written.map_err(|error| Trouble(error.to_string()))?;
        Ok(folder)
    }
}

impl Inner {
    fn at(&self, file: &str) -> Result<usize, Trouble> {
        let at = self.sheets.iter().position(|s| s.file == file);
        at.ok_or_else(|| Trouble(format!("{file} does not lie on the desk")))
    }

    fn stop(&self) {
        if let Some(running) = &self.running {
            running.meter.stop.store(true, Ordering::Relaxed);
        }
    }

    fn about(&self) -> About {
        About {
            texts: self
                .sheets
                .iter()
                .map(|s| (s.file.clone(), s.text.clone()))
                .collect(),
            baseline: self.baseline.clone(),
        }
    }

    fn is_stale(&self) -> bool {
        self.answer
            .as_ref()
            .is_some_and(|shown| shown.about != self.about())
    }

    /// What there is to simulate.
    fn work(&self) -> Result<Work, Trouble> {
        let files: Vec<String> = self.sheets.iter().map(|s| s.file.clone()).collect();
        let mut library = Library::new();
        let baseline = self.baseline.as_deref();
        let others: Vec<String> = files
            .iter()
            .filter(|f| Some(f.as_str()) != baseline)
            .cloned()
            .collect();
        let lineup = match &files[..] {
            [] => return Err(Trouble("nothing lies on the desk".to_owned())),
            [one] => alone(one, &mut library)?,
            _ => Lineup::draw_up(&others, &[], baseline, &mut library)?,
        };
        let compared = lineup.entries.iter().any(|e| e.baseline.is_some());
        let kind = if compared { "compare" } else { "run" };
        let histories = self.histories.to_string();
        let mut words = vec!["caremarket", kind];
        words.extend(others.iter().map(String::as_str));
        words.extend(baseline.into_iter().flat_map(|file| ["--baseline", file]));
        words.extend(["--replications", &histories]);
        let options = RunOptions::default();
        Ok(Work {
            study: carry_out::study(&lineup, &options, Some(self.histories), &[])?,
            typed: carry_out::as_words(words.into_iter()),
            kind,
            warnings: library.warnings,
        })
    }
}

/// One scenario beside the same place without its policies; by itself if it has none.
fn alone(file: &str, library: &mut Library) -> Result<Lineup, Failure> {
    let scenario = library.read(file, &[]);
    library.sound()?;
    match scenario {
        Some(scenario) if scenario.setup.policies.is_empty() => Ok(Lineup::of_one(scenario)),
        _ => Lineup::draw_up(&[file.to_owned()], &[], None, &mut Library::new()),
    }
}

impl Sheet {
    fn of(file: &str, text: String) -> Self {
        let seen = Draft::new(file, text.clone()).seen();
        let title = seen
            .scenario
            .as_ref()
            .map_or_else(|| file.to_owned(), |s| s.title.clone());
        Self {
            file: file.to_owned(),
            title,
            text,
            problems: if seen.scenario.is_some() {
                String::new()
            } else {
                seen.problems
            },
        }
    }
}

/// The text of a scenario: of a file, or of one that comes with the program.
pub fn text_of(name: &str) -> Result<String, Trouble> {
    let path = Path::new(name);
    match embedded::find(name) {
        Some(scenario) if !path.is_file() => Ok(if scenario.is_place {
            draft::upon(scenario.name)
        } else {
            scenario.text.to_owned()
        }),
        _ => Ok(fs::read_to_string(path).with_context(|| format!("could not read {name}"))?),
    }
}

/// Writes a file whole or not at all.
fn write_whole(path: &Path, text: &str, replace: bool) -> Result<(), Trouble> {
    let write = || -> anyhow::Result<()> {
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        if replace {
            file.persist(path)?;
        } else {
            file.persist_noclobber(path)?;
        }
        Ok(())
    };
    Ok(write().with_context(|| format!("could not write {}", path.display()))?)
}
