//! How much is asked of places, from arrivals and routes alone: what a run could not settle.

use crate::engine::Sampler;
use crate::world::flow::setup::{Counts, Demand, Discipline, FlowSetup, PlaceSetup, Waiting};
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
    /// A place asked for more than it has, for which people wait here until they fill this place too.
    pub behind: Option<usize>,
}

impl Load {
    /// Whether the place falls behind for as long as it runs.
    fn falls_behind(&self) -> bool {
        self.grows && (self.share > 1.0 || self.behind.is_some())
    }
}

/// The load of every place of a plain network that has one capacity throughout; nothing for a care market, whose
/// capacities come out of the run.
///
/// Stays are followed by the delays that keep the place. Waiting for a place that keeps up is left
/// out, so this is a lower bound; waiting for one that never does is told by [`Load::behind`].
pub fn offered(setup: &Setup) -> Vec<Load> {
    if setup.market.is_some() {
        return Vec::new();
    }
    let flow = &setup.flow;
    let through = through(setup);
    let loads = flow.places.iter().enumerate().filter_map(|(p, place)| {
        let capacity = f64::from(place.capacity?).max(1e-9);
        if !has_one_capacity(place) {
            return None;
        }
        let waiting = &place.waiting;
        let limited = waiting.limit.is_some() || waiting.group_limits.iter().all(Option::is_some);
        let impatient =
            waiting.patience.is_some() || flow.streams.iter().any(|s| s.patience.is_some());
        Some(Load {
            place: p,
            share: wanted(flow, p, &through[p], |group| mean_taken(place, group)) / capacity,
            grows: !limited && !impatient,
            behind: None,
        })
    });
    let mut loads: Vec<Load> = loads.collect();
    // From a place that falls behind to those whose people wait for it, and on to those before them.
    while let Some((at, next)) = loads.iter().enumerate().find_map(|(at, load)| {
        let new = load.grows && !load.falls_behind();
        let next = loads
            .iter()
            .find(|next| next.falls_behind() && fills(flow, &through, load.place, next.place))?;
        new.then_some((at, next.place))
    }) {
        loads[at].behind = Some(next);
    }
    loads
}

/// Mean stays, in days, of the places of a plain network to which anyone comes, delays that keep the place included.
pub fn mean_stays(setup: &Setup) -> Vec<(usize, f64)> {
    let flow = &setup.flow;
    let through = through(setup);
    let busy = (0..flow.places.len()).filter_map(|p| {
        let people: f64 = through[p].iter().sum();
        (people > 0.0).then(|| (p, wanted(flow, p, &through[p], |_| 1.0) / people))
    });
    busy.collect()
}

/// Whether a place fills up if the next falls behind: its people keep their place, and go on to a place that
/// takes nobody's people before theirs for ever.
fn fills(flow: &FlowSetup, through: &[Vec<f64>], from: usize, to: usize) -> bool {
    let goes_on = |place: usize| {
        let mut groups = flow.places[place].routes.iter().zip(&through[place]);
        groups.any(|(routes, &people)| people > 0.0 && share_to(routes, to) > 0.0)
    };
    let in_turn = !matches!(flow.places[to].waiting.discipline, Discipline::Priority(_));
    from != to && flow.places[from].keeps_place && in_turn && goes_on(from)
}

/// The share of people with these cumulative shares who go to a place.
fn share_to(routes: &[(f64, u16)], to: usize) -> f64 {
    let mut below = 0.0;
    let mut share = 0.0;
    for &(upto, next) in routes {
        if usize::from(next) == to {
            share += upto - below;
        }
        below = upto;
    }
    share
}

/// People who may be present at once in a plain network run for so many days; `None` where that cannot be told
/// from arrivals and routes.
///
/// Generous: lists that grow do so by what they cannot take, and those near capacity as if they grew a little.
pub fn present_at_most(setup: &Setup, days: f64) -> Option<f64> {
    let flow = &setup.flow;
    let steady = flow.streams.iter().all(|s| match &s.demand {
        Demand::Poisson { varies, .. } => varies.is_steady(),
        Demand::Counts { counts, .. } => matches!(counts, Counts::Weekly(_)),
    });
    if setup.market.is_some() || !steady {
        return None;
    }
    let (through, loads) = (through(setup), offered(setup));
    let mut present = 1_000.0;
    for (p, place) in flow.places.iter().enumerate() {
        let (wanted, people) = (
            wanted(flow, p, &through[p], |_| 1.0),
            through[p].iter().sum::<f64>() * days,
        );
        present += match (place.capacity, loads.iter().find(|load| load.place == p)) {
            (None, _) if has_one_capacity(place) => wanted,
            (Some(capacity), Some(load)) => {
                let list = if load.grows {
                    people * left_waiting(load)
                } else {
                    longest_list(&place.waiting, people / days)?
                };
                2.0 * f64::from(capacity) + list
            }
            _ => return None,
        };
    }
    Some(1.5 * present)
}

/// The share of those who come to a place whose list has no limit that may stay on it.
fn left_waiting(load: &Load) -> f64 {
    match load.share {
        // How many leave depends on the place they wait for.
        _ if load.behind.is_some() => 1.0,
        share if share > 0.9 => (1.0 - 1.0 / share).max(0.1),
        _ => 0.0,
    }
}

/// Most people on a list that is limited, or about how many there are at most before they give up.
fn longest_list(waiting: &Waiting, per_day: f64) -> Option<f64> {
    let of_groups = waiting
        .group_limits
        .iter()
        .map(|limit| limit.map(f64::from));
    let limit = waiting.limit.map(f64::from).or(of_groups.sum());
    let patience = waiting.patience.as_ref();
    limit.or_else(|| patience.map(|days| per_day * days.distribution().mean()))
}

/// Whether a place has the same capacity throughout.
fn has_one_capacity(place: &PlaceSetup) -> bool {
    place.capacity_steps.is_empty() && place.capacity_week.is_empty() && !place.is_staffed
}

/// What would be taken of a place if it had room for all who come to it, by their stays, the delays that keep it,
/// and how much of it someone of each group takes.
fn wanted(flow: &FlowSetup, place: usize, through: &[f64], takes: impl Fn(usize) -> f64) -> f64 {
    let targets = flow.targets();
    let groups = through.iter().enumerate();
    groups
        .map(|(group, people)| {
            people * mean_stay(&flow.places[place], group, targets) * takes(group)
        })
        .sum()
}

/// How much of the capacity someone of a group takes, on average over their stay: in its steps, where packages are measured.
fn mean_taken(place: &PlaceSetup, group: usize) -> f64 {
    let package = place.package.as_ref();
    package.map_or(1.0, |package| package.amounts[group].mean() / package.step)
}

/// People a day who come to each place, by group.
fn through(setup: &Setup) -> Vec<Vec<f64>> {
    let flow = &setup.flow;
    let reported = setup.run.horizon.days().max(1.0);
    let (places, groups) = (flow.places.len(), flow.groups.len());
    // Arrivals spread along the routes until nothing moves.
    let mut through = vec![vec![0.0; groups]; places];
    let mut moving = vec![vec![0.0; groups]; places];
    for stream in &flow.streams {
        let per_day = match &stream.demand {
            Demand::Poisson { per_day, .. } => *per_day,
            Demand::Counts { counts, .. } => match counts {
                Counts::Weekly(days) => days.iter().map(|&n| f64::from(n)).sum::<f64>() / 7.0,
                Counts::Daily(days) => days.iter().map(|&n| f64::from(n)).sum::<f64>() / reported,
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
    through
}

fn mean_stay(place: &PlaceSetup, group: usize, targets: usize) -> f64 {
    let (mut below, mut mean) = (0.0, 0.0);
    for &(upto, next) in &place.routes[group] {
        let next = usize::from(next);
        let mean_of = |s: &Option<Sampler>| s.as_ref().map_or(0.0, |s| s.distribution().mean());
        let delays = [&place.exit_delay, &place.transfer_delay];
        let delays = delays.map(|d| d.get(next).map_or(0.0, mean_of));
        mean += (upto - below)
            * (mean_of(&place.stays[group * targets + next]) + delays[0] + delays[1]);
        below = upto;
    }
    mean
}
