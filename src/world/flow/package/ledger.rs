//! What a place has promised to whom, day by day.

use super::{Profile, Wish};
use crate::engine::{DAY, Time};
use crate::world::flow::person::PersonId;
use crate::world::flow::place::{UNLIMITED, in_force, whole};
use crate::world::flow::setup::PlaceSetup;
use crate::world::setup::RunSetup;
use std::collections::VecDeque;

/// What a place has promised to whom, in steps a day.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The day that `ahead` begins with.
    today: i64,
    /// Promised on each day from today on, to those whose end is known.
    ahead: VecDeque<i64>,
    /// Promised on every day to come, to those kept beyond their stay.
    kept: i64,
    /// By person: the package of someone who is here.
    here: Vec<Option<Held>>,
    /// By person: the package of someone on the way here.
    coming: Vec<Option<Profile>>,
    /// By person: what someone who has asked and not started asks for.
    asked: Vec<Option<Asked>>,
}

/// The package of someone who is here.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Held {
    /// With a known end.
    Planned(Profile),
    /// So many steps until they can leave.
    Kept(i64),
}

/// What someone asks for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    wish: Wish,
    /// The day on which they are to start, and the package promised from then on.
    booked: Option<(i64, Profile)>,
}

/// The entry of a person in a list that grows as needed.
fn of<T: Clone>(list: &mut Vec<Option<T>>, id: PersonId) -> &mut Option<T> {
    let at = id as usize;
    if at >= list.len() {
        list.resize(at + 1, None);
    }
    &mut list[at]
}

impl Ledger {
    /// Begins with this day.
    pub(super) fn open(&mut self, today: i64) {
        self.today = today;
    }

    /// A later day has come.
    pub(super) fn advance(&mut self, today: i64) {
        while self.today < today {
            self.ahead.pop_front();
            self.today += 1;
        }
    }

    /// Steps in use today.
    pub(super) fn used(&self) -> i64 {
        self.promised(self.today)
    }

    /// The first day from which on nothing is promised but what is kept by those who cannot leave.
    pub(in crate::world::flow) fn clear_from(&self) -> i64 {
        self.today + self.ahead.len() as i64
    }

    /// Steps promised on a day from today on.
    fn promised(&self, day: i64) -> i64 {
        let ahead = self.ahead.get((day - self.today) as usize);
        ahead.copied().unwrap_or(0) + self.kept
    }

    fn promise(&mut self, from: i64, profile: &Profile) {
        let first = from.max(self.today);
        let days = (profile.until - self.today).max(0) as usize;
        if days > self.ahead.len() {
            self.ahead.resize(days, 0);
        }
        for day in first..profile.until {
            self.ahead[(day - self.today) as usize] += profile.on(day);
        }
    }

    fn take_back(&mut self, from: i64, profile: &Profile) {
        for day in from.max(self.today)..profile.until {
            self.ahead[(day - self.today) as usize] -= profile.on(day);
        }
    }

    /// Whether there is room on every day of a package that begins on a day from today on.
    pub(super) fn fits(
        &self,
        from: i64,
        profile: &Profile,
        place: &PlaceSetup,
        run: &RunSetup,
    ) -> bool {
        let varies = !place.capacity_steps.is_empty() || !place.capacity_week.is_empty();
        let always = whole(place.capacity);
        (from..profile.until).all(|day| {
            let capacity = if varies {
                capacity_on(place, run, day)
            } else {
                always
            };
            self.promised(day) + profile.on(day) <= capacity
        })
    }

    // ------------------------------------------------------------------ those who ask

    /// Someone asks for a package.
    pub(super) fn ask(&mut self, id: PersonId, wish: Wish) {
        *of(&mut self.asked, id) = Some(Asked { wish, booked: None });
    }

    /// What someone asks for.
    pub(super) fn wish(&self, id: PersonId) -> Wish {
        let asked = self.asked.get(id as usize).copied().flatten();
        asked.expect("whoever waits has asked for a package").wish
    }

    /// Someone no longer asks: they start, give up or are turned away.
    pub(super) fn forget(&mut self, id: PersonId) {
        self.cancel(id);
        *of(&mut self.asked, id) = None;
    }

    /// The day for which someone is booked.
    pub(super) fn booked_for(&self, id: PersonId) -> Option<i64> {
        let asked = self.asked.get(id as usize).copied().flatten()?;
        asked.booked.map(|(day, _)| day)
    }

    /// Someone is to start on a day to come.
    pub(super) fn book(&mut self, id: PersonId, day: i64, profile: Profile) {
        if let Some(asked) = of(&mut self.asked, id) {
            asked.booked = Some((day, profile));
            self.promise(day, &profile);
        }
    }

    /// Someone's booking, if they have one, no longer holds.
    pub(super) fn cancel(&mut self, id: PersonId) {
        let booked = of(&mut self.asked, id)
            .as_mut()
            .and_then(|asked| asked.booked.take());
        if let Some((day, profile)) = booked {
            self.take_back(day, &profile);
        }
    }

    // ------------------------------------------------------------------ those who have started

    /// A package is kept for someone on the way here.
    pub(super) fn keep_for(&mut self, id: PersonId, profile: Profile) {
        self.promise(self.today, &profile);
        *of(&mut self.coming, id) = Some(profile);
    }

    /// Someone on the way arrives.
    #[cold]
    pub(super) fn arrives(&mut self, id: PersonId) {
        let profile = of(&mut self.coming, id).take();
        *of(&mut self.here, id) = profile.map(Held::Planned);
    }

    /// Someone is here, with this package.
    pub(super) fn holds(&mut self, id: PersonId, profile: Profile) {
        self.promise(self.today, &profile);
        *of(&mut self.here, id) = Some(Held::Planned(profile));
    }

    /// Someone whose stay is over cannot leave.
    #[cold]
    pub(super) fn outstays(&mut self, id: PersonId) {
        let held = of(&mut self.here, id);
        if let Some(Held::Planned(profile)) = *held {
            let amount = profile.at_the_end();
            *held = Some(Held::Kept(amount));
            self.take_back(self.today, &profile);
            self.kept += amount;
        }
    }

    /// Someone leaves.
    pub(super) fn leaves(&mut self, id: PersonId) {
        match of(&mut self.here, id).take() {
            Some(Held::Planned(profile)) => self.take_back(self.today, &profile),
            Some(Held::Kept(amount)) => self.kept -= amount,
            None => {}
        }
    }

    /// Counts all over again from those here, on the way and booked: whether that is what is promised.
    pub(super) fn recount(
        &self,
        here: impl Iterator<Item = PersonId>,
        coming: impl Iterator<Item = PersonId>,
    ) -> bool {
        let mut again = Self {
            today: self.today,
            ..Self::default()
        };
        for id in here {
            match self.here.get(id as usize).copied().flatten() {
                Some(Held::Planned(profile)) => again.promise(self.today, &profile),
                Some(Held::Kept(amount)) => again.kept += amount,
                None => return false,
            }
        }
        for id in coming {
            match self.coming.get(id as usize).copied().flatten() {
                Some(profile) => again.promise(self.today, &profile),
                None => return false,
            }
        }
        for (day, profile) in self.asked.iter().flatten().filter_map(|asked| asked.booked) {
            again.promise(day, &profile);
        }
        let days = self.today..self.clear_from().max(again.clear_from());
        self.kept == again.kept
            && days
                .into_iter()
                .all(|day| self.promised(day) == again.promised(day))
    }
}

/// Steps a day that a place has on a day.
pub(super) fn capacity_on(place: &PlaceSetup, run: &RunSetup, day: i64) -> i64 {
    if !place.capacity_week.is_empty() {
        return whole(in_force(
            &place.capacity_week,
            run.weekday(day) as i64 * DAY,
        ));
    }
    let changed = place
        .capacity_steps
        .partition_point(|&(at, _)| at <= Time::start_of_day(day));
    let last = changed
        .checked_sub(1)
        .map_or(place.capacity, |i| place.capacity_steps[i].1);
    whole(last)
}

/// Least and most steps a day that a place has on any day from this one on, and the last day on which that changes.
pub(super) fn capacities_from(place: &PlaceSetup, run: &RunSetup, day: i64) -> (i64, i64, i64) {
    let later = place.capacity_steps.iter().map(|&(at, _)| at.day());
    let last_change = later.max().unwrap_or(day).max(day);
    let last_change = if place.capacity_week.is_empty() {
        last_change
    } else {
        day + 6
    };
    let weekdays = if place.capacity_week.is_empty() {
        day..day + 1
    } else {
        day..day + 7
    };
    let steps = place.capacity_steps.iter().map(|&(at, _)| at.day());
    let days = weekdays.chain(steps.filter(|&at| at > day));
    let capacities = days.map(|day| capacity_on(place, run, day));
    let (least, most) = capacities.fold((UNLIMITED, 0), |(least, most), capacity| {
        (least.min(capacity), most.max(capacity))
    });
    (least, most, last_change)
}
