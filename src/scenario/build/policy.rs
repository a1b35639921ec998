//! Policies: names become indices, moments times.

use super::{Check, at_day};
use crate::engine::{Span, Time};
use crate::scenario::lever::Ground;
use crate::scenario::quantity::{Days, Moment, Share};
use crate::scenario::spec::Spec;
use crate::scenario::spec::policy::{PolicySpec, ShapeSpec};
use crate::world::market::setup::{MarketSetup, Sector};
use crate::world::policy::{PolicySetup, Shape, Unsettles};
use crate::world::setup::RunSetup;

impl Check<'_> {
    /// Whether a policy takes time to consult. Where that matters, naming partners without giving them time is wrong.
    fn time_to_consult(&mut self, i: usize, policy: &PolicySpec) -> bool {
        let time = policy.consult.is_some_and(|time| time.days() > 0.0);
        if !time && !policy.consulted.is_empty() {
            let message = "partners are named, but nobody was given time to answer: they count as not consulted";
            let help = "add consult, such as \"8 weeks\", or leave consulted out";
            self.error(&format!("policy.{i}.consulted"), message, help);
        }
        time
    }

    /// Days from day 0 of a moment, which must not lie before it.
    pub(in crate::scenario) fn moment(
        &mut self,
        path: &str,
        moment: Moment,
        spec: &Spec,
    ) -> Option<f64> {
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
    let (mut policies, mut teams, mut acting) = (Vec::new(), Vec::new(), Vec::new());
    for (i, policy) in spec.policy.iter().enumerate() {
        let built = build_one(i, policy, spec, market, run, &mut teams, check);
        acting.extend(built.iter().map(|setup| (i, setup.starts, setup.ends)));
        policies.extend(built.map(|setup| (policy.action.name(), setup)));
    }
    refuse_overlaps(&acting, spec, check);
    policies.sort_by_key(|(_, setup)| setup.starts);
    let mut before: Vec<&str> = Vec::new();
    let keyed = policies.into_iter().map(|(lever, mut setup)| {
        let nth = before.iter().filter(|name| **name == lever).count();
        before.push(lever);
        setup.identity = identity(lever, nth);
        setup
    });
    keyed.collect()
}

/// Two policies that act at the same time cannot both set one rule.
fn refuse_overlaps(acting: &[(usize, Time, Option<Time>)], spec: &Spec, check: &mut Check<'_>) {
    for (n, &(later, starts, ends)) in acting.iter().enumerate() {
        let sets = spec.policy[later].action.written().sets();
        for &(earlier, other_starts, other_ends) in &acting[..n] {
            let apart = ends.is_some_and(|end| end <= other_starts)
                || other_ends.is_some_and(|end| end <= starts);
            let also = spec.policy[earlier].action.written().sets();
            if let (false, Some(both)) = (apart, sets.iter().find(|what| also.contains(what))) {
                let message = format!(
                    "policies {} and {} act at the same time, and both set {both}",
                    earlier + 1,
                    later + 1
                );
                let help = "let one end before the other starts, or write one policy";
                check.error(&format!("policy.{later}.start"), message, help);
            }
        }
    }
}

/// What the draws of a policy are keyed by: its lever, and how many with the same lever start before it. So another
/// policy laid beside it does not change its luck.
fn identity(lever: &str, nth: usize) -> u64 {
    /// With this prime, and the factor below, the names of all levers differ, and there is room in the keys that hold
    /// an identity.
    const NAMES: u64 = 2039;
    let add = |sum: u64, byte: u8| (sum * 134 + u64::from(byte)) % NAMES;
    lever.bytes().fold(0, add) << 8 | (nth as u64).min(255)
}

fn build_one(
    i: usize,
    policy: &PolicySpec,
    spec: &Spec,
    market: &MarketSetup,
    run: &RunSetup,
    teams: &mut Vec<Sector>,
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
    let horizon = (run.end() - Time::ZERO).days();
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
    let reorganises = policy.action.written().usual_growth();
    let usual = reorganises.filter(|_| policy.shape.is_none());
    let ramp = match (policy.ramp, usual) {
        (Some(ramp), _) => ramp.days(),
        (None, Some((_, days))) => days,
        (None, None) => 0.0,
    };
    let shape = match policy.shape {
        Some(ShapeSpec::Step) => Shape::Step,
        Some(ShapeSpec::SCurve) => Shape::SCurve,
        Some(ShapeSpec::DipThenS) => Shape::DipThenS,
        Some(ShapeSpec::Linear) => Shape::Linear,
        None => usual.map_or(Shape::Linear, |(shape, _)| shape),
    };
    if policy.shape.is_some_and(|shape| shape != ShapeSpec::Step) && ramp <= 0.0 {
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
    let dips = (shape == Shape::DipThenS, reorganises.is_some());
    let unsettles = unsettles(i, policy, dips, market, check);
    let mut ground = Ground::new((i, policy), spec, market, teams, check);
    let lever = policy.action.written().build(&mut ground)?;
    Some(PolicySetup {
        lever,
        payer: payer?,
        starts: at_day(start? + consult),
        ends: end.map(at_day),
        shape,
        ramp: Span::from_days(ramp),
        unsettles,
        identity: 0,
    })
}

/// What the change does to those it affects: whether it dips, and whether its lever slows something meanwhile.
fn unsettles(
    i: usize,
    policy: &PolicySpec,
    (dips, reorganises): (bool, bool),
    market: &MarketSetup,
    check: &mut Check<'_>,
) -> Unsettles {
    /// Share of work not done in a dip, unless given; assumed.
    const DIP: f64 = 0.10;
    /// Something is always done.
    const MOST: f64 = 0.9;
    let path = format!("policy.{i}");
    let sectors = market.workforce.sectors.iter();
    let known: Vec<&str> = sectors.map(|s| s.name.as_str()).collect();
    let named = policy.affects.iter().enumerate();
    let sectors = named.filter_map(|(i, name)| {
        check.index(&format!("{path}.affects.{i}"), "sector", name, &known)
    });
    let mut sectors: Vec<Sector> = sectors.collect();
    sectors.sort_unstable();
    sectors.dedup();
    if policy.dip.is_some() && policy.affects.is_empty() && !reorganises {
        let help = "name the affected staff's sectors in affects";
        check.error(
            &format!("{path}.dip"),
            "this does not say whose work dips",
            help,
        );
    }
    if policy.dip.is_some() && !dips {
        let help = "add shape = \"dip_then_s\" and a ramp, or leave dip out";
        check.error(&format!("{path}.dip"), "this policy does not dip", help);
    }
    if !sectors.is_empty() && !dips && policy.unconsulted.is_none() {
        let help = "add shape = \"dip_then_s\" or [policy.unconsulted], or leave affects out";
        let message = "this does not say what the change does to those affected";
        check.error(&format!("{path}.affects"), message, help);
    }
    let time = policy.unconsulted.is_some() && check.time_to_consult(i, policy);
    let staff_asked = time && !policy.consulted.is_empty();
    let providers_asked = time && policy.consulted.iter().any(|who| who == "providers");
    let skipped = policy.unconsulted.clone().unwrap_or_default();
    if sectors.is_empty() && (skipped.quits > 0.0 || (skipped.dip > 1.0 && !reorganises)) {
        let help = "name the affected staff's sectors in affects";
        let message = "this does not say whose quits rise";
        check.error(&format!("{path}.unconsulted"), message, help);
    }
    let more = if staff_asked {
        1.0
    } else {
        skipped.dip.max(1.0)
    };
    Unsettles {
        sectors,
        dip: (policy.dip.map_or(DIP, Share::get) * more).min(MOST),
        quits: if staff_asked { 0.0 } else { skipped.quits },
        lasts: Span::from_days(skipped.lasts.days()),
        holdout: if providers_asked {
            0.0
        } else {
            skipped.holdout
        },
    }
}

fn shown(days: f64) -> f64 {
    libm::rint(days * 10.0) / 10.0
}

#[cfg(test)]
mod tests {
    use super::identity;
    use crate::scenario::lever::LEVERS;

    #[test]
    fn every_lever_has_luck_of_its_own() {
        let mut all: Vec<u64> = LEVERS.iter().map(|lever| identity(lever, 3)).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), LEVERS.len());
        assert!(all.iter().all(|&key| key < 1 << 19));
    }
}
