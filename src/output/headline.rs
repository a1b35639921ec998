//! What was found, in one to three plain sentences for each scenario.
//!
//! Words are never stronger than the intervals: a number is said to have fallen or risen only when the
//! whole interval lies on one side of zero.

use super::comparison::{self, Comparison};
use super::finding::{self, Direction, Finding};
use super::key_measures;
use super::words::{self, Style};
use crate::results::{MeasureRecord, Results, ScenarioRecord, WindowRecord};

/// Most scenarios that are told one by one.
const TOLD: usize = 6;

/// The sentences, a paragraph for each scenario.
pub fn of(results: &Results) -> Vec<String> {
    let comparisons = comparison::comparisons(results);
    let mut paragraphs = Vec::new();
    for comparison in &comparisons {
        if comparison.scenarios.is_empty() {
            paragraphs.extend(alone(results, comparison));
        }
        for scenario in &comparison.scenarios {
            paragraphs.extend(compared(results, comparison, scenario));
        }
    }
    if results.manifest.replications_done < 2 && !results.differences.is_empty() {
        let what = "what changes";
        return vec![format!("{}.", finding::one_replication(what))];
    }
    paragraphs.truncate(TOLD);
    paragraphs
}

/// What a place is like by itself.
fn alone(results: &Results, comparison: &Comparison<'_>) -> Option<String> {
    let window = comparison.main_window(results)?;
    let scenario = comparison.baseline;
    let level = |key: &str| {
        let row = results.summary_of(&scenario.name, &window.name, key)?;
        let style = Style::of(&row.unit, &[row.mean, row.lower, row.upper]);
        let interval = if row.lower.is_nan() {
            String::new()
        } else {
            format!(" ({})", style.level_interval(row.lower, row.upper))
        };
        (!row.mean.is_nan()).then(|| format!("{}{interval}", style.level(row.mean)))
    };
    let when = words::in_window(window);
    let title = words::title(scenario);
    if key_measures::has_market(results) {
        let acute = level("delayed.acute")?;
        let all = level("delayed.all")?;
        return Some(format!(
            "{title}: on average {acute} people are delayed in acute beds, and {all} wait anywhere, {when}."
        ));
    }
    let place = comparison::parts_of(results, "wait_days")
        .into_iter()
        .next()?;
    let wait = level(&format!("wait_days.{place}"))?;
    let waited = level(&format!("waited_share.{place}"))?;
    Some(format!(
        "{title}: the mean wait for {} is {wait} days, and {waited} of those who come have to wait, {when}.",
        words::label(&place)
    ))
}

/// What a scenario does, against its baseline.
fn compared(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
) -> Option<String> {
    let main = comparison.main_window(results)?;
    let told = if key_measures::has_market(results) {
        of_a_market(results, comparison, scenario, main)
    } else {
        of_a_network(results, scenario, main)
    };
    told.map(|told| format!("{}: {told}", words::title(scenario)))
}

fn of_a_market(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    main: &WindowRecord,
) -> Option<String> {
    let found = |key: &str, window: &WindowRecord| {
        let row = results.difference_of(&scenario.name, &window.name, key)?;
        Some(Finding::of(row))
    };
    let acute_later = found("delayed.acute", main)?;
    let mut text = String::from("people delayed in acute beds ");
    match comparison
        .early_window(results)
        .and_then(|early| Some((early, found("delayed.acute", early)?)))
    {
        Some((early, first)) => {
            text += &format!("{} {}", past(first), words::in_window(early));
            let same = first.direction() == acute_later.direction() && !first.is_clear();
            text += &if same {
                format!(", nor {}", words::in_window(main))
            } else {
                format!(", and {} {}", past(acute_later), words::in_window(main))
            };
        }
        None => text += &format!("{} {}", past(acute_later), words::in_window(main)),
    }
    text.push('.');
    if let Some(all) = found("delayed.all", main) {
        text += &format!(
            " Counting everyone who waits anywhere, the number {} {}.",
            past(all),
            words::in_window(main)
        );
    }
    text += &staff(results, scenario, main).unwrap_or_default();
    Some(text)
}

/// Whether staff or care grew, or came from elsewhere.
fn staff(results: &Results, scenario: &ScenarioRecord, main: &WindowRecord) -> Option<String> {
    let row = results.difference_of(&scenario.name, &main.name, "growth_share")?;
    if row.difference.is_nan() || row.lower.is_nan() {
        return None;
    }
    let percent = |x: f64| format!("{}%", words::grouped(libm::rint(x.abs() * 100.0), 0));
    Some(if row.upper <= 0.0 {
        " The care it paid for was all taken from others: the place as a whole had no more care than without it."
            .to_owned()
    } else {
        format!(
            " Of the care it paid for, {} was new to the place ({} to {}); the rest was taken from others.",
            percent(row.difference.max(0.0)),
            percent(row.lower.max(0.0)),
            percent(row.upper),
        )
    })
}

/// The key measures that clearly changed, or that none did.
fn of_a_network(
    results: &Results,
    scenario: &ScenarioRecord,
    main: &WindowRecord,
) -> Option<String> {
    const MOST: usize = 3;
    let found: Vec<(&MeasureRecord, Finding)> = key_measures::of(results)
        .into_iter()
        .filter_map(|m| {
            let row = results.difference_of(&scenario.name, &main.name, &m.key)?;
            Some((m, Finding::of(row)))
        })
        .collect();
    if found.is_empty() {
        return None;
    }
    let clear: Vec<String> = found
        .iter()
        .filter(|(_, f)| f.is_clear())
        .take(MOST)
        .map(|(m, f)| format!("{} {}", uncapitalised(&m.title), past_in(*f, &m.unit)))
        .collect();
    Some(if clear.is_empty() {
        format!(
            "no clear change in any key measure {}.",
            words::in_window(main)
        )
    } else {
        let more = found.iter().filter(|(_, f)| f.is_clear()).count() - clear.len();
        let rest = match more {
            0 => String::new(),
            n => format!("; {} more changed", words::count(n, "key measure")),
        };
        format!("{} {}{rest}.", words::list(&clear), words::in_window(main))
    })
}

/// "fell by 10 (7 to 13)", "did not clearly change (−3 to 5)".
fn past(finding: Finding) -> String {
    past_in(finding, "people")
}

fn past_in(finding: Finding, unit: &str) -> String {
    let Finding {
        difference,
        lower,
        upper,
    } = finding;
    let style = Style::of(unit, &[difference, lower, upper]);
    let after = if unit.starts_with("share") {
        " points"
    } else {
        ""
    };
    let size = |x: f64| style.level(x.abs()).trim_end_matches('%').to_owned();
    match finding.direction() {
        Direction::Falls => format!(
            "fell by {}{after} ({} to {})",
            size(difference),
            size(upper),
            size(lower)
        ),
        Direction::Rises => format!(
            "rose by {}{after} ({} to {})",
            size(difference),
            size(lower),
            size(upper)
        ),
        Direction::Unclear => format!(
            "did not clearly change ({})",
            style.difference_interval(lower, upper)
        ),
        Direction::Same => "did not change".to_owned(),
        Direction::Unknown => "cannot be judged".to_owned(),
    }
}

fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, Sample};
    use proptest::prelude::*;

    #[test]
    fn each_scenario_is_told_once() {
        let results = sample::of(&Sample::market());
        let told = of(&results);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("people delayed in acute beds"), "{told:?}");
        assert!(
            told.iter()
                .all(|t| !t.contains("significant") && !t.contains("NaN"))
        );
    }

    #[test]
    fn a_network_tells_what_changed() {
        for (name, results) in sample::every() {
            for sentence in of(results) {
                assert!(
                    sentence.ends_with('.') && !sentence.contains("NaN"),
                    "{name}: {sentence}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn a_fall_is_only_told_when_the_interval_lies_below_zero(
            middle in -50.0..50.0_f64,
            half in 0.0..60.0_f64,
        ) {
            let told = past(Finding::new(middle, middle - half, middle + half));
            prop_assert_eq!(told.starts_with("fell"), middle + half < 0.0);
            prop_assert_eq!(told.starts_with("rose"), middle - half > 0.0);
        }
    }
}
