//! Who is offered the next free hour or bed, every morning.
//!
//! People compete as persons, weighted by where they wait and for how long; each has one offer, the
//! highest price of those who may and can pay for them. Offers are taken dearest first, then by
//! rank: that providers prefer the better payer is the only reason self-funders and dear blocks
//! come first. At an equal price a block queues like a person.

use super::Market;
use super::employer::Employer;
use super::price::Goods;
use super::setup::{COUNCIL, Need, Reason, SELF_FUNDER, Weights};
use crate::engine::{Span, Time};
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::PersonId;
use crate::world::need::case::{Case, Contract, Destination, NO_PROVIDER, NOT_LISTED};

/// Where someone waits, as far as their weight is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WaitsIn {
    /// An acute bed.
    Acute,
    /// A community hospital.
    CommunityHospital,
    /// A step-down bed.
    StepDown,
    /// Reablement, holding the place.
    Reablement,
    /// The trust's bridging service.
    Bridge,
    /// Home, or anywhere else.
    Home,
}

/// Someone in a brokerage queue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Who.
    pub person: PersonId,
    /// `-ln u` of their lottery number.
    lot: f64,
    /// When they began to wait.
    since: Time,
    /// Least minutes of homecare a week that they can need now: needs only grow while people wait.
    least_minutes: i64,
    waits_in: WaitsIn,
    handed_back: bool,
}

/// Everyone waiting for one kind of care: funded, assessed, not yet matched.
#[derive(Clone, Debug, Default)]
pub struct List {
    entries: Vec<Entry>,
}

impl List {
    /// People waiting, in no particular order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl Entry {
    /// The person's weight: the largest that applies.
    fn weight(&self, weights: &Weights) -> f64 {
        let by_place = match self.waits_in {
            WaitsIn::Acute => weights.acute,
            WaitsIn::CommunityHospital => weights.community_hospital,
            WaitsIn::StepDown => weights.step_down,
            WaitsIn::Reablement => weights.reablement,
            WaitsIn::Bridge => weights.bridge,
            WaitsIn::Home => weights.home,
        };
        if self.handed_back {
            by_place.max(weights.handed_back)
        } else {
            by_place
        }
    }
}

/// One offer of a morning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    price: i64,
    rank: f64,
    who: Who,
    /// The commission that would pay instead of the person's own payer, by index.
    commission: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Who {
    Person(PersonId),
    /// The next bed still wanted of a block contract, by index.
    Block(usize),
}

impl Market<'_> {
    /// Puts someone in the queue for what they need; the spell goes on if they were in it before.
    pub(crate) fn list(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let waits_in = self.waits_in(id, cx);
        let case = &mut self.cases[id as usize];
        let list = &mut self.lists[goods_of(case) as usize];
        case.listed = list.entries.len() as u32;
        list.entries.push(Entry {
            person: id,
            lot: case.lot,
            since: case.waiting_since,
            least_minutes: match case.need {
                Need::Home => libm::floor(case.minutes) as i64,
                Need::Bed => 0,
            },
            waits_in,
            handed_back: case.handed_back,
        });
    }

    /// Takes someone out of the queue they are in, if any.
    pub(crate) fn unlist(&mut self, id: PersonId) {
        let case = &mut self.cases[id as usize];
        if !case.is_listed() {
            return;
        }
        let at = std::mem::replace(&mut case.listed, NOT_LISTED) as usize;
        let list = &mut self.lists[goods_of(&self.cases[id as usize]) as usize];
        list.entries.swap_remove(at);
        if let Some(moved) = list.entries.get(at) {
            self.cases[moved.person as usize].listed = at as u32;
        }
    }

    fn waits_in(&self, id: PersonId, cx: &Cx<'_, '_>) -> WaitsIn {
        let (place, at) = (cx.place_of(id), &self.rules.places);
        match place {
            p if p == at.acute => WaitsIn::Acute,
            p if p == at.community_hospital => WaitsIn::CommunityHospital,
            p if p == at.step_down => WaitsIn::StepDown,
            p if p == at.reablement => WaitsIn::Reablement,
            p if p == at.bridge => WaitsIn::Bridge,
            _ => WaitsIn::Home,
        }
    }

    /// The price someone's payer offers, whole pence.
    pub(crate) fn price_offered(&self, id: PersonId, goods: Goods) -> i64 {
        if self.cases[id as usize].funder == SELF_FUNDER {
            libm::rint(goods.providers(self.rules).price_self) as i64
        } else {
            self.prices[goods as usize].council(self.council.price_policy)
        }
    }

    /// Minutes of homecare a week someone would get if they started now.
    pub(crate) fn package(&self, id: PersonId, now: Time) -> i64 {
        let minutes = libm::rint(self.cases[id as usize].minutes_at(now)) as i64;
        minutes.clamp(1, self.rules.homecare.most_minutes)
    }

    /// The morning's brokerage in one market.
    pub(crate) fn broker(&mut self, goods: Goods, cx: &mut Cx<'_, '_>) {
        let mut offers = std::mem::take(&mut self.offers);
        offers.clear();
        let mut room = self.greatest_room(goods);
        if room > 0 {
            self.gather(goods, room, cx.now(), &mut offers);
            // Dearest first, then by rank; nothing after the last offer that could fit is looked at.
            offers.sort_unstable_by(|a, b| b.price.cmp(&a.price).then(a.rank.total_cmp(&b.rank)));
            for offer in &offers {
                let placed = match offer.who {
                    Who::Person(id) => self.offer_person(id, goods, offer, room, cx),
                    Who::Block(block) => self.offer_block(block, offer.price, cx.now()),
                };
                if placed {
                    room = self.greatest_room(goods);
                    if room <= 0 {
                        break;
                    }
                }
            }
        }
        self.offers = offers;
        self.mark_short_of_funds(goods, cx);
    }

    /// Every offer that the greatest room could hold.
    fn gather(&self, goods: Goods, room: i64, now: Time, offers: &mut Vec<Offer>) {
        let tau = self.rules.council.tau_days;
        let weights = self.council.weights;
        let weights = Weights {
            acute: weights.acute * self.attention(now) * self.council.pressure,
            ..weights
        };
        let could_fit =
            |entry: &&Entry| entry.least_minutes.min(self.rules.homecare.most_minutes) <= room;
        for entry in self.lists[goods as usize].entries.iter().filter(could_fit) {
            let days = (now - entry.since).days();
            let rank = entry.lot / (entry.weight(&weights) * (1.0 + days / tau));
            let price = self.price_offered(entry.person, goods);
            let who = Who::Person(entry.person);
            offers.push(Offer {
                price,
                rank,
                who,
                commission: None,
            });
            // Should what others pay for be used up, the person's own payer still offers its price.
            if let Some(at) = self.commission_at(entry, goods, price) {
                offers.push(Offer {
                    price: self.commissioned_price(&self.commissions[at]),
                    rank,
                    who,
                    commission: Some(at),
                });
            }
        }
        if goods == Goods::Beds {
            for (index, block) in self.blocks.iter().enumerate() {
                let contracted = block.contracted();
                let price =
                    self.prices[goods as usize].capped(self.council.price_policy, block.price);
                for bed in contracted..block.wanted {
                    let u = self
                        .chance
                        .uniform(chance::BLOCK, block.key, u64::from(bed));
                    offers.push(Offer {
                        price,
                        rank: -libm::log(u),
                        who: Who::Block(index),
                        commission: None,
                    });
                }
            }
        }
    }

    /// The commission that someone in the queue may be paid for by: those in acute beds alone.
    fn commission_at(&self, entry: &Entry, goods: Goods, price: i64) -> Option<usize> {
        if goods != Goods::Homecare || entry.waits_in != WaitsIn::Acute {
            return None;
        }
        let least = entry.least_minutes.min(self.rules.homecare.most_minutes);
        let funder = self.cases[entry.person as usize].funder;
        self.commission_for(funder, price, least)
    }

    /// The most any provider could take: minutes, or beds.
    fn greatest_room(&self, goods: Goods) -> i64 {
        let open = self
            .employers
            .iter()
            .filter(|e| e.kind == goods.kind() && e.takes_clients());
        open.map(|e| room_in(e, goods)).max().unwrap_or(0)
    }

    /// The provider that an offer goes to, or none that it fits.
    fn provider_for(
        &self,
        goods: Goods,
        price: i64,
        size: i64,
        last: u16,
        any_bed: bool,
    ) -> Option<usize> {
        self.provider_among(goods, price, size, last, any_bed, &|_| true)
    }

    /// The same, of providers that may be asked.
    fn provider_among(
        &self,
        goods: Goods,
        price: i64,
        size: i64,
        last: u16,
        any_bed: bool,
        may: &impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let fits = |e: &Employer| {
            e.kind == goods.kind()
                && e.takes_clients()
                && e.reserve_price <= price as f64
                && match goods {
                    Goods::Homecare => e.free_minutes() >= size,
                    Goods::Beds => {
                        let kept = if any_bed || price as f64 >= e.self_price {
                            0
                        } else {
                            e.kept_beds
                        };
                        e.free_beds() > kept
                    }
                }
        };
        if last != NO_PROVIDER && fits(&self.employers[usize::from(last)]) {
            return Some(usize::from(last));
        }
        // The greatest room for its size: by absolute room, large providers would always come first.
        let mut best: Option<(f64, usize)> = None;
        for (j, employer) in self.employers.iter().enumerate() {
            if fits(employer) && may(j) {
                let room = room_in(employer, goods) as f64 / employer.size().max(1) as f64;
                if best.is_none_or(|(most, _)| room > most) {
                    best = Some((room, j));
                }
            }
        }
        best.map(|(_, j)| j)
    }

    fn offer_person(
        &mut self,
        id: PersonId,
        goods: Goods,
        offer: &Offer,
        room: i64,
        cx: &mut Cx<'_, '_>,
    ) -> bool {
        let price = offer.price;
        if !self.cases[id as usize].is_listed() {
            // Placed this morning, at a better price.
            return false;
        }
        let size = match goods {
            Goods::Homecare => self.package(id, cx.now()),
            Goods::Beds => 1,
        };
        let paid_for = |at: usize| self.commissions[at].room() >= size;
        if size > room || !offer.commission.is_none_or(paid_for) {
            return false;
        }
        let case = &self.cases[id as usize];
        let (funder, last) = (case.funder, case.last_provider);
        let any_bed = funder == SELF_FUNDER;
        let Some(j) = self.provider_for(goods, price, size, last, any_bed) else {
            return false;
        };
        if !self.budget_allows_person(id, goods, price) {
            return false;
        }
        self.match_with(id, j, goods, offer, size, cx);
        true
    }

    /// Capacity is taken at once; the service starts when the person can leave.
    fn match_with(
        &mut self,
        id: PersonId,
        j: usize,
        goods: Goods,
        offer: &Offer,
        size: i64,
        cx: &mut Cx<'_, '_>,
    ) {
        let (now, price) = (cx.now(), offer.price);
        self.unlist(id);
        let commission = offer.commission;
        let funder = commission.map_or(self.cases[id as usize].funder, |at| {
            self.commissions[at].payer
        });
        let employer = &self.employers[j];
        let providers = goods.providers(self.rules);
        let (price, reference) = if funder == SELF_FUNDER && goods == Goods::Beds {
            let price = libm::rint(employer.self_price) as i64;
            (price, price)
        } else {
            (price, super::price::reference_price(providers, funder))
        };
        let minutes = if goods == Goods::Homecare { size } else { 0 };
        let contract = Contract {
            payer: funder,
            price,
            reference,
            minutes,
        };
        let to = match goods {
            Goods::Homecare => {
                self.employers[j].matched_minutes += minutes;
                if let Some(at) = commission {
                    self.use_commission(at, contract);
                }
                cx.flow.keep_places(self.rules.places.homecare, 1, now);
                Destination::Homecare
            }
            Goods::Beds => {
                self.employers[j].matched_beds += 1;
                cx.flow.keep_places(self.rules.places.care_home, 1, now);
                if funder == COUNCIL {
                    self.council.matched += price;
                    for pool in self.pools.iter_mut().flatten() {
                        pool.committed += price;
                    }
                }
                Destination::CareHome
            }
        };
        let lag = match goods {
            Goods::Homecare => Span::ZERO,
            Goods::Beds => self.rules.process.bed_start_lag,
        };
        // Someone who already has homecare keeps that contract until they move in.
        self.cases[id as usize].matched = Some((j as u16, contract));
        self.refresh(j, now);
        self.prepare_to_leave(id, to, lag, cx);
    }

    fn offer_block(&mut self, block: usize, price: i64, now: Time) -> bool {
        let may = |j: usize| self.block_may_take(block, j);
        let Some(j) = self.provider_among(Goods::Beds, price, 1, NO_PROVIDER, false, &may) else {
            return false;
        };
        self.contract_bed(block, j, price, now);
        self.new_bed_taken(block, j);
        true
    }

    /// People whom only the budget keeps waiting are marked as waiting for funding.
    fn mark_short_of_funds(&mut self, goods: Goods, cx: &mut Cx<'_, '_>) {
        if goods != Goods::Beds || self.council.limit.is_none() {
            return;
        }
        let price = self.prices[goods as usize].council(self.council.price_policy);
        let short = !self.budget_allows(goods, COUNCIL, price)
            && self
                .provider_for(goods, price, 1, NO_PROVIDER, false)
                .is_some();
        let reason = if short {
            Reason::Funding
        } else {
            Reason::Placement
        };
        let before = std::mem::replace(&mut self.council.short_of_funds, short);
        if !short && !before {
            return;
        }
        for at in 0..self.lists[goods as usize].entries.len() {
            let id = self.lists[goods as usize].entries[at].person;
            let case = &self.cases[id as usize];
            if case.funder == COUNCIL && !case.handed_back {
                self.keep_waiting(id, reason, cx);
            }
        }
    }

    /// Whether anyone waiting in this market fits a provider and is refused by no budget: never after brokerage.
    pub(crate) fn someone_fits(&self, goods: Goods, now: Time) -> Option<PersonId> {
        self.lists[goods as usize]
            .entries
            .iter()
            .find(|entry| {
                let id = entry.person;
                let case = &self.cases[id as usize];
                let price = self.price_offered(id, goods);
                let size = if goods == Goods::Homecare {
                    self.package(id, now)
                } else {
                    1
                };
                let any_bed = case.funder == SELF_FUNDER;
                let commission = self
                    .commission_at(entry, goods, price)
                    .filter(|&at| self.commissions[at].room() >= size);
                let fits = |price: i64| {
                    self.provider_for(goods, price, size, NO_PROVIDER, any_bed)
                        .is_some()
                };
                commission.is_some_and(|at| fits(self.commissioned_price(&self.commissions[at])))
                    || fits(price) && self.budget_allows_person(id, goods, price)
            })
            .map(|entry| entry.person)
    }
}

fn room_in(employer: &Employer, goods: Goods) -> i64 {
    match goods {
        Goods::Homecare => employer.free_minutes(),
        Goods::Beds => i64::from(employer.free_beds()),
    }
}

/// The market someone waits in.
fn goods_of(case: &Case) -> Goods {
    match case.need {
        Need::Home => Goods::Homecare,
        Need::Bed => Goods::Beds,
    }
}
