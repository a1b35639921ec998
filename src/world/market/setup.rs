//! What the market section of a scenario says, checked and ready to run.
//!
//! Rates are a second, wages and prices pence, care whole minutes, unless a name says otherwise.

use super::budget::{BudgetHeading, BudgetSetup};
use super::extra_care::ExtraCareSetup;
use crate::engine::{Sampler, Span};
use crate::world::flow::setup::{Group, Target};
use crate::world::need::ladder::setup::DeclineSetup;

/// Index of a sector of the workforce.
pub type Sector = usize;
/// Index of whoever pays.
pub type Payer = usize;

/// What gives places their capacity, and what decides who is offered it.
#[derive(Clone, PartialEq, Debug)]
pub struct MarketSetup {
    /// Which place plays which part.
    pub places: CarePlaces,
    /// The need that people of each group come with; `None` for groups without one.
    pub needs: Vec<Option<NeedSetup>>,
    /// Times of assessment, funding and arranging.
    pub process: ProcessSetup,
    /// Clinical and rehabilitation stays.
    pub stays: StaySetup,
    /// What happens to people by itself.
    pub hazards: HazardSetup,
    /// Share of people with a need who have not long to live when it comes.
    pub palliative_share: f64,
    /// What the acute hospital does when it is too full.
    pub hospital: HospitalSetup,
    /// Housing with care, if the place has any.
    pub extra_care: Option<ExtraCareSetup>,
    /// The ladder of decline before a need for care, if the place has one.
    pub decline: Option<DeclineSetup>,
    /// How need grows while people wait.
    pub decondition: DeconditionSetup,
    /// Care at home.
    pub homecare: HomecareSetup,
    /// Care homes.
    pub care_home: CareHomeSetup,
    /// Teams with posts of their own: reablement, community hospital, ward support, the trust's homecare.
    pub teams: Vec<TeamSetup>,
    /// Those who pay; the first is the council, the second self-funders.
    pub payers: Vec<String>,
    /// What payers mean to spend: the council's budget for placements first.
    pub budgets: Vec<BudgetSetup>,
    /// Who is next, and what the council does about prices.
    pub council: CouncilSetup,
    /// The workforce and the labour market.
    pub workforce: WorkforceSetup,
    /// Unit costs of the health service's own beds.
    pub unit_costs: UnitCosts,
    /// People found at the start.
    pub start: StartSetup,
    /// Multiplier of crises by month, from January.
    pub month_index: [f64; 12],
    /// Growth of demand a year, from day 0: the placements budget grows with it.
    pub growth_per_year: f64,
    /// Physical capacity of each place whose capacity is given out by the market; `None` is unlimited.
    pub beds: Vec<Option<u32>>,
}

impl MarketSetup {
    /// The sector of the trust's homecare, which bridges until an agency has a package: the team that staffs no place
    /// and sells care by the hour.
    pub fn bridging_team(&self) -> Option<Sector> {
        self.teams
            .iter()
            .find(|team| team.bridges)
            .map(|team| team.sector)
    }

    /// A payer's budget for something, if it has one.
    pub fn budget(&self, payer: Payer, heading: BudgetHeading) -> Option<&BudgetSetup> {
        let mut budgets = self.budgets.iter();
        budgets.find(|b| b.payer == payer && b.heading == heading)
    }

    /// Share of paid hours that an agency spends with clients of whom these shares live far away, and under one roof; none
    /// where nobody is told apart. An agency without clients expects those of the place.
    pub fn contact_share(&self, neighbours: Option<(f64, f64)>) -> Option<f64> {
        let (country, housing) = (&self.homecare.rural, &self.extra_care);
        if country.is_none() && housing.is_none() {
            return None;
        }
        let (usual_far, more) = country.map_or((0.0, 0.0), |c| (c.share, c.more_travel));
        let less = housing.as_ref().map_or(0.0, |h| h.less_travel);
        let (far, near) = neighbours.unwrap_or((usual_far, 0.0));
        let travel = (1.0 + more * (far - usual_far) - less * near).max(0.0);
        Some((1.0 - (1.0 - self.homecare.contact_share) * travel).max(0.01))
    }

    /// The sector of personal assistants, if the place has one.
    pub fn assistants(&self) -> Option<Sector> {
        self.teams
            .iter()
            .find(|team| team.assistants)
            .map(|team| team.sector)
    }

    /// Makes the market `times` as large: providers, posts, beds, people found at the start and those who come to look for work.
    pub(in crate::world) fn scale(&mut self, times: u32) {
        let larger = |n: &mut u32| *n = n.saturating_mul(times);
        for providers in [&mut self.homecare.providers, &mut self.care_home.providers] {
            providers.number *= times as usize;
            providers.entry_unserved *= i64::from(times);
        }
        larger(&mut self.care_home.beds);
        self.teams
            .iter_mut()
            .for_each(|team| larger(&mut team.posts));
        self.beds.iter_mut().flatten().for_each(larger);
        larger(&mut self.workforce.candidates);
        self.workforce.reservoir *= i64::from(times);
        self.workforce.inflow_week *= f64::from(times);
        let amounts = self.budgets.iter_mut().filter_map(|b| b.amount.as_mut());
        amounts.for_each(|amount| *amount *= f64::from(times));
        if let Some(decline) = &mut self.decline {
            decline.scale(times);
        }
        if let Some(housing) = &mut self.extra_care {
            larger(&mut housing.units);
        }
        let start = &mut self.start;
        [
            &mut start.clients,
            &mut start.residents,
            &mut start.acute_waiters,
            &mut start.home_waiters,
            &mut start.unpaid,
        ]
        .into_iter()
        .for_each(larger);
        for (_, clients) in &mut start.clients_of {
            larger(clients);
        }
    }

    /// Physical capacity of a place, whatever staff there are.
    pub fn beds_of(&self, place: usize) -> Option<u32> {
        self.beds[place]
    }
}

/// The council's index among payers.
pub const COUNCIL: Payer = 0;
/// Self-funders' index among payers.
pub const SELF_FUNDER: Payer = 1;

/// Which place plays which part.
#[derive(Clone, PartialEq, Debug)]
pub struct CarePlaces {
    /// Emergency department: people wait here for an acute bed.
    pub emergency: usize,
    /// Acute ward.
    pub acute: usize,
    /// Community hospital.
    pub community_hospital: usize,
    /// Reablement at home.
    pub reablement: usize,
    /// Own home, without a service.
    pub home: usize,
    /// Care at home from agencies.
    pub homecare: usize,
    /// Care-home beds bought for people leaving hospital.
    pub step_down: usize,
    /// Homecare run by the trust until an agency has a package.
    pub bridge: usize,
    /// Long-term residence.
    pub care_home: usize,
    /// Assessment and support at home straight from hospital, if this place has a part for it.
    pub d2a: Option<usize>,
    /// Hospital-level care at home, if this place has a part for it.
    pub virtual_ward: Option<usize>,
    /// Long-stay hospital, if this place has a part for it.
    pub long_stay: Option<usize>,
    /// Homes of their own for people from there, if this place has a part for them.
    pub supported_living: Option<usize>,
    /// The target that means "out of the place altogether".
    pub out: Target,
    /// The first reason to wait, in the numbering of targets; the others follow in the order of [`Reason`].
    pub first_reason: Target,
}

/// Why someone who is ready has not left; the part of the numbering of targets after places and exits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Reason {
    /// Therapy, medicines, referral: the hospital's own part of assessment.
    HospitalProcess,
    /// The transfer hub's part of assessment: which pathway, referral onward.
    TransferHub,
    /// Assessment at home, for people who have not been in hospital.
    CommunityAssessment,
    /// A care home has yet to come and assess.
    CareHomeAssessment,
    /// A decision on funding, or room in the placements budget.
    Funding,
    /// Matched: waiting for the day of leaving.
    StartLag,
    /// A rehabilitation bed in the community hospital.
    Rehabilitation,
    /// A package of homecare.
    Homecare,
    /// A care-home bed.
    Placement,
    /// A package that a provider has handed back.
    HandedBack,
    /// The family has yet to agree.
    Choice,
    /// Equipment or housing.
    Equipment,
    /// A slot of discharge to assess.
    D2a,
}

impl Reason {
    /// Every reason, in order.
    pub const ALL: [Self; 13] = [
        Self::HospitalProcess,
        Self::TransferHub,
        Self::CommunityAssessment,
        Self::CareHomeAssessment,
        Self::Funding,
        Self::StartLag,
        Self::Rehabilitation,
        Self::Homecare,
        Self::Placement,
        Self::HandedBack,
        Self::Choice,
        Self::Equipment,
        Self::D2a,
    ];

    /// Its name in measure keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HospitalProcess => "hospital_process",
            Self::TransferHub => "transfer_hub",
            Self::CommunityAssessment => "community_assessment",
            Self::CareHomeAssessment => "care_home_assessment",
            Self::Funding => "funding",
            Self::StartLag => "start_lag",
            Self::Rehabilitation => "rehabilitation",
            Self::Homecare => "homecare",
            Self::Placement => "placement",
            Self::HandedBack => "handed_back",
            Self::Choice => "choice",
            Self::Equipment => "equipment",
            Self::D2a => "d2a",
        }
    }

    /// The group under which it is reported.
    pub const fn reported_as(self) -> &'static str {
        match self {
            Self::HospitalProcess => "hospital_process",
            Self::TransferHub => "transfer_hub",
            Self::CommunityAssessment
            | Self::CareHomeAssessment
            | Self::Funding
            | Self::StartLag => "arranging",
            Self::Rehabilitation
            | Self::Homecare
            | Self::Placement
            | Self::HandedBack
            | Self::D2a => "capacity",
            Self::Choice | Self::Equipment => "wellbeing",
        }
    }
}

/// What someone needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Care at home.
    Home,
    /// A care home.
    Bed,
}

/// The need that people of a group come with.
#[derive(Clone, PartialEq, Debug)]
pub struct NeedSetup {
    /// What they need.
    pub need: Need,
    /// Whether it begins with an admission.
    pub from_hospital: bool,
    /// Share who pay for themselves.
    pub self_funded: f64,
    /// Share of those needing care at home who pay for themselves should they come to need a care home.
    pub self_funded_bed: f64,
    /// Hours a week of homecare, before bounds; those of the market unless given.
    pub hours: Option<Sampler>,
    /// How often things happen to them, over what the place says.
    pub often: Option<Often>,
}

/// How often things happen to the people of a group, over what the place says.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Often {
    /// Crises.
    pub crisis: f64,
    /// Deaths.
    pub death: f64,
    /// The end of a need for homecare.
    pub ends: f64,
    /// Coming to need a care home.
    pub to_bed: f64,
}

/// Times of assessment, funding and arranging, in days unless named otherwise.
#[derive(Clone, PartialEq, Debug)]
pub struct ProcessSetup {
    /// The hospital's own part of assessment.
    pub hospital: Sampler,
    /// The transfer hub's part.
    pub hub: Sampler,
    /// Assessment of people at home.
    pub community: Sampler,
    /// A care home coming to assess.
    pub care_home: Sampler,
    /// Deciding on funding: homecare by the council, a care home by the council, a care home by a self-funder.
    pub funding_homecare: Sampler,
    /// See `funding_homecare`.
    pub funding_bed_council: Sampler,
    /// See `funding_homecare`.
    pub funding_bed_self: Sampler,
    /// Share of discharges that wait for the family to agree, and how long.
    pub choice: (f64, Sampler),
    /// Share of discharges that wait for equipment or housing, and how long.
    pub equipment: (f64, Sampler),
    /// Days from a match to the start in a care home.
    pub bed_start_lag: Span,
    /// Chance that someone with somewhere to go leaves an acute bed, by weekday from Monday.
    pub leave_by_weekday: [f64; 7],
    /// How long a package is kept open for someone admitted.
    pub hold_package: Span,
    /// How long a care-home bed is.
    pub hold_bed: Span,
    /// How long homecare that is handed back continues as emergency cover.
    pub emergency_cover: Span,
    /// Share of discharges home after which someone is back within two days.
    pub failed_discharges: f64,
    /// Share of complex discharges for whom rehabilitation is indicated.
    pub rehabilitation_share: f64,
    /// How long people wait for a rehabilitation bed before the ordinary route.
    pub rehabilitation_patience: Span,
}

/// Clinical and rehabilitation stays, in days.
#[derive(Clone, PartialEq, Debug)]
pub struct StaySetup {
    /// Acute stay that brings a new need to light.
    pub new_need: Sampler,
    /// Acute stay of people with a known need.
    pub known_need: Sampler,
    /// Acute stay added by a hospital infection.
    pub infection: Sampler,
    /// Rehabilitation in a community hospital.
    pub community_hospital: Sampler,
    /// Reablement.
    pub reablement: Sampler,
    /// Recovery in a step-down bed.
    pub step_down: Sampler,
    /// Share needing nothing more after reablement: new needs, existing needs.
    pub reablement_no_ongoing: (f64, f64),
    /// Share needing nothing more after rehabilitation in a community hospital.
    pub community_hospital_recovers: f64,
    /// Share needing nothing more after a step-down bed with and without therapy.
    pub step_down_recovers: (f64, f64),
}

/// What happens to people by itself: hazards a second.
#[derive(Clone, PartialEq, Debug)]
pub struct HazardSetup {
    /// Crisis leading to admission: with a service; without; resident; cared for by family alone.
    pub crisis_supported: f64,
    /// See `crisis_supported`.
    pub crisis_unsupported: f64,
    /// See `crisis_supported`.
    pub crisis_care_home: f64,
    /// See `crisis_supported`.
    pub crisis_unpaid: f64,
    /// Death: at home with a service; without; resident.
    pub death_supported: f64,
    /// See `death_supported`.
    pub death_unsupported: f64,
    /// See `death_supported`.
    pub death_care_home: f64,
    /// Death in a clinical stay; delayed in acute; delayed elsewhere.
    pub death_clinical: f64,
    /// See `death_clinical`.
    pub death_delayed_acute: f64,
    /// See `death_clinical`.
    pub death_delayed_elsewhere: f64,
    /// Death of palliative people, beside the others.
    pub death_palliative: f64,
    /// The need for homecare ends.
    pub need_ends: f64,
    /// A homecare client comes to need a care home; the multiplier for those waiting without a service.
    pub to_bed: f64,
    /// See `to_bed`.
    pub to_bed_unsupported_factor: f64,
    /// Someone delayed comes to need a care home: in acute, in another bed.
    pub to_bed_delayed_acute: f64,
    /// See `to_bed_delayed_acute`.
    pub to_bed_delayed_elsewhere: f64,
    /// Residents move away.
    pub moves_away: f64,
    /// The family takes someone delayed in a bed home.
    pub family_takes_home: f64,
    /// An unpaid carer takes over for someone waiting at home.
    pub carer_takes_over: f64,
    /// An unpaid carer can go on no longer.
    pub carer_breaks_down: f64,
    /// An infection while delayed in acute.
    pub infection: f64,
}

/// What the acute hospital does when it is too full.
#[derive(Clone, PartialEq, Debug)]
pub struct HospitalSetup {
    /// Planned admissions a day that could be called off, if they are counted.
    pub electives_per_day: Option<f64>,
    /// Beds opened in winter.
    pub escalation: Option<EscalationSetup>,
}

/// Beds opened in winter.
#[derive(Clone, PartialEq, Debug)]
pub struct EscalationSetup {
    /// How many, as a share of acute beds.
    pub share: f64,
    /// The months in which they are open, from January.
    pub open_in: [bool; 12],
    /// What one costs a day, pence.
    pub cost_day: f64,
}

/// How need grows while people wait.
#[derive(Clone, PartialEq, Debug)]
pub struct DeconditionSetup {
    /// Growth of hours a day delayed in acute.
    pub acute_per_day: f64,
    /// Growth of hours a day delayed elsewhere.
    pub elsewhere_per_day: f64,
}

/// Care at home.
#[derive(Clone, PartialEq, Debug)]
pub struct HomecareSetup {
    /// The sector that delivers it.
    pub sector: Sector,
    /// Hours a week of a package, before bounds.
    pub hours: Sampler,
    /// Most minutes a week a package may come to.
    pub most_minutes: i64,
    /// How much more care someone gets who waits for a care home.
    pub waiting_for_bed_factor: f64,
    /// What providers do and cost.
    pub providers: ProviderSetup,
    /// Share of paid hours spent with clients.
    pub contact_share: f64,
    /// Posts over those that loads and queues call for.
    pub staffing_margin: f64,
    /// Share of people who need two carers at a time; 0 where they are not told apart.
    pub double_handed: f64,
    /// People who live where carers travel far, where they are told apart.
    pub rural: Option<RuralSetup>,
}

impl HomecareSetup {
    /// How many times the hours drawn someone needs: two carers give twice the hours, and the mean over everyone is as drawn.
    pub fn carers_factor(&self, double_handed: bool) -> f64 {
        let carers = if double_handed { 2.0 } else { 1.0 };
        carers / (1.0 + self.double_handed)
    }

    /// Minutes a week that an agency must have free for a package: in the country its travel too.
    pub fn room_for(&self, minutes: i64, far: bool) -> i64 {
        match &self.rural {
            Some(country) if far => {
                let travel = country.more_travel * (1.0 - country.share);
                let a_minute = 1.0 + travel * (1.0 - self.contact_share) / self.contact_share;
                libm::ceil(minutes as f64 * a_minute) as i64
            }
            _ => minutes,
        }
    }
}

/// People who live where carers travel far.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RuralSetup {
    /// Share of people with a need.
    pub share: f64,
    /// How much more of the time not spent with clients their care takes, as a share.
    pub more_travel: f64,
}

/// Care homes.
#[derive(Clone, PartialEq, Debug)]
pub struct CareHomeSetup {
    /// The sector that staffs them.
    pub sector: Sector,
    /// Registered beds of all homes together.
    pub beds: u32,
    /// Care hours a resident a week.
    pub hours_per_resident: f64,
    /// Least share of those hours that must be there for a bed to be filled.
    pub safe_share: f64,
    /// Coefficient of variation of homes' self-funder prices.
    pub self_price_cv: f64,
    /// Share of registered beds that a home keeps vacant for self-funders.
    pub holdout_share: f64,
    /// Share of registered beds that homes staff beyond those in use.
    pub spare_share: f64,
    /// Posts for a bed beyond its hours, for absence and safety.
    pub staffing_margin: f64,
    /// What providers do and cost.
    pub providers: ProviderSetup,
}

/// What the providers of a market do and cost.
#[derive(Clone, PartialEq, Debug)]
pub struct ProviderSetup {
    /// How many at the start.
    pub number: usize,
    /// Coefficient of variation of their sizes.
    pub size_cv: f64,
    /// Council price at the start: pence an hour or a week.
    pub price_council: f64,
    /// Price self-funders pay: pence an hour or a week.
    pub price_self: f64,
    /// Share of sales to self-funders at the start.
    pub self_share: f64,
    /// Mean and coefficient of variation of the share of the market's price below which a provider does not sell.
    pub reserve: (f64, f64),
    /// Share of a price change that reaches pay.
    pub pass_through: f64,
    /// Cover by agency and bank, as a share of own hours.
    pub topup_share: f64,
    /// Margin at reference prices: mean and standard deviation.
    pub margin: (f64, f64),
    /// Closures a year, sales included.
    pub closure_per_year: f64,
    /// Share of closures that are sales.
    pub sale_share: f64,
    /// Days over which people leave a provider that closes.
    pub closing_days: f64,
    /// Strain that overtime and short visits absorb.
    pub strain_tolerance: f64,
    /// Share of the hours above that which are handed back a day.
    pub handback_speed: f64,
    /// Margin below which providers give up, and the hazard a year with which they do.
    pub exit_margin: f64,
    /// See `exit_margin`.
    pub exit_per_year: f64,
    /// Market margin above which new providers come, and the hazard a year with which they do.
    pub entry_margin: f64,
    /// See `entry_margin`.
    pub entry_per_year: f64,
    /// Unserved minutes a week (or beds) above which they do.
    pub entry_unserved: i64,
}

/// A team with posts of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct TeamSetup {
    /// Its name: that of its sector.
    pub sector: Sector,
    /// Posts at the start.
    pub posts: u32,
    /// The place whose capacity its hours give, and how many a week each occupied place takes.
    pub staffs: Option<(usize, f64)>,
    /// Whether it gives homecare itself.
    pub bridges: bool,
    /// Whether it stands for everyone who employs a personal assistant.
    pub assistants: bool,
    /// Share of paid hours spent with people.
    pub contact_share: f64,
}

/// Who is next, and what the council does about prices.
#[derive(Clone, PartialEq, Debug)]
pub struct CouncilSetup {
    /// What it does when others pay more.
    pub price_policy: PricePolicy,
    /// Weeks over which running contracts follow a new price.
    pub match_lag_weeks: f64,
    /// Weight of people waiting, by where they wait.
    pub weights: Weights,
    /// Days of waiting that add a weight once more.
    pub tau_days: f64,
    /// Exponent with which the acute weight follows the number delayed there.
    pub attention: f64,
    /// How fast what providers ask follows what others pay: a week.
    pub ask_speed: f64,
    /// How far the dearest buyers set what providers ask.
    pub ask_slope: f64,
}

/// What the council does when others pay more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PricePolicy {
    /// Keeps its price.
    Hold,
    /// Pays what providers ask.
    Match,
    /// Nobody pays more than the rate agreed between commissioners.
    Agreed,
}

/// Weight of people waiting, by where they wait; the largest that applies counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// In an acute bed.
    pub acute: f64,
    /// In a community hospital.
    pub community_hospital: f64,
    /// In a step-down bed.
    pub step_down: f64,
    /// In reablement.
    pub reablement: f64,
    /// In a slot of discharge to assess.
    pub d2a: f64,
    /// On the trust's bridging service.
    pub bridge: f64,
    /// At home, and anywhere else.
    pub home: f64,
    /// Whose package was handed back.
    pub handed_back: f64,
}

/// The workforce and the labour market.
#[derive(Clone, PartialEq, Debug)]
pub struct WorkforceSetup {
    /// The sectors, in the order in which offers are drawn.
    pub sectors: Vec<SectorSetup>,
    /// Effective pay outside care, pence an hour.
    pub outside_pay: f64,
    /// Pay outside care over what it was at the start.
    pub outside_rise: f64,
    /// Share of those looking for care work who look to the health service, for `separate_pools`.
    pub nhs_share: f64,
    /// Least pay the law allows, pence an hour.
    pub wage_floor: f64,
    /// Employer's costs over pay.
    pub on_costs: f64,
    /// Extra cost of cover by agency and bank.
    pub agency_premium: f64,
    /// How strongly quits fall with relative pay.
    pub quit_elasticity: f64,
    /// How strongly offers are drawn to better pay.
    pub offer_elasticity: f64,
    /// How strongly candidates come with better pay.
    pub inflow_elasticity: f64,
    /// How much strain raises quits.
    pub strain_gain: f64,
    /// Multipliers of quits: first year, second to fifth, later.
    pub tenure_factors: [f64; 3],
    /// Share of those who quit care who leave the labour market.
    pub leaves_labour_market: f64,
    /// How fast searchers meet vacancies.
    pub matching: f64,
    /// Exponent of searchers in matching.
    pub alpha: f64,
    /// How intensely the employed search, relative to candidates.
    pub search_employed: f64,
    /// Chance that a candidate accepts at equal pay.
    pub candidate_accepts: f64,
    /// Steepness with which workers compare pay.
    pub kappa: f64,
    /// What it takes to change jobs.
    pub switch_cost: f64,
    /// New candidates a week at reference pay.
    pub inflow_week: f64,
    /// Share of candidates who stop looking, a week.
    pub lapse_week: f64,
    /// Candidates at the start.
    pub candidates: u32,
    /// Local people of working age who are not looking at care.
    pub reservoir: i64,
    /// Weeks a mover goes on working for the old employer.
    pub notice_weeks: u32,
    /// Half-width of the triangular distribution of weekly hours about its mean.
    pub hours_spread: f64,
    /// How much absence rises at midwinter, relative to its annual mean, over its fall at midsummer.
    pub winter_sickness: f64,
    /// Whether the health service recruits from people who would not work in social care, and social care from those
    /// who would not work for it: two labour markets.
    pub separate_pools: bool,
}

/// A sector of the workforce.
#[derive(Clone, PartialEq, Debug)]
pub struct SectorSetup {
    /// Its name.
    pub name: String,
    /// Pay at the start, pence an hour.
    pub pay: f64,
    /// Money value of sick pay, pension, leave and security, as a share of pay.
    pub nonpay: f64,
    /// Quits out of care, a year, at reference pay.
    pub quits_per_year: f64,
    /// How intensely its workers search, relative to homecare.
    pub search: f64,
    /// How strongly acceptances follow pay.
    pub recruit_elasticity: f64,
    /// Weeks from acceptance to productive work.
    pub induction_weeks: u32,
    /// Mean hours worked a week.
    pub hours: f64,
    /// Share of hours lost to sickness.
    pub sickness: f64,
    /// Vacancy rate at the start.
    pub vacancy_rate: f64,
    /// Whether it is the health service, for `separate_pools`.
    pub is_nhs: bool,
}

/// Unit costs of the health service's own beds, pence a day.
#[derive(Clone, PartialEq, Debug)]
pub struct UnitCosts {
    /// An acute bed with someone delayed in it.
    pub acute_delayed_day: f64,
    /// A community hospital bed.
    pub community_hospital_day: f64,
    /// A reablement place.
    pub reablement_day: f64,
    /// A long-stay hospital bed that is lived in; 0 where it is not counted.
    pub long_stay_day: f64,
    /// Who pays for delayed days in acute beds, and for the community hospital.
    pub acute_payer: Payer,
    /// See `acute_payer`.
    pub community_payer: Payer,
}

/// People found at the start.
#[derive(Clone, PartialEq, Debug)]
pub struct StartSetup {
    /// People with homecare.
    pub clients: u32,
    /// Of these: how many belong to other groups than `home_group`.
    pub clients_of: Vec<(Group, u32)>,
    /// Residents of care homes.
    pub residents: u32,
    /// Share of residents who pay for themselves.
    pub residents_self_funded: f64,
    /// People delayed in acute beds.
    pub acute_waiters: u32,
    /// People waiting at home.
    pub home_waiters: u32,
    /// People cared for by family alone.
    pub unpaid: u32,
    /// Groups that those found needing care at home, and needing a bed, belong to.
    pub home_group: Group,
    /// See `home_group`.
    pub bed_group: Group,
}
