//! Results to the last digit, kept in `tests/golden`.
//!
//! They say nothing about what is right; they say that nothing has changed unnoticed. The same files hold
//! for debug and release builds, for any number of threads and on every platform: a difference between
//! these is a bug, since results are a function of the scenario and the seed alone.
//!
//! After a change that is meant to change results, renew them and say so in the commit:
//!
//! ```text
//! CAREMARKET_RENEW_GOLDEN=1 cargo test --test golden
//! ```
//!
//! `market.txt` depends on the numbers of the place and is renewed whenever these are.

mod common;

use caremarket::scenario::Scenario;
use common::{read, run, study, values_of, written};
use std::fmt::Write as _;
use std::path::Path;

/// A small network with something of everything.
const NETWORK: &str = r#"
[run]
warm_up_days = 20
horizon_days = 120
seed = 42
start_date = 2024-04-01

[groups.urgent]
[groups.planned]

[exits.home]
[exits.elsewhere]

[streams.urgent]
to = "ward"
group = "urgent"
rate = "2 per day"
weekday_index = [1.1, 1.0, 1.0, 1.0, 1.1, 0.9, 0.9]

[streams.planned]
to = "ward"
group = "planned"
counts = { weekly = [3, 3, 3, 3, 2, 0, 0] }
all_at = "10:00"
patience = { exponential = { mean = "6 days" } }

[places.ward]
beds = 22
stay = { lognormal = { mean = "5 days", cv = 0.9 } }
stays.planned.rehab = { gamma = { mean = "7 days", cv = 0.5 } }
routes = { rehab = 0.3, home = 0.6, elsewhere = 0.1 }
discipline = { priority = { groups = { urgent = 1, planned = 2 } } }
keep_free = [{ places = 2, for = ["urgent"] }]
exit_delay = { elsewhere = "1 day" }
start = [{ people = 12, group = "urgent" }]

[places.rehab]
beds = 10
stay = { weibull = { shape = 1.4, mean = "9 days" } }
routes = { home = 1.0 }
discipline = { weighted = { groups = { urgent = 2 }, tau = "5 days" } }
transfer_delay = { any = "0 days" }
capacity_changes = [{ from = "day 60", capacity = 8 }]
clearing = "daily at 09:00"
"#;

/// Measures, replication by replication, with as many digits as tell a number from every other.
fn table(
    scenarios: &[&Scenario],
    replications: usize,
    windows: &[&str],
    measures: &[&str],
) -> String {
    let study = study(scenarios, scenarios[0].seed, replications);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let mut text = format!("events {}\n", runs.events);
    for (s, subject) in study.subjects.iter().enumerate() {
        for window in windows {
            let all: Vec<String> = subject
                .plan
                .measures
                .iter()
                .map(|m| m.record.key.clone())
                .collect();
            let keys = if measures.is_empty() {
                all.iter().map(String::as_str).collect()
            } else {
                measures.to_vec()
            };
            for key in keys {
                let values = values_of(&study, &runs, s, window, key);
                let values: Vec<String> = values.iter().map(f64::to_string).collect();
                let _ = writeln!(
                    text,
                    "{} {window} {key}: {}",
                    subject.name,
                    values.join(" ")
                );
            }
        }
    }
    text
}

/// Compares with what is kept, or keeps it.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("CAREMARKET_RENEW_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    let differing: Vec<String> = (kept.lines().zip(text.lines()))
        .filter(|(kept, now)| kept != now)
        .map(|(kept, now)| format!("- {kept}\n+ {now}"))
        .collect();
    assert!(
        kept == text,
        "results differ from tests/golden/{name} in {} of {} lines ({} now), the first of them\n{}\n\n\
         If results are meant to change, renew them and say so in the commit:\n\
         CAREMARKET_RENEW_GOLDEN=1 cargo test --test golden\n\
         If they are not: was the order of events or of draws changed, or a function of the platform used?",
        differing.len(),
        kept.lines().count(),
        text.lines().count(),
        differing
            .iter()
            .take(8)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[test]
fn a_network_to_the_last_digit() {
    golden(
        "network.txt",
        &table(&[&written(NETWORK)], 3, &["all", "m1"], &[]),
    );
}

#[test]
fn a_care_market_to_the_last_digit() {
    let set = ["run.warm_up_days=60", "run.horizon_days=92", "expect=[]"];
    let policy = read("step-down", &set);
    let measures = [
        "delayed.all",
        "delayed.acute",
        "delayed.home",
        "boarding.acute",
        "occupied.acute",
        "wait_days.acute",
        "occupied.care_home",
        "occupied.step_down",
        "staff.homecare",
        "staff.care_home",
        "vacancies.homecare",
        "pay.homecare",
        "hours_delivered.homecare",
        "candidates",
        "arrivals.ed",
        "handbacks",
    ];
    let text = table(
        &[&policy.without_policies(), &policy],
        2,
        &["all", "m2-3"],
        &measures,
    );
    golden("market.txt", &text);
}
