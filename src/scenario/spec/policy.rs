//! Policies as written: what they share stands in `[[policy]]`, what each does in `[policy.action.NAME]`.

use super::market::WeightsSpec;
use crate::scenario::quantity::{Days, Moment, PricePerHour, PricePerWeek, Share};
use schemars::JsonSchema;
use serde::Deserialize;

/// Something done differently.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicySpec {
    /// Who decides on it, such as `trust` or `council`.
    pub by: String,
    /// Who pays for it: one of the payers of the place.
    pub paid_by: String,
    /// When it starts: a date, `"month 3"` or `"day 30"`.
    pub start: Moment,
    /// When it ends; never unless given.
    pub end: Option<Moment>,
    /// Who was consulted; nobody if empty.
    #[serde(default)]
    pub consulted: Vec<String>,
    /// Time taken to consult before anything happens.
    pub consult: Option<Days>,
    /// How it grows from nothing to its full size over the ramp.
    pub shape: Option<ShapeSpec>,
    /// Time to its full size; at once unless given.
    pub ramp: Option<Days>,
    /// What it does: exactly one lever.
    pub action: ActionSpec,
}

/// How a policy grows from nothing to its full size.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShapeSpec {
    /// All at once.
    Step,
    /// In a straight line over the ramp.
    Linear,
    /// Slowly, then fast, then slowly, over the ramp.
    SCurve,
}

/// What a policy does.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionSpec {
    /// Buys care-home beds for people leaving hospital.
    BuyStepDown(BuyStepDownSpec),
    /// The trust hires its own homecare staff.
    OwnHomecare(OwnHomecareSpec),
    /// Raises what sectors pay.
    PayUplift(PayUpliftSpec),
    /// Commissioners agree what they pay, and who is next.
    JointCommissioning(JointCommissioningSpec),
    /// Changes what the council may spend on placements.
    BudgetChange(BudgetChangeSpec),
}

/// Beds in care homes, reserved for people ready to leave acute beds, whether used or not. People in
/// them go on waiting for what they need, with the priority of someone in a step-down bed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyStepDownSpec {
    /// Beds.
    #[schemars(range(min = 0, max = 100_000))]
    pub beds: u32,
    /// Price offered a bed a week.
    pub price: PricePerWeek,
    /// Which beds: any that homes have free, or only ones that they staff for it.
    #[serde(default)]
    pub from: FromSpec,
    /// Whether people in them get therapy.
    #[serde(default)]
    pub therapy: bool,
    /// Who is moved into them from acute beds, those ready longest first.
    #[serde(default)]
    pub takes: TakesSpec,
    /// Longest stay paid for; no limit unless given.
    pub stay_cap: Option<Days>,
    /// What happens at the cap.
    pub after_cap: Option<AfterCapSpec>,
}

/// Who is moved into step-down beds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TakesSpec {
    /// People whose care is funded, who wait only for homecare or a care home.
    #[default]
    Funded,
    /// Also people assessed in hospital whose care home or funding is still being settled; that goes on in the step-down bed.
    Assessed,
}

/// Which beds a block may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
pub enum FromSpec {
    /// Beds that homes staff now.
    #[default]
    #[serde(rename = "existing beds")]
    ExistingBeds,
    /// Only beds that homes staff for it, which they did not staff before.
    #[serde(rename = "new beds")]
    NewBeds,
}

/// What happens to someone who has been in a step-down bed as long as is paid for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AfterCapSpec {
    /// The buyer goes on paying.
    #[default]
    TrustPays,
    /// The council pays from then on.
    CouncilPays,
    /// They go home without support and wait there.
    Home,
}

/// Posts for homecare staff employed by the trust, who care for people leaving hospital.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnHomecareSpec {
    /// Posts.
    #[schemars(range(min = 0, max = 100_000))]
    pub posts: u32,
    /// Pay an hour.
    pub pay: PricePerHour,
    /// Share of paid hours spent with clients; that of the trust's team unless given.
    pub contact_share: Option<Share>,
    /// Whom they serve.
    #[serde(default)]
    pub serves: ServesSpec,
    /// Whom they hire.
    #[serde(default)]
    pub recruit: RecruitSpec,
    /// The sector they are employed in; its team must be one that bridges.
    pub sector: Option<String>,
}

/// Whom a trust's homecare serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServesSpec {
    /// People leaving hospital, until an agency has a package for them; they go on queueing for one.
    #[default]
    Bridge,
    /// People leaving hospital, for good.
    LongTerm,
    /// Those, and people waiting at home, until an agency has a package for them.
    Anyone,
}

/// Whom a trust's homecare hires.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecruitSpec {
    /// Whoever comes.
    #[default]
    Open,
    /// Nobody who works in care already: its offers are not made to them.
    OutsideOnly,
}

/// A rise in hourly pay, paid for by the payer and not by the employer. Give exactly one of `rise` and `rise_per_hour`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PayUpliftSpec {
    /// The sector whose pay rises.
    pub sector: Option<String>,
    /// The sectors whose pay rises.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// The rise, as a share of present pay.
    #[schemars(range(min = -0.5, max = 2))]
    pub rise: Option<f64>,
    /// The rise, an hour.
    pub rise_per_hour: Option<PricePerHour>,
}

/// Nobody pays more than an agreed rate, and one broker decides who is next.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JointCommissioningSpec {
    /// The rate agreed for homecare; the council's price unless given.
    pub homecare: Option<PricePerHour>,
    /// The rate agreed for care homes; the council's price unless given.
    pub care_home: Option<PricePerWeek>,
    /// The weights of the single broker; the council's unless given.
    pub weights: Option<WeightsSpec>,
}

/// More, or less, money for council placements than there would have been.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetChangeSpec {
    /// The change a year, as a share, compounding from the start.
    #[schemars(range(min = -0.5, max = 1))]
    #[serde(default)]
    pub per_year: f64,
    /// The change at once, as a share.
    #[schemars(range(min = -1, max = 10))]
    #[serde(default)]
    pub at_once: f64,
}
