//! Every lever: what a policy can do.
//!
//! A lever says everything about itself in one file: how it is written in TOML, what it needs and what is wrong with
//! it, what it does through the market's verbs, and what its documentation says. To add one, write its file and add
//! it to the list below; the scenario language, the JSON Schema, `caremarket explain`, `caremarket list --levers` and
//! `docs/levers.md` follow.

mod about;
mod assessors_in_hospital;
mod budget_change;
mod buy_step_down;
mod care_navigators;
mod career_pathway;
mod carer_support;
mod close_acute_beds;
mod co_location;
mod commission_homecare;
mod common_pay;
mod community_assets;
mod demand_shock;
mod direct_payments;
mod discharge_to_assess;
mod district_nursing;
mod dtoc_target;
mod effect;
mod extra_community_beds;
mod fast_track;
mod funding_decision;
mod gp_care_homes;
mod ground;
mod hospital_at_home;
mod intermediate_care;
mod international_recruitment;
mod joint_commissioning;
mod joint_workforce_plan;
mod merge_teams;
mod move_money;
mod own_homecare;
mod page;
mod pay_shock;
mod pay_uplift;
mod pooled_budget;
mod prevention_vcs;
mod procurement_saving;
mod provider_exit;
mod reablement_expand;
mod reorganisation;
mod shared_record;
mod single_assessment;
mod social_prescribing;
mod staff_bank;
mod training_fund;
mod transforming_care;
mod trusted_assessor;
mod virtual_ward;
mod wider_determinants;

#[cfg(test)]
mod ended;

pub use about::{About, Evidence, Kind, LeverRecord};
pub use effect::EffectSpec;
pub use ground::Ground;
pub use page::page;

use super::meant::Sponsored;
use super::spec::policy::PolicySpec;
use crate::world::market::service::Opening;
use crate::world::market::setup::{MarketSetup, TeamSetup};
use crate::world::policy::{Lever, Shape};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// A lever as written in `[policy.action.NAME]`.
pub trait Written: JsonSchema {
    /// What its documentation says beside the descriptions of its keys.
    const ABOUT: About;

    /// What it does in this place, or `None` if something is wrong with it, which `ground` has been told.
    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>>;

    /// What a policy does, in a sentence without a full stop: `The trust buys 100 step-down beds`.
    ///
    /// `by` is who acts, with an article and a capital: `The trust`.
    fn in_words(&self, by: &str) -> String;

    /// Whose care the policy pays for, of which it is asked whether it grew or shifted.
    fn sponsored(&self, _market: &MarketSetup) -> Vec<Sponsored> {
        Vec::new()
    }

    /// Whether somebody pays for it.
    fn is_paid_for(&self) -> bool {
        true
    }

    /// What it sets outright, in words: no other policy that acts at the same time may set the same. What levers only
    /// multiply or add to is none of it.
    fn sets(&self) -> Vec<String> {
        Vec::new()
    }

    /// How it grows, and over how many days, where the policy does not say.
    fn usual_growth(&self) -> Option<(Shape, f64)> {
        None
    }
}

macro_rules! levers {
    ($($module:ident::$name:ident),* $(,)?) => {
        /// What a policy does: exactly one lever.
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum ActionSpec {
            $(
                #[doc = concat!("Written `", stringify!($module), "`.")]
                #[schemars(description = <$module::$name as Written>::ABOUT.title)]
                $name($module::$name)
            ),*
        }

        impl ActionSpec {
            /// Its name in a scenario file.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($module)),* }
            }

            /// The lever.
            pub fn written(&self) -> &dyn WrittenLever {
                match self { $(Self::$name(lever) => lever),* }
            }
        }

        /// The name of every lever, in the order in which they are listed.
        pub const LEVERS: &[&str] = &[$(stringify!($module)),*];

        /// What is known of every lever, in the order in which they are listed.
        pub fn levers() -> Vec<LeverRecord> {
            vec![$(LeverRecord::of::<$module::$name>(stringify!($module))),*]
        }
    };
}

levers! {
    buy_step_down::BuyStepDown,
    own_homecare::OwnHomecare,
    commission_homecare::CommissionHomecare,
    staff_bank::StaffBank,
    pay_uplift::PayUplift,
    common_pay::CommonPay,
    training_fund::TrainingFund,
    career_pathway::CareerPathway,
    international_recruitment::InternationalRecruitment,
    joint_workforce_plan::JointWorkforcePlan,
    direct_payments::DirectPayments,
    pay_shock::PayShock,
    joint_commissioning::JointCommissioning,
    budget_change::BudgetChange,
    discharge_to_assess::DischargeToAssess,
    extra_community_beds::ExtraCommunityBeds,
    reablement_expand::ReablementExpand,
    intermediate_care::IntermediateCare,
    close_acute_beds::CloseAcuteBeds,
    virtual_ward::VirtualWard,
    hospital_at_home::HospitalAtHome,
    transforming_care::TransformingCare,
    trusted_assessor::TrustedAssessor,
    assessors_in_hospital::AssessorsInHospital,
    funding_decision::FundingDecision,
    fast_track::FastTrack,
    co_location::CoLocation,
    merge_teams::MergeTeams,
    shared_record::SharedRecord,
    single_assessment::SingleAssessment,
    move_money::MoveMoney,
    procurement_saving::ProcurementSaving,
    pooled_budget::PooledBudget,
    dtoc_target::DtocTarget,
    demand_shock::DemandShock,
    provider_exit::ProviderExit,
    prevention_vcs::PreventionVcs,
    community_assets::CommunityAssets,
    gp_care_homes::GpCareHomes,
    district_nursing::DistrictNursing,
    care_navigators::CareNavigators,
    social_prescribing::SocialPrescribing,
    carer_support::CarerSupport,
    wider_determinants::WiderDeterminants,
}

/// [`Written`], whichever lever it is.
pub trait WrittenLever {
    /// See [`Written::build`].
    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>>;
    /// See [`Written::in_words`].
    fn in_words(&self, by: &str) -> String;
    /// See [`Written::sponsored`].
    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored>;
    /// See [`Written::is_paid_for`].
    fn is_paid_for(&self) -> bool;
    /// See [`Written::sets`].
    fn sets(&self) -> Vec<String>;
    /// See [`Written::usual_growth`].
    fn usual_growth(&self) -> Option<(Shape, f64)>;
    /// See [`Written::ABOUT`].
    fn about(&self) -> About;
}

impl<L: Written> WrittenLever for L {
    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        Written::build(self, ground)
    }
    fn in_words(&self, by: &str) -> String {
        Written::in_words(self, by)
    }
    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        Written::sponsored(self, market)
    }
    fn is_paid_for(&self) -> bool {
        Written::is_paid_for(self)
    }
    fn sets(&self) -> Vec<String> {
        Written::sets(self)
    }
    fn usual_growth(&self) -> Option<(Shape, f64)> {
        Written::usual_growth(self)
    }
    fn about(&self) -> About {
        L::ABOUT
    }
}

impl PolicySpec {
    /// What it does in a sentence without a full stop.
    pub fn in_words(&self) -> String {
        self.action.written().in_words(&format!("The {}", self.by))
    }
}

/// A name as people read it: `care_home` is "care home".
fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// Names as people read them, one after another.
fn plain_list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|n| plain(n)).collect();
    names.join(" and ")
}

/// Sectors as what a policy pays for.
fn sectors_sponsored(names: &[String]) -> Vec<Sponsored> {
    names.iter().cloned().map(Sponsored::Sector).collect()
}

/// A share as a percentage: `5 %`.
fn percent(share: f64) -> String {
    format!("{} %", libm::rint(share * 1000.0) / 10.0)
}

/// A change as a percentage: `+5 %`.
fn signed_percent(share: f64) -> String {
    format!("{:+} %", libm::rint(share * 1000.0) / 10.0)
}

/// Slots or beds that a team staffs: how many, the hours each takes if given, and the key they are given under.
fn opening(
    ground: &mut Ground<'_, '_>,
    place: usize,
    (places, hours, key): (u32, Option<f64>, &str),
    staff_from: Option<&str>,
) -> Option<Opening> {
    let team = ground.team_for("staff_from", staff_from, place)?;
    let usual = team.staffs.filter(|&(staffed, _)| staffed == place);
    let Some(hours_each) = hours.or(usual.map(|(_, hours)| hours)) else {
        let message = "this does not say how many hours of the team each takes";
        ground.error("", message, format!("add {key}"));
        return None;
    };
    Some(Opening {
        place,
        sector: team.sector,
        places: ground.scaled(places),
        hours_each,
        for_delayed: false,
    })
}

/// The sector whose team a policy pays for: the one named, or the one that staffs a place already.
fn team_sponsored(staff_from: Option<&str>, place: usize, market: &MarketSetup) -> Vec<Sponsored> {
    let staffs = |team: &&TeamSetup| team.staffs.is_some_and(|(staffed, _)| staffed == place);
    let usual = market.teams.iter().find(staffs);
    let usual = usual.map(|team| market.workforce.sectors[team.sector].name.clone());
    let sector = staff_from.map(str::to_owned).or(usual);
    sector.map(Sponsored::Sector).into_iter().collect()
}
