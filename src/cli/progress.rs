//! How far a study has come, for someone who waits; and stopping it.

use crate::experiment::{Progress, Study};
use crate::observe::Record;
use crate::output::words::{self, Style};
use crate::stats::Estimate;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What someone who waits wants to know first, where there is such a measure.
const FIRST: [&str; 2] = ["delayed.acute", "delayed.all"];
/// The stretch of time it is told for; the whole run where that is shorter.
const FIRST_WINDOW: &str = "m7-12";
/// Fewer pairs of replications than this say too little.
const ENOUGH: usize = 5;
/// Where nobody sees a bar, a line is written this often.
const LINE_EVERY: u64 = 10;

/// A bar on stderr; a line every ten seconds where stderr is no terminal.
#[derive(Debug)]
pub struct Bar {
    line: ProgressBar,
    names: Vec<String>,
    /// Replications that are there already.
    first: usize,
    done: Vec<AtomicUsize>,
    of: AtomicUsize,
    events: AtomicU64,
    began: Instant,
    /// Whether lines are written, and the second of the last one.
    lines: Option<AtomicU64>,
    early: Option<Early>,
}

/// A first answer, while the rest is simulated.
#[derive(Debug)]
struct Early {
    title: String,
    unit: String,
    /// The scenario, and where among its values the measure stands; the same of what it is compared with.
    sides: [(usize, usize); 2],
    heard: Mutex<Heard>,
}

/// What has come in so far.
#[derive(Debug, Default)]
struct Heard {
    /// Of replications of which one side is missing: the scenario's value, and that of what it is compared with.
    waiting: BTreeMap<usize, [Option<f64>; 2]>,
    /// Of the others, the scenario's value less the other.
    differences: Vec<f64>,
    /// What was told last, and from how many differences on more is to be told.
    told: Option<String>,
    next: usize,
}

impl Early {
    /// About the first scenario that is compared with another, if there is one that can be told about.
    fn of(study: &Study) -> Option<Self> {
        let mut compared = study.subjects.iter().enumerate();
        let (s, subject) = compared.find(|(_, subject)| subject.baseline.is_some())?;
        let baseline = subject.baseline?;
        let place = |subject: usize, key: &str, window: &str| {
            let plan = &study.subjects[subject].plan;
            let w = plan.windows.iter().position(|w| w.name == window)?;
            let m = plan.measures.iter().position(|m| m.record.key == key)?;
            Some((subject, w * plan.measures.len() + m))
        };
        let asked = FIRST
            .iter()
            .flat_map(|key| [(*key, FIRST_WINDOW), (*key, "all")]);
        let mut found = asked.filter_map(|(key, window)| {
            let sides = [place(s, key, window)?, place(baseline, key, window)?];
            let measure = subject.plan.measures.iter().find(|m| m.record.key == key)?;
            Some((sides, &measure.record, window))
        });
        let (sides, record, window) = found.next()?;
        Some(Self {
            title: format!(
                "{}: {}, {}",
                subject.name,
                record.title,
                words::window(window)
            ),
            unit: record.unit.clone(),
            sides,
            heard: Mutex::default(),
        })
    }

    /// Takes in what a replication says, and tells what all of them say so far: anew with each fiftieth part more.
    fn hear(&self, subject: usize, replication: usize, record: &Record) -> Option<String> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = &mut *heard;
        for (side, (whose, at)) in self.sides.into_iter().enumerate() {
            if whose == subject {
                let pair = heard.waiting.entry(replication).or_default();
                pair[side] = record.values.get(at).copied();
                if let [Some(ours), Some(theirs)] = *pair {
                    heard.waiting.remove(&replication);
                    heard.differences.push(ours - theirs);
                }
            }
        }
        if heard.differences.len() >= heard.next.max(ENOUGH)
            && let Some(e) = Estimate::of(&heard.differences).filter(|e| e.n >= ENOUGH)
        {
            let style = Style::of(&self.unit, &[e.mean, e.lower, e.upper]);
            heard.next = heard.differences.len() + 1 + heard.differences.len() / 50;
            heard.told = Some(format!(
                "{}: {} ({}) after {}",
                self.title,
                style.difference(e.mean),
                style.difference_interval(e.lower, e.upper),
                words::count(e.n, "replication")
            ));
        }
        heard.told.clone()
    }
}

impl Bar {
    /// A bar for a study of which so many replications are there already.
    pub fn new(study: &Study, first: usize, hidden: bool) -> Self {
        let all = study.subjects.len() * (study.replications - first);
        let bar = drawn(all, hidden, "{bar:24} {percent:>3}%  {msg}");
        bar.set_message("starting");
        Self {
            names: study.subjects.iter().map(|s| s.name.clone()).collect(),
            first,
            done: study
                .subjects
                .iter()
                .map(|_| AtomicUsize::new(first))
                .collect(),
            of: AtomicUsize::new(study.replications),
            events: AtomicU64::new(0),
            began: Instant::now(),
            lines: (!hidden && bar.is_hidden()).then(AtomicU64::default),
            early: Early::of(study),
            line: bar,
        }
    }

    /// The line it is drawn on.
    pub fn line(&self) -> &ProgressBar {
        &self.line
    }

    /// Takes it away.
    pub fn finish(&self) {
        self.line.finish_and_clear();
    }

    /// Writes a line, if the last one is long enough ago.
    fn write_a_line(&self, text: &str) {
        let Some(last) = &self.lines else {
            return;
        };
        let (now, before) = (self.began.elapsed().as_secs(), last.load(Ordering::Relaxed));
        // Of several threads that see the time has come, one writes.
        let due = now >= before + LINE_EVERY;
        if due
            && last
                .compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            super::screen::complain(&format!("{text}\n"));
        }
    }
}

impl Progress for Bar {
    fn replication_done(&self, subject: usize, replication: usize, record: &Record) {
        let done = self.done[subject].fetch_add(1, Ordering::Relaxed) + 1;
        let events = self.events.fetch_add(record.events, Ordering::Relaxed) + record.events;
        let (name, of) = (&self.names[subject], self.of.load(Ordering::Relaxed));
        if self.line.position() == 0 {
            // Only now is there anything to tell the time by.
            self.line
                .set_style(style("{bar:24} {percent:>3}%  {eta} left  {msg}\n{prefix}"));
        }
        let seconds = self.began.elapsed().as_secs_f64().max(1e-3);
        let rate = words::size(events as f64 / seconds / 1e6);
        let told = format!("{name}: {done} of {of} replications, {rate} million events a second");
        let early = self.early.as_ref();
        let early = early.and_then(|early| early.hear(subject, replication, record));
        self.line.set_message(told.clone());
        match early {
            Some(early) => {
                self.write_a_line(&format!("{told}; {early}"));
                self.line.set_prefix(early);
            }
            None => self.write_a_line(&told),
        }
        self.line.inc(1);
    }

    fn replications(&self, n: usize) {
        self.of.store(n, Ordering::Relaxed);
        self.line
            .set_length(((n - self.first) * self.names.len()) as u64);
    }
}

/// A bar for a list of small studies, one after the other.
#[derive(Debug)]
pub struct Steps(ProgressBar);

impl Steps {
    /// A bar for so many.
    pub fn new(steps: usize, hidden: bool) -> Self {
        // The first is under way, not done.
        Self(drawn(steps + 1, hidden, "{bar:24} {percent:>3}%  {msg}"))
    }

    /// Begins the next.
    pub fn begin(&self, name: &str) {
        self.0.inc(1);
        self.0.set_message(name.to_owned());
    }

    /// The line it is drawn on.
    pub fn line(&self) -> &ProgressBar {
        &self.0
    }

    /// Prints something while it is there.
    pub fn tell(&self, text: &str) {
        self.0.suspend(|| super::screen::print(text));
    }

    /// Takes it away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Steps {
    fn replication_done(&self, _: usize, _: usize, _: &Record) {
        self.0.tick();
    }
}

/// A bar for many points, several of which may be under way.
#[derive(Debug)]
pub struct Points(ProgressBar);

impl Points {
    /// A bar for so many, of which some are finished already.
    pub fn new(points: usize, finished: usize, hidden: bool) -> Self {
        let bar = drawn(points, hidden, "{bar:24} {pos} of {len} points  {wide_msg}");
        bar.set_position(finished as u64);
        // What was finished before says nothing about how fast it goes now.
        bar.reset_eta();
        Self(bar)
    }

    /// A point begins.
    pub fn begin(&self, name: &str) {
        self.0.set_message(name.to_owned());
    }

    /// A point is finished.
    pub fn finished(&self) {
        self.0.set_style(style(
            "{bar:24} {pos} of {len} points  {eta} left  {wide_msg}",
        ));
        self.0.inc(1);
    }

    /// The line it is drawn on.
    pub fn line(&self) -> &ProgressBar {
        &self.0
    }

    /// Takes it away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Points {
    fn replication_done(&self, _: usize, _: usize, _: &Record) {
        self.0.tick();
    }
}

/// A bar of this length on stderr, unless nobody is to see it.
fn drawn(length: usize, hidden: bool, template: &str) -> ProgressBar {
    let target = if hidden {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(length as u64), target);
    bar.set_style(style(template));
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(250));
    }
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A switch that Ctrl-C turns on; a second Ctrl-C ends the program at once.
pub fn stop_on_interrupt(line: &ProgressBar) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let (turned, shown) = (Arc::clone(&stop), line.clone());
    // Where no handler can be set, Ctrl-C does what it always does.
    let _ = ctrlc::set_handler(move || {
        if turned.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        let what = "Stopping after the replications under way, and keeping what is finished. \
                    Press Ctrl-C again to stop at once.";
        if shown.is_hidden() {
            super::screen::complain(&format!("{what}\n"));
        } else {
            shown.println(what);
        }
    });
    stop
}
