//! The example place with any values within their stated ranges and any levers at any time, for 200 days: everything
//! that must hold holds.

#![no_main]

use caremarket::experiment::{Silent, Study, Subject};
use caremarket::scenario::lever::{LeverRecord, levers};
use caremarket::scenario::reading::Reader;
use libfuzzer_sys::fuzz_target;
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

/// Paths of values with a range, and its ends.
type Ranges = Vec<(String, f64, f64)>;

fn known() -> &'static (Vec<LeverRecord>, Ranges) {
    static KNOWN: OnceLock<(Vec<LeverRecord>, Ranges)> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let place = Reader::new().read("riverbridge", &[]).expect("it is sound");
        let ranges = place.assumptions.into_iter();
        let ranges = ranges.filter_map(|a| Some((a.path, a.low?, a.high?)));
        // What the place is said to have is checked against what is found there at the start.
        let ranges = ranges.filter(|(path, ..)| !path.starts_with("place."));
        (levers(), ranges.collect())
    })
}

fuzz_target!(|choices: &[u8]| {
    let (levers, ranges) = known();
    let mut bytes = choices.iter().copied();
    let mut byte = move || usize::from(bytes.next().unwrap_or(0));
    let mut text = String::from("[scenario]\nplace = \"riverbridge\"\n");
    for _ in 0..byte() % 5 {
        let lever = &levers[byte() % levers.len()];
        let (start, length) = (byte() % 150, 10 + byte() % 100);
        // Every example is one policy, some after values that it needs.
        let example = lever.about.example;
        let when = format!("start = \"day {start}\"");
        let example = example.replacen("start = \"month 1\"", &when, 1);
        let example = if byte() % 2 == 0 {
            let both = format!("{when}\nend = \"day {}\"", start + 60 + length);
            example.replacen(&when, &both, 1)
        } else {
            example
        };
        let _ = writeln!(text, "\n{example}");
    }
    let mut set = vec![
        "run.warm_up_days=60".to_owned(),
        "run.horizon_days=200".to_owned(),
        format!("run.seed={}", byte()),
    ];
    for _ in 0..byte() % 8 {
        let (path, low, high) = &ranges[(byte() << 8 | byte()) % ranges.len()];
        let share = byte() as f64 / 255.0;
        set.push(format!("{path}={}", low + share * (high - low)));
    }
    let mut reader = Reader::new();
    let Some(scenario) = reader.read_bytes("fuzzed", text.as_bytes(), &set) else {
        return;
    };
    let study = Study {
        seed: scenario.seed,
        subjects: vec![Subject::new("fuzzed", scenario, &[], None)],
        replications: 1,
    };
    let runs = study.run(1, &Silent, &AtomicBool::new(false));
    assert!(runs.broken.is_none(), "{:?}\n{set:?}\n{text}", runs.broken);
});
