//! `caremarket replay`: what happened to one person, worker or provider in one replication, or every event of it.

use super::carry_out;
use super::options::Format;
use super::read::{self, Library};
use super::saved;
use super::screen;
use super::{Code, Failure};
use crate::engine::Time;
use crate::experiment::{Study, Subject};
use crate::observe::history::{self, Change, Seen, Stopped, Whom};
use crate::output::words;
use crate::world::World;
use crate::world::setup::Setup;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Tell the history of one person, worker or provider in one replication, or every event of it.
///
/// Simulates that replication again, just as `run` and `compare` do with the same scenario and seed, and tells each change with what was due when it came about.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket replay step-down --replication 7 --person 1042
  caremarket replay step-down --replication 7 --provider \"agency 12\" --window m1-6 --trace csv --out agency-12.csv
  caremarket replay step-down --without-policies --replication 7 --worker 300
  caremarket replay out/2026-04-01-093000-step-down --scenario \"no policy\" --replication 7 --person 1042

People are numbered by order of coming into the world, as in people.csv (`--people`); workers by order of coming into the labour \
market, those found in it at the start first. Times are counted from day 0; what was before is warm-up.")]
pub struct Replay {
    /// A scenario: one of `caremarket list`, or a file; `a+b` lays b over a. Or a folder of results, whose scenarios, seed
    /// and values set it has.
    #[arg(value_name = "SCENARIO|DIR")]
    scenario: String,

    /// Which scenario of a folder of results: a name in its tables. Without this, its only one with policies.
    #[arg(long = "scenario", value_name = "NAME", conflicts_with_all = ["without_policies", "seed", "set", "uncertain"])]
    of_folder: Option<String>,

    /// Which replication, from 0.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..1_000_000))]
    replication: u32,

    /// The person with this number.
    #[arg(long, value_name = "NUMBER", group = "whom")]
    person: Option<u32>,

    /// The worker with this number.
    #[arg(long, value_name = "NUMBER", group = "whom")]
    worker: Option<u32>,

    /// The provider or team of this name: `agency 12`, `home 3`, `team trust_care`.
    #[arg(long, value_name = "NAME", group = "whom")]
    provider: Option<String>,

    /// Every event, whoever it is due for. A care market has some thousand a day.
    #[arg(long, group = "whom")]
    events: bool,

    /// The place without the scenario's policies: what it is compared with.
    #[arg(long)]
    without_policies: bool,

    /// Tell only what happened in this stretch of time, such as `m4-9` or `day 90`.
    #[arg(long, value_name = "NAME")]
    window: Option<String>,

    /// The seed of all chance. Without this, what the scenario says.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Change a value of the scenario, such as `places.acute.beds=900`; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,

    /// Draw values with a low and a high as `run --uncertain` does.
    #[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    uncertain: Vec<String>,

    /// A new file to write to, instead of the screen.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// How it is told.
    #[arg(
        long,
        visible_alias = "trace",
        value_enum,
        value_name = "FORMAT",
        default_value_t
    )]
    pub format: Trace,
}

/// How a history is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Trace {
    /// A line for each change.
    #[default]
    Text,
    /// A table with a row for each change.
    Csv,
    /// One JSON document.
    Json,
}

impl Trace {
    /// How to tell that something went wrong.
    pub const fn of_failures(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Text | Self::Csv => Format::Text,
        }
    }
}

impl Replay {
    /// Simulates the replication and tells what was asked for.
    ///
    /// # Errors
    /// When the scenario is wrong, nobody is there to tell of, or nothing can be written.
    pub fn carry_out(self) -> Result<Code, Failure> {
        let folder = Path::new(&self.scenario);
        if folder.is_dir() {
            let (study, subject) = self.saved(folder)?;
            return self.tell(&study, subject);
        }
        if let Some(name) = &self.of_folder {
            let what = format!(
                "--scenario {name} chooses in a folder of results, and {} is none",
                self.scenario
            );
            return Err(Failure::wrong(what));
        }
        let mut library = Library::uncertain(&self.uncertain);
        let scenario = library.read(&self.scenario, &self.set);
        library.sound()?;
        let Some(mut scenario) = scenario else {
            return Err(Failure::wrong("the scenario could not be read"));
        };
        if self.without_policies {
            scenario = scenario.without_policies();
        }
        let seed = self.seed.unwrap_or(scenario.seed);
        let study = Study {
            subjects: vec![Subject::new(&scenario.name.clone(), scenario, &[], None)],
            seed,
            replications: self.replication as usize + 1,
        };
        self.tell(&study, 0)
    }

    /// The study of a folder of results, and which of its scenarios is meant.
    fn saved(&self, folder: &Path) -> Result<(Study, usize), Failure> {
        if self.without_policies
            || self.seed.is_some()
            || !self.set.is_empty()
            || !self.uncertain.is_empty()
        {
            let what = "a folder of results has its own seed and values; choose among its scenarios with --scenario";
            return Err(Failure::wrong(what));
        }
        let manifest = saved::manifest_of(folder)?;
        saved::gives_the_same(folder, &manifest)?;
        let (mut study, _) = saved::study_of(&manifest)?;
        study.replications = study.replications.max(self.replication as usize + 1);
        let names: Vec<String> = study.subjects.iter().map(|s| s.name.clone()).collect();
        let chosen = if let Some(name) = &self.of_folder {
            names.iter().position(|n| n == name)
        } else {
            let acts = |&s: &usize| !study.subjects[s].scenario.policies.is_empty();
            let mut acting = (0..names.len()).filter(acts);
            let first = acting.next().or((names.len() == 1).then_some(0));
            first.filter(|_| acting.next().is_none())
        };
        let subject = chosen.ok_or_else(|| {
            let known = words::list(&names);
            Failure::wrong(format!(
                "say which scenario of {} with --scenario: {known}",
                folder.display()
            ))
        })?;
        Ok((study, subject))
    }

    /// Tells the history in a subject of a study.
    fn tell(&self, study: &Study, subject: usize) -> Result<Code, Failure> {
        let replication = self.replication as usize;
        let watched = &study.subjects[subject];
        let world = study.world(replication, subject).map_err(Failure::wrong)?;
        let run = &world.run;
        let between = match &self.window {
            None => (run.start(), run.end()),
            Some(name) => {
                let windows = read::windows(std::slice::from_ref(name), run.horizon.days())?;
                (windows[0].from, windows[0].to)
            }
        };
        let order = Order {
            setup: &world,
            scenario: &watched.name,
            start_date: &watched.scenario.start_date,
            chance: (study.seed, replication as u64),
            whom: self.whom(&world)?,
            between,
            format: self.format,
        };
        let Some(file) = &self.out else {
            let screen = screen::Screen::stdout();
            return order.pour(&mut io::stdout().lock(), screen.ascii);
        };
        if file.exists() {
            let what = format!(
                "{} is there already, and is not overwritten",
                file.display()
            );
            return Err(Failure::wrong(what));
        }
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let could_not = || format!("could not write {}", file.display());
        let mut whole = tempfile::NamedTempFile::new_in(folder)
            .with_context(could_not)
            .map_err(|e| Failure::could_not(&e))?;
        order.pour(&mut whole, false)?;
        whole
            .as_file()
            .sync_all()
            .and_then(|()| whole.persist_noclobber(file).map_err(io::Error::from))
            .with_context(could_not)
            .map_err(|e| Failure::could_not(&e))?;
        match self.format {
            Trace::Json => screen::print_json(&json!({ "file": file.to_string_lossy() })),
            Trace::Text | Trace::Csv => screen::print(&format!("Written: {}\n", file.display())),
        }
        Ok(Code::Done)
    }

    fn whom(&self, setup: &Setup) -> Result<Whom, Failure> {
        if let Some(number) = self.person {
            return Ok(Whom::Person(number));
        }
        if let Some(number) = self.worker {
            return Ok(Whom::Worker(number));
        }
        let Some(name) = &self.provider else {
            return if self.events {
                Ok(Whom::Everything)
            } else {
                let what = "this does not say whose history; add --person, --worker, --provider or --events";
                Err(Failure::wrong(what))
            };
        };
        let (world, _) = World::new(setup, 1, 0);
        let names = history::providers(&world);
        let found = names.iter().position(|n| n == name.trim());
        found.map(Whom::Provider).ok_or_else(|| {
            let of_kind = |kind: &str| names.iter().filter(|n| n.starts_with(kind)).count();
            let teams = names.iter().filter(|n| n.starts_with("team")).cloned();
            let teams: Vec<String> = teams.collect();
            Failure::wrong(if names.is_empty() {
                "this place has no providers: it has no care market".to_owned()
            } else {
                format!(
                    "there is no provider \"{name}\" here: there are agency 1 to {}, home 1 to {}, {}",
                    of_kind("agency"),
                    of_kind("home"),
                    words::list(&teams)
                )
            })
        })
    }
}

/// Which history is told, and how.
struct Order<'a> {
    setup: &'a Setup,
    scenario: &'a str,
    /// Date of day 0.
    start_date: &'a str,
    chance: (u64, u64),
    whom: Whom,
    between: (Time, Time),
    format: Trace,
}

/// A row of a history.
#[derive(Serialize)]
struct Row<'a> {
    scenario: &'a str,
    replication: u64,
    /// From day 0, negative in the warm-up.
    day: f64,
    /// Date and time of day.
    at: String,
    event: &'a str,
    due_for: &'a str,
    what: &'a str,
    from: &'a str,
    to: &'a str,
}

impl Order<'_> {
    /// Simulates, and writes every row as it comes.
    fn pour(&self, to: &mut dyn Write, ascii: bool) -> Result<Code, Failure> {
        let start: Option<Date> = self.start_date.parse().ok();
        let mut to = io::BufWriter::new(to);
        let mut told = 0_u64;
        let mut line = |change: &Change| {
            // Not before there is something to tell: nobody may be there to tell of.
            if told == 0 {
                self.begin(&mut to)?;
            }
            let at = start.and_then(|start| {
                let seconds = jiff::Span::new().try_seconds(change.at.seconds()).ok()?;
                start.at(0, 0, 0, 0).checked_add(seconds).ok()
            });
            let row = Row {
                scenario: self.scenario,
                replication: self.chance.1,
                day: libm::rint(change.at.days() * 1e6) / 1e6,
                at: at.map_or_else(String::new, |at| {
                    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
                }),
                event: change.event,
                due_for: &change.due_for,
                what: change.what,
                from: &change.from,
                to: &change.to,
            };
            told += 1;
            match self.format {
                Trace::Text => to.write_all(in_a_line(&row, ascii).as_bytes()),
                Trace::Csv => to.write_all(&in_cells(&row)?),
                Trace::Json => {
                    to.write_all(if told == 1 { b"\n" } else { b",\n" })?;
                    serde_json::to_writer(&mut to, &row).map_err(io::Error::from)
                }
            }
        };
        let seen = history::replay(self.setup, self.chance, &self.whom, self.between, &mut line);
        match seen {
            Ok(seen) if seen.was_there => {
                let begun = if told == 0 {
                    self.begin(&mut to)
                } else {
                    Ok(())
                };
                let ended = begun.and_then(|()| match self.format {
                    Trace::Json => to.write_all(b"\n]\n"),
                    Trace::Text if told == 0 => to.write_all(b"Nothing changed.\n"),
                    Trace::Text | Trace::Csv => Ok(()),
                });
                ended.and_then(|()| to.flush()).or_else(heard)?;
                Ok(Code::Done)
            }
            Ok(seen) => Err(self.nobody(seen)),
            Err(Stopped::Told(error)) => heard(error).map(|()| Code::Done),
            Err(Stopped::Broken(broken)) => {
                let (seed, replication) = self.chance;
                let what = (self.scenario.to_owned(), replication as usize, broken);
                Err(Failure::could_not(&anyhow::anyhow!(carry_out::lost_count(
                    &what, seed
                ))))
            }
        }
    }

    fn begin(&self, to: &mut impl Write) -> io::Result<()> {
        let whom = match &self.whom {
            Whom::Person(number) => format!("Person {number}"),
            Whom::Worker(number) => format!("Worker {number}"),
            Whom::Provider(which) => {
                let (world, _) = World::new(self.setup, 1, 0);
                words::capitalised(&history::providers(&world)[*which])
            }
            Whom::Everything => "Every event".to_owned(),
        };
        let (seed, replication) = self.chance;
        match self.format {
            Trace::Text => writeln!(
                to,
                "{whom} of {}, replication {replication}, seed {seed}:",
                self.scenario
            ),
            Trace::Csv => writeln!(to, "{}", COLUMNS.join(",")),
            Trace::Json => to.write_all(b"["),
        }
    }

    /// Whoever is asked for was never there.
    fn nobody(&self, seen: Seen) -> Failure {
        let (who, number) = match self.whom {
            Whom::Person(number) => ("person", number),
            Whom::Worker(number) => ("worker", number),
            Whom::Provider(_) | Whom::Everything => {
                unreachable!("providers are looked up, and events are always there")
            }
        };
        Failure::wrong(match seen.came.checked_sub(1) {
            None => {
                format!("there is no {who} {number}: there is nobody of the kind in this scenario")
            }
            Some(last) => format!(
                "there is no {who} {number} in this replication: numbers go from 0 to {last}"
            ),
        })
    }
}

/// Columns of the table, as [`Row`] has them.
const COLUMNS: [&str; 9] = [
    "scenario",
    "replication",
    "day",
    "at",
    "event",
    "due_for",
    "what",
    "from",
    "to",
];

/// A row of the table.
fn in_cells(row: &Row<'_>) -> io::Result<Vec<u8>> {
    let mut cells = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    cells.serialize(row).map_err(io::Error::other)?;
    cells
        .into_inner()
        .map_err(|e| io::Error::other(e.to_string()))
}

/// A line for people.
fn in_a_line(row: &Row<'_>, ascii: bool) -> String {
    let arrow = if ascii { "->" } else { "→" };
    let due = match (row.event, row.due_for) {
        (event, "") => event.to_owned(),
        (event, whom) => format!("{event} ({whom})"),
    };
    if row.what.is_empty() {
        return format!("{}  day {:<12.6}  {due}\n", row.at, row.day);
    }
    let none = |text: &str| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text.to_owned()
        }
    };
    let change = format!("{} {arrow} {}", none(row.from), none(row.to));
    format!(
        "{}  day {:<12.6}  {:<16} {change:<46} {due}\n",
        row.at, row.day, row.what
    )
}

/// A closed pipe is the reader's choice; anything else went wrong.
fn heard(error: io::Error) -> Result<(), Failure> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(());
    }
    let error = anyhow::Error::new(error).context("could not write the history");
    Err(Failure::could_not(&error))
}
