//! The market section as written: the care pathway, the two markets, the council and the workforce.

use super::chance::{Amount, Duration};
use crate::scenario::quantity::{
    Days, MoneyPerYear, PerYear, PricePerDay, PricePerHour, PricePerWeek, Share,
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which place plays which part in the care pathway.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathwaySpec {
    /// Emergency department: people wait here for an acute bed.
    pub emergency: String,
    /// Acute ward.
    pub acute: String,
    /// Community hospital, with rehabilitation.
    pub community_hospital: String,
    /// Reablement at home.
    pub reablement: String,
    /// Own home, without a service.
    pub home: String,
    /// Care at home from agencies.
    pub homecare: String,
    /// Care-home beds bought for people leaving hospital.
    pub step_down: String,
    /// Homecare run by the trust until an agency has a package.
    pub bridge: String,
    /// Long-term residence.
    pub care_home: String,
    /// Assessment and support at home straight from hospital; needed by the lever `discharge_to_assess`.
    pub d2a: Option<String>,
    /// Hospital-level care at home; needed by the lever `virtual_ward`.
    pub virtual_ward: Option<String>,
    /// Long-stay hospital for people with a learning disability or a mental illness; needed by the lever `transforming_care`.
    pub long_stay: Option<String>,
    /// Homes of their own for people who leave it; needed by the lever `transforming_care`.
    pub supported_living: Option<String>,
    /// Who pays: the council, self-funders, the trust and any others. `council` and `self` must be among them.
    pub payers: Vec<String>,
}

/// Times of assessment, funding and arranging. Times are lognormal about their means, with one coefficient of variation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcessSpec {
    /// Mean time from ready to leave hospital to assessed: the hospital's own part, then the transfer hub's.
    pub assessment_days: Days,
    /// The transfer hub's share of that time.
    pub transfer_hub_share: Share,
    /// Mean time for the council to assess someone at home.
    pub community_assessment_days: Days,
    /// Mean time for a care home to come and assess.
    pub care_home_assessment_days: Days,
    /// Mean time of a decision on funding.
    pub funding_days: FundingDays,
    /// Coefficient of variation of all these times.
    #[schemars(range(min = 0, max = 5))]
    pub cv: f64,
    /// Discharges that wait for the family to agree.
    pub choice: SomeWait,
    /// Discharges that wait for equipment or housing.
    pub equipment: SomeWait,
    /// From a match to the start in a care home.
    pub bed_start_lag_days: Days,
    /// Chance that someone with somewhere to go leaves an acute bed, by weekday from Monday; otherwise they try the next day.
    pub leave_by_weekday: [Share; 7],
    /// How long a package of homecare is kept open for someone admitted.
    pub hold_package_days: Days,
    /// How long a care-home bed is.
    pub hold_bed_days: Days,
    /// How long homecare that is handed back goes on as emergency cover.
    pub emergency_cover_days: Days,
    /// Share of complex discharges for whom rehabilitation in a community hospital is indicated.
    pub rehabilitation_share: Share,
    /// Share of discharges home, with care, after which someone is back in hospital within two days; none unless given.
    pub failed_discharge_share: Option<Share>,
    /// How long people wait for a rehabilitation bed before they take the ordinary route.
    pub rehabilitation_patience_days: Days,
}

/// Mean time of a decision on funding.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingDays {
    /// Homecare paid for by the council.
    pub homecare: Days,
    /// A care home paid for by the council.
    pub bed_council: Days,
    /// A care home that people pay for themselves: the time to arrange it.
    pub bed_self: Days,
}

/// Some people wait for something, so long on average.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SomeWait {
    /// Share who do.
    pub share: Share,
    /// Mean wait of those who do.
    pub days: Days,
}

/// Clinical, rehabilitation and recovery stays.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaySpec {
    /// Acute stay of people with a new need.
    pub new_need: Duration,
    /// Acute stay of people with a known need: readmissions and residents.
    pub known_need: Duration,
    /// Acute stay added by a hospital infection.
    pub infection: Duration,
    /// Rehabilitation in a community hospital.
    pub community_hospital: Duration,
    /// Reablement at home.
    pub reablement: Duration,
    /// Recovery in a step-down bed.
    pub step_down: Duration,
}

/// Shares needing nothing more after a service.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoverySpec {
    /// After reablement, of people with a new need.
    pub reablement_new: Share,
    /// After reablement, of people with an existing need.
    pub reablement_existing: Share,
    /// After rehabilitation in a community hospital.
    pub community_hospital: Share,
    /// After a step-down bed with therapy.
    pub step_down_with_therapy: Share,
    /// After a step-down bed without therapy.
    pub step_down_without_therapy: Share,
}

/// Hazards of a crisis that leads to admission; multiplied by the month index of demand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrisisSpec {
    /// At home with a service.
    pub supported: PerYear,
    /// At home in need, without a service.
    pub unsupported: PerYear,
    /// In a care home.
    pub care_home: PerYear,
    /// Cared for by family alone.
    pub unpaid_only: PerYear,
}

/// Hazards of death.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeathSpec {
    /// At home with a service.
    pub supported: PerYear,
    /// At home in need, without a service.
    pub unsupported: PerYear,
    /// In a care home.
    pub care_home: PerYear,
    /// In a clinical stay.
    pub clinical: PerYear,
    /// Ready to leave an acute bed.
    pub delayed_acute: PerYear,
    /// In rehabilitation, or ready to leave another bed.
    pub delayed_elsewhere: PerYear,
}

/// People who have not long to live.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PalliativeSpec {
    /// Share of people with a need who have not long to live when it comes.
    pub share: Share,
    /// Their hazard of death wherever they are, beside that of others.
    pub death: PerYear,
}

/// Housing with care: people's own homes under one roof, with homecare from agencies.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraCareSpec {
    /// Units, each for one person. They fill while the place warms up.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub units: u32,
    /// Hours of homecare a week from which on people who wait for homecare take a vacant unit.
    #[schemars(range(min = 0, max = 168))]
    pub from_hours: f64,
    /// Share of people who need a care home who can live there instead.
    pub care_home_share: Share,
    /// Share of the time that carers do not spend with clients which care given there saves.
    pub less_travel: Share,
}

/// What the acute hospital does when it is too full. Nothing of it unless given.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HospitalSpec {
    /// Planned admissions a day, of which one is called off for each patient who waits in the emergency department for a bed.
    #[schemars(range(min = 0, max = 100_000))]
    pub electives_per_day: Option<f64>,
    /// Beds opened in winter beyond the usual ones.
    pub escalation: Option<EscalationSpec>,
}

/// Beds opened in winter.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalationSpec {
    /// How many, as a share of acute beds.
    pub share: Share,
    /// The months, 1 for January, in which they are open.
    pub months: Vec<u8>,
    /// What one costs, used or not.
    pub cost: PricePerDay,
}

/// How needs end and change.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedSpec {
    /// The need for homecare ends.
    pub ends: PerYear,
    /// Someone with homecare comes to need a care home.
    pub to_care_home: PerYear,
    /// Multiplier of that for people waiting without a service.
    #[schemars(range(min = 0, max = 20))]
    pub to_care_home_unsupported_factor: f64,
    /// How much more homecare someone gets who waits for a care home.
    #[schemars(range(min = 1, max = 5))]
    pub waiting_for_care_home_factor: f64,
    /// Residents of care homes move away.
    pub resident_moves_away: PerYear,
    /// An unpaid carer can go on no longer.
    pub carer_breaks_down: PerYear,
}

/// How need grows while people wait, without therapy.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeconditionSpec {
    /// Growth of hours a day delayed in an acute bed, as a share.
    #[schemars(range(min = 0, max = 0.2))]
    pub hours_per_day_acute: f64,
    /// Growth of hours a day waiting elsewhere, as a share.
    #[schemars(range(min = 0, max = 0.2))]
    pub hours_per_day_elsewhere: f64,
    /// Someone delayed in an acute bed comes to need a care home.
    pub to_care_home_acute: PerYear,
    /// Someone delayed in another bed comes to need a care home.
    pub to_care_home_elsewhere: PerYear,
    /// Someone delayed in an acute bed catches an infection.
    pub infection: PerYear,
}

/// Families and unpaid carers who take over: how queues end that capacity does not end.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeakSpec {
    /// A family takes someone delayed in a bed home.
    pub family_takes_home: PerYear,
    /// An unpaid carer takes over for someone waiting at home.
    pub carer_takes_over: PerYear,
}

/// The two markets.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarketsSpec {
    /// Care at home.
    pub homecare: HomecareSpec,
    /// Care homes.
    pub care_home: CareHomeSpec,
}

/// Care at home.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HomecareSpec {
    /// The sector that delivers it.
    pub sector: String,
    /// Hours a week of a package.
    pub hours_per_package: Amount,
    /// Most hours a week a package may come to.
    #[schemars(range(min = 1, max = 168))]
    pub most_hours: f64,
    /// Share of paid hours spent with clients.
    pub contact_share: Share,
    /// Posts over those that load and queue call for.
    #[schemars(range(min = 0.5, max = 3))]
    pub staffing_margin: f64,
    /// Share of people who need two carers at a time; not told apart unless given. `hours_per_package` counts the hours of both.
    pub double_handed: Option<Share>,
    /// People who live where carers travel far; not told apart unless given.
    pub rural: Option<RuralSpec>,
    /// Price the council pays at the start.
    pub price_council: PricePerHour,
    /// Price self-funders pay.
    pub price_self: PricePerHour,
    /// Agencies, and what they do and cost.
    pub providers: ProvidersSpec,
}

/// People who live where carers travel far.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuralSpec {
    /// Share of people with a need.
    pub share: Share,
    /// How much more of the time that carers do not spend with clients their care takes, as a share.
    #[schemars(range(min = 0, max = 3))]
    #[serde(default = "a_quarter")]
    pub more_travel: f64,
}

/// Assumed.
fn a_quarter() -> f64 {
    0.25
}

/// Care homes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CareHomeSpec {
    /// The sector that staffs them.
    pub sector: String,
    /// Registered beds of all homes together.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub beds: u32,
    /// Care hours a resident a week.
    #[schemars(range(min = 1, max = 168))]
    pub hours_per_resident: f64,
    /// Least share of those hours that must be there for a bed to be filled.
    pub safe_share: Share,
    /// Price the council pays at the start.
    pub price_council: PricePerWeek,
    /// Mean price self-funders pay.
    pub price_self: PricePerWeek,
    /// Coefficient of variation of homes' prices to self-funders.
    #[schemars(range(min = 0, max = 2))]
    pub price_self_cv: f64,
    /// Share of registered beds that a home keeps vacant for self-funders.
    pub holdout_share: Share,
    /// Share of registered beds that homes staff beyond those in use.
    pub spare_share: Share,
    /// Posts over those that beds call for, for absence and safety.
    #[schemars(range(min = 0.5, max = 3))]
    pub staffing_margin: f64,
    /// Homes, and what they do and cost.
    pub providers: ProvidersSpec,
}

/// The providers of a market, and what they do and cost.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvidersSpec {
    /// How many at the start.
    #[schemars(range(min = 1, max = 20_000))]
    pub number: u32,
    /// Coefficient of variation of their sizes.
    #[schemars(range(min = 0, max = 5))]
    pub size_cv: f64,
    /// Share of sales to self-funders at the start.
    pub self_share: Share,
    /// Mean of the share of the asking price below which a provider does not sell.
    #[schemars(range(min = 0, max = 3))]
    pub reserve_mean: f64,
    /// Its coefficient of variation between providers.
    #[schemars(range(min = 0, max = 3))]
    pub reserve_cv: f64,
    /// Share of a change of price that reaches pay.
    pub pass_through: Share,
    /// Most cover by agency and bank, as a share of own hours.
    pub topup_share: Share,
    /// Mean margin at the prices of the start, fully used.
    #[schemars(range(min = -1, max = 1))]
    pub margin_mean: f64,
    /// Its standard deviation between providers.
    #[schemars(range(min = 0, max = 1))]
    pub margin_sd: f64,
    /// Closures, sales included.
    pub closures: PerYear,
    /// Share of closures that are sales: clients and staff stay together.
    pub sale_share: Share,
    /// Time over which clients leave a provider that closes.
    pub closing_days: Days,
    /// Load over what can be delivered that overtime and short visits absorb, as a share.
    pub strain_tolerance: Share,
    /// Share of the hours above that which are handed back each day.
    pub handback_speed: Share,
    /// Margin over half a year below which providers give up.
    #[schemars(range(min = -10, max = 1))]
    pub exit_margin: f64,
    /// How fast they do.
    pub exits: PerYear,
    /// Margin of the whole market over half a year above which new providers come.
    #[schemars(range(min = -1, max = 10))]
    pub entry_margin: f64,
    /// How fast they do.
    pub entries: PerYear,
    /// What must go unserved for that: hours a week, or beds.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub entry_unserved: f64,
}

/// A team with posts of its own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamSpec {
    /// Posts at the start.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub posts: u32,
    /// The place whose capacity its hours give.
    pub staffs: Option<String>,
    /// Hours a week that each person in that place takes.
    #[schemars(range(min = 0.1, max = 1000))]
    pub hours_per_place: Option<f64>,
    /// Share of paid hours spent with people.
    pub contact_share: Share,
    /// Whether it gives homecare itself, to people who wait for an agency.
    #[serde(default)]
    pub bridges: bool,
    /// Whether it stands for everyone who employs a personal assistant; needed by the lever `direct_payments`.
    #[serde(default)]
    pub assistants: bool,
}

/// What the council does about prices, priorities and its budget.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CouncilSpec {
    /// What it does when others pay more than it does.
    pub price_policy: PricePolicySpec,
    /// Time over which running contracts follow a new price.
    pub match_lag: Days,
    /// Whether the budget for placements may not be overspent.
    pub budget_placements: BudgetRule,
    /// Share by which commitments may pass the budget for a while.
    pub pace: Share,
    /// Who is next.
    pub brokerage: BrokerageSpec,
    /// How fast what providers ask follows what others pay: share of the gap a week.
    pub ask_speed: Share,
    /// How far the dearest buyers set what providers ask: 1 is in proportion to their share of the market.
    #[schemars(range(min = 0, max = 100))]
    pub ask_slope: f64,
}

/// What the council does when others pay more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PricePolicySpec {
    /// It keeps its price, and loses vacancies to better payers.
    Hold,
    /// It pays what providers ask; a fixed budget then buys fewer places.
    Match,
    /// Nobody pays more than an agreed rate.
    Agreed,
}

/// Whether a budget may be overspent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetRule {
    /// It may not.
    Hard,
    /// It may; the overspend is reported.
    Soft,
}

/// What a payer means to spend under a heading.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetSpec {
    /// Whether it may be overspent; it may unless given. For the council's placements `council.budget_placements` says so.
    pub rule: Option<BudgetRule>,
    /// How much it is on day 0, a year; it grows with demand. What was spent in the last half year before unless given.
    pub amount: Option<MoneyPerYear>,
    /// Share by which commitments may pass it for a while; `council.pace` unless given.
    pub pace: Option<Share>,
}

/// Who is next.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrokerageSpec {
    /// Weight of people by where they wait.
    pub weights: WeightsSpec,
    /// Days of waiting that add a weight once more.
    #[schemars(range(min = 0.1, max = 1_000_000))]
    pub tau_days: f64,
    /// Exponent with which the acute weight follows the number delayed in acute beds; 0 for not at all.
    #[schemars(range(min = -5, max = 5))]
    pub attention: f64,
}

/// Weight of people by where they wait; the largest that applies counts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightsSpec {
    /// In an acute bed.
    #[schemars(range(min = 0.001, max = 1000))]
    pub acute: f64,
    /// In a community hospital.
    #[schemars(range(min = 0.001, max = 1000))]
    pub community_hospital: f64,
    /// In a step-down bed.
    #[schemars(range(min = 0.001, max = 1000))]
    pub step_down: f64,
    /// In reablement, holding the place.
    #[schemars(range(min = 0.001, max = 1000))]
    pub reablement: f64,
    /// In a slot of discharge to assess, holding it.
    #[schemars(range(min = 0.001, max = 1000))]
    #[serde(default = "four_fifths")]
    pub d2a: f64,
    /// On the trust's bridging service.
    #[schemars(range(min = 0.001, max = 1000))]
    pub bridge: f64,
    /// At home, or anywhere else.
    #[schemars(range(min = 0.001, max = 1000))]
    pub home: f64,
    /// Whose package was handed back.
    #[schemars(range(min = 0.001, max = 1000))]
    pub handed_back: f64,
}

/// As for reablement: whoever is looked after at home comes after whoever holds a bed.
fn four_fifths() -> f64 {
    0.8
}

/// The workforce and the labour market.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkforceSpec {
    /// How many come to look for care work and how long they look: the name of one of `regimes`.
    pub regime: String,
    /// States of the local labour market, by name.
    pub regimes: BTreeMap<String, RegimeSpec>,
    /// New candidates a week, instead of the regime's.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub inflow_week: Option<f64>,
    /// Share of candidates who stop looking each week, instead of the regime's.
    pub lapse_week: Option<Share>,
    /// Candidates at the start, instead of the regime's.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub candidates: Option<u32>,
    /// Local people of working age who are not looking at care.
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub reservoir: u64,
    /// Pay outside care, an hour.
    pub outside_pay: PricePerHour,
    /// Least pay the law allows, an hour.
    pub wage_floor: PricePerHour,
    /// The sectors, by name.
    pub sectors: BTreeMap<String, SectorSpec>,
    /// How workers and employers find one another, and part.
    pub labour: LabourSpec,
}

/// A state of the local labour market.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegimeSpec {
    /// New candidates a week.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub inflow_week: f64,
    /// Share of candidates who stop looking each week.
    pub lapse_week: Share,
    /// Candidates at the start.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub candidates: u32,
}

/// A sector of the workforce.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorSpec {
    /// Pay at the start, an hour.
    pub pay: PricePerHour,
    /// Money value of sick pay, pension, leave and security, as a share of pay; below zero where time or travel goes unpaid.
    #[schemars(range(min = -0.5, max = 2))]
    pub nonpay: f64,
    /// Quits out of care, a year, at the pay of the start.
    pub quits: PerYear,
    /// How intensely its workers look for other jobs; 1 is homecare.
    #[schemars(range(min = 0, max = 10))]
    pub search: f64,
    /// How strongly candidates' acceptances follow pay: the exponent of relative pay.
    #[schemars(range(min = 0, max = 20))]
    pub recruit_elasticity: f64,
    /// Weeks from acceptance to productive work.
    #[schemars(range(min = 0, max = 60))]
    pub induction_weeks: u32,
    /// Mean hours worked a week.
    #[schemars(range(min = 1, max = 60))]
    pub hours_week: f64,
    /// Share of hours lost to sickness.
    pub sickness: Share,
    /// Vacancy rate when the run begins.
    pub vacancy_rate: Share,
    /// Whether it is the health service.
    #[serde(default)]
    pub nhs: bool,
}

/// How workers and employers find one another, and part.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabourSpec {
    /// How fast searchers meet vacancies: A of the matching function.
    #[schemars(range(min = 0, max = 5))]
    pub matching: f64,
    /// Exponent of searchers in matching.
    pub alpha: Share,
    /// How intensely the employed search, relative to candidates.
    #[schemars(range(min = 0, max = 1))]
    pub search_employed: f64,
    /// Chance that a candidate accepts an offer at the pay of outside.
    pub candidate_accepts: Share,
    /// Steepness with which workers compare pay.
    #[schemars(range(min = 0, max = 100))]
    pub kappa: f64,
    /// What it takes to change jobs: at equal pay an offer is accepted with chance 1 / (1 + exp(this)).
    #[schemars(range(min = -10, max = 20))]
    pub switch_cost: f64,
    /// How strongly quits fall with relative pay.
    #[schemars(range(min = 0, max = 20))]
    pub quit_elasticity: f64,
    /// How strongly offers are drawn to better pay.
    #[schemars(range(min = 0, max = 20))]
    pub offer_elasticity: f64,
    /// How strongly candidates come with better pay.
    #[schemars(range(min = 0, max = 20))]
    pub inflow_elasticity: f64,
    /// How much strain raises quits.
    #[schemars(range(min = 0, max = 50))]
    pub strain_gain: f64,
    /// Multipliers of quits in the first year of care work, the second to fifth, and later.
    pub tenure_factors: [f64; 3],
    /// Share of those who quit care who leave the labour market; as many come of age or move in.
    pub leaves_labour_market: Share,
    /// Weeks a mover goes on working for the old employer.
    #[schemars(range(min = 0, max = 60))]
    pub notice_weeks: u32,
    /// Half-width of the triangular distribution of weekly hours about the sector's mean.
    #[schemars(range(min = 0, max = 40))]
    pub hours_spread: f64,
    /// How much sickness rises above its mean, as a share, half-way between midsummer and midwinter; twice that at midwinter.
    #[schemars(range(min = 0, max = 1))]
    pub winter_sickness: f64,
    /// Employer's costs over pay: 1.25 is a quarter on top.
    #[schemars(range(min = 1, max = 3))]
    pub on_costs: f64,
    /// Extra cost of cover by agency and bank, as a share.
    #[schemars(range(min = 0, max = 5))]
    pub agency_premium: f64,
    /// Whether the health service and social care recruit from people who would not work for the other: two labour markets.
    #[serde(default)]
    pub separate_pools: bool,
    /// With separate pools: share of those looking for care work who look to the health service.
    #[serde(default = "one_in_five")]
    pub nhs_share: Share,
}

/// What the health service's quits are of all quits in the example place.
fn one_in_five() -> Share {
    Share::new(0.2).expect("a fifth is a share")
}

/// Unit costs of the health service's own beds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitCostsSpec {
    /// An acute bed with someone delayed in it, a day.
    pub acute_delayed: PricePerDay,
    /// A community hospital bed, a day.
    pub community_hospital: PricePerDay,
    /// A reablement place, a day.
    pub reablement: PricePerDay,
    /// A bed of the long-stay hospital, a day, paid by whoever pays for the community hospital; not counted unless given.
    pub long_stay: Option<PricePerDay>,
    /// Who pays for delayed days in acute beds.
    pub acute_paid_by: String,
    /// Who pays for the community hospital.
    pub community_hospital_paid_by: String,
}

/// People found when the run begins; the warm-up settles the rest.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartSpec {
    /// People with homecare.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub clients: u32,
    /// Residents of care homes.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub residents: u32,
    /// Share of residents who pay for themselves.
    pub residents_self_funded: Share,
    /// People ready to leave acute beds.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub acute_waiters: u32,
    /// People waiting at home.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub home_waiters: u32,
    /// People cared for by family alone.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub unpaid: u32,
    /// Of the people with homecare: how many belong to other groups than `home_group`, by group.
    #[serde(default)]
    pub clients_of: BTreeMap<String, u32>,
    /// Group of those found needing care at home.
    pub home_group: String,
    /// Group of those found needing a care home.
    pub care_home_group: String,
}
