//! What lies on the desk: scenario files beside one another, and what comparing them has shown.
//!
//! The files are the truth. A question answered on the page is a value changed in a file, a file changed by an editor is
//! seen here, and what the page compares the command line compares as well.

use super::draft::{self, Draft};
use super::job::{Answer, Done, Meter, Work};
use crate::cli::carry_out;
use crate::cli::failure::Failure;
use crate::cli::lineup::Lineup;
use crate::cli::new;
use crate::cli::options::RunOptions;
use crate::cli::read::{Library, in_folders};
use crate::output::folder::replace_file;
use crate::results::ScenarioRecord;
use crate::scenario::embedded;
use crate::scenario::source::LARGEST_FILE;
use anyhow::Context as _;
use serde::Serialize;
use std::fs;
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
    /// What is simulated, or was last.
    asked: Option<About>,
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
    /// The files, and what they build on.
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
    /// Files that it builds on, and what they hold.
    below: Vec<(String, String)>,
    /// Whether anything is done in it: whether it has policies.
    acts: bool,
    /// What is wrong with it, as text with lines and arrows; empty if nothing is.
    pub problems: String,
    /// Whether its title tells of answers that are others by now.
    pub misnamed: bool,
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
    /// Histories that were asked for.
    pub asked: usize,
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
        let folder = typed(folder);
        let mut files: Vec<String> = Vec::new();
        for name in in_folders(scenarios)? {
            // The name of a scenario of the program is no path.
            let name = match embedded::find(&name) {
                Some(_) => name,
                None => typed(Path::new(&name)),
            };
            if !files.contains(&name) {
                files.push(name);
            }
        }
        if let Some(name) = files
            .iter()
            .chain([&folder])
            .find(|name| name.contains('+'))
        {
            return Err(Failure::wrong(format!(
                "{name}: a + stands between files that are laid over one another, and cannot be in a name here"
            )));
        }
        for file in files {
            if inner.sheets.len() == MOST {
                return Err(Failure::wrong(format!(
                    "at most {MOST} scenarios lie beside one another; name fewer"
                )));
            }
            let text = text_of(&file).map_err(|trouble| Failure::wrong(trouble.0))?;
            inner.sheets.push(Sheet::of(&file, text));
        }
        Ok(Self {
            folder: PathBuf::from(folder),
            processors,
            inner: Mutex::new(inner),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Files of one's own, by name: those on the desk, and those in the folder.
    pub fn own_files(&self) -> Vec<String> {
        let sheets = self.lock().sheets.clone();
        let files = sheets.into_iter().map(|s| s.file);
        let mut files: Vec<String> = files.filter(|f| embedded::find(f).is_none()).collect();
        let there = [self.folder.to_string_lossy().into_owned()];
        let listed = in_folders(&there).unwrap_or_default();
        for file in listed.iter().filter(|file| **file != there[0]) {
            let file = typed(Path::new(file));
            if !files.contains(&file) {
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
        self.must_know(from)?;
        Ok(Draft::new(from, text_of(from)?))
    }

    /// That this is something to begin from. Whatever else lies on this machine is nobody's business here.
    ///
    /// # Errors
    /// When it is neither a scenario of the program nor a file of one's own.
    pub fn must_know(&self, from: &str) -> Result<(), Trouble> {
        let known = embedded::find(from).is_some() || self.own_files().iter().any(|f| f == from);
        if known {
            return Ok(());
        }
        Err(Trouble(format!(
            "{from} is neither a scenario of the program nor a file on this desk"
        )))
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
        if let Some(there) = inner.sheets.iter().find(|s| s.text == draft.text) {
            let file = there.file.clone();
            self.compare(&mut inner)?;
            return Ok(file);
        }
        if inner.sheets.len() == MOST {
            return Err(Trouble(format!(
                "{MOST} scenarios lie beside one another already; close one first"
            )));
        }
        let unchanged = text_of(&draft.from).is_ok_and(|text| text == draft.text);
        let is_own = embedded::find(&draft.from).is_none();
        let file = if unchanged && is_own {
            draft.from.clone()
        } else {
            self.write_new(draft)?
        };
        let text = text_of(&file)?;
        inner.sheets.push(Sheet::of(&file, text));
        if let Err(trouble) = self.compare(&mut inner) {
            // It cannot lie beside the others, and would be in the way of every other comparison.
            inner.sheets.pop();
            return Err(trouble);
        }
        Ok(file)
    }

    /// Writes a draft to a new file: beside the one it began from, for it may build on what lies there, or in the folder.
    fn write_new(&self, draft: &Draft) -> Result<String, Trouble> {
        let changes = draft.changes();
        let name = draft::file_name(&draft.from, &changes);
        let text = draft.titled(&changes);
        let beside = Path::new(&draft.from).parent();
        let folder = match embedded::find(&draft.from) {
            Some(_) => &*self.folder,
            None => beside.unwrap_or(&self.folder),
        };
        let numbered = (2..).map(|n| format!("{name}-{n}.toml"));
        let names = std::iter::once(format!("{name}.toml")).chain(numbered);
        let mut paths = names.map(|name| folder.join(name));
        let there = |path: &PathBuf| path.symlink_metadata().is_ok();
        let same = |path: &PathBuf| text_of(&typed(path)).is_ok_and(|there| there == text);
        let Some(path) = paths.find(|path| !there(path) || same(path)) else {
            return Err(Trouble(format!("{name} is taken")));
        };
        if !there(&path) {
            new::write(&path, &text)
                .with_context(|| format!("could not write {}", path.display()))?;
        }
        Ok(typed(&path))
    }

    /// Writes a text into a file on the desk, sound or not: it is the reader's. Compares again if it is sound.
    ///
    /// # Errors
    /// When there is no such file, it no longer holds what the text began from, or it cannot be written.
    pub fn save(self: &Arc<Self>, file: &str, was: &str, text: &str) -> Result<(), Trouble> {
        let mut inner = self.lock();
        let at = inner.at(file)?;
        if embedded::find(file).is_some() {
            return Err(Trouble(format!(
                "{file} comes with the program; change an answer, and it becomes a file of your own"
            )));
        }
        if text_of(file)? != plain(was) {
            return Err(Trouble(format!(
                "{file} was changed by an editor meanwhile, and is left as it is; copy what you typed, and load this page again"
            )));
        }
        overwrite(Path::new(file), text)?;
        inner.sheets[at] = Sheet::of(file, plain(text));
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
        if inner.baseline.as_deref() == Some(file) || inner.sheets.len() < 2 {
            inner.baseline = None;
        }
        inner.version += 1;
        if inner.sheets.is_empty() {
            inner.stop();
            (inner.asked, inner.answer) = (None, None);
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

    /// Compares what was laid there before the page was opened; what is in the way is told on it.
    pub fn begin(self: &Arc<Self>) {
        let mut inner = self.lock();
        let outcome = self.compare(&mut inner);
        inner.trouble = outcome.err().map(|trouble| trouble.0);
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
        inner.asked = Some(about.clone());
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
            // A later one may be waiting for this to end.
            let is_last = |r: &Running| Arc::ptr_eq(&r.meter, &gauge);
            if inner.running.as_ref().is_some_and(is_last) {
                inner.running = None;
                inner.trouble = outcome.err();
            }
            inner.version += 1;
        });
        inner.running = Some(Running { meter, thread });
        inner.version += 1;
        Ok(())
    }

    fn show(&self, answer: Answer, about: &About) {
        let mut inner = self.lock();
        if inner.asked.as_ref() != Some(about) {
            // Something else is asked for by now.
            return;
        }
        inner.answer = Some(Shown {
            answer: Arc::new(answer),
            about: about.clone(),
        });
        inner.version += 1;
    }

    /// Looks whether files were changed by someone else, such as an editor.
    pub fn look_at_files(&self) {
        let before = self.lock().sheets.clone();
        // A disk may be slow, and nobody else is to wait for it. A file that is being replaced is looked at the next time.
        let is_other = |(file, text): (&String, &String)| text_of(file).is_ok_and(|t| t != *text);
        let changed = before.into_iter().filter(|sheet| {
            let own = std::iter::once((&sheet.file, &sheet.text));
            own.chain(sheet.below.iter().map(|(file, text)| (file, text)))
                .any(is_other)
        });
        let changed: Vec<(Sheet, Sheet)> = changed
            .filter_map(|old| {
                let mut new = Sheet::of(&old.file, text_of(&old.file).ok()?);
                if !new.problems.is_empty() {
                    // What it was called, and what it built on, is better than nothing.
                    new.title.clone_from(&old.title);
                    new.below = old
                        .below
                        .iter()
                        .map(|(f, _)| f.clone())
                        .filter_map(with_text)
                        .collect();
                }
                Some((old, new))
            })
            .collect();
        if changed.is_empty() {
            return;
        }
        let mut inner = self.lock();
        for (old, new) in changed {
            let there = inner
                .sheets
                .iter()
                .position(|s| s.file == old.file && s.text == old.text);
            if let Some(at) = there {
                inner.sheets[at] = new;
                inner.version += 1;
            }
        }
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
            asked: inner.histories,
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
        let (answer, mut done) = {
            let mut inner = self.lock();
            let answer = inner.answer.as_ref().map(|s| Arc::clone(&s.answer));
            match (answer, inner.done.take()) {
                (Some(answer), Some(done))
                    if inner.running.is_none() && done.is_behind(&answer) =>
                {
                    (answer, done)
                }
                (_, done) => {
                    inner.done = done;
                    return Err(Trouble(
                        "what is shown is not all there to be kept: wait until it is simulated, or run it again"
                            .to_owned(),
                    ));
                }
            }
        };
        let name = Self::name(&answer);
        let folder = carry_out::free_folder(jiff::Timestamp::now(), &name);
        let later = done.runs.cut(done.study.replications);
        let written = carry_out::write(
            &answer.results,
            &done.study,
            &done.runs,
            &RunOptions::default(),
            &folder,
        );
        done.runs.join(later);
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
        let texts = self.sheets.iter().flat_map(|s| {
            let own = (s.file.clone(), s.text.clone());
            s.below.iter().cloned().chain([own])
        });
        About {
            texts: texts.collect(),
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
        let mut library = Library::new();
        let baseline = self.baseline.as_deref();
        let baseline = baseline.filter(|_| self.sheets.len() > 1);
        // What does nothing would be the baseline of all others if it stood first, and their worlds need not be its own.
        let (acting, idle): (Vec<&Sheet>, Vec<&Sheet>) = self.sheets.iter().partition(|s| s.acts);
        let others: Vec<String> = acting
            .into_iter()
            .chain(idle)
            .map(|s| s.file.clone())
            .filter(|file| Some(file.as_str()) != baseline)
            .collect();
        let lineup = match &self.sheets[..] {
            [] => return Err(Trouble("nothing lies on the desk".to_owned())),
            [one] => alone(&one.file, &mut library)?,
            _ => Lineup::draw_up(&others, &[], baseline, &mut library)?,
        };
        let compared = lineup.entries.iter().any(|e| e.baseline.is_some());
        let kind = if compared { "compare" } else { "run" };
        let mut words = vec!["caremarket", kind];
        words.extend(others.iter().map(String::as_str));
        words.extend(baseline.into_iter().flat_map(|file| ["--baseline", file]));
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
        _ => Lineup::draw_up(&[file.to_owned()], &[], None, library),
    }
}

impl Sheet {
    fn of(file: &str, text: String) -> Self {
        let seen = Draft::new(file, text.clone()).seen();
        let title = seen
            .scenario
            .as_ref()
            .map_or_else(|| file.to_owned(), |s| s.title.clone());
        let acts = seen
            .scenario
            .as_ref()
            .is_some_and(|s| !s.setup.policies.is_empty());
        let below = seen.scenario.as_ref().and_then(|s| s.files.split_last());
        let below = below.map_or(&[][..], |(_, below)| below).iter();
        let below = below.map(|file| file.name.clone()).filter_map(with_text);
        let knobs = seen.scenario.as_ref().map_or(&[][..], |s| &s.knobs);
        let misnamed = draft::tells_otherwise(&title, knobs);
        Self {
            misnamed,
            file: file.to_owned(),
            title,
            text,
            below: below.collect(),
            acts,
            problems: if seen.scenario.is_some() {
                String::new()
            } else {
                seen.problems
            },
        }
    }
}

/// A path as it is typed: the same file has one name, on every system.
fn typed(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let name = path.to_string_lossy();
    if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name.into_owned()
    }
}

/// A text whose lines end as a browser ends them.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// A file below others, if it is one: what comes with the program does not change.
fn with_text(file: String) -> Option<(String, String)> {
    let text = text_of(&file)
        .ok()
        .filter(|_| embedded::find(&file).is_none())?;
    Some((file, text))
}

/// The text of a scenario: of one that comes with the program, or of a file.
///
/// # Errors
/// When there is no such file, or it is no text of the size of a scenario.
pub fn text_of(name: &str) -> Result<String, Trouble> {
    if let Some(scenario) = embedded::find(name) {
        return Ok(if scenario.is_place {
            draft::upon(scenario.name)
        } else {
            scenario.text.to_owned()
        });
    }
    let read = || -> anyhow::Result<String> {
        let about = fs::metadata(name)?;
        let fits = about.is_file() && about.len() <= LARGEST_FILE as u64;
        anyhow::ensure!(fits, "it is not a file, or too large to be a scenario");
        Ok(plain(&fs::read_to_string(name)?))
    };
    Ok(read().with_context(|| format!("could not read {name}"))?)
}

/// Puts a text in the place of another, whole or not at all, with lines that end as they did. A link stays one.
fn overwrite(path: &Path, text: &str) -> Result<(), Trouble> {
    let write = || -> anyhow::Result<()> {
        let path = fs::canonicalize(path)?;
        let text = if fs::read_to_string(&path)?.contains("\r\n") {
            plain(text).replace('\n', "\r\n")
        } else {
            plain(text)
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(Path::new("."));
        replace_file(folder, &name, |w| w.write_all(text.as_bytes()))?;
        Ok(())
    };
    Ok(write().with_context(|| format!("could not write {}", path.display()))?)
}
