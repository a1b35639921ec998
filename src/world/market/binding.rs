//! What keeps people waiting: whether there is nobody to care for them, or only nobody at the price offered.
//!
//! Only counted, never acted on.

use super::Market;
use super::employer::{Employer, Kind};
use super::price::Goods;
use super::setup::COUNCIL;
use crate::engine::Time;

impl Market<'_> {
    /// After the morning's brokerage: how many of those left could have had what providers do not sell, or keep
    /// back, at the council's price.
    pub(super) fn note_bound_by_price(&mut self, goods: Goods, now: Time) {
        // Whom the budget keeps waiting waits for funding already.
        let waits = !self.council.short_of_funds[goods as usize];
        let bound = if waits { self.bound_by_price(goods) } else { 0 };
        self.tally.bound_by_price[goods as usize].set(now, bound);
    }

    fn bound_by_price(&self, goods: Goods) -> i64 {
        let price = self.prices[goods as usize].council(self.council.price_policy) as f64;
        let refused = |e: &Employer| match e.kind {
            Kind::Home if e.reserve_price <= price && price < e.self_price => {
                i64::from(e.free_beds().min(e.kept_beds))
            }
            Kind::Home if e.reserve_price > price => i64::from(e.free_beds()),
            Kind::Agency if e.reserve_price > price => e.free_minutes(),
            _ => 0,
        };
        let open = self
            .employers
            .iter()
            .filter(|e| e.kind == goods.kind() && e.takes_clients());
        let room: i64 = open.map(|e| refused(e).max(0)).sum();
        if room == 0 {
            return 0;
        }
        let (mut waiting, mut wanted) = (0, 0);
        for entry in self.lists[goods as usize].entries() {
            let case = &self.cases[entry.person as usize];
            if case.funder == COUNCIL && !case.handed_back {
                waiting += 1;
                wanted += match goods {
                    Goods::Homecare => entry.least_minutes().max(1),
                    Goods::Beds => 1,
                };
            }
        }
        // As many packages of the mean size as there is room for.
        if wanted <= room {
            waiting
        } else {
            room * waiting / wanted
        }
    }
}
