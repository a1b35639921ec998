//! The report: one page that needs nothing but itself, in the order in which a reader asks.
//!
//! No scripts, no requests, no fonts from elsewhere: it opens from an e-mail, prints on A4, and reads on a
//! phone and aloud.

mod background;
mod figures;
mod keys;

use super::chart::Chart;
use super::comparison::{self, Comparison};
use super::introduction;
use crate::results::{Manifest, Results};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

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
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
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
                    (how_to_read(manifest))
                    (background::reproduce(manifest))
                }
                footer {
                    p class="soft" {
                        "Made by caremarket " (manifest.version) ". This page is complete in itself: it loads nothing \
                         and sends nothing. The numbers are in the tables of the same folder."
                    }
                }
            }
        }
    };
    page.into_string()
}

fn contents(results: &Results, charts: &[&Chart]) -> Markup {
    let mut links = vec![("answer".to_owned(), first_question(results).to_owned())];
    links.extend(figures::questions(charts));
    if !results.expectations.is_empty() {
        links.push(("expected".to_owned(), "What was expected".to_owned()));
    }
    links.push(("scenarios".to_owned(), "What was simulated".to_owned()));
    links.push(("assumptions".to_owned(), "Assumptions".to_owned()));
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

fn how_to_read(manifest: &Manifest) -> Markup {
    html! {
        section id="reading" aria-labelledby="reading-heading" {
            h2 id="reading-heading" { (introduction::HOW_TO_READ) }
            dl {
                @for (term, meaning) in introduction::how_to_read(manifest) {
                    dt { (term) }
                    dd { (meaning) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
