//! What draws are keyed by.
//!
//! A person's luck is keyed by the stream that brings them and their index within it, so streams need
//! identities. A name cannot be one (renaming must change nothing), nor can a position in the file
//! (reordering must change nothing). Streams are told apart by what they are: how many come, where
//! to, and so on, as they are when everything is laid and set. Only streams that are the same in all of
//! this fall back on their names. A place in which rates are to be changed gives its streams a `key`, which
//! settles it for good.

use crate::scenario::spec::Spec;
use crate::world::flow::setup::{Counts, Demand, FlowSetup, PlaceSetup, StreamSetup};

/// Gives streams, and places with people in them at the start, their identities.
pub(super) fn assign(flow: &mut FlowSetup, spec: &Spec) {
    let mut order: Vec<usize> = (0..flow.streams.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (&flow.streams[a], &flow.streams[b]);
        compare(&stream_features(x, flow), &stream_features(y, flow))
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
    let mut order: Vec<usize> = (0..flow.places.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (&flow.places[a], &flow.places[b]);
        compare(&place_features(x), &place_features(y)).then_with(|| x.name.cmp(&y.name))
    });
    for (rank, i) in order.into_iter().enumerate() {
        flow.places[i].identity = rank as u16 + 1;
    }
}

fn compare(a: &[f64], b: &[f64]) -> std::cmp::Ordering {
    let first = a
        .iter()
        .zip(b)
        .map(|(x, y)| x.total_cmp(y))
        .find(|o| o.is_ne());
    first.unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// What a stream is, apart from names and positions.
fn stream_features(stream: &StreamSetup, flow: &FlowSetup) -> Vec<f64> {
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
    // Groups that stay differently somewhere are different groups.
    for &(_, group) in &stream.groups {
        for place in &flow.places {
            let targets = place.stays.len() / flow.groups.len().max(1);
            let stays = &place.stays[usize::from(group) * targets..][..targets];
            let first = stays.iter().flatten().next();
            features.push(first.map_or(-1.0, |s| s.distribution().mean()));
        }
    }
    features
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
