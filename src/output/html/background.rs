//! The rest of the page: expectations, scenarios and policies, assumptions with their sources, and how to run it again.

use crate::output::comparison::{Comparison, measure};
use crate::output::introduction;
use crate::output::words::{self, Style};
use crate::results::{AssumptionRecord, ExpectationRow, Manifest, Results};
use maud::{Markup, html};

/// What was expected, and what became of it.
pub fn expectations(results: &Results) -> Markup {
    let rows = &results.expectations;
    html! {
        @if !rows.is_empty() {
            section id="expected" aria-labelledby="expected-heading" {
                h2 id="expected-heading" { "What was expected, and what became of it" }
                p {
                    "Written into the scenarios before they were run. "
                    @let met = rows.iter().filter(|r| r.outcome == "met").count();
                    (met) " of " (rows.len()) " came out as expected."
                }
                table class="stacks" role="table" {
                    caption class="unseen" { "Hypotheses of the scenarios and what became of them" }
                    thead role="rowgroup" {
                        tr role="row" {
                            @for name in ["Scenario", "Measure", "Expected", "Found (95% interval)", "Outcome"] {
                                th scope="col" role="columnheader" { (name) }
                            }
                        }
                    }
                    tbody role="rowgroup" {
                        @for row in rows { (expectation(results, row)) }
                    }
                }
            }
        }
    }
}

fn expectation(results: &Results, row: &ExpectationRow) -> Markup {
    let record = measure(results, &row.measure);
    let title = record.map_or_else(|| row.measure.clone(), words::measure_title);
    let unit = record.map_or("", |m| m.unit.as_str());
    let style = Style::of(unit, &[row.value, row.lower, row.upper]);
    let (found, interval) = if row.versus.is_empty() {
        (
            style.level(row.value),
            style.level_interval(row.lower, row.upper),
        )
    } else {
        (
            style.difference(row.value),
            style.difference_interval(row.lower, row.upper),
        )
    };
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                (row.scenario)
                @if !row.versus.is_empty() { " against " (row.versus) }
            }
            td role="cell" data-label="Measure" { (title) ", " (words::window(&row.window)) }
            td role="cell" data-label="Expected" { (words::with_windows(&row.expected)) }
            td role="cell" data-label="Found" { (found) " (" (interval) ")" }
            td role="cell" data-label="Outcome" { strong { (row.outcome) } }
        }
    }
}

/// Every scenario: its story, its question, and what it does differently.
pub fn scenarios(results: &Results) -> Markup {
    html! {
        section id="scenarios" aria-labelledby="scenarios-heading" {
            h2 id="scenarios-heading" { "What was simulated" }
            @for scenario in &results.manifest.scenarios {
                div class="keep" {
                    h3 { (words::title(scenario)) }
                    p class="soft" {
                        code { (scenario.name) }
                        @if let Some(baseline) = &scenario.baseline { ", compared with " code { (baseline) } }
                    }
                    @if !scenario.story.is_empty() { p { (scenario.story) } }
                    @if !scenario.question.is_empty() { p { em { (scenario.question) } } }
                    @if scenario.policies.is_empty() {
                        p { "No policy." }
                    } @else {
                        ul {
                            @for policy in &scenario.policies { li { (introduction::does(scenario, policy)) } }
                        }
                    }
                    @if !scenario.set.is_empty() {
                        p { "Set on the command line: " (words::list(&scenario.set)) "." }
                    }
                    p class="soft" {
                        (words::count(libm::rint(scenario.horizon_days) as usize, "day")) " reported after "
                        (words::count(libm::rint(scenario.warm_up_days) as usize, "day")) " of warm-up."
                    }
                }
            }
        }
    }
}

/// Every value that says where it comes from: all of the baseline, and what other scenarios change.
pub fn assumptions(comparisons: &[Comparison<'_>]) -> Markup {
    html! {
        section id="assumptions" aria-labelledby="assumptions-heading" {
            h2 id="assumptions-heading" { "Assumptions, and where they come from" }
            @for comparison in comparisons {
                @let all = &comparison.baseline.assumptions;
                @if all.is_empty() {
                    p { "The files of " (comparison.baseline.name) " state no sources for their values." }
                } @else {
                    (assumption_table(&comparison.baseline.name, &all.iter().collect::<Vec<_>>()))
                }
                @for scenario in &comparison.scenarios {
                    @let own = introduction::own_assumptions(scenario, comparison.baseline);
                    @if !own.is_empty() {
                        (assumption_table(&scenario.name, &own))
                    }
                }
            }
        }
    }
}

fn assumption_table(name: &str, rows: &[&AssumptionRecord]) -> Markup {
    html! {
        details {
            summary { (words::count(rows.len(), "value")) " of " (name) " with their sources" }
            table class="sources stacks" role="table" {
                caption class="unseen" { "Values of " (name) " and where they come from" }
                thead role="rowgroup" {
                    tr role="row" {
                        @for heading in ["Where in the scenario", "Value", "Plausible", "Source"] {
                            th scope="col" role="columnheader" { (heading) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for row in rows {
                        tr role="row" {
                            th scope="row" role="rowheader" { code { (broken(&row.path)) } }
                            td role="cell" data-label="Value" { (row.value) }
                            td role="cell" data-label="Plausible" { (range(row)) }
                            td role="cell" data-label="Source" { (row.source) }
                        }
                    }
                }
            }
        }
    }
}

/// A path that may go on in the next line after a point or a low line, and nowhere else.
fn broken(path: &str) -> Markup {
    html! {
        @for part in path.split_inclusive(['.', '_']) { (part) wbr; }
    }
}

fn range(row: &AssumptionRecord) -> String {
    match (row.low, row.high) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => words::NOTHING.to_owned(),
    }
}

/// Everything needed to run it again.
pub fn reproduce(manifest: &Manifest) -> Markup {
    let mut files: Vec<(&str, &str)> = Vec::new();
    for file in manifest.scenarios.iter().flat_map(|s| &s.files) {
        if !files.contains(&(&file.name, &file.sha256)) {
            files.push((&file.name, &file.sha256));
        }
    }
    html! {
        section id="reproduce" aria-labelledby="reproduce-heading" {
            h2 id="reproduce-heading" { "How to reproduce it" }
            p { "With the same version, this command gives the same numbers on any machine, with any number of threads:" }
            pre { code { (manifest.command) } }
            dl {
                dt { "Version" } dd { "caremarket " (manifest.version) }
                dt { "Seed" } dd { (manifest.seed) }
                dt { "Replications" } dd { (manifest.replications_done) }
                dt { "Started" } dd { (manifest.started) }
                dt { "Took" } dd {
                    (words::size(manifest.wall_seconds)) " seconds on " (manifest.platform) ": "
                    (words::grouped(manifest.events as f64, 0)) " events"
                }
            }
            @if !files.is_empty() {
                details {
                    summary { "Files and their hashes" }
                    ul {
                        @for (name, sha256) in files { li { (name) ": " code { (sha256) } } }
                    }
                }
            }
        }
    }
}
