//! Values that lie outside what the evidence allows.
//!
//! The evidence is the example place: each of its values that is written with a range says where the range comes from.
//! A value at the same path of another scenario is compared with that range; what grows with a place is compared
//! per head of its population. What has another name there, or another unit, is not compared.

use super::embedded;
use super::problem::{Problem, Problems};
use super::source::Sources;
use super::tree::{Annotated, Tree};
use super::uncertain::{Range, number, range, same_unit};
use serde_json::Value as Json;

/// The place whose ranges are compared with.
const EVIDENCE: &str = "riverbridge";
/// What everything that grows is divided by; itself it may be anything.
const POPULATION: &str = "place.population";

/// What is greater in a greater place; `*` stands for any name.
const GROWS: [&str; 18] = [
    "streams.*.rate",
    "places.*.beds",
    "places.*.slots",
    "decline.population",
    "decline.start.*",
    "markets.care_home.beds",
    "markets.*.providers.number",
    "markets.*.providers.exits",
    "markets.*.providers.entries",
    "markets.*.providers.entry_unserved",
    "teams.*.posts",
    "workforce.reservoir",
    "workforce.regimes.*.inflow_week",
    "workforce.regimes.*.candidates",
    "start.clients",
    "start.residents",
    "start.*_waiters",
    "start.unpaid",
];

/// How many values a scenario shares with the evidence, and how many of them lie outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Compared {
    /// Values compared.
    pub values: usize,
    /// Of those: outside their range.
    pub outside: usize,
}

/// Compares every value of a merged scenario that the evidence has a range for; those outside are warnings.
pub(super) fn look(tree: &Tree, schema: &Json, problems: &mut Problems) -> Compared {
    let evidence = evidence();
    let written = |tree: &Tree, path: &str| {
        let text = tree.find(path)?.text();
        let (value, unit) = number(&text).ok()?;
        Some((value, unit.to_owned(), text))
    };
    let people = |tree: &Tree| written(tree, POPULATION).map(|(people, ..)| people);
    let size = people(tree)
        .zip(people(&evidence))
        .map(|(here, there)| here / there);
    let mut compared = Compared::default();
    for of_evidence in evidence.annotations() {
        if of_evidence.path.starts_with("place.") {
            continue;
        }
        let Ok(known) = range(&of_evidence, schema) else {
            continue;
        };
        let Some((value, unit, text)) = written(tree, &known.path) else {
            continue;
        };
        let times = if grows(&known.path) { size } else { Some(1.0) };
        let (Some(times), true) = (times, same_unit(&unit, &known.unit)) else {
            continue;
        };
        compared.values += 1;
        let (low, high) = (known.low * times, known.high * times);
        // A bound that was multiplied is not known to the last digit.
        let slack = 1e-9 * high.abs().max(low.abs());
        if value < low - slack || value > high + slack {
            compared.outside += 1;
            problems.push(outside(&known, &of_evidence, &text, times));
        }
    }
    compared
}

/// The place that the evidence is written down in.
fn evidence() -> Tree {
    let (mut sources, mut problems) = (Sources::default(), Problems::new());
    let text = embedded::find(EVIDENCE).map_or("", |place| place.text);
    let file = sources.add(EVIDENCE, text);
    Tree::parse(file, &sources, &mut problems)
}

fn outside(known: &Range, of_evidence: &Annotated, text: &str, times: f64) -> Problem {
    // Six significant digits: a bound that was multiplied has no more.
    let shown = |bound: f64| {
        let digits = format!("{:.5e}", bound * times);
        digits
            .parse::<f64>()
            .map_or(digits, |bound| bound.to_string())
    };
    let per_head = if times == 1.0 {
        ""
    } else {
        " in a place of this size"
    };
    let source = of_evidence
        .source
        .as_deref()
        .unwrap_or("no source is named");
    let message = format!(
        "{text} is outside what the evidence allows{per_head}: {} to {} {}",
        shown(known.low),
        shown(known.high),
        known.unit
    );
    Problem::warning(message.trim_end())
        .code("W020")
        .at(&known.path)
        .help(format!("the evidence: {source}"))
}

/// Whether what stands at a path is greater in a greater place.
fn grows(path: &str) -> bool {
    let matches = |step: &str, pattern: &str| match pattern.split_once('*') {
        None => step == pattern,
        Some((before, after)) => step.starts_with(before) && step.ends_with(after),
    };
    GROWS.iter().any(|pattern| {
        let (steps, patterns) = (path.split('.'), pattern.split('.'));
        steps.clone().count() == patterns.clone().count()
            && steps
                .zip(patterns)
                .all(|(step, pattern)| matches(step, pattern))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::reading::Reader;
    use crate::scenario::render::Look;

    fn said(set: &[&str]) -> (Compared, String) {
        let set: Vec<String> = set.iter().map(|&s| s.to_owned()).collect();
        let mut reader = Reader {
            plausibility: true,
            ..Reader::new()
        };
        reader.read(EVIDENCE, &set).expect("it can be run");
        let compared = reader.compared.expect("it was asked for");
        (
            compared,
            reader.problems.render(&reader.sources, Look::default()),
        )
    }

    #[test]
    fn the_example_place_lies_within_its_own_ranges() {
        let (compared, said) = said(&[]);
        assert!(
            compared.values > 150 && compared.outside == 0,
            "{compared:?} {said}"
        );
    }

    #[test]
    fn a_value_outside_is_told_with_its_source() {
        let (compared, said) = said(&["process.assessment_days=12 days"]);
        assert_eq!(compared.outside, 1, "{said}");
        assert!(
            said.contains("W020") && said.contains("1 to 5 days"),
            "{said}"
        );
        assert!(
            said.contains("process.assessment_days") && said.contains("the evidence: "),
            "{said}"
        );
    }

    #[test]
    fn what_grows_with_a_place_is_compared_per_head() {
        let twice = ["place.population=1_000_000", "places.acute.beds=1720"];
        let (larger, said_of_larger) = said(&twice);
        assert!(
            !said_of_larger.contains("places.acute.beds"),
            "{said_of_larger}"
        );
        // Everything else that grows is now too small by half.
        assert!(larger.outside > 10, "{larger:?}");
        let (_, said_of_one) = said(&twice[1..]);
        assert!(
            said_of_one.contains("1720 is outside what the evidence allows: 800 to 900"),
            "{said_of_one}"
        );
    }

    #[test]
    fn every_pattern_matches_something() {
        let paths: Vec<String> = evidence()
            .annotations()
            .into_iter()
            .map(|a| a.path)
            .collect();
        let growing = paths.iter().filter(|path| grows(path)).count();
        assert!(growing >= GROWS.len(), "{growing}");
        assert!(!grows("start.residents_self_funded") && grows("start.home_waiters"));
    }
}
