//! How each measure runs over time in each scenario.

use super::Sample;
use crate::results::Better;

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
/// Who goes from where to where in a year.
pub(super) const MOVES: [(&str, &str, f64); 8] = [
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
pub(super) struct Made {
    pub key: String,
    pub unit: &'static str,
    pub better: Better,
    pub level: bool,
    pub curve: Box<dyn Fn(usize, f64) -> f64>,
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
    if s == 0 {
        0.0
    } else {
        sample.effect * sample.size
    }
}

fn reason_curve(
    sample: &Sample,
    reason: &'static str,
    base: f64,
) -> impl Fn(usize, f64) -> f64 + 'static {
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

fn place_curve(
    sample: &Sample,
    place: &'static str,
    base: f64,
) -> impl Fn(usize, f64) -> f64 + 'static {
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

fn staff_curve(
    sample: &Sample,
    sector: &'static str,
    base: f64,
) -> impl Fn(usize, f64) -> f64 + 'static {
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

/// The measures of a care market.
pub(super) fn market(sample: &Sample) -> Vec<Made> {
    use Better::{Higher, Lower, Neither};
    let acute = |sample: &Sample| -> Vec<Box<dyn Fn(usize, f64) -> f64>> {
        REASONS
            .iter()
            .map(|&(reason, base)| {
                Box::new(reason_curve(sample, reason, base)) as Box<dyn Fn(usize, f64) -> f64>
            })
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
    all.push(made(
        "delayed.home.unsupported",
        "people",
        Lower,
        move |s, d| 0.7 * home(s, d),
    ));
    let beds = sum_of(acute(sample));
    let size = sample.size;
    all.push(made("occupied.acute", "people", Neither, move |s, d| {
        640.0 * size + beds(s, d)
    }));
    all.push(made("boarding.acute", "people", Lower, move |_, d| {
        8.0 * size * season(d)
    }));
    for (sector, base) in SECTORS {
        all.push(made(
            format!("staff.{sector}"),
            "workers",
            Higher,
            staff_curve(sample, sector, base),
        ));
    }
    let effect = sample.clone();
    all.push(made(
        "vacancy_rate.homecare",
        "share",
        Lower,
        move |s, d| 0.112 + 0.004 * effect_of(&effect, s) * ramp(d),
    ));
    let effect = sample.clone();
    all.push(made(
        "hours_unfilled.homecare",
        "hours/week",
        Lower,
        move |s, d| 610.0 * effect.size + 140.0 * effect_of(&effect, s) * ramp(d),
    ));
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

/// The measures of two places in a row.
pub(super) fn network(sample: &Sample) -> Vec<Made> {
    use Better::{Lower, Neither};
    let mut all = Vec::new();
    for (place, base) in [("ward", 12.0), ("rehab", 5.0)] {
        let curve = move |what: f64| {
            let sample = sample.clone();
            move |s: usize, day: f64| {
                what * base * season(day) * sample.size - what * effect_of(&sample, s) * ramp(day)
            }
        };
        all.push(made(
            format!("occupied.{place}"),
            "people",
            Neither,
            curve(3.0),
        ));
        all.push(made(format!("queue.{place}"), "people", Lower, curve(1.0)));
        all.push(made(
            format!("blocked.{place}"),
            "people",
            Lower,
            curve(0.5),
        ));
        all.push(made(
            format!("utilisation.{place}"),
            "share",
            Neither,
            curve(0.05),
        ));
        for (key, unit, what) in [("wait_days", "days", 0.4), ("waited_share", "share", 0.03)] {
            all.push(Made {
                level: false,
                ..made(format!("{key}.{place}"), unit, Lower, curve(what))
            });
        }
    }
    all
}
