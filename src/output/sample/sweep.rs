//! A sweep with as much as a picture may have to hold.

use crate::results::of_a_sweep::{
    EffectRow, FactorRecord, Sweep, SweepManifest, SweepPoint, SweepRow, statistic,
};
use crate::results::{Better, MeasureRecord};

const FACTORS: usize = 14;
const POINTS: usize = 45;

/// A sweep of this design.
pub fn of(design: &str) -> Sweep {
    let measure = |key: &str, title: &str, unit: &str, better| MeasureRecord {
        key: key.to_owned(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        better,
    };
    let measures = vec![
        measure("delayed.all", "Delayed anywhere", "people", Better::Lower),
        measure(
            "growth_share",
            "Share of the care paid for that is new",
            "share",
            Better::Higher,
        ),
        measure(
            "public_money",
            "Public money that the policy costs",
            "£ per year",
            Better::Lower,
        ),
    ];
    let factors: Vec<FactorRecord> = (0..FACTORS)
        .map(|i| FactorRecord {
            name: if i % 3 == 0 {
                format!("How far, and how soon, a dear buyer of care number {i} raises what all the other providers ask")
            } else {
                format!("council.key_{i}")
            },
            paths: vec![format!("council.key_{i}")],
            low: format!("{i} weeks"),
            high: if i % 4 == 0 { "1,298 per week; 1,410 per week and so on; 7".to_owned() } else { format!("{} weeks", 5 * i + 7) },
            unit: "weeks".to_owned(),
            ..FactorRecord::default()
        })
        .collect();
    let mut sweep = Sweep {
        manifest: SweepManifest {
            scenario: "step-down".to_owned(),
            compared: true,
            design: design.to_owned(),
            size: 8,
            points: POINTS,
            replications: 4,
            window: "m7-12".to_owned(),
            frontier: vec!["public_money".to_owned(), "delayed.all".to_owned()],
            measures,
            factors,
            ..SweepManifest::default()
        },
        ..Sweep::default()
    };
    for point in 0..=POINTS {
        sweep.points.push(SweepPoint {
            along: vec![0.5; FACTORS],
            values: vec![format!("{} beds", 5 * point), "916 per week".to_owned()],
        });
        // Some beds help, at a price; a few points are no better than others.
        let beds = 5.0 * point as f64;
        for (m, measure) in sweep.manifest.measures.iter().enumerate() {
            let outcome = [-beds * (1.0 - beds / 400.0), 0.3, beds * 47_000.0][m]
                * if point % 3 == 0 { 0.9 } else { 1.0 };
            let outcome = if point == 0 {
                [-12.0, 0.4, 1_880_000.0][m]
            } else {
                outcome
            };
            sweep.rows.push(SweepRow {
                point,
                window: "m7-12".to_owned(),
                measure: measure.key.clone(),
                unit: measure.unit.clone(),
                replications: 4,
                scenario: f64::NAN,
                baseline: f64::NAN,
                outcome: if m == 1 && point == 7 {
                    f64::NAN
                } else {
                    outcome
                },
                lower: outcome - outcome.abs() * 0.2,
                upper: outcome + outcome.abs() * 0.2,
                sign: String::new(),
            });
        }
    }
    for (m, size) in [20.0, 0.4, 2e6].into_iter().enumerate() {
        let measure = sweep.manifest.measures[m].key.clone();
        for (i, factor) in sweep.manifest.factors.iter().enumerate() {
            let by = size * (1.0 - i as f64 / FACTORS as f64);
            let mut row = |statistic: &str, value: f64, half: f64| {
                sweep.effects.push(EffectRow {
                    measure: measure.clone(),
                    factor: factor.name.clone(),
                    statistic: statistic.to_owned(),
                    value,
                    lower: value - half,
                    upper: value + half,
                    basis: 8,
                });
            };
            let sign = if i % 2 == 0 { 1.0 } else { -1.0 };
            row(statistic::AT_LOW, -0.6 * size - sign * by, by / 3.0);
            row(statistic::AT_HIGH, -0.6 * size + sign * by, by / 3.0);
            row(statistic::LOW_TO_HIGH, 2.0 * sign * by, by / 3.0);
            if design == "morris" {
                row(statistic::MU, sign * by, by / 4.0);
                row(statistic::MU_STAR, by, by / 4.0);
                row(statistic::SIGMA, by * (i % 5) as f64 / 3.0, f64::NAN);
            }
            if design == "indices" {
                row(statistic::FIRST, by / size / 5.0 - 0.01, 0.05);
                row(statistic::TOTAL, by / size / 3.0, 0.2);
            }
        }
    }
    sweep
}
