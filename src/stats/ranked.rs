//! Whole numbers to be ranked: quantiles in bounded memory.

use hdrhistogram::Histogram;

/// Values kept one by one; beyond them bins are as good, and take no more memory however many come.
pub const MOST_KEPT: usize = 1 << 17;
/// Figures to which values in bins are told apart: bins are narrower than one part in a thousand.
const FIGURES: u8 = 3;

/// Whole numbers, of which quantiles and shares at or below a threshold are wanted.
///
/// Up to 131,072 values are kept as they are, so that what is said of them is exact. More are counted in bins
/// narrower than a thousandth of the value (`HdrHistogram`); within a bin they count as spread evenly.
#[derive(Clone, Debug, Default)]
pub struct Ranked {
    kept: Vec<u32>,
    binned: Option<Box<Histogram<u64>>>,
}

impl Ranked {
    /// How many values there are.
    pub fn len(&self) -> u64 {
        self.kept.len() as u64 + self.binned.as_ref().map_or(0, |bins| bins.len())
    }

    /// The values themselves, in the order in which they came, while they are kept one by one.
    pub fn exact(&self) -> Option<&[u32]> {
        self.binned.is_none().then_some(&self.kept)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a value.
    #[inline]
    pub fn push(&mut self, value: u32) {
        match &mut self.binned {
            None if self.kept.len() < MOST_KEPT => self.kept.push(value),
            None => self.fill_bins().saturating_record(u64::from(value)),
            Some(bins) => bins.saturating_record(u64::from(value)),
        }
    }

    /// Adds all values of another.
    pub fn add(&mut self, other: &Self) {
        if let Some(theirs) = &other.binned {
            let bins = match &mut self.binned {
                Some(bins) => bins,
                None => self.fill_bins(),
            };
            bins.add(theirs.as_ref()).expect("both have the same bins");
        }
        if self.binned.is_none() && self.kept.len() + other.kept.len() <= MOST_KEPT {
            self.kept.extend_from_slice(&other.kept);
        } else {
            other.kept.iter().for_each(|&value| self.push(value));
        }
    }

    /// The value below which lies a share `p` of all, from 0 to 1, between neighbours in a straight line; not a number
    /// if there are none.
    pub fn quantile(&mut self, p: f64) -> f64 {
        let Some(last) = self.len().checked_sub(1) else {
            return f64::NAN;
        };
        let at = p * last as f64;
        let below = libm::floor(at);
        if self.binned.is_some() {
            return self.binned_at(at);
        }
        let (_, &mut low, above) = self.kept.select_nth_unstable(below as usize);
        let high = above.iter().copied().min().unwrap_or(low);
        f64::from(low) + (f64::from(high) - f64::from(low)) * (at - below)
    }

    /// How many values are at or below a threshold.
    pub fn at_most(&self, threshold: f64) -> f64 {
        let Some(bins) = &self.binned else {
            return self
                .kept
                .iter()
                .filter(|&&v| f64::from(v) <= threshold)
                .count() as f64;
        };
        let mut below = 0.0;
        for (low, high, count) in spans(bins) {
            let part = (libm::floor(threshold) + 1.0 - low) / (high - low);
            below += count * part.clamp(0.0, 1.0);
        }
        below
    }

    /// The value at a rank counted from 0, the values of a bin spread evenly over it.
    fn binned_at(&self, rank: f64) -> f64 {
        let mut below = 0.0;
        let mut value = f64::NAN;
        for (low, high, count) in self.binned.iter().flat_map(|bins| spans(bins)) {
            value = low + (high - low - 1.0) * ((rank - below) / count).clamp(0.0, 1.0);
            below += count;
            if below > rank {
                break;
            }
        }
        value
    }

    #[cold]
    fn fill_bins(&mut self) -> &mut Histogram<u64> {
        let most = u64::from(u32::MAX);
        let bins = Histogram::new_with_bounds(1, most, FIGURES).expect("these bounds are in order");
        let bins = self.binned.insert(Box::new(bins));
        for value in std::mem::take(&mut self.kept) {
            bins.saturating_record(u64::from(value));
        }
        bins
    }
}

/// Bins that are not empty: the least value of each, the least beyond it, and how many fell within.
fn spans(bins: &Histogram<u64>) -> impl Iterator<Item = (f64, f64, f64)> {
    bins.iter_recorded().map(|at| {
        let value = at.value_iterated_to();
        let low = bins.lowest_equivalent(value);
        let high = bins.next_non_equivalent(value);
        (
            low as f64,
            high as f64,
            at.count_since_last_iteration() as f64,
        )
    })
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
