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
    /// back, at the council's price. The smallest packages come first, so that the number is the most it can be.
    pub(super) fn note_bound_by_price(&mut self, goods: Goods, now: Time) {
        // Whom the budget keeps waiting waits for funding already.
        let waits = !(goods == Goods::Beds && self.council.short_of_funds);
        let bound = if waits {
            self.bound_by_price(goods, now)
        } else {
            0
        };
        self.tally.bound_by_price[goods as usize].set(now, bound);
    }

    fn bound_by_price(&self, goods: Goods, now: Time) -> i64 {
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
        let mut room: i64 = open.map(|e| refused(e).max(0)).sum();
        if room == 0 {
            return 0;
        }
        let waiting = self.lists[goods as usize].entries().iter();
        let of_council = waiting.map(|entry| entry.person).filter(|&id| {
            let case = &self.cases[id as usize];
            case.funder == COUNCIL && !case.handed_back
        });
        let mut sizes: Vec<i64> = of_council
            .map(|id| match goods {
                Goods::Homecare => self.package(id, now),
                Goods::Beds => 1,
            })
            .collect();
        sizes.sort_unstable();
        let mut bound = 0;
        for size in sizes {
            room -= size;
            if room < 0 {
                break;
            }
            bound += 1;
        }
        bound
    }
}
