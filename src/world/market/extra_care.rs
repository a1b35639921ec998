//! Housing with care: homes of their own for people who need much care, or who would otherwise move to a care home.
//!
//! Whoever waits for care and would live there takes a vacant unit, in the morning before brokerage, longest wait first.
//! Their care is homecare from agencies, found as anyone's is; carers hardly travel between people under one roof.

use super::Market;
use super::price::Goods;
use super::setup::Need;
use crate::engine::Time;
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::PersonId;
use crate::world::flow::visits::Outcome;
use crate::world::need::case::{Case, Doing};

/// Housing with care.
#[derive(Clone, PartialEq, Debug)]
pub struct ExtraCareSetup {
    /// Units, each for one person.
    pub units: u32,
    /// Minutes of homecare a week from which on people who wait for homecare take one.
    pub from_minutes: f64,
    /// Share of people who need a care home who can live there instead.
    pub care_home_share: f64,
    /// Share of the time not spent with clients that care given there saves.
    pub less_travel: f64,
}

impl Market<'_> {
    /// Vacant units are let to people who wait for care and would live there, longest wait first.
    pub(super) fn let_units(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(setup) = &self.rules.extra_care else {
            return;
        };
        let vacant = i64::from(setup.units) - self.tally.extra_care_let.value();
        if vacant <= 0 {
            return;
        }
        let (now, at) = (cx.now(), &self.rules.places);
        let settled = [at.care_home, at.bridge];
        let would = |case: &Case, place: usize| {
            !case.has_unit
                && !settled.contains(&place)
                && match case.need {
                    Need::Home => case.minutes_at(now) >= setup.from_minutes,
                    Need::Bed => {
                        let u = self.chance.uniform(chance::EXTRA_CARE, case.key, 0);
                        u < setup.care_home_share
                    }
                }
        };
        for id in self.longest_waiting(&Goods::ALL, vacant as usize, cx, would) {
            self.takes_unit(id, cx);
        }
    }

    fn takes_unit(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let serving = self.change_neighbours(id, -1);
        self.cases[id as usize].has_unit = true;
        if serving {
            self.change_neighbours(id, 1);
        }
        self.tally.extra_care_let.add(now, 1);
        self.tally.moved_to_extra_care += 1;
        if self.cases[id as usize].need == Need::Bed {
            self.tally.extra_care_instead_of_care_home += 1;
            self.needs_no_care_home(id, cx);
        }
    }

    /// Someone who waited for a care home lives with homecare instead: with what they have, or waiting for it with the
    /// days already waited. They need as much as anyone does who should be in a care home.
    fn needs_no_care_home(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        self.leave_lists(id, cx);
        cx.flow.asks_no_more(id, Outcome::Left, now);
        let case = &mut self.cases[id as usize];
        case.need = Need::Home;
        case.known = true;
        let has_care = case.contract.is_some() && !case.held;
        if !has_care {
            case.minutes = case.minutes_at(now) * self.rules.homecare.waiting_for_bed_factor;
            case.measured = now;
        }
        self.set_funder(id, cx);
        if has_care {
            self.no_step(id);
            cx.flow.back_in_service(id, now);
            self.cases[id as usize].doing = Doing::Settled;
            self.feel_hazards(id, cx);
        } else {
            let homecare = self.rules.places.homecare;
            cx.flow.asks_for(id, homecare, now);
            cx.flow.has_to_wait(id, homecare);
            self.queue_again(id, cx);
        }
    }

    /// Someone gives up the unit they live in, if they do.
    pub(crate) fn leaves_unit(&mut self, id: PersonId, now: Time) {
        if std::mem::take(&mut self.cases[id as usize].has_unit) {
            self.tally.extra_care_let.add(now, -1);
        }
    }

    /// Counts a client among those of their provider who live far away, or under one roof with others; whether they are one.
    fn change_neighbours(&mut self, id: PersonId, by: i32) -> bool {
        let case = &self.cases[id as usize];
        let served = case.contract.is_some() && !case.held;
        if served {
            let (far, near) = (i32::from(case.is_far()), i32::from(case.has_unit));
            let employer = &mut self.employers[usize::from(case.provider)];
            employer.far_clients += by * far;
            employer.near_clients += by * near;
        }
        served
    }
}
