//! What every replication showed, kept in a result folder, so that more can be added to it later.
//!
//! One file: a line that says what it is, a header in JSON, every record of every replication packed by itself,
//! and a SHA-256 hash of all of it. The header says from what the records came (seed, scenarios, windows and measures)
//! and for which [`RESULTS_VERSION`]: records are read again only where more of the same would be simulated.

mod packed;

use super::{RESULTS_VERSION, Runs, Study, Subject};
use crate::observe::Record;
use crate::scenario::reading::sha256;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// Name of the file in a result folder.
pub const FILE: &str = "replications.bin";

/// What the file begins with.
const FIRST_LINE: &[u8] = b"caremarket replications\n";
/// The layout of the file. It grows by one when a reader of the last layout would be misled.
const FORMAT: u32 = 1;
/// Bytes of the hash at the end.
const HASH: usize = 32;
/// Records packed at a time: enough for every processor, few enough for memory.
const AT_A_TIME: usize = 64;

/// Why what is kept cannot be gone on from.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is not such a file, or not whole.
    #[error("its {FILE} is damaged")]
    Damaged,
    /// Another layout of the file.
    #[error("its {FILE} has format {0}, and this version reads format {FORMAT}")]
    Format(u32),
    /// More replications would not belong to those that are there.
    #[error(
        "caremarket {version} wrote it, whose results are number {found}, and this version's are number {RESULTS_VERSION}: \
         replications of the two do not belong together"
    )]
    OtherResults {
        /// The version that wrote it.
        version: String,
        /// Its [`RESULTS_VERSION`].
        found: u32,
    },
    /// Another scenario, or another seed.
    #[error("its {FILE} is of other scenarios, or of another seed, than its manifest.json says")]
    OtherScenarios,
    /// What is measured has changed.
    #[error(
        "caremarket {version} watched {then} of {scenario}, and this version watches {now}: replications of the two do not \
         belong together"
    )]
    OtherMeasures {
        /// The version that wrote it.
        version: String,
        /// The scenario.
        scenario: String,
        /// What was watched then.
        then: Box<Watched>,
        /// What is watched now.
        now: Box<Watched>,
    },
}

/// How much is watched of a scenario, and a hash that tells one list from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    measures: usize,
    windows: usize,
    gauges: usize,
    days: usize,
    /// Of everything watched, by name and in order.
    sha256: String,
}

impl std::fmt::Display for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (measures, windows, list) = (
            self.measures,
            self.windows,
            &self.sha256[..8.min(self.sha256.len())],
        );
        write!(f, "{measures} measures in {windows} windows (list {list})")
    }
}

/// What stands before the records.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    version: String,
    results_version: u32,
    seed: u64,
    replications: usize,
    /// How often the uncertain values of each replication were drawn again.
    drawn_again: Vec<u64>,
    scenarios: Vec<Of>,
}

/// A scenario whose records these are.
#[derive(Debug, Serialize, Deserialize)]
struct Of {
    name: String,
    /// Hash of everything its records follow from, but for the seed and the program.
    lock: String,
    watched: Watched,
}

/// Hash of everything that the records of a subject follow from, but for the seed and the program.
///
/// These are the texts of its files, the values set, the paths at or below which values are drawn, and whether its policies are left out.
pub fn lock(subject: &Subject) -> String {
    let scenario = &subject.scenario;
    let files = scenario.files.iter().map(|f| sha256(f.text.as_bytes()));
    let drawn = scenario.uncertain.as_ref().map(|u| u.under());
    let all = (
        files.collect::<Vec<_>>(),
        &scenario.set,
        drawn,
        scenario.without_policies,
    );
    sha256(format!("{all:?}").as_bytes())
}

impl Watched {
    fn of(subject: &Subject) -> Self {
        let plan = &subject.plan;
        let measures = plan.measures.iter().map(|m| (&m.record.key, &m.formula));
        let all = (
            measures.collect::<Vec<_>>(),
            &plan.windows,
            plan.gauges_watched(),
            &plan.sectors,
            &plan.distributions,
            plan.people,
        );
        Self {
            measures: plan.measures.len(),
            windows: plan.windows.len(),
            gauges: plan.gauges(),
            days: plan.days().max(0) as usize,
            sha256: sha256(format!("{all:?}").as_bytes()),
        }
    }
}

/// Writes what the replications showed.
///
/// # Errors
/// When it cannot be written.
pub fn write(study: &Study, runs: &Runs, w: &mut dyn Write) -> io::Result<()> {
    let scenarios = study.subjects.iter().map(|subject| Of {
        name: subject.name.clone(),
        lock: lock(subject),
        watched: Watched::of(subject),
    });
    let header = Header {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        results_version: RESULTS_VERSION,
        seed: study.seed,
        replications: runs.replications(),
        drawn_again: runs.drawn_again.clone(),
        scenarios: scenarios.collect(),
    };
    let mut hash = Sha256::new();
    let mut put = |bytes: &[u8]| {
        hash.update(bytes);
        w.write_all(bytes)
    };
    put(FIRST_LINE)?;
    put(&FORMAT.to_le_bytes())?;
    let header = serde_json::to_vec(&header)?;
    put(&(header.len() as u64).to_le_bytes())?;
    put(&header)?;
    let order =
        (0..runs.replications()).flat_map(|r| (0..study.subjects.len()).map(move |s| (r, s)));
    let order: Vec<(usize, usize)> = order.collect();
    for some in order.chunks(AT_A_TIME) {
        let packed = some
            .par_iter()
            .map(|&(r, s)| packed::pack(&runs.records[s][r], study.subjects[s].plan.gauges()));
        for packed in packed.collect::<Vec<_>>() {
            let packed = packed?;
            put(&(packed.len() as u64).to_le_bytes())?;
            put(&packed)?;
        }
    }
    w.write_all(&hash.finalize())
}

/// Reads back what the replications of a study showed.
///
/// # Errors
/// Why more replications of this study would not belong to these.
pub fn read(bytes: &[u8], study: &Study) -> Result<Runs, Unfit> {
    let damaged = Unfit::Damaged;
    let Some((body, hash)) = bytes.split_last_chunk::<HASH>() else {
        return Err(damaged);
    };
    if Sha256::digest(body)[..] != hash[..] {
        return Err(damaged);
    }
    let mut rest = Rest(body);
    if rest.take(FIRST_LINE.len()) != Some(FIRST_LINE) {
        return Err(damaged);
    }
    let format = rest.take(4).and_then(|b| b.try_into().ok());
    match format.map(u32::from_le_bytes) {
        Some(FORMAT) => {}
        Some(other) => return Err(Unfit::Format(other)),
        None => return Err(damaged),
    }
    let header = rest.block().and_then(|b| serde_json::from_slice(b).ok());
    let Some(header): Option<Header> = header else {
        return Err(damaged);
    };
    must_fit(&header, study)?;
    let jobs = header.replications.checked_mul(study.subjects.len());
    let blocks: Option<Vec<&[u8]>> = (0..jobs.unwrap_or(0)).map(|_| rest.block()).collect();
    let blocks = blocks.filter(|_| jobs.is_some() && rest.0.is_empty());
    let blocks = blocks.ok_or(damaged)?;
    let subjects = study.subjects.len();
    let records = blocks.into_par_iter().enumerate().map(|(job, block)| {
        let plan = &study.subjects[job % subjects].plan;
        packed::unpack(block, plan.gauges(), plan.days().max(0) as usize)
            .filter(|record| is_of(record, &study.subjects[job % subjects]))
            .ok_or(Unfit::Damaged)
    });
    let all: Vec<Record> = records.collect::<Result<_, _>>()?;
    let mut runs = Runs::none(subjects);
    for (job, record) in all.into_iter().enumerate() {
        runs.events += record.events;
        runs.records[job % subjects].push(record);
    }
    runs.drawn_again = header.drawn_again;
    Ok(runs)
}

/// More replications of the study would belong to those of this header.
fn must_fit(header: &Header, study: &Study) -> Result<(), Unfit> {
    let version = || header.version.clone();
    if header.results_version != RESULTS_VERSION {
        return Err(Unfit::OtherResults {
            version: version(),
            found: header.results_version,
        });
    }
    let of = |of: &Of| (of.name.clone(), of.lock.clone());
    let kept: Vec<_> = header.scenarios.iter().map(of).collect();
    let subjects = study.subjects.iter();
    let wanted: Vec<_> = subjects.map(|s| (s.name.clone(), lock(s))).collect();
    if kept != wanted || header.seed != study.seed {
        return Err(Unfit::OtherScenarios);
    }
    for (kept, subject) in header.scenarios.iter().zip(&study.subjects) {
        let now = Watched::of(subject);
        if kept.watched != now {
            return Err(Unfit::OtherMeasures {
                version: version(),
                scenario: kept.name.clone(),
                then: Box::new(kept.watched.clone()),
                now: Box::new(now),
            });
        }
    }
    Ok(())
}

/// Whether a record has as many numbers of everything as the plan of a subject asks for.
fn is_of(record: &Record, subject: &Subject) -> bool {
    let plan = &subject.plan;
    let thresholds: usize = plan.distributions.iter().map(|d| d.at_most.len()).sum();
    let sectors = plan.sectors.len();
    record.values.len() == plan.windows.len() * plan.measures.len()
        && record.moves.len() == plan.windows.len() * sectors * sectors
        && record.shares.len() == plan.windows.len() * thresholds
        && (plan.people || record.visits.is_empty())
}

/// What is left of a file.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// Bytes with their number before them.
    fn block(&mut self) -> Option<&'a [u8]> {
        let length = u64::from_le_bytes(self.take(8)?.try_into().ok()?);
        self.take(usize::try_from(length).ok()?)
    }
}

#[cfg(test)]
mod tests;
