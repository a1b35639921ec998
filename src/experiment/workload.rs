//! How much there is to do before it is begun: a scenario that could never finish is refused.

use super::Study;
use crate::scenario::offered_load;
use crate::stats::ranked::MOST_KEPT;
use crate::world::flow::setup::{Counts, Demand, StreamSetup};
use crate::world::flow::visits::Visit;
use crate::world::setup::Setup;
use crate::world::staff::setup::StaffSetup;

/// Most events a study may be estimated to have: some hours of a computer with a few cores.
pub const MOST_EVENTS: f64 = 50e9;
/// Most memory a study may be estimated to hold, however much there is.
pub const MOST_BYTES: f64 = 16e9;

/// Events of one person in one place: coming, starting, being ready, leaving, and what goes with them.
const EVENTS_A_STAY: f64 = 5.0;
/// Mean stays of one person in a care market, where most only come to hospital and go home.
const STAYS_IN_A_MARKET: f64 = 2.0;
/// Most stays of one person that are counted.
const MOST_STAYS: f64 = 50.0;
/// Bytes of a person in a plain network: a record, and an event.
const PERSON: f64 = 80.0;
/// Bytes of a person in a care market, with their case and its entries.
const PERSON_WITH_CARE: f64 = 250.0;
/// Bytes of a worker of a workforce that only moves.
const WORKER: f64 = 16.0;
/// Bytes of a person in the books of a place with packages.
const PACKAGE: f64 = 184.0;
/// Bytes kept of a wait.
const WAIT: f64 = 4.0;
/// Bytes kept of each visit, if everyone's visits are kept.
const VISIT: f64 = size_of::<Visit>() as f64;

/// An estimate of the work and the memory a study takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Workload {
    /// Events.
    pub events: f64,
    /// Bytes.
    pub bytes: f64,
}

impl Workload {
    /// The estimate for a study on so many threads.
    pub fn of(study: &Study, threads: usize) -> Self {
        let replications = study.replications as f64;
        let mut whole = Self {
            events: 0.0,
            bytes: 0.0,
        };
        let mut largest = 0.0_f64;
        for subject in &study.subjects {
            let one = of_one(&subject.scenario.setup);
            let plan = &subject.plan;
            let values = plan.windows.len() * plan.measures.len();
            let days = plan.days().max(0) as f64;
            let visits = if plan.people { one.stays * VISIT } else { 0.0 };
            let flow = &subject.scenario.setup.flow;
            let cells = (flow.places.len() * flow.groups.len() * (plan.windows.len() + 1)) as f64;
            let waits = WAIT * one.stays.min(cells * MOST_KEPT as f64);
            let kept = values as f64 * 8.0 + days * plan.gauges() as f64 * 4.0 + visits;
            whole.events += one.events * replications;
            // What is kept of every replication, and as much again while it is put together.
            whole.bytes += kept * replications * 1.5;
            // Visits are put in order as a replication ends.
            largest = largest.max(one.bytes + waits + visits);
        }
        whole.bytes += largest * threads as f64;
        whole
    }

    /// Whether it is more than anyone should begin, with so many bytes of memory to be had.
    pub fn is_too_much(&self, memory: f64) -> bool {
        // Not a number is too much as well.
        !(self.events <= MOST_EVENTS && self.bytes <= memory.min(MOST_BYTES))
    }
}

/// Most people who may be present in one replication, where so many run at once in so many bytes of memory.
pub fn most_people(setup: &Setup, memory: f64, threads: usize) -> usize {
    (memory.min(MOST_BYTES) / threads.max(1) as f64 / of_a_person(setup)) as usize
}

/// Bytes of a person: in the world, and in the books of every place that measures packages.
fn of_a_person(setup: &Setup) -> f64 {
    let with_packages = setup.flow.places.iter().filter(|p| p.package.is_some());
    let person = if setup.market.is_some() {
        PERSON_WITH_CARE
    } else {
        PERSON
    };
    person + PACKAGE * with_packages.count() as f64
}

/// What one replication takes.
struct OfOne {
    events: f64,
    bytes: f64,
    stays: f64,
}

/// One replication.
fn of_one(setup: &Setup) -> OfOne {
    let days = (setup.run.end() - setup.run.start()).days();
    let years = (setup.run.horizon.days() / 365.0).max(0.0);
    let flow = &setup.flow;
    let people: f64 = flow.streams.iter().map(|s| arrivals(s, days, years)).sum();
    let present = offered_load::present_at_most(setup, days).map_or(people, |n| n.min(people));
    let found: f64 = flow
        .places
        .iter()
        .map(|place| {
            let inside = place.census.iter().map(|c| f64::from(c.people));
            let waiting = place.census_waiting.iter().map(|c| f64::from(c.people));
            inside.chain(waiting).sum::<f64>()
        })
        .sum();
    let stays = if setup.market.is_some() {
        STAYS_IN_A_MARKET
    } else {
        stays_a_person(setup)
    };
    let calls = (people + found) * stays;
    let timetable: f64 = flow
        .places
        .iter()
        .map(|p| {
            let weekly = (p.capacity_week.len() + p.opening.len()) as f64;
            let daily = f64::from(u8::from(p.package.is_some()));
            (weekly / 7.0 + daily) * days
        })
        .sum();
    // In a market nearly everyone found at the start has care, and about one worker each.
    let clients = setup.market.as_ref().map_or(0.0, |market| {
        let start = &market.start;
        let groups = [
            start.clients,
            start.residents,
            start.acute_waiters,
            start.home_waiters,
            start.unpaid,
        ];
        groups.into_iter().map(f64::from).sum()
    });
    let workers = (setup.staff.as_ref()).map_or(0.0, |staff| most_workers(staff, days));
    let steps = (setup.staff.as_ref()).map_or(0.0, |staff| days / staff.step.days());
    OfOne {
        // Something changes for everyone with care about once a month; a worker's decision counts as an event.
        events: calls * EVENTS_A_STAY + timetable + days + clients * days / 30.0 + workers * steps,
        bytes: (present + found + 2.0 * clients) * of_a_person(setup) + workers * WORKER,
        stays: calls,
    }
}

/// Workers there would be at the end of a run if nobody left.
fn most_workers(staff: &StaffSetup, days: f64) -> f64 {
    let sectors = staff.sectors.iter().map(|sector| {
        let recruits = sector.terms.iter().map(|(_, terms)| terms.recruits);
        f64::from(sector.workers) + recruits.fold(0.0, f64::max) * days
    });
    let from_outside = staff.transfers.iter().filter(|t| t.from.is_none());
    sectors.sum::<f64>() + from_outside.map(|t| f64::from(t.workers)).sum::<f64>()
}

/// People who come with a stream in all.
fn arrivals(stream: &StreamSetup, days: f64, years: f64) -> f64 {
    match &stream.demand {
        Demand::Poisson {
            per_day, varies, ..
        } => {
            let most = |index: &[f64]| index.iter().copied().fold(0.0, f64::max);
            let growth = libm::pow(1.0 + varies.growth_per_year.max(0.0), years);
            per_day * days * growth * most(&varies.weekday).min(7.0) * most(&varies.month).min(12.0)
        }
        Demand::Counts { counts, .. } => match counts {
            Counts::Weekly(week) => week.iter().map(|&n| f64::from(n)).sum::<f64>() * days / 7.0,
            Counts::Daily(list) => list.iter().map(|&n| f64::from(n)).sum(),
        },
    }
}

/// Mean number of places a person passes through, along the routes.
fn stays_a_person(setup: &Setup) -> f64 {
    let flow = &setup.flow;
    let (places, groups) = (flow.places.len(), flow.groups.len());
    let mut here = vec![1.0 / places.max(1) as f64; places];
    let (mut stays, mut left) = (1.0, 1.0);
    // Routes averaged over groups: a rough count is all that is wanted.
    for _ in 0..MOST_STAYS as usize {
        let mut next = vec![0.0; places];
        for (place, &people) in here.iter().enumerate() {
            for routes in &flow.places[place].routes {
                let mut below = 0.0;
                for &(upto, to) in routes {
                    if usize::from(to) < places {
                        next[usize::from(to)] += people * (upto - below) / groups.max(1) as f64;
                    }
                    below = upto;
                }
            }
        }
        left = next.iter().sum::<f64>().min(left);
        stays += left;
        here = next;
        if left < 1e-3 {
            break;
        }
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Silent, Subject};
    use crate::scenario::reading::Reader;
    use std::sync::atomic::AtomicBool;

    fn study(set: &[&str], replications: usize) -> Study {
        let set: Vec<String> = set.iter().map(|&s| s.to_owned()).collect();
        let scenario = Reader::new().read("riverbridge", &set);
        let scenario = scenario.expect("an embedded scenario is sound");
        Study {
            subjects: vec![Subject::new("riverbridge", scenario, &[], None)],
            seed: 1,
            replications,
        }
    }

    #[test]
    fn the_estimate_is_of_the_right_size() {
        let study = study(&["run.horizon_days=100", "run.warm_up_days=200"], 1);
        let estimate = Workload::of(&study, 1).events;
        let events = study.run(1, &Silent, &AtomicBool::new(false)).events as f64;
        let ratio = estimate / events;
        assert!(
            (0.7..5.0).contains(&ratio),
            "{estimate} estimated, {events} counted"
        );
    }

    #[test]
    fn a_thousand_replications_may_begin_and_a_million_may_not() {
        assert!(!Workload::of(&study(&[], 1_000), 8).is_too_much(MOST_BYTES));
        assert!(Workload::of(&study(&[], 1_000_000), 8).is_too_much(MOST_BYTES));
    }
}
