//! What was found, in one to three plain sentences for each scenario.
//!
//! Words are never stronger than the intervals: a number is said to have fallen or risen only when the
//! whole interval lies on one side of zero.

use super::comparison::{self, Comparison};
use super::finding::{Direction, Finding};
use super::key_measures;
use super::key_table;
use super::words::{self, Style};
use crate::results::{DifferenceRow, MeasureRecord, Results, ScenarioRecord, WindowRecord};

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
        return vec!["One replication cannot show what changes: run more of them.".to_owned()];
    }
    paragraphs.truncate(TOLD);
    paragraphs.splice(0..0, uncertain(results));
    paragraphs
}

/// That values were drawn, which a reader must know before everything else.
fn uncertain(results: &Results) -> Option<String> {
    let manifest = &results.manifest;
    let drawn = manifest.scenarios.iter().map(|s| s.uncertain.len()).max();
    let drawn = drawn.filter(|&n| n > 0)?;
    let again = match manifest.replications_drawn_again {
        0 => String::new(),
        n => format!(
            " In {} they were drawn again, since they did not fit together at first.",
            words::count(n, "replication")
        ),
    };
    Some(format!(
        "Uncertain: {} of the scenario {} drawn anew in each replication, each between its own bounds and independently of \
         the others. Intervals hold what is not known about them, beside chance.{again}",
        words::count(drawn, "value"),
        if drawn == 1 { "was" } else { "were" },
    ))
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
    // Where most of those who come cannot start at once; the first of several alike.
    let mean = |key: String| {
        let row = results.summary_of(&scenario.name, &window.name, &key);
        row.map_or(0.0, |row| row.mean.max(0.0))
    };
    let trouble = |place: &String| {
        mean(format!("waited_share.{place}")) + mean(format!("turned_away_share.{place}"))
    };
    let mut places = comparison::parts_of(results, "wait_days");
    places.sort_by(|a, b| trouble(b).total_cmp(&trouble(a)));
    let Some(place) = places.into_iter().next() else {
        let sectors = comparison::parts_of(results, "staff");
        let at_work = sectors.iter().filter_map(|sector| {
            let workers = level(&format!("staff.{sector}"))?;
            Some(format!("{workers} in {}", words::label(sector)))
        });
        let at_work: Vec<String> = at_work.collect();
        let everyone = (!at_work.is_empty()).then(|| words::list(&at_work))?;
        return Some(format!(
            "{title}: on average {everyone} are at work, {when}."
        ));
    };
    let wait = level(&format!("wait_days.{place}"))?;
    let waited = level(&format!("waited_share.{place}"))?;
    let turned_away = format!("turned_away_share.{place}");
    let turned_away = match level(&turned_away).filter(|_| mean(turned_away) > 0.0) {
        Some(share) => format!(" {share} are turned away."),
        None => String::new(),
    };
    Some(format!(
        "{title}: the mean wait for {} is {wait} days, and {waited} of those who come have to wait, {when}.{turned_away}",
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
    let row =
        |key: &str, window: &WindowRecord| results.difference_of(&scenario.name, &window.name, key);
    let found = |key: &str, window: &WindowRecord| row(key, window).map(Finding::of);
    let histories = |key: &str, counted: &str| {
        row(key, main)
            .and_then(|row| in_histories(results, row, counted))
            .unwrap_or_default()
    };
    let early = comparison.early_window(results);
    let first = early.and_then(|early| Some((early, found("delayed.acute", early)?)));
    let later = (main, found("delayed.acute", main)?);
    let told: Vec<(&WindowRecord, Finding)> = first.into_iter().chain([later]).collect();
    let mut text = in_acute_beds(&told, &without(comparison.baseline));
    text += &histories("delayed.acute", "simulated histories");
    text.push('.');
    if let Some(all) = found("delayed.all", main) {
        let when = words::in_window(main);
        text += &match all.direction() {
            Direction::Falls | Direction::Rises => {
                format!(
                    " Among everyone who waits anywhere there are {} {when}{}.",
                    fewer(all, ""),
                    histories("delayed.all", "")
                )
            }
            Direction::Unclear => format!(
                " Among everyone who waits anywhere there is no clear change {when} ({}){}.",
                interval(all),
                histories("delayed.all", "")
            ),
            Direction::Same => format!(" Nothing changes for anyone who waits anywhere {when}."),
            Direction::Unknown => String::new(),
        };
    }
    text += &wears_off(results, comparison, scenario).unwrap_or_default();
    text += &new_or_taken(results, scenario, main).unwrap_or_default();
    Some(text)
}

/// "17 fewer people (7 to 28) are delayed in acute beds in months 2–3 than without it, and 62 fewer (47 to 77) in
/// months 7–12"
fn in_acute_beds(told: &[(&WindowRecord, Finding)], than: &str) -> String {
    let mut text = String::new();
    let mut said_where = false;
    for (i, (window, finding)) in told.iter().enumerate() {
        let when = words::in_window(window);
        if i > 0 {
            text += ", and ";
        }
        text += &match finding.direction() {
            Direction::Falls | Direction::Rises if said_where => {
                format!("{} {when}", fewer(*finding, ""))
            }
            Direction::Falls | Direction::Rises => {
                format!(
                    "{} are delayed in acute beds {when} than {than}",
                    fewer(*finding, "people ")
                )
            }
            Direction::Unclear if said_where => {
                format!("no clear change {when} ({})", interval(*finding))
            }
            Direction::Unclear => format!(
                "no clear change in the number of people delayed in acute beds {when} ({})",
                interval(*finding)
            ),
            Direction::Same if said_where => format!("no change {when}"),
            Direction::Same => {
                format!("no change in the number of people delayed in acute beds {when}")
            }
            Direction::Unknown => format!("what changes {when} cannot be judged"),
        };
        said_where = true;
    }
    text
}

/// ": fewer in 18 of 20 simulated histories": how often a difference lies on the side of its mean; `None` where nothing
/// can be counted.
fn in_histories(results: &Results, row: &DifferenceRow, counted: &str) -> Option<String> {
    let (some, all) = key_table::on_its_side(results, row)?;
    let word = if row.difference < 0.0 {
        "fewer"
    } else {
        "more"
    };
    let said = format!(": {word} in {some} of {all} {counted}");
    Some(said.trim_end().to_owned())
}

/// What a scenario is compared with, after "than".
fn without(baseline: &ScenarioRecord) -> String {
    if baseline.policies.is_empty() && baseline.name.starts_with("no policy") {
        "without it".to_owned()
    } else {
        format!("in {}", words::name(baseline))
    }
}

/// When nine tenths of the relief in acute beds are gone.
fn wears_off(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
) -> Option<String> {
    let row = comparison.difference_of(results, &scenario.name, "all", "helped_until_day")?;
    // A resample that has not come back counts as the end of the run: then nothing can be said of when.
    let known =
        row.difference.is_finite() && row.lower.is_finite() && row.upper < scenario.horizon_days;
    let day = |day: f64| words::grouped(libm::rint(day), 0);
    known.then(|| {
        format!(
            " By day {} ({} to {}) nine tenths of the largest fall in acute beds are gone.",
            day(row.difference),
            day(row.lower),
            day(row.upper)
        )
    })
}

/// Whether the care paid for was new to the place, or taken from others.
fn new_or_taken(
    results: &Results,
    scenario: &ScenarioRecord,
    main: &WindowRecord,
) -> Option<String> {
    let row = results.difference_of(&scenario.name, &main.name, "growth_share")?;
    if row.difference.is_nan() || row.lower.is_nan() || row.upper.is_nan() {
        return None;
    }
    let [value, lower, upper] = [row.difference, row.lower, row.upper].map(key_table::whole_share);
    let style = Style::of("share", &[value, lower, upper]);
    let interval = if upper > 1.0 {
        format!("{} or more", style.level(lower))
    } else {
        style.level_interval(lower, upper)
    };
    let share = if value > 1.0 {
        format!("all ({interval})")
    } else {
        format!("{} ({interval})", style.level(value))
    };
    Some(match (lower, upper) {
        (_, upper) if upper <= 0.0 => {
            " None of the care it paid for was new to the place: all of it was taken from others."
                .to_owned()
        }
        (lower, _) if lower >= 1.0 => {
            " All of the care it paid for was new to the place.".to_owned()
        }
        (lower, upper) if lower > 0.0 && upper < 1.0 => format!(
            " Of the care it paid for, {share} was new to the place, and the rest was taken from others."
        ),
        (lower, _) if lower > 0.0 => {
            format!(" Of the care it paid for, {share} was new to the place.")
        }
        (_, upper) if upper < 1.0 => format!(
            " Some of the care it paid for was taken from others, and it is not clear whether any was new to the \
             place: {share}."
        ),
        _ => {
            format!(" How much of the care it paid for was new to the place is not clear: {share}.")
        }
    })
}

/// "17 fewer people (7 to 28)", "203 more (163 to 243)".
fn fewer(finding: Finding, whom: &str) -> String {
    let (word, near, far) = match finding.direction() {
        Direction::Falls => ("fewer", finding.upper, finding.lower),
        _ => ("more", finding.lower, finding.upper),
    };
    let style = Style::of("people", &[finding.difference, near, far]);
    let size = |x: f64| style.level(x.abs());
    let whom = if whom.is_empty() {
        " "
    } else {
        &format!(" {whom}")
    };
    format!(
        "{} {word}{whom}({} to {})",
        size(finding.difference),
        size(near),
        size(far)
    )
}

fn interval(finding: Finding) -> String {
    let Finding {
        difference,
        lower,
        upper,
    } = finding;
    Style::of("people", &[difference, lower, upper]).difference_interval(lower, upper)
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
        .enumerate()
        .map(|(i, (m, f))| {
            // What is counted is said once.
            let counted = if i == 0 { "simulated histories" } else { "" };
            let row = results.difference_of(&scenario.name, &main.name, &m.key);
            let histories = row.and_then(|row| key_table::on_its_side(results, row));
            let histories = histories.map_or_else(String::new, |(some, all)| {
                format!(" in {some} of {all} {counted}")
            });
            format!(
                "{} {}{}",
                words::uncapitalised(&m.title),
                past_in(*f, &m.unit),
                histories.trim_end()
            )
        })
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
        assert!(told[0].contains("delayed in acute beds"), "{told:?}");
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
        fn fewer_or_more_is_only_said_when_the_interval_lies_on_that_side(
            middle in -50.0..50.0_f64,
            half in 0.0..60.0_f64,
        ) {
            let finding = Finding::new(middle, middle - half, middle + half);
            let window = WindowRecord { name: "m2-3".to_owned(), from_day: 30.0, to_day: 90.0 };
            let told = in_acute_beds(&[(&window, finding)], "without it");
            prop_assert_eq!(told.contains("fewer"), middle + half < 0.0);
            prop_assert_eq!(told.contains("more"), middle - half > 0.0);
            let told = past_in(finding, "people");
            prop_assert_eq!(told.starts_with("fell"), middle + half < 0.0);
            prop_assert_eq!(told.starts_with("rose"), middle - half > 0.0);
        }
    }
}
