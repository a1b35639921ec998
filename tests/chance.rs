//! Draws whose keys are neighbours are independent of one another, in every way in which keys neighbour.
//!
//! Beside the code stand the published answers of the generator, and tests of single values; here are
//! pairs, and how far a change of one bit of a key reaches. Seeds are fixed; bounds are at five standard
//! deviations, which a sound generator passes all but once in a million.

use caremarket::engine::{Purpose, Streams};

const PURPOSE: Purpose = Purpose::new(1);

/// From a number that stands for part of a key to a uniform number.
type Keyed = fn(u64) -> f64;

/// Ways in which keys neighbour.
fn ways() -> Vec<(&'static str, Keyed)> {
    vec![
        ("seed", |i| Streams::new(i, 0).uniform(PURPOSE, 0, 0)),
        ("replication", |i| Streams::new(9, i).uniform(PURPOSE, 0, 0)),
        ("subject", |i| Streams::new(9, 9).uniform(PURPOSE, i, 1)),
        ("occurrence", |i| Streams::new(9, 9).uniform(PURPOSE, 3, i)),
        ("purposes of one subject", |i| {
            Streams::new(9, 9).uniform(Purpose::new((i & 1) as u16), i >> 1, 1)
        }),
        ("people of two streams", |i| {
            Streams::new(9, 9).uniform(PURPOSE, (10_001 + (i & 1)) << 48 | i >> 1, 0)
        }),
        ("one person in two replications", |i| {
            Streams::new(9, i & 1).uniform(PURPOSE, i >> 1, 0)
        }),
        ("one person under two seeds", |i| {
            Streams::new(1 + (i & 1), 0).uniform(PURPOSE, i >> 1, 0)
        }),
        ("values of one draw", |i| {
            let mut draw = Streams::new(9, 9).draw(PURPOSE, i >> 1, 0);
            let first = draw.uniform();
            if i & 1 == 0 { first } else { draw.uniform() }
        }),
        ("later values of one draw", |i| {
            let mut draw = Streams::new(9, 9).draw(PURPOSE, i >> 1, 0);
            draw.bits();
            let second = draw.uniform();
            if i & 1 == 0 { second } else { draw.uniform() }
        }),
    ]
}

/// Chi-square of 32 x 32 cells over 2^18 pairs of neighbours, no value in two pairs.
#[test]
fn pairs_of_neighbours_fill_the_square_evenly() {
    const SIDE: usize = 32;
    let pairs = 1_u64 << 18;
    for (name, draw) in ways() {
        let mut cells = vec![0_u32; SIDE * SIDE];
        for i in 0..pairs {
            let cell = |at: u64| (draw(at) * SIDE as f64) as usize;
            cells[cell(2 * i) * SIDE + cell(2 * i + 1)] += 1;
        }
        let expected = pairs as f64 / cells.len() as f64;
        let distance =
            |&seen: &u32| (f64::from(seen) - expected) * (f64::from(seen) - expected) / expected;
        let chi2: f64 = cells.iter().map(distance).sum();
        let freedom = (cells.len() - 1) as f64;
        let z = (chi2 - freedom) / libm::sqrt(2.0 * freedom);
        assert!(
            z.abs() < 5.0,
            "{name}: chi-square is {z:+.1} sd from its mean"
        );
    }
}

/// Changing one bit of the key changes every bit of the value with chance one half.
#[test]
fn every_bit_of_a_key_reaches_every_bit_of_the_value() {
    let keys = 2_048_u64;
    let draw = |[seed, replication, purpose, subject, occurrence]: [u64; 5]| {
        let streams = Streams::new(seed, replication);
        streams
            .draw(Purpose::new(purpose as u16), subject, occurrence)
            .bits()
    };
    for (part, bits) in [(0, 64), (1, 64), (2, 10), (3, 64), (4, 38)] {
        for bit in 0..bits {
            let mut flipped = [0_u32; 64];
            for i in 0..keys {
                let key = [77, i, i % 1_000, 10_001 << 48 | i, i / 3];
                let mut other = key;
                other[part] ^= 1 << bit;
                let changed = draw(key) ^ draw(other);
                for (at, count) in flipped.iter_mut().enumerate() {
                    *count += u32::from(changed >> at & 1 == 1);
                }
            }
            let z =
                |count: u32| (f64::from(count) - keys as f64 / 2.0) / libm::sqrt(keys as f64 / 4.0);
            // 15,360 such numbers in all: six standard deviations.
            let worst = flipped
                .iter()
                .map(|&count| z(count).abs())
                .fold(0.0, f64::max);
            assert!(
                worst < 6.0,
                "part {part}, bit {bit}: {worst:.1} sd from one half"
            );
        }
    }
}
