//! Results made up for tests: the shape of real ones, smooth curves, and every odd case.
//!
//! All numbers come from values by replication, so that what should add up does.

use crate::results::{
    AssumptionRecord, Better, DifferenceRow, DifferenceSeries, DistributionRow, ExpectationRow, Manifest,
    MeasureRecord, MoveRow, PolicyRecord, ReplicationTable, Results, ScenarioFile, ScenarioRecord, Series, SummaryRow,
    WindowRecord,
};
use crate::stats::{self, Estimate};

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
            ("one-policy", Self { scenarios: 1, ..market.clone() }),
            ("run", Self { scenarios: 0, ..market.clone() }),
            ("network", Self::network()),
            ("network-run", Self { scenarios: 0, ..Self::network() }),
            ("one-replication", Self { replications: 1, ..market.clone() }),
            ("zeros", Self { size: 0.0, ..market.clone() }),
            ("one-day", Self { days: 1, ..market.clone() }),
            ("short", Self { days: 40, ..market.clone() }),
            ("eight", Self { scenarios: 8, ..market.clone() }),
            ("long-names", Self { long_names: true, ..market.clone() }),
            ("opposite", Self { effect: -1.0, ..market.clone() }),
            ("nothing-happens", Self { effect: 0.0, ..market.clone() }),
            ("no-moves", Self { moves: false, ..market.clone() }),
            ("large", Self { size: 1_000.0, ..market.clone() }),
            ("tiny", Self { size: 0.001, ..market }),
        ]
    }
}

const REASONS: [(&str, f64); 5] = [
    ("hospital_process", 38.0),
    ("transfer_hub", 12.0),
    ("arranging", 18.0),
    ("capacity", 42.0),
    ("wellbeing", 5.0),
];
const PLACES: [(&str, f64); 4] = [
    ("community_hospital", 24.0),
    ("step_down", 0.0),
    ("bridge", 0.0),
    ("home", 70.0),
];
const SECTORS: [(&str, f64); 6] = [
    ("homecare", 4_050.0),
    ("care_home", 5_900.0),
    ("trust_care", 0.0),
    ("council_care", 420.0),
    ("community_nhs", 900.0),
    ("nhs_support", 1_800.0),
];
const MOVES: [(&str, &str, f64); 8] = [
    ("outside", "homecare", 900.0),
    ("homecare", "outside", 870.0),
    ("outside", "care_home", 1_000.0),
    ("care_home", "outside", 980.0),
    ("homecare", "trust_care", 0.0),
    ("care_home", "trust_care", 0.0),
    ("homecare", "care_home", 160.0),
    ("care_home", "homecare", 150.0),
];

/// What a measure is, and its mean in a scenario on a day.
struct Made {
    key: String,
    unit: &'static str,
    better: Better,
    level: bool,
    curve: Box<dyn Fn(usize, f64) -> f64>,
}

/// Results of this kind.
pub(crate) fn of(sample: &Sample) -> Results {
    let measures = if sample.market { market(sample) } else { network(sample) };
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
    }
    results
}

fn scenarios(sample: &Sample) -> Vec<ScenarioRecord> {
    const NAMES: [(&str, &str); 9] = [
        ("baseline", "No policy"),
        ("step-down", "Step-down beds above the council rate"),
        ("own-homecare", "The trust hires its own homecare staff"),
        ("pay-deal", "A joint pay deal"),
        ("pay-homecare", "Pay parity for homecare only"),
        ("agreed-rate", "Step-down beds at an agreed rate"),
        ("slack-pool", "Own homecare, slack pool"),
        ("hold", "The council holds its price"),
        ("budget", "More money, no more staff"),
    ];
    (0..=sample.scenarios)
        .map(|s| {
            let (name, title) = NAMES[s];
            let (name, title) = if sample.long_names {
                let tail = "in-the-whole-of-the-county-with-everyone-consulted-twice-and-then-once-more";
                (
                    format!("{name}-{tail}"),
                    format!("{title} {} <&> \"quoted\"", tail.replace('-', " ")),
                )
            } else {
                (name.to_owned(), title.to_owned())
            };
            let baseline = scenario_name(sample, 0);
            ScenarioRecord {
                name,
                title,
                story: "A trust, tired of waiting, buys what it needs. The council follows.".to_owned(),
                question: "Do fewer people wait, anywhere?".to_owned(),
                baseline: (s > 0).then_some(baseline),
                place: "Riverbridge".to_owned(),
                files: vec![ScenarioFile {
                    name: "places/riverbridge.toml".to_owned(),
                    sha256: "0".repeat(64),
                    text: "[run]\nseed = 1\n".to_owned(),
                }],
                set: vec!["workforce.inflow_week=60".to_owned()],
                warm_up_days: 730.0,
                horizon_days: sample.days as f64,
                start_date: "2025-04-01".to_owned(),
                policies: if s == 0 {
                    Vec::new()
                } else {
                    vec![PolicyRecord {
                        lever: "buy_step_down".to_owned(),
                        description: format!("buys {} step-down beds at 1,200 pounds a week", 20 * s),
                        start_day: 30.0,
                        end_day: None,
                    }]
                },
                assumptions: assumptions(),
            }
        })
        .collect()
}

fn scenario_name(sample: &Sample, s: usize) -> String {
    if s == 0 && sample.long_names {
        "baseline-in-the-whole-of-the-county-with-everyone-consulted-twice-and-then-once-more".to_owned()
    } else {
        "baseline".to_owned()
    }
}

fn assumptions() -> Vec<AssumptionRecord> {
    (0..200)
        .map(|i| AssumptionRecord {
            path: format!("places.acute.groups.older.stay_{i}.mean"),
            value: format!("{}.5 days", i + 2),
            low: (i % 2 == 0).then_some(2.0),
            high: (i % 2 == 0).then_some(9.0),
            source: "Homecare Association, minimum price 2025/26, table 3, mean of councils in the region".to_owned(),
        })
        .collect()
}

fn windows(days: i64) -> Vec<WindowRecord> {
    const MONTH: f64 = 365.0 / 12.0;
    let named = [
        ("m1", 0, 1),
        ("m2-3", 1, 3),
        ("m4-6", 3, 6),
        ("m7-12", 6, 12),
        ("m13-18", 12, 18),
        ("m19-36", 18, 36),
    ];
    let mut windows: Vec<WindowRecord> = named
        .iter()
        .map(|&(name, from, to)| WindowRecord {
            name: name.to_owned(),
            from_day: f64::from(from) * MONTH,
            to_day: f64::from(to) * MONTH,
        })
        .filter(|w| w.to_day <= days as f64 + 0.5)
        .collect();
    windows.push(WindowRecord {
        name: "all".to_owned(),
        from_day: 0.0,
        to_day: days as f64,
    });
    windows
}

fn season(day: f64) -> f64 {
    1.0 + 0.06 * libm::cos((day - 300.0) / 365.0 * std::f64::consts::TAU)
}

/// How far an effect has come about on a day: nothing before day 30, all after two more months.
fn ramp(day: f64) -> f64 {
    ((day - 30.0) / 60.0).clamp(0.0, 1.0)
}

/// How much of a first relief is left.
fn fading(day: f64) -> f64 {
    ramp(day) * (1.0 - ((day - 90.0) / 500.0).clamp(0.0, 0.9))
}

fn made(
    key: impl Into<String>,
    unit: &'static str,
    better: Better,
    curve: impl Fn(usize, f64) -> f64 + 'static,
) -> Made {
    Made {
        key: key.into(),
        unit,
        better,
        level: true,
        curve: Box::new(curve),
    }
}

fn effect_of(sample: &Sample, s: usize) -> f64 {
    if s == 0 { 0.0 } else { sample.effect * sample.size }
}

fn reason_curve(sample: &Sample, reason: &'static str, base: f64) -> impl Fn(usize, f64) -> f64 + 'static {
    let sample = sample.clone();
    move |s, day| {
        let change = match (reason, s % 2) {
            ("capacity", 1) => -22.0 * fading(day),
            ("capacity", _) => -9.0 * ramp(day),
            ("arranging", _) => 3.0 * ramp(day),
            _ => 0.0,
        };
        base * season(day) * sample.size + effect_of(&sample, s) * change
    }
}

fn place_curve(sample: &Sample, place: &'static str, base: f64) -> impl Fn(usize, f64) -> f64 + 'static {
    let sample = sample.clone();
    move |s, day| {
        let change = match (place, s % 2) {
            ("step_down", 1) => 31.0 * ramp(day - 30.0),
            ("bridge", 0) => 7.0 * ramp(day),
            ("home", 1) => 13.0 * ramp(day - 60.0),
            ("home", _) => 6.0 * ramp(day),
            ("community_hospital", _) => 1.5 * ramp(day),
            _ => 0.0,
        };
        base * season(day) * sample.size + effect_of(&sample, s) * change
    }
}

fn staff_curve(sample: &Sample, sector: &'static str, base: f64) -> impl Fn(usize, f64) -> f64 + 'static {
    let sample = sample.clone();
    move |s, day| {
        let change = match (sector, s % 2) {
            ("trust_care", 0) => 44.0 * ramp(day),
            ("homecare", 0) => -31.0 * ramp(day - 20.0),
            ("homecare", _) => -12.0 * ramp(day),
            ("care_home", 1) => 14.0 * ramp(day),
            ("care_home", _) => -9.0 * ramp(day - 20.0),
            _ => 0.0,
        };
        base * sample.size * (1.0 + 0.00002 * day) + effect_of(&sample, s) * change
    }
}

fn sum_of(curves: Vec<Box<dyn Fn(usize, f64) -> f64>>) -> impl Fn(usize, f64) -> f64 + 'static {
    move |s, day| curves.iter().map(|curve| curve(s, day)).sum()
}

fn market(sample: &Sample) -> Vec<Made> {
    use Better::{Higher, Lower, Neither};
    let acute = |sample: &Sample| -> Vec<Box<dyn Fn(usize, f64) -> f64>> {
        REASONS
            .iter()
            .map(|&(reason, base)| Box::new(reason_curve(sample, reason, base)) as Box<dyn Fn(usize, f64) -> f64>)
            .collect()
    };
    let with = |places: &[usize]| {
        let mut curves = acute(sample);
        for &i in places {
            curves.push(Box::new(place_curve(sample, PLACES[i].0, PLACES[i].1)));
        }
        curves
    };
    let mut all = vec![
        made("delayed.acute", "people", Lower, sum_of(acute(sample))),
        made("delayed.beds", "people", Lower, sum_of(with(&[0, 1]))),
        made("delayed.all", "people", Lower, sum_of(with(&[0, 1, 2, 3]))),
    ];
    for (place, base) in PLACES {
        all.push(made(
            format!("delayed.{place}"),
            "people",
            Lower,
            place_curve(sample, place, base),
        ));
    }
    for (reason, base) in REASONS {
        all.push(made(
            format!("delayed.acute.{reason}"),
            "people",
            Lower,
            reason_curve(sample, reason, base),
        ));
    }
    let home = place_curve(sample, "home", 70.0);
    all.push(made("delayed.home.unsupported", "people", Lower, move |s, d| 0.7 * home(s, d)));
    let beds = sum_of(acute(sample));
    let size = sample.size;
    all.push(made("occupied.acute", "people", Neither, move |s, d| 640.0 * size + beds(s, d)));
    all.push(made("boarding.acute", "people", Lower, move |_, d| 8.0 * size * season(d)));
    for (sector, base) in SECTORS {
        all.push(made(
            format!("staff.{sector}"),
            "workers",
            Higher,
            staff_curve(sample, sector, base),
        ));
    }
    let effect = sample.clone();
    all.push(made("vacancy_rate.homecare", "share", Lower, move |s, d| {
        0.112 + 0.004 * effect_of(&effect, s) * ramp(d)
    }));
    let effect = sample.clone();
    all.push(made("hours_unfilled.homecare", "hours/week", Lower, move |s, d| {
        610.0 * effect.size + 140.0 * effect_of(&effect, s) * ramp(d)
    }));
    let effect = sample.clone();
    all.push(made("cost.trust", "£/year", Lower, move |s, _| {
        1_420_000.0 * effect_of(&effect, s)
    }));
    let effect = sample.clone();
    all.push(made("cost.council", "£/year", Lower, move |s, _| {
        61_000_000.0 * effect.size + 210_000.0 * effect_of(&effect, s)
    }));
    if sample.moves {
        for (from, to, base) in MOVES {
            let key = match (from, to) {
                ("outside", to) => format!("joined.{to}"),
                (from, "outside") => format!("left.{from}"),
                _ => format!("moved.{from}.{to}"),
            };
            let sample = sample.clone();
            all.push(Made {
                level: false,
                ..made(key, "workers", Neither, move |s, _| {
                    let change = match (from, to, s % 2) {
                        ("homecare", "trust_care", 0) => 30.0,
                        ("care_home", "trust_care", 0) => 8.0,
                        ("outside", "homecare", 0) => 6.0,
                        ("homecare", "care_home", 1) => 12.0,
                        _ => 0.0,
                    };
                    base * sample.size + effect_of(&sample, s) * change
                })
            });
        }
    }
    all
}

fn network(sample: &Sample) -> Vec<Made> {
    let mut all = Vec::new();
    for (place, base) in [("ward", 12.0), ("rehab", 5.0)] {
        let curve = move |what: f64| {
            let sample = sample.clone();
            move |s: usize, day: f64| {
                what * base * season(day) * sample.size - what * effect_of(&sample, s) * ramp(day)
            }
        };
        use Better::{Lower, Neither};
        all.push(made(format!("occupied.{place}"), "people", Neither, curve(3.0)));
        all.push(made(format!("queue.{place}"), "people", Lower, curve(1.0)));
        all.push(made(format!("blocked.{place}"), "people", Lower, curve(0.5)));
        all.push(made(format!("utilisation.{place}"), "share", Neither, curve(0.05)));
        for (key, unit, what) in [("wait_days", "days", 0.4), ("waited_share", "share", 0.03)] {
            all.push(Made {
                level: false,
                ..made(format!("{key}.{place}"), unit, Lower, curve(what))
            });
        }
    }
    all
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
            let own = if s == 0 { 0.0 } else { noise(&[7, r, m, w, s]) / (80.0 + mean.abs() / 10.0) };
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
        if let (Some(acute), Some(beds), Some(all)) = (at("delayed.acute"), at("delayed.beds"), at("delayed.all")) {
            row[start + acute] = sum(&row, &|k| k.starts_with("delayed.acute."));
            row[start + beds] = sum(&row, &|k| {
                ["delayed.acute", "delayed.community_hospital", "delayed.step_down"].contains(&k)
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
                    let base = results.replications[0].column(&window.name, &made.key).unwrap();
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
    let names: Vec<String> = results.manifest.scenarios.iter().map(|s| s.name.clone()).collect();
    for (s, name) in names.iter().enumerate() {
        for (m, made) in measures.iter().enumerate().filter(|(_, made)| made.level) {
            let at = |scale: f64| -> Vec<f64> {
                days.iter()
                    .map(|&day| {
                        // Fewer people leave on Saturdays and Sundays.
                        let weekday = if day % 7 >= 5 { 1.02 } else { 0.992 };
                        let weekday = if made.key.starts_with("delayed") { weekday } else { 1.0 };
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

/// Measures of the change itself, expectations, and thresholds.
fn of_changes(results: &mut Results) {
    let window = results.manifest.windows[0].name.clone();
    let names: Vec<String> = results.manifest.scenarios.iter().map(|s| s.name.clone()).collect();
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

fn manifest(
    sample: &Sample,
    scenarios: Vec<ScenarioRecord>,
    windows: &[WindowRecord],
    measures: &[Made],
) -> Manifest {
    Manifest {
        format: 1,
        version: "0.1.0".to_owned(),
        command: "caremarket compare baseline.toml step-down.toml own-homecare.toml --replications 30".to_owned(),
        kind: if sample.scenarios == 0 { "run" } else { "compare" }.to_owned(),
        headline: vec![
            "Delays in hospital fall by 18 (12 to 24) in months 2–3 with step-down, then return.".to_owned(),
            "All delays rise by 25 (19 to 31) in months 7–12.".to_owned(),
        ],
        seed: 20_250_401,
        replications: sample.replications,
        replications_done: sample.replications,
        platform: "linux x86_64".to_owned(),
        started: "2025-11-22T05:52:18Z".to_owned(),
        wall_seconds: 41.7,
        events: 91_000_000,
        events_per_second: 2_400_000.0,
        peak_rss_bytes: 98_000_000,
        rejection_samplers: false,
        scenarios,
        windows: windows.to_vec(),
        measures: measures
            .iter()
            .map(|m| MeasureRecord {
                key: m.key.clone(),
                title: title_of(&m.key),
                unit: m.unit.to_owned(),
                better: m.better,
            })
            .collect(),
        warnings: vec!["W014: homecare pay of £11.10 an hour is below the floor of 2026".to_owned()],
        files: Vec::new(),
    }
}

fn title_of(key: &str) -> String {
    let words = key.replace(['.', '_'], " ");
    super::words::capitalised(&words)
}
