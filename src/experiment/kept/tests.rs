//! Kept, and gone on from.

use super::*;
use crate::experiment::Silent;
use crate::scenario::reading::Reader;
use std::sync::atomic::AtomicBool;

const WARD: &str = r#"
[scenario]
name = "Two beds"
[run]
horizon_days = 40
seed = 7
[streams.people]
to = "ward"
rate = { value = "0.9 per day", low = 0.5, high = 1.5 }
[places.ward]
beds = 2
stay = { exponential = { mean = "2 days" } }
[[distribution]]
measure = "queue.ward"
at_most = [0, 2]
"#;

fn study(replications: usize, set: &[&str]) -> Study {
    let mut reader = Reader {
        uncertain: vec![String::new()],
        ..Reader::new()
    };
    let set: Vec<String> = set.iter().map(|&s| s.to_owned()).collect();
    let read = reader.read_bytes("ward.toml", WARD.as_bytes(), &set);
    let scenario = read.expect("a sound scenario");
    let mut subjects: Vec<Subject> = ["one", "two"]
        .iter()
        .map(|name| Subject::new(name, scenario.clone(), &[], None))
        .collect();
    subjects[1].plan.people = true;
    Study {
        subjects,
        seed: 7,
        replications,
    }
}

fn run(study: &Study, begun: Runs) -> Runs {
    study.run_on(begun, 2, &Silent, &AtomicBool::new(false))
}

fn bytes(study: &Study, runs: &Runs) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(study, runs, &mut bytes).expect("memory can be written to");
    bytes
}

#[test]
fn what_is_gone_on_from_is_what_it_would_have_been_at_once() {
    let (few, many) = (study(3, &[]), study(8, &[]));
    let kept = bytes(&few, &run(&few, Runs::none(2)));
    let begun = read(&kept, &many).expect("kept for this study");
    assert_eq!(begun.replications(), 3);
    let whole = run(&many, Runs::none(2));
    assert!(whole.drawn_again.len() == 8 && whole.records[1][0].visits.len() > 3);
    // Bytes say everything: floats are kept as their bits.
    assert!(bytes(&many, &run(&many, begun)) == bytes(&many, &whole));
}

#[test]
fn what_would_not_belong_together_is_told_apart() {
    let this = study(2, &[]);
    let kept = bytes(&this, &run(&this, Runs::none(2)));
    let unfit = |study: &Study| read(&kept, study).expect_err("another study");
    assert_eq!(
        unfit(&study(2, &["places.ward.beds=3"])),
        Unfit::OtherScenarios
    );
    assert_eq!(
        unfit(&Study {
            seed: 8,
            ..study(2, &[])
        }),
        Unfit::OtherScenarios
    );
    let mut without = study(2, &[]);
    without.subjects[0].scenario = without.subjects[0].scenario.without_policies();
    assert_eq!(unfit(&without), Unfit::OtherScenarios);
    let mut fewer = study(2, &[]);
    fewer.subjects[0].plan.measures.pop();
    assert!(matches!(unfit(&fewer), Unfit::OtherMeasures { scenario, .. } if scenario == "one"));
    let mut windows = study(2, &[]);
    windows.subjects[1].plan.windows[0].name = "another".to_owned();
    assert!(matches!(unfit(&windows), Unfit::OtherMeasures { scenario, .. } if scenario == "two"));
}

#[test]
fn a_damaged_file_is_known_by_any_byte() {
    let this = study(1, &[]);
    let whole = bytes(&this, &run(&this, Runs::none(2)));
    assert!(read(&whole, &this).is_ok());
    for at in (0..whole.len()).step_by(whole.len() / 50) {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        assert_eq!(
            read(&damaged, &this).err(),
            Some(Unfit::Damaged),
            "byte {at}"
        );
        assert_eq!(
            read(&whole[..at], &this).err(),
            Some(Unfit::Damaged),
            "length {at}"
        );
    }
}

/// The same file, as if another version had written it.
fn as_if(whole: &[u8], change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let start = FIRST_LINE.len() + 4;
    let mut rest = Rest(&whole[start..whole.len() - HASH]);
    let header = rest.block().expect("a header");
    let mut header: serde_json::Value = serde_json::from_slice(header).expect("JSON");
    change(&mut header);
    let header = serde_json::to_vec(&header).expect("JSON");
    let mut bytes = whole[..start].to_vec();
    bytes.extend((header.len() as u64).to_le_bytes());
    bytes.extend(header);
    bytes.extend(rest.0);
    let hash = Sha256::digest(&bytes);
    bytes.extend(hash);
    bytes
}

#[test]
fn results_of_another_number_are_refused_by_name() {
    let this = study(1, &[]);
    let whole = bytes(&this, &run(&this, Runs::none(2)));
    assert!(read(&as_if(&whole, |_| {}), &this).is_ok());
    let other = as_if(&whole, |header| {
        header["results_version"] = (RESULTS_VERSION + 1).into();
        header["version"] = "9.9.9".into();
    });
    let unfit = Unfit::OtherResults {
        version: "9.9.9".to_owned(),
        found: RESULTS_VERSION + 1,
    };
    assert_eq!(read(&other, &this).err(), Some(unfit));
    // More replications than there are records, and a format of tomorrow.
    let fewer = as_if(&whole, |header| header["replications"] = 2.into());
    assert_eq!(read(&fewer, &this).err(), Some(Unfit::Damaged));
    let mut later = whole[..whole.len() - HASH].to_vec();
    later[FIRST_LINE.len()] = 2;
    let hash = Sha256::digest(&later);
    later.extend(hash);
    assert_eq!(read(&later, &this).err(), Some(Unfit::Format(2)));
}
