//! Hand-backs, closures, sales and entries: how shortage and loss show in providers.

use super::Market;
use super::employer::{Employer, Kind};
use super::price::Goods;
use super::setup::{MarketSetup, ProviderSetup};
use crate::engine::{Distribution, Sampler, Streams, Time};
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::PersonId;
use crate::world::flow::stream::{day_number, poisson};
use crate::world::need::case::Doing;
use crate::world::policy::Morning;

/// Most employers there can be, those that have closed included: each has a number of 16 bits.
pub const MOST_EMPLOYERS: u32 = 65_000;

impl Market<'_> {
    /// Providers with more load than overtime and short visits absorb hand packages back.
    pub(super) fn hand_back(&mut self, cx: &mut Cx<'_, '_>) {
        let rules = &self.rules.homecare.providers;
        for j in 0..self.employers.len() {
            let employer = &mut self.employers[j];
            let hands_back = employer.kind != Kind::Home && !self.assistants.are(j);
            if !hands_back || employer.clients.is_empty() {
                continue;
            }
            let line = employer.available_minutes as f64 * (1.0 + rules.strain_tolerance);
            let over = employer.load_minutes() as f64 - line;
            if over <= 0.0 {
                employer.handback_allowance = 0.0;
                continue;
            }
            employer.handback_allowance += rules.handback_speed * over;
            while let Some((id, minutes)) = self.worst_client(j, cx.now()) {
                if self.employers[j].handback_allowance < minutes as f64 {
                    break;
                }
                self.employers[j].handback_allowance -= minutes as f64;
                self.tally.handbacks += 1;
                self.tally.handback_minutes += minutes;
                self.lose_package(id, cx);
            }
        }
    }

    /// The client with the worst margin an hour: the lowest price, and among equals by lot.
    fn worst_client(&self, j: usize, now: Time) -> Option<(PersonId, i64)> {
        let week = day_number(now.day()) / 7;
        let clients = self.employers[j].clients.iter().filter_map(|&id| {
            let case = &self.cases[id as usize];
            let contract = case.contract?;
            let lot = self.chance.draw(chance::HANDBACK, case.key, week).bits();
            Some((contract.price, lot, id, contract.minutes))
        });
        clients.min().map(|(_, _, id, minutes)| (id, minutes))
    }

    /// Providers that are closing lose their clients day by day; the last to go shuts the door.
    pub(super) fn empty_closing(&mut self, cx: &mut Cx<'_, '_>) {
        for j in 0..self.employers.len() {
            let employer = &self.employers[j];
            let (true, Some(day)) = (employer.open, employer.closes_on) else {
                continue;
            };
            if matches!(employer.kind, Kind::Team(_)) {
                continue;
            }
            let left = (day - cx.now().day()).max(1);
            if employer.kind == Kind::Home {
                self.residents_seek_other_homes(j, left, cx);
            } else {
                let today = div_up(employer.clients.len(), left);
                for _ in 0..today {
                    let Some(&id) = self.employers[j].clients.last() else {
                        break;
                    };
                    self.tally.closures += 1;
                    self.lose_package(id, cx);
                }
            }
            let employer = &self.employers[j];
            if employer.clients.is_empty()
                && employer.contracted_beds == 0
                && employer.matched_beds == 0
            {
                self.shut(j, cx);
            }
        }
    }

    /// Residents of a home that is closing join the queue for another one, where they are.
    fn residents_seek_other_homes(&mut self, j: usize, days_left: i64, cx: &mut Cx<'_, '_>) {
        let settled =
            |market: &Self, id: &PersonId| market.cases[*id as usize].doing == Doing::Settled;
        let waiting: Vec<PersonId> = self.employers[j]
            .clients
            .iter()
            .filter(|id| settled(self, id))
            .copied()
            .collect();
        for &id in waiting.iter().take(div_up(waiting.len(), days_left)) {
            self.tally.closures += 1;
            let case = &mut self.cases[id as usize];
            case.handed_back = true;
            case.ready_since = cx.now();
            self.join_queue(id, cx);
        }
    }

    /// A provider is no more: its staff look for work.
    fn shut(&mut self, j: usize, cx: &mut Cx<'_, '_>) {
        self.end_all_holds(j, cx);
        let employer = &mut self.employers[j];
        employer.open = false;
        (employer.posts, employer.vacancies, employer.registered) = (0, 0, 0);
        self.workforce
            .dismiss_all(j, &mut self.employers, &mut self.tally, cx.now());
        self.refresh(j, cx.now());
    }

    /// On the first of a month: who closes, who is sold, who enters.
    pub(crate) fn monthly(&mut self, cx: &mut Cx<'_, '_>) {
        let now = cx.now();
        let month = day_number(now.day());
        for j in 0..self.employers.len() {
            let employer = &self.employers[j];
            if !employer.takes_clients() {
                continue;
            }
            let setup = match employer.kind {
                Kind::Agency => &self.rules.homecare.providers,
                Kind::Home => &self.rules.care_home.providers,
                Kind::Team(_) => continue,
            };
            let mut draw = self.chance.draw(chance::CLOSURE, employer.key, month);
            let (closes, sold, gives_up) = (draw.uniform(), draw.uniform(), draw.uniform());
            let losing = employer.margin < setup.exit_margin;
            if losing && gives_up < a_month(setup.exit_per_year) {
                self.close(j, now);
            } else if closes < a_month(setup.closure_per_year) {
                if sold < setup.sale_share {
                    // Clients and staff stay together under a new owner.
                    let employer = &mut self.employers[j];
                    let before = employer.usual_margin;
                    employer.owner += 1;
                    take_over(employer, setup, &self.chance);
                    let cheaper = (employer.usual_margin - before) * mean_price(setup);
                    employer.overhead_per_unit = (employer.overhead_per_unit - cheaper).max(0.0);
                    self.tally.providers_sold += 1;
                } else {
                    self.close(j, now);
                }
            }
        }
        for goods in Goods::ALL {
            self.enter(goods, now);
        }
    }

    /// On a policy's first morning the largest providers of a market, by what they sell, begin to close.
    pub(crate) fn close_largest(
        &mut self,
        morning: &Morning,
        goods: Goods,
        number: u32,
        now: Time,
    ) {
        if morning.size <= 0.0 || std::mem::replace(&mut self.begun[morning.policy], true) {
            return;
        }
        let mut open: Vec<usize> = (0..self.employers.len())
            .filter(|&j| self.employers[j].kind == goods.kind())
            .filter(|&j| self.employers[j].takes_clients())
            .collect();
        open.sort_by(|&a, &b| {
            let units = |j: usize| self.employers[j].units();
            units(b).total_cmp(&units(a)).then(a.cmp(&b))
        });
        for j in open.into_iter().take(number as usize) {
            self.close(j, now);
        }
    }

    fn close(&mut self, j: usize, now: Time) {
        let kind = self.employers[j].kind;
        let goods = if kind == Kind::Home {
            Goods::Beds
        } else {
            Goods::Homecare
        };
        let days = goods.providers(self.rules).closing_days;
        self.employers[j].closes_on = Some(now.day() + libm::ceil(days) as i64);
        self.tally.providers_closed += 1;
        self.release_unused_beds_at(j, now);
        self.release_hours_at(j, now);
    }

    /// New providers: as many as close for good on average, and more while the market pays and people go unserved.
    fn enter(&mut self, goods: Goods, now: Time) {
        let setup = goods.providers(self.rules);
        let month = day_number(now.day());
        let mut draw = self
            .chance
            .draw(chance::CLOSURE, 1 << 48 | goods as u64, month);
        let (steady, drawn) = (draw.uniform(), draw.uniform());
        let replacing =
            setup.number as f64 * setup.closure_per_year * (1.0 - setup.sale_share) / 12.0;
        let mut entrants = poisson(replacing, steady);
        let (margin, unserved) = self.market_state(goods, now);
        if margin > setup.entry_margin
            && unserved > setup.entry_unserved
            && drawn < a_month(setup.entry_per_year)
        {
            entrants += 1;
        }
        let room = u64::from(MOST_EMPLOYERS).saturating_sub(self.employers.len() as u64);
        for n in 0..entrants.min(room) {
            let key = 1 << 40
                | (goods as u64) << 36
                | month << 4
                | n.min(15)
                | n.saturating_sub(15) << 44;
            let employer = new_provider(goods, key, self.rules, &self.chance);
            let ask = self.prices[goods as usize].ask;
            self.employers.push(employer);
            self.reported.push(super::Reported::default());
            let j = self.employers.len() - 1;
            self.employers[j].set_reserve(self.rules, ask);
            self.tally.providers_entered += 1;
        }
    }

    /// The market's margin over half a year, and what goes unserved: minutes a week, or beds.
    fn market_state(&self, goods: Goods, now: Time) -> (f64, i64) {
        let providers = self
            .employers
            .iter()
            .filter(|e| e.kind == goods.kind() && e.open);
        let (revenue, profit) = providers
            .flat_map(|e| e.weeks.iter())
            .fold((0.0, 0.0), |sum, week| (sum.0 + week.0, sum.1 + week.1));
        let waiting = self.lists[goods as usize].entries();
        let unserved = match goods {
            Goods::Homecare => waiting
                .iter()
                .map(|entry| self.package(entry.person, now))
                .sum(),
            Goods::Beds => waiting.len() as i64,
        };
        (if revenue > 0.0 { profit / revenue } else { 0.0 }, unserved)
    }
}

/// A provider as drawn: what it sells, below what price it does not, what overheads it has; no staff, no clients.
pub(super) fn new_provider(
    goods: Goods,
    key: u64,
    rules: &MarketSetup,
    draws: &Streams,
) -> Employer {
    let setup = goods.providers(rules);
    let sector = match goods {
        Goods::Homecare => rules.homecare.sector,
        Goods::Beds => rules.care_home.sector,
    };
    let contact = match goods {
        Goods::Homecare => rules.homecare.contact_share,
        Goods::Beds => 1.0,
    };
    let wage = rules.workforce.sectors[sector].pay;
    let mut employer = Employer::new(goods.kind(), sector, wage, contact);
    employer.key = key;
    if goods == Goods::Beds {
        let mut draw = draws.draw(chance::PROVIDER, key, 1 << 20);
        let home = &rules.care_home;
        let mean = f64::from(home.beds) / setup.number as f64;
        let beds = Sampler::new(Distribution::lognormal(mean, setup.size_cv)).sample(&mut draw);
        set_beds(
            &mut employer,
            libm::rint(beds).clamp(3.0, 250.0) as i32,
            rules,
            draws,
        );
    }
    take_over(&mut employer, setup, draws);
    // At the prices of the start, with staff fully used and the beds homes staff beyond those in use.
    let spare = if goods == Goods::Beds {
        1.0 + rules.care_home.spare_share
    } else {
        1.0
    };
    let left =
        mean_price(setup) * (1.0 - employer.usual_margin) - employer.unit_cost(rules) * spare;
    employer.overhead_per_unit = left.max(0.0);
    employer
}

/// The mean price of the start, over payers; pence a unit.
fn mean_price(setup: &ProviderSetup) -> f64 {
    (1.0 - setup.self_share) * setup.price_council + setup.self_share * setup.price_self
}

/// Registers a home for this many beds, at a price of its own for self-funders.
pub(super) fn set_beds(employer: &mut Employer, beds: i32, rules: &MarketSetup, draws: &Streams) {
    let home = &rules.care_home;
    let mut draw = draws.draw(chance::PROVIDER, employer.key, 2 << 20);
    let price = Sampler::new(Distribution::lognormal(
        home.providers.price_self,
        home.self_price_cv,
    ));
    employer.registered = beds;
    employer.self_price = libm::rint(price.sample(&mut draw));
    employer.kept_beds = libm::rint(home.holdout_share * f64::from(beds)) as i32;
}

/// An owner's reserve price and usual margin.
pub(super) fn take_over(employer: &mut Employer, setup: &ProviderSetup, draws: &Streams) {
    let mut draw = draws.draw(chance::PROVIDER, employer.key, u64::from(employer.owner));
    let (mean, cv) = setup.reserve;
    employer.reserve_share = Sampler::new(Distribution::lognormal(mean, cv)).sample(&mut draw);
    let (margin, sd) = setup.margin;
    employer.usual_margin = margin + sd * crate::engine::normal::quantile(draw.uniform());
}

fn a_month(per_year: f64) -> f64 {
    -libm::expm1(-per_year / 12.0)
}

fn div_up(n: usize, days: i64) -> usize {
    n.div_ceil(days.max(1) as usize)
}
