//! The report: one page that needs nothing but itself, in the order in which a reader asks.
//!
//! No requests, no fonts from elsewhere: it opens from an e-mail, prints on A4, and reads on a phone and aloud. Its one
//! script copies pictures; where scripts are off nothing else is missing. Charts stand in the order in which they are
//! handed over, under the question that each answers: whoever has more to show than a comparison does, such as what
//! matters most after a sweep, hands over charts of their own behind the others.

mod background;
mod figures;
mod keys;
pub mod sheet;

use super::chart::Chart;
use super::comparison::{self, Comparison};
use super::introduction;
use crate::results::{Manifest, Results};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

/// How it looks.
pub const STYLE: &str = include_str!("style.css");
/// The one script: buttons that copy and save pictures.
pub const COPY: &str = include_str!("copy.js");

/// What the page may do: show pictures that it holds itself, and run its one script, known by its hash. Nothing else, and
/// nothing from elsewhere.
fn policy() -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(COPY));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{hash}'"
    )
}

/// A page may not be larger: what mail servers and shared drives let through without a second thought.
const LARGEST: usize = 950_000;

/// How much a page shows of its charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pictures {
    /// Each twice, for wide and for narrow screens.
    Both,
    /// Each for wide screens only.
    Wide,
    /// The first of each question, for wide screens only; the others are in files of their own.
    First,
}

/// The page, with these charts in it: with as many pictures as keep it small.
pub fn page(results: &Results, charts: &[Chart]) -> String {
    let first: Vec<&Chart> = charts
        .chunk_by(|a, b| a.question == b.question)
        .filter_map(<[Chart]>::first)
        .collect();
    let all: Vec<&Chart> = charts.iter().collect();
    let mut page = page_with(results, &all, Pictures::Both);
    if page.len() > LARGEST {
        page = page_with(results, &all, Pictures::Wide);
    }
    if page.len() > LARGEST {
        page = page_with(results, &first, Pictures::First);
    }
    page
}

fn page_with(results: &Results, charts: &[&Chart], pictures: Pictures) -> String {
    let manifest = &results.manifest;
    let comparisons = comparison::comparisons(results);
    let title = introduction::title(&comparisons);
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="generator" content={ "caremarket " (manifest.version) };
                meta name="description" content=(introduction::headline(manifest, charts).join(" "));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#answer" { "Skip to the answer" }
                header {
                    h1 { (title) }
                    p class="soft" { (introduction::basis(results, &comparisons)) }
                    (contents(results, charts))
                }
                main {
                    (answer(results, &comparisons, charts))
                    (figures::sections(charts, pictures))
                    (background::expectations(results))
                    (background::scenarios(results))
                    (background::assumptions(&comparisons))
                    (limits(manifest))
                    (how_to_read(results))
                    (background::reproduce(manifest))
                }
                footer {
                    p class="soft" {
                        "Made by caremarket " (manifest.version) ". This page is complete in itself: it loads nothing \
                         and sends nothing. The numbers are in the tables of the same folder."
                    }
                }
                // Last: everything can be read before it runs.
                script { (PreEscaped(COPY)) }
            }
        }
    };
    page.into_string()
}

/// What answers of the page, without what is behind it: to stand within another page.
pub fn answer_alone(results: &Results, charts: &[Chart]) -> String {
    let comparisons = comparison::comparisons(results);
    let charts: Vec<&Chart> = charts.iter().collect();
    let part = html! {
        (answer(results, &comparisons, &charts))
        (figures::sections(&charts, Pictures::Both))
        (background::expectations(results))
    };
    part.into_string()
}

fn contents(results: &Results, charts: &[&Chart]) -> Markup {
    let mut links = vec![("answer".to_owned(), first_question(results).to_owned())];
    links.extend(figures::questions(charts));
    if !results.expectations.is_empty() {
        links.push(("expected".to_owned(), "What was expected".to_owned()));
    }
    links.push(("scenarios".to_owned(), "What was simulated".to_owned()));
    links.push(("assumptions".to_owned(), "Assumptions".to_owned()));
    links.push(("limits".to_owned(), "Limits".to_owned()));
    links.push(("reading".to_owned(), introduction::HOW_TO_READ.to_owned()));
    links.push(("reproduce".to_owned(), "How to reproduce it".to_owned()));
    html! {
        nav aria-label="Contents" {
            ul {
                @for (id, name) in &links {
                    li { a href={ "#" (id) } { (name) } }
                }
            }
        }
    }
}

fn first_question(results: &Results) -> &'static str {
    if results.differences.is_empty() {
        "What is it like?"
    } else {
        "Did it help?"
    }
}

fn answer(results: &Results, comparisons: &[Comparison<'_>], charts: &[&Chart]) -> Markup {
    let manifest = &results.manifest;
    html! {
        section id="answer" aria-labelledby="answer-heading" {
            h2 id="answer-heading" { (first_question(results)) }
            @for sentence in introduction::headline(manifest, charts) {
                p class="lead" { (sentence) }
            }
            (warnings(manifest))
            @for comparison in comparisons {
                (keys::tables(results, comparison))
            }
        }
    }
}

fn warnings(manifest: &Manifest) -> Markup {
    let warnings = introduction::warnings(manifest);
    html! {
        @if !warnings.is_empty() {
            div class="note" role="note" aria-labelledby="warnings-heading" {
                h3 id="warnings-heading" { (introduction::WARNINGS) }
                ul {
                    @for warning in warnings { li { (warning) } }
                }
            }
        }
    }
}

/// What a reader may not conclude.
fn limits(manifest: &Manifest) -> Markup {
    let drawn = manifest.scenarios.iter().any(|s| !s.uncertain.is_empty());
    html! {
        section id="limits" aria-labelledby="limits-heading" {
            h2 id="limits-heading" { "Limits" }
            ul {
                li { "This is a simulated place, not a forecast of a real one: read differences between scenarios, not levels." }
                @if drawn {
                    li { "Intervals hold chance and what is not known about the values drawn. They say nothing of what the \
                          model leaves out." }
                } @else {
                    li { "Intervals hold chance alone, not what is unknown about the assumptions: a wrong assumption gives a \
                          narrow interval around a wrong number." }
                }
                li { "Many measures are looked at, each with an interval of its own: of twenty that do not change, one looks \
                      as if it did." }
                li { "Money is what is paid for care and staff here. Quality, safety and what families bear are counted only \
                      where a measure says so." }
            }
        }
    }
}

fn how_to_read(results: &Results) -> Markup {
    let manifest = &results.manifest;
    html! {
        section id="reading" aria-labelledby="reading-heading" {
            h2 id="reading-heading" { (introduction::HOW_TO_READ) }
            dl {
                @for (term, meaning) in introduction::how_to_read(manifest) {
                    dt { (term) }
                    dd { (meaning) }
                }
                @if !results.control_chart.is_empty() {
                    dt { "Control chart" }
                    dd {
                        "How boards look for change in one line of numbers: points beyond limits, or in patterns that chance \
                         seldom makes, are signals. Its rules suppose that a month tells nothing of the next. Delays do: \
                         so compare what is signalled with the policy with what is signalled without."
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
