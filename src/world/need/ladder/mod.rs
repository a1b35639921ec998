//! The ladder of decline before a need for care: who is on the register of people at risk, and on which rung.
//!
//! Well people are a count. Someone comes onto the register with the first social sign ([`Stage::Social`]), may step
//! down to signs of failing health ([`Stage::Health`]) and from there to a need for care, which the care pathway takes
//! over; or may recover, rung by rung. Each of them runs the same clocks as people with a need, but is kept in a record of
//! their own, small and outside the network: only who is admitted to hospital, or comes to need care, becomes a person in it.
//! What happens to them is in `steps`; what programmes change for those they reach is in [`programme`].

pub mod programme;
pub mod setup;
mod steps;

use super::hazard::Clocks;
use crate::engine::Time;
use crate::world::flow::person::PersonId;
use programme::Reached;
use setup::Stage;

/// Index of a record on the register.
pub type MemberId = u32;

/// Someone on the register.
#[derive(Clone, Debug)]
pub struct Member {
    /// What their draws are keyed by.
    pub key: u64,
    /// The rung they stand on; `None` for a record not in use.
    pub stage: Option<Stage>,
    /// Whether they live alone with little contact.
    pub isolated: bool,
    /// Minutes a week that an unpaid carer can give; 0 without one.
    pub carer_minutes: f32,
    /// Their record in the network while they are in hospital.
    pub in_hospital: Option<PersonId>,
    /// Admissions so far.
    pub admissions: u16,
    /// When it shows whether the last admission has set them back, if it has not yet.
    pub setback: Option<Time>,
    /// The programme that supports them, if one does.
    pub reached: Option<Reached>,
    /// What may happen to them by itself.
    pub clocks: Clocks,
}

/// Everyone on the register.
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    members: Vec<Member>,
    unused: Vec<MemberId>,
    /// Candidates for the first social sign so far, which key the next one's draws.
    candidates: u64,
    /// Whoever has come onto the register and left it again.
    pub passed: Passed,
}

/// Whoever has come onto the register, and left it again.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Passed {
    /// Came onto it, those found at the start included.
    pub came: i64,
    /// Left it: recovered, dead, or in need of care.
    pub left: i64,
}

impl Ladder {
    /// The record of someone on the register.
    pub fn member(&self, m: MemberId) -> &Member {
        &self.members[m as usize]
    }

    /// The record of someone on the register.
    fn member_mut(&mut self, m: MemberId) -> &mut Member {
        &mut self.members[m as usize]
    }

    /// All records, those not in use included.
    pub fn records(&self) -> &[Member] {
        &self.members
    }

    /// People on the register.
    pub fn present(&self) -> i64 {
        self.passed.came - self.passed.left
    }

    fn add(&mut self, member: Member) -> MemberId {
        self.passed.came += 1;
        if let Some(m) = self.unused.pop() {
            let clocks = self.members[m as usize].clocks.renewed();
            self.members[m as usize] = Member { clocks, ..member };
            return m;
        }
        self.members.push(member);
        (self.members.len() - 1) as MemberId
    }

    fn remove(&mut self, m: MemberId) {
        self.passed.left += 1;
        let member = &mut self.members[m as usize];
        member.stage = None;
        member.in_hospital = None;
        member.reached = None;
        member.clocks = member.clocks.renewed();
        self.unused.push(m);
    }
}
