//! What holds of every chart of every kind of result.

use super::canvas::Mark;
use super::font;
use super::*;
use crate::output::sample::{self, Sample};
use std::sync::LazyLock;

/// The widths at which charts are drawn: as a slide, on a page, on a phone.
fn drawn(chart: &Chart) -> Vec<(String, Canvas)> {
    vec![
        (format!("{} slide", chart.file), chart.slide()),
        (format!("{} page", chart.file), chart.bare(960.0)),
        (format!("{} phone", chart.file), chart.bare(328.0)),
    ]
}

fn every_chart(mut check: impl FnMut(&str, &Chart)) {
    static EVERY: LazyLock<Vec<(&str, Vec<Chart>)>> = LazyLock::new(|| {
        let of_results = sample::every().iter();
        let of_results = of_results.map(|(name, results)| (*name, all(results)));
        let of_sweeps = ["morris", "indices", "grid"]
            .map(|design| (design, of_sweep(&sample::sweep::of(design))));
        of_results.chain(of_sweeps).collect()
    });
    for (name, charts) in EVERY.iter() {
        for chart in charts {
            check(name, chart);
        }
    }
}

#[test]
fn letters_never_overlap_and_stay_on_the_picture() {
    every_chart(|sample, chart| {
        for (name, canvas) in drawn(chart) {
            let texts: Vec<(&Mark, Area)> = canvas
                .marks
                .iter()
                .filter_map(|m| Some((m, m.letters()?)))
                .collect();
            for (i, (mark, a)) in texts.iter().enumerate() {
                let inside = a.x >= -0.5
                    && a.y >= -0.5
                    && a.right() <= canvas.width + 0.5
                    && a.bottom() <= canvas.height + 0.5;
                assert!(inside, "{sample}, {name}: {mark:?} leaves the picture");
                for (other, b) in &texts[i + 1..] {
                    let apart = a.right() <= b.x + 0.1
                        || b.right() <= a.x + 0.1
                        || a.bottom() <= b.y + 1.0
                        || b.bottom() <= a.y + 1.0;
                    assert!(apart, "{sample}, {name}: {mark:?} and {other:?} overlap");
                }
            }
        }
    });
}

#[test]
fn every_mark_is_somewhere_on_the_picture() {
    every_chart(|sample, chart| {
        for (name, canvas) in drawn(chart) {
            for mark in &canvas.marks {
                let points = match mark {
                    Mark::Shape { points, .. } | Mark::Line { points, .. } => points.as_slice(),
                    Mark::Text { at, .. } => std::slice::from_ref(at),
                };
                for (x, y) in points {
                    let inside = (-1.0..=canvas.width + 1.0).contains(x)
                        && (-1.0..=canvas.height + 1.0).contains(y);
                    assert!(inside, "{sample}, {name}: {mark:?}");
                }
            }
        }
    });
}

#[test]
fn every_letter_is_in_the_font() {
    every_chart(|sample, chart| {
        for (name, canvas) in drawn(chart) {
            for mark in &canvas.marks {
                if let Mark::Text { text, weight, .. } = mark {
                    for letter in text.chars() {
                        assert!(
                            font::has(letter, *weight),
                            "{sample}, {name}: {letter} of {text}"
                        );
                    }
                }
            }
        }
    });
}

#[test]
fn every_chart_has_a_title_a_caption_and_a_short_table() {
    every_chart(|sample, chart| {
        let what = format!("{sample}, {}", chart.file);
        assert!(chart.title.len() > 10, "{what}: {}", chart.title);
        assert!(chart.caption.contains("replication"), "{what}");
        let table = &chart.table;
        assert!(
            !table.rows.is_empty() && table.rows.len() <= 60,
            "{what}: {} rows",
            table.rows.len()
        );
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.columns.len(), "{what}: {}", row.name);
        }
        let grouped: usize = table.groups.iter().map(|g| g.1).sum();
        assert!(grouped == 0 || grouped == table.columns.len(), "{what}");
        for banned in ["significan", "NaN", "inf "] {
            assert!(
                !chart.title.contains(banned) && !chart.caption.contains(banned),
                "{what}: {}",
                chart.title
            );
        }
    });
}

#[test]
fn files_have_names_of_their_own() {
    for (name, results) in sample::every() {
        let mut files: Vec<String> = all(results).into_iter().map(|c| c.file).collect();
        let n = files.len();
        files.sort();
        files.dedup();
        assert_eq!(files.len(), n, "{name}");
    }
}

/// Words that say that something has changed.
const CLAIMS: [&str; 9] = [
    "fall",
    "rise",
    "lower",
    "higher",
    "grows by",
    "shrinks",
    "shifts",
    "fewer in",
    "more workers go",
];

fn titles(results: &Results) -> Vec<String> {
    all(results).into_iter().map(|c| c.title).collect()
}

#[test]
fn one_replication_makes_no_claim() {
    for scenarios in [1, 2, 3] {
        let results = sample::of(&Sample {
            scenarios,
            replications: 1,
            ..Sample::market()
        });
        for title in titles(&results) {
            assert!(title.starts_with("One replication cannot show"), "{title}");
        }
    }
}

/// Every interval is made so wide that it holds zero: nothing may be claimed any more.
#[test]
fn titles_are_no_stronger_than_intervals() {
    for scenarios in [1, 2, 3] {
        let mut results = sample::of(&Sample {
            scenarios,
            ..Sample::market()
        });
        let loud = titles(&results);
        let claims = |title: &String| CLAIMS.iter().any(|claim| title.contains(claim));
        assert!(loud.iter().filter(|t| claims(t)).count() >= 3, "{loud:#?}");

        for row in &mut results.differences {
            (row.lower, row.upper) = (-1e6, 1e6);
        }
        for series in &mut results.difference_series {
            series.lower.fill(-1e6);
            series.upper.fill(1e6);
        }
        for table in &mut results.replications[1..] {
            for (i, row) in table.values.iter_mut().enumerate() {
                let jolt = if i % 2 == 0 { 1e6 } else { -1e6 };
                for (column, value) in row.iter_mut().enumerate() {
                    *value += jolt * (column + 1) as f64;
                }
            }
        }
        let quiet = titles(&results);
        assert_eq!(quiet.len(), loud.len());
        for title in quiet {
            assert!(!claims(&title), "{title}");
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_left_out() {
    let mut results = sample::of(&Sample::market());
    results.series.clear();
    results.difference_series.clear();
    let files: Vec<String> = all(&results).into_iter().map(|c| c.file).collect();
    assert_eq!(
        files,
        [
            "moves_between_sectors",
            "where_the_delay_went",
            "who_pays",
            "control_chart_signals",
            "control_chart",
            "control_chart_2"
        ]
    );
    assert!(all(&Results::default()).is_empty());
}

#[test]
#[ignore = "draws every chart into /tmp/caremarket-charts, to be looked at"]
fn draws_everything_to_be_looked_at() {
    let folder = std::env::temp_dir().join("caremarket-charts");
    std::fs::create_dir_all(&folder).unwrap();
    every_chart(|sample, chart| {
        println!("{sample:16} {:24} {}", chart.file, chart.title);
        let write = |kind: &str, bytes: Vec<u8>| {
            std::fs::write(
                folder.join(format!("{sample}-{}.{kind}", chart.file)),
                bytes,
            )
            .unwrap();
        };
        let mut bytes = Vec::new();
        chart.write_png(&mut bytes).unwrap();
        write("png", bytes);
        let mut bytes = Vec::new();
        chart.write_svg(&mut bytes).unwrap();
        write("svg", bytes);
        let mut bytes = Vec::new();
        paint::png(&chart.bare(328.0), 2.0, "", "", &mut bytes).unwrap();
        write("phone.png", bytes);
    });
}

#[test]
fn charts_of_two_measures_have_files_of_their_own() {
    let mut sweep = sample::sweep::of("grid");
    let [one, other] = ["occupied.ward_a", "occupied.ward.a"];
    let keys: Vec<String> = sweep
        .manifest
        .measures
        .iter()
        .map(|m| m.key.clone())
        .collect();
    let renamed = |key: &mut String| {
        let at = keys.iter().position(|k| k == key);
        if let Some(new) = [one, other].get(at.unwrap_or(2)) {
            (*new).clone_into(key);
        }
    };
    sweep
        .manifest
        .measures
        .iter_mut()
        .for_each(|m| renamed(&mut m.key));
    sweep.rows.iter_mut().for_each(|r| renamed(&mut r.measure));
    sweep
        .effects
        .iter_mut()
        .for_each(|e| renamed(&mut e.measure));
    let charts = of_sweep(&sweep);
    let files: Vec<&str> = charts.iter().map(|c| c.file.as_str()).collect();
    assert_eq!(
        files[..2],
        ["tornado_occupied_ward_a", "tornado_occupied_ward_a_2"]
    );
}
