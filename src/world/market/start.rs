//! How the market is found when the run begins: near steady state, for the warm-up to settle.

use super::assistants::Assistants;
use super::block::Block;
use super::budget::Budget;
use super::commission::Commission;
use super::council::Council;
use super::dials::Dials;
use super::employer::{Employer, Kind, MARGIN_WEEKS};
use super::free_room::FreeRoom;
use super::hospital::Hospital;
use super::labour::Conditions;
use super::ledger::Ledger;
use super::price::{Goods, Prices, reference_price};
use super::provider::{new_provider, set_beds};
use super::ranking::Ranking;
use super::setup::{COUNCIL, MarketSetup, Need, SELF_FUNDER};
use super::tally::MarketTally;
use super::target::Watched;
use super::training::Intake;
use super::workforce::Workforce;
use super::{Market, Reported, Running};
use crate::engine::{Distribution, Sampler, Span, Streams};
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::PersonId;
use crate::world::flow::setup::Group;
use crate::world::need::case::{Contract, Doing, Step};
use crate::world::need::hold::FundingRule;
use crate::world::need::ladder::Ladder;
use crate::world::need::ladder::programme::Programme;
use crate::world::setup::{Season, Setup};
use std::iter::{repeat, repeat_n};

/// What the draws of people found at the start are keyed by, beside their number.
const FOUND: u64 = 0x4000 << 48;

impl<'a> Market<'a> {
    /// The market before anyone is in it.
    pub(crate) fn new(setup: &'a Setup, rules: &'a MarketSetup, chance: Streams) -> Self {
        let mut market = Self {
            setup,
            rules,
            chance,
            season: Season::new(&setup.run.dates, &rules.month_index),
            cases: Vec::new(),
            lists: Default::default(),
            offers: Vec::new(),
            free_room: FreeRoom::default(),
            awaiting_rehabilitation: Vec::new(),
            awaiting_d2a: Vec::new(),
            services: Vec::new(),
            hospital: Hospital::default(),
            resettling: Vec::new(),
            refusals: 0.0,
            funding_rule: FundingRule::default(),
            d2a: None,
            arranging: Vec::new(),
            employers: Vec::new(),
            workforce: Workforce::new(&rules.workforce),
            prices: Goods::ALL.map(|goods| Prices::new(goods.providers(rules))),
            ledger: Ledger::new(rules.payers.len(), 0),
            tally: MarketTally::new(rules),
            blocks: vec![Block::default(); setup.policies.len()],
            trust_teams: vec![None; setup.policies.len()],
            banks: vec![None; setup.policies.len()],
            assistants: Assistants::default(),
            begun: vec![false; setup.policies.len()],
            pools: vec![None; setup.policies.len()],
            watched: vec![Watched::default(); setup.policies.len()],
            commissioned: Vec::new(),
            commissions: vec![Commission::default(); setup.policies.len()],
            hours_blocks: vec![None; setup.policies.len()],
            council: Council::new(&rules.council),
            budgets: rules.budgets.iter().map(|&b| Budget::new(b)).collect(),
            grants: vec![None; setup.policies.len()],
            ladder: Ladder::default(),
            programmes: vec![Programme::default(); setup.policies.len()],
            dials: Dials::default(),
            felt: Dials::default(),
            conditions: Conditions::new(rules.workforce.sectors.len()),
            intakes: vec![Intake::default(); setup.policies.len()],
            uplifts: Vec::new(),
            sector_pay: rules.workforce.sectors.iter().map(|s| s.pay).collect(),
            reported: Vec::new(),
            running: Running::default(),
            weeks: 0,
        };
        market.found_providers();
        market
    }

    /// Agencies and homes, their sizes drawn and scaled to the totals, and the teams.
    fn found_providers(&mut self) {
        let rules = self.rules;
        for goods in Goods::ALL {
            let setup = goods.providers(rules);
            let size = Sampler::new(Distribution::lognormal(1.0, setup.size_cv.max(1e-9)));
            let keys = (0..setup.number as u64).map(|n| (goods as u64) << 36 | n);
            let mut found: Vec<(f64, Employer)> = keys
                .map(|key| {
                    let drawn = size.sample(&mut self.chance.draw(chance::PROVIDER, key, 3 << 20));
                    (drawn, new_provider(goods, key, rules, &self.chance))
                })
                .collect();
            let total: f64 = found.iter().map(|(size, _)| size).sum();
            let shares: Vec<f64> = found.iter().map(|(size, _)| size / total).collect();
            if goods == Goods::Beds {
                let beds = apportion(&shares, i64::from(rules.care_home.beds));
                for ((_, employer), beds) in found.iter_mut().zip(beds) {
                    set_beds(employer, beds as i32, rules, &self.chance);
                }
            }
            for ((_, mut employer), share) in found.into_iter().zip(shares) {
                employer.share_at_start = share;
                employer.set_reserve(rules, setup.price_council);
                self.employers.push(employer);
            }
        }
        for (t, team) in rules.teams.iter().enumerate() {
            let wage = rules.workforce.sectors[team.sector].pay;
            let mut employer = Employer::new(Kind::Team(t), team.sector, wage, team.contact_share);
            employer.key = 3 << 36 | t as u64;
            employer.posts = team.posts as i32;
            if team.assistants {
                self.workforce.works_by_client(team.sector);
                self.assistants.stand_for(self.employers.len());
            }
            self.employers.push(employer);
        }
        self.reported = vec![Reported::default(); self.employers.len()];
    }

    /// People, then staff to match.
    pub(crate) fn begin(&mut self, cx: &mut Cx<'_, '_>) {
        let start = &self.rules.start;
        let mut key = FOUND;
        let mut next = || {
            key += 1;
            key
        };
        let places = self.rules.places.clone();
        let mut emptiest = self.by_fullness(Goods::Homecare);
        let others = start.clients_of.iter();
        let others = others.flat_map(|&(group, people)| repeat_n(group, people as usize));
        let groups = others.chain(repeat(start.home_group));
        for group in groups.take(start.clients as usize) {
            let id = self.find_of(group, (next(), Need::Home), places.homecare, cx);
            self.settle_with_provider(id, Goods::Homecare, &mut emptiest, cx);
        }
        let mut emptiest = self.by_fullness(Goods::Beds);
        for n in 0..start.residents {
            let id = self.find(next(), Need::Bed, places.care_home, cx);
            let pays_self = f64::from(n) < start.residents_self_funded * f64::from(start.residents);
            self.cases[id as usize].funder = if pays_self { SELF_FUNDER } else { COUNCIL };
            self.settle_with_provider(id, Goods::Beds, &mut emptiest, cx);
        }
        for n in 0..start.acute_waiters {
            let need = if n % 4 == 0 { Need::Bed } else { Need::Home };
            let id = self.find(next(), need, places.acute, cx);
            self.found_waiting(id, Step::HospitalProcess, cx);
        }
        for n in 0..start.home_waiters {
            let need = if n % 3 == 0 { Need::Bed } else { Need::Home };
            let id = self.find(next(), need, places.home, cx);
            self.found_waiting(id, Step::Funding, cx);
        }
        for _ in 0..start.unpaid {
            let id = self.find(next(), Need::Home, places.home, cx);
            self.feel_hazards(id, cx);
        }
        self.begin_decline(cx);
        self.staff_up(cx);
    }

    /// Someone found in a place: known to services, settled.
    fn find(&mut self, key: u64, need: Need, place: usize, cx: &mut Cx<'_, '_>) -> PersonId {
        let start = &self.rules.start;
        let group = if need == Need::Bed {
            start.bed_group
        } else {
            start.home_group
        };
        self.find_of(group, (key, need), place, cx)
    }

    fn find_of(
        &mut self,
        group: Group,
        (key, need): (u64, Need),
        place: usize,
        cx: &mut Cx<'_, '_>,
    ) -> PersonId {
        let id = cx.flow.find(key, group, place, cx.now());
        self.arrived(id, cx);
        let case = &mut self.cases[id as usize];
        case.need = need;
        case.known = true;
        case.doing = Doing::Settled;
        id
    }

    /// The providers of a market at the prices they sell at, the emptiest for its size first.
    fn by_fullness(&self, goods: Goods) -> Ranking {
        let numbered = self.employers.iter().enumerate();
        let providers = numbered.filter(|(_, e)| e.kind == goods.kind());
        let mut ranking = Ranking::default();
        ranking.rank(providers.map(|(j, e)| (j, e.reserve_price)), |j| {
            (1, -fullness(&self.employers[j]))
        });
        ranking
    }

    /// Someone found with a service: their provider is the one with most room for its size that would sell at their price.
    fn settle_with_provider(
        &mut self,
        id: PersonId,
        goods: Goods,
        emptiest: &mut Ranking,
        cx: &mut Cx<'_, '_>,
    ) {
        let now = cx.now();
        let setup = goods.providers(self.rules);
        let funder = self.cases[id as usize].funder;
        let price = self.price_offered(id, goods);
        let most = if funder == SELF_FUNDER {
            f64::INFINITY
        } else {
            price as f64
        };
        let (_, j) = emptiest
            .best(most, 1)
            .or_else(|| emptiest.best(f64::INFINITY, 1))
            .expect("a market has at least one provider");
        let minutes = if goods == Goods::Homecare {
            self.package(id, now)
        } else {
            0
        };
        let (price, reference) = if funder == SELF_FUNDER && goods == Goods::Beds {
            let price = libm::rint(self.employers[j].self_price) as i64;
            (price, price)
        } else {
            (price, reference_price(setup, funder))
        };
        self.begin_contract(
            id,
            j,
            Contract {
                payer: funder,
                price,
                reference,
                minutes,
                block: None,
            },
            now,
        );
        emptiest.set(j, 1, -fullness(&self.employers[j]));
        self.note_supported(id, cx);
        self.feel_hazards(id, cx);
    }

    fn found_waiting(&mut self, id: PersonId, step: Step, cx: &mut Cx<'_, '_>) {
        let case = &mut self.cases[id as usize];
        case.ready_since = cx.now();
        case.waiting_since = cx.now();
        case.waited = Span::ZERO;
        self.begin_step(id, step, None, cx);
    }

    /// Workers to the posts that loads call for, less the usual vacancies; candidates.
    fn staff_up(&mut self, cx: &mut Cx<'_, '_>) {
        let (now, rules) = (cx.now(), self.rules);
        self.set_posts(now);
        for j in 0..self.employers.len() {
            let sector = &rules.workforce.sectors[self.employers[j].sector];
            let posts = f64::from(self.employers[j].posts);
            // Nobody is in the queue for homecare yet, so these are posts for what agencies deliver: all filled.
            let vacant = if self.employers[j].kind == Kind::Agency {
                0.0
            } else {
                sector.vacancy_rate
            };
            let staff = libm::rint(posts * (1.0 - vacant)) as u64;
            for n in 0..staff {
                let key = (j as u64) << 24 | n;
                self.workforce.found_at_work(
                    &rules.workforce,
                    key,
                    j,
                    &mut self.employers,
                    &self.chance,
                );
            }
        }
        for n in 0..u64::from(rules.workforce.candidates) {
            self.workforce
                .found_looking(&rules.workforce, 1 << 61 | n, &self.chance);
        }
        self.workforce.close_start();
        for j in 0..self.employers.len() {
            self.refresh_availability(j, now);
            let revenue = self.ledger.revenue(j) as f64;
            self.employers[j].fix_overhead(rules, revenue);
            let margin = self.employers[j].usual_margin;
            self.employers[j].weeks = [(revenue, margin * revenue); MARGIN_WEEKS];
            self.employers[j].margin = margin;
        }
        self.set_posts(now);
        self.note_staff(now);
        self.tally.staff_at_start = self.tally.sectors.iter().map(|s| s.staff.value()).collect();
        self.tally.candidates.set(now, self.workforce.candidates());
        self.tally.reservoir.set(now, self.workforce.reservoir());
        self.follow_prices(now);
    }
}

/// What a provider has been given of its share at the start.
fn fullness(employer: &Employer) -> f64 {
    match employer.kind {
        Kind::Home => f64::from(employer.beds_taken()) / f64::from(employer.registered.max(1)),
        Kind::Agency | Kind::Team(_) => employer.serving_minutes as f64 / employer.share_at_start,
    }
}

/// Whole numbers in proportion to shares that add up to a total: largest remainders first.
fn apportion(shares: &[f64], total: i64) -> Vec<i64> {
    let exact: Vec<f64> = shares.iter().map(|share| share * total as f64).collect();
    let mut whole: Vec<i64> = exact.iter().map(|x| libm::floor(*x) as i64).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())));
    let missing = (total - whole.iter().sum::<i64>()).max(0) as usize;
    for &i in order.iter().cycle().take(missing) {
        whole[i] += 1;
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::apportion;

    #[test]
    fn apportioned_beds_add_up() {
        let beds = apportion(&[0.301, 0.402, 0.297], 10);
        assert_eq!(beds, [3, 4, 3]);
        assert_eq!(apportion(&[1.0 / 3.0; 3], 100).iter().sum::<i64>(), 100);
    }
}
