//! What a sweep found: rows of its tables, and what was swept.

use super::number;
use super::{FileRecord, MeasureRecord, ScenarioFile};
use serde::{Deserialize, Serialize};

/// What was swept, and how: `manifest.json` of a sweep, and what a sweep under way goes by.
///
/// It holds nothing that depends on when, where or how fast it was run, so that a sweep gives the same bytes again.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SweepManifest {
    /// Version of the layout of the folder.
    pub format: u32,
    /// Version of caremarket.
    pub version: String,
    /// `sweep`.
    pub kind: String,
    /// The command, as first typed.
    pub command: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Its title for people.
    pub title: String,
    /// Name of the place.
    pub place: String,
    /// Whether outcomes are differences from the same place without policies; else they are levels.
    pub compared: bool,
    /// `grid`, `lhs`, `sobol`, `morris` or `indices`.
    pub design: String,
    /// Points, trajectories or rows of the design.
    pub size: usize,
    /// Points in all, besides the scenario as written.
    pub points: usize,
    /// Replications at each point.
    pub replications: usize,
    /// Seed of all draws, and of the design.
    pub seed: u64,
    /// Name of the window.
    pub window: String,
    /// The measures.
    pub measures: Vec<MeasureRecord>,
    /// The measures of the frontier, if one was asked for: across, and up.
    pub frontier: Vec<String>,
    /// What is varied.
    pub factors: Vec<FactorRecord>,
    /// Values set on the command line.
    pub set: Vec<String>,
    /// The files of the scenario, those that later ones build on first.
    pub files: Vec<ScenarioFile>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Every other file of the folder.
    pub written: Vec<FileRecord>,
}

/// Something that is varied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FactorRecord {
    /// Its name.
    pub name: String,
    /// Its paths, which move together.
    pub paths: Vec<String>,
    /// The low end, in words.
    pub low: String,
    /// The high end.
    pub high: String,
    /// The value as written, where the scenario states a range; empty otherwise.
    pub as_written: String,
    /// Its values, if they are listed.
    pub values: Vec<String>,
    /// The unit of values between the ends, where they are numbers at one path: empty for bare ones.
    pub unit: String,
}

/// A point of a sweep: a row of `points.csv`. Point 0 is the scenario as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SweepPoint {
    /// Where it is: a number from 0 to 1 for each factor; none for the scenario as written.
    pub along: Vec<f64>,
    /// The value at each path of each factor, with its unit.
    pub values: Vec<String>,
}

/// A row of `sweep.csv`: what came out at a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepRow {
    /// The point; 0 is the scenario as written.
    pub point: usize,
    /// Name of the window.
    pub window: String,
    /// Key of the measure.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Replications in which it had a value.
    pub replications: usize,
    /// Mean of the scenario; empty for measures of a comparison.
    #[serde(with = "number")]
    pub scenario: f64,
    /// Mean of the same place without policies; empty if the scenario has none.
    #[serde(with = "number")]
    pub baseline: f64,
    /// The outcome: scenario less baseline, the measure of the comparison, or the level where nothing is compared.
    #[serde(with = "number")]
    pub outcome: f64,
    /// Lower end of its 95% interval.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
    /// What the interval says of its sign: `above 0`, `below 0`, `unclear`, `nothing changes` or `undefined`.
    pub sign: String,
}

/// A row of `effects.csv`: what a factor has to do with an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectRow {
    /// Key of the measure.
    pub measure: String,
    /// Name of the factor; `all` for what is said of all together.
    pub factor: String,
    /// Which of its properties: one of the names in [`statistic`].
    pub statistic: String,
    /// Its value.
    #[serde(with = "number")]
    pub value: f64,
    /// Lower end of its 95% interval; empty if it has none.
    #[serde(with = "number")]
    pub lower: f64,
    /// Upper end.
    #[serde(with = "number")]
    pub upper: f64,
    /// Points, trajectories or rows it rests on.
    pub basis: usize,
}

/// Names of properties in `effects.csv`.
pub mod statistic {
    /// The outcome at a factor's low end, along a straight line, the others halfway.
    pub const AT_LOW: &str = "at_low";
    /// The same at its high end.
    pub const AT_HIGH: &str = "at_high";
    /// The second less the first.
    pub const LOW_TO_HIGH: &str = "low_to_high";
    /// Mean size of elementary effects, whatever their sign.
    pub const MU_STAR: &str = "mu_star";
    /// Mean of elementary effects.
    pub const MU: &str = "mu";
    /// Standard deviation of elementary effects.
    pub const SIGMA: &str = "sigma";
    /// Share of variance by itself.
    pub const FIRST: &str = "first_order";
    /// Share of variance alone or with others.
    pub const TOTAL: &str = "total";
    /// Share of variance that lies on straight lines; of all factors together.
    pub const EXPLAINED: &str = "share_explained";
}

/// Everything a sweep found.
#[derive(Clone, Debug, Default)]
pub struct Sweep {
    /// What was swept.
    pub manifest: SweepManifest,
    /// The points, the scenario as written first.
    pub points: Vec<SweepPoint>,
    /// What came out, point by point in order.
    pub rows: Vec<SweepRow>,
    /// What each factor has to do with it.
    pub effects: Vec<EffectRow>,
}

impl Sweep {
    /// What came out of a measure at a point.
    pub fn row(&self, point: usize, measure: &str) -> Option<&SweepRow> {
        // There may be tens of thousands of points.
        let first = self.rows.partition_point(|row| row.point < point);
        let mut there = self.rows[first..].iter().take_while(|r| r.point == point);
        there.find(|row| row.measure == measure)
    }

    /// A property of a factor.
    pub fn effect(&self, measure: &str, factor: &str, statistic: &str) -> Option<&EffectRow> {
        self.effects
            .iter()
            .find(|e| e.measure == measure && e.factor == factor && e.statistic == statistic)
    }
}
