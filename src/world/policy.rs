//! What is done differently from some day on.
//!
//! A lever is told every morning how far its policy has grown, and brings the market into line with
//! that through the market's verbs. What it changes for as long as it acts is undone each morning and done anew
//! (`begin_morning`), so a policy that has ended, or has no size, leaves nothing behind.
//! The levers themselves, with how they are written, are in the scenario language.

use super::Cx;
use super::market::Market;
use super::market::ledger::Heading;
use super::market::setup::{Payer, Sector};
use crate::engine::{Span, Time};
use std::fmt::Debug;
use std::sync::Arc;

/// Something done differently from some day on.
#[derive(Clone, Debug)]
pub struct PolicySetup {
    /// What it does.
    pub lever: Arc<dyn Lever>,
    /// Who pays.
    pub payer: Payer,
    /// When it starts to act: its start and the time it takes to consult.
    pub starts: Time,
    /// When it ends, if it does.
    pub ends: Option<Time>,
    /// How it grows from nothing to its full size.
    pub shape: Shape,
    /// Over how long.
    pub ramp: Span,
    /// What it does to whoever is affected by the change itself.
    pub unsettles: Unsettles,
    /// What its draws are keyed by: its lever, and how many with the same lever start before it.
    pub identity: u64,
}

/// What change does to those it affects, whatever it is for. All of it is assumed, and none of it unless a scenario asks.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Unsettles {
    /// The sectors of the affected team.
    pub sectors: Vec<Sector>,
    /// Share of what they get done that is not done while the policy dips, at most 0.9.
    pub dip: f64,
    /// By how much its quits rise, as a share.
    pub quits: f64,
    /// For how long.
    pub lasts: Span,
    /// By how much providers who were not asked raise the price below which they do not sell, as a share.
    pub holdout: f64,
}

/// Two policies are the same if everything they would show of themselves is.
impl PartialEq for PolicySetup {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

/// How a policy grows from nothing to its full size.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Shape {
    /// All at once.
    Step,
    /// In a straight line over the ramp.
    Linear,
    /// Slowly, then fast, then slowly, over the ramp.
    SCurve,
    /// Nothing during the first third of the ramp, in which whoever is affected gets less done; then along a logistic
    /// curve that reaches half at the end of the ramp.
    DipThenS,
}

/// A morning in the life of a policy.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Morning {
    /// The policy's index.
    pub policy: usize,
    /// What its draws are keyed by.
    pub identity: u64,
    /// Who pays.
    pub payer: Payer,
    /// How far it has grown, from 0 to 1; 0 after its end.
    pub size: f64,
    /// Share of what those affected get done that is not done today: above 0 only while the policy dips.
    pub dip: f64,
    /// When it started to act.
    pub started: Time,
    /// How long ago it ended, if it has.
    pub ended: Option<Span>,
}

impl Morning {
    /// Years of 365 days since it started to act.
    pub fn years(&self, now: Time) -> f64 {
        (now - self.started).days() / 365.0
    }
}

impl PolicySetup {
    /// How far it has grown at an instant, from 0 to 1.
    pub fn size(&self, now: Time) -> f64 {
        if now < self.starts || self.ends.is_some_and(|end| now >= end) {
            return 0.0;
        }
        if self.ramp <= Span::ZERO {
            return 1.0;
        }
        let ramps = (now - self.starts).days() / self.ramp.days();
        let done = ramps.min(1.0);
        match self.shape {
            Shape::Step => 1.0,
            Shape::Linear => done,
            Shape::SCurve => done * done * (3.0 - 2.0 * done),
            Shape::DipThenS => logistic(ramps),
        }
    }

    /// Whether less gets done for now: the first third of the ramp of a policy that dips.
    fn dips(&self, now: Time) -> bool {
        self.shape == Shape::DipThenS
            && now >= self.starts
            && self.ends.is_none_or(|end| now < end)
            && (now - self.starts).days() < self.ramp.days() / 3.0
    }
}

/// Nothing before a third of the ramp, a half at its end, nearly all at twice it: a logistic curve less its value
/// at a third, so that it starts from nothing.
fn logistic(ramps: f64) -> f64 {
    /// Steepness: the curve has come from 0.018 to 0.5 between a third of the ramp and its end.
    const STEEPNESS: f64 = 6.0;
    const FROM: f64 = 1.0 / 3.0;
    if ramps <= FROM {
        return 0.0;
    }
    let at = |x: f64| 1.0 / (1.0 + libm::exp(-STEEPNESS * (x - 1.0)));
    // Stretched so that it begins at 0, is a half at 1 and ends at 1.
    let start = at(FROM);
    if ramps < 1.0 {
        0.5 * (at(ramps) - start) / (0.5 - start)
    } else {
        at(ramps)
    }
}

/// What a lever is to the world.
pub trait Lever: Debug + Send + Sync {
    /// Brings the market into line with the size the policy has this morning.
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>);

    /// What it costs its payer at full size as things stand, in pence a week, and as what it is booked; `None` if nothing.
    ///
    /// It is asked for where a budget of the payer is hard.
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        None
    }

    /// Moves people who could not be served this morning to places to wait in.
    fn move_people(&self, _market: &mut Market<'_>, _morning: &Morning, _cx: &mut Cx<'_, '_>) {}

    /// When, among policies that move people, this one does.
    fn turn(&self) -> Turn {
        Turn::Service
    }
}

/// The order in which policies move people who are still waiting: services come before places to wait in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// A service, such as reablement or assessment at home.
    Service,
    /// A service that bridges the wait for another.
    Bridge,
    /// A bed in a care home to wait in.
    StepDown,
    /// A bed in a community hospital to wait in.
    CommunityHospital,
}

impl Turn {
    /// All, in order.
    const ALL: [Self; 4] = [
        Self::Service,
        Self::Bridge,
        Self::StepDown,
        Self::CommunityHospital,
    ];
}

/// Lets every policy that has started act.
pub(super) fn act(market: &mut Market<'_>, cx: &mut Cx<'_, '_>) {
    let setup = market.setup;
    for (index, policy) in setup.policies.iter().enumerate() {
        if cx.now() < policy.starts {
            continue;
        }
        let size = market.grant(index, policy, cx);
        if let Some(morning) = morning(policy, index, size, cx.now()) {
            unsettle(&policy.unsettles, market, &morning, cx.now());
            policy.lever.act(market, &morning, cx);
        }
    }
}

/// Those affected get less done, leave, or hold out for more.
fn unsettle(unsettles: &Unsettles, market: &mut Market<'_>, morning: &Morning, now: Time) {
    let unsettled = morning.ended.is_none() && now - morning.started < unsettles.lasts;
    for &sector in &unsettles.sectors {
        market.lose_productivity(sector, morning.dip);
        if unsettled {
            market.change_quits(sector, 1.0 + unsettles.quits);
        }
    }
    market.hold_out(unsettles.holdout * morning.size);
}

/// Lets every policy move people who are still waiting, in the order of [`Turn`].
pub(super) fn move_people(market: &mut Market<'_>, cx: &mut Cx<'_, '_>) {
    let (setup, now) = (market.setup, cx.now());
    for turn in Turn::ALL {
        for (index, policy) in setup.policies.iter().enumerate() {
            let size = market.grants[index].map_or_else(|| policy.size(now), |grant| grant.size);
            if policy.lever.turn() == turn
                && let Some(morning) = morning(policy, index, size, now)
            {
                policy.lever.move_people(market, &morning, cx);
            }
        }
    }
}

fn morning(policy: &PolicySetup, index: usize, size: f64, now: Time) -> Option<Morning> {
    (now >= policy.starts).then(|| Morning {
        policy: index,
        identity: policy.identity,
        payer: policy.payer,
        size,
        dip: if policy.dips(now) {
            policy.unsettles.dip
        } else {
            0.0
        },
        started: policy.starts,
        ended: policy.ends.filter(|&end| now >= end).map(|end| now - end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Nothing;

    impl Lever for Nothing {
        fn act(&self, _: &mut Market<'_>, _: &Morning, _: &mut Cx<'_, '_>) {}
    }

    fn policy(shape: Shape) -> PolicySetup {
        PolicySetup {
            lever: Arc::new(Nothing),
            payer: 0,
            starts: Time::ZERO,
            ends: Some(Time::from_days(1000.0)),
            shape,
            ramp: Span::from_days(90.0),
            unsettles: Unsettles::default(),
            identity: 0,
        }
    }

    #[test]
    fn a_policy_that_dips_does_less_first_and_reaches_half_at_its_ramp() {
        let policy = policy(Shape::DipThenS);
        let at = |days: f64| {
            (
                policy.size(Time::from_days(days)),
                policy.dips(Time::from_days(days)),
            )
        };
        assert_eq!(at(0.0), (0.0, true));
        assert_eq!(at(29.0), (0.0, true));
        assert!(!at(31.0).1);
        assert!((at(90.0).0 - 0.5).abs() < 1e-12);
        assert!(at(180.0).0 > 0.95);
        let sizes: Vec<f64> = (0..300).map(|d| at(f64::from(d)).0).collect();
        assert!(
            sizes.windows(2).all(|w| w[1] >= w[0] && w[1] - w[0] < 0.03),
            "it grows without a jump"
        );
        assert_eq!(at(1000.0), (0.0, false));
    }

    #[test]
    fn every_shape_grows_from_nothing_to_its_full_size_and_ends() {
        for shape in [Shape::Linear, Shape::SCurve] {
            let policy = policy(shape);
            assert_eq!(policy.size(Time::ZERO), 0.0);
            assert!(
                (policy.size(Time::from_days(45.0)) - 0.5).abs() < 1e-12,
                "{shape:?}"
            );
            assert_eq!(policy.size(Time::from_days(90.0)), 1.0);
        }
        assert_eq!(policy(Shape::Step).size(Time::ZERO), 1.0);
    }
}
