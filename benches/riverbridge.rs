//! The whole baseline place: one replication from start to measures, and the weekly labour step alone.

use caremarket::engine::{self, Model as _, Time};
use caremarket::experiment::Subject;
use caremarket::scenario::reading::Reader;
use caremarket::world::World;
use caremarket::world::event::Event;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const SEED: u64 = 1;

fn riverbridge() -> Subject {
    let mut reader = Reader::new();
    let scenario = reader
        .read("riverbridge", &[])
        .expect("the place that comes with the program can be read");
    Subject::new("riverbridge", scenario, &[], None)
}

fn replication(criterion: &mut Criterion) {
    let subject = riverbridge();
    let observe = || {
        let record = subject
            .plan
            .observe(&subject.scenario.setup, SEED, black_box(0));
        record.expect("nothing is lost")
    };
    let mut group = criterion.benchmark_group("riverbridge");
    group.sample_size(10);
    group.throughput(Throughput::Elements(observe().events));
    group.bench_function("replication", |bencher| bencher.iter(observe));
    group.finish();
}

/// Posts, then every worker and candidate in turn, in the world as it stands after the warm-up.
fn labour_step(criterion: &mut Criterion) {
    let subject = riverbridge();
    let (mut world, mut calendar) = World::new(&subject.scenario.setup, SEED, 0);
    engine::run(&mut world, &mut calendar, Time::ZERO);
    let mut group = criterion.benchmark_group("riverbridge");
    group.bench_function("labour step", |bencher| {
        bencher.iter_batched_ref(
            || (world.clone(), calendar.clone()),
            |(world, calendar)| world.handle(Event::Weekly, calendar),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, replication, labour_step);
criterion_main!(benches);
