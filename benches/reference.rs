//! One replication of the reference model, by the simulator and by a loop written by hand.
//!
//! Throughput is in events handled. How the scale is gone through, and what may be concluded:
//! `docs/performance.md`.

mod peers;

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
};
use peers::{DAYS, Model, hand_written};
use std::hint::black_box;

const SEED: u64 = 1;

fn replications(criterion: &mut Criterion) {
    for model in [Model::BlockedLine, Model::OpenLine] {
        let mut group = criterion.benchmark_group(model.name());
        // One replication of the largest takes seconds: the least that criterion allows.
        group.sample_size(10);
        for scale in [1, 10, 100] {
            at_scale(&mut group, model, scale);
        }
        group.finish();
    }
}

fn at_scale(group: &mut BenchmarkGroup<'_, WallTime>, model: Model, scale: u32) {
    let subject = model.subject(scale, DAYS);
    let simulated = || {
        let record = subject
            .plan
            .observe(&subject.scenario.setup, SEED, black_box(0));
        record.expect("nothing is lost")
    };
    group.throughput(Throughput::Elements(simulated().events));
    group.bench_function(BenchmarkId::new("caremarket", scale), |bencher| {
        bencher.iter(simulated);
    });
    let line = model.line(scale, DAYS);
    let by_hand = || hand_written::replicate(&line, SEED, black_box(0));
    group.throughput(Throughput::Elements(by_hand().events));
    group.bench_function(BenchmarkId::new("hand-written", scale), |bencher| {
        bencher.iter(by_hand);
    });
}

criterion_group!(benches, replications);
criterion_main!(benches);
