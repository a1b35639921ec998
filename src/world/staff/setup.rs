//! What a workforce that only moves needs to start: plain values that have been checked.

use crate::engine::{Span, Time};
use crate::world::flow::setup::FlowSetup;

/// Most places that staff can give one place: as many as a capacity can be.
const MOST_PLACES: f64 = 1e9;
/// A sum of fractions this close below a whole number is that number.
const ALL_BUT: f64 = 1e-6;

/// Sectors, how workers move between them, and the places they staff.
#[derive(Clone, PartialEq, Debug)]
pub struct StaffSetup {
    /// Length of a labour step; above zero.
    pub step: Span,
    /// The sectors.
    pub sectors: Vec<SectorSetup>,
    /// Workers who change sector on a date, in order of time.
    pub transfers: Vec<TransferSetup>,
    /// Places that workers give their capacity.
    pub staffed: Vec<StaffedPlace>,
}

/// A sector.
#[derive(Clone, PartialEq, Debug)]
pub struct SectorSetup {
    /// Its name.
    pub name: String,
    /// What the draws of its workers, and of moves to it, are keyed by: 1 to 16,383, no two the same.
    pub identity: u16,
    /// Workers when the run begins.
    pub workers: u32,
    /// What holds in it, from when on; the first from before the run begins.
    pub terms: Vec<(Time, Terms)>,
}

/// How workers come to a sector and leave it: a day, or in a stretch of time.
#[derive(Clone, PartialEq, Debug)]
pub struct Terms {
    /// Recruits from outside: the mean of a Poisson number.
    pub recruits: f64,
    /// Hazard of each worker to go to each sector, and, the last, to leave for outside. None to its own.
    pub hazards: Vec<f64>,
}

/// Workers who change sector on a date; `None` is outside.
#[derive(Clone, PartialEq, Debug)]
pub struct TransferSetup {
    /// When.
    pub at: Time,
    /// Where from.
    pub from: Option<usize>,
    /// Where to.
    pub to: Option<usize>,
    /// How many, if so many are there.
    pub workers: u32,
}

/// A place whose capacity is what its workers can look after.
#[derive(Clone, PartialEq, Debug)]
pub struct StaffedPlace {
    /// Which place.
    pub place: usize,
    /// People looked after by each worker, by sector.
    pub per_worker: Vec<f64>,
}

impl StaffSetup {
    /// Gives the places that workers staff the capacity of those there are at the start.
    pub fn open_places(&self, flow: &mut FlowSetup) {
        for staffed in &self.staffed {
            let place = &mut flow.places[staffed.place];
            place.capacity = Some(staffed.capacity(|s| i64::from(self.sectors[s].workers)));
            place.is_staffed = true;
        }
    }

    /// Makes the workforce `times` as large: workers, recruits, stated moves.
    pub(in crate::world) fn scale(&mut self, times: u32) {
        let larger = |n: &mut u32| *n = n.saturating_mul(times);
        for sector in &mut self.sectors {
            larger(&mut sector.workers);
            for (_, terms) in &mut sector.terms {
                terms.recruits *= f64::from(times);
            }
        }
        for transfer in &mut self.transfers {
            larger(&mut transfer.workers);
        }
    }
}

impl SectorSetup {
    /// Recruits to expect, and hazards used up, between two instants.
    pub fn over(&self, from: Time, to: Time) -> Terms {
        let none = self.terms[0].1.hazards.len();
        let mut sum = Terms {
            recruits: 0.0,
            hazards: vec![0.0; none],
        };
        for (i, (begins, terms)) in self.terms.iter().enumerate() {
            let ends = self.terms.get(i + 1).map_or(to, |next| next.0.min(to));
            let days = (ends - from.max(*begins)).days();
            if days > 0.0 {
                sum.recruits += terms.recruits * days;
                for (sum, hazard) in sum.hazards.iter_mut().zip(&terms.hazards) {
                    *sum += hazard * days;
                }
            }
        }
        sum
    }
}

impl StaffedPlace {
    /// Whole people whom so many workers of each sector can look after.
    pub fn capacity(&self, workers: impl Fn(usize) -> i64) -> u32 {
        let parts = self.per_worker.iter().enumerate();
        let people: f64 = parts.map(|(s, per)| workers(s) as f64 * per).sum();
        libm::floor(people + ALL_BUT).clamp(0.0, MOST_PLACES) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hazards_that_change_within_a_step_add_up_by_days() {
        let terms = |recruits: f64, leave: f64| Terms {
            recruits,
            hazards: vec![0.0, leave],
        };
        let sector = SectorSetup {
            name: "agency".to_owned(),
            identity: 1,
            workers: 0,
            terms: vec![
                (Time::EARLIEST, terms(2.0, 0.25)),
                (Time::start_of_day(4), terms(0.0, 0.5)),
                (Time::start_of_day(6), terms(1.0, 0.0)),
            ],
        };
        let week = sector.over(Time::ZERO, Time::start_of_day(7));
        assert_eq!(week, terms(2.0 * 4.0 + 1.0, 0.25 * 4.0 + 0.5 * 2.0));
        let before = sector.over(Time::start_of_day(-14), Time::start_of_day(-7));
        assert_eq!(before, terms(14.0, 1.75));
    }

    #[test]
    fn capacity_is_whole_people_and_no_fraction_is_lost_to_rounding() {
        let staffed = |per_worker: Vec<f64>| StaffedPlace {
            place: 0,
            per_worker,
        };
        let workers = |s: usize| [100, 7][s];
        // In binary 100 x 0.29 is a little less than 29.
        assert_eq!(staffed(vec![0.29, 0.0]).capacity(workers), 29);
        assert_eq!(staffed(vec![0.5, 1.5]).capacity(workers), 60);
        assert_eq!(staffed(vec![1e9, 1e9]).capacity(workers), 1_000_000_000);
        assert_eq!(staffed(vec![0.0, 0.1]).capacity(workers), 0);
    }
}
