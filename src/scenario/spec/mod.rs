//! The scenario language: a file as written.
//!
//! Every struct here is a table of the file; its doc comments are the descriptions in the JSON
//! Schema and in `caremarket explain`. Whether values fit one another is for `check`.

pub mod chance;
pub mod decline;
pub mod flow;
pub mod market;
pub mod policy;
pub mod staff;

use super::quantity::{Date, Days, Moment, Window};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A scenario: a place, how long and how often to run it, and what is done differently.
///
/// A file may hold all of it (a place file, a queueing network) or build on a place file and change
/// some of it (an overlay). Later files win key by key; `[[policy]]`, `[[expect]]`, `[[window]]` and
/// `[[distribution]]` of an overlay are added to those of what it builds on; its `[[knob]]` replace them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "caremarket scenario")]
pub struct Spec {
    /// What the scenario is about.
    #[serde(default)]
    pub scenario: ScenarioSpec,
    /// The local place.
    #[serde(default)]
    pub place: PlaceInfo,
    /// Length, dates, seed and replications.
    #[serde(default)]
    pub run: RunSpec,
    /// How demand varies, for every stream that does not say otherwise.
    #[serde(default)]
    pub demand: flow::DemandSpec,
    /// Groups of people, by name. Without any, everyone belongs to one group.
    #[serde(default)]
    pub groups: BTreeMap<String, flow::GroupSpec>,
    /// Who arrives, and when, by name.
    #[serde(default)]
    pub streams: BTreeMap<String, flow::StreamSpec>,
    /// Where people stay, by name. The names `any`, `out`, `all` and `beds` are not allowed.
    #[serde(default)]
    pub places: BTreeMap<String, flow::PlaceSpec>,
    /// Ways out of the network beside `out`, by name: destinations that people leave for.
    #[serde(default)]
    pub exits: BTreeMap<String, flow::ExitSpec>,
    /// A workforce that only moves, by itself or to staff places.
    pub staff: Option<staff::StaffSpec>,
    /// People with a need: the path from admission or assessment to a service. Makes the network a care market.
    pub pathway: Option<market::PathwaySpec>,
    /// Times of assessment, funding and arranging.
    pub process: Option<market::ProcessSpec>,
    /// Clinical, rehabilitation and recovery stays.
    pub stay: Option<market::StaySpec>,
    /// Shares needing nothing more after a service.
    pub recovery: Option<market::RecoverySpec>,
    /// Hazards of a crisis that leads to admission.
    pub crisis: Option<market::CrisisSpec>,
    /// Hazards of death.
    pub death: Option<market::DeathSpec>,
    /// People who have not long to live; nobody is told apart unless given.
    pub palliative: Option<market::PalliativeSpec>,
    /// Housing with care; none unless given.
    pub extra_care: Option<market::ExtraCareSpec>,
    /// What the acute hospital does when it is too full.
    pub hospital: Option<market::HospitalSpec>,
    /// How needs end and change.
    pub need: Option<market::NeedSpec>,
    /// How need grows while people wait.
    pub decondition: Option<market::DeconditionSpec>,
    /// The ladder of decline before a need for care.
    pub decline: Option<decline::DeclineSpec>,
    /// Families and unpaid carers who take over.
    pub leak: Option<market::LeakSpec>,
    /// The two markets: homecare and care homes.
    pub markets: Option<market::MarketsSpec>,
    /// Teams with posts of their own, by the name of their sector.
    #[serde(default)]
    pub teams: BTreeMap<String, market::TeamSpec>,
    /// What the council does about prices, priorities and its budget.
    pub council: Option<market::CouncilSpec>,
    /// What payers mean to spend, by payer and heading: `homecare`, `placements`, `intermediate_care`, `prevention`, `workforce`, `general`.
    #[serde(default)]
    pub budgets: BTreeMap<String, BTreeMap<String, market::BudgetSpec>>,
    /// The workforce and the labour market.
    pub workforce: Option<market::WorkforceSpec>,
    /// Unit costs of the health service's own beds.
    pub unit_costs: Option<market::UnitCostsSpec>,
    /// People found when the run begins.
    pub start: Option<market::StartSpec>,
    /// What is done differently.
    #[serde(default)]
    pub policy: Vec<policy::PolicySpec>,
    /// Hypotheses: what the story says. The run reports whether it happened; they never change it.
    #[serde(default)]
    pub expect: Vec<ExpectSpec>,
    /// Windows to report beside the usual ones.
    #[serde(default)]
    pub window: Vec<WindowSpec>,
    /// Shares of time, or of people, at or below thresholds.
    #[serde(default)]
    pub distribution: Vec<DistributionSpec>,
    /// Questions in plain words, each of which turns one value.
    #[serde(default)]
    pub knob: Vec<KnobSpec>,
}

/// What a scenario is about.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioSpec {
    /// Title, for people.
    pub name: Option<String>,
    /// The story, in a sentence or two.
    pub story: Option<String>,
    /// The question it asks.
    pub question: Option<String>,
    /// The place file it builds on: the name of an embedded place such as `riverbridge`, or a path.
    pub place: Option<String>,
    /// Other scenario files it builds on, after the place: names or paths, later ones win.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// What to compare it with: `no policy` (the same files without their policies) or names of scenarios; the first is the default.
    #[serde(default)]
    pub compare_with: Vec<String>,
    /// Where the story comes from.
    pub source: Option<String>,
    /// Its number in the catalogue.
    pub number: Option<String>,
}

/// The local place.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceInfo {
    /// Name of the place.
    pub name: Option<String>,
    /// People who live there.
    #[schemars(range(min = 1, max = 2_000_000_000))]
    pub population: Option<u64>,
    /// Of those, people aged 65 or over.
    #[schemars(range(min = 0, max = 2_000_000_000))]
    pub population_65_plus: Option<u64>,
}

/// Length, dates, seed and replications of a run.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RunSpec {
    /// Days run before day 0 and not reported.
    pub warm_up_days: Days,
    /// Days reported, from day 0.
    pub horizon_days: Days,
    /// How many times as large the place is: multiplies every rate of arrivals, capacity, number of people, workers and providers, and every size of a policy.
    #[schemars(range(min = 1, max = 10_000))]
    pub scale: u32,
    /// Replications: runs with their own random numbers.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replications: u32,
    /// Seed of all draws: the same seed gives the same results, to the last digit.
    #[schemars(range(min = 0))]
    pub seed: u64,
    /// Date of day 0, which settles weekdays, months and seasons. A Monday unless given: 1 April 2024.
    pub start_date: Date,
}

impl Default for RunSpec {
    fn default() -> Self {
        let date = "2024-04-01".parse().expect("the usual date is a date");
        let days = |text: &str| text.parse().expect("the usual lengths are lengths");
        Self {
            warm_up_days: days("0 days"),
            horizon_days: days("365 days"),
            scale: 1,
            replications: 30,
            seed: 1,
            start_date: date,
        }
    }
}

/// A hypothesis about a difference or a level. Give exactly one of `sign`, `least`/`most`, `unchanged_within`, `fades_below`, `grows_from`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectSpec {
    /// Key of the measure, such as `delayed.acute`.
    pub measure: String,
    /// What to compare with: `no policy`, or a name in `compare_with`. Without it the hypothesis is about the level itself.
    pub versus: Option<String>,
    /// The window, such as `m2-3`.
    pub window: Window,
    /// The direction of the difference.
    pub sign: Option<Sign>,
    /// Another measure: judged is `measure` as a share of it, in the same window.
    pub share_of: Option<String>,
    /// Another window: judged is the value here over the value there.
    pub over_window: Option<Window>,
    /// The whole 95% interval lies at or above this.
    pub least: Option<f64>,
    /// The whole 95% interval lies at or below this.
    pub most: Option<f64>,
    /// The whole 95% interval lies within this much of zero.
    #[schemars(range(min = 0))]
    pub unchanged_within: Option<f64>,
    /// The difference is smaller than this share of what it was in `of_window`.
    #[schemars(range(min = 0, max = 1))]
    pub fades_below: Option<f64>,
    /// The window that `fades_below` refers to.
    pub of_window: Option<Window>,
    /// The difference is greater than it was in this window.
    pub grows_from: Option<Window>,
    /// Whether the difference follows directly from an assumed effect rather than from the model.
    #[serde(default)]
    pub assumed: bool,
}

/// A direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// Below what it is compared with.
    Lower,
    /// Above what it is compared with.
    Higher,
}

/// A window to report.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowSpec {
    /// Its name: one of the usual forms (`m7-12`, `day 90`), or any name if `from` and `to` are given.
    pub name: String,
    /// Where it begins.
    pub from: Option<Moment>,
    /// Where it ends; the same as `from` for an instant.
    pub to: Option<Moment>,
}

/// Thresholds at or below which shares are reported.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DistributionSpec {
    /// Key of a level, such as `occupied.ward` (shares of time), or of a wait, such as `wait_days.ward` (shares of people).
    pub measure: String,
    /// The thresholds: people, places, or days.
    pub at_most: Vec<f64>,
}

/// A question in plain words that turns one value. It changes no result: it says what may be asked, and within which bounds.
///
/// Give either `min`, `max` and `step`, or `choices`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnobSpec {
    /// The value it turns: its path in the scenario, as after `--set`. Policies count from 0, those of the files below first.
    pub path: String,
    /// The question, in plain words.
    pub label: String,
    /// What helps to answer it, such as a figure and where it comes from.
    pub help: Option<String>,
    /// Least number.
    pub min: Option<f64>,
    /// Greatest number, a whole number of steps above the least.
    pub max: Option<f64>,
    /// How far a slider goes at a time; any number between the ends may be answered.
    pub step: Option<f64>,
    /// What the number counts, such as `beds`, or `£ a week`.
    pub unit: Option<String>,
    /// How the number stands in the scenario, with `{}` in its place, such as `{} per week`; a bare number unless given.
    pub written: Option<String>,
    /// The answers there are, where no number is asked for.
    #[serde(default)]
    pub choices: Vec<ChoiceSpec>,
}

/// One of the answers to a question.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceSpec {
    /// What the value is turned to, as after `--set`, always in quotes here: `"match"`, `"true"`.
    pub to: String,
    /// What that is in plain words, which can be understood without the question.
    pub label: String,
}
