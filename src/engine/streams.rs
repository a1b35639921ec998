//! Chance: every draw is keyed by what it is for.
//!
//! There is no sequential generator. A draw is a function of
//! `(seed, replication, purpose, subject, occurrence)`, so adding a policy, a person or a thread
//! cannot shift anyone else's luck: two runs with the same seed share every draw that has the same
//! meaning (common random numbers).
//!
//! The function is Philox2x64-7 (Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as
//! easy as 1, 2, 3*, SC11, 2011), a counter-based generator; seed and replication make its 64-bit
//! key, the rest its 128-bit counter. Six rounds are the fewest with which its authors found it to pass all of
//! `BigCrush`; the seventh is for safety. Each round waits for the one before, and whoever draws
//! for all of them.

use super::elementary;
use rand::TryRng;
use std::convert::Infallible;

/// What a draw is for: a small number that the model gives each kind of question it asks of chance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Purpose(u16);

/// Bits of the counter that number the values of one draw; 2^16 blocks of two are ample for a rejection sampler.
const VALUE_BITS: u32 = 16;
const OCCURRENCE_BITS: u32 = 38;
const PURPOSE_BITS: u32 = 10;

impl Purpose {
    /// A purpose, numbered below 1,024.
    pub const fn new(number: u16) -> Self {
        assert!(number < 1 << PURPOSE_BITS, "purposes are below 1,024");
        Self(number)
    }
}

/// The source of chance for one replication.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    key: u64,
    /// The keys of all rounds, which every draw needs.
    round_keys: RoundKeys,
}

/// The values of one draw: as many as asked for, always the same ones.
#[derive(Clone, Debug)]
pub struct Draw {
    key: u64,
    counter: [u64; 2],
    /// The values at hand, and how many of them have not been asked for.
    block: [u64; 2],
    left: u8,
}

impl Streams {
    /// The streams of one replication under one seed.
    pub fn new(seed: u64, replication: u64) -> Self {
        let [key, _] = philox([seed, replication], &round_keys(0));
        Self {
            key,
            round_keys: round_keys(key),
        }
    }

    /// The draw for this purpose and subject; `occurrence` tells repeated draws apart (the n-th stay, the week).
    #[inline]
    pub fn draw(&self, purpose: Purpose, subject: u64, occurrence: u64) -> Draw {
        debug_assert!(
            occurrence < 1 << OCCURRENCE_BITS,
            "occurrences are below 2^38"
        );
        let low = u64::from(purpose.0) << (64 - PURPOSE_BITS) | occurrence << VALUE_BITS;
        let counter = [low, subject];
        Draw {
            key: self.key,
            counter,
            block: philox(counter, &self.round_keys),
            left: 2,
        }
    }

    /// One uniform number strictly between 0 and 1.
    #[inline]
    pub fn uniform(&self, purpose: Purpose, subject: u64, occurrence: u64) -> f64 {
        self.draw(purpose, subject, occurrence).uniform()
    }
}

impl Draw {
    /// The next 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        if self.left == 0 {
            self.next_block();
        }
        self.left -= 1;
        let [first, second] = self.block;
        self.block[0] = second;
        first
    }

    #[cold]
    fn next_block(&mut self) {
        self.counter[0] += 1;
        self.block = philox(self.counter, &round_keys(self.key));
        self.left = 2;
    }

    /// A uniform number strictly between 0 and 1: one of the 2^52 midpoints, so neither end occurs.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit(self.bits())
    }

    /// An exponential number of mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -elementary::ln(self.uniform())
    }

    /// A whole number below `n`, each with the same chance (to one part in 2^64 / n).
    #[inline]
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }
}

/// The midpoint of one of 2^52 equal parts of the unit interval.
#[inline]
fn unit(bits: u64) -> f64 {
    const PART: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * PART
}

impl TryRng for Draw {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let bits = self.bits().to_le_bytes();
            chunk.copy_from_slice(&bits[..chunk.len()]);
        }
        Ok(())
    }
}

/// How often one block is mixed.
const ROUNDS: usize = 7;

type RoundKeys = [u64; ROUNDS];

/// The keys of all rounds: a Weyl sequence from the key.
fn round_keys(key: u64) -> RoundKeys {
    const WEYL: u64 = 0x9E37_79B9_7F4A_7C15;
    std::array::from_fn(|round| key.wrapping_add(WEYL.wrapping_mul(round as u64)))
}

/// All rounds of Philox2x64; constants as published.
#[inline]
fn philox([mut low, mut high]: [u64; 2], round_keys: &RoundKeys) -> [u64; 2] {
    const MULTIPLIER: u64 = 0xD2B7_4407_B1CE_6E93;
    for key in round_keys {
        let product = u128::from(MULTIPLIER) * u128::from(low);
        low = (product >> 64) as u64 ^ key ^ high;
        high = product as u64;
    }
    [low, high]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers published with Random123 (`kat_vectors`, philox2x64 7).
    #[test]
    fn philox_gives_the_published_answers() {
        let all = u64::MAX;
        assert_eq!(
            philox([0, 0], &round_keys(0)),
            [0xb41d_a69f_bfef_c666, 0x511e_9ce1_a553_4056]
        );
        assert_eq!(
            philox([all, all], &round_keys(all)),
            [0xa469_6cc0_4462_015d, 0x7247_82da_e171_69e9]
        );
        assert_eq!(
            philox(
                [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344],
                &round_keys(0xa409_3822_299f_31d0)
            ),
            [0x98ed_1534_392b_f372, 0x6752_8b15_6888_2fd5]
        );
    }

    #[test]
    fn uniforms_lie_strictly_between_zero_and_one() {
        assert!(unit(0) > 0.0);
        assert!(unit(u64::MAX) < 1.0);
    }

    #[test]
    fn a_draw_depends_on_every_part_of_its_key_and_on_nothing_else() {
        let purpose = Purpose::new(3);
        let base = Streams::new(1, 1).uniform(purpose, 5, 7);
        assert_eq!(Streams::new(1, 1).uniform(purpose, 5, 7), base);
        for other in [
            Streams::new(2, 1).uniform(purpose, 5, 7),
            Streams::new(1, 2).uniform(purpose, 5, 7),
            Streams::new(1, 1).uniform(Purpose::new(4), 5, 7),
            Streams::new(1, 1).uniform(purpose, 6, 7),
            Streams::new(1, 1).uniform(purpose, 5, 8),
        ] {
            assert_ne!(other, base);
        }
    }

    /// Chi-square of 256 cells over 2^18 draws, and the correlation of neighbouring keys, in
    /// every direction in which keys neighbour. Fixed seed; 5 standard deviations.
    #[test]
    fn neighbouring_keys_give_independent_uniforms() {
        type Keyed = fn(u64) -> f64;
        let keyed: [(&str, Keyed); 5] = [
            ("seed", |i| {
                Streams::new(i, 0).uniform(Purpose::new(1), 0, 0)
            }),
            ("replication", |i| {
                Streams::new(9, i).uniform(Purpose::new(1), 0, 0)
            }),
            ("purpose", |i| {
                Streams::new(9, i >> 9).uniform(Purpose::new((i & 511) as u16), 3, 1)
            }),
            ("subject", |i| {
                Streams::new(9, 9).uniform(Purpose::new(1), i, 1)
            }),
            ("occurrence", |i| {
                Streams::new(9, 9).uniform(Purpose::new(1), 3, i)
            }),
        ];
        let n = 1_u64 << 18;
        for (name, draw) in keyed {
            let mut cells = [0_u32; 256];
            let (mut product, mut last) = (0.0, draw(n));
            for i in 0..n {
                let u = draw(i);
                cells[(u * 256.0) as usize] += 1;
                product += (u - 0.5) * (last - 0.5);
                last = u;
            }
            let expected = n as f64 / 256.0;
            let chi2: f64 = cells
                .iter()
                .map(|&c| (f64::from(c) - expected).powi_2() / expected)
                .sum();
            let z = (chi2 - 255.0) / (2.0_f64 * 255.0).sqrt();
            assert!(
                z.abs() < 5.0,
                "{name}: chi-square is {z:.1} sd from its mean"
            );
            let correlation_z = product / (n as f64).sqrt() * 12.0;
            assert!(
                correlation_z.abs() < 5.0,
                "{name}: serial correlation is {correlation_z:.1} sd from 0"
            );
        }
    }

    trait Square {
        fn powi_2(self) -> Self;
    }
    impl Square for f64 {
        fn powi_2(self) -> Self {
            self * self
        }
    }
}
