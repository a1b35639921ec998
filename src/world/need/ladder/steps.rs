//! What happens to people on the register: onset, steps down and back, crises, and the way over into a need for care.
//!
//! The clocks are those of people with a need ([`Hazard`]). On the register `Ends` is recovery by a rung, `ToBed` a step
//! down, and `Leak` the loss of an unpaid carer.

use super::programme::Factors;
use super::setup::{DeclineSetup, Stage};
use super::{Ladder, Member, MemberId};
use crate::engine::{Span, Time};
use crate::world::Cx;
use crate::world::chance;
use crate::world::event::{Event, priority};
use crate::world::flow::person::PersonId;
use crate::world::flow::stream::growth;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::market::setup::Need;
use crate::world::need::case::{Case, Doing, Resume, Step};
use crate::world::need::hazard::{Clocks, HAZARDS, Hazard};

/// What the draws of people found on the register are keyed by, beside their number.
const FOUND: u64 = 0x5000 << 48;
/// What the draws of people who come onto it are keyed by, beside their number.
const CAME: u64 = 0x5001 << 48;
/// Candidates for a first social sign over those expected at the start: policies may raise the rate so far.
const HEADROOM: f64 = 2.0;

impl Market<'_> {
    /// People on the register when the run begins, and the first who comes onto it.
    pub(in crate::world) fn begin_decline(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let mut number = 0;
        for stage in Stage::ALL {
            for _ in 0..rules.start[stage as usize] {
                number += 1;
                self.comes_onto_register(FOUND | number, stage, cx);
            }
        }
        self.next_onset(cx);
    }

    /// Schedules the next candidate for a first social sign.
    fn next_onset(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let envelope = self.onset_envelope(rules);
        if envelope <= 0.0 {
            return;
        }
        let u = self
            .chance
            .uniform(chance::ONSET, self.ladder.candidates, 0);
        let gap = libm::ceil(-libm::log(u) / envelope).min(3e10);
        let due = cx.now() + Span::from_seconds(gap as i64);
        cx.calendar.schedule(due, priority::ARRIVALS, Event::Onset);
    }

    /// First social signs a second that candidates come at: more than ever come.
    fn onset_envelope(&self, rules: &DeclineSetup) -> f64 {
        let grown = growth(self.rules.growth_per_year, self.setup.run.end()).max(1.0);
        rules.population * grown * rules.onset * HEADROOM
    }

    /// A candidate for a first social sign: kept with the chance that the rate bears to the envelope.
    pub(in crate::world) fn onset(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let index = self.ladder.candidates;
        self.ladder.candidates += 1;
        let people = rules.population * growth(self.rules.growth_per_year, cx.now());
        let well = (people - self.ladder.present() as f64).max(0.0);
        let rate = well * rules.onset * self.felt.get(Dial::FirstSigns);
        let u = self.chance.uniform(chance::ONSET, index, 1);
        if u * self.onset_envelope(rules) < rate {
            self.comes_onto_register(CAME | index, Stage::Social, cx);
            self.tally.people.first_signs += 1;
        }
        self.next_onset(cx);
    }

    fn comes_onto_register(&mut self, key: u64, stage: Stage, cx: &mut Cx<'_, '_>) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let mut draw = self.chance.draw(chance::REGISTER, key, 0);
        let isolated = draw.uniform() < rules.isolation.share;
        let cared_for = draw.uniform() < rules.carers.share && !isolated;
        let carer_minutes = if cared_for {
            (rules.carers.hours.sample(&mut draw) * 60.0).max(1.0) as f32
        } else {
            0.0
        };
        let m = self.ladder.add(Member {
            key,
            stage: Some(stage),
            isolated,
            carer_minutes,
            in_hospital: None,
            admissions: 0,
            setback: None,
            reached: None,
            clocks: Clocks::new(),
        });
        self.tally.people.register[stage as usize].add(cx.now(), 1);
        self.feel_decline(m, cx);
    }

    /// Factors of the programme that reaches someone.
    pub(in crate::world) fn factors(&self, reached: Option<super::programme::Reached>) -> Factors {
        reached.map_or_else(Factors::default, |r| {
            self.programmes[usize::from(r.policy)].felt
        })
    }

    /// Brings the hazards of someone on the register into line with how they stand, and schedules what is due first.
    pub(in crate::world) fn feel_decline(&mut self, m: MemberId, cx: &mut Cx<'_, '_>) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let now = cx.now();
        let by = self.factors(self.ladder.member(m).reached);
        let (felt, breaks) = (&self.felt, self.rules.hazards.carer_breaks_down);
        let member = self.ladder.member_mut(m);
        let Some(stage) = member.stage else {
            return;
        };
        let s = stage as usize;
        let mut rates = [0.0; HAZARDS];
        if member.in_hospital.is_none() {
            let alone = if member.isolated {
                rules.isolation.factor
            } else {
                1.0
            };
            let (crisis, worsens, recovers) = match stage {
                Stage::Social => (
                    felt.get(Dial::CrisisSocial),
                    felt.get(Dial::SocialToHealth) * by.worsens,
                    felt.get(Dial::SocialRecovers),
                ),
                Stage::Health => (felt.get(Dial::CrisisHealth), by.escalates, by.recovers),
            };
            rates[Hazard::Death as usize] = rules.death[s];
            rates[Hazard::Crisis as usize] = rules.crisis[s] * alone * crisis * by.crisis;
            rates[Hazard::ToBed as usize] = rules.worsens[s] * alone * worsens;
            rates[Hazard::Ends as usize] = rules.recovers[s] * recovers;
            if member.carer_minutes > 0.0 {
                rates[Hazard::Leak as usize] = breaks * felt.get(Dial::CarerBreaksDown);
            }
        }
        let due = member
            .clocks
            .change(&rates, now, member.key, &self.chance, &self.season);
        let ends = member.reached.map(|reached| reached.until);
        let looked_at = member.setback.filter(|_| member.in_hospital.is_none());
        let due = [due, ends, looked_at].into_iter().flatten().min();
        if let Some(due) = due {
            let version = member.clocks.version();
            cx.calendar.schedule(
                due.max(now),
                priority::ENDS,
                Event::Decline { member: m, version },
            );
        }
    }

    /// Something is due on the register.
    pub(in crate::world) fn decline(&mut self, m: MemberId, version: u16, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let member = self.ladder.member_mut(m);
        if member.stage.is_none() || member.clocks.version() != version {
            return;
        }
        if member.reached.is_some_and(|reached| reached.until <= now) {
            self.support_ends(m, now);
            return self.feel_decline(m, cx);
        }
        if member.setback.is_some_and(|due| due <= now) {
            member.setback = None;
            return self.setback(m, cx);
        }
        let hazard = member.clocks.strike(now, &self.season);
        let (key, stage) = (member.key, member.stage);
        match (hazard, stage) {
            (Some(Hazard::Death), _) => {
                self.tally.deaths += 1;
                self.off_register(m, now);
            }
            (Some(Hazard::Crisis), _) => self.admitted_from_register(m, cx),
            (Some(Hazard::ToBed), _) => self.steps_down(m, cx),
            (Some(Hazard::Ends), Some(Stage::Health)) => {
                self.tally.people.recovered += 1;
                self.stands_on(m, Stage::Social, now);
                self.feel_decline(m, cx);
            }
            (Some(Hazard::Ends), _) => {
                self.tally.people.recovered += 1;
                self.off_register(m, now);
            }
            (Some(Hazard::Leak), _) => {
                self.tally.people.carers_lost += 1;
                let alone = self.rules.decline.as_ref();
                let alone = alone.map_or(0.0, |rules| rules.isolation.share);
                let u = self.chance.uniform(chance::REGISTER, key, 1);
                let member = self.ladder.member_mut(m);
                member.carer_minutes = 0.0;
                member.isolated |= u < alone;
                self.feel_decline(m, cx);
            }
            _ => self.feel_decline(m, cx),
        }
    }

    fn stands_on(&mut self, m: MemberId, stage: Stage, now: Time) {
        let before = self.ladder.member_mut(m).stage.replace(stage);
        let register = &mut self.tally.people.register;
        if let Some(before) = before {
            register[before as usize].add(now, -1);
        }
        register[stage as usize].add(now, 1);
    }

    fn off_register(&mut self, m: MemberId, now: Time) {
        if let Some(stage) = self.ladder.member(m).stage {
            self.tally.people.register[stage as usize].add(now, -1);
        }
        self.support_ends(m, now);
        self.ladder.remove(m);
    }

    /// Someone steps down a rung: from failing health, to a need for care at home.
    fn steps_down(&mut self, m: MemberId, cx: &mut Cx<'_, '_>) {
        self.tally.people.worsened += 1;
        match self.ladder.member(m).stage {
            Some(Stage::Social) => {
                self.stands_on(m, Stage::Health, cx.now());
                self.feel_decline(m, cx);
            }
            Some(Stage::Health) => self.comes_to_need_care_at_home(m, cx),
            None => {}
        }
    }

    /// Someone isolated has been at home for a while since the last admission: without support it may set them back.
    fn setback(&mut self, m: MemberId, cx: &mut Cx<'_, '_>) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let cascade = &rules.cascade;
        let member = self.ladder.member(m);
        let supported = member.carer_minutes > 0.0 || member.reached.is_some();
        // So that the chance in all, with the one at discharge, is that of the isolated and unsupported.
        let rest = (cascade.isolated_unsupported - cascade.base) / (1.0 - cascade.base).max(1e-9);
        let occurrence = u64::from(member.admissions) << 1 | 1;
        let u = self.chance.uniform(chance::CASCADE, member.key, occurrence);
        if member.isolated && !supported && u < rest {
            self.tally.people.cascades += 1;
            self.steps_down(m, cx);
        } else {
            self.feel_decline(m, cx);
        }
    }

    /// A crisis: someone on the register is admitted. Their clocks go with them.
    fn admitted_from_register(&mut self, m: MemberId, cx: &mut Cx<'_, '_>) {
        let Some(stage) = self.ladder.member(m).stage else {
            return;
        };
        self.tally.people.crises[stage as usize] += 1;
        let id = self.becomes_a_person(m, cx);
        let member = self.ladder.member_mut(m);
        member.in_hospital = Some(id);
        member.setback = None;
        self.feel_decline(m, cx);
        let case = &mut self.cases[id as usize];
        case.member = Some(m);
        case.doing = Doing::Boarding;
        cx.flow.admit(id, self.rules.places.emergency, cx.calendar);
        self.feel_hazards(id, cx);
    }

    /// A record in the network for someone on the register, with their clocks.
    fn becomes_a_person(&mut self, m: MemberId, cx: &mut Cx<'_, '_>) -> PersonId {
        let member = self.ladder.member(m);
        let (key, group) = (
            member.key,
            self.rules.decline.as_ref().map_or(0, |r| r.group),
        );
        let id = cx.flow.come_in(key, group, cx.now());
        self.arrived(id, cx);
        let member = self.ladder.member(m);
        let clocks = self.cases[id as usize].clocks.continued(&member.clocks);
        let case = &mut self.cases[id as usize];
        case.clocks = clocks;
        case.admissions = member.admissions;
        case.from_hospital = false;
        id
    }

    /// The clinical stay of someone on the register is over: they go home when people leave, or the illness has
    /// brought a need for care to light.
    pub(in crate::world) fn stay_of_register_ends(
        &mut self,
        id: PersonId,
        m: MemberId,
        cx: &mut Cx<'_, '_>,
    ) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let now = cx.now();
        let case = &self.cases[id as usize];
        if case.resume == Resume::Home {
            return self.home_from_hospital(id, m, cx);
        }
        let (key, admissions) = (case.key, case.admissions);
        let occurrence = u64::from(admissions) << 1;
        let sets_back = self.chance.uniform(chance::CASCADE, key, occurrence) < rules.cascade.base;
        if sets_back {
            self.tally.people.worsened += 1;
            self.tally.people.cascades += 1;
            if self.ladder.member(m).stage == Some(Stage::Health) {
                return self.need_comes_to_light(id, m, cx);
            }
            self.stands_on(m, Stage::Health, now);
        } else {
            // Whether being alone does comes to light at home.
            let member = self.ladder.member_mut(m);
            member.setback = member.isolated.then_some(now);
        }
        let leaves = cx
            .flow
            .leaving_day(key, &self.rules.process.leave_by_weekday, now);
        self.cases[id as usize].resume = Resume::Home;
        if leaves > now {
            self.step_after(id, leaves - now, cx);
        } else {
            self.home_from_hospital(id, m, cx);
        }
    }

    /// Someone on the register is at home again.
    fn home_from_hospital(&mut self, id: PersonId, m: MemberId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let within = self.rules.decline.as_ref().map(|r| r.cascade.within);
        let case = &mut self.cases[id as usize];
        case.member = None;
        case.clocks.pause(now, &self.season);
        let (clocks, admissions) = (case.clocks.clone(), case.admissions);
        self.remove(id, cx);
        let member = self.ladder.member_mut(m);
        member.in_hospital = None;
        member.clocks = member.clocks.continued(&clocks);
        member.admissions = admissions;
        if let (Some(due), Some(within)) = (&mut member.setback, within) {
            *due = now + within;
        }
        self.feel_decline(m, cx);
    }

    /// Someone on the register dies in hospital.
    pub(in crate::world) fn register_loses(&mut self, m: MemberId, now: Time) {
        self.off_register(m, now);
    }

    /// In hospital it comes to light that someone needs care: the ordinary path from there.
    fn need_comes_to_light(&mut self, id: PersonId, m: MemberId, cx: &mut Cx<'_, '_>) {
        self.takes_on_need(id, m, cx);
        self.cases[id as usize].from_hospital = true;
        self.cases[id as usize].ready_since = cx.now();
        self.begin_assessment(id, cx);
    }

    /// At home someone comes to need care: a carer who can give all of it does; otherwise the council comes to assess.
    fn comes_to_need_care_at_home(&mut self, m: MemberId, cx: &mut Cx<'_, '_>) {
        let carer = f64::from(self.ladder.member(m).carer_minutes);
        let id = self.becomes_a_person(m, cx);
        self.takes_on_need(id, m, cx);
        let (home, now) = (self.rules.places.home, cx.now());
        cx.flow.asks_for(id, home, now);
        self.move_to(id, home, Span::ZERO, cx);
        let case = &mut self.cases[id as usize];
        case.doing = Doing::Settled;
        if case.need == Need::Home && case.minutes <= carer {
            case.known = true;
            self.tally.people.cared_for_by_family += 1;
            self.feel_hazards(id, cx);
        } else {
            case.ready_since = now;
            self.begin_step(id, Step::Community, None, cx);
        }
    }

    /// Someone leaves the register for a need: whether at home or in a care home is drawn once for each person.
    fn takes_on_need(&mut self, id: PersonId, m: MemberId, cx: &mut Cx<'_, '_>) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let reached = self.ladder.member(m).reached;
        let hours = self.factors(reached).hours;
        self.off_register(m, cx.now());
        self.tally.people.needs += 1;
        let case = &mut self.cases[id as usize];
        let u = self.chance.uniform(chance::REGISTER, case.key, 2);
        case.member = None;
        case.reached = reached;
        case.minutes *= hours;
        case.need = if u < rules.bed_share {
            Need::Bed
        } else {
            Need::Home
        };
        self.set_funder(id, cx);
    }

    /// What an illness does to a need that was there before: at a discharge more hours may be needed than before.
    pub(in crate::world) fn may_need_more(&mut self, id: PersonId, now: Time) {
        let Some(rules) = self.rules.decline.as_ref() else {
            return;
        };
        let case = &mut self.cases[id as usize];
        if !case.known || case.need == Need::Bed || case.looked_at == case.admissions {
            return;
        }
        case.looked_at = case.admissions;
        let occurrence = u64::from(case.admissions) << 1;
        if self.chance.uniform(chance::CASCADE, case.key, occurrence) < rules.cascade.base {
            self.tally.people.cascades += 1;
            self.tally.people.worsened += 1;
            case.minutes *= rules.cascade.more_hours;
            self.more_of_package(id, rules.cascade.more_hours, now);
        }
    }

    /// Everyone on the register feels anew what policies do to it.
    pub(in crate::world) fn feel_decline_of_all(&mut self, cx: &mut Cx<'_, '_>) {
        for m in 0..self.ladder.records().len() {
            if self.ladder.records()[m].stage.is_some() {
                self.feel_decline(m as MemberId, cx);
            }
        }
    }
}

impl Ladder {
    /// People on the register by a count of records.
    pub(in crate::world) fn recount(&self) -> [i64; 2] {
        let mut people = [0; 2];
        for member in &self.members {
            if let Some(stage) = member.stage {
                people[stage as usize] += 1;
            }
        }
        people
    }
}

impl Case {
    /// Whether they are on the register, in hospital for now, and have no need.
    pub(in crate::world) fn on_register(&self) -> bool {
        self.member.is_some()
    }
}
