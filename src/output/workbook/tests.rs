//! What holds of every workbook, as a reader that shares no code with the writer finds it.

use super::*;
use crate::output::chart;
use crate::output::sample::{self, Sample};
use crate::output::words;
use calamine::{Data, Range, Reader, Xlsx};
use std::io::Cursor;

/// The row of the header where no drawings stand above a table.
const HEADER: usize = 4;

struct Book {
    bytes: Vec<u8>,
    read: Xlsx<Cursor<Vec<u8>>>,
}

fn book(results: &Results) -> Book {
    let mut bytes = Vec::new();
    write(results, &chart::all(results), &mut bytes).unwrap();
    let read = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    Book { bytes, read }
}

impl Book {
    fn names(&self) -> Vec<String> {
        self.read.sheet_names()
    }

    /// The cells of a sheet, from its first.
    fn cells(&mut self, name: &str) -> Vec<Vec<Data>> {
        let range: Range<Data> = self.read.worksheet_range(name).unwrap();
        let end = range.end().unwrap();
        let whole = range.range((0, 0), end);
        whole.rows().map(<[Data]>::to_vec).collect()
    }

    /// The rows of the table of a sheet, and its header.
    fn table(&mut self, name: &str) -> (Vec<String>, Vec<Vec<Data>>) {
        let mut cells = self.cells(name).split_off(HEADER);
        let rows = cells.split_off(1);
        let header = cells.remove(0).iter().map(ToString::to_string).collect();
        (header, rows)
    }

    /// How many files of this kind stand in the list at the end of the archive.
    fn parts(&self, path: &str) -> usize {
        let list = self
            .bytes
            .windows(4)
            .position(|w| w == b"PK\x01\x02")
            .unwrap();
        let list = &self.bytes[list..];
        list.windows(path.len())
            .filter(|w| *w == path.as_bytes())
            .count()
    }
}

fn small(sample: &Sample) -> Results {
    sample::of(&Sample {
        days: sample.days.min(400),
        ..sample.clone()
    })
}

/// A number as a cell holds it: none is an empty cell.
fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(x) => *x,
        Data::Int(x) => *x as f64,
        Data::Empty => f64::NAN,
        other => panic!("{other:?} is not a number"),
    }
}

#[test]
fn every_difference_and_every_level_is_there_to_the_last_digit() {
    let same = |found: &Data, wanted: f64, what: &str| {
        let found = number(found);
        let equal = found.to_bits() == wanted.to_bits() || found == wanted;
        assert!(
            equal || found.is_nan() && wanted.is_nan(),
            "{what}: {found} is not {wanted}"
        );
    };
    for sample in [&Sample::market(), &Sample::network()] {
        let mut results = small(sample);
        results.differences[3].difference = f64::NAN;
        results.differences[4].lower = 1.0 / 3.0;
        // A measure that differs nowhere, and one that is nothing anywhere, are left out, and the sheet says so.
        let (unmoved, none) = (
            results.differences[5].measure.clone(),
            results.summary[6].measure.clone(),
        );
        for row in results
            .differences
            .iter_mut()
            .filter(|r| r.measure == unmoved)
        {
            row.difference = 0.0;
        }
        for row in results.summary.iter_mut().filter(|r| r.measure == none) {
            row.mean = f64::NAN;
        }
        let mut book = book(&results);
        let title = |key: &str| {
            let mut all = results.manifest.measures.iter();
            let of = all.find(|m| m.key == key).unwrap();
            (words::measure_title(of), of.unit.clone())
        };
        for sheet in ["Differences", "Levels"] {
            let note = book.cells(sheet)[1][0].to_string();
            assert!(note.contains("Left out: 1 measure that "), "{note}");
        }
        let (header, rows) = book.table("Differences");
        assert_eq!(header.len(), 11);
        let nowhere = |key: &str| {
            let mut of = results.differences.iter().filter(|r| r.measure == key);
            of.all(|r| r.difference == 0.0 || r.difference.is_nan())
        };
        let shown = results.differences.iter().filter(|r| !nowhere(&r.measure));
        let shown: Vec<_> = shown.collect();
        assert_eq!(rows.len(), shown.len());
        for (cells, row) in rows.iter().zip(shown) {
            let (title, unit) = title(&row.measure);
            let window = words::window(&row.window).replace('\u{a0}', " ");
            let told = [
                &row.scenario,
                &row.baseline,
                &window,
                &title,
                &unit,
                &row.verdict,
                &row.measure,
            ];
            for (at, text) in [0, 1, 2, 3, 4, 9, 10].into_iter().zip(told) {
                assert_eq!(cells[at].to_string(), *text, "{row:?}");
            }
            assert_eq!(number(&cells[5]), row.replications as f64);
            for (at, value) in [(6, row.difference), (7, row.lower), (8, row.upper)] {
                same(&cells[at], value, &row.measure);
            }
        }
        let (_, rows) = book.table("Levels");
        let nothing = |key: &str| {
            let mut of = results.summary.iter().filter(|r| r.measure == key);
            of.all(|r| r.mean == 0.0 || r.mean.is_nan())
        };
        let shown = results.summary.iter().filter(|r| !nothing(&r.measure));
        let shown: Vec<_> = shown.collect();
        assert_eq!(rows.len(), shown.len());
        for (cells, row) in rows.iter().zip(shown) {
            assert_eq!(cells[0].to_string(), row.scenario);
            assert_eq!(cells[3].to_string(), row.unit);
            assert_eq!(cells[12].to_string(), row.measure);
            let values = [
                row.mean, row.lower, row.upper, row.sd, row.p05, row.p50, row.p95,
            ];
            for (at, value) in (5..).zip(values) {
                same(&cells[at], value, &row.measure);
            }
        }
    }
}

#[test]
fn a_comparison_has_all_its_sheets_and_drawings() {
    let results = small(&Sample::market());
    let mut book = book(&results);
    assert_eq!(
        book.names(),
        [
            "Cover",
            "Key measures",
            "Key levels",
            "Expectations",
            "Where people wait",
            "Difference over time",
            "Delays by reason",
            "Workforce by sector",
            "Moves between sectors",
            "Where the delay went",
            "Who pays",
            "Control chart signals",
            "Control chart",
            "Control chart 2",
            "Over time",
            "Differences",
            "Levels",
            "All moves",
            "Scenarios",
            "Assumptions",
            "Warnings and limits",
        ]
    );
    // Three scenarios in each of three, two of which are compared, and one sum.
    let panels = [3, 2, 3, 3, 1];
    assert_eq!(book.parts("xl/charts/chart"), panels.iter().sum::<usize>());
    let cover: Vec<String> = book
        .cells("Cover")
        .concat()
        .iter()
        .map(ToString::to_string)
        .collect();
    let names = book.names();
    let all = chart::all(&results);
    let told = introduction::headline(&results.manifest, &all.iter().collect::<Vec<_>>());
    for text in names[1..].iter().chain(&told) {
        let text = text.replace('\u{a0}', " ");
        assert!(
            cover.contains(&text),
            "the cover does not hold {text:?}: {cover:?}"
        );
    }
    let (header, rows) = book.table("Key measures");
    assert_eq!(header[2..5], ["Measure", "Unit", "Better if"]);
    let acute = rows
        .iter()
        .find(|row| row[2] == Data::String("Delayed acute beds".to_owned()));
    let acute = acute.unwrap();
    assert_eq!(
        (acute[3].to_string(), acute[4].to_string()),
        ("people".to_owned(), "lower".to_owned())
    );
    let row = results
        .difference_of("step-down", "m7-12", "delayed.acute")
        .unwrap();
    assert_eq!(number(&acute[7]), row.difference);
    assert!(acute[10].to_string().starts_with('−'), "{acute:?}");
}

#[test]
fn sheets_that_would_hold_nothing_are_not_there() {
    let run = Sample {
        scenarios: 0,
        ..Sample::network()
    };
    let names = book(&small(&run)).names();
    for missing in [
        "Key measures",
        "Expectations",
        "Differences",
        "All moves",
        "Workforce by sector",
    ] {
        assert!(!names.iter().any(|n| n == missing), "{names:?}");
    }
    for there in [
        "Cover",
        "Key levels",
        "Where people wait",
        "Over time",
        "Levels",
    ] {
        assert!(names.iter().any(|n| n == there), "{names:?}");
    }
    let names = book(&Results::default()).names();
    assert_eq!(names, ["Cover", "Warnings and limits"]);
}

#[test]
fn every_sample_becomes_a_workbook_without_numbers_that_are_none() {
    for (name, results) in sample::every() {
        // Long ones take long, and hold nothing else.
        if results
            .manifest
            .scenarios
            .iter()
            .any(|s| s.horizon_days > 100.0)
            && *name != "eight"
        {
            continue;
        }
        let mut book = book(results);
        for sheet in book.names() {
            assert!(sheet.chars().count() <= 31, "{name}: {sheet}");
            for cell in book.cells(&sheet).concat() {
                let wrong = match &cell {
                    Data::Error(_) => true,
                    Data::Float(x) => !x.is_finite(),
                    Data::String(text) => text.contains("NaN") || text.contains('\u{a0}'),
                    _ => false,
                };
                assert!(!wrong, "{name}, {sheet}: {cell:?}");
            }
        }
    }
}

#[test]
fn when_it_was_computed_shows_on_the_cover_only() {
    let mut results = small(&Sample {
        days: 40,
        ..Sample::market()
    });
    let mut first = book(&results);
    assert_eq!(first.bytes, book(&results).bytes);
    "2031-02-03 04:05:06 UTC".clone_into(&mut results.manifest.started);
    let mut second = book(&results);
    assert_ne!(first.cells("Cover"), second.cells("Cover"));
    for name in &first.names()[1..] {
        assert_eq!(first.cells(name), second.cells(name), "{name}");
    }
    // Every cell is stamped alike, and so is the file.
    assert_ne!(first.bytes, second.bytes);
}

#[test]
fn what_people_wrote_is_text_and_no_formula() {
    let mut results = small(&Sample {
        days: 40,
        ..Sample::market()
    });
    let evil = "=1+1";
    evil.clone_into(&mut results.manifest.scenarios[1].story);
    results.manifest.warnings = vec!["+SUM(A1:A9)".to_owned()];
    let mut book = book(&results);
    let (_, rows) = book.table("Scenarios");
    assert_eq!(rows[1][3], Data::String(evil.to_owned()));
    let (_, rows) = book.table("Warnings and limits");
    assert_eq!(rows[0][1], Data::String("+SUM(A1:A9)".to_owned()));
    let formulas = book.read.worksheet_formula("Scenarios").unwrap();
    assert!(formulas.is_empty(), "{formulas:?}");
}
