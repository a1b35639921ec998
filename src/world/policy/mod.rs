//! What is done differently: one file per lever.
//!
//! A lever says everything about itself in its own file: how it is written, what it needs, what it
//! does. It acts through the market's verbs every morning, with the size that its shape gives it
//! that day; a size of zero does nothing at all.

mod budget_change;
mod buy_step_down;
mod joint_commissioning;
mod own_homecare;
mod pay_uplift;

pub use budget_change::BudgetChange;
pub use buy_step_down::{AfterCap, BuyStepDown, Takes};
pub use joint_commissioning::JointCommissioning;
pub use own_homecare::{OwnHomecare, Recruit, Serves};
pub use pay_uplift::{PayUplift, Rise};

use super::Cx;
use super::market::Market;
use super::market::setup::Payer;
use crate::engine::{Span, Time};

/// Something done differently from some day on.
#[derive(Clone, PartialEq, Debug)]
pub struct PolicySetup {
    /// What it does.
    pub action: Action,
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
    /// What its draws are keyed by: position among policies in the order in which they act.
    pub identity: u64,
}

/// How a policy grows from nothing to its full size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// All at once.
    Step,
    /// In a straight line over the ramp.
    Linear,
    /// Slowly, then fast, then slowly, over the ramp.
    SCurve,
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
    /// How long ago it ended, if it has.
    pub ended: Option<Span>,
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
        let done = ((now - self.starts).days() / self.ramp.days()).min(1.0);
        match self.shape {
            Shape::Step => 1.0,
            Shape::Linear => done,
            Shape::SCurve => done * done * (3.0 - 2.0 * done),
        }
    }
}

/// What a lever is to the world.
pub trait Lever {
    /// Brings the market into line with the size the policy has this morning.
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>);

    /// Moves people who could not be served this morning to places to wait in.
    fn move_people(&self, _market: &mut Market<'_>, _morning: &Morning, _cx: &mut Cx<'_, '_>) {}

    /// Makes the policy `times` as large, for a place that is; shares and prices stay.
    fn scale(&mut self, _times: u32) {}

    /// Services that bridge come before beds to wait in.
    fn moves_after_services(&self) -> bool {
        false
    }
}

macro_rules! levers {
    ($($name:ident),* $(,)?) => {
        /// Every lever there is.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Action {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $name($name)),*
        }

        impl Action {
            /// The lever.
            pub fn lever(&self) -> &dyn Lever {
                match self { $(Self::$name(lever) => lever),* }
            }

            /// The lever, to be changed.
            pub fn lever_mut(&mut self) -> &mut dyn Lever {
                match self { $(Self::$name(lever) => lever),* }
            }
        }
    };
}

levers! { BuyStepDown, OwnHomecare, PayUplift, JointCommissioning, BudgetChange }

/// Lets every policy that has started act.
pub(super) fn act(market: &mut Market<'_>, cx: &mut Cx<'_, '_>) {
    let setup = market.setup;
    for (index, policy) in setup.policies.iter().enumerate() {
        if let Some(morning) = morning(policy, index, cx.now()) {
            policy.action.lever().act(market, &morning, cx);
        }
    }
}

/// Lets every policy move people who are still waiting: services that bridge first, then beds to wait in.
pub(super) fn move_people(market: &mut Market<'_>, cx: &mut Cx<'_, '_>) {
    let setup = market.setup;
    for after in [false, true] {
        for (index, policy) in setup.policies.iter().enumerate() {
            let lever = policy.action.lever();
            if lever.moves_after_services() == after
                && let Some(morning) = morning(policy, index, cx.now())
            {
                lever.move_people(market, &morning, cx);
            }
        }
    }
}

fn morning(policy: &PolicySetup, index: usize, now: Time) -> Option<Morning> {
    (now >= policy.starts).then(|| Morning {
        policy: index,
        identity: policy.identity,
        payer: policy.payer,
        size: policy.size(now),
        ended: policy.ends.filter(|&end| now >= end).map(|end| now - end),
    })
}
