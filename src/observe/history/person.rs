//! A person: where they are, what they wait for, and what is known of their care.

use super::{Record, Subject, provider};
use crate::world::World;
use crate::world::flow::person::{PersonId, State};
use crate::world::flow::setup::{NOWHERE, Target};
use crate::world::market::setup::{Need, Payer};
use crate::world::need::case::{Case, Contract, Destination, Doing, NO_PROVIDER, Step};
use crate::world::setup::Setup;

/// Someone in the world.
pub struct Person<'a> {
    setup: &'a Setup,
    record: Record<PersonId>,
}

/// What they are like.
#[derive(Clone, Copy, PartialEq)]
pub struct Seen {
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

impl<'a> Person<'a> {
    /// Whoever came into the world as the `number`-th.
    pub fn new(setup: &'a Setup, number: u32) -> Self {
        Self {
            setup,
            record: Record::of(number),
        }
    }
}

impl Subject for Person<'_> {
    type Seen = Seen;

    fn now(&mut self, world: &World<'_>) -> Option<Seen> {
        let (flow, number) = (&world.flow, self.record.number);
        let is_theirs = |id: PersonId| flow.number_of(id) == Some(number);
        let id = self
            .record
            .now(flow.came(), is_theirs, || flow.record_of(number))?;
        let person = &flow.people[id];
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

    fn in_words(&self, seen: Seen, world: &World<'_>) -> Vec<(&'static str, String)> {
        let flow = &self.setup.flow;
        let target = |target: Target| match target {
            NOWHERE => String::new(),
            target => flow.target_name(target).to_owned(),
        };
        let mut words = vec![
            ("group", flow.groups[usize::from(seen.group)].clone()),
            ("place", target(seen.place)),
            ("state", state(seen.state).to_owned()),
            ("next", target(seen.next)),
        ];
        let care = seen.care.zip(self.setup.market.as_ref());
        let said = care.map_or_else(Default::default, |(care, rules)| {
            of_care(care, &rules.payers, world)
        });
        words.extend(OF_CARE.into_iter().zip(said));
        words
    }
}

/// What is said of someone's care.
const OF_CARE: [&str; 11] = [
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

/// Each of these, in words.
fn of_care(care: Care, payers: &[String], world: &World<'_>) -> [String; OF_CARE.len()] {
    let named = |j: u16| match j {
        NO_PROVIDER => String::new(),
        j => provider::name(world, usize::from(j)),
    };
    let need = match care.need {
        Need::Home => "homecare",
        Need::Bed => "care home",
    };
    let yes = |it_is: bool| if it_is { "yes" } else { "" }.to_owned();
    let or_nothing = |word: Option<String>| word.unwrap_or_default();
    let (contract, money) = (care.contract, |pence: i64| {
        format!("{:.2}", pence as f64 / 100.0)
    });
    let hours = contract.map(|c| c.minutes).filter(|&minutes| minutes > 0);
    [
        doing(care.doing, care.need),
        need.to_owned(),
        payers[care.funder].clone(),
        named(care.provider),
        yes(care.held),
        or_nothing(contract.map(|c| payers[c.payer].clone())),
        or_nothing(contract.map(|c| money(c.price))),
        or_nothing(hours.map(|minutes| format!("{:.2}", minutes as f64 / 60.0))),
        or_nothing(care.matched.map(named)),
        care.admissions.to_string(),
        yes(care.at_risk),
    ]
}

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
