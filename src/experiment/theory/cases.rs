//! The catalogue: scenarios that can be solved on paper or by linear algebra, and their numbers.

use super::solve::{
    birth_death, erlang_b, erlang_c, explored, integral, mean, stationary, transient,
};
use super::{Case, Measured, Number};

/// Times in the scenarios are hours, in measures days.
const HOUR: f64 = 1.0 / 24.0;
/// Largest standard error, as a share of the exact value, unless a case says otherwise.
const FINE_ENOUGH: f64 = 0.03;

/// Every case, in the order of the page.
pub fn catalogue() -> Vec<Case> {
    let mut all = Vec::new();
    all.extend(mmc());
    all.extend(mmc_by_lot());
    all.push(mmck());
    all.push(group_lists());
    all.extend(mgcc());
    all.extend(mg1());
    all.push(patience());
    all.push(patience_again());
    all.push(priority());
    all.push(keep_free());
    all.push(dedicated());
    all.push(weekly_demand());
    all.extend(hours());
    all.push(delays());
    all.push(transient_list());
    all.extend(residual());
    all.push(tandem());
    all.push(feedback());
    all.push(chain());
    all.extend(feeders());
    all
}

impl Case {
    fn of(file: &'static str, name: &str, law: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            law,
            file,
            set: Vec::new(),
            numbers: Vec::new(),
            is_long: false,
        }
    }

    fn with(mut self, setting: impl Into<String>) -> Self {
        self.set.push(setting.into());
        self
    }

    /// A measure over the whole run.
    fn is(self, measure: impl Into<String>, exact: f64) -> Self {
        self.in_window("all", measure, exact)
    }

    /// A measure in a window.
    fn in_window(mut self, window: &'static str, measure: impl Into<String>, exact: f64) -> Self {
        self.numbers.push(Number {
            measured: Measured::Mean {
                measure: measure.into(),
                window,
            },
            exact,
            fine_enough: FINE_ENOUGH,
        });
        self
    }

    /// Asks for all numbers so far that standard errors be at most this share of the exact value.
    fn known_within(mut self, share: f64) -> Self {
        for number in &mut self.numbers {
            number.fine_enough = share;
        }
        self
    }
}

// ------------------------------------------------------------------ one place

fn mmc() -> Vec<Case> {
    let long = |set: &[&str]| set.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
    let loads = [
        (1.0, 0.05, long(&["run.horizon_days=4000"])),
        (1.6, FINE_ENOUGH, Vec::new()),
        (
            1.9,
            FINE_ENOUGH,
            long(&[
                "run.horizon_days=5000",
                "run.warm_up_days=365",
                "run.replications=40",
            ]),
        ),
        // So near 1 that means settle over years.
        (
            1.98,
            FINE_ENOUGH,
            long(&[
                "run.horizon_days=60000",
                "run.warm_up_days=3650",
                "run.replications=60",
            ]),
        ),
    ];
    let cases = loads.into_iter().map(|(rate, fine_enough, set)| {
        let (c, stay) = (10, 5.0);
        let a = rate * stay;
        let (chance, load) = (erlang_c(c, a), a / f64::from(c));
        let wait = chance * stay / (f64::from(c) * (1.0 - load));
        let mut case = Case::of("mmc", &format!("load {load}"), "Erlang C")
            .with(format!("streams.people.rate={rate} per hour"))
            .is("waited_share.ward", chance)
            .is("wait_days.ward", wait * HOUR)
            .is("queue.ward", rate * wait)
            .is("occupied.ward", a)
            .is("utilisation.ward", load);
        // Of those who wait, the wait is exponential.
        for (threshold, hours) in [0.0, 1.0, 4.0].into_iter().enumerate() {
            let longer = chance * libm::exp(-hours * f64::from(c) * (1.0 - load) / stay);
            // Too few people wait so long at half load to count them.
            if longer >= 0.005 {
                case.numbers.push(Number {
                    measured: Measured::LongerThan {
                        threshold,
                        title: format!("waits above {hours} h"),
                    },
                    exact: longer,
                    fine_enough,
                });
            }
        }
        case.set.extend(set);
        case.is_long = rate > 1.95;
        case.known_within(fine_enough)
    });
    cases.collect()
}

/// Chance decides who is next, and the mean wait does not care (only its spread does).
fn mmc_by_lot() -> [Case; 2] {
    let wait = erlang_c(10, 8.0) * 5.0 / 2.0 * HOUR;
    let lots = [
        ("next by lot", "random"),
        (
            "next by weighted lot",
            "{ weighted = { tau = \"2 hours\" } }",
        ),
    ];
    lots.map(|(name, discipline)| {
        Case::of(
            "mmc",
            name,
            "Erlang C: the mean wait does not depend on who is next",
        )
        .with(format!("places.ward.discipline={discipline}"))
        .is("wait_days.ward", wait)
    })
}

fn mmck() -> Case {
    let (c, most, rate, stay) = (4, 10, 2.2, 2.0);
    let law = birth_death(most, |_| rate, |n| n.min(c) as f64 / stay);
    let queue = mean(&law, |n| n.saturating_sub(c) as f64);
    let lost = law[most];
    // Of all who were not turned away: those who found the beds taken and room on the list.
    let waited = law[c..most].iter().sum::<f64>() / (1.0 - lost);
    Case::of(
        "mmck",
        "a list of six",
        "birth-death chain, cut off; Little's law",
    )
    .is("turned_away_share.ward", lost)
    .is("queue.ward", queue)
    .is("occupied.ward", rate * (1.0 - lost) * stay)
    .is("wait_days.ward", queue / (rate * (1.0 - lost)) * HOUR)
    .is("waited_share.ward", waited)
}

/// A list of its own for each group: one chain for two numbers waiting.
fn group_lists() -> Case {
    // Beds taken 0, 1, 2, then (a waiting, b waiting).
    let state = |a: usize, b: usize| 2 + a * 2 + b;
    let mut jumps = vec![(0, 1, 2.5), (1, 2, 2.5), (1, 0, 1.0), (2, 1, 2.0)];
    for a in 0..=2 {
        for b in 0..=1 {
            if a < 2 {
                jumps.push((state(a, b), state(a + 1, b), 1.5));
            }
            if b < 1 {
                jumps.push((state(a, b), state(a, b + 1), 1.0));
            }
            if a > 0 {
                jumps.push((state(a, b), state(a - 1, b), 2.0));
            } else if b > 0 {
                jumps.push((state(a, b), state(a, b - 1), 2.0));
            }
        }
    }
    let law = stationary(8, &jumps);
    let lost_a = law[state(2, 0)] + law[state(2, 1)];
    let lost_b: f64 = (0..=2).map(|a| law[state(a, 1)]).sum();
    Case::of(
        "group-lists",
        "a list for each group",
        "Markov chain, by elimination",
    )
    .is("turned_away_share.ward.a", lost_a)
    .is("turned_away_share.ward.b", lost_b)
}

fn mgcc() -> Vec<Case> {
    let (c, a) = (20, 16.0);
    let lost = erlang_b(c, a);
    let shapes = [
        ("lognormal", "lognormal = { mean = \"10 hours\", cv = 1.2 }"),
        ("fixed", "fixed = \"10 hours\""),
        ("exponential", "exponential = { mean = \"10 hours\" }"),
        ("gamma", "gamma = { mean = \"10 hours\", cv = 0.5 }"),
        (
            "mixture",
            "mixture = [{ share = 0.8, of = \"5 hours\" }, { share = 0.2, of = { exponential = { mean = \"30 hours\" } } }]",
        ),
    ];
    let cases = shapes.map(|(name, shape)| {
        Case::of(
            "mgcc",
            &format!("{name} stays"),
            "Erlang B, for stays of any shape",
        )
        .with(format!("places.ward.stay={{ {shape} }}"))
        .is("turned_away_share.ward", lost)
        .is("occupied.ward", a * (1.0 - lost))
    });
    cases.into()
}

fn mg1() -> Vec<Case> {
    let stay = 0.7;
    let weibull = |k: f64| {
        let (one, two) = (libm::tgamma(1.0 + 1.0 / k), libm::tgamma(1.0 + 2.0 / k));
        two / (one * one) - 1.0
    };
    // Shape, and the squared coefficient of variation.
    let shapes = [
        (
            "lognormal",
            "lognormal = { mean = \"42 minutes\", cv = 1.3 }",
            1.69,
        ),
        ("fixed", "fixed = \"42 minutes\"", 0.0),
        (
            "uniform",
            "uniform = { low = \"12 minutes\", high = \"72 minutes\" }",
            1.0 / 12.0 / (0.7 * 0.7),
        ),
        (
            "weibull",
            "weibull = { shape = 0.8, mean = \"42 minutes\" }",
            weibull(0.8),
        ),
        (
            "erlang",
            "erlang = { stages = 3, mean = \"42 minutes\" }",
            1.0 / 3.0,
        ),
    ];
    let cases = shapes.map(|(name, shape, scv)| {
        Case::of(
            "mg1",
            &format!("{name} stays"),
            "Pollaczek and Khinchine's formula",
        )
        .with(format!("places.ward.stay={{ {shape} }}"))
        .is(
            "wait_days.ward",
            stay * stay * (1.0 + scv) / (2.0 * 0.3) * HOUR,
        )
        .is("occupied.ward", stay)
    });
    cases.into()
}

fn patience() -> Case {
    let (c, rate, served, gives_up) = (5_usize, 3.0, 0.5, 1.0 / 3.0);
    let most = 120;
    let waiting = |n: usize| n.saturating_sub(c) as f64;
    let law = birth_death(
        most,
        |_| rate,
        |n| n.min(c) as f64 * served + waiting(n) * gives_up,
    );
    let queue = mean(&law, waiting);
    // Someone with `ahead` people before them starts with this chance, after this mean time (zero if they give up).
    let (mut starts, mut time) = (1.0, 0.0);
    let (mut all_start, mut all_time) = (law[..c].iter().sum::<f64>(), 0.0);
    for ahead in 0..most - c {
        let next = c as f64 * served + ahead as f64 * gives_up;
        let all = next + gives_up;
        (starts, time) = (next / all * starts, next / all * (starts / all + time));
        all_start += law[c + ahead] * starts;
        all_time += law[c + ahead] * time;
    }
    Case::of("patience", "people give up", "Erlang A")
        .is("gave_up_share.ward", gives_up * queue / rate)
        .is("queue.ward", queue)
        .is("waited_share.ward", law[c..].iter().sum())
        .is("wait_days.ward", all_time / all_start * HOUR)
}

/// Whoever gives up and waits elsewhere asks anew how long they will wait: the two times are independent.
fn patience_again() -> Case {
    // Waiting for the second after 2 days: t e^-t. One draw for both would make it P(1 < X < 2).
    let still = 2000.0 * 2.0 * libm::exp(-2.0);
    Case::of(
        "patience-again",
        "patience is asked anew",
        "two independent exponential times",
    )
    .in_window("day 2", "queue.second", still)
    .known_within(0.02)
}

fn priority() -> Case {
    let (c, stay) = (4_u32, 2.0);
    let (urgent, all) = (0.6 * stay / f64::from(c), 1.7 * stay / f64::from(c));
    let w = erlang_c(c, 1.7 * stay) * stay / f64::from(c);
    Case::of("priority", "urgent people first", "Cobham's formula")
        .is("wait_days.ward.urgent", w / (1.0 - urgent) * HOUR)
        .is(
            "wait_days.ward.planned",
            w / ((1.0 - urgent) * (1.0 - all)) * HOUR,
        )
}

fn keep_free() -> Case {
    let (urgent, planned, stay) = (1.2, 1.5, 3.0);
    let birth = |n: usize| if n < 8 { urgent + planned } else { urgent };
    let law = birth_death(10, birth, |n| n as f64 / stay);
    Case::of(
        "keep-free",
        "two free beds kept",
        "birth-death chain (trunk reservation)",
    )
    .is("turned_away_share.ward.urgent", law[10])
    .is("turned_away_share.ward.planned", law[8] + law[9] + law[10])
    .is("occupied.ward", mean(&law, |n| n as f64))
}

fn dedicated() -> Case {
    let (a, own, common) = ([4.0, 6.0], [3_i32, 2], 7);
    let weight = |load: f64, n: i32| (1..=n).fold(1.0, |w, i| w * load / f64::from(i));
    let fits = |n: [i32; 2]| (0..2).map(|g| (n[g] - own[g]).max(0)).sum::<i32>() <= common;
    let (mut all, mut lost, mut present) = (0.0, [0.0; 2], [0.0; 2]);
    for stroke in 0..=12 {
        for other in 0..=12 {
            let n = [stroke, other];
            if !fits(n) {
                continue;
            }
            let w = weight(a[0], stroke) * weight(a[1], other);
            all += w;
            for g in 0..2 {
                present[g] += w * f64::from(n[g]);
                let mut more = n;
                more[g] += 1;
                if !fits(more) {
                    lost[g] += w;
                }
            }
        }
    }
    let mut case = Case::of("dedicated", "beds for groups", "product form");
    for (g, group) in ["stroke", "other"].into_iter().enumerate() {
        case = case
            .is(format!("turned_away_share.ward.{group}"), lost[g] / all)
            .is(format!("occupied.ward.{group}"), present[g] / all);
    }
    case
}

fn weekly_demand() -> Case {
    let index = [1.3, 1.2, 1.1, 1.0, 1.1, 0.7, 0.6];
    let scale = 3.0 / libm::tgamma(1.0 + 1.0 / 1.5);
    let stays = |u: f64| libm::exp(-libm::pow(u / scale, 1.5));
    let mut case = Case::of(
        "weekly-demand",
        "demand by weekday",
        "Eick, Massey and Whitt: an integral over the past",
    );
    for (name, at) in [("monday", 7.0), ("thursday", 10.5), ("sunday", 13.5)] {
        // Day by day, so that the rate is constant in each piece.
        let mut exact = 0.0;
        let mut to = at;
        while to > at - 45.0 {
            let day = libm::ceil(to - 1e-9) - 1.0;
            let from = day.max(at - 45.0);
            let rate = 20.0 * index[(day as i64).rem_euclid(7) as usize];
            exact += rate * integral(at - to, at - from, stays);
            to = from;
        }
        case = case.in_window(name, "occupied.service", exact);
    }
    case
}

/// With room for all, what people wait for is the door to open.
fn hours() -> [Case; 2] {
    let law = "mean time to the next opening";
    // Four nights of 16 hours and a weekend of 64: half of each, as often as someone comes in it.
    let hours = (4.0 * 16.0 * 16.0 + 64.0 * 64.0) / (2.0 * 168.0);
    let office =
        "places.clinic.admission_hours=[{ days = \"mon-fri\", from = \"09:00\", to = \"17:00\" }]";
    [
        Case::of("hours", "once a morning", law)
            .with("places.clinic.clearing=daily at 08:00")
            .is("wait_days.clinic", 0.5),
        Case::of("hours", "office hours", law)
            .with(office)
            .is("wait_days.clinic", hours * HOUR)
            .is("waited_share.clinic", 128.0 / 168.0),
    ]
}

/// Little's law for what is neither stay nor wait: the delay before leaving, and a place kept for someone on the way.
fn delays() -> Case {
    Case::of("delays", "delays that keep places", "Little's law")
        .is("blocked.ward.out", 6.0 * 0.25)
        .is("blocked.ward.rehab", 6.0 * 0.125)
        .is("reserved.rehab", 6.0 * 0.125)
        .is("occupied.ward", 24.0 + 6.0 * 0.25 + 6.0 * 0.125)
        .is("used.rehab", 6.0 + 6.0 * 0.125)
        .is("stay_days.ward", 2.0 + 0.5 * 0.25 + 0.5 * 0.125)
}

fn transient_list() -> Case {
    let most = 90;
    let jumps: Vec<(usize, usize, f64)> = (0..most)
        .flat_map(|n| [(n, n + 1, 2.0), (n + 1, n, (n + 1).min(3) as f64 / 1.2)])
        .collect();
    let mut case = Case::of(
        "transient",
        "from a census",
        "Markov chain, by uniformisation",
    );
    for (window, day) in [("day 0.5", 0.5), ("day 2", 2.0), ("day 6", 6.0)] {
        let law = transient(most + 1, &jumps, 8, day);
        let queue = mean(&law, |n| n.saturating_sub(3) as f64);
        case = case.in_window(window, "queue.ward", queue);
        // At first the beds are all but certainly full: nothing to tell by.
        if day > 1.0 {
            let beds = mean(&law, |n| n.min(3) as f64);
            case = case.in_window(window, "occupied.ward", beds);
        }
    }
    case
}

/// The share of stays longer than so many days.
type Survival = Box<dyn Fn(f64) -> f64>;

fn residual() -> Vec<Case> {
    // Shape, P(stay > u), mean 10, and what next to no stay exceeds.
    let scale = 10.0 / libm::tgamma(1.0 + 1.0 / 0.7);
    let weibull = move |u: f64| libm::exp(-libm::pow(u / scale, 0.7));
    let uniform = |u: f64| ((18.0 - u) / 16.0).clamp(0.0, 1.0);
    let erlang = |u: f64| (1.0 + u / 5.0) * libm::exp(-u / 5.0);
    let shapes: [(&str, &str, Survival, f64); 3] = [
        (
            "weibull",
            "weibull = { shape = 0.7, mean = \"10 days\" }",
            Box::new(weibull),
            2_000.0,
        ),
        (
            "uniform",
            "uniform = { low = \"2 days\", high = \"18 days\" }",
            Box::new(uniform),
            18.0,
        ),
        (
            "erlang",
            "erlang = { stages = 2, mean = \"10 days\" }",
            Box::new(erlang),
            400.0,
        ),
    ];
    let mut cases = Vec::new();
    for (name, shape, survival, longest) in shapes {
        let of = |what: &str, law| {
            Case::of("residual", &format!("{what} {name} stays"), law)
                .with(format!("places.ward.stay={{ {shape} }}"))
        };
        let mut rest = of("rest of", "renewal theory");
        let mut fresh =
            of("fresh", "the distribution itself").with("places.ward.start.0.remaining=fresh");
        for (window, day) in [("day 3", 3.0), ("day 10", 10.0)] {
            let left = 2000.0 * integral(day, longest, &survival) / 10.0;
            rest = rest.in_window(window, "occupied.ward", left);
            fresh = fresh.in_window(window, "occupied.ward", 2000.0 * survival(day));
        }
        cases.extend([rest.known_within(0.01), fresh.known_within(0.01)]);
    }
    cases
}

// ------------------------------------------------------------------ networks

fn tandem() -> Case {
    let (rate, one, two) = (0.5, 1.0 / 3.0, 1.0 / 2.4);
    let (beds_one, beds_two, most) = (3, 2, 120);
    // In stage one and not blocked (`n`), and `m`: in stage two, then blocked in stage one beyond that.
    let width = beds_two + beds_one + 1;
    let state = |n: usize, m: usize| n * width + m;
    let blocked = |m: usize| m.saturating_sub(beds_two);
    let mut jumps = Vec::new();
    for n in 0..=most {
        for m in 0..width {
            if n < most {
                jumps.push((state(n, m), state(n + 1, m), rate));
            }
            let busy = n.min(beds_one - blocked(m));
            if busy > 0 {
                jumps.push((state(n, m), state(n - 1, m + 1), busy as f64 * one));
            }
            if m > 0 {
                jumps.push((state(n, m), state(n, m - 1), m.min(beds_two) as f64 * two));
            }
        }
    }
    let law = stationary((most + 1) * width, &jumps);
    let of = |value: &dyn Fn(usize, usize) -> f64| mean(&law, |s| value(s / width, s % width));
    let queue = of(&|n, m| n.saturating_sub(beds_one - blocked(m)) as f64);
    Case::of(
        "tandem",
        "two stages that block",
        "Markov chain, by elimination",
    )
    .is("blocked.one", of(&|_, m| blocked(m) as f64))
    .is("blocked.one.two", of(&|_, m| blocked(m) as f64))
    .is(
        "serving.one",
        of(&|n, m| n.min(beds_one - blocked(m)) as f64),
    )
    .is("occupied.two", of(&|_, m| m.min(beds_two) as f64))
    .is("queue.one", queue)
    .is("wait_days.one", queue / rate * HOUR)
    .is("wait_days.two", of(&|_, m| blocked(m) as f64) / rate * HOUR)
    .is("starts_per_day.two", rate * 24.0)
}

fn feedback() -> Case {
    // assessment = 1 + 0.2 treatment, treatment = 0.7 assessment.
    let assessment = 1.0 / (1.0 - 0.14);
    let mut case = Case::of("feedback", "people come back", "Jackson's theorem");
    for (place, rate, c, stay) in [
        ("assessment", assessment, 2, 1.2),
        ("treatment", 0.7 * assessment, 4, 3.6),
    ] {
        let a = rate * stay;
        let queue = erlang_c(c, a) * a / (f64::from(c) - a);
        case = case
            .is(format!("queue.{place}"), queue)
            .is(format!("wait_days.{place}"), queue / rate * HOUR)
            .is(format!("occupied.{place}"), a)
            .is(format!("arrivals_per_day.{place}"), rate * 24.0);
    }
    case
}

#[derive(Clone, Copy, PartialEq)]
enum Bed {
    Idle,
    Busy,
    Blocked,
}

fn chain() -> Case {
    /// A bed becomes free; whoever is blocked before it moves in, and so on.
    fn free(beds: &mut [Bed; 3], at: usize) {
        beds[at] = Bed::Idle;
        if at > 0 && beds[at - 1] == Bed::Blocked {
            beds[at] = Bed::Busy;
            free(beds, at - 1);
        }
    }
    let (rate, served) = (1.5, [1.0, 1.0, 1.0 / 1.5]);
    let law = explored([Bed::Idle; 3], |beds| {
        let mut jumps = Vec::new();
        if beds[0] == Bed::Idle {
            jumps.push(([Bed::Busy, beds[1], beds[2]], rate));
        }
        for at in (0..3).filter(|&at| beds[at] == Bed::Busy) {
            let mut next = beds;
            if at == 2 {
                free(&mut next, at);
            } else if beds[at + 1] == Bed::Idle {
                next[at + 1] = Bed::Busy;
                free(&mut next, at);
            } else {
                next[at] = Bed::Blocked;
            }
            jumps.push((next, served[at]));
        }
        jumps
    });
    let share = |at: usize, is: Bed| -> f64 {
        let there = law.iter().filter(|(beds, _)| beds[at] == is);
        there.map(|(_, p)| p).sum()
    };
    Case::of(
        "chain",
        "three beds in a row",
        "Markov chain, by elimination",
    )
    .is("turned_away_share.one", 1.0 - share(0, Bed::Idle))
    .is("blocked.one", share(0, Bed::Blocked))
    .is("blocked.two", share(1, Bed::Blocked))
    .is("serving.two", share(1, Bed::Busy))
    .is("occupied.three", share(2, Bed::Busy))
    .is(
        "departures_per_day.three",
        share(2, Bed::Busy) * served[2] * 24.0,
    )
}

fn feeders() -> [Case; 2] {
    let (rate, served, pool) = ([1.0, 0.6], [1.0, 0.5], 1.0);
    [("in turn", false), ("b before a", true)].map(|(name, b_goes_first)| {
        // Feeders, whether the pool is taken, and which feeder is next if both are blocked.
        let law = explored(([Bed::Idle; 2], false, 0), |(beds, taken, first)| {
            let mut jumps = Vec::new();
            for at in 0..2 {
                let mut next = (beds, taken, first);
                match beds[at] {
                    Bed::Idle => {
                        next.0[at] = Bed::Busy;
                        jumps.push((next, rate[at]));
                    }
                    Bed::Busy if !taken => {
                        next.0[at] = Bed::Idle;
                        next.1 = true;
                        jumps.push((next, served[at]));
                    }
                    Bed::Busy => {
                        next.0[at] = Bed::Blocked;
                        if beds[1 - at] == Bed::Blocked {
                            next.2 = if b_goes_first { 1 } else { 1 - at };
                        }
                        jumps.push((next, served[at]));
                    }
                    Bed::Blocked => {}
                }
            }
            if taken {
                let blocked = |at: usize| beds[at] == Bed::Blocked;
                let mut next = (beds, false, 0);
                let moves = if blocked(0) && blocked(1) {
                    Some(first)
                } else {
                    (0..2).find(|&at| blocked(at))
                };
                if let Some(at) = moves {
                    next.0[at] = Bed::Idle;
                    next.1 = true;
                }
                jumps.push((next, pool));
            }
            jumps
        });
        let share = |at: usize, is: Bed| -> f64 {
            let there = law.iter().filter(|((beds, ..), _)| beds[at] == is);
            there.map(|(_, p)| p).sum()
        };
        let mut case = Case::of(
            "feeders",
            &format!("two feeders, {name}"),
            "Markov chain, by elimination",
        );
        if b_goes_first {
            case = case.with("places.pool.discipline={ priority = { places = { b = 1, a = 2 } } }");
        }
        for (at, feeder) in ["a", "b"].into_iter().enumerate() {
            case = case
                .is(format!("blocked.{feeder}"), share(at, Bed::Blocked))
                .is(
                    format!("turned_away_share.{feeder}"),
                    1.0 - share(at, Bed::Idle),
                );
        }
        case
    })
}
