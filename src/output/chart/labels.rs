//! Labels beside what they name, moved apart just as far as they must be.

/// Places labels of one `height` in the room from `low` to `high`, as near to where they are `wanted` as can be,
/// in the same order and never over one another. Values are middles of labels.
///
/// `None` if the room is too small for all of them.
pub fn apart(wanted: &[f64], height: f64, low: f64, high: f64) -> Option<Vec<f64>> {
    let n = wanted.len();
    if n as f64 * height > high - low {
        return None;
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    // Less the height of those before it, a label may stand where its neighbour stands: what is sought is the
    // nearest sequence that does not fall, found by pooling neighbours that do (least squares).
    let mut pools: Vec<(f64, usize)> = Vec::with_capacity(n);
    for (rank, &i) in order.iter().enumerate() {
        let mut pool = (wanted[i] - rank as f64 * height, 1);
        while let Some(&(mean, count)) = pools.last()
            && mean >= pool.0
        {
            pools.pop();
            let both = count + pool.1;
            pool = (
                (mean * count as f64 + pool.0 * pool.1 as f64) / both as f64,
                both,
            );
        }
        pools.push(pool);
    }
    let first = low + height / 2.0;
    let last = (high - height / 2.0 - n.saturating_sub(1) as f64 * height).max(first);
    let mut placed = vec![0.0; n];
    let mut rank = 0;
    for (mean, count) in pools {
        for _ in 0..count {
            placed[order[rank]] = mean.clamp(first, last) + rank as f64 * height;
            rank += 1;
        }
    }
    Some(placed)
}

/// The same, leaving out the least important labels when there is no room for all: `None` for those.
pub fn most(
    wanted: &[f64],
    importance: &[f64],
    height: f64,
    low: f64,
    high: f64,
) -> Vec<Option<f64>> {
    let mut kept: Vec<usize> = (0..wanted.len()).collect();
    kept.sort_by(|&a, &b| importance[b].total_cmp(&importance[a]));
    let mut result = vec![None; wanted.len()];
    while !kept.is_empty() {
        let heights: Vec<f64> = kept.iter().map(|&i| wanted[i]).collect();
        if let Some(placed) = apart(&heights, height, low, high) {
            for (&i, at) in kept.iter().zip(placed) {
                result[i] = Some(at);
            }
            break;
        }
        kept.pop();
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_stay_where_they_are_if_they_can() {
        assert_eq!(
            apart(&[10.0, 60.0, 30.0], 12.0, 0.0, 100.0).unwrap(),
            [10.0, 60.0, 30.0]
        );
        assert_eq!(
            apart(&[50.0, 50.0], 12.0, 0.0, 100.0).unwrap(),
            [44.0, 56.0]
        );
        assert_eq!(apart(&[1.0, 2.0], 12.0, 0.0, 100.0).unwrap(), [6.0, 18.0]);
        assert_eq!(apart(&[1.0, 2.0, 3.0], 12.0, 0.0, 30.0), None);
    }

    #[test]
    fn the_least_important_goes_first() {
        let placed = most(&[1.0, 2.0, 3.0], &[5.0, 1.0, 2.0], 12.0, 0.0, 30.0);
        assert!(placed[0].is_some() && placed[1].is_none() && placed[2].is_some());
    }

    proptest! {
        #[test]
        fn labels_never_overlap_and_keep_their_order(
            wanted in prop::collection::vec(-50.0..250.0_f64, 0..12),
            height in 5.0..20.0_f64,
        ) {
            let placed = most(&wanted, &wanted, height, 0.0, 200.0);
            let mut kept: Vec<(f64, f64)> = wanted
                .iter()
                .zip(&placed)
                .filter_map(|(w, p)| Some((*w, (*p)?)))
                .collect();
            kept.sort_by(|a, b| a.1.total_cmp(&b.1));
            for pair in kept.windows(2) {
                prop_assert!(pair[1].1 - pair[0].1 >= height - 1e-9);
                prop_assert!(pair[0].0 <= pair[1].0);
            }
            for (_, at) in &kept {
                prop_assert!(*at >= height / 2.0 - 1e-9 && *at <= 200.0 - height / 2.0 + 1e-9);
            }
            prop_assert!(kept.len() == wanted.len() || (kept.len() + 1) as f64 * height > 200.0);
        }
    }
}
