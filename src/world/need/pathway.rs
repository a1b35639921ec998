//! The path from being admitted, or asking for help, to a service.
//!
//! Every state someone can be in is a [`Doing`] in a place. Whoever is ready to move on and has not
//! moved is waiting for a [`Reason`], and is counted where they are.

use super::case::{Case, Contract, Destination, Doing, NO_PROVIDER, NOT_LISTED, Resume, Step};
use super::hazard::Hazard;
use super::situation::Situation;
use crate::engine::{Sampler, Span, Time};
use crate::world::Cx;
use crate::world::chance;
use crate::world::event::{Event, priority};
use crate::world::flow::person::PersonId;
use crate::world::flow::setup::{Group, Target};
use crate::world::flow::visits::Outcome;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::market::ledger::{Heading, Supplier};
use crate::world::market::price::Goods;
use crate::world::market::setup::{COUNCIL, Need, Reason, SELF_FUNDER};

impl Market<'_> {
    /// Someone with a need has come into the world.
    pub(crate) fn arrived(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let person = &cx.flow.people[id];
        let (key, group) = (person.key, usize::from(person.group));
        let setup = self.rules.needs[group]
            .as_ref()
            .expect("only people with a need are handed over");
        let mut draw = self.chance.draw(chance::NEED, key, 0);
        let means = draw.uniform();
        let hours = setup.hours.as_ref().unwrap_or(&self.rules.homecare.hours);
        let minutes = hours.sample(&mut draw) * 60.0;
        let (need, from_hospital) = (setup.need, setup.from_hospital);
        let at = id as usize;
        if at >= self.cases.len() {
            self.cases.resize(at + 1, Case::absent());
        }
        let share = self.rules.palliative_share;
        let palliative = share > 0.0 && self.chance.uniform(chance::PALLIATIVE, key, 0) < share;
        let homecare = &self.rules.homecare;
        let has = |purpose, share: f64| share > 0.0 && self.chance.uniform(purpose, key, 0) < share;
        let rural = has(chance::RURAL, homecare.rural.map_or(0.0, |r| r.share));
        let double_handed = has(chance::DOUBLE_HANDED, homecare.double_handed);
        let minutes = minutes * homecare.carers_factor(double_handed);
        let old = &self.cases[at];
        debug_assert_eq!(
            old.doing,
            Doing::Absent,
            "a record in use is not given away"
        );
        self.cases[at] = Case {
            key,
            group: group as Group,
            need,
            from_hospital,
            means,
            palliative,
            rural,
            double_handed,
            minutes,
            measured: cx.now(),
            doing: if from_hospital {
                Doing::Boarding
            } else {
                Doing::Settled
            },
            step_version: old.step_version.wrapping_add(1),
            hold_version: old.hold_version.wrapping_add(1),
            clocks: old.clocks.renewed(),
            ..Case::absent()
        };
        self.set_funder(id, cx);
    }

    /// Whoever pays for someone's present need.
    pub(crate) fn set_funder(&mut self, id: PersonId, cx: &Cx<'_, '_>) {
        let group = usize::from(cx.flow.people[id].group);
        let case = &mut self.cases[id as usize];
        let share =
            self.rules.needs[group]
                .as_ref()
                .map_or(0.0, |setup| match (case.need, setup.need) {
                    (Need::Bed, Need::Home) => setup.self_funded_bed,
                    _ => setup.self_funded,
                });
        case.funder = if case.means < share {
            SELF_FUNDER
        } else {
            COUNCIL
        };
    }

    /// Someone with a need has started in a place where the pathway decides.
    pub(crate) fn started(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let place = cx.place_of(id);
        if place == self.rules.places.acute {
            self.begin_clinical_stay(id, cx);
        } else {
            // At home, for the first time: the council comes to assess.
            self.begin_step(id, Step::Community, None, cx);
        }
    }

    pub(super) fn begin_clinical_stay(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let case = &mut self.cases[id as usize];
        case.admissions += 1;
        case.reabled = false;
        case.doing = Doing::Clinical;
        let register = self.rules.decline.as_ref().filter(|_| case.on_register());
        let stay = if let Some(register) = register {
            &register.stay
        } else if case.known {
            &self.rules.stays.known_need
        } else {
            &self.rules.stays.new_need
        };
        let days = self.stay_days(id, stay, 0);
        self.step_after(id, Span::from_days(days), cx);
        self.feel_hazards(id, cx);
    }

    pub(super) fn stay_days(&self, id: PersonId, stay: &Sampler, which: u64) -> f64 {
        let case = &self.cases[id as usize];
        let occurrence = u64::from(case.admissions) << 4 | which;
        stay.sample(&mut self.chance.draw(chance::STAY, case.key, occurrence))
            .max(0.0)
    }

    /// Schedules the next step; whatever was scheduled before no longer holds.
    pub(crate) fn step_after(&mut self, id: PersonId, span: Span, cx: &mut Cx<'_, '_>) {
        let due = cx.now() + span;
        let case = &mut self.cases[id as usize];
        case.step_version = case.step_version.wrapping_add(1);
        case.fails = false;
        case.step_due = due;
        let version = case.step_version;
        cx.calendar.schedule(
            due,
            priority::ENDS,
            Event::CareStep {
                person: id,
                version,
            },
        );
    }

    /// Nothing scheduled for this person holds any longer.
    pub(in crate::world) fn no_step(&mut self, id: PersonId) {
        let case = &mut self.cases[id as usize];
        case.step_version = case.step_version.wrapping_add(1);
        case.fails = false;
    }

    /// Brings the hazards someone runs into line with what they are doing and where.
    pub(crate) fn feel_hazards(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let place = cx.place_of(id);
        let case = &mut self.cases[id as usize];
        let covered = case.covered_until > now;
        let situation = Situation::of(case, place, &self.rules.places, covered);
        let mut rates = situation.rates(case.need, &self.rules.hazards, &self.felt);
        if case.palliative {
            rates[Hazard::Death as usize] += self.rules.hazards.death_palliative;
        }
        if let Some(decline) = &self.rules.decline {
            situation.adjust(&mut rates, case, decline, &self.programmes, now);
        }
        let need = self.rules.needs[usize::from(case.group)].as_ref();
        if let Some(often) = need.and_then(|need| need.often) {
            situation.happens(&mut rates, often);
        }
        let key = case.key;
        let due = case
            .clocks
            .change(&rates, now, key, &self.chance, &self.season);
        // Need grows with every day someone is ready and waits, unless they get therapy.
        let growth = match situation {
            Situation::AcuteDelayed => self.rules.decondition.acute_per_day,
            Situation::OtherBed if !self.has_therapy(id, cx) => {
                self.rules.decondition.elsewhere_per_day
            }
            Situation::Unsupported => self.rules.decondition.elsewhere_per_day,
            _ => 0.0,
        };
        let case = &mut self.cases[id as usize];
        if growth != case.growth {
            case.minutes = case.minutes_at(now);
            case.measured = now;
            case.growth = growth;
        }
        self.note_unmet(id, situation == Situation::Unsupported, now);
        // When a programme that still reaches them is over, their hazards are what they are for others.
        let reached = self.cases[id as usize].reached;
        let ends = reached.map(|r| r.until).filter(|&until| until > now);
        if let Some(due) = due.into_iter().chain(ends).min() {
            let version = self.cases[id as usize].clocks.version();
            cx.calendar.schedule(
                due,
                priority::ENDS,
                Event::Hazard {
                    person: id,
                    version,
                },
            );
        }
    }

    fn has_therapy(&self, id: PersonId, cx: &Cx<'_, '_>) -> bool {
        let place = cx.place_of(id);
        place == self.rules.places.community_hospital
            || place == self.rules.places.step_down
                && self.cases[id as usize]
                    .block
                    .is_some_and(|(block, _)| self.blocks[usize::from(block)].therapy)
    }

    /// A step of someone's path is due.
    pub(crate) fn care_step(&mut self, id: PersonId, version: u16, cx: &mut Cx<'_, '_>) {
        let case = &self.cases[id as usize];
        if case.step_version != version {
            return;
        }
        if case.fails {
            return self.back_in_hospital(id, cx);
        }
        match case.doing {
            Doing::Absent | Doing::Boarding => {}
            Doing::Clinical => self.clinical_stay_ends(id, cx),
            Doing::Assessing(step) => self.step_done(id, step, cx),
            Doing::AwaitingRehabilitation => {
                // No rehabilitation bed in time: the ordinary route.
                self.awaiting_rehabilitation.retain(|&other| other != id);
                cx.flow
                    .gives_up(id, self.rules.places.community_hospital, cx.now());
                self.after_assessment(id, cx);
            }
            Doing::AwaitingD2a => self.falls_back_from_d2a(id, cx),
            Doing::Queued => self.while_queued(id, cx),
            Doing::Leaving(to) => self.leave_for(id, to, cx),
            Doing::Settled => self.service_complete(id, cx),
        }
    }

    pub(super) fn clinical_stay_ends(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let at_acute = cx.place_of(id) == self.rules.places.acute;
        self.cases[id as usize].ready_since = now;
        if !at_acute {
            return self.rehabilitated(id, cx);
        }
        if let Some(member) = self.cases[id as usize].member {
            return self.stay_of_register_ends(id, member, cx);
        }
        self.may_need_more(id, now);
        match self.cases[id as usize].resume {
            Resume::Back if self.cases[id as usize].held => {
                // Nobody gives the place away from here on.
                self.cases[id as usize].hold_version =
                    self.cases[id as usize].hold_version.wrapping_add(1);
                self.prepare_to_leave(id, Destination::Back, Span::ZERO, cx);
            }
            Resume::Fresh | Resume::Back | Resume::Home => self.begin_assessment(id, cx),
            Resume::Queue => self.queue_again(id, cx),
            Resume::Step(step, left) => self.begin_step(id, step, Some(left), cx),
            Resume::Meanwhile(step, due) => self.go_on_with(id, step, due, cx),
            Resume::Rehabilitation(left) => self.go_on_awaiting_rehabilitation(id, left, cx),
            Resume::D2a(left) => self.go_on_awaiting_d2a(id, left, cx),
        }
    }

    /// Someone ready in an acute bed is assessed: at home, if there are slots for that, else in hospital.
    pub(super) fn begin_assessment(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        if self.is_for_d2a(id) {
            self.await_d2a(id, cx);
        } else {
            self.begin_step(id, Step::HospitalProcess, None, cx);
        }
    }

    /// Someone has finished rehabilitation in a community hospital.
    fn rehabilitated(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        if self.recovers(id, self.rules.stays.community_hospital_recovers, 0) {
            return self.need_ends(id, cx);
        }
        self.after_assessment(id, cx);
    }

    /// Whether a service leaves nothing to be needed.
    pub(super) fn recovers(&self, id: PersonId, share: f64, which: u64) -> bool {
        let case = &self.cases[id as usize];
        let occurrence = u64::from(case.admissions) << 4 | which;
        self.chance.uniform(chance::RECOVERY, case.key, occurrence) < share
    }

    pub(crate) fn begin_step(
        &mut self,
        id: PersonId,
        step: Step,
        left: Option<Span>,
        cx: &mut Cx<'_, '_>,
    ) {
        let p = &self.rules.process;
        let (reason, sampler, dial) = match step {
            Step::HospitalProcess => (
                Reason::HospitalProcess,
                &p.hospital,
                Some(Dial::HospitalAssessment),
            ),
            Step::TransferHub => (Reason::TransferHub, &p.hub, Some(Dial::TransferHub)),
            Step::Community => (
                Reason::CommunityAssessment,
                &p.community,
                Some(Dial::CommunityAssessment),
            ),
            Step::CareHome => (
                Reason::CareHomeAssessment,
                &p.care_home,
                Some(self.care_home_assessment(id, cx)),
            ),
            Step::Choice => (Reason::Choice, &p.choice.1, None),
            Step::Equipment => (Reason::Equipment, &p.equipment.1, None),
            Step::Funding => {
                let case = &self.cases[id as usize];
                let sampler = match (case.need, case.funder) {
                    (Need::Home, _) => &p.funding_homecare,
                    (Need::Bed, SELF_FUNDER) => &p.funding_bed_self,
                    (Need::Bed, _) => &p.funding_bed_council,
                };
                let council_bed = case.need == Need::Bed && case.funder != SELF_FUNDER;
                (
                    Reason::Funding,
                    sampler,
                    council_bed.then_some(Dial::FundingCareHome),
                )
            }
        };
        let span = left.unwrap_or_else(|| {
            let case = &self.cases[id as usize];
            let occurrence =
                u64::from(case.admissions) << 8 | u64::from(case.spell & 15) << 4 | step as u64;
            let mut draw = self.chance.draw(chance::PROCESS, case.key, occurrence);
            Span::from_days(sampler.sample(&mut draw) * dial.map_or(1.0, |d| self.dials.time(d)))
                .max(Span::ZERO)
        });
        self.cases[id as usize].doing = Doing::Assessing(step);
        if matches!(step, Step::CareHome | Step::Funding) {
            self.arranging.push(id);
        }
        self.keep_waiting(id, reason, cx);
        self.step_after(id, span, cx);
        self.feel_hazards(id, cx);
    }

    /// How long a care home takes to come and assess: where someone trusted does it in hospital, another time, unless
    /// the home will not have it. Drawn by person and admission.
    fn care_home_assessment(&self, id: PersonId, cx: &Cx<'_, '_>) -> Dial {
        let in_hospital = self.is_in_a_hospital_bed(id, cx);
        let case = &self.cases[id as usize];
        let refused = || {
            let occurrence = u64::from(case.admissions);
            self.chance.uniform(chance::REFUSAL, case.key, occurrence) < self.refusals
        };
        if in_hospital && self.dials.get(Dial::TrustedAssessment) != 1.0 && !refused() {
            Dial::TrustedAssessment
        } else {
            Dial::CareHomeAssessment
        }
    }

    /// A step that went on meanwhile goes on where someone is now.
    fn go_on_with(&mut self, id: PersonId, step: Step, due: Time, cx: &mut Cx<'_, '_>) {
        let left = (due - cx.now()).max(Span::ZERO);
        self.begin_step(id, step, Some(left), cx);
    }

    /// Someone ready goes on waiting, for this reason.
    pub(crate) fn keep_waiting(&mut self, id: PersonId, reason: Reason, cx: &mut Cx<'_, '_>) {
        cx.flow.wait_for(id, self.target(reason), cx.now());
    }

    fn target(&self, reason: Reason) -> Target {
        self.rules.places.first_reason + reason as Target
    }

    fn step_done(&mut self, id: PersonId, step: Step, cx: &mut Cx<'_, '_>) {
        let case = &self.cases[id as usize];
        let self_funds_homecare = case.funder == SELF_FUNDER && case.need == Need::Home;
        match step {
            Step::HospitalProcess => self.begin_step(id, Step::TransferHub, None, cx),
            Step::TransferHub if self.needs_rehabilitation(id) => {
                self.await_rehabilitation(id, cx);
            }
            Step::TransferHub | Step::Community => self.after_assessment(id, cx),
            // Self-funders arrange homecare without a decision on funding.
            Step::CareHome if self_funds_homecare || self.is_decided_later(id) => {
                self.after_funding(id, cx);
            }
            Step::CareHome => {
                self.begin_step(id, Step::Funding, None, cx);
                self.keep_bed_for_decision(id, cx);
            }
            Step::Funding => self.after_funding(id, cx),
            Step::Choice | Step::Equipment => self.join_queue(id, cx),
        }
    }

    pub(super) fn needs_rehabilitation(&self, id: PersonId) -> bool {
        let case = &self.cases[id as usize];
        let u = self
            .chance
            .uniform(chance::ROUTE, case.key, u64::from(case.admissions) << 2);
        u < self.rules.process.rehabilitation_share
    }

    fn await_rehabilitation(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        self.cases[id as usize].asked_for_rehabilitation = cx.now();
        let place = self.rules.places.community_hospital;
        cx.flow.asks_for(id, place, cx.now());
        cx.flow.has_to_wait(id, place);
        self.go_on_awaiting_rehabilitation(id, self.rules.process.rehabilitation_patience, cx);
    }

    /// Someone takes their place among those waiting for rehabilitation, by when they asked.
    fn go_on_awaiting_rehabilitation(&mut self, id: PersonId, patience: Span, cx: &mut Cx<'_, '_>) {
        let cases = &mut self.cases;
        cases[id as usize].doing = Doing::AwaitingRehabilitation;
        let asked = cases[id as usize].asked_for_rehabilitation;
        let before = |&other: &PersonId| cases[other as usize].asked_for_rehabilitation <= asked;
        let at = self.awaiting_rehabilitation.partition_point(before);
        self.awaiting_rehabilitation.insert(at, id);
        self.keep_waiting(id, Reason::Rehabilitation, cx);
        self.step_after(id, patience, cx);
        self.feel_hazards(id, cx);
    }

    /// Assessed: a care home has to come and see for itself; homecare has only to be funded.
    pub(super) fn after_assessment(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let case = &self.cases[id as usize];
        match (case.need, case.funder) {
            (Need::Bed, _) => self.begin_step(id, Step::CareHome, None, cx),
            (Need::Home, SELF_FUNDER) => self.after_funding(id, cx),
            (Need::Home, _) if self.is_decided_later(id) => self.after_funding(id, cx),
            (Need::Home, _) => self.begin_step(id, Step::Funding, None, cx),
        }
    }

    /// Funded: some families have yet to agree, some homes to be made ready.
    fn after_funding(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let in_a_bed = self.is_in_a_hospital_bed(id, cx);
        let case = &self.cases[id as usize];
        let mut draw =
            self.chance
                .draw(chance::ROUTE, case.key, u64::from(case.admissions) << 2 | 1);
        let (choice, equipment) = (draw.uniform(), draw.uniform());
        if in_a_bed && choice < self.rules.process.choice.0 {
            self.begin_step(id, Step::Choice, None, cx);
        } else if in_a_bed && equipment < self.rules.process.equipment.0 {
            self.begin_step(id, Step::Equipment, None, cx);
        } else {
            self.join_queue(id, cx);
        }
    }

    fn is_in_a_hospital_bed(&self, id: PersonId, cx: &Cx<'_, '_>) -> bool {
        let place = cx.place_of(id);
        place == self.rules.places.acute || place == self.rules.places.community_hospital
    }

    /// A spell of waiting for a service begins.
    pub(crate) fn join_queue(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        if self.cases[id as usize].kept_bed.is_some() {
            return self.move_into_kept_bed(id, cx);
        }
        let case = &mut self.cases[id as usize];
        case.spell += 1;
        case.waited = Span::ZERO;
        let u = self
            .chance
            .uniform(chance::QUEUE, case.key, u64::from(case.spell));
        case.lot = -libm::log(u);
        let service = self.service_place(id);
        cx.flow.asks_for(id, service, cx.now());
        cx.flow.has_to_wait(id, service);
        self.queue_again(id, cx);
        if cx.place_of(id) != self.rules.places.acute {
            self.may_choose_direct_payment(id, cx);
        }
    }

    /// Someone goes on waiting for a service, with the days already waited.
    pub(in crate::world) fn queue_again(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let case = &mut self.cases[id as usize];
        case.doing = Doing::Queued;
        case.waiting_since = now - case.waited;
        self.no_step(id);
        let reason = self.reason_to_wait(id);
        self.keep_waiting(id, reason, cx);
        self.feel_hazards(id, cx);
        self.list(id, cx);
        if cx.place_of(id) == self.rules.places.step_down {
            // Recovery there goes on beside the wait.
            let days = self.stay_days(id, &self.rules.stays.step_down, 3);
            let due = cx.flow.people[id].since + Span::from_days(days);
            self.step_after(id, (due - now).max(Span::ZERO), cx);
        }
    }

    /// Someone ready in an acute bed goes to wait in another one; what is being arranged for them goes on there.
    pub(crate) fn move_to_wait(&mut self, id: PersonId, to: Destination, cx: &mut Cx<'_, '_>) {
        let case = &mut self.cases[id as usize];
        case.resume = match case.doing {
            Doing::Assessing(step) => Resume::Meanwhile(step, case.step_due),
            _ => Resume::Queue,
        };
        let place = self.bed_to_wait_in(to);
        cx.flow.keep_places(place, 1, cx.now());
        self.prepare_to_leave(id, to, Span::ZERO, cx);
    }

    fn bed_to_wait_in(&self, to: Destination) -> usize {
        match to {
            Destination::CommunityBed => self.rules.places.community_hospital,
            _ => self.rules.places.step_down,
        }
    }

    fn reason_to_wait(&self, id: PersonId) -> Reason {
        let case = &self.cases[id as usize];
        match case.need {
            _ if case.handed_back => Reason::HandedBack,
            Need::Home => Reason::Homecare,
            Need::Bed => Reason::Placement,
        }
    }

    /// The place that someone's need is met in.
    fn service_place(&self, id: PersonId) -> usize {
        match self.cases[id as usize].need {
            Need::Home => self.rules.places.homecare,
            Need::Bed => self.rules.places.care_home,
        }
    }

    /// Someone in the queue stops waiting for now; the days waited are kept.
    fn pause_waiting(&mut self, id: PersonId, cx: &Cx<'_, '_>) {
        let case = &mut self.cases[id as usize];
        case.waited = cx.now() - case.waiting_since;
        self.unlist(id);
    }

    /// Something due while someone waits in the queue: recovery in a step-down bed, or the end of emergency cover.
    fn while_queued(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        if cx.place_of(id) == self.rules.places.step_down {
            let therapy = self.has_therapy(id, cx);
            let (with, without) = self.rules.stays.step_down_recovers;
            if self.recovers(id, if therapy { with } else { without }, 1) {
                self.need_ends(id, cx);
            }
        } else {
            self.feel_hazards(id, cx);
        }
    }

    /// Someone has somewhere to go; they leave on the first day on which they can.
    pub(crate) fn prepare_to_leave(
        &mut self,
        id: PersonId,
        to: Destination,
        lag: Span,
        cx: &mut Cx<'_, '_>,
    ) {
        let now = cx.now();
        if self.cases[id as usize].is_listed() {
            self.pause_waiting(id, cx);
        } else if self.cases[id as usize].doing == Doing::Queued {
            let case = &mut self.cases[id as usize];
            case.waited = now - case.waiting_since;
        }
        self.cases[id as usize].doing = Doing::Leaving(to);
        let asked_for_now = match to {
            Destination::Reablement => Some(self.rules.places.reablement),
            Destination::StepDown | Destination::CommunityBed => Some(self.bed_to_wait_in(to)),
            Destination::TrustHomecare { long_term: false } => Some(self.rules.places.bridge),
            _ => None,
        };
        if let Some(place) = asked_for_now {
            // Whoever is moved there has waited for care in the bed they are in.
            cx.flow.asks_for(id, place, now);
            cx.flow.has_to_wait(id, place);
        }
        let earliest = now + lag;
        let leaves = if cx.place_of(id) == self.rules.places.acute {
            let key = self.cases[id as usize].key;
            cx.flow
                .leaving_day(key, &self.rules.process.leave_by_weekday, earliest)
        } else {
            earliest
        };
        if leaves > now {
            self.keep_waiting(id, Reason::StartLag, cx);
            self.step_after(id, leaves - now, cx);
            self.feel_hazards(id, cx);
        } else {
            self.leave_for(id, to, cx);
        }
    }

    /// The day of leaving has come.
    fn leave_for(&mut self, id: PersonId, to: Destination, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let from_acute = cx.place_of(id) == self.rules.places.acute;
        self.count_discharge(id, to, cx);
        self.no_step(id);
        self.go_to(id, to, now, cx);
        if from_acute {
            self.may_fail(id, cx);
        }
    }

    /// Someone leaves where they are for where they are to go.
    fn go_to(&mut self, id: PersonId, to: Destination, now: Time, cx: &mut Cx<'_, '_>) {
        match to {
            Destination::Homecare | Destination::CareHome => self.start_contract(id, to, cx),
            Destination::Back => self.go_back(id, cx),
            Destination::Reablement => {
                let wait = self.waited_for_service(id, cx);
                cx.flow.keep_places(self.rules.places.reablement, -1, now);
                self.move_to(id, self.rules.places.reablement, wait, cx);
                let case = &mut self.cases[id as usize];
                case.reabled = true;
                case.doing = Doing::Settled;
                let days = self.stay_days(id, &self.rules.stays.reablement, 1);
                self.step_after(id, Span::from_days(days), cx);
                self.feel_hazards(id, cx);
            }
            Destination::D2a => self.start_d2a(id, cx),
            Destination::CommunityHospital => {
                let wait = now - self.cases[id as usize].asked_for_rehabilitation;
                cx.flow
                    .keep_places(self.rules.places.community_hospital, -1, now);
                self.move_to(id, self.rules.places.community_hospital, wait, cx);
                self.cases[id as usize].doing = Doing::Clinical;
                let days = self.stay_days(id, &self.rules.stays.community_hospital, 2);
                self.step_after(id, Span::from_days(days), cx);
                self.feel_hazards(id, cx);
            }
            Destination::StepDown | Destination::CommunityBed => {
                let case = &self.cases[id as usize];
                let resume = case.resume;
                let wait = match resume {
                    Resume::Meanwhile(..) => now - case.ready_since,
                    _ => self.waited_for_service(id, cx),
                };
                let place = self.bed_to_wait_in(to);
                cx.flow.keep_places(place, -1, now);
                self.move_to(id, place, wait, cx);
                match resume {
                    Resume::Meanwhile(step, due) => self.go_on_with(id, step, due, cx),
                    _ => self.queue_again(id, cx),
                }
            }
            Destination::TrustHomecare { long_term } => {
                let wait = self.waited_for_service(id, cx);
                let (j, contract) = self
                    .release_match(id, cx)
                    .expect("the trust keeps hours for whoever comes");
                self.move_to(id, self.trust_place(long_term), wait, cx);
                self.begin_contract(id, usize::from(j), contract, now);
                if long_term {
                    let case = &mut self.cases[id as usize];
                    case.doing = Doing::Settled;
                    case.known = true;
                    self.feel_hazards(id, cx);
                } else {
                    self.queue_again(id, cx);
                }
            }
        }
    }

    pub(super) fn waited_for_service(&self, id: PersonId, cx: &Cx<'_, '_>) -> Span {
        cx.now() - self.cases[id as usize].waiting_since
    }

    /// Someone moves; what they left behind is settled.
    pub(crate) fn move_to(&mut self, id: PersonId, place: usize, wait: Span, cx: &mut Cx<'_, '_>) {
        self.quit_place(id, cx);
        cx.flow.relocate(id, place, wait, cx.now());
        let at = &self.rules.places;
        let goods = match place {
            p if p == at.homecare => Some(Goods::Homecare),
            p if p == at.care_home => Some(Goods::Beds),
            _ => None,
        };
        if let Some(goods) = goods {
            let case = &self.cases[id as usize];
            let who = (case.from_hospital, case.funder, case.traits());
            self.tally.care_starts(goods, who, wait.seconds());
        }
        self.note_supported(id, cx);
    }

    /// What has to be settled in the market when someone leaves the place they are in.
    fn quit_place(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let place = cx.place_of(id);
        if place == self.rules.places.step_down {
            self.leave_block_bed(id, cx.now());
        } else if place == self.rules.places.community_hospital {
            self.leave_extra_bed(id);
        } else if Some(place) == self.rules.places.d2a {
            // An agency that staffs the slot gives these hours to somebody else.
            self.end_contract(id, cx);
        }
    }

    fn count_discharge(&mut self, id: PersonId, to: Destination, cx: &Cx<'_, '_>) {
        if cx.place_of(id) != self.rules.places.acute {
            return;
        }
        let pathway = match to {
            Destination::Homecare
            | Destination::Reablement
            | Destination::D2a
            | Destination::TrustHomecare { .. } => 0,
            Destination::CommunityHospital | Destination::StepDown | Destination::CommunityBed => 1,
            Destination::CareHome => 2,
            // Whoever goes back to what they had starts nothing new.
            Destination::Back => return,
        };
        let delay = cx.now() - self.cases[id as usize].ready_since;
        self.tally.discharges[pathway] += 1;
        self.tally.delays[pathway].0 += 1;
        self.tally.delays[pathway].1 += delay.seconds();
    }

    /// The service someone is matched with starts.
    fn start_contract(&mut self, id: PersonId, to: Destination, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let wait = self.waited_for_service(id, cx);
        let (j, contract) = self
            .release_match(id, cx)
            .expect("only people matched leave for a provider");
        if self.cases[id as usize].contract.is_some() {
            // Homecare ends as the care home begins.
            self.end_contract(id, cx);
        }
        let place = match to {
            Destination::CareHome => {
                self.leaves_unit(id, now);
                self.rules.places.care_home
            }
            _ => self.rules.places.homecare,
        };
        self.move_to(id, place, wait, cx);
        let case = &mut self.cases[id as usize];
        case.doing = Doing::Settled;
        case.known = true;
        case.handed_back = false;
        case.growth = 0.0;
        if to == Destination::Homecare {
            case.minutes = contract.minutes as f64;
            case.measured = now;
        }
        self.begin_contract(id, usize::from(j), contract, now);
        self.feel_hazards(id, cx);
        if to == Destination::Homecare {
            self.may_choose_direct_payment(id, cx);
        }
    }

    /// A contract begins: the provider has another client, the payer another cost.
    pub(crate) fn begin_contract(&mut self, id: PersonId, j: usize, contract: Contract, now: Time) {
        let employer = &mut self.employers[j];
        let case = &mut self.cases[id as usize];
        case.provider = j as u16;
        case.last_provider = j as u16;
        case.contract = Some(contract);
        case.seat = employer.clients.len() as u32;
        employer.clients.push(id);
        employer.far_clients += i32::from(case.is_far());
        employer.near_clients += i32::from(case.has_unit);
        employer.serving_minutes += contract.minutes;
        employer.reference_revenue += contract.reference_per_week();
        let heading = self.heading(j, &contract, false);
        self.ledger.change(
            now,
            contract.payer,
            heading,
            Supplier::Employer(j),
            contract.pence_per_week(),
        );
        if contract.minutes == 0 {
            self.tally.residents_by_payer[contract.payer].add(now, 1);
        }
        self.count_package(id, contract.minutes, now);
        self.refresh(j, now);
        self.reserved_hours_used(j, contract, now);
    }

    /// A running contract ends.
    pub(crate) fn end_contract(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let Some((j, contract)) = self.take_contract(id) else {
            return;
        };
        let employer = &mut self.employers[j];
        employer.serving_minutes -= contract.minutes;
        employer.reference_revenue -= contract.reference_per_week();
        let heading = self.heading(j, &contract, false);
        self.ledger.change(
            now,
            contract.payer,
            heading,
            Supplier::Employer(j),
            -contract.pence_per_week(),
        );
        if contract.minutes == 0 {
            self.tally.residents_by_payer[contract.payer].add(now, -1);
        }
        self.count_package(id, -contract.minutes, now);
        self.refresh(j, now);
        self.reserved_hours_unused(j, contract, now);
    }

    /// Keeps count of the homecare that people of each group have.
    fn count_package(&mut self, id: PersonId, minutes: i64, now: Time) {
        if minutes != 0 {
            let group = usize::from(self.cases[id as usize].group);
            self.tally.package_minutes[group].add(now, minutes);
        }
    }

    /// Takes someone off their provider's list of clients.
    fn take_contract(&mut self, id: PersonId) -> Option<(usize, Contract)> {
        let case = &mut self.cases[id as usize];
        let contract = case.contract.take()?;
        let j = usize::from(std::mem::replace(&mut case.provider, NO_PROVIDER));
        let seat = std::mem::replace(&mut case.seat, NOT_LISTED);
        if seat != NOT_LISTED {
            self.employers[j].far_clients -= i32::from(case.is_far());
            self.employers[j].near_clients -= i32::from(case.has_unit);
            let clients = &mut self.employers[j].clients;
            clients.swap_remove(seat as usize);
            if let Some(&moved) = clients.get(seat as usize) {
                self.cases[moved as usize].seat = seat;
            }
        }
        Some((j, contract))
    }

    /// Lets go of the capacity someone is matched with.
    pub(super) fn release_match(
        &mut self,
        id: PersonId,
        cx: &mut Cx<'_, '_>,
    ) -> Option<(u16, Contract)> {
        let now = cx.now();
        self.bed_kept_no_longer(id, now);
        let (j, contract) = self.cases[id as usize].matched.take()?;
        let place = match self.cases[id as usize].doing {
            Doing::Leaving(Destination::TrustHomecare { long_term }) => {
                Some(self.trust_place(long_term))
            }
            // The slot is given up by itself.
            Doing::Leaving(Destination::D2a) => None,
            _ => Some(self.rules.places.homecare),
        };
        let employer = &mut self.employers[usize::from(j)];
        if contract.minutes > 0 {
            employer.matched_minutes -= contract.minutes;
            if let Some(place) = place {
                cx.flow.keep_places(place, -1, now);
            }
        } else {
            employer.matched_beds -= 1;
            cx.flow.keep_places(self.rules.places.care_home, -1, now);
        }
        self.note_matched(&contract, -1);
        self.refresh(usize::from(j), now);
        self.reserved_match_ends(usize::from(j), contract, now);
        Some((j, contract))
    }

    /// Reablement is complete; other services go on until something happens.
    pub(super) fn service_complete(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let place = cx.place_of(id);
        if Some(place) == self.rules.places.d2a {
            return self.assessed_at_home(id, cx);
        }
        if place != self.rules.places.reablement {
            return;
        }
        let (new, existing) = self.rules.stays.reablement_no_ongoing;
        let share = if self.cases[id as usize].known {
            existing
        } else {
            new
        };
        if self.recovers(id, share, 2) {
            return self.need_ends(id, cx);
        }
        self.cases[id as usize].known = true;
        self.cases[id as usize].ready_since = cx.now();
        self.join_queue(id, cx);
    }

    /// Someone needs nothing more: they leave for a life of their own.
    pub(super) fn need_ends(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        self.remove(id, cx);
    }

    /// Someone leaves the place altogether; everything they hold is let go.
    pub(crate) fn remove(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let boarding = self.cases[id as usize].doing == Doing::Boarding;
        self.let_go_of_everything(id, cx);
        self.leaves_unit(id, now);
        self.quit_place(id, cx);
        let case = &mut self.cases[id as usize];
        case.doing = Doing::Absent;
        case.step_version = case.step_version.wrapping_add(1);
        case.hold_version = case.hold_version.wrapping_add(1);
        case.clocks = case.clocks.renewed();
        self.note_unsupported(id, now);
        cx.flow.let_go(id, boarding, now);
    }

    /// Leaves queues, gives back matches, ends contracts and holds.
    fn let_go_of_everything(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        self.leave_lists(id, cx);
        if self.cases[id as usize].held {
            self.end_hold(id, cx);
        } else {
            self.end_contract(id, cx);
        }
    }

    /// Leaves the queue, the list for rehabilitation, and whatever was promised.
    pub(in crate::world) fn leave_lists(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        match self.cases[id as usize].doing {
            Doing::Queued => {
                self.pause_waiting(id, cx);
            }
            Doing::AwaitingRehabilitation => {
                self.awaiting_rehabilitation.retain(|&other| other != id);
            }
            Doing::AwaitingD2a => {
                self.awaiting_d2a.retain(|&other| other != id);
            }
            Doing::Leaving(Destination::D2a) => {
                if let Some(place) = self.rules.places.d2a {
                    cx.flow.keep_places(place, -1, now);
                }
            }
            Doing::Leaving(Destination::CommunityBed) => {
                let place = self.rules.places.community_hospital;
                cx.flow.keep_places(place, -1, now);
                self.leave_extra_bed(id);
            }
            Doing::Leaving(Destination::Reablement) => {
                cx.flow.keep_places(self.rules.places.reablement, -1, now);
            }
            Doing::Leaving(Destination::CommunityHospital) => {
                cx.flow
                    .keep_places(self.rules.places.community_hospital, -1, now);
            }
            Doing::Leaving(Destination::StepDown) => {
                cx.flow.keep_places(self.rules.places.step_down, -1, now);
                self.leave_block_bed(id, now);
            }
            _ => {}
        }
        self.release_match(id, cx);
    }

    /// A hazard has run out.
    pub(crate) fn hazard(&mut self, id: PersonId, version: u16, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let case = &mut self.cases[id as usize];
        if case.doing == Doing::Absent || case.clocks.version() != version {
            return;
        }
        if case.reached.is_some_and(|reached| reached.until <= now) {
            case.reached = None;
            return self.feel_hazards(id, cx);
        }
        let Some(hazard) = case.clocks.strike(now, &self.season) else {
            return;
        };
        match hazard {
            Hazard::Death => {
                self.tally.deaths += 1;
                cx.flow.dies(id);
                if let Some(member) = self.cases[id as usize].member.take() {
                    self.register_loses(member, now);
                }
                if cx.flow.people[id].is_finished() {
                    self.tally.deaths_waiting += 1;
                    let (place, at) = (cx.place_of(id), &self.rules.places);
                    let people = &mut self.tally.people;
                    people.deaths_delayed_in_acute += i64::from(place == at.acute);
                    let home = place == at.home || place == at.homecare;
                    people.deaths_waiting_at_home += i64::from(home);
                    let case = &self.cases[id as usize];
                    let who = (case.from_hospital, case.funder, case.traits());
                    self.tally.dies_waiting(who);
                }
                if self.cases[id as usize].palliative {
                    let at_acute = cx.place_of(id) == self.rules.places.acute;
                    let delayed = at_acute && cx.flow.people[id].is_finished();
                    self.tally.deaths_palliative += 1;
                    self.tally.deaths_palliative_delayed += i64::from(delayed);
                }
                self.remove(id, cx);
            }
            Hazard::Crisis => self.crisis(id, cx),
            Hazard::Ends => {
                if cx.place_of(id) == self.rules.places.home {
                    // An unpaid carer can go on no longer.
                    self.tally.people.carers_lost += 1;
                    self.cases[id as usize].ready_since = now;
                    self.after_assessment(id, cx);
                } else {
                    self.need_ends(id, cx);
                }
            }
            Hazard::ToBed => self.comes_to_need_a_bed(id, cx),
            Hazard::Leak => self.family_takes_over(id, cx),
            Hazard::Infection => self.infected(id, cx),
        }
    }

    /// A family takes someone home, or takes over at home.
    fn family_takes_over(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        self.tally.families += 1;
        if self.cases[id as usize].doing == Doing::Queued {
            let service = self.service_place(id);
            cx.flow.gives_up(id, service, cx.now());
        }
        cx.flow.asks_no_more(id, Outcome::GaveUp, cx.now());
        self.let_go_of_everything(id, cx);
        self.leaves_unit(id, cx.now());
        self.no_step(id);
        let home = self.rules.places.home;
        if cx.place_of(id) == home {
            cx.flow.back_in_service(id, cx.now());
        } else {
            self.move_to(id, home, Span::ZERO, cx);
        }
        let case = &mut self.cases[id as usize];
        case.doing = Doing::Settled;
        case.known = true;
        case.handed_back = false;
        self.feel_hazards(id, cx);
    }

    /// Someone who needed care at home comes to need a care home.
    fn comes_to_need_a_bed(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let doing = self.cases[id as usize].doing;
        if matches!(doing, Doing::Leaving(_)) {
            // They go where they are going; the need shows some time after.
            return self.feel_hazards(id, cx);
        }
        self.leave_lists(id, cx);
        self.no_step(id);
        self.tally.people.to_care_home += 1;
        let case = &mut self.cases[id as usize];
        case.need = Need::Bed;
        case.known = true;
        case.handed_back = false;
        cx.flow.asks_no_more(id, Outcome::Left, now);
        self.set_funder(id, cx);
        if !cx.flow.people[id].is_finished() {
            self.cases[id as usize].ready_since = now;
        }
        if self.cases[id as usize].contract.is_some() {
            self.more_homecare_until_placed(id, now);
        }
        self.begin_step(id, Step::CareHome, None, cx);
    }

    /// A client who waits for a care home keeps their homecare, and gets more of it.
    fn more_homecare_until_placed(&mut self, id: PersonId, now: Time) {
        self.more_of_package(id, self.rules.homecare.waiting_for_bed_factor, now);
    }

    /// The package that someone has, or that is held for them, becomes this many times as large.
    pub(crate) fn more_of_package(&mut self, id: PersonId, factor: f64, now: Time) {
        let case = &mut self.cases[id as usize];
        let (Some(old), j) = (
            case.contract.filter(|c| c.minutes > 0),
            usize::from(case.provider),
        ) else {
            return;
        };
        let most = self.rules.homecare.most_minutes;
        let minutes = (libm::rint(old.minutes as f64 * factor) as i64)
            .clamp(old.minutes, most.max(old.minutes));
        let new = Contract { minutes, ..old };
        case.contract = Some(new);
        let employer = &mut self.employers[j];
        if case.held {
            employer.held_minutes += minutes - old.minutes;
        } else {
            employer.serving_minutes += minutes - old.minutes;
            let group = usize::from(case.group);
            self.tally.package_minutes[group].add(now, minutes - old.minutes);
        }
        employer.reference_revenue += new.reference_per_week() - old.reference_per_week();
        let change = new.pence_per_week() - old.pence_per_week();
        let heading = self.heading(j, &new, false);
        self.ledger
            .change(now, new.payer, heading, Supplier::Employer(j), change);
        self.refresh(j, now);
    }

    /// An infection adds a clinical stay; the place in the queue is kept.
    fn infected(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let case = &self.cases[id as usize];
        let left = case.step_due - now;
        let resume = match case.doing {
            Doing::Assessing(step) => Resume::Step(step, left),
            Doing::AwaitingRehabilitation => Resume::Rehabilitation(left),
            Doing::Queued => Resume::Queue,
            Doing::AwaitingD2a => Resume::D2a(left),
            // Whoever is about to leave does so.
            _ => return self.feel_hazards(id, cx),
        };
        let since = case.waiting_since;
        self.leave_lists(id, cx);
        let case = &mut self.cases[id as usize];
        case.resume = resume;
        case.doing = Doing::Clinical;
        cx.flow.back_in_service(id, now);
        let occurrence = 8 + u64::from(case.spell & 7);
        let days = self.stay_days(id, &self.rules.stays.infection, occurrence);
        if resume == Resume::Queue {
            // Days ill count as days waited: the place in the queue is kept.
            self.cases[id as usize].waited = now + Span::from_days(days) - since;
        }
        self.step_after(id, Span::from_days(days), cx);
        self.feel_hazards(id, cx);
    }

    /// A crisis: someone is admitted.
    pub(super) fn crisis(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        self.tally.readmissions += 1;
        if Some(cx.place_of(id)) == self.rules.places.d2a {
            // Nobody holds a slot for someone in hospital.
            self.end_contract(id, cx);
        }
        let doing = self.cases[id as usize].doing;
        let has_contract = self.cases[id as usize].contract.is_some();
        self.leave_lists(id, cx);
        self.no_step(id);
        let resume = match doing {
            _ if has_contract => Resume::Back,
            Doing::Queued | Doing::Leaving(Destination::Homecare | Destination::CareHome) => {
                Resume::Queue
            }
            _ => Resume::Fresh,
        };
        let case = &mut self.cases[id as usize];
        case.resume = resume;
        // Whoever holds homecare and waits for something else goes on waiting once back home.
        case.rejoins = has_contract && matches!(doing, Doing::Queued | Doing::Leaving(_));
        if resume != Resume::Queue && !case.rejoins {
            cx.flow.asks_no_more(id, Outcome::Admitted, now);
        }
        case.known = case.known || doing != Doing::Assessing(Step::Community);
        case.covered_until = Time::EARLIEST;
        if has_contract && !self.closes_soon(usize::from(self.cases[id as usize].provider)) {
            self.begin_hold(id, now, cx);
        } else if has_contract {
            self.end_contract(id, cx);
        }
        self.quit_place(id, cx);
        self.note_unsupported(id, now);
        self.cases[id as usize].doing = Doing::Boarding;
        cx.flow.admit(id, self.rules.places.emergency, cx.calendar);
        if self.cases[id as usize].doing == Doing::Boarding {
            self.feel_hazards(id, cx);
        }
    }

    /// A provider keeps someone's package or bed open while they are in hospital; the payer goes on paying.
    fn begin_hold(&mut self, id: PersonId, now: Time, cx: &mut Cx<'_, '_>) {
        let Some((j, contract)) = self.take_contract(id) else {
            return;
        };
        let employer = &mut self.employers[j];
        let (place, span) = if contract.minutes > 0 {
            employer.serving_minutes -= contract.minutes;
            employer.held_minutes += contract.minutes;
            self.tally.held_packages[contract.payer].add(now, 1);
            let group = usize::from(self.cases[id as usize].group);
            self.tally.package_minutes[group].add(now, -contract.minutes);
            (self.rules.places.homecare, self.rules.process.hold_package)
        } else {
            employer.held_beds += 1;
            self.tally.held_beds[contract.payer].add(now, 1);
            self.tally.residents_by_payer[contract.payer].add(now, -1);
            let pence = contract.pence_per_week();
            let to = Supplier::Employer(j);
            self.ledger
                .change(now, contract.payer, Heading::Placements, to, -pence);
            self.ledger
                .change(now, contract.payer, Heading::HeldBeds, to, pence);
            (self.rules.places.care_home, self.rules.process.hold_bed)
        };
        cx.flow.keep_places(place, 1, now);
        let case = &mut self.cases[id as usize];
        case.provider = j as u16;
        case.contract = Some(contract);
        case.held = true;
        case.hold_version = case.hold_version.wrapping_add(1);
        let version = case.hold_version;
        cx.calendar.schedule(
            now + span,
            priority::ENDS,
            Event::HoldLapses {
                person: id,
                version,
            },
        );
        self.refresh(j, now);
    }

    /// A hold has come to its end.
    pub(crate) fn hold_lapses(&mut self, id: PersonId, version: u16, cx: &mut Cx<'_, '_>) {
        let case = &self.cases[id as usize];
        if case.doing != Doing::Absent && case.held && case.hold_version == version {
            self.end_hold(id, cx);
        }
    }

    /// A hold ends, because it lapses or because it is used.
    pub(crate) fn end_hold(
        &mut self,
        id: PersonId,
        cx: &mut Cx<'_, '_>,
    ) -> Option<(usize, Contract)> {
        let now = cx.now();
        let (j, contract) = self.take_contract(id)?;
        let case = &mut self.cases[id as usize];
        case.held = false;
        case.hold_version = case.hold_version.wrapping_add(1);
        let employer = &mut self.employers[j];
        let place = if contract.minutes > 0 {
            employer.held_minutes -= contract.minutes;
            self.tally.held_packages[contract.payer].add(now, -1);
            self.rules.places.homecare
        } else {
            employer.held_beds -= 1;
            self.tally.held_beds[contract.payer].add(now, -1);
            self.rules.places.care_home
        };
        employer.reference_revenue -= contract.reference_per_week();
        let heading = self.heading(j, &contract, true);
        self.ledger.change(
            now,
            contract.payer,
            heading,
            Supplier::Employer(j),
            -contract.pence_per_week(),
        );
        cx.flow.keep_places(place, -1, now);
        self.refresh(j, now);
        self.reserved_hours_unused(j, contract, now);
        Some((j, contract))
    }

    /// Someone goes back to the provider that held their package or bed.
    fn go_back(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let Some((j, contract)) = self.end_hold(id, cx) else {
            // Lost on the day of leaving: assessment from the beginning.
            return self.begin_step(id, Step::HospitalProcess, None, cx);
        };
        let rejoins = std::mem::take(&mut self.cases[id as usize].rejoins);
        let bridged = rejoins && self.cases[id as usize].need == Need::Home;
        let place = match contract.minutes {
            0 => self.rules.places.care_home,
            _ if bridged => self.rules.places.bridge,
            _ => self.rules.places.homecare,
        };
        cx.flow.asks_for(id, place, cx.now());
        let wait = now - self.cases[id as usize].ready_since;
        if wait > Span::ZERO {
            cx.flow.has_to_wait(id, place);
        }
        self.move_to(id, place, wait, cx);
        self.cases[id as usize].doing = Doing::Settled;
        self.begin_contract(id, j, contract, now);
        if rejoins {
            self.queue_again(id, cx);
        } else if self.cases[id as usize].need == Need::Bed && contract.minutes > 0 {
            self.begin_step(id, Step::CareHome, None, cx);
        } else {
            self.feel_hazards(id, cx);
        }
    }

    /// Someone goes home from a bed without support and goes on waiting there.
    pub(crate) fn go_home_to_wait(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        self.pause_waiting(id, cx);
        self.move_to(id, self.rules.places.home, Span::ZERO, cx);
        self.queue_again(id, cx);
    }

    /// Keeps count of the people at home with a service.
    pub(crate) fn note_supported(&mut self, id: PersonId, cx: &Cx<'_, '_>) {
        let (place, at) = (cx.place_of(id), &self.rules.places);
        let supported = place == at.homecare
            || place == at.reablement
            || place == at.bridge
            || Some(place) == at.d2a;
        let before = std::mem::replace(&mut self.cases[id as usize].supported, supported);
        if before != supported {
            self.tally
                .supported_at_home
                .add(cx.now(), if supported { 1 } else { -1 });
        }
    }

    /// Keeps count of the homecare that people at home without a service needed when they began to wait.
    fn note_unmet(&mut self, id: PersonId, unsupported: bool, now: Time) {
        let case = &mut self.cases[id as usize];
        let minutes = if unsupported && case.need == Need::Home {
            libm::rint(case.minutes) as i32
        } else {
            0
        };
        let before = std::mem::replace(&mut case.unmet_minutes, minutes);
        if before != minutes {
            let level = &mut self.tally.people.unmet_minutes;
            level.add(now, i64::from(minutes - before));
        }
    }

    fn note_unsupported(&mut self, id: PersonId, now: Time) {
        self.note_unmet(id, false, now);
        if std::mem::take(&mut self.cases[id as usize].supported) {
            self.tally.supported_at_home.add(now, -1);
        }
    }

    /// A provider hands a package back, or closes: the person waits at home again.
    pub(crate) fn lose_package(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        if self.cases[id as usize].held {
            // In hospital: the hold is gone; assessment will find out.
            self.end_hold(id, cx);
            return;
        }
        let waits_for_bed = self.cases[id as usize].need == Need::Bed;
        let since = self.cases[id as usize].waiting_since;
        let doing = self.cases[id as usize].doing;
        // A place in a care home that is waiting for them stays theirs.
        let about_to_move = doing == Doing::Leaving(Destination::CareHome);
        let due = self.cases[id as usize].step_due;
        if !about_to_move {
            self.leave_lists(id, cx);
            self.no_step(id);
        }
        let lost = self.cases[id as usize].contract;
        self.end_contract(id, cx);
        self.move_to(id, self.rules.places.home, Span::ZERO, cx);
        let case = &mut self.cases[id as usize];
        case.last_provider = NO_PROVIDER;
        case.ready_since = now;
        case.handed_back = true;
        case.covered_until = now + self.rules.process.emergency_cover;
        self.pay_emergency_cover(lost);
        match doing {
            _ if about_to_move => {
                self.keep_waiting(id, Reason::StartLag, cx);
                return self.feel_hazards(id, cx);
            }
            Doing::Assessing(step) if waits_for_bed => {
                return self.go_on_with(id, step, due, cx);
            }
            // Whom the trust bridges, or who waits for a home, goes on waiting with the days already waited.
            Doing::Queued => {
                self.cases[id as usize].waited = now - since;
                self.queue_again(id, cx);
            }
            _ => self.join_queue(id, cx),
        }
        self.step_after(id, self.rules.process.emergency_cover, cx);
    }

    /// The council pays for the days of emergency cover after a package is handed back.
    fn pay_emergency_cover(&mut self, lost: Option<Contract>) {
        let Some(contract) = lost.filter(|contract| contract.minutes > 0) else {
            return;
        };
        let price = self.prices[0].council(self.council.price_policy);
        let week = Contract { price, ..contract }.pence_per_week();
        let pence = week * self.rules.process.emergency_cover.seconds() / Span::WEEK.seconds();
        self.ledger
            .pay(COUNCIL, Heading::Homecare, Supplier::Own, pence);
    }
}
