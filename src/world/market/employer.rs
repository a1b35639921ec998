//! Agencies, homes, trust and council teams: staff, pay, and what they can deliver.

use super::setup::{CareHomeSetup, MarketSetup, Sector};
use crate::world::flow::person::PersonId;

/// Minutes in an hour.
pub const HOUR: i64 = 60;
/// Weeks over which a provider's margin is looked at.
pub const MARGIN_WEEKS: usize = 26;

/// What an employer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Sells homecare.
    Agency,
    /// Sells care-home beds.
    Home,
    /// A team with posts of its own, by index.
    Team(usize),
}

/// An agency, a home or a team.
#[derive(Clone, Debug)]
pub struct Employer {
    /// What it is.
    pub kind: Kind,
    /// The sector it employs in.
    pub sector: Sector,
    /// Whether it exists now.
    pub open: bool,
    /// The day by which everyone is to have left it, if it is closing.
    pub closes_on: Option<i64>,
    /// What its draws are keyed by, with the number of owners so far.
    pub key: u64,
    /// Owners so far.
    pub owner: u32,

    /// Workers since they accepted.
    pub headcount: i32,
    /// Contracted minutes a week of those at productive work here.
    pub productive_minutes: i64,
    /// Posts.
    pub posts: i32,
    /// Posts without a worker, which it means to fill.
    pub vacancies: i32,
    /// Whether its offers are withheld from people who work in care already.
    pub hidden_from_care_workers: bool,
    /// Pay, pence an hour.
    pub wage: f64,
    /// Part of the wage that someone else pays for, pence an hour.
    pub subsidy: f64,
    /// Share of paid time spent with clients.
    pub contact_share: f64,
    /// Load over what can be delivered, less 1; 0 when below.
    pub strain: f64,

    /// Own minutes a week it can deliver, without cover.
    pub own_minutes: i64,
    /// Minutes a week lent to it by a bank of staff today, and what it pays for them, pence a week.
    pub bank_minutes: i64,
    /// See `bank_minutes`.
    pub bank_cost: f64,
    /// Own and lent minutes, with cover by agencies.
    pub available_minutes: i64,
    /// Clients' minutes a week.
    pub serving_minutes: i64,
    /// Minutes held for clients in hospital.
    pub held_minutes: i64,
    /// Minutes of people matched who have not started.
    pub matched_minutes: i64,
    /// Minutes reserved by blocks of hours that nobody uses.
    pub reserved_minutes: i64,
    /// Clients, or residents.
    pub clients: Vec<PersonId>,
    /// Of those: who live where carers travel far.
    pub far_clients: i32,
    /// Of those: who live in housing with care, under one roof.
    pub near_clients: i32,
    /// What daily hand-backs have come to that no package has covered yet, in minutes.
    pub handback_allowance: f64,

    /// Registered beds.
    pub registered: i32,
    /// Beds that staff allow.
    pub staffed: i32,
    /// Beds held for residents in hospital.
    pub held_beds: i32,
    /// Beds of people matched who have not moved in.
    pub matched_beds: i32,
    /// Beds of block contracts, in use or not.
    pub contracted_beds: i32,
    /// Of those: in use, or kept for someone on the way.
    pub contracted_used: i32,
    /// Vacant beds kept for self-funders.
    pub kept_beds: i32,
    /// What self-funders pay here, pence a week.
    pub self_price: f64,
    /// Beds it means to open for a contract, beyond those it staffs.
    pub wanted_extra: i32,

    /// Share of the market's asking price below which it does not sell.
    pub reserve_share: f64,
    /// Price below which it does not sell, pence.
    pub reserve_price: f64,
    /// Its share of the market when the run begins.
    pub share_at_start: f64,
    /// Margin that its owner makes at the prices and the staffing of the start.
    pub usual_margin: f64,
    /// Costs other than care staff, pence a week for each unit sold: an hour with a client, a bed lived in.
    pub overhead_per_unit: f64,
    /// Revenue at the reference prices of its contracts, pence a week.
    pub reference_revenue: i64,
    /// Revenue and profit of the last weeks, in a ring.
    pub weeks: [(f64, f64); MARGIN_WEEKS],
    /// Margin over those weeks.
    pub margin: f64,
}

impl Employer {
    /// An employer with nobody in it.
    pub fn new(kind: Kind, sector: Sector, wage: f64, contact_share: f64) -> Self {
        Self {
            kind,
            sector,
            open: true,
            closes_on: None,
            key: 0,
            owner: 0,
            headcount: 0,
            productive_minutes: 0,
            posts: 0,
            vacancies: 0,
            hidden_from_care_workers: false,
            wage,
            subsidy: 0.0,
            contact_share,
            strain: 0.0,
            own_minutes: 0,
            bank_minutes: 0,
            bank_cost: 0.0,
            available_minutes: 0,
            serving_minutes: 0,
            held_minutes: 0,
            matched_minutes: 0,
            reserved_minutes: 0,
            clients: Vec::new(),
            far_clients: 0,
            near_clients: 0,
            handback_allowance: 0.0,
            registered: 0,
            staffed: 0,
            held_beds: 0,
            matched_beds: 0,
            contracted_beds: 0,
            contracted_used: 0,
            kept_beds: 0,
            self_price: 0.0,
            wanted_extra: 0,
            reserve_share: 0.0,
            reserve_price: 0.0,
            share_at_start: 0.0,
            usual_margin: 0.0,
            overhead_per_unit: 0.0,
            reference_revenue: 0,
            weeks: [(0.0, 0.0); MARGIN_WEEKS],
            margin: 0.0,
        }
    }

    /// Whether it takes new clients.
    pub fn takes_clients(&self) -> bool {
        self.open && self.closes_on.is_none()
    }

    /// Whether it keeps a package or a bed for someone in hospital.
    pub fn holds_something(&self) -> bool {
        self.held_minutes > 0 || self.held_beds > 0
    }

    /// Minutes a week it can deliver with its own staff and lent shifts, without cover.
    pub fn staffed_minutes(&self) -> i64 {
        self.own_minutes + self.bank_minutes
    }

    /// Minutes a week it has promised: to clients, to those held, to those matched.
    pub fn load_minutes(&self) -> i64 {
        self.serving_minutes + self.held_minutes + self.matched_minutes
    }

    /// Minutes a week it can still promise.
    pub fn free_minutes(&self) -> i64 {
        self.available_minutes - self.load_minutes() - self.reserved_minutes
    }

    /// Clients' minutes a week that it cannot deliver.
    pub fn unfilled_minutes(&self) -> i64 {
        (self.load_minutes() - self.available_minutes).clamp(0, self.serving_minutes)
    }

    /// Shares of its clients who live far away, and under one roof, if it has any clients.
    pub fn neighbours(&self) -> Option<(f64, f64)> {
        let clients = self.clients.len() as f64;
        let share = |some: i32| f64::from(some) / clients;
        (clients > 0.0).then(|| (share(self.far_clients), share(self.near_clients)))
    }

    /// People who live here.
    pub fn residents(&self) -> i32 {
        self.clients.len() as i32
    }

    /// Beds lived in, held, promised or contracted.
    pub fn beds_taken(&self) -> i32 {
        self.residents() + self.held_beds + self.matched_beds + self.contracted_beds
    }

    /// What its free capacity is measured against: registered beds, or minutes a week its staff can deliver.
    pub fn size(&self) -> i64 {
        match self.kind {
            Kind::Home => i64::from(self.registered),
            Kind::Agency | Kind::Team(_) => self.own_minutes,
        }
    }

    /// Staffed beds nobody has a claim on.
    pub fn free_beds(&self) -> i32 {
        self.staffed - self.beds_taken()
    }

    /// What it can still promise: beds, or minutes a week; below zero if it has promised too much.
    pub fn room(&self) -> i64 {
        match self.kind {
            Kind::Home => i64::from(self.free_beds()),
            Kind::Agency | Kind::Team(_) => self.free_minutes(),
        }
    }

    /// The same over its size.
    pub fn relative_room(&self) -> f64 {
        self.room() as f64 / self.size().max(1) as f64
    }

    /// Whether it would take so many minutes, or beds, at this price; only self-funders are given `any_bed`,
    /// others none of those it keeps for self-funders unless they pay as much.
    pub fn would_take(&self, price: i64, size: i64, any_bed: bool) -> bool {
        let price = price as f64;
        let keeps = self.kind == Kind::Home && !any_bed && price < self.self_price;
        let kept = if keeps { i64::from(self.kept_beds) } else { 0 };
        self.takes_clients() && self.reserve_price <= price && self.room() - kept >= size
    }

    /// Buys cover by agency and bank for hours its own staff cannot deliver, while it makes money.
    ///
    /// Returns clients' minutes a week delivered and not delivered.
    pub(super) fn cover_hours(&mut self, topup_share: f64) -> (i64, i64) {
        let short = (self.load_minutes() - self.staffed_minutes()).max(0);
        let most = libm::floor(self.own_minutes as f64 * topup_share) as i64;
        let cover = if self.margin > 0.0 {
            short.min(most)
        } else {
            0
        };
        self.available_minutes = self.staffed_minutes() + cover;
        let over = self.load_minutes() as f64 / self.available_minutes.max(1) as f64 - 1.0;
        self.strain = if self.load_minutes() > 0 {
            over.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let unfilled = self.unfilled_minutes();
        (self.serving_minutes - unfilled, unfilled)
    }

    /// Buys cover for beds in use that its own staff cannot care for, and opens as many beds as there are hours for.
    ///
    /// Returns residents' minutes a week delivered and not delivered.
    pub(super) fn cover_beds(&mut self, home: &CareHomeSetup) -> (i64, i64) {
        let per_bed = home.hours_per_resident * home.safe_share * HOUR as f64;
        let residents = self.residents() + self.contracted_used;
        let in_use = residents + self.held_beds;
        let needed = libm::ceil(f64::from(in_use) * per_bed) as i64;
        let most = libm::floor(self.own_minutes as f64 * home.providers.topup_share) as i64;
        let cover = (needed - self.staffed_minutes()).clamp(0, most);
        self.available_minutes = self.staffed_minutes() + cover;
        self.staffed = ((self.available_minutes as f64 / per_bed) as i32).min(self.registered);
        let over = f64::from(in_use) / f64::from(self.staffed.max(1)) - 1.0;
        self.strain = if in_use > 0 {
            over.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let full = libm::rint(home.hours_per_resident * HOUR as f64) as i64;
        let wanted = i64::from(residents) * full;
        // A bed with its safe share of hours counts as cared for; what is short of that is not delivered.
        let safe = libm::rint(f64::from(residents) * per_bed) as i64;
        let short = (safe - self.available_minutes).clamp(0, wanted);
        (wanted - short, short)
    }

    /// Cost of its own staff, pence a week.
    pub fn staff_cost(&self, rules: &MarketSetup) -> f64 {
        self.productive_minutes as f64 / HOUR as f64 * self.hour_cost(rules)
    }

    /// What it sells a week: hours with clients, held and reserved ones included, or beds lived in, held or contracted.
    pub fn units(&self) -> f64 {
        match self.kind {
            Kind::Home => f64::from(self.residents() + self.held_beds + self.contracted_beds),
            Kind::Agency | Kind::Team(_) => {
                let paid = self.serving_minutes + self.held_minutes + self.reserved_minutes;
                (paid - self.unfilled_minutes()) as f64 / HOUR as f64
            }
        }
    }

    /// Sets overheads so that the margin at this revenue, with the staff there are, is the owner's usual one.
    pub(super) fn fix_overhead(&mut self, rules: &MarketSetup, revenue: f64) {
        let left = revenue * (1.0 - self.usual_margin) - self.staff_cost(rules);
        self.overhead_per_unit = (left / self.units().max(1.0)).max(0.0);
    }

    /// Cost of a paid hour that the employer bears itself, pence.
    pub fn hour_cost(&self, rules: &MarketSetup) -> f64 {
        (self.wage - self.subsidy) * rules.workforce.on_costs
    }

    /// Staff cost of a unit sold: an hour with a client, a bed for a week; pence.
    pub fn unit_cost(&self, rules: &MarketSetup) -> f64 {
        match self.kind {
            Kind::Home => self.hour_cost(rules) * rules.care_home.hours_per_resident,
            Kind::Agency | Kind::Team(_) => self.hour_cost(rules) / self.contact_share,
        }
    }
}
