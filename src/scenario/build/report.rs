//! What is said about a scenario: windows, thresholds, hypotheses, and policies in words.

use super::{Check, Origin};
use crate::observe::window::Window;
use crate::observe::{Plan, Thresholds, can_have_thresholds, measures};
use crate::results::{PolicyRecord, of_a_comparison};
use crate::scenario::meant::{Expectation, Expected, Scenario, Sponsored};
use crate::scenario::names;
use crate::scenario::quantity::{self, Days};
use crate::scenario::spec::policy::PolicySpec;
use crate::scenario::spec::{ExpectSpec, Sign, Spec, WindowSpec};
use crate::world::flow::standstill;
use crate::world::setup::Setup;

/// The scenario, once its setup is sound.
pub(super) fn finish(
    spec: &Spec,
    setup: Setup,
    origin: Origin,
    check: &mut Check<'_>,
) -> Option<Scenario> {
    let before = check.failed();
    let horizon = (setup.run.end() - crate::engine::Time::ZERO).days();
    let mut windows = Vec::new();
    for (i, window) in spec.window.iter().enumerate() {
        windows.extend(window_of(i, window, spec, horizon, check));
    }
    let keys: Vec<String> = measures::catalogue(&setup)
        .into_iter()
        .map(|m| m.record.key)
        .collect();
    let known: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mut expectations = Vec::new();
    for (i, expect) in spec.expect.iter().enumerate() {
        expectations.extend(expectation(
            i,
            expect,
            spec,
            &known,
            horizon,
            &mut windows,
            check,
        ));
    }
    let distributions = thresholds(spec, &setup, &known, check);
    warn_of_load(&setup, check);
    warn_of_short_run(&setup, check);
    warn_of_standstill(&setup, check);
    let info = &spec.scenario;
    let scenario = Scenario {
        title: info.name.clone().unwrap_or_else(|| origin.name.clone()),
        story: info.story.clone().unwrap_or_default(),
        question: info.question.clone().unwrap_or_default(),
        source: info.source.clone().unwrap_or_default(),
        place: spec.place.name.clone().unwrap_or_default(),
        compare_with: info.compare_with.clone(),
        seed: spec.run.seed,
        replications: spec.run.replications as usize,
        start_date: spec.run.start_date.to_string(),
        policies: policies(spec),
        sponsored: sponsored(spec, &setup),
        windows,
        distributions,
        uncertain: None,
        knobs: Vec::new(),
        expectations,
        without_policies: false,
        only_against: None,
        name: origin.name,
        files: origin.files,
        set: origin.set,
        assumptions: origin.assumptions,
        setup,
    };
    (check.failed() == before).then_some(scenario)
}

fn named(
    path: &str,
    window: quantity::Window,
    horizon: f64,
    check: &mut Check<'_>,
) -> Option<Window> {
    match window.days(horizon) {
        Ok((from, to)) => Some(Window::of_days(&window.to_string(), from, to)),
        Err(wrong) => {
            let problem = crate::scenario::problem::Problem::error(wrong.message).at(path);
            check.push(problem.maybe_help(wrong.help));
            None
        }
    }
}

fn window_of(
    i: usize,
    window: &WindowSpec,
    spec: &Spec,
    horizon: f64,
    check: &mut Check<'_>,
) -> Option<Window> {
    let path = format!("window.{i}");
    let (Some(from), Some(to)) = (window.from, window.to) else {
        if window.from.is_some() || window.to.is_some() {
            check.error(
                &path,
                "a window of its own begins and ends",
                "give both from and to",
            );
            return None;
        }
        return match window.name.parse::<quantity::Window>() {
            Ok(usual) => named(&format!("{path}.name"), usual, horizon, check),
            Err(wrong) => {
                let help = "give from and to, or a name such as \"m7-12\" or \"day 90\"";
                check.error(&format!("{path}.name"), wrong.message, help);
                None
            }
        };
    };
    let from = check.moment(&format!("{path}.from"), from, spec)?;
    let to = check.moment(&format!("{path}.to"), to, spec)?;
    if to < from || to > horizon + 1e-6 {
        let message = format!(
            "the window ends on day {to:.1}, which is not between its start and the last day, {horizon}"
        );
        check.error(
            &format!("{path}.to"),
            message,
            "let it end later than it begins and before the run does",
        );
        return None;
    }
    Some(Window::of_days(&window.name, from, to.min(horizon)))
}

fn expectation(
    i: usize,
    expect: &ExpectSpec,
    spec: &Spec,
    known: &[&str],
    horizon: f64,
    windows: &mut Vec<Window>,
    check: &mut Check<'_>,
) -> Option<Expectation> {
    let path = format!("expect.{i}");
    let mut measure = |key: &str, name: &str, is_known_too: bool| {
        if !known.contains(&name) && !is_known_too {
            let help = names::help(name, known, "this scenario has");
            let message = names::unknown("measure", name);
            check.error(&format!("{path}.{key}"), message, help);
        }
    };
    let of_a_comparison = of_a_comparison::contains(&expect.measure);
    measure("measure", &expect.measure, of_a_comparison);
    if let Some(whole) = &expect.share_of {
        measure("share_of", whole, false);
    }
    let mut window =
        |key: &str, window: quantity::Window, check: &mut Check<'_>| -> Option<String> {
            let window = named(&format!("{path}.{key}"), window, horizon, check)?;
            let name = window.name.clone();
            if name != "all" && !windows.iter().any(|w| w.name == name) {
                windows.push(window);
            }
            Some(name)
        };
    let at = window("window", expect.window, check);
    let of = match expect.of_window {
        Some(of) => window("of_window", of, check),
        None => None,
    };
    let over = match expect.over_window {
        Some(over) => window("over_window", over, check),
        None => None,
    };
    let grows = match expect.grows_from {
        Some(from) => window("grows_from", from, check),
        None => None,
    };
    if let Some(versus) = &expect.versus
        && versus != "no policy"
        && !spec.scenario.compare_with.contains(versus)
    {
        let help = "write \"no policy\", or add it to compare_with";
        check.error(
            &format!("{path}.versus"),
            format!("the scenario is not compared with \"{versus}\""),
            help,
        );
    }
    let between = expect.least.is_some() || expect.most.is_some();
    let given = [
        expect.sign.is_some(),
        between,
        expect.unchanged_within.is_some(),
        expect.fades_below.is_some(),
        expect.grows_from.is_some(),
    ];
    if given.iter().filter(|&&there| there).count() != 1 {
        let help =
            "give exactly one of sign, least or most, unchanged_within, fades_below, grows_from";
        check.error(&path, "this does not say what is expected", help);
        return None;
    }
    if expect.versus.is_none() && !between && !of_a_comparison {
        let help = "add versus = \"no policy\", or expect a level with least or most";
        check.error(&path, "this does not say what the difference is from", help);
    }
    let is_ratio = expect.share_of.is_some() || expect.over_window.is_some();
    if is_ratio && (expect.versus.is_some() || !between) {
        let help = "expect a level with least or most, and leave out versus";
        check.error(
            &path,
            "only a level can be a share or a ratio of another",
            help,
        );
        return None;
    }
    let expected = if let Some(sign) = expect.sign {
        match sign {
            Sign::Lower => Expected::Lower,
            Sign::Higher => Expected::Higher,
        }
    } else if between {
        Expected::Between {
            least: expect.least,
            most: expect.most,
        }
    } else if let Some(within) = expect.unchanged_within {
        Expected::Unchanged { within }
    } else if let Some(below) = expect.fades_below {
        let Some(of_window) = of else {
            if expect.of_window.is_none() {
                check.error(
                    &path,
                    "this does not say what the difference fades from",
                    "add of_window",
                );
            }
            return None;
        };
        Expected::Fades { below, of_window }
    } else {
        Expected::Grows { of_window: grows? }
    };
    Some(Expectation {
        measure: expect.measure.clone(),
        versus: expect.versus.clone(),
        relative_to: is_ratio.then(|| {
            let whole = expect.share_of.as_ref().unwrap_or(&expect.measure);
            (
                whole.clone(),
                over.or_else(|| at.clone()).unwrap_or_default(),
            )
        }),
        window: at?,
        expected,
        assumed: expect.assumed,
    })
}

fn thresholds(
    spec: &Spec,
    setup: &Setup,
    known: &[&str],
    check: &mut Check<'_>,
) -> Vec<Thresholds> {
    if spec.distribution.is_empty() {
        return Vec::new();
    }
    let plan = Plan::new(setup, Vec::new(), Vec::new());
    let mut all = Vec::new();
    for (i, wanted) in spec.distribution.iter().enumerate() {
        let path = format!("distribution.{i}");
        let key = wanted.measure.as_str();
        if !known.contains(&key) {
            let help = names::help(key, known, "this scenario has");
            check.error(
                &format!("{path}.measure"),
                names::unknown("measure", key),
                help,
            );
        } else if !can_have_thresholds(&plan, key) {
            let help = "name a level such as occupied.PLACE, or a wait such as wait_days.PLACE";
            check.error(
                &format!("{path}.measure"),
                format!("{key} is neither a level nor a wait"),
                help,
            );
        } else {
            let mut at_most = wanted.at_most.clone();
            at_most.sort_by(f64::total_cmp);
            at_most.dedup();
            all.push(Thresholds {
                measure: key.to_owned(),
                at_most,
            });
        }
    }
    all
}

/// A place that is asked for nearly as much as it has, or more, never settles.
fn warn_of_load(setup: &Setup, check: &mut Check<'_>) {
    let name = |at: usize| setup.flow.places[at].name.as_str();
    for load in crate::scenario::offered_load::offered(setup) {
        let path = format!("places.{}", name(load.place));
        let percent = libm::rint(load.share * 1000.0) / 10.0;
        let place = name(load.place);
        let relief = "raise the capacity, or let people give up or be turned away";
        if !load.grows {
            continue;
        }
        if setup.flow.places[load.place].capacity == Some(0) && load.share > 0.0 {
            let message =
                format!("{place} has no capacity: nobody can ever start, and its queue grows");
            check.warn("W001", &path, message, relief);
        } else if load.share > 1.0 {
            let message = format!(
                "{place} is asked for {percent} % of its capacity: its queue grows for as long as it runs"
            );
            check.warn("W001", &path, message, relief);
        } else if let Some(next) = load.behind {
            let next = name(next);
            let message = format!(
                "{place} fills up with people who wait for {next}, which takes fewer than come to it: the queue of \
                 {place} grows too for as long as it runs"
            );
            let help = format!(
                "raise the capacity of {next}, or let people leave {place} while they wait (keeps_place = false)"
            );
            check.warn("W001", &path, message, help);
        } else if load.share > 0.95 {
            let message = format!(
                "{place} is asked for {percent} % of its capacity: means settle slowly and vary much"
            );
            check.warn(
                "W002",
                &path,
                message,
                "run for longer, with more replications and a longer warm-up",
            );
        }
    }
}

/// A place that begins empty and is still filling when the report begins, or all through it.
fn warn_of_short_run(setup: &Setup, check: &mut Check<'_>) {
    if setup.market.is_some() {
        return;
    }
    let (warm_up, horizon) = (setup.run.warm_up.days(), setup.run.horizon.days());
    for (p, stay) in crate::scenario::offered_load::mean_stays(setup) {
        let place = &setup.flow.places[p];
        // After three mean stays nearly all who are there are as in the long run.
        let is_short = warm_up < stay && 3.0 * stay > warm_up + 0.1 * horizon;
        if is_short && place.census.is_empty() {
            let days = libm::rint(stay * 10.0) / 10.0;
            let message = format!(
                "{} begins empty and people stay for {days} days on average: it is still filling for much of the {} days \
                 reported",
                place.name, horizon
            );
            check.warn(
                "W004",
                &format!("places.{}", place.name),
                message,
                "make run.warm_up_days longer, or say who is there at the start (start)",
            );
        }
    }
}

/// Where people keep their places and the ways between them form a circle, everyone can come to wait for someone else.
fn warn_of_standstill(setup: &Setup, check: &mut Check<'_>) {
    if setup.market.is_some() {
        return;
    }
    let Some(circle) = standstill::circle(&setup.flow) else {
        return;
    };
    let name = |at: usize| setup.flow.places[at].name.as_str();
    let way: Vec<&str> = circle
        .iter()
        .chain(circle.first())
        .map(|&p| name(p))
        .collect();
    let message = format!(
        "people who keep their place can come to wait for one another: {}",
        way.join(" -> ")
    );
    check.warn(
        "W003",
        &format!("places.{}", name(circle[0])),
        message,
        "let people give up their place (keeps_place = false) or their wait (patience) somewhere on the way",
    );
}

/// What each policy pays for.
fn sponsored(spec: &Spec, setup: &Setup) -> Vec<Sponsored> {
    let Some(market) = &setup.market else {
        return Vec::new();
    };
    let levers = spec.policy.iter().map(|policy| policy.action.written());
    let mut all: Vec<Sponsored> = levers.flat_map(|lever| lever.sponsored(market)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn policies(spec: &Spec) -> Vec<PolicyRecord> {
    let mut all: Vec<PolicyRecord> = Vec::new();
    for policy in &spec.policy {
        let Ok(start) = policy.start.resolve(spec.run.start_date) else {
            continue;
        };
        let consult = policy.consult.map_or(0.0, Days::days);
        let end = policy
            .end
            .and_then(|end| end.resolve(spec.run.start_date).ok());
        all.push(PolicyRecord {
            lever: policy.action.name().to_owned(),
            description: format!("{}{}", policy.in_words(), how(policy)),
            start_day: start + consult,
            end_day: end,
        });
    }
    all.sort_by(|a, b| a.start_day.total_cmp(&b.start_day));
    all
}

/// Who pays, how fast it comes, and who was asked; when it acts stands beside it.
fn how(policy: &PolicySpec) -> String {
    let mut words = String::new();
    if policy.action.written().is_paid_for() {
        words += &format!(", paid for by the {}", policy.paid_by);
    }
    if let Some(ramp) = policy.ramp.filter(|ramp| ramp.days() > 0.0) {
        words += &format!(", growing over {ramp}");
    }
    words += &match policy.consulted.as_slice() {
        [] => ", without consulting anyone".to_owned(),
        names => format!(", having consulted {}", names.join(", ")),
    };
    words
}
