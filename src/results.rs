//! A saved result: plain rows, kept on disk, and all that comparing and drawing may see.
//!
//! Every number a reader meets (in a table, a chart or the report) is in one of these rows, and the
//! rows are the files of a result folder, one to one.

pub(crate) mod number;
pub mod of_a_comparison;
pub mod of_a_sweep;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;

/// Everything one command found out.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// What was run, with what, by whom asked.
    pub manifest: Manifest,
    /// Each measure of each scenario in each window.
    pub summary: Vec<SummaryRow>,
    /// Each measure of each scenario less its baseline, paired by replication.
    pub differences: Vec<DifferenceRow>,
    /// The same measures, replication by replication.
    pub replications: Vec<ReplicationTable>,
    /// Levels day by day.
    pub series: Vec<Series>,
    /// Levels less those of the baseline, day by day, paired by replication.
    pub difference_series: Vec<DifferenceSeries>,
    /// Shares of time, and of people, at or below thresholds that the scenario asks for.
    pub distributions: Vec<DistributionRow>,
    /// Workers who moved between sectors.
    pub moves: Vec<MoveRow>,
    /// Hypotheses of the scenarios, and what became of them.
    pub expectations: Vec<ExpectationRow>,
    /// Control charts of one typical history of each comparison, with its policy and without.
    pub control_chart: Vec<ControlChartRow>,
    /// How often and when control charts signal, over all histories.
    pub control_signals: Vec<ControlSignalRow>,
}

/// A number that theory gives, and what was measured: a row of the table of `verify`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TheoryRow {
    /// What is special about the case, in a few words.
    pub case: String,
    /// The law or the method that gives the exact value.
    pub law: String,
    /// The scenario.
    pub file: String,
    /// Values set differently in it.
    pub set: Vec<String>,
    /// Key of the measure, or words where there is no key.
    pub measure: String,
    /// Name of the window.
    pub window: String,
    /// Replications.
    pub replications: usize,
    /// The exact value.
    pub exact: f64,
    /// The mean over replications.
    pub mean: f64,
    /// Lower end of the 95% interval of the mean.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// How many of its standard errors the mean is above the exact value.
    pub z: f64,
    /// How many it may be, above or below.
    pub limit: f64,
    /// Whether it is no further off, and known well enough for a wrong formula to show.
    pub agrees: bool,
}

impl TheoryRow {
    /// Whether the 95% interval holds the exact value.
    pub fn interval_holds(&self) -> bool {
        self.lower <= self.exact && self.exact <= self.upper
    }
}

/// Results that are kept to the last digit, and what came out here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldenRow {
    /// Name of the run.
    pub name: String,
    /// What is run.
    pub what: String,
    /// SHA-256 of the results as published.
    pub kept: String,
    /// SHA-256 of the results here.
    pub found: String,
    /// Lines published: a number of events, and measures replication by replication.
    pub lines: usize,
    /// Lines that differ.
    pub differing: usize,
    /// The first of them: as published, and here.
    pub first: Vec<(String, String)>,
}

impl GoldenRow {
    /// Whether every byte is the same.
    pub fn agrees(&self) -> bool {
        self.kept == self.found
    }
}

/// What `verify` found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// Numbers of networks that can be solved, case by case.
    pub theory: Vec<TheoryRow>,
    /// Results kept to the last digit.
    pub golden: Vec<GoldenRow>,
}

impl Verification {
    /// Whether everything is as theory says and as published.
    pub fn agrees(&self) -> bool {
        self.theory.iter().all(|row| row.agrees) && self.golden.iter().all(GoldenRow::agrees)
    }

    /// How many cases the numbers belong to.
    pub fn cases(&self) -> usize {
        let cases = |row: &TheoryRow| (row.file.clone(), row.case.clone());
        let mut cases: Vec<_> = self.theory.iter().map(cases).collect();
        cases.dedup();
        cases.len()
    }
}

/// A row of `summary.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SummaryRow {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the window.
    pub window: String,
    /// Key of the measure.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Replications in which it had a value.
    pub replications: usize,
    /// Mean over replications.
    #[serde(with = "number")]
    pub mean: f64,
    /// Lower end of the 95% interval of the mean.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
    /// Standard deviation over replications.
    #[serde(with = "number")]
    pub sd: f64,
    /// 5th percentile over replications.
    #[serde(with = "number")]
    pub p05: f64,
    /// Median over replications.
    #[serde(with = "number")]
    pub p50: f64,
    /// 95th percentile over replications.
    #[serde(with = "number")]
    pub p95: f64,
}

/// A row of `differences.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifferenceRow {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of what it is compared with.
    pub baseline: String,
    /// Name of the window.
    pub window: String,
    /// Key of the measure.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Pairs of replications.
    pub replications: usize,
    /// Mean of scenario less baseline; for shares of a change (growth, moved) the share itself.
    #[serde(with = "number")]
    pub difference: f64,
    /// Lower end of its 95% interval.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
    /// What the interval says.
    pub verdict: String,
}

/// Every measure of a scenario in every window and replication: rows of `replications.csv`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReplicationTable {
    /// Name of the scenario.
    pub scenario: String,
    /// Names of the windows.
    pub windows: Vec<String>,
    /// Keys of the measures.
    pub measures: Vec<String>,
    /// One row a replication, from the first; in a row, window by window, every measure.
    ///
    /// `NaN` where a measure has no value, such as the mean wait of nobody.
    pub values: Vec<Vec<f64>>,
}

impl ReplicationTable {
    /// A measure in a window, replication by replication.
    pub fn column(&self, window: &str, measure: &str) -> Option<Vec<f64>> {
        let window = self.windows.iter().position(|w| w == window)?;
        let measure = self.measures.iter().position(|m| m == measure)?;
        let at = window * self.measures.len() + measure;
        Some(self.values.iter().map(|row| row[at]).collect())
    }
}

/// A level day by day: rows of `series.csv`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Series {
    /// Name of the scenario.
    pub scenario: String,
    /// Key of the measure.
    pub measure: String,
    /// Whole days, counted from 0.
    pub day: Vec<i64>,
    /// Mean over replications.
    pub mean: Vec<f64>,
    /// 5th percentile over replications.
    pub p05: Vec<f64>,
    /// Median over replications.
    pub p50: Vec<f64>,
    /// 95th percentile over replications.
    pub p95: Vec<f64>,
}

/// A difference day by day: rows of `difference_series.csv`.
///
/// Each day stands for the mean of the 28 days up to it, and the interval is that of the mean difference.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DifferenceSeries {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of what it is compared with.
    pub baseline: String,
    /// Key of the measure.
    pub measure: String,
    /// Whole days, counted from 0.
    pub day: Vec<i64>,
    /// Mean of scenario less baseline.
    pub difference: Vec<f64>,
    /// Lower end of its 95% interval.
    pub lower: Vec<f64>,
    /// Upper end.
    pub upper: Vec<f64>,
}

/// A row of `distributions.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DistributionRow {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the window.
    pub window: String,
    /// Key of the measure.
    pub measure: String,
    /// The threshold.
    #[serde(with = "number")]
    pub at_most: f64,
    /// Share of time, or of people, at or below it.
    #[serde(with = "number")]
    pub share: f64,
    /// Lower end of the 95% interval.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
}

/// A row of `moves.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MoveRow {
    /// Name of the scenario.
    pub scenario: String,
    /// Sector left; `outside` for people who were not in care work.
    pub from: String,
    /// Sector joined.
    pub to: String,
    /// Name of the window.
    pub window: String,
    /// Workers, mean over replications.
    #[serde(with = "number")]
    pub workers: f64,
    /// Lower end of the 95% interval.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
}

/// A row of `expectations.csv`: a hypothesis of a scenario, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectationRow {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of what it is compared with.
    pub versus: String,
    /// Name of the window.
    pub window: String,
    /// Key of the measure.
    pub measure: String,
    /// What was expected, in words.
    pub expected: String,
    /// What was found: the difference, or the value.
    #[serde(with = "number")]
    pub value: f64,
    /// Lower end of its 95% interval.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
    /// `met`, `not met` or `undecided`.
    pub outcome: String,
}

/// A row of `control_chart.csv`: a month on the control chart of one simulated history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlChartRow {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the world that the history is of: the scenario, or what it is compared with.
    pub history_of: String,
    /// The replication, from 0: the one whose difference is the median.
    pub replication: usize,
    /// Key of the measure.
    pub measure: String,
    /// The month, a twelfth of 365 days; 1 begins on day 0, and the one before it is 0.
    pub month: i64,
    /// Mean of its midnights.
    #[serde(with = "number")]
    pub value: f64,
    /// Mean of the months before the policy.
    #[serde(with = "number")]
    pub mean: f64,
    /// Lower limit that they set.
    #[serde(with = "number")]
    pub lower_limit: f64,
    /// Upper limit.
    #[serde(with = "number")]
    pub upper_limit: f64,
    /// Whether it is one of the months before the policy, which set the limits.
    pub sets_limits: bool,
    /// `improvement` or `concern`; empty for what chance does.
    pub signal: String,
    /// The rule by which it is a signal; empty if it is none.
    pub rule: String,
}

/// A row of `control_chart_signals.csv`: in how many histories a chart signals after the policy has started, and when first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlSignalRow {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the world that the histories are of: the scenario, or what it is compared with.
    pub history_of: String,
    /// Key of the measure.
    pub measure: String,
    /// `improvement`, `concern`, or `concern after improvement`.
    pub signal: String,
    /// Histories.
    pub replications: usize,
    /// Those whose chart signals.
    pub signalled: usize,
    /// Their share.
    #[serde(with = "number")]
    pub share: f64,
    /// Lower end of its 95% interval.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
    /// Month by which half of those that signal have done so for the first time.
    #[serde(with = "number")]
    pub month: f64,
    /// Lower end of its 95% interval.
    #[serde(with = "number")]
    pub month_lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub month_upper: f64,
}

/// A row of `catalogue.csv`: what a scenario that comes with the program expects, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CatalogueRow {
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Name of what it is compared with.
    pub versus: String,
    /// Name of the window.
    pub window: String,
    /// Key of the measure.
    pub measure: String,
    /// What was expected, in words.
    pub expected: String,
    /// What was found: the difference, or the value.
    #[serde(with = "number")]
    pub value: f64,
    /// Lower end of its 95% interval.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
    /// `met`, `not met` or `undecided`.
    pub outcome: String,
    /// Whether it follows directly from an assumed effect rather than from the model.
    pub assumed: bool,
    /// Replications.
    pub replications: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// Version of caremarket.
    pub version: String,
}

/// A row of `sensitivity.csv`: what a scenario does to a measure with one assumption at one of its ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SensitivityRow {
    /// Name of the scenario.
    pub scenario: String,
    /// The assumption; `as written` for all of them as the scenario has them.
    pub assumption: String,
    /// `low` or `high`; empty for what is as written.
    pub case: String,
    /// The value, or values.
    pub value: String,
    /// The same as settings of paths.
    pub set: String,
    /// Name of the window.
    pub window: String,
    /// Key of the measure.
    pub measure: String,
    /// Mean of scenario less baseline; for shares of a change the share itself.
    #[serde(with = "number")]
    pub difference: f64,
    /// Lower end of its 95% interval.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
    /// What the interval says of its sign: `above 0`, `below 0`, `unclear`, `nothing changes` or `undefined`.
    pub sign: String,
    /// What becomes of the conclusion: `flips`, `no longer clear`, `becomes clear`, or empty.
    pub change: String,
    /// Replications.
    pub replications: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// Version of caremarket.
    pub version: String,
}

/// A row of `census.csv`: a level of one replication at the start of a whole day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CensusRow<'a> {
    /// Name of the scenario.
    pub scenario: &'a str,
    /// The replication, from 0.
    pub replication: usize,
    /// The day, from 0.
    pub day: usize,
    /// Key of the measure.
    pub measure: &'a str,
    /// The level.
    pub value: f64,
}

/// A row of `people.csv`: one person and one place. Times are in days from day 0, `NaN` for what has not happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonRow<'a> {
    /// Name of the scenario.
    pub scenario: &'a str,
    /// The replication, from 0.
    pub replication: usize,
    /// Number of the person, by order of coming into the world.
    pub person: u32,
    /// Their group.
    pub group: &'a str,
    /// The place.
    pub place: &'a str,
    /// When they asked for the place.
    pub asked: f64,
    /// When they started in it.
    pub started: f64,
    /// When they were ready to leave it.
    pub ready: f64,
    /// When they left it, or stopped waiting for it.
    pub left: f64,
    /// What became of it.
    pub outcome: &'a str,
}

/// A row of `drawn.csv`: what an uncertain value was taken to be in a replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawnRow<'a> {
    /// Names of the scenarios in which it was taken to be that.
    pub scenarios: &'a str,
    /// The replication, from 0.
    pub replication: usize,
    /// Path of the value in the scenario.
    pub path: &'a str,
    /// What it was taken to be.
    pub value: f64,
    /// Its unit; empty for a bare number.
    pub unit: &'a str,
}

/// Tables that are written only when asked for, and are not read back.
#[derive(Clone, Copy, Default)]
pub struct Details<'a> {
    /// Rows of `census.csv`.
    pub census: Option<CensusRows<'a>>,
    /// Rows of `people.csv`.
    pub people: Option<PeopleRows<'a>>,
    /// Rows of `drawn.csv`.
    pub drawn: Option<DrawnRows<'a>>,
    /// What every replication showed, to go on from.
    pub kept: Option<Kept<'a>>,
}

/// A file that only the program reads: its name, and what puts its bytes down.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// Its name.
    pub name: &'a str,
    /// Writes its bytes.
    pub write: &'a (dyn Fn(&mut dyn io::Write) -> io::Result<()> + Sync),
}

/// Hands over every row of `census.csv`, in order, to whatever writes it.
pub type CensusRows<'a> =
    &'a (dyn Fn(&mut dyn FnMut(&CensusRow<'_>) -> io::Result<()>) -> io::Result<()> + Sync);

/// Hands over every row of `people.csv`, in order, to whatever writes it.
pub type PeopleRows<'a> =
    &'a (dyn Fn(&mut dyn FnMut(&PersonRow<'_>) -> io::Result<()>) -> io::Result<()> + Sync);

/// Hands over every row of `drawn.csv`, in order, to whatever writes it.
pub type DrawnRows<'a> =
    &'a (dyn Fn(&mut dyn FnMut(&DrawnRow<'_>) -> io::Result<()>) -> io::Result<()> + Sync);

impl fmt::Debug for Details<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Details")
            .field("census", &self.census.is_some())
            .field("people", &self.people.is_some())
            .field("drawn", &self.drawn.is_some())
            .field("kept", &self.kept.map(|kept| kept.name))
            .finish()
    }
}

/// What was run, with what: `manifest.json`.
///
/// What an older version did not write yet is empty when read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// Version of the layout of a result folder.
    pub format: u32,
    /// Version of caremarket.
    pub version: String,
    /// Number of the results this version gives: results of different numbers do not belong together. 0 before there was one.
    pub results_version: u32,
    /// The command, as typed.
    pub command: String,
    /// The command that began what this one has gone on with, if it has.
    pub began_with: String,
    /// What the command asked for beside scenarios and replications.
    pub asked: AskedRecord,
    /// `run` or `compare`.
    pub kind: String,
    /// A sentence or two: what was found.
    pub headline: Vec<String>,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications asked for.
    pub replications: usize,
    /// Replications done, fewer after an interruption.
    pub replications_done: usize,
    /// Operating system and processor family.
    pub platform: String,
    /// When the command started, in UTC.
    pub started: String,
    /// How long it took.
    pub wall_seconds: f64,
    /// Replications whose uncertain values were drawn more than once, since they did not fit together at first.
    pub replications_drawn_again: usize,
    /// Events simulated, warm-up included.
    pub events: u64,
    /// Events a second of simulating.
    pub events_per_second: f64,
    /// Most memory the process held.
    pub peak_rss_bytes: u64,
    /// What was simulated; a baseline before what is compared with it.
    pub scenarios: Vec<ScenarioRecord>,
    /// The windows.
    pub windows: Vec<WindowRecord>,
    /// Every measure that stands in the files.
    pub measures: Vec<MeasureRecord>,
    /// What a reader should know before relying on the numbers.
    pub warnings: Vec<String>,
    /// The two measures of the frontier, if one was asked for: across, and up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub frontier: Vec<String>,
    /// Every other file of the folder.
    pub files: Vec<FileRecord>,
}

impl Manifest {
    /// Names of all scenarios, in order.
    pub fn scenario_names(&self) -> Vec<String> {
        self.scenarios.iter().map(|s| s.name.clone()).collect()
    }
}

/// What a command asked for beside scenarios and replications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskedRecord {
    /// Paths at or below which values with a range were drawn; the empty one stands for everything.
    pub uncertain: Vec<String>,
    /// Whether `census.csv` was written.
    pub census: bool,
    /// Whether `people.csv` was written.
    pub people: bool,
    /// How well some means were to be known.
    pub precision: Option<PrecisionRecord>,
    /// Keys of the measures to be shown first, instead of the usual ones.
    pub measures: Vec<String>,
}

/// How well some means were to be known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrecisionRecord {
    /// Half the width of the 95% interval of each mean, as a share of the mean.
    pub within: f64,
    /// The means, as `MEASURE@WINDOW`.
    pub of: Vec<String>,
    /// Most replications.
    pub at_most: usize,
}

/// A scenario as it was run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ScenarioRecord {
    /// Name, unique in a result.
    pub name: String,
    /// Name by its files: `riverbridge+winter`.
    pub called: String,
    /// Whether its policies were left out.
    pub without_policies: bool,
    /// What hypotheses about differences could be about, where all others were left out.
    pub only_against: Option<Vec<String>>,
    /// Title for people.
    pub title: String,
    /// The story in a sentence or two.
    pub story: String,
    /// The question it asks.
    pub question: String,
    /// What it is compared with, if anything.
    pub baseline: Option<String>,
    /// Name of the place.
    pub place: String,
    /// Its files, those that later ones build on first.
    pub files: Vec<ScenarioFile>,
    /// Values set on the command line.
    pub set: Vec<String>,
    /// Days of warm-up.
    pub warm_up_days: f64,
    /// Days reported.
    pub horizon_days: f64,
    /// Date of day 0, year-month-day.
    pub start_date: String,
    /// What is done differently, in words.
    pub policies: Vec<PolicyRecord>,
    /// Every value that states where it comes from.
    pub assumptions: Vec<AssumptionRecord>,
    /// Values that were drawn anew in each replication; none unless that was asked for.
    pub uncertain: Vec<UncertainRecord>,
    /// The windows in which it was watched, in order.
    pub windows: Vec<WindowRecord>,
}

/// A value that was drawn anew in each replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UncertainRecord {
    /// Path of the value in the scenario.
    pub path: String,
    /// Least value.
    pub low: f64,
    /// The value as written: the most likely one.
    pub value: f64,
    /// Greatest value.
    pub high: f64,
    /// Its unit; empty for a bare number.
    pub unit: String,
}

/// A file of a scenario, whole.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ScenarioFile {
    /// Its name, as given.
    pub name: String,
    /// Its hash.
    pub sha256: String,
    /// Its text.
    pub text: String,
}

/// What a policy does, in words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyRecord {
    /// Name of the lever.
    pub lever: String,
    /// What it changes, in words.
    pub description: String,
    /// Day it starts to act.
    pub start_day: f64,
    /// Day it ends, if it does.
    pub end_day: Option<f64>,
}

/// A value and where it comes from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AssumptionRecord {
    /// Path of the value in the scenario.
    pub path: String,
    /// The value, as written.
    pub value: String,
    /// Least plausible value, if stated.
    pub low: Option<f64>,
    /// Greatest plausible value, if stated.
    pub high: Option<f64>,
    /// Where it comes from, or why it is assumed.
    pub source: String,
}

/// A stretch of the run, or an instant, for which measures are reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowRecord {
    /// Its name.
    pub name: String,
    /// First day.
    pub from_day: f64,
    /// Last day; the same as the first for an instant.
    pub to_day: f64,
}

/// How to read a measure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeasureRecord {
    /// Its key.
    pub key: String,
    /// Its title for people.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Which direction is better.
    pub better: Better,
}

/// Which direction is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither is.
    #[default]
    Neither,
}

/// A file of a result folder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FileRecord {
    /// Its name within the folder.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its hash.
    pub sha256: String,
}

impl Manifest {
    /// The command that began these results, whatever was added later.
    pub fn first_command(&self) -> &str {
        if self.began_with.is_empty() {
            &self.command
        } else {
            &self.began_with
        }
    }
}

impl Manifest {
    /// The two measures of the frontier, if one was asked for: across, and up.
    pub fn frontier(&self) -> Option<(String, String)> {
        match self.frontier.as_slice() {
            [across, up] => Some((across.clone(), up.clone())),
            _ => None,
        }
    }
}

impl Results {
    /// The row of a measure in a window.
    pub fn summary_of(&self, scenario: &str, window: &str, measure: &str) -> Option<&SummaryRow> {
        self.summary
            .iter()
            .find(|r| r.scenario == scenario && r.window == window && r.measure == measure)
    }

    /// The paired difference of a measure in a window.
    pub fn difference_of(
        &self,
        scenario: &str,
        window: &str,
        measure: &str,
    ) -> Option<&DifferenceRow> {
        self.differences
            .iter()
            .find(|r| r.scenario == scenario && r.window == window && r.measure == measure)
    }

    /// A level day by day.
    pub fn series_of(&self, scenario: &str, measure: &str) -> Option<&Series> {
        self.series
            .iter()
            .find(|s| s.scenario == scenario && s.measure == measure)
    }

    /// The control chart on which a scenario's policy is looked for, in a history of the scenario itself or of what it is
    /// compared with: month by month.
    pub fn control_chart_of(&self, scenario: &str, history_of: &str) -> Vec<&ControlChartRow> {
        let rows = self.control_chart.iter();
        rows.filter(|r| r.scenario == scenario && r.history_of == history_of)
            .collect()
    }

    /// How often and when the control charts of these histories signal.
    pub fn control_signal_of(
        &self,
        scenario: &str,
        history_of: &str,
        signal: &str,
    ) -> Option<&ControlSignalRow> {
        self.control_signals
            .iter()
            .find(|r| r.scenario == scenario && r.history_of == history_of && r.signal == signal)
    }

    /// A difference day by day.
    pub fn difference_series_of(&self, scenario: &str, measure: &str) -> Option<&DifferenceSeries> {
        self.difference_series
            .iter()
            .find(|s| s.scenario == scenario && s.measure == measure)
    }
}
