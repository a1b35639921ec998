//! The table of key measures on the page, each difference with a small picture of its interval.

use crate::output::comparison::Comparison;
use crate::output::key_measures;
use crate::output::key_table::{self, Cell, KeyRow, KeyTable};
use crate::output::words;
use crate::results::{Results, WindowRecord};
use maud::{Markup, html};

/// Most scenarios side by side.
const SIDE_BY_SIDE: usize = 3;

/// Key measures of a comparison: in the main window for all scenarios, and in every window below.
pub fn tables(results: &Results, comparison: &Comparison<'_>) -> Markup {
    let window = comparison.main_window(results);
    html! {
        @for part in comparison.parts(SIDE_BY_SIDE) {
            (main_table(&key_table::of(results, &part, window), &part))
        }
        @if results.manifest.windows.len() > 1 && !comparison.scenarios.is_empty() {
            details class="data" {
                summary { "The same in every window" }
                @for scenario in &comparison.scenarios {
                    (all_windows(results, comparison, &scenario.name))
                }
            }
        }
    }
}

fn main_table(table: &KeyTable<'_>, comparison: &Comparison<'_>) -> Markup {
    let when = table
        .window
        .map_or_else(|| "over the whole period".to_owned(), words::in_window);
    let alone = table.scenarios.is_empty();
    html! {
        table class="keys stacks" role="table" {
            caption {
                @if alone {
                    "Key measures " (when) ": means with 95% intervals."
                } @else {
                    "Key measures " (when) ": the level of " (words::name(comparison.baseline))
                    " and of each scenario and, in bold, how that differs, with its 95% interval. The strip shows the interval, its \
                     dot the difference, its long line zero; the scale is that of its row. The count says in how many \
                     simulated histories there is less, or more."
                }
            }
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "Measure" }
                    th scope="col" role="columnheader" { (words::name(comparison.baseline)) }
                    @for scenario in &comparison.scenarios {
                        th scope="col" role="columnheader" { (words::name(scenario)) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for row in &table.rows {
                    tr role="row" {
                        th scope="row" role="rowheader" { (row.title()) }
                        td role="cell" class="baseline" data-label=(words::name(comparison.baseline)) {
                            (row.level())
                            @if alone && row.baseline.is_some() { " (" (row.level_interval()) ")" }
                        }
                        @for (scenario, cell) in comparison.scenarios.iter().zip(&row.cells) {
                            td role="cell" data-label=(words::name(scenario)) {
                                @match cell {
                                    Some(cell) => (difference(row, cell)),
                                    None => (words::NOTHING),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn difference(row: &KeyRow<'_>, cell: &Cell<'_>) -> Markup {
    let (value, interval) = row.cell(cell);
    html! {
        @if let Some(level) = row.level_of(cell) {
            span class="level" { (level) } " "
        }
        @if row.level_of(cell).is_none() || !row.is_same(cell) {
            span class="difference" { (value) }
        }
        @if let Some(interval) = interval.filter(|_| !row.is_same(cell)) {
            @for (i, end) in interval.split(" to ").enumerate() {
                @if i > 0 { " to" }
                " " span class="end" { (end) }
            }
        }
        @if let Some(window) = cell.other_window {
            span class="verdict" { ", " (words::window(window)) }
        }
        span class="judged" {
            @if let Some(reach) = row.reach() { (strip(cell, reach)) }
            @if row.is_same(cell) {
                " " span class="verdict" { "no change" }
            } @else if !cell.verdict.is_empty() && cell.value.is_finite() {
                " " span class={ "verdict " (class_of(cell.verdict)) } { (cell.verdict) }
            }
            @if let Some((same, all)) = cell.on_its_side {
                @let word = if cell.value < 0.0 { "less" } else { "more" };
                " " span class="histories" { (word) " in " (same) " of " (all) }
            }
        }
    }
}

fn class_of(verdict: &str) -> &str {
    match verdict {
        "better" | "worse" => verdict,
        _ => "",
    }
}

/// The interval as a line with a dot, on a scale that reaches as far on both sides of zero.
fn strip(cell: &Cell<'_>, reach: f64) -> Markup {
    let x = |value: f64| libm::rint(88.0 + 82.0 * (value / reach).clamp(-1.0, 1.0));
    let known = cell.lower.is_finite() && cell.upper.is_finite();
    html! {
        svg viewBox="0 0 176 14" aria-hidden="true" focusable="false" preserveAspectRatio="xMinYMid" {
            path d="M88 0v14" stroke="#505a5f" stroke-width="1" {}
            @if known {
                path d={ "M" (x(cell.lower)) " 7H" (x(cell.upper)) } stroke="#12436d" stroke-width="4" stroke-opacity=".55" {}
            }
            @if cell.value.is_finite() {
                circle cx=(x(cell.value)) cy="7" r="4" fill="#12436d" {}
            }
        }
    }
}

/// One scenario in every window: a column each.
fn all_windows(results: &Results, comparison: &Comparison<'_>, scenario: &str) -> Markup {
    let Some(at) = comparison.scenarios.iter().position(|s| s.name == scenario) else {
        return html! {};
    };
    let windows: Vec<&WindowRecord> = results.manifest.windows.iter().collect();
    let tables: Vec<KeyTable<'_>> = windows
        .iter()
        .map(|w| key_table::of(results, comparison, Some(w)))
        .collect();
    // A measure may be told of some windows only.
    let row_of =
        |table: &'_ KeyTable<'_>, key: &str| table.rows.iter().position(|r| r.measure.key == key);
    let measures: Vec<&KeyRow<'_>> = key_measures::of(results)
        .into_iter()
        .filter_map(|m| {
            let mut rows = tables.iter().flat_map(|t| &t.rows);
            rows.find(|r| r.measure.key == m.key)
        })
        .collect();
    html! {
        div class="scroll" tabindex="0" role="region" aria-label={ "Differences of " (scenario) " in every window" } {
            table class="numbers" {
                caption { (scenario) " less " (comparison.baseline.name) ", with 95% intervals" }
                thead {
                    tr {
                        th scope="col" { "Measure" }
                        @for window in &windows { th scope="col" { (words::window(&window.name)) } }
                    }
                }
                tbody {
                    @for row in measures {
                        tr {
                            th scope="row" { (row.title()) }
                            @for table in &tables {
                                @let here = row_of(table, &row.measure.key).map(|i| &table.rows[i]);
                                td { (in_window(here, at)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn in_window(row: Option<&KeyRow<'_>>, at: usize) -> String {
    let found = row.and_then(|row| Some((row, row.cells.get(at)?.as_ref()?)));
    match found {
        Some((row, cell)) if cell.other_window.is_none() => {
            let (value, interval) = row.cell(cell);
            format!("{value} {}", interval.unwrap_or_default())
        }
        _ => words::NOTHING.to_owned(),
    }
}
