//! Who is compared with whom, in which stretch of time, and which measures a result has.

use super::key_measures;
use crate::results::{DifferenceRow, MeasureRecord, Results, ScenarioRecord, WindowRecord};

/// A baseline and the scenarios compared with it; or a scenario on its own.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// What the others are compared with.
    pub baseline: &'a ScenarioRecord,
    /// The others, none after a plain run.
    pub scenarios: Vec<&'a ScenarioRecord>,
}

/// The comparisons of a result, in the order of its scenarios.
pub fn comparisons(results: &Results) -> Vec<Comparison<'_>> {
    let all = &results.manifest.scenarios;
    let baseline_of = |s: &ScenarioRecord| {
        let name = s.baseline.as_deref()?;
        all.iter().find(|b| b.name == name && b.name != s.name)
    };
    all.iter()
        .filter_map(|baseline| {
            let scenarios: Vec<_> = all
                .iter()
                .filter(|s| baseline_of(s).is_some_and(|b| b.name == baseline.name))
                .collect();
            let alone = scenarios.is_empty() && baseline_of(baseline).is_none();
            (alone || !scenarios.is_empty()).then_some(Comparison {
                baseline,
                scenarios,
            })
        })
        .collect()
}

impl<'a> Comparison<'a> {
    /// The baseline, then the others.
    pub fn all(&self) -> impl Iterator<Item = &'a ScenarioRecord> {
        std::iter::once(self.baseline).chain(self.scenarios.iter().copied())
    }

    /// The same baseline with at most `size` scenarios at a time, so that each part fits in a picture.
    pub fn parts(&self, size: usize) -> Vec<Self> {
        if self.scenarios.is_empty() {
            return vec![self.clone()];
        }
        self.scenarios
            .chunks(size)
            .map(|scenarios| Self {
                baseline: self.baseline,
                scenarios: scenarios.to_vec(),
            })
            .collect()
    }

    /// Days on which a scenario begins to do something that the baseline does not.
    pub fn policy_starts(&self, scenario: &ScenarioRecord) -> Vec<f64> {
        let mut days: Vec<f64> = scenario
            .policies
            .iter()
            .filter(|p| {
                !self
                    .baseline
                    .policies
                    .iter()
                    .any(|b| b.description == p.description)
            })
            .map(|p| p.start_day)
            .filter(|&day| day >= 0.0 && day < scenario.horizon_days)
            .collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        days
    }

    /// The window for statements about a lasting effect: months 7 to 12 if there are such, else the last
    /// of the long ones that do not cover everything. Without anything to compare, the whole period.
    pub fn main_window(&self, results: &'a Results) -> Option<&'a WindowRecord> {
        let windows = &results.manifest.windows;
        let length = |w: &WindowRecord| w.to_day - w.from_day;
        let everything = windows.iter().find(|w| w.name == "all");
        let plain = !key_measures::has_market(results);
        if (self.scenarios.is_empty() || plain) && everything.is_some() {
            return everything;
        }
        if let Some(usual) = windows.iter().find(|w| w.name == "m7-12") {
            return Some(usual);
        }
        let whole = windows.iter().map(length).fold(0.0, f64::max);
        let longest_part = windows
            .iter()
            .map(length)
            .filter(|&l| l < 0.9 * whole)
            .fold(0.0, f64::max);
        windows
            .iter()
            .rfind(|w| {
                longest_part > 0.0 && length(w) >= 0.9 * longest_part && length(w) < 0.9 * whole
            })
            .or(everything)
            .or_else(|| windows.iter().rfind(|w| length(w) == whole))
    }

    /// The window for statements about a first effect: months 2 to 3 if there are such, else the first one
    /// that is over before the main one begins.
    pub fn early_window(&self, results: &'a Results) -> Option<&'a WindowRecord> {
        let main = self.main_window(results)?;
        let first_start = self
            .scenarios
            .iter()
            .flat_map(|s| self.policy_starts(s))
            .fold(f64::INFINITY, f64::min);
        let windows = || {
            results.manifest.windows.iter().filter(|w| {
                w.to_day > w.from_day && w.to_day <= main.from_day && w.to_day > first_start
            })
        };
        windows()
            .find(|w| w.name == "m2-3")
            .or_else(|| windows().find(|w| w.from_day >= first_start))
    }

    /// The difference of a measure in a window, or in the whole period, or in the first window that has one.
    pub fn difference_of(
        &self,
        results: &'a Results,
        scenario: &str,
        window: &str,
        measure: &str,
    ) -> Option<&'a DifferenceRow> {
        results
            .difference_of(scenario, window, measure)
            .or_else(|| results.difference_of(scenario, "all", measure))
            .or_else(|| {
                results
                    .differences
                    .iter()
                    .find(|r| r.scenario == scenario && r.measure == measure)
            })
    }
}

/// Sums of delays, which are no places.
pub const DELAY_TOTALS: [&str; 2] = ["beds", "all"];

/// What stands after `prefix.` in the keys with exactly two parts, in the order of the measures:
/// the places of `delayed`, the sectors of `staff`. Sums are left out.
pub fn parts_of(results: &Results, prefix: &str) -> Vec<String> {
    results
        .manifest
        .measures
        .iter()
        .filter_map(|m| m.key.strip_prefix(prefix)?.strip_prefix('.'))
        .filter(|part| !part.contains('.') && !DELAY_TOTALS.contains(part))
        .map(str::to_owned)
        .collect()
}

/// The measure of this key.
pub fn measure<'a>(results: &'a Results, key: &str) -> Option<&'a MeasureRecord> {
    results.manifest.measures.iter().find(|m| m.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, Sample};

    #[test]
    fn each_scenario_stands_beside_its_baseline() {
        let mut results = sample::of(&Sample::market());
        let names = |c: &Comparison<'_>| c.all().map(|s| s.name.clone()).collect::<Vec<_>>();
        let found = comparisons(&results);
        assert_eq!(found.len(), 1);
        assert_eq!(names(&found[0]), ["baseline", "step-down", "own-homecare"]);
        assert_eq!(found[0].parts(1).len(), 2);

        results.manifest.scenarios[2].baseline = None;
        let found = comparisons(&results);
        assert_eq!(found.len(), 2);
        assert_eq!(names(&found[1]), ["own-homecare"]);
    }

    #[test]
    fn windows_for_early_and_lasting_effects() {
        let mut results = sample::of(&Sample::market());
        let named = |w: Option<&WindowRecord>| w.map(|w| w.name.clone());
        {
            let comparison = &comparisons(&results)[0];
            assert_eq!(named(comparison.main_window(&results)).unwrap(), "m7-12");
            assert_eq!(named(comparison.early_window(&results)).unwrap(), "m2-3");
        }
        results
            .manifest
            .windows
            .retain(|w| ["m13-18", "m19-36", "all"].contains(&w.name.as_str()));
        let comparison = &comparisons(&results)[0];
        assert_eq!(named(comparison.main_window(&results)).unwrap(), "m19-36");
        assert_eq!(named(comparison.early_window(&results)).unwrap(), "m13-18");
    }

    #[test]
    fn sums_are_not_places() {
        let results = sample::of(&Sample::market());
        let places = parts_of(&results, "delayed");
        assert_eq!(
            places,
            ["acute", "community_hospital", "step_down", "bridge", "home"]
        );
    }
}
