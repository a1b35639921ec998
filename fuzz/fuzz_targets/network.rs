//! A random network that is valid runs to its end, and everything that must hold holds.

#![no_main]

use caremarket::experiment::{Silent, Study, Subject};
use caremarket::scenario::reading::Reader;
use caremarket::world::invariant::Fault;
use libfuzzer_sys::fuzz_target;
use std::sync::atomic::AtomicBool;

#[path = "../../tests/common/nets.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod nets;

fuzz_target!(|choices: &[u8]| {
    let net = nets::Net {
        horizon: 200,
        ..nets::Net::of(choices)
    };
    let text = net.toml(&["a", "b", "c", "d"], false);
    let mut reader = Reader::new();
    let Some(scenario) = reader.read_bytes("fuzzed", text.as_bytes(), &[]) else {
        return;
    };
    let study = Study {
        seed: scenario.seed,
        subjects: vec![Subject::new("fuzzed", scenario, &[], None)],
        replications: 1,
    };
    let runs = study.run(1, &Silent, &AtomicBool::new(false));
    // A network whose own rules leave nobody able to move ends with a message: that is no failure.
    if let Some((_, _, broken)) = runs.broken {
        assert_eq!(broken.fault, Fault::Scenario, "{broken:?}\n{text}");
    }
});
