//! Whole numbers to be ranked: quantiles in bounded memory.

/// Values kept one by one; beyond them bins are as good, and take no more memory however many come.
pub const MOST_KEPT: usize = 1 << 17;
/// Values below two to this many have a bin each; above, every doubling has half as many bins.
const FINE_BITS: u32 = 11;
/// Bins for all values of 32 bits.
const BINS: usize = bin(u32::MAX) + 1;

/// Whole numbers, of which quantiles and shares at or below a threshold are wanted.
///
/// Up to 131,072 values are kept as they are, so that what is said of them is exact. More are counted in bins
/// narrower than a thousandth of the value; within a bin they count as spread evenly.
#[derive(Clone, Debug, Default)]
pub struct Ranked {
    kept: Vec<u32>,
    /// How many fell into each bin; empty while values are kept.
    bins: Vec<u64>,
    binned: u64,
    /// A rank, of so many kept, at which the value of that rank stands, none greater before it and none less after it.
    parted: (usize, usize),
}

impl Ranked {
    /// How many values there are.
    pub fn len(&self) -> u64 {
        self.kept.len() as u64 + self.binned
    }

    /// The values themselves, in the order in which they came, while they are kept one by one.
    pub fn exact(&self) -> Option<&[u32]> {
        self.bins.is_empty().then_some(&self.kept)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a value.
    #[inline]
    pub fn push(&mut self, value: u32) {
        if self.bins.is_empty() {
            if self.kept.len() < MOST_KEPT {
                self.kept.push(value);
                return;
            }
            self.fill_bins();
        }
        self.bins[bin(value)] += 1;
        self.binned += 1;
    }

    /// Adds all values of another.
    pub fn add(&mut self, other: &Self) {
        if !other.bins.is_empty() {
            if self.bins.is_empty() {
                self.fill_bins();
            }
            let both = self.bins.iter_mut().zip(&other.bins);
            both.for_each(|(mine, theirs)| *mine += theirs);
            self.binned += other.binned;
        } else if self.bins.is_empty() && self.kept.len() + other.kept.len() <= MOST_KEPT {
            self.kept.extend_from_slice(&other.kept);
        } else {
            for &value in &other.kept {
                self.push(value);
            }
        }
    }

    /// The value below which lies a share `p` of all, from 0 to 1, between neighbours in a straight line; not a number
    /// if there are none.
    pub fn quantile(&mut self, p: f64) -> f64 {
        let Some(last) = self.len().checked_sub(1) else {
            return f64::NAN;
        };
        let at = p * last as f64;
        if !self.bins.is_empty() {
            return self.binned_at(at);
        }
        let below = libm::floor(at);
        let (low, next) = self.kept_at(below as usize);
        let high = next.unwrap_or(low);
        f64::from(low) + (f64::from(high) - f64::from(low)) * (at - below)
    }

    /// The value at a rank, counted from 0, and at the next one, while values are kept one by one.
    fn kept_at(&mut self, rank: usize) -> (u32, Option<u32>) {
        // Where values are parted already it is enough to look on one side.
        let (parted, of) = self.parted;
        let sides = if of == self.kept.len() && parted <= rank {
            parted..of
        } else if of == self.kept.len() {
            0..parted
        } else {
            0..self.kept.len()
        };
        let (from, to) = (sides.start, sides.end);
        let (_, &mut value, above) = self.kept[sides].select_nth_unstable(rank - from);
        let next = above.iter().copied().min();
        self.parted = (rank, self.kept.len());
        (value, next.or(self.kept.get(to).copied()))
    }

    /// How many values are at or below a threshold.
    pub fn at_most(&self, threshold: f64) -> f64 {
        if let Some(kept) = self.exact() {
            return kept.iter().filter(|&&v| f64::from(v) <= threshold).count() as f64;
        }
        let within = |(low, width, count): (f64, f64, f64)| {
            count * ((libm::floor(threshold) + 1.0 - low) / width).clamp(0.0, 1.0)
        };
        self.filled().map(within).sum()
    }

    /// The value at a rank counted from 0, the values of a bin spread evenly over it.
    fn binned_at(&self, rank: f64) -> f64 {
        let mut below = 0.0;
        let mut value = f64::NAN;
        for (low, width, count) in self.filled() {
            value = low + (width - 1.0) * ((rank - below) / count).clamp(0.0, 1.0);
            below += count;
            if below > rank {
                break;
            }
        }
        value
    }

    /// Bins that are not empty, rising: the least value of each, how many values it is for, and how many fell into it.
    fn filled(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let counts = self.bins.iter().enumerate();
        counts.filter(|&(_, &count)| count > 0).map(|(at, &count)| {
            let bits = (at >> (FINE_BITS - 1)).saturating_sub(1);
            let low = (at - (bits << (FINE_BITS - 1))) << bits;
            (low as f64, (1_u64 << bits) as f64, count as f64)
        })
    }

    #[cold]
    fn fill_bins(&mut self) {
        self.bins = vec![0; BINS];
        for value in std::mem::take(&mut self.kept) {
            self.push(value);
        }
    }
}

/// The bin of a value: its leading bits and how many follow them.
#[inline]
const fn bin(value: u32) -> usize {
    let bits = (value | ((1 << FINE_BITS) - 1)).ilog2() - (FINE_BITS - 1);
    ((bits as usize) << (FINE_BITS - 1)) + (value >> bits) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What every textbook says: the values sorted, and a straight line between neighbours.
    fn sorted_quantile(values: &[u32], p: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let at = p * (sorted.len() - 1) as f64;
        let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
        f64::from(low) + f64::from(high - low) * at.fract()
    }

    fn ranked(values: &[u32]) -> Ranked {
        let mut ranked = Ranked::default();
        for &value in values {
            ranked.push(value);
        }
        ranked
    }

    #[test]
    fn bins_follow_one_another_and_hold_what_is_in_them() {
        let edges = [
            0,
            1,
            2_047,
            2_048,
            2_049,
            4_095,
            4_096,
            1 << 20,
            u32::MAX - 1,
            u32::MAX,
        ];
        for value in edges {
            let mut one = Ranked {
                bins: vec![0; BINS],
                ..Ranked::default()
            };
            one.push(value);
            let (low, width, count) = one.filled().next().unwrap();
            assert_eq!(count, 1.0);
            assert!(
                low <= f64::from(value) && f64::from(value) < low + width,
                "{value}"
            );
            assert!(
                width == 1.0 || width <= f64::from(value) / 1_000.0,
                "{value}: {width}"
            );
        }
        assert!((1..100_000).all(|v| bin(v) - bin(v - 1) <= 1));
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert!(Ranked::default().quantile(0.5).is_nan());
        assert!(Ranked::default().is_empty());
    }

    proptest! {
        #[test]
        fn few_values_have_exact_quantiles(
            values in prop::collection::vec(0_u32..5_000, 1..300), p in 0.0..=1.0, cut in 0_usize..300,
        ) {
            let exact = sorted_quantile(&values, p);
            let (one, other) = values.split_at(cut.min(values.len()));
            let mut both = ranked(one);
            both.add(&ranked(other));
            prop_assert_eq!(both.quantile(p), exact);
            let at_most = values.iter().filter(|&&v| v <= 700).count() as f64;
            prop_assert_eq!(both.at_most(700.0), at_most);
        }
    }

    #[test]
    fn many_values_have_quantiles_good_to_a_thousandth() {
        // Exponential waits of ten days on average, as many as do not fit.
        let n = 3 * MOST_KEPT;
        let values: Vec<u32> = (0..n)
            .map(|i| (-864_000.0 * libm::log((i as f64 + 0.5) / n as f64)) as u32)
            .collect();
        let (one, other) = values.split_at(n / 3);
        let mut both = ranked(one);
        both.add(&ranked(other));
        assert_eq!(both.len(), n as u64);
        for p in [0.001, 0.05, 0.5, 0.95, 0.999] {
            let exact = sorted_quantile(&values, p);
            let off = (both.quantile(p) - exact).abs();
            assert!(off <= 1.0 + exact / 1_000.0, "{p}: {exact} is off by {off}");
        }
        for days in [0.0, 0.3, 10.0, 31.7] {
            let threshold = days * 86_400.0;
            let exact = values
                .iter()
                .filter(|&&v| f64::from(v) <= threshold)
                .count() as f64;
            // As many as may lie within one bin about the threshold.
            let near = |v: &&u32| (f64::from(**v) - threshold).abs() <= 1.0 + threshold / 1_000.0;
            let slack = values.iter().filter(near).count() as f64;
            assert!(
                (both.at_most(threshold) - exact).abs() <= slack,
                "{days} days"
            );
        }
    }
}
