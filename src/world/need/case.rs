//! What the care pathway knows of a person: their need, what they are doing, who serves them.

use super::hazard::Clocks;
use super::hold::KeptBed;
use super::ladder::MemberId;
use super::ladder::programme::Reached;
use crate::engine::{Span, Time};
use crate::world::flow::setup::Group;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::{Need, Payer};
use crate::world::market::tally::Traits;

/// No provider.
pub const NO_PROVIDER: u16 = u16::MAX;
/// Not in a list.
pub const NOT_LISTED: u32 = u32::MAX;

/// A step of assessment or arranging.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The hospital's own part of assessment.
    HospitalProcess,
    /// The transfer hub's part.
    TransferHub,
    /// Assessment at home.
    Community,
    /// A care home comes to assess.
    CareHome,
    /// The decision on funding.
    Funding,
    /// The family has to agree.
    Choice,
    /// Equipment or housing has to be ready.
    Equipment,
}

/// Where someone matched or offered a place is going.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Destination {
    /// Homecare from the provider they are matched with.
    Homecare,
    /// The care home they are matched with.
    CareHome,
    /// Reablement at home.
    Reablement,
    /// A slot of discharge to assess.
    D2a,
    /// A bed in a community hospital, to wait in.
    CommunityBed,
    /// The trust's homecare, until an agency has a package or for good.
    TrustHomecare {
        /// For good: they have left the queue.
        long_term: bool,
    },
    /// A step-down bed at this provider.
    StepDown,
    /// A rehabilitation bed.
    CommunityHospital,
    /// Back to the provider that held their package or bed.
    Back,
}

/// What someone is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// Nothing: the record is not in use.
    Absent,
    /// Waiting in the emergency department for an acute bed, or on the way there.
    Boarding,
    /// In a clinical or rehabilitation stay.
    Clinical,
    /// Ready, in a step of assessment or arranging.
    Assessing(Step),
    /// Ready, waiting for a rehabilitation bed.
    AwaitingRehabilitation,
    /// Ready, waiting for a slot of discharge to assess.
    AwaitingD2a,
    /// Ready, in the brokerage queue.
    Queued,
    /// Ready, with somewhere to go, waiting for the day of leaving.
    Leaving(Destination),
    /// Where they are to be: with a service, in a home, or cared for by family.
    Settled,
}

/// How someone goes on after a clinical stay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resume {
    /// Assessment from the beginning.
    Fresh,
    /// Back to the provider that holds a package or bed, if it still does.
    Back,
    /// Into the queue again, with the days already waited.
    Queue,
    /// Home, fit, when people leave; for people on the register of people at risk, who need nothing more.
    Home,
    /// On with an interrupted step, with this much left.
    Step(Step, Span),
    /// On with a step that goes on meanwhile, and is due then.
    Meanwhile(Step, Time),
    /// Waiting again for a rehabilitation bed, with this much patience left.
    Rehabilitation(Span),
    /// Waiting again for a slot of discharge to assess, with this much patience left.
    D2a(Span),
}

/// A contract for care: who pays, and how much.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contract {
    /// Who pays.
    pub payer: Payer,
    /// Pence an hour of homecare, or a week of a bed.
    pub price: i64,
    /// The price the same payer paid at the start of the run, for reference.
    pub reference: i64,
    /// Minutes of homecare a week; 0 for a bed.
    pub minutes: i64,
    /// The policy whose block of hours it is out of, if it is.
    pub block: Option<u16>,
}

impl Contract {
    /// Pence a week at some price.
    fn weekly(&self, price: i64) -> i64 {
        if self.minutes == 0 {
            price
        } else {
            self.hours_at(price)
        }
    }

    /// Pence a week of its hours at some price, to the nearest penny; nothing if it has none.
    fn hours_at(&self, price: i64) -> i64 {
        (price * self.minutes + 30) / 60
    }

    /// Pence a week of its hours; nothing if it has none.
    pub fn hours_per_week_pence(&self) -> i64 {
        self.hours_at(self.price)
    }

    /// The same at the price of the start.
    pub fn hours_reference_per_week(&self) -> i64 {
        self.hours_at(self.reference)
    }

    /// Pence a week.
    pub fn pence_per_week(&self) -> i64 {
        self.weekly(self.price)
    }

    /// What its payer books it under, in use or held open.
    pub const fn heading(&self, held: bool) -> Heading {
        match (self.minutes, held) {
            (0, false) => Heading::Placements,
            (0, true) => Heading::HeldBeds,
            _ => Heading::Homecare,
        }
    }

    /// Pence a week at the price of the start.
    pub fn reference_per_week(&self) -> i64 {
        self.weekly(self.reference)
    }
}

/// What the care pathway knows of a person.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says one thing of a person"
)]
pub struct Case {
    /// What their draws are keyed by.
    pub key: u64,
    /// Which group they belong to.
    pub group: Group,
    /// What they need.
    pub need: Need,
    /// Whether the need began with an admission.
    pub from_hospital: bool,
    /// Whether they are known to services: a need that is not new.
    pub known: bool,
    /// Who pays for their care, for the present need.
    pub funder: Payer,
    /// The number that decides whether they pay for themselves.
    pub means: f64,
    /// Whether they have not long to live.
    pub palliative: bool,
    /// Whether they live where carers travel far.
    pub rural: bool,
    /// Whether they need two carers at a time.
    pub double_handed: bool,
    /// Whether they live in housing with care, or have a unit there to go to.
    pub has_unit: bool,
    /// What they are doing.
    pub doing: Doing,
    /// How they go on after a clinical stay.
    pub resume: Resume,
    /// Minutes of homecare a week they needed at `measured`.
    pub minutes: f64,
    /// When.
    pub measured: Time,
    /// Growth of those minutes a day since.
    pub growth: f64,
    /// Provider that serves them or holds their place.
    pub provider: u16,
    /// Provider that served them last.
    pub last_provider: u16,
    /// Position in the provider's list of clients.
    pub seat: u32,
    /// The contract with that provider, running or held.
    pub contract: Option<Contract>,
    /// The provider they are matched with and the contract that will start, if any.
    pub matched: Option<(u16, Contract)>,
    /// What is paid for the bed they are matched with, while a decision on funding is awaited.
    pub kept_bed: Option<KeptBed>,
    /// Whether the provider holds the package or bed while they are in hospital.
    pub held: bool,
    /// Position in a brokerage queue.
    pub listed: u32,
    /// Times they have begun to wait for a service.
    pub spell: u16,
    /// Their lottery number in this spell: `-ln u`.
    pub lot: f64,
    /// When they began to wait, hospital stays in between left out.
    pub waiting_since: Time,
    /// Days waited in this spell before the last interruption.
    pub waited: Span,
    /// When they became ready to leave the bed they are in.
    pub ready_since: Time,
    /// When they began to wait for a rehabilitation bed.
    pub asked_for_rehabilitation: Time,
    /// Whether, back at home with homecare, they rejoin the queue for a care home.
    pub rejoins: bool,
    /// The block contract, and the home, whose bed they are in or on the way to.
    pub block: Option<(u16, u16)>,
    /// The policy whose bed in a community hospital they wait in or are on the way to.
    pub extra_bed: Option<u16>,
    /// Whether they are counted as at home with a service.
    pub supported: bool,
    /// Whether their package was handed back in this spell.
    pub handed_back: bool,
    /// Until when emergency cover goes on.
    pub covered_until: Time,
    /// Whether they have had reablement since they were last admitted.
    pub reabled: bool,
    /// Admissions so far.
    pub admissions: u16,
    /// Changes whenever what was scheduled for them no longer holds.
    pub step_version: u16,
    /// Whether what is scheduled is a return to hospital.
    pub fails: bool,
    /// When the scheduled step is due.
    pub step_due: Time,
    /// Changes with each hold.
    pub hold_version: u16,
    /// What may happen to them by itself.
    pub clocks: Clocks,
    /// Their record on the register of people at risk, while they are on it.
    pub member: Option<MemberId>,
    /// Minutes a week of homecare counted as needed and not given.
    pub unmet_minutes: i32,
    /// The programme that reached them before they came to need care.
    pub reached: Option<Reached>,
    /// The last admission of which it is known whether it raised the need.
    pub looked_at: u16,
}

impl Case {
    /// A record not in use.
    pub fn absent() -> Self {
        Self {
            key: 0,
            group: 0,
            need: Need::Home,
            from_hospital: false,
            known: false,
            funder: 0,
            means: 0.0,
            palliative: false,
            rural: false,
            double_handed: false,
            has_unit: false,
            doing: Doing::Absent,
            resume: Resume::Fresh,
            minutes: 0.0,
            measured: Time::ZERO,
            growth: 0.0,
            provider: NO_PROVIDER,
            last_provider: NO_PROVIDER,
            seat: NOT_LISTED,
            contract: None,
            matched: None,
            kept_bed: None,
            held: false,
            listed: NOT_LISTED,
            spell: 0,
            lot: 0.0,
            waiting_since: Time::ZERO,
            waited: Span::ZERO,
            ready_since: Time::ZERO,
            asked_for_rehabilitation: Time::ZERO,
            rejoins: false,
            block: None,
            extra_bed: None,
            supported: false,
            handed_back: false,
            covered_until: Time::EARLIEST,
            reabled: false,
            admissions: 0,
            step_version: 0,
            fails: false,
            step_due: Time::ZERO,
            hold_version: 0,
            clocks: Clocks::new(),
            member: None,
            unmet_minutes: 0,
            reached: None,
            looked_at: 0,
        }
    }

    /// Minutes of homecare a week they need at an instant, before the upper bound.
    pub fn minutes_at(&self, now: Time) -> f64 {
        if self.growth == 0.0 {
            return self.minutes;
        }
        self.minutes * libm::pow(1.0 + self.growth, (now - self.measured).days())
    }

    /// Whether carers travel far to them: nobody does to housing with care.
    pub fn is_far(&self) -> bool {
        self.rural && !self.has_unit
    }

    /// Which of the traits that waits and deaths are told apart by they have.
    pub fn traits(&self) -> Traits {
        Traits {
            rural: self.rural,
            double_handed: self.double_handed,
        }
    }

    /// Whether they are in a brokerage queue.
    pub fn is_listed(&self) -> bool {
        self.listed != NOT_LISTED
    }
}
