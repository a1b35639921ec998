//! Levels over time as charts and tables show them: means of weeks or longer, never single days, because
//! fewer people leave on Saturdays.

use super::super::words::{self, DAYS_A_MONTH};
use crate::results::{Results, ScenarioRecord, Series};
use jiff::civil::Date;

/// Most points a line is drawn with.
const MOST_POINTS: usize = 170;
/// Most rows of a table.
const MOST_ROWS: usize = 60;

/// A level over time, thinned: means of blocks of days, each at its middle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thinned {
    /// Middle of each block, in days.
    pub days: Vec<f64>,
    /// Mean of each block.
    pub values: Vec<f64>,
}

/// The sum of some levels of a scenario, thinned for drawing; empty if it has none of them.
pub fn level(results: &Results, scenario: &str, keys: &[String]) -> Thinned {
    let (days, values) = summed(results, scenario, keys);
    let span = days.len();
    let block = if span < 60 {
        1
    } else {
        7 * span.div_ceil(7 * MOST_POINTS).max(1)
    };
    let blocks = |xs: &[f64]| -> Vec<f64> {
        xs.chunks_exact(block)
            .map(|chunk| chunk.iter().sum::<f64>() / chunk.len() as f64)
            .collect()
    };
    Thinned {
        days: blocks(&days),
        values: blocks(&values),
    }
}

/// Every so many days of a difference, which is smooth already.
pub fn thin(days: &[i64], values: &[f64]) -> Thinned {
    let every = days.len().div_ceil(MOST_POINTS).max(1);
    let kept = |i: usize| i.is_multiple_of(every) || i + 1 == days.len();
    let at: Vec<usize> = (0..days.len().min(values.len()))
        .filter(|&i| kept(i))
        .collect();
    Thinned {
        days: at.iter().map(|&i| days[i] as f64).collect(),
        values: at.iter().map(|&i| values[i]).collect(),
    }
}

/// A stretch of time that is a row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// "Month 1", "Weeks 3–4".
    pub name: String,
    /// The date of its first whole day, if the run has dates.
    pub date: Option<Date>,
    /// Its first day.
    pub from: f64,
    /// The day after the last.
    pub to: f64,
}

/// The stretches of time that are the rows of a table.
pub fn rows(scenario: &ScenarioRecord) -> Vec<Stretch> {
    let horizon = scenario.horizon_days.max(1.0);
    let (name, unit) = if horizon <= MOST_ROWS as f64 {
        ("day", 1.0)
    } else if horizon <= 7.0 * 26.0 {
        ("week", 7.0)
    } else {
        ("month", DAYS_A_MONTH)
    };
    let count = libm::ceil(horizon / unit - 0.01) as usize;
    let every = count.div_ceil(MOST_ROWS).max(1);
    (0..count)
        .step_by(every)
        .map(|i| {
            let last = (i + every).min(count);
            let numbers = if last == i + 1 {
                format!("{name} {last}")
            } else {
                format!("{name}s {}–{last}", i + 1)
            };
            let from = i as f64 * unit;
            Stretch {
                name: words::capitalised(&numbers),
                date: words::calendar_day(&scenario.start_date, libm::ceil(from - 0.01)),
                from,
                to: last as f64 * unit,
            }
        })
        .collect()
}

/// The mean of the sum of some levels in each stretch of time; `NaN` where there are none.
pub fn means(results: &Results, scenario: &str, keys: &[String], rows: &[Stretch]) -> Vec<f64> {
    let (days, values) = summed(results, scenario, keys);
    rows.iter()
        .map(|Stretch { from, to, .. }| {
            let inside: Vec<f64> = days
                .iter()
                .zip(&values)
                .filter(|(day, _)| **day >= *from && **day < *to)
                .map(|(_, value)| *value)
                .collect();
            inside.iter().sum::<f64>() / inside.len() as f64
        })
        .collect()
}

fn summed(results: &Results, scenario: &str, keys: &[String]) -> (Vec<f64>, Vec<f64>) {
    let found: Vec<&Series> = keys
        .iter()
        .filter_map(|key| results.series_of(scenario, key))
        .collect();
    let Some(first) = found.first() else {
        return (Vec::new(), Vec::new());
    };
    let days = first.day.iter().map(|&d| d as f64).collect();
    let values = (0..first.day.len())
        .map(|i| found.iter().filter_map(|s| s.mean.get(i)).sum())
        .collect();
    (days, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, Sample};

    #[test]
    fn weeks_even_out_the_weekend() {
        let results = sample::of(&Sample {
            scenarios: 0,
            ..Sample::market()
        });
        let thinned = level(
            &results,
            "baseline",
            &["delayed.community_hospital".to_owned()],
        );
        assert_eq!(thinned.days.len(), 156);
        assert_eq!(thinned.days[0], 3.0);
        let jump = thinned
            .values
            .windows(2)
            .map(|w| (w[1] - w[0]).abs())
            .fold(0.0, f64::max);
        assert!(jump < 0.3, "{jump}");
    }

    #[test]
    fn tables_stay_short() {
        for days in [1, 40, 100, 365, 1095, 3650, 36_500] {
            let scenario = ScenarioRecord {
                horizon_days: f64::from(days),
                start_date: "2025-04-01".to_owned(),
                ..ScenarioRecord::default()
            };
            let rows = rows(&scenario);
            assert!(
                !rows.is_empty() && rows.len() <= MOST_ROWS,
                "{days}: {}",
                rows.len()
            );
            assert!(rows.last().unwrap().to >= f64::from(days) - 0.5);
        }
    }
}
