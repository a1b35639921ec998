//! What holds of every report.

use super::*;
use crate::output::chart;
use crate::output::sample::{self, Sample};
use std::sync::LazyLock;

fn every_page(mut check: impl FnMut(&str, &str)) {
    static EVERY: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
        sample::every()
            .iter()
            .map(|(name, results)| (*name, page(results, &chart::all(results))))
            .collect()
    });
    for (name, page) in EVERY.iter() {
        check(name, page);
    }
}

/// Everything between `start` and the next `end`, for each time that `start` occurs.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split(end).next())
        .collect()
}

#[test]
fn a_page_is_small_and_asks_for_nothing() {
    every_page(|name, page| {
        let limit = if name == "eight" { 1_000_000 } else { 500_000 };
        assert!(page.len() < limit, "{name}: {} bytes", page.len());
        for banned in [
            "http://",
            "https://",
            "src=",
            "@import",
            "url(",
            "javascript:",
            "NaN",
            "ignificant",
        ] {
            let own = page.replace("http://www.w3.org/2000/svg", "");
            assert!(!own.contains(banned), "{name}: {banned}");
        }
        assert_eq!(page.matches("<script").count(), 1, "{name}: one script");
        assert!(
            page.contains(&format!("<script>{COPY}</script>")),
            "{name}: unchanged"
        );
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"));
    });
}

#[test]
fn headings_come_in_order_and_ids_once() {
    every_page(|name, page| {
        let levels: Vec<u32> = page
            .match_indices("<h")
            .filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10))
            .collect();
        assert_eq!(levels[0], 1, "{name}");
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{name}: a heading skips a level");
        }
        assert_eq!(page.matches("<h1").count(), 1);
        let mut ids = between(page, " id=\"", "\"");
        let n = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n, "{name}: an id stands twice");
        for link in between(page, "href=\"#", "\"") {
            assert!(
                ids.binary_search(&link).is_ok(),
                "{name}: nothing is called {link}"
            );
        }
        for labels in between(page, "aria-labelledby=\"", "\"") {
            for label in labels.split(' ') {
                assert!(
                    ids.binary_search(&label).is_ok(),
                    "{name}: nothing is called {label}"
                );
            }
        }
    });
}

#[test]
fn every_picture_has_words_and_numbers() {
    every_page(|name, page| {
        let figures = page.matches("role=\"img\" aria-labelledby=").count();
        assert!(figures > 0, "{name}");
        assert_eq!(page.matches("<figure").count(), figures);
        assert_eq!(
            page.matches("<summary>The numbers</summary>").count(),
            figures,
            "{name}"
        );
        assert_eq!(
            page.matches("<th").count(),
            page.matches("scope=\"").count() + page.matches("<thead").count(),
            "{name}"
        );
    });
}

#[test]
fn every_table_says_what_it_is() {
    every_page(|name, page| {
        for table in between(page, "<table", "</table>") {
            assert!(table.contains("<caption"), "{name}: {table:.80}");
        }
    });
}

#[test]
fn what_people_wrote_cannot_change_the_page() {
    let mut results = sample::of(&Sample {
        days: 40,
        ..Sample::market()
    });
    let evil = "<script>alert(1)</script>\"'&";
    results.manifest.headline = vec![evil.to_owned()];
    results.manifest.command = evil.to_owned();
    results.manifest.warnings = vec![evil.to_owned()];
    for scenario in &mut results.manifest.scenarios {
        scenario.title = evil.to_owned();
        scenario.story = evil.to_owned();
        scenario.assumptions[0].source = evil.to_owned();
    }
    let page = page(&results, &chart::all(&results));
    assert!(!page.contains("<script>alert"));
    assert!(page.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn a_page_without_anything_to_say_is_still_a_page() {
    let page = page(&Results::default(), &[]);
    assert!(page.contains("<h1>Results</h1>"));
}
