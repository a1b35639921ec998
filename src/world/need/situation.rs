//! Which hazards someone runs, from what they are doing and where.

use super::case::{Case, Destination, Doing};
use super::hazard::{HAZARDS, Hazard, Rates};
use super::ladder::programme::Programme;
use super::ladder::setup::DeclineSetup;
use crate::engine::Time;
use crate::world::market::dials::{Dial, Dials};
use crate::world::market::setup::{CarePlaces, HazardSetup, Need, Often};

/// A state of someone with a need in which the same hazards apply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Situation {
    /// In hospital, not ready to leave.
    Clinical,
    /// Ready to leave an acute bed.
    AcuteDelayed,
    /// In rehabilitation.
    Rehabilitation,
    /// Ready to leave a community hospital, or in a step-down bed.
    OtherBed,
    /// At home, in need, without a service.
    Unsupported,
    /// At home, with homecare, reablement or the trust's service.
    Supported,
    /// With reablement, in a slot of discharge to assess, or with homecare and waiting for something else.
    SupportedWaiting,
    /// In a care home.
    Resident,
    /// At home, cared for by family alone.
    Unpaid,
}

impl Situation {
    /// The situation of someone doing this in this place.
    pub fn of(case: &Case, place: usize, at: &CarePlaces, covered: bool) -> Self {
        if case.doing == Doing::Boarding {
            return Self::Clinical;
        }
        let ready = !matches!(case.doing, Doing::Clinical | Doing::Settled);
        match place {
            p if p == at.acute => {
                if ready {
                    Self::AcuteDelayed
                } else {
                    Self::Clinical
                }
            }
            p if p == at.community_hospital && !ready => Self::Rehabilitation,
            p if p == at.community_hospital || p == at.step_down => Self::OtherBed,
            p if p == at.reablement || Some(p) == at.d2a => Self::SupportedWaiting,
            p if p == at.homecare => {
                if ready && !matches!(case.doing, Doing::Leaving(Destination::Homecare)) {
                    Self::SupportedWaiting
                } else {
                    Self::Supported
                }
            }
            p if p == at.bridge => Self::Supported,
            p if p == at.care_home => Self::Resident,
            _ if case.doing == Doing::Settled => Self::Unpaid,
            _ if covered => Self::SupportedWaiting,
            _ => Self::Unsupported,
        }
    }

    /// What decline before the need still changes: a strained carer breaks down sooner, a programme goes on helping.
    pub fn adjust(
        self,
        rates: &mut Rates,
        case: &Case,
        decline: &DeclineSetup,
        programmes: &[Programme],
        now: Time,
    ) {
        if self == Self::Unpaid && case.minutes > decline.carers.strained_minutes {
            rates[Hazard::Ends as usize] *= decline.carers.strained_factor;
        }
        if let Some(reached) = case.reached.filter(|reached| now < reached.until) {
            let felt = &programmes[usize::from(reached.policy)].felt;
            rates[Hazard::Crisis as usize] *= felt.crisis;
            rates[Hazard::ToBed as usize] *= felt.escalates;
            if self == Self::Supported {
                rates[Hazard::Ends as usize] *= felt.ends;
            }
        }
    }

    /// What happens to the people of a group more or less often than to others.
    pub fn happens(self, rates: &mut Rates, often: Often) {
        rates[Hazard::Death as usize] *= often.death;
        rates[Hazard::Crisis as usize] *= often.crisis;
        rates[Hazard::ToBed as usize] *= often.to_bed;
        if self == Self::Supported {
            rates[Hazard::Ends as usize] *= often.ends;
        }
    }

    /// The hazards that apply, a second.
    pub fn rates(self, need: Need, h: &HazardSetup, dials: &Dials) -> Rates {
        let mut rates = [0.0; HAZARDS];
        let mut set = |hazard: Hazard, rate: f64| rates[hazard as usize] = rate;
        let home_need = need == Need::Home;
        match self {
            Self::Clinical => set(Hazard::Death, h.death_clinical),
            Self::AcuteDelayed => {
                set(Hazard::Death, h.death_delayed_acute);
                set(Hazard::Leak, h.family_takes_home);
                set(Hazard::Infection, h.infection);
                if home_need {
                    set(Hazard::ToBed, h.to_bed_delayed_acute);
                }
            }
            Self::Rehabilitation => set(Hazard::Death, h.death_delayed_elsewhere),
            Self::OtherBed => {
                set(Hazard::Death, h.death_delayed_elsewhere);
                set(Hazard::Leak, h.family_takes_home);
                if home_need {
                    set(Hazard::ToBed, h.to_bed_delayed_elsewhere);
                }
            }
            Self::Unsupported => {
                set(Hazard::Death, h.death_unsupported);
                set(Hazard::Crisis, h.crisis_unsupported);
                set(Hazard::Leak, h.carer_takes_over);
                if home_need {
                    set(Hazard::ToBed, h.to_bed * h.to_bed_unsupported_factor);
                }
            }
            Self::Supported => {
                set(Hazard::Death, h.death_supported);
                set(Hazard::Crisis, h.crisis_supported);
                set(Hazard::Ends, h.need_ends);
                if home_need {
                    set(Hazard::ToBed, h.to_bed);
                }
            }
            Self::SupportedWaiting => {
                set(Hazard::Death, h.death_supported);
                set(Hazard::Crisis, h.crisis_supported);
            }
            Self::Resident => {
                set(Hazard::Death, h.death_care_home);
                set(
                    Hazard::Crisis,
                    h.crisis_care_home * dials.get(Dial::CrisisCareHome),
                );
                set(Hazard::Ends, h.moves_away);
            }
            Self::Unpaid => {
                set(Hazard::Death, h.death_unsupported);
                set(Hazard::Crisis, h.crisis_unpaid);
                set(
                    Hazard::Ends,
                    h.carer_breaks_down * dials.get(Dial::CarerBreaksDown),
                );
            }
        }
        rates
    }
}
