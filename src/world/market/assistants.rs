//! Personal assistants: staff of people who are given the money for their care instead of the care.
//!
//! All who employ one are counted together as one employer in a sector of its own, but every assistant works for one
//! person, the hours that person needs. Whoever has chosen a direct payment looks for an assistant and takes, until
//! there is one, what everybody else is offered. An assistant is found among family and friends, who were not looking
//! for care work, or else fills a vacancy in the labour market. One who leaves, leaves a person without care.

use super::Market;
use super::budget::BudgetHeading;
use super::ledger::Heading;
use super::price::Goods;
use super::setup::{COUNCIL, Need, Payer};
use super::workforce::Hand;
use crate::engine::Span;
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::PersonId;
use crate::world::need::case::{Case, Contract, Destination, Doing};

/// Marks the keys of family and friends who become assistants.
const FAMILY: u64 = 1 << 63;

/// On what terms people are given money instead of care.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DirectPayment {
    /// Share who choose it, of those whom the council assesses as needing care at home.
    pub share: f64,
    /// Share of assistants who come from family and friends.
    pub from_new: f64,
    /// What an hour of care is worth, pence.
    pub price: i64,
    /// Who pays.
    pub payer: Payer,
}

/// Everybody with a personal assistant, or looking for one.
#[derive(Clone, Debug, Default)]
pub struct Assistants {
    /// Who stands for all of them among employers.
    employer: Option<usize>,
    /// Today's terms, if anybody is given money.
    terms: Option<DirectPayment>,
    /// People looking in the labour market, those first who began first.
    seeking: Vec<Holder>,
    /// Assistants, each with the person they work for.
    pairs: Vec<Pair>,
}

/// Someone who has chosen a direct payment.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Holder {
    person: PersonId,
    /// Tells them from whoever has their record later.
    key: u64,
}

/// An assistant and the person they work for.
#[derive(Clone, Copy, Debug)]
struct Pair {
    holder: Holder,
    hand: Hand,
    /// Whether the assistant came from family or friends.
    from_new: bool,
    /// Whether they have begun.
    began: bool,
}

/// People whom an assistant has left this morning.
#[derive(Default)]
struct Lost {
    /// Who had one at work.
    at_work: Vec<PersonId>,
    /// Whose had not begun.
    before: Vec<(Holder, DirectPayment)>,
}

impl Assistants {
    /// Those who employ assistants are this employer.
    pub(super) fn stand_for(&mut self, employer: usize) {
        self.employer = Some(employer);
    }

    /// Whether an employer stands for them.
    pub(super) fn are(&self, employer: usize) -> bool {
        self.employer == Some(employer)
    }

    /// Nobody is given money today unless a policy says so.
    pub(super) fn forget_terms(&mut self) {
        self.terms = None;
    }

    /// People looking for an assistant in the labour market.
    pub(super) fn vacancies(&self) -> i32 {
        self.seeking.len() as i32
    }

    fn knows(&self, holder: Holder) -> bool {
        self.seeking.contains(&holder) || self.pairs.iter().any(|pair| pair.holder == holder)
    }
}

impl Market<'_> {
    /// For today people may choose money instead of care on these terms.
    pub(crate) fn offer_direct_payments(&mut self, terms: DirectPayment) {
        self.assistants.terms = Some(terms);
    }

    /// What a contract with this employer is booked under.
    pub(in crate::world) fn heading(&self, j: usize, contract: &Contract, held: bool) -> Heading {
        if self.assistants.are(j) {
            Heading::DirectPayments
        } else {
            contract.heading(held)
        }
    }

    /// Someone out of an acute bed has been found to need care at home: the council's people may choose a direct
    /// payment. Whether they would is drawn once a person.
    pub(in crate::world) fn may_choose_direct_payment(&mut self, id: PersonId, cx: &Cx<'_, '_>) {
        let (Some(terms), Some(j)) = (self.assistants.terms, self.assistants.employer) else {
            return;
        };
        let case = &self.cases[id as usize];
        let holder = Holder {
            person: id,
            key: case.key,
        };
        let chooses = self.chance.uniform(chance::DIRECT, case.key, 0) < terms.share;
        let may = case.need == Need::Home && case.funder == COUNCIL;
        if chooses && may && !self.assistants.knows(holder) {
            self.look_for_assistant(holder, j, terms, cx);
        }
    }

    /// Someone looks for an assistant: among family and friends there is one or not, drawn by person and week.
    fn look_for_assistant(
        &mut self,
        holder: Holder,
        j: usize,
        terms: DirectPayment,
        cx: &Cx<'_, '_>,
    ) {
        let (id, week) = (holder.person, self.workforce.week() + 1);
        let mut draw = self.chance.draw(chance::DIRECT, holder.key, week);
        if draw.uniform() >= terms.from_new {
            return self.assistants.seeking.push(holder);
        }
        let key = FAMILY | draw.bits();
        let minutes = self.minutes_for_assistant(id, cx);
        let hired = self.workforce.hire_from_outside(
            &self.rules.workforce,
            (key, j, minutes),
            (&mut self.employers, &mut self.tally),
            (&self.chance, cx.now()),
        );
        match hired {
            Some(hand) => self.assistants.pairs.push(Pair {
                holder,
                hand,
                from_new: true,
                began: false,
            }),
            None => self.assistants.seeking.push(holder),
        }
    }

    /// Minutes a week an assistant of someone would work: those of the package they have, or would get now.
    fn minutes_for_assistant(&self, id: PersonId, cx: &Cx<'_, '_>) -> i64 {
        let running = self.cases[id as usize].contract;
        // What someone has in a slot of discharge to assess is the slot's.
        let running = running.filter(|_| cx.place_of(id) == self.rules.places.homecare);
        let running = running.map(|contract| contract.minutes);
        running
            .filter(|&minutes| minutes > 0)
            .unwrap_or_else(|| self.package(id, cx.now()))
    }

    /// Whether someone who chose a direct payment is there and still in need of care at home from others.
    fn wants_assistant(&self, holder: Holder, cx: &Cx<'_, '_>) -> bool {
        let case = &self.cases[holder.person as usize];
        let there = case.doing != Doing::Absent && case.key == holder.key;
        there
            && case.need == Need::Home
            && case.funder == COUNCIL
            && (case.doing != Doing::Settled
                || cx.place_of(holder.person) != self.rules.places.home)
    }

    /// Whoever does not want an assistant any more stops looking.
    pub(super) fn some_stop_seeking(&mut self, cx: &Cx<'_, '_>) {
        let mut seeking = std::mem::take(&mut self.assistants.seeking);
        let offered = self.assistants.terms.is_some();
        seeking.retain(|&holder| offered && self.wants_assistant(holder, cx));
        self.assistants.seeking = seeking;
    }

    /// Whoever was hired this week is the assistant of those who have looked longest.
    pub(super) fn assign_assistants(&mut self, cx: &Cx<'_, '_>) {
        let Some(j) = self.assistants.employer else {
            return;
        };
        let hired = self.workforce.hired_by(j);
        for (hand, holder) in hired.iter().zip(&self.assistants.seeking) {
            let minutes = self.minutes_for_assistant(holder.person, cx);
            self.workforce
                .work_for_client(*hand, minutes, &mut self.employers);
            self.assistants.pairs.push(Pair {
                holder: *holder,
                hand: *hand,
                from_new: false,
                began: false,
            });
        }
        let found = hired.len().min(self.assistants.seeking.len());
        self.assistants.seeking.drain(..found);
    }

    /// A morning of direct payments: assistants begin, leave, and lose their jobs with the need for them.
    pub(super) fn settle_assistants(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(j) = self.assistants.employer else {
            return;
        };
        self.some_stop_seeking(cx);
        let (mut at, mut lost) = (0, Lost::default());
        // Whoever is looked at stands among the pairs meanwhile, so that they do not choose a second assistant.
        while let Some(&(mut pair)) = self.assistants.pairs.get(at) {
            if self.goes_on(&mut pair, j, &mut lost, cx) {
                self.assistants.pairs[at] = pair;
                at += 1;
            } else {
                self.assistants.pairs.remove(at);
            }
        }
        // Whoever looks again is not among the pairs any more.
        for (holder, terms) in lost.before {
            self.look_for_assistant(holder, j, terms, cx);
        }
        for id in lost.at_work {
            self.tally.people.assistants_left += 1;
            self.lose_package(id, cx);
        }
        let began = self.assistants.pairs.iter().filter(|pair| pair.began);
        let people = began.count() as i64;
        self.tally.people.assisted.set(cx.now(), people);
    }

    /// Whether an assistant and the person they are to work for, or work for, go on together; people whom an assistant
    /// has left are put down.
    fn goes_on(&mut self, pair: &mut Pair, j: usize, lost: &mut Lost, cx: &mut Cx<'_, '_>) -> bool {
        let (id, hand) = (pair.holder.person, pair.hand);
        let has_job = self.workforce.has_job(hand, j);
        let at_work = self.workforce.works_at(hand, j);
        let case = &self.cases[id as usize];
        if pair.began {
            let there = case.doing != Doing::Absent && case.key == pair.holder.key;
            let cared_for = case.contract.filter(|_| usize::from(case.provider) == j);
            let Some(contract) = cared_for.filter(|_| there) else {
                self.ends_work(pair, j, cx);
                return false;
            };
            if !at_work {
                lost.at_work.push(id);
                return false;
            }
            if has_job {
                self.workforce
                    .work_for_client(hand, contract.minutes, &mut self.employers);
            }
            return true;
        }
        let Some(terms) = self
            .assistants
            .terms
            .filter(|_| self.wants_assistant(pair.holder, cx))
        else {
            self.ends_work(pair, j, cx);
            return false;
        };
        if !has_job {
            lost.before.push((pair.holder, terms));
            return false;
        }
        let minutes = self.minutes_for_assistant(id, cx);
        let pence = (terms.payer, (terms.price * minutes + 30) / 60);
        let paid_for = self.budget_allows_person(id, Goods::Homecare, pence);
        if at_work && paid_for && self.can_be_assisted(id, cx) {
            pair.began = true;
            self.workforce
                .work_for_client(hand, minutes, &mut self.employers);
            self.begin_assistance(id, j, minutes, terms, cx);
        }
        true
    }

    /// Whether an assistant can begin today: someone waits for care outside an acute bed, or has it from elsewhere.
    fn can_be_assisted(&self, id: PersonId, cx: &Cx<'_, '_>) -> bool {
        let (case, place) = (&self.cases[id as usize], cx.place_of(id));
        match case.doing {
            Doing::Queued => place != self.rules.places.acute,
            Doing::Settled => place == self.rules.places.homecare && case.contract.is_some(),
            _ => false,
        }
    }

    /// An assistant begins: whoever gave care until now no longer does.
    fn begin_assistance(
        &mut self,
        id: PersonId,
        j: usize,
        minutes: i64,
        terms: DirectPayment,
        cx: &mut Cx<'_, '_>,
    ) {
        let now = cx.now();
        let contract = Contract {
            payer: terms.payer,
            price: terms.price,
            reference: terms.price,
            minutes,
            block: None,
        };
        if self.cases[id as usize].doing == Doing::Settled {
            self.end_contract(id, cx);
            self.begin_contract(id, j, contract, now);
            return;
        }
        self.employers[j].matched_minutes += minutes;
        self.note_matched(&contract, 1);
        let pence = contract.pence_per_week();
        self.commit_pools(contract.payer, BudgetHeading::Homecare, pence);
        self.cases[id as usize].matched = Some((j as u16, contract));
        cx.flow.keep_places(self.rules.places.homecare, 1, now);
        self.refresh(j, now);
        self.prepare_to_leave(id, Destination::Homecare, Span::ZERO, cx);
    }

    /// The person an assistant worked for, or was to work for, needs one no longer.
    fn ends_work(&mut self, pair: &Pair, j: usize, cx: &Cx<'_, '_>) {
        self.workforce.client_gone(
            (pair.hand, j),
            pair.from_new,
            (&mut self.employers, &mut self.tally),
            cx.now(),
        );
    }
}

impl Market<'_> {
    /// Everyone with an assistant has one, and no assistant who has begun works for two.
    pub(in crate::world) fn check_assistants(&self) -> Result<(), String> {
        let Some(j) = self.assistants.employer else {
            return Ok(());
        };
        let served = |case: &Case| {
            let with_us = case.contract.is_some() && usize::from(case.provider) == j;
            case.doing != Doing::Absent && with_us
        };
        let began = self.assistants.pairs.iter().filter(|pair| pair.began);
        // Who died or was let go since the morning is still among the pairs.
        let of_them = began
            .map(|pair| (&self.cases[pair.holder.person as usize], pair.holder.key))
            .filter(|&(case, key)| case.key == key && served(case))
            .count();
        let served = self.cases.iter().filter(|case| served(case)).count();
        if served == of_them {
            Ok(())
        } else {
            Err(format!(
                "people with a personal assistant: {served} and {of_them}"
            ))
        }
    }
}
