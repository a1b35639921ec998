//! What a reader is told before and around the numbers, the same on the page and in the workbook: the title, what was
//! found, what to beware of, and how to read it all.

use super::chart::Chart;
use super::comparison::Comparison;
use super::words;
use crate::results::{AssumptionRecord, Manifest, PolicyRecord, Results, ScenarioRecord};

/// The heading of [`warnings`].
pub const WARNINGS: &str = "Before you rely on these numbers";

/// The heading of [`how_to_read`].
pub const HOW_TO_READ: &str = "How to read this";

/// "Riverbridge: step-down and own-homecare against baseline".
pub fn title(comparisons: &[Comparison<'_>]) -> String {
    let Some(first) = comparisons.first() else {
        return "Results".to_owned();
    };
    let place = match first.baseline.place.as_str() {
        "" => String::new(),
        place => format!("{}: ", words::capitalised(place)),
    };
    if comparisons.len() > 1 && comparisons.iter().all(|c| !c.scenarios.is_empty()) {
        let names: Vec<String> = comparisons
            .iter()
            .flat_map(|c| c.scenarios.iter().map(|s| words::name(s)))
            .collect();
        return match names.len() {
            n if n <= 4 => format!(
                "{place}{}, each against its own baseline",
                words::list(&names)
            ),
            n => format!("{place}{n} scenarios, each against its own baseline"),
        };
    }
    let names: Vec<String> = first.scenarios.iter().map(|s| words::name(s)).collect();
    let more = if comparisons.len() > 1 {
        ", and more"
    } else {
        ""
    };
    match names.len() {
        0 => format!("{place}{}{more}", words::title(first.baseline)),
        1..=4 => format!(
            "{place}{} against {}{more}",
            words::list(&names),
            words::name(first.baseline)
        ),
        n => format!(
            "{place}{n} scenarios against {}{more}",
            words::name(first.baseline)
        ),
    }
}

/// How often, over which dates, and when it was computed.
pub fn basis(results: &Results, comparisons: &[Comparison<'_>]) -> String {
    let mut parts = vec![words::capitalised(&words::basis(results))];
    if let Some(first) = comparisons.first().map(|c| c.baseline) {
        let day = |day: f64| words::date(&first.start_date, day);
        if let (Some(from), Some(to)) = (day(0.0), day((first.horizon_days - 1.0).max(0.0))) {
            parts.push(format!("{from} to {to}"));
        }
    }
    if !results.manifest.started.is_empty() {
        parts.push(format!("computed {}", results.manifest.started));
    }
    parts.join(" · ")
}

/// The sentences at the top: those of the command, or else what the first chart shows.
pub fn headline(manifest: &Manifest, charts: &[&Chart]) -> Vec<String> {
    if manifest.headline.is_empty() {
        charts
            .first()
            .map(|c| c.title.clone())
            .into_iter()
            .collect()
    } else {
        manifest.headline.clone()
    }
}

/// What to know before relying on the numbers.
pub fn warnings(manifest: &Manifest) -> Vec<String> {
    let Manifest {
        replications,
        replications_done,
        ..
    } = *manifest;
    let stopped = (replications_done < replications).then(|| {
        format!(
            "Only {replications_done} of {} were done before the run ended.",
            words::count(replications, "replication")
        )
    });
    let alone = (replications_done < 2).then(|| {
        "One replication is one possible history: nothing here has an interval, and any difference may be chance."
            .to_owned()
    });
    let told = manifest.warnings.iter().cloned();
    stopped.into_iter().chain(alone).chain(told).collect()
}

/// What a reader may not conclude.
pub fn limits(manifest: &Manifest) -> [&'static str; 4] {
    let drawn = manifest.scenarios.iter().any(|s| !s.uncertain.is_empty());
    [
        "This is a simulated place, not a forecast of a real one: read differences between scenarios, not levels.",
        if drawn {
            "Intervals hold chance and what is not known about the values drawn. They say nothing of what the model \
             leaves out."
        } else {
            "Intervals hold chance alone, not what is unknown about the assumptions: a wrong assumption gives a narrow \
             interval around a wrong number."
        },
        "Many measures are looked at, each with an interval of its own: of twenty that do not change, one looks as if it \
         did.",
        "Money is what is paid for care and staff here. Quality, safety and what families bear are counted only where a \
         measure says so.",
    ]
}

/// Words that a reader may not know, and what they mean here.
pub fn how_to_read(manifest: &Manifest) -> [(&'static str, String); 6] {
    let replications = format!(
        "One simulated history of the place, with its own luck. There are {} here, and every number is a mean over them.",
        manifest.replications_done
    );
    [
        ("Replication", replications.as_str()),
        (
            "Paired",
            "The scenario and its baseline live through the same luck: the same people fall ill on the same days. The \
             difference between the two is therefore the policy's, and is known better than either level.",
        ),
        (
            "95% interval",
            "The range in brackets, the shading or the thin line: how far the mean difference could be off because there \
             are only so many replications. It says nothing about how right the assumptions are.",
        ),
        (
            "Better, worse, no clear change",
            "Better or worse if the whole interval lies on one side of zero, judged by which direction is good for this \
             measure. No clear change if the interval holds zero: then there may be a small effect, or none.",
        ),
        (
            "Moved, not solved",
            "A delay that leaves the hospital and reappears in another bed or at home. That is why delays in hospital, \
             in any bed and everywhere always stand together.",
        ),
        (
            "Months",
            "Twelfths of 365 days, counted from the first day reported.",
        ),
    ]
    .map(|(term, meaning)| (term, meaning.to_owned()))
}

/// What a policy does and when: "The trust buys 100 step-down beds, from 1 April 2024."
pub fn does(scenario: &ScenarioRecord, policy: &PolicyRecord) -> String {
    let day =
        |day: f64| words::date(&scenario.start_date, day).unwrap_or_else(|| format!("day {day}"));
    let until = policy
        .end_day
        .map_or_else(String::new, |end| format!(" until {}", day(end)));
    let description = if policy.description.is_empty() {
        words::label(&policy.lever)
    } else {
        policy.description.clone()
    };
    format!(
        "{}, from {}{until}.",
        words::capitalised(description.trim_end_matches('.')),
        day(policy.start_day)
    )
}

/// What a scenario assumes that its baseline does not.
pub fn own_assumptions<'a>(
    scenario: &'a ScenarioRecord,
    baseline: &ScenarioRecord,
) -> Vec<&'a AssumptionRecord> {
    let same = |a: &AssumptionRecord| {
        baseline
            .assumptions
            .iter()
            .any(|b| b.path == a.path && b.value == a.value && b.source == a.source)
    };
    scenario.assumptions.iter().filter(|a| !same(a)).collect()
}
