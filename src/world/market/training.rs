//! People who come into care because somebody pays for it: trained from those who were not looking, or from abroad.

use super::Market;
use super::ledger::{Heading, Supplier};
use super::setup::Sector;
use super::workforce::Newcomers;
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::stream::poisson;
use crate::world::policy::Morning;

/// Weeks in a year of 365 days.
const WEEKS: f64 = 365.0 / 7.0;

/// What a policy has paid for so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Intake {
    /// Places offered, or people asked for, less those that came of it.
    open: f64,
    /// What is booked as a running cost, pence a week.
    pub(super) booked: i64,
}

/// A course that a fund pays for.
#[derive(Clone, Debug)]
pub struct Course {
    /// Places a year.
    pub places_per_year: f64,
    /// Cost of one, pence.
    pub cost: i64,
    /// How many would come a week, as a share of those who begin to look for care work by themselves.
    pub reach: f64,
    /// How long it takes, in weeks.
    pub weeks: u32,
    /// The sectors that those trained look at first.
    pub sectors: Vec<Sector>,
}

impl Market<'_> {
    /// A Monday's intake of a course: no more than there are places for, nor than are interested. Beside it the fund
    /// spends on recognition, in pence a year.
    pub(crate) fn train(
        &mut self,
        morning: &Morning,
        course: &Course,
        recognition: f64,
        cx: &Cx<'_, '_>,
    ) {
        let now = cx.now();
        let rate = libm::rint(recognition / WEEKS) as i64;
        self.run_cost(morning, Heading::Training, rate, cx);
        let places = course.places_per_year * morning.size / WEEKS;
        if places <= 0.0 || self.setup.run.weekday(now.day()) != 0 {
            return;
        }
        let intake = &mut self.intakes[morning.policy];
        intake.open += places;
        let week = self.workforce.week();
        let interested = poisson(
            self.rules.workforce.inflow_week * course.reach,
            self.chance
                .uniform(chance::TRAINEES, morning.identity, week),
        );
        let people = (intake.open as u64).min(interested);
        intake.open -= people as f64;
        let newcomers = Newcomers {
            people,
            policy: morning.identity,
            sectors: &course.sectors,
        };
        let taken = self
            .workforce
            .begin_training(&self.rules.workforce, &newcomers, course.weeks);
        self.tally.began_training += taken;
        self.tally.trainees.set(now, self.workforce.trainees());
        let pence = course.cost * taken;
        self.ledger
            .pay(morning.payer, Heading::Training, Supplier::Own, pence);
    }

    /// A Monday's arrivals from abroad, who begin to look for work.
    pub(crate) fn recruit_abroad(
        &mut self,
        morning: &Morning,
        per_week: f64,
        cost: i64,
        sectors: &[Sector],
        cx: &Cx<'_, '_>,
    ) {
        if per_week * morning.size <= 0.0 || self.setup.run.weekday(cx.now().day()) != 0 {
            return;
        }
        let u = self
            .chance
            .uniform(chance::FROM_ABROAD, morning.identity, self.workforce.week());
        let newcomers = Newcomers {
            people: poisson(per_week * morning.size, u),
            policy: morning.identity,
            sectors,
        };
        self.workforce
            .come_from_abroad(&self.rules.workforce, &newcomers, &self.chance);
        let people = newcomers.people as i64;
        self.tally.from_abroad += people;
        self.ledger.pay(
            morning.payer,
            Heading::Recruitment,
            Supplier::Own,
            cost * people,
        );
    }

    /// What a policy costs its payer while it acts, in pence a week.
    pub(crate) fn run_cost(
        &mut self,
        morning: &Morning,
        heading: Heading,
        pence_per_week: i64,
        cx: &Cx<'_, '_>,
    ) {
        let to = (heading, Supplier::Own);
        self.book(morning.policy, morning.payer, to, pence_per_week, cx);
    }
}
