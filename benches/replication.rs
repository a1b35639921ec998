//! One replication, from the empty or freshly filled place to its measures.
//!
//! A plain network (the reference model `blocked-line` where there is one, else two stages that block)
//! and the whole baseline place. Throughput is in events handled, warm-up included.

use caremarket::experiment::Subject;
use caremarket::scenario::reading::Reader;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;

fn subject(typed: &str) -> Subject {
    let mut reader = Reader::new();
    let scenario = reader
        .read(typed, &[])
        .expect("scenarios that come with the program can be read");
    Subject::new(typed, scenario, &[], None)
}

fn replication(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replication");
    group.sample_size(10);
    let reference = "scenarios/verification/blocked-line.toml";
    let network = if Path::new(reference).exists() {
        ("blocked-line", reference)
    } else {
        ("tandem", "scenarios/verification/tandem.toml")
    };
    for (name, typed) in [network, ("riverbridge", "riverbridge")] {
        let subject = subject(typed);
        let setup = &subject.scenario.setup;
        let observe = |replication| {
            let record = subject.plan.observe(setup, 1, replication);
            record.expect("nothing is lost")
        };
        group.throughput(Throughput::Elements(observe(0).events));
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(observe(black_box(0))));
        });
    }
    group.finish();
}

criterion_group!(benches, replication);
criterion_main!(benches);
