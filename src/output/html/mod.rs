//! The report: one page that needs nothing but itself, in the order in which a reader asks.
//!
//! No scripts, no requests, no fonts from elsewhere: it opens from an e-mail, prints on A4, and reads on a
//! phone and aloud.

mod background;
mod figures;
mod keys;
pub mod sheet;

use super::chart::Chart;
use super::comparison::{self, Comparison};
use super::words;
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
    let title = title(&comparisons);
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="generator" content={ "caremarket " (manifest.version) };
                meta name="description" content=(headline(manifest, charts).join(" "));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#answer" { "Skip to the answer" }
                header {
                    h1 { (title) }
                    p class="soft" { (basis(results, &comparisons)) }
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

/// "Riverbridge: step-down and own-homecare against baseline".
fn title(comparisons: &[Comparison<'_>]) -> String {
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

fn basis(results: &Results, comparisons: &[Comparison<'_>]) -> String {
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
fn headline(manifest: &Manifest, charts: &[&Chart]) -> Vec<String> {
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

fn contents(results: &Results, charts: &[&Chart]) -> Markup {
    let mut links = vec![("answer".to_owned(), first_question(results).to_owned())];
    links.extend(figures::questions(charts));
    if !results.expectations.is_empty() {
        links.push(("expected".to_owned(), "What was expected".to_owned()));
    }
    links.push(("scenarios".to_owned(), "What was simulated".to_owned()));
    links.push(("assumptions".to_owned(), "Assumptions".to_owned()));
    links.push(("reading".to_owned(), "How to read this".to_owned()));
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
            @for sentence in headline(manifest, charts) {
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
    let Manifest {
        replications,
        replications_done,
        ..
    } = *manifest;
    let stopped = replications_done < replications;
    html! {
        @if stopped || replications_done < 2 || !manifest.warnings.is_empty() {
            div class="note" role="note" aria-labelledby="warnings-heading" {
                h3 id="warnings-heading" { "Before you rely on these numbers" }
                ul {
                    @if stopped {
                        li {
                            "Only " (replications_done) " of " (words::count(replications, "replication"))
                            " were done before the run ended."
                        }
                    }
                    @if replications_done < 2 {
                        li { "One replication is one possible history: nothing here has an interval, and any \
                              difference may be chance." }
                    }
                    @for warning in &manifest.warnings {
                        li { (warning) }
                    }
                }
            }
        }
    }
}

fn how_to_read(manifest: &Manifest) -> Markup {
    html! {
        section id="reading" aria-labelledby="reading-heading" {
            h2 id="reading-heading" { "How to read this" }
            dl {
                dt { "Replication" }
                dd {
                    "One simulated history of the place, with its own luck. There are "
                    (manifest.replications_done) " here, and every number is a mean over them."
                }
                dt { "Paired" }
                dd {
                    "The scenario and its baseline live through the same luck: the same people fall ill on the same \
                     days. The difference between the two is therefore the policy's, and is known better than either level."
                }
                dt { "95% interval" }
                dd {
                    "The range in brackets, the shading or the thin line: how far the mean difference could be off because \
                     there are only so many replications. It says nothing about how right the assumptions are."
                }
                dt { "Better, worse, no clear change" }
                dd {
                    "Better or worse if the whole interval lies on one side of zero, judged by which direction is good for \
                     this measure. No clear change if the interval holds zero: then there may be a small effect, or none."
                }
                dt { "Moved, not solved" }
                dd {
                    "A delay that leaves the hospital and reappears in another bed or at home. That is why delays in \
                     hospital, in any bed and everywhere always stand together."
                }
                dt { "Months" }
                dd { "Twelfths of 365 days, counted from the first day reported." }
            }
        }
    }
}

#[cfg(test)]
mod tests;
