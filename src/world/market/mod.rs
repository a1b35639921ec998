//! What gives places their capacity, and decides who is offered it.
//!
//! Employers and their staff ([`employer`], [`workforce`]), prices ([`price`]), the morning's
//! brokerage ([`brokerage`]), beds bought in blocks ([`block`]), the trust's own homecare ([`trust`]),
//! hand-backs, closures and entries ([`provider`]), and who paid whom ([`ledger`]). The order of a
//! morning and of a week is here.

pub mod assistants;
pub mod bank;
mod binding;
pub mod block;
pub mod brokerage;
pub mod budget;
pub mod commission;
pub mod council;
pub mod dials;
pub mod employer;
pub mod extra_care;
mod free_room;
pub mod hospital;
pub mod labour;
pub mod ledger;
pub mod long_stay;
pub mod pool;
pub mod price;
pub mod provider;
mod ranking;
pub mod reserved;
pub mod service;
pub mod setup;
mod start;
pub mod tally;
pub mod target;
pub mod training;
pub mod trust;
pub mod virtual_ward;
pub mod workforce;

use super::Cx;
use super::flow::person::PersonId;
use super::need::case::{Case, Destination, Doing, Step};
use super::need::d2a::D2aTerms;
use super::need::hold::FundingRule;
use super::need::ladder::Ladder;
use super::need::ladder::programme::Programme;
use super::policy::{self, Morning};
use super::setup::{Season, Setup};
use crate::engine::{Span, Streams, Time};
use assistants::Assistants;
use bank::Bank;
use block::Block;
use brokerage::{List, Offer};
use budget::{Budget, Grant};
use commission::Commission;
use council::Council;
use dials::Dials;
use employer::{Employer, HOUR, Kind, MARGIN_WEEKS};
use free_room::FreeRoom;
use hospital::Hospital;
use labour::Conditions;
use ledger::{Heading, Ledger, Supplier};
use long_stay::Resettling;
use pool::Pool;
use price::{Goods, Prices};
use reserved::HoursBlock;
use service::Service;
use setup::{COUNCIL, MarketSetup, Payer, PricePolicy, Reason, SELF_FUNDER, Sector, Weights};
use tally::MarketTally;
use target::Watched;
use training::Intake;
use trust::TrustTeam;
use workforce::Workforce;

/// Employers, workers, prices, commissioners and everyone with a need.
#[derive(Clone, Debug)]
pub struct Market<'a> {
    pub(super) setup: &'a Setup,
    pub(super) rules: &'a MarketSetup,
    pub(super) chance: Streams,
    pub(super) season: Season,
    /// What the pathway knows of each person, by record.
    pub(super) cases: Vec<Case>,
    /// People waiting for homecare, and for a care home.
    pub(super) lists: [List; 2],
    /// The morning's offers; kept to spare allocations.
    offers: Vec<Offer>,
    /// Free room in the market whose brokerage is under way; empty at other times.
    free_room: FreeRoom,
    /// People waiting for a rehabilitation bed, in order of asking.
    pub(super) awaiting_rehabilitation: Vec<PersonId>,
    /// People waiting for a slot of discharge to assess.
    pub(super) awaiting_d2a: Vec<PersonId>,
    /// How discharge to assess works today, if it does.
    pub(super) d2a: Option<D2aTerms>,
    /// People of the long-stay hospital whose care in the community is being put together.
    pub(super) resettling: Vec<Resettling>,
    /// Share of trusted assessments that homes refuse today.
    pub(super) refusals: f64,
    /// How the council decides on funding of care homes today.
    pub(super) funding_rule: FundingRule,
    /// What is known of the acute ward as a whole.
    pub(super) hospital: Hospital,
    /// Slots and beds that policies open, in the order in which they first did.
    pub(super) services: Vec<Service>,
    /// Everyone whose care home or funding is being settled, and some for whom it was: cleared each morning.
    pub(super) arranging: Vec<PersonId>,
    /// Agencies, homes and teams.
    pub employers: Vec<Employer>,
    /// Workers and candidates.
    pub workforce: Workforce,
    pub(super) prices: [Prices; 2],
    /// Who paid whom.
    pub ledger: Ledger,
    /// What can be read off.
    pub tally: MarketTally,
    /// Beds reserved in homes, by policy.
    pub(super) blocks: Vec<Block>,
    /// Homecare teams of the trust, by policy.
    pub(super) trust_teams: Vec<Option<TrustTeam>>,
    /// Banks of staff lent to providers, by policy.
    pub(super) banks: Vec<Option<Bank>>,
    /// People with personal assistants, and those looking for one.
    pub(super) assistants: Assistants,
    /// Homecare bought beside the council's, by policy.
    pub(super) commissions: Vec<Commission>,
    /// People whose homecare somebody beside the council has bought, and some for whom that is past.
    pub(super) commissioned: Vec<PersonId>,
    /// Hours reserved at agencies, by policy.
    pub(super) hours_blocks: Vec<Option<HoursBlock>>,
    /// Whether what a policy does once has been done, by policy.
    pub(super) begun: Vec<bool>,
    /// Pooled budgets, by policy.
    pub(super) pools: Vec<Option<Pool>>,
    /// Targets and how they were met, by policy.
    pub(super) watched: Vec<Watched>,
    /// What the council does.
    pub(super) council: Council,
    /// What payers mean to spend, in the order of the setup.
    pub(super) budgets: Vec<Budget>,
    /// How far policies that a hard budget pays for have been let grow, by policy.
    pub(super) grants: Vec<Option<Grant>>,
    /// The register of people at risk.
    pub(super) ladder: Ladder,
    /// What programmes change for the people they reach, by policy.
    pub(super) programmes: Vec<Programme>,
    /// What policies turn up or down today.
    pub(super) dials: Dials,
    /// The dials as people's hazards feel them.
    pub(super) felt: Dials,
    /// What policies change in the labour market today.
    pub(super) conditions: Conditions,
    /// What policies that bring people into care have paid for, by policy.
    pub(super) intakes: Vec<Intake>,
    /// Pay rises that someone other than the employer pays for, by policy.
    pub(super) uplifts: Vec<Uplift>,
    /// Pay of each sector before uplifts, pence an hour.
    pub(super) sector_pay: Vec<f64>,
    /// What the sums over a sector contain for each employer.
    reported: Vec<Reported>,
    running: Running,
    weeks: u32,
}

/// A pay rise that someone other than the employer pays for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Uplift {
    /// The policy, and which of its sectors.
    slot: (usize, usize),
    /// Whose pay rises.
    pub sector: Sector,
    /// By how much, pence an hour.
    pub pence: f64,
    /// Money value of better terms, pence an hour.
    terms: f64,
    /// Who pays.
    pub payer: Payer,
    /// What is booked for it, pence a week.
    booked: i64,
}

impl Market<'_> {
    /// What the pathway knows of whoever has this record.
    pub fn case(&self, id: PersonId) -> Option<&Case> {
        self.cases.get(id as usize)
    }

    /// Sets a pay rise that someone other than the employer pays for; `slot` tells rises apart.
    pub(crate) fn set_uplift(
        &mut self,
        slot: (usize, usize),
        sector: Sector,
        pence: f64,
        payer: Payer,
    ) {
        let known = self.uplifts.iter_mut().find(|rise| rise.slot == slot);
        match known {
            Some(rise) => rise.pence = pence,
            None if pence != 0.0 => self.uplifts.push(Uplift {
                slot,
                sector,
                pence,
                terms: 0.0,
                payer,
                booked: 0,
            }),
            None => {}
        }
    }

    /// For today a sector's terms are worth this much more, as a share of pay; whoever pays for the rise in this slot
    /// pays for that too.
    pub(crate) fn set_terms(
        &mut self,
        slot: (usize, usize),
        sector: Sector,
        share: f64,
        payer: Payer,
    ) {
        if share != 0.0 {
            self.better_terms(sector, share);
            if !self.uplifts.iter().any(|rise| rise.slot == slot) {
                self.uplifts.push(Uplift {
                    slot,
                    sector,
                    payer,
                    ..Uplift::default()
                });
            }
        }
        let pence = share * self.sector_pay[sector];
        if let Some(rise) = self.uplifts.iter_mut().find(|rise| rise.slot == slot) {
            rise.terms = pence;
        }
    }
}

/// What the sums over a sector contain for one employer.
#[derive(Clone, Copy, Debug, Default)]
struct Reported {
    delivered: i64,
    unfilled: i64,
    load: i64,
    available: i64,
}

/// Running costs booked at the last accounting, pence a week.
#[derive(Clone, Copy, Debug, Default)]
struct Running {
    acute_delayed: i64,
    community_hospital: i64,
    reablement: i64,
    long_stay: i64,
}

impl Market<'_> {
    /// The share of contracted hours attended: sickness rises from its midsummer level and falls with the year.
    fn attendance(&self, sector: Sector, now: Time) -> f64 {
        let day = self.setup.run.dates.day_of_year(now.day());
        let wave = 1.0 + libm::cos(2.0 * std::f64::consts::PI * (day - 15.0) / 365.0);
        let winter = self.rules.workforce.winter_sickness * wave;
        1.0 - self.rules.workforce.sectors[sector].sickness * (1.0 + winter)
    }

    /// The morning, in a fixed order. Services come before places to wait in, so that nobody is
    /// moved to wait who could have been served.
    pub(super) fn daily(&mut self, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        self.begin_morning();
        self.watch_acute(cx);
        self.set_budgets(now);
        policy::act(self, cx);
        self.set_acute_beds(cx);
        self.call_off_electives(cx);
        self.feel_programmes(cx);
        self.clear_arranged();
        self.note_delays_before(now);
        self.watch_budgets(now);
        self.council.acute_delayed = self.delayed_in_acute(cx);
        self.settle_assistants(cx);
        for j in 0..self.employers.len() {
            self.refresh_availability(j, now);
        }
        self.staff_services(cx);
        self.lend_bank_staff(now);
        self.trim_hours(now);
        self.hand_back(cx);
        self.empty_closing(cx);
        self.let_units(cx);
        self.use_reserved_hours(cx);
        self.broker(Goods::Homecare, cx);
        self.broker(Goods::Beds, cx);
        self.move_to_reablement(cx);
        policy::move_people(self, cx);
        self.move_to_rehabilitation(cx);
        self.account(cx);
    }

    /// What policies change for as long as they act is as it would be without them; they change it anew.
    fn begin_morning(&mut self) {
        self.dials = Dials::default();
        self.forget_services();
        self.d2a = None;
        self.assistants.forget_terms();
        self.refusals = 0.0;
        self.funding_rule = FundingRule::default();
        self.council.fast_track = None;
        self.conditions.reset();
        self.budgets.iter_mut().for_each(Budget::begin_morning);
        self.council.pressure = 1.0;
        self.council.price_policy = self.rules.council.price_policy;
        self.council.weights = self.rules.council.weights;
        for prices in &mut self.prices {
            prices.agreed = None;
        }
    }

    /// What policies change while they act, as it stands; what only they pay for, in pence a week; and what providers ask.
    #[cfg(test)]
    pub(crate) fn changed_by_policies(&self) -> (String, Vec<(Payer, Heading, i64)>, [f64; 2]) {
        // Personal assistants stay with whom they work for, however the money came to be offered.
        let teams = (self.employers.iter().enumerate())
            .filter(|&(j, e)| matches!(e.kind, Kind::Team(_)) && !self.assistants.are(j));
        let posts: Vec<(i32, bool)> = teams
            .map(|(_, e)| (e.posts, e.hidden_from_care_workers))
            .collect();
        let council = &self.council;
        let budgets: Vec<(f64, f64)> = self.budgets.iter().map(|b| b.today).collect();
        let turned = format!(
            "{:?}",
            (
                (
                    &self.dials,
                    &self.felt,
                    &self.conditions,
                    self.refusals,
                    self.funding_rule
                ),
                (council.fast_track, budgets),
                (council.pressure, council.price_policy, council.weights),
                self.prices.each_ref().map(|prices| prices.agreed),
                self.hospital.closed,
                self.tally.people.supported.value(),
                posts,
            )
        );
        let paid = [
            Heading::StepDown,
            Heading::OwnStaff,
            Heading::PayUplift,
            Heading::Training,
            Heading::Recruitment,
            Heading::Moved,
            Heading::Saved,
            Heading::Pool,
            Heading::Prevention,
        ];
        let payers = 0..self.ledger.payers();
        let rates = payers.flat_map(|p| paid.map(|h| (p, h, self.ledger.debit(p, h).rate())));
        let asks = self.prices.each_ref().map(|prices| prices.ask);
        (turned, rates.filter(|rate| rate.2 != 0).collect(), asks)
    }

    /// What policies do to the hazards that people run is felt from Monday on.
    fn feel_programmes(&mut self, cx: &mut Cx<'_, '_>) {
        if self.setup.run.weekday(cx.now().day()) != 0 {
            return;
        }
        let before = std::mem::replace(&mut self.felt, self.dials);
        if !self.dials.same_hazards(&before) {
            for id in 0..self.cases.len() {
                if self.cases[id].doing != Doing::Absent {
                    self.feel_hazards(id as PersonId, cx);
                }
            }
        }
        if !self.dials.same_decline(&before) {
            self.feel_decline_of_all(cx);
        }
    }

    /// The sector that delivers homecare.
    pub(crate) fn homecare_sector(&self) -> Sector {
        self.rules.homecare.sector
    }

    /// Pay of a sector before uplifts, pence an hour.
    pub(crate) fn sector_pay(&self, sector: Sector) -> f64 {
        self.sector_pay[sector]
    }

    /// People at work in a sector.
    pub(crate) fn staff_of(&self, sector: Sector) -> i64 {
        let of_sector = self.employers.iter().filter(|e| e.sector == sector);
        of_sector.map(|e| i64::from(e.headcount)).sum()
    }

    /// For today nobody pays more than these rates: pence an hour of homecare, a week of a bed; the council's price where none.
    pub(crate) fn agree_prices(&mut self, agreed: [Option<f64>; 2]) {
        self.council.price_policy = PricePolicy::Agreed;
        for (prices, agreed) in self.prices.iter_mut().zip(agreed) {
            prices.agreed = Some(agreed.unwrap_or(prices.base));
        }
    }

    /// For today people who wait are weighted so.
    pub(crate) fn broker_by(&mut self, weights: Weights) {
        self.council.weights = weights;
    }

    /// This morning more people come from some streams than would have: a Poisson number with this share of the mean.
    pub(crate) fn bring_more(
        &mut self,
        morning: &Morning,
        streams: &[usize],
        share: f64,
        cx: &mut Cx<'_, '_>,
    ) {
        debug_assert!(
            streams.iter().all(|&s| s < self.setup.flow.streams.len()),
            "a lever names streams of the place"
        );
        for &stream in streams {
            let share = share * morning.size;
            cx.flow
                .bring_more(stream, share, morning.identity, cx.calendar);
        }
    }

    /// People ready to leave acute beds.
    pub(super) fn delayed_in_acute(&self, cx: &Cx<'_, '_>) -> i64 {
        let (acute, first) = (
            self.rules.places.acute,
            usize::from(self.rules.places.first_reason),
        );
        let by_reason = 0..Reason::ALL.len();
        by_reason
            .map(|r| cx.flow.tally.blocked(acute, first + r).value())
            .sum()
    }

    /// What an employer's staff can deliver today.
    fn refresh_availability(&mut self, j: usize, now: Time) {
        let attendance = self.attendance(self.employers[j].sector, now);
        let employer = &mut self.employers[j];
        if employer.kind == Kind::Agency
            && let Some(contact) = self.rules.contact_share(employer.neighbours())
        {
            employer.contact_share = contact;
        }
        (employer.bank_minutes, employer.bank_cost) = (0, 0.0);
        let attended = employer.productive_minutes as f64
            * attendance
            * self.conditions.productivity(employer.sector);
        employer.own_minutes = match employer.kind {
            Kind::Agency | Kind::Team(_) => libm::floor(attended * employer.contact_share) as i64,
            Kind::Home => libm::floor(attended) as i64,
        };
        self.refresh(j, now);
    }

    /// Brings cover, staffed beds, strain and the sums over sectors into line with an employer's load.
    pub(super) fn refresh(&mut self, j: usize, now: Time) {
        let rules = self.rules;
        let employer = &mut self.employers[j];
        let (delivered, unfilled) = match employer.kind {
            Kind::Agency => employer.cover_hours(rules.homecare.providers.topup_share),
            Kind::Team(_) => employer.cover_hours(0.0),
            Kind::Home => employer.cover_beds(&rules.care_home),
        };
        if self.assistants.are(j) {
            // Nobody has more than one person to care for.
            employer.strain = 0.0;
        }
        self.free_room.update(j, employer);
        let levels = &mut self.tally.sectors[employer.sector];
        let (load, available) = (employer.load_minutes(), employer.available_minutes);
        let after = Reported {
            delivered,
            unfilled,
            load,
            available,
        };
        let before = std::mem::replace(&mut self.reported[j], after);
        levels
            .delivered_minutes
            .add(now, delivered - before.delivered);
        levels.unfilled_minutes.add(now, unfilled - before.unfilled);
        levels.load_minutes.add(now, load - before.load);
        levels
            .available_minutes
            .add(now, available - before.available);
    }

    /// People waiting for homecare in acute beds take free reablement places, longest wait first.
    fn move_to_reablement(&mut self, cx: &mut Cx<'_, '_>) {
        let place = self.rules.places.reablement;
        let free = self.free_places(place, cx);
        if free <= 0 {
            return;
        }
        // Whoever is in a slot of discharge to assess has not had reablement either.
        let (acute, d2a) = (self.rules.places.acute, self.rules.places.d2a);
        let chosen = self.longest_waiting(&[Goods::Homecare], free as usize, cx, |case, place| {
            (place == acute || Some(place) == d2a) && !case.reabled
        });
        for id in chosen {
            cx.flow.keep_places(place, 1, cx.now());
            self.prepare_to_leave(id, Destination::Reablement, Span::ZERO, cx);
        }
    }

    /// The people in these queues who have waited longest, of those whose case and place qualify.
    pub(super) fn longest_waiting(
        &self,
        markets: &[Goods],
        most: usize,
        cx: &Cx<'_, '_>,
        qualifies: impl Fn(&Case, usize) -> bool,
    ) -> Vec<PersonId> {
        let mut waiting: Vec<(Time, u64, PersonId)> = markets
            .iter()
            .flat_map(|&goods| self.lists[goods as usize].entries())
            .filter_map(|entry| {
                let (id, case) = (entry.person, &self.cases[entry.person as usize]);
                qualifies(case, cx.place_of(id)).then_some((case.waiting_since, case.key, id))
            })
            .collect();
        waiting.sort_unstable();
        waiting.truncate(most);
        waiting.into_iter().map(|(_, _, id)| id).collect()
    }

    /// The people ready longest in a place whose care is being arranged, or who wait for it.
    pub(super) fn longest_ready(&self, at: usize, most: usize, cx: &Cx<'_, '_>) -> Vec<PersonId> {
        let queued = self.lists.iter().flat_map(List::entries).map(|e| e.person);
        // Someone whom another policy has sent elsewhere this morning may still be on the list.
        let arranging = self.arranging.iter().copied();
        let mut ready: Vec<(Time, u64, PersonId)> = queued
            .chain(arranging.filter(|&id| self.is_being_arranged(id)))
            .filter(|&id| cx.place_of(id) == at)
            .map(|id| (id, &self.cases[id as usize]))
            .map(|(id, case)| (case.ready_since, case.key, id))
            .collect();
        ready.sort_unstable();
        // Who went on from one step to the next today stands on the list twice.
        ready.dedup();
        ready.truncate(most);
        ready.into_iter().map(|(_, _, id)| id).collect()
    }

    /// Keeps in the list of those being arranged for only whom it is still true of, once each.
    fn clear_arranged(&mut self) {
        self.arranging.sort_unstable();
        self.arranging.dedup();
        let mut arranging = std::mem::take(&mut self.arranging);
        arranging.retain(|&id| self.is_being_arranged(id));
        self.arranging = arranging;
    }

    fn is_being_arranged(&self, id: PersonId) -> bool {
        let doing = self.cases[id as usize].doing;
        matches!(doing, Doing::Assessing(Step::CareHome | Step::Funding))
    }

    /// Places that are open, staffed, and neither used nor kept; beds that are only for people delayed are not among them.
    pub(super) fn free_places(&self, place: usize, cx: &Cx<'_, '_>) -> i64 {
        let used = cx.flow.places[place].used() + cx.flow.tally.reserved(place).value();
        let used = used - self.delayed_in_extra_beds(place);
        self.own_places(place)
            .saturating_add(self.open_by_policies(place))
            - used
    }

    /// Places that are open and staffed without policies that open more.
    fn own_places(&self, place: usize) -> i64 {
        let at = &self.rules.places;
        if [at.d2a, at.virtual_ward, at.supported_living].contains(&Some(place)) {
            return 0;
        }
        let open = self.rules.beds_of(place).map_or(i64::MAX, i64::from);
        open.min(self.staffed_places(place))
    }

    /// Places that the hours of the team that staffs them allow.
    fn staffed_places(&self, place: usize) -> i64 {
        let by_team = self.employers.iter().enumerate().find_map(|(j, employer)| {
            let Kind::Team(team) = employer.kind else {
                return None;
            };
            let (staffs, hours) = self.rules.teams[team].staffs?;
            let minutes = employer.own_minutes as f64 - self.minutes_for_services(j);
            (staffs == place).then_some(minutes / (hours * HOUR as f64))
        });
        by_team.map_or(i64::MAX, |places| places as i64)
    }

    /// People waiting for rehabilitation take free community hospital beds, in order of asking.
    fn move_to_rehabilitation(&mut self, cx: &mut Cx<'_, '_>) {
        let place = self.rules.places.community_hospital;
        let mut free = self.free_places(place, cx);
        while free > 0 && !self.awaiting_rehabilitation.is_empty() {
            let id = self.awaiting_rehabilitation.remove(0);
            cx.flow.keep_places(place, 1, cx.now());
            self.prepare_to_leave(id, Destination::CommunityHospital, Span::ZERO, cx);
            free -= 1;
        }
    }

    /// People in a place whom no policy pays for.
    fn used_without_policies(&self, place: usize, cx: &Cx<'_, '_>) -> i64 {
        cx.flow.places[place].used() - self.used_by_policies(place, cx)
    }

    /// Books what the health service's and the council's own places cost, and notes what staff allow.
    fn account(&mut self, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let (at, costs) = (&self.rules.places, &self.rules.unit_costs);
        let week = |people: i64, pence_per_day: f64| {
            libm::rint(people as f64 * pence_per_day * 7.0) as i64
        };
        let delayed = week(self.delayed_in_acute(cx), costs.acute_delayed_day);
        let community = week(
            self.used_without_policies(at.community_hospital, cx),
            costs.community_hospital_day,
        );
        let reablement = week(
            self.used_without_policies(at.reablement, cx),
            costs.reablement_day,
        );
        let lived_in = at.long_stay.map_or(0, |place| cx.flow.places[place].used());
        let long_stay = week(lived_in, costs.long_stay_day);
        let running = &mut self.running;
        let ledger = &mut self.ledger;
        let mut book = |before: &mut i64, after: i64, payer: Payer, heading: Heading| {
            let change = after - std::mem::replace(before, after);
            ledger.change(now, payer, heading, Supplier::Own, change);
        };
        book(
            &mut running.acute_delayed,
            delayed,
            costs.acute_payer,
            Heading::AcuteDelayed,
        );
        book(
            &mut running.community_hospital,
            community,
            costs.community_payer,
            Heading::CommunityHospital,
        );
        book(
            &mut running.long_stay,
            long_stay,
            costs.community_payer,
            Heading::LongStay,
        );
        book(
            &mut running.reablement,
            reablement,
            COUNCIL,
            Heading::Reablement,
        );
        let homes = self
            .employers
            .iter()
            .filter(|e| e.kind == Kind::Home && e.open);
        let staffed: i64 = homes.clone().map(|e| i64::from(e.staffed)).sum();
        self.tally
            .registered
            .set(now, homes.map(|e| i64::from(e.registered)).sum());
        let staffed_in = |place: usize| {
            self.staffed_places(place)
                .saturating_add(self.staffed_by_policies(place))
        };
        let hospital = staffed_in(at.community_hospital);
        let reabling = staffed_in(at.reablement);
        self.tally.staffed[0].set(now, staffed);
        self.tally.staffed[1].set(now, hospital.min(1_000_000));
        self.tally.staffed[2].set(now, reabling.min(1_000_000));
        self.note_services(now);
        self.book_services(cx);
    }

    /// The weekly labour step, then prices, pay and margins.
    pub(super) fn weekly(&mut self, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        self.some_stop_seeking(cx);
        self.set_posts(now);
        self.workforce.step(
            (&self.rules.workforce, &self.conditions),
            &mut self.employers,
            &mut self.tally,
            &self.chance,
            now,
        );
        self.assign_assistants(cx);
        let week = self.workforce.week() as i64;
        self.tally.count_weeks_since(week, now);
        self.note_staff(now);
    }

    /// Prices and pay follow, after the labour step.
    pub(super) fn weekly_accounts(&mut self, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        self.follow_prices(now);
        self.reprice(now);
        self.pay_staff(now);
        self.look_at_margins(now);
        self.weeks += 1;
    }

    /// Posts and vacancies, from loads and queues as they stand.
    fn set_posts(&mut self, now: Time) {
        let rules = self.rules;
        // Unserved minutes, by what would be paid for them.
        let mut queued = [0_i64; 2];
        for entry in self.lists[Goods::Homecare as usize].entries() {
            let pays_self = self.cases[entry.person as usize].funder == SELF_FUNDER;
            queued[usize::from(pays_self)] += self.package(entry.person, now);
        }
        let council_price =
            self.prices[Goods::Homecare as usize].council(self.council.price_policy);
        let offered = [council_price as f64, rules.homecare.providers.price_self];
        let beds_queued = self.lists[Goods::Beds as usize].entries().len() as f64;
        let wanted = self.hours_blocks.iter().flatten();
        let wanted: Vec<(f64, i64)> = wanted.map(|b| (b.price as f64, b.missing())).collect();
        let heads = |kind: Kind| {
            let open = self
                .employers
                .iter()
                .filter(|e| e.kind == kind && e.takes_clients());
            f64::from(open.map(|e| e.headcount).sum::<i32>().max(1))
        };
        let (agency_heads, home_heads) = (heads(Kind::Agency), heads(Kind::Home));
        let attending: Vec<f64> = (0..rules.workforce.sectors.len())
            .map(|s| self.attendance(s, now))
            .collect();
        for (j, employer) in self.employers.iter_mut().enumerate() {
            if !employer.takes_clients() {
                (employer.posts, employer.vacancies) = (0, 0);
                continue;
            }
            let sector = &rules.workforce.sectors[employer.sector];
            match employer.kind {
                Kind::Agency => {
                    let share =
                        share_of_queue(employer, agency_heads, rules.homecare.providers.number);
                    let cost = employer.unit_cost(rules);
                    let worth: i64 = (0..2)
                        .filter(|&p| offered[p] > cost)
                        .map(|p| queued[p])
                        .sum();
                    // Hours that blocks still want are waited for like those of people.
                    let blocks = wanted.iter().filter(|&&(price, _)| price > cost);
                    let worth = worth + blocks.map(|&(_, minutes)| minutes).sum::<i64>();
                    let promised = employer.load_minutes() + employer.reserved_minutes;
                    let minutes = promised as f64 + share * worth as f64;
                    let each = sector.hours
                        * HOUR as f64
                        * employer.contact_share
                        * attending[employer.sector];
                    employer.posts =
                        libm::rint(minutes / each * rules.homecare.staffing_margin) as i32;
                }
                Kind::Home => {
                    let home = &rules.care_home;
                    let share = share_of_queue(employer, home_heads, home.providers.number);
                    let wanted = f64::from(employer.beds_taken() + employer.wanted_extra)
                        + share * beds_queued
                        + home.spare_share * f64::from(employer.registered);
                    let wanted = wanted.min(f64::from(employer.registered));
                    let posts =
                        wanted * home.hours_per_resident / sector.hours * home.staffing_margin;
                    employer.posts = libm::rint(posts) as i32;
                }
                Kind::Team(_) if self.assistants.are(j) => {
                    employer.posts = employer.headcount + self.assistants.vacancies();
                }
                // A team's posts are set by the place or by a policy.
                Kind::Team(_) => {}
            }
            let losing = employer.margin < 0.0 && !matches!(employer.kind, Kind::Team(_));
            employer.vacancies = if losing {
                0
            } else {
                (employer.posts - employer.headcount).max(0)
            };
        }
    }

    fn note_staff(&mut self, now: Time) {
        let mut sums = vec![(0_i64, 0_i64, 0_i64, 0.0); self.tally.sectors.len()];
        for e in &self.employers {
            let sum = &mut sums[e.sector];
            sum.0 += i64::from(e.headcount);
            sum.1 += i64::from(e.vacancies);
            sum.2 += e.productive_minutes;
            sum.3 += e.wage * f64::from(e.headcount);
        }
        for (s, (staff, vacant, productive, pay)) in sums.into_iter().enumerate() {
            let mean = if staff > 0 {
                pay / staff as f64
            } else {
                self.sector_pay[s]
            };
            let levels = &mut self.tally.sectors[s];
            levels.staff.set(now, staff);
            levels.vacancies.set(now, vacant);
            levels.productive_minutes.set(now, productive);
            levels.pay.set(now, libm::rint(mean * 100.0) as i64);
        }
    }

    /// What providers ask follows what buyers other than council and self-funders pay.
    fn follow_prices(&mut self, now: Time) {
        let policy = self.council.price_policy;
        self.follow_homecare_prices();
        let rules = &self.rules.council;
        let prices = &mut self.prices[Goods::Beds as usize];
        let (mut dear, mut spent) = (0.0, 0.0);
        for block in &self.blocks {
            let price = prices.capped(policy, block.price) as f64;
            if price > prices.base {
                let beds = f64::from(block.contracted());
                dear += beds;
                spent += beds * price;
            }
        }
        let homes = self.employers.iter().filter(|e| e.kind == Kind::Home);
        let volume: f64 = homes.map(|e| f64::from(e.beds_taken())).sum();
        let share = dear / volume.max(1.0);
        let mean = if dear > 0.0 {
            spent / dear
        } else {
            prices.base
        };
        prices.follow(share, mean, rules.ask_slope, rules.ask_speed);
        for goods in Goods::ALL {
            let prices = &self.prices[goods as usize];
            self.tally.ask[goods as usize].set(now, libm::rint(prices.ask * 100.0) as i64);
            let payers = self.rules.payers.len();
            let levels = &mut self.tally.price[goods as usize * payers..][..payers];
            levels[COUNCIL].set(now, prices.council(policy));
            levels[SELF_FUNDER].set(
                now,
                libm::rint(goods.providers(self.rules).price_self) as i64,
            );
            for payer in (0..payers).filter(|&p| p != COUNCIL && p != SELF_FUNDER) {
                levels[payer].set(now, 0);
            }
            if goods == Goods::Homecare {
                for offer in self.commissions.iter().filter(|c| c.minutes > 0) {
                    levels[offer.payer].set(now, prices.capped(policy, offer.price));
                }
                let others = self.hours_blocks.iter().flatten();
                for block in others.filter(|b| b.wanted > 0 && b.payer != COUNCIL) {
                    levels[block.payer].set(now, prices.capped(policy, block.price));
                }
            } else {
                for block in self.blocks.iter().filter(|b| b.wanted > 0) {
                    levels[block.payer].set(now, prices.capped(policy, block.price));
                }
            }
        }
    }

    /// The same for homecare: what others than the council pay agencies above its price.
    fn follow_homecare_prices(&mut self) {
        let rules = &self.rules.council;
        let (dear, spent) = self.dear_homecare();
        let agencies = self.employers.iter().filter(|e| e.kind == Kind::Agency);
        let volume: f64 = agencies.map(|e| e.load_minutes() as f64).sum();
        let prices = &mut self.prices[Goods::Homecare as usize];
        let mean = if dear > 0.0 {
            spent / dear
        } else {
            prices.base
        };
        let share = dear / volume.max(1.0);
        prices.follow(share, mean, rules.ask_slope, rules.ask_speed);
    }

    /// Pay moves towards what prices and the sector's pay imply; uplifts and own staff are booked.
    fn pay_staff(&mut self, now: Time) {
        let rules = self.rules;
        let mut uplift = vec![0.0; self.sector_pay.len()];
        for rise in &self.uplifts {
            uplift[rise.sector] += rise.pence;
        }
        for (j, employer) in self.employers.iter_mut().enumerate() {
            let s = employer.sector;
            let reference = self.sector_pay[s] + uplift[s];
            let floor = rules.workforce.wage_floor.max(self.conditions.wage_floor);
            employer.adjust_wage(rules, self.ledger.revenue(j), reference, uplift[s], floor);
            let ask = match employer.kind {
                Kind::Agency => self.prices[0].ask,
                Kind::Home => self.prices[1].ask,
                Kind::Team(_) => continue,
            };
            employer.set_reserve(rules, ask * self.conditions.reserve);
        }
        for rise in &mut self.uplifts {
            let minutes: i64 = self
                .employers
                .iter()
                .filter(|e| e.sector == rise.sector)
                .map(|e| e.productive_minutes)
                .sum();
            let hours = minutes as f64 / HOUR as f64;
            let pence = hours * rise.pence * rules.workforce.on_costs + hours * rise.terms;
            let after = libm::rint(pence) as i64;
            let change = after - std::mem::replace(&mut rise.booked, after);
            self.ledger
                .change(now, rise.payer, Heading::PayUplift, Supplier::Own, change);
        }
        for team in self.trust_teams.iter_mut().flatten() {
            let employer = &self.employers[team.employer];
            let hours = employer.productive_minutes as f64 / HOUR as f64;
            let after = libm::rint(hours * employer.hour_cost(rules)) as i64;
            let change = after - std::mem::replace(&mut team.booked, after);
            self.ledger
                .change(now, team.payer, Heading::OwnStaff, Supplier::Own, change);
        }
    }

    /// A week's revenue and profit of every provider, and the margin over half a year.
    fn look_at_margins(&mut self, now: Time) {
        let rules = self.rules;
        let week = self.weeks as usize % MARGIN_WEEKS;
        let attending: Vec<f64> = (0..rules.workforce.sectors.len())
            .map(|s| self.attendance(s, now))
            .collect();
        let mut sums = [(0.0, 0.0); 2];
        for (j, e) in self.employers.iter_mut().enumerate() {
            let per_hour = match e.kind {
                Kind::Agency => e.contact_share * attending[e.sector],
                Kind::Home => attending[e.sector],
                Kind::Team(_) => continue,
            };
            let revenue = self.ledger.revenue(j) as f64;
            let staff = e.staff_cost(rules);
            let cover =
                (e.available_minutes - e.staffed_minutes()).max(0) as f64 / HOUR as f64 / per_hour;
            let agency = cover * e.hour_cost(rules) * (1.0 + rules.workforce.agency_premium);
            let overhead = e.overhead_per_unit * e.units();
            e.weeks[week] = (revenue, revenue - staff - agency - overhead - e.bank_cost);
            let (revenue, profit) = e
                .weeks
                .iter()
                .fold((0.0, 0.0), |s, w| (s.0 + w.0, s.1 + w.1));
            e.margin = if revenue > 0.0 { profit / revenue } else { 0.0 };
            let sum = &mut sums[usize::from(e.kind == Kind::Home)];
            *sum = (sum.0 + revenue, sum.1 + profit);
        }
        for (level, (revenue, profit)) in self.tally.margin.iter_mut().zip(sums) {
            level.set(now, libm::rint(profit / revenue.max(1.0) * 1e6) as i64);
        }
    }

    /// For today homes refuse this share of assessments that another made for them.
    pub(crate) fn refuse_assessments(&mut self, share: f64) {
        self.refusals = self.refusals.max(share);
    }
}

/// A provider's share of the unserved queue: in proportion to its staff, but at least a tenth of an average one's,
/// so that a new provider without staff can post its first vacancies.
fn share_of_queue(employer: &Employer, heads: f64, providers: usize) -> f64 {
    let least = 0.1 * heads / providers.max(1) as f64;
    f64::from(employer.headcount).max(least) / heads
}
