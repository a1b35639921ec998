//! What can be read off a world: levels with their integrals, counts, and the waits of people.
//!
//! The world keeps these up to date as it changes; whoever watches it reads them at the instants
//! they care about. Integrals are exact: whole people times whole seconds.

use crate::engine::Time;
use crate::stats::ranked::Ranked;

/// Something measured at a moment, and its integral over time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Level {
    value: i64,
    /// Sum of change x time of change: the integral up to T is `value * T - moment`.
    moment: i64,
}

impl Level {
    /// The level now.
    pub fn value(&self) -> i64 {
        self.value
    }

    /// The integral from time 0 to `until`, in units times seconds; negative before time 0.
    ///
    /// Only differences between two instants mean anything.
    pub fn integral(&self, until: Time) -> i64 {
        self.value * until.seconds() - self.moment
    }

    /// Changes the level at this instant.
    #[inline]
    pub fn add(&mut self, now: Time, change: i64) {
        self.value += change;
        self.moment += change * now.seconds();
    }

    /// Sets the level at this instant.
    pub fn set(&mut self, now: Time, value: i64) {
        self.add(now, value - self.value);
    }
}

/// What has happened to the people of one group at one place, since the run began.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlaceCounts {
    /// Became ready for the place.
    pub arrivals: i64,
    /// Started there.
    pub starts: i64,
    /// Left.
    pub departures: i64,
    /// Found the waiting list full.
    pub turned_away: i64,
    /// Gave up waiting.
    pub gave_up: i64,
    /// Could not start at once.
    pub waited: i64,
    /// Seconds waited by those who started.
    pub wait_seconds: i64,
    /// Seconds stayed by those who left.
    pub stay_seconds: i64,
}

/// Workers who came to a sector, changed from one to another, or left: each counted when it happens.
///
/// Outside counts as one more sector, the last.
#[derive(Clone, Debug, Default)]
pub struct Moves {
    sectors: usize,
    counts: Vec<i64>,
}

impl Moves {
    pub(super) fn new(sectors: usize) -> Self {
        Self {
            sectors,
            counts: vec![0; (sectors + 1) * (sectors + 1)],
        }
    }

    /// Moves so far, by `from * (sectors + 1) + to`.
    pub fn at(&self, at: usize) -> i64 {
        self.counts[at]
    }

    /// Workers who came to a sector, less those who left it.
    pub fn net(&self, sector: usize) -> i64 {
        let n = self.sectors + 1;
        let others = (0..n).map(|other| self.at(other * n + sector) - self.at(sector * n + other));
        others.sum()
    }

    /// Counts one move; `None` is outside.
    pub(super) fn count(&mut self, from: Option<usize>, to: Option<usize>) {
        let outside = self.sectors;
        let at = from.unwrap_or(outside) * (outside + 1) + to.unwrap_or(outside);
        self.counts[at] += 1;
    }
}

/// What can be read off one group at one place; together, as one event changes several of them.
#[derive(Clone, Debug, Default)]
struct Cell {
    /// People in the place.
    occupied: Level,
    /// People on its list who hold no other place.
    queue: Level,
    counts: PlaceCounts,
    /// Seconds from ready to start of those who started since waits were last taken.
    waits: Ranked,
    /// People found when the run began.
    found: i64,
}

/// All that can be read off a world's network of places.
#[derive(Clone, Debug, Default)]
pub struct FlowTally {
    groups: usize,
    targets: usize,
    /// By `place * groups + group`.
    cells: Vec<Cell>,
    /// People finished and waiting to leave, by `place * targets + next`.
    blocked: Vec<Level>,
    /// Places kept for someone on the way, by place.
    reserved: Vec<Level>,
    /// Capacity in whole places, or in steps of packages a day, by place; -1 is unlimited.
    capacity: Vec<Level>,
    /// Steps a day of packages in use, by place.
    packages: Vec<Level>,
    /// Everyone who left a place with leaving days, by weekday from Monday.
    left_on: [i64; 7],
}

impl FlowTally {
    pub(super) fn new(places: usize, groups: usize, targets: usize) -> Self {
        Self {
            groups,
            targets,
            cells: vec![Cell::default(); places * groups],
            blocked: vec![Level::default(); places * targets],
            reserved: vec![Level::default(); places],
            capacity: vec![Level::default(); places],
            packages: vec![Level::default(); places],
            left_on: [0; 7],
        }
    }

    fn cell(&self, place: usize, group: usize) -> &Cell {
        &self.cells[place * self.groups + group]
    }

    #[inline]
    fn cell_mut(&mut self, place: usize, group: usize) -> &mut Cell {
        &mut self.cells[place * self.groups + group]
    }

    /// People of a group in a place.
    pub fn occupied(&self, place: usize, group: usize) -> &Level {
        &self.cell(place, group).occupied
    }

    /// People in a place who are finished there and wait for `next`.
    pub fn blocked(&self, place: usize, next: usize) -> &Level {
        &self.blocked[place * self.targets + next]
    }

    /// People of a group on a place's list who hold no other place.
    pub fn queue(&self, place: usize, group: usize) -> &Level {
        &self.cell(place, group).queue
    }

    /// People of all groups on a place's list who hold no other place.
    pub fn listed(&self, place: usize) -> i64 {
        (0..self.groups)
            .map(|group| self.queue(place, group).value())
            .sum()
    }

    /// Places kept for someone on the way.
    pub fn reserved(&self, place: usize) -> &Level {
        &self.reserved[place]
    }

    /// A place's capacity, -1 if unlimited.
    pub fn capacity(&self, place: usize) -> &Level {
        &self.capacity[place]
    }

    /// Steps a day of packages in use in a place, kept for someone on the way included.
    pub fn packages(&self, place: usize) -> &Level {
        &self.packages[place]
    }

    /// What has happened to a group at a place.
    pub fn counts(&self, place: usize, group: usize) -> &PlaceCounts {
        &self.cell(place, group).counts
    }

    /// The waits of those of a group who have started in a place since waits were last taken, in seconds.
    pub fn waits(&self, place: usize, group: usize) -> &Ranked {
        &self.cell(place, group).waits
    }

    /// Takes the waits of those who have started since the last time, in seconds: by `place * groups + group`.
    pub fn take_waits(&mut self) -> Vec<Ranked> {
        self.cells
            .iter_mut()
            .map(|cell| std::mem::take(&mut cell.waits))
            .collect()
    }

    /// People of a group found in a place when the run began.
    pub fn found(&self, place: usize, group: usize) -> i64 {
        self.cell(place, group).found
    }

    /// Someone of a group is found in a place when the run begins.
    pub(super) fn find(&mut self, place: usize, group: usize, now: Time) {
        let cell = self.cell_mut(place, group);
        cell.found += 1;
        cell.occupied.add(now, 1);
    }

    /// Everyone who left a place with leaving days on this weekday, from Monday.
    pub fn left_on(&self, weekday: usize) -> i64 {
        self.left_on[weekday]
    }

    pub(super) fn leaves_on(&mut self, weekday: usize) {
        self.left_on[weekday] += 1;
    }

    #[inline]
    pub(super) fn blocked_mut(&mut self, place: usize, next: usize) -> &mut Level {
        &mut self.blocked[place * self.targets + next]
    }

    #[inline]
    pub(super) fn queue_mut(&mut self, place: usize, group: usize) -> &mut Level {
        &mut self.cell_mut(place, group).queue
    }

    #[inline]
    pub(super) fn reserved_mut(&mut self, place: usize) -> &mut Level {
        &mut self.reserved[place]
    }

    pub(super) fn packages_mut(&mut self, place: usize) -> &mut Level {
        &mut self.packages[place]
    }

    pub(super) fn capacity_mut(&mut self, place: usize) -> &mut Level {
        &mut self.capacity[place]
    }

    #[inline]
    pub(super) fn counts_mut(&mut self, place: usize, group: usize) -> &mut PlaceCounts {
        &mut self.cell_mut(place, group).counts
    }

    /// Someone of a group starts in a place after a wait, in seconds.
    #[expect(clippy::inline_always, reason = "part of every move")]
    #[inline(always)]
    pub(super) fn starts(&mut self, place: usize, group: usize, now: Time, wait: i64) {
        let cell = self.cell_mut(place, group);
        cell.occupied.add(now, 1);
        cell.counts.starts += 1;
        cell.counts.wait_seconds += wait;
        cell.waits.push(wait.min(i64::from(u32::MAX)) as u32);
    }

    /// Someone of a group leaves a place after a stay, in seconds.
    #[expect(clippy::inline_always, reason = "part of every move")]
    #[inline(always)]
    pub(super) fn leaves(&mut self, place: usize, group: usize, now: Time, stay: i64) {
        let cell = self.cell_mut(place, group);
        cell.counts.departures += 1;
        cell.counts.stay_seconds += stay;
        cell.occupied.add(now, -1);
    }

    /// Someone of a group cannot start at once, and joins the list if they hold no other place.
    #[inline]
    pub(super) fn begins_to_wait(&mut self, place: usize, group: usize, now: Time, listed: bool) {
        let cell = self.cell_mut(place, group);
        cell.counts.waited += 1;
        if listed {
            cell.queue.add(now, 1);
        }
    }

    /// Someone of a group who was waiting starts in a place.
    #[inline]
    pub(super) fn stops_waiting(
        &mut self,
        place: usize,
        group: usize,
        now: Time,
        listed: bool,
        not_at_all: bool,
    ) {
        let cell = self.cell_mut(place, group);
        cell.counts.waited -= i64::from(not_at_all);
        if listed {
            cell.queue.add(now, -1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integral_is_exact_whenever_it_is_read() {
        let mut level = Level::default();
        level.add(Time::from_seconds(-10), 3);
        level.add(Time::from_seconds(5), -1);
        let (start, end) = (Time::from_seconds(0), Time::from_seconds(20));
        let from_zero_by_hand = 3 * 5 + 2 * 15;
        // The level did not change between -10 and 0, so the integral up to 0 is 3 x 10.
        let mut until_zero = Level::default();
        until_zero.add(Time::from_seconds(-10), 3);
        assert_eq!(until_zero.integral(start), 30);
        assert_eq!(
            level.integral(end) - until_zero.integral(start),
            from_zero_by_hand
        );
    }
}
