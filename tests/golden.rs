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

use caremarket::experiment::Silent;
use caremarket::experiment::golden::{GOLDEN, Golden, differences};
use std::path::Path;

/// Compares with what is kept, or keeps it.
fn golden(name: &str) {
    let golden: &Golden = GOLDEN.iter().find(|g| g.name == name).unwrap();
    let text = golden.run(2, &Silent).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
    if std::env::var_os("CAREMARKET_RENEW_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    // From the file, not from the program: what is kept may have been renewed since it was built.
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let kept = kept.replace("\r\n", "\n");
    let (first, differing) = differences(&kept, &text);
    let first: Vec<String> = first
        .iter()
        .map(|(kept, now)| format!("- {kept}\n+ {now}"))
        .collect();
    assert!(
        kept == text,
        "results differ from tests/golden/{name}.txt in {differing} of {} lines, the first of them\n{}\n\n\
         If results are meant to change, renew them and say so in the commit:\n\
         CAREMARKET_RENEW_GOLDEN=1 cargo test --test golden\n\
         If they are not: was the order of events or of draws changed, or a function of the platform used?",
        kept.lines().count(),
        first.join("\n")
    );
    assert_eq!(golden.kept(), kept, "the program holds what is kept");
}

#[test]
fn a_network_to_the_last_digit() {
    golden("network");
}

#[test]
fn a_care_market_to_the_last_digit() {
    golden("market");
}
