//! Policies: names become indices, moments times.

use super::market::weights;
use super::{Check, at_day};
use crate::engine::Span;
use crate::scenario::quantity::{Days, Moment};
use crate::scenario::spec::Spec;
use crate::scenario::spec::policy::{
    ActionSpec, AfterCapSpec, BuyStepDownSpec, FromSpec, OwnHomecareSpec, PayUpliftSpec,
    PolicySpec, RecruitSpec, ServesSpec, ShapeSpec, TakesSpec,
};
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{
    Action, AfterCap, BudgetChange, BuyStepDown, JointCommissioning, OwnHomecare, PayUplift,
    PolicySetup, Recruit, Rise, Serves, Shape, Takes,
};
use crate::world::setup::RunSetup;

impl Check<'_> {
    /// Days from day 0 of a moment, which must not lie before it.
    pub(super) fn moment(&mut self, path: &str, moment: Moment, spec: &Spec) -> Option<f64> {
        match moment.resolve(spec.run.start_date) {
            Ok(days) => Some(days),
            Err(wrong) => {
                let problem = crate::scenario::problem::Problem::error(wrong.message).at(path);
                self.push(problem.maybe_help(wrong.help));
                None
            }
        }
    }
}

/// The policies, in the order in which they act: by start, then as written.
pub(super) fn build(
    spec: &Spec,
    market: Option<&MarketSetup>,
    run: &RunSetup,
    check: &mut Check<'_>,
) -> Vec<PolicySetup> {
    let Some(market) = market else {
        return Vec::new();
    };
    let mut policies = Vec::new();
    for (i, policy) in spec.policy.iter().enumerate() {
        policies.extend(build_one(i, policy, spec, market, run, check));
    }
    one_service_a_team(&policies, check);
    policies.sort_by_key(|p: &PolicySetup| p.starts);
    for (order, policy) in policies.iter_mut().enumerate() {
        policy.identity = order as u64;
    }
    policies
}

fn build_one(
    i: usize,
    policy: &PolicySpec,
    spec: &Spec,
    market: &MarketSetup,
    run: &RunSetup,
    check: &mut Check<'_>,
) -> Option<PolicySetup> {
    let path = format!("policy.{i}");
    let payers: Vec<&str> = market.payers.iter().map(String::as_str).collect();
    let payer = check.index(
        &format!("{path}.paid_by"),
        "payer",
        &policy.paid_by,
        &payers,
    );
    let start = check.moment(&format!("{path}.start"), policy.start, spec);
    let end = match policy.end {
        Some(end) => Some(check.moment(&format!("{path}.end"), end, spec)?),
        None => None,
    };
    let consult = policy.consult.map_or(0.0, Days::days);
    if let (Some(start), Some(end)) = (start, end)
        && end <= start + consult
    {
        let (end, acts) = (shown(end), shown(start + consult));
        let message = if end <= shown(start) || consult <= 0.0 {
            format!(
                "policy {} stops on day {end}, before it starts on day {acts}",
                i + 1
            )
        } else {
            format!(
                "policy {} stops on day {end}, before consultation ends on day {acts}",
                i + 1
            )
        };
        check.error(
            &format!("{path}.end"),
            message,
            "let it stop later, or leave out end",
        );
    }
    let horizon = (run.end() - crate::engine::Time::ZERO).days();
    if let Some(start) = start
        && start + consult >= horizon
    {
        let message = format!(
            "policy {} acts from day {} on, after the run ends on day {horizon}",
            i + 1,
            shown(start + consult)
        );
        check.warn(
            "W011",
            &format!("{path}.start"),
            message,
            "start it earlier, or run for longer",
        );
    }
    let ramp = policy.ramp.map_or(0.0, Days::days);
    let shape = match policy.shape {
        Some(ShapeSpec::Step) => Shape::Step,
        Some(ShapeSpec::SCurve) => Shape::SCurve,
        Some(ShapeSpec::Linear) | None => Shape::Linear,
    };
    if matches!(policy.shape, Some(ShapeSpec::Linear | ShapeSpec::SCurve)) && ramp <= 0.0 {
        let help = "add ramp, such as \"6 weeks\"";
        check.error(
            &format!("{path}.shape"),
            "this does not say how long the policy takes to grow",
            help,
        );
    }
    if policy.shape == Some(ShapeSpec::Step) && ramp > 0.0 {
        check.error(
            &format!("{path}.ramp"),
            "a policy that starts in one step does not grow",
            "leave out ramp, or write shape = \"linear\"",
        );
    }
    let at_once = matches!(policy.action, ActionSpec::JointCommissioning(_));
    if at_once && (ramp > 0.0 || policy.shape.is_some_and(|s| s != ShapeSpec::Step)) {
        check.error(
            &format!("{path}.ramp"),
            "an agreed rate holds from the first day",
            "leave out ramp and shape",
        );
    }
    let action = action(&path, policy, market, check)?;
    Some(PolicySetup {
        action,
        payer: payer?,
        starts: at_day(start? + consult),
        ends: end.map(at_day),
        shape,
        ramp: Span::from_days(ramp),
        identity: 0,
    })
}

/// Two policies cannot run one team: its posts, pay and payer are those of one.
fn one_service_a_team(policies: &[PolicySetup], check: &mut Check<'_>) {
    let mut taken = Vec::new();
    for policy in policies {
        if let Action::OwnHomecare(own) = &policy.action {
            if taken.contains(&own.sector) {
                check.error(
                    "policy",
                    "two policies run the same team's homecare",
                    "write one own_homecare with a ramp, or give the other a sector and team of its own",
                );
            }
            taken.push(own.sector);
        }
    }
}

fn shown(days: f64) -> f64 {
    libm::rint(days * 10.0) / 10.0
}

fn action(
    path: &str,
    policy: &PolicySpec,
    market: &MarketSetup,
    check: &mut Check<'_>,
) -> Option<Action> {
    let action = format!("{path}.action");
    match &policy.action {
        ActionSpec::BuyStepDown(spec) => {
            let path = format!("{action}.buy_step_down");
            Some(Action::BuyStepDown(buy_step_down(&path, spec, check)))
        }
        ActionSpec::OwnHomecare(spec) => {
            own_homecare(&format!("{action}.own_homecare"), spec, market, check)
                .map(Action::OwnHomecare)
        }
        ActionSpec::PayUplift(spec) => {
            pay_uplift(&format!("{action}.pay_uplift"), spec, market, check).map(Action::PayUplift)
        }
        ActionSpec::JointCommissioning(spec) => {
            Some(Action::JointCommissioning(JointCommissioning {
                homecare: spec.homecare.map(|p| p.pence() as f64),
                care_home: spec.care_home.map(|p| p.pence() as f64),
                weights: spec.weights.as_ref().map(weights),
            }))
        }
        ActionSpec::BudgetChange(spec) => {
            if !market.council.placements_hard && (spec.per_year != 0.0 || spec.at_once != 0.0) {
                let message =
                    "the council's budget for placements is soft: changing it changes nothing";
                let help = "set council.budget_placements = \"hard\"";
                check.warn("W012", &format!("{action}.budget_change"), message, help);
            }
            Some(Action::BudgetChange(BudgetChange {
                per_year: spec.per_year,
                at_once: spec.at_once,
            }))
        }
    }
}

fn buy_step_down(path: &str, spec: &BuyStepDownSpec, check: &mut Check<'_>) -> BuyStepDown {
    if spec.after_cap.is_some() && spec.stay_cap.is_none() {
        check.error(
            &format!("{path}.after_cap"),
            "there is no cap after which this could happen",
            "add stay_cap, such as \"28 days\", or leave out after_cap",
        );
    }
    let after = match spec.after_cap.unwrap_or_default() {
        AfterCapSpec::TrustPays => AfterCap::TrustPays,
        AfterCapSpec::CouncilPays => AfterCap::CouncilPays,
        AfterCapSpec::Home => AfterCap::Home,
    };
    BuyStepDown {
        beds: spec.beds,
        price: spec.price.pence(),
        from_new_beds: spec.from == FromSpec::NewBeds,
        therapy: spec.therapy,
        takes: match spec.takes {
            TakesSpec::Funded => Takes::Funded,
            TakesSpec::Assessed => Takes::Assessed,
        },
        stay_cap: spec
            .stay_cap
            .map(|cap| (Span::from_days(cap.days()), after)),
    }
}

fn own_homecare(
    path: &str,
    spec: &OwnHomecareSpec,
    market: &MarketSetup,
    check: &mut Check<'_>,
) -> Option<OwnHomecare> {
    let sectors: Vec<&str> = market
        .workforce
        .sectors
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    let sector = match &spec.sector {
        Some(name) => check.index(&format!("{path}.sector"), "sector", name, &sectors)?,
        None => market.bridging_team().or_else(|| {
            let help = "add a team with bridges = true";
            check.error(path, "no team of this place gives homecare itself", help);
            None
        })?,
    };
    let Some(team) = market
        .teams
        .iter()
        .find(|team| team.sector == sector && team.bridges)
    else {
        let message = format!(
            "the team of sector \"{}\" does not give homecare itself",
            sectors[sector]
        );
        check.error(
            &format!("{path}.sector"),
            message,
            "name the sector of a team with bridges = true",
        );
        return None;
    };
    Some(OwnHomecare {
        sector,
        posts: spec.posts,
        pay: spec.pay.pence() as f64,
        contact_share: spec
            .contact_share
            .map_or(team.contact_share, |c| c.get().max(0.01)),
        serves: match spec.serves {
            ServesSpec::Bridge => Serves::Bridge,
            ServesSpec::LongTerm => Serves::LongTerm,
            ServesSpec::Anyone => Serves::Anyone,
        },
        recruit: match spec.recruit {
            RecruitSpec::Open => Recruit::Open,
            RecruitSpec::OutsideOnly => Recruit::OutsideOnly,
        },
    })
}

fn pay_uplift(
    path: &str,
    spec: &PayUpliftSpec,
    market: &MarketSetup,
    check: &mut Check<'_>,
) -> Option<PayUplift> {
    let known: Vec<&str> = market
        .workforce
        .sectors
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    let mut sectors = Vec::new();
    if let Some(name) = &spec.sector {
        sectors.extend(check.index(&format!("{path}.sector"), "sector", name, &known));
    }
    for (i, name) in spec.sectors.iter().enumerate() {
        sectors.extend(check.index(&format!("{path}.sectors.{i}"), "sector", name, &known));
    }
    sectors.sort_unstable();
    sectors.dedup();
    if spec.sector.is_none() && spec.sectors.is_empty() {
        check.error(
            path,
            "this does not say whose pay rises",
            "add sector or sectors",
        );
    }
    let rise = match (spec.rise, spec.rise_per_hour) {
        (Some(share), None) => Rise::Share(share),
        (None, Some(price)) => Rise::Pence(price.pence() as f64),
        _ => {
            let help = "give either rise (as a share) or rise_per_hour";
            check.error(path, "this does not say by how much pay rises", help);
            return None;
        }
    };
    (!sectors.is_empty()).then_some(PayUplift { sectors, rise })
}
