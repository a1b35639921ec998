//! Free hours and beds of one market, and the provider that the next buyer goes to.
//!
//! A buyer goes to the provider with the greatest room for its size: by absolute room, large
//! providers would always come first. Homes keep some beds for whoever pays what self-funders pay.

use super::employer::{Employer, Kind};
use super::price::Goods;
use super::ranking::Ranking;

/// The providers of one market that take clients.
///
/// A home is ranked three ways, since the price of its last vacant beds is another than that of the rest.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct FreeRoom {
    /// All its room, at its reserve price: minutes a week, or beds for self-funders.
    all: Ranking,
    /// Beds beyond those it keeps for self-funders, at its reserve price.
    beyond_kept: Ranking,
    /// All its free beds, at the reserve price or the self-funders' price, whichever is the higher.
    at_self_price: Ranking,
}

impl FreeRoom {
    /// The room that providers of a market have now.
    pub fn of(goods: Goods, employers: &[Employer]) -> Self {
        let mut room = Self::default();
        room.open(goods, employers);
        room
    }

    /// Begins anew with the providers of a market as they stand.
    pub fn open(&mut self, goods: Goods, employers: &[Employer]) {
        let open = || {
            let numbered = employers.iter().enumerate();
            numbered.filter(|(_, e)| e.kind == goods.kind() && e.takes_clients())
        };
        let standing = |j: usize| (employers[j].room(), employers[j].relative_room());
        self.close();
        self.all
            .rank(open().map(|(j, e)| (j, e.reserve_price)), standing);
        if goods == Goods::Beds {
            self.beyond_kept
                .rank(open().map(|(j, e)| (j, e.reserve_price)), |j| {
                    let (room, merit) = standing(j);
                    (room - i64::from(employers[j].kept_beds), merit)
                });
            let prices = open().map(|(j, e)| (j, e.reserve_price.max(e.self_price)));
            self.at_self_price.rank(prices, standing);
        }
    }

    /// Forgets the market.
    pub fn close(&mut self) {
        self.all.clear();
        self.beyond_kept.clear();
        self.at_self_price.clear();
    }

    /// Notes a provider's room after its load has changed; others than those of this market are ignored.
    ///
    /// Prices, and who takes clients, are as they were when the market was opened.
    pub fn update(&mut self, j: usize, employer: &Employer) {
        let (room, merit) = (employer.room(), employer.relative_room());
        self.all.set(j, room, merit);
        if employer.kind == Kind::Home {
            let kept = i64::from(employer.kept_beds);
            self.beyond_kept.set(j, room - kept, merit);
            self.at_self_price.set(j, room, merit);
        }
    }

    /// The most any provider could take: minutes, or beds; 0 if none has room.
    pub fn greatest(&self) -> i64 {
        self.all.most_room()
    }

    /// The provider that takes so many minutes, or one bed, at this price; only self-funders are given `any_bed`.
    ///
    /// Of those that [would take](Employer::would_take) it, the one with the greatest room for its size; of
    /// equals the first.
    pub fn find(&self, goods: Goods, price: i64, size: i64, any_bed: bool) -> Option<usize> {
        let price = price as f64;
        if goods == Goods::Homecare || any_bed {
            return self.all.best(price, size).map(|(_, j)| j);
        }
        let ways = [&self.beyond_kept, &self.at_self_price];
        let found = ways.into_iter().filter_map(|way| way.best(price, size));
        found
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, j)| j)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Providers of both markets, some of them closing, with prices and sizes from few values.
    fn employer() -> impl Strategy<Value = Employer> {
        let load = (0..6_i32, 0..8_i32, 0..3_i32);
        let prices = (0..5_u8, 0..5_u8);
        (any::<bool>(), 0..10_u8, load, prices).prop_map(
            |(home, state, (taken, capacity, kept), (reserve, self_price))| {
                let kind = if home { Kind::Home } else { Kind::Agency };
                let mut employer = Employer::new(kind, 0, 0.0, 1.0);
                employer.closes_on = (state == 0).then_some(7);
                employer.reserve_price = f64::from(reserve);
                employer.self_price = f64::from(self_price);
                employer.kept_beds = kept;
                employer.registered = capacity + 1;
                employer.staffed = capacity;
                employer.own_minutes = i64::from(capacity) + 1;
                employer.available_minutes = i64::from(capacity);
                promise(&mut employer, taken);
                employer
            },
        )
    }

    fn promise(employer: &mut Employer, taken: i32) {
        employer.matched_beds = taken;
        employer.matched_minutes = i64::from(taken);
    }

    fn by_looking_at_all(
        employers: &[Employer],
        goods: Goods,
        price: i64,
        size: i64,
        any_bed: bool,
    ) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for (j, e) in employers.iter().enumerate() {
            let relative = e.relative_room();
            if e.kind == goods.kind()
                && e.would_take(price, size, any_bed)
                && best.is_none_or(|(most, _)| relative > most)
            {
                best = Some((relative, j));
            }
        }
        best.map(|(_, j)| j)
    }

    proptest! {
        #[test]
        fn a_buyer_goes_where_looking_at_every_provider_would_send_them(
            mut employers in prop::collection::vec(employer(), 1..30),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0..6_i32), 0..20),
        ) {
            for goods in Goods::ALL {
                let mut room = FreeRoom::of(goods, &employers);
                for change in std::iter::once(None).chain(changes.iter().map(Some)) {
                    if let Some((which, taken)) = change {
                        let j = which.index(employers.len());
                        promise(&mut employers[j], *taken);
                        room.update(j, &employers[j]);
                    }
                    let sizes = if goods == Goods::Homecare { 1..5 } else { 1..2 };
                    for (price, size) in (0..5).flat_map(|p| sizes.clone().map(move |s| (p, s))) {
                        for any_bed in [false, true] {
                            prop_assert_eq!(
                                room.find(goods, price, size, any_bed),
                                by_looking_at_all(&employers, goods, price, size, any_bed)
                            );
                        }
                    }
                    // What has been brought up to date is as if begun anew.
                    prop_assert!(room == FreeRoom::of(goods, &employers));
                }
            }
        }
    }
}
