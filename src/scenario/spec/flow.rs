//! The network as written: groups, streams, places and the ways between them.

use super::chance::{Amount, Duration};
use crate::scenario::quantity::{
    Capacity, ClockTime, Days, Moment, Rate, Share, WeekdayHours, Weekdays,
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Shares by name, which add up to 1.
pub type Shares = BTreeMap<String, Share>;

/// How demand varies, for every stream that does not say otherwise.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DemandSpec {
    /// Growth a year from day 0, as a share, compounding.
    #[schemars(range(min = -0.5, max = 1))]
    pub growth_per_year: f64,
    /// Multiplier by month, from January; 1 on average.
    pub month_index: Option<[f64; 12]>,
    /// Multiplier by weekday, from Monday; 1 on average.
    pub weekday_index: Option<[f64; 7]>,
}

/// A group of people: they may differ in stay, route and place in the queue, and are reported apart.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupSpec {
    /// What they need; makes them people the care pathway looks after.
    pub need: Option<NeedKind>,
    /// Share who pay for that care themselves.
    pub self_funded: Option<Share>,
    /// Of people needing care at home: share who would pay for a care home themselves.
    pub self_funded_care_home: Option<Share>,
    /// Hours a week of homecare they need; those of the market unless given.
    pub hours_per_package: Option<Amount>,
    /// How often things happen to them, over what the place says.
    pub rates: Option<RatesSpec>,
    /// Anything worth knowing.
    pub note: Option<String>,
}

/// How often things happen to the people of a group, over what the place says: multipliers, 1 unless given.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RatesSpec {
    /// Crises, wherever they are: of `[crisis]`.
    #[schemars(range(min = 0, max = 100))]
    pub crisis: f64,
    /// Deaths, wherever they are: of `[death]`.
    #[schemars(range(min = 0, max = 100))]
    pub death: f64,
    /// The end of a need for homecare: of `need.ends`.
    #[schemars(range(min = 0, max = 100))]
    pub ends: f64,
    /// Coming to need a care home: of `need.to_care_home` and its like.
    #[schemars(range(min = 0, max = 100))]
    pub to_care_home: f64,
}

impl Default for RatesSpec {
    fn default() -> Self {
        Self {
            crisis: 1.0,
            death: 1.0,
            ends: 1.0,
            to_care_home: 1.0,
        }
    }
}

/// What people need.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    /// Care at home.
    Home,
    /// A care home.
    CareHome,
}

/// Who arrives, and when. Give exactly one of `rate` and `counts`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamSpec {
    /// The place they come to, or several with shares.
    pub to: To,
    /// The group they belong to, or several with shares. May be left out if there is one group.
    pub group: Option<To>,
    /// How many, as a Poisson process.
    pub rate: Option<Rate>,
    /// How many, exactly.
    pub counts: Option<CountsSpec>,
    /// Multiplier of the rate by weekday, from Monday.
    pub weekday_index: Option<[f64; 7]>,
    /// Multiplier of the rate by month, from January.
    pub month_index: Option<[f64; 12]>,
    /// Growth of the rate a year from day 0, as a share.
    #[schemars(range(min = -0.5, max = 1))]
    pub growth_per_year: Option<f64>,
    /// All of a day's people come at this hour; otherwise they are spread over the day.
    pub all_at: Option<ClockTime>,
    /// How long they will wait for their first place before they give up.
    pub patience: Option<Duration>,
    /// Keys the stream's draws, so that it keeps its people when others come or go; unless given, streams are told apart by what they are.
    #[schemars(range(min = 1, max = 9999))]
    pub key: Option<u16>,
    /// Anything worth knowing.
    pub note: Option<String>,
}

/// One name, or several with shares that add up to 1.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum To {
    /// Always this.
    One(String),
    /// Shares that add up to 1.
    Shares(Shares),
}

/// Exactly how many come on which day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountsSpec {
    /// The same every week: people on each weekday, from Monday.
    Weekly([u32; 7]),
    /// People on day 0, 1, 2 …; nobody after the list ends, nobody during warm-up.
    Daily(Vec<u32>),
}

/// A way out of the network.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitSpec {
    /// Anything worth knowing.
    pub note: Option<String>,
}

/// Where people stay.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceSpec {
    /// How many people it takes at once, or `"unlimited"` (which it is unless given). `beds` and `slots` are other words for it. With `package`: how many hours or visits a day, as in `"120 visits per day"`.
    pub capacity: Option<Capacity>,
    /// How many beds there are.
    pub beds: Option<Capacity>,
    /// How many slots there are.
    pub slots: Option<Capacity>,
    /// Later capacities. After a cut nobody is sent away; nobody starts until numbers fit.
    #[serde(default)]
    pub capacity_changes: Vec<CapacityChange>,
    /// A weekly timetable of capacities, in force from each time to the next.
    #[serde(default)]
    pub capacity_week: Vec<CapacityWeek>,
    /// Capacity from the workers there are: how many people each worker of a sector looks after, by sector of `[staff]`.
    pub staffed_by: Option<BTreeMap<String, f64>>,
    /// How much of the capacity each person takes, day by day, where it is measured in hours or visits a day.
    pub package: Option<PackageSpec>,
    /// How long people stay.
    pub stay: Option<Duration>,
    /// How long people of a group stay who go to a next place: `stays.GROUP.NEXT`; `any` stands for every group or next.
    #[serde(default)]
    pub stays: BTreeMap<String, BTreeMap<String, Duration>>,
    /// Where people go next, with shares: places, exits, or `out`. Out of the network unless given.
    pub routes: Option<Shares>,
    /// Where people of each group go next.
    #[serde(default)]
    pub routes_by_group: BTreeMap<String, Shares>,
    /// Whether people keep their place here while they wait for the next one (blocking after service).
    #[serde(default = "yes")]
    pub keeps_place: bool,
    /// What happens when there is no room.
    #[serde(default)]
    pub when_full: WhenFull,
    /// Where people go whom the list cannot take: a place, an exit, or `out`.
    pub turned_away_to: Option<String>,
    /// How long people will wait for this place before they give up.
    pub patience: Option<Duration>,
    /// Where people go who give up.
    pub gave_up_to: Option<String>,
    /// Who is next.
    #[serde(default)]
    pub discipline: DisciplineSpec,
    /// When people waiting are let in: `"at once"` when a place is free, or `"daily at 08:00"`.
    pub clearing: Option<String>,
    /// Places kept for each group, beside those open to all: `dedicated.GROUP`.
    #[serde(default)]
    pub dedicated: BTreeMap<String, u32>,
    /// Rules that keep the last free places for some groups.
    #[serde(default)]
    pub keep_free: Vec<KeepFreeSpec>,
    /// Hours in which people can start here; always unless given.
    #[serde(default)]
    pub admission_hours: Vec<WeekdayHours>,
    /// Delay between the end of the stay and leaving, the place kept: by where people go next; `any` for everywhere.
    #[serde(default)]
    pub exit_delay: BTreeMap<String, Duration>,
    /// Delay between being given the next place and moving there, both places kept: by next place; `any` for every place.
    #[serde(default)]
    pub transfer_delay: BTreeMap<String, Duration>,
    /// Chance that someone whose stay is over leaves on each weekday, from Monday; otherwise they try the next day.
    pub leave_by_weekday: Option<[Share; 7]>,
    /// People here when the run begins.
    #[serde(default)]
    pub start: Vec<StartPresent>,
    /// People waiting for this place when the run begins.
    #[serde(default)]
    pub start_waiting: Vec<StartWaiting>,
    /// Anything worth knowing.
    pub note: Option<String>,
}

fn yes() -> bool {
    true
}

/// Packages: in a straight line from the first day's amount to the last day's, in the unit of the capacity. Give `first` and `last`, or `types`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PackageSpec {
    /// Hours or visits on the first day of a stay.
    pub first: Option<Amount>,
    /// Hours or visits on the last day of a stay, drawn by itself; that of the first day unless given.
    pub last: Option<Amount>,
    /// Kinds of package, for first and last amounts that go together.
    pub types: Vec<PackageType>,
    /// Packages of people of a group: `by_group.GROUP`.
    pub by_group: BTreeMap<String, GroupPackage>,
    /// Each day's amount is rounded to the nearest multiple of this, halves to even: one visit, or a quarter of an hour, unless given.
    #[schemars(range(min = 0.001, max = 1000))]
    pub rounded_to: Option<f64>,
    /// Who may start before someone ahead of them whose package does not fit.
    pub overtaking: OvertakingSpec,
}

/// Packages of people of a group. Give `first` and `last`, or `types`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GroupPackage {
    /// Hours or visits on the first day of a stay.
    pub first: Option<Amount>,
    /// Hours or visits on the last day of a stay, drawn by itself; that of the first day unless given.
    pub last: Option<Amount>,
    /// Kinds of package, for first and last amounts that go together.
    pub types: Vec<PackageType>,
}

/// A kind of package.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageType {
    /// Share of people who get it.
    pub share: Share,
    /// Hours or visits on the first day of a stay.
    #[schemars(range(min = 0))]
    pub first: f64,
    /// Hours or visits on the last day of a stay.
    #[schemars(range(min = 0))]
    pub last: f64,
}

/// Who may start before someone ahead of them whose package does not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OvertakingSpec {
    /// Nobody: whoever is next keeps everyone else waiting until their package fits.
    #[default]
    Never,
    /// Whoever fits, in the order of the discipline; large packages may wait long.
    WhoeverFits,
    /// Everyone is given, when they ask, the first day from which their package fits beside those given before: into gaps, but to nobody's cost.
    IntoGaps,
}

/// A later capacity.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityChange {
    /// From when.
    pub from: Moment,
    /// How many people it takes from then on, or hours or visits a day.
    pub capacity: Capacity,
}

/// A step of a weekly timetable.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityWeek {
    /// On which days.
    pub days: Weekdays,
    /// From what time.
    pub from: ClockTime,
    /// How many people it takes from then on, or hours or visits a day, until the next step.
    pub capacity: Capacity,
}

/// What happens when there is no room.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// People wait, however many they are.
    #[default]
    Wait,
    /// People are turned away.
    TurnAway,
    /// So many wait, holding no other place; the rest are turned away. One number for all, or a number for each group.
    WaitUpTo(UpTo),
}

/// A number for all, or for each group.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum UpTo {
    /// For all together.
    All(u32),
    /// For each group by itself; unlimited for groups not named.
    ByGroup(BTreeMap<String, u32>),
}

/// Who is next.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisciplineSpec {
    /// Whoever became ready first.
    #[default]
    FirstCome,
    /// By lot, everyone alike.
    Random,
    /// By rank, 1 before 2; first come within a rank.
    Priority(PrioritySpec),
    /// By lot, with chances in proportion to weights.
    Weighted(WeightedSpec),
}

/// Ranks: 1 goes before 2. Who is in no list comes after all who are.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PrioritySpec {
    /// Rank by group.
    pub groups: BTreeMap<String, i32>,
    /// Rank by the place in which people wait; `list` for those who hold no place.
    pub places: BTreeMap<String, i32>,
}

/// Weights: a person with weight 2 is twice as likely to be next as one with weight 1. Group and place weights multiply.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WeightedSpec {
    /// Weight by group; 1 for groups not named.
    pub groups: BTreeMap<String, f64>,
    /// Weight by the place in which people wait; `list` for those who hold no place; 1 for places not named.
    pub places: BTreeMap<String, f64>,
    /// Time waited after which a weight has doubled: chances are in proportion to weight x (1 + waited / tau). Waiting makes no difference unless given.
    pub tau: Option<Days>,
}

/// The last free places are kept for some groups.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepFreeSpec {
    /// How many.
    pub places: u32,
    /// The groups that may use them.
    #[serde(rename = "for")]
    pub open_to: Vec<String>,
}

/// People in a place when the run begins.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPresent {
    /// How many; more than the capacity, if so.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub people: u32,
    /// Their group. May be left out if there is one group.
    pub group: Option<String>,
    /// How much of their stay is left.
    #[serde(default)]
    pub remaining: RemainingSpec,
}

/// How much of a stay is left when the run begins.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemainingSpec {
    /// What is left of stays that have been going on: the equilibrium residual of the stay distribution.
    #[default]
    Residual,
    /// A whole fresh stay.
    Fresh,
    /// Exponential with the mean of the stay.
    Memoryless,
    /// Uniform from this least time to a fresh stay.
    UniformFrom(Days),
    /// These times, person by person.
    Listed(Vec<Days>),
}

/// People waiting when the run begins; they stand first.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartWaiting {
    /// How many.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub people: u32,
    /// Their group. May be left out if there is one group.
    pub group: Option<String>,
    /// How long they have waited so far.
    #[serde(default = "not_at_all")]
    pub waited: Days,
}

fn not_at_all() -> Days {
    "0 days".parse().expect("no time is a length of time")
}
