//! What was run: scenarios, windows, and the manifest.

use super::Sample;
use super::curves::Made;
use crate::output::words;
use crate::results::{
    AskedRecord, AssumptionRecord, Manifest, MeasureRecord, PolicyRecord, ScenarioFile,
    ScenarioRecord, WindowRecord,
};

/// The scenarios, a baseline first.
pub(super) fn scenarios(sample: &Sample) -> Vec<ScenarioRecord> {
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
                let tail =
                    "in-the-whole-of-the-county-with-everyone-consulted-twice-and-then-once-more";
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
                story: "A trust, tired of waiting, buys what it needs. The council follows."
                    .to_owned(),
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
                        description: format!(
                            "buys {} step-down beds at 1,200 pounds a week",
                            20 * s
                        ),
                        start_day: 30.0,
                        end_day: None,
                    }]
                },
                assumptions: assumptions(),
                uncertain: Vec::new(),
                ..ScenarioRecord::default()
            }
        })
        .collect()
}

fn scenario_name(sample: &Sample, s: usize) -> String {
    if s == 0 && sample.long_names {
        "baseline-in-the-whole-of-the-county-with-everyone-consulted-twice-and-then-once-more"
            .to_owned()
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

/// The usual windows that fit.
pub(super) fn windows(days: i64) -> Vec<WindowRecord> {
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

/// What was run, with what.
pub(super) fn manifest(
    sample: &Sample,
    scenarios: Vec<ScenarioRecord>,
    windows: &[WindowRecord],
    measures: &[Made],
) -> Manifest {
    Manifest {
        format: 1,
        version: "0.1.0".to_owned(),
        results_version: 1,
        began_with: String::new(),
        asked: AskedRecord::default(),
        command:
            "caremarket compare baseline.toml step-down.toml own-homecare.toml --replications 30"
                .to_owned(),
        kind: if sample.scenarios == 0 {
            "run"
        } else {
            "compare"
        }
        .to_owned(),
        headline: vec![
            "Delays in hospital fall by 18 (12 to 24) in months 2–3 with step-down, then return."
                .to_owned(),
            "All delays rise by 25 (19 to 31) in months 7–12.".to_owned(),
        ],
        seed: 20_250_401,
        replications: sample.replications,
        replications_done: sample.replications,
        replications_drawn_again: 0,
        platform: "linux x86_64".to_owned(),
        started: "2025-11-22 05:52:18 UTC".to_owned(),
        wall_seconds: 41.7,
        events: 91_000_000,
        events_per_second: 2_400_000.0,
        peak_rss_bytes: 98_000_000,
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
        frontier: Vec::new(),
        warnings: vec![
            "W014: homecare pay of £11.10 an hour is below the floor of 2026".to_owned(),
        ],
        files: Vec::new(),
    }
}

fn title_of(key: &str) -> String {
    let words = key.replace(['.', '_'], " ");
    words::capitalised(&words)
}
