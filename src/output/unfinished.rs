//! Waits that a mean cannot know yet: those of people who still wait when the run ends.
//!
//! `wait_days` is the mean of those who have started. Where many have not, it says too little: those who wait
//! longest are the last to be counted.

use super::words;
use crate::results::Results;

/// Share of those who came that may still be waiting at the end without a word.
const FEW: f64 = 0.1;

/// A sentence for each place of each scenario at whose list so many stand at the end that its mean wait says too little.
pub fn waits(results: &Results) -> Vec<String> {
    let mut said = Vec::new();
    for scenario in &results.manifest.scenarios {
        let at_the_end = results
            .series
            .iter()
            .filter(|s| s.scenario == scenario.name);
        for series in at_the_end {
            let Some(place) = series.measure.strip_prefix("queue.") else {
                continue;
            };
            // Groups of a place say no more than the place.
            let Some(&waiting) = series.mean.last().filter(|_| !place.contains('.')) else {
                continue;
            };
            let came = results.summary_of(&scenario.name, "all", &format!("arrivals.{place}"));
            let found = series.mean.first().copied().unwrap_or(0.0);
            let all = found + came.map_or(0.0, |came| came.mean);
            if waiting <= FEW * all {
                continue;
            }
            said.push(format!(
                "{}: at the end {} people still wait for {place}, of {} who came or were waiting; its mean wait is of \
                 those who started, and says too little",
                scenario.name,
                words::size(waiting),
                words::size(all),
            ));
        }
    }
    said
}
