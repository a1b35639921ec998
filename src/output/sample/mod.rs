//! Results made up for tests: the shape of real ones, smooth curves, and every odd case.
//!
//! All numbers come from values by replication, so that what should add up does.

mod curves;
mod records;
pub mod sweep;

use curves::{MOVES, Made, market, network};
use records::{manifest, scenarios, windows};

use crate::results::{
    Better, ControlChartRow, ControlSignalRow, DifferenceRow, DifferenceSeries, DistributionRow,
    ExpectationRow, MeasureRecord, MoveRow, ReplicationTable, Results, Series, SummaryRow,
    WindowRecord,
};
use crate::stats::xmr::{Limits, Side};
use crate::stats::{self, Estimate};
use std::sync::LazyLock;

/// What to make up.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub market: bool,
    pub scenarios: usize,
    pub replications: usize,
    pub days: i64,
    /// Multiplies every effect: 0 for policies that do nothing, -1 for the opposite of the usual story.
    pub effect: f64,
    /// Multiplies every level.
    pub size: f64,
    pub long_names: bool,
    pub moves: bool,
}

impl Sample {
    /// A baseline, step-down beds and the trust's own homecare, over three years.
    pub fn market() -> Self {
        Self {
            market: true,
            scenarios: 2,
            replications: 30,
            days: 1095,
            effect: 1.0,
            size: 1.0,
            long_names: false,
            moves: true,
        }
    }

    /// Two places in a row, and one with more beds.
    pub fn network() -> Self {
        Self {
            market: false,
            scenarios: 1,
            moves: false,
            ..Self::market()
        }
    }

    /// The usual ones and every odd one, with a name for each.
    pub fn all() -> Vec<(&'static str, Self)> {
        let market = Self::market();
        vec![
            ("market", market.clone()),
            (
                "one-policy",
                Self {
                    scenarios: 1,
                    ..market.clone()
                },
            ),
            (
                "run",
                Self {
                    scenarios: 0,
                    ..market.clone()
                },
            ),
            ("network", Self::network()),
            (
                "network-run",
                Self {
                    scenarios: 0,
                    ..Self::network()
                },
            ),
            (
                "one-replication",
                Self {
                    replications: 1,
                    ..market.clone()
                },
            ),
            (
                "zeros",
                Self {
                    size: 0.0,
                    ..market.clone()
                },
            ),
            (
                "one-day",
                Self {
                    days: 1,
                    ..market.clone()
                },
            ),
            (
                "short",
                Self {
                    days: 40,
                    ..market.clone()
                },
            ),
            (
                "eight",
                Self {
                    scenarios: 8,
                    ..market.clone()
                },
            ),
            (
                "long-names",
                Self {
                    long_names: true,
                    ..market.clone()
                },
            ),
            (
                "opposite",
                Self {
                    effect: -1.0,
                    ..market.clone()
                },
            ),
            (
                "nothing-happens",
                Self {
                    effect: 0.0,
                    ..market.clone()
                },
            ),
            (
                "no-moves",
                Self {
                    moves: false,
                    ..market.clone()
                },
            ),
            (
                "large",
                Self {
                    size: 1_000.0,
                    ..market.clone()
                },
            ),
            (
                "tiny",
                Self {
                    size: 0.001,
                    ..market
                },
            ),
        ]
    }
}

/// The results of every sample, made once.
pub(crate) fn every() -> &'static [(&'static str, Results)] {
    static EVERY: LazyLock<Vec<(&'static str, Results)>> = LazyLock::new(|| {
        Sample::all()
            .iter()
            .map(|(name, sample)| (*name, of(sample)))
            .collect()
    });
    &EVERY
}

/// Results of this kind.
pub(crate) fn of(sample: &Sample) -> Results {
    let measures = if sample.market {
        market(sample)
    } else {
        network(sample)
    };
    let scenarios = scenarios(sample);
    let windows = windows(sample.days);
    let tables: Vec<ReplicationTable> = scenarios
        .iter()
        .enumerate()
        .map(|(s, record)| ReplicationTable {
            scenario: record.name.clone(),
            windows: windows.iter().map(|w| w.name.clone()).collect(),
            measures: measures.iter().map(|m| m.key.clone()).collect(),
            values: (0..sample.replications)
                .map(|r| values(&measures, &windows, s, r))
                .collect(),
        })
        .collect();
    let mut results = Results {
        manifest: manifest(sample, scenarios, &windows, &measures),
        replications: tables,
        ..Results::default()
    };
    summarise(&mut results, &measures);
    series(&mut results, sample, &measures);
    if sample.moves {
        moves(&mut results);
    }
    if sample.scenarios > 0 && sample.market {
        of_changes(&mut results);
        control_charts(&mut results, sample);
    }
    results
}

/// A number near a standard normal one, always the same for the same key.
fn noise(key: &[usize]) -> f64 {
    let mut hash = 0x9E37_79B9_7F4A_7C15_u64;
    let mut sum = 0.0;
    for round in 0..4_u64 {
        for &part in key {
            hash = (hash ^ (part as u64 + round)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            hash ^= hash >> 29;
        }
        sum += (hash >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
    }
    sum * 1.73
}

/// A replication's values, window by window: its own luck, shared by all scenarios, and a little more.
fn values(measures: &[Made], windows: &[WindowRecord], s: usize, r: usize) -> Vec<f64> {
    let mut row = Vec::new();
    for (w, window) in windows.iter().enumerate() {
        let start = row.len();
        for (m, made) in measures.iter().enumerate() {
            let days = 12;
            let mean = (0..days)
                .map(|i| {
                    let at = (f64::from(i) + 0.5) / f64::from(days);
                    (made.curve)(s, window.from_day + at * (window.to_day - window.from_day))
                })
                .sum::<f64>()
                / f64::from(days);
            // The more there is of something, the steadier it is.
            let own = if s == 0 {
                0.0
            } else {
                noise(&[7, r, m, w, s]) / (80.0 + mean.abs() / 10.0)
            };
            row.push(mean * (1.0 + 0.05 * noise(&[r]) + own));
        }
        // Totals are sums of their parts in every replication, as they are in a run.
        let sum = |row: &[f64], keys: &dyn Fn(&str) -> bool| -> f64 {
            measures
                .iter()
                .zip(&row[start..])
                .filter(|(m, _)| keys(&m.key))
                .map(|(_, value)| value)
                .sum()
        };
        let at = |key: &str| measures.iter().position(|m| m.key == key);
        if let (Some(acute), Some(beds), Some(all)) =
            (at("delayed.acute"), at("delayed.beds"), at("delayed.all"))
        {
            row[start + acute] = sum(&row, &|k| k.starts_with("delayed.acute."));
            row[start + beds] = sum(&row, &|k| {
                [
                    "delayed.acute",
                    "delayed.community_hospital",
                    "delayed.step_down",
                ]
                .contains(&k)
            });
            row[start + all] = sum(&row, &|k| {
                k.starts_with("delayed.")
                    && k.matches('.').count() == 1
                    && k != "delayed.beds"
                    && k != "delayed.all"
            });
        }
    }
    row
}

fn verdict(estimate: &Estimate, better: Better) -> &'static str {
    match (estimate.excludes_zero(), better) {
        (false, _) => "no clear change",
        (true, Better::Neither) => "changed",
        (true, Better::Lower) if estimate.mean < 0.0 => "better",
        (true, Better::Higher) if estimate.mean > 0.0 => "better",
        _ => "worse",
    }
}

fn summarise(results: &mut Results, measures: &[Made]) {
    let windows = results.manifest.windows.clone();
    for (s, table) in results.replications.iter().enumerate() {
        for window in &windows {
            for made in measures {
                let column = table.column(&window.name, &made.key).unwrap();
                let e = Estimate::of(&column).unwrap();
                let mut sorted = column.clone();
                sorted.sort_by(f64::total_cmp);
                results.summary.push(SummaryRow {
                    scenario: table.scenario.clone(),
                    window: window.name.clone(),
                    measure: made.key.clone(),
                    unit: made.unit.to_owned(),
                    replications: e.n,
                    mean: e.mean,
                    lower: e.lower,
                    upper: e.upper,
                    sd: e.sd,
                    p05: stats::quantile(&sorted, 0.05),
                    p50: stats::quantile(&sorted, 0.5),
                    p95: stats::quantile(&sorted, 0.95),
                });
                if s > 0 {
                    let base = results.replications[0]
                        .column(&window.name, &made.key)
                        .unwrap();
                    let pairs: Vec<_> = column.into_iter().zip(base).collect();
                    let e = stats::difference(&pairs).unwrap();
                    results.differences.push(DifferenceRow {
                        scenario: table.scenario.clone(),
                        baseline: results.replications[0].scenario.clone(),
                        window: window.name.clone(),
                        measure: made.key.clone(),
                        unit: made.unit.to_owned(),
                        replications: e.n,
                        difference: e.mean,
                        lower: e.lower,
                        upper: e.upper,
                        verdict: verdict(&e, made.better).to_owned(),
                    });
                }
            }
        }
    }
}

fn series(results: &mut Results, sample: &Sample, measures: &[Made]) {
    let days: Vec<i64> = (0..=sample.days).collect();
    let names: Vec<String> = results.manifest.scenario_names();
    for (s, name) in names.iter().enumerate() {
        for (m, made) in measures.iter().enumerate().filter(|(_, made)| made.level) {
            let at = |scale: f64| -> Vec<f64> {
                days.iter()
                    .map(|&day| {
                        // Fewer people leave on Saturdays and Sundays.
                        let weekday = if day % 7 >= 5 { 1.02 } else { 0.992 };
                        let weekday = if made.key.starts_with("delayed") {
                            weekday
                        } else {
                            1.0
                        };
                        (made.curve)(s, day as f64) * weekday * scale
                    })
                    .collect()
            };
            results.series.push(Series {
                scenario: name.clone(),
                measure: made.key.clone(),
                day: days.clone(),
                mean: at(1.0),
                p05: at(0.93),
                p50: at(1.0),
                p95: at(1.08),
            });
            if s > 0 {
                let half = |i: usize| {
                    if sample.replications < 2 {
                        f64::NAN
                    } else if sample.effect == 0.0 {
                        0.0
                    } else {
                        sample.size * (1.5 + 0.5 * noise(&[m, s, i / 9]).abs())
                    }
                };
                let difference = |day: &i64| {
                    let days = 28.0;
                    let gap = |back: i64| {
                        let day = (day - back).max(0) as f64;
                        (made.curve)(s, day) - (made.curve)(0, day)
                    };
                    (0..28).map(gap).sum::<f64>() / days
                };
                let mean: Vec<f64> = days.iter().map(difference).collect();
                results.difference_series.push(DifferenceSeries {
                    scenario: name.clone(),
                    baseline: names[0].clone(),
                    measure: made.key.clone(),
                    day: days.clone(),
                    lower: mean.iter().enumerate().map(|(i, x)| x - half(i)).collect(),
                    upper: mean.iter().enumerate().map(|(i, x)| x + half(i)).collect(),
                    difference: mean,
                });
            }
        }
    }
}

fn moves(results: &mut Results) {
    for table in &results.replications {
        for window in &table.windows {
            for (from, to, _) in MOVES {
                let key = match (from, to) {
                    ("outside", to) => format!("joined.{to}"),
                    (from, "outside") => format!("left.{from}"),
                    _ => format!("moved.{from}.{to}"),
                };
                let e = Estimate::of(&table.column(window, &key).unwrap()).unwrap();
                results.moves.push(MoveRow {
                    scenario: table.scenario.clone(),
                    from: from.to_owned(),
                    to: to.to_owned(),
                    window: window.clone(),
                    workers: e.mean,
                    lower: e.lower,
                    upper: e.upper,
                });
            }
        }
    }
}

/// Control charts of delays in acute beds, with the policy and without, and how often they signal.
fn control_charts(results: &mut Results, sample: &Sample) {
    const YEAR: usize = 12;
    let months = YEAR + (sample.days * 12 / 365) as usize;
    let names: Vec<String> = results.manifest.scenario_names();
    for (s, name) in names.iter().enumerate().skip(1) {
        for (world, of) in [(s, name), (0, &names[0])] {
            let values: Vec<f64> = (0..months)
                .map(|at| {
                    let effect = if world > 0 && at > YEAR { -25.0 } else { 0.0 };
                    let usual = 110.0 + 8.0 * noise(&[3, at]) + effect * sample.effect;
                    usual * sample.size
                })
                .collect();
            let limits = Limits::of(&values[..YEAR]).unwrap();
            let marks = limits.marked(&values);
            for (at, mark) in marks.into_iter().enumerate() {
                results.control_chart.push(ControlChartRow {
                    scenario: name.clone(),
                    history_of: of.clone(),
                    replication: 4,
                    measure: "delayed.acute".to_owned(),
                    month: at as i64 - 11,
                    value: values[at],
                    mean: limits.mean,
                    lower_limit: limits.lower,
                    upper_limit: limits.upper,
                    sets_limits: at < YEAR,
                    signal: match mark {
                        Some((_, Side::Low)) => "improvement".to_owned(),
                        Some((_, Side::High)) => "concern".to_owned(),
                        None => String::new(),
                    },
                    rule: mark.map_or_else(String::new, |(rule, _)| rule.name().to_owned()),
                });
            }
            for (signal, share) in [
                ("improvement", 0.9),
                ("concern", 0.3),
                ("concern after improvement", 0.0),
            ] {
                let all = sample.replications;
                let signalled = (share * all as f64) as usize;
                let (share, lower, upper) = stats::share_of(signalled, all).unwrap();
                let month = |m: f64| if signalled > 0 { m } else { f64::NAN };
                results.control_signals.push(ControlSignalRow {
                    scenario: name.clone(),
                    history_of: of.clone(),
                    measure: "delayed.acute".to_owned(),
                    signal: signal.to_owned(),
                    replications: all,
                    signalled,
                    share,
                    lower,
                    upper,
                    month: month(2.5),
                    month_lower: month(2.0),
                    month_upper: month(4.0),
                });
            }
        }
    }
}

/// Measures of the change itself, expectations, and thresholds.
fn of_changes(results: &mut Results) {
    let window = results.manifest.windows[0].name.clone();
    let names: Vec<String> = results.manifest.scenario_names();
    let alone = results.manifest.replications_done == 1;
    for name in &names[1..] {
        for (key, unit, value, half) in [
            ("growth_staff_share", "share", 0.31, 0.08),
            ("moved_share", "share", 1.6, 0.3),
            ("helped_until_day", "day", 231.0, 20.0),
        ] {
            let half = if alone { f64::NAN } else { half };
            results.differences.push(DifferenceRow {
                scenario: name.clone(),
                baseline: names[0].clone(),
                window: window.clone(),
                measure: key.to_owned(),
                unit: unit.to_owned(),
                replications: results.manifest.replications_done,
                difference: value,
                lower: value - half,
                upper: value + half,
                verdict: String::new(),
            });
        }
        for (expected, outcome) in [("falls", "met"), ("rises by 10 or more", "undecided")] {
            results.expectations.push(ExpectationRow {
                scenario: name.clone(),
                versus: names[0].clone(),
                window: window.clone(),
                measure: "delayed.all".to_owned(),
                expected: expected.to_owned(),
                value: 25.1,
                lower: 19.2,
                upper: 31.0,
                outcome: outcome.to_owned(),
            });
        }
        results.distributions.push(DistributionRow {
            scenario: name.clone(),
            window: window.clone(),
            measure: "delayed.acute".to_owned(),
            at_most: 100.0,
            share: 0.4,
            lower: 0.3,
            upper: 0.5,
        });
    }
    for (key, unit) in [
        ("growth_staff_share", "share"),
        ("moved_share", "share"),
        ("helped_until_day", "day"),
    ] {
        results.manifest.measures.push(MeasureRecord {
            key: key.to_owned(),
            title: key.replace('_', " "),
            unit: unit.to_owned(),
            better: Better::Neither,
        });
    }
}
