//! A person: where they are, what they wait for, and what is known of their care.

use super::{Difference, Watched, differ, provider};
use crate::world::World;
use crate::world::flow::person::{PersonId, State};
use crate::world::flow::setup::{NOWHERE, Target};
use crate::world::market::setup::{Need, Payer};
use crate::world::need::case::{Case, Contract, Destination, Doing, NO_PROVIDER, Step};
use crate::world::setup::Setup;

/// Someone in the world.
pub struct Watch<'a> {
    setup: &'a Setup,
    number: u32,
    record: Option<PersonId>,
    seen: Option<Seen>,
    was_there: bool,
}

/// What they are like.
#[derive(Clone, Copy, PartialEq)]
struct Seen {
    group: u16,
    place: Target,
    state: State,
    next: Target,
    care: Option<Care>,
}

/// What the care pathway knows of them.
#[derive(Clone, Copy, PartialEq)]
struct Care {
    doing: Doing,
    need: Need,
    funder: Payer,
    provider: u16,
    held: bool,
    contract: Option<Contract>,
    matched: Option<u16>,
    admissions: u16,
    at_risk: bool,
}

impl Care {
    fn of(case: &Case) -> Self {
        Self {
            doing: case.doing,
            need: case.need,
            funder: case.funder,
            provider: case.provider,
            held: case.held,
            contract: case.contract,
            matched: case.matched.map(|(provider, _)| provider),
            admissions: case.admissions,
            at_risk: case.member.is_some(),
        }
    }
}

impl<'a> Watch<'a> {
    /// Not there yet.
    pub fn new(setup: &'a Setup, number: u32) -> Self {
        Self {
            setup,
            number,
            record: None,
            seen: None,
            was_there: false,
        }
    }

    fn now(&mut self, world: &World<'_>) -> Option<Seen> {
        if self.number >= world.flow.came() {
            return None;
        }
        let not_them = |id: PersonId| world.flow.number_of(id) != Some(self.number);
        if self.record.is_none_or(not_them) {
            if self.was_there && self.record.is_none() {
                // Gone for good: numbers are given once.
                return None;
            }
            self.record = world.flow.record_of(self.number);
        }
        let id = self.record?;
        let person = &world.flow.people[id];
        let case = world.market.as_ref().and_then(|market| market.case(id));
        let care = case.filter(|case| person.in_care && case.doing != Doing::Absent);
        Some(Seen {
            group: u16::from(person.group),
            place: person.place,
            state: person.state,
            next: person.next,
            care: care.map(Care::of),
        })
    }

    /// Each thing that can be said of them, in words.
    fn in_words(&self, seen: Option<Seen>, world: &World<'_>) -> [String; WHAT.len()] {
        let mut words = [const { String::new() }; WHAT.len()];
        let Some(seen) = seen else {
            return words;
        };
        let flow = &self.setup.flow;
        let target = |target: Target| match target {
            NOWHERE => String::new(),
            target => flow.target_name(target).to_owned(),
        };
        words[0].clone_from(&flow.groups[usize::from(seen.group)]);
        words[1] = target(seen.place);
        state(seen.state).clone_into(&mut words[2]);
        words[3] = target(seen.next);
        let (Some(care), Some(rules)) = (seen.care, &self.setup.market) else {
            return words;
        };
        let payer = |payer: Payer| rules.payers[payer].clone();
        let named = |j: u16| match j {
            NO_PROVIDER => String::new(),
            j => provider::name(world, usize::from(j)),
        };
        words[4] = doing(care.doing, care.need);
        let need = match care.need {
            Need::Home => "homecare",
            Need::Bed => "care home",
        };
        need.clone_into(&mut words[5]);
        words[6] = payer(care.funder);
        words[7] = named(care.provider);
        if care.held {
            "yes".clone_into(&mut words[8]);
        }
        if let Some(contract) = care.contract {
            words[9] = payer(contract.payer);
            words[10] = format!("{:.2}", contract.price as f64 / 100.0);
            if contract.minutes > 0 {
                words[11] = format!("{:.2}", contract.minutes as f64 / 60.0);
            }
        }
        words[12] = care.matched.map_or_else(String::new, named);
        words[13] = care.admissions.to_string();
        if care.at_risk {
            "yes".clone_into(&mut words[14]);
        }
        words
    }
}

/// What each of those words says.
const WHAT: [&str; 15] = [
    "group",
    "place",
    "state",
    "next",
    "doing",
    "need",
    "funder",
    "provider",
    "held",
    "paid_by",
    "price",
    "hours_per_week",
    "matched_with",
    "admissions",
    "on_register",
];

fn state(state: State) -> &'static str {
    match state {
        State::Listed => "on a list",
        State::InService => "in service",
        State::Leaving => "leaving",
        State::Blocked => "waiting for the next",
        State::OnTheWay => "on the way",
        State::Gone | State::Unused => "",
    }
}

fn step(step: Step) -> &'static str {
    match step {
        Step::HospitalProcess => "assessment in hospital",
        Step::TransferHub => "the transfer hub",
        Step::Community => "assessment at home",
        Step::CareHome => "a care home that comes to assess",
        Step::Funding => "a decision on funding",
        Step::Choice => "the family's choice",
        Step::Equipment => "equipment",
    }
}

fn destination(destination: Destination) -> &'static str {
    match destination {
        Destination::Homecare => "homecare",
        Destination::CareHome => "a care home",
        Destination::Reablement => "reablement",
        Destination::D2a => "discharge to assess",
        Destination::CommunityBed => "a community bed to wait in",
        Destination::TrustHomecare { long_term: false } => "the trust's homecare, to wait on",
        Destination::TrustHomecare { long_term: true } => "the trust's homecare, for good",
        Destination::StepDown => "a step-down bed",
        Destination::CommunityHospital => "a rehabilitation bed",
        Destination::Back => "the provider that held their place",
    }
}

fn doing(doing: Doing, need: Need) -> String {
    match (doing, need) {
        (Doing::Absent, _) => String::new(),
        (Doing::Boarding, _) => "waiting for an acute bed".to_owned(),
        (Doing::Clinical, _) => "clinical stay".to_owned(),
        (Doing::Assessing(which), _) => format!("waiting for {}", step(which)),
        (Doing::AwaitingRehabilitation, _) => "waiting for a rehabilitation bed".to_owned(),
        (Doing::AwaitingD2a, _) => "waiting for discharge to assess".to_owned(),
        (Doing::Queued, Need::Home) => "waiting for homecare".to_owned(),
        (Doing::Queued, Need::Bed) => "waiting for a care home".to_owned(),
        (Doing::Leaving(to), _) => format!("leaving for {}", destination(to)),
        (Doing::Settled, _) => "settled".to_owned(),
    }
}

impl Watched for Watch<'_> {
    fn look(&mut self, world: &World<'_>, changes: &mut Vec<Difference>) {
        let now = self.now(world);
        self.was_there |= now.is_some();
        if now == self.seen {
            return;
        }
        let (before, after) = (self.in_words(self.seen, world), self.in_words(now, world));
        for ((what, from), to) in WHAT.into_iter().zip(before).zip(after) {
            differ(changes, what, from, to);
        }
        self.seen = now;
    }

    fn was_there(&self) -> bool {
        self.was_there
    }
}
