//! From a file as written to a world's setup: names become indices, units become seconds and pence, and
//! whatever does not fit together becomes a problem.

mod chance;
mod decline;
mod flow;
mod identity;
mod market;
mod package;
mod policy;
mod report;
mod staff;

use super::meant::Scenario;
use super::names;
use super::problem::{Problem, Problems};
use super::quantity::Date;
use super::spec::Spec;
use crate::engine::{Span, Time};
use crate::results::{AssumptionRecord, ScenarioFile};
use crate::world::setup::{Dates, RunSetup, Setup};
pub(in crate::scenario) use chance::about;
pub(in crate::scenario) use market::weights;

/// Longest run, warm-up included: beyond this the calendar ends.
const LONGEST_DAYS: f64 = 390_000.0;

/// Most places, or people found at the start, that anything in a place file may say, a larger place included.
const MOST_PLACES: u64 = 1_000_000_000;

/// What is known of a scenario beside what its files say.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Its name.
    pub name: String,
    /// Its files, those that later ones build on first.
    pub files: Vec<ScenarioFile>,
    /// Values set on the command line.
    pub set: Vec<String>,
    /// Every value that states where it comes from.
    pub assumptions: Vec<AssumptionRecord>,
}

/// What a scenario means, or `None` if something is wrong with it.
pub fn build(spec: &Spec, origin: Origin, problems: &mut Problems) -> Option<Scenario> {
    let before = problems.errors();
    let mut check = Check { problems };
    let run = check.run(spec);
    let roles = market::roles(spec, &mut check);
    let mut flow = flow::build(spec, roles.is_some(), &mut check);
    let staff = staff::build(spec, &run, &mut flow, &mut check);
    let market = roles.and_then(|roles| market::build(spec, &flow, &roles, &mut check));
    let policies = policy::build(spec, market.as_ref(), &run, &mut check);
    let mut setup = Setup {
        run,
        flow,
        market,
        staff,
        policies,
    };
    identity::assign(&mut setup.flow, spec);
    check.scale(&mut setup, spec.run.scale);
    if check.problems.errors() > before {
        return None;
    }
    setup.scale(spec.run.scale);
    report::finish(spec, setup, origin, &mut check)
}

/// Collects what is wrong while a scenario is built.
pub(in crate::scenario) struct Check<'p> {
    problems: &'p mut Problems,
}

impl Check<'_> {
    pub(super) fn error(
        &mut self,
        path: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Problem::error(message).at(path).help(help));
    }

    pub(super) fn warn(
        &mut self,
        code: &'static str,
        path: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Problem::warning(message).code(code).at(path).help(help));
    }

    fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn failed(&self) -> usize {
        self.problems.errors()
    }

    /// The index of a name, or a problem that says which names there are.
    pub(super) fn index(
        &mut self,
        path: &str,
        kind: &str,
        name: &str,
        known: &[&str],
    ) -> Option<usize> {
        let found = known.iter().position(|k| *k == name);
        if found.is_none() {
            let help = names::help(name, known, "this scenario has");
            self.error(path, names::unknown(kind, name), help);
        }
        found
    }

    /// Shares must add up to 1.
    fn adds_up(&mut self, path: &str, what: &str, shares: impl IntoIterator<Item = f64>) {
        let total: f64 = shares.into_iter().sum();
        if (total - 1.0).abs() > 1e-6 {
            let total = libm::rint(total * 1e6) / 1e6;
            self.error(
                path,
                format!("{what} add up to {total}; they must add up to 1"),
                "change them, or send the rest to \"out\"",
            );
        }
    }

    /// A larger place is still within the bounds of every place.
    fn scale(&mut self, setup: &mut Setup, times: u32) {
        let most = setup.flow.numbers().into_iter().max().map_or(0, |n| *n);
        let most = u64::from(most) * u64::from(times);
        if times > 1 && most > MOST_PLACES {
            let message = format!("a place {times} times as large would have {most} of something");
            let help = format!("at most {MOST_PLACES} can be told apart; choose a smaller scale");
            self.error("run.scale", message, help);
        }
    }

    fn run(&mut self, spec: &Spec) -> RunSetup {
        let run = &spec.run;
        let (warm_up, horizon) = (run.warm_up_days.days(), run.horizon_days.days());
        if horizon <= 0.0 {
            let help = "write how many days are to be reported, such as 365";
            self.error("run.horizon_days", "the run reports no time at all", help);
        }
        if warm_up + horizon > LONGEST_DAYS {
            self.error(
                "run.horizon_days",
                format!("the run is longer than {LONGEST_DAYS} days"),
                "make the warm-up or the horizon shorter",
            );
        }
        let (warm_up, horizon) = (warm_up.min(LONGEST_DAYS), horizon.min(LONGEST_DAYS));
        RunSetup {
            warm_up: Span::from_days(warm_up),
            horizon: Span::from_days(horizon),
            weekday_of_day_0: run.start_date.weekday(),
            dates: dates(run.start_date, warm_up, horizon),
        }
    }
}

/// The months that a run touches, and one more either side.
fn dates(start: Date, warm_up: f64, horizon: f64) -> Dates {
    let first = libm::floor(-warm_up) as i64 - 31;
    let last = libm::ceil(horizon) as i64 + 31;
    let date = start.date();
    let mut months = Vec::new();
    let at = |months: i64| {
        let span = jiff::Span::new().try_months(months).ok()?;
        let first = date.first_of_month().checked_add(span).ok()?;
        let days = Date::new(first.year(), first.month(), first.day())
            .ok()?
            .days_after(start);
        Some((days, first.month() as u8 - 1))
    };
    let from = (first as f64 / 28.0) as i64 - 2;
    let mut month = from;
    while let Some((day, number)) = at(month) {
        if day > last {
            break;
        }
        if day >= first - 31 {
            months.push((day, number));
        }
        month += 1;
    }
    if months.is_empty() {
        months.push((first, date.month() as u8 - 1));
    }
    Dates {
        months,
        day_of_year_of_day_0: i64::from(date.day_of_year()) - 1,
    }
}

/// A time from a number of days.
fn at_day(days: f64) -> Time {
    Time::from_days(days)
}
