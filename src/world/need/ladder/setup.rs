//! What the section on decline says, checked and ready to run. Rates are a second.

use crate::engine::{Sampler, Span};
use crate::world::flow::setup::Group;

/// A rung of the ladder, before a need for care.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Stage {
    /// Social signs: little contact, a bereavement, a home that is no longer kept.
    Social,
    /// Health signs: falls, illness that is not looked after.
    Health,
}

impl Stage {
    /// Both, from the top.
    pub const ALL: [Self; 2] = [Self::Social, Self::Health];

    /// Its name in measure keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Social => "social",
            Self::Health => "health",
        }
    }
}

/// The ladder of decline.
#[derive(Clone, PartialEq, Debug)]
pub struct DeclineSetup {
    /// The group that people on the register belong to.
    pub group: Group,
    /// People who are well or on the register, at the start.
    pub population: f64,
    /// Hazard of a first social sign of someone well.
    pub onset: f64,
    /// Hazards of recovering, by stage.
    pub recovers: [f64; 2],
    /// Hazards of stepping down, by stage.
    pub worsens: [f64; 2],
    /// Hazards of a crisis that leads to admission, by stage.
    pub crisis: [f64; 2],
    /// Hazards of death, by stage.
    pub death: [f64; 2],
    /// Clinical stay of people on the register, days.
    pub stay: Sampler,
    /// Share of those coming to need care who need a care home.
    pub bed_share: f64,
    /// Isolation.
    pub isolation: Isolation,
    /// Unpaid carers.
    pub carers: Carers,
    /// What an admission sets off.
    pub cascade: Cascade,
    /// People on the register at the start, by stage.
    pub start: [u32; 2],
}

/// Living alone with little contact.
#[derive(Clone, PartialEq, Debug)]
pub struct Isolation {
    /// Share of those coming onto the register.
    pub share: f64,
    /// Multiplier of their hazards of stepping down and of a crisis.
    pub factor: f64,
}

/// Unpaid carers of people on the register.
#[derive(Clone, PartialEq, Debug)]
pub struct Carers {
    /// Share of those not isolated who have one.
    pub share: f64,
    /// Hours a week that a carer can give.
    pub hours: Sampler,
    /// Minutes a week above which caring is a strain.
    pub strained_minutes: f64,
    /// Multiplier of breakdowns then.
    pub strained_factor: f64,
}

/// How a single illness starts a decline.
#[derive(Clone, PartialEq, Debug)]
pub struct Cascade {
    /// Chance of a step down at each discharge.
    pub base: f64,
    /// Chance in all for someone isolated who has no support in time.
    pub isolated_unsupported: f64,
    /// In what time.
    pub within: Span,
    /// Within need: multiplier of the hours needed.
    pub more_hours: f64,
}

impl DeclineSetup {
    /// Makes the place `times` as large.
    pub(in crate::world) fn scale(&mut self, times: u32) {
        self.population *= f64::from(times);
        for people in &mut self.start {
            *people = people.saturating_mul(times);
        }
    }
}
