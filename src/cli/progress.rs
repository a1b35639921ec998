//! How far a study has come, for someone who waits; and stopping it.

use crate::experiment::{Progress, Study};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// A bar on stderr; hidden where nobody looks.
#[derive(Debug)]
pub struct Bar {
    line: ProgressBar,
    names: Vec<String>,
    /// Replications that are there already.
    first: usize,
    done: Vec<AtomicUsize>,
    of: AtomicUsize,
}

impl Bar {
    /// A bar for a study of which so many replications are there already.
    pub fn new(study: &Study, first: usize, hidden: bool) -> Self {
        let target = if hidden {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let all = study.subjects.len() * (study.replications - first);
        let bar = ProgressBar::with_draw_target(Some(all as u64), target);
        bar.set_style(style("{bar:24} {percent:>3}%  {msg}"));
        bar.set_message("starting");
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self {
            line: bar,
            names: study.subjects.iter().map(|s| s.name.clone()).collect(),
            first,
            done: study
                .subjects
                .iter()
                .map(|_| AtomicUsize::new(first))
                .collect(),
            of: AtomicUsize::new(study.replications),
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
}

impl Progress for Bar {
    fn replication_done(&self, subject: usize, _: u64) {
        let done = self.done[subject].fetch_add(1, Ordering::Relaxed) + 1;
        let (name, of) = (&self.names[subject], self.of.load(Ordering::Relaxed));
        if self.line.position() == 0 {
            // Only now is there anything to tell the time by.
            self.line
                .set_style(style("{bar:24} {percent:>3}%  {eta} left  {msg}"));
        }
        self.line
            .set_message(format!("{name}: {done} of {of} replications"));
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
        let target = if hidden {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        // The first is under way, not done.
        let bar = ProgressBar::with_draw_target(Some(steps as u64 + 1), target);
        bar.set_style(style("{bar:24} {percent:>3}%  {msg}"));
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self(bar)
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
    fn replication_done(&self, _: usize, _: u64) {
        self.0.tick();
    }
}

/// A bar for many points, several of which may be under way.
#[derive(Debug)]
pub struct Points(ProgressBar);

impl Points {
    /// A bar for so many, of which some are finished already.
    pub fn new(points: usize, finished: usize, hidden: bool) -> Self {
        let target = if hidden {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(points as u64), target);
        bar.set_style(style("{bar:24} {pos} of {len} points  {wide_msg}"));
        bar.set_position(finished as u64);
        // What was finished before says nothing about how fast it goes now.
        bar.reset_eta();
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(250));
        }
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
    fn replication_done(&self, _: usize, _: u64) {
        self.0.tick();
    }
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
