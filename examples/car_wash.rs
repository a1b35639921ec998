//! A car wash: the engine by itself, on something that is not care.
//!
//! Cars come at random, about one in six minutes. There are two bays; a wash takes five to twelve
//! minutes, most often eight. Whoever finds both bays taken waits in line, and drives on after a
//! quarter of an hour. How many drive on, and how long do the others wait?
//!
//! To simulate something with the engine one says what can happen ([`Event`]), what then changes
//! ([`Model::handle`]) and where chance comes in ([`Streams`]); the rest of this file is these three,
//! and a loop over replications. Without patience and with exponential washes the same model has a
//! known answer (Erlang's C formula), which is printed beside the simulated one.
//!
//! ```text
//! cargo run --release --example car_wash
//! ```

use caremarket::engine::distribution::Shape;
use caremarket::engine::{
    self, Calendar, Distribution, Event, Model, Priority, Purpose, Sampler, Span, Streams, Time,
};
use caremarket::stats::Estimate;
use std::collections::VecDeque;

/// Everything that can happen. An event is small: the calendar keeps it in 54 bits.
#[derive(Clone, Copy)]
enum Happens {
    /// The next car turns in.
    Arrives,
    /// The wash of this car is done.
    Done,
    /// This car has waited long enough, if it still waits.
    LosesPatience { car: u32 },
}

impl Event for Happens {
    fn pack(self) -> u64 {
        match self {
            Self::Arrives => 0,
            Self::Done => 1,
            Self::LosesPatience { car } => 2 | u64::from(car) << 2,
        }
    }

    fn unpack(bits: u64) -> Self {
        match bits & 3 {
            0 => Self::Arrives,
            1 => Self::Done,
            _ => Self::LosesPatience {
                car: (bits >> 2) as u32,
            },
        }
    }
}

/// When two things happen in the same second: bays are freed before cars come, patience ends last.
const DONE: Priority = Priority::new(1);
const ARRIVES: Priority = Priority::new(3);
const LEAVES: Priority = Priority::new(5);

/// What chance is asked. Each question has its own number, and each car its own answers: a car that
/// drives on leaves everyone else's luck as it was.
const GAP: Purpose = Purpose::new(1);
const WASH: Purpose = Purpose::new(2);

/// What the place is like.
struct Setup {
    bays: usize,
    /// Days between cars: the engine's samplers draw plain numbers, here days.
    gap: Sampler,
    wash: Sampler,
    patience: Option<Span>,
}

/// The car wash as it stands.
struct CarWash<'a> {
    setup: &'a Setup,
    chance: Streams,
    busy: usize,
    /// Cars in line, with when they came.
    line: VecDeque<(u32, Time)>,
    cars: u32,
    washed: u64,
    drove_on: u64,
    waited: Span,
}

impl<'a> CarWash<'a> {
    fn new(setup: &'a Setup, seed: u64, replication: u64) -> Self {
        Self {
            setup,
            chance: Streams::new(seed, replication),
            busy: 0,
            line: VecDeque::new(),
            cars: 0,
            washed: 0,
            drove_on: 0,
            waited: Span::ZERO,
        }
    }

    /// Draws when the next car comes, and has the calendar say so.
    fn next_car(&self, calendar: &mut Calendar<Happens>) {
        let mut draw = self.chance.draw(GAP, u64::from(self.cars), 0);
        let gap = Span::from_days(self.setup.gap.sample(&mut draw));
        calendar.schedule(calendar.now() + gap, ARRIVES, Happens::Arrives);
    }

    /// The first in line drives into a free bay.
    fn fill_bays(&mut self, calendar: &mut Calendar<Happens>) {
        while self.busy < self.setup.bays
            && let Some((car, came)) = self.line.pop_front()
        {
            let now = calendar.now();
            let waited = now - came;
            self.waited = Span::from_seconds(self.waited.seconds() + waited.seconds());
            self.washed += 1;
            self.busy += 1;
            let mut draw = self.chance.draw(WASH, u64::from(car), 0);
            let takes = Span::from_days(self.setup.wash.sample(&mut draw));
            calendar.schedule(now + takes, DONE, Happens::Done);
        }
    }
}

impl Model for CarWash<'_> {
    type Event = Happens;

    fn handle(&mut self, event: Happens, calendar: &mut Calendar<Happens>) {
        match event {
            Happens::Arrives => {
                let car = self.cars;
                self.cars += 1;
                self.line.push_back((car, calendar.now()));
                if let Some(patience) = self.setup.patience {
                    calendar.schedule(
                        calendar.now() + patience,
                        LEAVES,
                        Happens::LosesPatience { car },
                    );
                }
                self.next_car(calendar);
            }
            Happens::Done => self.busy -= 1,
            // Events are never taken back. One that no longer holds is recognised, and ignored.
            Happens::LosesPatience { car } => {
                let before = self.line.len();
                self.line.retain(|&(waiting, _)| waiting != car);
                self.drove_on += (before - self.line.len()) as u64;
            }
        }
        self.fill_bays(calendar);
    }
}

const MINUTE: f64 = 1.0 / 1440.0;

/// Mean wait in minutes of those washed, and the share who drove on, over twenty replications of a hundred days.
fn simulate(setup: &Setup) -> (Estimate, Estimate) {
    let (mut waits, mut lost) = (Vec::new(), Vec::new());
    for replication in 0..20 {
        let mut wash = CarWash::new(setup, 2024, replication);
        let mut calendar = Calendar::new(Time::ZERO);
        wash.next_car(&mut calendar);
        engine::run(&mut wash, &mut calendar, Time::from_days(100.0));
        waits.push(wash.waited.days() / wash.washed as f64 / MINUTE);
        lost.push(wash.drove_on as f64 / f64::from(wash.cars));
    }
    let of = |values: &[f64]| Estimate::of(values).expect("there are twenty values");
    (of(&waits), of(&lost))
}

/// Erlang's C formula: the mean wait with `c` servers, in the unit of `service`.
fn erlang_c_wait(c: u32, rate: f64, service: f64) -> f64 {
    let load = rate * service / f64::from(c);
    let b = (1..=c).fold(1.0, |b, n| {
        let a = rate * service;
        a * b / (f64::from(n) + a * b)
    });
    let all_taken = b / (1.0 - load * (1.0 - b));
    all_taken * service / (f64::from(c) * (1.0 - load))
}

fn main() {
    let sampler = |shape: Shape| Sampler::new(Distribution::of(shape));
    let exponential = |minutes: f64| {
        sampler(Shape::Exponential {
            mean: minutes * MINUTE,
        })
    };
    let wash = Shape::Triangular {
        low: 5.0 * MINUTE,
        mode: 8.0 * MINUTE,
        high: 12.0 * MINUTE,
    };
    let as_it_is = Setup {
        bays: 2,
        gap: exponential(6.0),
        wash: sampler(wash),
        patience: Some(Span::from_seconds(15 * 60)),
    };
    let (wait, lost) = simulate(&as_it_is);
    println!("two bays, patience of a quarter of an hour");
    println!(
        "  wait of those washed  {:.2} minutes ({:.2} to {:.2})",
        wait.mean, wait.lower, wait.upper
    );
    println!(
        "  share who drive on    {:.4} ({:.4} to {:.4})",
        lost.mean, lost.lower, lost.upper
    );

    let solvable = Setup {
        wash: exponential(9.0),
        patience: None,
        ..as_it_is
    };
    let (wait, _) = simulate(&solvable);
    println!("two bays, everyone waits, exponential washes of nine minutes");
    println!(
        "  wait, simulated       {:.2} minutes ({:.2} to {:.2})",
        wait.mean, wait.lower, wait.upper
    );
    println!(
        "  wait, by Erlang C     {:.2} minutes",
        erlang_c_wait(2, 1.0 / 6.0, 9.0)
    );
}
