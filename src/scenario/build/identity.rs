//! What draws are keyed by.
//!
//! A person's luck is keyed by the stream that brings them and their index within it, so streams need
//! identities. A name cannot be one (renaming must change nothing), nor can a position in the file
//! (reordering must change nothing). Streams are told apart by what they are: how many come, where
//! to, and so on, as they are when everything is laid and set. Only streams that are the same in all of
//! this fall back on their names. A place in which rates are to be changed gives its streams a `key`, which
//! settles it for good.

use crate::scenario::spec::Spec;
use crate::world::flow::setup::{
    Counts, Demand, FlowSetup, Group, PlaceSetup, StreamSetup, Target,
};
use std::cmp::Ordering;

/// Gives streams and places their identities, and equal shares their order.
pub(super) fn assign(flow: &mut FlowSetup, spec: &Spec) {
    let mut gone_to = gone_to(flow, spec.pathway.is_some());
    // Nor does anyone come to what only policies open.
    let parts = (spec.pathway.iter()).flat_map(super::market::optional_parts);
    for name in parts.filter_map(|(_, name)| name) {
        for (place, gone_to) in flow.places.iter().zip(&mut gone_to) {
            *gone_to &= place.name != name;
        }
    }
    let mut places: Vec<usize> = (0..flow.places.len()).collect();
    // A place that nobody goes to comes last: with it or without, the others are who they are.
    places.sort_by(|&a, &b| {
        let (x, y) = (&flow.places[a], &flow.places[b]);
        (gone_to[b].cmp(&gone_to[a]))
            .then_with(|| compare(&place_features(x), &place_features(y)))
            .then_with(|| x.name.cmp(&y.name))
    });
    for (rank, &i) in places.iter().enumerate() {
        flow.places[i].identity = rank as u16 + 1;
    }
    order_equal_shares(flow, &places);
    let mut order: Vec<usize> = (0..flow.streams.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (&flow.streams[a], &flow.streams[b]);
        compare(
            &stream_features(x, flow, &places),
            &stream_features(y, flow, &places),
        )
        .then_with(|| x.name.cmp(&y.name))
    });
    let taken: Vec<u16> = spec.streams.values().filter_map(|s| s.key).collect();
    let mut next = 10_000_u16;
    for i in order {
        if flow.streams[i].identity == 0 {
            next += 1;
            flow.streams[i].identity = next;
        }
    }
    debug_assert!(
        taken.iter().all(|&key| key < 10_000),
        "keys given are below those assigned"
    );
}

/// Whether anyone can come to each place; in a care market, whose pathway sends people, all count.
fn gone_to(flow: &FlowSetup, is_market: bool) -> Vec<bool> {
    let mut gone_to = vec![is_market; flow.places.len()];
    let starts = flow.places.iter().enumerate();
    let found = starts.filter(|(_, p)| !p.census.is_empty() || !p.census_waiting.is_empty());
    let mut to_do: Vec<usize> = found.map(|(p, _)| p).collect();
    let streams = flow.streams.iter().flat_map(|s| &s.to);
    to_do.extend(streams.map(|&(_, to)| usize::from(to)));
    while let Some(at) = to_do.pop() {
        if at < flow.places.len() && !std::mem::replace(&mut gone_to[at], true) {
            let place = &flow.places[at];
            let routes = place.routes.iter().flatten();
            to_do.extend(routes.map(|&(_, to)| usize::from(to)));
            to_do.push(usize::from(place.waiting.gave_up_to));
            to_do.push(usize::from(place.waiting.turned_away_to));
        }
    }
    gone_to
}

/// Puts those with equal shares in an order that does not depend on names.
fn order_equal_shares(flow: &mut FlowSetup, places: &[usize]) {
    let features: Vec<Vec<f64>> = (0..flow.groups.len())
        .map(|g| group_features(g as Group, flow, places))
        .collect();
    for stream in &mut flow.streams {
        order_equal(&mut stream.groups, |&a, &b| {
            compare(&features[usize::from(a)], &features[usize::from(b)])
        });
    }
    let identities: Vec<u16> = flow.places.iter().map(|p| p.identity).collect();
    // Ways out follow the places, in the order of their names.
    let rank = |to: Target| (identities.get(usize::from(to)).copied()).map_or((1, to), |i| (0, i));
    for stream in &mut flow.streams {
        order_equal(&mut stream.to, |&a, &b| rank(a).cmp(&rank(b)));
    }
    for routes in flow.places.iter_mut().flat_map(|p| &mut p.routes) {
        order_equal(routes, |&a, &b| rank(a).cmp(&rank(b)));
    }
}

/// Sorts what has the same share, leaving the cumulative shares as they are.
fn order_equal<T: Copy>(rows: &mut [(f64, T)], by: impl Fn(&T, &T) -> Ordering) {
    let share = |rows: &[(f64, T)], at: usize| {
        let below = at.checked_sub(1).map_or(0.0, |before| rows[before].0);
        rows[at].0 - below
    };
    let mut first = 0;
    for at in 1..=rows.len() {
        if at == rows.len() || (share(rows, at) - share(rows, first)).abs() > 1e-12 {
            let mut equal: Vec<T> = rows[first..at].iter().map(|row| row.1).collect();
            equal.sort_by(&by);
            for (row, value) in rows[first..at].iter_mut().zip(equal) {
                row.1 = value;
            }
            first = at;
        }
    }
}

fn compare(a: &[f64], b: &[f64]) -> Ordering {
    let first = a
        .iter()
        .zip(b)
        .map(|(x, y)| x.total_cmp(y))
        .find(|o| o.is_ne());
    first.unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// What a stream is, apart from names and positions.
fn stream_features(stream: &StreamSetup, flow: &FlowSetup, places: &[usize]) -> Vec<f64> {
    let mut features = match &stream.demand {
        Demand::Poisson {
            per_day,
            varies,
            batch_at,
        } => {
            let mut f = vec![
                0.0,
                -per_day,
                batch_at.map_or(-1.0, |s| s as f64),
                varies.growth_per_year,
            ];
            f.extend(varies.weekday);
            f.extend(varies.month);
            f
        }
        Demand::Counts { counts, batch_at } => {
            let mut f = vec![1.0, batch_at.map_or(-1.0, |s| s as f64)];
            match counts {
                Counts::Weekly(days) => f.extend(days.map(f64::from)),
                Counts::Daily(days) => f.extend(days.iter().map(|&n| f64::from(n))),
            }
            f
        }
    };
    features.extend(stream.groups.iter().map(|g| g.0));
    for &(share, to) in &stream.to {
        features.push(share);
        features.extend(place_features(&flow.places[usize::from(to)]));
    }
    features.push(
        stream
            .patience
            .as_ref()
            .map_or(-1.0, |p| p.distribution().mean()),
    );
    for &(_, group) in &stream.groups {
        features.extend(group_features(group, flow, places));
    }
    features
}

/// What a group is: those who stay differently somewhere, or take more, are different. Places in the order given.
fn group_features(group: Group, flow: &FlowSetup, places: &[usize]) -> Vec<f64> {
    let stays = places.iter().map(|&at| {
        let place = &flow.places[at];
        let targets = place.stays.len() / flow.groups.len().max(1);
        let stays = &place.stays[usize::from(group) * targets..][..targets];
        let first = stays.iter().flatten().next();
        first.map_or(-1.0, |s| s.distribution().mean())
    });
    let packages = places.iter().filter_map(|&at| {
        let package = flow.places[at].package.as_ref()?;
        Some(package.amounts[usize::from(group)].mean())
    });
    stays.chain(packages).collect()
}

/// What a place is, apart from names and positions.
fn place_features(place: &PlaceSetup) -> Vec<f64> {
    let stay = place.stays.iter().flatten().next();
    vec![
        place.capacity.map_or(-1.0, f64::from),
        stay.map_or(-1.0, |s| s.distribution().mean()),
        place.routes.iter().map(Vec::len).sum::<usize>() as f64,
        place.census.iter().map(|c| f64::from(c.people)).sum(),
        place
            .census_waiting
            .iter()
            .map(|c| f64::from(c.people))
            .sum(),
    ]
}
