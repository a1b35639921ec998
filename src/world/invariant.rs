//! What must always hold: people, beds, hours, workers and money are neither made nor lost.
//!
//! A world is checked at the end of a run, and on the first of a month once enough has happened since it was
//! last checked to be worth a look at everyone; in debug builds on the first of every month. A run in
//! which something does not hold has a fault in the program: it is stopped and says so. So is a run
//! that cannot go on because of what the scenario says: people who wait for one another, who go
//! round in no time, or who are more than memory can hold.

use super::World;
use super::flow::person::State;
use super::flow::setup::NOWHERE;
use super::flow::{Flow, Stopped};
use super::market::Market;
use super::market::employer::Kind;
use super::market::price::Goods;
use super::market::setup::Payer;
use super::need::case::Doing;
use crate::engine::Time;
use std::fmt::Display;

/// Events for each person after which looking at everyone costs little beside them.
const EVENTS_A_PERSON: u64 = 16;

/// Something that must hold and does not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("on {when:?} {}{what}", match fault { Fault::Program => "the simulation lost count: ", Fault::Scenario => "" })]
pub struct Broken {
    /// What does not hold.
    pub what: String,
    /// When it was noticed.
    pub when: Time,
    /// Whose fault it is.
    pub fault: Fault,
}

/// Whose fault it is that a run means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The program lost count.
    Program,
    /// The scenario's rules leave nobody able to move, or time unable to, or bring more people than there is memory for.
    Scenario,
}

impl World<'_> {
    /// Checks what a month may have broken: whether the run can go on, and now and then everything.
    pub(super) fn check_month(&mut self, now: Time, handled: u64) {
        let everyone = self.flow.people.records().len() as u64;
        let worthwhile = handled - self.checked_at > EVENTS_A_PERSON * everyone;
        if cfg!(debug_assertions) || worthwhile {
            self.checked_at = handled;
            self.note(self.check(now));
        } else {
            self.note(self.can_go_on(now));
        }
    }

    fn can_go_on(&self, now: Time) -> Result<(), Broken> {
        let fault = |what| Broken {
            what,
            when: now,
            fault: Fault::Scenario,
        };
        self.flow
            .cannot_go_on(now)
            .map_or(Ok(()), |what| Err(fault(what)))
    }

    /// Checks everything that must hold between events.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn check(&self, now: Time) -> Result<(), Broken> {
        self.can_go_on(now)?;
        let flow = self.flow.check();
        let market = || {
            self.market
                .as_ref()
                .map_or(Ok(()), |market| market.check(&self.flow, now))
        };
        let staff = || {
            let staff = self.staff.as_ref();
            staff.map_or(Ok(()), |staff| staff.check(&self.flow))
        };
        flow.and_then(|()| market())
            .and_then(|()| staff())
            .map_err(|what| Broken {
                what,
                when: now,
                fault: Fault::Program,
            })
    }
}

/// Two counts of the same thing must agree.
fn same<T: PartialEq + Copy + Display>(what: impl Display, one: T, other: T) -> Result<(), String> {
    if one == other {
        Ok(())
    } else {
        Err(format!("{what}: {one} and {other}"))
    }
}

impl Flow<'_> {
    /// Why the rules of the scenario let nothing more happen, if they do not.
    fn cannot_go_on(&self, now: Time) -> Option<String> {
        let place = |at: usize| self.setup.flow.places[at].name.as_str();
        match self.stopped() {
            Some(Stopped::Spinning(to)) => {
                return Some(format!(
                    "people go round in no time at all: after more than a million moves within one instant \
                     someone still goes on to {}; give a place on their way a stay, or another way out",
                    place(usize::from(to))
                ));
            }
            Some(Stopped::Crowded) => {
                let list = self.longest_list().filter(|&(_, people)| people > 0);
                let where_most = list.map_or_else(String::new, |(to, people)| {
                    format!(", {people} of them on the list of {}", place(to))
                });
                return Some(format!(
                    "{} people are present{where_most}, and there is no memory for more; raise a capacity, let \
                     people give up (patience) or be turned away (when_full), make the run shorter, or use \
                     fewer processors (--threads)",
                    self.people.present()
                ));
            }
            None => {}
        }
        let standstill = self.standstill(now)?;
        let names: Vec<&str> = standstill.places.iter().map(|&p| place(p)).collect();
        Some(format!(
            "{} people in {} wait for one another, since {:?}, and none of them can ever move; let people \
             give up their place (keeps_place = false) or their wait (patience), or raise a capacity",
            standstill.people,
            names.join(" and "),
            standstill.since
        ))
    }

    /// Every person is in exactly one state, and the levels are what one counts person by person.
    fn check(&self) -> Result<(), String> {
        let setup = &self.setup.flow;
        let (places, groups, targets) = (setup.places.len(), setup.groups.len(), setup.targets());
        let mut occupied = vec![0_i64; places * groups];
        let mut blocked = vec![0_i64; places * targets];
        let mut on_the_way = vec![0_i64; places];
        let mut listed = vec![0_i64; places * groups];
        let mut present = 0_usize;
        for person in self.people.records() {
            if matches!(person.state, State::Gone | State::Unused) {
                continue;
            }
            present += 1;
            let group = usize::from(person.group);
            if person.place == NOWHERE {
                if person.state != State::Listed || usize::from(person.next) >= places {
                    return Err("someone is nowhere and waits for nothing".to_owned());
                }
                listed[usize::from(person.next) * groups + group] += 1;
                continue;
            }
            let place = usize::from(person.place);
            occupied[place * groups + group] += 1;
            if person.is_finished() {
                blocked[place * targets + usize::from(person.next)] += 1;
            }
            if person.state == State::OnTheWay {
                on_the_way[usize::from(person.next)] += 1;
            }
        }
        same("people present", present, self.people.present())?;
        for (p, place) in setup.places.iter().enumerate() {
            let name = &place.name;
            let mut used = on_the_way[p];
            for g in 0..groups {
                let (counted, waiting) = (occupied[p * groups + g], listed[p * groups + g]);
                used += counted;
                same(
                    format_args!("people in {name}"),
                    counted,
                    self.tally.occupied(p, g).value(),
                )?;
                same(
                    format_args!("people on the list of {name}"),
                    waiting,
                    self.tally.queue(p, g).value(),
                )?;
                let counts = self.tally.counts(p, g);
                let came = self.tally.found(p, g) + counts.starts;
                same(
                    format_args!("people through {name}"),
                    came,
                    counts.departures + counted,
                )?;
            }
            for t in 0..targets {
                same(
                    format_args!(
                        "people in {name} waiting for {}",
                        setup.target_name(t as u16)
                    ),
                    blocked[p * targets + t],
                    self.tally.blocked(p, t).value(),
                )?;
            }
            same(
                format_args!("places of {name} in use"),
                used,
                self.places[p].used(),
            )?;
            if !self.check_packages(p) {
                return Err(format!(
                    "what is promised of {name} is not what people have"
                ));
            }
        }
        Ok(())
    }
}

impl Market<'_> {
    fn check(&self, flow: &Flow<'_>, now: Time) -> Result<(), String> {
        self.check_register()?;
        self.check_workers()?;
        self.check_providers(flow)?;
        self.check_assistants()?;
        same("debits less credits", self.ledger.imbalance(now), 0)
    }

    /// Who came onto the register of people at risk and has not left it is on it, on one rung.
    fn check_register(&self) -> Result<(), String> {
        let counted = self.ladder.recount();
        let levels = &self.tally.people.register;
        for (level, counted) in levels.iter().zip(counted) {
            same("people on a rung of the register", counted, level.value())?;
        }
        let present = counted.iter().sum();
        same("people on the register", self.ladder.present(), present)
    }

    /// Nobody appears or disappears, and nobody has two jobs.
    fn check_workers(&self) -> Result<(), String> {
        same(
            "the labour market, to the person",
            self.workforce.imbalance(),
            0,
        )?;
        let (heads, productive, looking) = self.workforce.recount(&self.employers);
        same(
            "people looking for work",
            looking,
            self.workforce.candidates(),
        )?;
        for (j, employer) in self.employers.iter().enumerate() {
            same("workers of an employer", heads[j], employer.headcount)?;
            same(
                "minutes at work for an employer",
                productive[j],
                employer.productive_minutes,
            )?;
        }
        for s in 0..self.tally.sectors.len() {
            let now: i64 = self
                .employers
                .iter()
                .filter(|e| e.sector == s)
                .map(|e| i64::from(e.headcount))
                .sum();
            same(
                "moves into and out of a sector",
                self.tally.staff_at_start[s] + self.tally.moves.net(s),
                now,
            )?;
        }
        Ok(())
    }

    /// What providers promise is what people have been promised, and no bed is promised twice.
    fn check_providers(&self, flow: &Flow<'_>) -> Result<(), String> {
        let n = self.employers.len();
        let (mut serving, mut held, mut matched) = (vec![0; n], vec![0; n], vec![0; n]);
        let (mut residents, mut held_beds, mut matched_beds) = (vec![0; n], vec![0; n], vec![0; n]);
        let mut revenue = vec![0_i64; n];
        let mut by_group = vec![0_i64; self.rules.needs.len()];
        let mut in_blocks = vec![0; n];
        for case in self.cases.iter().filter(|case| case.doing != Doing::Absent) {
            if let Some(contract) = case.contract {
                let j = usize::from(case.provider);
                revenue[j] += contract.pence_per_week();
                match (contract.minutes, case.held) {
                    (0, false) => residents[j] += 1,
                    (0, true) => held_beds[j] += 1,
                    (minutes, false) => {
                        serving[j] += minutes;
                        by_group[usize::from(case.group)] += minutes;
                    }
                    (minutes, true) => held[j] += minutes,
                }
            }
            if let (Some(kept), Some((j, _))) = (case.kept_bed, case.matched) {
                revenue[usize::from(j)] += kept.pence;
            }
            if let Some((j, contract)) = case.matched {
                match contract.minutes {
                    0 => matched_beds[usize::from(j)] += 1,
                    minutes => matched[usize::from(j)] += minutes,
                }
            }
            if let Some((_, j)) = case.block {
                in_blocks[usize::from(j)] += 1;
            }
        }
        for (counted, level) in by_group.into_iter().zip(&self.tally.package_minutes) {
            same("minutes of a group's packages", counted, level.value())?;
        }
        let mut contracted = vec![0; n];
        for block in &self.blocks {
            for (j, price, _) in block.contracts() {
                contracted[j] += 1;
                revenue[j] += price;
            }
        }
        let (mut far, mut near, mut units) = (vec![0; n], vec![0; n], 0);
        for case in self.cases.iter().filter(|case| case.doing != Doing::Absent) {
            units += i64::from(case.has_unit);
            if case.contract.is_some() && !case.held {
                far[usize::from(case.provider)] += i32::from(case.is_far());
                near[usize::from(case.provider)] += i32::from(case.has_unit);
            }
        }
        let there_are = self.rules.extra_care.as_ref().map_or(0, |e| e.units);
        same("units let", units, self.tally.extra_care_let.value())?;
        if units > i64::from(there_are) {
            return Err(format!("{units} of {there_are} units are let"));
        }
        let (mut reserved, mut promised) = (vec![0; n], 0);
        for block in self.hours_blocks.iter().flatten() {
            for (j, free, matched, pence) in block.reservations() {
                same(
                    "minutes reserved below zero",
                    0,
                    free.min(0) + matched.min(0),
                )?;
                reserved[j] += free;
                promised += matched;
                revenue[j] += pence;
            }
        }
        let out_of_blocks = self.cases.iter().filter(|c| c.doing != Doing::Absent);
        let out_of_blocks = out_of_blocks.filter_map(|c| c.matched.map(|m| m.1));
        let out_of_blocks = out_of_blocks.filter(|c| c.block.is_some());
        same(
            "minutes promised out of blocks",
            promised,
            out_of_blocks.map(|c| c.minutes).sum(),
        )?;
        for (j, e) in self.employers.iter().enumerate() {
            same("clients far away", far[j], e.far_clients)?;
            same("clients under one roof", near[j], e.near_clients)?;
            same("minutes reserved", reserved[j], e.reserved_minutes)?;
            same("minutes of clients", serving[j], e.serving_minutes)?;
            same("minutes held", held[j], e.held_minutes)?;
            same("minutes matched", matched[j], e.matched_minutes)?;
            same("beds held", held_beds[j], e.held_beds)?;
            same("beds matched", matched_beds[j], e.matched_beds)?;
            same("beds contracted", contracted[j], e.contracted_beds)?;
            same("contracted beds in use", in_blocks[j], e.contracted_used)?;
            same("a provider's revenue", revenue[j], self.ledger.revenue(j))?;
            let promised = e.load_minutes();
            let delivered = e.serving_minutes - e.unfilled_minutes();
            let parts = delivered + e.unfilled_minutes() + e.held_minutes + e.matched_minutes;
            same("minutes promised and their parts", promised, parts)?;
            if e.kind == Kind::Home {
                same("residents", residents[j], e.residents())?;
                if e.open && e.beds_taken() > e.registered {
                    return Err(format!(
                        "{} of {} registered beds are taken",
                        e.beds_taken(),
                        e.registered
                    ));
                }
            }
        }
        let kept: i32 = self
            .employers
            .iter()
            .map(|e| e.held_beds + e.matched_beds)
            .sum();
        let place = self.rules.places.care_home;
        same(
            "care-home beds kept",
            i64::from(kept),
            flow.tally.reserved(place).value(),
        )?;
        for (payer, goods, matched) in self.matched_by_budget() {
            let what = "care matched at a payer's expense";
            same(what, self.matched_cost(payer, goods), matched)?;
        }
        Ok(())
    }

    /// After brokerage nobody waits whom a provider could take at the price offered and no budget forbids.
    ///
    /// # Errors
    /// If someone does.
    pub fn check_queues(&self, now: Time) -> Result<(), Broken> {
        let overlooked = Goods::ALL
            .into_iter()
            .find(|&goods| self.someone_fits(goods, now).is_some());
        match overlooked {
            None => Ok(()),
            Some(goods) => Err(Broken {
                what: format!(
                    "someone who fits a provider still waits for {}",
                    goods.name()
                ),
                when: now,
                fault: Fault::Program,
            }),
        }
    }

    /// Care matched at a payer's expense that has not started, person by person; pence a week.
    fn matched_cost(&self, payer: Payer, goods: Goods) -> i64 {
        let matched = self
            .cases
            .iter()
            .filter(|case| case.doing != Doing::Absent)
            .filter_map(|case| case.matched);
        // What is matched out of a block is paid for already.
        let of_payer = matched.filter(|(_, c)| c.payer == payer && c.block.is_none());
        let beds = goods == Goods::Beds;
        let its = of_payer.filter(|(_, c)| (c.minutes == 0) == beds);
        its.map(|(_, contract)| contract.pence_per_week()).sum()
    }
}
