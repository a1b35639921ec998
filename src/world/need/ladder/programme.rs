//! What a programme of support changes for the people it reaches, on the register and after.

use crate::engine::Time;

/// The programme that supports someone, and until when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reached {
    /// Whose policy it is.
    pub policy: u16,
    /// When it ends.
    pub until: Time,
}

/// Factors on what happens to the people a programme reaches; 1 where it changes nothing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Factors {
    /// Staying healthy: steps from social signs to failing health.
    pub worsens: f64,
    /// Staying healthy: recovery from failing health.
    pub recovers: f64,
    /// Use of hospital: crises.
    pub crisis: f64,
    /// Escalation: coming to need care, and from care at home a care home.
    pub escalates: f64,
    /// Independence: hours needed when a need begins.
    pub hours: f64,
    /// Independence: ends of needs.
    pub ends: f64,
}

impl Default for Factors {
    fn default() -> Self {
        Self {
            worsens: 1.0,
            recovers: 1.0,
            crisis: 1.0,
            escalates: 1.0,
            hours: 1.0,
            ends: 1.0,
        }
    }
}

/// A programme as the people it reaches feel it.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    /// What it changes, as felt since the last Monday.
    pub felt: Factors,
    /// People supported now, on the register.
    pub people: Vec<super::MemberId>,
    /// People ever reached.
    pub ever: u64,
}
