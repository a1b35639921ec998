//! The reference model for speed: as a scenario, and as a loop written by hand.

#![allow(
    dead_code,
    reason = "each program that takes this in uses its own part"
)]

pub mod hand_written;

use caremarket::experiment::Subject;
use caremarket::scenario::reading::Reader;
use caremarket::scenario::render::Look;
use hand_written::Line;

/// Days of the reference model, from empty.
pub const DAYS: u32 = 3_650;

/// The two models in `scenarios/verification`.
#[derive(Clone, Copy, Debug)]
pub enum Model {
    /// Overloaded on purpose.
    BlockedLine,
    /// Its stable twin.
    OpenLine,
}

impl Model {
    /// Its name, which is that of its file.
    pub fn name(self) -> &'static str {
        match self {
            Self::BlockedLine => "blocked-line",
            Self::OpenLine => "open-line",
        }
    }

    /// The loop, for so many days.
    pub fn line(self, scale: u32, days: u32) -> Line {
        match self {
            Self::BlockedLine => Line::blocked(scale, days),
            Self::OpenLine => Line::open(scale, days),
        }
    }

    /// The scenario, for so many days.
    pub fn subject(self, scale: u32, days: u32) -> Subject {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/verification");
        let file = format!("{folder}/{}.toml", self.name());
        let set = [
            format!("run.scale={scale}"),
            format!("run.horizon_days={days}"),
        ];
        read(&file, &set)
    }
}

/// A scenario by name or path, with values set, ready to be run.
pub fn read(typed: &str, set: &[String]) -> Subject {
    let mut reader = Reader::new();
    let scenario = reader.read(typed, set).unwrap_or_else(|| {
        let said = reader.problems.render(&reader.sources, Look::default());
        panic!("{typed} cannot be read:\n{said}")
    });
    Subject::new(typed, scenario, &[], None)
}

/// What one replication of a scenario shows in the whole run, and how many events it took.
pub fn measures(subject: &Subject, seed: u64, replication: u64) -> Vec<(String, f64)> {
    let plan = &subject.plan;
    let record = plan
        .observe(&subject.scenario.setup, seed, replication)
        .expect("nothing is lost");
    let whole = plan.windows.iter().position(|w| w.name == "all");
    let first = whole.expect("every scenario has it") * plan.measures.len();
    let keys = plan.measures.iter().map(|m| m.record.key.clone());
    let mut rows = vec![("events".to_owned(), record.events as f64)];
    rows.extend(keys.zip(record.values[first..].iter().copied()));
    rows
}
