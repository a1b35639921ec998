//! Places that policies open beyond those the place has, and the hours of teams that staff them.
//!
//! A policy that opens slots or beds gives a team posts for them; who fills the posts, and where they come from, is up
//! to the labour market. The team's own place comes first, up to what its own posts, all filled, would give; the hours
//! over that staff what policies open, in their order. So a place opens as people are hired for it, not before.

use super::Market;
use super::employer::{HOUR, Kind};
use super::ledger::{Heading, Supplier};
use super::price::Goods;
use super::setup::{Payer, Sector};
use crate::engine::Time;
use crate::world::Cx;
use crate::world::flow::person::PersonId;
use crate::world::market::block::Ready;
use crate::world::need::case::Destination;
use crate::world::policy::Morning;

/// Slots or beds that a policy opens in one place.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// The policy.
    policy: usize,
    /// Where.
    place: usize,
    /// Index of the team among employers.
    team: usize,
    /// Places the policy asks for today.
    asked: i64,
    /// Slots or beds wanted today.
    wanted: i64,
    /// Minutes a week of the team that each takes.
    minutes_each: f64,
    /// Who pays.
    payer: Payer,
    /// Whether they are only for people delayed in acute beds.
    for_delayed: bool,
    /// Of those wanted: how many staff allow today.
    staffed: i64,
    /// With `for_delayed`: how many are in use, or kept for someone on the way.
    used: i64,
    /// What is booked for them, pence a week.
    booked: i64,
}

impl Service {
    /// Whether a policy opened it.
    pub(super) fn is_of(&self, policy: usize) -> bool {
        self.policy == policy
    }

    /// What is booked for it, pence a week.
    pub(super) fn booked(&self) -> i64 {
        self.booked
    }
}

/// What a policy opens.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Opening {
    /// Where.
    pub place: usize,
    /// The sector whose team staffs it.
    pub sector: Sector,
    /// Slots or beds.
    pub places: u32,
    /// Hours a week of the team that each takes.
    pub hours_each: f64,
    /// Whether they are only for people delayed in acute beds.
    pub for_delayed: bool,
}

impl Market<'_> {
    /// For today a policy wants slots or beds open, as many as it has grown to.
    pub(crate) fn open_service(&mut self, morning: &Morning, opening: &Opening) {
        let wanted = libm::rint(f64::from(opening.places) * morning.size) as i64;
        let same = |s: &Service| s.policy == morning.policy && s.place == opening.place;
        if let Some(service) = self.services.iter_mut().find(|s| same(s)) {
            (service.asked, service.wanted) = (wanted, wanted);
            return;
        }
        let team = self.team_in(opening.sector);
        if let (Some(team), true) = (team, wanted > 0) {
            self.services.push(Service {
                policy: morning.policy,
                place: opening.place,
                team,
                asked: wanted,
                wanted,
                minutes_each: opening.hours_each * HOUR as f64,
                payer: morning.payer,
                for_delayed: opening.for_delayed,
                staffed: 0,
                used: 0,
                booked: 0,
            });
        }
    }

    /// Gives teams the posts that what policies opened takes, the usual vacancies included, and shares out their hours.
    pub(super) fn staff_services(&mut self, cx: &mut Cx<'_, '_>) {
        if self.services.is_empty() {
            return;
        }
        let now = cx.now();
        // Whoever has a slot or bed keeps it, and with it the staff and whoever pays, when fewer are wanted.
        for at in 0..self.services.len() {
            let used = self.used_of(at, cx);
            let wanted = &mut self.services[at].wanted;
            *wanted = used.max(*wanted);
        }
        for j in 0..self.employers.len() {
            let Kind::Team(team) = self.employers[j].kind else {
                continue;
            };
            if !self.services.iter().any(|s| s.team == j) {
                continue;
            }
            let (rules, setup) = (self.rules, &self.rules.teams[team]);
            let sector = &rules.workforce.sectors[setup.sector];
            let a_head = sector.hours * HOUR as f64 * self.employers[j].contact_share;
            let needed: f64 = (self.services.iter())
                .filter(|s| s.team == j)
                .map(|s| s.wanted as f64 * s.minutes_each)
                .sum();
            let posts = needed / (a_head * (1.0 - sector.sickness)) / (1.0 - sector.vacancy_rate);
            self.employers[j].posts = setup.posts as i32 + libm::ceil(posts) as i32;
            let own = f64::from(setup.posts) * a_head * self.attendance(setup.sector, now);
            let mut left = (self.employers[j].own_minutes as f64 - own).max(0.0);
            for service in self.services.iter_mut().filter(|s| s.team == j) {
                let allowed = libm::floor(left / service.minutes_each) as i64;
                service.staffed = allowed.min(service.wanted);
                left -= service.staffed as f64 * service.minutes_each;
            }
        }
        self.show_open_beds(cx);
    }

    /// Beds that policies open in the community hospital are among its beds.
    fn show_open_beds(&mut self, cx: &mut Cx<'_, '_>) {
        let place = self.rules.places.community_hospital;
        let Some(beds) = self.rules.beds_of(place) else {
            return;
        };
        let more: i64 = self.services_at(place).map(|s| s.wanted).sum();
        let open = i64::from(beds) + more;
        if cx.flow.places[place].capacity() != open {
            cx.flow.set_capacity(place, Some(open as u32), cx.now());
        }
    }

    fn services_at(&self, place: usize) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(move |s| s.place == place)
    }

    /// Minutes of a team's hours that go to what policies opened.
    pub(super) fn minutes_for_services(&self, team: usize) -> f64 {
        let of_team = self.services.iter().filter(|s| s.team == team);
        of_team.map(|s| s.staffed as f64 * s.minutes_each).sum()
    }

    /// Whether a policy asks for slots or beds in a place today.
    pub(in crate::world) fn is_asked_for(&self, place: usize) -> bool {
        self.services_at(place).any(|s| s.asked > 0) || self.asks_agencies_for_slots(place)
    }

    /// Slots and beds that policies opened in a place and staff allow, whoever they are for.
    pub(super) fn staffed_by_policies(&self, place: usize) -> i64 {
        let by_teams: i64 = self.services_at(place).map(|s| s.staffed).sum();
        by_teams + self.slots_of_agencies(place)
    }

    /// Of those: the ones that anyone may have whom the place is for.
    pub(in crate::world) fn open_by_policies(&self, place: usize) -> i64 {
        let for_all = self.services_at(place).filter(|s| !s.for_delayed);
        for_all.map(|s| s.staffed).sum::<i64>() + self.slots_of_agencies(place)
    }

    /// People in a place, or on the way to it, in beds that are only for people delayed.
    pub(super) fn delayed_in_extra_beds(&self, place: usize) -> i64 {
        self.services_at(place).map(|s| s.used).sum()
    }

    /// Moves people from acute beds into a policy's free beds for them, those ready longest first.
    pub(crate) fn fill_extra_beds(&mut self, policy: usize, who: Ready, cx: &mut Cx<'_, '_>) {
        let its = |s: &Service| s.policy == policy && s.for_delayed;
        let Some(at) = self.services.iter().position(its) else {
            return;
        };
        let free = (self.services[at].staffed - self.services[at].used).max(0) as usize;
        if free == 0 {
            return;
        }
        let acute = self.rules.places.acute;
        let waiting = match who {
            Ready::Funded => self.longest_waiting(&Goods::ALL, free, cx, |_, at| at == acute),
            Ready::Assessed => self.longest_ready(acute, free, cx),
        };
        for id in waiting {
            self.services[at].used += 1;
            self.cases[id as usize].extra_bed = Some(at as u16);
            self.move_to_wait(id, Destination::CommunityBed, cx);
        }
    }

    /// Someone leaves a bed for people delayed, or no longer needs the one kept for them.
    pub(crate) fn leave_extra_bed(&mut self, id: PersonId) {
        if let Some(at) = self.cases[id as usize].extra_bed.take() {
            self.services[usize::from(at)].used -= 1;
        }
    }

    /// Books what the places that policies opened cost: those of a place with a unit cost by the day, others by the
    /// staff hired for them, used or not. What is left of the use of a place is its usual payer's.
    pub(super) fn book_services(&mut self, cx: &Cx<'_, '_>) {
        for at in 0..self.services.len() {
            let service = self.services[at];
            let (heading, pence) = match self.unit_cost(service.place) {
                Some((heading, a_day)) => (heading, a_day * 7.0 * self.used_of(at, cx) as f64),
                None => (Heading::OwnStaff, self.staff_cost_of(at)),
            };
            let after = libm::rint(pence) as i64;
            let change = after - std::mem::replace(&mut self.services[at].booked, after);
            self.ledger
                .change(cx.now(), service.payer, heading, Supplier::Own, change);
        }
    }

    pub(super) fn unit_cost(&self, place: usize) -> Option<(Heading, f64)> {
        let (at, costs) = (&self.rules.places, &self.rules.unit_costs);
        if place == at.community_hospital {
            Some((Heading::CommunityHospital, costs.community_hospital_day))
        } else if place == at.reablement {
            Some((Heading::Reablement, costs.reablement_day))
        } else {
            None
        }
    }

    /// How many of a policy's slots or beds are in use: the place's own are used first.
    fn used_of(&self, at: usize, cx: &Cx<'_, '_>) -> i64 {
        let service = &self.services[at];
        if service.for_delayed {
            return service.used;
        }
        let place = service.place;
        let used = cx.flow.places[place].used() - self.delayed_in_extra_beds(place);
        let before = self.services[..at].iter();
        let before = before.filter(|s| s.place == place && !s.for_delayed);
        let before: i64 = before.map(|s| s.staffed).sum();
        let first = self.own_places(place).saturating_add(before);
        (used - first).clamp(0, service.staffed)
    }

    /// People in a place whom policies pay for.
    pub(super) fn used_by_policies(&self, place: usize, cx: &Cx<'_, '_>) -> i64 {
        let here = (0..self.services.len()).filter(|&at| self.services[at].place == place);
        here.map(|at| self.used_of(at, cx)).sum()
    }

    /// Pay of the part of a team that is there for a policy.
    fn staff_cost_of(&self, at: usize) -> f64 {
        let service = &self.services[at];
        let team = &self.employers[service.team];
        let of_all =
            service.staffed as f64 * service.minutes_each / (team.own_minutes.max(1)) as f64;
        team.staff_cost(self.rules) * of_all
    }

    /// What policies opened is asked for anew each morning.
    pub(super) fn forget_services(&mut self) {
        for service in &mut self.services {
            (service.asked, service.wanted) = (0, 0);
        }
    }

    /// Notes how many slots and beds staff allow in the places that only policies open.
    pub(super) fn note_services(&mut self, now: Time) {
        let at = &self.rules.places;
        for (which, place) in [(3, at.d2a), (4, at.virtual_ward), (5, at.supported_living)] {
            if let Some(place) = place {
                let staffed = self.staffed_by_policies(place);
                self.tally.staffed[which].set(now, staffed);
            }
        }
    }
}
