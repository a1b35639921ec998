//! What a board that watches delays on a control chart would have seen of a policy.
//!
//! Months, because that is how boards see delays: a month's mean of midnight counts, twelve of which make the year
//! before the policy, as many as guidance asks for to set limits. The limits of that year stand to the end; a signal
//! counts on the month in which its pattern becomes whole, for nobody sees it earlier.
//!
//! Counts of people who stay for weeks, with a season, depend on those before them; so charts signal without any cause.
//! How often is told by the same charts of the world without the policy.

use crate::results::{ControlChartRow, ControlSignalRow};
use crate::stats;
use crate::stats::xmr::{Limits, Side};

/// Months of a year.
const YEAR: usize = 12;

/// Signals that are looked for.
const IMPROVEMENT: &str = "improvement";
const CONCERN: &str = "concern";
const AFTER: &str = "concern after improvement";

/// The same count in every replication of a world.
pub struct Histories {
    /// Name of the world.
    pub of: String,
    /// Month by month, those of the year before day 0 first.
    pub months: Vec<Vec<f64>>,
}

/// What charts show.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// One typical history, with the policy and without.
    pub chart: Vec<ControlChartRow>,
    /// All of them.
    pub signals: Vec<ControlSignalRow>,
}

/// Means of months, twelfths of 365 days, from counts at each midnight of the year before and from day 0 on. A month that
/// is not over is left out.
///
/// `None` where no year before was watched: the months after it must not be taken for it.
pub fn months<'a>(
    before: impl Iterator<Item = &'a [f64]>,
    since: &[Vec<f64>],
) -> Option<Vec<Vec<f64>>> {
    let histories = before.zip(since).map(|(before, since)| {
        let before = by_month(before);
        (before.len() == YEAR).then(|| [before, by_month(since)].concat())
    });
    histories.collect()
}

fn by_month(days: &[f64]) -> Vec<f64> {
    let first = |month: usize| (month * 365).div_ceil(YEAR);
    (0..days.len() * YEAR / 365)
        .map(|month| {
            let days = &days[first(month)..first(month + 1)];
            days.iter().sum::<f64>() / days.len() as f64
        })
        .collect()
}

/// The charts of a scenario and of what it is compared with, limits set by the months before `start_day`. Less is better.
///
/// `None` without a year before day 0, or without a policy that starts while there are months to come.
pub fn compare(
    scenario: &Histories,
    baseline: &Histories,
    measure: &str,
    start_day: f64,
) -> Option<Found> {
    let months = scenario.months.first()?.len();
    let same = |h: &Histories| h.months.iter().all(|m| m.len() == months);
    if !start_day.is_finite() || !same(scenario) || !same(baseline) {
        return None;
    }
    // Months that are over when the policy starts.
    let start = YEAR + libm::floor(start_day * YEAR as f64 / 365.0) as usize;
    let has_year_before = months > YEAR && start < months;
    if !has_year_before || scenario.months.len() != baseline.months.len() {
        return None;
    }
    let typical = typical(scenario, baseline, start)?;
    let mut found = Found::default();
    for histories in [scenario, baseline] {
        let charts: Vec<Chart<'_>> = histories
            .months
            .iter()
            .filter_map(|values| Chart::of(values, start))
            .collect();
        let rows = charts.get(typical)?.rows();
        found.chart.extend(rows.map(|row| ControlChartRow {
            scenario: scenario.of.clone(),
            history_of: histories.of.clone(),
            replication: typical,
            measure: measure.to_owned(),
            ..row
        }));
        for signal in [IMPROVEMENT, CONCERN, AFTER] {
            let firsts = charts.iter().filter_map(|chart| chart.first(signal));
            let mut firsts: Vec<f64> = firsts.map(|at| number(at) as f64).collect();
            firsts.sort_by(f64::total_cmp);
            let (share, lower, upper) = stats::share_of(firsts.len(), charts.len())?;
            let (month, month_lower, month_upper) = stats::median(&firsts);
            found.signals.push(ControlSignalRow {
                scenario: scenario.of.clone(),
                history_of: histories.of.clone(),
                measure: measure.to_owned(),
                signal: signal.to_owned(),
                replications: charts.len(),
                signalled: firsts.len(),
                share,
                lower,
                upper,
                month,
                month_lower,
                month_upper,
            });
        }
    }
    Some(found)
}

/// The number of a month, where 1 begins on day 0.
fn number(at: usize) -> i64 {
    at as i64 - YEAR as i64 + 1
}

/// The replication in which the difference since the start is the median; of an even number, the lower of the middle two.
fn typical(scenario: &Histories, baseline: &Histories, start: usize) -> Option<usize> {
    let since = |months: &[f64]| months[start..].iter().sum::<f64>();
    let pairs = scenario.months.iter().zip(&baseline.months);
    let differences: Vec<f64> = pairs.map(|(a, b)| since(a) - since(b)).collect();
    let mut order: Vec<usize> = (0..differences.len()).collect();
    order.sort_by(|&a, &b| differences[a].total_cmp(&differences[b]));
    let middle = order.len().checked_sub(1)? / 2;
    Some(order[middle])
}

/// The chart of one history.
struct Chart<'a> {
    values: &'a [f64],
    /// How many months set the limits.
    start: usize,
    limits: Limits,
    /// In each month, whether a pattern of improvement, and one of concern, becomes whole.
    seen: Vec<(bool, bool)>,
}

impl<'a> Chart<'a> {
    fn of(values: &'a [f64], start: usize) -> Option<Self> {
        let limits = Limits::of(&values[..start])?;
        let seen = limits.seen(values).into_iter().map(|patterns| {
            let on = |side: Side| patterns.iter().any(|p| p.1 == side);
            (on(Side::Low), on(Side::High))
        });
        Some(Self {
            values,
            start,
            limits,
            seen: seen.collect(),
        })
    }

    /// The month in which a signal is first seen after the start.
    fn first(&self, signal: &str) -> Option<usize> {
        let from = |at: usize, of: &dyn Fn(&(bool, bool)) -> bool| {
            let later = self.seen.iter().enumerate().skip(at);
            later
                .into_iter()
                .find(|(_, seen)| of(seen))
                .map(|(at, _)| at)
        };
        let improvement = |seen: &(bool, bool)| seen.0;
        let concern = |seen: &(bool, bool)| seen.1;
        match signal {
            IMPROVEMENT => from(self.start, &improvement),
            CONCERN => from(self.start, &concern),
            _ => from(from(self.start, &improvement)? + 1, &concern),
        }
    }

    /// Its months, without names.
    fn rows(&self) -> impl Iterator<Item = ControlChartRow> {
        let marks = self.limits.marked(self.values);
        marks
            .into_iter()
            .enumerate()
            .map(|(at, mark)| ControlChartRow {
                scenario: String::new(),
                history_of: String::new(),
                replication: 0,
                measure: String::new(),
                month: number(at),
                value: self.values[at],
                mean: self.limits.mean,
                lower_limit: self.limits.lower,
                upper_limit: self.limits.upper,
                sets_limits: at < self.start,
                signal: match mark {
                    Some((_, Side::Low)) => IMPROVEMENT.to_owned(),
                    Some((_, Side::High)) => CONCERN.to_owned(),
                    None => String::new(),
                },
                rule: mark.map_or_else(String::new, |(rule, _)| rule.name().to_owned()),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A year of 9 and 11 in turn, then these values: mean 10, mean moving range 2, limits 4.68 and 15.32.
    fn history(then: &[f64]) -> Vec<f64> {
        let before = (0..YEAR).map(|i| if i % 2 == 0 { 9.0 } else { 11.0 });
        before.chain(then.iter().copied()).collect()
    }

    fn histories(of: &str, then: &[[f64; 8]]) -> Histories {
        Histories {
            of: of.to_owned(),
            months: then.iter().map(|months| history(months)).collect(),
        }
    }

    fn row<'a>(found: &'a Found, of: &str, signal: &str) -> &'a ControlSignalRow {
        let mut rows = found.signals.iter();
        rows.find(|r| r.history_of == of && r.signal == signal)
            .unwrap()
    }

    const STEADY: [f64; 8] = [9.0, 11.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0];
    /// Improvement in its second month, concern in its sixth.
    const BACK: [f64; 8] = [9.0, 3.0, 10.0, 11.0, 11.0, 16.0, 11.0, 9.0];
    /// Improvement in its third month.
    const LASTS: [f64; 8] = [9.0, 5.0, 4.0, 9.0, 11.0, 9.0, 11.0, 9.0];

    #[test]
    fn signals_are_counted_from_the_start_with_those_that_need_no_policy_beside() {
        let ours = histories("policy", &[BACK, LASTS, STEADY]);
        let theirs = histories("none", &[STEADY; 3]);
        let found = compare(&ours, &theirs, "delayed.acute", 0.0).unwrap();
        let improvement = row(&found, "policy", IMPROVEMENT);
        assert_eq!((improvement.signalled, improvement.replications), (2, 3));
        assert_eq!(improvement.month, 2.5, "months 2 and 3");
        let after = row(&found, "policy", AFTER);
        assert_eq!((after.signalled, after.month), (1, 6.0));
        assert_eq!(row(&found, "policy", CONCERN).signalled, 1);
        for signal in [IMPROVEMENT, CONCERN, AFTER] {
            assert_eq!(row(&found, "none", signal).signalled, 0);
        }
    }

    #[test]
    fn the_history_shown_is_the_one_with_the_median_difference() {
        let ours = histories("policy", &[BACK, LASTS, STEADY]);
        let theirs = histories("none", &[STEADY; 3]);
        let found = compare(&ours, &theirs, "delayed.acute", 0.0).unwrap();
        assert_eq!(found.chart.len(), 2 * 20);
        let first = &found.chart[0];
        // Sums of 80, 67 and 80: of two alike, the first is the middle one.
        assert_eq!(first.replication, 0);
        assert_eq!(
            (first.month, first.mean, first.sets_limits),
            (-11, 10.0, true)
        );
        assert!((first.upper_limit - 15.32).abs() < 1e-12);
        let low = &found.chart[13];
        assert_eq!((low.month, low.signal.as_str()), (2, IMPROVEMENT));
        assert_eq!(low.rule, "beyond a limit");
    }

    #[test]
    fn a_policy_that_starts_later_leaves_more_months_to_set_limits() {
        let ours = histories("policy", &[BACK]);
        // Day 61 is after two whole months: the second month, which signalled, now sets limits.
        let found = compare(&ours, &histories("none", &[STEADY]), "delayed.acute", 61.0).unwrap();
        assert_eq!(found.chart.iter().filter(|r| r.sets_limits).count(), 2 * 14);
        assert_eq!(row(&found, "policy", IMPROVEMENT).signalled, 0);
    }

    #[test]
    fn without_a_year_before_or_months_after_there_is_no_chart() {
        let (ours, theirs) = (histories("a", &[BACK]), histories("b", &[STEADY]));
        assert!(compare(&ours, &theirs, "delayed.acute", 400.0).is_none());
        assert!(compare(&ours, &theirs, "delayed.acute", f64::INFINITY).is_none());
        let short = Histories {
            of: String::new(),
            months: vec![vec![1.0; 8]],
        };
        assert!(compare(&short, &short, "delayed.acute", 0.0).is_none());
    }

    #[test]
    fn months_are_twelfths_of_365_days() {
        let days: Vec<f64> = (0..365).map(f64::from).collect();
        let months = by_month(&days);
        assert_eq!(months.len(), 12);
        // Days 0 to 30: midnight of day 31 is the first past 30.42 days.
        assert_eq!(months[0], 15.0);
        // After a short warm-up there is no year before, and the first year reported is not taken for one.
        let long = vec![[&days[..], &days, &days].concat()];
        let found = |before: &[f64]| super::months(std::iter::once(before), &long);
        assert_eq!(found(&days).map(|h| h[0].len()), Some(48));
        assert!(found(&[]).is_none() && found(&days[..300]).is_none());
        assert_eq!(by_month(&days[..45]).len(), 1);
        assert!(by_month(&days[..30]).is_empty());
    }
}
