//! How much is asked of places, from arrivals and routes alone: what a run could not settle.

use crate::world::flow::setup::{Counts, Demand, PlaceSetup};
use crate::world::setup::Setup;

/// What is asked of a place.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// The place.
    pub place: usize,
    /// People it would hold without limit, over the people it can hold; or hours or visits likewise.
    pub share: f64,
    /// Whether what it cannot take waits without limit.
    pub grows: bool,
}

/// The load of every place of a plain network that has a capacity; nothing for a care market, whose
/// capacities come out of the run.
///
/// Blocking makes real loads higher: this is a lower bound.
pub fn offered(setup: &Setup) -> Vec<Load> {
    if setup.market.is_some() {
        return Vec::new();
    }
    let flow = &setup.flow;
    let (places, groups) = (flow.places.len(), flow.groups.len());
    // People a day who come to each place, by group: arrivals spread along the routes until nothing moves.
    let mut through = vec![vec![0.0; groups]; places];
    let mut moving = vec![vec![0.0; groups]; places];
    for stream in &flow.streams {
        let per_day = match &stream.demand {
            Demand::Poisson { per_day, .. } => *per_day,
            Demand::Counts { counts, .. } => match counts {
                Counts::Weekly(days) => days.iter().map(|&n| f64::from(n)).sum::<f64>() / 7.0,
                Counts::Daily(days) => {
                    days.iter().map(|&n| f64::from(n)).sum::<f64>() / days.len().max(1) as f64
                }
            },
        };
        let mut below = 0.0;
        for &(upto, group) in &stream.groups {
            let share = upto - below;
            below = upto;
            let mut before = 0.0;
            for &(upto, to) in &stream.to {
                moving[usize::from(to)][usize::from(group)] += per_day * share * (upto - before);
                before = upto;
            }
        }
    }
    for _ in 0..2_000 {
        let mut next = vec![vec![0.0; groups]; places];
        let mut total = 0.0;
        for place in 0..places {
            for group in 0..groups {
                let people = moving[place][group];
                if people <= 0.0 {
                    continue;
                }
                through[place][group] += people;
                let mut below = 0.0;
                for &(upto, to) in &flow.places[place].routes[group] {
                    if usize::from(to) < places {
                        next[usize::from(to)][group] += people * (upto - below);
                        total += people * (upto - below);
                    }
                    below = upto;
                }
            }
        }
        moving = next;
        if total < 1e-9 {
            break;
        }
    }
    let targets = flow.targets();
    let loads = flow.places.iter().enumerate().filter_map(|(p, place)| {
        let capacity = f64::from(place.capacity?).max(1e-9);
        let changes = !place.capacity_steps.is_empty() || !place.capacity_week.is_empty();
        if changes || place.is_staffed {
            return None;
        }
        // With packages: the steps a day they would take.
        let people: f64 = (0..groups)
            .map(|g| through[p][g] * mean_stay(place, g, targets) * mean_taken(place, g))
            .sum();
        let waiting = &place.waiting;
        let limited = waiting.limit.is_some() || waiting.group_limits.iter().all(Option::is_some);
        let impatient =
            waiting.patience.is_some() || flow.streams.iter().any(|s| s.patience.is_some());
        Some(Load {
            place: p,
            share: people / capacity,
            grows: !limited && !impatient,
        })
    });
    loads.collect()
}

/// How much of the capacity someone of a group takes, on average over their stay.
fn mean_taken(place: &PlaceSetup, group: usize) -> f64 {
    let package = place.package.as_ref();
    package.map_or(1.0, |package| package.amounts[group].mean() / package.step)
}

fn mean_stay(place: &PlaceSetup, group: usize, targets: usize) -> f64 {
    let (mut below, mut mean) = (0.0, 0.0);
    for &(upto, next) in &place.routes[group] {
        let stay = place.stays[group * targets + usize::from(next)].as_ref();
        mean += (upto - below) * stay.map_or(0.0, |s| s.distribution().mean());
        below = upto;
    }
    mean
}
