//! The pages: what someone may be thinking of, and the questions beside the answer.

use super::desk::{Sheet, View};
use super::draft::{self, Draft};
use crate::output::words;
use crate::scenario::embedded::{self, EMBEDDED, Embedded};
use crate::scenario::knob::{Choice, Knob, Range};
use maud::{DOCTYPE, Markup, html};

/// How the pages look, beside how a report looks.
pub const STYLE: &str = include_str!("page.css");
/// What the pages do.
pub const SCRIPT: &str = include_str!("page.js");

/// What is asked about most, first on the page, in the words of someone who thinks of doing it.
const FIRST: [(&str, &str); 4] = [
    ("step-down", "Buy step-down beds"),
    ("own-homecare", "Hire our own homecare staff"),
    ("d2a-small", "Discharge to assess"),
    ("riverbridge", "Do nothing"),
];

/// A page of this title.
fn page(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · caremarket" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="report.css";
                link rel="stylesheet" href="page.css";
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// "What are you thinking of doing?"
pub fn cards(own: &[String], view: &View) -> String {
    let first: Vec<Card> = FIRST
        .iter()
        .filter_map(|&(name, title)| {
            let title = title.to_owned();
            let card = card(embedded::find(name)?)?;
            Some(Card { title, ..card })
        })
        .collect();
    let is_first = |name: &str| FIRST.iter().any(|(first, _)| *first == name);
    let others = EMBEDDED.iter().filter(|e| !is_first(e.name) && !e.is_place);
    let others: Vec<Card> = others.filter_map(card).collect();
    let body = html! {
        header {
            h1 { "What are you thinking of doing?" }
            p {
                "Pick what comes nearest. A few questions follow, each answered already; then the place is simulated with \
                 and without it."
            }
            @if let Some(sheet) = view.sheets.last() {
                p { a href=(asking(&sheet.file)) { "Back to the desk" } }
            }
        }
        main {
            ul class="cards" {
                @for card in &first {
                    li {
                        h2 { a href=(asking(card.name)) { (card.title) } }
                        p { (card.story) }
                    }
                }
            }
            @if !own.is_empty() {
                section aria-labelledby="own" {
                    h2 id="own" { "Scenarios of your own" }
                    ul class="plain" {
                        @for file in own { li { a href=(asking(file)) { (file) } } }
                    }
                }
            }
            section aria-labelledby="others" {
                h2 id="others" { "More to try" }
                ul class="plain" {
                    @for card in &others {
                        li {
                            a href=(asking(card.name)) { (card.title) }
                            @if !card.question.is_empty() { " " span class="soft" { (card.question) } }
                        }
                    }
                }
            }
        }
        (footer())
    };
    page("What are you thinking of doing?", &body)
}

/// Something to begin from.
struct Card {
    name: &'static str,
    title: String,
    story: String,
    question: String,
}

/// A scenario as something to begin from, if it asks anything.
fn card(scenario: &Embedded) -> Option<Card> {
    let document: toml_edit::DocumentMut = scenario.text.parse().ok()?;
    document.get("knob")?;
    if scenario.is_place {
        return Some(Card {
            name: scenario.name,
            title: draft::NOTHING_NEW.to_owned(),
            story: "The place as it is: who waits where, and who has the staff. And what if staff were easier to find, or \
                    winter harder?"
                .to_owned(),
            question: String::new(),
        });
    }
    let says = |key: &str| {
        let item = document.get("scenario")?.get(key)?;
        Some(item.as_str()?.to_owned())
    };
    Some(Card {
        name: scenario.name,
        title: says("name")?,
        story: says("story").unwrap_or_default(),
        question: says("question").unwrap_or_default(),
    })
}

/// The address of the questions about a scenario.
fn asking(from: &str) -> String {
    format!("ask?from={}", escaped(from))
}

/// As it may stand in an address: every byte that is neither a letter, a digit, a dot, a dash nor a stroke, by its number.
fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b".-_~".contains(&b);
    text.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

fn footer() -> Markup {
    html! {
        footer {
            p class="soft" {
                "caremarket " (env!("CARGO_PKG_VERSION")) ", on this machine alone: nothing is loaded from elsewhere, and \
                 nothing is sent. A simulated place, not a forecast of a real one."
            }
        }
    }
}

/// What is asked for is not there.
pub fn nothing(what: &str) -> String {
    let body = html! {
        header { h1 { "Not found" } p { (what) "." } }
        main { p { a href="./" { "To the beginning" } } }
    };
    page("Not found", &body)
}

/// The questions of a scenario on the left, what lies on the desk and the answer on the right.
pub fn ask(draft: &Draft, view: &View) -> String {
    let seen = draft.seen();
    let scenario = seen.scenario.as_ref();
    let title = scenario.map_or_else(|| draft.from.clone(), |s| s.title.clone());
    let is_own = embedded::find(&draft.from).is_none();
    let body = html! {
        a class="skip" href="#answer-part" { "Skip to the answer" }
        header class="top" {
            p { a href="./" { "Something else" } }
            h1 id="title" { (title) }
        }
        noscript { p class="note" { "This page needs scripts. The command line does the same without: caremarket compare " (draft.from) } }
        div class="desk" {
            section class="questions" aria-label="Questions" {
                @if let Some(scenario) = scenario {
                    @if !scenario.story.is_empty() { p { (scenario.story) } }
                }
                // The program checks what is answered: a value may lie between two steps.
                form id="questions" data-from=(draft.from) novalidate autocomplete="off" {
                    @for (i, knob) in scenario.iter().flat_map(|s| &s.knobs).enumerate() { (question(i, knob)) }
                    p id="trouble" class="note" role="alert" tabindex="-1" hidden {}
                    p { button type="submit" class="go" { "Run" } }
                }
                details id="drawer" open[scenario.is_none()] {
                    summary { "The scenario as a file" }
                    p class="soft" {
                        @if is_own { "This is " code { (draft.from) } ". Change it here or in any editor." }
                        @else { "A copy of what comes with the program. Once run, it is a file of your own." }
                    }
                    label for="text" class="unseen" { "The scenario as text" }
                    // A browser leaves out the first line break.
                    textarea id="text" rows="24" spellcheck="false" autocomplete="off" { "\n" (draft.text) }
                    pre id="told" role="status" tabindex="0" hidden[seen.problems.is_empty()] { (seen.problems) }
                    @if is_own { p { button type="button" id="save" { "Save and run" } } }
                }
            }
            main class="found" {
                div id="progress" hidden {
                    label for="bar" id="bar-told" { "Starting" }
                    progress id="bar" max="1" value="0" {}
                    button type="button" data-do="stop" { "Stop" }
                }
                p id="said" class="unseen" role="status" {}
                div id="sheets" { (sheets(view)) }
                div id="answer-part" tabindex="-1" {
                    p class="soft" { "The answer will stand here. The first comes after a few seconds and rests on five simulated histories." }
                }
            }
        }
        (footer())
        script src="copy.js" {}
        script src="page.js" {}
    };
    page(&title, &body)
}

fn question(i: usize, knob: &Knob) -> Markup {
    let id = format!("ask-{i}");
    let help = format!("{id}-help");
    let described = format!("{help} {id}-unit");
    html! {
        div class="question" data-path=(knob.path) {
            @match &knob.range {
                Range::Number { min, max, step } => {
                    label for=(id) { (knob.label) }
                    (helped(&help, knob))
                    div class="number" {
                        input type="number" id=(id) min=(min) max=(max) step="any" value=(knob.answer)
                            aria-describedby=(described);
                        @if !knob.unit.is_empty() { span class="unit" id={ (id) "-unit" } { (knob.unit) } }
                    }
                    input type="range" min=(min) max=(max) step=(step) value=(knob.answer)
                        aria-label={ (knob.label) ", as a slider" };
                },
                Range::Choices(choices) => {
                    fieldset aria-describedby=(help) {
                        legend { (knob.label) }
                        (helped(&help, knob))
                        @for Choice { value, label } in choices {
                            label class="choice" {
                                input type="radio" name=(id) value=(value) checked[*value == knob.answer];
                                span { (label) }
                            }
                        }
                    }
                },
            }
        }
    }
}

fn helped(id: &str, knob: &Knob) -> Markup {
    // What no policy does is so with the policies and without them.
    let everywhere = !knob.path.starts_with("policy.");
    html! {
        p id=(id) class="soft" {
            (knob.help)
            @if everywhere { " This is about the place, whatever is done in it." }
        }
    }
}

/// What lies on the desk, and what can be done with the answer.
pub fn sheets(view: &View) -> Markup {
    html! {
        @if !view.sheets.is_empty() {
            ul class="sheets" aria-label="On the desk" {
                @for sheet in &view.sheets { (one_sheet(sheet, view)) }
            }
        }
        @if let Some(trouble) = &view.trouble { p class="note" { (trouble) } }
        @if let (Some(there), false, false) = (view.histories, view.stale, view.running) {
            @if there < view.asked {
                p class="note" {
                    (there) " of " (words::count(view.asked, "simulated history")) " are there. "
                    button type="button" data-do="again" { "Go on" }
                }
            }
        }
        @if view.stale && !view.running {
            p class="note" {
                "What stands below is from before the last change. "
                @if view.sheets.iter().all(|s| s.problems.is_empty()) {
                    button type="button" data-do="again" { "Run again" }
                }
            }
        }
        @if let Some(histories) = view.histories {
            p class="actions" {
                span {
                    @if histories < view.asked { strong { "Provisional: " } (histories) " of " (words::count(view.asked, "simulated history")) }
                    @else { (words::count(histories, "simulated history")) }
                    "; 95% intervals"
                }
                @if !view.running && view.more {
                    button type="button" data-do="more" { "More certainty" }
                }
                a href="results.xlsx" download { "Excel" }
                a href="report.html" download { "Report as one page" }
                @if !view.running {
                    button type="button" data-do="keep" { "Keep everything in a folder" }
                }
                span id="kept" role="status" {}
            }
        }
    }
}

fn one_sheet(sheet: &Sheet, view: &View) -> Markup {
    let pinned = view.baseline.as_deref() == Some(&sheet.file);
    let file = escaped(&sheet.file);
    html! {
        li data-file=(sheet.file) {
            a href=(asking(&sheet.file)) { (sheet.title) }
            " " span class="soft" { (sheet.file) }
            @if pinned { " " strong { "baseline of all others" } }
            span class="buttons" {
                @if pinned {
                    button type="button" data-do="pin" { "No longer the baseline" }
                } @else if view.sheets.len() > 1 {
                    button type="button" data-do={ "pin?file=" (file) } aria-label={ "Make it the baseline: " (sheet.title) } {
                        "Make it the baseline"
                    }
                }
                button type="button" data-do={ "close?file=" (file) } aria-label={ "Close " (sheet.title) } { "Close" }
            }
            @if sheet.misnamed && sheet.problems.is_empty() {
                p { "Its name tells of other answers than it holds now: change " code { "name" } " and " code { "story" } " in the file, too." }
            }
            @if !sheet.problems.is_empty() { pre class="problems" tabindex="0" { (sheet.problems) } }
        }
    }
}
