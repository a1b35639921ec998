//! A workforce that only moves, against the laws it is meant to follow, and the places it staffs.
//!
//! Everyone moves by themselves, so the laws are exact. Of those found at the start each is in a sector with a chance
//! that is a product of the labour steps' matrices: a multinomial number. Recruits are a Poisson number in each sector,
//! with means that follow by the same matrices. Means and variances of the sum are compared with what is simulated,
//! within four standard errors of the run itself. Seeds are fixed: a test that passes goes on passing.

mod common;

use caremarket::experiment::{Runs, Study};
use caremarket::scenario::Scenario;
use caremarket::stats::Estimate;
use common::{read, run, seen, study, try_read, try_written, values_of, written};

/// Standard errors by which an estimate may miss what is exact.
const WITHIN: f64 = 4.0;
const YEAR: f64 = 365.0;

fn close(what: &str, estimate: f64, error: f64, exact: f64) {
    let off = (estimate - exact) / error;
    println!(
        "{what}: exact {exact:.4}, simulated {estimate:.4} +- {error:.4} ({off:+.1} standard errors)"
    );
    assert!(
        off.abs() <= WITHIN,
        "{what}: {estimate} is {off:+.1} standard errors from {exact}"
    );
}

/// The mean of these values is the exact one, and they are many enough to tell it from one 5 % away.
fn mean_is(what: &str, values: &[f64], exact: f64) {
    let e = Estimate::of(values).unwrap();
    assert!(
        e.standard_error() <= 0.0125 * exact.abs(),
        "{what}: +- {} cannot tell {exact} from anything near it",
        e.standard_error()
    );
    close(what, e.mean, e.standard_error(), exact);
}

/// The variance of these values is the exact one. That of a variance is `2 s^4 / (n - 1)` for values that are nearly
/// normal, as sums over hundreds of workers are.
fn variance_is(what: &str, values: &[f64], exact: f64) {
    let e = Estimate::of(values).unwrap();
    let error = exact * (2.0 / (values.len() as f64 - 1.0)).sqrt();
    assert!(
        error <= 0.05 * exact,
        "{what}: too few replications to tell"
    );
    close(what, e.sd * e.sd, error, exact);
}

// ------------------------------------------------------------------ what is exact

const SECTORS: [&str; 3] = ["homecare", "care_home", "trust"];
const AT_START: [f64; 3] = [120.0, 80.0, 20.0];

type Row = [f64; 4];
/// By where from; the last column is outside.
type Matrix = [Row; 3];

/// Hazards a year on a day, as `scenarios/verification/workforce.toml` has them.
fn hazards(day: f64) -> Matrix {
    let leave = if day < 100.0 { 0.45 } else { 0.9 };
    let (to_homecare, to_care_home) = if day < 203.0 { (0.0, 0.15) } else { (0.5, 0.0) };
    [
        [0.0, 0.3, 0.2, leave],
        [0.25, 0.0, 0.0, 0.3],
        [to_homecare, to_care_home, 0.0, 0.1],
    ]
}

/// Recruits a day on a day.
fn recruits(day: f64) -> [f64; 3] {
    let homecare = if day < 100.0 { 1.2 } else { 2.4 };
    [homecare / 7.0, 0.5 / 7.0, 0.0]
}

/// Chances in a step from one day to another: hazards compete, and one of them wins at most once.
fn step_matrix(from: f64, to: f64) -> Matrix {
    let mut matrix = [[0.0; 4]; 3];
    for (s, row) in matrix.iter_mut().enumerate() {
        // Nothing changes more finely than by the day.
        let used: Vec<f64> = (0..4)
            .map(|t| over(from, to, |day| hazards(day)[s][t] / YEAR))
            .collect();
        let sum: f64 = used.iter().sum();
        let goes = 1.0 - libm::exp(-sum);
        for (chance, used) in row.iter_mut().zip(&used) {
            *chance = goes * used / sum;
        }
        row[s] = 1.0 - goes;
    }
    matrix
}

/// An integral of what is constant within each quarter of a step: changes fall on whole days.
fn over(from: f64, to: f64, value: impl Fn(f64) -> f64) -> f64 {
    let pieces = ((to - from).ceil() as usize).max(1);
    let length = (to - from) / pieces as f64;
    (0..pieces)
        .map(|i| value(from + (i as f64 + 0.5) * length) * length)
        .sum()
}

fn through(chances: &[f64; 3], matrix: &Matrix) -> [f64; 3] {
    std::array::from_fn(|t| (0..3).map(|s| chances[s] * matrix[s][t]).sum())
}

/// The law after some labour steps.
#[derive(Clone)]
struct Law {
    day: f64,
    /// Where each of those found in a sector is, by that sector.
    found: [[f64; 3]; 3],
    /// Mean recruits still there.
    recruited: [f64; 3],
    /// Mean moves so far.
    moved: Matrix,
}

impl Law {
    fn at_start() -> Self {
        Self {
            day: 0.0,
            found: std::array::from_fn(|s| std::array::from_fn(|t| f64::from(s == t))),
            recruited: [0.0; 3],
            moved: [[0.0; 4]; 3],
        }
    }

    fn step(&mut self, length: f64) {
        let (from, to) = (self.day, self.day + length);
        let matrix = step_matrix(from, to);
        for (s, chances) in matrix.iter().enumerate() {
            for t in (0..4).filter(|&t| t != s) {
                self.moved[s][t] += self.mean(s) * chances[t];
            }
        }
        self.found = self.found.map(|row| through(&row, &matrix));
        let still = through(&self.recruited, &matrix);
        self.recruited = std::array::from_fn(|s| still[s] + over(from, to, |day| recruits(day)[s]));
        self.day = to;
    }

    fn until(day: f64, length: f64) -> Self {
        let mut law = Self::at_start();
        while law.day < day - 1e-9 {
            law.step(length);
        }
        law
    }

    fn mean(&self, sector: usize) -> f64 {
        let found: f64 = (0..3).map(|s| AT_START[s] * self.found[s][sector]).sum();
        found + self.recruited[sector]
    }

    fn variance(&self, sector: usize) -> f64 {
        let found: f64 = (0..3)
            .map(|s| AT_START[s] * self.found[s][sector] * (1.0 - self.found[s][sector]))
            .sum();
        found + self.recruited[sector]
    }
}

/// Means in continuous time: `m' = A m + b`, by the exponential of the matrix with a fourth part that is always 1.
fn in_continuous_time(day: f64) -> [f64; 3] {
    let mut state = [AT_START[0], AT_START[1], AT_START[2], 1.0];
    let changes = [0.0, 100.0, 203.0, f64::INFINITY];
    for ends in changes.windows(2) {
        let (from, to) = (ends[0], ends[1].min(day));
        if to <= from {
            break;
        }
        let (hazards, recruits) = (hazards(from), recruits(from));
        let mut a = [[0.0; 4]; 4];
        for s in 0..3 {
            a[s][3] = recruits[s];
            for t in 0..4 {
                let hazard = hazards[s][t] / YEAR;
                a[s][s] -= hazard;
                if t < 3 {
                    a[t][s] += hazard;
                }
            }
        }
        state = times(&exponential(&a, to - from), &state);
    }
    [state[0], state[1], state[2]]
}

fn times(a: &[Row; 4], x: &Row) -> Row {
    std::array::from_fn(|i| (0..4).map(|j| a[i][j] * x[j]).sum())
}

fn product(a: &[Row; 4], b: &[Row; 4]) -> [Row; 4] {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..4).map(|k| a[i][k] * b[k][j]).sum()))
}

/// `exp(a t)` by scaling and squaring: Taylor's series of a matrix so small that ten terms are exact.
fn exponential(a: &[Row; 4], t: f64) -> [Row; 4] {
    let halvings = 20;
    let small = a.map(|row| row.map(|x| x * t / f64::from(1 << halvings)));
    let unit: [Row; 4] = std::array::from_fn(|i| std::array::from_fn(|j| f64::from(i == j)));
    let (mut sum, mut term) = (unit, unit);
    for n in 1..=10 {
        term = product(&term, &small).map(|row| row.map(|x| x / f64::from(n)));
        for (row, more) in sum.iter_mut().zip(&term) {
            for (x, more) in row.iter_mut().zip(more) {
                *x += more;
            }
        }
    }
    (0..halvings).fold(sum, |power, _| product(&power, &power))
}

/// The most by which means of the step's law and of continuous time can differ after some days.
///
/// Let every worker of one world be a worker of the other. With hazards of at most `q` a day they part only where
/// someone would go twice within a step, of which the chance is at most `(q h)^2 / 2` in each; and a recruit misses
/// on average half a step of hazards, so goes in it with a chance of at most `q h / 2`.
fn most_apart(day: f64, step: f64) -> f64 {
    let days = [0.0, 150.0, 250.0];
    let fastest = days
        .iter()
        .flat_map(|&d| hazards(d).map(|row| row.iter().sum::<f64>() / YEAR))
        .fold(0.0, f64::max);
    let recruited = over(0.0, day, |d| recruits(d).iter().sum());
    let everyone = AT_START.iter().sum::<f64>() + recruited;
    everyone * day * fastest * fastest * step / 2.0 + recruited * fastest * step / 2.0
}

// ------------------------------------------------------------------ the laws

fn case(set: &[&str]) -> Scenario {
    read("scenarios/verification/workforce.toml", set)
}

#[test]
fn means_and_variances_are_those_of_the_weekly_step() {
    let scenario = case(&[]);
    let seen = seen(&scenario, scenario.replications);
    for day in [98.0, 203.0, 364.0] {
        let law = Law::until(day, 7.0);
        for (s, sector) in SECTORS.iter().enumerate() {
            let values = seen.values(&format!("day {day}"), &format!("staff.{sector}"));
            mean_is(&format!("{sector} on day {day}"), &values, law.mean(s));
            variance_is(
                &format!("variance of {sector} on day {day}"),
                &values,
                law.variance(s),
            );
        }
    }
}

#[test]
fn moves_recruits_and_time_averages_are_those_of_the_weekly_step() {
    let scenario = case(&[]);
    let seen = seen(&scenario, scenario.replications);
    // The last step within the 365 days is on day 364; each state stands until the next.
    let mut law = Law::at_start();
    let mut standing = [0.0; 3];
    for _ in 0..52 {
        for (s, sum) in standing.iter_mut().enumerate() {
            *sum += 7.0 * law.mean(s);
        }
        law.step(7.0);
    }
    for (s, sector) in SECTORS.iter().enumerate() {
        let mean = (standing[s] + law.mean(s)) / 365.0;
        mean_is(
            &format!("{sector} over the year"),
            &seen.values("all", &format!("staff.{sector}")),
            mean,
        );
        let left = seen.values("all", &format!("left.{sector}"));
        let e = Estimate::of(&left).unwrap();
        close(
            &format!("left {sector}"),
            e.mean,
            e.standard_error(),
            law.moved[s][3],
        );
        for (t, other) in SECTORS
            .iter()
            .enumerate()
            .filter(|&(t, _)| law.moved[s][t] > 0.0)
        {
            let moved = seen.values("all", &format!("moved.{sector}.{other}"));
            let e = Estimate::of(&moved).unwrap();
            close(
                &format!("{sector} to {other}"),
                e.mean,
                e.standard_error(),
                law.moved[s][t],
            );
        }
        let recruits = over(0.0, 364.0, |day| recruits(day)[s]);
        let joined = seen.values("all", &format!("joined.{sector}"));
        if recruits == 0.0 {
            assert!(joined.iter().all(|&n| n == 0.0));
        } else {
            mean_is(&format!("joined {sector}"), &joined, recruits);
            variance_is(&format!("variance of joined {sector}"), &joined, recruits);
        }
    }
    assert!(
        seen.values("all", "moved.care_home.trust")
            .iter()
            .all(|&n| n == 0.0)
    );
}

#[test]
fn shorter_steps_come_as_close_to_continuous_time_as_they_must() {
    let exact = in_continuous_time(364.0);
    let furthest = |step: f64| {
        let law = Law::until(364.0, step);
        (0..3)
            .map(|s| (law.mean(s) - exact[s]).abs())
            .fold(0.0, f64::max)
    };
    for step in [7.0, 1.0, 0.25] {
        assert!(
            furthest(step) <= most_apart(364.0, step),
            "a step of {step} days"
        );
    }
    // The error is in proportion to the step.
    let ratio = furthest(1.0) / furthest(0.25);
    assert!((3.9..4.1).contains(&ratio), "{ratio}");

    let scenario = case(&["staff.step=1 day"]);
    let seen = seen(&scenario, 600);
    let law = Law::until(364.0, 1.0);
    for (s, sector) in SECTORS.iter().enumerate() {
        let values = seen.values("day 364", &format!("staff.{sector}"));
        let e = Estimate::of(&values).unwrap();
        close(
            &format!("{sector} by daily steps"),
            e.mean,
            e.standard_error(),
            law.mean(s),
        );
        let allowed = WITHIN * e.standard_error() + most_apart(364.0, 1.0);
        assert!(
            allowed < 0.1 * exact[s],
            "{sector}: {allowed} tells nothing about {}",
            exact[s]
        );
        assert!(
            (e.mean - exact[s]).abs() <= allowed,
            "{sector}: {} and {}",
            e.mean,
            exact[s]
        );
    }
}

/// One step so long that several clocks ring: the first wins, so that hazards share in proportion.
#[test]
fn competing_hazards_share_those_who_go_in_proportion() {
    let scenario = written(
        r#"
        [run]
        horizon_days = 365
        [staff]
        step = "1 year"
        [staff.sectors.a]
        workers = 300_000
        leave = 0.5
        moves = { b = 2, c = 1 }
        [staff.sectors.b]
        [staff.sectors.c]
        [[window]]
        name = "day 365"
        "#,
    );
    let seen = seen(&scenario, 1);
    let goes = 1.0 - libm::exp(-3.5);
    let b = goes * 2.0 / 3.5;
    let c = goes / 3.5;
    for (sector, chance) in [
        ("a", 1.0 - goes),
        ("b", b),
        ("c", c),
        ("all", 1.0 - goes * 0.5 / 3.5),
    ] {
        let workers = seen.values("day 365", &format!("staff.{sector}"))[0];
        let sd = (300_000.0 * chance * (1.0 - chance)).sqrt();
        close(sector, workers, sd, 300_000.0 * chance);
    }
}

// ------------------------------------------------------------------ stated moves

const THREE: &str = r"
[run]
warm_up_days = 14
horizon_days = 60
[staff.sectors.a]
workers = 30
[staff.sectors.b]
workers = 5
[staff.sectors.c]
";

#[test]
fn without_hazards_recruits_and_stated_moves_nothing_happens() {
    let seen = seen(&written(THREE), 3);
    for (sector, workers) in [("a", 30.0), ("b", 5.0), ("c", 0.0), ("all", 35.0)] {
        assert_eq!(seen.values("all", &format!("staff.{sector}")), [workers; 3]);
    }
    for measure in [
        "joined.a",
        "left.a",
        "left.b",
        "moved.a.b",
        "moved.b.a",
        "moved.a.c",
        "turnover.a",
    ] {
        assert_eq!(seen.values("all", measure), [0.0; 3], "{measure}");
    }
}

#[test]
fn stated_moves_take_as_many_as_they_say_or_as_there_are() {
    let text = format!(
        r#"{THREE}
        [[staff.transfers]]
        at = "day 10"
        from = "a"
        to = "b"
        workers = 12
        [[staff.transfers]]
        at = "day 20"
        from = "b"
        to = "c"
        workers = 100
        [[staff.transfers]]
        at = "day 30"
        from = "outside"
        to = "b"
        workers = 4
        [[staff.transfers]]
        at = "day 40"
        from = "a"
        to = "outside"
        workers = 3
        [[window]]
        name = "day 10"
        [[window]]
        name = "day 20"
        [[window]]
        name = "day 30"
        [[window]]
        name = "day 40"
        "#
    );
    let seen = seen(&written(&text), 2);
    for (day, workers) in [
        (10, [18.0, 17.0, 0.0]),
        (20, [18.0, 0.0, 17.0]),
        (30, [18.0, 4.0, 17.0]),
        (40, [15.0, 4.0, 17.0]),
    ] {
        for (sector, workers) in ["a", "b", "c"].iter().zip(workers) {
            let values = seen.values(&format!("day {day}"), &format!("staff.{sector}"));
            assert_eq!(values, [workers; 2], "{sector} on day {day}");
        }
    }
    for (measure, workers) in [
        ("moved.a.b", 12.0),
        ("moved.b.c", 17.0),
        ("joined.b", 4.0),
        ("left.a", 3.0),
    ] {
        assert_eq!(seen.values("all", measure), [workers; 2], "{measure}");
    }
}

#[test]
fn a_stated_move_among_hazards_takes_nobodys_chances_away() {
    let text = r#"
        [run]
        horizon_days = 365
        seed = 5
        [staff.sectors.agency]
        workers = 200
        leave = "0.6 per year"
        moves = { trust = "0.1 per year" }
        [staff.sectors.trust]
        workers = 50
        leave = "0.2 per year"
        [[staff.transfers]]
        at = "day 182"
        from = "agency"
        to = "trust"
        workers = 40
        [[window]]
        name = "day 364"
        "#;
    let seen = seen(&written(text), 2000);
    let week = |hazard: f64| 1.0 - libm::exp(-hazard * 7.0 / YEAR);
    let (mut agency, mut trust) = (200.0, 50.0);
    for step in 1..=52 {
        if step == 26 {
            agency -= 40.0;
            trust += 40.0;
        }
        let goes = agency * week(0.7);
        trust += goes / 7.0 - trust * week(0.2);
        agency -= goes;
    }
    mean_is("agency", &seen.values("day 364", "staff.agency"), agency);
    mean_is("trust", &seen.values("day 364", "staff.trust"), trust);
}

// ------------------------------------------------------------------ whose luck is whose

/// A level at the start of every day, replication by replication.
fn by_day(study: &Study, runs: &Runs, subject: usize, key: &str) -> Vec<Vec<f64>> {
    let plan = &study.subjects[subject].plan;
    let measure = plan.measures.iter().find(|m| m.record.key == key).unwrap();
    let records = runs.records[subject].iter();
    records
        .map(|record| plan.series(measure, record).unwrap())
        .collect()
}

#[test]
fn a_hazard_set_a_little_higher_changes_the_fate_of_those_alone_who_then_leave() {
    let usual = case(&[]);
    let higher = case(&["staff.sectors.homecare.leave=0.5 per year"]);
    let study = study(&[&usual, &higher], 3, 30);
    let runs = run(&study, 1);
    let mut fewer = 0;
    for sector in SECTORS {
        let key = format!("staff.{sector}");
        let (with, without) = (
            by_day(&study, &runs, 1, &key),
            by_day(&study, &runs, 0, &key),
        );
        for (with, without) in with.iter().flatten().zip(without.iter().flatten()) {
            // Each worker is where they would be, or gone.
            assert!(with <= without, "{sector}: {with} and {without}");
            fewer += usize::from(with < without);
        }
        let joined = format!("joined.{sector}");
        assert_eq!(
            values_of(&study, &runs, 1, "all", &joined),
            values_of(&study, &runs, 0, "all", &joined)
        );
    }
    assert!(fewer > 1000, "only {fewer} differences");
}

#[test]
fn sectors_that_a_change_does_not_reach_are_the_same_to_the_worker() {
    let island = r#"
        [staff.sectors.island]
        workers = 40
        recruits = "1 per week"
        leave = "0.5 per year"
        "#;
    let text = |before: &str, leave: &str| {
        format!(
            r#"
            [run]
            horizon_days = 300
            seed = 9
            {before}
            [staff.sectors.mainland]
            workers = 40
            recruits = "1 per week"
            leave = "{leave} per year"
            {island}
            "#
        )
    };
    // Another sector, earlier by name and by place in the file, and another hazard elsewhere.
    let more = text("[staff.sectors.atoll]\nworkers = 7\nleave = 2", "0.9");
    let (plain, more) = (written(&text("", "0.3")), written(&more));
    let study = study(&[&plain, &more], 9, 10);
    let runs = run(&study, 1);
    let days = |subject| by_day(&study, &runs, subject, "staff.island");
    assert_eq!(days(0), days(1));
    assert_ne!(
        by_day(&study, &runs, 0, "staff.mainland"),
        by_day(&study, &runs, 1, "staff.mainland")
    );
    // Two sectors alike in every number have luck of their own.
    assert_ne!(days(0), by_day(&study, &runs, 0, "staff.mainland"));
}

#[test]
fn nobody_is_lost_or_made() {
    let scenario = case(&[]);
    let study = study(&[&scenario], 4, 20);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let sum = |prefix: &str| -> Vec<f64> {
        let of = |sector: &str| values_of(&study, &runs, 0, "all", &format!("{prefix}.{sector}"));
        let columns = SECTORS.map(of);
        (0..20)
            .map(|r| columns.iter().map(|c| c[r]).sum())
            .collect()
    };
    let (joined, left) = (sum("joined"), sum("left"));
    for (r, days) in by_day(&study, &runs, 0, "staff.all").iter().enumerate() {
        assert_eq!(*days.last().unwrap(), 220.0 + joined[r] - left[r]);
    }
}

// ------------------------------------------------------------------ places with staff

#[test]
fn places_staffed_by_carers_are_places_whose_capacity_changes_when_carers_move() {
    let staffed = read("scenarios/verification/shared-pool.toml", &[]);
    let text = std::fs::read_to_string("scenarios/verification/shared-pool.toml").unwrap();
    let (before, _) = text.split_once("[staff.sectors.trust]").unwrap();
    let plain = written(&format!(
        r#"{before}
        [places.hospital_team]
        stay = {{ exponential = {{ mean = "40 days" }} }}
        capacity = 40
        capacity_changes = [{{ from = "month 4", capacity = 80 }}]
        [places.home_agency]
        stay = {{ exponential = {{ mean = "105 days" }} }}
        capacity = 160
        capacity_changes = [{{ from = "month 4", capacity = 120 }}]
        "#
    ));
    let study = study(&[&plain, &staffed], 1, 5);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let plan = &study.subjects[0].plan;
    let mut compared = 0;
    for window in ["all", "m1", "m4-6", "m7-12"] {
        for measure in &plan.measures {
            let key = &measure.record.key;
            let bits = |subject| -> Vec<u64> {
                let values = values_of(&study, &runs, subject, window, key);
                values.iter().map(|x| x.to_bits()).collect()
            };
            assert_eq!(bits(0), bits(1), "{key} in {window}");
            compared += 1;
        }
    }
    assert!(compared > 100);
    assert_eq!(
        values_of(&study, &runs, 1, "m7-12", "capacity.hospital_team"),
        [80.0; 5]
    );
}

#[test]
fn capacity_is_the_whole_part_of_what_workers_of_all_sectors_can_look_after() {
    let text = r#"
        [run]
        horizon_days = 200
        seed = 3
        [streams.people]
        to = "care"
        rate = "2 per day"
        [staff]
        step = "1 day"
        [staff.sectors.agency]
        workers = 30
        leave = "0.8 per year"
        moves = { trust = "0.5 per year" }
        recruits = "1 per week"
        [staff.sectors.trust]
        workers = 4
        [places.care]
        stay = { exponential = { mean = "15 days" } }
        staffed_by = { agency = 0.7, trust = 1.5 }
        "#;
    let scenario = written(text);
    let study = study(&[&scenario], 3, 4);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let of = |key: &str| by_day(&study, &runs, 0, key).concat();
    let (agency, trust) = (of("staff.agency"), of("staff.trust"));
    let mut seen = std::collections::BTreeSet::new();
    for ((agency, trust), capacity) in agency.iter().zip(&trust).zip(of("capacity.care")) {
        // In tenths: whole numbers, whose division is exact.
        let tenths = 7 * *agency as i64 + 15 * *trust as i64;
        assert_eq!(capacity, (tenths / 10) as f64);
        seen.insert(tenths / 10);
    }
    assert!(seen.len() > 5, "the capacity hardly changed: {seen:?}");
}

#[test]
fn carers_who_go_send_nobody_away_and_nobody_starts_until_numbers_fit() {
    let text = r#"
        [run]
        horizon_days = 60
        [streams.people]
        to = "care"
        counts = { weekly = [2, 2, 2, 2, 2, 2, 2] }
        all_at = "12:00"
        [staff.sectors.agency]
        workers = 10
        [[staff.transfers]]
        at = "day 10"
        from = "agency"
        to = "outside"
        workers = 7
        [places.care]
        stay = "20 days"
        staffed_by = { agency = 1 }
        "#;
    let scenario = written(text);
    let study = study(&[&scenario], 1, 1);
    let runs = run(&study, 1);
    let of = |key: &str| by_day(&study, &runs, 0, key).concat();
    let (inside, capacity) = (of("occupied.care"), of("capacity.care"));
    // Two come each day from noon of day 0: ten by the end of day 4, who leave two a day from noon of day 20 on. As the
    // last of them go there is room for one more, and then for three.
    for day in 0..60_i32 {
        let expected = match day {
            0..=5 => 2 * day,
            6..=20 => 10,
            _ => (10 - 2 * (day - 20)).max(3),
        };
        let at = day as usize;
        assert_eq!(inside[at], f64::from(expected), "day {day}");
        assert_eq!(capacity[at], if day < 10 { 10.0 } else { 3.0 }, "day {day}");
    }
}

// ------------------------------------------------------------------ how it is written

#[test]
fn settings_and_layers_reach_into_the_workforce() {
    let scenario = case(&[
        "staff.sectors.trust.workers=33",
        "staff.sectors.homecare.changes.0.leave=0 per year",
        "staff.step=1 day",
        "staff.sectors.care_home.moves.trust=0.1 per year",
    ]);
    let staff = scenario.setup.staff.unwrap();
    let names: Vec<&str> = staff.sectors.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["care_home", "homecare", "trust"]);
    assert_eq!(staff.sectors[2].workers, 33);
    let last = &staff.sectors[1].terms[1].1;
    assert_eq!((last.hazards[3], last.recruits), (0.0, 2.4 / 7.0));
    assert_eq!(
        staff.sectors[0].terms[0].1.hazards,
        [0.0, 0.25 / YEAR, 0.1 / YEAR, 0.3 / YEAR]
    );
    assert_eq!(staff.step, caremarket::engine::Span::DAY);
}

#[test]
fn a_place_so_many_times_as_large_has_so_many_times_the_workers_and_their_capacity() {
    let text = |sizes: &str, scale: u32| {
        let [workers, recruits, moved] = sizes.split(' ').collect::<Vec<_>>()[..] else {
            panic!("three sizes");
        };
        let scenario = written(&format!(
            r#"
            [run]
            horizon_days = 60
            scale = {scale}
            [streams.people]
            to = "care"
            rate = "{recruits} per day"
            [places.care]
            stay = "5 days"
            staffed_by = {{ agency = 0.7 }}
            [staff.sectors.agency]
            workers = {workers}
            recruits = "{recruits} per week"
            [[staff.transfers]]
            at = "day 30"
            from = "outside"
            to = "agency"
            workers = {moved}
            "#
        ));
        scenario.setup
    };
    // 15 workers look after 10 people, and 45 after 31.
    let (larger, by_hand) = (text("15 7 2", 3), text("45 21 6", 1));
    assert_eq!(larger, by_hand);
    assert_eq!(larger.flow.places[0].capacity, Some(31));
}

#[test]
fn what_makes_no_sense_is_refused_with_what_would() {
    let base = "[staff.sectors.a]\nworkers = 5\n[staff.sectors.b]\n";
    let place = "[streams.s]\nto = \"p\"\nrate = 1\n[places.p]\nstay = 1\n";
    let cases: [(String, &str, &str); 15] = [
        (
            "[staff]\nsectors = {}".into(),
            "the workforce has no sector",
            "[staff.sectors.agency]",
        ),
        (
            "[staff.sectors.outside]".into(),
            "a sector cannot be called \"outside\"",
            "another name",
        ),
        (
            "[staff.sectors.\"a b\"]".into(),
            "\"a b\" cannot be the name of a sector",
            "letters, digits",
        ),
        (
            format!("{base}[staff]\nstep = \"5 minutes\""),
            "a labour step cannot take",
            "1 hour to 1 year",
        ),
        (
            "[staff.sectors.a]\nmoves = { a = 1 }".into(),
            "workers of a cannot move to a",
            "another sector",
        ),
        (
            "[staff.sectors.a]\nmoves = { outside = 1 }".into(),
            "moving outside is leaving",
            "leave",
        ),
        (
            "[staff.sectors.agency]\n[staff.sectors.b]\nmoves = { agenzy = 1 }".into(),
            "no sector is called \"agenzy\"",
            "did you mean agency?",
        ),
        (
            "[staff.sectors.a]\nchanges = [{ from = \"day 3\" }]".into(),
            "this change changes nothing",
            "give recruits, leave or moves",
        ),
        (
            "[staff.sectors.a]\nrecruits = \"1000000000 per day\"".into(),
            "workers would come to a sector, or change it, at once",
            "write fewer",
        ),
        (
            format!(
                "{base}[[staff.transfers]]\nat = \"day 1\"\nfrom = \"a\"\nto = \"a\"\nworkers = 1"
            ),
            "workers cannot move from a to itself",
            "two sectors",
        ),
        (
            format!(
                "{base}[[staff.transfers]]\nat = \"day 1\"\nfrom = \"outside\"\nto = \"outside\"\nworkers = 1"
            ),
            "workers cannot move from outside to itself",
            "two sectors",
        ),
        (
            format!("{place}staffed_by = {{ a = 1 }}"),
            "there is no section [staff]",
            "[staff.sectors.agency]",
        ),
        (
            format!("{place}capacity = 3\nstaffed_by = {{ a = 1 }}\n{base}"),
            "the capacity of p comes from its workers",
            "leave it out",
        ),
        (
            format!("{place}staffed_by = {{ a = -1 }}\n{base}"),
            "a worker cannot look after -1 people",
            "such as 2 or 0.5",
        ),
        (
            format!("{place}staffed_by = {{}}\n{base}"),
            "nobody staffs p",
            "{ agency = 2 }",
        ),
    ];
    for (text, message, help) in cases {
        let (scenario, said) = try_written(&text);
        assert!(scenario.is_none(), "{text}");
        assert!(
            said.contains(message) && said.contains(help),
            "{text}\n{said}"
        );
    }
}

#[test]
fn a_care_market_has_a_workforce_of_its_own() {
    let (scenario, said) =
        try_written("[scenario]\nplace = \"riverbridge\"\n[staff.sectors.a]\nworkers = 5\n");
    assert!(scenario.is_none());
    assert!(said.contains("there are two workforces"), "{said}");
    assert!(said.contains("leave out [staff]"), "{said}");
}

#[test]
fn a_step_in_which_many_go_is_warned_of() {
    let (_, said) = try_read(
        "scenarios/verification/workforce.toml",
        &["staff.step=1 month"],
    );
    assert!(said.contains("W016") && said.contains("homecare"), "{said}");
    let (_, said) = try_read("scenarios/verification/workforce.toml", &[]);
    assert!(!said.contains("W016"), "{said}");
}
