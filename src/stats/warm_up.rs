//! How long a run takes to forget its start.

/// The truncation point that MSER-5 advises: how many of the first values to leave out.
///
/// Batches of five; the point that minimises the squared standard error of what is left, looked for
/// in the first half (White, *Simulation* 69, 1997). `None` if the best point is the last one
/// looked at, or there are fewer than four batches: the series is too short to say.
pub fn mser_5(values: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = values
        .chunks_exact(5)
        .map(|batch| batch.iter().sum::<f64>() / 5.0)
        .collect();
    let n = batches.len();
    if n < 4 {
        return None;
    }
    // Suffix sums give every candidate's variance in one pass from the end.
    let (mut sum, mut squares, mut best) = (0.0, 0.0, (f64::INFINITY, 0));
    let mut scores = vec![f64::INFINITY; n];
    for (i, x) in batches.iter().enumerate().rev() {
        sum += x;
        squares += x * x;
        let left = (n - i) as f64;
        scores[i] = (squares - sum * sum / left).max(0.0) / (left * left);
    }
    for (i, &score) in scores.iter().enumerate().take(n / 2 + 1) {
        if score < best.0 {
            best = (score, i);
        }
    }
    (best.1 < n / 2).then_some(best.1 * 5)
}

/// Welch's curve: centred moving averages over `2 * window + 1` values, narrower near the start.
pub fn welch(values: &[f64], window: usize) -> Vec<f64> {
    let last = values.len().saturating_sub(window);
    (0..last)
        .map(|i| {
            let half = window.min(i);
            let around = &values[i - half..=i + half];
            around.iter().sum::<f64>() / around.len() as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_far_off_is_cut_away() {
        let wave = |i: usize| libm::sin(i as f64);
        let values: Vec<f64> = (0..400)
            .map(|i| {
                if i < 60 {
                    50.0 - i as f64 / 2.0
                } else {
                    wave(i)
                }
            })
            .collect();
        let cut = mser_5(&values).unwrap();
        assert!((55..=70).contains(&cut), "cut at {cut}");
    }

    #[test]
    fn a_series_that_never_settles_is_said_to_be_too_short() {
        let values: Vec<f64> = (0..200).map(f64::from).collect();
        assert_eq!(mser_5(&values), None);
    }

    #[test]
    fn welch_averages_around_each_point() {
        assert_eq!(
            welch(&[1.0, 2.0, 6.0, 3.0, 8.0], 1),
            [1.0, 3.0, 11.0 / 3.0, 17.0 / 3.0]
        );
    }
}
