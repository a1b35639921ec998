//! The future event list under the hold model: take the next event, schedule one more, at a steady size.
//!
//! Times ahead are exponential, the usual test of calendars since Jones (CACM 29, 1986). A world of half a
//! million people has about as many events pending as people in places: some thousands.

use caremarket::engine::{Calendar, Event, Priority, Purpose, Span, Streams, Time};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

#[derive(Clone, Copy)]
struct Number(u64);

impl Event for Number {
    fn pack(self) -> u64 {
        self.0
    }

    fn unpack(bits: u64) -> Self {
        Self(bits)
    }
}

const PRIORITY: Priority = Priority::new(3);
/// Events taken and scheduled in one measurement.
const HOLDS: u64 = 10_000;

/// Exponential times ahead, drawn beforehand: the calendar is measured, not chance.
fn ahead() -> Vec<Span> {
    let chance = Streams::new(1, 0);
    let day = |i| -libm::log(chance.uniform(Purpose::new(1), i, 0));
    (0..1 << 16)
        .map(|i| Span::from_days(5.0 * day(i)))
        .collect()
}

fn hold(criterion: &mut Criterion) {
    let ahead = ahead();
    let mut group = criterion.benchmark_group("calendar/hold");
    group.throughput(Throughput::Elements(HOLDS));
    for size in [10_u64, 1_000, 10_000, 100_000, 1_000_000] {
        let mut calendar = Calendar::new(Time::EARLIEST);
        let mut next = ahead.iter().cycle();
        for i in 0..size {
            let at = calendar.now() + *next.next().expect("a cycle goes on");
            calendar.schedule(at, PRIORITY, Number(i));
        }
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| {
                for _ in 0..HOLDS {
                    let (now, event) = calendar.next(Time::LATEST).expect("the size is steady");
                    let at = now + *next.next().expect("a cycle goes on");
                    calendar.schedule(at, PRIORITY, black_box(event));
                }
                // Far from the end of time, and from the most events a run may schedule.
                assert!(calendar.handled() < 1 << 33, "measured for too long");
            });
        });
    }
    group.finish();
}

criterion_group!(benches, hold);
criterion_main!(benches);
