//! Whatever bytes a scenario file holds, reading it ends with a scenario or with problems that can be shown, never
//! with a panic.

#![no_main]

use caremarket::scenario::reading::Reader;
use caremarket::scenario::render::Look;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut reader = Reader::new();
    let scenario = reader.read_bytes("fuzzed", bytes, &[]);
    let said = reader.problems.render(&reader.sources, Look::default());
    assert!(
        scenario.is_some() || !said.is_empty(),
        "refused without a word"
    );
});
