//! Who is offered the next free hour or bed, every morning.
//!
//! People compete as persons, weighted by where they wait and for how long; each has one offer, the
//! highest price of those who may and can pay for them. Offers are taken dearest first, then by
//! rank: that providers prefer the better payer is the only reason self-funders and dear blocks
//! come first. At an equal price a block queues like a person.

use super::Market;
use super::budget::BudgetHeading;
use super::free_room::FreeRoom;
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
    /// A slot of discharge to assess, holding it.
    D2a,
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
    palliative: bool,
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
    /// Least minutes of homecare a week that they can need now; 0 for a bed.
    pub(super) fn least_minutes(&self) -> i64 {
        self.least_minutes
    }

    /// The person's weight: the largest that applies.
    fn weight(&self, weights: &Weights, fast_track: Option<f64>) -> f64 {
        let by_place = match self.waits_in {
            WaitsIn::Acute => weights.acute,
            WaitsIn::CommunityHospital => weights.community_hospital,
            WaitsIn::StepDown => weights.step_down,
            WaitsIn::Reablement => weights.reablement,
            WaitsIn::D2a => weights.d2a,
            WaitsIn::Bridge => weights.bridge,
            WaitsIn::Home => weights.home,
        };
        let weight = if self.handed_back {
            by_place.max(weights.handed_back)
        } else {
            by_place
        };
        if self.palliative {
            weight.max(fast_track.unwrap_or(0.0))
        } else {
            weight
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
    /// A lot of this many minutes a week still wanted by a block of hours, by index.
    Hours(usize, i64),
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
            palliative: case.palliative,
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
            p if Some(p) == at.d2a => WaitsIn::D2a,
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
        self.free_room.open(goods, &self.employers);
        let mut room = self.free_room.greatest();
        if room > 0 {
            self.gather(goods, room, cx.now(), &mut offers);
            // Dearest first, then by rank; nothing after the last offer that could fit is looked at.
            offers.sort_unstable_by(|a, b| b.price.cmp(&a.price).then(a.rank.total_cmp(&b.rank)));
            for offer in &offers {
                let placed = match offer.who {
                    Who::Person(id) => self.offer_person(id, goods, offer, room, cx),
                    Who::Block(block) => self.offer_block(block, offer.price, cx.now()),
                    Who::Hours(block, minutes) => {
                        self.offer_hours(block, offer.price, minutes, cx.now())
                    }
                };
                if placed {
                    room = self.free_room.greatest();
                    if room <= 0 {
                        break;
                    }
                }
            }
        }
        self.offers = offers;
        self.mark_short_of_funds(goods, cx);
        self.note_bound_by_price(goods, cx.now());
        debug_assert!(
            self.free_room == FreeRoom::of(goods, &self.employers),
            "whatever changes a provider's load brings its free room up to date"
        );
        self.free_room.close();
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
            let rank =
                entry.lot / (entry.weight(&weights, self.council.fast_track) * (1.0 + days / tau));
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
        if goods == Goods::Homecare {
            self.gather_hours(offers);
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

    /// The lots that blocks of hours still want.
    fn gather_hours(&self, offers: &mut Vec<Offer>) {
        let policy = self.council.price_policy;
        for (index, block) in self.hours_blocks.iter().enumerate() {
            let Some(block) = block else { continue };
            let price = self.prices[Goods::Homecare as usize].capped(policy, block.price);
            for (lot, minutes) in block.lots_wanted() {
                let u = self.chance.uniform(chance::BLOCK, block.key(), lot);
                offers.push(Offer {
                    price,
                    rank: -libm::log(u),
                    who: Who::Hours(index, minutes),
                    commission: None,
                });
            }
        }
    }

    fn offer_hours(&mut self, block: usize, price: i64, minutes: i64, now: Time) -> bool {
        let agency = self.free_room.find(Goods::Homecare, price, minutes, false);
        let Some(j) = agency else {
            return false;
        };
        self.contract_hours(block, (j, price), minutes, now);
        true
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

    /// The provider that an offer goes to, or none that it fits: the person's last one, if that fits.
    fn provider_for(&self, goods: Goods, price: i64, size: i64, person: &Case) -> Option<usize> {
        let any_bed = person.funder == SELF_FUNDER;
        if person.last_provider != NO_PROVIDER {
            let last = usize::from(person.last_provider);
            let employer = &self.employers[last];
            if employer.kind == goods.kind() && employer.would_take(price, size, any_bed) {
                return Some(last);
            }
        }
        self.free_room.find(goods, price, size, any_bed)
    }

    /// The room that a provider must have for someone: minutes a week, travel included where it is long, or one bed.
    fn room_needed(&self, id: PersonId, goods: Goods, size: i64) -> i64 {
        match goods {
            Goods::Homecare => {
                let far = self.cases[id as usize].is_far();
                self.rules.homecare.room_for(size, far)
            }
            Goods::Beds => size,
        }
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
        let needed = self.room_needed(id, goods, size);
        if needed > room || !offer.commission.is_none_or(paid_for) {
            return false;
        }
        let case = &self.cases[id as usize];
        let Some(j) = self.provider_for(goods, price, needed, case) else {
            return false;
        };
        let allowed = match offer.commission {
            Some(_) => true, // It is granted its hours, or some of them, as a whole.
            None => self.funder_can_pay(id, goods, price, size),
        };
        if !allowed {
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
            block: None,
        };
        let to = match goods {
            Goods::Homecare => {
                self.employers[j].matched_minutes += minutes;
                if let Some(at) = commission {
                    self.use_commission(id, at, contract);
                }
                cx.flow.keep_places(self.rules.places.homecare, 1, now);
                Destination::Homecare
            }
            Goods::Beds => {
                self.employers[j].matched_beds += 1;
                cx.flow.keep_places(self.rules.places.care_home, 1, now);
                Destination::CareHome
            }
        };
        let lag = match goods {
            Goods::Homecare => Span::ZERO,
            Goods::Beds => self.rules.process.bed_start_lag,
        };
        self.note_matched(&contract, 1);
        let heading = BudgetHeading::of(goods);
        self.commit_pools(contract.payer, heading, contract.pence_per_week());
        // Someone who already has homecare keeps that contract until they move in.
        self.cases[id as usize].matched = Some((j as u16, contract));
        self.refresh(j, now);
        self.prepare_to_leave(id, to, lag, cx);
    }

    fn offer_block(&mut self, block: usize, price: i64, now: Time) -> bool {
        let Some(j) = self.home_for_block(block, price) else {
            return false;
        };
        self.contract_bed(block, j, price, now);
        self.new_bed_taken(block, j);
        true
    }

    /// The home that sells a block one more bed at this price: any, or one that has staffed beds for it.
    fn home_for_block(&self, block: usize, price: i64) -> Option<usize> {
        let Some(homes) = self.homes_with_new_beds(block) else {
            return self.free_room.find(Goods::Beds, price, 1, false);
        };
        homes
            .map(|j| (j, &self.employers[j]))
            .filter(|(_, home)| home.would_take(price, 1, false))
            .map(|(j, home)| (home.relative_room(), j))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, j)| j)
    }

    /// People whom only the budget keeps waiting are marked as waiting for funding.
    fn mark_short_of_funds(&mut self, goods: Goods, cx: &mut Cx<'_, '_>) {
        if !self.is_bound(COUNCIL, goods) {
            return;
        }
        let price = self.prices[goods as usize].council(self.council.price_policy);
        let usual = match goods {
            Goods::Homecare => Reason::Homecare,
            Goods::Beds => Reason::Placement,
        };
        // All beds cost the same; packages differ.
        let no_bed = goods == Goods::Beds
            && !self.budget_allows(goods, COUNCIL, price)
            && self.free_room.find(goods, price, 1, false).is_some();
        let mut short = no_bed;
        let before = self.council.short_of_funds[goods as usize];
        if goods == Goods::Beds && !short && !before {
            return;
        }
        for at in 0..self.lists[goods as usize].entries.len() {
            let id = self.lists[goods as usize].entries[at].person;
            let case = &self.cases[id as usize];
            if case.funder != COUNCIL || case.handed_back {
                continue;
            }
            let waits_for_money = match goods {
                Goods::Beds => no_bed,
                Goods::Homecare => {
                    let size = self.package(id, cx.now());
                    !self.funder_can_pay(id, goods, price, size)
                        && self.free_room.find(goods, price, size, false).is_some()
                }
            };
            short |= waits_for_money;
            let reason = if waits_for_money {
                Reason::Funding
            } else {
                usual
            };
            if waits_for_money || before {
                self.keep_waiting(id, reason, cx);
            }
        }
        self.council.short_of_funds[goods as usize] = short;
    }

    /// Whether anyone waiting in this market fits a provider and is refused by no budget: never after brokerage.
    pub(crate) fn someone_fits(&self, goods: Goods, now: Time) -> Option<PersonId> {
        let room = FreeRoom::of(goods, &self.employers);
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
                let needed = self.room_needed(id, goods, size);
                let fits = |price: i64| room.find(goods, price, needed, any_bed).is_some();
                commission.is_some_and(|at| fits(self.commissioned_price(&self.commissions[at])))
                    || fits(price) && self.funder_can_pay(id, goods, price, size)
            })
            .map(|entry| entry.person)
    }
}

/// The market someone waits in.
fn goods_of(case: &Case) -> Goods {
    match case.need {
        Need::Home => Goods::Homecare,
        Need::Bed => Goods::Beds,
    }
}
