//! Watches a world from outside and never changes it.
//!
//! A run is cut at the ends of its windows and at every midnight. At each cut the gauges and
//! counters that measures need are read; measures are differences of such readings, so that time
//! averages are exact integrals and nothing is ever counted twice.

pub mod families;
pub mod gauge;
pub mod history;
pub mod measures;
mod who;
pub mod window;

use crate::engine::{self, DAY, Model, Span, Time};
use crate::stats::{self, ranked::Ranked};
use crate::world::flow::visits::Visit;
use crate::world::invariant::Broken;
use crate::world::market::ledger::Account;
use crate::world::setup::Setup;
use crate::world::{Calendar, World};
use gauge::{Counter, Gauge};
use measures::{Formula, Linear, Measure};
use window::Window;

/// What to watch, worked out once for all replications of a scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The windows.
    pub windows: Vec<Window>,
    /// The measures.
    pub measures: Vec<Measure>,
    /// Keys of the sectors between which workers move; the last is outside.
    pub sectors: Vec<String>,
    /// Thresholds asked for.
    pub distributions: Vec<Thresholds>,
    /// Whether everyone's visits are kept.
    pub people: bool,
    /// Most people for whom there is memory in one replication; one with more ends there.
    pub most_people: usize,
    gauges: Vec<Gauge>,
    counters: Vec<Counter>,
    cuts: Vec<Time>,
    end: Time,
}

/// Thresholds at or below which shares of time, or of people, are reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// Key of the measure: a level, or the wait for a place.
    pub measure: String,
    /// The thresholds, rising.
    pub at_most: Vec<f64>,
}

/// What one replication showed.
#[derive(Clone, Debug)]
pub struct Record {
    /// Every measure in every window: window by window.
    pub values: Vec<f64>,
    /// Every gauge at the start of every reported day: day by day.
    pub daily: Vec<i32>,
    /// People delayed in acute beds at each midnight of the year before day 0; empty without a market or so long a warm-up.
    pub year_before: Vec<f64>,
    /// Workers who moved in each window: window by window, from by from.
    pub moves: Vec<i64>,
    /// Shares at or below thresholds: window by window.
    pub shares: Vec<f64>,
    /// Everyone's visits, if the plan keeps them.
    pub visits: Vec<Visit>,
    /// Events handled, warm-up included.
    pub events: u64,
}

/// Readings at a cut.
#[derive(Clone, Debug, Default)]
struct Reading {
    /// Integrals of gauges.
    integrals: Vec<i64>,
    /// Gauges themselves, after everything due at the cut.
    values: Vec<i64>,
    /// Counters, before anything due at the cut.
    counts: Vec<i128>,
    /// How many stretches of waits there were, before anything due at the cut.
    stretches: usize,
    /// Seconds that each watched level has stood at or below each of its thresholds.
    stood: Vec<i64>,
}

impl Plan {
    /// Everything that can be measured of a setup, in these windows.
    pub fn new(setup: &Setup, windows: Vec<Window>, distributions: Vec<Thresholds>) -> Self {
        let measures = measures::catalogue(setup);
        let (mut gauges, mut counters) = (Vec::new(), Vec::new());
        for measure in &measures {
            match &measure.formula {
                Formula::Level(sum) => gauges.extend(sum.iter().map(|t| t.0)),
                Formula::LevelRatio(over, under) => {
                    gauges.extend(over.iter().chain(under).map(|t| t.0));
                }
                Formula::Count(c) | Formula::PerDay(c) | Formula::PoundsPerYear(c) => {
                    counters.extend(c);
                }
                Formula::CountRatio(over, under, _) => counters.extend(over.iter().chain(under)),
                Formula::ShareOfRest(over, under, less) => {
                    counters.extend(over.iter().chain(under).chain(less));
                }
                Formula::PerYearOf(c, sum) => {
                    counters.extend(c);
                    gauges.extend(sum.iter().map(|t| t.0));
                }
                Formula::PoundsLeft(sum, c) => {
                    counters.extend(c);
                    gauges.extend(sum.iter().map(|t| t.0));
                }
                Formula::WaitQuantile(..) | Formula::CareWaitQuantile(..) | Formula::None => {}
            }
        }
        let mut sectors: Vec<String> = setup.sectors().into_iter().map(str::to_owned).collect();
        if !sectors.is_empty() {
            sectors.push("outside".to_owned());
        }
        for at in 0..sectors.len() * sectors.len() {
            counters.push(Counter::Moves(at));
        }
        gauges.sort_unstable();
        gauges.dedup();
        counters.sort_unstable();
        counters.dedup();
        let end = setup.run.end();
        let mut cuts: Vec<Time> = windows.iter().flat_map(|w| [w.from, w.to]).collect();
        cuts.extend((0..=end.day()).map(Time::start_of_day));
        cuts.retain(|&cut| cut >= setup.run.start() && cut <= end);
        cuts.sort_unstable();
        cuts.dedup();
        Self {
            windows,
            measures,
            sectors,
            distributions,
            people: false,
            most_people: usize::MAX,
            gauges,
            counters,
            cuts,
            end,
        }
    }

    /// Whole days reported, the last instant included if it is a midnight.
    pub fn days(&self) -> i64 {
        self.end.day() + 1
    }

    /// What is read every day, in order.
    pub fn gauges_watched(&self) -> &[Gauge] {
        &self.gauges
    }

    /// Gauges read every day.
    pub fn gauges(&self) -> usize {
        self.gauges.len()
    }

    /// Runs one replication and reads it.
    ///
    /// # Errors
    /// If something that must always hold did not: a fault in the program, or of the scenario.
    pub fn observe(&self, setup: &Setup, seed: u64, replication: u64) -> Result<Record, Broken> {
        let (mut world, mut calendar) = if self.people {
            World::with_visits(setup, seed, replication)
        } else {
            World::new(setup, seed, replication)
        };
        world.hold_at_most(self.most_people);
        let mut watch = Watch::new(self, setup);
        let mut readings: Vec<Reading> = Vec::with_capacity(self.cuts.len());
        // Waits from one end of a window to the next, by place and group.
        let mut stretches: Vec<Vec<Ranked>> = Vec::new();
        let mut daily = Vec::with_capacity(self.gauges.len() * self.days().max(0) as usize);
        let mut year_before = Vec::new();
        if let Some(market) = &setup.market
            && setup.run.warm_up >= Span::whole_days(365)
        {
            for day in -365..0 {
                watch.run(&mut world, &mut calendar, Time::start_of_day(day));
                let reasons = usize::from(market.places.first_reason)..setup.flow.targets();
                let waiting =
                    reasons.map(|r| world.flow.tally.blocked(market.places.acute, r).value());
                year_before.push(waiting.sum::<i64>() as f64);
            }
        }
        let needed = |cut: Time| self.windows.iter().any(|w| w.from == cut || w.to == cut);
        for &cut in &self.cuts {
            watch.run(&mut world, &mut calendar, cut - Span::from_seconds(1));
            let mut reading = Reading::default();
            if needed(cut) {
                reading.counts = self.counters.iter().map(|c| c.value(&world, cut)).collect();
                let mut waits = world.flow.tally.take_waits();
                if let Some(market) = &mut world.market {
                    // Those for care stand after those for places.
                    waits.extend(market.tally.take_waits());
                }
                stretches.push(waits);
                reading.stretches = stretches.len();
            }
            watch.run(&mut world, &mut calendar, cut);
            if needed(cut) {
                reading.integrals = self
                    .gauges
                    .iter()
                    .map(|g| g.integral(&world, cut))
                    .collect();
                reading.values = self.gauges.iter().map(|g| g.value(&world)).collect();
                reading.stood = watch.stood(cut);
            }
            if cut.second_of_day() == 0 && cut >= Time::ZERO {
                let values = self.gauges.iter().map(|g| g.value(&world));
                daily.extend(
                    values.map(|v| v.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32),
                );
            }
            readings.push(reading);
            world.goes_on(cut)?;
        }
        world.sound(self.end)?;
        let at = |time: Time| {
            let i = self.cuts.binary_search(&time).expect("windows end at cuts");
            &readings[i]
        };
        let (mut values, mut moves, mut shares) = (Vec::new(), Vec::new(), Vec::new());
        for window in &self.windows {
            let (from, to) = (at(window.from), at(window.to));
            let mut reader = Reader {
                plan: self,
                stretches: &stretches[from.stretches..to.stretches],
                setup,
                window,
                from,
                to,
                merged: None,
            };
            values.extend(self.measures.iter().map(|m| reader.value(m)));
            moves.extend(reader.moves());
            shares.extend(reader.shares());
        }
        Ok(Record {
            values,
            daily,
            year_before,
            moves,
            shares,
            visits: world.flow.visits(),
            events: calendar.handled(),
        })
    }

    /// Levels at every midnight from the very start of a replication, warm-up included: measure by measure.
    ///
    /// # Errors
    /// If something that must always hold did not: a fault in the program.
    pub fn from_the_start(
        &self,
        setup: &Setup,
        levels: &[&Measure],
        seed: u64,
        replication: u64,
    ) -> Result<Vec<Vec<f64>>, Broken> {
        let (mut world, mut calendar) = World::new(setup, seed, replication);
        let first = setup.run.start().day();
        let mut curves =
            vec![Vec::with_capacity((self.end.day() - first + 1).max(0) as usize); levels.len()];
        for day in first..=self.end.day() {
            engine::run(&mut world, &mut calendar, Time::start_of_day(day));
            let sum = |terms: &Linear| -> f64 {
                let values = terms
                    .iter()
                    .map(|&(g, factor)| g.value(&world) as f64 * factor);
                values.sum()
            };
            for (curve, measure) in curves.iter_mut().zip(levels) {
                curve.push(match &measure.formula {
                    Formula::Level(terms) => sum(terms),
                    Formula::LevelRatio(over, under) => share(sum(over), sum(under)),
                    _ => f64::NAN,
                });
            }
        }
        world.sound(Time::start_of_day(self.end.day()))?;
        Ok(curves)
    }

    /// A level measure day by day, from the daily gauges of a record.
    pub fn series(&self, measure: &Measure, record: &Record) -> Option<Vec<f64>> {
        let at = |sum: &Linear| -> Vec<(usize, f64)> {
            sum.iter()
                .map(|(gauge, factor)| (self.gauge(*gauge), *factor))
                .collect()
        };
        let days = record.daily.chunks_exact(self.gauges.len().max(1));
        let sum = |terms: &[(usize, f64)], day: &[i32]| -> f64 {
            terms
                .iter()
                .map(|&(i, factor)| f64::from(day[i]) * factor)
                .sum()
        };
        match &measure.formula {
            Formula::Level(terms) => {
                let terms = at(terms);
                Some(days.map(|day| sum(&terms, day)).collect())
            }
            Formula::LevelRatio(over, under) => {
                let (over, under) = (at(over), at(under));
                Some(
                    days.map(|day| share(sum(&over, day), sum(&under, day)))
                        .collect(),
                )
            }
            _ => None,
        }
    }

    fn gauge(&self, gauge: Gauge) -> usize {
        self.gauges
            .binary_search(&gauge)
            .expect("every gauge of a measure is planned for")
    }

    fn counter(&self, counter: Counter) -> usize {
        self.counters
            .binary_search(&counter)
            .expect("every counter of a measure is planned for")
    }
}

/// A part of a whole; not a number where there is no whole.
fn share(over: f64, under: f64) -> f64 {
    if under == 0.0 { f64::NAN } else { over / under }
}

/// Turns the readings at the ends of a window into measures.
struct Reader<'a> {
    plan: &'a Plan,
    /// Waits that ended in the window, by place and group.
    stretches: &'a [Vec<Ranked>],
    setup: &'a Setup,
    window: &'a Window,
    from: &'a Reading,
    to: &'a Reading,
    /// The waits last asked for: of which place and groups, and all together. Several quantiles are asked for in turn.
    merged: Option<((usize, &'a [usize]), Ranked)>,
}

impl<'a> Reader<'a> {
    fn days(&self) -> f64 {
        (self.window.to - self.window.from).days()
    }

    fn value(&mut self, measure: &'a Measure) -> f64 {
        if self.window.is_instant() && !measure.is_level() {
            return f64::NAN;
        }
        match &measure.formula {
            Formula::Level(sum) => self.level(sum),
            Formula::LevelRatio(over, under) => share(self.level(over), self.level(under)),
            Formula::Count(counters) => self.count(counters),
            Formula::PerDay(counters) => self.count(counters) / self.days(),
            Formula::CountRatio(over, under, factor) => {
                share(self.count(over), self.count(under)) * factor
            }
            Formula::ShareOfRest(over, under, less) => {
                share(self.count(over), self.count(under) - self.count(less))
            }
            Formula::PerYearOf(counters, sum) => {
                share(self.count(counters) * 365.0 / self.days(), self.level(sum))
            }
            Formula::WaitQuantile(place, groups, p) => self.wait_quantile(*place, groups, *p),
            Formula::CareWaitQuantile(cells, p) => self.care_wait_quantile(cells, *p),
            Formula::PoundsPerYear(counters) => self.pounds_a_year(counters),
            Formula::PoundsLeft(budget, counters) => {
                let a_year = self.level(budget) / 100.0 * 365.0 / 7.0;
                a_year - self.pounds_a_year(counters)
            }
            Formula::None => f64::NAN,
        }
    }

    fn pounds_a_year(&self, counters: &[Counter]) -> f64 {
        let pounds = counters.iter().map(|&c| {
            let at = self.plan.counter(c);
            Account::pounds(self.from.counts[at], self.to.counts[at])
        });
        pounds.sum::<f64>() * 365.0 / self.days()
    }

    fn level(&self, sum: &Linear) -> f64 {
        let instant = self.window.is_instant();
        let seconds = (self.window.to - self.window.from).seconds() as f64;
        let terms = sum.iter().map(|&(gauge, factor)| {
            let at = self.plan.gauge(gauge);
            let level = if instant {
                self.to.values[at] as f64
            } else {
                (self.to.integrals[at] - self.from.integrals[at]) as f64 / seconds
            };
            level * factor
        });
        terms.sum()
    }

    fn count(&self, counters: &[Counter]) -> f64 {
        let counts = counters.iter().map(|&counter| {
            let at = self.plan.counter(counter);
            self.to.counts[at] - self.from.counts[at]
        });
        counts.sum::<i128>() as f64
    }

    /// The waits of those who started in the window, in seconds.
    fn waits(&self, place: usize, groups: &[usize]) -> Ranked {
        let all = self.setup.flow.groups.len();
        let mut waits = Ranked::default();
        for &group in groups {
            for stretch in self.stretches {
                waits.add(&stretch[place * all + group]);
            }
        }
        waits
    }

    fn wait_quantile(&mut self, place: usize, groups: &'a [usize], p: f64) -> f64 {
        let whose = (place, groups);
        if self.merged.as_ref().is_none_or(|merged| merged.0 != whose) {
            self.merged = Some((whose, self.waits(place, groups)));
        }
        let quantile = self.merged.as_mut().map(|merged| merged.1.quantile(p));
        quantile.unwrap_or(f64::NAN) / DAY as f64
    }

    /// Waits for care stand after those for places.
    fn care_wait_quantile(&self, cells: &[usize], p: f64) -> f64 {
        let first = self.setup.flow.places.len() * self.setup.flow.groups.len();
        let mut waits = Ranked::default();
        for stretch in self.stretches {
            for cell in cells {
                waits.add(&stretch[first + cell]);
            }
        }
        waits.quantile(p) / DAY as f64
    }

    fn moves(&self) -> Vec<i64> {
        let n = self.plan.sectors.len();
        if self.window.is_instant() {
            return vec![0; n * n];
        }
        (0..n * n)
            .map(|at| self.count(&[Counter::Moves(at)]) as i64)
            .collect()
    }

    fn shares(&self) -> Vec<f64> {
        let (mut shares, mut watched) = (Vec::new(), 0);
        for thresholds in &self.plan.distributions {
            match watched_as(self.plan, &thresholds.measure) {
                Some(Watched::Level(_)) => {
                    let seconds = (self.window.to - self.window.from).seconds() as f64;
                    for _ in &thresholds.at_most {
                        let stood = self.to.stood[watched] - self.from.stood[watched];
                        shares.push(share(stood as f64, seconds));
                        watched += 1;
                    }
                }
                Some(Watched::Waits(place, groups)) => {
                    let waits = self.waits(place, &groups);
                    for &days in &thresholds.at_most {
                        let limit = days * DAY as f64;
                        shares.push(share(waits.at_most(limit), waits.len() as f64));
                    }
                }
                None => shares.extend(thresholds.at_most.iter().map(|_| f64::NAN)),
            }
        }
        shares
    }
}

/// What a distribution is of.
enum Watched {
    /// Time that a level stood.
    Level(Linear),
    /// Waits for a place, of some groups.
    Waits(usize, Vec<usize>),
}

fn watched_as(plan: &Plan, key: &str) -> Option<Watched> {
    let measure = plan.measures.iter().find(|m| m.record.key == key)?;
    match &measure.formula {
        Formula::Level(sum) => Some(Watched::Level(sum.clone())),
        Formula::WaitQuantile(place, groups, _) => Some(Watched::Waits(*place, groups.clone())),
        Formula::CountRatio(..) if key.starts_with("wait_days.") => {
            let name = key.trim_start_matches("wait_days.");
            let median = plan
                .measures
                .iter()
                .find(|m| m.record.key == format!("wait_p50.{name}"))?;
            match &median.formula {
                Formula::WaitQuantile(place, groups, _) => {
                    Some(Watched::Waits(*place, groups.clone()))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether shares at or below thresholds can be reported of a measure.
pub fn can_have_thresholds(plan: &Plan, key: &str) -> bool {
    watched_as(plan, key).is_some()
}

/// Keeps the time that levels have stood at or below thresholds, event by event; does nothing when nobody asks.
struct Watch {
    levels: Vec<(Linear, Vec<f64>)>,
    standing: Vec<f64>,
    stood: Vec<i64>,
    since: Time,
}

impl Watch {
    fn new(plan: &Plan, setup: &Setup) -> Self {
        let levels: Vec<(Linear, Vec<f64>)> = plan
            .distributions
            .iter()
            .filter_map(|thresholds| match watched_as(plan, &thresholds.measure)? {
                Watched::Level(sum) => Some((sum, thresholds.at_most.clone())),
                Watched::Waits(..) => None,
            })
            .collect();
        let cells = levels.iter().map(|(_, at_most)| at_most.len()).sum();
        Self {
            standing: vec![0.0; levels.len()],
            stood: vec![0; cells],
            since: setup.run.start(),
            levels,
        }
    }

    fn run(&mut self, world: &mut World<'_>, calendar: &mut Calendar, until: Time) {
        let watches = !self.levels.is_empty();
        while let Some((now, event)) = calendar.next_foreseen(until, |event| world.foresee(event)) {
            if watches && now > self.since {
                self.read(world);
                self.advance(now);
            }
            world.handle(event, calendar);
        }
        self.read(world);
    }

    /// Levels as they stand after everything due so far.
    fn read(&mut self, world: &World<'_>) {
        for (standing, (sum, _)) in self.standing.iter_mut().zip(&self.levels) {
            *standing = sum
                .iter()
                .map(|&(gauge, factor)| gauge.value(world) as f64 * factor)
                .sum();
        }
    }

    fn advance(&mut self, now: Time) {
        let seconds = (now - self.since).seconds();
        self.since = now;
        let mut cell = 0;
        for (standing, (_, at_most)) in self.standing.iter().zip(&self.levels) {
            for limit in at_most {
                if standing <= limit {
                    self.stood[cell] += seconds;
                }
                cell += 1;
            }
        }
    }

    fn stood(&mut self, now: Time) -> Vec<i64> {
        if !self.levels.is_empty() && now > self.since {
            self.advance(now);
        }
        self.stood.clone()
    }
}

/// The mean of daily values over the 28 days up to each day.
pub fn four_weeks(daily: &[f64]) -> Vec<f64> {
    stats::trailing_mean(daily, 28)
}
