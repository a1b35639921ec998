//! One draw of each shape, key and all, next to the samplers of the loop written by hand.
//!
//! The simulator's draws are keyed and inverted, so that common random numbers stay in step; a sequential
//! generator and ziggurats are what that costs against.

use caremarket::engine::distribution::Shape;
use caremarket::engine::{Distribution, Purpose, Sampler, Streams};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};

fn keyed(criterion: &mut Criterion) {
    let shapes = [
        ("exponential", Shape::Exponential { mean: 42.0 }),
        ("lognormal", Shape::lognormal_of_value(8.0, 10.0)),
        ("normal", Shape::Normal { mean: 9.0, sd: 3.0 }),
        ("gamma", Shape::gamma_of_mean(14.0, 10.0)),
        ("weibull", Shape::weibull_of_mean(1.5, 9.0)),
        (
            "triangular",
            Shape::Triangular {
                low: 1.0,
                mode: 2.0,
                high: 6.0,
            },
        ),
    ];
    let streams = Streams::new(1, 0);
    let purpose = Purpose::new(1);
    let mut group = criterion.benchmark_group("samplers");
    let mut subject = 0;
    group.bench_function("keyed uniform", |bencher| {
        bencher.iter(|| {
            subject += 1;
            streams.uniform(purpose, subject, 0)
        });
    });
    for (name, shape) in shapes {
        let sampler = Sampler::new(Distribution::of(shape));
        group.bench_function(BenchmarkId::new("keyed", name), |bencher| {
            bencher.iter(|| {
                subject += 1;
                sampler.sample(&mut streams.draw(purpose, subject, 0))
            });
        });
    }
    group.finish();
}

fn sequential(criterion: &mut Criterion) {
    let mut chance = SmallRng::seed_from_u64(1);
    let mut group = criterion.benchmark_group("samplers");
    group.bench_function("sequential uniform", |bencher| {
        bencher.iter(|| chance.random::<f64>());
    });
    group.bench_function(BenchmarkId::new("ziggurat", "exponential"), |bencher| {
        bencher.iter(|| 42.0 * chance.sample::<f64, _>(Exp1));
    });
    group.bench_function(BenchmarkId::new("ziggurat", "normal"), |bencher| {
        bencher.iter(|| 9.0 + 3.0 * chance.sample::<f64, _>(StandardNormal));
    });
    group.finish();
}

criterion_group!(benches, keyed, sequential);
criterion_main!(benches);
