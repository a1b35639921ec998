//! What policies turn up or down for as long as they act.
//!
//! A dial is a factor, 1 when nobody turns it. Every morning all dials go back to 1 and every policy that
//! acts turns its own again; several policies on one dial multiply. Where a dial is read is where it takes effect.

use super::Market;

/// Something that policies turn up or down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Dial {
    /// Length of the hospital's own part of assessment.
    HospitalAssessment,
    /// Length of the transfer hub's part.
    TransferHub,
    /// Length of the wait for assessment at home.
    CommunityAssessment,
    /// Length of a care home's own assessment.
    CareHomeAssessment,
    /// Length of a care home's own assessment of people in hospital beds, where someone it trusts does it.
    TrustedAssessment,
    /// Length of the council's decisions on care homes.
    FundingCareHome,
    /// Discharges home after which someone is back within two days.
    FailedDischarges,
    /// Crises of residents of care homes.
    CrisisCareHome,
    /// Breakdowns of unpaid carers.
    CarerBreaksDown,
    /// First social signs of people who are well.
    FirstSigns,
    /// Recoveries from social signs.
    SocialRecovers,
    /// Steps from social signs to failing health.
    SocialToHealth,
    /// Crises of people with social signs.
    CrisisSocial,
    /// Crises of people in failing health.
    CrisisHealth,
}

/// How many dials there are.
const DIALS: usize = Dial::CrisisHealth as usize + 1;

impl Dial {
    /// The dials that change what happens to people by itself.
    const HAZARDS: [Self; 2] = [Self::CrisisCareHome, Self::CarerBreaksDown];

    /// The dials that change what happens on the register of people at risk.
    const DECLINE: [Self; 6] = [
        Self::FirstSigns,
        Self::SocialRecovers,
        Self::SocialToHealth,
        Self::CrisisSocial,
        Self::CrisisHealth,
        Self::CarerBreaksDown,
    ];
}

/// All dials.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dials([f64; DIALS]);

impl Default for Dials {
    fn default() -> Self {
        Self([1.0; DIALS])
    }
}

impl Dials {
    /// Where a dial stands.
    #[inline]
    pub fn get(&self, dial: Dial) -> f64 {
        self.0[dial as usize]
    }

    /// How many times as long something takes: what is special comes on top of what is usual.
    pub fn time(&self, dial: Dial) -> f64 {
        let usual = match dial {
            Dial::TrustedAssessment => self.get(Dial::CareHomeAssessment),
            _ => 1.0,
        };
        usual * self.get(dial)
    }

    /// Whether what happens to people by itself goes on at the same rates under both.
    pub(super) fn same_hazards(&self, other: &Self) -> bool {
        Dial::HAZARDS.iter().all(|&d| self.get(d) == other.get(d))
    }

    /// Whether decline goes on at the same rates under both.
    pub(super) fn same_decline(&self, other: &Self) -> bool {
        Dial::DECLINE.iter().all(|&d| self.get(d) == other.get(d))
    }
}

impl Market<'_> {
    /// Multiplies a dial for today.
    pub(crate) fn turn(&mut self, dial: Dial, factor: f64) {
        self.dials.0[dial as usize] *= factor.max(0.0);
    }
}
