//! Providers by what they ask, and the best of those that ask no more than a price.
//!
//! A tournament: pairs of providers meet, then pairs of winners, and the winner of each meeting is
//! kept. When one provider changes only its own meetings are held again, and the best of the
//! cheapest so many is found from few of them; so what a morning takes grows hardly faster than the
//! number of people and providers, where looking at everyone for everyone grows with its square.

/// No provider, or none in this ranking.
const NOBODY: u32 = u32::MAX;

/// Providers in order of the price below which they do not sell, each with its room and its merit.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Ranking {
    /// Price and provider, cheapest first.
    asking: Vec<(f64, u32)>,
    /// Position of each provider in that order, by provider.
    position: Vec<u32>,
    /// Winners: of everyone at 1, of the two halves at 2 and 3, of one provider each from `first` on.
    meetings: Vec<Meeting>,
    /// Where the single providers begin: a power of two.
    first: usize,
}

/// What is known of some neighbouring providers.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Meeting {
    /// The most room that any of them has.
    most_room: i64,
    winner: Provider,
}

/// A provider with room.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Provider {
    merit: f64,
    room: i64,
    number: u32,
}

impl Provider {
    const NONE: Self = Self {
        merit: f64::NEG_INFINITY,
        room: 0,
        number: NOBODY,
    };

    /// Whether it comes before another: by merit, then by number.
    fn beats(&self, other: &Self) -> bool {
        self.merit > other.merit || (self.merit == other.merit && self.number < other.number)
    }
}

impl Meeting {
    const EMPTY: Self = Self {
        most_room: 0,
        winner: Provider::NONE,
    };

    /// One provider by itself; nobody if it has no room.
    fn alone(number: u32, room: i64, merit: f64) -> Self {
        if room <= 0 {
            return Self::EMPTY;
        }
        let winner = Provider {
            merit,
            room,
            number,
        };
        Self {
            most_room: room,
            winner,
        }
    }

    fn of(left: &Self, right: &Self) -> Self {
        let right_wins = right.winner.beats(&left.winner);
        Self {
            most_room: left.most_room.max(right.most_room),
            winner: if right_wins { right } else { left }.winner,
        }
    }
}

/// What is looked for: providers before this position in the order of prices, with at least this much room.
#[derive(Clone, Copy)]
struct Sought {
    before: usize,
    room: i64,
}

impl Ranking {
    /// Ranks these providers anew, each a number and the price below which it does not sell; `standing` gives
    /// their room and merit.
    pub fn rank(
        &mut self,
        providers: impl Iterator<Item = (usize, f64)>,
        standing: impl Fn(usize) -> (i64, f64),
    ) {
        self.clear();
        self.asking
            .extend(providers.map(|(number, price)| (price, number as u32)));
        self.asking
            .sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        self.first = self.asking.len().next_power_of_two();
        self.meetings.resize(2 * self.first, Meeting::EMPTY);
        for (at, &(_, provider)) in self.asking.iter().enumerate() {
            let number = provider as usize;
            if number >= self.position.len() {
                self.position.resize(number + 1, NOBODY);
            }
            self.position[number] = at as u32;
            let (room, merit) = standing(number);
            self.meetings[self.first + at] = Meeting::alone(provider, room, merit);
        }
        for at in (1..self.first).rev() {
            self.meetings[at] = Meeting::of(&self.meetings[2 * at], &self.meetings[2 * at + 1]);
        }
    }

    /// Forgets everyone.
    pub fn clear(&mut self) {
        self.asking.clear();
        self.position.clear();
        self.meetings.clear();
        self.first = 0;
    }

    /// Notes a provider's room and merit as they now are; nothing happens if it is not ranked.
    pub fn set(&mut self, number: usize, room: i64, merit: f64) {
        let Some(&position) = self.position.get(number) else {
            return;
        };
        if position == NOBODY {
            return;
        }
        let mut at = self.first + position as usize;
        self.meetings[at] = Meeting::alone(number as u32, room, merit);
        while at > 1 {
            at /= 2;
            self.meetings[at] = Meeting::of(&self.meetings[2 * at], &self.meetings[2 * at + 1]);
        }
    }

    /// The most room that anyone has; 0 if nobody has any.
    pub fn most_room(&self) -> i64 {
        self.meetings.get(1).map_or(0, |all| all.most_room)
    }

    /// The provider of most merit that sells at a price and has this much room, 1 or more; of equals the one
    /// with the lowest number. Its merit comes with it.
    pub fn best(&self, price: f64, room: i64) -> Option<(f64, usize)> {
        let before = self.asking.partition_point(|&(asked, _)| asked <= price);
        let mut best = Provider::NONE;
        if before > 0 {
            self.search(1, 0..self.first, Sought { before, room }, &mut best);
        }
        (best.number != NOBODY).then_some((best.merit, best.number as usize))
    }

    /// Looks through the providers at these positions, whose meeting is `at`, for a better one than the best so far.
    fn search(
        &self,
        at: usize,
        positions: std::ops::Range<usize>,
        sought: Sought,
        best: &mut Provider,
    ) {
        let meeting = &self.meetings[at];
        if positions.start >= sought.before
            || meeting.most_room < sought.room
            || !meeting.winner.beats(best)
        {
            return;
        }
        if positions.end <= sought.before && meeting.winner.room >= sought.room {
            *best = meeting.winner;
            return;
        }
        let middle = usize::midpoint(positions.start, positions.end);
        let halves = [
            (2 * at, positions.start..middle),
            (2 * at + 1, middle..positions.end),
        ];
        let [left, right] = halves;
        let right_first = self.meetings[right.0]
            .winner
            .beats(&self.meetings[left.0].winner);
        let in_order = if right_first {
            [right, left]
        } else {
            [left, right]
        };
        for (at, positions) in in_order {
            self.search(at, positions, sought, best);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ranking;
    use proptest::prelude::*;

    /// Price, room and merit of a provider, from few values so that equals are common.
    fn provider() -> impl Strategy<Value = (u8, i64, u8)> {
        (0..6_u8, 0..5_i64, 0..4_u8)
    }

    fn by_looking_at_all(
        providers: &[(u8, i64, u8)],
        price: u8,
        room: i64,
    ) -> Option<(f64, usize)> {
        let fit = |&(asked, has, _): &(u8, i64, u8)| asked <= price && has >= room;
        let mut best: Option<(f64, usize)> = None;
        for (number, provider) in providers.iter().enumerate().filter(|(_, p)| fit(p)) {
            let merit = f64::from(provider.2);
            if best.is_none_or(|(most, _)| merit > most) {
                best = Some((merit, number));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn the_best_is_the_one_found_by_looking_at_all(
            mut providers in prop::collection::vec(provider(), 0..40),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0..5_i64, 0..4_u8), 0..60),
        ) {
            let mut ranking = Ranking::default();
            let standing = |number: usize| (providers[number].1, f64::from(providers[number].2));
            ranking.rank(providers.iter().map(|p| f64::from(p.0)).enumerate(), standing);
            // After each change every question has the same answer both ways.
            for change in std::iter::once(None).chain(changes.into_iter().map(Some)) {
                if let (Some((which, room, merit)), false) = (change, providers.is_empty()) {
                    let number = which.index(providers.len());
                    (providers[number].1, providers[number].2) = (room, merit);
                    ranking.set(number, room, f64::from(merit));
                }
                let most = providers.iter().map(|p| p.1).max().unwrap_or(0);
                prop_assert_eq!(ranking.most_room(), most);
                for (price, room) in (0..6).flat_map(|price| (1..6).map(move |room| (price, room))) {
                    prop_assert_eq!(
                        ranking.best(f64::from(price), room),
                        by_looking_at_all(&providers, price, room)
                    );
                }
            }
        }
    }
}
