//! From replications to rows: estimates, paired differences, series, and what became of hypotheses.

use super::expectation::{self, Findings};
use super::shares::{self, Differences, SectorSeen};
use super::{Runs, Study, Subject, control_chart, rebound};
use crate::observe::measures::{Formula, Measure};
use crate::observe::window::Window;
use crate::observe::{Record, four_weeks};
use crate::results::{
    Better, DifferenceRow, DifferenceSeries, DistributionRow, MeasureRecord, MoveRow,
    ReplicationTable, Results, Series, SummaryRow, WindowRecord, of_a_comparison,
};
use crate::scenario::reading::short_name;
use crate::stats::{self, Estimate};
use rayon::prelude::*;

/// The interval holds zero, or there is none.
const NO_CLEAR_CHANGE: &str = "no clear change";

/// Everything the replications of a study say, but for the manifest's account of the command.
pub fn assemble(study: &Study, runs: &Runs) -> Results {
    let mut results = Results::default();
    let subjects: Vec<Shown<'_>> = study
        .subjects
        .iter()
        .zip(&runs.records)
        .map(|(subject, records)| Shown { subject, records })
        .collect();
    for shown in &subjects {
        shown.summarise(&mut results);
    }
    for shown in &subjects {
        if let Some(baseline) = shown.subject.baseline {
            let pair = Pair {
                scenario: shown,
                baseline: &subjects[baseline],
            };
            pair.compare(&mut results);
        }
        let found = Found {
            shown,
            all: &subjects,
        };
        let looked = shown.subject.scenario.expectations.iter();
        results
            .expectations
            .extend(looked.map(|e| expectation::look(&shown.subject.name, e, &found)));
    }
    describe(study, runs, &mut results);
    results
}

/// The windows and measures that stand in the files.
fn describe(study: &Study, runs: &Runs, results: &mut Results) {
    let manifest = &mut results.manifest;
    for subject in &study.subjects {
        for window in &subject.plan.windows {
            if !manifest.windows.iter().any(|w| w.name == window.name) {
                manifest.windows.push(WindowRecord {
                    name: window.name.clone(),
                    from_day: window.from.days(),
                    to_day: window.to.days(),
                });
            }
        }
        for measure in &subject.plan.measures {
            if !manifest
                .measures
                .iter()
                .any(|m| m.key == measure.record.key)
            {
                manifest.measures.push(measure.record.clone());
            }
        }
    }
    if study
        .subjects
        .iter()
        .any(|s| s.baseline.is_some() && s.scenario.setup.market.is_some())
    {
        manifest.measures.extend(of_a_comparison::records());
    }
    manifest.seed = study.seed;
    manifest.replications = study.replications;
    manifest.replications_done = runs.replications();
    manifest.replications_drawn_again = runs.drawn_again.iter().filter(|&&n| n > 0).count();
    manifest.events = runs.events;
}

/// A subject and what its replications showed.
struct Shown<'a> {
    subject: &'a Subject,
    records: &'a [Record],
}

impl Shown<'_> {
    fn measures(&self) -> usize {
        self.subject.plan.measures.len()
    }

    /// A measure in a window, replication by replication.
    fn column(&self, window: usize, measure: usize) -> Vec<f64> {
        let at = window * self.measures() + measure;
        self.records
            .iter()
            .map(|record| record.values[at])
            .collect()
    }

    fn measure(&self, key: &str) -> Option<usize> {
        self.subject
            .plan
            .measures
            .iter()
            .position(|m| m.record.key == key)
    }

    fn window(&self, name: &str) -> Option<usize> {
        self.subject
            .plan
            .windows
            .iter()
            .position(|w| w.name == name)
    }

    fn summarise(&self, results: &mut Results) {
        let (subject, plan) = (self.subject, &self.subject.plan);
        for (w, window) in plan.windows.iter().enumerate() {
            for (m, measure) in plan.measures.iter().enumerate() {
                if !reported(window, &measure.formula) {
                    continue;
                }
                let mut values = self.column(w, m);
                let estimate =
                    Estimate::of(&values).map(|e| within_range(e, &values, &measure.record.unit));
                values.retain(|x| !x.is_nan());
                values.sort_by(f64::total_cmp);
                let none = f64::NAN;
                results.summary.push(SummaryRow {
                    scenario: subject.name.clone(),
                    window: window.name.clone(),
                    measure: measure.record.key.clone(),
                    unit: measure.record.unit.clone(),
                    replications: estimate.map_or(0, |e| e.n),
                    mean: estimate.map_or(none, |e| e.mean),
                    lower: estimate.map_or(none, |e| e.lower),
                    upper: estimate.map_or(none, |e| e.upper),
                    sd: estimate.map_or(none, |e| e.sd),
                    p05: stats::quantile(&values, 0.05),
                    p50: stats::quantile(&values, 0.5),
                    p95: stats::quantile(&values, 0.95),
                });
            }
        }
        results.replications.push(ReplicationTable {
            scenario: subject.name.clone(),
            windows: plan.windows.iter().map(|w| w.name.clone()).collect(),
            measures: plan.measures.iter().map(|m| m.record.key.clone()).collect(),
            values: self
                .records
                .iter()
                .map(|record| record.values.clone())
                .collect(),
        });
        self.series(results);
        self.moves(results);
        self.distributions(results);
    }

    /// Levels day by day, on all processors: they are most of what is put together.
    fn series(&self, results: &mut Results) {
        let measures = &self.subject.plan.measures;
        let levels: Vec<&Measure> = measures.iter().filter(|m| m.is_level()).collect();
        let series: Vec<Series> = levels.into_par_iter().map(|m| self.level(m)).collect();
        results.series.extend(series);
    }

    /// A level day by day, over the replications.
    fn level(&self, measure: &Measure) -> Series {
        let plan = &self.subject.plan;
        let curves: Vec<Vec<f64>> = self
            .records
            .iter()
            .filter_map(|record| plan.series(measure, record))
            .collect();
        let mut series = Series {
            scenario: self.subject.name.clone(),
            measure: measure.record.key.clone(),
            ..Series::default()
        };
        let days = curves.first().map_or(0, Vec::len);
        let mut today = Vec::with_capacity(curves.len());
        for day in 0..days {
            today.clear();
            today.extend(
                curves
                    .iter()
                    .map(|curve| curve[day])
                    .filter(|x| !x.is_nan()),
            );
            today.sort_unstable_by(f64::total_cmp);
            series.day.push(day as i64);
            let mean = today.iter().sum::<f64>() / today.len() as f64;
            series.mean.push(in_millionths(mean));
            let quantile = |p| in_millionths(stats::quantile(&today, p));
            series.p05.push(quantile(0.05));
            series.p50.push(quantile(0.5));
            series.p95.push(quantile(0.95));
        }
        series
    }

    fn moves(&self, results: &mut Results) {
        let plan = &self.subject.plan;
        let n = plan.sectors.len();
        for (w, window) in plan.windows.iter().enumerate() {
            if window.is_instant() {
                continue;
            }
            for from in 0..n {
                for to in (0..n).filter(|&to| to != from) {
                    let at = (w * n + from) * n + to;
                    let workers: Vec<f64> =
                        self.records.iter().map(|r| r.moves[at] as f64).collect();
                    let Some(e) = Estimate::of(&workers) else {
                        continue;
                    };
                    results.moves.push(MoveRow {
                        scenario: self.subject.name.clone(),
                        from: plan.sectors[from].clone(),
                        to: plan.sectors[to].clone(),
                        window: window.name.clone(),
                        workers: e.mean,
                        lower: e.lower,
                        upper: e.upper,
                    });
                }
            }
        }
    }

    fn distributions(&self, results: &mut Results) {
        let plan = &self.subject.plan;
        let cells: usize = plan.distributions.iter().map(|d| d.at_most.len()).sum();
        for (w, window) in plan.windows.iter().enumerate() {
            let mut at = w * cells;
            for thresholds in &plan.distributions {
                for &at_most in &thresholds.at_most {
                    let shares: Vec<f64> = self.records.iter().map(|r| r.shares[at]).collect();
                    at += 1;
                    if let Some(e) = Estimate::of(&shares) {
                        results.distributions.push(DistributionRow {
                            scenario: self.subject.name.clone(),
                            window: window.name.clone(),
                            measure: thresholds.measure.clone(),
                            at_most,
                            share: e.mean,
                            lower: e.lower,
                            upper: e.upper,
                        });
                    }
                }
            }
        }
    }

    /// A level day by day in every replication.
    fn curves(&self, key: &str) -> Option<Vec<Vec<f64>>> {
        let plan = &self.subject.plan;
        let measure = &plan.measures[self.measure(key)?];
        self.records
            .iter()
            .map(|record| plan.series(measure, record))
            .collect()
    }
}

/// Whether a measure says anything about a window: at an instant, only levels do.
fn reported(window: &Window, formula: &Formula) -> bool {
    !window.is_instant() || matches!(formula, Formula::Level(_) | Formula::LevelRatio(..))
}

/// A scenario and what it is compared with.
struct Pair<'a> {
    scenario: &'a Shown<'a>,
    baseline: &'a Shown<'a>,
}

impl Pair<'_> {
    fn differences(&self, window: usize, measure: usize) -> Option<Vec<f64>> {
        let plan = &self.scenario.subject.plan;
        let w = self.baseline.window(&plan.windows[window].name)?;
        let m = self.baseline.measure(&plan.measures[measure].record.key)?;
        let (ours, theirs) = (
            self.scenario.column(window, measure),
            self.baseline.column(w, m),
        );
        Some(ours.iter().zip(&theirs).map(|(a, b)| a - b).collect())
    }

    fn row(
        &self,
        window: &str,
        record: &MeasureRecord,
        e: Option<Estimate>,
        verdict: &str,
    ) -> DifferenceRow {
        let none = f64::NAN;
        DifferenceRow {
            scenario: self.scenario.subject.name.clone(),
            baseline: self.baseline.subject.name.clone(),
            window: window.to_owned(),
            measure: record.key.clone(),
            unit: record.unit.clone(),
            replications: e.map_or(0, |e| e.n),
            difference: e.map_or(none, |e| e.mean),
            lower: e.map_or(none, |e| e.lower),
            upper: e.map_or(none, |e| e.upper),
            verdict: verdict.to_owned(),
        }
    }

    fn compare(&self, results: &mut Results) {
        let plan = &self.scenario.subject.plan;
        for (w, window) in plan.windows.iter().enumerate() {
            for (m, measure) in plan.measures.iter().enumerate() {
                if !reported(window, &measure.formula) {
                    continue;
                }
                let Some(values) = self.differences(w, m) else {
                    continue;
                };
                let e = Estimate::of(&values);
                let word = verdict(e.as_ref(), measure.record.better);
                results
                    .differences
                    .push(self.row(&window.name, &measure.record, e, word));
            }
            if self.scenario.subject.scenario.setup.market.is_some() && !window.is_instant() {
                self.of_the_comparison(w, window, results);
            }
        }
        let drawn = self.drawn().into_par_iter();
        let series: Vec<DifferenceSeries> = drawn.filter_map(|key| self.series(&key)).collect();
        results.difference_series.extend(series);
        self.control_charts(results);
    }

    /// What a board would have seen: control charts of acute delay, from the year before to the end.
    fn control_charts(&self, results: &mut Results) {
        const MEASURE: &str = "delayed.acute";
        let policies = self.scenario.subject.scenario.policies.iter();
        let known = &self.baseline.subject.scenario.policies;
        let own = policies.filter(|p| known.iter().all(|k| k.description != p.description));
        let starts = own.map(|p| p.start_day).filter(|&day| day >= 0.0);
        let start = starts.fold(f64::INFINITY, f64::min);
        let (Some(ours), Some(theirs)) =
            (self.scenario.curves(MEASURE), self.baseline.curves(MEASURE))
        else {
            return;
        };
        let histories = |shown: &Shown<'_>, curves| {
            let before = shown.records.iter().map(|r| r.year_before.as_slice());
            Some(control_chart::Histories {
                of: shown.subject.name.clone(),
                months: control_chart::months(before, curves)?,
            })
        };
        let (Some(ours), Some(theirs)) = (
            histories(self.scenario, &ours),
            histories(self.baseline, &theirs),
        ) else {
            return;
        };
        if let Some(found) = control_chart::compare(&ours, &theirs, MEASURE, start) {
            results.control_chart.extend(found.chart);
            results.control_signals.extend(found.signals);
        }
    }

    /// Growth, shift, what moved, and when it wears off.
    fn of_the_comparison(&self, w: usize, window: &Window, results: &mut Results) {
        let at = InWindow {
            pair: self,
            window: w,
        };
        let market = self.scenario.subject.scenario.setup.market.as_ref();
        let market = market.expect("only places with a market are compared this way");
        // Against another policy it is not clear whose care a change is a share of.
        let alone = self.baseline.subject.scenario.policies.is_empty();
        let sponsored: &[_] = if alone {
            &self.scenario.subject.scenario.sponsored
        } else {
            &[]
        };
        let sectors = self.sectors();
        let home = sectors[market.care_home.sector].name.clone();
        let bed = (home.as_str(), market.care_home.hours_per_resident);
        let growth = shares::growth(&at, sponsored, &sectors, bed);
        let whole_run = window.name == "all";
        for (key, title, unit, better) in of_a_comparison::ALL {
            let found = match key {
                "growth_share" => growth.ok_or(NO_CLEAR_CHANGE),
                "growth_staff_share" => {
                    let grown = shares::growth_staff(&at, sponsored, &sectors, &home);
                    grown.ok_or(NO_CLEAR_CHANGE)
                }
                "demand_led_staff" => {
                    let lost = shares::demand_led(&at, sponsored, &sectors, &home);
                    lost.ok_or(NO_CLEAR_CHANGE)
                }
                "shift_share" => growth
                    .as_ref()
                    .map(shares::one_minus)
                    .ok_or(NO_CLEAR_CHANGE),
                "moved_share" => shares::moved(&at).ok_or(rebound::NO_FALL),
                "public_money" => shares::public_money(&at, &market.payers).ok_or(NO_CLEAR_CHANGE),
                "helped_until_day" if whole_run => self.helped_until(),
                "back_after_days" if whole_run => self.back_after(),
                _ => match key.strip_prefix("cost_per_day_avoided.") {
                    Some(total) => {
                        let days = format!("delayed.{total}");
                        shares::cost_per_day_avoided(&at, &market.payers, &days)
                            .ok_or("no delay avoided")
                    }
                    None => continue,
                },
            };
            let record = MeasureRecord {
                key: key.to_owned(),
                title: title.to_owned(),
                unit: unit.to_owned(),
                better,
            };
            // A share is read against nothing: it has a value, not a direction.
            let end = self.scenario.subject.plan.days() as f64;
            let word = match &found {
                Err(why) => why,
                Ok(day) if unit == "day" && day.upper >= end => "or not within the horizon",
                Ok(_) => "",
            };
            results
                .differences
                .push(self.row(&window.name, &record, found.ok(), word));
        }
    }

    /// The sectors, and who waits for the care of each.
    fn sectors(&self) -> Vec<SectorSeen> {
        let Some(market) = &self.scenario.subject.scenario.setup.market else {
            return Vec::new();
        };
        let measures = &self.scenario.subject.plan.measures;
        let waiting_for = |reason: &str| -> Vec<String> {
            let keys = measures.iter().map(|m| m.record.key.as_str());
            let delayed = keys.filter(|key| key.starts_with("delayed."));
            let waits = delayed.filter(|key| key.split('.').nth(2) == Some(reason));
            waits.map(str::to_owned).collect()
        };
        // What people wait for whom a sector's team could serve.
        let by_team = |s: usize| -> &[&str] {
            let team = market.teams.iter().find(|team| team.sector == s);
            match team.map(|team| (team.bridges, team.staffs)) {
                Some((true, _)) => &["homecare"],
                Some((_, Some((place, _)))) if place == market.places.reablement => {
                    &["homecare", "d2a"]
                }
                Some((_, Some((place, _)))) if place == market.places.community_hospital => {
                    &["rehabilitation"]
                }
                _ => &[],
            }
        };
        let sectors = market.workforce.sectors.iter().enumerate();
        sectors
            .map(|(s, sector)| SectorSeen {
                name: sector.name.clone(),
                waiting: match s {
                    s if s == market.homecare.sector => waiting_for("homecare"),
                    s if s == market.care_home.sector => waiting_for("placement"),
                    s => by_team(s).iter().flat_map(|r| waiting_for(r)).collect(),
                },
            })
            .collect()
    }

    fn helped_until(&self) -> Result<Estimate, &'static str> {
        let differences = self.difference_curves("delayed.acute");
        rebound::helped_until(&differences.ok_or(rebound::NO_FALL)?)
    }

    fn back_after(&self) -> Result<Estimate, &'static str> {
        let differences = self.difference_curves("delayed.acute");
        if !differences.is_some_and(|curves| rebound::falls(&curves)) {
            return Err(rebound::NO_FALL);
        }
        let counts = self
            .scenario
            .curves("delayed.acute")
            .ok_or(rebound::NO_FALL)?;
        let counts: Vec<Vec<f64>> = counts.iter().map(|c| four_weeks(c)).collect();
        let before: Vec<Vec<f64>> = self
            .scenario
            .records
            .iter()
            .map(|r| four_weeks(&r.year_before))
            .collect();
        rebound::back_after(&counts, &before)
    }

    /// The 28-day mean of the paired difference of a level, in every replication.
    fn difference_curves(&self, key: &str) -> Option<Vec<Vec<f64>>> {
        let (ours, theirs) = (self.scenario.curves(key)?, self.baseline.curves(key)?);
        let pairs = ours.iter().zip(&theirs);
        Some(
            pairs
                .map(|(a, b)| four_weeks(&a.iter().zip(b).map(|(x, y)| x - y).collect::<Vec<_>>()))
                .collect(),
        )
    }

    /// The levels whose differences are worth drawing: totals by place and by sector.
    fn drawn(&self) -> Vec<String> {
        let levels = self
            .scenario
            .subject
            .plan
            .measures
            .iter()
            .filter(|m| m.is_level());
        let keys = levels.map(|m| m.record.key.clone());
        keys.filter(|key| {
            let parts: Vec<&str> = key.split('.').collect();
            parts.len() == 2
                && [
                    "delayed",
                    "boarding",
                    "staff",
                    "occupied",
                    "queue",
                    "blocked",
                    "hours_delivered",
                ]
                .contains(&parts[0])
        })
        .collect()
    }

    fn series(&self, key: &str) -> Option<DifferenceSeries> {
        let curves = self.difference_curves(key)?;
        let mut series = DifferenceSeries {
            scenario: self.scenario.subject.name.clone(),
            baseline: self.baseline.subject.name.clone(),
            measure: key.to_owned(),
            ..DifferenceSeries::default()
        };
        for day in 0..curves.first().map_or(0, Vec::len) {
            let today: Vec<f64> = curves.iter().map(|curve| curve[day]).collect();
            let e = Estimate::of(&today)?;
            series.day.push(day as i64);
            series.difference.push(in_millionths(e.mean));
            series.lower.push(in_millionths(e.lower));
            series.upper.push(in_millionths(e.upper));
        }
        Some(series)
    }
}

/// An interval of means does not reach where no value can: below zero for what is never negative, above one for a share.
fn within_range(mut e: Estimate, values: &[f64], unit: &str) -> Estimate {
    // With one replication there is no interval, and so nothing to bound.
    if e.lower < 0.0 && values.iter().all(|x| x.is_nan() || *x >= 0.0) {
        e.lower = 0.0;
    }
    if e.upper > 1.0 && unit == "share" && values.iter().all(|x| x.is_nan() || *x <= 1.0) {
        e.upper = 1.0;
    }
    e
}

/// A day's value to a millionth: a level's mean says no more, and the file is half as long.
pub(super) fn in_millionths(x: f64) -> f64 {
    libm::rint(x * 1e6) / 1e6
}

/// The differences of a pair in one window.
struct InWindow<'a> {
    pair: &'a Pair<'a>,
    window: usize,
}

impl Differences for InWindow<'_> {
    fn of(&self, measure: &str) -> Option<Vec<f64>> {
        let measure = self.pair.scenario.measure(measure)?;
        self.pair.differences(self.window, measure)
    }

    fn level(&self, measure: &str) -> Option<f64> {
        let scenario = self.pair.scenario;
        let values = scenario.column(self.window, scenario.measure(measure)?);
        Estimate::of(&values).map(|e| e.mean)
    }
}

/// What a scenario's hypotheses are looked up in.
struct Found<'a> {
    shown: &'a Shown<'a>,
    all: &'a [Shown<'a>],
}

impl Found<'_> {
    /// What a hypothesis compares with: a subject of that name, or the scenario's own baseline for `no policy`.
    fn versus(&self, name: &str) -> Option<&Shown<'_>> {
        // A scenario beside its own file is named as a file, and called by its short name.
        let short = short_name(name);
        let is_meant = |s: &&Shown<'_>| {
            [name, short].contains(&s.subject.name.as_str()) || s.subject.scenario.name == short
        };
        if name != "no policy" {
            return self.all.iter().find(is_meant);
        }
        let own = self.shown.subject.baseline.map(|b| &self.all[b]);
        own.filter(|s| s.subject.scenario.policies.is_empty())
            .or_else(|| {
                // Compared with another scenario first: its own world without policies stands elsewhere.
                let wanted = self.shown.subject.scenario.without_policies();
                let same = |s: &&Shown<'_>| s.subject.scenario.is_world_of(&wanted);
                self.all.iter().find(same)
            })
    }
}

impl Findings for Found<'_> {
    fn values(&self, measure: &str, versus: Option<&str>, window: &str) -> Option<Vec<f64>> {
        let (w, m) = (self.shown.window(window)?, self.shown.measure(measure)?);
        match versus {
            None => Some(self.shown.column(w, m)),
            Some(name) => Pair {
                scenario: self.shown,
                baseline: self.versus(name)?,
            }
            .differences(w, m),
        }
    }

    fn estimate(&self, measure: &str, versus: Option<&str>, window: &str) -> Option<Estimate> {
        let pair = Pair {
            scenario: self.shown,
            baseline: self.versus(versus.unwrap_or("no policy"))?,
        };
        let mut rows = Results::default();
        let w = self.shown.window(window)?;
        pair.of_the_comparison(w, &self.shown.subject.plan.windows[w], &mut rows);
        let row = rows
            .differences
            .into_iter()
            .find(|r| r.measure == measure)?;
        (!row.difference.is_nan()).then_some(Estimate {
            mean: row.difference,
            lower: row.lower,
            upper: row.upper,
            sd: (row.upper - row.lower) / 4.0,
            n: row.replications,
        })
    }
}

/// What an interval says, in words.
pub fn verdict(e: Option<&Estimate>, better: Better) -> &'static str {
    if e.is_some_and(|e| e.lower.is_nan() || e.upper.is_nan()) {
        // Nothing is said of one replication, not even that nothing is clear.
        return "";
    }
    let Some(e) = e.filter(|e| e.excludes_zero()) else {
        return NO_CLEAR_CHANGE;
    };
    match (better, e.mean < 0.0) {
        (Better::Lower, true) | (Better::Higher, false) => "better",
        (Better::Lower, false) | (Better::Higher, true) => "worse",
        (Better::Neither, true) => "lower",
        (Better::Neither, false) => "higher",
    }
}
