//! `STRESS-DES.md`: what a report of a simulation study should say, filled in as far as the program knows.
//!
//! The twenty items of STRESS-DES (Monks and others, *Strengthening the reporting of empirical simulation studies:
//! introducing the STRESS guidelines*, Journal of Simulation 13(1), 2019, <https://doi.org/10.1080/17477778.2018.1442155>).
//! What only the author knows is left to the author, and marked.

use super::title;
use crate::output::words;
use crate::results::{AssumptionRecord, Manifest, ScenarioRecord};
use std::fmt::Write as _;

/// The checklist of a study.
pub(super) fn checklist(manifest: &Manifest) -> String {
    let mut page = format!(
        "# STRESS-DES: {}\n\n\
         The twenty items of the checklist for reports of discrete-event simulations (Monks and others, 2019,\n\
         [doi:10.1080/17477778.2018.1442155](https://doi.org/10.1080/17477778.2018.1442155)). Whatever stands in square\n\
         brackets the program cannot know.\n",
        title(manifest)
    );
    let sections: [(&str, Vec<(&str, String)>); 6] = [
        ("1. Objectives", objectives(manifest)),
        ("2. Logic", logic(manifest)),
        ("3. Data", data(manifest)),
        ("4. Experimentation", experimentation(manifest)),
        ("5. Implementation", implementation(manifest)),
        ("6. Code access", access(manifest)),
    ];
    for (section, items) in sections {
        let _ = write!(page, "\n## {section}\n");
        for (item, said) in items {
            let _ = write!(page, "\n### {item}\n\n{said}\n");
        }
    }
    page
}

fn by_the_author(what: &str) -> String {
    format!("[to be completed by the author: {what}]")
}

fn objectives(manifest: &Manifest) -> Vec<(&'static str, String)> {
    let asked = manifest.scenarios.iter().filter(|s| !s.question.is_empty());
    let asked: String = asked.fold(String::new(), |mut text, s| {
        let _ = writeln!(text, "- {}: {}", s.title, one_line(&s.question));
        text
    });
    let outputs = format!(
        "{} measures in {} windows: levels (time averages, exact integrals over event time), counts, rates, waits with their \
         quantiles, and money. Each is defined in `results/manifest.json` (key, title, unit, which direction is better) and in the \
         program's page of measures; `caremarket explain KEY` tells how one is counted. Windows: {}. Intervals are 95 % Student t \
         intervals on the means of replications; of differences, on the paired differences.\n\n{}",
        manifest.measures.len(),
        manifest.windows.len(),
        words::list(
            &manifest
                .windows
                .iter()
                .map(|w| w.name.clone())
                .collect::<Vec<_>>()
        ),
        by_the_author("which of these measures the report is about, and why")
    );
    vec![
        (
            "1.1 Purpose of the model",
            by_the_author("the background, and what the model is for"),
        ),
        ("1.2 Model outputs", outputs),
        (
            "1.3 Experimentation aims",
            format!(
                "{}{}",
                if asked.is_empty() {
                    String::new()
                } else {
                    format!("Questions the scenarios ask:\n\n{asked}\n")
                },
                by_the_author("why these scenarios were chosen")
            ),
        ),
    ]
}

fn logic(manifest: &Manifest) -> Vec<(&'static str, String)> {
    let scenarios = manifest.scenarios.iter().map(scenario_logic);
    let has_market = manifest
        .measures
        .iter()
        .any(|m| m.key.starts_with("price."));
    vec![
        (
            "2.1 Base model overview diagram",
            by_the_author("a diagram of the places, streams and routes of the base model"),
        ),
        (
            "2.2 Base model logic",
            format!(
                "The base model is the place file under `scenarios/`, in the language of caremarket {}; the page *model* of its \
                 documentation gives every mechanism with its equations.\n\n{}",
                manifest.version,
                by_the_author("what of this matters to the reader, and how it was validated")
            ),
        ),
        ("2.3 Scenario logic", scenarios.collect::<Vec<_>>().join("\n")),
        (
            "2.4 Algorithms",
            if has_market {
                "Those of the program, as its page *model* documents them: brokerage of homecare and beds, prices, recruitment and \
                 moves between sectors, assessment and funding."
            } else {
                "Those of the program, as its page *model* documents them: who is next in a queue, and where people go on to."
            }
            .to_owned(),
        ),
        (
            "2.5 Components",
            format!(
                "{} Queues stand before every place. All are listed, with entry and exit points, in the files under `scenarios/` ({}), \
                 as `streams`, `places` and `routes`{}.",
                if has_market {
                    "Entities are people (by group) and workers (by sector); activities are stays in places and steps of assessment \
                     and funding; resources are beds, hours or visits, posts and money."
                } else {
                    "Entities are people (by group); activities are stays in places; resources are beds, hours or visits."
                },
                words::list(&places(manifest)),
                if has_market { ", `markets` and `workforce`" } else { "" }
            ),
        ),
    ]
}

fn places(manifest: &Manifest) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for scenario in &manifest.scenarios {
        let place = if scenario.place.is_empty() {
            &scenario.name
        } else {
            &scenario.place
        };
        if !places.contains(place) {
            places.push(place.clone());
        }
    }
    places
}

fn scenario_logic(scenario: &ScenarioRecord) -> String {
    let mut said = format!("- **{}** ({})", scenario.title, scenario.name);
    if let Some(baseline) = &scenario.baseline {
        let _ = write!(said, ", compared with {baseline}");
    }
    said.push('.');
    if !scenario.story.is_empty() {
        let _ = write!(said, " {}", one_line(&scenario.story));
    }
    for policy in &scenario.policies {
        let end = policy
            .end_day
            .map_or_else(String::new, |day| format!(" to day {}", words::size(day)));
        let _ = write!(
            said,
            "\n  - `{}` from day {}{end}: {}",
            policy.lever,
            words::size(policy.start_day),
            one_line(&policy.description)
        );
    }
    for set in &scenario.set {
        let _ = write!(said, "\n  - set on the command line: `{set}`");
    }
    said
}

/// Every value with a source, once.
fn assumptions(manifest: &Manifest) -> Vec<&AssumptionRecord> {
    let mut all: Vec<&AssumptionRecord> = Vec::new();
    for value in manifest.scenarios.iter().flat_map(|s| &s.assumptions) {
        if !all
            .iter()
            .any(|a| a.path == value.path && a.value == value.value)
        {
            all.push(value);
        }
    }
    all
}

fn is_assumed(value: &AssumptionRecord) -> bool {
    value
        .source
        .trim_start()
        .to_lowercase()
        .starts_with("assumed")
}

/// A list of values under a heading, or that there are none.
fn values(heading: &str, none: &str, values: &[&AssumptionRecord]) -> String {
    if values.is_empty() {
        return format!("{none}\n");
    }
    let each = values.iter().map(|value| {
        let (what, source) = (one_line(&value.value), one_line(&value.source));
        match source.as_str() {
            "" => format!("- `{}` = {what}\n", value.path),
            source => format!("- `{}` = {what}: {source}\n", value.path),
        }
    });
    format!("{heading}:\n\n{}", each.collect::<String>())
}

fn data(manifest: &Manifest) -> Vec<(&'static str, String)> {
    let all = assumptions(manifest);
    let (assumed, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|value| is_assumed(value));
    let (sourced, bare): (Vec<_>, Vec<_>) = others.into_iter().partition(|v| !v.source.is_empty());
    let sources = values(
        "Where values come from",
        "No value states a source.",
        &sourced,
    );
    let mut assumed = values(
        "Marked as assumed",
        "No value is marked as assumed.",
        &assumed,
    );
    if !bare.is_empty() {
        assumed.push('\n');
        assumed.push_str(&values("With a range, but no source", "", &bare));
    }
    vec![
        ("3.1 Data sources", format!("{sources}\n{}", by_the_author("how the data were obtained"))),
        ("3.2 Pre-processing", by_the_author("what was done to the data before they were written into the scenarios")),
        (
            "3.3 Input parameters",
            "Every parameter stands in the files under `scenarios/`, which are complete; what was set on the command line \
             is in 2.3 and in `lock.json`."
                .to_owned(),
        ),
        (
            "3.4 Assumptions",
            format!("{assumed}\n{}", by_the_author("assumptions of the study that are not values of a file")),
        ),
    ]
}

fn experimentation(manifest: &Manifest) -> Vec<(&'static str, String)> {
    let each = |of: &dyn Fn(&ScenarioRecord) -> f64| {
        let mut days: Vec<String> = Vec::new();
        for scenario in &manifest.scenarios {
            let shown = words::grouped(of(scenario), 0);
            if !days.contains(&shown) {
                days.push(shown);
            }
        }
        words::list(&days)
    };
    let first = manifest.scenarios.first();
    let mut estimation = format!(
        "{} replications of each scenario, seed {}. All scenarios share the random numbers of a replication, so that \
         differences are paired by replication.",
        words::grouped(manifest.replications_done as f64, 0),
        manifest.seed
    );
    if let Some(precision) = &manifest.asked.precision {
        let _ = write!(
            estimation,
            " Replications were to be added until half the 95 % interval of {} is at most {} % of the mean, {} at most.",
            words::list(&precision.of),
            words::size(precision.within * 100.0),
            words::grouped(precision.at_most as f64, 0)
        );
    }
    if !manifest.asked.uncertain.is_empty() {
        estimation.push_str(
            " Values with a range were drawn anew in each replication (`results/drawn.csv`).",
        );
    }
    vec![
        (
            "4.1 Initialisation",
            format!(
                "Warm-up of {} days, run but not reported; at its beginning the place holds whom its file says (`start` of a place), or nobody.",
                each(&|s| s.warm_up_days)
            ),
        ),
        (
            "4.2 Run length",
            format!(
                "{} days reported, from {}.",
                each(&|s| s.horizon_days),
                first.map_or("day 0", |s| s.start_date.as_str())
            ),
        ),
        ("4.3 Estimation approach", estimation),
    ]
}

fn implementation(manifest: &Manifest) -> Vec<(&'static str, String)> {
    vec![
        (
            "5.1 Software or programming language",
            format!("caremarket {} (results number {}), written in Rust.", manifest.version, manifest.results_version),
        ),
        (
            "5.2 Random sampling",
            format!(
                "A counter-based generator, keyed by seed ({}), replication, purpose, subject and occurrence; most samplers invert the \
                 distribution function. No draw depends on the order of others.",
                manifest.seed
            ),
        ),
        (
            "5.3 Model execution",
            "Event scheduling with one future event list in whole seconds; ties go by priority, then by order of scheduling. Each queue \
             follows the discipline its place states. Replications run in parallel; their number of threads changes no result."
                .to_owned(),
        ),
        (
            "5.4 System specification",
            format!(
                "{}; {} seconds for {} events, at most {} MB of memory; started {}. [to be completed by the author: the processor]",
                manifest.platform,
                words::size(manifest.wall_seconds),
                words::grouped(manifest.events as f64, 0),
                words::grouped((manifest.peak_rss_bytes / 1_000_000) as f64, 0),
                manifest.started
            ),
        ),
    ]
}

fn access(manifest: &Manifest) -> Vec<(&'static str, String)> {
    vec![(
        "6.1 Computer model sharing statement",
        format!(
            "caremarket {} is free software under MIT or Apache 2.0. This bundle holds the scenarios, seed, hashes and results; \
             `caremarket reproduce` runs it again and compares every table to the byte.\n\n{}",
            manifest.version,
            by_the_author("where this bundle is archived, with its DOI")
        ),
    )]
}

/// Text that may span lines, as one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
