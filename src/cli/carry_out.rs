//! From scenarios to results on disk and on the screen: what `run` and `compare` share.

use super::lineup::Lineup;
use super::memory;
use super::options::{Format, RunOptions};
use super::precision;
use super::progress::{self, Bar};
use super::read;
use super::screen::{self, Screen};
use super::{Code, Failure};
use crate::experiment::precision::Precision;
use crate::experiment::workload::{self, MOST_BYTES, MOST_EVENTS, Workload};
use crate::experiment::{RESULTS_VERSION, Runs, Study, Subject, assemble, details, kept};
use crate::observe::window::Window;
use crate::output::{self, OutputError, headline, terminal, unfinished, words};
use crate::results::{
    AskedRecord, CensusRow, Details, DrawnRow, Kept, PersonRow, PrecisionRecord, Results,
    ScenarioRecord, UncertainRecord, WindowRecord, of_a_comparison,
};
use crate::scenario::Scenario;
use crate::world::invariant::{Broken, Fault};
use jiff::Timestamp;
use serde_json::json;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is to be run, and how.
#[derive(Debug)]
pub struct Order<'a> {
    /// `run` or `compare`.
    pub kind: &'a str,
    /// What a folder of results is named after.
    pub name: &'a str,
    /// The command, as typed.
    pub typed: &'a str,
    /// The scenarios, and how often they are run in all.
    pub study: Study,
    /// What there is of it already.
    pub begun: Option<Begun>,
    /// The options.
    pub options: &'a RunOptions,
    /// The two measures of a frontier to be drawn.
    pub frontier: Option<(String, String)>,
    /// What a reader of the results should know.
    pub warnings: Vec<String>,
    /// What someone at the terminal may want to know.
    pub notes: Vec<String>,
}

/// Replications that were run before.
#[derive(Debug)]
pub struct Begun {
    /// What they showed.
    pub runs: Runs,
    /// The command that began them.
    pub command: String,
    /// Where the results go, unless the options say otherwise.
    pub folder: Option<PathBuf>,
}

/// What came of an order.
pub struct Performed {
    /// What was found.
    pub results: Results,
    /// What every replication showed.
    pub runs: Runs,
    /// Where it was written.
    pub folder: PathBuf,
    /// The files, or why there are none.
    pub files: Result<Vec<PathBuf>, OutputError>,
    /// What someone at the terminal may want to know.
    notes: Vec<String>,
    /// The command that finishes what was not finished.
    finish: Option<String>,
    /// Whether the precision asked for was reached, if one was.
    reached: Option<bool>,
}

/// Tables and charts are made on as many processors as the simulation may use, whatever else is made before.
pub fn use_processors(processors: usize) {
    let _ = rayon::ThreadPoolBuilder::new()
        .num_threads(processors)
        .build_global();
}

/// Runs the order and tells what came of it.
///
/// # Errors
/// When nothing can be run, or nothing can be written.
pub fn carry_out(mut order: Order<'_>) -> Result<Code, Failure> {
    let options = order.options;
    let Performed {
        results,
        runs,
        folder,
        files,
        notes,
        finish,
        reached,
    } = perform(&mut order)?;
    let files = match files {
        Ok(files) => files,
        Err(error) => {
            if options.format == Format::Text {
                screen::print(&findings(&results, options));
            }
            return Err(Failure::could_not(&anyhow::Error::new(error)));
        }
    };
    match options.format {
        Format::Text => {
            let mut text = findings(&results, options);
            text.push_str(&remarks(&results, &notes));
            text.push_str(&listing(&folder, &files));
            screen::print(&text);
        }
        Format::Json => {
            let mut value = terminal::json(&results, &options.window);
            value["folder"] = json!(folder.to_string_lossy());
            value["files"] = files.iter().map(|f| f.to_string_lossy()).collect();
            if let Some(reached) = reached {
                let replications = runs.replications();
                value["precision"] = json!({ "reached": reached, "replications": replications });
            }
            if let Some(command) = &finish {
                value["to_finish"] = json!(command);
            }
            screen::print_json(&value);
        }
    }
    if options.open {
        let page = folder.join("report.html");
        show(std::path::absolute(&page).unwrap_or(page));
    }
    let code = ending(&runs, &order.study, finish.as_deref(), options.format);
    Ok(match code {
        Code::Done if reached == Some(false) => Code::Incomplete,
        code => code,
    })
}

/// Runs the order and writes what came of it.
///
/// # Errors
/// When nothing can be run.
pub fn perform(order: &mut Order<'_>) -> Result<Performed, Failure> {
    let options = order.options;
    let started = Timestamp::now();
    let clock = Instant::now();
    if let Some((across, up)) = &order.frontier {
        is_compared(&order.study, across)?;
        is_compared(&order.study, up)?;
    }
    for key in &options.measure {
        is_measured(&order.study, key)?;
    }
    let begun = order.begun.as_mut();
    let (runs, usual_folder) = match begun {
        Some(begun) => (std::mem::take(&mut begun.runs), begun.folder.clone()),
        None => (Runs::none(order.study.subjects.len()), None),
    };
    let first = runs.replications();
    let folder = match &options.out {
        Some(folder) => folder.clone(),
        None => usual_folder.unwrap_or_else(|| free_folder(started, order.name)),
    };
    if folder.as_os_str().is_empty() {
        return Err(Failure::wrong("--out names no folder"));
    }
    output::must_be_free(&folder).map_err(|e| Failure::wrong(e.to_string()))?;
    let processors = options.machine.processors();
    let memory = memory::to_be_had();
    let study = &mut order.study;
    let workload = Workload::of(study, processors);
    if workload.is_too_much(memory) && first < study.replications {
        return Err(too_much(workload, memory, &order.warnings));
    }
    // What is estimated can be wrong: a run ends cleanly before there is no memory left.
    for subject in &mut study.subjects {
        subject.plan.most_people =
            workload::most_people(&subject.scenario.setup, memory, processors);
    }
    let wanted = precision::asked(options, study, processors, memory)?;
    // That the values drawn fit together is known before a long run.
    study.draw(0).map_err(Failure::wrong)?;
    can_be_written(&folder)?;
    use_processors(processors);

    // A precision may be reached by what is there.
    let more = first < study.replications || first > 0 && wanted.is_some();
    let bar = Bar::new(study, first, options.machine.quiet);
    let stop = progress::stop_on_interrupt(bar.line());
    let simulating = Instant::now();
    let runs = match &wanted {
        Some(wanted) => study.run_until(runs, wanted, processors, &bar, &stop),
        None => study.run_on(runs, processors, &bar, &stop),
    };
    let (order, study) = (&*order, &order.study);
    let seconds = simulating.elapsed().as_secs_f64();
    bar.finish();

    let broken = runs.broken.as_ref().map(|b| lost_count(b, study.seed));
    if runs.replications() == first && more {
        let (no, one) = if first > 0 {
            ("No further", "one more")
        } else {
            ("No", "one")
        };
        let reached = wanted.as_ref().filter(|w| w.is_reached(study, &runs));
        return Err(match (broken, reached) {
            (Some(what), _) => Failure::could_not(&anyhow::anyhow!(
                "{what}\n{no} replication was finished, and nothing was written."
            )),
            (None, Some(wanted)) => Failure::wrong(format!(
                "there is nothing to add: {}",
                precision::told(wanted, study, &runs).0
            )),
            (None, None) => Failure::interrupted(&format!(
                "interrupted before {one} replication of everything was finished; nothing was written"
            )),
        });
    }
    let mut results = assemble::assemble(study, &runs);
    sign(&mut results, order, wanted.as_ref(), started);
    let still_waiting = unfinished::waits(&results);
    let manifest = &mut results.manifest;
    manifest.warnings.extend(broken);
    manifest.warnings.extend(still_waiting);
    let told = wanted.as_ref().map(|w| precision::told(w, study, &runs));
    let reached = told.as_ref().map(|(_, reached)| *reached);
    let mut notes = order.notes.clone();
    match told {
        Some((text, true)) => notes.insert(0, text),
        Some((text, false)) => manifest.warnings.push(text),
        None => {}
    }
    let finish = how_to_finish(study, &runs, wanted.as_ref(), &folder);
    if reached == Some(false) && runs.replications() == study.replications {
        notes.extend(finish.iter().map(|command| format!("To go on: {command}")));
    }
    let here = runs.records.iter().flat_map(|of| &of[first..]);
    let here: u64 = here.map(|record| record.events).sum();
    manifest.events_per_second = here as f64 / seconds.max(1e-9);
    manifest.wall_seconds = clock.elapsed().as_secs_f64();
    manifest.peak_rss_bytes = memory::peak();
    results.manifest.headline = headline::of(&results);

    let files = write(&results, study, &runs, options, &folder);
    Ok(Performed {
        results,
        runs,
        folder,
        files,
        notes,
        finish,
        reached,
    })
}

/// Writes the results, and the tables asked for beside the usual ones.
///
/// # Errors
/// When the folder exists, or a file cannot be written.
pub fn write(
    results: &Results,
    study: &Study,
    runs: &Runs,
    options: &RunOptions,
    folder: &Path,
) -> Result<Vec<PathBuf>, OutputError> {
    let census =
        |w: &mut dyn FnMut(&CensusRow<'_>) -> io::Result<()>| details::census(study, runs, w);
    let people =
        |w: &mut dyn FnMut(&PersonRow<'_>) -> io::Result<()>| details::people(study, runs, w);
    let drawn = |w: &mut dyn FnMut(&DrawnRow<'_>) -> io::Result<()>| details::drawn(study, runs, w);
    let keep = |w: &mut dyn Write| kept::write(study, runs, w);
    let details = Details {
        kept: Some(Kept {
            name: kept::FILE,
            write: &keep,
        }),
        census: options.census.then_some(&census),
        people: options.people.then_some(&people),
        drawn: (!options.uncertain.is_empty()).then_some(&drawn),
    };
    output::write_with(results, &details, folder)
}

/// The command that finishes what was not finished; none if everything is there, or cannot be.
fn how_to_finish(
    study: &Study,
    runs: &Runs,
    wanted: Option<&Precision>,
    folder: &Path,
) -> Option<String> {
    let extend = |more: &str| format!("caremarket extend {}{more}", as_a_word(folder));
    if runs.broken.is_some() {
        return None;
    }
    if runs.replications() < study.replications {
        return Some(extend(""));
    }
    let wanted = wanted.filter(|wanted| !wanted.is_reached(study, runs))?;
    Some(extend(&format!(
        " --at-most {}",
        wanted.enough(study, runs)
    )))
}

/// How it ended, said once more where it was not as asked.
fn ending(runs: &Runs, study: &Study, finish: Option<&str>, format: Format) -> Code {
    let done = format!(
        "{} of {}",
        runs.replications(),
        words::count(study.replications, "replication")
    );
    let (code, what) = if let Some(broken) = &runs.broken {
        let what = lost_count(broken, study.seed);
        (
            Code::CouldNot,
            format!("error: {what}\nThe results hold what was finished before: {done}."),
        )
    } else if runs.replications() < study.replications {
        (
            Code::Interrupted,
            format!(
                "Interrupted: the results hold {done}.\nTo finish: {}",
                finish.unwrap_or_default()
            ),
        )
    } else {
        return Code::Done;
    };
    if format == Format::Text {
        screen::complain(&format!("{what}\n"));
    }
    code
}

/// The study of a lineup, in these windows beside its own; so many replications unless the options say otherwise.
pub fn study(
    lineup: &Lineup,
    options: &RunOptions,
    usual_replications: Option<usize>,
    more_windows: &[Window],
) -> Result<Study, Failure> {
    let entries = &lineup.entries;
    let horizon = |i: usize| entries[i].scenario.setup.run.horizon;
    for entry in entries {
        if let Some(baseline) = entry.baseline
            && entry.scenario.setup.run.horizon != horizon(baseline)
        {
            return Err(Failure::wrong(format!(
                "cannot compare: {} reports {} days and {} reports {}; run both with --set run.horizon_days=365",
                entry.name,
                entry.scenario.setup.run.horizon.days(),
                entries[baseline].name,
                horizon(baseline).days(),
            )));
        }
    }
    let shortest = (0..entries.len()).map(horizon).min();
    let shortest = shortest.map_or(0.0, crate::engine::Span::days);
    // Everything is watched in all windows that any scenario asks for: else there is nothing to pair.
    let mut windows: Vec<Window> = read::windows(&options.window, shortest)?;
    for entry in entries {
        for window in entry.scenario.windows.iter().chain(more_windows) {
            match windows.iter().find(|w| w.name == window.name) {
                None => windows.push(window.clone()),
                Some(same) if same == window => {}
                Some(_) => {
                    return Err(Failure::wrong(format!(
                        "cannot compare: {} means another stretch by the window \"{}\" than the others; rename it",
                        entry.name, window.name
                    )));
                }
            }
        }
    }
    let subjects = entries.iter().map(|entry| {
        let end = entry.scenario.setup.run.end();
        let fits: Vec<Window> = windows.iter().filter(|w| w.to <= end).cloned().collect();
        let mut subject = Subject::new(&entry.name, entry.scenario.clone(), &fits, entry.baseline);
        subject.plan.people = options.people;
        subject
    });
    let most = entries.iter().map(|e| e.scenario.replications).max();
    let replications = options
        .replications
        .map(|n| n as usize)
        .or(options.precision.map(|_| precision::FIRST))
        .or(usual_replications)
        .or(most)
        .unwrap_or(1);
    let seed = options
        .seed
        .or_else(|| entries.first().map(|e| e.scenario.seed));
    Ok(Study {
        subjects: subjects.collect(),
        seed: seed.unwrap_or(1),
        replications,
    })
}

/// What the manifest says beside what the replications showed.
pub fn sign(
    results: &mut Results,
    order: &Order<'_>,
    wanted: Option<&Precision>,
    started: Timestamp,
) {
    let manifest = &mut results.manifest;
    manifest.results_version = RESULTS_VERSION;
    let frontier = order.frontier.iter();
    let frontier = frontier.flat_map(|(across, up)| [across.clone(), up.clone()]);
    manifest.frontier = frontier.collect();
    if let Some(begun) = &order.begun {
        manifest.began_with.clone_from(&begun.command);
    }
    manifest.asked = AskedRecord {
        uncertain: order.options.uncertain.clone(),
        census: order.options.census,
        people: order.options.people,
        measures: order.options.measure.clone(),
        precision: wanted.map(|wanted| PrecisionRecord {
            within: wanted.within,
            of: wanted
                .of
                .iter()
                .map(|of| format!("{}@{}", of.measure, of.window))
                .collect(),
            at_most: wanted.at_most,
        }),
    };
    let study = &order.study;
    env!("CARGO_PKG_VERSION").clone_into(&mut manifest.version);
    order.typed.clone_into(&mut manifest.command);
    order.kind.clone_into(&mut manifest.kind);
    manifest.platform = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    manifest.started = started.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    manifest.warnings.clone_from(&order.warnings);
    manifest.scenarios = study
        .subjects
        .iter()
        .map(|subject| record(study, subject))
        .collect();
}

fn record(study: &Study, subject: &Subject) -> ScenarioRecord {
    let scenario = &subject.scenario;
    ScenarioRecord {
        name: subject.name.clone(),
        called: scenario.name.clone(),
        without_policies: scenario.without_policies,
        only_against: scenario.only_against.clone(),
        title: scenario.title.clone(),
        story: scenario.story.clone(),
        question: scenario.question.clone(),
        baseline: subject.baseline.map(|b| study.subjects[b].name.clone()),
        place: scenario.place.clone(),
        files: scenario.files.clone(),
        set: scenario.set.clone(),
        warm_up_days: scenario.setup.run.warm_up.days(),
        horizon_days: scenario.setup.run.horizon.days(),
        start_date: scenario.start_date.clone(),
        policies: scenario.policies.clone(),
        assumptions: scenario.assumptions.clone(),
        uncertain: uncertain_values(scenario),
        windows: subject
            .plan
            .windows
            .iter()
            .map(|window| WindowRecord {
                name: window.name.clone(),
                from_day: window.from.days(),
                to_day: window.to.days(),
            })
            .collect(),
    }
}

/// What is drawn anew in each replication.
fn uncertain_values(scenario: &Scenario) -> Vec<UncertainRecord> {
    let ranges = scenario.uncertain.iter().flat_map(|drawn| drawn.ranges());
    ranges
        .map(|range| UncertainRecord {
            path: range.path.clone(),
            low: range.low,
            value: range.value,
            high: range.high,
            unit: range.unit.clone(),
        })
        .collect()
}

/// Why something is not begun.
pub fn too_much(workload: Workload, memory: f64, warnings: &[String]) -> Failure {
    let million = |x: f64| words::grouped(libm::ceil(x / 1e6), 0);
    let gigabytes = |x: f64| words::size(x / 1e9);
    let mut what = format!(
        "this is too much to begin: about {} million events and {} GB of memory, where {} million and {} GB are \
         the most; make the run shorter or the place smaller, or ask for fewer replications or processors",
        million(workload.events.min(1e21)),
        gigabytes(workload.bytes.min(1e21)),
        million(MOST_EVENTS),
        gigabytes(memory.min(MOST_BYTES)),
    );
    // A list that grows for ever is the usual reason.
    for warning in warnings.iter().filter(|w| w.starts_with("W001")) {
        what.push_str(&format!("\nwarning: {warning}"));
    }
    Failure::wrong(what)
}

/// That some scenario is compared, and this is a measure of the comparison.
fn is_compared(study: &Study, key: &str) -> Result<(), Failure> {
    let compared = study.subjects.iter().filter(|s| s.baseline.is_some());
    let known = compared.flat_map(|s| {
        let of_a_change = s.scenario.setup.market.is_some();
        let of_a_change = of_a_change.then(of_a_comparison::records);
        let of_the_place = s.plan.measures.iter().map(|m| m.record.clone());
        of_a_change
            .into_iter()
            .flatten()
            .chain(of_the_place)
            .map(|m| m.key)
    });
    let known: Vec<String> = known.collect();
    is_known("--frontier", key, &known, " to compare")
}

/// That this is a measure of some scenario, or of the comparison.
fn is_measured(study: &Study, key: &str) -> Result<(), Failure> {
    let known = study.subjects.iter().flat_map(|s| {
        let of_a_change = s.baseline.is_some() && s.scenario.setup.market.is_some();
        let of_a_change = of_a_change.then(of_a_comparison::records);
        let of_the_place = s.plan.measures.iter().map(|m| m.record.key.clone());
        let of_a_change = of_a_change.into_iter().flatten().map(|m| m.key);
        of_the_place.chain(of_a_change)
    });
    let known: Vec<String> = known.collect();
    is_known("--measure", key, &known, "")
}

/// That a key is among those known.
fn is_known(option: &str, key: &str, known: &[String], what_for: &str) -> Result<(), Failure> {
    if known.iter().any(|k| k == key) {
        return Ok(());
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let help = crate::scenario::names::help(key, &known, "there are");
    Err(Failure::wrong(format!(
        "{option}: there is no measure {key}{what_for}; {help}"
    )))
}

/// What is said when something that must always hold did not.
pub fn lost_count((scenario, replication, broken): &(String, usize, Broken), seed: u64) -> String {
    let whose = match broken.fault {
        Fault::Program => {
            ". This is a fault in the program, not in the scenario; please report it with this line."
        }
        Fault::Scenario => "",
    };
    format!("{scenario}, replication {replication}, seed {seed}: {broken}{whose}")
}

/// Headline, tables and expectations.
fn findings(results: &Results, options: &RunOptions) -> String {
    let screen = Screen::stdout();
    let look = screen.look();
    let mut text = String::new();
    for sentence in &results.manifest.headline {
        let sentence = terminal::plain(sentence, look);
        text.push_str(&screen::wrapped(&sentence, screen.width, 0));
        text.push('\n');
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&terminal::tables(results, look, &options.window));
    let expectations = terminal::expectations(results, look);
    for line in expectations.lines() {
        text.push_str(&screen::wrapped_after(line, screen.width, 11));
        text.push('\n');
    }
    if !expectations.is_empty() {
        text.push('\n');
    }
    text
}

/// Shows a page in the browser; a machine without one is no failure, for the page is there.
pub fn show(page: impl AsRef<OsStr>) {
    let page = page.as_ref();
    if let Err(error) = open::that_detached(page) {
        screen::complain(&format!(
            "{} could not be shown in a browser: {error}\n",
            page.to_string_lossy()
        ));
    }
}

/// Warnings and notes.
fn remarks(results: &Results, notes: &[String]) -> String {
    let width = Screen::stdout().width;
    let mut text = String::new();
    for warning in &results.manifest.warnings {
        let line = format!("warning: {warning}");
        text.push_str(&screen::wrapped(&line, width, 2));
        text.push('\n');
    }
    for note in notes {
        text.push_str(&screen::wrapped(note, width, 0));
        text.push('\n');
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Every file, by name.
pub fn listing(folder: &Path, files: &[PathBuf]) -> String {
    let width = Screen::stdout().width;
    let names: Vec<String> = files
        .iter()
        .map(|f| f.strip_prefix(folder).unwrap_or(f))
        .map(|f| f.to_string_lossy().replace('\\', "/"))
        .collect();
    let (charts, others): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|n| n.starts_with("charts/"));
    // Every chart is there twice.
    let charts = charts.iter().filter_map(|n| {
        let name = n.strip_suffix(".svg")?;
        Some(format!("{name}.svg and\u{a0}.png"))
    });
    let charts: Vec<String> = charts.collect();
    let mut text = format!("Written to {}:\n", folder.display());
    for list in [others, charts] {
        if !list.is_empty() {
            let line = format!("  {}", screen::wrapped(&list.join(", "), width - 2, 2));
            text.push_str(&line);
            text.push('\n');
        }
    }
    let mut text = text.replace('\u{a0}', " ");
    let _ = write!(
        text,
        "Open {} in a browser",
        folder.join("report.html").display()
    );
    let book = folder.join("results.xlsx");
    if files.contains(&book) {
        let _ = write!(text, ", or {} in a spreadsheet", book.display());
    }
    text.push_str(".\n");
    text
}

/// Tries to write where the results will be: better to know before a long run than after it.
///
/// # Errors
/// When nothing can be written there.
pub fn can_be_written(folder: &Path) -> Result<(), Failure> {
    let there = |path: &&Path| path.as_os_str().is_empty() || path.symlink_metadata().is_ok();
    let above = folder.ancestors().skip(1).find(there);
    let above = match above {
        Some(path) if !path.as_os_str().is_empty() => path,
        _ => Path::new("."),
    };
    // The file has no name and is gone at once.
    tempfile::tempfile_in(above).map(drop).map_err(|cause| {
        let what = format!(
            "nothing can be written to {}, so nothing was run",
            above.display()
        );
        Failure::could_not(&anyhow::Error::new(cause).context(what))
    })
}

/// A folder nobody has taken: `out/2026-11-22-082036-step-down`.
pub fn free_folder(started: Timestamp, name: &str) -> PathBuf {
    let safe: String = name
        .chars()
        .map(|c| match c {
            c if c.is_alphanumeric() => c,
            '-' | '_' | '+' => c,
            _ => '-',
        })
        .take(60)
        .collect();
    let base = format!("{}-{safe}", started.strftime("%Y-%m-%d-%H%M%S"));
    let base = Path::new("out").join(base);
    let mut folder = base.clone();
    let mut number = 2;
    while output::must_be_free(&folder).is_err() {
        folder = base.with_file_name(format!(
            "{}-{number}",
            base.file_name().unwrap_or_default().to_string_lossy()
        ));
        number += 1;
    }
    folder
}

/// A short name for several scenarios.
pub fn folder_name(scenarios: &[String]) -> String {
    let short = |typed: &String| {
        let parts: Vec<&str> = typed
            .split('+')
            .map(|part| {
                let file = part.rsplit(['/', '\\']).next().unwrap_or(part);
                file.strip_suffix(".toml").unwrap_or(file)
            })
            .collect();
        parts.join("+")
    };
    match scenarios {
        [] => "comparison".to_owned(),
        [one] => short(one),
        [first, second] => format!("{}-{}", short(first), short(second)),
        [first, rest @ ..] => format!("{}-and-{}-more", short(first), rest.len()),
    }
}

/// The command as typed, to be typed again.
pub fn as_typed(arguments: &[OsString]) -> String {
    let words = arguments.iter().skip(1).map(|word| word.to_string_lossy());
    let words: Vec<_> = std::iter::once("caremarket".into()).chain(words).collect();
    as_words(words.iter().map(AsRef::as_ref))
}

/// A path as a word of a command.
pub fn as_a_word(path: &Path) -> String {
    let path = path.to_string_lossy();
    if cfg!(windows) {
        // No shell there knows what else is between single quotes, and no name holds a double one.
        let plain = |c: char| c.is_alphanumeric() || "\\/:.-_+~".contains(c);
        return if path.chars().all(plain) && !path.is_empty() {
            path.into_owned()
        } else {
            format!("\"{path}\"")
        };
    }
    as_words(std::iter::once(&*path))
}

/// Words of a command, to be typed.
pub fn as_words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    // A word with a zero byte cannot be typed at all.
    shlex::Quoter::new()
        .allow_nul(true)
        .join(words)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_typed_again() {
        let words = [
            "run",
            "my file.toml",
            "--set",
            "a=it's",
            "--set",
            "b=$HOME \\",
        ];
        let typed: Vec<OsString> = ["/usr/bin/caremarket"]
            .iter()
            .chain(&words)
            .map(OsString::from)
            .collect();
        let again = shlex::split(&as_typed(&typed)).expect("a command is words");
        assert_eq!(again[0], "caremarket");
        assert_eq!(again[1..], words);
    }

    #[test]
    fn folders_are_named_after_scenarios() {
        let name = |list: &[&str]| {
            let list: Vec<String> = list.iter().map(|&s| s.to_owned()).collect();
            folder_name(&list)
        };
        assert_eq!(name(&["a/winter.toml"]), "winter");
        assert_eq!(name(&["riverbridge+x/w.toml", "b"]), "riverbridge+w-b");
        assert_eq!(name(&["a", "b", "c"]), "a-and-2-more");
    }
}
